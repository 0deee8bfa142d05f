package storage

import "seatdeck/app/model"

// sender is one way somebody was called when they wrote.
type sender struct {
	seat             model.SeatID
	id, name, avatar string
}

// senderCache remembers the rows of the senders that wrote last.
type senderCache struct{ rows map[sender]int64 }

const maxSenders = 4096

func (c *senderCache) forget() { clear(c.rows) }

func (c *senderCache) keep(who sender, id int64) {
	if c.rows == nil || len(c.rows) >= maxSenders {
		c.rows = make(map[sender]int64)
	}
	c.rows[who] = id
}

// senderID gives the row of a message's sender, made where it is missing; 0 when
// nothing is known of who wrote it.
func (tx *Tx) senderID(m model.Message) (int64, error) {
	who := sender{m.Seat, m.SenderID, m.SenderName, m.SenderAvatar}
	if who == (sender{seat: m.Seat}) {
		return 0, nil
	}
	if id, ok := tx.s.cache.rows[who]; ok {
		return id, nil
	}
	id, found, err := one(tx.ctx, tx.q, value[int64], `SELECT id FROM senders
		WHERE seat = ? AND remote_id = ? AND name = ? AND avatar = ?`, who.seat, who.id, who.name, who.avatar)
	if err == nil && !found {
		id, err = tx.q.insert(tx.ctx, `INSERT INTO senders (seat, remote_id, name, avatar) VALUES (?, ?, ?, ?)`,
			who.seat, who.id, who.name, who.avatar)
	}
	if err != nil {
		return 0, err
	}
	tx.s.cache.keep(who, id)
	return id, nil
}
