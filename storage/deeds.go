package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

const deedColumns = `d.id, d.batch, d.kind, d.seat, d.target, d.label, d.want, d.was, d.state, d.reason, d.attempts,
	d.not_before, d.ended`

const deedQuery = `SELECT ` + deedColumns + ` FROM deeds d`

func scanDeed(row scanner) (d model.Deed, err error) {
	err = row.Scan(&d.ID, &d.Batch, &d.Kind, &d.Seat, &d.Target, &d.Label, asJSON{&d.Want}, asJSON{&d.Was}, &d.State,
		asTrouble{&d.Reason}, &d.Attempts, when{&d.NotBefore}, when{&d.Ended})
	return d, err
}

func (tx *Tx) addDeed(d model.Deed) error {
	reason, err := reasonJSON(d.Reason)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO deeds (batch, seat, kind, about, target, label, want, was, state, reason, attempts, not_before, ended)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, d.Batch, d.Seat, d.Kind, d.Kind.Target(), d.Target, d.Label,
		jsonOf{d.Want}, jsonOf{d.Was}, d.State, reason, d.Attempts, ms(d.NotBefore), ms(d.Ended))
}

// SaveDeed stores state, target, what it wants and what it took the place of,
// reason, attempts and times of a deed. One that was done settles what was refused
// of its kind about its target before: it no longer marks the row.
func (tx *Tx) SaveDeed(d model.Deed) error {
	reason, err := reasonJSON(d.Reason)
	if err != nil {
		return err
	}
	return tx.update("deed", d.ID, `UPDATE deeds SET state = ?, target = ?, want = ?, was = ?, reason = ?, attempts = ?,
		not_before = ?, ended = ? WHERE id = ?`,
		d.State, d.Target, jsonOf{d.Want}, jsonOf{d.Was}, reason, d.Attempts, ms(d.NotBefore), ms(d.Ended), d.ID)
}

// Deed gives one deed; one that is gone is TroubleNotFound.
func (tx *Tx) Deed(id model.DeedID) (model.Deed, error) {
	return must(tx.ctx, tx.q, scanDeed, "deed", id, deedQuery+` WHERE d.id = ?`, id)
}

// MoveDeeds gives all deeds of a batch that are in one of the states another one,
// and tells how many there were. Those that are still to come then begin anew,
// without reason and attempts; the others keep the reason, and ended now where
// they had not ended before.
func (tx *Tx) MoveDeeds(batch model.BatchID, from []model.DeedState, to model.DeedState, now time.Time) (int, error) {
	var n int64
	var err error
	if to.Pending() {
		n, err = tx.changes(`UPDATE deeds SET state = ?, reason = NULL, attempts = 0, not_before = 0, ended = 0, settled = 0
			WHERE batch = ? AND state IN (SELECT value FROM json_each(?))`, to, batch, jsonOf{from})
	} else {
		n, err = tx.changes(`UPDATE deeds SET state = ?, ended = CASE ended WHEN 0 THEN ? ELSE ended END
			WHERE batch = ? AND state IN (SELECT value FROM json_each(?))`, to, ms(now), batch, jsonOf{from})
	}
	return int(n), err
}

// DeedsUnderway gives the deeds of all seats that are being done, oldest first.
func (s *Store) DeedsUnderway(ctx context.Context) ([]model.Deed, error) {
	return all(ctx, s.r, scanDeed, deedQuery+` WHERE d.state = 2 ORDER BY d.id`)
}

// NextDeeds gives the oldest deeds of a seat that are still to come, or under way.
func (s *Store) NextDeeds(ctx context.Context, seat model.SeatID, limit int) ([]model.Deed, error) {
	return all(ctx, s.r, scanDeed, deedQuery+` WHERE d.seat = ? AND d.state IN (1, 2) ORDER BY d.id LIMIT ?`, seat, limit)
}

// QuickDeed gives the first deed of a small batch of a seat, of at most so many
// deeds, that can be done now though older ones of others are still to come: nothing
// older about the same target is. False: there is none.
func (s *Store) QuickDeed(ctx context.Context, seat model.SeatID, most int, now time.Time) (model.Deed, bool, error) {
	return one(ctx, s.r, scanDeed, deedQuery+` WHERE d.batch IN (
			SELECT p.batch FROM batch_sums p WHERE p.seat = ? AND p.state = 1 AND p.deeds > 0
				AND (SELECT sum(q.deeds) FROM batch_sums q WHERE q.batch = p.batch) <= ?)
		AND +d.seat = ? AND +d.state = 1 AND d.not_before <= ?
		AND d.id = (SELECT min(o.id) FROM deeds o WHERE o.batch = d.batch AND +o.seat = d.seat AND +o.state IN (1, 2))
		AND NOT EXISTS (SELECT 1 FROM deeds o WHERE o.seat = d.seat AND o.about = d.about AND o.target = d.target
			AND o.state IN (1, 2) AND o.settled = 0 AND o.id < d.id)
		ORDER BY d.id LIMIT 1`, seat, most, seat, ms(now))
}

// Deeds gives a window of the deeds of a batch that are in one of the states
// (none: in any), in the order in which they are worked off. A limit of 0 is none.
func (s *Store) Deeds(ctx context.Context, batch model.BatchID, states []model.DeedState, offset, limit int) ([]model.Deed, error) {
	w := &where{}
	w.and("d.batch = ?", batch)
	if len(states) > 0 {
		w.and("d.state IN (SELECT value FROM json_each(?))", jsonOf{states})
	}
	query := deedQuery + w.String() + ` ORDER BY d.id` + w.page(limit, offset)
	return all(ctx, s.r, scanDeed, query, w.args...)
}

// markJoin joins the deed d that marks a row (a contact, group or tag): the newest
// about it that is not as it was wished. What the row is goes into the parameter.
func markJoin(row string) string {
	return ` LEFT JOIN deeds d ON d.id = (SELECT max(m.id) FROM deeds m WHERE m.seat = ` + row + `.seat AND m.about = ?
		AND m.target = ` + row + `.remote_id AND m.state IN (1, 2, 5, 6) AND m.settled = 0)`
}

const markColumns = `coalesce(d.id, 0), coalesce(d.batch, 0), coalesce(d.kind, 0), coalesce(d.state, 0), d.reason, d.want`

// asMark gives where markColumns are scanned to.
func asMark(m *model.Mark) []any {
	return []any{&m.Deed, &m.Batch, &m.Kind, &m.State, asTrouble{&m.Reason}, asJSON{&m.Want}}
}
