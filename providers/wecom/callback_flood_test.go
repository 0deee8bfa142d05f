package wecom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/callback"
)

// TestTenThousandEvents sends ten thousand encrypted events at once through a
// listener of the loopback, to a receiver that fails now and then. Each is sent,
// as WeCom would, until it is answered "success", and some again after that. None is
// lost and none taken twice. How many repeats there are depends on the machine: who
// was answered too late comes again, and finds it done.
func TestTenThousandEvents(t *testing.T) {
	const all = 10_000
	clock := clockwork.NewRealClock()
	b := newBack(t, clock)
	var turns atomic.Int32
	var mu sync.Mutex
	taken := map[string]int{}
	b.take = func(_ context.Context, n Notice) error {
		if turns.Add(1)%13 == 0 {
			return errors.New("database is locked")
		}
		mu.Lock()
		defer mu.Unlock()
		taken[n.Body.(*ExternalContactNotify).ExternalUserID]++
		return nil
	}
	bound := make(chan net.Addr, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l := &callback.Listener{
		Address: "127.0.0.1:0", Handler: b, Listen: net.Listen, Clock: clock, Log: slog.New(slog.DiscardHandler),
		Tally: b.tally, Bound: func(a net.Addr) { bound <- a }, Within: AnswerWithin,
	}
	b.Callback.log = l.Log
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.Run(ctx)
	}()
	url := "http://" + (<-bound).String() + "/?"
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 200, MaxIdleConnsPerHost: 200}}
	defer client.CloseIdleConnections()
	var wrong, lost atomic.Int32
	send := func(p parcel) (done bool) {
		answer, err := client.Post(url+p.query, "text/xml", strings.NewReader(p.body))
		if err != nil {
			lost.Add(1)
			return false
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			lost.Add(1)
			return false
		}
		if answer.StatusCode != 200 && answer.StatusCode != http.StatusServiceUnavailable || (answer.StatusCode == 200) != (string(text) == "success") {
			wrong.Add(1)
			return true
		}
		return answer.StatusCode == 200
	}
	until := func(message, name string) {
		for try := range 100 {
			if send(b.pack(message, fmt.Sprint(name, ".", try), name)) {
				return
			}
		}
		wrong.Add(1)
	}
	var senders sync.WaitGroup
	for i := range all {
		message := strings.Replace(joined, "wmA", fmt.Sprint("wm", i), 1)
		senders.Go(func() {
			until(message, fmt.Sprint(i))
			if i%4 == 0 {
				until(message, fmt.Sprint(i, ".again"))
			}
		})
	}
	senders.Wait()
	cancel()
	<-ended
	b.Wait()
	require.Zero(t, wrong.Load())
	require.Equal(t, all, len(taken))
	for id, times := range taken {
		require.Equal(t, 1, times, id)
	}
	counts := b.tally.Counts()
	require.EqualValues(t, all, counts.Accepted)
	require.GreaterOrEqual(t, counts.Repeated, uint64(all/4))
	require.LessOrEqual(t, counts.Repeated, all/4+counts.Busy+uint64(lost.Load()), "only who got no answer in time comes again")
	require.Zero(t, counts.Refused())
}
