package seat

import (
	"fyne.io/fyne/v2"

	"seatdeck/ui/panel"
)

// Widths in device-independent pixels.
const (
	listWidth    float32 = 284
	narrowList   float32 = 256
	narrowWindow float32 = 1100 // under it the panel is shown only when asked for
)

// columns sets the list, a line, the conversation, a line and the panel side by side.
type columns struct {
	asked  *bool // what the person said about the panel; nil: nothing
	filled bool  // a conversation is open
}

// shows tells whether the panel has its place at that width.
func (c *columns) shows(width float32) bool {
	if !c.filled {
		return false
	}
	if c.asked != nil {
		return *c.asked
	}
	return width >= narrowWindow
}

// MinSize is part of fyne.Layout: the window has its own.
func (c *columns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 320) }

// Layout is part of fyne.Layout.
func (c *columns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place := func(o fyne.CanvasObject, x, width float32) {
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(width, size.Height))
	}
	list := listWidth
	if size.Width < narrowWindow {
		list = narrowList
	}
	place(o[0], 0, list)
	place(o[1], list, 1)
	end := size.Width
	shown := c.shows(size.Width)
	if shown {
		o[3].Show()
		o[4].Show()
		end -= panel.Width + 1
		place(o[3], end, 1)
		place(o[4], end+1, panel.Width)
	} else {
		o[3].Hide()
		o[4].Hide()
	}
	place(o[2], list+1, end-list-1)
}
