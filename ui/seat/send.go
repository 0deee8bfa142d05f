package seat

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
)

// send queues what the composer hands over; the row is on screen before any
// network is asked.
func (s *Screen) send(content model.Content) {
	to, seat := s.open.ID, s.seat(s.open.Seat)
	if to == 0 {
		return
	}
	outbox := s.env.Console.Outbox
	path := content.URL
	if !s.picked[path] {
		screen.Do(s.scope, "send", func(ctx context.Context) (model.MessageID, error) {
			return outbox.Send(ctx, to, content)
		}, func(_ model.MessageID, err error) { s.sent(to, seat, content, err) })
		return
	}
	screen.Do(s.scope, "send", func(ctx context.Context) (model.MessageID, error) {
		return outbox.SendFile(ctx, to, content.Kind, path)
	}, func(_ model.MessageID, err error) { s.sent(to, seat, content, err) })
}

// sent tells why something could not even be queued. What was written comes back.
func (s *Screen) sent(to model.ConversationID, seat screen.SeatView, content model.Content, err error) {
	if err == nil {
		return
	}
	if s.open.ID == to {
		s.giveBack(content)
	}
	if model.IsTrouble(err, model.TroubleNoPublish) {
		s.tellPublishing(seat)
		return
	}
	s.env.Fail(err)
}

// giveBack returns to the composer what could not be queued. A pat and a form are
// as quickly made again.
func (s *Screen) giveBack(content model.Content) {
	switch content.Kind {
	case model.KindPat, model.KindLocation, model.KindCard:
	default:
		s.writer.Return(content)
	}
}

// tellPublishing says what is missing before local files can be sent.
func (s *Screen) tellPublishing(seat screen.SeatView) {
	open := screen.NewButton(s.env.T("shell.banner.open"), nil, func() { s.env.Nav.OpenPublishing(seat.Connection.ID) })
	s.env.Tell(s.env.T("seat.publish.title"), s.env.T("seat.publish.text", "name", seat.Connection.Name), open)
}

// What may be chosen, by kind of message; nil is any file.
var extensions = map[model.Kind][]string{
	model.KindImage:   {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"},
	model.KindVideo:   {".mp4", ".mov", ".m4v"},
	model.KindSticker: {".gif", ".png", ".jpg", ".jpeg"},
}

// pick asks for a picture, a video, a file or a sticker: from this machine or by
// address; or for whom a card introduces.
func (s *Screen) pick(kind model.Kind) {
	t, seat := s.env.T, s.seat(s.open.Seat)
	if kind == model.KindCard {
		s.pickCard()
		return
	}
	if !seat.Can.Has(model.NeedsPublishedURL) && kind != model.KindSticker {
		s.choose(kind)
		return
	}
	var sheet *screen.Sheet
	address := screen.NewField(t("seat.pick.url"), "", false, true)
	address.Check = func(v string) string {
		if v == "" || !picture.IsRemote(v) || !hasHost(v) {
			return t("connect.bad.url")
		}
		return ""
	}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	add := screen.NewButton(t("seat.pick.add"), nil, nil)
	add.Importance = widget.HighImportance
	add.Disable()
	address.OnEdit = func() {
		if address.Problem() == "" {
			add.Enable()
		} else {
			add.Disable()
		}
	}
	add.OnTapped = func() {
		if address.Problem() != "" {
			address.Reveal()
			return
		}
		sheet.Close()
		s.writer.Attach(model.Content{Kind: kind, URL: address.Value(), FileName: lastPart(address.Value())})
		s.writer.FocusEntry()
	}
	address.Entry.OnSubmitted = func(string) { add.OnTapped() }
	local := screen.NewButton(t("seat.pick.local"), nil, func() {
		sheet.Close()
		s.choose(kind)
	})
	from := fyne.CanvasObject(container.NewHBox(local))
	if seat.LacksPublishing() {
		open := screen.NewButton(t("shell.banner.open"), nil, func() {
			sheet.Close()
			s.env.Nav.OpenPublishing(seat.Connection.ID)
		})
		missing := screen.Wrapped(t("seat.publish.text", "name", seat.Connection.Name))
		missing.Importance = widget.WarningImportance
		from = screen.Column(1, missing, container.NewHBox(open))
	}
	sheet = s.env.Sheets.Show(screen.Form{
		Title: t("seat.pick", "kind", s.env.Kind(kind)), Size: fyne.NewSize(500, 0), Focus: address.Entry,
		Body:    screen.Column(2, screen.LabelRow(t("seat.pick.file"), from), address.Object),
		Buttons: []fyne.CanvasObject{cancel, add},
	})
	sheet.Fit()
}

func hasHost(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Hostname() != "" && u.User == nil
}

// lastPart is the end of the path of an address, as a caption.
func lastPart(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if name := filepath.Base(u.Path); name != "." && name != "/" {
		return name
	}
	return u.Hostname()
}

// choose asks for a file of this machine.
func (s *Screen) choose(kind model.Kind) {
	to := s.open.ID
	s.env.AskFile(screen.FileQuestion{
		Title: s.env.T("seat.pick", "kind", s.env.Kind(kind)), Confirm: s.env.T("seat.pick.add"), Extensions: extensions[kind],
	}, func(path string) { s.attach(to, kind, path) })
}

// attach puts a local file into the composer.
func (s *Screen) attach(to model.ConversationID, kind model.Kind, path string) {
	screen.Ask(s.scope, "attach", func(context.Context) (os.FileInfo, error) {
		info, err := os.Stat(path)
		if err != nil {
			return nil, &model.Trouble{Code: model.TroubleNotFound, About: filepath.Base(path), Cause: err}
		}
		if info.IsDir() || info.Size() == 0 {
			return nil, &model.Trouble{Code: model.TroubleInvalid, About: filepath.Base(path)}
		}
		return info, nil
	}, func(info os.FileInfo, err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		if s.open.ID != to {
			return // the agent went on
		}
		s.picked[path] = true
		s.writer.Attach(model.Content{Kind: kind, URL: path, FileName: filepath.Base(path), Size: info.Size()})
		s.writer.FocusEntry()
	})
}

// resend sends a failed message again; one that may have arrived only after the
// agent said so.
func (s *Screen) resend(m model.Message) {
	again := func() {
		s.scope.Act("send", func(ctx context.Context) error {
			return s.env.Console.Outbox.Resend(ctx, m.ID)
		}, s.env.Fail)
	}
	if m.State != model.StateMaybeSent {
		again()
		return
	}
	s.env.Confirm(s.env.T("seat.resend.title"), s.env.T("seat.resend.text"), s.env.T("seat.resend.yes"), again)
}

func (s *Screen) discard(m model.Message) {
	s.scope.Act("send", func(ctx context.Context) error {
		return s.env.Console.Outbox.Discard(ctx, m.ID)
	}, s.env.Fail)
}

// safeName makes a name to save a file under out of what the other side called
// it: no folders, no controls, nothing that turns the writing around.
func safeName(caption string, fallback string) string {
	caption = strings.ReplaceAll(caption, "\\", "/")
	name := filepath.Base("/" + caption)
	var b strings.Builder
	for _, r := range name {
		switch {
		case r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r):
			b.WriteRune('_')
		case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C || r == '\uFFFD':
			b.WriteRune('_')
		default:
			b.WriteRune(r)
		}
		if b.Len() > 150 {
			break
		}
	}
	name = strings.Trim(b.String(), " .")
	if name == "" || name == "_" {
		return fallback
	}
	return name
}
