package screen

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// labelWidth is the room for the label of a field.
const labelWidth = 128

// Field is a labelled text field with its error under it.
type Field struct {
	Object fyne.CanvasObject
	Entry  *Entry
	Check  func(value string) string // the error to show, "" when all is well

	label   *widget.Label
	problem *widget.Label
	refused string // what somebody else said of the value that is there
	touched bool
	trim    bool
	OnEdit  func()
}

// NewField makes a field. Trim takes blanks off both ends at once, for what is
// pasted; otherwise that waits until the field is left.
func NewField(label, hint string, secret, trim bool) *Field {
	f := &Field{trim: trim}
	f.Entry = NewEntry()
	f.Entry.Password = secret
	f.label = widget.NewLabel(label)
	f.label.Truncation = fyne.TextTruncateEllipsis
	f.problem = widget.NewLabel("")
	f.problem.Importance = widget.DangerImportance
	f.problem.SizeName = theme.SizeNameCaptionText
	f.problem.Wrapping = fyne.TextWrapWord
	f.problem.Hide()
	f.Entry.OnChanged = func(text string) {
		if clean := strings.TrimSpace(text); f.trim && clean != text {
			f.Entry.SetText(clean)
			return
		}
		f.refused = ""
		f.show()
		if f.OnEdit != nil {
			f.OnEdit()
		}
	}
	f.Entry.OnFocus = func(focused bool) {
		if focused {
			return
		}
		f.touched = f.touched || f.Entry.Text != ""
		if clean := strings.TrimSpace(f.Entry.Text); clean != f.Entry.Text {
			f.Entry.SetText(clean)
		}
		f.show()
	}
	f.Object = f.row(hint)
	return f
}

func (f *Field) row(hint string) fyne.CanvasObject {
	body := Column(0, f.Entry, f.problem)
	if hint != "" {
		body = Column(0, f.Entry, Note(hint), f.problem)
	}
	return container.NewBorder(nil, nil, Column(0, Width(f.label, labelWidth)), nil, body)
}

// Value is the text without blanks at its ends.
func (f *Field) Value() string { return strings.TrimSpace(f.Entry.Text) }

// Problem is what is wrong with the value, shown or not.
func (f *Field) Problem() string {
	if f.Check == nil {
		return ""
	}
	return f.Check(f.Value())
}

// Reveal shows what is wrong, even of a field nobody touched.
func (f *Field) Reveal() {
	f.touched = true
	f.show()
}

// Refuse shows what somebody else says of the value, until it is changed. It is no
// Problem: what was refused may be tried again.
func (f *Field) Refuse(why string) {
	f.refused = why
	f.Reveal()
}

// Said is what is shown to be wrong; "" where nothing is.
func (f *Field) Said() string {
	if !f.problem.Visible() {
		return ""
	}
	return f.problem.Text
}

// Relabel changes the label.
func (f *Field) Relabel(label string) { f.label.SetText(label) }

func (f *Field) show() {
	problem := f.Problem()
	if !f.touched {
		problem = ""
	}
	if problem == "" {
		problem = f.refused
	}
	if f.problem.Text == problem {
		return
	}
	f.problem.SetText(problem)
	if problem == "" {
		f.problem.Hide()
	} else {
		f.problem.Show()
	}
}

// LabelRow puts an object beside a label, in line with fields.
func LabelRow(label string, o fyne.CanvasObject) fyne.CanvasObject {
	l := widget.NewLabel(label)
	l.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, Column(0, Width(l, labelWidth)), nil, o)
}
