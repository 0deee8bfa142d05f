package storage

import (
	"cmp"
	"context"
	"slices"

	"seatdeck/app/model"
)

// withTag gives the contacts l.contact who have one of the tags that a JSON list
// names, at whichever seat; the place of the name in the list is j.key. Ids of tags
// are a seat's own: another seat has them for another tag.
const withTag = ` FROM json_each(?) j
	CROSS JOIN tags t ON t.name = j.value ->> 'Name'
	LEFT JOIN tag_groups g ON g.seat = t.seat AND g.remote_id = t.tag_group
	CROSS JOIN contact_tags l ON l.seat = t.seat AND l.tag = t.remote_id
	WHERE coalesce(g.name, '') = j.value ->> 'Group'`

// tagged adds what an expression asks of the tags of a contact.
func (w *where) tagged(contact string, e model.TagExpression, seat model.SeatID) {
	if e.Untagged {
		w.and("NOT EXISTS (SELECT 1 FROM contact_tags l WHERE l.contact = " + contact + ")")
		return
	}
	with, args := withTag, []any(nil)
	if seat != 0 {
		with, args = with+" AND t.seat = ?", append(args, seat)
	}
	if len(e.Any) > 0 {
		w.and(contact+" IN (SELECT l.contact"+with+")", append([]any{jsonOf{e.Any}}, args...)...)
	}
	if len(e.All) > 0 {
		w.and(contact+" IN (SELECT l.contact"+with+" GROUP BY l.contact HAVING count(DISTINCT j.key) = ?)",
			append(append([]any{jsonOf{e.All}}, args...), len(e.All))...)
	}
	if len(e.None) > 0 {
		w.and(contact+" NOT IN (SELECT l.contact"+with+")", append([]any{jsonOf{e.None}}, args...)...)
	}
}

// PlaceTags keeps the order of the tags under a heading, in place of the one it
// had. The heading's own place among headings is that of PlaceTagGroups.
func (tx *Tx) PlaceTags(group string, names []string) error {
	if err := tx.exec(`DELETE FROM tag_places WHERE tag_group = ? AND name <> ''`, group); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO tag_places (tag_group, name, place) SELECT ?, value, key FROM json_each(?) WHERE value <> ''
		ON CONFLICT DO NOTHING`, group, jsonOf{names})
}

// PlaceTagGroups keeps the order of headings, in place of the one there was.
func (tx *Tx) PlaceTagGroups(names []string) error {
	if err := tx.exec(`DELETE FROM tag_places WHERE name = ''`); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO tag_places (tag_group, name, place) SELECT value, '', key FROM json_each(?) WHERE true
		ON CONFLICT DO NOTHING`, jsonOf{names})
}

// TagSummaries gives the tags of a seat (0: of all) under their headings, in the
// order a person gave them, else the one the back end of the first seat gave them.
func (s *Store) TagSummaries(ctx context.Context, seat model.SeatID) (list []model.TagSummary, err error) {
	var tags []markedTag
	var counts map[seatTag]int
	var heading map[string]int
	err = s.snapshot(ctx, func(q *queries) error {
		if tags, err = markedTags(ctx, q, seat); err != nil {
			return err
		}
		if counts, err = tagCounts(ctx, q, seat); err != nil {
			return err
		}
		heading, err = headingPlaces(ctx, q, seat)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := make(map[model.TagName]int)
	for _, t := range tags {
		t.Contacts = counts[seatTag{t.Seat, t.Tag.RemoteID}]
		name := model.TagName{Group: t.Tag.GroupName, Name: t.Tag.Name}
		i, known := at[name]
		if !known {
			i = len(list)
			at[name] = i
			list = append(list, model.TagSummary{TagName: name})
		}
		sum := &list[i]
		sum.Corp = sum.Corp || t.Tag.Corp
		sum.Contacts += t.Contacts
		sum.On = append(sum.On, t.SeatTag)
		if t.mark.Deed != 0 && (sum.Mark == nil || sum.Mark.Deed < t.mark.Deed) {
			sum.Mark = &t.mark
		}
	}
	slices.SortStableFunc(list, func(a, b model.TagSummary) int { return cmp.Compare(heading[a.Group], heading[b.Group]) })
	return list, nil
}

// markedTag is a tag as one seat has it, with its mark.
type markedTag struct {
	model.SeatTag
	mark model.Mark
}

// markedTags gives the tags of seats in their order under one heading.
func markedTags(ctx context.Context, q *queries, seat model.SeatID) ([]markedTag, error) {
	w := &where{args: []any{model.TargetTag}}
	w.and("s.removed = 0")
	if seat != 0 {
		w.and("t.seat = ?", seat)
	}
	return all(ctx, q, func(row scanner) (t markedTag, err error) {
		var seat model.Seat
		more := append([]any{&t.Seat}, asSeatName(&seat)...)
		t.Tag, err = scanTag(longer{row, append(more, asMark(&t.mark)...)})
		t.SeatName = seat.DisplayName()
		return t, err
	}, `SELECT `+tagColumns+`, t.seat, `+seatNameColumns+`, `+markColumns+`
		FROM tags t JOIN seats s ON s.id = t.seat LEFT JOIN tag_groups g ON g.seat = t.seat AND g.remote_id = t.tag_group`+
		tagPlace+markJoin("t")+w.String()+` ORDER BY p.place IS NULL, p.place, t.seat, t.place, t.remote_id`, w.args...)
}

// headingPlaces gives each heading its place among all of a seat (0: of all).
func headingPlaces(ctx context.Context, q *queries, seat model.SeatID) (map[string]int, error) {
	w := &where{}
	if seat != 0 {
		w.and("g.seat = ?", seat)
	}
	places := make(map[string]int)
	err := each(ctx, q, func(row scanner) error {
		var name string
		err := row.Scan(&name)
		if _, known := places[name]; !known {
			places[name] = len(places)
		}
		return err
	}, `SELECT g.name FROM tag_groups g`+headingPlace+w.String()+` ORDER BY h.place IS NULL, h.place, g.seat, g.place, g.remote_id`, w.args...)
	return places, err
}

type seatTag struct {
	seat model.SeatID
	tag  string
}

// tagCounts tells how many contacts have a tag of a seat (0: of all).
func tagCounts(ctx context.Context, q *queries, seat model.SeatID) (map[seatTag]int, error) {
	counts := make(map[seatTag]int)
	add := func(sign int) func(scanner) error {
		return func(row scanner) error {
			var t seatTag
			var n int
			err := row.Scan(&t.seat, &t.tag, &n)
			counts[t] += sign * n
			return err
		}
	}
	w := &where{}
	if seat != 0 {
		w.and("l.seat = ?", seat)
	}
	const sum = `SELECT l.seat, l.tag, count(*) FROM `
	// Nearly all are there: to take off those who are not is cheaper than to look
	// at each.
	err := each(ctx, q, add(1), sum+`contact_tags l`+w.String()+` GROUP BY l.seat, l.tag`, w.args...)
	if err != nil {
		return nil, err
	}
	w.and("c.removed = 1")
	err = each(ctx, q, add(-1), sum+`contacts c CROSS JOIN contact_tags l ON l.contact = c.id`+w.String()+` GROUP BY l.seat, l.tag`, w.args...)
	return counts, err
}
