package storage

import (
	"context"

	"seatdeck/app/model"
)

// NoticesOf gives the newest notices of those kinds that a connection told of, newest
// first. Their seats are left out.
func (s *Store) NoticesOf(ctx context.Context, conn model.ConnectionID, limit int, kinds ...string) ([]model.CompanyNotice, error) {
	return all(ctx, s.r, func(row scanner) (n model.CompanyNotice, err error) {
		err = row.Scan(&n.ID, when{&n.At}, &n.Kind, &n.About, &n.Detail)
		return n, err
	}, `SELECT remote_id, at, kind, about, detail FROM company_notices WHERE connection = ? AND kind IN (SELECT value FROM json_each(?))
		ORDER BY at DESC, id DESC LIMIT ?`, conn, jsonOf{kinds}, limit)
}
