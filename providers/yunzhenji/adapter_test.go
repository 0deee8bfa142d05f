package yunzhenji

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	simulator "seatdeck/providers/simulator/yunzhenji"
)

func settings() providers.Settings {
	return providers.Settings{
		Connection: model.Connection{Name: "cloud", BaseURL: "https://yzj.test", Account: testID}, Secret: testToken,
		Clock: clockwork.NewRealClock(), Rand: func() float64 { return 0 },
	}
}

func openLink(t testing.TB, transport http.RoundTripper, options map[string]string) *link {
	t.Helper()
	s := settings()
	s.HTTP, s.Connection.Options = &http.Client{Transport: transport}, options
	l, err := New().Open(s)
	require.NoError(t, err)
	return l.(*link)
}

func TestOpenRefusesWhatCantWork(t *testing.T) {
	for name, change := range map[string]func(*providers.Settings){
		"no URL":     func(s *providers.Settings) { s.Connection.BaseURL = "" },
		"ftp":        func(s *providers.Settings) { s.Connection.BaseURL = "ftp://h" },
		"query":      func(s *providers.Settings) { s.Connection.BaseURL = "https://h?a=secret" },
		"user":       func(s *providers.Settings) { s.Connection.BaseURL = "https://u:secret@h" },
		"no account": func(s *providers.Settings) { s.Connection.Account = "" },
		"no secret":  func(s *providers.Settings) { s.Secret = "" },
		"bad option": func(s *providers.Settings) { s.Connection.Options = map[string]string{"nonsense": "1"} },
		"bad poll":   func(s *providers.Settings) { s.Connection.Options = map[string]string{"poll": "often"} },
		"too often":  func(s *providers.Settings) { s.Connection.Options = map[string]string{"poll": "4s"} },
		"too seldom": func(s *providers.Settings) { s.Connection.Options = map[string]string{"poll": "11m"} },
	} {
		s := settings()
		change(&s)
		_, err := New().Open(s)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), name)
		require.NotContains(t, err.Error(), "secret")
	}
	require.Equal(t, "yunzhenji", New().Kind())
	require.Equal(t, "云真机", New().Spec().Title)
	require.Equal(t, 30*time.Second, openLink(t, nil, nil).poll)
	require.Equal(t, 5*time.Second, openLink(t, nil, map[string]string{"poll": "5s"}).poll)
	for _, o := range New().Spec().Options {
		require.NoError(t, o.Check(o.Default), o.Name)
	}
	require.Empty(t, openLink(t, nil, nil).Capabilities(model.Seat{}))
	require.Zero(t, openLink(t, nil, nil).Pace())
}

func TestTestTellsWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		code   model.TroubleCode
	}{
		"well":    {200, `{"errcode":0,"data":[]}`, ""},
		"token":   {200, `{"errcode":407,"errmsg":"no"}`, model.TroubleCredentials},
		"a no":    {200, `{"errcode":500,"errmsg":"no"}`, model.TroubleRejected},
		"HTML":    {200, `<html>`, model.TroubleBadAnswer},
		"status":  {403, ``, model.TroubleCredentials},
		"nothing": {0, ``, model.TroubleUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := openLink(t, says(test.status, test.body), nil)
				err := l.Test(t.Context())
				_, listed := l.ListSeats(t.Context())
				if test.code == "" {
					require.NoError(t, err)
					require.NoError(t, listed)
					return
				}
				require.True(t, model.IsTrouble(err, test.code), "%v", err)
				require.True(t, model.IsTrouble(listed, test.code), "%v", listed)
				hides(t, err)
			})
		})
	}
}

func TestTheListBecomesEvents(t *testing.T) {
	const body = `{"errcode":0,"pager":{"numRecords":4,"numPages":1},"data":[
		{"wxid":"w0","corp_id":2,"corp":[]},
		{"wxid":"w1","nickname":"小林","full_name":"客服小林","wx_alias":"lin","avatar":"https://a/1","mobile":"136","sub_user_id":11,
		 "group_id":"3,7","corp_id":2,"online":1,"last_login_time":1637291466,"last_offline_time":1637291000,
		 "corp":{"id":2,"name":"海蓝商贸有限公司","short_name":"海蓝","legal_person_name":"王伟","legal_person_id":"168","verify_type":2,"remark":"r"}},
		{"wxid":"w2","full_name":"客服小何","sub_user_id":0,"group_id":0,"corp_id":2,"online":0,"last_login_time":1637291466,"last_offline_time":1637291500,
		 "corp":{"id":2,"name":"海蓝商贸有限公司"}},
		{"wxid":"w3","nickname":"没有企业","online":1,"last_login_time":5,"last_offline_time":9,"corp":[]}]}`
	got, err := openLink(t, says(200, body), nil).ListSeats(t.Context())
	require.NoError(t, err)
	at := func(s int64) time.Time { return time.Unix(s, 0).UTC() }
	ref := func(id string) model.SeatRef { return model.SeatRef{RemoteID: id, AccountID: id} }
	require.Equal(t, []model.Event{
		model.CompanySeen{Company: model.Company{
			ID: "2", Name: "海蓝商贸有限公司", ShortName: "海蓝", Remark: "r", LegalPerson: "王伟", LegalPersonID: "168", Verified: 2,
		}},
		model.TeamsSeen{Teams: []model.Team{{ID: "3"}, {ID: "7"}}},
		model.SeatSeen{Seat: model.Seat{RemoteID: "w0", AccountID: "w0", CorpID: "2", State: model.SeatOffline}},
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "w1", AccountID: "w1", Name: "小林", Alias: "lin", Avatar: "https://a/1", Mobile: "136", Owner: "11", Teams: "3,7",
			Corp: "海蓝", CorpID: "2", State: model.SeatOnline, LastLogin: at(1637291466), LastLogout: at(1637291000),
		}},
		model.SeatLogSeen{Seat: ref("w1"), Entries: []model.SeatLogEntry{
			{At: at(1637291000), State: model.SeatOffline, Source: model.LoggedRemote},
			{At: at(1637291466), State: model.SeatOnline, Source: model.LoggedRemote},
		}},
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "w2", AccountID: "w2", Name: "客服小何", Corp: "海蓝商贸有限公司", CorpID: "2",
			State: model.SeatOffline, LastLogin: at(1637291466), LastLogout: at(1637291500),
		}},
		model.SeatLogSeen{Seat: ref("w2"), Entries: []model.SeatLogEntry{
			{At: at(1637291500), State: model.SeatOffline, Source: model.LoggedRemote},
			{At: at(1637291466), State: model.SeatOnline, Source: model.LoggedRemote},
		}},
		// Online, and yet it went offline last: the state counts, the times tell nothing.
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "w3", AccountID: "w3", Name: "没有企业", State: model.SeatOnline, LastLogin: at(5), LastLogout: at(9),
		}},
		model.SeatsListed{RemoteIDs: []string{"w0", "w1", "w2", "w3"}},
	}, got)
}

func TestAListWithGapsRemovesNobody(t *testing.T) {
	for name, body := range map[string]string{
		"a row that can't be read": `{"errcode":0,"data":[{"wxid":"w1"},{"wxid":[]}]}`,
		"fewer than are counted":   `{"errcode":0,"data":[{"wxid":"w1"}],"pager":{"numRecords":2,"numPages":1}}`,
		"no list":                  `{"errcode":0}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := openLink(t, says(200, body), nil).ListSeats(t.Context())
			require.NoError(t, err)
			for _, event := range got {
				require.IsType(t, model.SeatSeen{}, event)
			}
		})
	}
}

// sink records what a link delivers.
type sink struct {
	mu       sync.Mutex
	events   []model.Event // of the newest delivery
	refused  []model.PayloadRefused
	count    int
	statuses []model.LinkStatus
	fail     error
}

func (s *sink) Deliver(_ context.Context, events []model.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.count++
	s.events = events
	for _, e := range events {
		if r, ok := e.(model.PayloadRefused); ok {
			s.refused = append(s.refused, r)
		}
	}
	return nil
}

func (s *sink) LinkChanged(status model.LinkStatus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses = append(s.statuses, status)
}

func (s *sink) links() []model.Link {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []model.Link
	for _, status := range s.statuses {
		all = append(all, status.Link)
	}
	return all
}

func (s *sink) last() model.LinkStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.statuses[len(s.statuses)-1]
}

// running starts a link and gives what ends it.
func running(t testing.TB, l *link, s *sink) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, s) }()
	return func() {
		cancel()
		require.NoError(t, <-done)
		require.Equal(t, model.LinkIdle, s.last().Link)
	}
}

func TestRunPollsAndOneLastingFailureIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := `{"errcode":0,"data":[{"wxid":"w1"},{"wxid":{}}]}`
		var mu sync.Mutex
		set := func(body string) { mu.Lock(); answer = body; mu.Unlock() }
		back := &backEnd{answer: func(url.Values) (int, string) {
			mu.Lock()
			defer mu.Unlock()
			return 200, answer
		}}
		l, s := openLink(t, back, map[string]string{"poll": "10s"}), &sink{}
		stop := running(t, l, s)
		synctest.Wait()
		require.Equal(t, []model.Link{model.LinkConnecting, model.LinkOnline}, s.links())
		time.Sleep(95 * time.Second)
		synctest.Wait()
		require.Equal(t, 10, s.count)
		require.Len(t, s.refused, 1, "a bad row is kept once")
		require.Equal(t, `{"wxid":{}}`, string(s.refused[0].Raw))

		set(`{"errcode":9,"errmsg":"维护中"}`)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, []model.Link{model.LinkConnecting, model.LinkOnline, model.LinkConnecting}, s.links(), "told once")
		require.Equal(t, model.TroubleRejected, s.last().Err.Code)
		require.Equal(t, "errcode 9: 维护中", s.last().Err.Detail)

		set(`{"errcode":0,"data":[]}`)
		l.Nudge()
		synctest.Wait()
		require.Equal(t, model.LinkOnline, s.last().Link, "at once")
		require.Nil(t, s.last().Err)
		stop()
	})
}

func TestARefusedTokenIsNotTriedAgainUnasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := says(200, `{"errcode":407}`)
		l, s := openLink(t, back, nil), &sink{}
		stop := running(t, l, s)
		time.Sleep(refusedPause - time.Second)
		synctest.Wait()
		require.Equal(t, model.LinkRefused, s.last().Link)
		require.Equal(t, model.TroubleCredentials, s.last().Err.Code)
		require.Equal(t, 1, back.calls())
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, 2, back.calls())
		l.Nudge()
		synctest.Wait()
		require.Equal(t, 3, back.calls())
		require.Zero(t, s.count)
		stop()
	})
}

func TestWhatCantBeStoredIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := openLink(t, says(200, `{"errcode":0,"data":[]}`), nil), &sink{}
		s.fail = &model.Trouble{Code: model.TroubleDiskFull}
		stop := running(t, l, s)
		synctest.Wait()
		require.Equal(t, model.LinkConnecting, s.last().Link)
		require.Equal(t, model.TroubleDiskFull, s.last().Err.Code)
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		time.Sleep(l.poll)
		synctest.Wait()
		require.Equal(t, model.LinkOnline, s.last().Link)
		stop()
	})
}

// handler carries calls to a handler without a network.
type handler struct{ http.Handler }

func (h handler) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = errors.New("the connection broke")
		}
	}()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestWithTheSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := simulator.New(simulator.Options{Seats: 130, Clock: clockwork.NewRealClock()})
		s := settings()
		s.Connection.Account, s.Secret = back.Credentials()
		s.HTTP = &http.Client{Transport: handler{back.Handler()}}
		opened, err := New().Open(s)
		require.NoError(t, err)
		l, heard := opened.(*link), &sink{}
		require.NoError(t, l.Test(t.Context()))
		stop := running(t, l, heard)
		time.Sleep(time.Second)
		synctest.Wait()
		seats := seatsOf(t, heard.events)
		require.Len(t, seats, 130)
		first := back.State().Accounts[0]
		require.Equal(t, model.SeatOnline, seats[first.Wxid].State)
		require.True(t, strings.HasPrefix(seats[first.Wxid].Avatar, "http://yzj.test/media/"))
		require.NotEmpty(t, seats[first.Wxid].Corp)

		back.SetOnline(first.Wxid, false)
		went := time.Now().Truncate(time.Second).UTC()
		time.Sleep(30 * time.Second)
		synctest.Wait()
		seat := seatsOf(t, heard.events)[first.Wxid]
		require.Equal(t, model.SeatOffline, seat.State)
		require.Equal(t, went, seat.LastLogout)

		back.Outage(10 * time.Minute)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, model.LinkConnecting, heard.last().Link)
		require.Equal(t, model.TroubleUnreachable, heard.last().Err.Code)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		require.Equal(t, model.LinkOnline, heard.last().Link)

		back.SetFaults(simulator.FaultPlan{RefuseToken: true})
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, model.LinkRefused, heard.last().Link)
		stop()
	})
}

// seatsOf are the seats of a delivery, which must be whole.
func seatsOf(t testing.TB, events []model.Event) map[string]model.Seat {
	t.Helper()
	seats := map[string]model.Seat{}
	listed := 0
	for _, e := range events {
		switch e := e.(type) {
		case model.SeatSeen:
			seats[e.Seat.RemoteID] = e.Seat
		case model.SeatsListed:
			listed = len(e.RemoteIDs)
		}
	}
	require.Equal(t, len(seats), listed)
	return seats
}
