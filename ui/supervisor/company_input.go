package supervisor

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
)

// input is how one field of a record is entered, or read where it can't be.
type input struct {
	object  fyne.CanvasObject
	get     func() string
	set     func(value string)
	focus   fyne.Focusable // nil: there is nothing to type or choose
	problem func() string  // what was typed can't be read; may be nil
	close   func()         // may be nil
}

// inputs makes them for the records of one connection.
type inputs struct {
	env   *screen.Env
	scope *screen.Scope
	words recordWords
	names *recordNames
	about func() string                        // what the record is called
	value func(key string) string              // of another field
	label func(key string) (name, hint string) // of a field
}

// title names a field, for a sheet about it.
func (m *inputs) title(key string) string {
	name, _ := m.label(key)
	return name
}

// enter makes the input of a field; edited is called after every change that a
// person makes.
func (m *inputs) enter(f model.RecordField, edited func()) *input {
	switch f.Type {
	case model.FieldLong, model.FieldWords:
		return m.area(f, edited)
	case model.FieldSwitch:
		return m.check(edited)
	case model.FieldChoice:
		return m.choice(f, edited)
	case model.FieldTime, model.FieldDay:
		return m.when(f, edited)
	case model.FieldSpan:
		return m.span(edited)
	case model.FieldSeat, model.FieldSeats, model.FieldCustomers, model.FieldGroups, model.FieldTags, model.FieldParties:
		return m.picked(f, edited)
	case model.FieldPictures:
		return m.pictures(f, edited)
	}
	return m.line(f, edited)
}

// line is a text of one line, a number or an address.
func (m *inputs) line(f model.RecordField, edited func()) *input {
	e := screen.NewEntry()
	if f.Type == model.FieldURL {
		e.SetPlaceHolder("https://")
	}
	e.OnChanged = func(string) { edited() }
	return &input{
		object: e, focus: e, get: func() string { return strings.TrimSpace(e.Text) },
		set: func(v string) { setQuietly(&e.Entry, v) },
	}
}

// setQuietly sets a text without telling of it.
func setQuietly(e *widget.Entry, text string) {
	told := e.OnChanged
	e.OnChanged = nil
	e.SetText(text)
	e.OnChanged = told
}

const areaLines = 4

// area is a text of several lines, or a list with an item on each.
func (m *inputs) area(f model.RecordField, edited func()) *input {
	a := panel.NewArea(areaLines)
	if f.Type == model.FieldWords {
		a.SetPlaceHolder(m.env.T("company.words.hint"))
	}
	a.OnChanged = func(string) { edited() }
	get := func() string { return strings.TrimSpace(a.Text) }
	if f.Type == model.FieldWords {
		get = func() string { return strings.Join(itemsIn(a.Text), "\n") }
	}
	return &input{object: a, focus: a, get: get, set: func(v string) { setQuietly(&a.Entry, v) }}
}

// itemsIn are the lines of a text that say something.
func itemsIn(text string) (items []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			items = append(items, line)
		}
	}
	return items
}

func (m *inputs) check(edited func()) *input {
	c := screen.NewCheck(m.env.T("company.yes"), nil)
	c.OnChanged = func(bool) { edited() }
	return &input{
		object: c, focus: c,
		get: func() string {
			if c.Checked {
				return "1"
			}
			return ""
		},
		set: func(v string) {
			c.Checked = v == "1"
			c.Refresh()
		},
	}
}

// choice is one of some options; one that the field does not know stays as it is.
func (m *inputs) choice(f model.RecordField, edited func()) *input {
	var options, names []string
	if !f.Required && f.Default == "" {
		options, names = append(options, ""), append(names, m.env.T("company.choice.none"))
	}
	for _, o := range f.Options {
		options, names = append(options, o), append(names, m.words.option(f.Key, o))
	}
	s := screen.NewSelect(apart(names), nil)
	other, told := "", func(string) { edited() }
	s.OnChanged = told
	return &input{
		object: screen.Boxed(s), focus: s,
		get: func() string {
			if i := s.SelectedIndex(); i >= 0 && i < len(options) {
				return options[i]
			}
			return other
		},
		set: func(v string) {
			s.OnChanged, other = nil, v
			s.ClearSelected()
			for i, o := range options {
				if o == v {
					s.SetSelectedIndex(i)
				}
			}
			s.OnChanged = told
		},
	}
}

// when is a day, or a day and a time of it.
func (m *inputs) when(f model.RecordField, edited func()) *input {
	in := m.line(f, edited)
	e := in.focus.(*screen.Entry)
	form, zone := timeForm, m.env.Zone
	e.SetPlaceHolder(m.env.T("company.time.hint"))
	if f.Type == model.FieldDay {
		form, zone = time.DateOnly, companyZone()
		e.SetPlaceHolder(m.env.T("company.day.hint"))
	}
	read := func() (string, bool) {
		text := strings.TrimSpace(e.Text)
		at, err := time.ParseInLocation(form, text, zone)
		if f.Type == model.FieldDay {
			noon, ok := readDay(text, m.env.Clock.Now().In(zone))
			at = time.Date(noon.Year(), noon.Month(), noon.Day(), 0, 0, 0, 0, zone)
			if !ok {
				return "", text == ""
			}
			err = nil
		}
		if err != nil {
			return "", text == ""
		}
		return strconv.FormatInt(at.UnixMilli(), 10), true
	}
	in.get = func() string { v, _ := read(); return v }
	in.set = func(v string) {
		text := ""
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			text = time.UnixMilli(n).In(zone).Format(form)
		}
		setQuietly(&e.Entry, text)
	}
	in.problem = func() string {
		if _, ok := read(); ok {
			return ""
		}
		return m.env.T("company.bad.time", "form", m.env.Clock.Now().In(zone).Format(form))
	}
	return in
}

// spanUnits are those of a length of time, the largest first.
func spanUnits() []int64 { return []int64{24 * 3600, 3600, 60, 1} }

// span is a length of time as a number of some unit.
func (m *inputs) span(edited func()) *input {
	t := m.env.T
	e := screen.NewEntry()
	units := screen.NewSelect([]string{t("company.unit.days"), t("company.unit.hours"), t("company.unit.minutes"), t("company.unit.seconds")}, nil)
	units.SetSelectedIndex(0)
	told := func(string) { edited() }
	e.OnChanged, units.OnChanged = told, told
	const most = 1 << 40 // seconds: more is no length of time
	read := func() (int64, bool) {
		n, err := strconv.ParseInt(strings.TrimSpace(e.Text), 10, 64)
		unit := spanUnits()[max(units.SelectedIndex(), 0)]
		if err != nil || n < 0 || n > most/unit {
			return 0, false
		}
		return n * unit, true
	}
	return &input{
		object: screen.Dock(nil, nil, nil, screen.Inset(screen.MinSize(screen.Boxed(units), 96, 0), 0, 0, 0, 1), e), focus: e,
		get: func() string {
			if n, ok := read(); ok {
				return strconv.FormatInt(n, 10)
			}
			return ""
		},
		set: func(v string) {
			n, err := strconv.ParseInt(v, 10, 64)
			units.OnChanged = nil
			for i, unit := range spanUnits() {
				if n%unit == 0 && n != 0 || unit == 1 && n != 0 {
					units.SetSelectedIndex(i)
					n /= unit
					break
				}
			}
			units.OnChanged = told
			if err != nil {
				setQuietly(&e.Entry, "")
				return
			}
			setQuietly(&e.Entry, strconv.FormatInt(n, 10))
		},
		problem: func() string {
			if _, ok := read(); ok || strings.TrimSpace(e.Text) == "" {
				return ""
			}
			return t("company.bad.number")
		},
	}
}

// picked is one or several things that are chosen in a sheet of their own.
func (m *inputs) picked(f model.RecordField, edited func()) *input {
	var ids []string
	said := widget.NewLabel("")
	said.Wrapping = fyne.TextWrapWord
	what := namedIDs[f.Type]
	single := f.Type == model.FieldSeat || f.Max == 1
	show := func() { said.SetText(chosenText(m.names, what, ids)) }
	choose := screen.NewButton(m.env.T("company.pick.open"), fynetheme.SearchIcon(), nil)
	clear := screen.NewButton("", fynetheme.CancelIcon(), nil)
	took := func(list []string) {
		ids = list
		clear.Hidden = len(ids) == 0 || f.Required && single
		clear.Refresh()
		show()
	}
	choose.OnTapped = func() {
		openPicker(m.names, picking{
			title: m.title(f.Key), what: what, single: single, most: f.Max, chosen: ids, seat: m.seatBeside(f),
			done: func(list []string) { took(list); edited() },
		})
	}
	clear.OnTapped = func() { took(nil); edited() }
	took(nil)
	buttons := screen.Row(1, clear, choose)
	return &input{
		object: screen.Dock(nil, nil, nil, screen.Column(0, buttons), said), focus: choose,
		get: func() string { return strings.Join(ids, "\n") },
		set: func(v string) {
			took(itemsIn(v))
			m.names.learn([]model.RecordField{f}, []model.Record{{Values: map[string]string{f.Key: v}}}, show)
		},
	}
}

// seatBeside is the seat that another field of the record names: its customers and
// groups are the likely ones.
func (m *inputs) seatBeside(f model.RecordField) model.SeatID {
	for _, key := range []string{"from", "owner", "sender", "seat"} {
		if key != f.Key {
			if v := m.names.seat(m.value(key)); v.ID != 0 {
				return v.ID
			}
		}
	}
	return 0
}
