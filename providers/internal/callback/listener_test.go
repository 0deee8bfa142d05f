package callback

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

// listening runs a listener on a free port of this machine until the test ends,
// and gives the URL. Its Run has returned when stop has.
func listening(t *testing.T, l *Listener) (url string, stop func()) {
	t.Helper()
	bound := make(chan net.Addr, 1)
	l.Address, l.Listen, l.Bound = "127.0.0.1:0", net.Listen, func(a net.Addr) { bound <- a }
	l.Clock, l.Log, l.Tally = clockwork.NewRealClock(), slog.New(slog.DiscardHandler), &Tally{}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.Run(ctx)
	}()
	stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(stop)
	return "http://" + (<-bound).String(), stop
}

// echo answers what it was sent.
var echo = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	_, _ = w.Write(body)
})

func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	answer, err := http.Post(url, "text/xml", strings.NewReader(body))
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

func TestListenerTakesWhatIsWithinTheLimits(t *testing.T) {
	l := &Listener{Handler: echo, Body: 1000}
	url, _ := listening(t, l)
	status, text := post(t, url, strings.Repeat("x", 1000))
	require.Equal(t, 200, status)
	require.Len(t, text, 1000)
	status, text = post(t, url, strings.Repeat("x", 1001))
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	require.Empty(t, text)
	require.Equal(t, Counts{TooLarge: 1}, l.Tally.Counts())

	q, err := http.NewRequest("POST", url, nil)
	require.NoError(t, err)
	q.Header.Set("X-Long", strings.Repeat("x", 2*maxHeader))
	answer, err := http.DefaultClient.Do(q)
	require.NoError(t, err)
	_ = answer.Body.Close()
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, answer.StatusCode)
}

func TestABodyThatBreaksOffIsNotHandled(t *testing.T) {
	d := (&Listener{Handler: echo, Clock: clockwork.NewFakeClock(), Tally: &Tally{}}).door(t.Context())
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader("x"), brokenReader{})))
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Empty(t, w.Body.String())
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestListenerBindsUntilItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries []time.Duration
		var health []error
		taken := errors.New("address already in use")
		began := time.Now()
		lost := &pipes{gone: make(chan struct{})}
		kept := &pipes{gone: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		l := &Listener{
			Name: "测试", Address: "127.0.0.1:8080", Handler: echo, Clock: clockwork.NewRealClock(), Tally: &Tally{},
			Rand: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler),
			Health: func(err error) { health = append(health, err) },
			Listen: func(network, address string) (net.Listener, error) {
				require.Equal(t, "tcp 127.0.0.1:8080", network+" "+address)
				tries = append(tries, time.Since(began))
				switch len(tries) {
				case 8:
					return lost, nil
				case 10:
					return kept, nil
				}
				return nil, taken
			},
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			l.Run(ctx)
		}()
		time.Sleep(1000 * time.Second)
		_ = lost.Close()
		time.Sleep(10 * time.Second)
		cancel()
		<-ended
		s := time.Second
		require.Equal(t, []time.Duration{0, 1 * s, 3 * s, 7 * s, 15 * s, 31 * s, 61 * s, 91 * s, 1001 * s, 1003 * s}, tries)
		require.Len(t, health, 11)
		for i, err := range health {
			if i == 7 || i == 10 {
				require.NoError(t, err)
			} else {
				require.Error(t, err)
			}
		}
	})
}

// pipes is a listener nobody connects to, until it is closed.
type pipes struct {
	once sync.Once
	gone chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) { <-p.gone; return nil, net.ErrClosed }
func (p *pipes) Close() error              { p.once.Do(func() { close(p.gone) }); return nil }
func (p *pipes) Addr() net.Addr            { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

func TestWhatIsBeingHandledIsAnsweredBeforeTheEnd(t *testing.T) {
	at, hold := make(chan struct{}), make(chan struct{})
	l := &Listener{Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		close(at)
		<-hold
		echo(w, q)
	})}
	url, stop := listening(t, l)
	var status int
	var text string
	var sender sync.WaitGroup
	sender.Go(func() { status, text = post(t, url, "the last one") })
	<-at
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stop()
	}()
	host := strings.TrimPrefix(url, "http://")
	for { // until nobody new is let in
		link, err := net.Dial("tcp", host)
		if err != nil {
			break
		}
		_ = link.Close()
	}
	select {
	case <-stopped:
		t.Fatal("it ended with one unanswered")
	default:
	}
	close(hold)
	sender.Wait()
	<-stopped
	require.Equal(t, 200, status)
	require.Equal(t, "the last one", text)
}

func TestPlacesAreWaitedForALittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		hold := make(chan struct{})
		l := &Listener{Clock: clockwork.NewRealClock(), Tally: &Tally{}, Most: 3, Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			<-hold
			echo(w, q)
		})}
		d := l.door(ctx)
		send := func(ctx context.Context) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			d.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader("x")).WithContext(ctx))
			return w
		}
		var senders sync.WaitGroup
		for range 3 {
			senders.Go(func() { require.Equal(t, 200, send(t.Context()).Code) })
		}
		synctest.Wait()
		began := time.Now()
		w := send(t.Context())
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "5", w.Header().Get("Retry-After"))
		require.Equal(t, placeWait, time.Since(began))

		left, leave := context.WithCancel(t.Context())
		senders.Go(func() { require.Equal(t, http.StatusServiceUnavailable, send(left).Code) })
		synctest.Wait()
		leave()
		senders.Go(func() { require.Equal(t, 200, send(t.Context()).Code) })
		synctest.Wait()
		require.Equal(t, 3, len(d.places))
		hold <- struct{}{} // one place is free, the one who waits has it
		synctest.Wait()
		senders.Go(func() { require.Equal(t, http.StatusServiceUnavailable, send(t.Context()).Code) })
		synctest.Wait()
		cancel() // nobody waits when all ends
		synctest.Wait()
		require.Equal(t, placeWait, time.Since(began))
		close(hold)
		senders.Wait()
		require.Equal(t, Counts{Busy: 3}, l.Tally.Counts())
		require.Empty(t, d.places)
	})
}

func TestWaitingForAPlaceIsPartOfTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		within := 4 * time.Second
		l := &Listener{Clock: clockwork.NewRealClock(), Tally: &Tally{}, Most: 1, Within: within, Handler: http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
			<-q.Context().Done()
		})}
		d := l.door(t.Context())
		began := time.Now()
		send := func() { d.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil)) }
		var senders sync.WaitGroup
		senders.Go(send)
		time.Sleep(3 * time.Second)
		senders.Go(send) // has the place after 1 s, and 3 s of its own left
		senders.Wait()
		require.Equal(t, 7*time.Second, time.Since(began))
		require.Zero(t, l.Tally.Counts())
	})
}

// A sender that is slow with its body has no place yet.
func TestASlowSenderTakesNoPlace(t *testing.T) {
	l := &Listener{Handler: echo, Most: 1}
	url, _ := listening(t, l)
	slow, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	require.NoError(t, err)
	defer func() { _ = slow.Close() }()
	_, err = io.WriteString(slow, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
	require.NoError(t, err)
	answers := bufio.NewReader(slow)
	line, err := answers.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "100 Continue", "its body is being read")
	status, _ := post(t, url, "quick")
	require.Equal(t, 200, status)
	_, err = io.WriteString(slow, "slow")
	require.NoError(t, err)
	_, _ = answers.ReadString('\n') // the empty line after the 100
	line, err = answers.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "200 OK")
}
