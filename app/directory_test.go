package app

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// people is whom a scripted back end knows; its pages hold two.
type people struct {
	contacts, members int
	listed            int   // first pages of contacts that were asked for
	refuse            error // of every list
}

func (s *scripted) page(page, total int, event func(i int) model.Event) ([]model.Event, bool, error) {
	const size = 2
	var events []model.Event
	for i := page * size; i < min((page+1)*size, total); i++ {
		events = append(events, event(i))
	}
	return events, (page+1)*size < total, s.people.refuse
}

func (s *scripted) ListContacts(_ context.Context, _ model.Seat, page int) ([]model.Event, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if page == 0 {
		s.people.listed++
	}
	return s.page(page, s.people.contacts, func(i int) model.Event {
		return model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: fmt.Sprintf("c%d", i), Name: fmt.Sprintf("客户%d", i)}}
	})
}

func (s *scripted) ListGroups(_ context.Context, _ model.Seat, page int) ([]model.Event, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people.members == 0 {
		return nil, false, s.people.refuse
	}
	return []model.Event{
		model.GroupSeen{Seat: ref(), Group: model.Group{RemoteID: "R:1", Name: "群"}},
		model.GroupSeen{Seat: ref(), Group: model.Group{RemoteID: "R:2", Name: "散了", Dissolved: true}},
	}, false, nil
}

func (s *scripted) ListMembers(_ context.Context, _ model.Seat, group string, page int) ([]model.Event, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if group != "R:1" {
		return nil, false, errors.New("a group that is no more was asked for")
	}
	return s.page(page, s.people.members, func(i int) model.Event {
		return model.MembersSeen{Seat: ref(), GroupID: group, Members: []model.Member{{RemoteID: fmt.Sprintf("c%d", i), Name: "成员"}}}
	})
}

func TestDirectoryIsReadAtLeisureAndNotAgainTooSoon(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.set(func(s *scripted) { s.people.contacts, s.people.members = 5, 3 })
		later := func(d time.Duration) {
			time.Sleep(d)
			synctest.Wait()
		}
		read := func() int {
			b.back.mu.Lock()
			defer b.back.mu.Unlock()
			return b.back.people.listed
		}
		later(directoryAfter + time.Second)
		n, err := b.store.ContactCount(context.Background(), storage.ContactQuery{Seat: 1})
		require.NoError(t, err)
		require.Equal(t, 5, n)
		members, err := b.console.People.Members(context.Background(), 1, "R:1", "", 0, 10)
		require.NoError(t, err)
		require.Len(t, members, 3)
		require.Equal(t, 1, read())
		b.stop()
		b.start()
		b.back.online()
		later(directoryEvery - time.Hour)
		require.Equal(t, 1, read(), "a restart asks no more than before")
		b.back.set(func(s *scripted) { s.people.refuse = errors.New("banned") })
		later(2 * time.Hour)
		asked := read()
		require.Greater(t, asked, 1)
		b.back.set(func(s *scripted) { s.people.refuse = nil })
		later(directoryCheck + time.Minute)
		require.Equal(t, asked+1, read(), "what failed is tried again soon, what worked is not")
		later(time.Hour)
		require.Equal(t, asked+1, read())
	})
}
