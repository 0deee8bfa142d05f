package callback

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// guarding is a guard on a clock of its own.
func guarding(options Options) (*Guard, *clockwork.FakeClock) {
	clock := clockwork.NewFakeClockAt(epoch)
	return NewGuard(clock, &Tally{}, options), clock
}

// sent is a delivery of now.
func sent(g *Guard, nonce, key, body string) Delivery {
	return Delivery{Sent: g.clock.Now(), Nonce: nonce, Key: HashOf([]byte(key)), Body: HashOf([]byte(body))}
}

// outcomeOf takes a delivery, and adds to applied where it is applied.
func outcomeOf(g *Guard, d Delivery, applied *int) Outcome {
	o, _ := g.Take(context.Background(), d, func(context.Context) error { *applied++; return nil })
	return o
}

func TestOnlyTheWindowIsTaken(t *testing.T) {
	for _, test := range []struct {
		away    time.Duration
		outcome Outcome
	}{
		{0, Accepted},
		{-5 * time.Minute, Accepted},
		{5 * time.Minute, Accepted},
		{-5*time.Minute - 1, Old},
		{5*time.Minute + 1, Old},
		{-24 * 365 * time.Hour, Old},
	} {
		g, clock := guarding(Options{})
		applied := 0
		d := sent(g, "n", "k", "b")
		d.Sent = clock.Now().Add(test.away)
		require.Equal(t, test.outcome, outcomeOf(g, d, &applied), test.away)
	}
	g, _ := guarding(Options{})
	applied := 0
	require.Equal(t, Old, outcomeOf(g, Delivery{}, &applied), "no time at all")
	require.Zero(t, applied)
	require.Equal(t, Counts{Old: 1}, g.tally.Counts())
}

func TestADeliveryIsAppliedOnce(t *testing.T) {
	for _, test := range []struct {
		name          string
		second        [3]string // after n k b: nonce, key, body
		easy, strict  Outcome
		timesStricter int
	}{
		{"the same again", [3]string{"n", "k", "b"}, Repeated, RepeatedNonce, 1},
		{"signed anew", [3]string{"m", "k", "b"}, Repeated, Repeated, 1},
		{"signed anew, its words written anew", [3]string{"m", "k", "c"}, Repeated, Repeated, 1},
		{"altered under its nonce", [3]string{"n", "k", "c"}, RepeatedNonce, RepeatedNonce, 1},
		{"another one under its nonce", [3]string{"n", "l", "c"}, RepeatedNonce, RepeatedNonce, 1},
		{"another one", [3]string{"m", "l", "c"}, Accepted, Accepted, 2},
		{"another one with the same words", [3]string{"m", "l", "b"}, Accepted, Accepted, 2},
	} {
		for strict, want := range map[bool]Outcome{false: test.easy, true: test.strict} {
			g, _ := guarding(Options{Strict: strict})
			applied := 0
			require.Equal(t, Accepted, outcomeOf(g, sent(g, "n", "k", "b"), &applied))
			second := sent(g, test.second[0], test.second[1], test.second[2])
			require.Equal(t, want, outcomeOf(g, second, &applied), "%s, strict: %v", test.name, strict)
			require.Equal(t, test.timesStricter, applied, test.name)
		}
	}
}

func TestWhatFailedMayComeAgainUnaltered(t *testing.T) {
	for _, strict := range []bool{false, true} {
		g, _ := guarding(Options{Strict: strict})
		full := errors.New("disk full")
		d := sent(g, "n", "k", "b")
		o, err := g.Take(t.Context(), d, func(context.Context) error { return full })
		require.Equal(t, Failed, o)
		require.ErrorIs(t, err, full)

		applied := 0
		altered := d
		altered.Body = HashOf([]byte("c"))
		require.Equal(t, RepeatedNonce, outcomeOf(g, altered, &applied), "caught on the way and changed")
		require.Equal(t, Accepted, outcomeOf(g, d, &applied))
		require.Equal(t, 1, applied)
		require.Equal(t, Counts{Accepted: 1, Failed: 1, RepeatedNonce: 1}, g.tally.Counts())
	}
}

func TestARepeatDuringTheWorkWaitsForItsEnd(t *testing.T) {
	for _, test := range []struct {
		err           error
		first, second Outcome
	}{{nil, Accepted, Repeated}, {errors.New("no"), Failed, Failed}} {
		synctest.Test(t, func(t *testing.T) {
			g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{}) // the bubble's
			var times atomic.Int32
			take := func(context.Context) error {
				times.Add(1)
				time.Sleep(3 * time.Second)
				return test.err
			}
			began := time.Now()
			var first, second, third Outcome
			var senders sync.WaitGroup
			senders.Go(func() { first, _ = g.Take(t.Context(), sent(g, "n", "k", "b"), take) })
			synctest.Wait()
			senders.Go(func() { second, _ = g.Take(t.Context(), sent(g, "n", "k", "b"), take) })
			senders.Go(func() { third, _ = g.Take(t.Context(), sent(g, "m", "k", "b"), take) })
			senders.Wait()
			require.Equal(t, []Outcome{test.first, test.second, test.second}, []Outcome{first, second, third})
			require.Equal(t, 3*time.Second, time.Since(began))
			require.EqualValues(t, 1, times.Load())
		})
	}
}

func TestWorkOutlivesASenderThatGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		times := 0
		take := func(ctx context.Context) error {
			times++
			time.Sleep(7 * time.Second)
			return ctx.Err()
		}
		d := sent(g, "n", "k", "b")
		o, err := g.Take(ctx, d, take)
		require.Equal(t, Busy, o)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		o, err = g.Take(t.Context(), d, take)
		require.NoError(t, err)
		require.Equal(t, Repeated, o)
		require.Equal(t, 1, times)
		require.Equal(t, Counts{Accepted: 1, Repeated: 1, Busy: 1}, g.tally.Counts())
	})
}

func TestWorkIsNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{})
		began := time.Now()
		o, err := g.Take(t.Context(), sent(g, "n", "k", "b"), func(ctx context.Context) error {
			<-ctx.Done()
			return context.Cause(ctx)
		})
		require.Equal(t, Failed, o)
		require.Error(t, err)
		require.Equal(t, takeMost, time.Since(began))
		g.Wait()
	})
}

func TestWaitIsForTheLastWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		finished := false
		o, _ := g.Take(ctx, sent(g, "n", "k", "b"), func(context.Context) error {
			time.Sleep(time.Second)
			finished = true
			return nil
		})
		require.Equal(t, Busy, o)
		g.Wait()
		require.True(t, finished)
	})
}

func TestSoMuchAtATimeAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{Taking: 2})
		hold := make(chan struct{})
		var senders sync.WaitGroup
		for i := range 2 {
			senders.Go(func() {
				_, _ = g.Take(t.Context(), sent(g, fmt.Sprint(i), fmt.Sprint(i), ""), func(context.Context) error { <-hold; return nil })
			})
		}
		synctest.Wait()
		applied := 0
		d := sent(g, "n", "k", "b")
		require.Equal(t, Busy, outcomeOf(g, d, &applied))
		close(hold)
		senders.Wait()
		require.Equal(t, Accepted, outcomeOf(g, d, &applied), "it came again")
	})
}

// A nonce that was forgotten to make room could be replayed: nothing new is taken
// instead.
func TestAFullMemoryForgetsNothing(t *testing.T) {
	const most = 1000
	g, clock := guarding(Options{Nonces: most})
	applied := 0
	first := sent(g, "first", "first", "")
	require.Equal(t, Accepted, outcomeOf(g, first, &applied))
	for i := range 2 * most {
		outcomeOf(g, sent(g, fmt.Sprint(i), fmt.Sprint(i), ""), &applied)
	}
	require.Equal(t, most, applied)
	require.EqualValues(t, most+1, g.tally.Counts().Busy)
	altered := first
	altered.Body = HashOf([]byte("altered"))
	require.Equal(t, RepeatedNonce, outcomeOf(g, altered, &applied))
	require.Equal(t, Repeated, outcomeOf(g, first, &applied))

	clock.Advance(4 * DefaultWindow)
	require.Equal(t, Accepted, outcomeOf(g, sent(g, "later", "later", ""), &applied), "there is room again")
	require.Len(t, g.current.nonces, 1)
	require.Empty(t, g.previous.nonces)
}

func TestMemoryIsBoundedWhateverComes(t *testing.T) {
	const most = DefaultNonces / 10
	g, clock := guarding(Options{Nonces: most})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	applied := 0
	long := fmt.Sprintf("%01000d", 0)
	for i := range 5 * most {
		outcomeOf(g, sent(g, fmt.Sprint(long, i), fmt.Sprint(i), fmt.Sprint(i)), &applied)
		if i%(most/2) == 0 {
			clock.Advance(DefaultWindow)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(4<<20)) // 40 MB with all of them
	require.GreaterOrEqual(t, applied, 2*most)
	runtime.KeepAlive(g)
}

// Whatever is recorded and sent again, at any later time and with any clock, is
// never applied a second time, and never altered.
func TestNothingIsEverReplayed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		g, clock := guarding(Options{})
		type record struct {
			d     Delivery
			times int
		}
		var records []*record
		replayed := 0
		for step := range 3000 {
			switch random.IntN(20) {
			case 0:
				clock.Advance(time.Duration(random.Int64N(int64(12 * time.Minute))))
			case 1:
				if round%2 == 1 { // set back
					clock.Advance(-time.Duration(random.Int64N(int64(6 * time.Minute))))
				}
			}
			if len(records) == 0 || random.IntN(3) == 0 {
				d := sent(g, fmt.Sprint(step), fmt.Sprint(step), "")
				d.Sent = d.Sent.Add(time.Duration(random.Int64N(int64(10*time.Minute))) - 5*time.Minute)
				records = append(records, &record{d: d})
				outcomeOf(g, d, &records[len(records)-1].times)
				continue
			}
			r := records[len(records)-1-random.IntN(min(len(records), 10))]
			d := r.d
			if altered := random.IntN(2) == 0; altered && r.times > 0 {
				d.Key, d.Body = HashOf([]byte("altered"), []byte(fmt.Sprint(step))), HashOf([]byte(fmt.Sprint(step)))
			}
			if o := outcomeOf(g, d, &r.times); o == Repeated || o == RepeatedNonce {
				replayed++
			}
		}
		for _, r := range records {
			require.LessOrEqual(t, r.times, 1)
		}
		require.Greater(t, replayed, 100, "the replays were within the window")
	}
}

// With our clock right, what is signed within the window is never found old.
func TestARightClockLosesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	g, clock := guarding(Options{})
	for step := range 5000 {
		clock.Advance(time.Duration(random.Int64N(int64(time.Minute))))
		applied := 0
		d := sent(g, fmt.Sprint(step), fmt.Sprint(step), "")
		d.Sent = d.Sent.Add(time.Duration(random.Int64N(int64(10*time.Minute))) - 5*time.Minute)
		require.Equal(t, Accepted, outcomeOf(g, d, &applied))
	}
}

func TestManySendersOfTheSame(t *testing.T) {
	const keys, senders = 300, 16
	g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{})
	var applied [keys]atomic.Int32
	var failed [keys]atomic.Bool
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			for i := range keys {
				k := (i + s*7) % keys
				d := sent(g, fmt.Sprint(s%4, k), fmt.Sprint(k), fmt.Sprint(k))
				for {
					o, _ := g.Take(context.Background(), d, func(context.Context) error {
						if k%5 == 0 && !failed[k].Swap(true) {
							return errors.New("once")
						}
						applied[k].Add(1)
						return nil
					})
					if o == Accepted || o == Repeated {
						break
					}
				}
			}
		})
	}
	all.Wait()
	g.Wait()
	for k := range applied {
		require.EqualValues(t, 1, applied[k].Load(), k)
	}
	require.EqualValues(t, keys, g.tally.Counts().Accepted)
	require.EqualValues(t, keys/5, g.tally.Counts().Failed)
}

func TestPartsOfAHashAreToldApart(t *testing.T) {
	require.NotEqual(t, HashOf([]byte("ab"), []byte("c")), HashOf([]byte("a"), []byte("bc")))
	require.NotEqual(t, HashOf([]byte("a")), HashOf([]byte("a"), nil))
	require.Equal(t, HashOf([]byte("a"), []byte("b")), HashOf([]byte("a"), []byte("b")))
}

func TestLogsAreNotFlooded(t *testing.T) {
	var worth []uint64
	for n := range uint64(5000) {
		if WorthLogging(n) {
			worth = append(worth, n)
		}
	}
	require.Equal(t, []uint64{1, 10, 100, 1000}, worth)
}

func TestEveryOutcomeHasAWordAndACount(t *testing.T) {
	var tally Tally
	words := map[string]bool{}
	for o := range outcomes {
		for range int(o) + 1 {
			tally.Add(o)
		}
		words[o.String()] = true
	}
	require.Len(t, words, int(outcomes))
	require.Equal(t, "unknown", outcomes.String())
	counts := tally.Counts()
	require.Equal(t, Counts{Accepted: 1, Repeated: 2, BadSignature: 3, Old: 4, RepeatedNonce: 5, Undecodable: 6, TooLarge: 7, Busy: 8, Failed: 9}, counts)
	require.EqualValues(t, 3+4+5+6+7, counts.Refused())
}

func BenchmarkTake(b *testing.B) {
	g := NewGuard(clockwork.NewRealClock(), &Tally{}, Options{Nonces: 1 << 30})
	ctx := context.Background()
	take := func(context.Context) error { return nil }
	var next atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := []byte(fmt.Sprint(next.Add(1)))
			_, _ = g.Take(ctx, Delivery{Sent: g.clock.Now(), Nonce: string(id), Key: HashOf(id), Body: HashOf(id)}, take)
		}
	})
}

func TestCountsAsAPersonIsToldThem(t *testing.T) {
	require.Equal(t,
		model.CallbackCounts{Accepted: 1, Repeated: 2, BadSign: 3, Stale: 4, Replayed: 5, Undecodable: 6, TooLarge: 7, Busy: 17},
		Counts{Accepted: 1, Repeated: 2, BadSignature: 3, Old: 4, RepeatedNonce: 5, Undecodable: 6, TooLarge: 7, Busy: 8, Failed: 9}.Model(),
	)
}
