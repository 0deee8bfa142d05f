package app

import (
	"context"
	"log/slog"
	"unicode/utf8"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// mostAuditText is how many characters of a text a line keeps.
const mostAuditText = 300

// Audits keeps the log of who did what. Lines are only added.
type Audits struct {
	store *storage.Store
	bus   *bus.Bus
	clock clockwork.Clock
	log   *slog.Logger
	who   string
}

// AuditFilter says which lines to list: Text is looked for in who, seat, about and
// detail; a What that ends with a dot is a whole family.
type AuditFilter = storage.AuditFilter

// List gives lines, newest first.
func (a *Audits) List(ctx context.Context, f AuditFilter) ([]model.AuditEntry, error) {
	return a.store.Audits(ctx, f)
}

// AuditCheck is the outcome of a look at the whole chain.
type AuditCheck struct {
	Lines int64
	Sound bool
	Wrong int64  // the first line that does not fit; 0: none
	Head  []byte // hash of the newest line: whoever notes it elsewhere can tell later whether lines were cut off
}

// Check looks at every line and its hash.
func (a *Audits) Check(ctx context.Context) (AuditCheck, error) {
	lines, wrong, head, err := a.store.AuditSound(ctx)
	return AuditCheck{Lines: lines, Sound: err == nil && wrong == 0, Wrong: wrong, Head: head}, err
}

// Note writes a line for what a screen or command does by itself, such as a file
// it saves.
func (a *Audits) Note(ctx context.Context, e model.AuditEntry) error {
	return a.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error { return a.in(tx, e) })
}

// did writes the line of a deed that was tried, with why it was not done. What was
// done is done: that it could not be written down is told to the program's log.
func (a *Audits) did(ctx context.Context, e model.AuditEntry, err error) {
	if err != nil {
		e.Refused = model.AsTrouble(err).Error()
	}
	if err := a.Note(ctx, e); err != nil {
		a.log.Error("a deed is not in the audit log", "what", e.What, "seat", e.Seat, "err", err)
	}
}

// ends is did for a defer: it writes how the deed ended that err tells of.
func (a *Audits) ends(ctx context.Context, e model.AuditEntry, err *error) { a.did(ctx, e, *err) }

// fails is ends where a deed that was done has its line already, in the transaction
// of the deed.
func (a *Audits) fails(ctx context.Context, e model.AuditEntry, err *error) {
	if *err != nil {
		a.did(ctx, e, *err)
	}
}

// in writes a line in the transaction of what it is about. Who, when, and the names
// of the seat and the conversation are filled in.
func (a *Audits) in(tx *storage.Tx, e model.AuditEntry) error {
	e.At, e.Who = a.clock.Now().UTC(), a.who
	if e.Conversation != 0 {
		c, err := tx.Conversation(e.Conversation)
		if err != nil && !model.IsTrouble(err, model.TroubleNotFound) {
			return err
		}
		if e.Seat == 0 {
			e.Seat = c.Seat
		}
		if e.About == "" {
			e.About = c.Title()
		}
	}
	if e.Seat != 0 {
		seat, err := tx.Seat(e.Seat)
		switch {
		case model.IsTrouble(err, model.TroubleNotFound): // the line outlives it
		case err != nil:
			return err
		default:
			e.Connection = seat.Connection
			if e.SeatName == "" {
				e.SeatName = seat.DisplayName()
			}
		}
	}
	for _, text := range []*string{&e.SeatName, &e.About, &e.Detail, &e.Refused} {
		*text = clip(*text, mostAuditText)
	}
	if _, err := tx.AddAudit(e); err != nil {
		return err
	}
	tx.After(func() { a.bus.Tell(bus.Change{Audit: true}) })
	return nil
}

// contact is what a contact is called, for a line about them.
func (a *Audits) contact(ctx context.Context, seat model.SeatID, remoteID string) string {
	if c, ok, err := a.store.Contact(ctx, seat, remoteID); err == nil && ok {
		return c.DisplayName()
	}
	return remoteID
}

// group is what a group is called, for a line about it.
func (a *Audits) group(ctx context.Context, seat model.SeatID, remoteID string) string {
	if g, ok, err := a.store.Group(ctx, seat, remoteID); err == nil && ok && g.Name != "" {
		return g.Name
	}
	return remoteID
}

// clip cuts a text after so many characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
