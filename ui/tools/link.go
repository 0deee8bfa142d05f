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
	t := env.T
	link, err := messageview.ParseLink(address)
	if err != nil {
		env.Nav.Toast(t("seat.link.bad"))
		return
	}
	host := widget.NewLabelWithStyle(link.Host, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	host.Wrapping = fyne.TextWrapBreak
	full := screen.Note(shortened(link.URL))
	full.Wrapping = fyne.TextWrapBreak
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	copyIt := screen.NewButton(t("seat.link.copy"), nil, func() {
		fyne.CurrentApp().Clipboard().SetContent(link.URL)
		sheet.Close()
	})
	yes := screen.NewButton(t("seat.link.open"), nil, func() {
		sheet.Close()
		u, err := url.Parse(link.URL)
		if err == nil && env.OpenURL != nil {
			scope.Act("link", func(context.Context) error { return env.OpenURL(u) }, env.Fail)
		}
	})
	yes.Importance = widget.HighImportance
	sheet = env.Sheets.Show(screen.Form{
		Title: t("seat.link.title"), Size: fyne.NewSize(460, 0), Focus: cancel,
		Body: screen.Column(1, screen.Wrapped(t("seat.link.text")), host, full),
		Left: []fyne.CanvasObject{copyIt}, Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.Fit()
}

// shortened is the beginning of a long address.
func shortened(address string) string {
	if runes := []rune(address); len(runes) > shownAddress {
		return string(runes[:shownAddress]) + "…"
	}
	return address
}
