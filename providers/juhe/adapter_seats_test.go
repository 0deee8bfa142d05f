package juhe

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

func TestListSeats(t *testing.T) {
	b := company(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Event{
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "u1", AccountID: "c1", Name: "王芳", Alias: "售前1", Avatar: "http://h/1.png", Corp: "甲公司", CorpID: "ww1", Owner: "A0",
			Number: "A1", Mobile: "13800000000", Teams: "pre", AutoLogin: model.AutoLoginOn,
			AddLimits: model.AddLimits{Min: 30 * time.Second, Max: 90 * time.Second, PerDay: 20},
		}},
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "u2", AccountID: "c2", Name: "李雷", Teams: "post", Parent: "main",
			State: model.SeatBanned, UnlockAt: time.Date(2026, 5, 6, 10, 0, 0, 0, time.UTC),
		}},
		model.SeatSeen{Seat: model.Seat{RemoteID: "u3", AccountID: "c3", Parent: "main"}},
		model.SeatSeen{Seat: model.Seat{RemoteID: "main"}},
		model.CompanySeen{Company: model.Company{ID: "ww1", Name: "甲公司"}},
		model.SeatsListed{RemoteIDs: []string{"main", "u1", "u2", "u3"}},
	}, events)

	// Once the login log was read, who is in none of its rows never logged in.
	log, newest, whole, err := l.readLog(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, log)
	require.True(t, whole)
	l.known.logRead(newest, whole)
	events, err = l.ListSeats(t.Context())
	require.NoError(t, err)
	want := map[string]model.SeatState{"u1": model.SeatOnline, "u2": model.SeatBanned, "u3": model.SeatOffline, "main": model.SeatOffline}
	for id, state := range want {
		require.Equal(t, state, seatIn(t, events, id).State, id)
	}
	require.Equal(t, time.Date(2026, 5, 6, 7, 0, 0, 0, time.UTC), seatIn(t, events, "u1").LastLogin)
	require.Equal(t, time.Unix(1778040000, 0).UTC(), seatIn(t, events, "u1").LastLogout)
}

func seatIn(t testing.TB, events []model.Event, id string) model.Seat {
	t.Helper()
	for _, e := range events {
		if seen, ok := e.(model.SeatSeen); ok && seen.Seat.RemoteID == id {
			return seen.Seat
		}
	}
	t.Fatalf("no seat %s", id)
	return model.Seat{}
}

func TestAListWithAGapSaysSo(t *testing.T) {
	for name, answer := range map[string]string{
		"a row that can't be read": `{"total":2,"list":[{"userId":"u1"},{"userId":"u2","gender":{},"accessToken":"leak-1"}]}`,
		"a row without an id":      `{"total":2,"list":[{"userId":"u1"},{"chatUserId":"u2","accessToken":"leak-1"}]}`,
		"no object":                `{"total":2,"list":[{"userId":"u1"},"leak-1"]}`,
		"fewer than counted":       `{"total":7,"list":[{"userId":"u1"}]}`,
		"no list":                  `{"total":0}`,
		"a row that moved":         `{"total":2,"list":[{"userId":"u1"},{"userId":"u1"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			b := company(t)
			b.says(GetSonUsers.path, `{"code":0,"data":null}`)
			once(b, GetUsers.path, answer)
			l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
			events, err := l.ListSeats(t.Context())
			require.NoError(t, err)
			for _, e := range events {
				_, listed := e.(model.SeatsListed)
				require.False(t, listed)
				if bad, ok := e.(model.PayloadRefused); ok {
					require.NotContains(t, string(bad.Raw)+bad.Reason, "leak-1")
				}
			}
		})
	}
}

// once answers the first page so, and those after it with nothing.
func once(b *backend, path, data string) {
	b.on(path, func(q call) (int, string) {
		if strings.Contains(q.Body, `"pageNo":1,`) {
			return http.StatusOK, `{"code":0,"data":` + data + `}`
		}
		return http.StatusOK, `{"code":0,"data":{"list":[]}}`
	})
}

func TestRemovedAccountsAreNotListed(t *testing.T) {
	b := company(t)
	b.says(GetSonUsers.path, `{"code":500,"msg":"no right"}`)
	b.says(GetUsers.path, `{"code":0,"data":{"total":2,"list":[{"userId":"u1","status":-1},{"userId":"u2","status":0}]}}`)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, model.SeatsListed{RemoteIDs: []string{"u2"}}, events[len(events)-1])

	b.says(GetSonUsers.path, `{"code":401,"msg":"no"}`)
	_, err = l.ListSeats(t.Context())
	require.True(t, model.IsTrouble(err, model.TroubleCredentials))
}

func TestAddLimitsAreWithinReason(t *testing.T) {
	for _, one := range []struct {
		min, max, most wire.Int
		want           model.AddLimits
	}{
		{0, 0, 0, model.AddLimits{}},
		{60, 0, 5, model.AddLimits{Min: time.Minute, Max: time.Minute, PerDay: 5}},
		{-5, -9, -1, model.AddLimits{}},
		{1 << 62, 1 << 62, 1 << 62, model.AddLimits{Min: mostGap, Max: mostGap, PerDay: 1 << 30}},
	} {
		require.Equal(t, one.want, addLimits(Account{MinSecond: one.min, MaxSecond: one.max, UpperLimit: one.most}))
	}
}

func TestReadSeatLog(t *testing.T) {
	b := company(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(GetLoginLog.path, `{"code":0,"data":{"total":101,"list":[{"userId":"u1","status":"0","createTimeStamp":"2026-05-06 15:00:00"},{"userId":"u2","status":0,"createTimeStamp":"2026-05-06 15:00:00"},7]}}`)
	page, err := l.ReadSeatLog(t.Context(), theSeat, "")
	require.NoError(t, err)
	require.Equal(t, "2", page.Next)
	require.Equal(t, 101, page.Total)
	require.Len(t, page.Events, 1)
	require.Len(t, page.Events[0].(model.SeatLogSeen).Entries, 1, "another seat's rows are not its")
	require.Contains(t, b.got(GetLoginLog.path)[0].Body, `"userIds":["u1"]`)
	page, err = l.ReadSeatLog(t.Context(), theSeat, page.Next)
	require.NoError(t, err)
	require.Empty(t, page.Next)
	require.Contains(t, b.got(GetLoginLog.path)[1].Body, `"pageNo":2,`)
}

// TestABanOutweighsTheRest holds what the state of an account follows from.
func TestABanOutweighsTheRest(t *testing.T) {
	a := newAccounts()
	at := func(minutes int) time.Time { return today.Add(time.Duration(minutes) * time.Minute) }
	u := model.SeatRef{RemoteID: "u"}
	require.Equal(t, model.SeatStateSeen{Seat: u, State: model.SeatOnline, At: at(0)}, a.moved("u", model.SeatOnline, at(0), model.LoggedHere))
	require.Equal(t,
		model.SeatStateSeen{Seat: u, State: model.SeatBanned, At: at(1), BannedFrom: at(1), UnlockAt: at(60)},
		a.banned("u", at(1), at(60), at(1)))
	require.Equal(t,
		model.SeatLogSeen{Seat: u, Entries: []model.SeatLogEntry{{At: at(2), State: model.SeatOffline, Source: model.LoggedHere}}},
		a.moved("u", model.SeatOffline, at(2), model.LoggedHere), "going offline is part of it")
	seat := model.Seat{RemoteID: "u"}
	a.listed(&seat, 0, time.Time{})
	require.Equal(t, model.Seat{RemoteID: "u", State: model.SeatBanned, BannedFrom: at(1), UnlockAt: at(60), LastLogin: at(0), LastLogout: at(2)}, seat)

	require.Equal(t, []model.Event{model.SeatStateSeen{Seat: u, State: model.SeatOffline, At: at(61)}}, a.freed("u", at(61)))
	require.Empty(t, a.freed("u", at(62)))
	a.moved("u", model.SeatOnline, at(-5), model.LoggedRemote)
	seat = model.Seat{RemoteID: "u"}
	a.listed(&seat, UnlockNormal, time.Time{})
	require.Equal(t, model.SeatOffline, seat.State, "what is older changes nothing")
	require.Equal(t, []model.Event{model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "v"}, State: model.SeatOffline, At: at(1)}},
		func() []model.Event { a.banned("v", at(0), at(0), at(0)); return a.freed("v", at(1)) }())
}

func TestAccountsWithoutEndAreNotRemembered(t *testing.T) {
	a := newAccounts()
	for i := range mostAccounts + 10 {
		a.banned(time.Duration(i).String(), today, today, today)
	}
	require.Len(t, a.byID, mostAccounts)
	for i := range mostClasses + 10 {
		a.inClass(time.Duration(i).String())
	}
	require.Len(t, a.nameless(), mostClasses)
}

func TestALogThatDoesNotSayHowLongItIsGoesOn(t *testing.T) {
	b := company(t)
	full := strings.Repeat(`{"userId":"u1","status":0,"createTimeStamp":"1778050000000"},`, pageSize)
	b.says(GetLoginLog.path, `{"code":0,"data":{"list":[`+strings.TrimSuffix(full, ",")+`]}}`)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	page, err := l.ReadSeatLog(t.Context(), theSeat, "")
	require.NoError(t, err)
	require.Equal(t, "2", page.Next)
	b.says(GetLoginLog.path, `{"code":0,"data":{"list":[{"userId":"u1","status":0,"createTimeStamp":"1778050000000"}]}}`)
	page, err = l.ReadSeatLog(t.Context(), theSeat, "2")
	require.NoError(t, err)
	require.Empty(t, page.Next)
}
