package juhe

import (
	"context"
	"errors"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

const (
	linkersWait = 30 * time.Second // for the next page of contacts
	mostLinkers = 100_000          // contacts of one list
)

var (
	errTooManyLinkers = errors.New("the list of contacts has no end")
	errSocketLost     = errors.New("the socket was lost while contacts came")
)

// ListContacts has the contacts of a seat sent over the socket (同步联系人): first
// the customers, then the colleagues. All of one kind are one page here.
func (l *link) ListContacts(ctx context.Context, seat model.Seat, page string) (providers.Page, error) {
	linkType := LinkersOuter
	if page == LinkersInner {
		linkType = LinkersInner
	}
	switch {
	case seat.AccountID == "":
		return providers.Page{}, invalid("seat", "refusal.no_chat_user: its chatUserId is not known")
	case seat.State == model.SeatOffline || seat.State == model.SeatBanned || seat.State == model.SeatKicked:
		return providers.Page{}, &model.Trouble{Code: model.TroubleSeatOffline, About: seat.DisplayName()}
	case l.socket.Load() == nil:
		return providers.Page{}, &model.Trouble{Code: model.TroubleUnreachable, About: seat.DisplayName(), Detail: "refusal.not_connected: " + ErrNotConnected.Error()}
	}
	b, free := l.books.open(bookKey{seat.AccountID, linkType})
	if !free {
		return providers.Page{}, &model.Trouble{Code: model.TroubleBusy, About: seat.DisplayName(), Detail: "refusal.being_read: its contacts are being read"}
	}
	defer l.books.close(b)
	if _, err := SyncLinker.Do(ctx, l.client, SyncLinkerRequest{ChatUserID: seat.AccountID, LinkType: linkType}); err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	events, err := b.wait(ctx, l)
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	read := providers.Page{Events: events}
	if linkType == LinkersOuter {
		read.Next = LinkersInner
	}
	return read, nil
}

// books are the lists of contacts that are coming over the socket.
type books struct {
	mu    sync.Mutex
	lists map[bookKey]*book
}

type bookKey struct{ chatUserID, linkType string }

// book is a list that somebody waits for.
type book struct {
	key   bookKey
	news  chan struct{} // capacity 1
	pages []Linkers     // by the lock of books
	rows  int
	whole bool
	err   error
}

func newBooks() *books { return &books{lists: map[bookKey]*book{}} }

// open begins to collect a list; false: somebody does already.
func (b *books) open(key bookKey) (*book, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lists[key] != nil {
		return nil, false
	}
	one := &book{key: key, news: make(chan struct{}, 1)}
	b.lists[key] = one
	return one, true
}

func (b *books) close(one *book) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.lists, one.key)
}

// take puts a page where it is waited for; false: it is not.
func (b *books) take(page Linkers) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.lists[bookKey{page.ChatUserID.String(), page.LinkType.String()}]
	if one == nil || one.whole || one.err != nil {
		return false
	}
	one.pages = append(one.pages, page)
	one.whole = bool(page.Last)
	if one.rows += len(page.List); one.rows > mostLinkers {
		one.pages, one.err = nil, errTooManyLinkers
	}
	upkeep.Tap(one.news)
	return true
}

// lose ends all waits: the rest will not come.
func (b *books) lose() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, one := range b.lists {
		if !one.whole && one.err == nil {
			one.err = errSocketLost
			upkeep.Tap(one.news)
		}
	}
}

// state tells what has come of a list so far.
func (b *books) state(one *book) (pages []Linkers, whole bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return one.pages, one.whole, one.err
}

// wait collects the pages of a list up to the last.
func (b *book) wait(ctx context.Context, l *link) ([]model.Event, error) {
	for {
		timer := l.clock.NewTimer(linkersWait)
		var err error
		select {
		case <-b.news:
		case <-timer.Chan():
			err = wire.ErrTimeout
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
		timer.Stop()
		if err != nil {
			return nil, err
		}
		pages, whole, err := l.books.state(b)
		if err != nil {
			return nil, err
		}
		if whole {
			var events []model.Event
			for _, page := range pages {
				events = append(events, contactEvents(page)...)
			}
			return events, nil
		}
	}
}
