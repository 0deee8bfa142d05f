package seat

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/messageview"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
)

// confirmLink shows where a link really leads before it is opened.
func (s *Screen) confirmLink(link messageview.Link, open func()) {
	t := s.env.T
	host := widget.NewLabelWithStyle(link.Host, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	host.Wrapping = fyne.TextWrapBreak
	full := screen.Note(link.URL)
	full.Wrapping = fyne.TextWrapBreak
	if len(link.URL) > 400 {
		full.SetText(link.URL[:400] + "…")
	}
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	copyIt := screen.NewButton(t("seat.link.copy"), nil, func() {
		fyne.CurrentApp().Clipboard().SetContent(link.URL)
		sheet.Close()
	})
	yes := screen.NewButton(t("seat.link.open"), nil, func() { sheet.Close(); open() })
	yes.Importance = widget.HighImportance
	sheet = s.env.Sheets.Show(screen.Form{
		Title: t("seat.link.title"), Size: fyne.NewSize(460, 0), Focus: cancel,
		Body: screen.Column(1, screen.Wrapped(t("seat.link.text")), host, full),
		Left: []fyne.CanvasObject{copyIt}, Buttons: []fyne.CanvasObject{cancel, yes},
	})
	sheet.Fit()
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
	if s.env.Pictures == nil || !picture.IsRemote(m.Content.URL) {
		return
	}
	openViewer(s.env, m.Content.URL, func() { s.saveFile(m) })
}

// saveFile asks where to and saves what a message carries.
func (s *Screen) saveFile(m model.Message) {
	if !picture.IsRemote(m.Content.URL) {
		s.env.Nav.Toast(s.env.T("seat.save.none"))
		return
	}
	stamp := m.SentAt.In(s.env.Zone).Format("20060102-150405")
	s.env.AskFile(screen.FileQuestion{
		Title: s.env.T("seat.save"), Confirm: s.env.T("seat.save"), Save: true,
		Name: safeName(m.Content.FileName, "seatdeck-"+stamp+suffix[m.Content.Kind]),
	}, func(path string) {
		s.env.Nav.Toast(s.env.T("seat.saving"))
		s.scope.Act("save", func(ctx context.Context) error {
			return s.env.Console.Media.SaveAs(ctx, m.Content.URL, path)
		}, func(err error) {
			if err != nil {
				s.env.Fail(err)
				return
			}
			s.env.Nav.Toast(s.env.T("seat.saved", "path", path))
		})
	})
}

// suffix is the ending for what has no name of its own.
var suffix = map[model.Kind]string{
	model.KindImage: ".jpg", model.KindVideo: ".mp4", model.KindVoice: ".amr", model.KindSticker: ".gif",
}
