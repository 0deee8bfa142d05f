package supervisor

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/login"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// seatHead says which seat it is and how it is doing, and what can be done with it.
type seatHead struct {
	page   *seatPage
	object *fyne.Container

	back   *screen.TextButton
	avatar *widgets.Avatar
	name   *widgets.Short
	dot    *widgets.StateDot
	state  *widgets.Short
	facts  *widget.Label
	deeds  *fyne.Container
	row    supervise.BoardRow
	offers string // the deeds that are offered now
}

func newSeatHead(p *seatPage) *seatHead {
	t := p.host.env.T
	h := &seatHead{page: p, avatar: widgets.NewAvatar(10 * screen.Unit), dot: widgets.NewStateDot(widgets.PresenceUnknown)}
	h.back = screen.NewTextButton("← "+t("supervisor.board"), nil, p.leave)
	h.name = widgets.NewShort(theme.TextHeading, true, fynetheme.ColorNameForeground)
	h.state = widgets.NewShort(theme.TextBody, false, fynetheme.ColorNameForeground)
	h.facts, h.deeds = screen.Note(t("shell.loading")), screen.Wrap(1)
	state := screen.Line(screen.Inset(h.dot, 0.75, 1, 0, 0), h.state, nil)
	who := screen.Line(screen.Inset(h.avatar, 0, 2, 0, 1), screen.Column(0.5, h.name, state), nil)
	h.object = screen.Column(0, screen.Line(screen.Inset(h.back, 0, 2, 0, 0), who, nil), h.facts, h.deeds)
	return h
}

func (h *seatHead) show(r seatRead) {
	h.row = r.row
	seat := r.row.Seat
	h.avatar.Set(seatID(seat.ID), seat.DisplayName())
	h.page.faces.Set(h.avatar, seat.Avatar)
	h.name.Set(widgets.OneLine(seat.DisplayName(), 60))
	h.dot.Set(widgets.PresenceOf(seat.State, r.row.Link.Link, seat.Gaps))
	h.facts.SetText(strings.Join(h.words(r), " · "))
	h.offer()
	h.tick()
}

// fail says why nothing is known.
func (h *seatHead) fail(err error) {
	if h.row.Seat.ID == 0 {
		h.facts.SetText(h.page.host.env.TroubleNext(err))
	}
}

func (h *seatHead) tick() {
	if h.row.Seat.ID == 0 {
		return
	}
	env := h.page.host.env
	text, tone := stateWords(env, &h.row, env.Clock.Now())
	if tone == "" {
		tone = fynetheme.ColorNameForeground
	}
	h.state.Set(text)
	h.state.SetTone(tone)
}

// words are what is known of the seat beside its name.
func (h *seatHead) words(r seatRead) []string {
	env, seat := h.page.host.env, r.row.Seat
	t := env.T
	words := []string{widgets.OneLine(r.row.Connection, 40)}
	add := func(key, text string) {
		if text != "" {
			words = append(words, t("seatpage.fact."+key, "it", widgets.OneLine(text, 60)))
		}
	}
	add("company", companyName(r.row.Company))
	add("teams", teamNames(r.row.Teams))
	add("number", seat.Number)
	add("mobile", seat.Mobile)
	add("owner", seat.Owner)
	add("parent", seat.Parent)
	add("login", env.Date(seat.LastLogin))
	add("logout", env.Date(seat.LastLogout))
	switch seat.AutoLogin {
	case model.AutoLoginOn:
		words = append(words, t("seatpage.auto.on"))
	case model.AutoLoginOff:
		words = append(words, t("seatpage.auto.off"))
	}
	if seat.State == model.SeatBanned {
		add("banned", env.Date(seat.BannedFrom))
		add("unlock", env.Date(seat.UnlockAt))
	}
	return words
}

// offer shows the buttons of what can be done with the seat now.
func (h *seatHead) offer() {
	env := h.page.host.env
	t, seat, view := env.T, h.row.Seat, h.page.host.view(h.page.id)
	admin := env.Console.Seats.Admin(seat.Connection)
	var objects []fyne.CanvasObject
	offers := ""
	add := func(on bool, key string, do func()) {
		if on {
			objects = append(objects, screen.NewButton(t("seatpage.do."+key), nil, do))
			offers += key + " "
		}
	}
	out := seat.State == model.SeatOffline || seat.State == model.SeatKicked
	add(login.Wanted(view), "login", func() { login.Open(env, h.page.host.view(h.page.id)) })
	add(view.Can.Has(model.CanSwitchSeat) && out, "start", h.start)
	add(view.Can.Has(model.CanSwitchSeat) && seat.State == model.SeatOnline, "stop", h.stop)
	add(true, "chat", func() { env.Nav.OpenSeat(seat.ID) })
	add(admin.Edit, "edit", func() { openSeatEdit(h.page, h.row.Seat) })
	add(admin.OwnLog, "log", h.readLog)
	add(admin.Remove, "remove", h.remove)
	if offers == h.offers {
		return // the buttons there may have the keyboard
	}
	h.offers, h.deeds.Objects = offers, objects
	h.deeds.Refresh()
}

// do does something with the seat and says when it is done.
func (h *seatHead) do(done string, deed func(context.Context) error) {
	env := h.page.host.env
	name := widgets.OneLine(h.row.Seat.DisplayName(), 40)
	h.page.scope.Act("deed", deed, func(err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.Nav.Toast(env.T(done, "name", name))
		h.page.read()
	})
}

// start brings the seat online, as it was brought last.
func (h *seatHead) start() {
	instances, id := h.page.host.env.Console.Instances, h.page.id
	h.do("seatpage.done.start", func(ctx context.Context) error {
		o, err := instances.StartedWith(ctx, id)
		if err != nil {
			return err
		}
		return instances.Start(ctx, id, o)
	})
}

func (h *seatHead) stop() {
	env, id := h.page.host.env, h.page.id
	name := widgets.OneLine(h.row.Seat.DisplayName(), 40)
	env.Confirm(env.T("seatpage.stop.title", "name", name), env.T("seatpage.stop.text"), env.T("seatpage.do.stop"), func() {
		h.do("seatpage.done.stop", func(ctx context.Context) error { return env.Console.Instances.Stop(ctx, id) })
	})
}

func (h *seatHead) readLog() {
	env, id := h.page.host.env, h.page.id
	h.do("seatpage.done.log", func(ctx context.Context) error { return env.Console.Supervisor.ReadLog(ctx, id) })
}

// remove takes the seat out of its back end, after a question.
func (h *seatHead) remove() {
	env, id := h.page.host.env, h.page.id
	name := widgets.OneLine(h.row.Seat.DisplayName(), 40)
	text := env.T("seatpage.remove.text", "connection", widgets.OneLine(h.row.Connection, 40))
	env.Confirm(env.T("seatpage.remove.title", "name", name), text, env.T("seatpage.remove.yes"), func() {
		h.do("seatpage.done.remove", func(ctx context.Context) error { return env.Console.Seats.Remove(ctx, id) })
	})
}
