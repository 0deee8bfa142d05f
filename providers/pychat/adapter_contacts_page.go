package pychat

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	openIMPage  = 50  // rows of a page of people or groups at WeCom; the document's
	namesOfPage = 100 // names of a page of the others
)

// listing is how a list of people, or of groups, is read: names by sequences,
// then details; those at WeCom come by pages.
type listing struct {
	wanted func(name string) bool
	detail func(ctx context.Context, seat model.Seat, names []string) ([]model.Event, error)
	openIM func(ctx context.Context, seat model.Seat, page int64) (rows, error)
	source string // of the rows of openIM
	event  func(Contact) []model.Event
}

// rows is a page at WeCom.
type rows struct {
	list  []json.RawMessage
	total wire.Int
}

// place is how far a list was read. It goes into the name of the next page, so
// that nothing has to be kept here.
type place struct {
	ContactSeq int64    `json:"contact_seq"`
	RoomSeq    int64    `json:"room_seq"`
	Names      []string `json:"names,omitempty"` // told of, but not looked at
	Told       int      `json:"told,omitempty"`  // how many names so far
	Last       bool     `json:"last,omitempty"`  // there are no more names
}

const (
	seqPage       = "seq:"    // and a place
	openIMPageKey = "openim:" // and a number from 1 on; after the first page's, "/" and place.Told
)

// readPage reads one page of a list; the first is "".
func (l *link) readPage(ctx context.Context, seat model.Seat, page string, of listing) (providers.Page, error) {
	var at place
	if where, ok := strings.CutPrefix(page, openIMPageKey); ok {
		number, told, _ := strings.Cut(where, "/")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 1 {
			return providers.Page{}, invalid("page", "refusal.bad_page: it can't be read")
		}
		before, _ := strconv.Atoi(told) // "" is none
		return l.readOpenIM(ctx, seat, n, before, of)
	}
	if page != "" {
		name, ok := strings.CutPrefix(page, seqPage)
		if !ok || json.Unmarshal([]byte(name), &at) != nil {
			return providers.Page{}, invalid("page", "refusal.bad_page: it can't be read")
		}
	}
	return l.readNames(ctx, seat, at, of)
}

// readNames asks for names where none are left, and for what some of them are.
func (l *link) readNames(ctx context.Context, seat model.Seat, at place, of listing) (providers.Page, error) {
	if len(at.Names) == 0 && !at.Last {
		answer, err := InitContact.Do(ctx, l.client, InitContactRequest{GUID: seat.RemoteID, ContactSeq: at.ContactSeq, RoomSeq: at.RoomSeq})
		if err != nil {
			return providers.Page{}, l.trouble(err, seat.DisplayName())
		}
		next := place{ContactSeq: int64(answer.ContactSeq), RoomSeq: int64(answer.RoomSeq), Told: at.Told}
		// One that stays where it is would be asked for ever.
		next.Last = !bool(answer.More) || next.ContactSeq == at.ContactSeq && next.RoomSeq == at.RoomSeq
		for _, name := range answer.Names {
			if name != "" && of.wanted(name.String()) {
				next.Names = append(next.Names, name.String())
			}
		}
		next.Told += len(next.Names)
		at = next
	}
	var page providers.Page
	for read := 0; read < namesOfPage && len(at.Names) > 0; {
		n := min(len(at.Names), namesOfCall)
		events, err := of.detail(ctx, seat, at.Names[:n])
		if err != nil {
			return providers.Page{}, l.trouble(err, seat.DisplayName())
		}
		page.Events = append(page.Events, events...)
		at.Names = at.Names[n:]
		read += n
	}
	if len(at.Names) == 0 && at.Last {
		page.Next = openIMPageKey + "1/" + strconv.Itoa(at.Told)
		return page, nil
	}
	name, err := json.Marshal(at)
	if err != nil {
		return providers.Page{}, fmt.Errorf("name of a page: %w", err)
	}
	page.Next = seqPage + string(name)
	return page, nil
}

// readOpenIM reads a page at WeCom, after so many names of the others. The first
// one tells how long the whole list is. An account that has nobody there may be
// refused, which does not spoil what was read before.
func (l *link) readOpenIM(ctx context.Context, seat model.Seat, number int64, told int, of listing) (providers.Page, error) {
	got, err := of.openIM(ctx, seat, number)
	trouble := l.trouble(err, seat.DisplayName())
	if model.IsTrouble(trouble, model.TroubleRejected) {
		l.log.Warn("list at WeCom refused", "connection", l.name, "seat", seat.DisplayName(), "err", err)
		return providers.Page{Total: told}, nil
	}
	if trouble != nil {
		return providers.Page{}, trouble
	}
	page := providers.Page{Events: eventsOf(seat, of.source, got.list, of.event)}
	if number == 1 && (got.total > 0 || len(got.list) == 0) {
		page.Total = told + max(int(got.total), 0)
	}
	if moreRows(number, len(got.list), got.total) {
		page.Next = openIMPageKey + strconv.FormatInt(number+1, 10)
	}
	return page, nil
}

// moreRows tells whether a further page may hold something. It believes the rows
// rather than the page size asked for, which a server may cut.
func moreRows(page int64, rows int, total wire.Int) bool {
	if total <= 0 {
		return rows >= openIMPage
	}
	return rows > 0 && page*int64(rows) < int64(total)
}
