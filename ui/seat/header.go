package seat

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// header says which conversation is open, from which seat, and how that seat is.
type header struct {
	object  fyne.CanvasObject
	env     *screen.Env
	title   *widget.Label
	dot     *widgets.StateDot
	seat    *screen.TextButton
	gap     *screen.TextButton
	service *service
	tools   fyne.CanvasObject
	line    fyne.CanvasObject
}

func newHeader(env *screen.Env, service *service, find, side func()) *header {
	h := &header{env: env, title: screen.Heading(""), dot: widgets.NewStateDot(widgets.PresenceUnknown), service: service}
	h.title.SizeName = fynetheme.SizeNameSubHeadingText
	h.seat = screen.NewTextButton("", h.dot, nil)
	h.gap = screen.NewTextButton(env.T("seat.gap"), nil, nil)
	h.gap.Hide()
	h.tools = container.NewHBox(
		screen.NewQuietButton("", fynetheme.SearchIcon(), find),
		screen.NewQuietButton("", fynetheme.AccountIcon(), side),
	)
	h.line = screen.Line(nil, h.title, screen.Row(1, h.gap, h.service.object, h.seat, h.tools))
	h.object = screen.Dock(nil, screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1), nil, nil,
		screen.MinSize(screen.Inset(h.line, 0, 1, 0, 2), 0, 10*screen.Unit))
	h.line.Hide()
	return h
}

func (h *header) show(c model.Conversation, seat screen.SeatView) {
	h.service.show(c)
	if c.ID == 0 {
		h.line.Hide()
		return
	}
	h.line.Show()
	if title := widgets.OneLine(c.Title(), 80); h.title.Text != title {
		h.title.SetText(title)
	}
	presence := widgets.PresenceOf(seat.State, seat.Link.Link, 0)
	h.dot.Set(presence)
	h.seat.Set(widgets.OneLine(seat.DisplayName(), 24)+" · "+h.env.T(presence.TextKey()), theme.TextSecondary)
	h.seat.OnTapped = nil
	if login.HasInstance(seat.Can) {
		h.seat.OnTapped = func() { login.OpenInstance(h.env, seat) }
	}
	if c.Cursor.Gap != h.gap.Visible() {
		if c.Cursor.Gap {
			h.gap.Show()
		} else {
			h.gap.Hide()
		}
	}
	h.line.Refresh()
}
