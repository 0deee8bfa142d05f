package socketio

import (
	"errors"
	"fmt"
)

// handshake reads until the server has let us into the namespace. It runs
// before the reader and the writer, on the goroutine that calls the handler.
func (s *session) handshake(asked int, h Handler) error {
	s.eio = asked
	greeted := false
	for {
		frame, binary, err := s.link.read()
		if errors.Is(err, ErrTooLarge) {
			h.Malformed(frame, err)
			continue
		}
		if err != nil {
			return s.cause(err)
		}
		if binary || len(frame) == 0 {
			h.Malformed(frame, fmt.Errorf("%w: not expected while connecting", ErrPacket))
			continue
		}
		kind, body := frame[0], frame[1:]
		switch {
		case kind == engineOpen && !greeted:
			if s.open, err = parseOpen(body); err != nil {
				return err
			}
			greeted = true
			if asked == 4 {
				err = s.write(s.target.connect(4))
			}
		case kind == enginePing:
			if s.eio == 4 {
				err = s.write([]byte{enginePong})
			}
		case kind == engineClose:
			return ErrServerClosed
		case kind == engineMessage && greeted:
			done, problem := s.welcome(frame, h)
			if done {
				return nil
			}
			err = problem
		case kind == enginePong, kind == engineNoop:
		default:
			h.Malformed(frame, fmt.Errorf("%w: not expected while connecting", ErrPacket))
		}
		if err != nil {
			return s.cause(err)
		}
	}
}

// welcome deals with one message while connecting; done says that the namespace
// is ours.
func (s *session) welcome(frame []byte, h Handler) (done bool, err error) {
	p, err := parsePacket(frame[1:])
	if err != nil {
		h.Malformed(frame, err)
		return false, nil
	}
	root := p.namespace == rootNamespace
	ours := p.namespace == s.target.namespace
	switch {
	case p.kind == typeError && (ours || root):
		return false, s.refused(p)
	case p.kind == typeDisconnect && (ours || root):
		return false, ErrServerClosed
	case p.kind == typeConnect && root && len(p.data) == 0 && !ours:
		// Only Engine.IO 3 lets a client into the root unasked, whichever
		// version was asked for. One that was asked for 4 has our CONNECT
		// already and finds the query in the websocket URL.
		wasThree := s.eio == 3
		s.eio = 3
		if wasThree {
			return false, s.write(s.target.connect(3))
		}
		return false, nil
	case p.kind == typeConnect && ours:
		if root && len(p.data) == 0 {
			s.eio = 3
		}
		return true, nil
	}
	return false, nil // another namespace's traffic
}

func (s *session) refused(p packet) error {
	return &RefusedError{
		Namespace: s.target.namespace,
		Reason:    shorten(mask(refusal(p.data), s.target.secrets())),
	}
}
