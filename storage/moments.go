package storage

import (
	"context"
	"encoding/json"
	"fmt"

	"seatdeck/app/model"
)

const (
	maxMoments   = 500     // kept of a seat, the newest
	maxMomentRaw = 4 << 10 // bytes of one as it came; more is not kept
)

// PutMoments stores moments as a seat sees them now, each in place of an earlier
// sight. A seat keeps its newest 500.
func (tx *Tx) PutMoments(seat model.SeatID, list []model.Moment) error {
	for _, m := range list {
		if m.RemoteID == "" {
			continue
		}
		m.Seat = seat
		if len(m.Raw) > maxMomentRaw {
			m.Raw = nil
		}
		body, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("moment: %w", err)
		}
		err = tx.exec(`INSERT INTO moments (seat, remote_id, author_id, at, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET author_id = excluded.author_id, at = excluded.at, body = excluded.body`,
			seat, m.RemoteID, m.AuthorID, ms(m.At), string(body))
		if err != nil {
			return err
		}
	}
	return tx.exec(`DELETE FROM moments WHERE seat = ? AND remote_id IN
		(SELECT remote_id FROM moments WHERE seat = ? ORDER BY at DESC, remote_id LIMIT -1 OFFSET ?)`, seat, seat, maxMoments)
}

// DeleteMoment forgets a moment; one that is not kept is no error.
func (tx *Tx) DeleteMoment(seat model.SeatID, remoteID string) error {
	return tx.exec(`DELETE FROM moments WHERE seat = ? AND remote_id = ?`, seat, remoteID)
}

// Moments gives the kept moments that a seat sees, or those of one contact,
// newest first. A limit of 0 is none.
func (s *Store) Moments(ctx context.Context, seat model.SeatID, authorID string, limit int) ([]model.Moment, error) {
	w := &where{}
	w.and("seat = ?", seat)
	if authorID != "" {
		w.and("author_id = ?", authorID)
	}
	return all(ctx, s.r, func(row scanner) (m model.Moment, err error) {
		err = row.Scan(asJSON{&m})
		return m, err
	}, `SELECT body FROM moments`+w.String()+` ORDER BY at DESC, remote_id`+w.page(limit, 0), w.args...)
}
