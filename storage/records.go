package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// PutRecord stores a record that no back end lists, in the place of one that is
// known by the same id.
func (tx *Tx) PutRecord(conn model.ConnectionID, r model.Record, made time.Time) error {
	if r.ID == "" {
		return invalid("record", "refusal.incomplete: it has no id")
	}
	if r.Values == nil {
		r.Values = map[string]string{}
	}
	return tx.exec(`INSERT INTO records (connection, kind, remote_id, made, body) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET body = excluded.body`, conn, r.Kind, r.ID, ms(made), jsonOf{r.Values})
}

// DeleteRecord forgets a record; one that is not kept is no error.
func (tx *Tx) DeleteRecord(conn model.ConnectionID, kind model.RecordKind, id string) error {
	return tx.exec(`DELETE FROM records WHERE connection = ? AND kind = ? AND remote_id = ?`, conn, kind, id)
}

// Records gives the kept records of a kind, newest first, those that were stored
// before row number before; 0: from the newest. Next asks for the rest; 0: there is
// none. A limit of 0 is none.
func (s *Store) Records(ctx context.Context, conn model.ConnectionID, kind model.RecordKind, before int64, limit int) (list []model.Record, next int64, err error) {
	w := &where{}
	w.and("connection = ?", conn)
	w.and("kind = ?", kind)
	if before > 0 {
		w.and("id < ?", before)
	}
	var last int64
	list, err = all(ctx, s.r, func(row scanner) (model.Record, error) {
		r := model.Record{Kind: kind}
		err := row.Scan(&last, &r.ID, asJSON{&r.Values})
		return r, err
	}, `SELECT id, remote_id, body FROM records`+w.String()+` ORDER BY id DESC`+w.page(limit, 0), w.args...)
	if err == nil && limit > 0 && len(list) == limit {
		next = last
	}
	return list, next, err
}
