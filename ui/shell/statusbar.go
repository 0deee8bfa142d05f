package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// shownLinks is how many connections the status bar names.
const shownLinks = 4

// StatusBar says how the connections are and what is under way.
type StatusBar struct {
	Object fyne.CanvasObject

	env   *screen.Env
	left  *fyne.Container
	right *fyne.Container
	links []*linkItem
	more  *screen.TextButton

	gaps, unreadable, transfers, pending, queued, maybe, failed, requests *screen.TextButton
}

// linkItem is one connection.
type linkItem struct {
	dot    *widgets.StateDot
	button *screen.TextButton
}

// statusActions are what pressing the parts of the bar does.
type statusActions struct {
	outbox     func()
	unreadable func()
	transfers  func()
	batches    func()
	requests   func()
	settings   func()
	help       func()
}

// NewStatusBar makes an empty bar.
func NewStatusBar(env *screen.Env, do statusActions) *StatusBar {
	b := &StatusBar{env: env, left: screen.Row(1), right: screen.Row(1)}
	for range shownLinks {
		item := &linkItem{dot: widgets.NewStateDot(widgets.PresenceUnknown)}
		item.button = screen.NewTextButton("", item.dot, nil)
		item.button.Hide()
		b.links = append(b.links, item)
		b.left.Add(item.button)
	}
	b.more = screen.NewTextButton("", nil, do.settings)
	b.left.Add(b.more)
	b.gaps = screen.NewTextButton("", nil, nil)
	b.queued = screen.NewTextButton("", nil, do.outbox)
	b.maybe = screen.NewTextButton("", nil, do.outbox)
	b.failed = screen.NewTextButton("", nil, do.outbox)
	b.requests = screen.NewTextButton("", nil, do.requests)
	b.transfers = screen.NewTextButton("", nil, do.transfers)
	b.pending = screen.NewTextButton("", nil, do.batches)
	b.unreadable = screen.NewTextButton("", nil, do.unreadable)
	for _, item := range []*screen.TextButton{b.requests, b.unreadable, b.gaps, b.transfers, b.pending, b.queued, b.maybe, b.failed} {
		item.Hide()
		b.right.Add(item)
	}
	b.right.Add(screen.NewTextButton(env.T("shell.action.settings"), nil, do.settings))
	b.right.Add(screen.NewTextButton(env.T("shell.action.help")+" F1", nil, do.help))
	line := screen.NewFill(theme.Divider, 0)
	bar := screen.Line(screen.Inset(b.left, 0, 0, 0, 1), screen.Row(0), screen.Inset(b.right, 0, 1, 0, 0))
	b.Object = container.NewStack(
		screen.NewFill(theme.Sidebar, 0),
		screen.Dock(screen.MinSize(line, 0, 1), nil, nil, nil, container.New(barLayout{}, bar)),
	)
	return b
}

// Set shows a state; open is called with the connection that is pressed.
func (b *StatusBar) Set(s state, open func(model.ConnectionID)) {
	most := 24
	if len(s.connections) > 2 {
		most = 8
	}
	for i, item := range b.links {
		if i >= len(s.connections) {
			item.button.Hide()
			continue
		}
		v := s.connections[i]
		item.dot.Set(presenceOfLink(v.Status.Link))
		item.button.Set(widgets.OneLine(v.Connection.Name, most)+" "+b.env.Link(v.Status), linkColour(v))
		item.button.OnTapped = func() { open(v.Connection.ID) }
		item.button.Show()
	}
	b.set(b.more, len(s.connections)-shownLinks, "shell.morelinks", theme.TextSecondary)
	b.set(b.gaps, s.gaps(), "shell.gaps", theme.TextSecondary)
	b.set(b.transfers, s.transfers, "shell.transfers", theme.TextSecondary)
	b.set(b.pending, s.pending, "manager.pending", theme.TextSecondary)
	b.set(b.queued, s.outbox.Queued+s.outbox.Sending, "shell.queued", theme.TextSecondary)
	b.set(b.maybe, s.outbox.Maybe, "shell.maybe", theme.Warn)
	b.set(b.failed, s.outbox.Failed, "shell.failed", theme.Danger)
	unreadable := 0
	for _, n := range s.unreadable {
		unreadable += n
	}
	b.set(b.unreadable, unreadable, "shell.unreadable", theme.TextSecondary)
	b.set(b.requests, s.requests, "shell.requests", theme.AccentText)
	b.Object.Refresh()
}

// Texts lists what the bar says, from left to right.
func (b *StatusBar) Texts() []string {
	var texts []string
	for _, box := range []*fyne.Container{b.left, b.right} {
		for _, o := range box.Objects {
			if o.Visible() {
				texts = append(texts, o.(*screen.TextButton).Text())
			}
		}
	}
	return texts
}

func (b *StatusBar) set(item *screen.TextButton, n int, key string, colour fyne.ThemeColorName) {
	if n <= 0 {
		item.Hide()
		return
	}
	item.Set(b.env.T(key, "n", n), colour)
	item.Show()
}

func presenceOfLink(link model.Link) widgets.Presence {
	switch link {
	case model.LinkOnline:
		return widgets.PresenceOnline
	case model.LinkConnecting:
		return widgets.PresenceConnecting
	case model.LinkRefused:
		return widgets.PresenceBanned
	}
	return widgets.PresenceOffline
}

func linkColour(v app.ConnectionView) fyne.ThemeColorName {
	switch {
	case v.Status.Link == model.LinkRefused:
		return theme.Danger
	case v.Status.Link == model.LinkConnecting && v.Status.Err != nil:
		return theme.Warn
	case v.Status.Link == model.LinkOnline:
		return fynetheme.ColorNameForeground
	}
	return theme.TextSecondary
}

// barLayout gives the bar its height; what is too wide is cut at the edge and
// never makes the window wider.
type barLayout struct{}

func (barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 7*screen.Unit) }
func (barLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}
