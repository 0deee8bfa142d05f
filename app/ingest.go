package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// ingest writes what back ends say: every batch of events is one transaction
// with the cursors it proves, and the bus hears of it only after the commit.
//
// Callers that arrive while a commit is under way wait together and are
// committed together by the first of them to get its turn, so a burst costs few
// commits and a lone event waits for nobody.
type ingest struct {
	store *storage.Store
	bus   *bus.Bus
	clock clockwork.Clock
	log   *slog.Logger

	mu    sync.Mutex // guards queue
	queue []*delivery

	turn sync.Mutex // held by whoever commits; guards marks
	// marks is per conversation what the back end's own counts already cover.
	marks map[model.ConversationID]unreadMark
}

// unreadMark keeps our count of unread messages from counting twice what the
// back end counted, or from coming back after the agent has read them.
type unreadMark struct {
	counted time.Time // messages up to here are in the back end's count
	read    time.Time // the agent read up to here; older counts are stale
}

// delivery is one caller's events and, after the commit, what came of them.
type delivery struct {
	connection model.ConnectionID
	events     []model.Event
	result     applied
	err        error
	done       bool
}

// applied says what a delivery changed, for those who read history.
type applied struct {
	inserted int // messages not known before
	known    int // messages known before
	refused  int // payloads that could not be decoded
	oldest   time.Time
	newest   time.Time
	suspect  bool // a message may be missing
	seats    bool // a seat changed: what waited for it may go
	listed   []conversationSeen
	nameless []stranger // wrote, and nobody knows who they are
}

// conversationSeen is a conversation a back end spoke of.
type conversationSeen struct {
	id     model.ConversationID
	lastAt time.Time // by the back end's word
}

func newIngest(store *storage.Store, bus *bus.Bus, clock clockwork.Clock, log *slog.Logger) *ingest {
	return &ingest{store: store, bus: bus, clock: clock, log: log, marks: map[model.ConversationID]unreadMark{}}
}

// deliver returns after the events are committed, or with the reason why not.
func (g *ingest) deliver(ctx context.Context, connection model.ConnectionID, events []model.Event) (applied, error) {
	d := &delivery{connection: connection, events: events}
	g.mu.Lock()
	g.queue = append(g.queue, d)
	g.mu.Unlock()

	g.turn.Lock()
	defer g.turn.Unlock()
	if d.done {
		return d.result, d.err
	}
	g.mu.Lock()
	batch := g.queue
	g.queue = nil
	g.mu.Unlock()
	// The batch holds other callers' events too: one caller leaving must not undo them.
	g.commit(context.WithoutCancel(ctx), batch)
	return d.result, d.err
}

func (g *ingest) commit(ctx context.Context, batch []*delivery) {
	change, err := g.write(ctx, batch)
	if err != nil && len(batch) > 1 && !isStoreTrouble(err) {
		// One delivery that can't be applied must not take the rest with it.
		for _, d := range batch {
			g.commit(ctx, []*delivery{d})
		}
		return
	}
	for _, d := range batch {
		d.err, d.done = err, true
	}
	if err != nil {
		g.log.Error("events not stored", "count", len(batch), "err", err)
		return
	}
	g.bus.Tell(change)
}

func isStoreTrouble(err error) bool {
	return model.IsTrouble(err, model.TroubleDiskFull) || model.IsTrouble(err, model.TroubleDamaged)
}

func (g *ingest) write(ctx context.Context, batch []*delivery) (bus.Change, error) {
	var change bus.Change
	err := g.store.Write(ctx, func(tx *storage.Tx) error {
		a := &applier{
			tx: tx, now: g.clock.Now().UTC(), marks: g.marks, change: bus.NewChange(),
			seats: map[seatKey]model.Seat{}, conversations: map[conversationKey]*openConversation{},
			opened: map[model.ConversationID]*openConversation{},
		}
		for _, d := range batch {
			d.result = applied{}
			a.connection, a.result = d.connection, &d.result
			for _, e := range d.events {
				if err := a.apply(e); err != nil {
					return fmt.Errorf("apply %T: %w", e, err)
				}
			}
		}
		change = a.change
		return a.finish()
	})
	return change, err
}

// markRead notes that the agent has read a conversation up to a time, so that a
// count the back end made before that does not bring the badge back.
func (g *ingest) markRead(id model.ConversationID, upTo time.Time) {
	g.turn.Lock()
	defer g.turn.Unlock()
	m := g.marks[id]
	m.read = upTo
	g.marks[id] = m
}
