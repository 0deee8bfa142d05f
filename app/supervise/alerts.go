package supervise

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Alerts warns of what a supervisor must not miss. What is warned of follows from
// the file: a change on the bus, or the moment at which something lasts too long,
// has it looked at, and nothing is asked again and again.
type Alerts struct {
	store    *storage.Store
	bus      *bus.Bus
	sessions Sessions
	vault    Vault
	robot    providers.Robot // nil: there is none
	clock    clockwork.Clock
	log      *slog.Logger
	audit    *audit.Log
	sla      *SLAs
	zone     *time.Location // of times in what is sent

	wake     chan struct{} // holds one token: conditions may have changed
	sendWake chan struct{} // holds one token: something may have to be sent

	mu     sync.Mutex
	words  Words
	read   map[model.ConnectionID]time.Time // when the seats of a connection were last read
	raised map[*raisedTo]struct{}
}

// Words gives the text of a key in the reader's language, its places filled in.
type Words func(key string, pairs ...any) string

// raisedTo is somebody who is told of alerts that want a notification.
type raisedTo struct{ fn func([]model.Alert) }

func newAlerts(d Deps, sla *SLAs) *Alerts {
	return &Alerts{
		store: d.Store, bus: d.Bus, sessions: d.Sessions, vault: d.Vault, robot: d.Robot, clock: d.Clock, log: d.Log, audit: d.Audit, sla: sla,
		zone: time.Local, wake: make(chan struct{}, 1), sendWake: make(chan struct{}, 1),
		words: func(key string, _ ...any) string { return key },
		read:  map[model.ConnectionID]time.Time{}, raised: map[*raisedTo]struct{}{},
	}
}

// AlertFilter says which alerts to list.
type AlertFilter = storage.AlertFilter

// Speak has alerts sent in the language of these words from now on.
func (a *Alerts) Speak(words Words) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.words = words
}

// List gives alerts, those that nobody acknowledged first and of them the grave ones
// where Open is set, else newest first.
func (a *Alerts) List(ctx context.Context, f AlertFilter) ([]model.Alert, error) {
	return a.store.Alerts(ctx, f)
}

// Count tells how many are open and not acknowledged, and whether one is grave.
func (a *Alerts) Count(ctx context.Context) (open int, grave bool, err error) {
	return a.store.AlertCount(ctx)
}

// Sendings tells what became of an alert at the targets it was sent to. One that was
// given up has a Problem and no time at which it is tried again.
func (a *Alerts) Sendings(ctx context.Context, id model.AlertID) ([]model.AlertSending, error) {
	return a.store.Sendings(ctx, id)
}

// Ack notes that a person has seen alerts. Those that somebody acknowledged before
// stay as they are.
func (a *Alerts) Ack(ctx context.Context, ids ...model.AlertID) error {
	return a.store.Write(ctx, func(tx *storage.Tx) error { return a.ack(tx, ids) })
}

// ackConversation acknowledges the alerts about a conversation, in the transaction
// of whatever sees to it.
func (a *Alerts) ackConversation(tx *storage.Tx, id model.ConversationID) error {
	open, err := tx.AlertsAbout(id)
	if err != nil {
		return err
	}
	ids := make([]model.AlertID, len(open))
	for i, alert := range open {
		ids[i] = alert.ID
	}
	return a.ack(tx, ids)
}

func (a *Alerts) ack(tx *storage.Tx, ids []model.AlertID) error {
	var acked []model.Alert
	for _, id := range ids {
		alert, fresh, err := tx.AckAlert(id, a.audit.Who(), a.clock.Now())
		if err != nil {
			return err
		}
		if fresh {
			acked = append(acked, alert)
		}
	}
	if len(acked) == 0 {
		return nil
	}
	tx.After(func() { a.bus.Tell(bus.Change{Alerts: true}) })
	return a.audit.NoteIn(tx, ackLine(acked))
}

// ackLine is the line of the audit log for alerts that were acknowledged together.
func ackLine(acked []model.Alert) model.AuditEntry {
	first := acked[0]
	line := model.AuditEntry{
		What: model.AuditAlertAck, Connection: first.Connection, Seat: first.Seat, Conversation: first.Conversation, About: first.Peer,
	}
	kinds := make([]string, 0, len(acked))
	for _, alert := range acked {
		kinds = append(kinds, fmt.Sprintf("%s %d", alert.Kind, alert.ID))
		if alert.Seat != line.Seat {
			line.Seat, line.Conversation, line.About = 0, 0, ""
		}
		if alert.Conversation != line.Conversation {
			line.Conversation, line.About = 0, ""
		}
	}
	line.Detail = strings.Join(kinds, ", ")
	return line
}

// Raised has fn told of alerts that were raised and want a notification of the
// desktop, until cancel is called. It must return soon: nothing is raised meanwhile.
func (a *Alerts) Raised(fn func([]model.Alert)) (cancel func()) {
	to := &raisedTo{fn}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.raised[to] = struct{}{}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.raised, to)
	}
}

// notify tells of alerts that want a notification.
func (a *Alerts) notify(list []model.Alert) {
	if len(list) == 0 {
		return
	}
	a.mu.Lock()
	var tell []*raisedTo
	for to := range a.raised {
		tell = append(tell, to)
	}
	a.mu.Unlock()
	for _, to := range tell {
		to.fn(list)
	}
}

// heard notes that the seats of a connection were read.
func (a *Alerts) heard(connection model.ConnectionID, events []model.Event) {
	for _, e := range events {
		if _, ok := e.(model.SeatsListed); ok {
			a.mu.Lock()
			a.read[connection] = a.clock.Now()
			a.mu.Unlock()
			pause.Wake(a.wake)
			return
		}
	}
}

// poke has conditions looked at, and what is to be sent.
func (a *Alerts) poke() {
	pause.Wake(a.wake)
	pause.Wake(a.sendWake)
}
