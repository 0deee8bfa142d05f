package youjiyun

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

const robotsPath = "/wxworkapi/robot/list"

func listRobots(c *Client) error {
	_, err := ListRobots.Do(context.Background(), c, ListRobotsRequest{})
	return err
}

func TestCallCarriesTokenAndFreshRequestID(t *testing.T) {
	b := newBackend(t)
	b.says(robotsPath, string(example(t, "2.2-answer")))
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	answer, err := ListRobots.Do(t.Context(), c, ListRobotsRequest{})
	require.NoError(t, err)
	require.Len(t, answer.Robots, 2)
	require.NoError(t, listRobots(c))

	login := b.got(callAuthPath)
	require.Len(t, login, 1)
	require.Empty(t, login[0].Token)
	require.Equal(t, "accessKey=user1&accessSecret=Q3KR21ME", login[0].Body)
	ids := map[string]bool{login[0].RequestID: true}
	for _, call := range b.got(robotsPath) {
		require.Equal(t, "token-1", call.Token)
		ids[call.RequestID] = true
	}
	require.Len(t, ids, 3)
	for id := range ids {
		require.Regexp(t, regexp.MustCompile(`^[0-9a-f]{32}$`), id)
	}
}

func TestJSONCallsCarryJSON(t *testing.T) {
	b := newBackend(t)
	b.says(SaveBroadcast.path, string(example(t, "2.7-answer")))
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	_, err := SaveBroadcast.Do(t.Context(), c, decodeExample[BroadcastRequest](t, "2.7-request"))
	require.NoError(t, err)
	call := b.got(SaveBroadcast.path)[0]
	require.Equal(t, "application/json;charset=UTF-8", call.Type)
	want := strings.ReplaceAll(string(example(t, "2.7-request")), "898852850e6f9aa1e3b79cd69b36ccdd", "token-1")
	require.JSONEq(t, want, call.Body)
}

func TestTokenIsRenewedBeforeItEnds(t *testing.T) {
	for name, test := range map[string]struct {
		created time.Time
		minutes int
		lasts   time.Duration
	}{
		"made now":           {today, 60, 55 * time.Minute},
		"made before":        {today.Add(-30 * time.Minute), 60, 25 * time.Minute},
		"made long ago":      {today.AddDate(-8, 0, 0), 60, 55 * time.Minute},
		"clock of the other": {today.Add(time.Hour), 60, 55 * time.Minute},
		"short":              {today, 10, 9 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			got := renewAt(today, Grant{CreateTime: wire.MillisOf(test.created), ExpireMinutes: wire.Int(test.minutes)})
			require.Equal(t, today.Add(test.lasts), got)
		})
	}
	require.True(t, renewAt(today, Grant{}).IsZero())
	require.True(t, renewAt(today, Grant{ExpireMinutes: -1}).IsZero())
	require.True(t, renewAt(today, Grant{ExpireMinutes: 1 << 62}).IsZero())

	b := newBackend(t)
	b.says(robotsPath, `{"code":"0","model":[]}`)
	clock := clockwork.NewFakeClockAt(today)
	c := newTestClient(t, b.URL, clock, nil)
	require.NoError(t, listRobots(c))
	clock.Advance(55*time.Minute - time.Millisecond)
	require.NoError(t, listRobots(c))
	require.Len(t, b.got(callAuthPath), 1)
	clock.Advance(time.Millisecond)
	require.NoError(t, listRobots(c))
	require.Len(t, b.got(callAuthPath), 2)
	require.Equal(t, "token-2", b.got(robotsPath)[2].Token)
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	b := newBackend(t)
	b.says(robotsPath, `{"code":"0","model":[]}`)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	require.NoError(t, listRobots(c))
	b.forget()
	require.NoError(t, listRobots(c))
	require.Len(t, b.got(callAuthPath), 2)

	b.on(robotsPath, func(call) (int, string) { return 401, `{"code":1000,"msg":"no"}` })
	err := listRobots(c)
	var api *APIError
	require.ErrorAs(t, err, &api)
	require.Equal(t, &APIError{Call: robotsPath, Code: "1000", Msg: "no"}, api)
	require.Len(t, b.got(callAuthPath), 3)
	require.Len(t, b.got(robotsPath), 5)
}

func TestARefusedTokenRepeatsAWriteToo(t *testing.T) {
	b := newBackend(t)
	b.says(SaveBroadcast.path, `{"code":"0"}`)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	_, err := c.Token(t.Context())
	require.NoError(t, err)
	b.forget()
	_, err = SaveBroadcast.Do(t.Context(), c, BroadcastRequest{Name: "a"})
	require.NoError(t, err)
	calls := b.got(SaveBroadcast.path)
	require.Len(t, calls, 2)
	require.Contains(t, calls[1].Body, `"token":"token-2"`)
}

func TestConcurrentCallsShareALogin(t *testing.T) {
	b := newBackend(t)
	release := make(chan struct{})
	arrived := make(chan struct{}, 20)
	b.on(callAuthPath, func(c call) (int, string) {
		arrived <- struct{}{}
		<-release
		return b.login(c)
	})
	b.says(robotsPath, `{"code":"0","model":[]}`)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	var calls sync.WaitGroup
	errs := make(chan error, 20)
	for range 20 {
		calls.Go(func() { errs <- listRobots(c) })
	}
	<-arrived
	close(release)
	calls.Wait()
	for range 20 {
		require.NoError(t, <-errs)
	}
	require.Len(t, b.got(callAuthPath), 1)
}

func TestWhoGaveUpDoesNotSpoilALogin(t *testing.T) {
	b := newBackend(t)
	arrived := make(chan struct{}, 2)
	release := make(chan struct{})
	b.on(callAuthPath, func(c call) (int, string) {
		arrived <- struct{}{}
		<-release
		return b.login(c)
	})
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { _, err := c.Token(ctx); first <- err }()
	<-arrived
	go func() { _, err := c.Token(context.Background()); second <- err }()
	cancel()
	require.ErrorIs(t, <-first, context.Canceled)
	close(release)
	require.NoError(t, <-second)
}

func TestWrongPasswordIsToldAtOnceAndHidesSecrets(t *testing.T) {
	b := newBackend(t)
	c := NewClient(Config{BaseURL: b.URL, AccessKey: "user1", AccessSecret: "Q3KR21MX", Clock: clockwork.NewFakeClockAt(today), Rand: dice()})
	err := listRobots(c)
	var api *APIError
	require.ErrorAs(t, err, &api)
	require.True(t, api.AtLogin())
	require.Equal(t, "bad password ***", api.Msg)
	require.NotContains(t, err.Error(), "Q3KR21MX")
	require.Len(t, b.got(callAuthPath), 1)
	require.Empty(t, b.got(robotsPath))
}

func TestBusyIsRetriedForReadsOnly(t *testing.T) {
	b := newBackend(t)
	for _, path := range []string{robotsPath, SaveBroadcast.path} {
		b.says(path, `{"code":"5000","msg":"服务器繁忙"}`)
	}
	clock := newEagerClock()
	c := newTestClient(t, b.URL, clock, nil)
	_, err := c.Token(t.Context())
	require.NoError(t, err)

	_, err = SaveBroadcast.Do(t.Context(), c, BroadcastRequest{})
	require.True(t, isAPIError(err, (*APIError).Busy))
	require.Len(t, b.got(SaveBroadcast.path), 1)

	require.Empty(t, *clock.waits)

	err = listRobots(c)
	require.True(t, isAPIError(err, (*APIError).Busy))
	require.Len(t, b.got(robotsPath), 4)
	require.Len(t, *clock.waits, 3)
	for i, longest := range []time.Duration{500, 1000, 2000} {
		longest *= time.Millisecond
		require.LessOrEqual(t, (*clock.waits)[i], longest)
		require.Greater(t, (*clock.waits)[i], longest/2)
	}

	count := 0
	b.on(robotsPath, func(call) (int, string) {
		if count++; count < 3 {
			return http.StatusBadGateway, "<html>nginx</html>"
		}
		return 200, `{"code":0,"model":[]}`
	})
	require.NoError(t, listRobots(c))
	require.Equal(t, 3, count)
}

// eagerClock ends every wait at once and notes how long it would have been.
// Time-outs never come.
type eagerClock struct {
	*clockwork.FakeClock
	waits *[]time.Duration
}

func newEagerClock() eagerClock {
	return eagerClock{clockwork.NewFakeClockAt(today), new([]time.Duration)}
}

func (c eagerClock) NewTimer(d time.Duration) clockwork.Timer {
	*c.waits = append(*c.waits, d)
	return clockwork.NewRealClock().NewTimer(0)
}

func TestHostileAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		check  func(error) bool
	}{
		"HTML":        {200, "<html>welcome</html>", isAnswerError},
		"nothing":     {200, "", isAnswerError},
		"truncated":   {200, `{"code":"0","model":[{"robotKey":`, isAnswerError},
		"no code":     {200, `{"status":"UP"}`, isAnswerError},
		"null":        {200, `null`, isAnswerError},
		"array":       {200, `[1,2]`, isAnswerError},
		"code object": {200, `{"code":{}}`, isAnswerError},
		"model wrong": {200, `{"code":"0","model":{"a":1}}`, isAnswerError},
		"404":         {404, "<html>", isStatus(404)},
		"404 JSON":    {404, `{"timestamp":1,"status":404}`, isStatus(404)},
		"302":         {302, "", isStatus(302)},
		"0 but 403":   {403, `{"code":"0","model":[]}`, isStatus(403)},
		"other code":  {200, `{"code":77,"msg":null}`, func(err error) bool { return isAPIError(err, func(e *APIError) bool { return e.Code == "77" }) }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend(t)
			b.on(robotsPath, func(call) (int, string) { return test.status, test.body })
			err := listRobots(newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil))
			require.True(t, test.check(err), "%v", err)
			require.Len(t, b.got(robotsPath), 1)
		})
	}
}

func isAnswerError(err error) bool { return errors.As(err, new(*wire.AnswerError)) }

func isStatus(want int) func(error) bool {
	return func(err error) bool {
		var status *wire.StatusError
		return errors.As(err, &status) && status.Status == want
	}
}

func TestABadRowCostsNoOther(t *testing.T) {
	var answer UsersAnswer
	require.NoError(t, wire.Answer{Body: []byte(`{"data":[{"userId":7881299459945762},{"userId":{}},17,null,{"userId":"x","gender":"2"}]}`)}.JSON(&answer))
	require.Len(t, answer.Users, 5)
	require.Equal(t, wire.Text("7881299459945762"), answer.Users[0].Value.UserID)
	require.Error(t, answer.Users[1].Err)
	require.Error(t, answer.Users[2].Err)
	require.JSONEq(t, `{"userId":{}}`, string(answer.Users[1].Raw))
	require.Equal(t, wire.Int(2), answer.Users[4].Value.Gender)
}

func TestLoginWithoutATokenFails(t *testing.T) {
	b := newBackend(t)
	b.says(callAuthPath, `{"code":"0","data":null}`)
	require.True(t, isAnswerError(listRobots(newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil))))
}

func TestMessageIDs(t *testing.T) {
	clock := clockwork.NewFakeClockAt(today)
	c := newTestClient(t, "http://127.0.0.1:1", clock, nil)
	other := NewClient(Config{Clock: clock, Rand: func() float64 { return 0.999999999999 }})
	require.Regexp(t, `^202605061508090100001\d{8}$`, c.NewMessageID())
	require.Equal(t, "20260506150809010000199999999", other.NewMessageID())

	seen := make(map[string]bool)
	var mu sync.Mutex
	var makers sync.WaitGroup
	for range 8 {
		makers.Go(func() {
			for range 1000 {
				id := c.NewMessageID()
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	makers.Wait()
	require.Len(t, seen, 8000)
	for id := range seen {
		require.LessOrEqual(t, len(id), 32)
		require.Empty(t, strings.Trim(id, "0123456789"))
	}
}
