package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestDoGivesAnyStatusAsAnAnswer(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, "%s %s %s", r.Method, r.Header.Get("X"), body)
	})
	c := Caller{Clock: clockwork.NewFakeClock()}
	got, err := c.Do(t.Context(), Request{Method: "POST", URL: base, Header: http.Header{"X": {"1"}}, Body: []byte("b")})
	require.NoError(t, err)
	require.Equal(t, http.StatusTeapot, got.Status)
	require.Equal(t, "POST 1 b", string(got.Body))
	require.False(t, got.OK())
}

func TestDoFollowsNoRedirect(t *testing.T) {
	var stolen atomic.Value
	thief := serve(t, func(_ http.ResponseWriter, r *http.Request) { stolen.Store(r.Header.Get("token")) })
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, thief, http.StatusTemporaryRedirect)
	})
	c := Caller{Clock: clockwork.NewFakeClock()}
	got, err := c.Do(t.Context(), Request{Method: "POST", URL: base, Header: http.Header{"token": {"secret"}}})
	require.NoError(t, err)
	require.Equal(t, http.StatusTemporaryRedirect, got.Status)
	require.Nil(t, stolen.Load())
	require.IsType(t, &StatusError{}, got.JSON(new(any)))
}

func TestDoLimitsTheBody(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 11)) })
	c := Caller{Clock: clockwork.NewFakeClock(), MaxBody: 10}
	_, err := c.Do(t.Context(), Request{Method: "GET", URL: base})
	var answer *AnswerError
	require.ErrorAs(t, err, &answer)
	require.Equal(t, model.TroubleBadAnswer, Trouble(err, "x").Code)

	c.MaxBody = 11
	_, err = c.Do(t.Context(), Request{Method: "GET", URL: base})
	require.NoError(t, err)
}

func TestDoTimesOutOnTheClock(t *testing.T) {
	clock := clockwork.NewFakeClock()
	arrived := make(chan struct{})
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	c := Caller{Clock: clock, Timeout: time.Second}
	done := make(chan error, 1)
	go func() {
		_, err := c.Do(context.Background(), Request{Method: "GET", URL: base + "/?token=secret"})
		done <- err
	}()
	<-arrived
	clock.Advance(time.Second)
	err := <-done
	require.ErrorIs(t, err, ErrTimeout)
	require.False(t, NeverSent(err))
	require.True(t, Passing(err))
	require.NotContains(t, err.Error(), "secret")
	require.Equal(t, model.TroubleTimeout, Trouble(err, "x").Code)
}

func TestDoTellsAnAnswerThatIsCutOff(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "{")
	})
	_, err := Caller{Clock: clockwork.NewFakeClock()}.Do(t.Context(), Request{Method: "GET", URL: base})
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.True(t, Passing(err))
	require.False(t, NeverSent(err))
}

func TestDoTellsThatNothingWasSent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	_, err = Caller{Clock: clockwork.NewFakeClock()}.Do(t.Context(), Request{Method: "GET", URL: "http://user:pass@" + address + "/a?token=secret"})
	require.True(t, NeverSent(err))
	require.True(t, Passing(err))
	for _, hidden := range []string{"secret", "pass", "/a"} {
		require.NotContains(t, err.Error(), hidden)
	}
	require.Contains(t, err.Error(), address)
	require.Equal(t, model.TroubleUnreachable, Trouble(err, "x").Code)
}

func TestDoStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Caller{Clock: clockwork.NewFakeClock()}.Do(ctx, Request{Method: "GET", URL: "http://127.0.0.1:1"})
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, Passing(err))
	require.Equal(t, model.TroubleInterrupted, Trouble(err, "x").Code)
}

type closing struct {
	io.Reader
	closed int
}

func (c *closing) Close() error { c.closed++; return nil }

func TestDoSendsAStreamWithItsLength(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%d %s", r.ContentLength, body)
	})
	for _, content := range []string{"", "content"} {
		stream := &closing{Reader: strings.NewReader(content)}
		got, err := Caller{Clock: clockwork.NewFakeClock()}.Do(t.Context(), Request{Method: "PUT", URL: base, Stream: stream, Size: int64(len(content))})
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%d %s", len(content), content), string(got.Body))
		require.Positive(t, stream.closed)
	}
	stream := &closing{}
	_, err := Caller{Clock: clockwork.NewFakeClock()}.Do(t.Context(), Request{Method: "bad method", URL: base, Stream: stream})
	require.Error(t, err)
	require.Equal(t, 1, stream.closed)
}

func TestJSONOfWhatIsNone(t *testing.T) {
	err := Answer{Status: 200, Body: []byte("<html>")}.JSON(new(any))
	require.Equal(t, model.TroubleBadAnswer, Trouble(err, "").Code)
	for status, code := range map[int]model.TroubleCode{
		401: model.TroubleCredentials, 403: model.TroubleCredentials, 404: model.TroubleBadAnswer,
		429: model.TroubleBusy, 500: model.TroubleBadAnswer, 502: model.TroubleUnreachable,
		503: model.TroubleBusy, 504: model.TroubleTimeout,
	} {
		err := Answer{Status: status, Body: []byte("<html>")}.JSON(new(any))
		require.Equal(t, code, Trouble(err, "").Code, status)
		require.Equal(t, status >= 500 || status == 429, Passing(err), status)
	}
}

func TestTroubleKeepsWhatItIs(t *testing.T) {
	require.Nil(t, Trouble(nil, ""))
	known := &model.Trouble{Code: model.TroubleDiskFull}
	require.Same(t, known, Trouble(fmt.Errorf("a: %w", known), "b"))
	require.Equal(t, model.TroubleUnknown, Trouble(errors.New("?"), "b").Code)
	require.Equal(t, model.TroubleUnreachable, Trouble(&net.DNSError{Err: "no such host"}, "b").Code)
	require.Equal(t, model.TroubleTimeout, Trouble(&net.DNSError{IsTimeout: true}, "b").Code)
}

func TestRetryWaitsLongerEachTime(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := Retry{Clock: clock, Rand: func() float64 { return 0 }, Tries: 4, First: time.Second, Max: 3 * time.Second}
	boom := errors.New("boom")
	began := clock.Now()
	var at []time.Duration
	done := make(chan error, 1)
	go func() {
		done <- r.Do(context.Background(), func(error) bool { return true }, func(context.Context) error {
			at = append(at, clock.Since(began))
			return boom
		})
	}()
	for _, wait := range []time.Duration{1, 2, 3} {
		require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
		clock.Advance(wait * time.Second)
	}
	require.ErrorIs(t, <-done, boom)
	require.Equal(t, []time.Duration{0, time.Second, 3 * time.Second, 6 * time.Second}, at)
}

func TestRetryStops(t *testing.T) {
	clock := clockwork.NewFakeClock()
	boom := errors.New("boom")
	count := 0
	call := func(context.Context) error { count++; return boom }
	r := Retry{Clock: clock, Tries: 4, First: time.Second, Max: time.Second}
	require.ErrorIs(t, r.Do(t.Context(), func(error) bool { return false }, call), boom)
	require.Equal(t, 1, count)

	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Do(ctx, func(error) bool { return true }, call) }()
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	cancel()
	require.ErrorIs(t, <-done, boom)
	require.Equal(t, 2, count)
}

func TestWaitsAreJittered(t *testing.T) {
	waits := Retry{Rand: func() float64 { return 0.5 }, First: 4 * time.Second, Max: 8 * time.Second}.Waits()
	require.Equal(t, []time.Duration{3 * time.Second, 6 * time.Second, 6 * time.Second}, []time.Duration{waits(), waits(), waits()})
}

func TestHostHidesTheRest(t *testing.T) {
	require.Equal(t, "h:1", Host("https://u:p@h:1/path?token=x"))
	require.Equal(t, "the back end", Host("://"))
}
