package app

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

// tellEvery is how often the progress of a transfer is told at most.
const tellEvery = 200 * time.Millisecond

// uploads knows how far the files on their way out are. It lives in memory: a
// file that was cut off is put away anew.
type uploads struct {
	bus   *bus.Bus
	clock clockwork.Clock

	mu      sync.Mutex
	running map[model.MessageID]*upload
}

type upload struct {
	row  model.Transfer
	done atomic.Int64
}

func newUploads(bus *bus.Bus, clock clockwork.Clock) *uploads {
	return &uploads{bus: bus, clock: clock, running: map[model.MessageID]*upload{}}
}

// begin notes that the file of a message is on its way. It returns what to tell
// the bytes that are away, and what to call at the end.
func (u *uploads) begin(m model.Message, size int64) (told func(done int64), end func()) {
	up := &upload{row: model.Transfer{
		Message: m.ID, Seat: m.Seat, Conversation: m.Conversation, Part: model.MediaOriginal, Up: true,
		FileName: m.Content.FileName, Size: size, State: model.TransferRunning, Created: u.clock.Now().UTC(),
	}}
	u.mu.Lock()
	u.running[m.ID] = up
	u.mu.Unlock()
	u.tell(m.ID)
	var p pulse
	told = func(done int64) {
		up.done.Store(done)
		if p.due(u.clock.Now()) {
			u.tell(m.ID)
		}
	}
	end = func() {
		u.mu.Lock()
		delete(u.running, m.ID)
		u.mu.Unlock()
		u.tell(m.ID)
	}
	return told, end
}

func (u *uploads) tell(id model.MessageID) {
	u.bus.Tell(bus.Change{Transfers: map[model.MessageID]bool{id: true}})
}

// of gives the upload of a message.
func (u *uploads) of(id model.MessageID) (model.Transfer, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	up, ok := u.running[id]
	if !ok {
		return model.Transfer{}, false
	}
	return up.now(), true
}

func (u *uploads) all() []model.Transfer {
	u.mu.Lock()
	defer u.mu.Unlock()
	var list []model.Transfer
	for _, up := range u.running {
		list = append(list, up.now())
	}
	return list
}

func (u *upload) now() model.Transfer {
	row := u.row
	row.Done = u.done.Load()
	return row
}

// pulse holds progress back to a few tellings a second.
type pulse struct {
	mu   sync.Mutex
	next time.Time
}

func (p *pulse) due(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Before(p.next) {
		return false
	}
	p.next = now.Add(tellEvery)
	return true
}
