package juhe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	mostClasses = 200
	logDepth    = 7 * 24 * time.Hour // how far the login log is read the first time
	logOverlap  = time.Minute        // rows that came late are found all the same
	logRows     = 20_000             // of one reading
	mostGap     = 24 * time.Hour     // between two who are asked to be contacts
)

var (
	errNoUser  = errors.New("it names no account")
	errNoState = errors.New("it does not say which state")
	errNoTime  = errors.New("it has no time")
)

// ListSeats reads all accounts, and which of them are sub-accounts of the
// connection's own. Unless every row could be read it does not claim to have seen
// all: a seat would seem to be removed.
func (l *link) ListSeats(ctx context.Context) ([]model.Event, error) {
	r := roster{link: l, whole: true, rows: map[string]bool{}, seen: map[string]bool{}, companies: map[string]model.Company{}}
	subs, err := GetSonUsers.Do(ctx, l.client, UserQuery{})
	switch {
	case isAPIError(err, func(e *APIError) bool { return !e.Denied() }):
		// A main account without the right to ask: what belongs to it is not known.
		l.log.Debug("sub-accounts not read", "connection", l.name, "err", err)
	case err != nil:
		return nil, l.trouble(err, l.name)
	}
	parents := map[string]string{}
	for _, row := range subs {
		if id := row.Value.UserID.String(); row.Err == nil && id != l.account {
			parents[id] = l.account
		}
	}
	r.parents = parents
	for page, err := range Pages(ctx, l.client, GetUsers, SearchRequest{}) {
		if err != nil {
			return nil, l.trouble(err, l.name)
		}
		r.whole = r.whole && page.List != nil
		r.total = max(r.total, int(page.Total))
		for _, row := range page.List {
			r.add(row, "getUsers")
		}
	}
	r.whole = r.whole && len(r.rows) >= r.total
	for _, row := range subs {
		r.add(row, "getSonUsers")
	}
	return r.events(), nil
}

// roster puts a list of seats together.
type roster struct {
	link      *link
	parents   map[string]string
	list      []model.Event
	seen      map[string]bool
	companies map[string]model.Company
	rows      map[string]bool // accounts of getUsers, also removed ones: a row that moves comes twice
	total     int             // as getUsers counts
	whole     bool
}

func (r *roster) add(row wire.Row[Account], source string) {
	if string(row.Raw) == "null" {
		return // nobody is left out by it
	}
	a := row.Value
	id := a.UserID.String()
	if source == "getUsers" {
		r.rows[id] = true
	}
	err := row.Err
	if err == nil && id == "" {
		err = errNoUser
	}
	switch {
	case err != nil:
		r.whole = false
		r.list = append(r.list, refused(model.SeatRef{}, source, withoutToken(row.Raw), err, false))
		return
	case r.seen[id] || a.Status != nil && *a.Status == AccountRemoved:
		return
	}
	r.seen[id] = true
	seat := model.Seat{
		RemoteID:  id,
		AccountID: a.ChatUserID.String(),
		Name:      a.Name.String(),
		Alias:     cmp.Or(a.Alias, a.ShortName).String(),
		Avatar:    wire.WebURL(a.Avatar.String(), a.ThumbAvatar.String()),
		Corp:      a.CropName.String(),
		CorpID:    a.CorpID.String(),
		Owner:     a.Administrators.String(),
		Number:    a.SaleNo.String(),
		Mobile:    a.Mobile.String(),
		Teams:     a.Ascription.String(),
		Parent:    r.parents[id],
		AutoLogin: autoLogin(a),
		AddLimits: addLimits(a),
	}
	r.link.known.listed(&seat, int(a.UnlockStatus), a.UnlockTime.Time())
	if number, err := strconv.ParseInt(a.ID.String(), 10, 64); err == nil {
		r.link.known.numbered(id, number)
	}
	r.link.known.inClass(seat.Teams)
	if seat.CorpID != "" {
		r.companies[seat.CorpID] = model.Company{ID: seat.CorpID, Name: seat.Corp}
	}
	r.list = append(r.list, model.SeatSeen{Seat: seat})
}

func (r *roster) events() []model.Event {
	events := r.list
	for _, id := range slices.Sorted(maps.Keys(r.companies)) {
		events = append(events, model.CompanySeen{Company: r.companies[id]})
	}
	if r.whole {
		r.link.known.rostered(r.seen)
		events = append(events, model.SeatsListed{RemoteIDs: slices.Sorted(maps.Keys(r.seen))})
	}
	return events
}

func autoLogin(a Account) model.AutoLogin {
	switch {
	case !bool(a.SupportAutomaticLogin):
		return model.AutoLoginNone
	case bool(a.AutomaticLogon):
		return model.AutoLoginOn
	}
	return model.AutoLoginOff
}

func addLimits(a Account) model.AddLimits {
	seconds := func(n wire.Int) time.Duration {
		return min(time.Duration(max(0, min(n, 1<<20)))*time.Second, mostGap)
	}
	limits := model.AddLimits{Min: seconds(a.MinSecond), Max: seconds(a.MaxSecond), PerDay: int(max(0, min(a.UpperLimit, 1<<30)))}
	limits.Max = max(limits.Min, limits.Max)
	return limits
}

// withoutToken takes the token out of an account that is kept as it came; one
// that can't be read is not kept.
func withoutToken(raw json.RawMessage) []byte {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return []byte("(not kept: it may hold a token)")
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return isToken(name) })
	kept, err := json.Marshal(fields)
	if err != nil {
		return nil
	}
	return kept
}

// readNames asks for the names of classes that have none yet.
func (l *link) readNames(ctx context.Context) ([]model.Event, error) {
	var teams []model.Team
	for _, class := range l.known.nameless() {
		answer, err := GetSonUsersByClass.Do(ctx, l.client, UserQuery{User: UserFields{Ascription: class}})
		if err != nil && !isAPIError(err, func(e *APIError) bool { return !e.Denied() }) {
			return nil, l.trouble(err, l.name)
		}
		l.known.asked(class)
		for _, one := range answer {
			if one.Ascription.String() == class && one.AscriptionName != "" {
				teams = append(teams, model.Team{ID: class, Name: one.AscriptionName.String()})
			}
		}
	}
	if len(teams) == 0 {
		return nil, nil
	}
	slices.SortFunc(teams, func(a, b model.Team) int { return strings.Compare(a.ID, b.ID) })
	return []model.Event{model.TeamsSeen{Teams: teams}}, nil
}

// ReadPanel reads 获取坐席数.
func (l *link) ReadPanel(ctx context.Context) ([]model.Event, error) {
	p, err := GetPanel.Do(ctx, l.client, None{})
	if err != nil {
		return nil, l.trouble(err, l.name)
	}
	return []model.Event{model.PanelSeen{Panel: model.Panel{
		At:    l.clock.Now().UTC(),
		Users: int(p.AllUserCount), Online: int(p.OnlineCount),
		Accounts: int(p.TotalAccountCount), AccountsOnline: int(p.OnlineAccountCount), AccountsOffline: int(p.OfflineAccountCount),
		AccountsNormal: int(p.NormalAccountCount), AccountsBanned: int(p.ForbidAccountCount),
	}}}, nil
}

// ReadSeatLog reads a page of 获取登录记录 of one seat.
func (l *link) ReadSeatLog(ctx context.Context, seat model.Seat, name string) (providers.Page, error) {
	number := 1
	if n, err := strconv.Atoi(name); err == nil && n > 1 {
		number = n
	}
	answer, err := GetLoginLog.Do(ctx, l.client, SearchRequest{UserIDs: []string{seat.RemoteID}, PageNo: pageNo(number, l.client.fromZero()), PageSize: pageSize})
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	page := providers.Page{Total: int(answer.Total)}
	seen := model.SeatLogSeen{Seat: model.SeatRef{RemoteID: seat.RemoteID}}
	for _, row := range answer.List {
		userID, entry, err := logEntry(row)
		if err == nil && userID == seat.RemoteID {
			seen.Entries = append(seen.Entries, entry)
			l.known.moved(userID, entry.State, wire.Past(entry.At, l.clock.Now().UTC()), entry.Source)
		}
	}
	page.Events = []model.Event{seen}
	if number == 1 && answer.List != nil && len(answer.List) == 0 && page.Total == 0 && seat.State == model.SeatUnknown {
		page.Events = append(page.Events, l.known.neverIn(seat.RemoteID, l.clock.Now().UTC())...)
	}
	more := (number-1)*pageSize+len(answer.List) < page.Total
	if page.Total == 0 { // it does not say
		more = len(answer.List) >= pageSize
	}
	if len(answer.List) > 0 && more && number < maxPages {
		page.Next = strconv.Itoa(number + 1)
	}
	return page, nil
}

// logEntry is what a row of the login log says, and of whom.
func logEntry(row wire.Row[LoginLogRow]) (userID string, entry model.SeatLogEntry, err error) {
	r := row.Value
	entry = model.SeatLogEntry{At: cmp.Or(r.CreateTimeStamp.Time(), r.UpdateTimeStamp.Time()), Source: model.LoggedRemote}
	switch {
	case row.Err != nil:
		return "", entry, row.Err
	case r.UserID == "":
		return "", entry, errNoUser
	case entry.At.IsZero():
		return "", entry, errNoTime
	case r.Status == nil:
		return "", entry, errNoState
	case *r.Status == LoggedIn:
		entry.State = model.SeatOnline
	case *r.Status == LoggedOut:
		entry.State = model.SeatOffline
	default:
		return "", entry, errNoState
	}
	return r.UserID.String(), entry, nil
}

// readLog reads the login log of all accounts, newest first, down to what is
// stored; newest is the time of its newest row, whole tells that there is no more
// of it. It goes on naming accounts that were removed: they make no seats.
func (l *link) readLog(ctx context.Context) (events []model.Event, newest time.Time, whole bool, err error) {
	down := l.known.logMark().Add(-logOverlap)
	if l.known.logMark().IsZero() {
		down = l.clock.Now().Add(-logDepth)
	}
	logs := map[string][]model.SeatLogEntry{}
	rows, unread, total := 0, 0, 0
	cut := false
	for page, err := range Pages(ctx, l.client, GetLoginLog, SearchRequest{}) {
		if err != nil {
			return nil, time.Time{}, false, l.trouble(err, l.name)
		}
		total = max(total, int(page.Total))
		older := len(page.List) > 0
		for _, row := range page.List {
			userID, entry, err := logEntry(row)
			if err != nil {
				unread++
				continue
			}
			if !entry.At.Before(down) {
				older = false
				entry.At = wire.Past(entry.At, l.clock.Now().UTC())
				logs[userID] = append(logs[userID], entry)
			} else {
				l.known.moved(userID, entry.State, entry.At, entry.Source)
			}
			if at := wire.Past(entry.At, l.clock.Now().UTC()); at.After(newest) {
				newest = at
			}
		}
		if rows += len(page.List); older || rows >= logRows {
			cut = true
			break
		}
	}
	if unread > 0 {
		l.log.Warn("rows of the login log can't be read", "connection", l.name, "rows", unread)
	}
	for _, userID := range slices.Sorted(maps.Keys(logs)) {
		entries := logs[userID]
		slices.SortStableFunc(entries, func(a, b model.SeatLogEntry) int { return a.At.Compare(b.At) })
		last := entries[len(entries)-1]
		told := []model.Event{model.SeatLogSeen{Seat: model.SeatRef{RemoteID: userID}, Entries: entries}}
		for _, e := range entries {
			if event, changes := l.known.moved(userID, e.State, e.At, e.Source).(model.SeatStateSeen); changes && e == last {
				told = append(told, event)
			}
		}
		if !l.known.removed(userID) {
			events = append(events, told...)
		}
	}
	return events, newest, !cut && unread == 0 && rows >= total, nil
}
