package app

import (
	"cmp"
	"slices"
	"strings"

	"seatdeck/app/model"
)

// maxWelcome is how long the text of a welcome may be: it must fit into the 4,000
// bytes of the back end with the names put in.
const maxWelcome = 1000

// What a welcome's text has names put in for.
const (
	welcomeName = "{name}" // the customer's
	welcomeSeat = "{seat}"
)

// welcomeSchema is of the words by which new customers are greeted. They are kept
// here alone, for connections that can greet.
func welcomeSchema() model.RecordSchema {
	return model.RecordSchema{
		Kind: model.RecordWelcome, Keep: true, List: true, Create: true, Edit: true, Delete: true,
		Fields: []model.RecordField{
			{Key: "name", Type: model.FieldText, Max: 30, Required: true, InList: true},
			{Key: "on", Type: model.FieldSwitch, Default: "1", InList: true},
			{Key: "state", Type: model.FieldText, Max: 30, InList: true},
			{Key: "seats", Type: model.FieldSeats, InList: true},
			{Key: "text", Type: model.FieldLong, Max: maxWelcome},
			{Key: "pictures", Type: model.FieldPictures, Max: 9},
			{Key: "link_url", Type: model.FieldURL, Max: 2048},
			{Key: "link_title", Type: model.FieldText, Max: 42},
			{Key: "link_desc", Type: model.FieldText, Max: 170},
		},
	}
}

// newWelcome gives a welcome its id. One must say something.
func newWelcome(r model.Record) (model.Record, error) {
	switch {
	case r.Get("text") == "" && r.Get("pictures") == "" && r.Get("link_url") == "":
		return r, model.Invalid("text", "refusal.nothing_to_say")
	case r.Get("link_url") != "" && r.Get("link_title") == "":
		return r, model.Invalid("link_title", "refusal.link_title: a link wants a title")
	}
	r.ID = cmp.Or(r.ID, newToken())
	return r, nil
}

// chosenWelcome is the welcome for a customer who came to a seat by a way of that
// state: the one whose state begins the same for longest, of those the one that
// names the seat, of those the newest. False: there is none.
func chosenWelcome(newestFirst []model.Record, seat, state string) (model.Record, bool) {
	var fit []model.Record
	for _, r := range newestFirst {
		seats := r.Items("seats")
		if r.On("on") && strings.HasPrefix(state, r.Get("state")) && (len(seats) == 0 || slices.Contains(seats, seat)) {
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		return model.Record{}, false
	}
	return slices.MinFunc(fit, func(a, b model.Record) int {
		return cmp.Or(
			cmp.Compare(len(b.Get("state")), len(a.Get("state"))),
			cmp.Compare(min(len(b.Items("seats")), 1), min(len(a.Items("seats")), 1)),
		)
	}), true
}

// worded is a welcome with the names put in.
func worded(r model.Record, name, seat string) model.Record {
	return r.With("text", strings.NewReplacer(welcomeName, name, welcomeSeat, seat).Replace(r.Get("text")))
}
