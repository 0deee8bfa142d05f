package storage

import (
	"context"
	"strings"

	"seatdeck/app/model"
)

// People gives who is in the groups, each once, by remote id: those in most of
// them first, then by name. Those who left are not in it. With a text only those
// whom each word of it finds, as a member or as a contact.
func (s *Store) People(ctx context.Context, groups []model.GroupID, text string) ([]string, error) {
	words := &where{args: []any{jsonOf{groups}}}
	words.text("(m.keys || char(10) || coalesce(c.keys, ''))", text)
	having := ""
	if len(words.conds) > 0 {
		having = " HAVING max(" + strings.Join(words.conds, " AND ") + ")"
	}
	return all(ctx, s.r, value[string], `SELECT m.remote_id FROM json_each(?) j CROSS JOIN groups g ON g.id = j.value
		CROSS JOIN members m ON m.group_id = g.id AND m.has_left = 0
		LEFT JOIN contacts c ON c.seat = g.seat AND c.remote_id = m.remote_id AND c.removed = 0
		GROUP BY m.remote_id`+having+`
		ORDER BY count(DISTINCT g.id) DESC, min(coalesce(c.sort_key, m.sort_key)), m.remote_id`, words.args...)
}

// PeopleRows gives people of the groups in the order of the remote ids. One who is
// in none of them is a row with no RemoteID.
func (s *Store) PeopleRows(ctx context.Context, groups []model.GroupID, remoteIDs []string) (rows []model.Person, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		rows, err = peopleRows(ctx, q, groups, remoteIDs)
		return err
	})
	return rows, err
}

const personQuery = `SELECT m.remote_id, m.name, m.avatar, m.role, m.wechat, m.external, g.seat, n.kind FROM json_each(?) j
	CROSS JOIN members m ON m.remote_id = j.value AND m.has_left = 0 CROSS JOIN groups g ON g.id = m.group_id
	JOIN seats s ON s.id = g.seat JOIN connections n ON n.id = s.connection
	WHERE +m.group_id IN (SELECT value FROM json_each(?)) ORDER BY g.seat, g.id`

func peopleRows(ctx context.Context, q *queries, groups []model.GroupID, remoteIDs []string) ([]model.Person, error) {
	known, err := acquaintances(ctx, q, remoteIDs)
	if err != nil {
		return nil, err
	}
	people := make(map[string]*model.Person, len(remoteIDs))
	asContact := make(map[string]bool) // those whom Seat has as a contact
	err = each(ctx, q, func(row scanner) error {
		var m model.Member
		var seat model.SeatID
		var kind string
		if err := row.Scan(&m.RemoteID, &m.Name, &m.Avatar, &m.Role, &m.WeChat, &m.External, &seat, &kind); err != nil {
			return err
		}
		p := people[m.RemoteID]
		if p == nil {
			p = &model.Person{
				RemoteID: m.RemoteID, Name: m.Name, Avatar: m.Avatar, Seat: seat, Kind: m.Kind(),
				ContactOf: len(known[acquaintance{m.RemoteID, kind}]),
			}
			people[m.RemoteID] = p
		}
		p.Groups++
		p.Role = max(p.Role, m.Role)
		p.Name, p.Avatar = orElse(p.Name, m.Name), orElse(p.Avatar, m.Avatar)
		if c, found := known[acquaintance{m.RemoteID, kind}][seat]; found && !asContact[m.RemoteID] {
			asContact[m.RemoteID] = true
			p.Seat, p.Kind = seat, c.Kind()
			p.Name, p.Avatar = orElse(orElse(c.Remark, c.Name), p.Name), orElse(c.Avatar, p.Avatar)
		}
		return nil
	}, personQuery, jsonOf{remoteIDs}, jsonOf{groups})
	if err != nil {
		return nil, err
	}
	rows := make([]model.Person, len(remoteIDs))
	for i, id := range remoteIDs {
		if p := people[id]; p != nil {
			rows[i] = *p
		}
	}
	return rows, nil
}

// acquaintance is a person as the seats of one kind of back end name them.
type acquaintance struct{ remoteID, kind string }

// acquaintances gives the contacts that people are, by seat.
func acquaintances(ctx context.Context, q *queries, remoteIDs []string) (map[acquaintance]map[model.SeatID]model.Contact, error) {
	known := make(map[acquaintance]map[model.SeatID]model.Contact)
	err := each(ctx, q, func(row scanner) error {
		var kind string
		c, err := scanContact(longer{row, []any{&kind}})
		who := acquaintance{c.RemoteID, kind}
		if known[who] == nil {
			known[who] = make(map[model.SeatID]model.Contact)
		}
		known[who][c.Seat] = c
		return err
	}, `SELECT `+contactColumns+`, n.kind FROM json_each(?) j CROSS JOIN contacts c ON c.remote_id = j.value AND c.removed = 0
		JOIN seats s ON s.id = c.seat AND s.removed = 0 JOIN connections n ON n.id = s.connection`, jsonOf{remoteIDs})
	return known, err
}

// Owners gives who owns groups of a seat (0: of all), those of most groups first.
// Groups tells of how many. A limit of 0 is none.
func (s *Store) Owners(ctx context.Context, seat model.SeatID, limit int) (owners []model.Person, err error) {
	w := &where{}
	w.and("g.dissolved = 0 AND g.owner_id <> '' AND g.seat NOT IN (SELECT id FROM seats WHERE removed = 1)")
	if seat != 0 {
		w.and("g.seat = ?", seat)
	}
	query := `SELECT g.owner_id, max(g.owner_name), min(g.seat), min(g.id), count(*) FROM groups g` + w.String() +
		` GROUP BY g.owner_id ORDER BY count(*) DESC, max(g.owner_name) = '', max(g.owner_name), g.owner_id` + w.page(limit, 0)
	err = s.snapshot(ctx, func(q *queries) error {
		var ids []string
		var groups []model.GroupID // one of each
		owners, err = all(ctx, q, func(row scanner) (p model.Person, err error) {
			var group model.GroupID
			err = row.Scan(&p.RemoteID, &p.Name, &p.Seat, &group, &p.Groups)
			ids, groups = append(ids, p.RemoteID), append(groups, group)
			p.Role = model.RoleOwner
			return p, err
		}, query, w.args...)
		if err != nil {
			return err
		}
		rows, err := peopleRows(ctx, q, groups, ids)
		for i, r := range rows {
			o := &owners[i]
			o.Name, o.Avatar, o.Kind, o.ContactOf = orElse(o.Name, r.Name), r.Avatar, r.Kind, r.ContactOf
		}
		return err
	})
	return owners, err
}
