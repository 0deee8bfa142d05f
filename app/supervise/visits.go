package supervise

import (
	"time"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// A wait begins with a message of the customer's that finds nobody waiting, and
// ends with the next answer. A visit begins with a wait, when none is open; it ends
// when somebody says that it is done, or by a silence that is longer than
// SLA.VisitGap while nobody waits. Both follow from the stored messages and from
// when somebody said so, never from the order in which we heard of them.

// visitLook is how many turns of a long visit are looked at. What is told of
// earlier ones when the visit has so many, does not move its beginning any more.
const visitLook = 100

// visitOf finds the open visit of a conversation.
func visitOf(tx *storage.Tx, c model.Conversation, gap time.Duration) (from, first time.Time, err error) {
	var later, answer time.Time // the turn looked at before; the oldest answer so far
	looked := 0
	err = tx.TurnsBack(c.ID, func(t storage.Turn) bool {
		switch {
		case t.Kind == storage.TurnDone, t.Kind == storage.TurnOut && !later.IsZero() && later.Sub(t.At) > gap:
			return false
		case t.Kind == storage.TurnOut:
			answer = t.At
		default:
			from, first = t.At, answer
		}
		later = t.At
		looked++
		if looked < visitLook || c.VisitFrom.IsZero() || c.VisitFrom.After(t.At) {
			return true
		}
		from, first = c.VisitFrom, c.VisitFirst
		if first.IsZero() {
			first = answer
		}
		return false
	})
	return from, first, err
}

// Served brings what a row says of waits and visits in line with its messages.
func Served(tx *storage.Tx, c *model.Conversation) error {
	waiting, _, err := tx.OldestUnanswered(c.ID)
	if err != nil {
		return err
	}
	sla, err := slaIn(tx)
	if err != nil {
		return err
	}
	c.WaitingFrom = waiting
	if c.VisitFrom, c.VisitFirst, err = visitOf(tx, *c, sla.VisitGap); err != nil {
		return err
	}
	if c.VisitFrom.After(c.TakenAt) {
		c.TakenBy, c.TakenAt = "", time.Time{} // that was another visit
	}
	return nil
}

// talking is how a conversation stands while its turns are gone through in order.
type talking struct {
	gap     time.Duration
	waiting time.Time // since when the customer waits; zero: not
	fresh   bool      // that wait began a visit
	visit   bool      // one is open
	last    time.Time // of the last turn
}

// counter counts turns by the hour in which they were.
type counter struct {
	from, to time.Time // of what is counted
	hours    map[time.Time]*model.Tally
}

func (c counter) in(t time.Time) *model.Tally {
	if t.Before(c.from) || !t.Before(c.to) {
		return &model.Tally{} // counted elsewhere
	}
	hour := t.Truncate(time.Hour)
	if c.hours[hour] == nil {
		c.hours[hour] = &model.Tally{}
	}
	return c.hours[hour]
}

// take goes on by one turn.
func (k *talking) take(t storage.Turn, c counter) {
	if k.visit && k.waiting.IsZero() && t.At.Sub(k.last) > k.gap {
		k.visit = false
	}
	switch t.Kind {
	case storage.TurnIn:
		now := c.in(t.At)
		now.Received++
		if !k.waiting.IsZero() {
			break
		}
		now.Asked++
		k.waiting, k.fresh = t.At, !k.visit
		if k.fresh {
			now.Visits++
			k.visit = true
		}
	case storage.TurnOut:
		c.in(t.At).Sent++
		k.answered(t.At, c)
	case storage.TurnDone:
		c.in(t.At).Resolved++
		k.waiting, k.visit = time.Time{}, false
	}
	k.last = t.At
}

// answered ends the wait there is. It counts where it began.
func (k *talking) answered(at time.Time, c counter) {
	if k.waiting.IsZero() {
		return
	}
	wait, then := at.Sub(k.waiting), c.in(k.waiting)
	then.Answered++
	then.WaitSum += wait
	then.Longest = max(then.Longest, wait)
	then.Spread[spreadStep(wait)]++
	if k.fresh {
		then.FirstAnswered++
		then.FirstSum += wait
	}
	k.waiting = time.Time{}
}

// spreadStep is the step of model.SpreadEnds that a wait falls into.
func spreadStep(wait time.Duration) int {
	for i, end := range model.SpreadEnds {
		if wait <= end {
			return i
		}
	}
	return len(model.SpreadEnds)
}
