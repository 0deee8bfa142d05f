package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// people is whom a scripted back end knows; its pages hold two.
type people struct {
	contacts, members int
	listed            int   // first pages of contacts that were asked for
	refuse            error // of every list
	endless           bool  // its last page names the first
	breakOff          bool  // the second page is refused
	unreadable        int   // rows of the first page of contacts
}

// page gives one part of a list; its name is the number of what comes first.
func (s *scripted) page(name string, total int, event func(i int) model.Event) (page providers.Page, err error) {
	const size = 2
	from := 0
	if name != "" {
		if from, err = strconv.Atoi(name); err != nil {
			return page, err
		}
	}
	for i := from; i < min(from+size, total); i++ {
		page.Events = append(page.Events, event(i))
	}
	switch {
	case s.people.endless:
		page.Next = "0"
	case from+size < total:
		page.Next = strconv.Itoa(from + size)
	}
	return page, s.people.refuse
}

func (s *scripted) ListContacts(_ context.Context, _ model.Seat, page string) (providers.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.page(page, s.people.contacts, func(i int) model.Event {
		return model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: fmt.Sprintf("c%d", i), Name: fmt.Sprintf("客户%d", i)}}
	})
	switch {
	case page == "":
		s.people.listed++
		p.Total = s.people.contacts + s.people.unreadable
		for i := range s.people.unreadable {
			p.Events = append(p.Events, model.PayloadRefused{Seat: ref(), Source: "list", Raw: []byte{byte(i)}, Reason: "odd"})
		}
	case s.people.breakOff:
		return providers.Page{}, errors.New("broke off")
	}
	return p, err
}

// ListGroups gives an empty page first, as a back end may.
func (s *scripted) ListGroups(_ context.Context, _ model.Seat, page string) (providers.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.people.members == 0:
		return providers.Page{}, s.people.refuse
	case page == "":
		return providers.Page{Next: "rest"}, nil
	}
	return providers.Page{Events: []model.Event{
		model.GroupSeen{Seat: ref(), Group: model.Group{RemoteID: "R:1", Name: "群"}},
		model.GroupSeen{Seat: ref(), Group: model.Group{RemoteID: "R:2", Name: "散了", Dissolved: true}},
	}}, nil
}

func (s *scripted) ListMembers(_ context.Context, _ model.Seat, group, page string) (providers.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if group != "R:1" {
		return providers.Page{}, errors.New("a group that is no more was asked for")
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

func TestAListWithoutEndIsGivenUp(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.set(func(s *scripted) { s.people.contacts, s.people.endless = 5, true })
		time.Sleep(directoryAfter + time.Second)
		synctest.Wait()
		n, err := b.store.ContactCount(context.Background(), storage.ContactQuery{Seat: 1})
		require.NoError(t, err)
		require.Equal(t, 2, n)
		b.back.mu.Lock()
		defer b.back.mu.Unlock()
		require.Equal(t, 1, b.back.people.listed)
	})
}

func TestHowAListWasReadIsKept(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.set(func(s *scripted) { s.people.contacts, s.people.unreadable, s.people.members = 5, 1, 2 })
		readings := func() []model.Reading {
			list, err := b.console.People.Readings(context.Background(), 1)
			require.NoError(t, err)
			slices.SortFunc(list, func(a, b model.Reading) int { return int(a.What - b.What) })
			for i := range list {
				list[i].Here, list[i].Gone = 0, 0 // they are counted anew each time
			}
			return list
		}
		time.Sleep(directoryAfter + time.Second)
		synctest.Wait()
		first := readings()
		require.Len(t, first, 2)
		require.Equal(t, model.Reading{Seat: 1, What: model.ListOfContacts, Total: 6, Rows: 6, At: first[0].At}, first[0], "one that can't be read is a row, too")
		require.WithinDuration(t, time.Now(), first[0].At, 2*time.Second)
		require.Equal(t, model.Reading{Seat: 1, What: model.ListOfGroups, Rows: 2, At: first[1].At}, first[1], "no total was told")

		b.back.set(func(s *scripted) { s.people.contacts, s.people.breakOff = 9, true })
		time.Sleep(directoryEvery + directoryCheck)
		synctest.Wait()
		require.Equal(t, first, readings(), "one that broke off tells nothing")
		b.back.set(func(s *scripted) { s.people.breakOff = false })
		time.Sleep(directoryCheck + time.Minute)
		synctest.Wait()
		require.Equal(t, 10, readings()[0].Rows)
		require.Equal(t, 10, readings()[0].Total)
	})
}
