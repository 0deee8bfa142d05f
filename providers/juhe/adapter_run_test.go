package juhe

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
)

func TestOpenRefusesWhatCantWork(t *testing.T) {
	clock := clockwork.NewFakeClockAt(today)
	right := func() providers.Settings { return settings("https://h", clock, map[string]string{}) }
	for name, spoil := range map[string]func(*providers.Settings){
		"URL":                 func(s *providers.Settings) { s.Connection.BaseURL = "ftp://h" },
		"URL with a user":     func(s *providers.Settings) { s.Connection.BaseURL = "http://a:b@h" },
		"account":             func(s *providers.Settings) { s.Connection.Account = "" },
		"token":               func(s *providers.Settings) { s.Secret = "" },
		"unknown option":      func(s *providers.Settings) { s.Connection.Options["poll"] = "1s" },
		"algorithm":           func(s *providers.Settings) { s.Connection.Options[optCallbackAlgorithm] = "rot13" },
		"listen":              func(s *providers.Settings) { s.Connection.Options[optCallbackListen] = "here" },
		"port":                func(s *providers.Settings) { s.Connection.Options[optCallbackListen] = "h:99999" },
		"callbacks, unsigned": func(s *providers.Settings) { s.Connection.Options[optCallbackListen] = "h:1"; s.Secrets = nil },
		"two words":           func(s *providers.Settings) { s.Connection.Options[optCorpID] = "a b" },
		"callback URL":        func(s *providers.Settings) { s.Connection.Options[optCallbackURL] = "http://h?x" },
	} {
		s := right()
		spoil(&s)
		_, err := New().Open(s)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), name)
		require.NotContains(t, err.Error(), testToken)
	}
	for _, alg := range Algorithms() {
		s := right()
		s.Connection.Options = map[string]string{optCallbackAlgorithm: string(alg), optCallbackListen: "127.0.0.1:0"}
		l, err := New().Open(s)
		require.NoError(t, err)
		require.Equal(t, alg, l.(*link).client.config.Algorithm)
	}
	require.Equal(t, "juhe", New().Kind())
	require.Equal(t, []string{"callback_secret"}, New().Spec().MoreSecrets)
}

func TestTest(t *testing.T) {
	b := company(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	require.NoError(t, l.Test(t.Context()))
	s := settings(b.URL, clockwork.NewFakeClockAt(today), nil)
	s.Secret = "wrong-token"
	wrong, err := New().Open(s)
	require.NoError(t, err)
	err = wrong.Test(t.Context())
	require.True(t, model.IsTrouble(err, model.TroubleCredentials), err)
	require.NotContains(t, err.Error(), "wrong-token")
}

func TestRunTellsSeatsFirstThenTheRest(t *testing.T) {
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, nil), sinktest.New()
	running(t, l, s)
	<-b.peers
	require.Equal(t, model.LinkOnline, s.Until(model.LinkOnline).Link)

	require.Equal(t, "u1", sinktest.Next[model.SeatSeen](s).Seat.RemoteID)
	require.Equal(t, []string{"main", "u1", "u2", "u3"}, sinktest.Next[model.SeatsListed](s).RemoteIDs)
	require.Equal(t, model.Panel{
		At: today, Users: 3, Online: 1, Accounts: 3, AccountsOnline: 1, AccountsOffline: 2, AccountsNormal: 2, AccountsBanned: 1,
	}, sinktest.Next[model.PanelSeen](s).Panel)

	log := sinktest.Next[model.SeatLogSeen](s)
	require.Equal(t, model.SeatRef{RemoteID: "u1"}, log.Seat)
	require.Equal(t, []model.SeatLogEntry{ // a month ago is too long ago
		{At: time.Unix(1778040000, 0).UTC(), State: model.SeatOffline, Source: model.LoggedRemote},
		{At: time.Date(2026, 5, 6, 7, 0, 0, 0, time.UTC), State: model.SeatOnline, Source: model.LoggedRemote},
	}, log.Entries)
	state := sinktest.Next[model.SeatStateSeen](s)
	require.Equal(t, model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "u1"}, State: model.SeatOnline, At: log.Entries[1].At}, state)
	require.Equal(t, model.SeatRef{RemoteID: "u2"}, sinktest.Next[model.SeatLogSeen](s).Seat)
	require.Equal(t, []model.Team{{ID: "post", Name: "售后"}, {ID: "pre", Name: "售前"}}, sinktest.Next[model.TeamsSeen](s).Teams)
}

func TestTheLoginLogIsReadDownToWhatIsKnown(t *testing.T) {
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, nil), sinktest.New()
	w := &watcher{link: l, sink: s}
	require.NoError(t, w.look(t.Context()))
	require.Len(t, b.got(GetLoginLog.path), 1, "its last row is older than is asked for")
	require.NoError(t, w.look(t.Context()))
	require.Len(t, b.got(GetLoginLog.path), 1, "not yet due")

	// What was not stored is read again.
	clock.Advance(logEvery)
	s.FailWith(errors.New("disk full"))
	require.Error(t, w.look(t.Context()))
	s.FailWith(nil)
	for len(s.Events) > 0 {
		<-s.Events
	}
	b.says(GetLoginLog.path, `{"code":0,"data":{"list":[{"userId":"u1","status":1,"createTimeStamp":"2026-05-06 15:13:00"},{"userId":"u1","status":0,"createTimeStamp":"2026-05-06 15:00:00"},
		{"userId":"u1","status":9,"createTimeStamp":"2026-05-06 15:00:00"},{"userId":"u9","status":0,"createTimeStamp":"2026-05-05 15:00:00"},{"status":{}}]}}`)
	require.NoError(t, w.look(t.Context()))
	log := sinktest.Next[model.SeatLogSeen](s)
	require.Len(t, log.Entries, 2)
	require.Equal(t, model.SeatOffline, sinktest.Next[model.SeatStateSeen](s).State)
	require.Empty(t, s.Events)
	require.Equal(t, time.Date(2026, 5, 6, 7, 13, 0, 0, time.UTC), l.known.logMark())
}

func TestTheSocketIsOpenedAgain(t *testing.T) {
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, nil), sinktest.New()
	stop := running(t, l, s)
	p := <-b.peers
	s.Until(model.LinkOnline)
	_ = p.ws.Close()
	lost := s.Until(model.LinkConnecting)
	require.Equal(t, model.TroubleUnreachable, lost.Err.Code)
	require.Nil(t, l.socket.Load())

	l.Nudge() // it does not wait
	p = <-b.peers
	s.Until(model.LinkOnline)
	p.send(t, `{"type":"message","data":{"msgId":"m1","chatUserId":"c1","fromId":"x1","msgType":1,"content":"你好","time":1778051280000}}`)
	require.Equal(t, "m1", sinktest.Next[model.MessageSeen](s).Message.RemoteID)

	l.Nudge() // a socket that is up is given up: nobody knows whether it works
	<-b.peers
	require.Nil(t, s.Until(model.LinkConnecting).Err)
	s.Until(model.LinkOnline)
	stop()
	require.Equal(t, model.LinkIdle, s.Until(model.LinkIdle).Link)
}

func TestTheWaitsForASocketGrow(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	l.rand = func() float64 { return 0 }
	waits := l.reconnectWaits()
	var got []time.Duration
	for range 7 {
		got = append(got, waits())
	}
	require.Equal(t, []time.Duration{2e9, 4e9, 8e9, 16e9, 32e9, 60e9, 60e9}, got)
}

func TestARefusedAccountIsNotTriedAgainSoon(t *testing.T) {
	b := company(t)
	denied := func(call) (int, string) { return 200, `{"code":10001,"msg":"token expired"}` }
	b.on(GetSocketURL.path, denied)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, nil), sinktest.New()
	running(t, l, s)
	status := s.Until(model.LinkRefused)
	require.Equal(t, model.TroubleCredentials, status.Err.Code)
	require.Equal(t, "token expired", status.Err.Detail)
	require.Error(t, l.door.Check(clock.Now().Add(refusedPause-1)))
	require.NoError(t, l.door.Check(clock.Now().Add(refusedPause)))
	l.door.Shut(errors.New("again"), clock.Now().Add(time.Hour))

	b.says(GetSocketURL.path, `{"code":0,"data":{"url":"ws`+b.URL[4:]+`/socket"}}`)
	l.Nudge()
	<-b.peers
	s.Until(model.LinkOnline)
}

func TestWhatCantBeStoredIsKeptAndTold(t *testing.T) {
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, hasty{clock}, nil), sinktest.New()
	s.FailWith(&model.Trouble{Code: model.TroubleDiskFull})
	p := newPump(l, s)
	l.health.begin(s)
	l.health.connected(model.LinkOnline, nil)
	s.Until(model.LinkOnline)
	done := make(chan struct{})
	go func() { defer close(done); p.Run(t.Context()) }()
	p.Put(t.Context(), model.SeatsListed{})
	require.Equal(t, model.TroubleDiskFull, s.Until(model.LinkConnecting).Err.Code)
	s.FailWith(nil)
	s.Until(model.LinkOnline)
	sinktest.Next[model.SeatsListed](s)
	p.Close()
	<-done
}

// What the socket brings before anybody read the list of seats finds its seat, also
// of an account that was taken in just now; one that nobody knows holds up nothing.
func TestWhoWritesIsIntroducedFirst(t *testing.T) {
	b := company(t)
	b.says(GetUserInfo.path, `{"code":4004,"msg":"nobody"}`)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, nil), sinktest.New()
	p := newPump(l, s)
	lists := func() int { return len(b.got(GetUsers.path)) }

	p.introduce(t.Context(), []model.Event{saidBy("c1", "m1"), saidBy("c1", "m2")})
	require.Equal(t, "u1", sinktest.Next[model.SeatSeen](s).Seat.RemoteID)
	once := lists()
	p.introduce(t.Context(), []model.Event{saidBy("c1", "m3")})
	require.Equal(t, once, lists(), "it is known now")

	p.introduce(t.Context(), []model.Event{saidBy("nobody", "m4")})
	p.introduce(t.Context(), []model.Event{saidBy("nobody", "m5")})
	require.Equal(t, 2*once, lists(), "not asked for at every message")
	clock.Advance(askAgain)
	p.introduce(t.Context(), []model.Event{saidBy("nobody", "m6")})
	require.Equal(t, 3*once, lists())

	b.says(GetUsers.path, `{"code":500,"msg":"no right"}`)
	p.introduce(t.Context(), []model.Event{saidBy("c9", "m7")}) // what came is delivered all the same
	require.Equal(t, 3*once+1, lists(), "a no stays one")
}

func saidBy(account, id string) model.MessageSeen {
	return model.MessageSeen{Seat: model.SeatRef{AccountID: account}, Message: model.Message{RemoteID: id}}
}

// A list that can't be read for a moment costs no message: an account alone makes
// no seat, and there is no history to read it in.
func TestWhatCameWaitsForAListThatFails(t *testing.T) {
	b := company(t)
	var mu sync.Mutex
	fails, good := 5, `{"code":0,"data":{"total":1,"list":[{"userId":"u1","chatUserId":"c1"}]}}`
	b.on(GetUsers.path, func(call) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		if fails > 0 {
			fails--
			return 503, ""
		}
		return 200, good
	})
	l, s := openLink(t, b.URL, hasty{clockwork.NewFakeClockAt(today)}, nil), sinktest.New()
	p := newPump(l, s)
	done := make(chan struct{})
	go func() { defer close(done); p.Run(t.Context()) }()
	p.Put(t.Context(), saidBy("c1", "m1"))
	p.Close()
	<-done
	require.Equal(t, "c1", sinktest.Next[model.SeatSeen](s).Seat.AccountID, "before the message")
	require.Equal(t, "m1", sinktest.Next[model.MessageSeen](s).Message.RemoteID)

	// One that stays broken holds nothing up for ever.
	b.says(GetUsers.path, `<html>`)
	p = newPump(l, s)
	p.introduce(t.Context(), []model.Event{saidBy("c2", "m2")})
	require.Contains(t, p.known, "c2")
}

// A row of the list may lack its chatUserId. Whose it is can be asked (获取聚合用户信息),
// and lists that come after that know it.
func TestAnAccountThatTheListDoesNotNameIsAskedAbout(t *testing.T) {
	b := company(t)
	b.says(GetUsers.path, `{"code":0,"data":{"total":1,"list":[{"userId":"u1","chatUserId":null}]}}`)
	b.says(GetSonUsers.path, `{"code":0,"data":null}`)
	b.says(GetUserInfo.path, `{"code":0,"data":{"userName":"u1","chatUserId":"c1","autoLogin":true}}`)
	l, s := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil), sinktest.New()
	p := newPump(l, s)
	p.introduce(t.Context(), []model.Event{saidBy("c1", "m1")})
	require.Empty(t, sinktest.Next[model.SeatSeen](s).Seat.AccountID)
	require.Equal(t, model.SeatSeen{Seat: model.Seat{RemoteID: "u1", AccountID: "c1"}, Partial: true}, sinktest.Next[model.SeatSeen](s))
	p.introduce(t.Context(), []model.Event{saidBy("c1", "m2")})
	require.Len(t, b.got(GetUserInfo.path), 1)

	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, "c1", seatIn(t, events, "u1").AccountID)
}

// A back end gone mad does not fill the memory, nor is it asked without end.
func TestStrangersWithoutEndAreNotRemembered(t *testing.T) {
	p := newPump(openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil), sinktest.New())
	for i := range mostAccounts {
		p.known[fmt.Sprint("x", i)] = today
	}
	require.Empty(t, p.strangers([]model.Event{saidBy("one-more", "m1")}))
}
