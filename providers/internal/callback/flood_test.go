package callback

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

// slowSink commits what came while it was at the last commit, one commit at a
// time, and now and then fails.
type slowSink struct {
	turn    chan struct{} // in it is whoever commits
	commits int           // under turn
	applied sync.Map      // id → *atomic.Int32
}

func (s *slowSink) deliver(id string) error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	for range 20 {
		runtime.Gosched()
	}
	if s.commits++; s.commits%11 == 0 {
		return errors.New("database is locked")
	}
	times, _ := s.applied.LoadOrStore(id, new(atomic.Int32))
	times.(*atomic.Int32).Add(1)
	return nil
}

// TestTenThousandAtOnce sends ten thousand deliveries at the same time, over many
// connections of the loopback. Each is sent until it is answered as done; a third
// is sent twice from the start, and a fifth once more after it was done. None is
// lost and none applied twice.
func TestTenThousandAtOnce(t *testing.T) {
	const all = 10_000
	clock := clockwork.NewRealClock()
	sink := &slowSink{turn: make(chan struct{}, 1)}
	l := &Listener{}
	guard := NewGuard(clock, &Tally{}, Options{})
	l.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		id, sent := q.URL.Query().Get("id"), time.Now()
		ctx, cancel := context.WithTimeout(q.Context(), 4*time.Second)
		defer cancel()
		d := Delivery{Sent: sent, Nonce: q.URL.Query().Get("nonce"), Key: HashOf([]byte(id)), Body: HashOf(body)}
		switch o, _ := guard.Take(ctx, d, func(context.Context) error { return sink.deliver(id) }); o {
		case Accepted, Repeated:
		case Busy, Failed:
			ComeAgain(w)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
	url, stop := listening(t, l)

	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 300, MaxIdleConnsPerHost: 300}}
	defer client.CloseIdleConnections()
	send := func(id, nonce string) (int, error) {
		answer, err := client.Post(fmt.Sprintf("%s/?id=%s&nonce=%s", url, id, nonce), "text/xml", strings.NewReader("<xml>"+id+"</xml>"))
		if err != nil {
			return 0, err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode, answer.Body.Close()
	}
	var wrong atomic.Int32
	until := func(id string) {
		nonce := rand.Text()
		for {
			switch status, err := send(id, nonce); {
			case err != nil, status != 200 && status != http.StatusServiceUnavailable:
				wrong.Add(1)
				return
			case status == 200:
				return
			}
		}
	}
	var senders sync.WaitGroup
	for i := range all {
		id := fmt.Sprint(i)
		senders.Go(func() {
			until(id)
			if i%5 == 0 {
				until(id)
			}
		})
		if i%3 == 0 {
			senders.Go(func() { until(id) })
		}
	}
	senders.Wait()
	stop()
	guard.Wait()
	require.Zero(t, wrong.Load())
	seen, twice := 0, 0
	sink.applied.Range(func(_, times any) bool {
		seen++
		if times.(*atomic.Int32).Load() != 1 {
			twice++
		}
		return true
	})
	require.Equal(t, all, seen)
	require.Zero(t, twice)
	counts := guard.tally.Counts()
	require.EqualValues(t, all, counts.Accepted)
	require.EqualValues(t, sink.commits/11, counts.Failed)
	require.GreaterOrEqual(t, counts.Repeated, uint64(all/5))
	require.Zero(t, counts.Refused())
}
