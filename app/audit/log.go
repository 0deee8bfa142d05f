// Package audit keeps the log of who did what. Its lines are chained by their hashes:
// one that is changed or taken out later is found.
package audit

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/internal/clip"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// mostText is how many characters of a text a line keeps.
const mostText = 300

// Log is the log of who did what. Lines are only added.
type Log struct {
	store *storage.Store
	bus   *bus.Bus
	clock clockwork.Clock
	log   *slog.Logger
	who   string
}

// New makes the log of what one person, of that name, does.
func New(store *storage.Store, to *bus.Bus, clock clockwork.Clock, log *slog.Logger, who string) *Log {
	return &Log{store: store, bus: to, clock: clock, log: log, who: who}
}

// Who is whose deeds are written down.
func (a *Log) Who() string { return a.who }

// Filter says which lines to list: Text is looked for in who, seat, about and
// detail; a What that ends with a dot is a whole family.
type Filter = storage.AuditFilter

// List gives lines, newest first.
func (a *Log) List(ctx context.Context, f Filter) ([]model.AuditEntry, error) {
	return a.store.Audits(ctx, f)
}

// Soundness is the outcome of a look at the whole chain.
type Soundness struct {
	Lines int64
	Sound bool
	Wrong int64  // the first line that does not fit; 0: none
	Head  []byte // hash of the newest line: whoever notes it elsewhere can tell later whether lines were cut off
}

// Check looks at every line and its hash.
func (a *Log) Check(ctx context.Context) (Soundness, error) {
	lines, wrong, head, err := a.store.AuditSound(ctx)
	return Soundness{Lines: lines, Sound: err == nil && wrong == 0, Wrong: wrong, Head: head}, err
}

// Exported is the line for a file of so many rows of something.
func Exported(path, what string, n int) model.AuditEntry {
	return model.AuditEntry{What: model.AuditExport, About: filepath.Base(path), Detail: fmt.Sprintf("%s: %d", what, n)}
}

// Note writes a line for what a screen or command does by itself, such as a file
// it saves.
func (a *Log) Note(ctx context.Context, e model.AuditEntry) error {
	return a.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error { return a.NoteIn(tx, e) })
}

// Did writes the line of a deed that was tried, with why it was not done. What was
// done is done: that it could not be written down is told to the program's log.
func (a *Log) Did(ctx context.Context, e model.AuditEntry, err error) {
	if err != nil {
		e.Refused = model.AsTrouble(err).Error()
	}
	if err := a.Note(ctx, e); err != nil {
		a.log.Error("a deed is not in the audit log", "what", e.What, "seat", e.Seat, "err", err)
	}
}

// Ends is Did for a defer: it writes how the deed ended that err tells of.
func (a *Log) Ends(ctx context.Context, e model.AuditEntry, err *error) { a.Did(ctx, e, *err) }

// Fails is Ends where a deed that was done has its line already, in the transaction
// of the deed.
func (a *Log) Fails(ctx context.Context, e model.AuditEntry, err *error) {
	if *err != nil {
		a.Did(ctx, e, *err)
	}
}

// NoteIn writes a line in the transaction of what it is about. Who, when, and the names
// of the seat and the conversation are filled in.
func (a *Log) NoteIn(tx *storage.Tx, e model.AuditEntry) error {
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
		*text = clip.To(*text, mostText)
	}
	if _, err := tx.AddAudit(e); err != nil {
		return err
	}
	tx.After(func() { a.bus.Tell(bus.Change{Audit: true}) })
	return nil
}

// ContactName is what a contact is called, for a line about them.
func (a *Log) ContactName(ctx context.Context, seat model.SeatID, remoteID string) string {
	if c, ok, err := a.store.Contact(ctx, seat, remoteID); err == nil && ok {
		return c.DisplayName()
	}
	return remoteID
}

// GroupName is what a group is called, for a line about it.
func (a *Log) GroupName(ctx context.Context, seat model.SeatID, remoteID string) string {
	if g, ok, err := a.store.Group(ctx, seat, remoteID); err == nil && ok && g.Name != "" {
		return g.Name
	}
	return remoteID
}
