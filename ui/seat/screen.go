// Package seat is the screen agents work in: the conversations of one seat or of
// all, the messages of the one that is open, the composer and the panel.
package seat

import (
	"context"
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/composer"
	"seatdeck/ui/login"
	"seatdeck/ui/messageview"
	"seatdeck/ui/moments"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// frame is how long a screen takes to be drawn.
const frame = 16 * time.Millisecond

// Screen serves every tab: what is open in each is kept, the widgets are there
// once. Its methods are called on the UI goroutine.
type Screen struct {
	Object fyne.CanvasObject
	OnSort func(byWait bool)

	env   *screen.Env
	scope *screen.Scope

	list    *list
	header  *header
	view    *messageview.View
	bar     *widgets.Banner
	writer  *composer.Composer
	panel   *panel.Panel
	columns *columns
	frame   *fyne.Container
	middle  *fyne.Container
	foot    *fyne.Container
	written composer.Target // what the composer was told last

	saving map[model.TransferID]model.MessageID // files that the agent asked for

	focusing clockwork.Timer // until the composer can take the focus; nil: it need not

	*Memory
	seats []screen.SeatView
	tab   model.SeatID
	open  model.Conversation
	sla   supervise.SLA // by what the clocks go
}

// Memory is what outlives the widgets, which are made anew when the language
// changes.
type Memory struct {
	tabs   map[model.SeatID]*tabState
	drafts map[model.ConversationID]string // told in this session: rows may lag
	picked map[string]bool                 // local files a person chose
	side   *bool                           // what the person said about the panel; nil: nothing
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory {
	return &Memory{tabs: map[model.SeatID]*tabState{}, drafts: map[model.ConversationID]string{}, picked: map[string]bool{}}
}

// tabState is what a tab remembers while another one is shown.
type tabState struct {
	conversation model.ConversationID
	filter       filter
}

// New makes the screen. It shows nothing before SetSeats and Show.
func New(env *screen.Env, p app.Preferences, memory *Memory) *Screen {
	s := &Screen{env: env, scope: env.Scope(), Memory: memory, columns: &columns{asked: memory.side}, saving: map[model.TransferID]model.MessageID{}}
	s.list = newList(env, widgets.RowStyle{
		Texts: env.Texts, Zone: env.Zone, Limits: widgets.WaitLimits{Warn: p.WarnAfter, Late: p.LateAfter},
		Clock: func(c model.Conversation, now time.Time) (supervise.Clock, bool) { return s.sla.Clock(c, now) },
	})
	s.list.byWait = p.SortByWait
	s.list.onOpen = func(c model.Conversation) { s.Open(c, 0) }
	s.list.onSort = func(byWait bool) {
		if s.OnSort != nil {
			s.OnSort(byWait)
		}
	}
	s.list.onFilter = func(f filter) { s.state().filter = f }
	s.header = newHeader(env, newService(env, &s.sla, s.TakeOver, s.Resolve), env.Nav.OpenSearch, s.TogglePanel)
	s.view = messageview.New(s.viewOptions())
	s.bar = widgets.NewBanner()
	s.writer = composer.New(s.writerOptions(p))
	s.panel = panel.New(env)
	s.panel.OnHide = s.TogglePanel
	s.panel.OnMoments = func(contactID string) { moments.Open(env, s.seat(s.open.Seat), contactID, s.open.Title()) }
	s.foot = screen.Column(0, s.bar, screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1), s.writer)
	s.middle = screen.Dock(s.header.object, s.foot, nil, nil, s.view)
	s.frame = container.New(s.columns, s.list.object, screen.NewFill(theme.Divider, 0), s.middle, screen.NewFill(theme.Divider, 0), s.panel.Object)
	s.Object = s.frame
	s.view.Clear(s.nothingOpen())
	s.showFrame(false)
	env.OnChange(s.scope, s.changed)
	s.readSLA()
	return s
}

// SetPreferences takes over what was changed without building anew.
func (s *Screen) SetPreferences(p app.Preferences) {
	s.writer.SetSendKey(sendKey(p))
	if p.SortByWait != s.list.byWait {
		s.list.setSort(p.SortByWait)
	}
}

// SetSeats takes over how the seats are now.
func (s *Screen) SetSeats(seats []screen.SeatView) {
	wanted := login.Wanted(s.seat(s.tab))
	s.seats = seats
	s.showSeat()
	if s.open.ID == 0 && wanted != login.Wanted(s.seat(s.tab)) {
		s.view.Clear(s.nothingOpen())
	}
}

// seat finds a seat by its number.
func (s *Screen) seat(id model.SeatID) screen.SeatView {
	for _, v := range s.seats {
		if v.ID == id {
			return v
		}
	}
	return screen.SeatView{}
}

func (s *Screen) state() *tabState {
	if s.tabs[s.tab] == nil {
		s.tabs[s.tab] = &tabState{}
	}
	return s.tabs[s.tab]
}

// Show shows the tab of a seat, 0 for all seats, as it was left.
func (s *Screen) Show(tab model.SeatID) {
	s.tab = tab
	state := s.state()
	s.list.show(tab, state.filter)
	s.restore(state.conversation)
}

// restore opens a conversation by its number; 0 opens none.
func (s *Screen) restore(id model.ConversationID) {
	if id == 0 {
		s.leave()
		return
	}
	screen.Ask(s.scope, "restore", func(ctx context.Context) (model.Conversation, error) {
		return s.env.Console.Inbox.Conversation(ctx, id)
	}, func(c model.Conversation, err error) {
		if err != nil {
			s.leave() // it was removed
			return
		}
		s.Open(c, 0)
	})
}

// Conversation is the one that is open; its ID is 0 when none is.
func (s *Screen) Conversation() model.Conversation { return s.open }

// leave closes the conversation that is open.
func (s *Screen) leave() {
	s.scope.Forget("conversation")
	s.open = model.Conversation{}
	s.state().conversation = 0
	s.list.current().Select(0)
	s.header.show(s.open, screen.SeatView{})
	s.view.Clear(s.nothingOpen())
	s.written = composer.Target{}
	s.writer.Open(s.written)
	s.releaseFocus()
	s.bar.Hide()
	s.panel.Clear()
	s.arrange(false)
}

// Open opens a conversation at its newest message, or at the message given.
func (s *Screen) Open(c model.Conversation, at model.MessageID) {
	s.scope.Forget("restore")
	other := c.ID != s.open.ID
	s.open = c
	s.state().conversation = c.ID
	s.list.current().Select(c.ID)
	read := s.source(c.ID)
	switch {
	case at != 0:
		s.view.OpenAt(read, c.Group, at, "")
	case other:
		s.view.SetEmptyState(messageview.EmptyState{Title: s.env.T("seat.empty"), Hint: s.env.T("seat.empty.hint")})
		s.view.Open(read, c.Group)
	default:
		s.view.ScrollToBottom()
	}
	if other {
		s.written = s.target()
		s.writer.Open(s.written)
	}
	s.arrange(true)
	s.showSeat()
	s.seen()
	if at == 0 {
		s.FocusComposer()
	}
}

// arrange lays the columns out anew when a conversation is opened or left: what
// is round the messages is there only with one.
func (s *Screen) arrange(filled bool) {
	if s.columns.filled == filled {
		return
	}
	s.columns.filled = filled
	s.showFrame(filled)
	s.frame.Layout.Layout(s.frame.Objects, s.frame.Size())
	s.middle.Layout.Layout(s.middle.Objects, s.middle.Size())
}

func (s *Screen) showFrame(filled bool) {
	for _, o := range []fyne.CanvasObject{s.header.object, s.foot} {
		if filled {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

// seen tells that the newest message of the open conversation is in sight.
func (s *Screen) seen() {
	id := s.open.ID
	if id == 0 {
		return
	}
	s.scope.Act("opened", func(ctx context.Context) error {
		return s.env.Console.Inbox.Opened(ctx, id)
	}, s.env.Fail)
}

// target is what the composer writes to.
func (s *Screen) target() composer.Target {
	c, seat := s.open, s.seat(s.open.Seat)
	t := composer.Target{Conversation: c.ID, Group: c.Group, Draft: c.Draft, Capabilities: seat.Can}
	if text, told := s.drafts[c.ID]; told {
		t.Draft = text
	}
	if t.Capabilities == nil {
		// Not connected yet: text can be written, and waits in the outbox.
		t.Capabilities = model.NewCapabilities(model.CanSendText)
	}
	if seat.State == model.SeatBanned {
		t.Blocked = s.env.T("seat.blocked.banned")
	}
	return t
}

// showSeat brings header, bar, composer and panel in line with the seat of the
// open conversation.
func (s *Screen) showSeat() {
	if s.open.ID == 0 {
		return
	}
	seat := s.seat(s.open.Seat)
	s.header.show(s.open, seat)
	s.view.SetCapabilities(seat.Can)
	if t := s.target(); t.Blocked != s.written.Blocked || t.Conversation != s.written.Conversation || !maps.Equal(t.Capabilities, s.written.Capabilities) {
		s.written = t
		s.writer.Update(t)
		s.releaseFocus()
	}
	s.showBar(seat)
	s.panel.Show(s.open, seat.Can)
}

// changed is told by the bus.
func (s *Screen) changed(c bus.Change) {
	if len(c.Conversations) > 0 || len(c.Seats) > 0 || c.Connections {
		s.list.changed()
	}
	if c.Settings {
		s.readSLA()
	}
	if len(c.Transfers) > 0 {
		s.view.TransfersChanged(c.Transfers)
		s.settleSaves(c.Transfers)
	}
	if s.open.ID == 0 || !c.Conversations[s.open.ID] {
		return
	}
	s.view.Changed()
	s.reread()
}

// reread reads the row of the open conversation anew.
func (s *Screen) reread() {
	id := s.open.ID
	screen.Keep(s.scope, "conversation", func(ctx context.Context) (model.Conversation, error) {
		return s.env.Console.Inbox.Conversation(ctx, id)
	}, func(now model.Conversation, err error) {
		switch {
		case s.open.ID != id:
		case model.IsTrouble(err, model.TroubleNotFound):
			s.leave()
		case err == nil:
			s.open = now
			s.header.show(now, s.seat(now.Seat))
		}
	})
}

// saveDraft keeps what is typed as a row.
func (s *Screen) saveDraft(id model.ConversationID, text string) {
	s.drafts[id] = text
	s.scope.Act("draft", func(ctx context.Context) error {
		return s.env.Console.Inbox.SetDraft(ctx, id, text)
	}, s.env.Fail)
}

// members finds whom an @ may name.
func (s *Screen) members(ctx context.Context, id model.ConversationID) ([]model.Member, error) {
	c, err := s.env.Console.Inbox.Conversation(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.env.Console.People.Members(ctx, c.Seat, c.PeerID, "", 0, 2000)
}

// Step opens the conversation after (+1) or before (-1) the one that is open.
func (s *Screen) Step(by int) { s.list.current().Step(by) }

// NextWaiting opens the conversation in which a customer waits longest.
func (s *Screen) NextWaiting() {
	now := s.open.ID
	type next struct {
		model.Conversation
		found bool
	}
	screen.Ask(s.scope, "waiting", func(ctx context.Context) (next, error) {
		c, found, err := s.env.Console.Inbox.NextWaiting(ctx, now)
		return next{c, found}, err
	}, func(n next, err error) {
		switch {
		case err != nil:
			s.env.Fail(err)
		case !n.found:
			s.env.Nav.Toast(s.env.T("seat.nobody.waits"))
		default:
			s.env.Nav.OpenConversation(n.Conversation, 0)
		}
	})
}

// FocusComposer puts the cursor where the agent writes.
func (s *Screen) FocusComposer() {
	s.stopFocusing()
	if s.open.ID == 0 || s.written.Blocked != "" || s.env.Sheets.Any() {
		return
	}
	if fyne.CurrentApp().Driver().CanvasForObject(s.writer) != nil {
		s.writer.FocusEntry()
		return
	}
	// It was shown just now: it can take the focus once it is drawn.
	s.focusing = s.env.Clock.AfterFunc(frame, func() {
		s.env.Dispatch(func() {
			if s.focusing != nil {
				s.FocusComposer()
			}
		})
	})
}

// releaseFocus takes the focus from an input that can't be used any more: the
// toolkit would give it every key, and those of the console would be lost.
func (s *Screen) releaseFocus() {
	c := s.env.Window.Canvas()
	if o, ok := c.Focused().(fyne.Disableable); ok && o.Disabled() {
		c.Unfocus()
	}
}

func (s *Screen) stopFocusing() {
	if s.focusing != nil {
		s.focusing.Stop()
		s.focusing = nil
	}
}

// FocusFilter puts the cursor into the filter of the list.
func (s *Screen) FocusFilter() { s.env.Window.Canvas().Focus(s.list.entry) }

// TogglePanel shows or hides the panel; it then stays as asked.
func (s *Screen) TogglePanel() {
	shown := !s.columns.shows(s.frame.Size().Width)
	s.side, s.columns.asked = &shown, &shown
	s.frame.Layout.Layout(s.frame.Objects, s.frame.Size())
}

// AddByPhone asks for a phone number, for the seat at hand.
func (s *Screen) AddByPhone() {
	chosen := s.tab
	if chosen == 0 {
		chosen = s.open.Seat
	}
	panel.OpenAddByPhone(s.env, s.seats, chosen)
}

// Tick shows the waiting times as of now.
func (s *Screen) Tick() { s.list.current().Tick() }

// Close saves the draft and ends what the screen started.
func (s *Screen) Close() {
	s.stopFocusing()
	s.header.service.stop()
	s.writer.Close()
	s.view.Close()
	s.panel.Close()
	s.list.close()
	s.scope.Close()
}
