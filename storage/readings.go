package storage

import (
	"context"

	"seatdeck/app/model"
)

// PutReading keeps how a list was read, in place of how it was before.
func (tx *Tx) PutReading(r model.Reading) error {
	return tx.exec(`INSERT INTO readings (seat, what, total, rows, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET total = excluded.total, rows = excluded.rows, at = excluded.at`,
		r.Seat, r.What, r.Total, r.Rows, ms(r.At))
}

// Readings tells how the lists of a seat (0: of all) were read last, by seat.
func (s *Store) Readings(ctx context.Context, seat model.SeatID) ([]model.Reading, error) {
	w := &where{}
	w.and("seat NOT IN (SELECT id FROM seats WHERE removed = 1)")
	if seat != 0 {
		w.and("seat = ?", seat)
	}
	return all(ctx, s.r, func(row scanner) (r model.Reading, err error) {
		err = row.Scan(&r.Seat, &r.What, &r.Total, &r.Rows, when{&r.At}, &r.Here, &r.Gone)
		return r, err
	}, `SELECT seat, what, total, rows, at, CASE what
			WHEN 1 THEN (SELECT count(*) FROM contacts c WHERE c.seat = readings.seat)
			ELSE (SELECT count(*) FROM groups g WHERE g.seat = readings.seat) END, CASE what
			WHEN 1 THEN (SELECT count(*) FROM contacts c WHERE c.seat = readings.seat AND c.removed = 1)
			ELSE (SELECT count(*) FROM groups g WHERE g.seat = readings.seat AND g.dissolved = 1) END
		FROM readings`+w.String()+` ORDER BY seat, what`, w.args...)
}
