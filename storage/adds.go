package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

const addsQuery = `SELECT n FROM adds WHERE seat = ? AND day = ?`

// Adds tells how many people a seat asked to be contacts on a day, named by its
// beginning.
func (s *Store) Adds(ctx context.Context, seat model.SeatID, day time.Time) (int, error) {
	n, _, err := one(ctx, s.r, value[int], addsQuery, seat, ms(day))
	return n, err
}

// Adds is as [Store.Adds], and nobody changes it before the transaction ends.
func (tx *Tx) Adds(seat model.SeatID, day time.Time) (int, error) {
	n, _, err := one(tx.ctx, tx.q, value[int], addsQuery, seat, ms(day))
	return n, err
}

// CountAdds adds n to the people that a seat asked on a day, which may be below
// zero, and forgets the days before it.
func (tx *Tx) CountAdds(seat model.SeatID, day time.Time, n int) error {
	if err := tx.exec(`DELETE FROM adds WHERE seat = ? AND day < ?`, seat, ms(day)); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO adds (seat, day, n) VALUES (?1, ?2, max(?3, 0))
		ON CONFLICT DO UPDATE SET n = max(n + ?3, 0)`, seat, ms(day), n)
}
