package storage_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// town is a small directory: two seats of one connection, one of another
// connection of the same kind, one of another kind, and one that is gone.
type town struct {
	*storage.Store
	t                              *testing.T
	east, west, far, strange, gone model.SeatID
}

func newTown(t *testing.T) *town {
	s := storagetest.New(t)
	conn := storagetest.Connection(t, s, model.Connection{}).ID
	seat := func(name, account string, conn model.ConnectionID) model.SeatID {
		return storagetest.Seat(t, s, model.Seat{Name: name, AccountID: account, Connection: conn}).ID
	}
	w := &town{Store: s, t: t}
	w.east = seat("张东", "acc-east", conn)
	w.west = seat("陈西", "acc-west", conn)
	w.far = seat("王远", "", 0)
	w.strange = seat("阿怪", "", storagetest.Connection(t, s, model.Connection{Kind: "pychat"}).ID)
	gone := storagetest.Connection(t, s, model.Connection{}).ID
	w.gone = seat("没了", "", gone)
	w.write(func(tx *storage.Tx) error {
		_, err := tx.MarkSeatsRemoved(gone, nil)
		return err
	})
	return w
}

func (w *town) write(fn func(*storage.Tx) error) {
	w.t.Helper()
	storagetest.Write(w.t, w.Store, fn)
}

func (w *town) contact(c model.Contact, tags ...string) {
	w.t.Helper()
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.UpsertContact(c, false); err != nil {
			return err
		}
		return tx.SetContactTags(c.Seat, c.RemoteID, tags)
	})
}

func (w *town) group(g model.Group, members ...model.Member) {
	w.t.Helper()
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.UpsertGroup(g, false); err != nil {
			return err
		}
		return tx.PutMembers(g.Seat, g.RemoteID, members, true)
	})
}

func (w *town) tags(seat model.SeatID, groups ...model.TagGroup) {
	w.t.Helper()
	w.write(func(tx *storage.Tx) error { return tx.ReplaceTags(seat, groups) })
}

// contactsOf gives the contacts that a filter chooses, by what they are called.
func (w *town) contactsOf(f model.ContactFilter) []string {
	w.t.Helper()
	ids, err := w.ContactIDs(w.t.Context(), f)
	require.NoError(w.t, err)
	rows, err := w.ContactRows(w.t.Context(), ids)
	require.NoError(w.t, err)
	names := []string{}
	for i, r := range rows {
		require.Equal(w.t, ids[i], r.ID)
		names = append(names, r.DisplayName())
	}
	return names
}

func headed(remoteID, name string, tags ...model.Tag) model.TagGroup {
	for i := range tags {
		tags[i].GroupRemoteID, tags[i].GroupName = remoteID, name
	}
	return model.TagGroup{RemoteID: remoteID, Name: name, Tags: tags}
}

func tag(id, name string) model.Tag { return model.Tag{RemoteID: id, Name: name} }

const big = "9007199254740993" // 2^53 + 1: no float holds it

// people are contacts over the seats of a town. Tag ids of the seats collide: 1 is
// 金牌 in the east and 银牌 in the west.
func (w *town) people() {
	w.tags(w.east, headed("g1", "等级", tag("1", "金牌"), tag("2", "银牌")), headed("g2", "来源", tag(big, "广告")))
	w.tags(w.west, headed("g1", "等级", tag("2", "金牌"), tag("1", "银牌")), headed("g9", "其他", tag("9", "广告")))
	w.tags(w.gone, headed("g1", "等级", tag("1", "金牌")))
	day := func(n int) time.Time { return storagetest.Start.AddDate(0, 0, n) }
	w.contact(model.Contact{
		Seat: w.east, RemoteID: big, Name: "李四", External: true, WeChat: true, Created: day(3), Modified: day(1),
		Friendship: model.FriendDeletedUs,
	}, "1", big)
	w.contact(model.Contact{Seat: w.east, RemoteID: "9007199254740992", Name: "阿明", External: true, Corp: "西贝公司", Created: day(1)}, "1", "2")
	w.contact(model.Contact{Seat: w.east, RemoteID: "p3", Name: "同事甲", Created: day(2), Modified: day(9), Mobile: "13800001111"})
	w.contact(model.Contact{Seat: w.west, RemoteID: big, Name: "李四", Remark: "老李", External: true, WeChat: true}, "1", "9")
	w.contact(model.Contact{Seat: w.west, RemoteID: "p5", Name: "周五", External: true, Corp: "阿里公司", Friendship: model.FriendNormal}, "2")
	w.contact(model.Contact{Seat: w.far, RemoteID: big, Name: "远李", External: true, WeChat: true, Friendship: model.FriendDeletedBoth}, "unknown")
	w.contact(model.Contact{Seat: w.strange, RemoteID: big, Name: "怪人", External: true})
	w.contact(model.Contact{Seat: w.gone, RemoteID: big, Name: "前人", External: true}, "1")
	w.contact(model.Contact{Seat: w.east, RemoteID: "p8", Name: "走了", Removed: true}, "1")
	w.group(model.Group{Seat: w.east, RemoteID: "r1", Name: "一群"}, member("p3"), member(big))
	w.group(model.Group{Seat: w.east, RemoteID: "r2", Name: "二群"}, member("p3"), model.Member{RemoteID: big, Left: true})
	w.group(model.Group{Seat: w.east, RemoteID: "r3", Name: "散群", Dissolved: true}, member("p3"), member("9007199254740992"))
	w.group(model.Group{Seat: w.west, RemoteID: "r1", Name: "一群"}, member(big))
}

func member(id string) model.Member { return model.Member{RemoteID: id, Name: "成员" + id} }

func TestContactsAreFiltered(t *testing.T) {
	w := newTown(t)
	w.people()
	gold, silver := model.TagName{Group: "等级", Name: "金牌"}, model.TagName{Group: "等级", Name: "银牌"}
	ad := model.TagName{Group: "来源", Name: "广告"}
	names := func(list ...model.TagName) []model.TagName { return list }
	all := []string{"阿明", "怪人", "老李", "李四", "同事甲", "远李", "周五"}
	for name, c := range map[string]struct {
		filter model.ContactFilter
		want   []string
	}{
		"all seats that are there":   {model.ContactFilter{}, all},
		"one seat":                   {model.ContactFilter{Seat: w.west}, []string{"老李", "周五"}},
		"a seat that is gone":        {model.ContactFilter{Seat: w.gone}, []string{}},
		"words":                      {model.ContactFilter{Text: "lisi"}, []string{"老李", "李四"}},
		"several words":              {model.ContactFilter{Text: "li LAO"}, []string{"老李"}},
		"mobile":                     {model.ContactFilter{Text: "1380000"}, []string{"同事甲"}},
		"remote id":                  {model.ContactFilter{Text: big, Seat: w.east}, []string{"李四"}},
		"colleagues":                 {model.ContactFilter{Kind: model.PersonStaff}, []string{"同事甲"}},
		"other companies":            {model.ContactFilter{Kind: model.PersonWeCom}, []string{"阿明", "怪人", "周五"}},
		"WeChat":                     {model.ContactFilter{Kind: model.PersonWeChat}, []string{"老李", "李四", "远李"}},
		"friend states":              {model.ContactFilter{Friendships: []model.Friendship{model.FriendDeletedUs, model.FriendDeletedBoth}}, []string{"李四", "远李"}},
		"several seats of one kind":  {model.ContactFilter{SeveralSeats: true}, []string{"老李", "李四", "远李"}},
		"several seats, one looks":   {model.ContactFilter{SeveralSeats: true, Seat: w.far}, []string{"远李"}},
		"any of a tag":               {model.ContactFilter{Tags: model.TagExpression{Any: names(gold)}}, []string{"阿明", "李四", "周五"}},
		"any of two tags":            {model.ContactFilter{Tags: model.TagExpression{Any: names(gold, silver)}}, []string{"阿明", "老李", "李四", "周五"}},
		"a tag at one seat":          {model.ContactFilter{Seat: w.west, Tags: model.TagExpression{Any: names(silver)}}, []string{"老李"}},
		"all of two tags":            {model.ContactFilter{Tags: model.TagExpression{All: names(gold, silver)}}, []string{"阿明"}},
		"all of one tag said twice":  {model.ContactFilter{Tags: model.TagExpression{All: names(gold, gold)}}, []string{"阿明", "李四", "周五"}},
		"all, one is nobody's":       {model.ContactFilter{Tags: model.TagExpression{All: names(gold, model.TagName{Group: "等级", Name: "铜牌"})}}, []string{}},
		"the same name elsewhere":    {model.ContactFilter{Tags: model.TagExpression{Any: names(ad)}}, []string{"李四"}},
		"no heading is another name": {model.ContactFilter{Tags: model.TagExpression{Any: names(model.TagName{Name: "广告"})}}, []string{}},
		"none of a tag":              {model.ContactFilter{Tags: model.TagExpression{None: names(gold)}}, []string{"怪人", "老李", "同事甲", "远李"}},
		"any and none":               {model.ContactFilter{Tags: model.TagExpression{Any: names(gold), None: names(silver)}}, []string{"李四", "周五"}},
		"all, any and none":          {model.ContactFilter{Tags: model.TagExpression{All: names(gold), Any: names(ad, silver), None: names(ad)}}, []string{"阿明"}},
		"untagged":                   {model.ContactFilter{Tags: model.TagExpression{Untagged: true}}, []string{"怪人", "同事甲"}},
		"nothing is marked":          {model.ContactFilter{Marked: true}, []string{}},
		"everything at once": {model.ContactFilter{
			Seat: w.east, Text: "lis", Kind: model.PersonWeChat, Friendships: []model.Friendship{model.FriendDeletedUs},
			SeveralSeats: true, Tags: model.TagExpression{Any: names(gold), None: names(silver)},
		}, []string{"李四"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, w.contactsOf(c.filter))
			for by := model.ByName; by <= model.ByTagCount; by++ {
				c.filter.Order = model.Order{By: by, Down: true}
				require.ElementsMatch(t, c.want, w.contactsOf(c.filter), "the order chooses nobody else: %d", by)
			}
		})
	}
}

func TestContactsAreSorted(t *testing.T) {
	w := newTown(t)
	w.people()
	for name, c := range map[string]struct {
		by       model.OrderBy
		up, down []string
	}{
		"name": {
			model.ByName,
			[]string{"阿明", "怪人", "老李", "李四", "同事甲", "远李", "周五"},
			[]string{"周五", "远李", "同事甲", "李四", "老李", "怪人", "阿明"},
		},
		"seat, as a phone book has it": {
			model.BySeat,
			[]string{"怪人", "老李", "周五", "远李", "阿明", "李四", "同事甲"},
			[]string{"阿明", "李四", "同事甲", "远李", "老李", "周五", "怪人"},
		},
		"created, unknown last": {
			model.ByCreated,
			[]string{"阿明", "同事甲", "李四", "怪人", "老李", "远李", "周五"},
			[]string{"李四", "同事甲", "阿明", "怪人", "老李", "远李", "周五"},
		},
		"modified, unknown last": {
			model.ByModified,
			[]string{"李四", "同事甲", "阿明", "怪人", "老李", "远李", "周五"},
			[]string{"同事甲", "李四", "阿明", "怪人", "老李", "远李", "周五"},
		},
		"corp, none last": {
			model.ByCorp,
			[]string{"周五", "阿明", "怪人", "老李", "李四", "同事甲", "远李"},
			[]string{"阿明", "周五", "怪人", "老李", "李四", "同事甲", "远李"},
		},
		"friend state": {
			model.ByFriend,
			[]string{"阿明", "怪人", "老李", "同事甲", "周五", "李四", "远李"},
			[]string{"远李", "李四", "周五", "阿明", "怪人", "老李", "同事甲"},
		},
		"seats": {
			model.BySeats,
			[]string{"阿明", "怪人", "同事甲", "周五", "老李", "李四", "远李"},
			[]string{"老李", "李四", "远李", "阿明", "怪人", "同事甲", "周五"},
		},
		"groups": {
			model.ByGroups,
			[]string{"阿明", "怪人", "远李", "周五", "老李", "李四", "同事甲"},
			[]string{"同事甲", "老李", "李四", "阿明", "怪人", "远李", "周五"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.up, w.contactsOf(model.ContactFilter{Order: model.Order{By: c.by}}))
			require.Equal(t, c.down, w.contactsOf(model.ContactFilter{Order: model.Order{By: c.by, Down: true}}))
		})
	}
}

func TestContactRows(t *testing.T) {
	w := newTown(t)
	w.people()
	ids, err := w.ContactIDs(t.Context(), model.ContactFilter{Seat: w.east})
	require.NoError(t, err)
	rows, err := w.ContactRows(t.Context(), []model.ContactID{ids[2], 999, ids[1]})
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Zero(t, rows[1].ID)
	require.Equal(t, []string{"同事甲", "", "李四"}, []string{rows[0].Name, rows[1].Name, rows[2].Name})
	r := rows[2]
	require.Equal(t, big, r.RemoteID)
	require.Equal(t, "张东", r.SeatName)
	require.Equal(t, 3, r.Seats, "of one kind of back end, and not those that are gone")
	require.Equal(t, 1, r.Groups, "not those they left")
	require.Nil(t, r.Mark)
	require.Equal(t, []model.Tag{
		{RemoteID: "1", GroupRemoteID: "g1", GroupName: "等级", Name: "金牌"},
		{RemoteID: big, GroupRemoteID: "g2", GroupName: "来源", Name: "广告"},
	}, r.Tags)
	require.Empty(t, rows[0].Tags)
	require.Equal(t, 2, rows[0].Groups, "not those that are dissolved")
	rows, err = w.ContactRows(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, rows)
}

func TestSameContactIsWhoSeatsOfOneKindHave(t *testing.T) {
	w := newTown(t)
	w.people()
	id := func(f model.ContactFilter) model.ContactID {
		ids, err := w.ContactIDs(t.Context(), f)
		require.NoError(t, err)
		require.Len(t, ids, 1)
		return ids[0]
	}
	for asked, want := range map[model.SeatID][]model.SeatID{
		w.west: {w.west, w.east, w.far}, w.far: {w.far, w.east, w.west}, w.strange: {w.strange},
	} {
		rows, err := w.SameContact(t.Context(), id(model.ContactFilter{Seat: asked, Text: big}))
		require.NoError(t, err)
		var seats []model.SeatID
		for _, r := range rows {
			seats = append(seats, r.Seat)
		}
		require.Equal(t, want, seats)
	}
	rows, err := w.SameContact(t.Context(), 999)
	require.NoError(t, err)
	require.Empty(t, rows)
}

// Both ways of sorting, few rows one by one and many by the whole table, are one
// order.
func TestManyContactsAreSortedLikeFew(t *testing.T) {
	s := storagetest.New(t)
	shape := storagetest.DirectoryShape{Seats: 4, Contacts: 5600, Groups: 20, Members: 400, Tags: 5}
	require.NoError(t, storagetest.FillDirectory(t.Context(), s, shape))
	everybody, err := s.ContactIDs(t.Context(), model.ContactFilter{})
	require.NoError(t, err)
	require.Len(t, everybody, shape.Contacts)
	for by := model.BySeat; by <= model.ByGroups; by++ {
		order := model.Order{By: by, Down: true}
		many, err := s.ContactIDs(t.Context(), model.ContactFilter{Order: order})
		require.NoError(t, err)
		few, err := s.ContactIDs(t.Context(), model.ContactFilter{Order: order, Kind: model.PersonWeCom})
		require.NoError(t, err)
		require.Less(t, len(few), 2500)
		chosen := make(map[model.ContactID]bool)
		for _, id := range few {
			chosen[id] = true
		}
		require.Equal(t, few, slices.DeleteFunc(many, func(id model.ContactID) bool { return !chosen[id] }), "order %d", by)
	}
}
