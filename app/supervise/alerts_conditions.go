package supervise

import (
	"slices"
	"strconv"
	"time"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// detectionLasts is how long a found ban of an account that nobody knows here is
// warned of.
const detectionLasts = 24 * time.Hour

// gapSettles is how long a gap of a conversation may take until it is believed who
// waits in it, after the link came up.
const gapSettles = 2 * time.Minute

// lasting are the kinds that warn of what lasts for longer than the rule has it.
var lasting = map[model.AlertKind]bool{
	model.AlertOffline: true, model.AlertBanned: true, model.AlertWaiting: true, model.AlertGap: true, model.AlertLink: true,
}

// watched is all that alerts are about, as of one moment.
type watched struct {
	now        time.Time
	started    time.Time // since when this console watches
	links      []watchedLink
	seats      []model.Seat         // those that a back end still has
	waits      []model.Conversation // in which an SLA clock may run
	gaps       map[model.SeatID]time.Time
	quotas     map[model.ConnectionID][]model.Quota
	detections []storage.BansFound
}

// watchedLink is how a connection is doing.
type watchedLink struct {
	id      model.ConnectionID
	online  bool
	since   time.Time // since when it is, or is not
	trusted time.Time // from then on the file shows how seats are, not how they were when the console last ran
	settled time.Time // and from then on who waits
	detail  string    // why it is not online, in the back end's words
}

// condition is something to warn of.
type condition struct {
	model.Alert
	hold bool // it is not known whether it is so now: an alert that is open stays, none is raised
}

// thing is what an alert is about: one of a rule is open at a time. Which customer
// of a seat has waited longest may change while it is.
type thing struct {
	rule       int64
	kind       model.AlertKind
	connection model.ConnectionID
	seat       model.SeatID
	ref        string
}

func thingOf(a model.Alert) thing {
	return thing{a.Rule, a.Kind, a.Connection, a.Seat, a.Ref}
}

// conditions tells what is to be warned of by some rules, and when that changes by
// itself; zero: never.
func conditions(w watched, rules []model.AlertRule, sla SLA) (list []condition, next time.Time) {
	look := &look{watched: w, sla: sla, links: map[model.ConnectionID]watchedLink{}, home: map[model.SeatID]model.Seat{}}
	for _, l := range w.links {
		look.links[l.id] = l
	}
	for _, s := range w.seats {
		look.home[s.ID] = s
	}
	for _, rule := range rules {
		if rule.On {
			look.apply(rule)
		}
	}
	return look.list, look.next
}

// look collects conditions.
type look struct {
	watched
	sla   SLA
	links map[model.ConnectionID]watchedLink
	home  map[model.SeatID]model.Seat
	list  []condition
	next  time.Time
}

func (l *look) apply(rule model.AlertRule) {
	switch rule.Kind {
	case model.AlertOffline:
		l.each(rule, func(s model.Seat) {
			if s.State == model.SeatOffline || s.State == model.SeatKicked {
				l.seat(rule, s, s.StateSince, !l.links[s.Connection].online)
			}
		})
	case model.AlertBanned:
		l.each(rule, func(s model.Seat) {
			if s.State == model.SeatBanned {
				since := s.StateSince
				if !s.BannedFrom.IsZero() && s.BannedFrom.Before(since) {
					since = s.BannedFrom
				}
				l.seat(rule, s, since, false)
			}
		})
	case model.AlertUnread:
		l.each(rule, func(s model.Seat) {
			if s.Unread >= rule.Count {
				l.add(rule, model.Alert{Connection: s.Connection, Seat: s.ID, Since: l.now, Count: s.Unread}, time.Time{}, false)
			}
		})
	case model.AlertGap:
		l.each(rule, func(s model.Seat) {
			if s.Gaps > 0 {
				l.add(rule, model.Alert{Connection: s.Connection, Seat: s.ID, Since: l.gaps[s.ID], Count: s.Gaps}, time.Time{}, false)
			}
		})
	case model.AlertWaiting, model.AlertSLA:
		l.waiting(rule)
	case model.AlertLink:
		for _, link := range l.watched.links {
			if !link.online && chosen(rule.Connections, link.id) {
				l.add(rule, model.Alert{Connection: link.id, Since: link.since, Detail: link.detail}, time.Time{}, false)
			}
		}
	case model.AlertQuota:
		for _, link := range l.watched.links {
			for _, q := range l.quotas[link.id] {
				if q.Total == 0 && q.Left == 0 || !chosen(rule.Connections, link.id) {
					continue // there never was any
				}
				if q.Left <= int64(rule.Count) {
					l.add(rule, model.Alert{
						Connection: link.id, Ref: string(q.Kind) + "/" + q.Ref, Since: l.now, Count: int(q.Left),
					}, time.Time{}, false)
				}
			}
		}
	case model.AlertDetection:
		told := map[accountFound]bool{}
		for _, d := range slices.Backward(l.detections) {
			if chosen(rule.Connections, d.Connection) && l.holds(d, told) {
				l.add(rule, model.Alert{Connection: d.Connection, Ref: d.ID, Since: d.At, Count: d.Banned, Detail: d.Title}, time.Time{}, false)
			}
		}
	}
}

// each hands the seats that a rule is about to fn.
func (l *look) each(rule model.AlertRule, fn func(model.Seat)) {
	for _, s := range l.seats {
		if l.about(rule, s) {
			fn(s)
		}
	}
}

func (l *look) about(rule model.AlertRule, s model.Seat) bool {
	if !chosen(rule.Connections, s.Connection) {
		return false
	}
	return len(rule.Teams) == 0 || slices.ContainsFunc(s.TeamIDs(), func(id string) bool { return slices.Contains(rule.Teams, id) })
}

// chosen tells whether a choice, of which none means all, has something in it.
func chosen[T comparable](choice []T, one T) bool {
	return len(choice) == 0 || slices.Contains(choice, one)
}

// seat adds the state of a seat. What was before the console started is believed
// once the back end had time to say otherwise.
func (l *look) seat(rule model.AlertRule, s model.Seat, since time.Time, hold bool) {
	trusted := l.links[s.Connection].trusted
	if !s.StateSince.Before(l.started) {
		trusted = time.Time{}
	}
	l.add(rule, model.Alert{Connection: s.Connection, Seat: s.ID, Since: since}, trusted, hold)
}

// waiting adds seats whose customers wait, by the time or by the SLA: one alert a
// seat, however many they are, about the one who has waited longest.
func (l *look) waiting(rule model.AlertRule) {
	seats := map[model.SeatID]*condition{}
	var order []model.SeatID
	for _, c := range l.waits {
		s, ok := l.home[c.Seat]
		if !ok || c.Group || !l.about(rule, s) {
			continue
		}
		since := c.WaitingFrom
		if rule.Kind == model.AlertSLA {
			clock, ok := l.sla.Clock(c, l.now)
			if !ok {
				continue
			}
			if clock.State != ClockOver {
				l.wake(clock.Next)
				continue
			}
			since = clock.Due
		} else if since.IsZero() {
			continue
		}
		warn, hold := l.judge(rule, since, l.settled(c, l.links[s.Connection]), false)
		if !warn {
			continue
		}
		at := seats[c.Seat]
		if at == nil {
			at = &condition{Alert: model.Alert{Connection: s.Connection, Seat: c.Seat}, hold: true}
			seats[c.Seat] = at
			order = append(order, c.Seat)
		}
		at.Count++
		if at.Conversation == 0 || at.hold && !hold || at.hold == hold && since.Before(at.Since) {
			at.Conversation, at.Since = c.ID, since
		}
		at.hold = at.hold && hold
	}
	for _, id := range order {
		l.put(rule, seats[id].Alert, seats[id].hold)
	}
}

// settled is from when on it is believed that somebody waits: history that is still
// to be read may say that they were answered.
func (l *look) settled(c model.Conversation, link watchedLink) time.Time {
	switch {
	case c.Cursor.Gap && link.online:
		return link.since.Add(gapSettles)
	case c.WaitingFrom.IsZero() || c.WaitingFrom.Before(l.started):
		return link.settled
	}
	return time.Time{}
}

// accountFound is one that a look for bans names.
type accountFound struct {
	connection model.ConnectionID
	ref        model.SeatRef
	name       string
}

// holds tells whether a found ban is to be warned of: as long as a seat that it
// names is banned, and for a day where it names accounts that nobody knows here. An
// earlier look has told of some: a back end looks again and again.
func (l *look) holds(d storage.BansFound, told map[accountFound]bool) bool {
	if d.At.Add(detectionLasts).Before(l.now) {
		return false
	}
	l.wake(d.At.Add(detectionLasts + time.Millisecond))
	named, fresh := 0, false
	for _, r := range d.Records {
		if !r.Banned || r.Failed {
			continue
		}
		named++
		one := accountFound{d.Connection, r.Seat, r.Name}
		i := slices.IndexFunc(l.seats, func(s model.Seat) bool {
			return s.Connection == d.Connection && (r.Seat.RemoteID != "" && s.RemoteID == r.Seat.RemoteID ||
				r.Seat.AccountID != "" && s.AccountID == r.Seat.AccountID)
		})
		if i >= 0 {
			if l.seats[i].State != model.SeatBanned {
				continue
			}
			one = accountFound{d.Connection, model.SeatRef{RemoteID: l.seats[i].RemoteID}, ""}
		}
		fresh = fresh || !told[one]
		told[one] = true
	}
	return fresh || named < d.Banned
}

// add takes in what a rule warns of, if it is to be warned of now.
func (l *look) add(rule model.AlertRule, a model.Alert, trusted time.Time, hold bool) {
	if warn, hold := l.judge(rule, a.Since, trusted, hold); warn {
		l.put(rule, a, hold)
	}
}

func (l *look) put(rule model.AlertRule, a model.Alert, hold bool) {
	a.Rule, a.Kind, a.Grave = rule.ID, rule.Kind, rule.Grave
	l.list = append(l.list, condition{a, hold})
}

// judge tells whether a rule warns of what began at since: from the moment at which
// it lasts for longer than the rule has it, and not before what the file says can
// be trusted.
func (l *look) judge(rule model.AlertRule, since, trusted time.Time, held bool) (warn, hold bool) {
	due := since
	if lasting[rule.Kind] {
		due = since.Add(rule.Over)
	}
	zone := l.sla.Hours.zone()
	if rule.WorkHours {
		due = l.sla.Hours.add(zone, since, due.Sub(since))
	}
	off := rule.WorkHours && !l.sla.Hours.Within(l.now)
	switch {
	case l.now.Before(due) && !off:
		l.wake(due)
		return false, false // one that is open was raised by another rule of this number
	case held:
		return true, true
	case off:
		l.wake(l.sla.Hours.add(zone, l.now, 0))
		return true, true
	case l.now.Before(trusted):
		l.wake(trusted)
		return true, true
	}
	return true, false
}

// wake has conditions looked at again at a time.
func (l *look) wake(at time.Time) {
	if at.After(l.now) && (l.next.IsZero() || at.Before(l.next)) {
		l.next = at
	}
}

// alertChange is what makes the open alerts those that there should be.
type alertChange struct {
	raise  []model.Alert
	update []model.Alert // with how they stand now
	clear  []model.AlertID
}

func (c alertChange) empty() bool { return len(c.raise)+len(c.update)+len(c.clear) == 0 }

// changeTo compares the open alerts with what there is to warn of.
func changeTo(list []condition, open []model.Alert, now time.Time) (c alertChange) {
	known := make(map[thing]model.Alert, len(open))
	for _, a := range open {
		known[thingOf(a)] = a
	}
	wanted := make(map[thing]bool, len(list))
	for _, want := range list {
		key := thingOf(want.Alert)
		if wanted[key] {
			continue // told twice
		}
		wanted[key] = true
		was, ok := known[key]
		switch {
		case !ok && !want.hold:
			want.Raised = now
			c.raise = append(c.raise, want.Alert)
		case ok && !want.hold:
			now := was
			now.Count, now.Detail, now.Grave = want.Count, want.Detail, want.Grave
			if now.Conversation != want.Conversation {
				now.Conversation, now.Since = want.Conversation, want.Since
			}
			if now != was {
				c.update = append(c.update, now)
			}
		}
	}
	for _, a := range open {
		if !wanted[thingOf(a)] {
			c.clear = append(c.clear, a.ID)
		}
	}
	return c
}

// gapKey is where it is kept since when the history of a seat is open.
func gapKey(seat model.SeatID) string { return "gap/" + strconv.FormatInt(int64(seat), 10) }
