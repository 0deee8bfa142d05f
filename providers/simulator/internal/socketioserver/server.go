// Package socketioserver is the server side of Socket.IO that the simulators
// need, written against what socket.io 2.5.1 (Engine.IO 3) and 4.8.4 (Engine.IO
// 4) were seen to do: websocket only, text packets, one namespace beside "/".
package socketioserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
)

// Config says what a Server speaks and whom it tells. The callbacks of one
// socket come from one goroutine, in order: Joined, Event…, Left.
type Config struct {
	// Namespace a client has to CONNECT to, "/imchat".
	Namespace string
	// Versions of Engine.IO spoken. {3} is a 2.x server and answers every
	// client in version 3; {4} a 4.x server without allowEIO3; {3, 4} one with.
	Versions []int
	// PingInterval and PingTimeout as announced; zero means 25 s and the
	// versions' own defaults, 5 s and 20 s.
	PingInterval, PingTimeout time.Duration
	Clock                     clockwork.Clock
	// NewID makes the id of a socket.
	NewID func() string

	// Authorize says whether a token may join; the error's text is the reason
	// the client is given.
	Authorize func(token string) error
	// Joined reports a socket whose CONNECT was accepted.
	Joined func(*Socket)
	// Event reports one event. A non-nil answer is the arguments of the
	// acknowledgement, sent if the client asked for one.
	Event func(s *Socket, name string, args []json.RawMessage) (ack []any)
	// Left reports that a joined socket is gone.
	Left func(*Socket)
}

// Server is an http.Handler for the path /socket.io/.
type Server struct {
	config   Config
	upgrader websocket.Upgrader

	mu      sync.Mutex
	sockets map[*Socket]struct{}
	closed  bool
	running sync.WaitGroup
}

// New makes a server; the caller closes it.
func New(config Config) *Server {
	if len(config.Versions) == 0 {
		config.Versions = []int{3, 4}
	}
	if config.PingInterval == 0 {
		config.PingInterval = 25 * time.Second
	}
	return &Server{
		config:   config,
		upgrader: websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }},
		sockets:  map[*Socket]struct{}{},
	}
}

// Close cuts every socket and waits until their goroutines have ended.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	for socket := range s.sockets {
		socket.Cut()
	}
	s.mu.Unlock()
	s.running.Wait()
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("transport") != "websocket" {
		writeRefusal(w, 0, "Transport unknown")
		return
	}
	if !websocket.IsWebSocketUpgrade(r) {
		writeRefusal(w, 3, "Bad request")
		return
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	version := s.version(query.Get("EIO"))
	if version == 0 {
		// A 4.x server without allowEIO3 answers in plain HTTP although the
		// upgrade is done: the client sees garbage, then the end.
		_, _ = ws.NetConn().Write([]byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n" +
			"Content-type: text/html\r\nContent-Length: 28\r\n\r\nUnsupported protocol version"))
		_ = ws.NetConn().Close()
		return
	}
	s.serve(newSocket(s.config.NewID(), version, query, ws))
}

// version is the one spoken with a client that asks for EIO=asked; 0: none.
func (s *Server) version(asked string) int {
	three, four := slices.Contains(s.config.Versions, 3), slices.Contains(s.config.Versions, 4)
	switch {
	case !four:
		return 3
	case asked == "4":
		return 4
	case three:
		return 3
	}
	return 0
}

func writeRefusal(w http.ResponseWriter, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = fmt.Fprintf(w, `{"code":%d,"message":%q}`, code, message)
}

// serve runs one socket until it is gone.
func (s *Server) serve(socket *Socket) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		socket.Cut()
		return
	}
	s.sockets[socket] = struct{}{}
	s.running.Add(1)
	s.mu.Unlock()
	defer s.running.Done()

	written := make(chan struct{})
	s.open(socket)
	go func() {
		defer close(written)
		s.write(socket)
	}()
	s.read(socket)
	socket.Cut()
	<-written

	s.mu.Lock()
	delete(s.sockets, socket)
	s.mu.Unlock()
	if socket.setJoined(false) {
		s.config.Left(socket)
	}
}

// open queues what a server says unasked.
func (s *Server) open(socket *Socket) {
	hello := map[string]any{
		"sid": socket.ID, "upgrades": []string{},
		"pingInterval": s.config.PingInterval.Milliseconds(),
		"pingTimeout":  s.pingTimeout(socket).Milliseconds(),
	}
	if socket.Version == 4 {
		hello["maxPayload"] = maxPayload
	}
	data, _ := encode(hello)
	socket.Send(string(engineOpen) + string(data))
	if socket.Version == 3 {
		socket.Send(packet{kind: packetConnect}.text())
	}
}

const maxPayload = 1_000_000

func (s *Server) pingTimeout(socket *Socket) time.Duration {
	switch {
	case s.config.PingTimeout != 0:
		return s.config.PingTimeout
	case socket.Version == 3:
		return 5 * time.Second
	}
	return 20 * time.Second
}

// write is the socket's only writer; it also keeps the heart's time.
func (s *Server) write(socket *Socket) {
	defer socket.Cut()
	interval, timeout := s.config.PingInterval, s.pingTimeout(socket)
	patience := interval + timeout // version 3: the client pings
	if socket.Version == 4 {
		patience = interval
	}
	timer := s.config.Clock.NewTimer(patience)
	defer timer.Stop()
	pinged := false
	for {
		select {
		case <-socket.done:
			return
		case <-socket.wake:
			if socket.flush() != nil {
				return
			}
		case <-socket.beat:
			pinged = false
			timer.Reset(patience)
		case <-timer.Chan():
			if socket.Version == 3 || pinged {
				return
			}
			pinged = true
			socket.Send(string(enginePing))
			timer.Reset(timeout)
		}
	}
}

// read handles frames until the socket ends or breaks the protocol.
func (s *Server) read(socket *Socket) {
	socket.ws.SetReadLimit(maxPayload)
	for {
		kind, frame, err := socket.ws.ReadMessage()
		if err != nil {
			return
		}
		if socket.Version == 3 {
			signal(socket.beat) // any frame is a sign of life
		}
		if kind != websocket.TextMessage || len(frame) == 0 {
			return
		}
		switch frame[0] {
		case enginePing:
			if socket.Version == 4 {
				return // wrong direction: a real server closes too
			}
			socket.Send(string(enginePong) + string(frame[1:]))
		case enginePong:
			if socket.Version == 3 {
				return
			}
			signal(socket.beat)
		case engineMessage:
			if s.handle(socket, string(frame[1:])) != nil {
				return
			}
		default:
			return
		}
	}
}

func (s *Server) handle(socket *Socket, text string) error {
	p, err := parsePacket(text)
	if err != nil {
		return err
	}
	switch p.kind {
	case packetConnect:
		s.connect(socket, p)
	case packetDisconnect:
		if p.namespace == s.config.Namespace && socket.setJoined(false) {
			s.config.Left(socket)
		}
	case packetEvent:
		return s.event(socket, p)
	}
	return nil
}

func (s *Server) connect(socket *Socket, p packet) {
	switch {
	case p.namespace == "/":
		s.accept(socket, p.namespace)
	case p.namespace != s.config.Namespace:
		s.refuse(socket, p.namespace, "Invalid namespace")
	default:
		if err := s.config.Authorize(s.token(socket, p)); err != nil {
			s.refuse(socket, p.namespace, err.Error())
			return
		}
		s.accept(socket, p.namespace)
		socket.adopt(p.query)
		if !socket.setJoined(true) {
			s.config.Joined(socket)
		}
	}
}

// token is where each kind of server looks for it. One that speaks both
// versions reads the websocket's URL alone: a token only in CONNECT is refused.
func (s *Server) token(socket *Socket, p packet) string {
	if token := socket.Query.Get("token"); token != "" || len(s.config.Versions) > 1 {
		return token
	}
	if socket.Version == 3 {
		query, _ := url.ParseQuery(p.query)
		return query.Get("token")
	}
	var auth struct {
		Token string `json:"token"`
	}
	_ = json.Unmarshal(p.data, &auth)
	return auth.Token
}

func (s *Server) accept(socket *Socket, namespace string) {
	answer := packet{kind: packetConnect, namespace: namespace}
	if socket.Version == 4 {
		answer.data, _ = encode(map[string]string{"sid": s.config.NewID()})
	}
	socket.Send(answer.text())
}

func (s *Server) refuse(socket *Socket, namespace, reason string) {
	answer := packet{kind: packetRefusal, namespace: namespace}
	if socket.Version == 4 {
		answer.data, _ = encode(map[string]string{"message": reason})
	} else {
		answer.data, _ = encode(reason)
	}
	socket.Send(answer.text())
}

func (s *Server) event(socket *Socket, p packet) error {
	socket.mu.Lock()
	joined := socket.joined
	socket.mu.Unlock()
	if p.namespace != s.config.Namespace || !joined {
		return nil // as the real ones: dropped without a word
	}
	name, args, err := p.event()
	if err != nil {
		return err
	}
	ack := s.config.Event(socket, name, args)
	if p.id == "" || ack == nil {
		return nil
	}
	data, err := encode(ack)
	if err != nil {
		return err
	}
	socket.Send(packet{kind: packetAck, namespace: p.namespace, id: p.id, data: data}.text())
	return nil
}
