package pychat

import (
	"context"
	"fmt"

	"seatdeck/providers/simulator/internal/talk"
	"seatdeck/providers/simulator/internal/wirejson"
)

// Flood is many messages at once to one instance, with rubbish between them.
// The chances (0–1) are per message.
type Flood struct {
	GUID     string  `json:"guid"`
	Messages int     `json:"messages"`
	Repeat   float64 `json:"repeat"`  // its callback is sent twice
	Shuffle  int     `json:"shuffle"` // callbacks are out of order within so many
	Batch    float64 `json:"batch"`   // it comes in a batch of its own: 1011
	Unknown  float64 `json:"unknown"` // a callback of an unknown type goes before it
	Garbage  float64 `json:"garbage"` // a callback that is no JSON goes before it
	Broken   float64 `json:"broken"`  // its XML breaks off
	Huge     float64 `json:"huge"`    // it has 1 MB of text
}

// FloodResult counts what a Flood did.
type FloodResult struct {
	Messages int `json:"messages"` // said; they are in Truth
	Repeated int `json:"repeated"`
	Rubbish  int `json:"rubbish"` // callbacks that hold no message
	Huge     int `json:"huge"`
}

// floodBatch messages are said under one lock; maxFlooded callbacks may wait
// before the flood waits too.
const (
	floodBatch = 64
	maxFlooded = 256
	hugeText   = 1 << 20
)

// Flood says and pushes as fast as callbacks are taken, and returns when the
// last message is said. The Server has to run.
func (s *Server) Flood(ctx context.Context, flood Flood) (FloodResult, error) {
	var result FloodResult
	s.mu.Lock()
	in := s.world.instance(flood.GUID)
	s.mu.Unlock()
	if in == nil {
		return result, fmt.Errorf("no instance %q", flood.GUID)
	}
	for left := flood.Messages; left > 0; left -= floodBatch {
		if err := s.drained(ctx, in, maxFlooded); err != nil {
			return result, fmt.Errorf("flood, %d messages said: %w", result.Messages, err)
		}
		s.mu.Lock()
		s.floodSome(in, min(left, floodBatch), flood, &result)
		s.mu.Unlock()
	}
	return result, nil
}

// drained waits until no more than so many callbacks of an instance wait.
func (s *Server) drained(ctx context.Context, in *instance, most int) error {
	for {
		s.mu.Lock()
		waiting := len(in.notify.queue)
		s.mu.Unlock()
		if waiting <= most {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-in.notify.settled:
		}
	}
}

func (s *Server) floodSome(in *instance, n int, flood Flood, result *FloodResult) {
	chance := func(p float64) bool { return p > 0 && s.rand.Float64() < p }
	open := in.open()
	if len(open) == 0 {
		return
	}
	var bodies [][]byte
	for range n {
		if chance(flood.Unknown) {
			result.Rubbish++
			bodies = append(bodies, wirejson.Encode(callback{in.guid, 4000 + s.rand.IntN(1000), object{"what": "nobody knows"}}))
		}
		if chance(flood.Garbage) {
			result.Rubbish++
			bodies = append(bodies, []byte(`{"guid":"`+in.guid+`","notify_type":1010,"data":{"msg_id":`))
		}
		c := open[s.rand.IntN(len(open))]
		from := c.speaker('1')
		result.Messages++
		b := textBody(fmt.Sprintf("第%d条：%s", result.Messages, talk.One(s.rand, talk.ThanksLines)))
		switch {
		case chance(flood.Huge):
			result.Huge++
			b = s.kindOf(c, "huge", from, b.content)
		case chance(flood.Broken):
			b = s.kindOf(c, "broken", from, b.content)
		}
		p := in.payload(s.take(in, c.peer(), from, b, ""))
		push := callback{in.guid, notifyMessage, p}
		if chance(flood.Batch) {
			push = callback{in.guid, notifyMessages, []payload{p}}
		}
		bodies = append(bodies, wirejson.Encode(push))
		if chance(flood.Repeat) {
			result.Repeated++
			bodies = append(bodies, bodies[len(bodies)-1])
		}
	}
	for left := bodies; flood.Shuffle > 1 && len(left) > 0; {
		run := left[:min(flood.Shuffle, len(left))]
		s.rand.Shuffle(len(run), func(i, j int) { run[i], run[j] = run[j], run[i] })
		left = left[len(run):]
	}
	for _, body := range bodies {
		s.post(in, body)
	}
}
