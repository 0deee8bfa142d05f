package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// Companies gives the companies that back ends told of, by connection.
func (s *Store) Companies(ctx context.Context) (map[model.ConnectionID][]model.Company, error) {
	list := map[model.ConnectionID][]model.Company{}
	err := each(ctx, s.r, func(row scanner) error {
		var conn model.ConnectionID
		var c model.Company
		err := row.Scan(&conn, &c.ID, &c.Name, &c.ShortName, &c.Remark, &c.LegalPerson, &c.LegalPersonID, &c.Verified)
		list[conn] = append(list[conn], c)
		return err
	}, `SELECT connection, remote_id, name, short_name, remark, legal_person, legal_person_id, verified FROM companies
		ORDER BY connection, remote_id`)
	return list, err
}

// Teams gives the teams that back ends told of or that were named here, by
// connection and id.
func (s *Store) Teams(ctx context.Context) ([]model.Team, error) {
	return all(ctx, s.r, func(row scanner) (t model.Team, err error) {
		err = row.Scan(&t.Connection, &t.ID, &t.Name, &t.Named)
		return t, err
	}, `SELECT connection, remote_id, coalesce(nullif(named, ''), name), named <> '' FROM teams ORDER BY connection, remote_id`)
}

// NameTeam stores what a team is called here; "" is nothing of our own.
func (tx *Tx) NameTeam(conn model.ConnectionID, id, name string) error {
	return tx.exec(`INSERT INTO teams (connection, remote_id, name, named) VALUES (?, ?, '', ?)
		ON CONFLICT DO UPDATE SET named = excluded.named`, conn, id, name)
}

// Panels gives the totals that back ends counted last, by connection.
func (s *Store) Panels(ctx context.Context) (map[model.ConnectionID]model.Panel, error) {
	list := map[model.ConnectionID]model.Panel{}
	err := each(ctx, s.r, func(row scanner) error {
		var conn model.ConnectionID
		var p model.Panel
		err := row.Scan(&conn, asJSON{&p})
		list[conn] = p
		return err
	}, `SELECT connection, body FROM panels`)
	return list, err
}

// Detections gives the newest looks for bans, newest first.
func (s *Store) Detections(ctx context.Context, limit int) ([]model.Detection, error) {
	return all(ctx, s.r, func(row scanner) (d model.Detection, err error) {
		err = row.Scan(asJSON{&d})
		return d, err
	}, `SELECT body FROM detections ORDER BY at DESC LIMIT ?`, limit)
}

// OfficialDays gives the statistics that a back end keeps of the days of a seat
// whose beginnings are from a time to before another, oldest first.
func (s *Store) OfficialDays(ctx context.Context, seat model.SeatID, from, to time.Time) ([]model.OfficialDay, error) {
	return all(ctx, s.r, func(row scanner) (d model.OfficialDay, err error) {
		err = row.Scan(asJSON{&d})
		return d, err
	}, `SELECT body FROM official_days WHERE seat = ? AND day >= ? AND day < ? ORDER BY day`, seat, ms(from), ms(to))
}

// Quotas gives what is left of what companies have bought, by connection.
func (s *Store) Quotas(ctx context.Context) (map[model.ConnectionID][]model.Quota, error) {
	list := map[model.ConnectionID][]model.Quota{}
	err := each(ctx, s.r, func(row scanner) error {
		var conn model.ConnectionID
		var q model.Quota
		err := row.Scan(&conn, &q.Kind, &q.Ref, &q.Total, &q.Left, when{&q.Expires})
		list[conn] = append(list[conn], q)
		return err
	}, `SELECT connection, kind, ref, total, remaining, expires FROM quotas ORDER BY connection, kind, ref`)
	return list, err
}

// Notices gives the newest notices of companies, newest first.
func (s *Store) Notices(ctx context.Context, limit int) ([]model.CompanyNotice, error) {
	return all(ctx, s.r, func(row scanner) (n model.CompanyNotice, err error) {
		err = row.Scan(&n.ID, when{&n.At}, &n.Kind, &n.Seat.RemoteID, &n.Seat.AccountID, &n.About, &n.Detail)
		return n, err
	}, `SELECT n.remote_id, n.at, n.kind, coalesce(s.remote_id, ''), coalesce(s.account_id, ''), n.about, n.detail
		FROM company_notices n LEFT JOIN seats s ON s.id = n.seat ORDER BY n.at DESC, n.id DESC LIMIT ?`, limit)
}
