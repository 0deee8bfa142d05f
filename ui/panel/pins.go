package panel

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// pinsMost is how many messages on top of a group are shown.
const pinsMost = 100

// pins is the sheet of the messages on top of a group.
type pins struct {
	env   *screen.Env
	scope *screen.Scope
	seat  model.SeatID
	group string
	name  func(senderID string) string
	rows  *fyne.Container
	list  []model.PinnedMessage
	busy  map[string]bool
	wrong map[string]string
}

// OpenPins shows the messages on top of a group. name says what a sender is called,
// by remote id.
func OpenPins(env *screen.Env, seat model.SeatID, group model.Group, name func(senderID string) string) {
	t := env.T
	p := &pins{env: env, scope: env.Scope(), seat: seat, group: group.RemoteID, name: name, busy: map[string]bool{}, wrong: map[string]string{}}
	p.rows = screen.Column(1, screen.Note(t("shell.loading")))
	var sheet *screen.Sheet
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: t("panel.pins.title", "name", widgets.OneLine(group.Name, 30)), Size: fyne.NewSize(520, 420), Focus: done,
		Body: container.NewVScroll(screen.Inset(p.rows, 0, 3, 0, 0)), Buttons: []fyne.CanvasObject{done},
	})
	sheet.OnClose = p.scope.Close
	p.read()
}

func (p *pins) read() {
	screen.Ask(p.scope, "pins", func(ctx context.Context) ([]model.PinnedMessage, error) {
		return p.env.Console.Groups.Pinned(ctx, p.seat, p.group)
	}, func(list []model.PinnedMessage, err error) {
		if err != nil {
			said := NewNotice()
			said.Fail(p.env, err)
			again := screen.NewButton(p.env.T("panel.again"), nil, p.read)
			p.rows.Objects = []fyne.CanvasObject{said.Label, container.NewHBox(again)}
			p.rows.Refresh()
			return
		}
		p.list = list[:min(len(list), pinsMost)]
		p.show()
	})
}

func (p *pins) show() {
	p.rows.Objects = nil
	for _, one := range p.list {
		p.rows.Add(p.row(one))
	}
	if len(p.list) == 0 {
		p.rows.Add(screen.Note(p.env.T("panel.pins.none")))
	}
	p.rows.Refresh()
}

func (p *pins) row(one model.PinnedMessage) fyne.CanvasObject {
	about := strings.Trim(widgets.OneLine(p.name(one.SenderID), 30)+" · "+p.env.When(one.At), " ·")
	words := screen.Column(0, screen.Wrapped(widgets.OneLine(one.Summary, 200)), screen.Note(about))
	if text := p.wrong[one.RemoteID]; text != "" {
		said := NewNotice()
		said.Say(text, widget.DangerImportance)
		words.Add(said.Label)
	}
	off := screen.NewButton(p.env.T("panel.pins.off"), nil, func() { p.unpin(one) })
	enable(off, !p.busy[one.RemoteID])
	body := screen.Dock(nil, nil, nil, screen.Row(0, off), words)
	return container.NewStack(screen.NewFill(theme.Sidebar, 6), screen.Inset(body, 1, 2, 1, 1))
}

func (p *pins) unpin(one model.PinnedMessage) {
	p.busy[one.RemoteID] = true
	delete(p.wrong, one.RemoteID)
	p.show()
	p.scope.Act("unpin", func(ctx context.Context) error {
		return p.env.Console.Groups.Unpin(ctx, p.seat, p.group, one.RemoteID)
	}, func(err error) {
		delete(p.busy, one.RemoteID)
		if err != nil {
			p.wrong[one.RemoteID] = Why(p.env, err)
			p.show()
			return
		}
		p.read()
	})
}
