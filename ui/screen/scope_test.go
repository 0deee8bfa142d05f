package screen_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/screen"
)

// pump keeps what belongs to the UI goroutine until the test runs it.
type pump struct {
	mu    sync.Mutex
	queue []func()
}

func (p *pump) dispatch(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue = append(p.queue, fn)
}

func (p *pump) settle() {
	for {
		synctest.Wait()
		p.mu.Lock()
		queue := p.queue
		p.queue = nil
		p.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, fn := range queue {
			fn()
		}
	}
}

func inScope(t *testing.T, fn func(g *screen.Group, s *screen.Scope, p *pump)) {
	synctest.Test(t, func(t *testing.T) {
		p := &pump{}
		g := screen.NewGroup(context.Background(), p.dispatch, clockwork.NewRealClock())
		s := g.NewScope()
		fn(g, s, p)
		s.Close()
		g.Close()
	})
}

func after(d time.Duration, answer string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		select {
		case <-time.After(d):
			return answer, nil
		case <-ctx.Done():
			return "cancelled", ctx.Err()
		}
	}
}

func TestNewerQuestionSupersedesTheOlder(t *testing.T) {
	inScope(t, func(_ *screen.Group, s *screen.Scope, p *pump) {
		var shown []string
		show := func(answer string, _ error) { shown = append(shown, answer) }
		screen.Ask(s, "list", after(time.Second, "old"), show)
		screen.Ask(s, "list", after(0, "new"), show)
		screen.Ask(s, "other", after(0, "other"), show)
		p.settle()
		time.Sleep(2 * time.Second)
		p.settle()
		require.ElementsMatch(t, []string{"new", "other"}, shown)
	})
}

func TestKeepAsksOnceMoreAndNeverStarves(t *testing.T) {
	inScope(t, func(_ *screen.Group, s *screen.Scope, p *pump) {
		asked, shown := 0, 0
		ask := func(ctx context.Context) (int, error) {
			asked++
			_, err := after(time.Second, "")(ctx)
			return asked, err
		}
		show := func(int, error) { shown++ }
		for range 10 {
			screen.Keep(s, "state", ask, show)
		}
		time.Sleep(1100 * time.Millisecond)
		p.settle()
		require.Equal(t, 1, shown, "the first answer is shown however often it was asked for meanwhile")
		time.Sleep(1100 * time.Millisecond)
		p.settle()
		require.Equal(t, 2, shown)
		require.Equal(t, 2, asked)
	})
}

func TestWritesOfALaneKeepTheirOrderAndOutliveTheScreen(t *testing.T) {
	inScope(t, func(g *screen.Group, s *screen.Scope, p *pump) {
		var mu sync.Mutex
		var done []string
		write := func(d time.Duration, name string) func(context.Context) error {
			return func(ctx context.Context) error {
				_, err := after(d, "")(ctx)
				mu.Lock()
				defer mu.Unlock()
				done = append(done, name)
				return err
			}
		}
		s.Act("draft", write(time.Second, "first"), nil)
		s.Act("draft", write(0, "second"), nil)
		s.Close()
		g.Close()
		require.Equal(t, []string{"first", "second"}, done)
	})
}

func TestNothingIsShownAfterClose(t *testing.T) {
	inScope(t, func(_ *screen.Group, s *screen.Scope, p *pump) {
		screen.Ask(s, "list", after(0, "late"), func(string, error) { t.Error("shown after Close") })
		s.Act("write", func(context.Context) error { return nil }, func(error) { t.Error("shown after Close") })
		s.Close()
		p.settle()
		screen.Ask(s, "list", after(0, "later"), func(string, error) { t.Error("asked after Close") })
		p.settle()
	})
}

func TestCloseDoesNotWaitForEver(t *testing.T) {
	inScope(t, func(g *screen.Group, s *screen.Scope, p *pump) {
		begin := time.Now()
		s.Act("slow", func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}, nil)
		g.Close()
		require.Equal(t, 3*time.Second, time.Since(begin))
	})
}
