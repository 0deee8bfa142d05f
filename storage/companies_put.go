package storage

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"seatdeck/app/model"
)

// mostNotice is how many characters of a notice's texts are kept.
const mostNotice = 2000

// PutCompany stores what a back end says of a company.
func (tx *Tx) PutCompany(conn model.ConnectionID, c model.Company) (changed bool, err error) {
	if c.ID == "" {
		return false, nil // nothing could name it
	}
	n, err := tx.changes(`INSERT INTO companies (connection, remote_id, name, short_name, remark, legal_person, legal_person_id, verified)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET name = excluded.name, short_name = excluded.short_name, remark = excluded.remark,
		legal_person = excluded.legal_person, legal_person_id = excluded.legal_person_id, verified = excluded.verified
		WHERE (name, short_name, remark, legal_person, legal_person_id, verified) IS NOT (excluded.name, excluded.short_name,
		excluded.remark, excluded.legal_person, excluded.legal_person_id, excluded.verified)`,
		conn, c.ID, c.Name, c.ShortName, c.Remark, c.LegalPerson, c.LegalPersonID, c.Verified)
	return n > 0, err
}

// PutTeams stores what a back end calls teams; a name of "" leaves the one there
// is, and names given here stay.
func (tx *Tx) PutTeams(conn model.ConnectionID, teams []model.Team) (changed bool, err error) {
	for _, t := range teams {
		if t.ID == "" {
			continue
		}
		n, err := tx.changes(`INSERT INTO teams (connection, remote_id, name, named) VALUES (?, ?, ?, '')
			ON CONFLICT DO UPDATE SET name = excluded.name WHERE excluded.name <> '' AND name <> excluded.name`, conn, t.ID, t.Name)
		if err != nil {
			return changed, err
		}
		changed = changed || n > 0
	}
	return changed, nil
}

// PutPanel stores the totals that a back end counts, unless newer ones are known:
// those of a time to come are none.
func (tx *Tx) PutPanel(conn model.ConnectionID, p model.Panel, now time.Time) (changed bool, err error) {
	n, err := tx.changes(`INSERT INTO panels (connection, at, body) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET at = excluded.at, body = excluded.body
		WHERE (excluded.at >= at OR at > ?) AND body <> excluded.body`, conn, ms(p.At), jsonOf{p}, ms(now))
	return n > 0, err
}

// PutDetection stores the outcome of a look for bans. What is told of one again
// takes its place, unless the end of it is known already.
func (tx *Tx) PutDetection(conn model.ConnectionID, d model.Detection) (changed bool, err error) {
	if d.ID == "" {
		d.ID = fmt.Sprint(ms(d.At))
	}
	n, err := tx.changes(`INSERT INTO detections (connection, remote_id, at, banned, body) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT DO UPDATE SET at = excluded.at, banned = excluded.banned, body = excluded.body
		WHERE body <> excluded.body AND (?6 OR NOT json_extract(body, '$.Complete'))`,
		conn, d.ID, ms(d.At), d.Banned, jsonOf{d}, d.Complete)
	return n > 0, err
}

// PutOfficialDays stores the statistics that a back end keeps of days of a seat.
func (tx *Tx) PutOfficialDays(seat model.SeatID, days []model.OfficialDay) (changed bool, err error) {
	for _, d := range days {
		n, err := tx.changes(`INSERT INTO official_days (seat, day, body) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET body = excluded.body WHERE body <> excluded.body`, seat, ms(d.Day), jsonOf{d})
		if err != nil {
			return changed, err
		}
		changed = changed || n > 0
	}
	return changed, nil
}

// PutQuotas stores what is left of what the company of a connection has bought;
// they take the place of what was known.
func (tx *Tx) PutQuotas(conn model.ConnectionID, quotas []model.Quota, now time.Time) (changed bool, err error) {
	type key struct {
		kind model.QuotaKind
		ref  string
	}
	told := map[key]bool{}
	for _, q := range quotas {
		told[key{q.Kind, q.Ref}] = true
		n, err := tx.changes(`INSERT INTO quotas (connection, kind, ref, total, remaining, expires, at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET total = excluded.total, remaining = excluded.remaining, expires = excluded.expires, at = excluded.at
			WHERE (total, remaining, expires) IS NOT (excluded.total, excluded.remaining, excluded.expires)`,
			conn, q.Kind, q.Ref, q.Total, q.Left, ms(q.Expires), ms(now))
		if err != nil {
			return changed, err
		}
		changed = changed || n > 0
	}
	known, err := all(tx.ctx, tx.q, func(row scanner) (k key, err error) {
		err = row.Scan(&k.kind, &k.ref)
		return k, err
	}, `SELECT kind, ref FROM quotas WHERE connection = ?`, conn)
	if err != nil {
		return changed, err
	}
	for _, k := range known {
		if told[k] {
			continue
		}
		if err := tx.exec(`DELETE FROM quotas WHERE connection = ? AND kind = ? AND ref = ?`, conn, k.kind, k.ref); err != nil {
			return changed, err
		}
		changed = true
	}
	return changed, nil
}

// PutNotice stores a notice of a company; one that is known changes nothing. One
// without an id is told from others by all that it says.
func (tx *Tx) PutNotice(conn model.ConnectionID, seat model.SeatID, n model.CompanyNotice) (added bool, err error) {
	id := cmp.Or(n.ID, strings.Join([]string{fmt.Sprint(ms(n.At)), n.Kind, n.Seat.RemoteID, n.Seat.AccountID, n.About, n.Detail}, "\x00"))
	changes, err := tx.changes(`INSERT INTO company_notices (connection, remote_id, at, kind, seat, about, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		conn, id, ms(n.At), n.Kind, seat, clip(n.About, mostNotice), clip(n.Detail, mostNotice))
	return changes > 0, err
}
