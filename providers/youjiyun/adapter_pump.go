package youjiyun

import (
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
)

// newPump makes what delivers events of the socket. A friend request, say, would not
// be in the history.
func newPump(l *link, sink providers.Sink, h *health) *upkeep.Pump {
	return upkeep.NewPump(upkeep.PumpOptions{
		Name: l.name, Deliver: sink.Deliver, Stored: h.delivery, Clock: l.clock, Rand: l.rand, Log: l.log,
	})
}
