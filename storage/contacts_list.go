package storage

import (
	"context"

	"seatdeck/app/model"
)

// ContactIDs gives the contacts that the filter chooses, in its order.
func (s *Store) ContactIDs(ctx context.Context, f model.ContactFilter) (list []model.ContactID, err error) {
	// The statements are not kept prepared: there are too many different ones.
	err = s.snapshot(ctx, func(q *queries) error {
		list, err = ids[model.ContactID](ctx, q, contactListing(f), contactSorting(f.Order))
		return err
	})
	return list, err
}

func contactListing(f model.ContactFilter) *listing {
	l := &listing{table: "contacts", row: "c", there: "c.removed = 0"}
	l.and(l.there)
	l.ofSeat(f.Seat)
	l.text("c.keys", f.Text)
	l.tagged("c.id", f.Tags, f.Seat)
	switch f.Kind {
	case model.PersonAny:
	case model.PersonStaff:
		l.and("c.external = 0 AND c.wechat = 0")
	case model.PersonWeCom:
		l.and("c.external = 1 AND c.wechat = 0")
	case model.PersonWeChat:
		l.and("c.wechat = 1")
	}
	if len(f.Friendships) > 0 {
		l.and("c.friendship IN (SELECT value FROM json_each(?))", jsonOf{f.Friendships})
	}
	if f.SeveralSeats {
		l.and("EXISTS (SELECT 1 FROM " + sameContacts + " AND o.seat <> c.seat)")
	}
	l.walk = f.Seat == 0 && (f.Text != "" || f.Kind != model.PersonAny || len(f.Friendships) > 0 || f.SeveralSeats)
	if f.Marked {
		l.marked(model.TargetContact)
		l.walk = false // few
	}
	return l
}

func contactSorting(o model.Order) sorting {
	by := sorting{down: o.Down}
	switch o.By {
	case model.BySeat:
		by.expr, by.seat = "c.seat", true
	case model.ByCreated:
		by.expr, by.last = "c.created", true
	case model.ByModified:
		by.expr, by.last = "c.modified", true
	case model.ByCorp:
		by.expr, by.text, by.last = "c.corp", true, true
	case model.ByFriend:
		by.expr = "c.friendship"
	case model.BySeats:
		by.expr = seatsOfContact
	case model.ByGroups:
		by.expr = groupsOfContact
	}
	return by
}

const (
	// sameContacts are contacts o who are contact c as seats of the same kind have
	// them.
	sameContacts = `contacts o CROSS JOIN seats os ON os.id = o.seat AND os.removed = 0
		CROSS JOIN connections oc ON oc.id = os.connection
		WHERE o.remote_id = c.remote_id AND o.removed = 0
			AND oc.kind = (SELECT n.kind FROM seats s JOIN connections n ON n.id = s.connection WHERE s.id = c.seat)`

	// seatsOfContact is how many seats have contact c.
	seatsOfContact = `(SELECT count(*) FROM ` + sameContacts + `)`

	// groupsOfContact is in how many groups the seat sees contact c.
	groupsOfContact = `(SELECT count(*) FROM members m CROSS JOIN groups g ON g.id = m.group_id
		WHERE m.remote_id = c.remote_id AND m.has_left = 0 AND g.seat = c.seat AND g.dissolved = 0)`
)

const contactRowQuery = `SELECT ` + contactColumns + `, ` + seatNameColumns + `, ` + seatsOfContact + `, ` + groupsOfContact + `,
	` + markColumns + ` FROM contacts c JOIN seats s ON s.id = c.seat`

const byIDs = ` WHERE c.id IN (SELECT value FROM json_each(?))`

func scanContactRow(row scanner) (r model.ContactRow, err error) {
	var seat model.Seat
	var m model.Mark
	more := append(asSeatName(&seat), &r.Seats, &r.Groups)
	r.Contact, err = scanContact(longer{row, append(more, asMark(&m)...)})
	r.SeatName, r.Mark = seat.DisplayName(), markOrNil(m)
	return r, err
}

// ContactRows gives contacts with their tags, in the order of the ids. One that
// is no longer there is a row with no ID.
func (s *Store) ContactRows(ctx context.Context, ids []model.ContactID) (rows []model.ContactRow, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		rows, err = contactRows(ctx, q, ids)
		return err
	})
	return rows, err
}

func contactRows(ctx context.Context, q *queries, ids []model.ContactID) ([]model.ContactRow, error) {
	rows, err := all(ctx, q, scanContactRow, contactRowQuery+markJoin("c")+byIDs,
		model.TargetContact, jsonOf{ids})
	if err != nil {
		return nil, err
	}
	rows = inOrder(ids, rows, func(r model.ContactRow) model.ContactID { return r.ID })
	return rows, tagRows(ctx, q, rows)
}

// tagRows gives contacts their tags. A tag whose name is not known yet is left out.
func tagRows(ctx context.Context, q *queries, rows []model.ContactRow) error {
	ids := make([]model.ContactID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	tags := make(map[model.ContactID][]model.Tag)
	err := each(ctx, q, func(row scanner) error {
		var id model.ContactID
		t, err := scanTag(longer{row, []any{&id}})
		tags[id] = append(tags[id], t)
		return err
	}, `SELECT `+tagColumns+`, l.contact FROM contact_tags l JOIN tags t ON t.seat = l.seat AND t.remote_id = l.tag
		LEFT JOIN tag_groups g ON g.seat = t.seat AND g.remote_id = t.tag_group`+headingPlace+tagPlace+`
		WHERE l.contact IN (SELECT value FROM json_each(?))`+tagOrder, jsonOf{ids})
	for i := range rows {
		rows[i].Tags = tags[rows[i].ID]
	}
	return err
}

// SameContact gives a contact as every seat has them, the one asked about first:
// contacts of the same remote id at connections of the same kind.
func (s *Store) SameContact(ctx context.Context, id model.ContactID) (rows []model.ContactRow, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		ids, err := all(ctx, q, value[model.ContactID], `SELECT o.id FROM contacts c CROSS JOIN `+sameContacts+`
			AND c.id = ? ORDER BY o.id <> c.id, o.seat`, id)
		if err != nil {
			return err
		}
		rows, err = contactRows(ctx, q, ids)
		return err
	})
	return rows, err
}
