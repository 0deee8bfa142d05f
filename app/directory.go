package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	directoryEvery = 6 * time.Hour   // a seat's contacts, groups and tags are read this often
	directoryCheck = 5 * time.Minute // and whether one is due, this often
	directoryAfter = 5 * time.Second // leave the first moments to messages
	maxPages       = 10_000          // of one list
)

// directory reads who a seat knows: tags, contacts, groups. It is slow work and
// never in a hurry; when it was done last survives a restart.
type directory struct {
	connection model.ConnectionID
	link       providers.Link
	store      *storage.Store
	ingest     *ingest
	bus        *bus.Bus
	clock      clockwork.Clock
	log        *slog.Logger
	online     func() bool
	wake       chan struct{} // holds one token
}

// run works until ctx ends.
func (d *directory) run(ctx context.Context) error {
	wait := directoryAfter
	for {
		if err := d.rest(ctx, wait); err != nil {
			return err
		}
		wait = directoryAfter
		if !d.online() {
			continue
		}
		if err := d.readDue(ctx); err != nil {
			d.log.Warn("contacts and groups not read", "err", err)
		}
		wait = directoryCheck
	}
}

// rest sleeps for a while, less when a seat is to be read soon.
func (d *directory) rest(ctx context.Context, wait time.Duration) error {
	t := d.clock.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-d.wake:
		return pause.For(ctx, d.clock, directoryAfter)
	case <-t.Chan():
		return nil
	}
}

// readSoon has a seat read whenever it was read last.
func (d *directory) readSoon(ctx context.Context, seat model.SeatID) error {
	if err := d.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutPace(directoryKey(seat), d.clock.Now()) }); err != nil {
		return err
	}
	pause.Wake(d.wake)
	return nil
}

func directoryKey(seat model.SeatID) string { return fmt.Sprintf("directory/%d", seat) }

func (d *directory) readDue(ctx context.Context) error {
	seats, err := d.store.Seats(ctx)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if seat.Connection != d.connection || seat.Removed {
			continue
		}
		if _, ok := d.link.(providers.CodeLogin); ok && seat.State != model.SeatOnline {
			continue // it knows nobody until it is logged in, and is read then
		}
		key := directoryKey(seat.ID)
		due, err := d.store.Pace(ctx, key)
		if err != nil {
			return err
		}
		if d.clock.Now().Before(due) {
			continue
		}
		if err := d.readSeat(ctx, seat); err != nil {
			// One seat that can't be read (logged out, banned) does not stop the others.
			d.log.Warn("contacts and groups not read", "seat", seat.DisplayName(), "err", err)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		next := d.clock.Now().Add(directoryEvery)
		if err := d.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutPace(key, next) }); err != nil {
			return err
		}
	}
	return nil
}

func (d *directory) readSeat(ctx context.Context, seat model.Seat) error {
	if l, ok := d.link.(providers.TagLister); ok && seat.State == model.SeatOnline {
		events, err := l.ListTags(ctx, seat)
		if err != nil {
			return fmt.Errorf("tags: %w", err)
		}
		if err := d.deliver(ctx, events); err != nil {
			return err
		}
	}
	if l, ok := d.link.(providers.ContactLister); ok {
		err := d.list(ctx, seat, model.ListOfContacts, func(page string) (providers.Page, error) { return l.ListContacts(ctx, seat, page) })
		if err != nil {
			return fmt.Errorf("contacts: %w", err)
		}
	}
	if l, ok := d.link.(providers.TaggedLister); ok {
		if err := d.readTagged(ctx, seat, l); err != nil {
			return fmt.Errorf("tags of contacts: %w", err)
		}
	}
	if l, ok := d.link.(providers.GroupLister); ok {
		var groups []string
		err := d.list(ctx, seat, model.ListOfGroups, func(page string) (providers.Page, error) {
			p, err := l.ListGroups(ctx, seat, page)
			for _, e := range p.Events {
				if g, ok := e.(model.GroupSeen); ok && !g.Group.Dissolved {
					groups = append(groups, g.Group.RemoteID)
				}
			}
			return p, err
		})
		if err != nil {
			return fmt.Errorf("groups: %w", err)
		}
		for _, id := range groups {
			err := d.pages(ctx, func(page string) (providers.Page, error) { return l.ListMembers(ctx, seat, id, page) })
			if err != nil {
				return fmt.Errorf("members of a group: %w", err)
			}
		}
	}
	return nil
}

// readTagged reads who has which tag.
func (d *directory) readTagged(ctx context.Context, seat model.Seat, l providers.TaggedLister) error {
	groups, err := d.store.Tags(ctx, seat.ID)
	if err != nil || len(groups) == 0 {
		return err
	}
	events, err := l.ListTagged(ctx, seat, groups)
	if err != nil {
		return err
	}
	return d.deliver(ctx, events)
}

// list reads a list of a seat to its end, and notes how many rows it had beside how
// many the back end counts. A reading that breaks off leaves the note of the last.
func (d *directory) list(ctx context.Context, seat model.Seat, what model.ListKind, read func(page string) (providers.Page, error)) error {
	r := model.Reading{Seat: seat.ID, What: what}
	err := d.pages(ctx, func(page string) (providers.Page, error) {
		p, err := read(page)
		if r.Total == 0 {
			r.Total = p.Total
		}
		for _, e := range p.Events {
			switch e.(type) {
			case model.ContactSeen, model.GroupSeen, model.PayloadRefused:
				r.Rows++
			}
		}
		return p, err
	})
	if err != nil {
		return err
	}
	r.At = d.clock.Now()
	if err := d.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutReading(r) }); err != nil {
		return fmt.Errorf("note how the list was read: %w", err)
	}
	change := bus.NewChange()
	change.Contacts[seat.ID] = true
	d.bus.Tell(change)
	return nil
}

// pages reads page after page and stores each as it comes. A back end that names
// a page it gave already would be read for ever.
func (d *directory) pages(ctx context.Context, read func(page string) (providers.Page, error)) error {
	asked := map[string]bool{}
	for name := ""; !asked[name] && len(asked) < maxPages; {
		asked[name] = true
		page, err := read(name)
		if err != nil {
			return err
		}
		if err := d.deliver(ctx, page.Events); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		name = page.Next
	}
	return &model.Trouble{Code: model.TroubleBadAnswer, Detail: "refusal.endless: the list has no end"}
}

func (d *directory) deliver(ctx context.Context, events []model.Event) error {
	if len(events) == 0 {
		return nil
	}
	_, err := d.ingest.deliver(ctx, d.connection, events)
	return err
}
