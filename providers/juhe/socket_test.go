package juhe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

// opened is a socket that runs, with its other end.
type opened struct {
	socket *Socket
	peer   *peer
	frames chan Frame
	ended  chan error
	stop   context.CancelFunc
}

func open(t testing.TB, clock clockwork.Clock) opened {
	t.Helper()
	b := newBackend(t)
	socket, err := newTestClient(t, b.URL, clock).Connect(t.Context())
	require.NoError(t, err)
	o := opened{socket: socket, peer: <-b.peers, frames: make(chan Frame, 100), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	o.stop = cancel
	over := make(chan struct{})
	go func() {
		defer close(over)
		o.ended <- socket.Run(ctx, func(f Frame) { o.frames <- f })
	}()
	t.Cleanup(func() {
		cancel()
		<-over
		_ = o.peer.ws.Close()
	})
	return o
}

func TestTheSocketIsOpenedWithItsToken(t *testing.T) {
	o := open(t, clockwork.NewFakeClockAt(today))
	require.Equal(t, "chat-token-1", o.peer.query.Get("token"))
	require.Equal(t, "1", o.peer.query.Get("v"))
}

func TestFramesAreReadOneByOne(t *testing.T) {
	o := open(t, clockwork.NewFakeClockAt(today))
	o.peer.send(t,
		`{"type":"message","data":{"msgId":9007199254740993,"chatUserId":"c1","fromId":"x1","msgType":"1","content":"你好","time":1778051289010}}`,
		`{"type":"message","data":{"msgId":"m2","msgType":2,"content":{"url":"http://h/p.png","size":"7"},"self":1,"clientId":"ours"}}`,
		`{"type":"revoke","data":{"msgId":"m2","chatUserId":"c1"}}`,
		`{"type":"state","data":{"userId":"u1","onOffline":0}}`,
		`{"type":"linkers","data":{"chatUserId":"c1","linkType":0,"page":1,"last":true,"list":[{"id":1},[]]}}`,
	)
	m := (<-o.frames).Body.(*Message)
	require.Equal(t, wire.Text("9007199254740993"), m.MsgID)
	require.Equal(t, "你好", m.Text())
	require.Zero(t, m.Media())
	require.Equal(t, today, m.Time.Time())
	m = (<-o.frames).Body.(*Message)
	require.Equal(t, Media{URL: "http://h/p.png", Size: 7}, m.Media())
	require.Empty(t, m.Text())
	require.True(t, bool(m.Self))
	require.Equal(t, wire.Text("m2"), (<-o.frames).Body.(*Revoke).MsgID)
	require.Equal(t, wire.Int(0), *(<-o.frames).Body.(*State).OnOffline)
	l := (<-o.frames).Body.(*Linkers)
	require.Len(t, l.List, 2)
	require.Equal(t, wire.Text("0"), l.LinkType)
	require.Error(t, l.List[1].Err)
}

func TestHostileFramesAreToldAndTheSocketGoesOn(t *testing.T) {
	o := open(t, clockwork.NewFakeClockAt(today))
	for _, raw := range []string{
		``, `null`, `[]`, `"x"`, `{`, `<html>`, `{"type":{}}`, `{"type":"message"}`, `{"type":"message","data":[]}`,
		`{"type":"message","data":{"msgType":"x"}}`, `{"type":"dance","data":{}}`, `{"type":"` + strings.Repeat("长", 300) + `"}`,
		strings.Repeat(`{"type":`, 20000),
	} {
		o.peer.send(t, raw)
		f := <-o.frames
		require.Error(t, f.Err, raw)
		require.Nil(t, f.Body)
		require.Equal(t, raw, string(f.Raw))
		require.Less(t, len(f.Err.Error()), 400)
	}
	o.peer.send(t, `{"type":"message","data":{"content":"`+strings.Repeat("x", maxFrame)+`"}}`)
	f := <-o.frames
	require.ErrorIs(t, f.Err, ErrTooLarge)
	require.Len(t, f.Raw, keptHead)
	require.NoError(t, o.peer.ws.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"state","data":{}}`)))
	require.IsType(t, &State{}, (<-o.frames).Body)
}

func TestPingsAreAnswered(t *testing.T) {
	o := open(t, clockwork.NewFakeClockAt(today))
	o.peer.send(t, `{"type":"ping","requestId":"p7"}`, `{"type":"pong"}`)
	require.Equal(t, outFrameSeen{Type: "pong", RequestID: "p7"}, o.peer.read(t))
}

func TestSend(t *testing.T) {
	o := open(t, clockwork.NewFakeClockAt(today))
	send := func() (Ack, error) {
		return o.socket.Send(t.Context(), OutMessage{ChatUserID: "c1", ToID: "x1", MsgType: MsgText, Content: "好", ClientID: "id1"})
	}
	for _, one := range []struct {
		answer string
		want   Ack
		code   string
	}{
		{`{"type":"ack","requestId":%q,"code":0,"data":{"msgId":"m1","time":1778051289010}}`, Ack{MsgID: "m1", Time: "1778051289010"}, ""},
		{`{"type":"ack","requestId":%q,"data":[]}`, Ack{}, ""},
		{`{"type":"ack","requestId":%q,"code":"5001","msg":"账号不在线"}`, Ack{}, "5001"},
	} {
		replied := o.peer.replies(t, `{"type":"ack","requestId":"of nobody","code":1}`, one.answer, one.answer)
		ack, err := send()
		replied()
		require.Equal(t, one.want, ack)
		var api *APIError
		require.Equal(t, one.code != "", errors.As(err, &api))
		if api != nil {
			require.Equal(t, one.code, api.Code)
			require.Equal(t, "账号不在线", api.Msg)
		}
	}

	_, err := o.socket.Send(t.Context(), OutMessage{Content: strings.Repeat("x", maxOut)})
	require.ErrorIs(t, err, ErrTooLarge)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = o.socket.Send(ended, OutMessage{})
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, errors.As(err, new(*UncertainError)))
}

func TestWhatGotNoAckMayHaveBeenSent(t *testing.T) {
	clock := clockwork.NewFakeClockAt(today)
	o := open(t, clock)
	done := make(chan error, 1)
	send := func() {
		_, err := o.socket.Send(context.Background(), OutMessage{ClientID: "id1"})
		done <- err
	}
	go send()
	o.peer.read(t)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 2)) // the beat and the wait
	clock.Advance(ackTimeout)
	err := <-done
	require.ErrorAs(t, err, new(*UncertainError))
	require.ErrorIs(t, err, wire.ErrTimeout)

	go send()
	o.peer.read(t)
	_ = o.peer.ws.Close()
	require.ErrorAs(t, <-done, new(*UncertainError))
	require.Error(t, <-o.ended)
	go send()
	require.ErrorIs(t, <-done, ErrNotConnected)
}

func TestTheEndOfASocket(t *testing.T) {
	t.Run("the back end closes it", func(t *testing.T) {
		o := open(t, clockwork.NewFakeClockAt(today))
		bye := websocket.FormatCloseMessage(4001, "tok-4f7c1d is no longer good")
		require.NoError(t, o.peer.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Minute)))
		err := <-o.ended
		require.ErrorIs(t, err, ErrServerClosed)
		require.NotContains(t, err.Error(), testToken)
	})
	t.Run("the caller ends it", func(t *testing.T) {
		o := open(t, clockwork.NewFakeClockAt(today))
		o.stop()
		require.ErrorIs(t, <-o.ended, context.Canceled)
		_, _, err := o.peer.ws.ReadMessage()
		require.True(t, websocket.IsCloseError(err, websocket.CloseNormalClosure), err)
	})
	t.Run("nothing is heard", func(t *testing.T) {
		clock := clockwork.NewFakeClockAt(today)
		o := open(t, clock)
		// The peer reads nothing, so that no pong comes.
		for range 3 {
			require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
			clock.Advance(pingEvery)
		}
		require.ErrorIs(t, <-o.ended, ErrSilent)
	})
}

func TestASocketThatCantBeOpened(t *testing.T) {
	b := newBackend(t)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	for answer, want := range map[string]string{
		`{"":{}}`:                              "no ws or wss URL",
		`{"url":"http://h/s"}`:                 "no ws or wss URL",
		`{"url":"ws://127.0.0.1:1/s"}`:         "127.0.0.1:1",
		`{"url":"ws` + b.URL[4:] + `/nobody"}`: "HTTP 200", // and no websocket
	} {
		b.says(GetSocketURL.path, `{"code":0,"data":`+answer+`}`)
		_, err := c.Connect(t.Context())
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "chat-token-1")
	}
	b.says(GetChatToken.path, `{"code":0,"data":{"":{}}}`)
	b.says(GetSocketURL.path, `{"code":0,"data":{"url":"ws://h/s"}}`)
	_, err := c.Connect(t.Context())
	require.ErrorContains(t, err, "no token")
}

func TestAHandshakeThatHangsIsGivenUp(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer silent.Close()
	b := newBackend(t)
	b.says(GetSocketURL.path, `{"code":0,"data":{"url":"ws://`+silent.Addr().String()+`/s"}}`)
	clock := clockwork.NewFakeClockAt(today)
	c := newTestClient(t, b.URL, clock)
	done := make(chan error, 1)
	go func() {
		_, err := c.Connect(t.Context())
		done <- err
	}()
	conn, err := silent.Accept()
	require.NoError(t, err)
	defer conn.Close()
	clock.Advance(connectTimeout)
	require.ErrorIs(t, <-done, wire.ErrTimeout)
}

func TestManySendAtOnce(t *testing.T) {
	o := open(t, clockwork.NewFakeClockAt(today))
	go func() {
		for {
			_, data, err := o.peer.ws.ReadMessage()
			if err != nil {
				return
			}
			var f outFrameSeen
			_ = json.Unmarshal(data, &f)
			var m OutMessage
			_ = json.Unmarshal(f.Data, &m)
			answer := fmt.Sprintf(`{"type":"ack","requestId":%q,"code":0,"data":{"msgId":%q}}`, f.RequestID, "of "+m.ClientID)
			if o.peer.ws.WriteMessage(websocket.TextMessage, []byte(answer)) != nil {
				return
			}
		}
	}()
	done := make(chan error, 50)
	for i := range 50 {
		go func() {
			id := fmt.Sprint(i)
			ack, err := o.socket.Send(t.Context(), OutMessage{ClientID: id})
			if err == nil && ack.MsgID.String() != "of "+id {
				err = fmt.Errorf("got the ack of another: %s", ack.MsgID)
			}
			done <- err
		}()
	}
	for range 50 {
		require.NoError(t, <-done)
	}
}

func TestNoRedirectIsFollowedToTheSocket(t *testing.T) {
	b := newBackend(t)
	moved := httptest.NewServer(http.RedirectHandler(b.URL+"/socket", http.StatusFound))
	defer moved.Close()
	b.says(GetSocketURL.path, `{"code":0,"data":{"url":"ws`+moved.URL[4:]+`/s"}}`)
	_, err := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today)).Connect(t.Context())
	require.ErrorContains(t, err, "HTTP 302")
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte(`{"type":"message","data":{"msgId":1,"msgType":2,"content":"{\"url\":1}","time":9e18}}`))
	f.Add([]byte(`{"type":"linkers","data":{"list":[{},[],null]}}`))
	f.Add([]byte(`{"type":"state","data":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var head *inFrame
		if json.Unmarshal(raw, &head) != nil || head == nil {
			return
		}
		got := readFrame(*head, raw)
		require.Equal(t, got.Err == nil, got.Body != nil)
		if m, ok := got.Body.(*Message); ok {
			m.Media()
			_, err := json.Marshal(m.Time.Time())
			require.NoError(t, err)
		}
	})
}
