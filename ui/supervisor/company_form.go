package supervisor

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// recordLabel is the room for the name of a field.
const recordLabel = 34 * screen.Unit

// recordForm enters the fields of a record, or of what an action asks for.
type recordForm struct {
	object *fyne.Container
	inputs *inputs
	fields []model.RecordField
	lines  []*formLine
	values map[string]string // of fields that have no line

	edited  func() // after a change that a person made
	resized func() // other lines are shown
}

// formLine is one field.
type formLine struct {
	field model.RecordField
	input *input
	row   *fyne.Container
	wrong *widget.Label
	told  bool   // it can only be read
	was   string // before a person changed it
}

// newRecordForm makes a form. Made tells that there is such a record already: what
// is fixed can't be changed any more, and what the back end tells is shown. Locked:
// nothing can be changed.
func newRecordForm(m *inputs, fields []model.RecordField, made, locked bool) *recordForm {
	f := &recordForm{object: screen.Column(2), inputs: m, fields: fields, values: map[string]string{}, edited: func() {}, resized: func() {}}
	m.value = f.value
	for _, field := range fields {
		told := field.Told || locked || field.Fixed && made
		if told && !made {
			continue
		}
		l := &formLine{field: field, told: told}
		if told {
			l.input = m.told(field)
		} else {
			l.input = m.enter(field, func() { f.changed(l) })
		}
		f.frame(l)
		f.lines = append(f.lines, l)
		f.object.Add(l.row)
	}
	return f
}

// frame puts the name before a field and what is wrong with it below.
func (f *recordForm) frame(l *formLine) {
	name, hint := f.inputs.label(l.field.Key)
	if l.field.Required && !l.told {
		name += " *"
	}
	label := widget.NewLabel(name)
	label.Wrapping = fyne.TextWrapWord
	if l.told {
		label.Importance = widget.LowImportance
	}
	l.wrong = widget.NewLabel("")
	l.wrong.Importance, l.wrong.SizeName, l.wrong.Wrapping = widget.DangerImportance, fynetheme.SizeNameCaptionText, fyne.TextWrapWord
	l.wrong.Hide()
	value := screen.Column(0, l.input.object)
	if hint != "" && !l.told {
		value.Add(screen.Note(hint))
	}
	value.Add(l.wrong)
	l.row = screen.Dock(nil, nil, screen.Column(0, screen.Width(label, recordLabel)), nil, value)
}

// changed tells whether a person changed the field; typed back it is as before.
func (l *formLine) changed() bool {
	return !l.told && (l.input.get() != l.was || l.input.problem != nil && l.input.problem() != "")
}

// fill shows the values of a record; what a person has changed already stays.
func (f *recordForm) fill(values map[string]string) {
	f.values = map[string]string{}
	maps.Copy(f.values, values)
	for _, l := range f.lines {
		if !l.changed() {
			l.input.set(values[l.field.Key])
			l.was = l.input.get() // as it reads here: a time without its seconds
		}
	}
	f.show()
}

// start shows what a new record begins with.
func (f *recordForm) start() {
	values := map[string]string{}
	for _, field := range f.fields {
		if field.Default != "" {
			values[field.Key] = field.Default
		}
	}
	f.fill(values)
}

func (f *recordForm) changed(l *formLine) {
	f.complain(l, "")
	f.show()
	f.edited()
}

// show shows the fields whose condition holds.
func (f *recordForm) show() {
	moved := false
	values := maps.Clone(f.values)
	for _, l := range f.lines {
		values[l.field.Key] = l.input.get()
	}
	for _, l := range f.lines {
		shown := app.FieldApplies(f.fields, l.field, values) && (!l.told || l.input.get() != "")
		if l.row.Visible() != shown {
			l.row.Hidden, moved = !shown, true
		}
	}
	if moved {
		f.object.Refresh()
		f.resized()
	}
}

// value is what a field says now.
func (f *recordForm) value(key string) string {
	for _, l := range f.lines {
		if l.field.Key == key {
			return l.input.get()
		}
	}
	return f.values[key]
}

// entered are the values as they are now; of fields that are not shown there are
// none.
func (f *recordForm) entered() map[string]string {
	values := maps.Clone(f.values)
	for _, l := range f.lines {
		switch {
		case l.told:
		case l.row.Visible() && l.input.get() != "":
			values[l.field.Key] = l.input.get()
		default:
			delete(values, l.field.Key)
		}
	}
	return values
}

// dirty tells whether a person changed anything.
func (f *recordForm) dirty() bool { return slices.ContainsFunc(f.lines, (*formLine).changed) }

// valid checks all fields and shows what is wrong with each; the first wrong one
// gets the keyboard.
func (f *recordForm) valid(check func(fields []model.RecordField, values map[string]string) []app.FieldTrouble, say func(app.FieldTrouble) string) bool {
	wrong := map[string]string{}
	for _, p := range check(f.fields, f.entered()) {
		if wrong[p.Key] == "" {
			wrong[p.Key] = say(p)
		}
	}
	var first *formLine
	for _, l := range f.lines {
		if !l.row.Visible() || l.told {
			continue
		}
		text := wrong[l.field.Key]
		if l.input.problem != nil && l.input.problem() != "" {
			text = l.input.problem()
		}
		f.complain(l, text)
		if first == nil && text != "" {
			first = l
		}
	}
	f.resized()
	if first != nil && first.input.focus != nil {
		f.inputs.env.Window.Canvas().Focus(first.input.focus)
	}
	return first == nil
}

// refused shows at its field what a back end said of it; false: it said nothing of
// a field.
func (f *recordForm) refused(err error) bool {
	t := model.AsTrouble(err)
	if t == nil || t.Code != model.TroubleInvalid && t.Code != model.TroubleTooLong || t.Detail == "" {
		return false
	}
	for _, l := range f.lines {
		if l.field.Key == t.About && l.row.Visible() {
			f.complain(l, f.inputs.env.Detail(t.Detail))
			f.resized()
			return true
		}
	}
	return false
}

func (f *recordForm) complain(l *formLine, text string) {
	if l.wrong.Text == text {
		return
	}
	l.wrong.SetText(text)
	l.wrong.Hidden = text == ""
	l.row.Refresh()
	f.object.Refresh()
}

// sizeIn is how large a sheet of a width has to be for all fields, within limits.
func (f *recordForm) sizeIn(width float32) fyne.Size {
	f.object.Resize(fyne.NewSize(width-15*screen.Unit, 0)) // so that texts know how they wrap
	return fyne.NewSize(width, min(max(f.object.MinSize().Height+sheetFrame, 1.5*sheetFrame), sheetHeight))
}

// sizeNow is how large the sheet has to be for what has come to be in sight since, and
// for what is said below the fields.
func (f *recordForm) sizeNow(said fyne.CanvasObject) fyne.Size {
	tall := f.object.MinSize().Height + sheetFrame
	if said.Visible() {
		tall += said.MinSize().Height
	}
	return fyne.NewSize(0, min(tall, sheetHeight))
}

// first is what is to have the keyboard.
func (f *recordForm) first() fyne.Focusable {
	for _, l := range f.lines {
		if l.row.Visible() && l.input.focus != nil {
			return l.input.focus
		}
	}
	return nil
}

// close ends what the fields wait for.
func (f *recordForm) close() {
	for _, l := range f.lines {
		if l.input.close != nil {
			l.input.close()
		}
	}
}
