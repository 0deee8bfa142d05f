package tools

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/messageview"
	"seatdeck/ui/screen"
)

// shownAddress is how much of an address is shown, in characters.
const shownAddress = 400

// Host is where an address really leads, as it is shown; "" if that is not an
// http or https host.
func Host(address string) string {
	link, err := messageview.ParseLink(address)
	if err != nil {
		return ""
	}
	return link.Host
}

// OpenLink shows where an address really leads, and opens it in the browser only
// after a person said so. Anything but http and https is not opened.
func OpenLink(env *screen.Env, scope *screen.Scope, address string) {
	link, err := messageview.ParseLink(address)
	if err != nil {
		env.Nav.Toast(env.T("seat.link.bad"))
		return
	}
	AskLink(env, link, nil, func() {
		u, err := url.Parse(link.URL)
		if err == nil && env.OpenURL != nil {
			scope.Act("link", func(context.Context) error { return env.OpenURL(u) }, env.Fail)
		}
	})
}

// AskLink shows where a link really leads before it is opened. More is a further
// button, made with what puts its answer into the dialog; nil: none.
func AskLink(env *screen.Env, link messageview.Link, more func(scope *screen.Scope, answer func(fyne.CanvasObject)) fyne.CanvasObject, open func()) {
	t, scope := env.T, env.Scope()
	host := widget.NewLabelWithStyle(link.Host, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	host.Wrapping = fyne.TextWrapBreak
	full := screen.Note(Shortened(link.URL))
	full.Wrapping = fyne.TextWrapBreak
	body := screen.Column(1, screen.Wrapped(t("seat.link.text")), host, full)
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	left := []fyne.CanvasObject{screen.NewButton(t("seat.link.copy"), nil, func() {
		fyne.CurrentApp().Clipboard().SetContent(link.URL)
		sheet.Close()
	})}
	if more != nil {
		left = append(left, more(scope, func(o fyne.CanvasObject) {
			body.Add(o)
			sheet.Fit()
		}))
	}
	yes := screen.NewButton(t("seat.link.open"), nil, func() { sheet.Close(); open() })
	yes.Importance = widget.HighImportance
	sheet = env.Sheets.Show(screen.Form{
		Title: t("seat.link.title"), Size: fyne.NewSize(460, 0), Focus: cancel,
		Body: body, Left: left, Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.OnClose = scope.Close
	sheet.Fit()
}

// Shortened is the beginning of a long address.
func Shortened(address string) string {
	if runes := []rune(address); len(runes) > shownAddress {
		return string(runes[:shownAddress]) + "…"
	}
	return address
}
