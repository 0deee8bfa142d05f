package app

import (
	"context"
	"fmt"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// adds keeps the limits by which seats ask people to be contacts. An ask is counted
// before the back end is asked: a restart, or another caller, finds it in the file.
type adds struct {
	store *storage.Store
	clock clockwork.Clock
	rand  func() float64 // in [0,1)
}

// ask has a seat ask somebody to be a contact, or says when it may: a
// *model.Trouble of code TroubleAddLimit.
func (a *adds) ask(ctx context.Context, seat model.Seat, do func() error) error {
	now := a.clock.Now()
	undo, err := a.take(ctx, seat.ID, now)
	if err != nil {
		return err
	}
	err = do()
	if given := giveBack(err); given != addStays {
		if undoErr := undo(given); undoErr != nil {
			return fmt.Errorf("%w (and it counts as an ask all the same: %w)", err, undoErr)
		}
	}
	return err
}

// addGiven says what of an ask that came to nothing is given back.
type addGiven int

const (
	addStays addGiven = iota
	addDay            // it is none of the day's: nobody was asked
	addAll            // nor does the next one have to wait: it never left
)

// giveBack sorts the end of an ask. What nobody knows the end of counts.
func giveBack(err error) addGiven {
	switch calls.EndOf(err) {
	case calls.Later:
		return addAll
	case calls.Refused:
		switch model.AsTrouble(err).Code {
		case model.TroubleInvalid, model.TroubleUnsupported, model.TroubleNotFound, model.TroubleTooLong:
			return addAll
		}
		return addDay // the back end was busy with it: it may well count that
	}
	return addStays
}

// take counts an ask if the limits of the seat allow it now. Undo takes that back.
func (a *adds) take(ctx context.Context, id model.SeatID, now time.Time) (undo func(addGiven) error, err error) {
	day := backEndToday(now)
	var last, next time.Time
	err = a.store.Write(ctx, func(tx *storage.Tx) error {
		seat, err := tx.Seat(id)
		if err != nil {
			return err
		}
		asked, err := tx.Adds(id, day)
		if err != nil {
			return err
		}
		paces, err := tx.Paces(addsKey)
		if err != nil {
			return err
		}
		last = paces[fmt.Sprint(id)]
		if until := notBefore(seat.AddLimits, asked, last, now); now.Before(until) {
			return &model.Trouble{Code: model.TroubleAddLimit, About: seat.DisplayName(), Detail: until.UTC().Format(time.RFC3339)}
		}
		if err := tx.CountAdds(id, day, 1); err != nil {
			return err
		}
		if next = now.Add(a.rest(seat.AddLimits)); !next.After(now) {
			return nil
		}
		return tx.PutPace(addKey(id), next)
	})
	undo = func(given addGiven) error {
		return a.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
			if given == addAll && next.After(now) {
				if err := tx.PutPace(addKey(id), last); err != nil {
					return err
				}
			}
			return tx.CountAdds(id, day, -1)
		})
	}
	return undo, err
}

// rest is a random time between the least and the most that lie between two asks.
func (a *adds) rest(l model.AddLimits) time.Duration {
	least, most := max(l.Min, 0), max(l.Max, l.Min, 0)
	return least + time.Duration(a.rand()*float64(most-least))
}

const addsKey = "add"

func addKey(id model.SeatID) string { return fmt.Sprintf("%s/%d", addsKey, id) }

// notBefore is when a seat may ask again that asked so many on the day of now, and
// may ask the next one at due.
func notBefore(l model.AddLimits, asked int, due, now time.Time) time.Time {
	if due.After(now.Add(max(l.Min, l.Max, 0))) {
		due = time.Time{} // no pause is that long: there was another limit once, or another time on the clock
	}
	if l.PerDay > 0 && asked >= l.PerDay {
		if tomorrow := backEndToday(now).AddDate(0, 0, 1); tomorrow.After(due) {
			return tomorrow
		}
	}
	return due
}

// backEndToday is the beginning of the back end's day.
func backEndToday(now time.Time) time.Time { return model.BackEndDay(now.In(model.BackEndZone())) }

// view tells how a seat stands.
func (a *adds) view(ctx context.Context, id model.SeatID) (AddsView, error) {
	seat, err := a.store.Seat(ctx, id)
	if err != nil {
		return AddsView{}, err
	}
	now := a.clock.Now()
	v := AddsView{Limits: seat.AddLimits}
	if v.Today, err = a.store.Adds(ctx, id, backEndToday(now)); err != nil {
		return v, err
	}
	due, err := a.store.Pace(ctx, addKey(id))
	if err != nil {
		return v, err
	}
	until := notBefore(seat.AddLimits, v.Today, due, now)
	if v.Allowed = !now.Before(until); !v.Allowed {
		v.NextAt = until.UnixMilli()
	}
	return v, nil
}
