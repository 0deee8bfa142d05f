package uitest

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/screen"
)

// MustFitInside fails for every text and button that is smaller than what it says,
// also inside what scrolls, where MustFit can't see it.
func (r *Rig) MustFitInside(where string) {
	r.T.Helper()
	tell := func(text string, has, needs fyne.Size) {
		r.T.Errorf("%s: %q has %v and needs %v", where, text, has, needs)
	}
	for _, text := range All[*canvas.Text](r) {
		if text.Size().Width+1 < text.MinSize().Width {
			tell(text.Text, text.Size(), text.MinSize())
		}
	}
	for _, b := range All[*screen.Button](r) {
		if b.Size().Width+1 < b.MinSize().Width || b.Size().Height+1 < b.MinSize().Height {
			tell(b.Text, b.Size(), b.MinSize())
		}
	}
	for _, l := range All[*widget.Label](r) {
		if l.Size().Height+1 < l.MinSize().Height {
			tell(l.Text, l.Size(), l.MinSize())
		}
	}
}
