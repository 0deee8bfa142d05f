package storage

import (
	"context"

	"seatdeck/app/model"
)

// GroupIDs gives the groups that the filter chooses, in its order.
func (s *Store) GroupIDs(ctx context.Context, f model.GroupFilter) (list []model.GroupID, err error) {
	err = s.snapshot(ctx, func(q *queries) error {
		list, err = ids[model.GroupID](ctx, q, groupListing(f), groupSorting(f.Order))
		return err
	})
	return list, err
}

func groupListing(f model.GroupFilter) *listing {
	l := &listing{table: "groups", row: "g", there: "true"}
	l.ofSeat(f.Seat)
	l.text("g.keys", f.Text)
	switch f.State {
	case model.GroupThere:
		l.and("g.dissolved = 0")
	case model.GroupGone:
		l.and("g.dissolved = 1")
	case model.GroupEither:
	}
	if f.Inner {
		l.and("g.external = 0")
	}
	if f.Outer {
		l.and("g.external = 1")
	}
	if f.Owner != "" {
		l.and("g.owner_id = ?", f.Owner)
	}
	if f.Ours {
		l.and("g.owner_id = (SELECT account_id FROM seats WHERE id = g.seat AND account_id <> '')")
	}
	if f.Least > 0 {
		l.and("g.member_count >= ?", f.Least)
	}
	if f.Most > 0 {
		l.and("g.member_count <= ?", f.Most)
	}
	if !f.MemberTags.Empty() {
		l.withMember(f.MemberTags, f.Seat)
	}
	if f.Member != "" {
		l.and("g.id IN (SELECT group_id FROM members WHERE remote_id = ? AND has_left = 0)", f.Member)
	}
	if f.Marked {
		l.marked(model.TargetGroup)
	}
	return l
}

func groupSorting(o model.Order) sorting {
	by := sorting{down: o.Down}
	switch o.By {
	case model.BySeat:
		by.expr, by.seat = "g.seat", true
	case model.ByCreated:
		by.expr, by.last = "g.created", true
	case model.ByModified:
		by.expr, by.last = "g.modified", true
	case model.ByMembers:
		by.expr = "g.member_count"
	case model.ByOuter:
		by.expr = "g.outer_count"
	case model.ByOwner:
		by.expr, by.text, by.last = "(CASE g.owner_name WHEN '' THEN g.owner_id ELSE g.owner_name END)", true, true
	}
	return by
}

// withMember chooses groups g in which some member is a contact of the same seat
// whom the expression chooses.
func (l *listing) withMember(e model.TagExpression, seat model.SeatID) {
	chosen := &where{}
	chosen.and("c.removed = 0")
	chosen.tagged("c.id", e, seat)
	if len(e.Any) > 0 || len(e.All) > 0 {
		// Few: from the contacts to their groups.
		l.and(`g.id IN (SELECT m.group_id FROM contacts c CROSS JOIN members m ON m.remote_id = c.remote_id AND m.has_left = 0
			CROSS JOIN groups o ON o.id = m.group_id AND o.seat = c.seat`+chosen.String()+`)`, chosen.args...)
		return
	}
	// Nearly all: the first member who is one of them is soon found.
	chosen.and("m.group_id = g.id AND m.has_left = 0")
	l.and(`EXISTS (SELECT 1 FROM members m CROSS JOIN contacts c ON c.seat = g.seat AND c.remote_id = m.remote_id`+chosen.String()+`)`,
		chosen.args...)
}

func scanGroupRow(row scanner) (r model.GroupRow, err error) {
	var seat model.Seat
	var m model.Mark
	var account, owner string
	r.Group, err = scanGroup(longer{row, append(append(asSeatName(&seat), &account, &owner), asMark(&m)...)})
	r.SeatName, r.Mark = seat.DisplayName(), markOrNil(m)
	switch {
	case r.OwnerName != "" || r.OwnerID == "":
	case r.OwnerID == account:
		r.OwnerName = r.SeatName
	default:
		r.OwnerName = owner
	}
	return r, err
}

// ownerColumns are what names the owner of a group whose back end does not: the
// seat's account, else what the seat calls them, else what they are called there.
const ownerColumns = `s.account_id, coalesce(
	(SELECT nullif(coalesce(nullif(o.remark, ''), o.name), '') FROM contacts o WHERE g.owner_name = '' AND o.seat = g.seat AND o.remote_id = g.owner_id),
	(SELECT o.name FROM members o WHERE g.owner_name = '' AND o.group_id = g.id AND o.remote_id = g.owner_id), '')`

const groupRowQuery = `SELECT ` + groupColumns + `, ` + seatNameColumns + `, ` + ownerColumns + `, ` + markColumns + `
	FROM groups g JOIN seats s ON s.id = g.seat`

// GroupRows gives groups in the order of the ids. One that is no longer there is a
// row with no ID.
func (s *Store) GroupRows(ctx context.Context, ids []model.GroupID) ([]model.GroupRow, error) {
	rows, err := all(ctx, s.r, scanGroupRow, groupRowQuery+markJoin("g")+` WHERE g.id IN (SELECT value FROM json_each(?))`,
		model.TargetGroup, jsonOf{ids})
	if err != nil {
		return nil, err
	}
	return inOrder(ids, rows, func(r model.GroupRow) model.GroupID { return r.ID }), nil
}

// GroupsOf gives the groups in which seats see a person, at connections of the
// same kind as the seat's, by name. One group that several seats are in is named by
// each.
func (s *Store) GroupsOf(ctx context.Context, seat model.SeatID, remoteID string) ([]model.GroupRow, error) {
	return all(ctx, s.r, scanGroupRow, groupRowQuery+` JOIN connections n ON n.id = s.connection
		JOIN members p ON p.group_id = g.id`+markJoin("g")+`
		WHERE p.remote_id = ? AND p.has_left = 0 AND g.dissolved = 0 AND s.removed = 0
			AND n.kind = (SELECT kind FROM connections WHERE id = (SELECT connection FROM seats WHERE id = ?))
		ORDER BY g.sort_key, g.seat <> ?, g.id`, model.TargetGroup, remoteID, seat, seat)
}
