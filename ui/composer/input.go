package composer

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// maxRows is how many lines the text grows to before it scrolls.
const maxRows = 8

// input is the text field. It grows with its text, and lets the console's keys
// through, which a focused field of the toolkit would swallow.
type input struct {
	widget.Entry
	owner *Composer
	quiet bool // the program changes the text, not a person
	shift bool
	rows  int
	pass  func(fyne.Shortcut) // to the window, whose shortcuts they are
}

func newInput(owner *Composer) *input {
	e := &input{owner: owner, rows: 1}
	e.pass = func(s fyne.Shortcut) { widgets.PassShortcut(e, s) }
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.SetMinRowsVisible(1)
	e.OnChanged = func(string) {
		if !e.quiet {
			owner.typed()
		}
	}
	e.ExtendBaseWidget(e)
	return e
}

// KeyDown is called by the toolkit; it tells of the shift key before Enter comes.
func (e *input) KeyDown(key *fyne.KeyEvent) {
	if key.Name == desktop.KeyShiftLeft || key.Name == desktop.KeyShiftRight {
		e.shift = true
	}
	e.Entry.KeyDown(key)
}

// KeyUp is called by the toolkit.
func (e *input) KeyUp(key *fyne.KeyEvent) {
	if key.Name == desktop.KeyShiftLeft || key.Name == desktop.KeyShiftRight {
		e.shift = false
	}
	e.Entry.KeyUp(key)
}

// FocusLost is called by the toolkit. A shift key let go elsewhere is not told.
func (e *input) FocusLost() {
	e.shift = false
	e.Entry.FocusLost()
}

// AcceptsTab lets Tab choose a member while they are shown; else it moves the focus.
func (e *input) AcceptsTab() bool { return e.owner.mentions.open() }

// TypedKey is called by the toolkit.
func (e *input) TypedKey(key *fyne.KeyEvent) {
	if e.owner.mentions.key(key) {
		return
	}
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if e.owner.o.SendKey == SendOnEnter && !e.shift {
			e.owner.Send()
			return
		}
	case fyne.KeyEscape:
		e.owner.escape()
		return
	case fyne.KeyTab:
		return
	case fyne.KeyF1:
		widgets.PassKey(e, key)
		return
	}
	before := e.Text
	e.Entry.TypedKey(key)
	if before == e.Text {
		e.owner.mentions.follow() // the cursor may have moved
	}
}

// TypedShortcut is called by the toolkit.
func (e *input) TypedShortcut(shortcut fyne.Shortcut) {
	custom, ok := shortcut.(*desktop.CustomShortcut)
	if !ok {
		e.Entry.TypedShortcut(shortcut)
		return
	}
	switch custom.KeyName {
	case fyne.KeyReturn, fyne.KeyEnter:
		if custom.Modifier&(fyne.KeyModifierControl|fyne.KeyModifierSuper) == 0 {
			return
		}
		if e.owner.o.SendKey == SendOnCtrlEnter {
			e.owner.Send()
		} else {
			e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
		return
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		e.Entry.TypedShortcut(shortcut)
		return
	}
	e.pass(shortcut)
}

// Resize is called by the toolkit; another width wraps the text otherwise.
func (e *input) Resize(size fyne.Size) {
	wider := size.Width != e.Size().Width
	e.Entry.Resize(size)
	if wider && e.grow() {
		e.owner.box.Refresh()
		e.owner.Refresh()
	}
}

// insert types text at the cursor.
func (e *input) insert(text string) {
	if e.Disabled() {
		return
	}
	for _, r := range text {
		e.TypedRune(r)
	}
}

// erase takes back n characters before the cursor.
func (e *input) erase(n int) {
	for range n {
		e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
}

// before is the text in front of the cursor.
func (e *input) before() string {
	runes := []rune(e.Text)
	return string(runes[:max(min(e.CursorTextOffset(), len(runes)), 0)])
}

// toEnd puts the cursor behind the text.
func (e *input) toEnd() {
	e.CursorRow, e.CursorColumn = 0, 0
	if lines := strings.Split(e.Text, "\n"); len(lines) > 0 {
		e.CursorRow, e.CursorColumn = len(lines)-1, len([]rune(lines[len(lines)-1]))
	}
	// The rows are those of the wrapped text once that is laid out.
	e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
}

// grow fits the height to the text; true when it changed.
func (e *input) grow() bool {
	rows := rowsOf(e.Text, e.Size().Width-8*theme.Unit)
	if rows == e.rows {
		return false
	}
	e.rows = rows
	e.SetMinRowsVisible(rows)
	return true
}

// rowsOf is how many rows of that width a text takes, from 1 to maxRows. It
// measures no more than could be in sight.
func rowsOf(text string, width float32) int {
	if width <= 0 {
		return min(strings.Count(text, "\n")+1, maxRows)
	}
	rows := 0
	for rows < maxRows {
		line, rest, more := strings.Cut(text, "\n")
		rows++
		if most := int(width) * maxRows; len(line) > most { // no character is narrower than 1/3 of a byte's share
			line = line[:most]
		}
		if wide := fyne.MeasureText(line, theme.TextBody, fyne.TextStyle{}).Width; wide > width {
			rows += int(math.Ceil(float64(wide/width))) - 1
		}
		if !more {
			break
		}
		text = rest
	}
	return min(rows, maxRows)
}
