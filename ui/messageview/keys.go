package messageview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"seatdeck/app/model"
	"seatdeck/ui/widgets"
)

// step is how far an arrow key scrolls inside a message longer than the view.
const step = 60

// FocusGained is part of fyne.Focusable.
func (v *View) FocusGained() {
	v.focused = true
	v.paintFocus()
}

// FocusLost is part of fyne.Focusable.
func (v *View) FocusLost() {
	v.focused = false
	v.paintFocus()
}

// A click shows where the focus is by itself; a key needs the ring.
func (v *View) paintFocus() {
	v.focus.Hidden = !v.focused || !v.byKey
	canvas.Refresh(v.focus)
	if !v.focused {
		v.byKey = true
	}
}

// TypedRune is part of fyne.Focusable.
func (v *View) TypedRune(rune) {}

// TypedKey scrolls, moves from message to message, and opens the menu of one.
func (v *View) TypedKey(ev *fyne.KeyEvent) {
	v.byKey = true
	v.paintFocus()
	v.tryAgain()
	page := v.Size().Height * 0.9
	switch ev.Name {
	case fyne.KeyPageUp:
		v.scrollBy(-page)
	case fyne.KeyPageDown:
		v.scrollBy(page)
	case fyne.KeyHome:
		if v.source != nil {
			v.loadStart()
		}
	case fyne.KeyEnd:
		v.ScrollToBottom()
	case fyne.KeyUp:
		v.selectNext(-1)
	case fyne.KeyDown:
		v.selectNext(1)
	case fyne.KeyReturn, fyne.KeyEnter, desktop.KeyMenu:
		v.menuOfSelected()
	case fyne.KeyEscape:
		v.selected = 0
		v.place()
		widgets.PassKey(v, ev) // and back to the composer
	default:
		widgets.PassKey(v, ev)
	}
}

// TypedShortcut copies the message that is selected; the others are the
// window's.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); !ok {
		widgets.PassShortcut(v, s)
		return
	}
	if i := v.selectedIndex(); i >= 0 {
		v.copyText(v.win.items[i].msg)
	}
}

func (v *View) selectedIndex() int {
	for i := range v.win.items {
		if v.win.items[i].msg.ID == v.selected {
			return i
		}
	}
	return -1
}

// selectNext selects the message before or after, and brings it into sight.
func (v *View) selectNext(by int) {
	if v.win.empty() {
		return
	}
	r := v.byID[v.selected]
	if v.selected == 0 || r == nil {
		if len(v.shown) > 0 {
			v.selected = v.shown[len(v.shown)-1].msg.ID
			v.place()
			v.reveal()
		}
		return
	}
	top, bottom := r.Position().Y, r.Position().Y+r.Size().Height
	if by < 0 && top < 0 || by > 0 && bottom > v.Size().Height {
		v.scrollBy(float32(by) * step) // there is more of this one
		return
	}
	i := v.selectedIndex() + by
	if i < 0 || i >= len(v.win.items) {
		return
	}
	v.selected = v.win.items[i].msg.ID
	if v.byID[v.selected] == nil { // just out of sight
		y := -v.height(i)
		if by > 0 {
			y = v.Size().Height
		}
		v.follow = false
		v.anchor = anchorAt{v.selected, v.win.items[i].key, y + v.layout(i).body}
		v.scrollBy(float32(by))
	}
	v.place()
	v.reveal()
}

// reveal scrolls the selected message into sight, as far as it fits.
func (v *View) reveal() {
	r := v.byID[v.selected]
	if r == nil {
		return
	}
	top, bottom, h := r.Position().Y, r.Position().Y+r.Size().Height, v.Size().Height
	switch {
	case top < 0:
		v.scrollBy(top)
	case bottom > h-marginY:
		v.scrollBy(min(bottom-h+marginY, top))
	}
}

// pointed takes the focus by a click on a message.
func (v *View) pointed(m model.Message) {
	v.takeFocus()
	if v.selected != m.ID {
		v.selected = m.ID
		v.place()
	}
}

func (v *View) takeFocus() {
	c := fyne.CurrentApp().Driver().CanvasForObject(v)
	if c == nil || v.focused {
		return
	}
	v.byKey = false
	c.Focus(v)
}

// Tapped takes the focus.
func (v *View) Tapped(*fyne.PointEvent) { v.takeFocus() }

// Cursor is the plain one.
func (v *View) Cursor() desktop.Cursor { return desktop.DefaultCursor }
