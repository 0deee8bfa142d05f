package socketioserver

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

const goodToken = "eaa9c935b5b27c231a8b0c323feb1361"

// peer is a websocket that speaks nothing by itself.
type peer struct {
	t  *testing.T
	ws *websocket.Conn
}

func (p peer) read() string {
	p.t.Helper()
	require.NoError(p.t, p.ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	_, frame, err := p.ws.ReadMessage()
	require.NoError(p.t, err)
	return string(frame)
}

func (p peer) send(frame string) {
	p.t.Helper()
	require.NoError(p.t, p.ws.WriteMessage(websocket.TextMessage, []byte(frame)))
}

func (p peer) gone() {
	p.t.Helper()
	require.NoError(p.t, p.ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	_, frame, err := p.ws.ReadMessage()
	for err == nil && string(frame) == "3" { // a pong that was on its way
		_, frame, err = p.ws.ReadMessage()
	}
	require.Error(p.t, err, "%s", frame)
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) {
		require.False(p.t, timeout.Timeout(), "the socket stayed open")
	}
}

// bench is a server under test.
type bench struct {
	t      *testing.T
	server *Server
	http   *httptest.Server
	clock  *clockwork.FakeClock
	joined chan *Socket
	left   chan *Socket
}

func newBench(t *testing.T, versions ...int) *bench {
	b := &bench{t: t, clock: clockwork.NewFakeClock(), joined: make(chan *Socket, 8), left: make(chan *Socket, 8)}
	var ids atomic.Int64
	b.server = New(Config{
		Namespace: "/imchat", Versions: versions, Clock: b.clock,
		NewID: func() string { return "id" + strconv.FormatInt(ids.Add(1), 10) },
		Authorize: func(token string) error {
			if token != goodToken {
				return errors.New("用户认证失败")
			}
			return nil
		},
		Joined: func(s *Socket) { b.joined <- s },
		Left:   func(s *Socket) { b.left <- s },
		Event: func(s *Socket, name string, args []json.RawMessage) []any {
			if name == "quiet" {
				return nil
			}
			return []any{name, args}
		},
	})
	b.http = httptest.NewServer(b.server)
	t.Cleanup(func() { b.server.Close(); b.http.Close() })
	return b
}

func (b *bench) dial(query string) peer {
	b.t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(b.http.URL, "http")+"/socket.io/?transport=websocket&"+query, nil)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { ws.Close() })
	return peer{b.t, ws}
}

func TestVersion3(t *testing.T) {
	b := newBench(t, 3)
	p := b.dial("EIO=4&token=" + goodToken) // a 2.x server does not look at EIO
	require.JSONEq(t, `{"sid":"id1","upgrades":[],"pingInterval":25000,"pingTimeout":5000}`, strings.TrimPrefix(p.read(), "0"))
	require.Equal(t, "40", p.read(), "unasked")
	p.send("40/imchat,")
	require.Equal(t, "40/imchat,", p.read())
	socket := <-b.joined
	require.Equal(t, 3, socket.Version)

	p.send("2")
	require.Equal(t, "3", p.read())
	p.send(`42/imchat,7["hello",{"a":1}]`)
	require.Equal(t, `43/imchat,7["hello",[{"a":1}]]`, p.read())
	p.send(`42/imchat,["hello"]`) // no acknowledgement wanted
	p.send(`42/imchat,8["quiet"]`)
	socket.Send(`42/imchat,["message",{}]`)
	require.Equal(t, `42/imchat,["message",{}]`, p.read())

	p.send("41/imchat")
	require.Same(t, socket, <-b.left)
	p.send("3") // a pong from a version 3 client breaks the protocol
	p.gone()
}

func TestVersion4(t *testing.T) {
	b := newBench(t, 4)
	p := b.dial("EIO=4")
	require.JSONEq(t, `{"sid":"id1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`, strings.TrimPrefix(p.read(), "0"))
	p.send(`40/imchat,{"token":"` + goodToken + `"}`)
	require.Equal(t, `40/imchat,{"sid":"id2"}`, p.read())
	<-b.joined

	require.NoError(t, b.clock.BlockUntilContext(context.Background(), 1))
	b.clock.Advance(25 * time.Second)
	require.Equal(t, "2", p.read(), "the server pings")
	p.send("2") // the client must not
	p.gone()
	<-b.left
}

func TestHeartbeatTimeouts(t *testing.T) {
	for version, advances := range map[int][]time.Duration{
		3: {30 * time.Second},
		4: {25 * time.Second, 20 * time.Second},
	} {
		b := newBench(t, version)
		p := b.dial("EIO=" + strconv.Itoa(version))
		p.read()
		for i, d := range advances {
			require.NoError(t, b.clock.BlockUntilContext(context.Background(), 1))
			b.clock.Advance(d)
			if version == 3 {
				require.Equal(t, "40", p.read())
			} else if i == 0 {
				require.Equal(t, "2", p.read())
			}
		}
		p.gone()
	}
}

func TestWhereTheTokenIs(t *testing.T) {
	inURL, inConnect3, inConnect4 := "token="+goodToken, "40/imchat?token="+goodToken+",", `40/imchat,{"token":"`+goodToken+`"}`
	refused3, refused4 := `44/imchat,"用户认证失败"`, `44/imchat,{"message":"用户认证失败"}`
	for _, c := range []struct {
		name           string
		versions       []int
		query, connect string
		answer         string
	}{
		{"2.x in the URL", []int{3}, "EIO=3&" + inURL, "40/imchat,", "40/imchat,"},
		{"2.x in CONNECT", []int{3}, "EIO=3", inConnect3, "40/imchat,"},
		{"2.x nowhere", []int{3}, "EIO=3", "40/imchat,", refused3},
		{"4.x in CONNECT", []int{4}, "EIO=4", inConnect4, `40/imchat,{"sid":"id2"}`},
		{"4.x wrong", []int{4}, "EIO=4&token=x", "40/imchat,", refused4},
		{"both, v4 only in CONNECT", []int{3, 4}, "EIO=4", inConnect4, refused4},
		{"both, v3 only in CONNECT", []int{3, 4}, "EIO=3", inConnect3, refused3},
		{"both, in the URL", []int{3, 4}, "EIO=4&" + inURL, inConnect4, `40/imchat,{"sid":"id2"}`},
		{"unknown namespace", []int{3}, "EIO=3", "40/other,", `44/other,"Invalid namespace"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, c.versions...)
			p := b.dial(c.query)
			p.read()
			if !strings.Contains(c.query, "EIO=4") {
				require.Equal(t, "40", p.read())
			}
			p.send(c.connect)
			require.Equal(t, c.answer, p.read())
			if strings.HasPrefix(c.answer, "44") { // still open: the client has to close
				require.Empty(t, b.joined)
				p.send(c.connect)
				require.Equal(t, c.answer, p.read())
			}
		})
	}
}

func TestUnsupportedVersionBreaksAfterTheUpgrade(t *testing.T) {
	b := newBench(t, 4)
	p := b.dial("EIO=3")
	p.gone()
}

func TestPollingIsRefused(t *testing.T) {
	b := newBench(t, 3, 4)
	answer, err := http.Get(b.http.URL + "/socket.io/?EIO=4&transport=polling")
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, 400, answer.StatusCode)
	require.JSONEq(t, `{"code":0,"message":"Transport unknown"}`, string(body))
}

func TestEventsBeforeConnectAreDropped(t *testing.T) {
	b := newBench(t, 3)
	p := b.dial("EIO=3")
	p.read()
	p.read()
	p.send(`42/imchat,7["hello"]`)
	p.send("2probe")
	require.Equal(t, "3probe", p.read(), "and no acknowledgement before it")
}

func TestMutedCutAndHalf(t *testing.T) {
	b := newBench(t, 3)
	join := func() (peer, *Socket) {
		p := b.dial("EIO=3&token=" + goodToken)
		p.read()
		p.read()
		p.send("40/imchat,")
		p.read()
		return p, <-b.joined
	}
	p, socket := join()
	socket.Mute(true)
	socket.Send("lost")
	p.send("2")
	socket.Mute(false)
	socket.Send("heard")
	for frame := p.read(); frame != "heard"; frame = p.read() {
		require.Equal(t, "3", frame) // the pong, if it came after the muting
	}
	socket.SendHalf(`42/imchat,["message",{"messageId":"1"}]`)
	p.gone()
	<-b.left

	p, socket = join()
	socket.Cut()
	p.gone()
	require.Same(t, socket, <-b.left)
}

func TestPacketsRoundTrip(t *testing.T) {
	for _, text := range []string{"0", "0/imchat,", `2/imchat,12["a",1]`, `2["a"]`, `3/imchat,1[]`, `4/imchat,"no"`, "1/imchat,"} {
		p, err := parsePacket(text)
		require.NoError(t, err, text)
		require.Equal(t, "4"+text, p.text())
	}
	for _, text := range []string{"", "9", "x", `2/imchat,["a"`, "5/imchat,[]"} {
		_, err := parsePacket(text)
		require.ErrorIs(t, err, errPacket, text)
	}
}

func FuzzParsePacket(f *testing.F) {
	for _, seed := range []string{"0", "0/imchat?token=x,", `2/imchat,7["a",{}]`, "2/", "1", "40"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePacket(text)
		if err != nil {
			return
		}
		if p.kind == packetEvent {
			_, _, _ = p.event()
		}
		again, err := parsePacket(p.text()[1:])
		if err == nil && p.query == "" && p.namespace != "" {
			require.Equal(t, p.kind, again.kind)
		}
	})
}
