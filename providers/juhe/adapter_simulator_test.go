package juhe

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
	simulator "seatdeck/providers/simulator/juhe"
)

// inTown opens a connection to a simulator and has both run. Everything goes over
// loopback connections, and nothing waits for a time of day.
func inTown(t *testing.T, options simulator.Options) (*link, *simulator.Server, *sinktest.Sink) {
	t.Helper()
	options.Seed = 7
	sim := simulator.New(options)
	server := httptest.NewServer(sim.Handler())
	account, token := sim.Credentials()
	opened, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: server.URL, Account: account, Options: map[string]string{
			optCallbackListen: "127.0.0.1:0", optCallbackAlgorithm: string(HMACSHA256Body),
		}},
		Secret: token, Secrets: map[string]string{secretCallback: sim.CallbackSecret()}, Token: pathToken,
		Clock: clockwork.NewRealClock(), Rand: dice(),
	})
	require.NoError(t, err)
	l, s := opened.(*link), sinktest.New()
	bound := withCallbacks(l)
	ctx, cancel := context.WithCancel(context.Background())
	var life sync.WaitGroup
	life.Go(func() { _ = sim.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		life.Wait()
		sim.Close()
		server.Close()
	})
	running(t, l, s)
	sim.SetCallback(simulator.Callback{URL: "http://" + <-bound + "/" + pathToken, Secret: sim.CallbackSecret(), Algorithm: simulator.Algorithm(HMACSHA256Body)})
	s.Until(model.LinkOnline)
	return l, sim, s
}

// seatsInTown are the seats, by remote id.
func seatsInTown(t *testing.T, l *link) map[string]model.Seat {
	t.Helper()
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	seats := map[string]model.Seat{}
	for _, e := range events {
		if seen, ok := e.(model.SeatSeen); ok {
			seats[seen.Seat.RemoteID] = seen.Seat
		}
	}
	return seats
}

// online is a seat that is online.
func online(t *testing.T, l *link, s *sinktest.Sink) model.Seat {
	t.Helper()
	sinktest.Next[model.TeamsSeen](s) // the login log was read before
	for _, seat := range seatsInTown(t, l) {
		if seat.State == model.SeatOnline {
			return seat
		}
	}
	t.Fatal("nobody is online")
	return model.Seat{}
}

func TestInTownMessagesComeAndGo(t *testing.T) {
	l, sim, s := inTown(t, simulator.Options{})
	seat := online(t, l, s)
	peer := sim.Peers(seat.RemoteID)[0]
	id, ok := sim.Say(seat.RemoteID, peer, "在吗")
	require.True(t, ok)
	var to model.Conversation
	for {
		seen := sinktest.Next[model.MessageSeen](s)
		if seen.Message.RemoteID != id {
			continue
		}
		require.Equal(t, seat.AccountID, seen.Seat.AccountID)
		require.Equal(t, peer, seen.Conversation.PeerID)
		require.Equal(t, "在吗", seen.Message.Content.Text)
		to = model.Conversation{PeerID: peer, Group: seen.Conversation.Group}
		break
	}
	clientID := l.NewClientID()
	receipt, err := l.Send(t.Context(), providers.Outgoing{
		Seat: seat, ClientID: clientID, Content: model.Content{Kind: model.KindText, Text: "在的"},
		Conversation: to,
	})
	require.NoError(t, err)
	require.True(t, receipt.Confirmed)
	for {
		seen := sinktest.Next[model.MessageSeen](s)
		if seen.Message.ClientID != clientID {
			continue
		}
		require.Equal(t, receipt.RemoteID, seen.Message.RemoteID)
		require.Equal(t, model.Out, seen.Message.Direction)
		require.False(t, seen.Echo)
		break
	}
	require.True(t, sim.Revoke(id))
	require.Equal(t, id, sinktest.Next[model.MessageRevoked](s).RemoteID)
}

func TestInTownABanIsToldAtOnceAndEnds(t *testing.T) {
	l, sim, s := inTown(t, simulator.Options{})
	seat := online(t, l, s)
	until := func(state model.SeatState) model.SeatStateSeen {
		for {
			if seen := sinktest.Next[model.SeatStateSeen](s); seen.Seat.RemoteID == seat.RemoteID && seen.State == state {
				return seen
			}
		}
	}
	require.True(t, sim.Ban(seat.RemoteID, time.Hour))
	seen := until(model.SeatBanned)
	require.WithinDuration(t, time.Now().Add(time.Hour), seen.UnlockAt, time.Minute)
	detection := sinktest.Next[model.DetectionSeen](s).Detection
	require.Positive(t, detection.Banned)
	banned := seatsInTown(t, l)[seat.RemoteID]
	require.Equal(t, model.SeatBanned, banned.State)
	require.Equal(t, seen.UnlockAt, banned.UnlockAt)

	require.True(t, sim.Unban(seat.RemoteID))
	until(model.SeatOffline)
	require.Zero(t, l.Callbacks().Refused())
	require.Positive(t, l.Callbacks().Accepted)
}

func TestInTownTheRestIsThere(t *testing.T) {
	l, _, s := inTown(t, simulator.Options{})
	seat := online(t, l, s)
	require.NoError(t, l.Test(t.Context()))
	for page, calls := "", 0; calls == 0 || page != ""; calls++ {
		read, err := l.ListContacts(t.Context(), seat, page)
		require.NoError(t, err)
		require.NotEmpty(t, read.Events)
		page = read.Next
	}
	log, err := l.ReadSeatLog(t.Context(), seat, "")
	require.NoError(t, err)
	require.NotEmpty(t, log.Events[0].(model.SeatLogSeen).Entries)
	found, err := l.FindSeat(t.Context(), seat.Mobile, "")
	require.NoError(t, err)
	require.Equal(t, seat.RemoteID, found)
	words, err := l.Keywords(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, words)
	_, err = l.TransferCount(t.Context(), seat)
	require.NoError(t, err)
	require.NoError(t, l.EditSeat(t.Context(), seat, model.SeatSettings{AddLimits: &model.AddLimits{Min: 5 * time.Second, Max: 9 * time.Second, PerDay: 4}}))
	require.Equal(t, model.AddLimits{Min: 5 * time.Second, Max: 9 * time.Second, PerDay: 4}, seatsInTown(t, l)[seat.RemoteID].AddLimits)
	require.NoError(t, l.RemoveSeat(t.Context(), seat))
	require.NotContains(t, seatsInTown(t, l), seat.RemoteID)

	wrong, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "x", BaseURL: l.client.base, Account: l.account}, Secret: "wrong",
		Clock: clockwork.NewRealClock(), Rand: dice(), HTTP: http.DefaultClient,
	})
	require.NoError(t, err)
	require.True(t, model.IsTrouble(wrong.Test(t.Context()), model.TroubleCredentials))
}
