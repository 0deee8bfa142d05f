package seat

import (
	"context"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// quotedMost is how many characters of a message go along when it is quoted.
const quotedMost = 500

// quote has the composer answer a message.
func (s *Screen) quote(m model.Message) {
	q := model.Quote{RemoteID: m.RemoteID, SenderID: m.SenderID, SenderName: m.SenderName, Kind: m.Content.Kind, Text: m.Content.Text}
	switch {
	case q.SenderName == "" && m.Direction == model.Out:
		q.SenderName = s.seat(m.Seat).DisplayName()
	case q.SenderName == "" && !s.open.Group:
		q.SenderName = s.open.Title()
	}
	for _, words := range []string{m.Content.Title, m.Content.FileName} {
		if q.Text == "" {
			q.Text = words
		}
	}
	if q.Kind == model.KindQuote {
		q.Kind = model.KindText // its own words are what is answered
	}
	if runes := []rune(q.Text); len(runes) > quotedMost {
		q.Text = string(runes[:quotedMost]) + "…"
	}
	s.writer.Quote(q)
}

// find brings a quoted message into sight that is not in the window of the view.
func (s *Screen) find(remoteID string) {
	c := s.open
	screen.Ask(s.scope, "find", func(ctx context.Context) (model.MessageID, error) {
		m, _, err := s.env.Console.Inbox.Find(ctx, c.ID, remoteID)
		return m.ID, err
	}, func(id model.MessageID, err error) {
		switch {
		case err != nil:
			s.env.Fail(err)
		case id == 0:
			s.env.Nav.Toast(s.env.T("seat.quote.gone"))
		case s.open.ID == c.ID:
			s.view.OpenAt(s.source(c.ID), c.Group, id, "")
		}
	})
}

// revoke takes back a message of ours.
func (s *Screen) revoke(m model.Message) {
	s.scope.Act("revoke", func(ctx context.Context) error {
		return s.env.Console.Outbox.Revoke(ctx, m.ID)
	}, s.env.Fail)
}

// reedit puts words that were taken back into the composer.
func (s *Screen) reedit(text string) {
	if s.writer.Text() == "" {
		s.writer.SetText(text)
	} else {
		s.writer.Insert(text)
	}
	s.writer.FocusEntry()
}

// pat pats who wrote a message.
func (s *Screen) pat(m model.Message) {
	name := m.SenderName
	if name == "" {
		name = s.open.Title()
	}
	s.send(model.Content{Kind: model.KindPat, Text: s.env.T("seat.pat", "name", name), Mentions: []string{m.SenderID}})
}

// pin keeps a message on top of its group.
func (s *Screen) pin(m model.Message) {
	s.scope.Act("pin", func(ctx context.Context) error {
		return s.env.Console.Groups.Pin(ctx, m.ID)
	}, func(err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		s.env.Nav.Toast(s.env.T("seat.pinned"))
	})
}

// transcribe has a voice message written down; done is called when that ended.
func (s *Screen) transcribe(m model.Message, done func()) {
	screen.Do(s.scope, "transcribe", func(ctx context.Context) (string, error) {
		return s.env.Console.Inbox.Transcribe(ctx, m.ID)
	}, func(_ string, err error) {
		done()
		s.env.Fail(err)
	})
}

// copied puts a text into the clipboard, and says so: a click on a card shows
// nothing else.
func (s *Screen) copied(text string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	s.env.Nav.Toast(s.env.T("seat.copied"))
}
