package storage

import (
	"context"
	"math"
	"time"

	"seatdeck/app/model"
)

// BoardSeat is a seat as a supervisor sees it.
type BoardSeat struct {
	Seat        model.Seat
	LongestFrom time.Time            // since when the customer waits who waits longest; zero: nobody
	Longest     model.ConversationID // in which conversation
	LastAt      time.Time            // of the newest message of any conversation
	Since       model.Tally          // since a time
	Alerts      int                  // open and not acknowledged
	Grave       bool
}

// Board gives the seats that back ends still have, by connection and number, with
// what was counted since a time.
func (s *Store) Board(ctx context.Context, since time.Time) ([]BoardSeat, error) {
	return s.board(ctx, 1, math.MaxInt64, since)
}

// BoardSeat gives one of them; false: back ends do not have it any more.
func (s *Store) BoardSeat(ctx context.Context, id model.SeatID, since time.Time) (BoardSeat, bool, error) {
	list, err := s.board(ctx, id, id, since)
	if err != nil || len(list) == 0 {
		return BoardSeat{}, false, err
	}
	return list[0], true, nil
}

func (s *Store) board(ctx context.Context, first, last model.SeatID, since time.Time) (list []BoardSeat, err error) {
	list, err = all(ctx, s.r, func(row scanner) (b BoardSeat, err error) {
		b.Seat, err = scanSeat(longer{row, []any{when{&b.LongestFrom}, &b.Longest, when{&b.LastAt}}})
		return b, err
	}, `SELECT `+seatColumns+`, coalesce(w.waiting_from, 0), coalesce(w.id, 0), max(
			coalesce((SELECT c.last_at FROM conversations c WHERE c.seat = s.id AND c.pinned = 0 ORDER BY c.last_at DESC LIMIT 1), 0),
			coalesce((SELECT c.last_at FROM conversations c WHERE c.seat = s.id AND c.pinned = 1 ORDER BY c.last_at DESC LIMIT 1), 0))
		FROM seats s JOIN seat_sums t ON t.seat = s.id
		LEFT JOIN conversations w ON t.waiting > 0 AND w.id = (SELECT c.id FROM conversations c WHERE c.seat = s.id
			ORDER BY c.wait_rank, c.last_at DESC, c.id DESC LIMIT 1)
		WHERE s.removed = 0 AND s.id BETWEEN ?1 AND ?2 ORDER BY s.connection, s.id`, first, last)
	if err != nil {
		return nil, err
	}
	place := make(map[model.SeatID]*BoardSeat, len(list))
	for i := range list {
		place[list[i].Seat.ID] = &list[i]
	}
	err = each(ctx, s.r, func(row scanner) error {
		h, err := scanTally(row)
		if b := place[h.Seat]; b != nil {
			b.Since = h.Tally
		}
		return err
	}, `SELECT t.seat, 0, sum(t.received), sum(t.sent), sum(t.visits), sum(t.resolved), sum(t.asked), sum(t.answered),
		sum(t.wait_sum), max(t.longest), sum(t.first_answered), sum(t.first_sum), group_concat(t.spread, '')
		FROM seats s CROSS JOIN tallies t ON t.seat = s.id AND t.hour >= ?3 WHERE s.id BETWEEN ?1 AND ?2 GROUP BY s.id`, first, last, ms(since))
	if err != nil {
		return nil, err
	}
	err = each(ctx, s.r, func(row scanner) error {
		var seat model.SeatID
		var alerts int
		var grave bool
		err := row.Scan(&seat, &alerts, &grave)
		if b := place[seat]; b != nil {
			b.Alerts, b.Grave = alerts, grave
		}
		return err
	}, `SELECT seat, count(*), max(grave) FROM alerts WHERE cleared = 0 AND acked = 0 AND seat BETWEEN ?1 AND ?2 GROUP BY seat`, first, last)
	return list, err
}

// SeatLogBetween gives the lines of a seat's log from a time to before another,
// oldest first, with the last one before the first time.
func (s *Store) SeatLogBetween(ctx context.Context, seat model.SeatID, from, to time.Time) ([]model.SeatLogEntry, error) {
	return all(ctx, s.r, scanLogEntry, `SELECT at, state, source FROM seat_log WHERE seat = ?1 AND at < ?3
		AND at >= coalesce((SELECT max(at) FROM seat_log WHERE seat = ?1 AND at <= ?2), ?2) ORDER BY at, rowid`, seat, ms(from), ms(to))
}

// SeatLogNewest gives the newest lines of a seat's log, newest first.
func (s *Store) SeatLogNewest(ctx context.Context, seat model.SeatID, limit int) ([]model.SeatLogEntry, error) {
	return all(ctx, s.r, scanLogEntry, `SELECT at, state, source FROM seat_log WHERE seat = ?
		ORDER BY at DESC, rowid DESC LIMIT ?`, seat, limit)
}

func scanLogEntry(row scanner) (e model.SeatLogEntry, err error) {
	err = row.Scan(when{&e.At}, &e.State, &e.Source)
	return e, err
}

// NewestRemoteLog tells when the newest line of a seat's log was that is from the
// back end's own; zero: there is none.
func (s *Store) NewestRemoteLog(ctx context.Context, seat model.SeatID) (time.Time, error) {
	newest, _, err := one(ctx, s.r, value[int64], `SELECT at FROM seat_log WHERE seat = ? AND source = 1 ORDER BY at DESC LIMIT 1`, seat)
	return at(newest), err
}
