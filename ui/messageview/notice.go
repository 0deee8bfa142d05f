package messageview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// notice is drawn where there are no messages: why, and the one thing to do.
type notice struct {
	widget.BaseWidget
	style  *style
	state  EmptyState
	title  *canvas.Text
	hints  [3]*canvas.Text
	action *widget.Button
}

func newNotice(s *style) *notice {
	n := &notice{style: s, title: canvas.NewText("", nil)}
	for i := range n.hints {
		n.hints[i] = canvas.NewText("", nil)
	}
	n.action = widget.NewButton("", func() {
		if do := n.state.OnAction; do != nil {
			do()
		}
	})
	n.action.Importance = widget.HighImportance
	n.ExtendBaseWidget(n)
	n.Hide()
	return n
}

func (n *notice) say(state EmptyState) {
	n.state = state
	n.paint()
	n.Show()
}

func (n *notice) paint() {
	size := n.Size()
	body, small := n.style.bold, n.style.small
	n.title.Text, n.title.TextSize, n.title.TextStyle = cleanLine(n.state.Title), body.size+1, body.style
	n.title.Color, n.title.Alignment = theme.Current(theme.TextSecondary), fyne.TextAlignCenter
	var hints []string
	if n.state.Hint != "" {
		hints = small.fit([]rune(cleanLine(n.state.Hint)), max(min(size.Width-2*marginX, 420), 1), len(n.hints))
	}
	n.action.SetText(n.state.Action)
	n.action.Hidden = n.state.Action == ""

	high := body.leading + 4 + float32(len(hints))*small.leading
	button := n.action.MinSize()
	if !n.action.Hidden {
		high += marginY + button.Height
	}
	y := (size.Height - high) * 0.45
	n.title.Move(fyne.NewPos(0, y))
	n.title.Resize(fyne.NewSize(size.Width, body.leading))
	y += body.leading + 4
	for i, t := range n.hints {
		t.Text = ""
		if i < len(hints) {
			t.Text = hints[i]
		}
		t.TextSize, t.Color, t.Alignment = small.size, theme.Current(theme.TextSecondary), fyne.TextAlignCenter
		t.Move(fyne.NewPos(0, y))
		t.Resize(fyne.NewSize(size.Width, small.leading))
		if t.Text != "" {
			y += small.leading
		}
	}
	n.action.Move(fyne.NewPos((size.Width-button.Width)/2, y+marginY))
	n.action.Resize(button)
	canvas.Refresh(n)
}

// Resize is part of fyne.CanvasObject.
func (n *notice) Resize(size fyne.Size) {
	n.BaseWidget.Resize(size)
	n.paint()
}

// CreateRenderer is part of fyne.Widget.
func (n *notice) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{n.title}
	for _, t := range n.hints {
		objects = append(objects, t)
	}
	return &fixedRenderer{objects: append(objects, n.action), refresh: n.paint}
}
