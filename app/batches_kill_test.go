package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/batch"
	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
)

// TestKilledInTheMiddleOfABatch ends the console while a call is under way, which
// the back end did or did not do, and starts it anew on the same file.
func TestKilledInTheMiddleOfABatch(t *testing.T) {
	for _, c := range []struct {
		name   string
		wish   func(o *office) batch.Wish
		call   string // which is cut off
		end    fate
		calls  []string // after the start
		counts model.DeedCounts
		shows  func(o *office) string
		want   string
	}{
		{
			name: "tags, done", end: hushed, call: "a tags c2", wish: tagThree,
			calls: []string{"a tags c3 新"}, counts: model.DeedCounts{Done: 3}, shows: tagsOfThree, want: "新/新/新",
		},
		{
			name: "tags, not done", end: hangs, call: "a tags c2", wish: tagThree,
			calls: []string{"a tags c2 新", "a tags c3 新"}, counts: model.DeedCounts{Done: 3}, shows: tagsOfThree, want: "新/新/新",
		},
		{
			name: "a new tag, done", end: hushed, call: "a create", wish: makeTag,
			calls: []string{"a tags c1 很新"}, counts: model.DeedCounts{Done: 2}, shows: func(o *office) string { return o.has("a/c1") }, want: "很新",
		},
		{
			name: "a new tag, not done", end: hangs, call: "a create", wish: makeTag,
			calls: []string{"a create 很新", "a tags c1 很新"}, counts: model.DeedCounts{Done: 2}, shows: func(o *office) string { return o.has("a/c1") }, want: "很新",
		},
		{
			name: "remark, done", end: hushed, call: "a remark c1", wish: remarkOne,
			counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return o.contact("a/c1").Remark }, want: "甲",
		},
		{
			name: "remark, not done", end: hangs, call: "a remark c1", wish: remarkOne,
			calls: []string{"a remark c1 甲 -"}, counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return o.contact("a/c1").Remark }, want: "甲",
		},
		{
			name: "name, done", end: hushed, call: "a rename", wish: renameOne,
			counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return o.group("a/R:1").Name }, want: "新群",
		},
		{
			name: "name, not done", end: hangs, call: "a rename", wish: renameOne,
			calls: []string{"a rename R:1 新群"}, counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return o.group("a/R:1").Name }, want: "新群",
		},
		{
			name: "notice, done", end: hushed, call: "a announce", wish: announceOne,
			counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return o.group("a/R:1").Notice }, want: "休息",
		},
		{
			// That no notice is seen may only mean that the back end tells of none.
			name: "notice, not done", end: hangs, call: "a announce", wish: announceOne,
			counts: model.DeedCounts{Maybe: 1}, shows: func(o *office) string { return o.group("a/R:1").Notice },
		},
		{
			name: "removal, done", end: hushed, call: "a remove", wish: removeTwo,
			counts: model.DeedCounts{Done: 1}, shows: membersOfOne, want: "me-a",
		},
		{
			name: "removal, not done", end: hangs, call: "a remove", wish: removeTwo,
			calls: []string{"a remove R:1 x+y"}, counts: model.DeedCounts{Done: 1}, shows: membersOfOne, want: "me-a",
		},
		{
			name: "invitation, done", end: hushed, call: "a invite", wish: inviteTwo,
			counts: model.DeedCounts{Done: 1}, shows: membersOfOne, want: "me-a,c1,c2,x,y",
		},
		{
			name: "invitation, not done", end: hangs, call: "a invite", wish: inviteTwo,
			calls: []string{"a invite R:1 c1+c2"}, counts: model.DeedCounts{Done: 1}, shows: membersOfOne, want: "me-a,c1,c2,x,y",
		},
		{
			name: "leaving, done", end: hushed, call: "a quit", wish: quitOne,
			counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return fmt.Sprint(o.group("a/R:1").Dissolved) }, want: "true",
		},
		{
			name: "leaving, not done", end: hangs, call: "a quit", wish: quitOne,
			calls: []string{"a quit R:1"}, counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return fmt.Sprint(o.group("a/R:1").Dissolved) }, want: "true",
		},
		{
			name: "a tag deleted, done", end: hushed, call: "a untag", wish: deleteOld,
			counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return fmt.Sprint(o.there("a", "旧")) }, want: "false",
		},
		{
			name: "a tag renamed, not done", end: hangs, call: "a retag", wish: renameOld,
			calls: []string{"a retag 旧 更旧"}, counts: model.DeedCounts{Done: 1}, shows: func(o *office) string { return fmt.Sprint(o.there("a", "更旧")) }, want: "true",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			inOffice(t, func(o *office) {
				for _, id := range []string{"c1", "c2", "c3"} {
					o.meets("a", id)
				}
				o.founds("a", "R:1", "旧群", "me-a", "x", "y")
				o.onCall(c.call, c.end, nil)
				id := o.starts(c.wish(o))
				require.Equal(t, 1, o.counts(id).Doing)
				o.clerk.calls()
				o.again()
				later(time.Minute)
				require.Equal(t, c.calls, o.clerk.calls())
				require.Equal(t, c.counts, o.counts(id))
				require.Equal(t, c.want, c.shows(o))
			})
		})
	}
}

func tagThree(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1", "a/c2", "a/c3"), Put: called("新")}
}

func tagsOfThree(o *office) string {
	return strings.Join([]string{o.has("a/c1"), o.has("a/c2"), o.has("a/c3")}, "/")
}

func makeTag(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1"), Put: called("很新"), MakeTags: true}
}

func remarkOne(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedRemark, Contacts: o.contacts("a/c1"), Remark: new("甲")}
}

func renameOne(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedRenameGroup, Groups: o.groups("a/R:1"), Name: "新群"}
}

func announceOne(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedAnnounce, Groups: o.groups("a/R:1"), Notice: "休息"}
}

func removeTwo(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedRemoveMembers, Groups: o.groups("a/R:1"), People: []string{"x", "y"}}
}

func inviteTwo(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedInvite, Groups: o.groups("a/R:1"), People: []string{"c1", "c2"}}
}

func quitOne(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedQuitGroup, Groups: o.groups("a/R:1")}
}

func deleteOld(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedDeleteTag, Tag: called("旧")[0], Seats: []model.SeatID{o.seatID("a")}}
}

func renameOld(o *office) batch.Wish {
	return batch.Wish{Kind: model.DeedRenameTag, Tag: called("旧")[0], Name: "更旧", Seats: []model.SeatID{o.seatID("a")}}
}

func membersOfOne(o *office) string {
	there, _, err := o.store.MembersByID(context.Background(), o.seatID("a"), "R:1")
	require.NoError(o.t, err)
	var list []string
	for id := range there {
		list = append(list, id)
	}
	require.Equal(o.t, len(list), o.group("a/R:1").MemberCount)
	list = sorted(list)
	// The seat itself first.
	for i, id := range list {
		if id == "me-a" {
			copy(list[1:i+1], list[:i])
			list[0] = "me-a"
		}
	}
	return strings.Join(list, ",")
}

// there tells whether a seat has a tag, by the file.
func (o *office) there(seat, name string) bool {
	o.t.Helper()
	groups, err := o.console.Tags.List(context.Background(), o.seatID(seat))
	require.NoError(o.t, err)
	_, ok := tagNamed(groups, name)
	return ok
}

// TestEachContactIsChangedOnce kills the console again and again at any point of a
// batch and counts what the back end was asked for about each contact.
func TestEachContactIsChangedOnce(t *testing.T) {
	for _, end := range []fate{hangs, hushed} {
		inOffice(t, func(o *office) {
			var all []string
			for i := range 12 {
				o.meets("a", fmt.Sprintf("c%02d", i))
				all = append(all, fmt.Sprintf("a/c%02d", i))
			}
			o.onCall("a tags c00", end, nil)
			id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
			asked := map[string]int{}
			for i := 2; i < 12; i += 3 {
				for _, call := range o.clerk.calls() {
					asked[call]++
				}
				o.stop()
				o.onCall(fmt.Sprintf("a tags c%02d", i), end, nil)
				o.start()
				o.back.online()
				synctest.Wait()
			}
			o.again()
			for _, call := range o.clerk.calls() {
				asked[call]++
			}
			require.Equal(t, model.DeedCounts{Done: 12}, o.counts(id))
			for i, c := range all {
				require.Equal(t, "新", o.has(c))
				want := 1
				if end == hangs && i%3 == 2 || end == hangs && i == 0 {
					want = 2 // the first was not done
				}
				require.Equal(t, want, asked[fmt.Sprintf("a tags c%02d 新", i)], c)
			}
			o.clerk.with(func() {
				for _, look := range o.clerk.looked {
					if strings.HasPrefix(look, "a tagged") {
						require.Equal(t, "a tagged "+o.clerk.heads["a"][0].Tags[0].RemoteID, look, "only the tag concerned is asked about")
					}
				}
			})
		})
	}
}

func TestAnUnclearAnswerIsLookedUp(t *testing.T) {
	timeout := &model.Trouble{Code: model.TroubleTimeout}
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		o.meets("a", "c2")
		o.onCall("a tags c1", lost, timeout)
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1", "a/c2"), Put: called("新")})
		require.Equal(t, model.TroubleTimeout, o.deeds(id)[0].Reason.Code)
		later(time.Minute)
		require.Equal(t, model.DeedCounts{Done: 2}, o.counts(id))
		require.Equal(t, []string{"a tags c1 新", "a tags c2 新"}, o.clerk.calls())
		o.clerk.with(func() {
			o.clerk.fare = func(string) (fate, error) { return fails, timeout }
		})
		id = o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1"), Take: called("新")})
		later(time.Hour)
		require.Equal(t, model.DeedCounts{Refused: 1}, o.counts(id), "not for ever")
		require.Len(t, o.clerk.calls(), 5)
		require.Equal(t, "新", o.has("a/c1"))
	})
}

func TestWhatTheGateTurnedBackIsNotInDoubt(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx, c := calls.WithCrossing(context.Background())
		g := gate{o.console.sessions.gates, 1}
		require.False(t, c.TurnedBack(), "nobody came to it")
		require.NoError(t, g.Shut(ctx, "x", time.Now().Add(time.Hour)))
		require.Error(t, g.Pass(ctx, "x", 1, false))
		require.True(t, c.TurnedBack())
		require.NoError(t, g.Pass(ctx, "y", 1, true))
		require.False(t, c.TurnedBack())
	})
}

func TestTagsOfManyInOneCall(t *testing.T) {
	c := newClerk("a")
	c.as = bulk{c}
	openOffice(t, c, func(o *office) {
		for i, tags := range [][]string{{}, {}, {"旧"}, {"旧"}, {}, {}, {}, {}} {
			o.meets("a", fmt.Sprintf("c%d", i), tags...)
		}
		all := []string{"a/c0", "a/c1", "a/c2", "a/c3", "a/c4", "a/c5", "a/c6", "a/c7"}
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
		require.Equal(t, []string{"a tags c0+c1 新", "a tags c2+c3 新,旧", "a tags c4+c5+c6 新", "a tags c7 新"}, o.clerk.calls())
		require.Equal(t, model.DeedCounts{Done: 8}, o.counts(id))
		require.Equal(t, "新,旧", o.has("a/c2"))

		o.clerk.with(func() {
			o.clerk.fare = func(call string) (fate, error) {
				if strings.Contains(call, "c5") {
					return fails, rejected("不是好友")
				}
				return works, nil
			}
		})
		id = o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all[4:]...), Take: called("新")})
		require.Equal(t, []string{"a tags c4+c5+c6 ", "a tags c4 ", "a tags c5 ", "a tags c6 ", "a tags c7 "}, o.clerk.calls())
		require.Equal(t, model.DeedCounts{Done: 3, Refused: 1}, o.counts(id))
		require.Equal(t, "c5", o.deeds(id, model.DeedRefused)[0].Target)
		require.Equal(t, "新", o.has("a/c5"))
	})
}

func TestKilledInACallForMany(t *testing.T) {
	for end, want := range map[fate][]string{
		hushed: {"a tags c3 新"},
		hangs:  {"a tags c0+c1+c2 新", "a tags c3 新"},
	} {
		c := newClerk("a")
		c.as = bulk{c}
		openOffice(t, c, func(o *office) {
			for i := range 4 {
				o.meets("a", fmt.Sprintf("c%d", i))
			}
			o.onCall("a tags c0+c1+c2", end, nil)
			id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c0", "a/c1", "a/c2", "a/c3"), Put: called("新")})
			require.Equal(t, 3, o.counts(id).Doing)
			o.clerk.calls()
			o.clerk.looks()
			o.again()
			require.Len(t, o.clerk.looks(), 1, "all are looked up at once")
			require.Equal(t, want, o.clerk.calls())
			require.Equal(t, model.DeedCounts{Done: 4}, o.counts(id))
			require.Equal(t, "新", o.has("a/c2"))
		})
	}
}
