package app

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// openGaps marks those of the listed conversations that moved since their
// history was last read.
func (h *history) openGaps(ctx context.Context, listed []conversationSeen) error {
	if len(listed) == 0 {
		return nil
	}
	h.mu.Lock()
	moved := listed[:0:0]
	for _, seen := range listed {
		if seen.lastAt.After(h.answered[seen.id]) {
			moved = append(moved, seen)
		}
	}
	h.mu.Unlock()
	change := bus.NewChange()
	err := h.store.Write(ctx, func(tx *storage.Tx) error {
		for _, seen := range moved {
			c, err := tx.Conversation(seen.id)
			if err != nil {
				return err
			}
			v := c.Cursor.Verified
			if c.Cursor.Gap || (!v.IsZero() && !seen.lastAt.After(v)) {
				continue
			}
			c.Cursor.Gap = true
			if err := tx.SaveConversation(c); err != nil {
				return err
			}
			change.Conversations[c.ID], change.Seats[c.Seat] = true, true
		}
		return nil
	})
	if err == nil {
		h.bus.Tell(change)
	}
	return err
}

// openExpected opens a gap for conversations that were spoken of and whose
// message did not follow in time.
func (h *history) openExpected(ctx context.Context) error {
	h.mu.Lock()
	now := h.clock.Now()
	var due []conversationSeen
	for id, e := range h.expected {
		if !e.by.After(now) {
			due = append(due, conversationSeen{id: id, lastAt: e.lastAt})
			delete(h.expected, id)
		}
	}
	h.mu.Unlock()
	var missing []conversationSeen
	for _, d := range due {
		newest, err := h.store.Messages(ctx, d.id, storage.MessageWindow{Limit: 1})
		if err != nil {
			return err
		}
		if len(newest) == 0 || newest[0].SentAt.Before(d.lastAt) {
			missing = append(missing, d)
		}
	}
	return h.openGaps(ctx, missing)
}

// openNow lists open gaps, the newest conversations first, without those whose
// history the back end refused a moment ago.
func (h *history) openNow(ctx context.Context) ([]model.Conversation, error) {
	gaps, err := h.store.OpenGapsOf(ctx, h.connection, gapsAtOnce)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now, open := h.clock.Now(), gaps[:0]
	for _, c := range gaps {
		if until, ok := h.resting[c.ID]; !ok || !now.Before(until) {
			open = append(open, c)
		}
	}
	return open[:min(len(open), 4*fillAtOnce)], nil
}

// fillAll closes several gaps at once. One conversation whose history is refused
// rests a while and does not hold up the others; its gap stays open.
func (h *history) fillAll(ctx context.Context, gaps []model.Conversation) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fillAtOnce)
	for _, c := range gaps {
		g.Go(func() error {
			err := h.fill(ctx, c)
			if !model.IsTrouble(err, model.TroubleRejected) && !model.IsTrouble(err, model.TroubleBadAnswer) {
				return err
			}
			h.log.Warn("history refused", "conversation", c.ID, "err", err)
			h.mu.Lock()
			h.resting[c.ID] = h.clock.Now().Add(retryMost)
			h.mu.Unlock()
			return nil
		})
	}
	return g.Wait()
}

// fill reads a conversation from its newest message down to what is known for
// certain, and closes its gap. A conversation never read before is read one page
// deep; backfill reads the rest when there is time.
func (h *history) fill(ctx context.Context, c model.Conversation) error {
	seat, err := h.store.Seat(ctx, c.Seat)
	if err != nil {
		return err
	}
	settled := h.settled()
	// Live messages from here on are not covered by what is read now.
	if err := h.cursor(ctx, c.ID, func(k *model.Cursor) { k.Dirty, k.Gap = false, true }); err != nil {
		return err
	}
	known := c.Cursor.Verified
	reached, newest := false, known
	// Messages may have come live long before this first reading: between them
	// and its first page there may be a hole, so then all is read.
	oldest, hasOlder, err := h.store.OldestMessage(ctx, c.ID)
	if err != nil {
		return err
	}
	for offset := 0; !reached; {
		page, result, err := h.read(ctx, seat, c, time.Time{}, offset)
		if err != nil {
			return err
		}
		if result.newest.After(newest) {
			newest = result.newest
		}
		switch {
		case page.Count == 0:
			return h.filled(ctx, c, newest, settled, true)
		case known.IsZero():
			reached = !hasOlder || !oldest.SentAt.Before(result.oldest)
		case result.inserted == 0 && result.oldest.Before(known.Add(-overlap)):
			reached = true
		}
		offset += page.Count
	}
	return h.filled(ctx, c, newest, settled, false)
}

// filled closes the gap of a conversation as it was when its reading began. What
// was said later than settled may not have been the last of its second: the next
// reconnect reads it again.
func (h *history) filled(ctx context.Context, c model.Conversation, newest, settled time.Time, whole bool) error {
	h.mu.Lock()
	h.answered[c.ID] = c.LastAt
	h.mu.Unlock()
	return h.cursor(ctx, c.ID, func(k *model.Cursor) {
		k.Verified, k.Gap = atLeast(newest), false
		k.Dirty = k.Dirty || newest.After(settled)
		k.Backfilled = k.Backfilled || whole
	})
}

// settled is the time up to which nothing more can be said at the back end, as its
// own times tell: something was said later there. No clock of ours is asked.
func (h *history) settled() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.latest.Add(-overlap)
}

// saw notes the time of what was said or listed.
func (h *history) saw(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at.After(h.latest) {
		h.latest = at
	}
}

// atLeast keeps an empty conversation from looking as if never read.
func atLeast(t time.Time) time.Time {
	if t.IsZero() {
		return time.UnixMilli(1).UTC()
	}
	return t
}

// backfill reads a conversation from its oldest message towards its beginning.
func (h *history) backfill(ctx context.Context, c model.Conversation) error {
	seat, err := h.store.Seat(ctx, c.Seat)
	if err != nil {
		return err
	}
	until, offset := time.Time{}, 0
	if oldest, ok, err := h.store.OldestMessage(ctx, c.ID); err != nil {
		return err
	} else if ok {
		until = oldest.SentAt.Add(time.Millisecond) // whether `until` is in or out, the same instant is seen again
	}
	for {
		page, result, err := h.read(ctx, seat, c, until, offset)
		if err != nil {
			return err
		}
		if page.Count == 0 {
			return h.cursor(ctx, c.ID, func(k *model.Cursor) { k.Backfilled = true })
		}
		offset += page.Count
		h.mu.Lock()
		busy := h.reconcile || h.roster || len(h.urgent) > 0
		h.mu.Unlock()
		if busy && result.inserted > 0 {
			return nil // goes on later from the oldest message then known
		}
	}
}

func (h *history) read(ctx context.Context, seat model.Seat, c model.Conversation, until time.Time, offset int) (providers.MessagePage, applied, error) {
	page, err := h.historian.Messages(ctx, seat, c.PeerID, until, offset, historyPage)
	if err != nil {
		return page, applied{}, err
	}
	result, err := h.ingest.deliver(ctx, h.connection, page.Events)
	h.saw(result.newest)
	return page, result, err
}

// cursor changes the cursor of a conversation in a transaction of its own.
func (h *history) cursor(ctx context.Context, id model.ConversationID, edit func(*model.Cursor)) error {
	change := bus.NewChange()
	err := h.store.Write(ctx, func(tx *storage.Tx) error {
		c, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		before := c.Cursor
		edit(&c.Cursor)
		if c.Cursor == before {
			return nil
		}
		change.Seats[c.Seat] = true
		return tx.SaveConversation(c)
	})
	if err == nil {
		h.bus.Tell(change)
	}
	return err
}

// catchUp reads the list and closes every gap once, link or no link.
func (h *history) catchUp(ctx context.Context) error {
	if h.historian == nil {
		return nil
	}
	h.put(&h.distrust)
	if err := h.readList(ctx); err != nil {
		return err
	}
	for {
		gaps, err := h.openNow(ctx)
		if err != nil {
			return err
		}
		if len(gaps) == 0 {
			break
		}
		if err := h.fillAll(ctx, gaps); err != nil {
			return err
		}
	}
	for {
		c, ok, err := h.store.NextBackfill(ctx, h.connection)
		if err != nil || !ok {
			return err
		}
		if err := h.backfill(ctx, c); err != nil {
			return err
		}
	}
}
