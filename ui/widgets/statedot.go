package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// Presence is how a seat is doing, as one dot can say it.
type Presence int

// The presences, each with a shape of its own.
const (
	PresenceUnknown    Presence = iota // small dot
	PresenceOnline                     // filled dot
	PresenceOffline                    // ring
	PresenceConnecting                 // half dot
	PresenceGap                        // dot with a notch: messages may be missing
	PresenceBanned                     // bar
	PresenceKicked                     // ring with a bar
)

// PresenceOf sums up a seat, its link and its open gaps. What a person must act
// on comes first.
func PresenceOf(state model.SeatState, link model.Link, gaps int) Presence {
	switch {
	case state == model.SeatBanned:
		return PresenceBanned
	case state == model.SeatKicked:
		return PresenceKicked
	case link == model.LinkConnecting:
		return PresenceConnecting
	case link != model.LinkOnline || state == model.SeatOffline:
		return PresenceOffline
	case state == model.SeatInitializing:
		return PresenceConnecting
	case state == model.SeatUnknown:
		return PresenceUnknown
	case gaps > 0:
		return PresenceGap
	}
	return PresenceOnline
}

// TextKey is the key of the presence's name.
func (p Presence) TextKey() string {
	switch p {
	case PresenceOnline:
		return "widgets.presence.online"
	case PresenceOffline:
		return "widgets.presence.offline"
	case PresenceConnecting:
		return "widgets.presence.connecting"
	case PresenceGap:
		return "widgets.presence.gap"
	case PresenceBanned:
		return "widgets.presence.banned"
	case PresenceKicked:
		return "widgets.presence.kicked"
	}
	return "widgets.presence.unknown"
}

func (p Presence) colour() fyne.ThemeColorName {
	switch p {
	case PresenceOnline:
		return theme.Online
	case PresenceConnecting, PresenceGap:
		return theme.Warn
	case PresenceBanned, PresenceKicked:
		return theme.Danger
	}
	return theme.Offline
}

// StateDot shows a Presence as a shape and a colour.
type StateDot struct {
	widget.BaseWidget
	presence Presence
}

const dotSize float32 = 10

// NewStateDot makes a dot.
func NewStateDot(p Presence) *StateDot {
	d := &StateDot{presence: p}
	d.ExtendBaseWidget(d)
	return d
}

// Set shows another presence.
func (d *StateDot) Set(p Presence) {
	if d.presence == p {
		return
	}
	d.presence = p
	d.Refresh()
}

// Presence is what it shows.
func (d *StateDot) Presence() Presence { return d.presence }

// CreateRenderer is called by the toolkit.
func (d *StateDot) CreateRenderer() fyne.WidgetRenderer {
	circle, arc, bar := canvas.NewCircle(nil), canvas.NewArc(0, 0, 0, nil), canvas.NewRectangle(nil)
	bar.CornerRadius = 1.5
	layout := func(size fyne.Size) {
		x, y := (size.Width-dotSize)/2, (size.Height-dotSize)/2
		inset := float32(0)
		switch d.presence {
		case PresenceOffline, PresenceConnecting, PresenceKicked:
			inset = 0.75 // a stroke is drawn on the edge
		case PresenceUnknown:
			inset = 2.5
		}
		place(circle, x+inset, y+inset, dotSize-2*inset, dotSize-2*inset)
		place(arc, x, y, dotSize, dotSize)
		if d.presence == PresenceKicked {
			place(bar, x+2, y+dotSize/2-1, dotSize-4, 2)
		} else {
			place(bar, x, y+dotSize/2-2, dotSize, 4)
		}
	}
	return newPainter(&painter{
		objects: []fyne.CanvasObject{circle, arc, bar},
		min:     func() fyne.Size { return fyne.NewSquareSize(dotSize) },
		layout:  layout,
		refresh: func() {
			c := colour(d, d.presence.colour())
			circle.FillColor, circle.StrokeColor, circle.StrokeWidth = color.Transparent, c, 1.5
			arc.FillColor, bar.FillColor = c, c
			arc.Hidden, bar.Hidden, circle.Hidden = true, true, false
			switch d.presence {
			case PresenceOnline, PresenceUnknown:
				circle.FillColor, circle.StrokeWidth = c, 0
			case PresenceConnecting:
				arc.Hidden, arc.StartAngle, arc.EndAngle = false, 0, 180
			case PresenceGap:
				circle.Hidden, arc.Hidden, arc.StartAngle, arc.EndAngle = true, false, 80, 370
			case PresenceBanned:
				circle.Hidden, bar.Hidden = true, false
			case PresenceKicked:
				bar.Hidden = false
			}
			layout(d.Size())
		},
	})
}
