package socketio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

func TestConnect(t *testing.T) {
	t.Run("Engine.IO 3", func(t *testing.T) {
		b := newBed(t)
		p := b.server.accept(t)
		require.Equal(t, "/socket.io/", p.path)
		require.Equal(t, url.Values{"EIO": {"3"}, "transport": {"websocket"}, "token": {testToken}}, p.query)
		require.False(t, b.client.Connected())
		p.admit3()
		b.told.expect("connected")
		require.True(t, b.client.Connected())
	})
	t.Run("Engine.IO 4", func(t *testing.T) {
		b := newBed(t, eio(4))
		p := b.server.accept(t)
		require.Equal(t, url.Values{"EIO": {"4"}, "transport": {"websocket"}, "token": {testToken}}, p.query)
		p.admit4()
		b.told.expect("connected")
	})
	t.Run("URL's own query", func(t *testing.T) {
		b := newBed(t, func(c *Config) {
			before := c.Endpoint
			c.Endpoint = func(ctx context.Context) (Endpoint, error) {
				e, _ := before(ctx)
				return Endpoint{URL: e.URL + "?token=a%2Cb&msgFilter=1", EIO: 3}, nil
			}
		})
		p := b.server.accept(t)
		require.Equal(t, "a,b", p.query.Get("token"))
		require.Equal(t, "1", p.query.Get("msgFilter"))
		p.send(greeting, "40")
		p.expect("40/imchat?msgFilter=1&token=a%2Cb,")
	})
	t.Run("root namespace", func(t *testing.T) {
		for _, version := range []int{3, 4} {
			b := newBed(t, func(c *Config) {
				before := c.Endpoint
				c.Endpoint = func(ctx context.Context) (Endpoint, error) {
					e, _ := before(ctx)
					return Endpoint{URL: strings.TrimSuffix(e.URL, "imchat"), EIO: version}, nil
				}
			})
			p := b.server.accept(t)
			p.send(greeting)
			if version == 3 {
				p.send("40")
			} else {
				p.expect("40")
				p.send(`40{"sid":"y"}`)
			}
			b.told.expect("connected")
			p.send(`42["hello"]`)
			b.told.expect("event hello")
		}
	})
}

func TestVersionFallback(t *testing.T) {
	t.Run("server breaks after the upgrade", func(t *testing.T) {
		b := newBed(t, eio(0))
		first := b.server.accept(t)
		require.Equal(t, "3", first.query.Get("EIO"))
		require.NoError(t, first.ws.Close())
		second := b.server.accept(t) // without a wait and without a report
		require.Equal(t, "4", second.query.Get("EIO"))
		second.admit4()
		b.told.expect("connected")

		// What worked is remembered.
		require.NoError(t, second.ws.Close())
		b.told.expect("disconnected")
		b.waiters(1)
		b.clock.Advance(10 * time.Second)
		third := b.server.accept(t)
		require.Equal(t, "4", third.query.Get("EIO"))
		// A break now costs its turn: no second attempt at once.
		require.NoError(t, third.ws.Close())
		b.told.expect("disconnected")
		b.waiters(1)
		require.Empty(t, b.server.peers)
		b.clock.Advance(20 * time.Second)
		require.Equal(t, "3", b.server.accept(t).query.Get("EIO"))
	})
	t.Run("server ignores the version asked for", func(t *testing.T) {
		b := newBed(t, eio(4))
		p := b.server.accept(t)
		p.send(greeting, "40")
		p.expect(`40/imchat,{"token":"` + testToken + `"}`)
		p.send("40/imchat,")
		b.told.expect("connected")
		b.waiters(2)
		b.clock.Advance(25 * time.Second)
		p.expect("2") // it is the client that pings
	})
	t.Run("forced", func(t *testing.T) {
		b := newBed(t)
		require.NoError(t, b.server.accept(t).ws.Close())
		b.told.expect("disconnected")
		b.waiters(1)
		b.clock.Advance(10 * time.Second)
		require.Equal(t, "3", b.server.accept(t).query.Get("EIO"))
	})
	t.Run("refusal is not a wrong version", func(t *testing.T) {
		b := newBed(t, eio(0))
		p := b.server.accept(t)
		p.send(greeting, "40", `44/imchat,"no"`)
		b.told.expect("disconnected")
		b.waiters(1)
		b.clock.Advance(10 * time.Second)
		require.Equal(t, "3", b.server.accept(t).query.Get("EIO"))
	})
	t.Run("HTTP status 400", func(t *testing.T) {
		asked := make(chan string, 2)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked <- r.URL.Query().Get("EIO")
			http.Error(w, `{"code":5,"message":"Unsupported protocol version"}`, http.StatusBadRequest)
		}))
		defer server.Close()
		b := newBed(t, func(c *Config) { c.Endpoint = endpointOf(server.URL, 0) })
		err := b.told.expectErr("disconnected")
		require.Equal(t, "3", <-asked)
		require.Equal(t, "4", <-asked)
		var status *StatusError
		require.ErrorAs(t, err, &status)
		require.Equal(t, 400, status.Code)
	})
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		version int
		frame   string
		reason  string
	}{
		"Engine.IO 3": {3, `44/imchat,"token ` + testToken + ` expired"`, "token *** expired"},
		"Engine.IO 4": {4, `44/imchat,{"message":"token ` + testToken + ` expired"}`, "token *** expired"},
		"root":        {3, `44"go away"`, "go away"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t, eio(c.version))
			p := b.server.accept(t)
			p.send(greeting, c.frame)
			err := b.told.expectErr("disconnected")
			var refused *RefusedError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, RefusedError{Namespace: "/imchat", Reason: c.reason}, *refused)
			require.NotContains(t, err.Error(), testToken)
			p.expectEnd() // the server would leave it open
		})
	}
	t.Run("later", func(t *testing.T) {
		b := newBed(t)
		p := b.connected()
		p.send(`44/imchat,"kicked"`)
		var refused *RefusedError
		require.ErrorAs(t, b.told.expectErr("disconnected"), &refused)
		p.expectEnd()
	})
}

func TestNoSecretInErrors(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	forbidden := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, r.URL.RawQuery, http.StatusForbidden)
	}))
	defer forbidden.Close()
	echo := rawServer(t, func(conn net.Conn) {
		buffer := make([]byte, 4096)
		n, _ := conn.Read(buffer)
		_, _ = conn.Write(buffer[:n])
		_ = conn.Close()
	})
	for name, base := range map[string]string{
		"nobody listens": closed.URL,
		"status":         forbidden.URL,
		"not HTTP":       echo,
		"bad host":       "http://no such host",
		"bad escape":     "http://127.0.0.1/%zz",
		"no scheme":      "127.0.0.1",
		"scheme":         "ftp://127.0.0.1",
		"user":           "http://agent:" + testToken + "@127.0.0.1",
		"bad port":       "http://127.0.0.1:port" + testToken,
	} {
		t.Run(name, func(t *testing.T) {
			e := Endpoint{URL: base + "/imchat?token=" + testToken, Auth: map[string]any{"token": testToken}, EIO: 3}
			b := newBed(t, func(c *Config) {
				c.Endpoint = func(context.Context) (Endpoint, error) { return e, nil }
			})
			err := b.told.expectErr("disconnected")
			require.Error(t, err)
			require.NotContains(t, err.Error(), testToken)
			require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", e, e, e, e), testToken)
			if name == "nobody listens" || name == "status" {
				var at *url.Error
				require.ErrorAs(t, err, &at)
				require.Equal(t, strings.Replace(base, "http", "ws", 1)+"/imchat", at.URL)
			}
		})
	}
}

// rawServer answers each TCP connection with serve.
func rawServer(t *testing.T, serve func(net.Conn)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serve(conn)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	return "http://" + listener.Addr().String()
}

func TestEndpointError(t *testing.T) {
	expired := errors.New("no token yet")
	asked := 0
	b := newBed(t, func(c *Config) {
		before := c.Endpoint
		c.Endpoint = func(ctx context.Context) (Endpoint, error) {
			if asked++; asked == 1 {
				return Endpoint{}, expired
			}
			return before(ctx)
		}
	})
	require.ErrorIs(t, b.told.expectErr("disconnected"), expired)
	b.waiters(1)
	b.clock.Advance(10 * time.Second)
	b.connected() // it is asked anew each time
}

func TestEvents(t *testing.T) {
	b := newBed(t)
	p := b.connected()
	p.send(
		`42/imchat,["message",{"labelId":14073752703607622}]`,
		`42/imchat,["message",{"labelId":14073752703607622}]`, // a repeat is the caller's to know
		`40/imchat,`,                  // so is not a second CONNECT
		`42["message",{"root":true}]`, // another namespace's
		`42/other,["message"]`,
		`43/imchat,99["nobody asked"]`,
		`3`, `6`,
		`42/imchat,5["question",1,"二"]`,
	)
	b.told.expect(
		`event message {"labelId":14073752703607622}`,
		`event message {"labelId":14073752703607622}`,
		`event question 1 "二"`,
	)
	p.expect(`43/imchat,5[]`)
}

func TestMalformedNeverEndsTheConnection(t *testing.T) {
	b := newBed(t, func(c *Config) { c.MaxFrame = 100 })
	p := b.connected()
	for _, c := range []struct{ frame, told string }{
		{``, `malformed ""`},
		{`garbage`, `malformed "garbage"`},
		{`4`, `malformed "4"`},
		{`42/imchat,["a",{"b":`, `malformed "42/imchat,[\"a\",{\"b\":"`},
		{`42/imchat,{"a":1}`, `malformed "42/imchat,{\"a\":1}"`},
		{`42/imchat,[]`, `malformed "42/imchat,[]"`},
		{`43/imchat,0{}`, `malformed "43/imchat,0{}"`},
		{`49/imchat,[]`, `malformed "49/imchat,[]"`},
		{greeting, `malformed "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\""`},
		{`5probe`, `malformed "5probe"`},
		{`bAAAA`, `malformed "bAAAA"`},
		{`450-/imchat,["a"]`, `malformed "450-/imchat,[\"a\"]"`},
		{`42/imchat,["` + strings.Repeat("长", 1<<16) + `"]`, `malformed "42/imchat,[\"` + strings.Repeat("长", 28) + `"`},
	} {
		p.send(c.frame, `42/imchat,["next"]`)
		err := b.told.expectErr(c.told)
		require.True(t, errors.Is(err, ErrPacket) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrBinary), "%v", err)
		b.told.expect("event next")
	}
	require.NoError(t, p.ws.WriteMessage(websocket.BinaryMessage, []byte{4, 1}))
	require.ErrorIs(t, b.told.expectErr(`malformed "\x04\x01"`), ErrPacket)
	p.send(`42/imchat,["next"]`)
	b.told.expect("event next")
}

func TestMalformedWhileConnecting(t *testing.T) {
	b := newBed(t)
	p := b.server.accept(t)
	p.send(`x`, greeting, ``, `49`)
	require.NoError(t, p.ws.WriteMessage(websocket.BinaryMessage, []byte{1}))
	p.send("40")
	p.expect("40/imchat?token=" + testToken + ",")
	p.send("40/imchat,")
	b.told.expect(`malformed "x"`, `malformed ""`, `malformed "49"`, `malformed "\x01"`, "connected")
}

func TestBinaryEvent(t *testing.T) {
	const header = `452-/imchat,["picture",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]`
	told := fmt.Sprintf("malformed %.40q", header)
	attach := func(p *peer) { require.NoError(t, p.ws.WriteMessage(websocket.BinaryMessage, []byte{4, 0})) }

	b := newBed(t)
	p := b.connected()
	p.send(header)
	attach(p)
	p.send("3") // a pong may come between
	attach(p)
	p.send(`42/imchat,["next"]`)
	require.ErrorIs(t, b.told.expectErr(told), ErrBinary)
	b.told.expect("event next")

	p.send(header)
	attach(p)
	p.send(`42/imchat,["next"]`)
	require.ErrorContains(t, b.told.expectErr(told), "1 attachments are missing")
	b.told.expect("event next")
}

func TestServerEnds(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(p *peer)
		want error
	}{
		"engine close":         {func(p *peer) { p.send("1") }, ErrServerClosed},
		"namespace disconnect": {func(p *peer) { p.send("41/imchat,") }, ErrServerClosed},
		"websocket close": {func(p *peer) {
			goodbye := websocket.FormatCloseMessage(websocket.CloseGoingAway, testToken)
			_ = p.ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(patience))
		}, ErrServerClosed},
		"connection drops": {func(p *peer) { _ = p.ws.Close() }, nil},
		"drops mid-frame": {func(p *peer) {
			_, err := p.ws.NetConn().Write([]byte("\x81\x7d42/imchat,[\"message\",{\"half\":"))
			require.NoError(t, err)
			_ = p.ws.Close()
		}, nil},
		"not a websocket frame": {func(p *peer) {
			_, err := p.ws.NetConn().Write([]byte{0xff, 0xff, 0xff})
			require.NoError(t, err)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t)
			p := b.connected()
			p.send(`42/imchat,["last"]`)
			c.do(p)
			b.told.expect("event last")
			err := b.told.expectErr("disconnected")
			require.Error(t, err)
			require.NotContains(t, err.Error(), testToken)
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
			}
			require.False(t, b.client.Connected())
			require.ErrorIs(t, b.client.Emit(context.Background(), "x"), ErrNotConnected)
			p.expectEnd()
		})
	}
}

func TestDisconnectOfAnotherNamespaceIsNotOurs(t *testing.T) {
	b := newBed(t)
	p := b.connected()
	p.send("41", "41/other,", `42/imchat,["still"]`)
	b.told.expect("event still")
}

func TestRunEnds(t *testing.T) {
	b := newBed(t)
	p := b.connected()
	b.stop()
	require.ErrorIs(t, <-b.ended, context.Canceled)
	require.ErrorIs(t, b.told.expectErr("disconnected"), context.Canceled)
	_, err := p.receive()
	require.True(t, websocket.IsCloseError(err, websocket.CloseNormalClosure), "%v", err)
}

func TestRunTwice(t *testing.T) {
	b := newBed(t)
	b.connected()
	require.ErrorIs(t, b.client.Run(context.Background(), b.told), ErrRunning)
}

func TestRunEndsWhileConnecting(t *testing.T) {
	b := newBed(t)
	p := b.server.accept(t)
	p.send(greeting)
	b.stop()
	require.ErrorIs(t, <-b.ended, context.Canceled)
	require.Empty(t, b.told.lines)
}
