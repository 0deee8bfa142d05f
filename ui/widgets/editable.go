package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// EditableText is a value that is edited where it stands: a click or Enter opens
// it, Enter saves, Esc gives up.
type EditableText struct {
	widget.BaseWidget
	OnSave  func(text string) // the owner then calls Pending, and Set or Failed
	MaxLen  int               // runes; 0: no limit
	texts   *assets.Texts
	value   string
	pending bool
	failed  string
	refused string // what was typed and not taken; opening it again begins with that
	locked  bool

	show  *editableFace
	entry *editEntry
	note  *widget.Label
	box   *fyne.Container
}

// NewEditableText makes a value that is not being edited.
func NewEditableText(texts *assets.Texts, value string, onSave func(string)) *EditableText {
	e := &EditableText{texts: texts, value: value, OnSave: onSave}
	e.show = newEditableFace(e)
	e.entry = newEditEntry(e)
	e.entry.Hide()
	e.note = widget.NewLabel("")
	e.note.SizeName = fynetheme.SizeNameCaptionText
	e.note.Wrapping = fyne.TextWrapWord
	e.note.Hide()
	e.box = container.New(tight{}, e.show, e.entry, e.note)
	e.ExtendBaseWidget(e)
	return e
}

// Set shows a saved value. What a person is typing is not touched.
func (e *EditableText) Set(value string) {
	e.value, e.pending, e.failed, e.refused = value, false, "", ""
	e.tell()
}

// Value is the saved value.
func (e *EditableText) Value() string { return e.value }

// Pending shows that a new value is on its way.
func (e *EditableText) Pending(value string) {
	e.value, e.pending, e.failed = value, true, ""
	e.tell()
}

// Failed shows the old value again and why the new one was not taken. Who opens it
// again finds what they typed, until they give it up.
func (e *EditableText) Failed(value, reason string) {
	if e.pending {
		e.refused = e.value
	}
	e.value, e.pending, e.failed = value, false, reason
	e.tell()
}

// SetReadOnly makes it a plain value.
func (e *EditableText) SetReadOnly(locked bool) {
	e.locked = locked
	if locked && e.entry.Visible() {
		e.end()
	}
	e.tell()
}

// Editing tells whether it is open.
func (e *EditableText) Editing() bool { return e.entry.Visible() }

// Edit opens it.
func (e *EditableText) Edit() {
	if e.locked || e.pending || e.entry.Visible() {
		return
	}
	text := e.value
	if e.refused != "" {
		text = e.refused
	}
	e.entry.SetText(text)
	e.show.Hide()
	e.entry.Show()
	e.box.Refresh()
	e.Refresh()
	if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil {
		c.Focus(e.entry)
	}
	e.entry.CursorColumn = len([]rune(text))
	e.entry.Refresh()
}

func (e *EditableText) save() {
	text := strings.TrimSpace(e.entry.Text)
	if runes := []rune(text); e.MaxLen > 0 && len(runes) > e.MaxLen {
		text = string(runes[:e.MaxLen])
	}
	e.end()
	if text != e.value && e.OnSave != nil {
		e.OnSave(text)
	}
}

// end closes the entry and gives the focus to the value.
func (e *EditableText) end() {
	focused := e.entry.focused
	e.entry.Hide()
	e.show.Show()
	e.tell()
	if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil && focused {
		c.Focus(e.show)
	}
}

func (e *EditableText) tell() {
	switch {
	case e.pending:
		e.note.Importance = widget.LowImportance
		e.note.SetText(e.texts.T("widgets.edit.pending"))
	case e.failed != "":
		e.note.Importance = widget.DangerImportance
		e.note.SetText(e.failed)
	default:
		e.note.SetText("")
	}
	e.note.Hidden = e.note.Text == ""
	e.show.Refresh()
	e.box.Refresh()
	e.Refresh()
}

// CreateRenderer is called by the toolkit.
func (e *EditableText) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(e.box) }

// editableFace is the value at rest.
type editableFace struct {
	pressable
	owner *EditableText
}

func newEditableFace(owner *EditableText) *editableFace {
	f := &editableFace{owner: owner}
	f.OnTapped = owner.Edit
	f.ExtendBaseWidget(f)
	return f
}

func (f *editableFace) Cursor() desktop.Cursor {
	if f.owner.locked {
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}

func (f *editableFace) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		f.owner.Edit()
	default:
		PassKey(f, key)
	}
}

func (f *editableFace) CreateRenderer() fyne.WidgetRenderer {
	back, ring, text := canvas.NewRectangle(nil), newRing(4), newText(theme.TextBody, false)
	const inset = theme.Unit + 2
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		place(ring, 1, 1, size.Width-2, size.Height-2)
		value := OneLine(f.owner.value, 200)
		if value == "" && !f.owner.locked {
			value = f.owner.texts.T("widgets.edit.empty")
		}
		text.Text = fit(value, size.Width-2*inset, text.TextSize, text.TextStyle)
		h := text.MinSize().Height
		place(text, inset, (size.Height-h)/2, size.Width-2*inset, h)
	}
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, text, ring},
		min:     func() fyne.Size { return fyne.NewSize(15*theme.Unit, 7*theme.Unit) },
		layout:  layout,
		refresh: func() {
			back.CornerRadius = 4
			back.FillColor = color.Transparent
			if f.hovered && !f.owner.locked {
				back.FillColor = colour(f, theme.RowHover)
			}
			text.Color = colour(f, fynetheme.ColorNameForeground)
			if f.owner.value == "" || f.owner.pending {
				text.Color = colour(f, theme.TextSecondary)
			}
			setRing(ring, f, f.focused)
			layout(f.Size())
		},
	})
}

// editEntry is the open input of an EditableText.
type editEntry struct {
	widget.Entry
	owner   *EditableText
	focused bool
}

func newEditEntry(owner *EditableText) *editEntry {
	e := &editEntry{owner: owner}
	e.Wrapping = fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

func (e *editEntry) FocusGained() { e.focused = true; e.Entry.FocusGained() }
func (e *editEntry) FocusLost()   { e.focused = false; e.Entry.FocusLost() }

func (e *editEntry) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.owner.save()
	case fyne.KeyEscape:
		e.owner.refused = ""
		e.owner.end()
	default:
		e.Entry.TypedKey(key)
	}
}

// KeyValue is a row of a panel: a name and its value, such as an EditableText.
func KeyValue(name string, value fyne.CanvasObject) fyne.CanvasObject {
	label := widget.NewLabel(name)
	label.Importance = widget.LowImportance
	label.SizeName = fynetheme.SizeNameCaptionText
	label.Truncation = fyne.TextTruncateEllipsis
	return container.New(keyValue{}, label, value)
}

// keyValue gives the name a fixed column, so that values line up.
type keyValue struct{}

const keyWidth = 19 * theme.Unit

func (keyValue) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, keyWidth, objects[0].MinSize().Height)
	place(objects[1], keyWidth, 0, size.Width-keyWidth, size.Height)
}

func (keyValue) MinSize(objects []fyne.CanvasObject) fyne.Size {
	value := objects[1].MinSize()
	return fyne.NewSize(keyWidth+value.Width, max(objects[0].MinSize().Height, value.Height))
}
