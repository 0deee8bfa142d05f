package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// scripted is a back end of which a test decides every move. Its history is the
// truth; what it pushes is up to the test.
type scripted struct {
	mu         sync.Mutex
	sink       providers.Sink
	ctx        context.Context
	history    map[string][]model.Message // by peer, oldest first
	unread     map[string]int
	sent       []providers.Outgoing
	onSend     func(providers.Outgoing) (providers.Receipt, error)
	echo       bool // sends come back as live messages
	cleared    []string
	seatState  model.SeatState
	behind     time.Duration // its clock, beside ours
	pace       providers.Pace
	calls      int
	readOf     map[string]int // readings of a history, by peer
	most       int            // rows of a page, whatever is asked for; 0: no such limit
	deaf       bool           // to the time a list is asked for
	historyErr func(peer string) error
	testErr    error
	ids        int
	people     people
	as         providers.Link // what Open gives, if it can do more
	opened     providers.Settings
}

// What it can do is found by type: a method that no longer fits is a capability lost.
var (
	_ providers.SeatLister    = (*scripted)(nil)
	_ providers.Historian     = (*scripted)(nil)
	_ providers.Sender        = (*scripted)(nil)
	_ providers.UnreadCleaner = (*scripted)(nil)
	_ providers.ContactLister = (*scripted)(nil)
	_ providers.GroupLister   = (*scripted)(nil)
)

func newScripted() *scripted {
	return &scripted{
		history: map[string][]model.Message{}, readOf: map[string]int{}, unread: map[string]int{}, echo: true, seatState: model.SeatOnline,
	}
}

const seatKeyOne = "robot-1"

func (s *scripted) Kind() string { return "scripted" }

func (s *scripted) Spec() providers.Spec {
	return providers.Spec{Title: "Scripted", Options: []providers.OptionSpec{{Name: "speed"}}}
}

func (s *scripted) Open(set providers.Settings) (providers.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = set
	if s.as != nil {
		return s.as, nil
	}
	return s, nil
}

func (s *scripted) Test(context.Context) error { return s.testErr }

func (s *scripted) Run(ctx context.Context, sink providers.Sink) error {
	s.mu.Lock()
	s.sink, s.ctx = sink, ctx
	s.mu.Unlock()
	<-ctx.Done()
	return ctx.Err()
}

func (s *scripted) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(model.CanSendText, model.CanHistory)
}

func (s *scripted) Pace() providers.Pace {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pace
}

func (s *scripted) ListSeats(context.Context) ([]model.Event, error) {
	return []model.Event{
		model.SeatSeen{Seat: model.Seat{RemoteID: seatKeyOne, AccountID: "wx1", Name: "小美", State: s.seatState}},
		model.SeatsListed{RemoteIDs: []string{seatKeyOne}},
	}, nil
}

func (s *scripted) RecentConversations(_ context.Context, before time.Time, limit int) (providers.ConversationPage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	last := func(peer string) model.Message { return s.history[peer][len(s.history[peer])-1] }
	var peers []string
	for peer, list := range s.history {
		if len(list) > 0 && (before.IsZero() || s.deaf || !last(peer).SentAt.After(before)) {
			peers = append(peers, peer)
		}
	}
	slices.SortFunc(peers, func(a, b string) int {
		return cmp.Or(last(b).SentAt.Compare(last(a).SentAt), cmp.Compare(a, b))
	})
	if s.most > 0 {
		limit = min(limit, s.most)
	}
	var page providers.ConversationPage
	for _, peer := range peers[:min(limit, len(peers))] {
		page.Events = append(page.Events, model.ConversationSeen{
			Seat: ref(), Conversation: conversation(peer), LastAt: last(peer).SentAt, Preview: last(peer).Content.Text, Unread: s.unread[peer],
		})
		page.Count++
		page.Oldest = last(peer).SentAt
	}
	return page, nil
}

func (s *scripted) Messages(_ context.Context, _ model.Seat, peer string, until time.Time, offset, limit int) (providers.MessagePage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	s.readOf[peer]++
	if s.historyErr != nil {
		if err := s.historyErr(peer); err != nil {
			return providers.MessagePage{}, err
		}
	}
	if s.most > 0 {
		limit = min(limit, s.most)
	}
	var page providers.MessagePage
	list := s.history[peer]
	for i := len(list) - 1; i >= 0 && page.Count < limit; i-- {
		if !until.IsZero() && list[i].SentAt.After(until) {
			continue
		}
		if offset > 0 {
			offset--
			continue
		}
		page.Events = append(page.Events, model.MessageSeen{Seat: ref(), Conversation: conversation(peer), Message: list[i]})
		page.Count++
	}
	return page, nil
}

func (s *scripted) FindMessages(_ context.Context, _ model.Seat, peer string, ids []string) ([]model.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []model.Event
	for _, m := range s.history[peer] {
		for _, id := range ids {
			if m.RemoteID == id {
				found = append(found, model.MessageSeen{Seat: ref(), Conversation: conversation(peer), Message: m})
			}
		}
	}
	return found, nil
}

func (s *scripted) NewClientID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	return fmt.Sprintf("client-%d", s.ids)
}

func (s *scripted) Send(ctx context.Context, out providers.Outgoing) (providers.Receipt, error) {
	s.mu.Lock()
	hook := s.onSend
	s.mu.Unlock()
	if hook != nil {
		if r, err := hook(out); err != nil || r.Confirmed {
			return r, err
		}
	}
	s.mu.Lock()
	s.sent = append(s.sent, out)
	m := model.Message{
		RemoteID: out.ClientID, ClientID: out.ClientID, ServerID: "srv-" + out.ClientID, SentAt: time.Now().Add(-s.behind).UTC().Truncate(time.Millisecond),
		Direction: model.Out, Content: out.Content, State: model.StateSent,
	}
	s.history[out.Conversation.PeerID] = append(s.history[out.Conversation.PeerID], m)
	echo := s.echo
	s.mu.Unlock()
	if echo {
		s.push(out.Conversation.PeerID, m)
	}
	return providers.Receipt{}, nil
}

func (s *scripted) ClearUnread(_ context.Context, _ model.Seat, c model.Conversation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cleared = append(s.cleared, c.PeerID)
	s.unread[c.PeerID] = 0
	return nil
}

// says puts a customer's message into the truth and gives it back.
func (s *scripted) says(peer, text string) model.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	m := model.Message{
		RemoteID: fmt.Sprintf("m-%d", s.ids), Seq: int64(s.ids), SentAt: time.Now().UTC().Truncate(time.Millisecond),
		Direction: model.In, SenderID: peer, SenderName: "客户" + peer, Content: model.Content{Kind: model.KindText, Text: text},
	}
	s.history[peer] = append(s.history[peer], m)
	s.unread[peer]++
	return m
}

// set changes how the back end behaves.
func (s *scripted) set(change func(*scripted)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// sends are the messages it was given.
func (s *scripted) sends() []providers.Outgoing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// said is all that was said with a peer.
func (s *scripted) said(peer string) []model.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.history[peer])
}

// cleans are the conversations that were marked as read.
func (s *scripted) cleans() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.cleared)
}

func (s *scripted) push(peer string, messages ...model.Message) {
	var events []model.Event
	for _, m := range messages {
		events = append(events, model.MessageSeen{Seat: ref(), Conversation: conversation(peer), Message: m, Live: true})
	}
	if err := s.sink.Deliver(s.ctx, events); err != nil && !errors.Is(err, context.Canceled) {
		panic(err)
	}
}

func (s *scripted) online()  { s.sink.LinkChanged(model.LinkStatus{Link: model.LinkOnline}) }
func (s *scripted) offline() { s.sink.LinkChanged(model.LinkStatus{Link: model.LinkConnecting}) }

func ref() model.SeatRef { return model.SeatRef{RemoteID: seatKeyOne} }

func conversation(peer string) model.ConversationRef {
	return model.ConversationRef{RemoteID: "S:wx1_" + peer, PeerID: peer, Name: "客户" + peer}
}

// bench is a console on a scripted back end, inside a bubble of fake time.
type bench struct {
	wrote   int // messages of those without a name
	t       *testing.T
	dir     string
	back    *scripted
	web     *web
	console *Console
	store   *storage.Store
	robot   providers.Robot
	halt    func() // ends the run
	stop    func() // and closes the file
}

type plainVault struct{}

func (plainVault) Seal(_ string, plain []byte) ([]byte, error) {
	return append([]byte("sealed:"), plain...), nil
}

func (plainVault) Unseal(_ string, sealed []byte) ([]byte, error) {
	return sealed[len("sealed:"):], nil
}
func (plainVault) Where() string { return "test" }

// start opens the data folder and runs a console on it until stop.
func (b *bench) start() {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	storagetest.Prepare(b.t, b.dir)
	store, err := storage.Open(ctx, b.dir, storage.Options{Clock: clockwork.NewRealClock(), Readers: 2})
	require.NoError(b.t, err)
	b.store = store
	b.console = New(Deps{
		Store: store, Vault: plainVault{}, Registry: providers.NewRegistry(b.back), Clock: clockwork.NewRealClock(),
		Rand: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler), DataDir: b.dir, HTTP: b.web.client(),
		Who: "tester", Robot: b.robot,
	})
	list, err := b.console.Connections.List(ctx)
	require.NoError(b.t, err)
	if len(list) == 0 {
		_, err = b.console.Connections.Add(ctx, NewConnection{Kind: "scripted", Name: "one", BaseURL: "http://127.0.0.1:1", Account: "a", Secret: "s3cret"})
		require.NoError(b.t, err)
	}
	done := make(chan error)
	go func() { done <- b.console.Run(ctx) }()
	synctest.Wait()
	halted := false
	b.halt = func() {
		if !halted {
			halted = true
			cancel()
			require.NoError(b.t, <-done)
		}
	}
	b.stop = func() {
		b.halt()
		require.NoError(b.t, store.Close())
	}
}

// inBubble runs a test in fake time on a console that is online.
func inBubble(t *testing.T, fn func(b *bench)) {
	t.Helper()
	inBubbleOn(t, newScripted(), fn)
}

// inBubbleOn is inBubble on a back end that can do more.
func inBubbleOn(t *testing.T, back *scripted, fn func(b *bench)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, dir: dir, back: back, web: newWeb()}
		b.start()
		defer func() { b.stop() }() // also when the test fails: the bubble waits for all that runs
		b.back.online()
		synctest.Wait()
		fn(b)
	})
}

// texts are the stored messages with a peer, oldest first.
func (b *bench) texts(peer string) []string {
	b.t.Helper()
	var list []string
	for _, m := range b.messages(peer) {
		list = append(list, m.Content.Text)
	}
	return list
}

func (b *bench) messages(peer string) []model.Message {
	b.t.Helper()
	c := b.with(peer)
	list, err := b.console.Inbox.Newest(context.Background(), c.ID, 1_000_000)
	require.NoError(b.t, err)
	return list
}

// with gives the conversation with a peer.
func (b *bench) with(peer string) model.Conversation {
	b.t.Helper()
	c, ok, err := b.store.ConversationByPeer(context.Background(), 1, peer)
	require.NoError(b.t, err)
	require.True(b.t, ok, "no conversation with %s", peer)
	return c
}

func (b *bench) send(peer, text string) model.MessageID {
	b.t.Helper()
	id, err := b.console.Outbox.Send(context.Background(), b.with(peer).ID, model.Content{Kind: model.KindText, Text: text})
	require.NoError(b.t, err)
	return id
}

func (b *bench) state(id model.MessageID) model.SendState {
	b.t.Helper()
	m, err := b.store.Message(context.Background(), id)
	require.NoError(b.t, err)
	return m.State
}
