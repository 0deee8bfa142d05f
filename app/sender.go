package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	echoWithin   = 15 * time.Second // no echo by then: maybe sent
	tryAgain     = 2 * time.Second  // after a try that certainly did not leave
	lookAgain    = 5 * time.Second  // while a seat or its link is down
	settleEvery  = 20 * time.Second // how often maybe-sent messages are looked up
	settleWithin = 24 * time.Hour   // older ones are left to a person
)

// sender works the outbox of one connection: one worker per seat, paced, in
// order. What a worker is about to try is written down before it is tried, so
// after a kill it is known what may have left and what certainly did not.
type sender struct {
	connection model.ConnectionID
	link       providers.Link
	store      *storage.Store
	ingest     *ingest
	bus        *bus.Bus
	uploads    *uploads
	clock      clockwork.Clock
	log        *slog.Logger
	online     func() bool

	wake chan struct{}
	jobs sync.WaitGroup // of all that run started

	mu        sync.Mutex
	workers   map[model.SeatID]chan struct{} // poke by seat
	preparing map[model.SeatID]bool          // a file of the seat is being put away
	echoes    map[model.MessageID]time.Time  // handed over; maybe sent from then on
}

func newSender(id model.ConnectionID, link providers.Link, store *storage.Store, in *ingest, bus *bus.Bus, up *uploads, clock clockwork.Clock, log *slog.Logger, online func() bool) *sender {
	return &sender{
		connection: id, link: link, store: store, ingest: in, bus: bus, uploads: up, clock: clock, log: log, online: online,
		wake: make(chan struct{}, 1), workers: map[model.SeatID]chan struct{}{}, preparing: map[model.SeatID]bool{},
		echoes: map[model.MessageID]time.Time{},
	}
}

// poke tells that there may be work: a job was queued or the link came up.
func (s *sender) poke() {
	pause.Wake(s.wake)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.workers {
		pause.Wake(w)
	}
}

// recover turns what was under way when the program ended into maybe sent.
func (s *sender) recover(ctx context.Context) error {
	var change bus.Change
	err := s.store.Write(ctx, func(tx *storage.Tx) error {
		change = bus.NewChange()
		under, err := tx.MessagesInState(s.connection, model.StateSending, time.Time{})
		if err != nil {
			return err
		}
		for _, m := range under {
			if err := s.mark(tx, m, model.StateMaybeSent, &model.Trouble{Code: model.TroubleInterrupted}, &change); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.bus.Tell(change)
	}
	return err
}

// mark moves a message to a final state and drops its job.
func (s *sender) mark(tx *storage.Tx, m model.Message, state model.SendState, why *model.Trouble, change *bus.Change) error {
	if err := tx.SetMessageState(m.ID, state, why); err != nil {
		return err
	}
	return s.settled(tx, m, change)
}

// settled ends the wish about a message and brings its conversation in line.
func (s *sender) settled(tx *storage.Tx, m model.Message, change *bus.Change) error {
	if err := tx.DeleteJobsOf(m.ID); err != nil {
		return err
	}
	c, err := tx.Conversation(m.Conversation)
	if err != nil {
		return err
	}
	if err := summarise(tx, &c); err != nil {
		return err
	}
	change.Outbox = true
	change.Conversations[m.Conversation] = true
	return tx.SaveConversation(c)
}

// finish moves a message to a final state. What the back end refused was not
// sent, whatever looked like its echo.
func (s *sender) finish(ctx context.Context, id model.MessageID, state model.SendState, why *model.Trouble) error {
	change := bus.NewChange()
	err := s.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		if state == model.StateFailed && why.Code != model.TroubleTimeout {
			if err := tx.Disown(id); err != nil {
				return err
			}
		}
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		if m.State == model.StateSent {
			return nil // the echo was faster
		}
		return s.mark(tx, m, state, why, &change)
	})
	s.bus.Tell(change)
	return err
}

// run starts a worker for each seat with work and watches for echoes that do
// not come, until ctx ends; it returns after all it started has ended.
func (s *sender) run(ctx context.Context) error {
	if _, ok := s.link.(providers.Sender); !ok {
		<-ctx.Done()
		return ctx.Err()
	}
	defer s.jobs.Wait()
	_, settles := s.link.(providers.Historian)
	nextSettle := s.clock.Now()
	for {
		wait := time.Hour // whatever is to do sooner pokes
		if err := s.startWorkers(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("outbox not readable", "err", err)
			wait = tryAgain
		}
		if settles && s.online() {
			if !s.clock.Now().Before(nextSettle) {
				nextSettle = s.clock.Now().Add(settleEvery)
				if err := s.settle(ctx); err != nil && ctx.Err() == nil {
					s.log.Warn("maybe-sent messages not settled", "err", err)
				}
			}
			wait = min(wait, nextSettle.Sub(s.clock.Now()))
		}
		if next, ok := s.expireEchoes(ctx); ok {
			wait = min(wait, next.Sub(s.clock.Now()))
		}
		pause.AtMost(ctx, s.clock, s.wake, max(wait, 0))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// startWorkers starts the workers of the seats that have jobs and none yet.
func (s *sender) startWorkers(ctx context.Context) error {
	jobs, err := s.store.Jobs(ctx, 0)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if err := s.startWorker(ctx, j.Seat); err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) startWorker(ctx context.Context, id model.SeatID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.workers[id]; ok {
		return nil
	}
	seat, err := s.store.Seat(ctx, id)
	if err != nil || seat.Connection != s.connection {
		return err
	}
	poke := make(chan struct{}, 1)
	s.workers[id] = poke
	s.jobs.Go(func() { s.work(ctx, id, poke) })
	return nil
}

// expect waits for the echo of a message, for a while.
func (s *sender) expect(id model.MessageID) {
	s.mu.Lock()
	s.echoes[id] = s.clock.Now().Add(echoWithin)
	s.mu.Unlock()
	pause.Wake(s.wake)
}

func (s *sender) unexpect(id model.MessageID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.echoes, id)
}

// expireEchoes gives up waiting for echoes that are overdue, and tells when the
// next one will be.
func (s *sender) expireEchoes(ctx context.Context) (next time.Time, more bool) {
	now := s.clock.Now()
	var overdue []model.MessageID
	s.mu.Lock()
	for id, by := range s.echoes {
		switch {
		case !by.After(now):
			overdue = append(overdue, id)
			delete(s.echoes, id)
		case !more || by.Before(next):
			next, more = by, true
		}
	}
	s.mu.Unlock()
	for _, id := range overdue {
		if err := s.finish(ctx, id, model.StateMaybeSent, &model.Trouble{Code: model.TroubleTimeout}); err != nil {
			s.log.Error("message state not stored", "message", id, "err", err)
		}
	}
	return next, more
}

// settle asks history about messages that may have been sent. What it finds
// joins the row and makes it sent; what it does not find stays as it is, for a
// person to decide.
func (s *sender) settle(ctx context.Context) error {
	historian, ok := s.link.(providers.Historian)
	if !ok {
		return nil
	}
	open, err := s.store.MessagesInState(ctx, s.connection, model.StateMaybeSent, s.clock.Now().Add(-settleWithin))
	if err != nil {
		return err
	}
	byConversation := map[model.ConversationID][]string{}
	for _, m := range open {
		byConversation[m.Conversation] = append(byConversation[m.Conversation], m.ClientID)
	}
	for id, ids := range byConversation {
		c, err := s.store.Conversation(ctx, id)
		if err != nil {
			return err
		}
		seat, err := s.store.Seat(ctx, c.Seat)
		if err != nil {
			return err
		}
		events, err := historian.FindMessages(ctx, seat, c.PeerID, ids)
		if err != nil {
			return err
		}
		if _, err := s.ingest.deliver(ctx, s.connection, events); err != nil {
			return err
		}
	}
	return nil
}
