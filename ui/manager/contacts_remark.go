package manager

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// remarkExamples is how many customers show what a pattern makes of them.
const remarkExamples = 3

// examplesHeight is the room for them, so that the form keeps its size.
const examplesHeight = 66

// remarks is the form that gives many customers a remark or a description by a
// pattern.
type remarks struct {
	host   *host
	ids    []model.ContactID
	column string
	entry  *screen.Entry
	empty  *screen.Check // take the text away
	said   *widget.Label // what the pattern makes of the first ones
	first  []model.ContactRow
	form   *wishing
}

// openRemarks asks for a pattern; column says whether of the remark or of the
// description.
func openRemarks(h *host, ids []model.ContactID, column string) {
	t := h.env.T
	r := &remarks{host: h, ids: ids, column: column, said: screen.Note("")}
	r.entry = screen.NewEntry()
	r.entry.SetPlaceHolder(t("contacts.pattern.place"))
	r.entry.OnChanged = func(string) { r.changed() }
	r.empty = screen.NewCheck(t("contacts.pattern.empty."+column), func(on bool) {
		if on {
			r.entry.Disable()
		} else {
			r.entry.Enable()
		}
		r.changed()
	})
	places := screen.Row(1)
	for _, place := range []string{"{name}", "{remark}", "{n}"} {
		places.Add(screen.NewTextButton(t("contacts.pattern."+strings.Trim(place, "{}")), nil, func() { r.insert(place) }))
	}
	body := screen.Column(1, r.entry, screen.Line(nil, screen.Row(0), places), r.empty, screen.MinSize(r.said, 0, examplesHeight))
	r.form = openWish(h, wishForm{
		title: t("contacts.pattern.title."+column, "n", len(ids)), body: body, focus: r.entry, wish: r.wish, start: t("contacts.pattern.start"),
	})
	screen.Ask(h.scope, "remarks", func(ctx context.Context) ([]model.ContactRow, error) {
		return h.env.Console.People.Rows(ctx, ids[:min(len(ids), remarkExamples)])
	}, func(rows []model.ContactRow, err error) {
		h.env.Fail(err)
		r.first = rows
		r.show()
	})
	r.show()
}

func (r *remarks) insert(place string) {
	if !r.entry.Disabled() {
		r.entry.SetText(r.entry.Text + place)
		r.entry.CursorColumn = len([]rune(r.entry.Text))
		r.host.env.Window.Canvas().Focus(r.entry)
	}
}

func (r *remarks) pattern() string {
	if r.empty.Checked {
		return ""
	}
	return strings.TrimSpace(r.entry.Text)
}

func (r *remarks) wish() (batch.Wish, string) {
	text, t := r.pattern(), r.host.env.T
	switch n := len([]rune(text)); {
	case n == 0 && !r.empty.Checked:
		return batch.Wish{}, t("contacts.pattern.lacks." + r.column)
	case n > remarkMost:
		return batch.Wish{}, t("contacts.toolong", "n", remarkMost, "now", n)
	}
	w := batch.Wish{Kind: model.DeedRemark, Contacts: r.ids, Remark: &text}
	if r.column == columnDescription {
		w.Remark, w.Description = nil, &text
	}
	return w, ""
}

func (r *remarks) changed() {
	r.show()
	r.form.changed()
}

// show says what the pattern makes of the first customers.
func (r *remarks) show() {
	t, pattern := r.host.env.T, r.pattern()
	lines := make([]string, 0, remarkExamples)
	if pattern != "" || r.empty.Checked {
		for i, row := range r.first {
			lines = append(lines, t("contacts.pattern.example", "name", widgets.OneLine(row.DisplayName(), 24),
				"text", widgets.OneLine(filledPattern(pattern, row.Contact, i+1), 60)))
		}
	}
	r.said.SetText(strings.Join(lines, "\n"))
}

// filledPattern is what a pattern makes of a customer, the nth.
func filledPattern(pattern string, c model.Contact, n int) string {
	return strings.TrimSpace(strings.NewReplacer("{name}", c.Name, "{remark}", c.Remark, "{n}", strconv.Itoa(n)).Replace(pattern))
}
