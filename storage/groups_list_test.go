package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// rooms are groups over the seats of a town with people.
func (w *town) rooms() {
	w.people()
	day := storagetest.Start
	w.group(model.Group{
		Seat: w.east, RemoteID: "r4", Name: "客户群", OwnerID: "acc-east", OwnerName: "张东", MemberCount: 40, OuterCount: 30, External: true,
		Created: day.AddDate(0, 0, 1), Modified: day.AddDate(0, 0, 1),
	}, model.Member{RemoteID: big, Name: "四哥", WeChat: true, External: true}, member("9007199254740992"), member("stranger"))
	w.group(model.Group{
		Seat: w.west, RemoteID: "r5", Name: "老客户", OwnerID: "o1", OwnerName: "阿主", MemberCount: 3, External: true, Created: day,
	}, model.Member{RemoteID: "p5", Role: model.RoleAdmin}, model.Member{RemoteID: "stranger", Name: "生人", Role: model.RoleOwner, External: true})
	w.group(model.Group{Seat: w.west, RemoteID: "r6", Name: "别人的", OwnerID: "acc-east", MemberCount: 8})
	w.group(model.Group{Seat: w.gone, RemoteID: "r7", Name: "前群", OwnerID: "o1"}, member("stranger"))
	w.group(model.Group{Seat: w.strange, RemoteID: "r1", Name: "怪群"}, member(big))
}

func (w *town) groupsOf(f model.GroupFilter) []string {
	w.t.Helper()
	ids, err := w.GroupIDs(w.t.Context(), f)
	require.NoError(w.t, err)
	rows, err := w.GroupRows(w.t.Context(), ids)
	require.NoError(w.t, err)
	names := []string{}
	for i, r := range rows {
		require.Equal(w.t, ids[i], r.ID)
		names = append(names, r.SeatName+r.Name)
	}
	return names
}

func TestGroupsAreFiltered(t *testing.T) {
	w := newTown(t)
	w.rooms()
	gold := []model.TagName{{Group: "等级", Name: "金牌"}}
	silver := []model.TagName{{Group: "等级", Name: "银牌"}}
	for name, c := range map[string]struct {
		filter model.GroupFilter
		want   []string
	}{
		"all": {model.GroupFilter{}, []string{
			"陈西别人的", "张东二群", "阿怪怪群", "张东客户群", "陈西老客户", "张东一群", "陈西一群",
		}},
		"one seat":               {model.GroupFilter{Seat: w.east}, []string{"张东二群", "张东客户群", "张东一群"}},
		"a seat that is gone":    {model.GroupFilter{Seat: w.gone}, []string{}},
		"words":                  {model.GroupFilter{Text: "lao kh"}, []string{"陈西老客户"}},
		"remote id":              {model.GroupFilter{Text: "R4"}, []string{"张东客户群"}},
		"gone":                   {model.GroupFilter{State: model.GroupGone}, []string{"张东散群"}},
		"there or gone":          {model.GroupFilter{State: model.GroupEither, Seat: w.east}, []string{"张东二群", "张东客户群", "张东散群", "张东一群"}},
		"inner":                  {model.GroupFilter{Inner: true, Seat: w.west}, []string{"陈西别人的", "陈西一群"}},
		"outer":                  {model.GroupFilter{Outer: true}, []string{"张东客户群", "陈西老客户"}},
		"owner":                  {model.GroupFilter{Owner: "acc-east"}, []string{"陈西别人的", "张东客户群"}},
		"ours":                   {model.GroupFilter{Ours: true}, []string{"张东客户群"}},
		"at least":               {model.GroupFilter{Least: 8}, []string{"陈西别人的", "张东客户群"}},
		"at least and at most":   {model.GroupFilter{Least: 3, Most: 8}, []string{"陈西别人的", "陈西老客户"}},
		"member":                 {model.GroupFilter{Member: big}, []string{"阿怪怪群", "张东客户群", "张东一群", "陈西一群"}},
		"member with a tag":      {model.GroupFilter{MemberTags: model.TagExpression{Any: gold}}, []string{"张东客户群", "陈西老客户", "张东一群"}},
		"of one seat":            {model.GroupFilter{Seat: w.west, MemberTags: model.TagExpression{Any: gold}}, []string{"陈西老客户"}},
		"member with another":    {model.GroupFilter{MemberTags: model.TagExpression{Any: silver}}, []string{"张东客户群", "陈西一群"}},
		"member with one of two": {model.GroupFilter{MemberTags: model.TagExpression{All: gold, None: silver}}, []string{"张东客户群", "陈西老客户", "张东一群"}},
		"member without a tag":   {model.GroupFilter{MemberTags: model.TagExpression{None: gold}}, []string{"张东二群", "阿怪怪群", "张东一群", "陈西一群"}},
		"member without tags":    {model.GroupFilter{MemberTags: model.TagExpression{Untagged: true}}, []string{"张东二群", "阿怪怪群", "张东一群"}},
		"marked":                 {model.GroupFilter{Marked: true}, []string{}},
		"everything at once": {model.GroupFilter{
			Seat: w.east, Text: "群", State: model.GroupEither, Outer: true, Owner: "acc-east", Ours: true, Least: 1, Most: 50,
			MemberTags: model.TagExpression{Any: gold}, Member: "stranger",
		}, []string{"张东客户群"}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, w.groupsOf(c.filter)) })
	}
}

func TestGroupsAreSorted(t *testing.T) {
	w := newTown(t)
	w.rooms()
	for name, c := range map[string]struct {
		by       model.OrderBy
		up, down []string
	}{
		"name": {
			model.ByName, []string{"陈西别人的", "张东客户群", "陈西老客户", "陈西一群"}, []string{"陈西一群", "陈西老客户", "张东客户群", "陈西别人的"},
		},
		"seat": {
			model.BySeat, []string{"陈西别人的", "陈西老客户", "陈西一群", "张东客户群"}, []string{"张东客户群", "陈西别人的", "陈西老客户", "陈西一群"},
		},
		"created": {
			model.ByCreated, []string{"陈西老客户", "张东客户群", "陈西别人的", "陈西一群"}, []string{"张东客户群", "陈西老客户", "陈西别人的", "陈西一群"},
		},
		"modified": {
			model.ByModified, []string{"张东客户群", "陈西别人的", "陈西老客户", "陈西一群"}, []string{"张东客户群", "陈西别人的", "陈西老客户", "陈西一群"},
		},
		"members": {
			model.ByMembers, []string{"陈西一群", "陈西老客户", "陈西别人的", "张东客户群"}, []string{"张东客户群", "陈西别人的", "陈西老客户", "陈西一群"},
		},
		"outer": {
			model.ByOuter, []string{"陈西别人的", "陈西老客户", "陈西一群", "张东客户群"}, []string{"张东客户群", "陈西别人的", "陈西老客户", "陈西一群"},
		},
		"owner, as a phone book has it, none last": {
			model.ByOwner, []string{"陈西老客户", "陈西别人的", "张东客户群", "陈西一群"}, []string{"张东客户群", "陈西别人的", "陈西老客户", "陈西一群"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			some := func(down bool) (list []string) {
				for _, name := range w.groupsOf(model.GroupFilter{Order: model.Order{By: c.by, Down: down}}) {
					if name != "张东二群" && name != "阿怪怪群" && name != "张东一群" { // they say nothing of themselves
						list = append(list, name)
					}
				}
				return list
			}
			require.Equal(t, c.up, some(false))
			require.Equal(t, c.down, some(true))
		})
	}
}

func TestGroupRowsAndGroupsOf(t *testing.T) {
	w := newTown(t)
	w.rooms()
	ids, err := w.GroupIDs(t.Context(), model.GroupFilter{Ours: true})
	require.NoError(t, err)
	rows, err := w.GroupRows(t.Context(), []model.GroupID{999, ids[0]})
	require.NoError(t, err)
	require.Zero(t, rows[0])
	g, _, err := w.Group(t.Context(), w.east, "r4")
	require.NoError(t, err)
	require.Equal(t, model.GroupRow{Group: g, SeatName: "张东"}, rows[1])

	for seat, want := range map[model.SeatID][]string{
		w.east: {"张东客户群", "张东一群", "陈西一群"}, w.west: {"张东客户群", "陈西一群", "张东一群"}, w.strange: {"阿怪怪群"},
	} {
		rows, err := w.GroupsOf(t.Context(), seat, big)
		require.NoError(t, err)
		var names []string
		for _, r := range rows {
			names = append(names, r.SeatName+r.Name)
		}
		require.Equal(t, want, names)
	}
}

func TestPeopleOfGroups(t *testing.T) {
	w := newTown(t)
	w.rooms()
	var groups []model.GroupID
	for _, f := range []model.GroupFilter{{Text: "客户"}, {Text: "一群"}} {
		ids, err := w.GroupIDs(t.Context(), f)
		require.NoError(t, err)
		groups = append(groups, ids...)
	}
	require.Len(t, groups, 4)
	const aming = "9007199254740992"
	for text, want := range map[string][]string{
		"": {big, "stranger", aming, "p3", "p5"}, "生": {"stranger"}, "laoli": {big}, "四哥": {big}, "am": {aming},
		"四哥 laoli": {}, "nobody": {},
	} {
		ids, err := w.People(t.Context(), groups, text)
		require.NoError(t, err)
		require.ElementsMatch(t, want, ids, text)
		if text == "" {
			require.Equal(t, want, ids)
		}
	}
	rows, err := w.PeopleRows(t.Context(), groups, []string{"stranger", "p5", "nobody", big, "p3"})
	require.NoError(t, err)
	require.Equal(t, []model.Person{
		{RemoteID: "stranger", Name: "成员stranger", Seat: w.east, Kind: model.PersonStaff, Role: model.RoleOwner, Groups: 2},
		{RemoteID: "p5", Name: "周五", Seat: w.west, Kind: model.PersonWeCom, Role: model.RoleAdmin, Groups: 1, ContactOf: 1},
		{},
		{RemoteID: big, Name: "李四", Seat: w.east, Kind: model.PersonWeChat, Groups: 3, ContactOf: 3},
		{RemoteID: "p3", Name: "同事甲", Seat: w.east, Kind: model.PersonStaff, Groups: 1, ContactOf: 1},
	}, rows)
	none, err := w.People(t.Context(), nil, "")
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestOwnersThatTheBackEndDoesNotName(t *testing.T) {
	w := newTown(t)
	w.contact(model.Contact{Seat: w.east, RemoteID: "o1", Name: "老李", Remark: "李总"})
	owner := model.Member{RemoteID: "o2", Name: "店主", Role: model.RoleOwner}
	w.group(model.Group{Seat: w.east, RemoteID: "r1", Name: "一", OwnerID: "o1"})
	w.group(model.Group{Seat: w.east, RemoteID: "r2", Name: "二", OwnerID: "o2"}, owner)
	w.group(model.Group{Seat: w.east, RemoteID: "r3", Name: "三", OwnerID: "acc-east"})
	w.group(model.Group{Seat: w.east, RemoteID: "r4", Name: "四", OwnerID: "o9"})
	w.group(model.Group{Seat: w.east, RemoteID: "r5", Name: "五", OwnerID: "o1", OwnerName: "李老板"})
	w.group(model.Group{Seat: w.east, RemoteID: "r6", Name: "六"})
	ids, err := w.GroupIDs(t.Context(), model.GroupFilter{})
	require.NoError(t, err)
	rows, err := w.GroupRows(t.Context(), ids)
	require.NoError(t, err)
	names := map[string]string{}
	for _, r := range rows {
		names[r.RemoteID] = r.OwnerName
	}
	require.Equal(t, map[string]string{"r1": "李总", "r2": "店主", "r3": "张东", "r4": "", "r5": "李老板", "r6": ""}, names)
}

func TestOwnersOfGroups(t *testing.T) {
	w := newTown(t)
	w.rooms()
	owners, err := w.Owners(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Equal(t, []model.Person{
		{RemoteID: "acc-east", Name: "张东", Seat: w.east, Role: model.RoleOwner, Groups: 2},
		{RemoteID: "o1", Name: "阿主", Seat: w.west, Role: model.RoleOwner, Groups: 1},
	}, owners)
	owners, err = w.Owners(t.Context(), w.west, 1)
	require.NoError(t, err)
	require.Equal(t, []model.Person{{RemoteID: "o1", Name: "阿主", Seat: w.west, Role: model.RoleOwner, Groups: 1}}, owners)
}

func TestMembersKeepHowTheyCame(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	m := model.Member{RemoteID: big, Name: "李四", Source: model.JoinCode, InvitedBy: "9007199254740994"}
	for _, again := range []model.Member{m, {RemoteID: big, Name: "李四"}} {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutMembers(seat.ID, "r1", []model.Member{again}, true) })
		list, err := s.Members(t.Context(), seat.ID, "r1", "", 0, 0)
		require.NoError(t, err)
		require.Equal(t, []model.Member{m}, list)
	}
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutMembers(seat.ID, "r1", nil, true) })
	list, err := s.Members(t.Context(), seat.ID, "r1", "", 0, 0)
	require.NoError(t, err)
	require.True(t, list[0].Left)
}
