package socketio

import (
	"context"
	"encoding/json"
)

func (s *session) expectAck() (int64, chan []json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, reply := s.nextID, make(chan []json.RawMessage, 1)
	s.nextID++
	s.acks[id] = reply
	return id, reply
}

func (s *session) forgetAck(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.acks, id)
}

// acknowledge ignores an id nobody waits for: a repeat, or too late.
func (s *session) acknowledge(id int64, args []json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if reply, ok := s.acks[id]; ok {
		delete(s.acks, id)
		reply <- args
	}
}

// awaitAck waits for the reply to an event that was handed over.
func (s *session) awaitAck(ctx context.Context, event string, reply <-chan []json.RawMessage) ([]json.RawMessage, error) {
	var err error
	select {
	case args := <-reply:
		return args, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.ctx.Done():
		err = context.Cause(s.ctx)
	}
	select {
	case args := <-reply: // it came together with the end
		return args, nil
	default:
		return nil, &UncertainError{Event: event, Err: err}
	}
}
