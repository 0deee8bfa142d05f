package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

const seatColumns = `s.id, s.connection, s.remote_id, s.account_id, s.name, s.alias, s.avatar, s.corp, s.owner,
	s.state, s.state_since, s.last_login, s.removed, t.unread, t.waiting, t.gaps`

const seatQuery = `SELECT ` + seatColumns + ` FROM seats s JOIN seat_sums t ON t.seat = s.id`

func scanSeat(row scanner) (s model.Seat, err error) {
	err = row.Scan(&s.ID, &s.Connection, &s.RemoteID, &s.AccountID, &s.Name, &s.Alias, &s.Avatar, &s.Corp, &s.Owner,
		&s.State, when{&s.StateSince}, when{&s.LastLogin}, &s.Removed, &s.Unread, &s.Waiting, &s.Gaps)
	return s, err
}

// SeatByRef finds a seat by its remote id, else by its account id.
func (tx *Tx) SeatByRef(conn model.ConnectionID, ref model.SeatRef) (model.Seat, bool, error) {
	if ref.RemoteID != "" {
		seat, found, err := one(tx.ctx, tx.q, scanSeat, seatQuery+` WHERE s.connection = ? AND s.remote_id = ?`, conn, ref.RemoteID)
		if err != nil || found {
			return seat, found, err
		}
	}
	if ref.AccountID == "" {
		return model.Seat{}, false, nil
	}
	return one(tx.ctx, tx.q, scanSeat,
		seatQuery+` WHERE s.connection = ? AND s.account_id = ? AND s.account_id <> '' ORDER BY s.removed, s.id LIMIT 1`,
		conn, ref.AccountID)
}

// UpsertSeat stores all a back end said of a seat, found by connection and
// remote id. A state of SeatUnknown leaves the one that is stored; StateSince is
// kept unless the state changes, and each change goes to the seat's log.
func (tx *Tx) UpsertSeat(seat model.Seat) (stored model.Seat, changed bool, err error) {
	if seat.RemoteID == "" {
		return seat, false, invalid("seat", "a seat needs a remote id")
	}
	old, found, err := tx.SeatByRef(seat.Connection, model.SeatRef{RemoteID: seat.RemoteID})
	if err != nil {
		return seat, false, err
	}
	seat.ID, seat.Unread, seat.Waiting, seat.Gaps = old.ID, old.Unread, old.Waiting, old.Gaps
	seat.LastLogin = at(ms(seat.LastLogin))
	if seat.State == model.SeatUnknown {
		seat.State = old.State
	}
	switch {
	case found && seat.State == old.State:
		seat.StateSince = old.StateSince
	case seat.StateSince.IsZero():
		seat.StateSince = tx.s.clock.Now()
	}
	seat.StateSince = at(ms(seat.StateSince))
	if found && seat == old {
		return seat, false, nil
	}
	fields := []any{
		seat.Connection, seat.RemoteID, seat.AccountID, seat.Name, seat.Alias, seat.Avatar, seat.Corp, seat.Owner,
		seat.State, ms(seat.StateSince), ms(seat.LastLogin), seat.Removed,
	}
	if found {
		err = tx.exec(`UPDATE seats SET connection = ?, remote_id = ?, account_id = ?, name = ?, alias = ?, avatar = ?,
			corp = ?, owner = ?, state = ?, state_since = ?, last_login = ?, removed = ? WHERE id = ?`, append(fields, seat.ID)...)
	} else {
		var id int64
		id, err = tx.q.insert(tx.ctx, `INSERT INTO seats (connection, remote_id, account_id, name, alias, avatar,
			corp, owner, state, state_since, last_login, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, fields...)
		seat.ID = model.SeatID(id)
	}
	if err == nil && (!found || seat.State != old.State) {
		err = tx.logState(seat.ID, seat.State, seat.StateSince)
	}
	return seat, err == nil, err
}

// SetSeatState stores a change of state and when it was; changed is false when
// the seat has this state already.
func (tx *Tx) SetSeatState(id model.SeatID, state model.SeatState, since time.Time) (changed bool, err error) {
	old, err := seatByID(tx.ctx, tx.q, id)
	if err != nil || old.State == state {
		return false, err
	}
	if err := tx.exec(`UPDATE seats SET state = ?, state_since = ? WHERE id = ?`, state, ms(since), id); err != nil {
		return false, err
	}
	return true, tx.logState(id, state, since)
}

func (tx *Tx) logState(id model.SeatID, state model.SeatState, since time.Time) error {
	return tx.exec(`INSERT INTO seat_log (seat, at, state) VALUES (?, ?, ?)`, id, ms(since), state)
}

// MarkSeatsRemoved marks the seats of a connection that are not in keep (remote
// ids) and gives those that it marked.
func (tx *Tx) MarkSeatsRemoved(conn model.ConnectionID, keep []string) (changed []model.SeatID, err error) {
	kept := make(map[string]bool, len(keep))
	for _, id := range keep {
		kept[id] = true
	}
	seats, err := all(tx.ctx, tx.q, scanSeat, seatQuery+` WHERE s.connection = ? AND s.removed = 0 ORDER BY s.id`, conn)
	if err != nil {
		return nil, err
	}
	for _, seat := range seats {
		if kept[seat.RemoteID] {
			continue
		}
		if err := tx.exec(`UPDATE seats SET removed = 1 WHERE id = ?`, seat.ID); err != nil {
			return nil, err
		}
		changed = append(changed, seat.ID)
	}
	return changed, nil
}

// Seats gives all seats with their sums, by connection and number.
func (s *Store) Seats(ctx context.Context) ([]model.Seat, error) {
	return all(ctx, s.r, scanSeat, seatQuery+` ORDER BY s.connection, s.id`)
}

// Seat gives one seat with its sums.
func (s *Store) Seat(ctx context.Context, id model.SeatID) (model.Seat, error) {
	return seatByID(ctx, s.r, id)
}

func seatByID(ctx context.Context, q *queries, id model.SeatID) (model.Seat, error) {
	return must(ctx, q, scanSeat, "seat", id, seatQuery+` WHERE s.id = ?`, id)
}

// StateChange is one line of a seat's log.
type StateChange struct {
	State model.SeatState
	At    time.Time // UTC
}

// SeatLog gives the newest changes of a seat's state, newest first.
func (s *Store) SeatLog(ctx context.Context, id model.SeatID, limit int) ([]StateChange, error) {
	return all(ctx, s.r, func(row scanner) (c StateChange, err error) {
		err = row.Scan(&c.State, when{&c.At})
		return c, err
	}, `SELECT state, at FROM seat_log WHERE seat = ? ORDER BY at DESC, rowid DESC LIMIT ?`, id, limit)
}
