package storage

import (
	"time"

	"seatdeck/app/model"
)

// What is counted of a day follows from messages and resolutions. Every change of
// those makes days stale in its own transaction: the day of the message; that of
// the wait which it may answer; and that of the customer's next message, which
// may begin a wait or a visit because of it, or no longer. No other day can change:
// after that message it is the same whether this one was there or not.

// Day is a day, UTC, of which things are counted.
const Day = 24 * time.Hour

// dayOf is the beginning of the day of a time, both in ms.
func dayOf(t int64) int64 {
	day := t - t%Day.Milliseconds()
	if day > t {
		day -= Day.Milliseconds()
	}
	return day
}

// touched is a day of a conversation in which turns came, went or changed.
type touched struct {
	seat         model.SeatID
	conversation model.ConversationID
	day          int64
}

// reach is from where to where they did.
type reach struct {
	answer Key // the first that ends a wait, or did; lastKey: none
	last   Key
}

// touch notes that a turn became another one.
func (tx *Tx) touch(old, now turn) {
	if old == now {
		return
	}
	for _, t := range []turn{old, now} {
		if t.kind == TurnNone {
			continue
		}
		if tx.touched == nil {
			tx.touched = make(map[touched]reach)
		}
		at := touched{t.seat, t.conversation, dayOf(t.key.SentAt)}
		r, ok := tx.touched[at]
		if !ok {
			r = reach{answer: lastKey, last: firstKey}
		}
		if t.kind != TurnIn && t.key.before(r.answer) {
			r.answer = t.key
		}
		if r.last.before(t.key) {
			r.last = t.key
		}
		tx.touched[at] = r
	}
}

func (k Key) before(o Key) bool {
	if k.SentAt != o.SentAt {
		return k.SentAt < o.SentAt
	}
	if k.Seq != o.Seq {
		return k.Seq < o.Seq
	}
	return k.ID < o.ID
}

// markTouched makes the days stale that touch noted.
func (tx *Tx) markTouched() error {
	groups := map[model.ConversationID]bool{}
	for at, r := range tx.touched {
		group, known := groups[at.conversation]
		if !known {
			var err error
			group, _, err = one(tx.ctx, tx.q, value[bool], `SELECT is_group FROM conversations WHERE id = ?`, at.conversation)
			if err != nil {
				return err
			}
			groups[at.conversation] = group
		}
		if group {
			continue
		}
		if err := tx.markReach(at, r); err != nil {
			return err
		}
	}
	clear(tx.touched)
	return nil
}

func (tx *Tx) markReach(t touched, r reach) error {
	if err := tx.markStale(t.seat, t.day); err != nil {
		return err
	}
	if r.answer != lastKey {
		asked, found, err := tx.waitBefore(t.conversation, r.answer)
		if err != nil {
			return err
		}
		if found && dayOf(asked.SentAt) < t.day {
			if err := tx.markStale(t.seat, dayOf(asked.SentAt)); err != nil {
				return err
			}
		}
	}
	next, found, err := tx.askedAfter(t.conversation, r.last)
	if err != nil || !found || dayOf(next.SentAt) == t.day {
		return err
	}
	return tx.markStale(t.seat, dayOf(next.SentAt))
}

func (tx *Tx) markStale(seat model.SeatID, day int64) error {
	return tx.exec(`INSERT INTO stale_days (seat, day, mark) VALUES (?, ?, random())
		ON CONFLICT DO UPDATE SET mark = excluded.mark`, seat, day)
}

// markAllStale makes all days of a conversation stale: it turned out to be that of
// a group.
func (tx *Tx) markAllStale(c model.Conversation) error {
	day := Day.Milliseconds()
	return tx.exec(`INSERT INTO stale_days (seat, day, mark) SELECT DISTINCT ?1, sent_at / ?2 * ?2, random() FROM messages
		WHERE conversation = ?3 ON CONFLICT DO UPDATE SET mark = excluded.mark`, c.Seat, day, c.ID)
}
