package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Field is one line of a form: a name, an input, and below it what is wrong with
// what was typed.
type Field struct {
	widget.BaseWidget
	Check func() string // what is wrong now, "" for nothing; may be nil

	name  *widget.Label
	input fyne.CanvasObject
	wrong *widget.Label
	box   *fyne.Container
}

// NewField makes a field.
func NewField(name string, input fyne.CanvasObject, check func() string) *Field {
	f := &Field{name: widget.NewLabel(name), input: input, wrong: widget.NewLabel(""), Check: check}
	f.name.Importance = widget.LowImportance
	f.name.SizeName = fynetheme.SizeNameCaptionText
	f.wrong.Importance = widget.DangerImportance
	f.wrong.SizeName = fynetheme.SizeNameCaptionText
	f.wrong.Wrapping = fyne.TextWrapWord
	f.wrong.Hide()
	f.box = container.New(tight{}, f.name, input, f.wrong)
	f.ExtendBaseWidget(f)
	return f
}

// SetError shows what is wrong; "" for nothing.
func (f *Field) SetError(text string) {
	f.wrong.SetText(text)
	if text == "" {
		f.wrong.Hide()
	} else {
		f.wrong.Show()
	}
	f.box.Refresh()
	f.Refresh()
}

// Error is what it shows.
func (f *Field) Error() string { return f.wrong.Text }

// Valid asks Check and shows its answer.
func (f *Field) Valid() bool {
	if f.Check == nil {
		return f.wrong.Text == ""
	}
	text := f.Check()
	f.SetError(text)
	return text == ""
}

// CreateRenderer is called by the toolkit.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.box) }

// ValidFields checks every field, so that all errors are seen at once.
func ValidFields(fields ...*Field) bool {
	valid := true
	for _, f := range fields {
		valid = f.Valid() && valid
	}
	return valid
}

// tight stacks objects without space between; hidden ones take no room.
type tight struct{}

func (tight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var at float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		height := o.MinSize().Height
		place(o, 0, at, size.Width, height)
		at += height
	}
}

func (tight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
		}
	}
	return size
}
