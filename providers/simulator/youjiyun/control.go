package youjiyun

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"

	"seatdeck/providers/simulator/internal/control"
	"seatdeck/providers/simulator/internal/socketioserver"
	"seatdeck/providers/simulator/internal/talk"
)

// controls mounts what tests and people steer the simulator with; no part of
// the document.
func (s *Server) controls(mux *http.ServeMux) {
	control.Faults(mux, "/_control/faults", s.faults.Plan, s.faults.Set)
	mux.HandleFunc("POST /_control/say", control.Do(func(_ context.Context, in sayRequest) (any, error) {
		say := s.Say
		if in.Phone {
			say = s.SayFromPhone
		}
		if !say(in.RobotKey, in.ChatUser, in.Text) {
			return nil, fmt.Errorf("no conversation of robot %q with %q", in.RobotKey, in.ChatUser)
		}
		return "ok", nil
	}))
	mux.HandleFunc("POST /_control/friend-request", control.Do(func(_ context.Context, in sayRequest) (any, error) {
		id, ok := s.RequestFriendship(in.RobotKey, in.Text)
		if !ok {
			return nil, fmt.Errorf("no robot %q", in.RobotKey)
		}
		return map[string]string{"userId": id}, nil
	}))
	mux.HandleFunc("GET /_control/sent", control.Get(func() any {
		return append([]SentMessage{}, s.Sent()...)
	}))
	mux.HandleFunc("POST /_control/robot-state", control.Do(func(_ context.Context, in stateRequest) (any, error) {
		if !s.SetRobotState(in.RobotKey, in.State) {
			return nil, fmt.Errorf("no robot %q or no state %d", in.RobotKey, in.State)
		}
		return "ok", nil
	}))
	mux.HandleFunc("POST /_control/group-settings", control.Do(func(_ context.Context, in groupRequest) (any, error) {
		settings := s.GroupSettings(in.RobotKey, in.GroupID)
		if settings == nil {
			return nil, fmt.Errorf("no group %q of robot %q", in.GroupID, in.RobotKey)
		}
		return settings, nil
	}))
	mux.HandleFunc("GET /_control/tagged", control.Get(func() any { return s.Tagged() }))
	mux.HandleFunc("POST /_control/drop", control.Get(func() any {
		s.Drop()
		return "ok"
	}))
	mux.HandleFunc("POST /_control/flood", control.Do(func(ctx context.Context, in Flood) (any, error) { return s.Flood(ctx, in) }))
	mux.HandleFunc("GET /_control/truth", control.Lines(s.Truth))
}

type sayRequest struct {
	RobotKey string `json:"robotKey"`
	ChatUser string `json:"chatUser"`
	Text     string `json:"text"`
	Phone    bool   `json:"phone"` // the seat's owner says it, on their phone
}

type stateRequest struct {
	RobotKey string     `json:"robotKey"`
	State    RobotState `json:"state"`
}

type groupRequest struct {
	RobotKey string `json:"robotKey"`
	GroupID  string `json:"groupId"`
}

// RequestFriendship makes somebody new ask a robot for friendship, 3.8, and
// returns their user id.
func (s *Server) RequestFriendship(robotKey, reason string) (userID string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.robotByKey(robotKey)
	if r == nil {
		return "", false
	}
	return s.askFriendship(r, reason).id(), true
}

// Flood is many customer messages at once, spread over the conversations of the
// seats that are online.
type Flood struct {
	Messages int     `json:"messages"`
	Drop     float64 `json:"drop"`    // chance per message that every socket is cut instead of its push
	Repeat   float64 `json:"repeat"`  // chance that it is pushed twice
	Shuffle  int     `json:"shuffle"` // pushes are out of order within so many
}

// FloodResult counts what a Flood did.
type FloodResult struct {
	Messages int `json:"messages"` // said, and in the history
	Pushed   int `json:"pushed"`   // frames of messages sent to at least one socket
	Repeated int `json:"repeated"`
	Drops    int `json:"drops"`
}

// floodBatch messages are said under one lock; maxFlooded frames may wait for a
// slow socket before the flood waits too.
const (
	floodBatch = 64
	maxFlooded = 4096
)

// Flood says and pushes as fast as the sockets take it, and returns when the
// last message is said.
func (s *Server) Flood(ctx context.Context, flood Flood) (FloodResult, error) {
	var result FloodResult
	for left := flood.Messages; left > 0; left -= floodBatch {
		if err := s.floodSome(min(left, floodBatch), flood, &result); err != nil {
			return result, err
		}
		for _, socket := range s.joinedSockets() {
			socket.Drained(ctx, maxFlooded)
		}
		if err := ctx.Err(); err != nil {
			return result, fmt.Errorf("flood, %d messages said: %w", result.Messages, err)
		}
	}
	return result, nil
}

func (s *Server) joinedSockets() []*socketioserver.Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sockets []*socketioserver.Socket
	for socket := range s.sockets {
		sockets = append(sockets, socket)
	}
	return sockets
}

func (s *Server) floodSome(n int, flood Flood, result *FloodResult) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var batch []*message
	for range n {
		c := s.anyChat()
		if c == nil {
			return fmt.Errorf("flood: no seat is online")
		}
		m := &message{at: s.now(), chat: c, content: content{
			ContentType: typeText, Content: fmt.Sprintf("第%d条：%s", result.Messages+1, talk.One(s.rand, talk.ThanksLines)),
		}}
		if c.group == nil {
			m.from = speaker{c.contact.id(), c.contact.name, c.contact.avatar}
		} else {
			m.from = c.voice('1')
		}
		s.world.add(m)
		result.Messages++
		batch = append(batch, m)
	}
	shuffleWithin(s.rand, batch, flood.Shuffle)
	for _, m := range batch {
		if flood.Drop > 0 && s.rand.Float64() < flood.Drop {
			result.Drops++
			s.cutAll()
			continue
		}
		if len(s.sockets) > 0 {
			result.Pushed++
		}
		s.announce(m)
		if flood.Repeat > 0 && s.rand.Float64() < flood.Repeat {
			result.Repeated++
			s.announce(m)
		}
	}
	return nil
}

// shuffleWithin shuffles each run of size messages.
func shuffleWithin(r *rand.Rand, all []*message, size int) {
	for size > 1 && len(all) > 0 {
		run := all[:min(size, len(all))]
		r.Shuffle(len(run), func(i, j int) { run[i], run[j] = run[j], run[i] })
		all = all[len(run):]
	}
}
