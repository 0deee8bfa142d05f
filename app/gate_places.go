package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"seatdeck/storage"
)

const (
	callWindow = 61 * time.Second // a minute, and a second for what is slow on its way
	placeLasts = time.Minute      // a place that was not used by then goes back
	placeHeld  = placeLasts + callWindow
	mostPlaces = 120 // of an account; with more calls a minute, a place is one for several
	handful    = 6   // places taken at once, while many calls are made
)

// place is one that was taken.
type place struct {
	number int
	left   int       // calls that can be made in it
	lapses time.Time // unless it was used
	held   time.Time // until when the file says that it is gone
	last   time.Time // when a call was made in it; zero: none was
}

// free tells when another call can be made in a place that is not ready any
// more.
func (p *place) free() time.Time {
	if p.last.IsZero() {
		return time.Time{}
	}
	return p.last.Add(callWindow)
}

func (p *place) ready(now time.Time) bool { return p.left > 0 && now.Before(p.lapses) }

// ready is how many calls can be made in places that were taken.
func (a *account) ready(perMinute int, now time.Time) (calls int) {
	for _, p := range a.places {
		if p.ready(now) && p.number < placesOf(perMinute) {
			calls += p.left
		}
	}
	return calls
}

// take takes places that are free: one, and the more at once the sooner they are
// used up. Another process may have been faster: then it tells how long to wait.
func (a *account) take(ctx context.Context, perMinute int, now time.Time) (wait time.Duration, err error) {
	ahead := min(max(2*a.ahead, 1), handful)
	for _, p := range a.places {
		if p.left > 0 { // it lapsed
			ahead = 1
		}
	}
	var taken []*place
	err = a.store.Write(ctx, func(tx *storage.Tx) error {
		taken = nil
		rows, err := tx.Paces(a.callsKey)
		if err != nil {
			return err
		}
		b := a.book(rows, perMinute, now)
		if wait = b.due(1, now); wait > 0 {
			return nil
		}
		for _, p := range a.places {
			if a.holds(rows, p) {
				if err := tx.PutPace(a.placeKey(p.number), p.free()); err != nil {
					return err
				}
			}
		}
		for number, at := range b.frees {
			if len(taken) == ahead {
				break
			}
			if now.Before(at) {
				continue
			}
			p := &place{number: number, left: b.size, lapses: now.Add(placeLasts), held: now.Add(placeHeld)}
			if err := tx.PutPace(a.placeKey(number), p.held); err != nil {
				return err
			}
			taken = append(taken, p)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("take a place for a call: %w", err)
	}
	if wait == 0 {
		a.places, a.ahead = taken, ahead
	}
	return wait, nil
}

// mend keeps a clock that was set back from holding calls up until it is as late
// again as it was.
func (a *account) mend(ctx context.Context, rows map[string]time.Time, now time.Time) error {
	latest := now.Add(placeHeld)
	for number, at := range rows {
		if !at.After(latest) {
			continue
		}
		rows[number] = latest
		if err := a.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutPace(a.callsKey+"/"+number, latest) }); err != nil {
			return fmt.Errorf("mend the places for calls: %w", err)
		}
	}
	return nil
}

func (a *account) placeKey(number int) string { return a.callsKey + "/" + strconv.Itoa(number) }

// holds tells whether what the file says of a place is what we wrote there.
func (a *account) holds(rows map[string]time.Time, p *place) bool {
	row, ok := rows[strconv.Itoa(p.number)]
	return ok && row.UnixMilli() == p.held.UnixMilli()
}

// placesOf is how many places an account has, and sizeOf for how many calls each
// of them is.
func placesOf(perMinute int) int { return perMinute / sizeOf(perMinute) }
func sizeOf(perMinute int) int   { return (perMinute + mostPlaces - 1) / mostPlaces }

// book tells when each place is free.
type book struct {
	size  int // calls
	frees []time.Time
}

func (a *account) book(rows map[string]time.Time, perMinute int, now time.Time) book {
	b := book{size: sizeOf(perMinute), frees: make([]time.Time, placesOf(perMinute))}
	for i := range b.frees {
		b.frees[i] = rows[strconv.Itoa(i)]
	}
	for _, p := range a.places {
		if p.number < len(b.frees) && !p.ready(now) && a.holds(rows, p) {
			b.frees[p.number] = p.free()
		}
	}
	return b
}

// left is how many calls the free places are for.
func (b book) left(now time.Time) (calls int) {
	for _, at := range b.frees {
		if !now.Before(at) {
			calls += b.size
		}
	}
	return calls
}

// due tells how long it is until there are free places for so many calls.
func (b book) due(calls int, now time.Time) time.Duration {
	places := (calls + b.size - 1) / b.size
	if places <= 0 {
		return 0
	}
	if places > len(b.frees) {
		return placeHeld // so many there never are
	}
	at := slices.SortedFunc(slices.Values(b.frees), time.Time.Compare)[places-1]
	return max(at.Sub(now), 0)
}
