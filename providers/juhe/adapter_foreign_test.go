package juhe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/sinktest"
)

// The tests of this file are of back ends that are as good as the assumed one by
// the document.

// numbered answers pages of a list of accounts u1…, whose first page has a number.
func numbered(b *backend, first, accounts, most int, row func(i int) string) {
	b.on(GetUsers.path, func(q call) (int, string) {
		var s SearchRequest
		_ = json.Unmarshal([]byte(q.Body), &s)
		if s.PageNo < first {
			return http.StatusOK, `{"code":500,"msg":"pageNo"}`
		}
		var rows []string
		for i := (s.PageNo - first) * most; i < min(accounts, (s.PageNo-first+1)*most); i++ {
			rows = append(rows, row(i+1))
		}
		return http.StatusOK, fmt.Sprintf(`{"code":0,"data":{"total":%d,"pageSize":%d,"list":[%s]}}`, accounts, most, strings.Join(rows, ","))
	})
}

func TestPagesMayCountFromZero(t *testing.T) {
	for _, accounts := range []int{3, 7, 30} {
		b := company(t)
		b.says(GetSonUsers.path, `{"code":0,"data":[]}`)
		numbered(b, 0, accounts, 7, func(i int) string { return fmt.Sprintf(`{"userId":"u%d"},{"userId":"u%[1]d"}`, i) })
		l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
		for range 2 {
			events, err := l.ListSeats(t.Context())
			require.NoError(t, err)
			listed, whole := events[len(events)-1].(model.SeatsListed)
			require.True(t, whole)
			require.Len(t, listed.RemoteIDs, accounts)
		}
		asked := b.got(GetUsers.path)
		require.Contains(t, asked[len(asked)-(accounts+6)/7].Body, `"pageNo":0,`, "it is known the second time")

		_, err := l.ReadSeatLog(t.Context(), theSeat, "")
		require.NoError(t, err)
		require.Contains(t, b.got(GetLoginLog.path)[0].Body, `"pageNo":0,`)
	}
}

// What comes twice, or can't be read, is none of those that total counts.
func TestPagesGoOnUntilAllWereSeen(t *testing.T) {
	b := company(t)
	b.says(GetSonUsers.path, `{"code":0,"data":[]}`)
	numbered(b, 1, 30, 7, func(i int) string { return fmt.Sprintf(`{"userId":"u%d"},{"userId":"u%[1]d"},null`, i) })
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	seats := 0
	for _, e := range events {
		if _, ok := e.(model.SeatSeen); ok {
			seats++
		}
	}
	require.Equal(t, 30, seats)
	require.IsType(t, model.SeatsListed{}, events[len(events)-1], "nobody is missing")
}

func TestSuccessMayBe200(t *testing.T) {
	b := newBackend(t)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	for answer, done := range map[string]bool{
		`{"code":200,"msg":"ok","data":true}`: true, `{"code":"200"}`: true,
		`{"code":200,"msg":"请扫码","data":false}`: false,
	} {
		b.says(Online.path, answer)
		_, err := Online.Do(t.Context(), c, OnOffRequest{UserID: "u1"})
		require.Equal(t, done, err == nil, answer)
		require.Equal(t, !done, isAPIError(err, (*APIError).NotDone), answer)
	}
}

// A log that was not read to its beginning does not say that somebody never logged
// in.
func TestWhoLoggedInLongAgoIsNotOffline(t *testing.T) {
	old := `{"id":%d,"userId":"u%d","status":0,"createTimeStamp":"2026-03-01 08:00:00"}`
	for name, log := range map[string]string{
		"rows that are too old":     `{"total":200,"list":[` + fmt.Sprintf(old, 1, 8) + `]}`,
		"a row that can't be read":  `{"total":1,"list":[{"id":1,"userId":"u1","createTimeStamp":"2026-05-06 15:00:00"}]}`,
		"old rows beside a new one": `{"total":2,"list":[{"id":2,"userId":"u8","status":0,"createTimeStamp":"2026-05-06 15:00:00"},` + fmt.Sprintf(old, 1, 1) + `]}`,
	} {
		t.Run(name, func(t *testing.T) {
			b := company(t)
			once(b, GetLoginLog.path, log)
			l, s := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil), sinktest.New()
			w := &watcher{link: l, sink: s}
			require.NoError(t, w.look(t.Context()))
			events, err := l.ListSeats(t.Context())
			require.NoError(t, err)
			require.NotEqual(t, model.SeatOffline, seatIn(t, events, "u1").State)
		})
	}
}

// The seat's own log says what the log of all did not reach.
func TestTheLogOfASeatTellsItsState(t *testing.T) {
	b := company(t)
	once(b, GetLoginLog.path, `{"total":500,"list":[{"id":1,"userId":"u9","status":0,"createTimeStamp":"2026-03-01 08:00:00"}]}`)
	l, s := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil), sinktest.New()
	require.NoError(t, (&watcher{link: l, sink: s}).look(t.Context()))

	b.says(GetLoginLog.path, `{"code":0,"data":{"total":2,"list":[
		{"id":2,"userId":"u1","status":0,"createTimeStamp":"2026-02-03 08:00:00"},{"id":1,"userId":"u1","status":1,"createTimeStamp":"2026-02-02 08:00:00"}]}}`)
	_, err := l.ReadSeatLog(t.Context(), theSeat, "")
	require.NoError(t, err)
	b.says(GetLoginLog.path, `{"code":0,"data":{"total":0,"list":[]}}`)
	page, err := l.ReadSeatLog(t.Context(), model.Seat{RemoteID: "u3"}, "")
	require.NoError(t, err)
	require.Contains(t, page.Events, model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "u3"}, State: model.SeatOffline, At: today}, "it never logged in")
	page, err = l.ReadSeatLog(t.Context(), model.Seat{RemoteID: "main", State: model.SeatOnline}, "")
	require.NoError(t, err)
	require.Len(t, page.Events, 1, "a callback knew better")

	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, model.SeatOnline, seatIn(t, events, "u1").State)
	require.Equal(t, time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC), seatIn(t, events, "u1").LastLogin)
	require.Equal(t, model.SeatOffline, seatIn(t, events, "u3").State)
	require.Equal(t, model.SeatUnknown, seatIn(t, events, "main").State)
}

// The log goes on naming accounts that were removed.
func TestTheLogMakesNoSeatOfARemovedAccount(t *testing.T) {
	b := company(t)
	once(b, GetLoginLog.path, `{"total":2,"list":[{"id":2,"userId":"u9","status":0,"createTimeStamp":"2026-05-06 15:00:00"},{"id":1,"userId":"u1","status":0,"createTimeStamp":"2026-05-06 15:00:00"}]}`)
	l, s := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil), sinktest.New()
	require.NoError(t, (&watcher{link: l, sink: s}).look(t.Context()))
	require.Equal(t, "u1", sinktest.Next[model.SeatLogSeen](s).Seat.RemoteID)
	for len(s.Events) > 0 {
		switch e := (<-s.Events).(type) {
		case model.SeatLogSeen:
			require.NotEqual(t, "u9", e.Seat.RemoteID)
		case model.SeatStateSeen:
			require.NotEqual(t, "u9", e.Seat.RemoteID)
		}
	}

	// One that comes later is as the log said.
	b.says(GetSonUsers.path, `{"code":0,"data":[{"userId":"u9"}]}`)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, model.SeatOnline, seatIn(t, events, "u9").State)
}

func TestALoginMayAskForACodeInWords(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	for _, answer := range []string{
		`{"code":0,"msg":"登录需要输入验证码","data":false}`,
		`{"code":0,"msg":"NEED_INPUT_CODE","data":false}`,
		`{"code":501,"msg":"请输入验证码","data":null}`,
	} {
		b.says(GetLoginStatus.path, answer)
		got, err := l.CheckLogin(t.Context(), theSeat)
		require.NoError(t, err)
		require.Equal(t, model.LoginProgress{Step: model.LoginStepPIN, Ticket: ":"}, got, answer)
	}
	b.says(LoginCode.path, `{"code":0,"data":""}`)
	require.NoError(t, l.VerifyLogin(t.Context(), theSeat, ":", " 123456 "))
	require.JSONEq(t, `{"qrCodeKey":"","requestId":"","code":"123456","userId":"u1"}`, b.got(LoginCode.path)[0].Body)

	for answer, want := range map[string]model.LoginStep{
		`{"code":0,"msg":"登录成功，无需验证码","data":true}`: model.LoginStepConfirmed,
		`{"code":0,"msg":"等待扫码","data":false}`:      model.LoginStepWaiting,
	} {
		b.says(GetLoginStatus.path, answer)
		got, err := l.CheckLogin(t.Context(), theSeat)
		require.NoError(t, err)
		require.Equal(t, want, got.Step, answer)
	}
}

// The secret may have an id of its own, which is not the account's.
func TestTheSecretMayHaveAnID(t *testing.T) {
	b := newBackend(t)
	b.says(GetKeywords.path, `{"code":0,"data":["a"]}`)
	for _, one := range []struct{ option, want string }{{"", "main"}, {" sid-1 ", "sid-1"}} {
		l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), map[string]string{optSecretID: one.option})
		_, err := l.Keywords(t.Context())
		require.NoError(t, err)
		calls := b.got(GetKeywords.path)
		require.Contains(t, calls[len(calls)-1].Body, `"secretId":"`+one.want+`"`)
	}
}

// The document calls both id and userId the key of an account.
func TestAnAccountIsNamedByItsNumberToo(t *testing.T) {
	b := company(t)
	b.says(GetUsers.path, `{"code":0,"data":{"total":1,"list":[{"userId":"u1","id":"9007199254740993"}]}}`)
	b.says(Delete.path, `{"code":0,"data":true}`)
	b.says(Update.path, `{"code":0,"data":true}`)
	b.says(GetLoginStatus.path, `{"code":0,"data":true}`)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	_, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	_, err = l.CheckLogin(t.Context(), theSeat)
	require.NoError(t, err)
	require.JSONEq(t, `{"id":9007199254740993,"userId":"u1"}`, b.got(GetLoginStatus.path)[0].Body)
	number := "A9"
	require.NoError(t, l.EditSeat(t.Context(), theSeat, model.SeatSettings{Number: &number}))
	require.JSONEq(t, `{"id":9007199254740993,"userId":"u1","saleNo":"A9"}`, b.got(Update.path)[0].Body)
	require.NoError(t, l.EditSeat(t.Context(), theSeat, model.SeatSettings{}))
	require.Len(t, b.got(Update.path), 1, "nothing is to change")
	require.NoError(t, l.RemoveSeat(t.Context(), theSeat))
	require.JSONEq(t, `{"id":9007199254740993,"userId":"u1","status":-1}`, b.got(Delete.path)[0].Body)
}
