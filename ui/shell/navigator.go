package shell

import (
	"context"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/connect"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/seat"
	"seatdeck/ui/settings"
	"seatdeck/ui/widgets"
)

var _ screen.Navigator = (*Shell)(nil)

// Toast says something in passing.
func (s *Shell) Toast(text string) { s.toasts.Say(widgets.ToneInfo, text, widgets.Action{}) }

// Failed says what went wrong; a full disk stays in sight until it is closed.
func (s *Shell) Failed(err error) {
	if model.IsTrouble(err, model.TroubleDiskFull) {
		s.trouble.Say(widgets.ToneError, s.env.TroubleNext(err), widgets.Action{}, true)
		s.arrange()
		return
	}
	s.toasts.Say(widgets.ToneError, s.env.TroubleNext(err), widgets.Action{})
}

// OpenConversation shows a conversation in the tab at hand if it belongs there.
func (s *Shell) OpenConversation(c model.Conversation, at model.MessageID) {
	switch {
	case s.selected != 0 && s.selected != c.Seat:
		s.Select(c.Seat)
	case s.place != atSeats:
		s.backToSeats()
	}
	s.seat.Open(c, at)
}

// OpenSeat shows the tab of a seat.
func (s *Shell) OpenSeat(id model.SeatID) { s.Select(id) }

// OpenConnection shows the form of a connection.
func (s *Shell) OpenConnection(id model.ConnectionID) { connect.Open(s.env, id, "") }

// OpenPublishing shows the options of a connection that say where files are put.
func (s *Shell) OpenPublishing(id model.ConnectionID) { connect.Open(s.env, id, "publish_put") }

// OpenRequests shows who asks to be a contact.
func (s *Shell) OpenRequests() { panel.OpenRequests(s.env) }

// OpenTransfers shows the files that are on their way.
func (s *Shell) OpenTransfers() { seat.OpenTransfers(s.env) }

// OpenSettings shows the settings.
func (s *Shell) OpenSettings() {
	settings.Open(s.env, settings.Options{DataDir: s.o.DataDir, Version: s.o.Version})
}

// storeSort remembers the order of the conversation lists.
func (s *Shell) storeSort(byWait bool) {
	s.store(func(p *app.Preferences) { p.SortByWait = byWait })
}

// store changes the preferences.
func (s *Shell) store(change func(*app.Preferences)) {
	settings := s.o.Console.Settings
	s.scope.Act("preferences", func(ctx context.Context) error {
		p, err := settings.Get(ctx)
		if err != nil {
			return err
		}
		change(&p)
		return settings.Set(ctx, p)
	}, s.env.Fail)
}
