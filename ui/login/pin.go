package login

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// How many digits a PIN has.
const (
	leastPIN = 4
	mostPIN  = 8
)

// newPIN makes a field for the digits of a PIN. Whatever else is pasted with them
// goes at once.
func newPIN(hint string, changed, send func()) *screen.Entry {
	e := screen.NewEntry()
	e.SetPlaceHolder(hint)
	e.TextStyle = fyne.TextStyle{Bold: true}
	e.OnChanged = func(text string) {
		if digits := digitsOf(text); digits != text {
			setPIN(e, digits)
			return
		}
		changed()
	}
	e.OnSubmitted = func(string) { send() }
	return e
}

// setPIN sets a text with the cursor behind it; what was selected is no longer.
func setPIN(e *screen.Entry, text string) {
	e.SetText(text)
	e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
}

// digitsOf keeps the digits of a text, full-width ones too, and no more than a
// PIN has.
func digitsOf(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= '０' && r <= '９' {
			r += '0' - '０'
		}
		if r >= '0' && r <= '9' && b.Len() < mostPIN {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// caption is a small text that wraps, in the middle.
func caption() *widget.Label {
	l := screen.Note("")
	l.Alignment = fyne.TextAlignCenter
	l.Hide()
	return l
}

// say shows a text, or hides the label where there is none.
func say(l *widget.Label, text string, importance widget.Importance) {
	l.Hidden = text == ""
	l.Importance = importance
	l.SetText(text)
}

// avatarSize is how large the account that scanned is shown.
const avatarSize = 2 * theme.AvatarSize
