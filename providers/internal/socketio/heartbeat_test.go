package socketio

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

func TestHeartbeat(t *testing.T) {
	t.Run("Engine.IO 3: the client pings", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		for range 4 {
			b.clock.Advance(25 * time.Second)
			p.expect("2")
			p.send("3", `42/imchat,["tick"]`)
			b.told.expect("event tick")
		}
	})
	t.Run("Engine.IO 4: the client answers", func(t *testing.T) {
		b := newBed(t, eio(4))
		p := b.connected()
		for range 4 {
			b.clock.Advance(25 * time.Second)
			p.send("2")
			p.expect("3")
		}
	})
	t.Run("Engine.IO 4: also while connecting", func(t *testing.T) {
		b := newBed(t, eio(4))
		p := b.server.accept(t)
		p.send(greeting, "2")
		p.expect(`40/imchat,{"token":"` + testToken + `"}`)
		p.expect("3")
	})
}

func TestSilence(t *testing.T) {
	t.Run("ends the connection", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		b.clock.Advance(45*time.Second - 1)
		p.expect("2")
		p.send(`42/imchat,["in time"]`)
		b.told.expect("event in time")
		b.clock.Advance(1) // the watch sees that something came
		b.waiters(2)
		b.clock.Advance(45*time.Second - 2)
		require.True(t, b.client.Connected())
		b.clock.Advance(1)
		require.ErrorIs(t, b.told.expectErr("disconnected"), ErrSilent)
		p.expectEnd()
	})
	t.Run("is broken by a websocket ping", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		b.clock.Advance(44 * time.Second)
		p.expect("2")
		pong := make(chan struct{})
		p.ws.SetPongHandler(func(string) error { close(pong); return nil })
		require.NoError(t, p.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(patience)))
		go func() { _, _ = p.receive() }()
		<-pong
		b.clock.Advance(time.Second)
		b.waiters(2)
		require.True(t, b.client.Connected())
	})
	t.Run("while connecting", func(t *testing.T) {
		b := newBed(t)
		p := b.server.accept(t)
		p.send(greeting)
		b.waiters(1)
		b.clock.Advance(20 * time.Second)
		require.ErrorIs(t, b.told.expectErr("disconnected"), ErrConnectTimeout)
		p.expectEnd()
	})
}

// A handler that blocks holds up neither the pings of version 3 nor the pongs of
// version 4.
func TestSlowHandlerKeepsTheHeartbeat(t *testing.T) {
	for _, version := range []int{3, 4} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			b := newBed(t, eio(version))
			p := b.connected()
			hold := make(chan struct{})
			b.told.onEvent = func(string) { <-hold }
			p.send(`42/imchat,["first"]`, `42/imchat,["second"]`)
			b.told.expect("event first")
			for range 5 {
				if version == 3 {
					b.clock.Advance(25 * time.Second)
					p.expect("2")
					p.send("3")
					b.heardNow()
				} else {
					p.send("2")
					p.expect("3")
				}
			}
			close(hold)
			b.told.expect("event second")
		})
	}
}

// A handler so slow that the inbox is full makes the server wait, and loses
// nothing; unasked pongs keep an Engine.IO 4 server from giving up.
func TestFullInbox(t *testing.T) {
	b := newBed(t, eio(4))
	p := b.connected()
	hold := make(chan struct{})
	b.told.onEvent = func(name string) {
		if name == "first" {
			<-hold
		}
	}
	p.send(`42/imchat,["first"]`)
	b.told.expect("event first")

	const frames = 40
	big := strings.Repeat("x", 1<<20)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for i := range frames {
			p.send(fmt.Sprintf(`42/imchat,["big",%d,"%s"]`, i, big))
		}
	}()
	s := b.client.current.Load()
	require.Eventually(t, s.inbox.stalled.Load, patience, time.Millisecond)
	for range 10 { // 100 s in which nothing is read
		b.clock.Advance(10 * time.Second)
		p.expect("3")
	}
	require.True(t, b.client.Connected())
	close(hold)
	for i := range frames {
		require.Equal(t, fmt.Sprintf(`event big %d`, i), strings.TrimSuffix(b.told.next(), ` "`+big+`"`))
	}
	<-sent
}
