package messageview

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/ui/theme"
)

// Measures, in device-independent pixels.
const (
	marginX   = 4 * theme.Unit // at both sides of the list
	marginY   = 3 * theme.Unit // above the first and below the last message
	avatar    = theme.AvatarSize
	avatarGap = 2 * theme.Unit
	padX      = 10 // inside a bubble
	padY      = 6
	radius    = 8
	groupGap  = 3 * theme.Unit // above what another speaker says
	innerGap  = 3              // above what the same speaker goes on to say

	widest   = 0.65 // of the list, for a bubble with its avatar
	mostWide = 680  // lines longer than this can't be read

	pictureW, pictureH = 240, 180
	sticker            = 120
	cardW              = 280
	stateSize          = 10

	foldRunes = 5000 // longer texts are folded
	foldTo    = 1200 // to so many runes
	foldLines = 24   // and so many lines
	mostLines = 400  // of a text that is short in runes
)

const (
	colourText = fynetheme.ColorNameForeground
	colourGrey = theme.TextSecondary
	colourTint = fynetheme.ColorNameHover
)

// style is the faces and words a layout is made with.
type style struct {
	body, bold, small, tiny *face

	t    func(key string, pairs ...any) string
	zone *time.Location

	naturals map[string]image.Point // of pictures seen before
}

// learn keeps the shape of a picture, so that the next time its box fits it. A
// box that is on screen stays as it is: what is read must not move.
func (s *style) learn(source string, natural image.Point) {
	if s.naturals == nil || len(s.naturals) > 4096 {
		s.naturals = make(map[string]image.Point)
	}
	s.naturals[source] = natural
}

func newStyle(o *Options) *style {
	s := &style{t: o.T, zone: o.Zone}
	s.load()
	return s
}

// load reads the sizes from the theme, and forgets the widths.
func (s *style) load() {
	body, small := fynetheme.TextSize(), fynetheme.CaptionTextSize()
	s.body, s.bold = newFace(body, false), newFace(body, true)
	s.small, s.tiny = newFace(small, false), newFace(small-1, false)
}

// look names the theme in use: another name means other widths or colours.
func look() any {
	th := fyne.CurrentApp().Settings().Theme()
	return [...]any{
		th.Font(fyne.TextStyle{}).Name(), fynetheme.TextSize(), fynetheme.CaptionTextSize(),
		theme.Current(colourText), theme.Current(theme.BubbleOut),
	}
}
