package app

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// Logins logs seats in by a code that a phone scans. A login goes on while
// nobody looks at it; how it stands is told by the bus.
type Logins struct {
	sessions *sessions
	bus      *bus.Bus
	clock    clockwork.Clock
	audit    *audit.Log

	mu   sync.Mutex
	list []*attempt // one of a seat at most, in the order in which they were begun
}

// Start begins a login with a code, or begins anew where one is over. It returns
// at once. One that is under way goes on, but for one that waits for a phone to
// answer a push: that one gets a code instead.
func (l *Logins) Start(ctx context.Context, seat model.SeatID) error {
	return l.begin(ctx, seat, false)
}

// StartPush begins a login by asking the seat's phone to confirm. A code that
// nobody has scanned yet makes way for it.
func (l *Logins) StartPush(ctx context.Context, seat model.SeatID) error {
	return l.begin(ctx, seat, true)
}

func (l *Logins) begin(ctx context.Context, seat model.SeatID, push bool) (err error) {
	able, row, err := capability[providers.CodeLogin](ctx, l.sessions, seat)
	if err != nil {
		return err
	}
	if _, ok := able.(providers.LoginPusher); push && !ok {
		return &model.Trouble{Code: model.TroubleUnsupported, About: row.DisplayName()}
	}
	home := l.sessions.get(row.Connection)
	if home == nil {
		return &model.Trouble{Code: model.TroubleSeatOffline, About: row.DisplayName()} // nothing was asked for: it may be tried again
	}
	line := model.AuditEntry{What: model.AuditSeatLogin, Seat: seat, Detail: "code"}
	if push {
		line.Detail = "push"
	}
	defer l.audit.Ends(ctx, line, &err)
	l.mu.Lock()
	defer l.mu.Unlock()
	a := newAttempt(home, able, row, push, l.bus, l.clock)
	if old := l.find(seat); old != nil {
		if !old.giveWay(push) {
			return nil
		}
		a.before = old.done
	}
	if !a.start() {
		return &model.Trouble{Code: model.TroubleSeatOffline, About: row.DisplayName()}
	}
	l.forget(seat)
	l.list = append(l.list, a)
	return nil
}

// EnterPIN hands in the PIN that is wanted. It returns at once; a wrong one is
// told as the login's Problem, and may be entered again.
func (l *Logins) EnterPIN(_ context.Context, seat model.SeatID, pin string) error {
	pin, ok := readPIN(pin)
	if !ok {
		return &model.Trouble{Code: model.TroubleInvalid, About: "PIN", Detail: "refusal.pin: 4–8 × 0–9"}
	}
	l.mu.Lock()
	a := l.find(seat)
	l.mu.Unlock()
	if a == nil || !a.enter(pin) {
		return &model.Trouble{Code: model.TroubleInvalid, About: "PIN", Detail: "refusal.pin_not_asked: none is asked for"}
	}
	return nil
}

// readPIN makes a PIN of what a person typed or pasted: spaces do not count, and
// full-width digits are digits.
func readPIN(typed string) (pin string, ok bool) {
	pin = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, typed)
	digits := strings.Trim(pin, "0123456789") == ""
	return pin, digits && len(pin) >= 4 && len(pin) <= 8
}

// Cancel ends a login; one that is over is forgotten.
func (l *Logins) Cancel(seat model.SeatID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.find(seat); a != nil && !a.end(model.LoginCancelled, nil) {
		l.forget(seat)
		a.tell()
	}
}

// State tells how a seat's login stands; LoginIdle where none was begun.
func (l *Logins) State(seat model.SeatID) model.Login {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.find(seat); a != nil {
		return a.state()
	}
	return model.Login{Seat: seat}
}

// All gives the logins of all seats that were begun and not forgotten, in the
// order in which they were begun.
func (l *Logins) All() []model.Login {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]model.Login, 0, len(l.list))
	for _, a := range l.list {
		all = append(all, a.state())
	}
	return all
}

// heard ends the logins of seats that came online, by what a session was told.
func (l *Logins) heard(connection model.ConnectionID, events []model.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == 0 {
		return // the way of nearly all messages
	}
	for _, e := range events {
		switch e := e.(type) {
		case model.SeatStateSeen:
			if e.State == model.SeatOnline {
				l.cameOnline(connection, e.Seat, true)
			}
		case model.SeatSeen:
			if e.Seat.State == model.SeatOnline {
				l.cameOnline(connection, model.SeatRef{RemoteID: e.Seat.RemoteID}, false)
			}
		}
	}
}

func (l *Logins) cameOnline(connection model.ConnectionID, ref model.SeatRef, news bool) {
	for _, a := range l.list {
		if a.seat.Connection != connection {
			continue
		}
		if a.seat.RemoteID == ref.RemoteID || ref.RemoteID == "" && a.seat.AccountID == ref.AccountID {
			a.cameOnline(news)
		}
	}
}

func (l *Logins) find(seat model.SeatID) *attempt {
	for _, a := range l.list {
		if a.seat.ID == seat {
			return a
		}
	}
	return nil
}

func (l *Logins) forget(seat model.SeatID) {
	l.list = slices.DeleteFunc(l.list, func(a *attempt) bool { return a.seat.ID == seat })
}
