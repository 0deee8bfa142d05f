package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestTheStateOfASeatFollowsWhatWasDoneToIt(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		ctx, id := context.Background(), b.seat("a").ID
		at := time.Now()
		require.NoError(b.t, b.console.Instances.Start(ctx, id, model.StartOptions{}))
		synctest.Wait()
		require.Equal(b.t, model.SeatOnline, b.seat("a").State)
		require.NoError(b.t, b.console.Instances.Stop(ctx, id))
		synctest.Wait()
		require.Equal(b.t, model.SeatOffline, b.seat("a").State)
		require.Zero(b.t, time.Since(at))

		lists := b.back.count("seats")
		b.back.set(func() { b.back.err = &model.Trouble{Code: model.TroubleRejected} })
		require.Error(b.t, b.console.Instances.Stop(ctx, id))
		synctest.Wait()
		require.Equal(b.t, lists, b.back.count("seats"), "nothing was done")
	})
}

func TestCallsOfASeat(t *testing.T) {
	inLoginBubble(t, []string{"a", "b"}, func(b *loginBench) {
		b.back.set(func() { b.back.pace = 90 })
		ctx, gate := context.Background(), b.back.settings[len(b.back.settings)-1].Gate
		for range 7 {
			require.NoError(b.t, gate.Pass(ctx, "a", 90, true))
		}
		until := time.Now().Add(time.Minute).UTC()
		require.NoError(b.t, gate.Shut(ctx, "b", until))
		v, err := b.console.Instances.Calls(ctx, b.seat("a").ID)
		require.NoError(b.t, err)
		require.Equal(b.t, CallsView{Used: 7, Limit: 90}, v)
		v, err = b.console.Instances.Calls(ctx, b.seat("b").ID)
		require.NoError(b.t, err)
		require.Equal(b.t, CallsView{Limit: 90, ShutUntil: until}, v)
		b.pass(time.Minute)
		v, err = b.console.Instances.Calls(ctx, b.seat("b").ID)
		require.NoError(b.t, err)
		require.Equal(b.t, CallsView{Limit: 90}, v)
	})
}

func TestATokenIsMadeOnceForAConnection(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		ctx := context.Background()
		another, err := b.console.Connections.Add(ctx, NewConnection{Kind: "codes", Name: "another", BaseURL: "http://127.0.0.1:1", Secret: "s"})
		require.NoError(b.t, err)
		tokens := func() map[model.ConnectionID]string {
			list := map[model.ConnectionID]string{}
			b.back.set(func() {
				for _, s := range b.back.settings {
					require.Regexp(b.t, `^[0-9a-f]{32}$`, s.Token)
					require.NotContains(b.t, s.Secrets, tokenSecret)
					if s.Connection.ID != 0 { // else it was only tried
						list[s.Connection.ID] = s.Token
					}
				}
				b.back.settings = nil
			})
			return list
		}
		first := tokens()
		require.Len(b.t, first, 2)
		require.NotEqual(b.t, first[1], first[another.ID])
		b.stop()
		b.start()
		require.Equal(b.t, first, tokens())
		require.NoError(b.t, b.console.Connections.Update(ctx, another.ID, NewConnection{Kind: "codes", Name: "renamed", BaseURL: "http://127.0.0.1:1", Secret: "s2"}))
		require.Equal(b.t, first[another.ID], tokens()[another.ID])
		sealed, err := b.store.Sealed(ctx, another.ID)
		require.NoError(b.t, err)
		require.Equal(b.t, "sealed:"+first[another.ID], string(sealed[tokenSecret]), "it goes through the vault")
	})
}
