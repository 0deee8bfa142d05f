package youjiyun

import (
	"context"

	"seatdeck/app/model"
)

// ListTagged asks 2.3 for the customers of each tag: its rows don't name their
// tags, but its filter does. It takes names, so tags of one name can't be told
// apart and are all given.
//
// A back end that does not care for the filter would give every customer every
// tag; it gives itself away where several tags are all on all customers, and then
// nothing is told.
func (l *link) ListTagged(ctx context.Context, seat model.Seat, groups []model.TagGroup) ([]model.Event, error) {
	ids := map[string][]string{} // by name
	var names []string
	for _, group := range groups {
		for _, tag := range group.Tags {
			if tag.Name == "" {
				continue
			}
			if _, known := ids[tag.Name]; !known {
				names = append(names, tag.Name)
			}
			ids[tag.Name] = append(ids[tag.Name], tag.RemoteID)
		}
	}
	var everybody []string
	if len(names) > 1 { // with one tag it could not give itself away
		var err error
		if everybody, err = l.tagged(ctx, seat, ""); err != nil {
			return nil, err
		}
	}
	seen := model.ContactTagsSeen{Seat: refOf(seat), Tags: map[string][]string{}}
	filters := len(names) < 2 || len(everybody) == 0
	for _, name := range names {
		contacts, err := l.tagged(ctx, seat, name)
		if err != nil {
			return nil, err
		}
		filters = filters || len(contacts) < len(everybody)
		for _, contact := range contacts {
			seen.Tags[contact] = append(seen.Tags[contact], ids[name]...)
		}
	}
	if !filters {
		return nil, nil
	}
	return []model.Event{seen}, nil
}

// tagged lists the customers of a tag by name; "" lists all.
func (l *link) tagged(ctx context.Context, seat model.Seat, name string) (contacts []string, err error) {
	request := ListUsersRequest{RobotKey: seat.RemoteID, PageSize: pageSize}
	if name != "" {
		request.TagList = []string{name}
	}
	for page := 0; ; page++ {
		request.PageNum = page + 1
		answer, err := ListUsers.Do(ctx, l.client, request)
		if err != nil {
			return nil, l.trouble(err, seat.DisplayName())
		}
		for _, row := range answer.Users {
			if row.Err == nil && row.Value.UserID != "" {
				contacts = append(contacts, row.Value.UserID.String())
			}
		}
		if !morePages(page, len(answer.Users), answer.Total) {
			return contacts, nil
		}
	}
}
