package storage

import (
	"context"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/model"
)

// SeatDay is a day of a seat, of which things are counted.
type SeatDay struct {
	Seat model.SeatID
	Day  time.Time // its beginning, UTC
	Mark int64     // of its being stale; 0: it was never counted
}

func scanSeatDay(row scanner) (d SeatDay, err error) {
	err = row.Scan(&d.Seat, when{&d.Day}, &d.Mark)
	return d, err
}

// StaleDays gives days from a time to before another whose counts are not right
// any more, the newest first.
func (s *Store) StaleDays(ctx context.Context, from, to time.Time, limit int) ([]SeatDay, error) {
	return all(ctx, s.r, scanSeatDay, `SELECT seat, day, mark FROM stale_days WHERE day >= ? AND day < ?
		ORDER BY day DESC, seat LIMIT ?`, ms(from), ms(to), limit)
}

// UncountedDays gives the days of seats from the first to the last (beginnings)
// that are stale or were never counted, by seat and day; of one seat, or of all for
// 0.
func (s *Store) UncountedDays(ctx context.Context, seat model.SeatID, first, last time.Time) ([]SeatDay, error) {
	return all(ctx, s.r, scanSeatDay, `WITH RECURSIVE days(day) AS (
			SELECT ?1 UNION ALL SELECT day + ?3 FROM days WHERE day < ?2)
		SELECT s.id, d.day, coalesce(t.mark, 0) FROM seats s CROSS JOIN days d
		LEFT JOIN stale_days t ON t.seat = s.id AND t.day = d.day
		WHERE (?4 = 0 OR s.id = ?4)
		AND (t.mark IS NOT NULL OR NOT EXISTS (SELECT 1 FROM counted_days c WHERE c.seat = s.id AND c.day = d.day))
		ORDER BY s.id, d.day`, ms(first), ms(last), Day.Milliseconds(), seat)
}

// PutTallies stores what was counted of a day; hours without anything need not be
// told. It stays stale when something came since d was read.
func (tx *Tx) PutTallies(d SeatDay, hours []model.HourTally) error {
	if err := tx.exec(`DELETE FROM tallies WHERE seat = ? AND hour >= ? AND hour < ?`, d.Seat, ms(d.Day), ms(d.Day.Add(Day))); err != nil {
		return err
	}
	for _, h := range hours {
		err := tx.exec(`INSERT INTO tallies (seat, hour, received, sent, visits, resolved, asked, answered, wait_sum, longest,
			first_answered, first_sum, spread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			d.Seat, ms(h.Hour), h.Received, h.Sent, h.Visits, h.Resolved, h.Asked, h.Answered, h.WaitSum.Milliseconds(),
			h.Longest.Milliseconds(), h.FirstAnswered, h.FirstSum.Milliseconds(), jsonOf{h.Spread})
		if err != nil {
			return err
		}
	}
	if err := tx.exec(`INSERT INTO counted_days (seat, day) SELECT id, ? FROM seats WHERE id = ? ON CONFLICT DO NOTHING`, ms(d.Day), d.Seat); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM stale_days WHERE seat = ? AND day = ? AND mark = ?`, d.Seat, ms(d.Day), d.Mark)
}

// ForgetCounted has every day counted anew.
func (tx *Tx) ForgetCounted() error { return tx.exec(`DELETE FROM counted_days`) }

const tallyColumns = `t.seat, t.hour, t.received, t.sent, t.visits, t.resolved, t.asked, t.answered, t.wait_sum, t.longest,
	t.first_answered, t.first_sum, t.spread`

func scanTally(row scanner) (h model.HourTally, err error) {
	err = row.Scan(&h.Seat, when{&h.Hour}, &h.Received, &h.Sent, &h.Visits, &h.Resolved, &h.Asked, &h.Answered,
		milliseconds{&h.WaitSum}, milliseconds{&h.Longest}, &h.FirstAnswered, milliseconds{&h.FirstSum}, asSpread{&h.Spread})
	return h, err
}

// asSpread scans spreads, as JSON arrays one behind the other, and adds them up:
// there are thousands of them on a board.
type asSpread struct {
	to *[model.SpreadSteps]int
}

func (a asSpread) Scan(src any) error {
	text, _ := src.(string)
	step := 0
	for len(text) > 0 {
		end := strings.IndexAny(text, ",]")
		if end < 0 {
			break
		}
		n, err := strconv.Atoi(strings.TrimLeft(text[:end], "["))
		if err != nil {
			return err
		}
		if step < model.SpreadSteps {
			a.to[step] += n
		}
		step++
		if text[end] == ']' {
			step = 0
		}
		text = text[end+1:]
	}
	return nil
}

// Tallies gives what was counted of the hours from a time to before another, by
// hour and seat; of one seat, or of all for 0.
func (s *Store) Tallies(ctx context.Context, seat model.SeatID, from, to time.Time) ([]model.HourTally, error) {
	if seat != 0 {
		return all(ctx, s.r, scanTally, `SELECT `+tallyColumns+` FROM tallies t WHERE t.seat = ? AND t.hour >= ? AND t.hour < ?
			ORDER BY t.hour`, seat, ms(from), ms(to))
	}
	return all(ctx, s.r, scanTally, `SELECT `+tallyColumns+` FROM tallies t WHERE t.hour >= ? AND t.hour < ?
		ORDER BY t.hour, t.seat`, ms(from), ms(to))
}
