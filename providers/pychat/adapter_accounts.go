package pychat

import (
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const (
	profileLasts = 10 * time.Minute // after that a profile is read again
	accountWait  = 10 * time.Second // for the first reading, where a message needs to know whose it is
)

// accounts knows who is logged in at each instance. It is read anew after each
// start: all it is good for until then is waiting.
type accounts struct {
	clock clockwork.Clock

	mu    sync.Mutex
	known map[string]*account // by guid
}

// account is who is logged in at one instance.
type account struct {
	profile Profile
	read    time.Time // when; zero: not known
	// left is why nobody is logged in, where a callback told: a reading tells no
	// more than that nobody is.
	left    model.SeatState
	settled chan struct{} // closed once a reading has ended, whatever came of it
}

func newAccounts(clock clockwork.Clock) *accounts {
	return &accounts{clock: clock, known: map[string]*account{}}
}

// at gives the entry of a guid; a.mu is held.
func (a *accounts) at(guid string) *account {
	one, ok := a.known[guid]
	if !ok {
		one = &account{settled: make(chan struct{})}
		a.known[guid] = one
	}
	return one
}

// profile gives who is logged in at an instance, and whether that was read
// lately.
func (a *accounts) profile(guid string) (p Profile, fresh bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.at(guid)
	return one.profile, !one.read.IsZero() && a.clock.Since(one.read) < profileLasts
}

// wxid names who is logged in at an instance; "" is not known.
func (a *accounts) wxid(guid string) string {
	p, _ := a.profile(guid)
	return p.UserName.String()
}

// put notes who is logged in at an instance.
func (a *accounts) put(guid string, p Profile) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.at(guid)
	one.profile, one.read, one.left = p, a.clock.Now(), model.SeatUnknown
	one.settle()
}

// gone notes that nobody is logged in at an instance any more, and why. Who it
// was is kept: messages that were under way are still theirs.
func (a *accounts) gone(guid string, why model.SeatState) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.at(guid)
	one.read, one.left = time.Time{}, why
}

// left tells why nobody is logged in at an instance.
func (a *accounts) left(guid string) model.SeatState {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at(guid).left
}

// expect notes that somebody logged in at an instance, and that a reading will
// tell who.
func (a *accounts) expect(guid string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.at(guid)
	one.profile, one.read, one.left = Profile{}, time.Time{}, model.SeatUnknown
	select {
	case <-one.settled:
		one.settled = make(chan struct{})
	default: // somebody waits for it already
	}
}

// settle ends the waiting for an instance.
func (a *accounts) settle(guid string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at(guid).settle()
}

func (one *account) settle() {
	select {
	case <-one.settled:
	default:
		close(one.settled)
	}
}

// await names who is logged in at an instance, waiting for a reading that is
// under way. It gives up after a while, and where a reading did not tell: "".
func (a *accounts) await(ctx context.Context, guid string) string {
	a.mu.Lock()
	settled := a.at(guid).settled
	a.mu.Unlock()
	ctx, cancel := wire.WithTimeout(ctx, a.clock, accountWait)
	defer cancel()
	select {
	case <-settled:
	case <-ctx.Done():
		a.settle(guid) // the next one need not wait as long
	}
	return a.wxid(guid)
}
