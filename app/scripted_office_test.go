package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"seatdeck/app/batch"
	"seatdeck/app/model"
)

// office is a bench whose back end is a clerk.
type office struct {
	*bench
	clerk *clerk
}

// inOffice runs a test on a console whose back end has two seats, which know the
// tags 新 and 旧 under 行业.
func inOffice(t *testing.T, fn func(o *office)) {
	t.Helper()
	c := newClerk("a", "b")
	c.as = c
	openOffice(t, c, fn)
}

func openOffice(t *testing.T, c *clerk, fn func(o *office)) {
	t.Helper()
	for i, seat := range c.seats {
		// The same ids mean other tags at the next seat.
		old, fresh := fmt.Sprintf("900719925474099%d", 3+i), fmt.Sprintf("900719925474099%d", 4-i)
		head := model.TagGroup{RemoteID: "h" + seat, Name: "行业"}
		head.Tags = []model.Tag{
			{RemoteID: fresh, GroupRemoteID: head.RemoteID, GroupName: head.Name, Name: "新"},
			{RemoteID: old, GroupRemoteID: head.RemoteID, GroupName: head.Name, Name: "旧"},
		}
		c.heads[seat] = []model.TagGroup{head}
	}
	inBubbleOn(t, c.scripted, func(b *bench) {
		o := &office{bench: b, clerk: c}
		for _, seat := range c.seats {
			events, _ := c.ListTags(context.Background(), model.Seat{RemoteID: seat})
			o.says(events...)
		}
		fn(o)
	})
}

func (o *office) says(events ...model.Event) {
	o.t.Helper()
	require.NoError(o.t, o.back.sink.Deliver(o.back.ctx, events))
}

func called(names ...string) []model.TagName {
	var list []model.TagName
	for _, n := range names {
		list = append(list, model.TagName{Group: "行业", Name: n})
	}
	return list
}

// meets makes a contact of a seat with tags, here and there.
func (o *office) meets(seat, id string, tags ...string) {
	o.t.Helper()
	var list []model.Tag
	for _, name := range tags {
		list = append(list, o.tag(seat, name))
	}
	o.clerk.with(func() { o.clerk.tagged[seat][id] = idsOf(list) })
	o.says(model.ContactSeen{Seat: model.SeatRef{RemoteID: seat}, Contact: model.Contact{RemoteID: id, Name: "名" + id, External: true, Tags: list}})
}

func (o *office) tag(seat, name string) (tag model.Tag) {
	o.t.Helper()
	o.clerk.with(func() { tag, _ = tagNamed(o.clerk.heads[seat], name) })
	require.NotEmpty(o.t, tag.RemoteID, "no tag %s", name)
	return tag
}

// founds makes a group of a seat with members, here and there. The owner is first.
func (o *office) founds(seat, id, name string, members ...string) {
	o.t.Helper()
	ref := model.SeatRef{RemoteID: seat}
	seen := model.MembersSeen{Seat: ref, GroupID: id, Whole: true}
	for i, m := range members {
		role := model.RoleMember
		if i == 0 {
			role = model.RoleOwner
		}
		seen.Members = append(seen.Members, model.Member{RemoteID: m, Name: m, Role: role})
	}
	o.clerk.with(func() {
		o.clerk.names[seat+"/"+id] = name
		o.clerk.members[seat+"/"+id] = members
	})
	o.says(model.GroupSeen{Seat: ref, Group: model.Group{RemoteID: id, Name: name, OwnerID: members[0], MemberCount: len(members)}}, seen)
}

// contacts gives the ids of contacts "seat/id".
func (o *office) contacts(list ...string) []model.ContactID {
	o.t.Helper()
	var ids []model.ContactID
	for _, one := range list {
		ids = append(ids, o.contact(one).ID)
	}
	return ids
}

func (o *office) contact(name string) model.Contact {
	o.t.Helper()
	seat, id, _ := strings.Cut(name, "/")
	c, found, err := o.store.Contact(context.Background(), o.seatID(seat), id)
	require.NoError(o.t, err)
	require.True(o.t, found, name)
	return c
}

func (o *office) seatID(name string) model.SeatID {
	return model.SeatID(slices.Index(o.clerk.seats, name) + 1)
}

func (o *office) group(name string) model.Group {
	o.t.Helper()
	seat, id, _ := strings.Cut(name, "/")
	g, found, err := o.store.Group(context.Background(), o.seatID(seat), id)
	require.NoError(o.t, err)
	require.True(o.t, found, name)
	return g
}

func (o *office) groups(list ...string) []model.GroupID {
	o.t.Helper()
	var ids []model.GroupID
	for _, one := range list {
		ids = append(ids, o.group(one).ID)
	}
	return ids
}

func (o *office) begin(w batch.Wish) model.BatchID {
	o.t.Helper()
	id, err := o.console.Batches.Start(context.Background(), w)
	require.NoError(o.t, err)
	return id
}

// starts begins a batch and lets it go on until nothing moves any more.
func (o *office) starts(w batch.Wish) model.BatchID {
	o.t.Helper()
	id := o.begin(w)
	synctest.Wait()
	return id
}

func (o *office) batch(id model.BatchID) model.Batch {
	o.t.Helper()
	b, err := o.console.Batches.Get(context.Background(), id)
	require.NoError(o.t, err)
	return b
}

func (o *office) counts(id model.BatchID) model.DeedCounts { return o.batch(id).Deeds }

func (o *office) deeds(id model.BatchID, states ...model.DeedState) []model.Deed {
	o.t.Helper()
	list, err := o.console.Batches.Deeds(context.Background(), id, states, 0, 0)
	require.NoError(o.t, err)
	return list
}

func (o *office) undoes(id model.BatchID) model.BatchID {
	o.t.Helper()
	undo, err := o.console.Batches.Undo(context.Background(), id)
	require.NoError(o.t, err)
	synctest.Wait()
	return undo
}

// has tells the tags of a contact, here and at the back end, which must agree.
func (o *office) has(name string) string {
	o.t.Helper()
	c := o.contact(name)
	seat, id, _ := strings.Cut(name, "/")
	var there []string
	o.clerk.with(func() { there = slices.Clone(o.clerk.tagged[seat][id]) })
	require.ElementsMatch(o.t, there, idsOf(c.Tags), "the file does not agree with the back end about %s", name)
	return tagNames(c.Tags)
}

// again ends the console as a kill does and starts it anew.
func (o *office) again() {
	o.t.Helper()
	o.stop()
	o.clerk.with(func() { o.clerk.fare = nil })
	o.start()
	o.back.online()
	synctest.Wait()
}

// onCall has a call fare badly, once. Which says how its words begin.
func (o *office) onCall(which string, end fate, err error) {
	once := false
	o.clerk.with(func() {
		o.clerk.fare = func(call string) (fate, error) {
			if once || !strings.HasPrefix(call, which) {
				return works, nil
			}
			once = true
			return end, err
		}
	})
}

func rejected(detail string) error {
	return &model.Trouble{Code: model.TroubleRejected, Detail: detail}
}

func sorted(list []string) []string {
	slices.SortFunc(list, cmp.Compare[string])
	return list
}
