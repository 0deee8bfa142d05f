package storage

import (
	"context"

	"seatdeck/app/model"
)

// ReplaceTags stores all tags of a seat in place of those it had. Which contact
// has which is kept.
func (tx *Tx) ReplaceTags(seat model.SeatID, groups []model.TagGroup) error {
	for _, query := range []string{`DELETE FROM tags WHERE seat = ?`, `DELETE FROM tag_groups WHERE seat = ?`} {
		if err := tx.exec(query, seat); err != nil {
			return err
		}
	}
	for i, g := range groups {
		err := tx.exec(`INSERT INTO tag_groups (seat, remote_id, name, corp, place) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET name = excluded.name, corp = excluded.corp`, seat, g.RemoteID, g.Name, g.Corp, i)
		if err != nil {
			return err
		}
		for j, t := range g.Tags {
			if t.RemoteID == "" {
				continue
			}
			err := tx.exec(`INSERT INTO tags (seat, remote_id, tag_group, name, corp, place) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET tag_group = excluded.tag_group, name = excluded.name, corp = excluded.corp`,
				seat, t.RemoteID, g.RemoteID, t.Name, t.Corp || g.Corp, j)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Tags gives all tags of a seat under their headings, in the order a person gave
// them, else the back end's.
func (s *Store) Tags(ctx context.Context, seat model.SeatID) (groups []model.TagGroup, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		groups, err = all(ctx, q, func(row scanner) (g model.TagGroup, err error) {
			err = row.Scan(&g.RemoteID, &g.Name, &g.Corp)
			return g, err
		}, `SELECT g.remote_id, g.name, g.corp FROM tag_groups g`+headingPlace+` WHERE g.seat = ?
			ORDER BY h.place IS NULL, h.place, g.place, g.remote_id`, seat)
		if err != nil {
			return err
		}
		for i := range groups {
			groups[i].Tags, err = all(ctx, q, scanTag, tagQuery+tagPlace+` WHERE t.seat = ? AND t.tag_group = ?
				ORDER BY p.place IS NULL, p.place, t.place, t.remote_id`, seat, groups[i].RemoteID)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return groups, err
}

const tagColumns = `t.remote_id, t.tag_group, coalesce(g.name, ''), t.name, t.corp`

const tagQuery = `SELECT ` + tagColumns + `
	FROM tags t LEFT JOIN tag_groups g ON g.seat = t.seat AND g.remote_id = t.tag_group`

// The places that a person gave headings g and tags t; those without one stand
// behind the others.
const (
	headingPlace = ` LEFT JOIN tag_places h ON h.tag_group = coalesce(g.name, '') AND h.name = ''`
	tagPlace     = ` LEFT JOIN tag_places p ON p.tag_group = coalesce(g.name, '') AND p.name = t.name AND p.name <> ''`
	tagOrder     = ` ORDER BY h.place IS NULL, h.place, g.place, p.place IS NULL, p.place, t.place, t.remote_id`
)

func scanTag(row scanner) (t model.Tag, err error) {
	err = row.Scan(&t.RemoteID, &t.GroupRemoteID, &t.GroupName, &t.Name, &t.Corp)
	return t, err
}

// contactTags gives the tags of a contact. One whose name is not known yet is
// left out.
func contactTags(ctx context.Context, q *queries, id model.ContactID) ([]model.Tag, error) {
	return all(ctx, q, scanTag, tagQuery+headingPlace+tagPlace+` JOIN contact_tags l ON l.seat = t.seat AND l.tag = t.remote_id
		WHERE l.contact = ?`+tagOrder, id)
}

// tagContact stores the tags that came with a contact. Their names are learnt
// where the seat's list of tags doesn't have them yet.
func (tx *Tx) tagContact(c model.Contact, tags []model.Tag) (changed bool, err error) {
	ids := make([]string, 0, len(tags))
	for _, t := range tags {
		ids = append(ids, t.RemoteID)
		if t.RemoteID == "" || t.Name == "" {
			continue
		}
		err := tx.exec(`INSERT INTO tag_groups (seat, remote_id, name, corp, place) VALUES (?, ?, ?, ?, 1000)
			ON CONFLICT DO NOTHING`, c.Seat, t.GroupRemoteID, t.GroupName, t.Corp)
		if err != nil {
			return false, err
		}
		err = tx.exec(`INSERT INTO tags (seat, remote_id, tag_group, name, corp, place) VALUES (?, ?, ?, ?, ?, 1000)
			ON CONFLICT DO NOTHING`, c.Seat, t.RemoteID, t.GroupRemoteID, t.Name, t.Corp)
		if err != nil {
			return false, err
		}
	}
	return tx.linkTags(c, ids)
}
