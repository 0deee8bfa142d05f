package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

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
	bus        *Bus
	clock      clockwork.Clock
	log        *slog.Logger
	online     func() bool

	wake chan struct{}

	mu      sync.Mutex
	workers map[model.SeatID]chan struct{} // poke by seat
	echoes  map[model.MessageID]time.Time  // handed over; maybe sent from then on
}

// payload is what a job keeps beside its message.
type payload struct {
	File     string `json:"file,omitempty"`      // a local file to publish first
	ServerID string `json:"server_id,omitempty"` // the message to forward
}

func newSender(id model.ConnectionID, link providers.Link, store *storage.Store, in *ingest, bus *Bus, clock clockwork.Clock, log *slog.Logger, online func() bool) *sender {
	return &sender{
		connection: id, link: link, store: store, ingest: in, bus: bus, clock: clock, log: log, online: online,
		wake: make(chan struct{}, 1), workers: map[model.SeatID]chan struct{}{}, echoes: map[model.MessageID]time.Time{},
	}
}

// poke tells that there may be work: a job was queued or the link came up.
func (s *sender) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.workers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// recover turns what was under way when the program ended into maybe sent.
func (s *sender) recover(ctx context.Context) error {
	var change Change
	err := s.store.Write(ctx, func(tx *storage.Tx) error {
		change = newChange()
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
func (s *sender) mark(tx *storage.Tx, m model.Message, state model.SendState, why *model.Trouble, change *Change) error {
	if err := tx.SetMessageState(m.ID, state, why); err != nil {
		return err
	}
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

func (s *sender) finish(ctx context.Context, id model.MessageID, state model.SendState, why *model.Trouble) error {
	change := newChange()
	err := s.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
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
// not come, until ctx ends; it returns after all workers ended.
func (s *sender) run(ctx context.Context) error {
	if _, ok := s.link.(providers.Sender); !ok {
		<-ctx.Done()
		return ctx.Err()
	}
	var workers sync.WaitGroup
	defer workers.Wait()
	tick := s.clock.NewTicker(time.Second)
	defer tick.Stop()
	nextSettle := s.clock.Now()
	for {
		jobs, err := s.store.Jobs(ctx, 0)
		if err != nil && ctx.Err() == nil {
			s.log.Error("outbox not readable", "err", err)
		}
		for _, j := range jobs {
			s.startWorker(ctx, &workers, j)
		}
		if s.online() && !s.clock.Now().Before(nextSettle) {
			nextSettle = s.clock.Now().Add(settleEvery)
			if err := s.settle(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("maybe-sent messages not settled", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.wake:
		case <-tick.Chan():
			s.expireEchoes(ctx)
		}
	}
}

func (s *sender) startWorker(ctx context.Context, workers *sync.WaitGroup, j model.Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.workers[j.Seat]; ok {
		return
	}
	seat, err := s.store.Seat(ctx, j.Seat)
	if err != nil || seat.Connection != s.connection {
		return
	}
	poke := make(chan struct{}, 1)
	s.workers[j.Seat] = poke
	workers.Add(1)
	go func() {
		defer workers.Done()
		s.work(ctx, j.Seat, poke)
	}()
}

// expireEchoes gives up waiting for echoes that are overdue.
func (s *sender) expireEchoes(ctx context.Context) {
	now := s.clock.Now()
	var overdue []model.MessageID
	s.mu.Lock()
	for id, by := range s.echoes {
		if !by.After(now) {
			overdue = append(overdue, id)
			delete(s.echoes, id)
		}
	}
	s.mu.Unlock()
	for _, id := range overdue {
		if err := s.finish(ctx, id, model.StateMaybeSent, &model.Trouble{Code: model.TroubleTimeout}); err != nil {
			s.log.Error("message state not stored", "message", id, "err", err)
		}
	}
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
