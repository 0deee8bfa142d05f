package socketio

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type ackResult struct {
	args []json.RawMessage
	err  error
}

// text writes an ack's arguments on one line.
func text(args []json.RawMessage) string {
	var all []string
	for _, arg := range args {
		all = append(all, string(arg))
	}
	return strings.Join(all, " ")
}

func (b *bed) emitAck(ctx context.Context, event string, args ...any) <-chan ackResult {
	result := make(chan ackResult, 1)
	go func() {
		args, err := b.client.EmitAck(ctx, event, args...)
		result <- ackResult{args, err}
	}()
	return result
}

func TestEmit(t *testing.T) {
	ctx := context.Background()
	b := newBed(t, eio(4))
	require.ErrorIs(t, b.client.Emit(ctx, "early"), ErrNotConnected)
	_, err := b.client.EmitAck(ctx, "early")
	require.ErrorIs(t, err, ErrNotConnected)

	p := b.connected()
	require.NoError(t, b.client.Emit(ctx, "message", map[string]any{"content": "你好"}, 1))
	p.expect(`42/imchat,["message",{"content":"你好"},1]`)

	require.Error(t, b.client.Emit(ctx, "message", func() {}))
	ended, cancel := context.WithCancel(ctx)
	cancel()
	err = b.client.Emit(ended, "message")
	require.ErrorIs(t, err, context.Canceled)
	var uncertain *UncertainError
	require.NotErrorAs(t, err, &uncertain)
}

func TestEmitBeyondWhatTheServerTakes(t *testing.T) {
	b := newBed(t)
	p := b.server.accept(t)
	p.send(`0{"maxPayload":50}`, "40")
	p.expect("40/imchat?token=" + testToken + ",")
	p.send("40/imchat,")
	b.told.expect("connected")
	require.ErrorIs(t, b.client.Emit(context.Background(), "message", strings.Repeat("x", 50)), ErrTooLarge)
	require.NoError(t, b.client.Emit(context.Background(), "message", "x"))
	p.expect(`42/imchat,["message","x"]`)
}

func TestEmitAck(t *testing.T) {
	b := newBed(t)
	p := b.connected()
	first := b.emitAck(context.Background(), "first")
	p.expect(`42/imchat,0["first"]`)
	second := b.emitAck(context.Background(), "second", 2)
	p.expect(`42/imchat,1["second",2]`)
	p.send(`43/imchat,1["b",{"c":1}]`, `43/imchat,1["repeat"]`, `43/imchat,0[]`)
	got := <-second
	require.NoError(t, got.err)
	require.Equal(t, `"b" {"c":1}`, text(got.args))
	got = <-first
	require.NoError(t, got.err)
	require.Empty(t, got.args)
}

func TestEmitAckFromTheHandler(t *testing.T) {
	b := newBed(t)
	p := b.connected()
	answers := make(chan ackResult, 1)
	b.told.onEvent = func(string) { answers <- <-b.emitAck(context.Background(), "reply") }
	p.send(`42/imchat,["ask"]`)
	p.expect(`42/imchat,0["reply"]`)
	p.send(`43/imchat,0["fine"]`)
	got := <-answers
	require.NoError(t, got.err)
	require.Equal(t, `"fine"`, text(got.args))
}

func TestPendingAckEnds(t *testing.T) {
	var uncertain *UncertainError
	t.Run("with the connection", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		pending := b.emitAck(context.Background(), "first")
		p.expect(`42/imchat,0["first"]`)
		p.send("1")
		got := <-pending
		require.ErrorAs(t, got.err, &uncertain)
		require.ErrorIs(t, got.err, ErrServerClosed)
		require.Equal(t, "first", uncertain.Event)
	})
	t.Run("with the caller", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		ctx, cancel := context.WithCancel(context.Background())
		pending := b.emitAck(ctx, "first")
		p.expect(`42/imchat,0["first"]`)
		cancel()
		got := <-pending
		require.ErrorAs(t, got.err, &uncertain)
		require.ErrorIs(t, got.err, context.Canceled)
		p.send(`43/imchat,0["late"]`, `42/imchat,["next"]`)
		b.told.expect("event next")
	})
}

// bulk is more than the buffers between two ends of a loopback connection hold.
var bulk = strings.Repeat("x", 16<<20)

// emitBulk starts a write that hangs, since the peer reads only its first byte.
func (b *bed) emitBulk(ctx context.Context, p *peer) <-chan error {
	b.t.Helper()
	result := make(chan error, 1)
	go func() { result <- b.client.Emit(ctx, "bulk", bulk) }()
	_, err := p.ws.NetConn().Read(make([]byte, 1))
	require.NoError(b.t, err)
	return result
}

// A peer that takes no bytes: the write that hangs is uncertain, the one that
// waits behind it certainly was not sent.
func TestWriteTimeout(t *testing.T) {
	b := newBed(t, func(c *Config) { c.WriteTimeout = 50 * time.Millisecond })
	result := b.emitBulk(context.Background(), b.connected())
	require.ErrorIs(t, b.client.Emit(context.Background(), "behind"), ErrNotConnected)

	var uncertain *UncertainError
	err := <-result
	require.ErrorAs(t, err, &uncertain)
	require.ErrorIs(t, err, ErrWriteTimeout)
	require.ErrorIs(t, b.told.expectErr("disconnected"), ErrWriteTimeout)
}

func TestEmitGivenUpPartWay(t *testing.T) {
	b := newBed(t)
	ctx, cancel := context.WithCancel(context.Background())
	result := b.emitBulk(ctx, b.connected())
	cancel()
	var uncertain *UncertainError
	err := <-result
	require.ErrorAs(t, err, &uncertain)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, `"bulk" may have been sent`)
}
