package app

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// startable is a scripted back end whose seats can be started.
type startable struct {
	*scripted
	mu      sync.Mutex
	started []model.StartOptions
}

func (s *startable) StartSeat(_ context.Context, _ model.Seat, o model.StartOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = append(s.started, o)
	return nil
}
func (s *startable) StopSeat(context.Context, model.Seat) error { return nil }
func (s *startable) Instance(context.Context, model.Seat) (model.Instance, error) {
	return model.Instance{}, nil
}
func (s *startable) SetProxy(context.Context, model.Seat, string, bool) error { return nil }
func (s *startable) SetBridge(context.Context, model.Seat, string) error      { return nil }
func (s *startable) Upgrade(context.Context, model.Seat, int) error           { return nil }

// A proxy that is lost on a restart brings the account's calls from elsewhere.
func TestWhatASeatWasStartedWithIsKept(t *testing.T) {
	const proxy = "socks5://user:pw-0815@10.1.1.1:1080"
	back := newScripted()
	back.as = &startable{scripted: back}
	inBubbleOn(t, back, func(b *bench) {
		ctx, instances := context.Background(), b.console.Instances
		o, err := instances.StartedWith(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, model.StartOptions{SyncHistory: true, AutoStart: true}, o, "what the document's example says")

		want := model.StartOptions{Proxy: proxy, LoginProxy: true, Bridge: "b1", AutoStart: true}
		require.NoError(t, instances.Start(ctx, 1, want))
		o, err = instances.StartedWith(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, want, o)

		require.NoError(t, instances.SetBridge(ctx, 1, "b2"))
		require.NoError(t, instances.SetProxy(ctx, 1, "", true))
		o, err = instances.StartedWith(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, model.StartOptions{Bridge: "b2", AutoStart: true}, o)

		require.NoError(t, instances.SetProxy(ctx, 1, proxy, false))
		sealed, err := b.store.Sealed(ctx, 1)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(sealed[startPrefix+seatKeyOne]), "sealed:"), "it went through the vault")
	})
}
