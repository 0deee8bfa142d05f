package app

import (
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// attempt is one login of one seat. Its goroutine belongs to the session and
// asks the back end step by step; that it is over may be decided by others too:
// by the person, or by a back end that says that the seat is online. Over is
// over: whoever is first decides.
type attempt struct {
	home   *session
	able   providers.CodeLogin
	seat   model.Seat // as it was when the login was begun
	push   bool       // the phone is asked, instead of a code shown
	bus    *bus.Bus
	clock  clockwork.Clock
	before <-chan struct{} // closed when the login before this one has ended; nil: there was none
	done   chan struct{}   // closed when nothing is asked any more
	pins   chan string     // holds the one that was handed in

	mu    sync.Mutex
	login model.Login
	told  bool // a callback said that the seat is online
	stop  context.CancelFunc
}

func newAttempt(home *session, able providers.CodeLogin, seat model.Seat, push bool, bus *bus.Bus, clock clockwork.Clock) *attempt {
	return &attempt{
		home: home, able: able, seat: seat, push: push, bus: bus, clock: clock,
		done: make(chan struct{}), pins: make(chan string, 1),
		login: model.Login{Seat: seat.ID, Phase: model.LoginPreparing, Since: clock.Now().UTC()},
	}
}

// start has the session run the login; false: it runs no longer.
func (a *attempt) start() (ok bool) {
	a.mu.Lock()
	a.stop, ok = a.home.errands.do(a.run)
	a.mu.Unlock()
	if ok {
		a.tell()
	}
	return ok
}

func (a *attempt) state() model.Login {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.login
}

// tell says that there is something new.
func (a *attempt) tell() {
	change := bus.NewChange()
	change.Logins[a.seat.ID], change.Seats[a.seat.ID] = true, true
	a.bus.Tell(change)
}

// change moves the login on, unless it is over.
func (a *attempt) change(edit func(*model.Login)) (ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.login.Phase.Over() {
		return false
	}
	was := a.login
	edit(&a.login)
	if a.login.Phase != was.Phase {
		a.login.Since = a.clock.Now().UTC()
	}
	if !sameLogin(was, a.login) {
		a.tell()
	}
	return true
}

// sameLogin tells whether there is nothing new to show.
func sameLogin(a, b model.Login) bool {
	if a.Phase != b.Phase || a.Codes != b.Codes || a.Name != b.Name || a.Avatar != b.Avatar {
		return false
	}
	p, q := a.Problem, b.Problem
	return p == q || p != nil && q != nil && p.Error() == q.Error()
}

// end says how the login ended; false: it was over before.
func (a *attempt) end(phase model.LoginPhase, why *model.Trouble) bool {
	ended := a.change(func(l *model.Login) {
		l.Phase, l.Problem, l.Code, l.Until = phase, why, model.LoginCode{}, time.Time{}
	})
	a.stop()
	return ended
}

// giveWay tells whether another login may be begun in place of this one, and if
// so ends it.
func (a *attempt) giveWay(push bool) bool {
	switch a.state().Phase {
	case model.LoginPreparing, model.LoginShowing, model.LoginPushed:
		if push == a.push {
			return false
		}
	case model.LoginScanned, model.LoginPINWanted, model.LoginVerifying, model.LoginConfirmed:
		return false // a person is at it
	}
	a.end(model.LoginCancelled, nil)
	return true
}

// enter takes a PIN; false: none is wanted.
func (a *attempt) enter(pin string) (wanted bool) {
	a.change(func(l *model.Login) {
		switch l.Phase {
		case model.LoginPINWanted:
			l.Phase, l.Problem = model.LoginVerifying, nil
			select {
			case <-a.pins: // nobody took it in time
			default:
			}
			a.pins <- pin
			wanted = true
		case model.LoginVerifying: // entered twice
			wanted = true
		}
	})
	return wanted
}

// cameOnline ends the login as the back end says that the seat is online. Once
// somebody has scanned that can be relied on. Before, news may be a callback of an
// earlier login that comes late, and a list of seats may be as old as this login:
// news has the list read again, and the list counts after news, or where the seat
// was not online when the login was begun.
func (a *attempt) cameOnline(news bool) {
	a.mu.Lock()
	phase, told := a.login.Phase, a.told
	a.told = a.told || news
	a.mu.Unlock()
	switch {
	case phase == model.LoginPushed || phase >= model.LoginScanned:
		a.end(model.LoginOnline, nil)
	case news:
		a.home.history.readSeats()
	case told || a.seat.State != model.SeatOnline:
		a.end(model.LoginOnline, nil)
	}
}

// run is the life of the login.
func (a *attempt) run(ctx context.Context) {
	defer close(a.done)
	if a.before != nil {
		<-a.before // or its last question could spoil our code
	}
	steps := loginSteps{attempt: a}
	phase, err := steps.run(ctx)
	if ctx.Err() != nil { // ended by another, else with the session
		phase, err = model.LoginFailed, &model.Trouble{Code: model.TroubleInterrupted, About: a.seat.DisplayName()}
	}
	a.end(phase, model.AsTrouble(err))
	if a.state().Phase == model.LoginOnline {
		a.home.welcome(context.WithoutCancel(ctx), a.seat)
	}
}
