package juhe

import (
	"cmp"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// mostAccounts bounds what is remembered: a back end gone mad could name accounts
// without end.
const mostAccounts = 20_000

// accounts remembers of each account what together says its state: the list says
// whether it is banned and not whether it is online; the login log and the pushes
// say the rest. All of it can be read again.
type accounts struct {
	mu      sync.Mutex
	byID    map[string]*account // by userId
	read    bool                // the login log was, from its beginning
	roster  map[string]bool     // who was in the newest list that was whole; nil: none was
	newest  time.Time           // the newest row of it that is stored
	classes map[string]bool     // ascriptions of accounts; true: its name was asked for
}

// account is one of them.
type account struct {
	id         int64  // its number, where the list says it; 0: it does not
	chatUserID string // where it had to be asked for
	banned     bool
	bannedFrom time.Time
	unlockAt   time.Time
	state      model.SeatState // online or offline, whether banned or not; unknown
	since      time.Time
	lastLogin  time.Time
	lastLogout time.Time
}

func newAccounts() *accounts {
	return &accounts{byID: map[string]*account{}, classes: map[string]bool{}}
}

// of gives an account to be changed; one too many is not remembered. The lock is
// held.
func (a *accounts) of(userID string) *account {
	one := a.byID[userID]
	if one == nil {
		one = &account{}
		if len(a.byID) < mostAccounts {
			a.byID[userID] = one
		}
	}
	return one
}

// listed takes what the list says of an account, and fills in the rest of its
// seat. An account that the login log does not know never logged in.
func (a *accounts) listed(seat *model.Seat, unlockStatus int, unlockAt time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(seat.RemoteID)
	seat.AccountID = cmp.Or(seat.AccountID, one.chatUserID)
	switch unlockStatus {
	case UnlockBanned:
		one.banned, one.unlockAt = true, unlockAt
	case UnlockNormal:
		one.banned, one.bannedFrom, one.unlockAt = false, time.Time{}, time.Time{}
	}
	if one.state == model.SeatUnknown && a.read {
		one.state = model.SeatOffline
	}
	seat.State, seat.LastLogin, seat.LastLogout = one.state, one.lastLogin, one.lastLogout
	if one.banned {
		seat.State, seat.BannedFrom, seat.UnlockAt = model.SeatBanned, one.bannedFrom, one.unlockAt
	}
}

// numbered takes the number of an account.
func (a *accounts) numbered(userID string, id int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of(userID).id = id
}

// naming is a request that names an account, by its number too where that is known:
// the document calls either its key.
func (a *accounts) naming(userID string) UpdateRequest {
	a.mu.Lock()
	defer a.mu.Unlock()
	request := UpdateRequest{UserID: userID}
	if one := a.byID[userID]; one != nil && one.id > 0 {
		id := wire.Int(one.id)
		request.ID = &id
	}
	return request
}

// named takes how messages name an account, for where the list does not say it.
func (a *accounts) named(userID, chatUserID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of(userID).chatUserID = chatUserID
}

// moved takes that an account came online or went offline, and tells it. While it
// is banned that is for its log only: going offline is part of being banned.
func (a *accounts) moved(userID string, state model.SeatState, at time.Time, source model.LogSource) model.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(userID)
	if !at.Before(one.since) {
		one.state, one.since = state, at
	}
	switch {
	case state == model.SeatOnline && at.After(one.lastLogin):
		one.lastLogin = at
	case state == model.SeatOffline && at.After(one.lastLogout):
		one.lastLogout = at
	}
	ref := model.SeatRef{RemoteID: userID}
	if one.banned {
		return model.SeatLogSeen{Seat: ref, Entries: []model.SeatLogEntry{{At: at, State: state, Source: source}}}
	}
	return model.SeatStateSeen{Seat: ref, State: state, At: at}
}

// banned takes that an account was banned, and tells it.
func (a *accounts) banned(userID string, from, unlockAt, at time.Time) model.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(userID)
	one.banned, one.bannedFrom, one.unlockAt = true, from, unlockAt
	return model.SeatStateSeen{Seat: model.SeatRef{RemoteID: userID}, State: model.SeatBanned, At: at, BannedFrom: from, UnlockAt: unlockAt}
}

// freed takes that an account is not banned. It tells its state, where it was
// banned.
func (a *accounts) freed(userID string, at time.Time) []model.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(userID)
	if !one.banned {
		return nil
	}
	one.banned, one.bannedFrom, one.unlockAt = false, time.Time{}, time.Time{}
	state := one.state
	if state == model.SeatUnknown {
		state = model.SeatOffline
	}
	return []model.Event{model.SeatStateSeen{Seat: model.SeatRef{RemoteID: userID}, State: state, At: at}}
}

// logMark is up to when the login log is stored; zero: it was not read.
func (a *accounts) logMark() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.newest
}

// logRead takes that the login log is stored up to a time. Only if it was read
// from its beginning it tells who never logged in.
func (a *accounts) logRead(newest time.Time, whole bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.read = a.read || whole
	if newest.After(a.newest) {
		a.newest = newest
	}
}

// rostered takes that a list was whole.
func (a *accounts) rostered(ids map[string]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.roster = ids
}

// removed tells whether an account is known to be in no list.
func (a *accounts) removed(userID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.roster != nil && !a.roster[userID]
}

// neverIn takes that the login log knows nothing of an account: it never logged in.
// It tells that, where nothing else was known of it.
func (a *accounts) neverIn(userID string, at time.Time) []model.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(userID)
	if one.state != model.SeatUnknown {
		return nil
	}
	one.state = model.SeatOffline
	if one.banned {
		return nil
	}
	return []model.Event{model.SeatStateSeen{Seat: model.SeatRef{RemoteID: userID}, State: model.SeatOffline, At: at}}
}

// inClass takes that there is an account of that class.
func (a *accounts) inClass(class string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.classes[class]; !known && class != "" && len(a.classes) < mostClasses {
		a.classes[class] = false
	}
}

// nameless gives the classes whose names were not asked for.
func (a *accounts) nameless() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []string
	for class, asked := range a.classes {
		if !asked {
			list = append(list, class)
		}
	}
	return list
}

func (a *accounts) asked(class string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.classes[class] = true
}

// forgetNames has all names asked for again.
func (a *accounts) forgetNames() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for class := range a.classes {
		a.classes[class] = false
	}
}
