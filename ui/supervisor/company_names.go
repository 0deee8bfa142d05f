package supervisor

import (
	"cmp"
	"context"
	"fmt"
	"maps"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// namedIDs are the fields that name something by its id at the back end.
var namedIDs = map[model.FieldType]model.FieldType{
	model.FieldSeat: model.FieldSeat, model.FieldSeats: model.FieldSeat, model.FieldCustomers: model.FieldCustomers,
	model.FieldGroups: model.FieldGroups, model.FieldTags: model.FieldTags, model.FieldParties: model.FieldParties,
}

const (
	namesAtOnce  = 400 // customers and groups that are looked for at once
	partiesPages = 20  // of departments that are read
)

// nameOf names one thing.
type nameOf struct {
	what model.FieldType
	id   string
}

// recordNames are the names of what the records of a connection name by id, as far
// as they are known here. It is used on the UI goroutine.
type recordNames struct {
	host       *host
	connection model.ConnectionID
	parties    *model.RecordSchema // nil: the back end lists no departments
	known      map[nameOf]string
	wanted     map[nameOf]bool
	lists      map[model.FieldType]bool // of tags and departments, that were read
	waiting    []func()                 // told of the next names
}

func newRecordNames(h *host, connection model.ConnectionID, schemas []model.RecordSchema) *recordNames {
	n := &recordNames{host: h, connection: connection, known: map[nameOf]string{}, wanted: map[nameOf]bool{}, lists: map[model.FieldType]bool{}}
	for i, s := range schemas {
		if s.Kind == model.RecordDepartment && s.List {
			n.parties = &schemas[i]
		}
	}
	return n
}

// seats are those of the connection.
func (n *recordNames) seats() (list []screen.SeatView) {
	for _, v := range n.host.seats {
		if v.Connection.ID == n.connection && !v.Removed {
			list = append(list, v)
		}
	}
	return list
}

// of is the name, or the id where none is known.
func (n *recordNames) of(what model.FieldType, id string) string {
	what = namedIDs[what]
	if what == model.FieldSeat {
		if v := n.seat(id); v.ID != 0 {
			return v.DisplayName()
		}
	}
	if name := n.known[nameOf{what, id}]; name != "" {
		return name
	}
	return id
}

// seat finds a seat of the connection by what its back end calls it.
func (n *recordNames) seat(id string) screen.SeatView {
	for _, v := range n.host.seats {
		if v.Connection.ID == n.connection && id != "" && (v.RemoteID == id || v.AccountID == id) {
			return v
		}
	}
	return screen.SeatView{}
}

// learn looks for names that records need; done is called once there are more.
func (n *recordNames) learn(fields []model.RecordField, records []model.Record, done func()) {
	more := false
	for _, f := range fields {
		what := namedIDs[f.Type]
		if what == "" || what == model.FieldSeat {
			continue
		}
		for _, r := range records {
			for i, id := range r.Items(f.Key) {
				one := nameOf{what, id}
				if _, known := n.known[one]; known || n.wanted[one] || i >= itemsMost || len(n.wanted) >= namesAtOnce {
					continue
				}
				n.wanted[one], more = true, true
			}
		}
	}
	if more {
		n.waiting = append(n.waiting, done)
		n.ask()
	}
}

// put notes names that are known from elsewhere.
func (n *recordNames) put(what model.FieldType, items []pickItem) {
	for _, i := range items {
		n.known[nameOf{namedIDs[what], i.id}] = i.name
	}
}

func (n *recordNames) ask() {
	wanted := maps.Clone(n.wanted)
	lists := maps.Clone(n.lists)
	finder := n.finder()
	screen.Ask(n.host.scope, fmt.Sprint("company/names/", n.connection), func(ctx context.Context) (map[nameOf]string, error) {
		found := map[nameOf]string{}
		for one := range wanted {
			found[one] = "" // not asked for again
		}
		for _, what := range []model.FieldType{model.FieldTags, model.FieldParties} {
			for one := range wanted {
				if one.what != what || lists[what] {
					continue
				}
				lists[what] = true
				items, err := finder.find(ctx, what, "", 0)
				if err != nil {
					continue // ids stand in for names
				}
				for _, i := range items {
					found[nameOf{what, i.id}] = i.name
				}
			}
		}
		for one := range wanted {
			if one.what != model.FieldCustomers && one.what != model.FieldGroups {
				continue
			}
			items, err := finder.find(ctx, one.what, one.id, 0)
			if err != nil {
				return found, err
			}
			for _, i := range items {
				if i.id == one.id {
					found[one] = i.name
				}
			}
		}
		return found, nil
	}, func(found map[nameOf]string, err error) {
		if err != nil {
			n.host.env.Fail(err)
		}
		n.lists = lists
		for one, name := range found {
			delete(n.wanted, one)
			if name != "" || n.known[one] == "" {
				n.known[one] = name
			}
		}
		told := n.waiting
		n.waiting = nil
		for _, tell := range told {
			tell()
		}
	})
}

// nameFinder finds what a back end's ids can name. It is used off the UI goroutine.
type nameFinder struct {
	console *app.Console
	seats   []screen.SeatView
	parties *model.RecordSchema
	of      model.ConnectionID
}

func (n *recordNames) finder() nameFinder {
	f := nameFinder{console: n.host.env.Console, seats: n.seats(), of: n.connection}
	if n.parties != nil {
		schema := *n.parties
		f.parties = &schema
	}
	return f
}

// find lists what a text finds, at most pickMost of them; seat 0 is all seats of the
// connection.
func (f nameFinder) find(ctx context.Context, what model.FieldType, text string, seat model.SeatID) ([]pickItem, error) {
	switch what {
	case model.FieldSeat:
		return f.findSeats(text), nil
	case model.FieldCustomers:
		return f.findCustomers(ctx, text, seat)
	case model.FieldGroups:
		return f.findGroups(ctx, text, seat)
	case model.FieldTags:
		return f.findTags(ctx, text)
	case model.FieldParties:
		return f.findParties(ctx, text)
	}
	return nil, nil
}

// seatName is the name of a seat of the connection; false: it is of another one.
func (f nameFinder) seatName(id model.SeatID) (string, bool) {
	for _, v := range f.seats {
		if v.ID == id {
			return v.DisplayName(), true
		}
	}
	return "", false
}

func (f nameFinder) findSeats(text string) (list []pickItem) {
	for _, v := range f.seats {
		if spelt(text, v.DisplayName()) || spelt(text, v.RemoteID) || spelt(text, v.Mobile) {
			list = append(list, pickItem{v.RemoteID, v.DisplayName(), v.RemoteID})
		}
	}
	return list
}

func (f nameFinder) findCustomers(ctx context.Context, text string, seat model.SeatID) (list []pickItem, err error) {
	people, err := f.console.People.Contacts(ctx, app.ContactQuery{Seat: seat, Text: text, Limit: pickMost})
	seen := map[string]bool{}
	for _, c := range people {
		owner, ours := f.seatName(c.Seat)
		if ours && !seen[c.RemoteID] {
			seen[c.RemoteID] = true
			list = append(list, pickItem{c.RemoteID, c.DisplayName(), owner})
		}
	}
	return list, err
}

func (f nameFinder) findGroups(ctx context.Context, text string, seat model.SeatID) (list []pickItem, err error) {
	ids, err := f.console.Groups.IDs(ctx, model.GroupFilter{Seat: seat, Text: text})
	if err != nil {
		return nil, err
	}
	rows, err := f.console.Groups.Rows(ctx, ids[:min(len(ids), pickMost)])
	seen := map[string]bool{}
	for _, g := range rows {
		owner, ours := f.seatName(g.Seat)
		if ours && !seen[g.RemoteID] {
			seen[g.RemoteID] = true
			list = append(list, pickItem{g.RemoteID, cmp.Or(g.Name, g.RemoteID), owner})
		}
	}
	return list, err
}

func (f nameFinder) findTags(ctx context.Context, text string) (list []pickItem, err error) {
	seen := map[string]bool{}
	for _, v := range f.seats {
		groups, err := f.console.Tags.List(ctx, v.ID)
		if err != nil {
			return list, err
		}
		for _, g := range groups {
			for _, tag := range g.Tags {
				if tag.RemoteID != "" && !seen[tag.RemoteID] && (spelt(text, tag.Name) || spelt(text, g.Name)) {
					seen[tag.RemoteID] = true
					list = append(list, pickItem{tag.RemoteID, tag.Name, g.Name})
				}
			}
		}
	}
	return list, nil
}

func (f nameFinder) findParties(ctx context.Context, text string) (list []pickItem, err error) {
	if f.parties == nil {
		return nil, nil
	}
	q := model.RecordQuery{Kind: f.parties.Kind}
	for range partiesPages {
		page, err := f.console.Company.List(ctx, f.of, q)
		if err != nil {
			return list, err
		}
		for _, r := range page.Records {
			if name := cmp.Or(r.Get("name"), r.ID); spelt(text, name) {
				list = append(list, pickItem{r.ID, name, r.ID})
			}
		}
		if q.Page = page.Next; q.Page == "" {
			break
		}
	}
	return list, nil
}
