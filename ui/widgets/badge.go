package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Badge shows how much is unread; nothing when nothing is.
type Badge struct {
	widget.BaseWidget
	count int
}

const badgeHeight float32 = 16

// NewBadge makes a badge.
func NewBadge(count int) *Badge {
	b := &Badge{count: count}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another count.
func (b *Badge) Set(count int) {
	if b.count == count {
		return
	}
	b.count = count
	b.Refresh()
}

// Text is what the badge says.
func (b *Badge) Text() string {
	switch {
	case b.count <= 0:
		return ""
	case b.count > 99:
		return "99+"
	}
	return strconv.Itoa(b.count)
}

// CreateRenderer is called by the toolkit.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	back, text := canvas.NewRectangle(nil), newText(10.5, true)
	back.CornerRadius = badgeHeight / 2
	text.Alignment = fyne.TextAlignCenter
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, text},
		min: func() fyne.Size {
			if b.count <= 0 {
				return fyne.Size{}
			}
			return fyne.NewSize(max(badgeHeight, text.MinSize().Width+2*theme.Unit), badgeHeight)
		},
		layout: func(size fyne.Size) {
			place(back, 0, (size.Height-badgeHeight)/2, size.Width, badgeHeight)
			h := text.MinSize().Height
			place(text, 0, (size.Height-h)/2, size.Width, h)
		},
		refresh: func() {
			back.FillColor = colour(b, theme.Badge)
			text.Text, text.Color = b.Text(), colour(b, theme.TextOnAccent)
			back.Hidden, text.Hidden = b.count <= 0, b.count <= 0
		},
	})
}
