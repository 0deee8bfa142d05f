package supervise

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/storage"
)

const (
	tallyBack   = 35 * storage.Day       // how far back days are counted that nobody asks for
	tallyGather = 250 * time.Millisecond // what comes together is counted together
	tallyRest   = 3 * time.Second        // between two counts of one seat's present day
	tallyShare  = 10                     // of the time, at most one part in so many is spent counting
	tallyRetry  = 10 * time.Second       // after the file could not be read or written
	tallyBatch  = 50                     // stale days counted together
	tallyMost   = 1000                   // days counted together that never were
	tallySpan   = 31                     // days of a seat read together
)

// tallies counts what happened, by the hour of a seat. The counts are in the file
// and follow from messages and resolutions; which days are not right any more is in
// the file too, so a kill loses nothing.
type tallies struct {
	store *storage.Store
	bus   *bus.Bus
	clock clockwork.Clock

	wake  chan struct{} // holds one token
	renew atomic.Bool   // days of the past may be uncounted
	turn  sync.Mutex    // held by who counts
	read  func()        // tests: called between what is read and what is stored; may be nil
}

func newTallies(store *storage.Store, bus *bus.Bus, clock clockwork.Clock) *tallies {
	return &tallies{store: store, bus: bus, clock: clock, wake: make(chan struct{}, 1)}
}

func (t *tallies) poke() { pause.Wake(t.wake) }

// run counts in the background until ctx ends: the newest days first, and for most
// of the time not at all.
func (t *tallies) run(ctx context.Context) {
	cancel := t.bus.Subscribe(func(c bus.Change) {
		if c.Settings {
			t.renew.Store(true)
		}
		if c.Settings || len(c.Conversations) > 0 {
			t.poke()
		}
	})
	defer cancel()
	counted := map[model.SeatID]time.Time{} // the present day of a seat
	day := time.Time{}
	pause.AtMost(ctx, t.clock, nil, tallyGather) // a start has other things to do
	for ctx.Err() == nil {
		began := t.clock.Now()
		if !day.Equal(dayUTC(began)) {
			day = dayUTC(began)
			t.renew.Store(true)
		}
		worked, next, err := t.step(ctx, counted)
		switch {
		case err != nil:
			pause.AtMost(ctx, t.clock, nil, max(tallyRetry, tallyPause(t.clock.Since(began))))
		case worked:
			pause.AtMost(ctx, t.clock, nil, tallyPause(t.clock.Since(began)))
		default:
			pause.AtMost(ctx, t.clock, t.wake, next)
			pause.AtMost(ctx, t.clock, nil, tallyGather)
		}
	}
}

// tallyPause is how long to do nothing after so much work.
func tallyPause(worked time.Duration) time.Duration { return worked * (tallyShare - 1) }

// step counts some days, and tells how long to rest when there was nothing to do.
func (t *tallies) step(ctx context.Context, counted map[model.SeatID]time.Time) (worked bool, rest time.Duration, err error) {
	days, rest, err := t.due(ctx, counted)
	if err == nil && len(days) == 0 && t.renew.Swap(false) {
		if days, err = t.uncounted(ctx); err != nil || len(days) > 0 {
			t.renew.Store(true)
		}
	}
	if err != nil || len(days) == 0 {
		return false, rest, err
	}
	now := t.clock.Now()
	for _, d := range days {
		if !d.Day.Before(dayUTC(now)) {
			counted[d.Seat] = now
		}
	}
	return true, 0, t.count(ctx, days)
}

// dayUTC is the beginning of the day, UTC.
func dayUTC(now time.Time) time.Time { return now.UTC().Truncate(storage.Day) }

// due gives stale days that may be counted now, and when to look again.
func (t *tallies) due(ctx context.Context, counted map[model.SeatID]time.Time) (days []storage.SeatDay, rest time.Duration, err error) {
	now := t.clock.Now()
	rest = dayUTC(now).Add(storage.Day).Sub(now) // whatever is to do sooner pokes
	present, err := t.store.StaleDays(ctx, dayUTC(now), farFuture, tallyMost)
	if err != nil {
		return nil, 0, err
	}
	for _, d := range present {
		if last, ok := counted[d.Seat]; ok && now.Before(last.Add(tallyRest)) {
			rest = min(rest, last.Add(tallyRest).Sub(now))
		} else if days = append(days, d); len(days) == tallyBatch {
			return days, 0, nil
		}
	}
	past, err := t.store.StaleDays(ctx, dayUTC(now).Add(-tallyBack), dayUTC(now), tallyBatch-len(days))
	return append(days, past...), rest, err
}

// farFuture is later than any time that is stored.
var farFuture = time.UnixMilli(1<<62 - 1)

// uncounted gives days that were never counted.
func (t *tallies) uncounted(ctx context.Context) ([]storage.SeatDay, error) {
	last := dayUTC(t.clock.Now())
	days, err := t.store.UncountedDays(ctx, 0, last.Add(-tallyBack), last)
	days = slices.DeleteFunc(days, func(d storage.SeatDay) bool { return d.Mark != 0 })
	return days[:min(len(days), tallyMost)], err
}

// ensure counts the days of a span that are not counted or stale; of one seat, or
// of all for 0.
func (t *tallies) ensure(ctx context.Context, seat model.SeatID, from, to time.Time) error {
	if now := t.clock.Now(); to.After(now.Add(storage.Day)) {
		to = now.Add(storage.Day)
	}
	if !from.Before(to) {
		return nil
	}
	days, err := t.store.UncountedDays(ctx, seat, dayUTC(from), dayUTC(to.Add(-1)))
	for err == nil && len(days) > 0 {
		n := min(len(days), tallyMost)
		err = t.count(ctx, days[:n])
		days = days[n:]
	}
	return err
}

// count counts days and stores them. Only the storing holds up those who write.
func (t *tallies) count(ctx context.Context, days []storage.SeatDay) error {
	t.turn.Lock()
	defer t.turn.Unlock()
	days = slices.Clone(days)
	slices.SortFunc(days, func(a, b storage.SeatDay) int {
		return cmp.Or(cmp.Compare(a.Seat, b.Seat), a.Day.Compare(b.Day))
	})
	raw, err := t.store.Setting(ctx, slaKey)
	if err != nil {
		return err
	}
	sla, _ := slaOf(raw) // as slaIn has it
	hours := map[storage.SeatDay][]model.HourTally{}
	for rest := days; len(rest) > 0; {
		n := 1
		for n < len(rest) && n < tallySpan && rest[n].Seat == rest[0].Seat && rest[n].Day.Equal(rest[n-1].Day.Add(storage.Day)) {
			n++
		}
		if err := t.countSpan(ctx, rest[:n], sla.VisitGap, hours); err != nil {
			return err
		}
		rest = rest[n:]
	}
	if t.read != nil {
		t.read()
	}
	err = t.store.Write(ctx, func(tx *storage.Tx) error {
		if now, err := slaIn(tx); err != nil || now.VisitGap != sla.VisitGap {
			return err // other visits now: all is counted anew
		}
		for _, d := range days {
			if err := tx.PutTallies(d, hours[d]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		t.bus.Tell(bus.Change{Tallies: true})
	}
	return err
}

// countSpan counts days of a seat that follow one another.
func (t *tallies) countSpan(ctx context.Context, days []storage.SeatDay, gap time.Duration, into map[storage.SeatDay][]model.HourTally) error {
	c := counter{from: days[0].Day, to: days[len(days)-1].Day.Add(storage.Day), hours: map[time.Time]*model.Tally{}}
	talks, err := t.store.Talks(ctx, days[0].Seat, c.from, c.to)
	if err != nil {
		return err
	}
	for _, talk := range talks {
		if err := t.countTalk(ctx, talk, gap, c); err != nil {
			return err
		}
	}
	for hour, tally := range c.hours {
		d := days[int(hour.Sub(c.from)/storage.Day)]
		into[d] = append(into[d], model.HourTally{Seat: d.Seat, Hour: hour, Tally: *tally})
	}
	return nil
}

func (t *tallies) countTalk(ctx context.Context, talk storage.Talk, gap time.Duration, c counter) error {
	k := talking{gap: gap, last: talk.Before.At}
	switch talk.Before.Kind {
	case storage.TurnIn:
		k.waiting, k.visit = talk.Before.At, true // that wait is not counted here, whenever it began
	case storage.TurnOut:
		if talk.Turns[0].At.Sub(k.last) <= gap {
			open, err := t.visiting(ctx, talk.Conversation, gap, c.from)
			if err != nil {
				return err
			}
			k.visit = open
		}
	}
	for _, turn := range talk.Turns {
		k.take(turn, c)
	}
	if k.waiting.IsZero() || k.waiting.Before(c.from) {
		return nil
	}
	end, found, err := t.store.AnswerFrom(ctx, talk.Conversation, c.to)
	if err == nil && found && end.Kind == storage.TurnOut {
		k.answered(end.At, c)
	}
	return err
}

// visiting tells whether a visit is open right before a time, when the seat wrote
// last.
func (t *tallies) visiting(ctx context.Context, id model.ConversationID, gap time.Duration, before time.Time) (open bool, err error) {
	var later time.Time
	err = t.store.TurnsBack(ctx, id, before, func(turn storage.Turn) bool {
		open = turn.Kind == storage.TurnIn
		if turn.Kind != storage.TurnOut || !later.IsZero() && later.Sub(turn.At) > gap {
			return false
		}
		later = turn.At
		return true
	})
	return open, err
}
