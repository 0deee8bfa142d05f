package login

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// HasInstance tells whether a seat lives in something that can be looked after.
func HasInstance(can model.Capabilities) bool {
	return can.Has(model.CanManageInstance) || can.Has(model.CanSwitchSeat) || can.Has(model.CanLogOut) || can.Has(model.CanShowOwnCode)
}

// instance is the dialog about what one seat lives in.
type instance struct {
	env   *screen.Env
	scope *screen.Scope
	seat  screen.SeatView
	sheet *screen.Sheet
	body  *container.Scroll
	frame *fyne.Container // body, and what is said under it

	dot     *widgets.StateDot
	state   *widget.Label
	version *widget.Label
	calls   *widget.Label
	called  fyne.CanvasObject // their row
	said    *widget.Label

	proxy      *screen.Field
	bridge     *screen.Field
	kind       *screen.Field
	longOnly   *screen.Check
	loginOnly  *screen.Check
	history    *screen.Check
	deeds      []*screen.Button // shut while one of them is at work
	refreshing *screen.Button
}

// OpenInstance shows what a seat lives in, and what can be done about it.
func OpenInstance(env *screen.Env, seat screen.SeatView) {
	i := &instance{env: env, scope: env.Scope(), seat: seat}
	i.said = screen.Wrapped("")
	i.said.Hide()
	rows := screen.Column(1)
	for _, part := range []fyne.CanvasObject{i.now(), i.running(), i.network(), i.upgrading(), i.code()} {
		if part != nil {
			rows.Add(part)
		}
	}
	i.body = container.NewVScroll(screen.Inset(rows, 0, 3, 2, 0))
	i.frame = screen.Dock(nil, i.said, nil, nil, i.body)
	done := screen.NewButton(env.T("shell.close"), nil, func() { i.sheet.Close() })
	height := i.body.Content.MinSize().Height + 36*screen.Unit // the window bounds it
	i.sheet = env.Sheets.Show(screen.Form{
		Title: env.T("login.instance.title", "name", seat.DisplayName()), Size: fyne.NewSize(600, height), Focus: done,
		Body:    i.frame,
		Buttons: []fyne.CanvasObject{done},
	})
	i.sheet.OnClose = i.scope.Close
	env.OnChange(i.scope, func(c bus.Change) {
		if c.Seats[seat.ID] {
			i.reloadSeat()
		}
	})
	i.showSeat()
	i.reload()
	i.fillIn()
}

// fillIn shows what the seat was last started with, so that starting it again
// changes nothing by itself. What was typed meanwhile stays.
func (i *instance) fillIn() {
	if i.proxy == nil {
		return
	}
	screen.Ask(i.scope, "started", func(ctx context.Context) (model.StartOptions, error) {
		return i.env.Console.Instances.StartedWith(ctx, i.seat.ID)
	}, func(o model.StartOptions, err error) {
		if err != nil {
			i.env.Fail(err)
			return
		}
		if i.proxy.Value() == "" && i.bridge.Value() == "" {
			i.proxy.Entry.SetText(o.Proxy)
			i.bridge.Entry.SetText(o.Bridge)
			if i.loginOnly != nil {
				i.loginOnly.SetChecked(o.LoginProxy)
			}
		}
	})
}

func (i *instance) can(c model.Capability) bool { return i.seat.Can.Has(c) }

// part is a group of rows under a heading.
func part(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	all := append([]fyne.CanvasObject{screen.Heading(title)}, rows...)
	return screen.Column(1, append(all, widget.NewSeparator())...)
}

// now is how the instance is.
func (i *instance) now() fyne.CanvasObject {
	t := i.env.T
	i.dot = widgets.NewStateDot(widgets.PresenceUnknown)
	i.state, i.version, i.calls = widget.NewLabel(""), widget.NewLabel("–"), widget.NewLabel("–")
	i.state.Truncation, i.version.Truncation, i.calls.Wrapping = fyne.TextTruncateEllipsis, fyne.TextTruncateEllipsis, fyne.TextWrapWord
	i.version.Selectable = true
	i.refreshing = screen.NewQuietButton(t("login.instance.refresh"), fynetheme.ViewRefreshIcon(), i.reload)
	rows := screen.Column(0, screen.LabelRow(t("login.instance.state"), screen.Line(screen.Inset(i.dot, 0, 1, 0, 2), i.state, i.refreshing)))
	if i.can(model.CanManageInstance) {
		rows.Add(screen.LabelRow(t("login.instance.version"), i.version))
	} else {
		i.refreshing.Hide()
	}
	i.called = screen.LabelRow(t("login.instance.calls"), i.calls)
	i.called.Hide()
	rows.Add(i.called)
	rows.Add(widget.NewSeparator())
	return rows
}

// running starts, stops and logs out.
func (i *instance) running() fyne.CanvasObject {
	t := i.env.T
	buttons := screen.Wrap(2)
	var rows []fyne.CanvasObject
	if i.can(model.CanSwitchSeat) {
		i.history = screen.NewCheck(t("login.instance.history"), nil)
		i.history.SetChecked(true)
		i.loginOnly = screen.NewCheck(t("login.instance.proxy.login"), nil)
		rows = append(rows, container.NewHBox(i.history), container.NewHBox(i.loginOnly), screen.Note(t("login.instance.start.hint")))
		buttons.Add(i.deed(t("login.instance.start"), i.start))
		buttons.Add(i.deed(t("login.instance.stop"), func() {
			i.do(t("login.instance.stopped"), func(ctx context.Context) error { return i.env.Console.Instances.Stop(ctx, i.seat.ID) })
		}))
	}
	if i.can(model.CanLogOut) {
		out := i.deed(t("login.instance.logout"), i.logOut)
		out.Importance = widget.DangerImportance
		buttons.Add(out)
	}
	if len(buttons.Objects) == 0 {
		return nil
	}
	return part(t("login.instance.running"), append(rows, buttons)...)
}

// network is how the instance reaches WeCom.
func (i *instance) network() fyne.CanvasObject {
	if !i.can(model.CanManageInstance) && !i.can(model.CanSwitchSeat) {
		return nil
	}
	t := i.env.T
	i.proxy = screen.NewField(t("login.instance.proxy"), t("login.instance.proxy.hint"), false, true)
	i.proxy.Entry.SetPlaceHolder("socks5://10.10.1.10:1080")
	i.proxy.Check = func(v string) string {
		if !validProxy(v) {
			return t("login.instance.proxy.bad")
		}
		return ""
	}
	i.bridge = screen.NewField(t("login.instance.bridge"), t("login.instance.bridge.hint"), false, true)
	rows := []fyne.CanvasObject{i.proxy.Object}
	if i.can(model.CanManageInstance) {
		i.longOnly = screen.NewCheck(t("login.instance.proxy.long"), nil)
		rows = append(rows, container.NewBorder(nil, nil, nil, i.deed(t("login.instance.proxy.set"), i.setProxy), container.NewHBox(i.longOnly)))
	}
	rows = append(rows, i.bridge.Object)
	if i.can(model.CanManageInstance) {
		rows = append(rows, container.NewBorder(nil, nil, nil, i.deed(t("login.instance.bridge.set"), i.setBridge)))
	}
	return part(t("login.instance.network"), rows...)
}

// upgrading moves the instance to another type of client, for good.
func (i *instance) upgrading() fyne.CanvasObject {
	if !i.can(model.CanManageInstance) {
		return nil
	}
	t := i.env.T
	warning := screen.Wrapped(t("login.instance.upgrade.warning"))
	warning.Importance = widget.DangerImportance
	warning.TextStyle = fyne.TextStyle{Bold: true}
	i.kind = screen.NewField(t("login.instance.upgrade.kind"), "", false, true)
	i.kind.Check = func(v string) string {
		if _, ok := clientType(v); v != "" && !ok {
			return t("login.instance.upgrade.bad")
		}
		return ""
	}
	up := i.deed(t("login.instance.upgrade.open"), i.askUpgrade)
	up.Importance = widget.DangerImportance
	return part(t("login.instance.upgrade"),
		container.NewStack(screen.NewFill(theme.DangerTint, 6), screen.Inset(warning, 0, 1, 0, 1)),
		i.kind.Object, container.NewBorder(nil, nil, nil, up))
}

// code shows the code by which others add the seat.
func (i *instance) code() fyne.CanvasObject {
	if !i.can(model.CanShowOwnCode) {
		return nil
	}
	instances, seat, t := i.env.Console.Instances, i.seat, i.env.T
	show := i.deed(t("login.own.show"), func() {
		OpenCode(i.env, t("login.own.title", "name", seat.DisplayName()), seat.DisplayName(), func(ctx context.Context) (model.LoginCode, error) {
			return instances.OwnCode(ctx, seat.ID)
		})
	})
	return screen.Column(1, screen.Heading(t("login.own")), container.NewHBox(show))
}

// deed makes a button that is shut while another one is at work.
func (i *instance) deed(label string, do func()) *screen.Button {
	b := screen.NewButton(label, nil, do)
	i.deeds = append(i.deeds, b)
	return b
}

// reload asks the back end how the instance is, and the console how often the
// back end was called.
func (i *instance) reload() {
	i.reloadCalls()
	if !i.can(model.CanManageInstance) {
		return
	}
	i.refreshing.Disable()
	screen.Ask(i.scope, "state", func(ctx context.Context) (model.Instance, error) {
		return i.env.Console.Instances.State(ctx, i.seat.ID)
	}, func(now model.Instance, err error) {
		i.refreshing.Enable()
		if err != nil {
			i.state.SetText(i.env.T("login.instance.unknown"))
			i.say(complaint(i.env, err), widget.DangerImportance)
			return
		}
		i.state.SetText(i.env.T(instanceWords[now.State]))
		i.dot.Set(instanceDots[now.State])
		if version := widgets.OneLine(now.Version, 60); version != "" {
			i.version.SetText(version)
		}
		i.reloadCalls() // that was one
	})
}

func (i *instance) reloadCalls() {
	screen.Keep(i.scope, "calls", func(ctx context.Context) (app.CallsView, error) {
		return i.env.Console.Instances.Calls(ctx, i.seat.ID)
	}, func(v app.CallsView, err error) {
		switch {
		case err != nil || v.Limit == 0:
			i.called.Hide()
			return
		case v.ShutUntil.IsZero():
			i.calls.Importance = widget.MediumImportance
			i.calls.SetText(i.env.T("login.instance.calls.of", "used", v.Used, "limit", v.Limit))
		default:
			i.calls.Importance = widget.DangerImportance
			i.calls.SetText(i.env.T("login.instance.calls.shut", "used", v.Used, "limit", v.Limit, "until", v.ShutUntil.In(i.env.Zone).Format("15:04:05")))
		}
		i.called.Show()
	})
}

var instanceWords = map[model.InstanceState]string{
	model.InstanceStopped: "login.instance.is.stopped",
	model.InstanceRunning: "login.instance.is.running",
	model.InstanceOnline:  "login.instance.is.online",
}

var instanceDots = map[model.InstanceState]widgets.Presence{
	model.InstanceStopped: widgets.PresenceOffline,
	model.InstanceRunning: widgets.PresenceConnecting,
	model.InstanceOnline:  widgets.PresenceOnline,
}

// reloadSeat reads what is stored of the seat; where its state is another one,
// the back end is asked again.
func (i *instance) reloadSeat() {
	screen.Keep(i.scope, "seat", func(ctx context.Context) ([]model.Seat, error) {
		return i.env.Console.Seats.List(ctx)
	}, func(list []model.Seat, err error) {
		at := slices.IndexFunc(list, func(s model.Seat) bool { return s.ID == i.seat.ID })
		if err != nil || at < 0 || list[at].State == i.seat.State {
			return
		}
		i.seat.Seat = list[at]
		i.showSeat()
		i.reload()
	})
}

// showSeat says how the seat is, until the back end says more.
func (i *instance) showSeat() {
	i.state.SetText(i.env.SeatState(i.seat.State))
	i.dot.Set(widgets.PresenceOf(i.seat.State, i.seat.Link.Link, 0))
}
