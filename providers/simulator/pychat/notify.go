package pychat

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/neighbours"
	"seatdeck/providers/simulator/internal/wirejson"
)

// Types of callbacks: notify_type of wire.md.
const (
	notifyReady         = 1001
	notifyQRChange      = 1002
	notifyLogin         = 1003
	notifyLogout        = 1004
	notifyInitDone      = 1005
	notifyHeartbeat     = 1006
	notifyTimeout       = 1007
	notifyLoginFailed   = 1008
	notifyContactsDone  = 1009
	notifyMessage       = 1010
	notifyMessages      = 1011
	notifyContact       = 1039
	notifyFriendAdded   = 1040
	notifyFriendDeleted = 1041
	notifyRoomCreated   = 1042 // of the room events only the numbers are known; which is which is assumed
	notifyRoomNamed     = 1043
	notifyRoomJoined    = 1044
	notifyRoomRemoved   = 1045
	notifyRoomQuit      = 1046
	notifyRoomOwner     = 1047
	notifyRoomNotice    = 1048
	notifyModified      = 1200
	notifyDeleted       = 1201
	notifyOpenIM        = 1202
	notifyOpenIMDeleted = 1203
	notifyOpenIMRoom    = 1204
	notifySyncFailed    = 2006
)

// maxQueue callbacks may wait for one URL; then the oldest is lost.
const maxQueue = 20_000

// notifier brings the callbacks of one instance to its URL, in order. The
// Server's lock guards it.
type notifier struct {
	url   string // empty: callbacks are lost, as nobody wants them
	queue [][]byte
	held  []byte // goes out after the next one
	taken int    // callbacks that were answered 200
	lost  int    // callbacks that were given up

	wake    chan struct{} // there is something to send
	settled chan struct{} // something was taken or given up
}

func newNotifier() *notifier {
	return &notifier{wake: make(chan struct{}, 1), settled: make(chan struct{}, 1)}
}

// callback is one push (wire.md).
type callback struct {
	GUID string `json:"guid"`
	Type int    `json:"notify_type"`
	Data any    `json:"data"`
}

// notify puts a callback in the queue of an instance.
func (s *Server) notify(in *instance, kind int, data any) {
	s.post(in, wirejson.Encode(callback{in.guid, kind, data}))
}

// post puts the body of a callback in the queue of an instance.
func (s *Server) post(in *instance, body []byte) {
	n := in.notify
	fate := s.faults.callback()
	switch {
	case n.url == "" || fate.lose:
		n.lost++
		return
	case fate.reorder && n.held == nil:
		n.held = body
		s.schedule.After(time.Second, func() { n.release() })
		return
	}
	n.put(body)
	if fate.repeat {
		n.put(body)
	}
	n.release()
}

func (n *notifier) put(body []byte) {
	if len(n.queue) >= maxQueue {
		n.queue = slices.Delete(n.queue, 1, 2) // the first is being sent
		n.lost++
	}
	n.queue = append(n.queue, body)
	signal(n.wake)
}

// release lets out what was held back to change the order.
func (n *notifier) release() {
	if held := n.held; held != nil {
		n.held = nil
		n.put(held)
	}
}

func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// The waits between two tries of one callback double from firstWait on.
const (
	firstWait = time.Second
	maxWait   = time.Minute
)

// callBack brings the callbacks of an instance to its URL until ctx ends. One
// that nobody takes holds up those behind it, until it is given up.
func (s *Server) callBack(ctx context.Context, in *instance) {
	wait, tries := firstWait, 0
	for ctx.Err() == nil {
		url, body := s.nextCallback(in)
		if body == nil {
			select {
			case <-ctx.Done():
			case <-in.notify.wake:
			}
			continue
		}
		taken := neighbours.Post(ctx, s.http, url, body)
		if tries++; !taken && tries < s.options.Tries {
			select {
			case <-ctx.Done():
			case <-s.clock.After(wait):
			}
			wait = min(2*wait, maxWait)
			continue
		}
		s.settle(in, body, taken)
		wait, tries = firstWait, 0
	}
}

// nextCallback is the oldest, and where it goes; nil: there is none to send.
func (s *Server) nextCallback(in *instance) (url string, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(in.notify.queue) == 0 || in.notify.url == "" || s.faults.Plan().Silent {
		return "", nil
	}
	return in.notify.url, in.notify.queue[0]
}

// settle takes a callback off the queue.
func (s *Server) settle(in *instance, body []byte, taken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := in.notify
	if taken {
		n.taken++
	} else {
		n.lost++
	}
	if len(n.queue) > 0 && &n.queue[0][0] == &body[0] {
		n.queue = n.queue[1:]
	}
	signal(n.settled)
}

// Push sends one callback of any type. It says whether there is such an
// instance.
func (s *Server) Push(guid string, kind int, data json.RawMessage) bool {
	return s.PushRaw(guid, wirejson.Encode(callback{guid, kind, data}))
}

// PushRaw sends a callback with any body, JSON or not, e.g. one that no
// instance would send.
func (s *Server) PushRaw(guid string, body []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil || len(body) == 0 {
		return false
	}
	s.post(in, body)
	return true
}

// Callbacks counts the callbacks of an instance: taken, given up, waiting.
func (s *Server) Callbacks(guid string) (taken, lost, waiting int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.world.instance(guid)
	if in == nil {
		return 0, 0, 0
	}
	return in.notify.taken, in.notify.lost, len(in.notify.queue)
}
