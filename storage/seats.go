package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

const seatColumns = `s.id, s.connection, s.remote_id, s.account_id, s.name, s.alias, s.avatar, s.corp, s.owner,
	s.state, s.state_since, s.last_login, s.removed, s.last_logout, s.corp_id, s.teams, s.parent, s.mobile, s.number,
	s.banned_from, s.unlock_at, s.auto_login, s.add_min, s.add_max, s.add_per_day, t.unread, t.waiting, t.gaps`

const seatQuery = `SELECT ` + seatColumns + ` FROM seats s JOIN seat_sums t ON t.seat = s.id`

func scanSeat(row scanner) (s model.Seat, err error) {
	err = row.Scan(&s.ID, &s.Connection, &s.RemoteID, &s.AccountID, &s.Name, &s.Alias, &s.Avatar, &s.Corp, &s.Owner,
		&s.State, when{&s.StateSince}, when{&s.LastLogin}, &s.Removed, when{&s.LastLogout}, &s.CorpID, &s.Teams, &s.Parent,
		&s.Mobile, &s.Number, when{&s.BannedFrom}, when{&s.UnlockAt}, &s.AutoLogin,
		milliseconds{&s.AddLimits.Min}, milliseconds{&s.AddLimits.Max}, &s.AddLimits.PerDay, &s.Unread, &s.Waiting, &s.Gaps)
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
// remote id. A state of SeatUnknown leaves the one that is stored, and so does a
// time that was not told, or of an earlier login; StateSince is kept unless the state changes, and each
// change goes to the seat's log.
func (tx *Tx) UpsertSeat(seat model.Seat) (stored model.Seat, changed bool, err error) {
	if seat.RemoteID == "" {
		return seat, false, invalid("seat", "refusal.incomplete: a seat needs a remote id")
	}
	old, found, err := tx.SeatByRef(seat.Connection, model.SeatRef{RemoteID: seat.RemoteID})
	if err != nil {
		return seat, false, err
	}
	seat.ID, seat.Unread, seat.Waiting, seat.Gaps = old.ID, old.Unread, old.Waiting, old.Gaps
	seat.LastLogin, seat.LastLogout = latest(at(ms(seat.LastLogin)), old.LastLogin), latest(at(ms(seat.LastLogout)), old.LastLogout)
	seat.BannedFrom, seat.UnlockAt = later(seat.BannedFrom, old.BannedFrom), later(seat.UnlockAt, old.UnlockAt)
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
	seat = settled(old, seat)
	if found && seat == old {
		return seat, false, nil
	}
	fields := []any{
		seat.Connection, seat.RemoteID, seat.AccountID, seat.Name, seat.Alias, seat.Avatar, seat.Corp, seat.Owner,
		seat.State, ms(seat.StateSince), ms(seat.LastLogin), seat.Removed,
		ms(seat.LastLogout), seat.CorpID, seat.Teams, seat.Parent, seat.Mobile, seat.Number, ms(seat.BannedFrom), ms(seat.UnlockAt),
		seat.AutoLogin, seat.AddLimits.Min.Milliseconds(), seat.AddLimits.Max.Milliseconds(), seat.AddLimits.PerDay,
	}
	if found {
		err = tx.exec(`UPDATE seats SET connection = ?, remote_id = ?, account_id = ?, name = ?, alias = ?, avatar = ?,
			corp = ?, owner = ?, state = ?, state_since = ?, last_login = ?, removed = ?, last_logout = ?, corp_id = ?, teams = ?,
			parent = ?, mobile = ?, number = ?, banned_from = ?, unlock_at = ?, auto_login = ?, add_min = ?, add_max = ?,
			add_per_day = ? WHERE id = ?`, append(fields, seat.ID)...)
	} else {
		var id int64
		id, err = tx.q.insert(tx.ctx, `INSERT INTO seats (connection, remote_id, account_id, name, alias, avatar,
			corp, owner, state, state_since, last_login, removed, last_logout, corp_id, teams, parent, mobile, number,
			banned_from, unlock_at, auto_login, add_min, add_max, add_per_day)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, fields...)
		seat.ID = model.SeatID(id)
	}
	if err == nil && (!found || seat.State != old.State) {
		err = tx.logState(seat.ID, seat.State, seat.StateSince, model.LoggedHere)
	}
	return seat, err == nil, err
}

// SeatChange is a change of a seat's state, as it was told.
type SeatChange struct {
	State  model.SeatState
	At     time.Time // when it changed
	Source model.LogSource
	Now    time.Time // what the clock says; a state that began later was told by one that went wrong. Zero: no matter

	BannedFrom, UnlockAt time.Time // with SeatBanned, as far as they were told
}

// SetSeatState stores a change of state. One that is older than the last change
// known only goes to the seat's log, unless it tells that the state there is began
// earlier than was seen. changed is false when nothing of the seat is another one.
func (tx *Tx) SetSeatState(id model.SeatID, c SeatChange) (changed bool, err error) {
	old, err := seatByID(tx.ctx, tx.q, id)
	if err != nil {
		return false, err
	}
	wrong := !c.Now.IsZero() && old.StateSince.After(c.Now)
	seat, same, older := old, c.State == old.State, c.At.Before(old.StateSince) && old.State != model.SeatUnknown && !wrong
	since := at(ms(c.At))
	if !same || older || wrong {
		if err := tx.logState(id, c.State, since, c.Source); err != nil {
			return false, err
		}
	}
	switch {
	case same && older:
		began, err := tx.began(old, since)
		if err != nil {
			return false, err
		}
		if began {
			seat.StateSince = since
		}
	case same && !wrong:
	case older:
		return false, nil
	default:
		seat.State, seat.StateSince = c.State, since
	}
	seat.BannedFrom, seat.UnlockAt = later(c.BannedFrom, old.BannedFrom), later(c.UnlockAt, old.UnlockAt)
	seat = settled(old, seat)
	if seat == old {
		return false, nil
	}
	return true, tx.exec(`UPDATE seats SET state = ?, state_since = ?, last_login = ?, last_logout = ?, banned_from = ?, unlock_at = ?
		WHERE id = ?`, seat.State, ms(seat.StateSince), ms(seat.LastLogin), ms(seat.LastLogout), ms(seat.BannedFrom), ms(seat.UnlockAt), id)
}

// began tells whether the state that a seat is in can have begun at an earlier time
// than was seen: the log knows of no other state since.
func (tx *Tx) began(seat model.Seat, since time.Time) (bool, error) {
	_, other, err := one(tx.ctx, tx.q, value[int64], `SELECT at FROM seat_log WHERE seat = ? AND at >= ? AND at <= ? AND state <> ? LIMIT 1`,
		seat.ID, ms(since), ms(seat.StateSince), seat.State)
	return !other, err
}

// settled brings what follows from a seat's state in line with it: only who is
// banned has times of a ban, and a change that a back end gave no time of login or
// logout for is that time itself.
func settled(old, seat model.Seat) model.Seat {
	if seat.State != model.SeatBanned {
		seat.BannedFrom, seat.UnlockAt = time.Time{}, time.Time{}
	}
	if old.State != model.SeatUnknown && seat.State != old.State {
		switch seat.State {
		case model.SeatOnline:
			if !seat.LastLogin.After(old.LastLogin) {
				seat.LastLogin = latest(seat.StateSince, old.LastLogin)
			}
		case model.SeatOffline, model.SeatKicked:
			if !seat.LastLogout.After(old.LastLogout) {
				seat.LastLogout = latest(seat.StateSince, old.LastLogout)
			}
		}
	}
	return seat
}

// later is what was told now, else what was known.
func later(told, known time.Time) time.Time {
	if told.IsZero() {
		return known
	}
	return at(ms(told))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// logState adds a line to a seat's log, unless it is there.
func (tx *Tx) logState(id model.SeatID, state model.SeatState, since time.Time, source model.LogSource) error {
	_, err := tx.addToLog(id, state, since, source)
	return err
}

func (tx *Tx) addToLog(id model.SeatID, state model.SeatState, since time.Time, source model.LogSource) (added bool, err error) {
	n, err := tx.changes(`INSERT INTO seat_log (seat, at, state, source) SELECT ?1, ?2, ?3, ?4
		WHERE NOT EXISTS (SELECT 1 FROM seat_log WHERE seat = ?1 AND at = ?2 AND state = ?3)`, id, ms(since), state, source)
	return n > 0, err
}

// PutSeatLog stores lines of the back end's own log of a seat and tells how many
// were new. The seat's state stays as it is.
func (tx *Tx) PutSeatLog(id model.SeatID, entries []model.SeatLogEntry) (added int, err error) {
	for _, e := range entries {
		if e.At.IsZero() || e.State == model.SeatUnknown {
			continue
		}
		fresh, err := tx.addToLog(id, e.State, e.At, e.Source)
		if err != nil {
			return added, err
		}
		if fresh {
			added++
		}
	}
	return added, nil
}

// SetLogins stores when a seat last logged in and out, unless later times are known.
func (tx *Tx) SetLogins(id model.SeatID, in, out time.Time) (changed bool, err error) {
	n, err := tx.changes(`UPDATE seats SET last_login = max(last_login, ?1), last_logout = max(last_logout, ?2)
		WHERE id = ?3 AND (last_login < ?1 OR last_logout < ?2)`, ms(in), ms(out), id)
	return n > 0, err
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
