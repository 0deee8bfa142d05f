package seat

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/messageview"
	"seatdeck/ui/screen"
	"seatdeck/ui/tools"
)

// confirmLink shows where a link really leads before it is opened.
func (s *Screen) confirmLink(link messageview.Link, open func()) {
	if !s.seat(s.open.Seat).Can.Has(model.CanResolveLink) {
		tools.AskLink(s.env, link, nil, open)
		return
	}
	tools.AskLink(s.env, link, func(scope *screen.Scope, answer func(fyne.CanvasObject)) fyne.CanvasObject {
		return s.resolver(scope, link, answer)
	}, open)
}

// resolver is a button that asks the back end where a link leads in the end, and
// shows that.
func (s *Screen) resolver(scope *screen.Scope, link messageview.Link, show func(fyne.CanvasObject)) *screen.Button {
	t, seat := s.env.T, s.open.Seat
	ask := screen.NewButton(t("seat.link.resolve"), nil, nil)
	answer := widget.NewLabel("")
	answer.Wrapping = fyne.TextWrapBreak
	shown := false
	say := func(text string) {
		answer.SetText(text)
		if !shown {
			shown = true
			show(answer)
		}
	}
	ask.OnTapped = func() {
		ask.Disable()
		screen.Ask(scope, "resolve", func(ctx context.Context) (string, error) {
			return s.env.Console.Tools.ResolveLink(ctx, seat, link.URL)
		}, func(real string, err error) {
			ask.Enable()
			to, bad := messageview.ParseLink(real)
			switch {
			case err != nil:
				say(s.env.TroubleNext(err))
			case bad != nil:
				say(t("seat.link.bad"))
			default:
				say(t("seat.link.resolved", "host", to.Host, "url", tools.Shortened(to.URL)))
			}
		})
	}
	return ask
}

// openLink hands an address to the desktop; nothing but http and https.
func (s *Screen) openLink(address string) {
	link, err := messageview.ParseLink(address)
	if err != nil {
		s.env.Nav.Toast(s.env.T("seat.link.bad"))
		return
	}
	u, err := url.Parse(link.URL)
	if err != nil || s.env.OpenURL == nil {
		return
	}
	s.scope.Act("link", func(context.Context) error { return s.env.OpenURL(u) }, s.env.Fail)
}

// openPicture shows a picture over the whole window.
func (s *Screen) openPicture(m model.Message) {
	if s.env.Pictures != nil {
		openViewer(s.env, m, func() { s.saveFile(m) })
	}
}
