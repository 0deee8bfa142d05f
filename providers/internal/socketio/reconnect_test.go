package socketio

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBackoff(t *testing.T) {
	at := func(random float64, shortest, longest time.Duration) []time.Duration {
		c := New(Config{ReconnectMin: shortest, ReconnectMax: longest, Rand: func() float64 { return random }})
		var waits []time.Duration
		for failures := range 6 {
			waits = append(waits, c.backoff(failures))
		}
		return waits
	}
	const s = time.Second
	require.Equal(t, []time.Duration{10 * s, 20 * s, 40 * s, 40 * s, 40 * s, 40 * s}, at(0, 0, 0))
	require.Equal(t, []time.Duration{15 * s, 30 * s, 60 * s, 60 * s, 60 * s, 60 * s}, at(1, 0, 0))
	require.Equal(t, []time.Duration{5 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s}, at(0.9, 5*s, 5*s))
	require.Equal(t, 5*s, at(0.9, 5*s, s)[3])
	require.Equal(t, 100*s, at(0, 100*s, 0)[0])
	require.GreaterOrEqual(t, New(Config{ReconnectMax: 1 << 62}).backoff(1<<20), 10*s)
}

func TestReconnectTiming(t *testing.T) {
	asked := make(chan struct{}, 16)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer server.Close()
	b := newBed(t, func(c *Config) { c.Endpoint = endpointOf(server.URL, 0) })
	for _, wait := range []time.Duration{10, 20, 40, 40} {
		<-asked
		b.told.expect("disconnected")
		b.waiters(1)
		b.clock.Advance(wait*time.Second - 1)
		require.Empty(t, asked)
		b.waiters(1) // still waiting
		b.clock.Advance(1)
	}
	<-asked
}

// A connection that held makes the next wait short again; one that broke at
// once does not.
func TestBackoffResets(t *testing.T) {
	b := newBed(t)
	for _, c := range []struct{ lasts, wait time.Duration }{
		{0, 10 * time.Second}, {0, 20 * time.Second}, {10 * time.Second, 10 * time.Second}, {0, 20 * time.Second},
	} {
		p := b.connected()
		b.clock.Advance(c.lasts)
		require.NoError(t, p.ws.Close())
		b.told.expect("disconnected")
		b.waiters(1)
		b.clock.Advance(c.wait - 1)
		b.waiters(1)
		require.Empty(t, b.server.peers)
		b.clock.Advance(1)
	}
	b.connected()
}

func TestReconnect(t *testing.T) {
	t.Run("cuts the wait short", func(t *testing.T) {
		b := newBed(t)
		require.NoError(t, b.server.accept(t).ws.Close())
		b.told.expect("disconnected")
		b.waiters(1)
		b.client.Reconnect()
		b.connected()
	})
	t.Run("replaces a connection that is up", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		b.client.Reconnect()
		require.ErrorIs(t, b.told.expectErr("disconnected"), ErrReconnect)
		p.expectEnd()
		b.connected()
	})
	t.Run("asked many times means once", func(t *testing.T) {
		b := newBed(t)
		p := b.server.accept(t)
		for range 100 {
			b.client.Reconnect()
		}
		p.admit3()
		b.told.expect("connected")
		p.send(`42/imchat,["still"]`)
		b.told.expect("event still")
	})
	t.Run("asked by the handler", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		b.told.onEvent = func(string) { b.client.Reconnect() }
		p.send(`42/imchat,["a"]`)
		b.told.expect("event a", "disconnected")
		b.connected()
	})
	t.Run("asked while a dead connection is still being delivered", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		hold := make(chan struct{})
		b.told.onEvent = func(name string) {
			if name == "first" {
				<-hold
			}
		}
		p.send(`42/imchat,["first"]`, `42/imchat,["second"]`, "1")
		require.Eventually(t, func() bool { return !b.client.Connected() }, patience, time.Millisecond)
		b.client.Reconnect()
		close(hold)
		b.told.expect("event first", "event second")
		require.ErrorIs(t, b.told.expectErr("disconnected"), ErrServerClosed)
		b.connected() // without a wait
	})
	t.Run("changes nothing after the end", func(t *testing.T) {
		b := newBed(t)
		b.connected()
		b.stop()
		require.ErrorIs(t, <-b.ended, context.Canceled)
		b.client.Reconnect()
	})
}
