package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Short shows a text in one line, shortened to the room there is.
type Short struct {
	widget.BaseWidget
	text string
	size float32
	bold bool
	tone fyne.ThemeColorName
}

// NewShort makes one that says nothing yet.
func NewShort(size float32, bold bool, tone fyne.ThemeColorName) *Short {
	s := &Short{size: size, bold: bold, tone: tone}
	s.ExtendBaseWidget(s)
	return s
}

// Set says something else. What comes from outside goes through OneLine first.
func (s *Short) Set(text string) {
	if s.text != text {
		s.text = text
		s.Refresh()
	}
}

// SetTone changes the colour.
func (s *Short) SetTone(tone fyne.ThemeColorName) {
	if s.tone != tone {
		s.tone = tone
		s.Refresh()
	}
}

// CreateRenderer is called by the toolkit.
func (s *Short) CreateRenderer() fyne.WidgetRenderer {
	text := newText(s.size, s.bold)
	layout := func(size fyne.Size) {
		text.Text = fit(s.text, size.Width, s.size, text.TextStyle)
		m := text.MinSize()
		place(text, 0, (size.Height-m.Height)/2, min(m.Width, size.Width), m.Height)
	}
	return newPainter(&painter{
		objects: []fyne.CanvasObject{text},
		min:     func() fyne.Size { return fyne.NewSize(4*theme.Unit, measured("国", s.size, s.bold).Height) },
		layout:  layout,
		refresh: func() {
			text.Color = colour(s, s.tone)
			layout(s.Size())
		},
	})
}
