package wecom

import (
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

func TestSeatsAreTheMembersWhoMayHaveCustomers(t *testing.T) {
	l, b := linkTo(t, aCompany())
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Event{
		model.CompanySeen{Company: model.Company{ID: sampleCorp, Name: "万禾商贸"}},
		model.SeatSeen{Partial: true, Seat: model.Seat{
			RemoteID: "lisi", AccountID: "lisi", Name: "李四", Alias: "小李", Mobile: "13800000000", Avatar: "http://h/1.png",
			Corp: "万禾商贸", CorpID: sampleCorp, Teams: "2,3",
		}},
		// The app may not read 王五: the list of names has at least that.
		model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "wangwu", AccountID: "wangwu", Name: "王五", Corp: "万禾商贸", CorpID: sampleCorp, Teams: "1"}},
		model.TeamsSeen{Teams: []model.Team{{ID: "1", Name: "万禾商贸"}, {ID: "2", Name: "售前"}, {ID: "3"}}},
		model.SeatsListed{RemoteIDs: []string{"lisi", "wangwu"}},
	}, events)
	require.Len(t, b.got(), 5)

	// What the address book says is kept for an hour; who the seats are is not.
	_, err = l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Len(t, b.got(), 6)
	l.staff.forget("lisi")
	_, err = l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Len(t, b.got(), 8)
	l.clock.(*clockwork.FakeClock).Advance(time.Hour)
	_, err = l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Len(t, b.got(), 13)
}

func TestAnAppThatMayNotReadTheAddressBookHasSeatsAllTheSame(t *testing.T) {
	l, _ := linkTo(t, script{
		ListFollowUsers.path: says(`{"errcode":0,"follow_user":["lisi","lisi",""]}`),
		GetUser.path:         refuses(60011), ListSimpleUsers.path: refuses(60011), ListDepartments.path: refuses(60011),
	})
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Event{
		model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "lisi", AccountID: "lisi", CorpID: sampleCorp}},
		model.SeatsListed{RemoteIDs: []string{"lisi"}},
	}, events)
}

func TestNoSeatIsRemovedByAnAnswerThatNamesNone(t *testing.T) {
	l, _ := linkTo(t, nil)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Empty(t, of[model.SeatsListed](events))
	l, _ = linkTo(t, script{ListFollowUsers.path: says(`{"errcode":0,"follow_user":[]}`)})
	events, err = l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Len(t, of[model.SeatsListed](events), 1)
}

func TestAListOfSeatsThatBreaksOffIsNone(t *testing.T) {
	company := aCompany()
	company[GetUser.path] = refuses(40001)
	l, _ := linkTo(t, company)
	_, err := l.ListSeats(t.Context())
	require.True(t, model.IsTrouble(err, model.TroubleCredentials), err)
}

const someGroup = `{"errcode":0,"group_chat":{"chat_id":"wr1","name":"新品群","owner":"lisi","notice":"欢迎","create_time":1767300000,
	"admin_list":[{"userid":"zhao"}],
	"member_list":[
		{"userid":"lisi","type":1,"join_time":1767300000,"join_scene":1,"invitor":{"userid":"lisi"},"name":"李四"},
		{"userid":"zhao","type":1,"join_scene":2,"group_nickname":"赵老师","name":"赵六"},
		{"userid":"wm1","type":2,"unionid":"u","join_time":1767310000,"join_scene":3,"name":"王女士"},
		{"userid":"wo1","type":2,"join_scene":9,"name":"别的企业"},
		{"userid":"","type":2}]}}`

func TestGroupsWithTheirMembers(t *testing.T) {
	l, b := linkTo(t, script{
		ListGroups.path: func(one sentCall) string {
			if bodyOf[ListGroupsRequest](t, one).Cursor == "" {
				return `{"errcode":0,"group_chat_list":[{"chat_id":"wr1","status":0},{"chat_id":"wr2"}],"next_cursor":"c2"}`
			}
			return `{"errcode":0,"group_chat_list":[]}`
		},
		GetGroup.path: func(one sentCall) string {
			if bodyOf[GetGroupRequest](t, one).ChatID == "wr1" {
				return someGroup
			}
			return `{"errcode":86003,"errmsg":"gone"}`
		},
	})
	page, err := l.ListGroups(t.Context(), theSeat, "")
	require.NoError(t, err)
	require.Equal(t, "c2", page.Next)
	group := model.GroupSeen{Seat: refOf("lisi"), Group: model.Group{
		RemoteID: "wr1", Name: "新品群", OwnerID: "lisi", OwnerName: "李四", MemberCount: 5, OuterCount: 1, External: true, Notice: "欢迎",
		Created: time.Unix(1767300000, 0).UTC(),
	}}
	members := model.MembersSeen{Seat: refOf("lisi"), GroupID: "wr1", Whole: true, Members: []model.Member{
		{RemoteID: "lisi", Name: "李四", Role: model.RoleOwner, Joined: time.Unix(1767300000, 0).UTC(), Source: model.JoinInvited, InvitedBy: "lisi"},
		{RemoteID: "zhao", Name: "赵老师", Role: model.RoleAdmin, Source: model.JoinLink},
		{RemoteID: "wm1", Name: "王女士", External: true, WeChat: true, Joined: time.Unix(1767310000, 0).UTC(), Source: model.JoinCode},
		{RemoteID: "wo1", Name: "别的企业", External: true},
	}}
	require.Equal(t, []model.Event{
		group, members, // the other can't be read now, and is named all the same
		model.GroupSeen{Seat: refOf("lisi"), Group: model.Group{RemoteID: "wr2", External: true}, Partial: true},
	}, page.Events)
	asked := bodyOf[ListGroupsRequest](t, b.called(ListGroups.path)[0])
	require.Equal(t, []string{"lisi"}, asked.OwnerFilter.UserIDList)

	page, err = l.ListGroups(t.Context(), theSeat, page.Next)
	require.NoError(t, err)
	require.Zero(t, page)
	page, err = l.ListMembers(t.Context(), theSeat, "wr1", "")
	require.NoError(t, err)
	require.Equal(t, []model.Event{group, members}, page.Events)
	_, err = l.ListMembers(t.Context(), theSeat, "wr2", "")
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestAGroupThatChangedHandsLeavesItsOldOwner(t *testing.T) {
	l, _ := linkTo(t, script{GetGroup.path: says(someGroup)})
	l.owners.put("wr1", "wangwu")
	events, err := l.InquireContacts(t.Context(), theSeat, []string{"wr1"})
	require.NoError(t, err)
	require.Equal(t, groupGone("wangwu", "wr1"), events[0])
	require.Equal(t, refOf("lisi"), of[model.GroupSeen](events)[1].Seat)
}

func TestAGroupIsTransferred(t *testing.T) {
	l, b := linkTo(t, nil)
	require.NoError(t, l.TransferGroup(t.Context(), theSeat, "wr1", "zhao"))
	require.JSONEq(t, `{"chat_id_list":["wr1"],"new_owner":"zhao"}`, b.called(TransferGroupsInPost.path)[0].Body)
	read, ok := l.chores.take()
	require.True(t, ok, "what became of it is read")
	require.Equal(t, chore{kind: choreGroup, about: "wr1"}, read)

	l, _ = linkTo(t, script{TransferGroupsInPost.path: says(`{"errcode":0,"failed_chat_list":[{"chat_id":"wr1","errcode":90500,"errmsg":"not yet"}]}`)})
	err := l.TransferGroup(t.Context(), theSeat, "wr1", "zhao")
	require.Equal(t, "wecom.90500: not yet", model.AsTrouble(err).Detail)
}

func TestStatisticsByDay(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2025, 12, n, 0, 0, 0, 0, wire.Shanghai()).UTC() }
	l, b := linkTo(t, script{
		GetBehaviorData.path: func(one sentCall) string {
			switch q := bodyOf[BehaviorDataRequest](t, one); {
			case q.UserID[0] == "gone":
				return `{"errcode":60111,"errmsg":"no such user"}`
			case q.StartTime != SecondsOf(day(1)):
				return okAnswer
			}
			return `{"errcode":0,"behavior_data":[
				{"stat_time":1764518400,"chat_cnt":100,"message_cnt":80,"reply_percentage":60.25,"avg_reply_time":1,"negative_feedback_cnt":2,"new_apply_cnt":6,"new_contact_cnt":5},
				{"stat_time":1764604800,"chat_cnt":3,"message_cnt":4}]}`
		},
		GetGroupStatisticsByDay.path: func(one sentCall) string {
			if bodyOf[GroupStatisticsByDayRequest](t, one).DayBeginTime != SecondsOf(day(1)) {
				return `{"errcode":84061,"errmsg":"no groups"}`
			}
			return `{"errcode":0,"items":[{"stat_time":1764518400,"data":{"new_chat_cnt":1,"chat_total":2,"chat_has_msg":3,"new_member_cnt":4,"member_total":5,"member_has_msg":6,"msg_total":7}}]}`
		},
	})
	seats := []model.Seat{theSeat, {RemoteID: "gone"}}
	events, err := l.ReadStatistics(t.Context(), seats, day(1), day(31).Add(10*time.Hour))
	require.NoError(t, err)
	none := model.OfficialDay{
		Day: day(2), Chats: 3, Messages: 4, ReplyShare: -1, FirstReply: -1,
		NewGroups: -1, Groups: -1, ActiveGroups: -1, NewMembers: -1, Members: -1, ActiveMembers: -1, GroupMessages: -1,
	}
	require.Equal(t, []model.Event{model.OfficialSeen{Seat: refOf("lisi"), Days: []model.OfficialDay{
		{
			Day: day(1), Chats: 100, Messages: 80, ReplyShare: 60.25, FirstReply: time.Minute, Lost: 2, Asked: 6, Added: 5,
			NewGroups: 1, Groups: 2, ActiveGroups: 3, NewMembers: 4, Members: 5, ActiveMembers: 6, GroupMessages: 7,
		},
		none,
	}}}, events)

	// 31 days are more than one call tells of.
	var spans [][2]Seconds
	for _, one := range b.called(GetBehaviorData.path) {
		if q := bodyOf[BehaviorDataRequest](t, one); q.UserID[0] == "lisi" {
			spans = append(spans, [2]Seconds{q.StartTime, q.EndTime})
		}
	}
	require.Equal(t, [][2]Seconds{{SecondsOf(day(1)), SecondsOf(day(30))}, {SecondsOf(day(31)), SecondsOf(day(31))}}, spans)

	_, err = l.ReadStatistics(t.Context(), seats[1:], day(1), day(2))
	require.True(t, model.IsTrouble(err, model.TroubleNotFound), "nobody could be asked about")
	before := len(b.got())
	_, err = l.ReadStatistics(t.Context(), seats, aNoon.AddDate(-2, 0, 0), aNoon.AddDate(-1, 0, 0))
	require.NoError(t, err)
	require.Len(t, b.got(), before, "the API tells of no days so long ago")
}

func TestTheQuotaOfAcquisitionLinks(t *testing.T) {
	l, _ := linkTo(t, script{GetAcquisitionQuota.path: says(`{"errcode":0,"total":1000,"balance":"500","quota_list":[
		{"expire_date":1770000000,"balance":0},{"expire_date":1790000000,"balance":300},{"expire_date":1780000000,"balance":200}]}`)})
	events, err := l.ReadQuotas(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Event{model.QuotasSeen{Quotas: []model.Quota{
		{Kind: model.QuotaAcquisition, Total: 1000, Left: 500, Expires: time.Unix(1780000000, 0).UTC()},
	}}}, events)
	l, _ = linkTo(t, script{GetAcquisitionQuota.path: refuses(48002)})
	_, err = l.ReadQuotas(t.Context())
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
}
