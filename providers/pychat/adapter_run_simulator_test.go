package pychat

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	simulator "seatdeck/providers/simulator/pychat"
)

// city is a simulated back end with all its instances, and a link at work. Calls
// go to its handler, callbacks through a real server.
type city struct {
	*atWork
	sim *simulator.Server
}

// newCity runs both in a bubble.
func newCity(t *testing.T, options map[string]string) *city {
	t.Helper()
	c := &city{atWork: &atWork{sink: &liveSink{}, pipes: newPipes()}}
	callbacks := &http.Transport{DialContext: c.pipes.dial}
	t.Cleanup(callbacks.CloseIdleConnections)
	c.sim = simulator.New(simulator.Options{Seed: 7, BaseURL: simHost, HTTP: &http.Client{Transport: callbacks}})
	settings := liveSettings(roundTrip(func(r *http.Request) (*http.Response, error) {
		recorder := httptest.NewRecorder()
		c.sim.Handler().ServeHTTP(recorder, r)
		return recorder.Result(), r.Context().Err()
	}), clockwork.NewRealClock(), options)
	settings.Connection.BaseURL = simHost
	settings.Connection.Account, settings.Secret = c.sim.Credentials()
	settings.Connection.Options[optGateway] = simulator.Gateway
	settings.Connection.Options[optGUIDs] = strings.Join(c.sim.GUIDs(), ",")
	opened, err := New().Open(settings)
	require.NoError(t, err)
	c.link = opened.(*link)
	c.link.listen = func(string, string) (net.Listener, error) { return c.pipes, nil }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- c.sim.Run(ctx) }()
	go func() { ended <- c.Run(ctx, c.sink) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		<-ended
	})
	after(5 * time.Second)
	require.Equal(t, model.LinkOnline, c.sink.status().Link)
	return c
}

type roundTrip func(*http.Request) (*http.Response, error)

func (do roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return do(r) }

func (c *city) seat(i int) model.Seat { return model.Seat{RemoteID: c.sim.GUIDs()[i]} }

// state is what was last told of a seat.
func (c *city) state(seat model.Seat) model.SeatState {
	state := model.SeatUnknown
	for _, e := range c.sink.events() {
		switch e := e.(type) {
		case model.SeatStateSeen:
			if e.Seat.RemoteID == seat.RemoteID {
				state = e.State
			}
		case model.SeatSeen:
			if e.Seat.RemoteID == seat.RemoteID && e.Seat.State != model.SeatUnknown {
				state = e.Seat.State
			}
		}
	}
	return state
}

// until asks what became of a code until a step is reached.
func (c *city) until(t *testing.T, seat model.Seat, step model.LoginStep) model.LoginProgress {
	t.Helper()
	for range 60 {
		progress, err := c.CheckLogin(t.Context(), seat)
		require.NoError(t, err)
		if progress.Step == step {
			return progress
		}
		after(3 * time.Second)
	}
	require.Fail(t, "never reached", step)
	return model.LoginProgress{}
}

// The plans of the seats are those of simulator.DemoPlan.
func TestSimulatedLogins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t, nil)
		require.Equal(t, model.SeatOnline, c.state(c.seat(0)))
		require.Equal(t, model.SeatOffline, c.state(c.seat(2)))

		code, err := c.LoginCode(t.Context(), c.seat(2))
		require.NoError(t, err)
		require.NotEmpty(t, code.Content)
		require.Positive(t, code.Lasts)
		scanned := c.until(t, c.seat(2), model.LoginStepScanned)
		require.NotEmpty(t, scanned.Name)
		c.until(t, c.seat(2), model.LoginStepConfirmed)
		after(2 * time.Second)
		require.Equal(t, model.SeatOnline, c.state(c.seat(2)))
		require.NotEmpty(t, c.accounts.wxid(c.seat(2).RemoteID))

		pin := c.seat(3)
		_, err = c.LoginCode(t.Context(), pin)
		require.NoError(t, err)
		wanted := c.until(t, pin, model.LoginStepPIN)
		require.True(t, model.IsTrouble(c.VerifyLogin(t.Context(), pin, wanted.Ticket, "000000"), model.TroubleWrongPIN))
		require.NoError(t, c.VerifyLogin(t.Context(), pin, wanted.Ticket, "123456"))
		after(3 * time.Second)
		require.Equal(t, model.SeatOnline, c.state(pin))

		_, err = c.LoginCode(t.Context(), c.seat(4))
		require.NoError(t, err)
		c.until(t, c.seat(4), model.LoginStepRefused)

		_, err = c.LoginCode(t.Context(), c.seat(5))
		require.NoError(t, err)
		c.until(t, c.seat(5), model.LoginStepExpired)
		_, err = c.LoginCode(t.Context(), c.seat(5))
		require.NoError(t, err)
		c.until(t, c.seat(5), model.LoginStepConfirmed)

		_, err = c.LoginCode(t.Context(), c.seat(7))
		require.NoError(t, err, "a stopped instance is started")
		c.until(t, c.seat(7), model.LoginStepConfirmed)
	})
}

func TestSimulatedTroubleOfSeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t, nil)
		seat := c.seat(0)
		for _, step := range []struct {
			deed simulator.Deed
			want model.SeatState
		}{
			{simulator.Kick, model.SeatKicked},
			{simulator.GoOnline, model.SeatOnline},
			{simulator.Expire, model.SeatOffline},
			{simulator.GoOnline, model.SeatOnline},
			{simulator.Ban, model.SeatBanned},
		} {
			require.NoError(t, c.sim.Do(seat.RemoteID, step.deed))
			after(5 * time.Second)
			require.Equal(t, step.want, c.state(seat), step.deed)
			events, err := c.ListSeats(t.Context())
			require.NoError(t, err)
			require.Equal(t, step.want, events[0].(model.SeatSeen).Seat.State, "and a reading leaves it so")
		}
	})
}

func TestASimulatedLossOfMessagesIsMadeGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t, nil)
		seat := c.seat(0)
		require.NoError(t, c.sim.Do(seat.RemoteID, simulator.FailSync))
		id, err := c.sim.Say(seat.RemoteID, c.sim.Peers(seat.RemoteID)[0], "", "在吗")
		require.NoError(t, err)
		after(10 * time.Second)
		require.Contains(t, c.heard(), id)
	})
}

// heard counts the messages that came, by id.
func (c *city) heard() map[string]int {
	times := map[string]int{}
	for _, e := range c.sink.events() {
		if seen, ok := e.(model.MessageSeen); ok {
			times[seen.Message.RemoteID]++
		}
	}
	return times
}

func TestASimulatedFloodArrivesExactly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t, nil)
		before := map[string]bool{}
		for _, line := range c.sim.Truth() {
			before[line.MsgID] = true
		}
		flood := simulator.Flood{
			GUID: c.seat(0).RemoteID, Messages: 1500, Repeat: 0.2, Shuffle: 8, Batch: 0.1, Unknown: 0.05, Garbage: 0.05, Broken: 0.1, Huge: 0.01,
		}
		result, err := c.sim.Flood(t.Context(), flood)
		require.NoError(t, err)
		require.Equal(t, flood.Messages, result.Messages)
		after(time.Minute)

		want := map[string]string{}
		for _, line := range c.sim.Truth() {
			if !before[line.MsgID] {
				want[line.MsgID] = line.Peer
			}
		}
		got := map[string]string{}
		rubbish := 0
		for _, e := range c.sink.events() {
			switch e := e.(type) {
			case model.MessageSeen:
				if !before[e.Message.RemoteID] {
					got[e.Message.RemoteID] = e.Conversation.PeerID
					require.Equal(t, model.In, e.Message.Direction)
				}
			case model.PayloadRefused:
				rubbish++
			}
		}
		require.True(t, maps.Equal(want, got), "%d messages, not %d", len(got), len(want))
		require.GreaterOrEqual(t, rubbish, result.Rubbish)
	})
}
