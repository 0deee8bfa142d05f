package supervise

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/storage"
)

const (
	lookRest     = 200 * time.Millisecond // between two looks: a burst of messages costs few
	lookRestMost = time.Second            // what is told within two seconds must not wait longer
	lookRetry    = 10 * time.Second       // after the file could not be read
	lookMost     = time.Hour              // without anything due
	seatsSettle  = 20 * time.Second       // for a back end that came up to say how its seats are
	absentSettle = 2 * time.Minute        // and for one that does not come up
	waitsLooked  = 5000                   // conversations in which customers wait, the longest first
	gapKept      = time.Minute            // a gap that is open for longer is remembered over a restart
	alertsKept   = 180 * 24 * time.Hour   // in the log
)

// run watches until ctx ends, and returns after all it started has ended.
func (a *Alerts) run(ctx context.Context) {
	cancel := a.bus.Subscribe(func(c bus.Change) {
		if c.Connections || c.Settings || c.Company || len(c.Seats) > 0 || len(c.Conversations) > 0 {
			pause.Wake(a.wake)
		}
		if c.Connections {
			pause.Wake(a.sendWake) // a link came up, perhaps, by which something is to be sent
		}
	})
	defer cancel()
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { a.sendAll(ctx) })

	w := &lookout{Alerts: a, started: a.clock.Now(), links: map[model.ConnectionID]linkSeen{}, gaps: map[model.SeatID]gapSeen{}}
	if err := w.recall(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn("alerts: what was noted before is not readable", "err", err)
	}
	for ctx.Err() == nil {
		began := a.clock.Now()
		wait, err := w.look(ctx)
		if err != nil && ctx.Err() == nil {
			a.log.Error("alerts", "err", err)
			wait = lookRetry
		}
		if pause.For(ctx, a.clock, restAfter(a.clock.Since(began))) != nil {
			return
		}
		pause.AtMost(ctx, a.clock, a.wake, wait)
	}
}

// restAfter is how long to rest after a look that took so long: where there is much
// to look at, and messages come all the time, three parts in four.
func restAfter(took time.Duration) time.Duration {
	return min(max(lookRest, 3*took), lookRestMost)
}

// lookout is what the goroutine of run remembers.
type lookout struct {
	*Alerts
	started time.Time
	links   map[model.ConnectionID]linkSeen
	gaps    map[model.SeatID]gapSeen
}

// linkSeen is how a connection was when it was last looked at.
type linkSeen struct {
	online bool
	since  time.Time
}

// gapSeen is since when the history of a seat is open.
type gapSeen struct {
	since time.Time
	kept  bool // in the file
}

// recall reads what the console noted when it last ran.
func (w *lookout) recall(ctx context.Context) error {
	kept, err := w.store.Paces(ctx, "gap")
	if err != nil {
		return err
	}
	for key, since := range kept {
		if id, err := strconv.ParseInt(key, 10, 64); err == nil && !since.IsZero() {
			w.gaps[model.SeatID(id)] = gapSeen{since, true}
		}
	}
	down, err := w.store.Alerts(ctx, AlertFilter{Open: true, Kind: model.AlertLink})
	if err != nil {
		return err
	}
	for _, a := range down {
		w.links[a.Connection] = linkSeen{since: a.Since}
	}
	return w.store.Write(ctx, func(tx *storage.Tx) error { return tx.ForgetAlerts(w.started.Add(-alertsKept)) })
}

// look brings the open alerts in line with what there is to warn of, and tells how
// long that stays so by itself.
func (w *lookout) look(ctx context.Context) (wait time.Duration, err error) {
	rules, err := w.Rules(ctx)
	if err != nil {
		return 0, err
	}
	sla, err := w.sla.Get(ctx)
	if err != nil {
		return 0, err
	}
	seen, err := w.snapshot(ctx, rules, sla)
	if err != nil {
		return 0, err
	}
	list, next := conditions(seen, rules, sla)
	open, err := w.store.Alerts(ctx, AlertFilter{Open: true})
	if err != nil {
		return 0, err
	}
	if change := changeTo(list, open, seen.now); !change.empty() {
		if err := w.write(ctx, change, rules, seen.now); err != nil {
			return 0, err
		}
	}
	wait = lookMost
	if !next.IsZero() {
		wait = min(wait, next.Sub(w.clock.Now()))
	}
	for _, g := range w.gaps {
		if !g.kept {
			wait = min(wait, g.since.Add(gapKept).Sub(w.clock.Now()))
		}
	}
	return max(wait, time.Millisecond), nil
}

// snapshot reads what the rules are about.
func (w *lookout) snapshot(ctx context.Context, rules []model.AlertRule, sla SLA) (seen watched, err error) {
	wants := map[model.AlertKind]bool{}
	for _, r := range rules {
		wants[r.Kind] = wants[r.Kind] || r.On
	}
	now := w.clock.Now().UTC()
	seen = watched{now: now, started: w.started}
	if seen.links, err = w.connections(ctx, now); err != nil {
		return seen, err
	}
	seats, err := w.store.Seats(ctx)
	if err != nil {
		return seen, err
	}
	for _, s := range seats {
		if !s.Removed {
			seen.seats = append(seen.seats, s)
		}
	}
	if seen.gaps, err = w.openGaps(ctx, seen.seats, now); err != nil {
		return seen, err
	}
	if wants[model.AlertWaiting] || wants[model.AlertSLA] {
		seen.waits, err = w.store.Conversations(ctx, storage.ConversationQuery{Sort: storage.ByWait, WaitingOnly: true, Limit: waitsLooked})
		if err != nil {
			return seen, err
		}
	}
	if wants[model.AlertSLA] && sla.On && sla.Resolution > 0 {
		visits, err := w.store.OpenVisits(ctx, now.Add(-sla.VisitGap))
		if err != nil {
			return seen, err
		}
		seen.waits = append(seen.waits, visits...)
	}
	if wants[model.AlertQuota] {
		if seen.quotas, err = w.store.Quotas(ctx); err != nil {
			return seen, err
		}
	}
	if wants[model.AlertDetection] {
		seen.detections, err = w.store.BansFound(ctx, now.Add(-detectionLasts))
	}
	return seen, err
}

// connections tells how each connection is doing, and since when.
func (w *lookout) connections(ctx context.Context, now time.Time) ([]watchedLink, error) {
	rows, err := w.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	known := map[model.ConnectionID]linkSeen{}
	list := make([]watchedLink, 0, len(rows))
	for _, r := range rows {
		status := w.sessions.Status(r.ID)
		online := status.Link == model.LinkOnline
		seen, before := w.links[r.ID]
		if !before || seen.online != online {
			seen = linkSeen{online: online, since: now}
			if at := status.Since; before && !at.IsZero() && at.Before(now) {
				seen.since = at.UTC()
			}
		}
		known[r.ID] = seen
		link := watchedLink{id: r.ID, online: online, since: seen.since}
		link.trusted = w.started.Add(absentSettle)
		link.settled = link.trusted
		if online {
			link.settled = seen.since.Add(seatsSettle)
			if link.trusted = link.settled; w.readSince(r.ID, seen.since) {
				link.trusted = seen.since
			}
		} else if status.Err != nil {
			link.detail = status.Err.Detail
		}
		list = append(list, link)
	}
	w.links = known
	return list, nil
}

// readSince tells whether the seats of a connection were read since a time.
func (a *Alerts) readSince(id model.ConnectionID, since time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, ok := a.read[id]
	return ok && !at.Before(since)
}

// openGaps tells since when the history of seats is open, and keeps that: no row
// says it.
func (w *lookout) openGaps(ctx context.Context, seats []model.Seat, now time.Time) (map[model.SeatID]time.Time, error) {
	since, gaps := map[model.SeatID]time.Time{}, map[model.SeatID]gapSeen{}
	keep := map[model.SeatID]time.Time{} // what the file has to say from now on; zero: nothing
	for _, s := range seats {
		g, open := w.gaps[s.ID]
		if s.Gaps == 0 {
			continue
		}
		if !open {
			g.since = now
		}
		if !g.kept && now.Sub(g.since) >= gapKept {
			g.kept, keep[s.ID] = true, g.since
		}
		gaps[s.ID], since[s.ID] = g, g.since
	}
	for id, g := range w.gaps {
		if _, there := gaps[id]; g.kept && !there {
			keep[id] = time.Time{} // closed, or the seat is gone
		}
	}
	if len(keep) > 0 {
		err := w.store.Write(ctx, func(tx *storage.Tx) error {
			for id, at := range keep {
				if err := tx.PutPace(gapKey(id), at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	w.gaps = gaps
	return since, nil
}

// write raises, changes and clears alerts in one transaction, and tells of it.
func (w *lookout) write(ctx context.Context, change alertChange, rules []model.AlertRule, now time.Time) error {
	by := map[int64]model.AlertRule{}
	for _, r := range rules {
		by[r.ID] = r
	}
	var desktop []model.AlertID
	sends := false
	err := w.store.Write(ctx, func(tx *storage.Tx) error {
		desktop, sends = nil, false
		for _, a := range change.raise {
			id, raised, err := tx.RaiseAlert(a)
			if err != nil {
				return fmt.Errorf("raise an alert: %w", err)
			}
			if !raised {
				continue
			}
			rule := by[a.Rule]
			if rule.Desktop {
				desktop = append(desktop, id)
			}
			for _, target := range rule.Targets {
				sends = true
				if err := tx.PutSending(model.AlertSending{Alert: id, Target: target, NotFor: now}); err != nil {
					return err
				}
			}
		}
		for _, a := range change.update {
			if err := tx.UpdateAlert(a); err != nil {
				return err
			}
		}
		for _, id := range change.clear {
			if err := tx.ClearAlert(id, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.bus.Tell(bus.Change{Alerts: true})
	if sends {
		pause.Wake(w.sendWake)
	}
	var list []model.Alert
	for _, id := range desktop {
		a, err := w.store.Alert(ctx, id)
		if err != nil {
			return err
		}
		list = append(list, a)
	}
	w.notify(list)
	return nil
}
