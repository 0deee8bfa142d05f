package pychat

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

const (
	roomJSON = `{"errcode":0,"data":{"userName":{"string":"7@chatroom"},"nickName":{"string":"客户群"},"bigHeadImgUrl":"https://a.test/",
		"chatRoomOwner":"wxid_us","announcement":"明天见","newChatroomData":{"memberCount":3,"chatRoomMember":[{"userName":"wxid_us"}]}}}`
	roomMembersJSON = `{"errcode":0,"data":{"serverVersion":7,"newChatroomData":{"memberCount":3,"chatRoomMember":[
		{"userName":"wxid_us","nickName":"小店","displayName":"店长","bigHeadImgUrl":"https://a.test/","chatroomMemberFlag":2},
		{"userName":{"string":"wxid_a"},"nickName":"张三","displayName":null,"chatroomMemberFlag":"1","inviterUserName":{"string":"wxid_us"}},
		{"userName":"25@openim","nickName":"小王","addSource":"3"}]}}}`
)

var roomMembers = []model.Member{
	{RemoteID: "wxid_us", Name: "店长", Avatar: "https://a.test/", Role: model.RoleOwner, WeChat: true, External: true},
	{RemoteID: "wxid_a", Name: "张三", Role: model.RoleAdmin, WeChat: true, External: true, Source: model.JoinInvited, InvitedBy: "wxid_us"},
	{RemoteID: "25@openim", Name: "小王", External: true, Source: model.JoinCode},
}

func TestAGroupIsLookedUpWithItsMembers(t *testing.T) {
	for name, test := range map[string]struct {
		group           string
		detail, members string
		room            string // the answer of detail
	}{
		"of WeChat": {"7@chatroom", GetChatroomDetail.path, GetChatroomMemberDetail.path, roomJSON},
		"at WeCom": {
			"7@im.chatroom", GetOpenIMRoomDetail.path, GetOpenIMRoomMemberDetail.path,
			`{"contactList":[` + strings.ReplaceAll(roomJSON[len(`{"errcode":0,"data":`):len(roomJSON)-1], "7@chatroom", "7@im.chatroom") + `]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := scripted(map[string]string{test.detail: test.room, test.members: roomMembersJSON})
			events, err := deedsLink(t, b, nil).InquireContacts(t.Context(), deedSeat, []string{test.group})
			require.NoError(t, err)
			require.Equal(t, []model.Event{
				model.GroupSeen{Seat: refOf(deedSeat), Partial: true, Group: model.Group{
					RemoteID: test.group, Name: "客户群", Avatar: "https://a.test/", OwnerID: "wxid_us", Notice: "明天见", MemberCount: 3, External: true,
				}},
				model.MembersSeen{Seat: refOf(deedSeat), GroupID: test.group, Members: roomMembers, Whole: true},
			}, events)
			requireMade(t, []made{{test.detail, `{"room_username":"` + test.group + `"}`}, {test.members, `{"room_username":"` + test.group + `","version":0}`}}, b.got())

			b = scripted(map[string]string{test.detail: test.room, test.members: refusal})
			events, err = deedsLink(t, b, nil).InquireContacts(t.Context(), deedSeat, []string{test.group})
			require.True(t, model.IsTrouble(err, model.TroubleRejected))
			require.Len(t, events, 1, "the group itself was told")
			_, err = deedsLink(t, alwaysSays(200, refusal), nil).InquireContacts(t.Context(), deedSeat, []string{test.group})
			require.True(t, model.IsTrouble(err, model.TroubleRejected))
		})
	}
}

func TestMembersAreListed(t *testing.T) {
	b := scripted(map[string]string{GetChatroomMemberDetail.path: roomMembersJSON})
	page, err := deedsLink(t, b, nil).ListMembers(t.Context(), deedSeat, "7@chatroom", "")
	require.NoError(t, err)
	require.Empty(t, page.Next)
	require.Equal(t, 3, page.Total)
	require.Equal(t, []model.Event{model.MembersSeen{Seat: refOf(deedSeat), GroupID: "7@chatroom", Members: roomMembers, Whole: true}}, page.Events)
	requireMade(t, []made{{GetChatroomMemberDetail.path, `{"room_username":"7@chatroom","version":0}`}}, b.got())

	for answer, whole := range map[string]int{
		`{"newChatroomData":{"memberCount":3,"chatRoomMember":[{"userName":"a"},{"userName":"b"}]}}`:         1, // some are missing
		`{"newChatroomData":{"memberCount":2,"chatRoomMember":[{"userName":"a"},{"nickName":"b"},{"x":1}]}}`: 3, // some can't be read
		`{"newChatroomData":{"memberCount":2,"chatRoomMember":null}}`:                                        0,
		`null`: 0,
	} {
		page, err = deedsLink(t, alwaysSays(200, answer), nil).ListMembers(t.Context(), deedSeat, "7@chatroom", "")
		require.NoError(t, err)
		require.Len(t, page.Events, whole, answer)
		for _, e := range page.Events {
			if seen, ok := e.(model.MembersSeen); ok {
				require.False(t, seen.Whole, answer)
			}
		}
	}
}

func TestMembersAtWeComComeByPages(t *testing.T) {
	answers := []string{
		`{"errcode":0,"data":{"list":[{"userName":"1@openim"},{"userName":"2@openim"}],"total":3}}`,
		`{"errcode":0,"data":{"list":[{"userName":"3@openim"}],"total":3}}`,
	}
	b := &backEnd{answer: func(c sentCall) (int, string) {
		var asked GetOpenIMRoomMembersRequest
		_ = json.Unmarshal([]byte(c.Body), &asked)
		if asked.PageNum > int64(len(answers)) {
			return 200, `{"list":[],"total":3}`
		}
		return 200, answers[asked.PageNum-1]
	}}
	l := deedsLink(t, b, nil)
	var names []string
	for page, pages := "", 0; ; pages++ {
		got, err := l.ListMembers(t.Context(), deedSeat, "8@im.chatroom", page)
		require.NoError(t, err)
		require.Equal(t, 3, got.Total)
		for _, m := range got.Events[0].(model.MembersSeen).Members {
			names = append(names, m.RemoteID)
		}
		require.False(t, got.Events[0].(model.MembersSeen).Whole)
		if page = got.Next; page == "" {
			break
		}
		require.Less(t, pages, 3)
	}
	require.Equal(t, []string{"1@openim", "2@openim", "3@openim"}, names)
	require.JSONEq(t, `{"room_username":"8@im.chatroom","page_num":2,"page_size":50}`, without(t, b.got()[1].Body, "guid"))

	answers[0] = `{"list":[{"userName":"1@openim"}],"total":1}`
	got, err := l.ListMembers(t.Context(), deedSeat, "8@im.chatroom", "")
	require.NoError(t, err)
	require.Empty(t, got.Next)
	require.True(t, got.Events[0].(model.MembersSeen).Whole)
	_, err = l.ListMembers(t.Context(), deedSeat, "8@im.chatroom", "x")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}

func TestDeedsWithGroups(t *testing.T) {
	two := []string{"wxid_a", "wxid_b"}
	group := func(members int) model.Group { return model.Group{RemoteID: "7@chatroom", MemberCount: members} }
	changes := `{"room_username":"7@chatroom","username_list":["wxid_a","wxid_b"]}`
	added := map[string]string{AddChatroomMember.path: `{"memberList":[{"memberName":{"string":"wxid_a"},"memberStatus":0},{"memberName":"wxid_b","memberStatus":1}]}`}
	requireDeeds(t, []deed{
		{name: "create", answers: map[string]string{CreateChatroom.path: `{"chatRoomName":{"string":"9@chatroom"}}`}, made: []made{
			{CreateChatroom.path, `{"username_list":["wxid_a","wxid_b"]}`},
			{ModifyChatroomName.path, `{"room_username":"9@chatroom","name":"新群"}`},
		}, do: func(ctx context.Context, l *link) error {
			id, err := l.CreateGroup(ctx, deedSeat, "新群", two)
			if err == nil {
				require.Equal(t, "9@chatroom", id)
			}
			return err
		}},
		{name: "create without a name", answers: map[string]string{CreateChatroom.path: `{"room_username":"9@chatroom"}`}, made: []made{
			{CreateChatroom.path, `{"username_list":["wxid_a","wxid_b"]}`},
		}, do: func(ctx context.Context, l *link) error {
			_, err := l.CreateGroup(ctx, deedSeat, "", two)
			return err
		}},
		{
			name: "add", answers: added, made: []made{{AddChatroomMember.path, changes}},
			do: func(ctx context.Context, l *link) error { return l.InviteMembers(ctx, deedSeat, group(37), two) },
		},
		{
			name: "invite", made: []made{{InviteChatroomMember.path, changes}},
			do: func(ctx context.Context, l *link) error { return l.InviteMembers(ctx, deedSeat, group(38), two) },
		},
		{name: "add to one of unknown size", answers: map[string]string{GetChatroomDetail.path: roomJSON}, made: []made{
			{GetChatroomDetail.path, `{"room_username":"7@chatroom"}`}, {AddChatroomMember.path, changes},
		}, do: func(ctx context.Context, l *link) error { return l.InviteMembers(ctx, deedSeat, group(0), two) }},
		{
			name: "invite into one of unknown size", made: []made{
				{GetChatroomDetail.path, `{"room_username":"7@chatroom"}`}, {InviteChatroomMember.path, changes},
			}, answers: map[string]string{GetChatroomDetail.path: strings.Replace(roomJSON, `"memberCount":3`, `"memberCount":40`, 1)},
			do: func(ctx context.Context, l *link) error { return l.InviteMembers(ctx, deedSeat, group(0), two) },
		},
		{
			name: "remove", made: []made{{DelChatroomMember.path, changes}},
			do: func(ctx context.Context, l *link) error { return l.RemoveMembers(ctx, deedSeat, "7@chatroom", two) },
		},
		{
			name: "rename", made: []made{{ModifyChatroomName.path, `{"room_username":"7@chatroom","name":"老客户"}`}},
			do: func(ctx context.Context, l *link) error {
				return l.RenameGroup(ctx, deedSeat, "7@chatroom", "老客户")
			},
		},
		{
			name: "announce", made: []made{{SetChatroomAnnouncement.path, `{"room_username":"7@chatroom","announcement":"明天见"}`}},
			do: func(ctx context.Context, l *link) error {
				return l.Announce(ctx, deedSeat, "7@chatroom", "明天见", true)
			},
		},
		{
			name: "nickname", made: []made{{ModifyChatroomDisplayName.path, `{"room_username":"7@chatroom","display_name":"店长"}`}},
			do: func(ctx context.Context, l *link) error {
				return l.SetGroupNickname(ctx, deedSeat, "7@chatroom", "店长")
			},
		},
		{
			name: "quit", made: []made{{QuitChatroom.path, `{"room_username":"7@chatroom"}`}},
			do: func(ctx context.Context, l *link) error { return l.QuitGroup(ctx, deedSeat, "7@chatroom") },
		},
		{
			name: "transfer", made: []made{{TransferChatroomOwner.path, `{"room_username":"7@chatroom","username":"wxid_a"}`}},
			do: func(ctx context.Context, l *link) error {
				return l.TransferGroup(ctx, deedSeat, "7@chatroom", "wxid_a")
			},
		},
		{
			name: "befriend", made: []made{{AddChatroomMemberFriend.path, `{"room_username":"7@chatroom","username":"wxid_a","verify_content":"你好"}`}},
			do: func(ctx context.Context, l *link) error {
				return l.BefriendMember(ctx, deedSeat, "7@chatroom", "wxid_a", "你好")
			},
		},
		{
			name: "code", answers: map[string]string{GetChatroomQRCode.path: `{"qrcode_content":"http://weixin.qq.com/g/A1","footerWording":"7天内有效"}`},
			made: []made{{GetChatroomQRCode.path, `{"room_username":"7@chatroom"}`}},
			do: func(ctx context.Context, l *link) error {
				code, err := l.GroupCode(ctx, deedSeat, "7@chatroom")
				if err == nil {
					require.Equal(t, "http://weixin.qq.com/g/A1", code.Content)
					require.Equal(t, "7天内有效", code.Wording)
				}
				return err
			},
		},
		{
			name: "unpin", made: []made{{RemoveTopMsg.path, `{"room_username":"7@chatroom","msg_id":"73"}`}},
			do: func(ctx context.Context, l *link) error { return l.UnpinMessage(ctx, deedSeat, "7@chatroom", "73") },
		},
		{
			name: "pins", made: []made{{GetTopMsgList.path, `{"room_username":"7@chatroom"}`}},
			answers: map[string]string{GetTopMsgList.path: `{"list":[{"summary":"张三: 几点","msg_id":7316852738432434001,"username":"wxid_a","create_time":1734776146},{"summary":"?"}]}`},
			do: func(ctx context.Context, l *link) error {
				pins, err := l.PinnedMessages(ctx, deedSeat, "7@chatroom")
				if err == nil {
					require.Equal(t, []model.PinnedMessage{{
						RemoteID: "7316852738432434001", Summary: "张三: 几点", SenderID: "wxid_a", At: time.Unix(1734776146, 0).UTC(),
					}}, pins)
				}
				return err
			},
		},
	})
}

func TestAGroupThatWasMadeButNotNamed(t *testing.T) {
	b := scripted(map[string]string{CreateChatroom.path: `{"chatRoomName":"9@chatroom"}`, ModifyChatroomName.path: refusal})
	id, err := deedsLink(t, b, nil).CreateGroup(t.Context(), deedSeat, "新群", []string{"a", "b"})
	require.Equal(t, "9@chatroom", id)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	require.Contains(t, err.Error(), "refusal.made_not_named: 群主才能操作")
	_, err = deedsLink(t, scripted(nil), nil).CreateGroup(t.Context(), deedSeat, "新群", []string{"a", "b"})
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
}

func TestWhoCouldNotBeAddedIsNamed(t *testing.T) {
	b := scripted(map[string]string{AddChatroomMember.path: `{"memberList":[{"memberName":"wxid_a","memberStatus":0},{"memberName":{"string":"wxid_b"},"memberStatus":3}]}`})
	err := deedsLink(t, b, nil).InviteMembers(t.Context(), deedSeat, model.Group{RemoteID: "7@chatroom", MemberCount: 3}, []string{"wxid_a", "wxid_b"})
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	require.Equal(t, "refusal.not_for: wxid_b (3)", model.AsTrouble(err).Detail)
}

func TestMessagesArePinnedAsTheyCame(t *testing.T) {
	at := time.Unix(1734776146, 0).UTC()
	raw := `{"from_username":"7@chatroom","to_username":"wxid_us","chatroom_sender":"wxid_a","create_time":1734776146,"desc":"张三 : [图片]",
		"msg_id":"7316852738432434001","msg_type":3,"is_chatroom_msg":1,"chatroom":"7@chatroom","source":"<msgsource/>","content":"<msg><img/></msg>"}`
	for name, test := range map[string]struct {
		m    model.Message
		want string
	}{
		"as its callback brought it": {
			model.Message{RemoteID: "7316852738432434001", SenderName: "张三", Content: model.Content{Kind: model.KindImage}, Raw: []byte(raw)},
			`{"summary":"张三: [图片]","msg_info":{"from_username":"7@chatroom","to_username":"wxid_us","chatroom_sender":"wxid_a","create_time":1734776146,
				"desc":"张三 : [图片]","msg_id":"7316852738432434001","msg_type":3,"chatroom":"7@chatroom","source":"<msgsource/>","content":"<msg><img/></msg>"}}`,
		},
		"a plain text": {
			model.Message{RemoteID: "73", SenderID: "wxid_a", SenderName: "张三", SentAt: at, Content: model.Content{Kind: model.KindText, Text: "几点\n开会"}},
			`{"summary":"张三: 几点 开会","msg_info":{"from_username":"7@chatroom","to_username":"wxid_us","chatroom_sender":"wxid_a","create_time":1734776146,
				"desc":"","msg_id":"73","msg_type":1,"chatroom":"7@chatroom","source":"","content":"几点\n开会"}}`,
		},
		"a file we sent": {
			model.Message{RemoteID: "73", SenderID: "wxid_us", SentAt: at, Content: model.Content{Kind: model.KindFile, FileName: "报价.xlsx"}, Raw: []byte(raw)},
			`{"summary":"报价.xlsx","msg_info":{"from_username":"7@chatroom","to_username":"wxid_us","chatroom_sender":"wxid_us","create_time":1734776146,
				"desc":"","msg_id":"73","msg_type":49,"chatroom":"7@chatroom","source":"","content":""}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := scripted(nil)
			require.NoError(t, deedsLink(t, b, nil).PinMessage(t.Context(), deedSeat, deedGroup, test.m))
			requireMade(t, []made{{SetTopMsg.path, `{"room_username":"7@chatroom",` + test.want[1:]}}, b.got())
			err := deedsLink(t, alwaysSays(200, refusal), nil).PinMessage(t.Context(), deedSeat, deedGroup, test.m)
			require.True(t, model.IsTrouble(err, model.TroubleRejected))
		})
	}
	require.Equal(t, strings.Repeat("长", maxSummary)+"…", summaryOf(model.Message{Content: model.Content{Text: strings.Repeat("长", 500)}}))
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	require.True(t, model.IsTrouble(l.PinMessage(t.Context(), deedSeat, deedChat, model.Message{RemoteID: "73"}), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.PinMessage(t.Context(), deedSeat, deedGroup, model.Message{}), model.TroubleInvalid))
	require.Empty(t, b.got())
}
