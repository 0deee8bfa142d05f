package app

import (
	"context"
	"fmt"
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
	listPage    = 100              // conversations asked for at once
	historyPage = 100              // messages asked for at once
	overlap     = 2 * time.Second  // read again before Verified: clocks of servers differ
	grace       = 3 * time.Second  // a message may follow its conversation's event so late
	checkEvery  = 60 * time.Second // a link that says nothing is looked at this often
	fillAtOnce  = 4                // gaps closed at the same time
	gapsAtOnce  = 500              // gaps looked at for those to close next
	retryFirst  = 2 * time.Second
	retryMost   = 60 * time.Second
)

// history closes the gaps of one connection. Live messages are believed only
// while the link holds; every connect, every frame that could not be read and
// every conversation whose last activity is newer than our newest message opens
// a gap, and only calls that read the past close it. Gaps are rows, so a kill
// loses none.
type history struct {
	connection model.ConnectionID
	link       providers.Link
	historian  providers.Historian // nil: this back end has no history
	store      *storage.Store
	ingest     *ingest
	bus        *bus.Bus
	clock      clockwork.Clock
	log        *slog.Logger

	wake chan struct{}       // holds one token
	told func([]model.Event) // of seats that were read

	mu        sync.Mutex
	reconcile bool                               // the list of conversations must be read
	distrust  bool                               // and what came live since the last reading counts no longer
	roster    bool                               // the list of seats must be read
	urgent    []model.ConversationID             // an agent waits for these
	expected  map[model.ConversationID]expecting // heard of, their message not yet
	online    bool
	resting   map[model.ConversationID]time.Time // refused just now, not asked again before
	// answered is the last activity of a conversation for which its history was
	// read while this link holds: some back ends call a time active at which no
	// message is, and would be asked for ever.
	answered map[model.ConversationID]time.Time
	latest   time.Time // the latest time the back end gave anything
}

// expecting is a conversation whose event came before its message.
type expecting struct {
	lastAt time.Time
	by     time.Time // a gap from then on
}

func newHistory(id model.ConnectionID, link providers.Link, store *storage.Store, in *ingest, bus *bus.Bus, clock clockwork.Clock, log *slog.Logger) *history {
	h := &history{
		connection: id, link: link, store: store, ingest: in, bus: bus, clock: clock, log: log,
		wake:     make(chan struct{}, 1),
		resting:  map[model.ConversationID]time.Time{},
		answered: map[model.ConversationID]time.Time{},
		expected: map[model.ConversationID]expecting{},
	}
	h.historian, _ = link.(providers.Historian)
	return h
}

// reconnected is told when the link came up: what was pushed while it was down
// is lost, so all must be looked at again.
func (h *history) reconnected() {
	h.mu.Lock()
	h.reconcile, h.distrust, h.roster, h.online = true, true, true, true
	clear(h.answered)
	h.mu.Unlock()
	h.poke()
}

// heard looks at what a delivery told and opens gaps where something is missing.
func (h *history) heard(r applied) {
	if h.historian == nil {
		return
	}
	h.saw(r.newest)
	h.mu.Lock()
	if r.suspect {
		h.reconcile, h.distrust = true, true
	}
	by := h.clock.Now().Add(grace)
	for _, c := range r.listed {
		h.expected[c.id] = expecting{lastAt: c.lastAt, by: by}
	}
	h.mu.Unlock()
	if r.suspect || len(r.listed) > 0 {
		h.poke()
	}
}

// readSeats has the list of seats read at once.
func (h *history) readSeats() {
	h.put(&h.roster)
	h.poke()
}

// want puts a conversation first: an agent looks at it.
func (h *history) want(id model.ConversationID) {
	h.mu.Lock()
	h.urgent = append(h.urgent, id)
	h.mu.Unlock()
	h.poke()
}

func (h *history) poke() {
	pause.Wake(h.wake)
}

// run works until ctx ends. One thing at a time, the most urgent first.
func (h *history) run(ctx context.Context) error {
	retry := retryFirst
	for {
		idle, err := h.step(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			h.log.Warn("history", "err", err, "again_in", retry)
			if err := pause.For(ctx, h.clock, retry); err != nil {
				return err
			}
			retry = min(retry*2, retryMost)
		case idle:
			retry = retryFirst
			if err := h.wait(ctx); err != nil {
				return err
			}
		default:
			retry = retryFirst
		}
	}
}

// wait sleeps until there may be something to do.
func (h *history) wait(ctx context.Context) error {
	d := checkEvery
	h.mu.Lock()
	now := h.clock.Now()
	for _, e := range h.expected {
		d = min(d, max(e.by.Sub(now), 0))
	}
	h.mu.Unlock()
	t := h.clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-h.wake:
		return nil
	case <-t.Chan():
		if d == checkEvery {
			h.mu.Lock()
			h.reconcile, h.roster = h.online, h.online
			h.mu.Unlock()
		}
		return nil
	}
}

// step does one thing and tells whether there was nothing to do.
func (h *history) step(ctx context.Context) (idle bool, err error) {
	if h.take(&h.roster) {
		if err := h.readRoster(ctx); err != nil {
			h.put(&h.roster)
			return false, err
		}
		return false, nil
	}
	if h.historian == nil {
		return true, nil
	}
	if err := h.openExpected(ctx); err != nil {
		return false, err
	}
	if id, ok := h.nextUrgent(); ok {
		c, err := h.store.Conversation(ctx, id)
		if err != nil {
			return false, err
		}
		if c.Cursor.Gap || c.Cursor.Verified.IsZero() {
			return false, h.fill(ctx, c)
		}
		return false, nil
	}
	if h.take(&h.reconcile) {
		if err = h.readList(ctx); err != nil {
			h.put(&h.reconcile)
		}
		return false, err
	}
	h.mu.Lock()
	online := h.online
	h.mu.Unlock()
	if !online {
		return true, nil
	}
	gaps, err := h.openNow(ctx)
	if err != nil {
		return false, err
	}
	if len(gaps) > 0 {
		return false, h.fillAll(ctx, gaps)
	}
	older, ok, err := h.store.NextBackfill(ctx, h.connection)
	if err != nil || !ok {
		return true, err
	}
	return false, h.backfill(ctx, older)
}

func (h *history) take(flag *bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	was := *flag
	*flag = false
	return was
}

func (h *history) put(flag *bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*flag = true
}

func (h *history) nextUrgent() (model.ConversationID, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.urgent) == 0 {
		return 0, false
	}
	id := h.urgent[len(h.urgent)-1] // the one asked for last is on screen
	h.urgent = h.urgent[:len(h.urgent)-1]
	return id, true
}

// readRoster asks who the seats are.
func (h *history) readRoster(ctx context.Context) error {
	lister, ok := h.link.(providers.SeatLister)
	if !ok {
		return nil
	}
	events, err := lister.ListSeats(ctx)
	if err != nil {
		return err
	}
	if _, err = h.ingest.deliver(ctx, h.connection, events); err != nil {
		return err
	}
	h.told(events)
	return nil
}

// readList reads the list of conversations down to where nothing can have
// changed, and opens a gap for each that may lack messages.
func (h *history) readList(ctx context.Context) error {
	if h.take(&h.distrust) {
		// What was live may have been cut short by a drop.
		if err := h.store.Write(ctx, func(tx *storage.Tx) error { return tx.DirtyToGaps(h.connection) }); err != nil {
			h.put(&h.distrust)
			return err
		}
	}
	floorKey := fmt.Sprintf("list/%d", h.connection)
	floor, err := h.store.Pace(ctx, floorKey)
	if err != nil {
		return err
	}
	var before, newest time.Time
	limit, stale := listPage, 0
	listed := map[model.ConversationID]bool{}
	for stale < 2 {
		page, err := h.historian.RecentConversations(ctx, before, limit)
		if err != nil {
			return err
		}
		result, err := h.ingest.deliver(ctx, h.connection, page.Events)
		if err != nil {
			return err
		}
		if err := h.openGaps(ctx, result.listed); err != nil {
			return err
		}
		h.saw(result.newest)
		if result.newest.After(newest) {
			newest = result.newest
		}
		if page.Count == 0 || page.Oldest.IsZero() || page.Oldest.Before(floor) {
			break
		}
		// Whether a page is cut short by its end or by a limit of the back end's
		// own can't be seen: the end is where nothing new comes.
		stale++
		for _, c := range result.listed {
			if !listed[c.id] {
				listed[c.id], stale = true, 0
			}
		}
		switch {
		case before.IsZero() || page.Oldest.Before(before):
			before = page.Oldest
		case page.Count >= limit:
			limit *= 2 // a whole page of one instant: look past it
		default:
			before = before.Add(-time.Millisecond)
		}
	}
	// The next list need not go below what this one proved, less the overlap.
	return h.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutPace(floorKey, newest.Add(-overlap)) })
}
