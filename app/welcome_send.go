package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// How new customers are greeted.
const (
	welcomePause  = time.Second // before a back end that was busy is asked again
	welcomeAtOnce = 16
	mostWelcomes  = 2000 // that wait; more are lost
)

// What a notice says of a welcome.
const (
	noticeWelcomeSent   = "welcome_sent"
	noticeWelcomeFailed = "welcome_failed"
)

// welcomes greets new customers. The code for it lasts seconds, and who told of it
// waits for an answer: it is taken down at once and used by a goroutine of its own.
type welcomes struct {
	store    *storage.Store
	bus      *bus.Bus
	ingest   *ingest
	sessions *sessions
	clock    clockwork.Clock
	log      *slog.Logger
	audit    *audit.Log
	wake     chan struct{} // holds one token

	mu   sync.Mutex
	due  []welcome
	seen map[welcomeKey]time.Time // until when a code may be told again
}

// welcome is one customer to be greeted.
type welcome struct {
	connection model.ConnectionID
	model.WelcomeDue
}

type welcomeKey struct {
	connection model.ConnectionID
	code       string
}

// heard takes down who is to be greeted. A code that is told again is the same.
func (w *welcomes) heard(connection model.ConnectionID, events []model.Event) {
	for _, e := range events {
		if due, ok := e.(model.WelcomeDue); ok && due.Code != "" {
			w.add(welcome{connection, due})
		}
	}
}

func (w *welcomes) add(one welcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock.Now()
	for key, until := range w.seen {
		if now.After(until) {
			delete(w.seen, key)
		}
	}
	key := welcomeKey{one.connection, one.Code}
	if _, told := w.seen[key]; told || len(w.due) >= mostWelcomes {
		return
	}
	if w.seen == nil {
		w.seen = map[welcomeKey]time.Time{}
	}
	w.seen[key] = now.Add(10 * providers.WelcomeLasts)
	if one.At.IsZero() || one.At.After(now) {
		one.At = now // the back end's clock goes fast
	}
	w.due = append(w.due, one)
	pause.Wake(w.wake)
}

// run greets until ctx ends, and returns after the last greeting has.
func (w *welcomes) run(ctx context.Context) {
	var g errgroup.Group
	g.SetLimit(welcomeAtOnce)
	for ctx.Err() == nil {
		w.mu.Lock()
		due := w.due
		w.due = nil
		w.mu.Unlock()
		for _, one := range due {
			g.Go(func() error {
				w.greet(ctx, one)
				return nil
			})
		}
		select {
		case <-ctx.Done():
		case <-w.wake:
		}
	}
	_ = g.Wait() // each greeting tells its own outcome
}

// greet greets one customer, if there are words for it.
func (w *welcomes) greet(ctx context.Context, one welcome) {
	templates, _, err := w.store.Records(ctx, one.connection, model.RecordWelcome, 0, 0)
	if err != nil {
		w.log.Error("a new customer was not greeted", "err", err)
		return
	}
	template, ok := chosenWelcome(templates, one.Seat.RemoteID, one.State)
	if !ok {
		return
	}
	err = w.send(ctx, one, template)
	if err := w.keep(context.WithoutCancel(ctx), one, template, err); err != nil {
		w.log.Error("the outcome of a welcome was not stored", "err", err)
	}
}

// send uses the code while it lasts. What is not known to have been refused for now
// is never sent again.
func (w *welcomes) send(ctx context.Context, one welcome, template model.Record) error {
	left := one.At.Add(providers.WelcomeLasts).Sub(w.clock.Now())
	if left <= 0 {
		return runOut()
	}
	session := w.sessions.get(one.connection)
	if session == nil {
		return &model.Trouble{Code: model.TroubleSeatOffline}
	}
	able, ok := session.link.(providers.Welcomer)
	if !ok {
		return &model.Trouble{Code: model.TroubleUnsupported}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer w.clock.AfterFunc(left, func() { cancel(runOut()) }).Stop()
	template = w.worded(ctx, session, one, template)
	for {
		err := able.Welcome(ctx, one.Code, template)
		if err == nil || !model.IsTrouble(err, model.TroubleBusy) || pause.For(ctx, w.clock, welcomePause) != nil {
			return err
		}
	}
}

// runOut is a code that was not used in time.
func runOut() error {
	return &model.Trouble{Code: model.TroubleTimeout, Detail: "refusal.code_ran_out: the code has run out"}
}

// worded puts names in. A customer who is not known yet is asked about first; one
// whose name can't be had is greeted without.
func (w *welcomes) worded(ctx context.Context, session *session, one welcome, template model.Record) model.Record {
	text := template.Get("text")
	if !strings.Contains(text, welcomeName) && !strings.Contains(text, welcomeSeat) {
		return template
	}
	seat, err := w.seat(ctx, one)
	if err != nil {
		return worded(template, "", "")
	}
	c, known, err := w.store.Contact(ctx, seat.ID, one.ContactID)
	inquirer, able := session.link.(providers.ContactInquirer)
	if err == nil && (!known || c.Name == "") && able && strings.Contains(text, welcomeName) {
		events, err := inquirer.InquireContacts(ctx, seat, []string{one.ContactID})
		if err == nil {
			_, err = w.ingest.deliver(ctx, one.connection, events)
		}
		if err == nil {
			c, _, _ = w.store.Contact(ctx, seat.ID, one.ContactID)
		}
	}
	return worded(template, c.Name, seat.DisplayName())
}

// seat is the one whose customer it is; empty where it is not known.
func (w *welcomes) seat(ctx context.Context, one welcome) (model.Seat, error) {
	seats, err := w.store.Seats(ctx)
	for _, s := range seats {
		same := one.Seat.RemoteID != "" && s.RemoteID == one.Seat.RemoteID || one.Seat.RemoteID == "" && s.AccountID == one.Seat.AccountID
		if same && s.Connection == one.connection {
			return s, nil
		}
	}
	return model.Seat{}, err
}

// keep stores what became of a welcome, for the people who watch and for the audit
// log.
func (w *welcomes) keep(ctx context.Context, one welcome, template model.Record, why error) error {
	seat, err := w.seat(ctx, one)
	if err != nil {
		return err
	}
	whom := one.ContactID
	if c, ok, err := w.store.Contact(ctx, seat.ID, one.ContactID); err == nil && ok {
		whom = c.DisplayName()
	}
	sum := sha256.Sum256([]byte(one.Code)) // the code itself is good for more than to name it
	notice := model.CompanyNotice{
		ID: "welcome/" + hex.EncodeToString(sum[:8]), At: w.clock.Now().UTC(), Kind: noticeWelcomeSent,
		Seat: one.Seat, About: whom, Detail: template.Get("name"),
	}
	line := model.AuditEntry{
		What: model.AuditCompany, Connection: one.connection, Seat: seat.ID, About: recordText(template), Detail: "send: " + whom,
	}
	if why != nil {
		notice.Kind, line.Refused = noticeWelcomeFailed, model.AsTrouble(why).Error()
		notice.Detail += ": " + line.Refused
	}
	return w.store.Write(ctx, func(tx *storage.Tx) error {
		if _, err := tx.PutNotice(one.connection, seat.ID, notice); err != nil {
			return err
		}
		tx.After(func() { w.bus.Tell(bus.Change{Company: true}) })
		return w.audit.NoteIn(tx, line)
	})
}
