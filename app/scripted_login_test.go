package app

import (
	"context"
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
)

const rightPIN = "123456"

// codeBack is a back end whose seats log in by code. Its tests decide what the
// people with the phones do.
type codeBack struct {
	mu       sync.Mutex
	settings []providers.Settings
	sink     providers.Sink
	ctx      context.Context
	seats    []string
	states   map[string]model.SeatState
	progress map[string]model.LoginProgress
	err      error // of every call
	lasts    time.Duration
	asked    []string // calls, e.g. "code a"
	pace     int
	listed   []string      // seats whose contacts were listed
	hold     chan struct{} // if set, CheckLogin waits for it after it made up its answer
	holdCode chan struct{} // if set, LoginCode waits for it, whatever becomes of its context
}

func newCodeBack(seats ...string) *codeBack {
	return &codeBack{seats: seats, states: map[string]model.SeatState{}, progress: map[string]model.LoginProgress{}}
}

func (c *codeBack) Kind() string { return "codes" }

func (c *codeBack) Spec() providers.Spec {
	return providers.Spec{Title: "Codes", AccountOptional: true, SecretOptional: true}
}

func (c *codeBack) Open(s providers.Settings) (providers.Link, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settings = append(c.settings, s)
	return c, nil
}

func (c *codeBack) Test(context.Context) error { return nil }

func (c *codeBack) Run(ctx context.Context, sink providers.Sink) error {
	c.mu.Lock()
	c.sink, c.ctx = sink, ctx
	c.mu.Unlock()
	sink.LinkChanged(model.LinkStatus{Link: model.LinkOnline})
	<-ctx.Done()
	return ctx.Err()
}

func (c *codeBack) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(model.CanQRLogin)
}

func (c *codeBack) Pace() providers.Pace {
	c.mu.Lock()
	defer c.mu.Unlock()
	return providers.Pace{CallsPerMinute: c.pace}
}

// call notes a call and tells whether it fails.
func (c *codeBack) call(format string, args ...any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, fmt.Sprintf(format, args...))
	return c.err
}

func (c *codeBack) count(call string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.asked {
		if a == call {
			n++
		}
	}
	return n
}

func (c *codeBack) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

func (c *codeBack) ListSeats(context.Context) ([]model.Event, error) {
	if err := c.call("seats"); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var events []model.Event
	for _, s := range c.seats {
		events = append(events, model.SeatSeen{Seat: model.Seat{RemoteID: s, AccountID: "wx-" + s, Name: s, State: c.states[s]}})
	}
	return append(events, model.SeatsListed{RemoteIDs: c.seats}), nil
}

func (c *codeBack) ListContacts(_ context.Context, seat model.Seat, _ string) (providers.Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listed = append(c.listed, seat.RemoteID)
	return providers.Page{}, nil
}

func (c *codeBack) LoginCode(_ context.Context, seat model.Seat) (model.LoginCode, error) {
	if err := c.call("code %s", seat.RemoteID); err != nil {
		return model.LoginCode{}, err
	}
	n := c.count("code " + seat.RemoteID)
	c.mu.Lock()
	hold := c.holdCode
	c.mu.Unlock()
	if hold != nil {
		<-hold
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.progress[seat.RemoteID] = model.LoginProgress{}
	return model.LoginCode{Content: fmt.Sprintf("%s/%d", seat.RemoteID, n), Lasts: c.lasts}, nil
}

func (c *codeBack) CheckLogin(ctx context.Context, seat model.Seat) (model.LoginProgress, error) {
	err := c.call("check %s", seat.RemoteID)
	c.mu.Lock()
	p, hold := c.progress[seat.RemoteID], c.hold
	c.mu.Unlock()
	if hold != nil {
		select {
		case <-ctx.Done():
			return p, ctx.Err()
		case <-hold:
		}
	}
	return p, err
}

func (c *codeBack) PushLogin(_ context.Context, seat model.Seat) error {
	return c.call("push %s", seat.RemoteID)
}

func (c *codeBack) VerifyLogin(_ context.Context, seat model.Seat, ticket, pin string) error {
	if err := c.call("verify %s %s %s", seat.RemoteID, ticket, pin); err != nil {
		return err
	}
	if pin != rightPIN {
		return &model.Trouble{Code: model.TroubleWrongPIN, About: seat.RemoteID}
	}
	return nil
}

func (c *codeBack) StartSeat(_ context.Context, seat model.Seat, _ model.StartOptions) error {
	c.set(func() { c.states[seat.RemoteID] = model.SeatOnline })
	return nil
}

func (c *codeBack) StopSeat(_ context.Context, seat model.Seat) error {
	c.set(func() { c.states[seat.RemoteID] = model.SeatOffline })
	return c.call("stop %s", seat.RemoteID)
}

// tell delivers events as a callback would.
func (c *codeBack) tell(events ...model.Event) {
	if err := c.sink.Deliver(c.ctx, events); err != nil {
		panic(err)
	}
}

// loginBench is a console on a codeBack, inside a bubble of fake time.
type loginBench struct {
	t       *testing.T
	dir     string
	back    *codeBack
	store   *storage.Store
	console *Console
	stop    func()
}

func (b *loginBench) start() {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	clock := clockwork.NewRealClock()
	b.store = openStore(b.t, b.dir, clock)
	b.console = New(Deps{
		Store: b.store, Vault: plainVault{}, Registry: providers.NewRegistry(b.back), Clock: clock,
		Rand: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler), DataDir: b.dir,
	})
	list, err := b.console.Connections.List(ctx)
	require.NoError(b.t, err)
	if len(list) == 0 {
		_, err = b.console.Connections.Add(ctx, NewConnection{Kind: "codes", Name: "one", BaseURL: "http://127.0.0.1:1"})
		require.NoError(b.t, err)
	}
	done := make(chan error)
	go func() { done <- b.console.Run(ctx) }()
	synctest.Wait()
	b.stop = func() {
		cancel()
		require.NoError(b.t, <-done)
		require.NoError(b.t, b.store.Close())
	}
}

// inLoginBubble runs a test in fake time on a console with these seats.
func inLoginBubble(t *testing.T, seats []string, fn func(b *loginBench)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &loginBench{t: t, dir: dir, back: newCodeBack(seats...)}
		for _, s := range seats {
			b.back.states[s] = model.SeatOffline
		}
		b.start()
		fn(b)
		b.stop()
	})
}

// seat is the row of a seat.
func (b *loginBench) seat(remoteID string) model.Seat {
	b.t.Helper()
	list, err := b.store.Seats(context.Background())
	require.NoError(b.t, err)
	i := slices.IndexFunc(list, func(s model.Seat) bool { return s.RemoteID == remoteID })
	require.GreaterOrEqual(b.t, i, 0, "no seat %s", remoteID)
	return list[i]
}

func (b *loginBench) login(remoteID string) model.Login {
	b.t.Helper()
	return b.console.Logins.State(b.seat(remoteID).ID)
}

func (b *loginBench) begin(remoteID string) {
	b.t.Helper()
	require.NoError(b.t, b.console.Logins.Start(context.Background(), b.seat(remoteID).ID))
	synctest.Wait()
}

func (b *loginBench) beginPush(remoteID string) {
	b.t.Helper()
	require.NoError(b.t, b.console.Logins.StartPush(context.Background(), b.seat(remoteID).ID))
	synctest.Wait()
}

func (b *loginBench) enter(remoteID, pin string) error {
	err := b.console.Logins.EnterPIN(context.Background(), b.seat(remoteID).ID, pin)
	synctest.Wait()
	return err
}

func (b *loginBench) cancel(remoteID string) {
	b.console.Logins.Cancel(b.seat(remoteID).ID)
	synctest.Wait()
}

// phone is what the person with the phone does, and lets the console find out.
func (b *loginBench) phone(remoteID string, p model.LoginProgress) {
	b.back.set(func() { b.back.progress[remoteID] = p })
	b.pass(lookEvery)
}

func (b *loginBench) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// online is what a back end says on its own when a seat has come online.
func (b *loginBench) online(remoteID string) {
	b.back.set(func() { b.back.states[remoteID] = model.SeatOnline })
	b.back.tell(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: remoteID}, State: model.SeatOnline})
	synctest.Wait()
}

func (b *loginBench) in(remoteID string, phase model.LoginPhase) model.Login {
	b.t.Helper()
	l := b.login(remoteID)
	require.Equal(b.t, phase, l.Phase, "problem: %v", l.Problem)
	return l
}
