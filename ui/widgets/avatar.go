package widgets

import (
	"hash/fnv"
	"image"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Avatar shows who somebody is: their picture, and until it is there their
// initials on a colour of their own.
type Avatar struct {
	widget.BaseWidget
	size    float32
	id      string
	letters string
	ground  fyne.ThemeColorName
	picture image.Image
	mark    string
	markBg  fyne.ThemeColorName
}

// NewAvatar makes an avatar of that many pixels; theme.AvatarSize is the usual.
func NewAvatar(size float32) *Avatar {
	a := &Avatar{size: size, ground: theme.Avatar(0), letters: "?"}
	a.ExtendBaseWidget(a)
	return a
}

// Set says whose avatar it is. Somebody else's picture is taken away.
func (a *Avatar) Set(id, name string) {
	letters, ground := Initials(name), ColourOf(id)
	if a.id == id && a.letters == letters && a.ground == ground {
		return
	}
	if a.id != id {
		a.picture = nil
	}
	a.id, a.letters, a.ground = id, letters, ground
	a.Refresh()
}

// SetImage shows a picture, already small; nil takes it away.
func (a *Avatar) SetImage(picture image.Image) {
	if a.picture == picture {
		return
	}
	a.picture = picture
	a.Refresh()
}

// SetSeatMark shows in the corner to which seat this belongs; "" shows none.
func (a *Avatar) SetSeatMark(seatID, seatName string) {
	mark, bg := "", theme.Avatar(0)
	if seatName != "" {
		mark, bg = Initials(seatName), ColourOf(seatID)
		mark = string([]rune(mark)[:1])
	}
	if a.mark == mark && a.markBg == bg {
		return
	}
	a.mark, a.markBg = mark, bg
	a.Refresh()
}

// CreateRenderer is called by the toolkit.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	back, letters := canvas.NewRectangle(nil), newText(a.size*0.39, true)
	back.CornerRadius = a.size * 0.22
	letters.Alignment = fyne.TextAlignCenter
	picture := canvas.NewImageFromImage(nil)
	picture.FillMode = canvas.ImageFillCover
	picture.CornerRadius = back.CornerRadius
	picture.Hide()
	rim, markBack, mark := canvas.NewRectangle(nil), canvas.NewRectangle(nil), newText(9, true)
	rim.CornerRadius, markBack.CornerRadius = 5, 4
	mark.Alignment = fyne.TextAlignCenter
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, letters, picture, rim, markBack, mark},
		min:     func() fyne.Size { return fyne.NewSquareSize(a.size) },
		layout: func(size fyne.Size) {
			side := min(size.Width, size.Height)
			x, y := (size.Width-side)/2, (size.Height-side)/2
			place(back, x, y, side, side)
			place(picture, x, y, side, side)
			h := letters.MinSize().Height
			place(letters, x, y+(side-h)/2-side*0.04, side, h) // Han sits low in its line
			place(rim, x+side-14, y+side-14, 17, 17)
			place(markBack, x+side-12.5, y+side-12.5, 14, 14)
			h = mark.MinSize().Height
			place(mark, x+side-12.5, y+side-12.5+(14-h)/2, 14, h)
		},
		refresh: func() {
			back.FillColor = colour(a, a.ground)
			letters.Text, letters.Color = a.letters, colour(a, theme.TextOnAccent)
			letters.Hidden = a.picture != nil
			picture.Image, picture.Hidden = a.picture, a.picture == nil
			rim.FillColor = colour(a, fynetheme.ColorNameBackground)
			markBack.FillColor = colour(a, a.markBg)
			mark.Text, mark.Color = a.mark, colour(a, theme.TextOnAccent)
			rim.Hidden, markBack.Hidden, mark.Hidden = a.mark == "", a.mark == "", a.mark == ""
		},
	})
}

// ColourOf is the colour an id has everywhere in the console.
func ColourOf(id string) fyne.ThemeColorName {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash in memory never fails
	return theme.Avatar(int(h.Sum32() % theme.AvatarColours))
}

// Initials is what stands for a name in a small square: one Han character, or up
// to two letters of other writing.
func Initials(name string) string {
	var initials []rune
	start := true
	for _, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case unicode.Is(unicode.Han, r):
			if len(initials) > 0 {
				return string(initials)
			}
			return string(r)
		case letter && start:
			initials = append(initials, unicode.ToUpper(r))
			if len(initials) == 2 {
				return string(initials)
			}
		}
		start = !letter
	}
	if len(initials) > 0 {
		return string(initials)
	}
	for _, r := range strings.TrimSpace(name) {
		if unicode.IsGraphic(r) && !isBidi(r) {
			return string(r)
		}
	}
	return "?"
}
