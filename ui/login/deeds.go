package login

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// mostClientType bounds what is taken for the number of a type of client.
const mostClientType = 1 << 20

// validProxy tells whether a proxy can be given to a back end: empty for none, or
// an http, socks4 or socks5 URL with a host and a port.
func validProxy(v string) bool {
	if v == "" {
		return true
	}
	u, err := url.Parse(v)
	if err != nil || !slices.Contains([]string{"http", "socks4", "socks5"}, u.Scheme) || strings.ContainsAny(v, " \t\n") {
		return false
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0 && u.Hostname() != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
}

// clientType reads the number of a type of client.
func clientType(v string) (int, bool) {
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= 0 && n <= mostClientType
}

func (i *instance) start() {
	if i.proxy.Problem() != "" {
		i.proxy.Reveal()
		return
	}
	o := model.StartOptions{
		Proxy: i.proxy.Value(), LoginProxy: i.loginOnly.Checked, Bridge: i.bridge.Value(), SyncHistory: i.history.Checked, AutoStart: true,
	}
	i.do(i.env.T("login.instance.started"), func(ctx context.Context) error { return i.env.Console.Instances.Start(ctx, i.seat.ID, o) })
}

func (i *instance) setProxy() {
	if i.proxy.Problem() != "" {
		i.proxy.Reveal()
		return
	}
	proxy, long := i.proxy.Value(), i.longOnly.Checked
	i.do(i.env.T("login.instance.proxy.done"), func(ctx context.Context) error {
		return i.env.Console.Instances.SetProxy(ctx, i.seat.ID, proxy, long)
	})
}

func (i *instance) setBridge() {
	bridge := i.bridge.Value()
	i.do(i.env.T("login.instance.bridge.done"), func(ctx context.Context) error {
		return i.env.Console.Instances.SetBridge(ctx, i.seat.ID, bridge)
	})
}

func (i *instance) logOut() {
	t, name := i.env.T, i.seat.DisplayName()
	i.env.Confirm(t("login.instance.logout.title", "name", name), t("login.instance.logout.text"), t("login.instance.logout"), func() {
		i.do(t("login.instance.loggedout"), func(ctx context.Context) error { return i.env.Console.Instances.LogOut(ctx, i.seat.ID) })
	})
}

// askUpgrade warns once more, and has the number typed a second time.
func (i *instance) askUpgrade() {
	kind, ok := clientType(i.kind.Value())
	if !ok {
		i.kind.Check = func(v string) string {
			if _, ok := clientType(v); !ok {
				return i.env.T("login.instance.upgrade.bad")
			}
			return ""
		}
		i.kind.Reveal()
		return
	}
	t := i.env.T
	warning := screen.Wrapped(t("login.instance.upgrade.warning"))
	warning.Importance = widget.DangerImportance
	warning.TextStyle = fyne.TextStyle{Bold: true}
	again := screen.NewField(t("login.instance.upgrade.kind"), "", false, true)
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	yes := screen.NewButton(t("login.instance.upgrade.yes", "n", kind), nil, func() {
		sheet.Close()
		i.do(t("login.instance.upgraded", "n", kind), func(ctx context.Context) error {
			return i.env.Console.Instances.Upgrade(ctx, i.seat.ID, kind)
		})
	})
	yes.Importance = widget.DangerImportance
	yes.Disable()
	again.OnEdit = func() {
		if n, ok := clientType(again.Value()); ok && n == kind {
			yes.Enable()
		} else {
			yes.Disable()
		}
	}
	sheet = i.env.Sheets.Show(screen.Form{
		Title: t("login.instance.upgrade.title", "name", i.seat.DisplayName()), Size: fyne.NewSize(460, 0), Focus: again.Entry,
		Body:    screen.Column(1, warning, screen.Wrapped(t("login.instance.upgrade.text", "n", kind)), again.Object),
		Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.Fit()
}

// do does something to the instance and says how it went.
func (i *instance) do(done string, deed func(context.Context) error) {
	for _, b := range i.deeds {
		b.Disable()
	}
	i.say(i.env.T("login.instance.working"), widget.MediumImportance)
	i.scope.Act("instance", deed, func(err error) {
		for _, b := range i.deeds {
			b.Enable()
		}
		if err != nil {
			i.say(complaint(i.env, err), widget.DangerImportance)
		} else {
			i.say(done, widget.SuccessImportance)
		}
		i.reload()
	})
}

func (i *instance) say(text string, importance widget.Importance) {
	say(i.said, text, importance)
	i.frame.Refresh()
}
