package pychat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// directoryOf is a back end with people and rooms: names in pages of 30, and two
// pages at WeCom.
func directoryOf(people, rooms, open int) *backEnd {
	var names []string
	for i := range people {
		names = append(names, fmt.Sprintf("wxid_%03d", i))
	}
	for i := range rooms {
		names = append(names, fmt.Sprintf("%d@chatroom", i))
	}
	answer := func(v any) (int, string) {
		text, _ := json.Marshal(v) // of maps and texts
		return http.StatusOK, string(text)
	}
	return &backEnd{answer: func(c sentCall) (int, string) {
		switch c.Path {
		case InitContact.path:
			var asked InitContactRequest
			_ = json.Unmarshal([]byte(c.Body), &asked)
			from := int(asked.ContactSeq)
			to := min(from+30, len(names))
			return answer(map[string]any{"errcode": 0, "data": map[string]any{
				"contact_seq": to, "room_seq": 0, "username_list": names[from:to], "continue_flag": to < len(names),
			}})
		case GetContact.path:
			var asked GetContactRequest
			_ = json.Unmarshal([]byte(c.Body), &asked)
			if len(asked.UsernameList) > namesOfCall {
				return http.StatusOK, refusal
			}
			list := []map[string]any{}
			for _, name := range asked.UsernameList {
				list = append(list, map[string]any{"userName": map[string]string{"string": name}, "nickName": "N" + name})
			}
			return answer(map[string]any{"baseResponse": map[string]int{"ret": 0}, "contactList": list})
		case GetOpenIMFriends.path, GetOpenIMRooms.path:
			var asked GetOpenIMFriendsRequest
			_ = json.Unmarshal([]byte(c.Body), &asked)
			ending := "@openim"
			if c.Path == GetOpenIMRooms.path {
				ending = "@im.chatroom"
			}
			list := []map[string]any{}
			for i := (asked.PageNum - 1) * asked.PageSize; i < min(asked.PageNum*asked.PageSize, int64(open)); i++ {
				list = append(list, map[string]any{"userName": fmt.Sprintf("%d%s", i, ending), "nickName": "open"})
			}
			return answer(map[string]any{"errcode": 0, "data": map[string]any{"list": list, "total": open}})
		}
		return http.StatusNotFound, ""
	}}
}

// readAll reads a list page by page.
func readAll(t *testing.T, read func(page string) (providers.Page, error)) (names []string, pages int) {
	t.Helper()
	for page := ""; ; pages++ {
		got, err := read(page)
		require.NoError(t, err)
		for _, e := range got.Events {
			switch e := e.(type) {
			case model.ContactSeen:
				names = append(names, e.Contact.RemoteID)
			case model.GroupSeen:
				names = append(names, e.Group.RemoteID)
			default:
				t.Fatalf("%#v", e)
			}
		}
		if got.Next == "" {
			return names, pages + 1
		}
		require.NotEqual(t, page, got.Next)
		page = got.Next
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	b := directoryOf(250, 45, 70)
	l := deedsLink(t, b, nil)
	people, _ := readAll(t, func(page string) (providers.Page, error) { return l.ListContacts(t.Context(), deedSeat, page) })
	require.Len(t, people, 320)
	require.Equal(t, "wxid_249", people[249])
	require.Equal(t, "69@openim", people[319])
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(people))), 320, "each once")
	require.Equal(t, 17, asked(b, GetContact.path), "no call for rooms")

	totals := map[int]int{}
	readAll(t, func(page string) (providers.Page, error) {
		p, err := l.ListContacts(t.Context(), deedSeat, page)
		totals[p.Total]++
		return p, err
	})
	delete(totals, 0)
	require.Equal(t, map[int]int{320: 1}, totals, "the names that were told and those at WeCom, once they are known")

	groups, _ := readAll(t, func(page string) (providers.Page, error) { return l.ListGroups(t.Context(), deedSeat, page) })
	require.Len(t, groups, 45+70)
	require.Equal(t, "0@chatroom", groups[0])
	require.Equal(t, "69@im.chatroom", groups[114])

	b = directoryOf(0, 0, 0)
	none, pages := readAll(t, func(page string) (providers.Page, error) {
		return deedsLink(t, b, nil).ListContacts(t.Context(), deedSeat, page)
	})
	require.Empty(t, none)
	require.Equal(t, 2, pages)
}

func TestAPageCostsFewCalls(t *testing.T) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("wxid_%d", i)
	}
	list, err := json.Marshal(names)
	require.NoError(t, err)
	b := scripted(map[string]string{InitContact.path: `{"contact_seq":9,"room_seq":3,"username_list":` + string(list) + `,"continue_flag":0}`})
	l := deedsLink(t, b, nil)
	page, err := l.ListContacts(t.Context(), deedSeat, "")
	require.NoError(t, err)
	require.Len(t, b.got(), 6)
	require.True(t, strings.HasPrefix(page.Next, "seq:"))
	_, err = l.ListContacts(t.Context(), deedSeat, page.Next)
	require.NoError(t, err)
	require.Len(t, b.got(), 11, "the rest of the names is in the name of the page")
	require.Equal(t, `{"contact_seq":0,"room_seq":0}`, without(t, b.got()[0].Body, "guid"))
	require.Contains(t, b.got()[6].Body, "wxid_100")
}

func without(t *testing.T, body, field string) string {
	t.Helper()
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(body), &fields))
	delete(fields, field)
	rest, err := json.Marshal(fields)
	require.NoError(t, err)
	return string(rest)
}

func TestAListWithoutEndEnds(t *testing.T) {
	b := scripted(map[string]string{InitContact.path: `{"contact_seq":0,"room_seq":0,"username_list":["wxid_a"],"continue_flag":1}`})
	l := deedsLink(t, b, nil)
	_, pages := readAll(t, func(page string) (providers.Page, error) { return l.ListContacts(t.Context(), deedSeat, page) })
	require.Equal(t, 2, pages)
}

func TestRefusedListsAtWeComSpoilNothing(t *testing.T) {
	l := deedsLink(t, scripted(map[string]string{GetOpenIMFriends.path: refusal}), nil)
	page, err := l.ListContacts(t.Context(), deedSeat, "openim:1")
	require.NoError(t, err)
	require.Equal(t, providers.Page{}, page)
	page, err = l.ListContacts(t.Context(), deedSeat, "openim:1/12")
	require.NoError(t, err)
	require.Equal(t, providers.Page{Total: 12}, page)
	for path, answer := range map[string]string{GetOpenIMFriends.path: `{"errcode":1,"errmsg":"未登录"}`, InitContact.path: refusal} {
		l = deedsLink(t, scripted(map[string]string{path: answer}), nil)
		for _, page := range []string{"", "openim:1"} {
			_, err = l.ListContacts(t.Context(), deedSeat, page)
			if err != nil {
				break
			}
		}
		require.Error(t, err, path)
	}
	for _, page := range []string{"7", "openim:0", "openim:x", "seq:", "seq:{"} {
		_, err = l.ListContacts(t.Context(), deedSeat, page)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), page)
	}
}

func TestPeopleAreReadAsTheyCome(t *testing.T) {
	b := scripted(map[string]string{GetContact.path: `{"baseResponse":{"ret":0},"contactList":[
		{"userName":{"string":"wxid_a"},"nickName":{"string":"张三"},"remark":{"string":"老张"},"bigHeadImgUrl":"","smallHeadImgUrl":"https://s.test/","sex":"1","description":"x","mobile":13800000000,"deleteFlag":0},
		{"userName":"gh_1","nickName":"公众号","sex":null},
		{"nickName":"nobody"},
		[1]
	]}`})
	events, err := deedsLink(t, b, nil).InquireContacts(t.Context(), deedSeat, []string{"wxid_a", "gh_1"})
	require.NoError(t, err)
	require.Len(t, events, 4)
	require.Equal(t, model.ContactSeen{Seat: refOf(deedSeat), Contact: model.Contact{
		RemoteID: "wxid_a", Name: "张三", Remark: "老张", Description: "x", Avatar: "https://s.test/", Gender: model.GenderMale,
		Mobile: "13800000000", WeChat: true, External: true,
	}}, events[0])
	require.IsType(t, model.ContactSeen{}, events[1])
	for _, e := range events[2:] {
		require.IsType(t, model.PayloadRefused{}, e)
		require.False(t, e.(model.PayloadRefused).Suspect)
	}
	requireMade(t, []made{{GetContact.path, `{"username_list":["wxid_a","gh_1"],"room_username":""}`}}, b.got())
}

func TestCompaniesAreAskedForOnce(t *testing.T) {
	b := scripted(map[string]string{
		GetOpenIMContact.path:  `{"contact":{"userName":"25@openim","nickName":"小王","appid":"3552","descWordingId":"w1"}}`,
		GetOpenIMResource.path: `{"errcode":0,"data":{"wording":"光谷贸易"}}`,
		GetOpenIMFriends.path:  `{"list":[{"userName":"25@openim","appid":"3552","descWordingId":"w1"},{"userName":"26@openim","descWordingId":"w2"},{"userName":"27@openim","descWording":"别家"}],"total":3}`,
	})
	l := deedsLink(t, b, nil)
	for range 2 {
		events, err := l.InquireContacts(t.Context(), deedSeat, []string{"25@openim"})
		require.NoError(t, err)
		require.Equal(t, []model.Event{model.ContactSeen{Seat: refOf(deedSeat), Contact: model.Contact{
			RemoteID: "25@openim", Name: "小王", Corp: "光谷贸易", External: true,
		}}}, events)
	}
	requireMade(t, []made{
		{GetOpenIMContact.path, `{"username":"25@openim","room_username":"","ticket":""}`},
		{GetOpenIMResource.path, `{"appid":"3552","wording_id":"w1"}`},
		{GetOpenIMContact.path, `{"username":"25@openim","room_username":"","ticket":""}`},
	}, b.got())

	page, err := l.ListContacts(t.Context(), deedSeat, "openim:1")
	require.NoError(t, err)
	require.Empty(t, page.Next)
	var corps []string
	for _, e := range page.Events {
		seen := e.(model.ContactSeen)
		require.Equal(t, seen.Contact.Corp == "", seen.Partial, "an unknown company must not wipe out a known one")
		require.Equal(t, model.FriendNormal, seen.Contact.Friendship)
		corps = append(corps, seen.Contact.Corp)
	}
	require.Equal(t, []string{"光谷贸易", "", "别家"}, corps)
	require.Equal(t, 1, asked(b, GetOpenIMResource.path), "lists ask for none")
}

func TestAPersonWhoseCompanyIsRefused(t *testing.T) {
	person := `{"userName":"25@openim","nickName":"小王","descWordingId":"w1"}`
	l := deedsLink(t, scripted(map[string]string{GetOpenIMContact.path: person, GetOpenIMResource.path: refusal}), nil)
	events, err := l.InquireContacts(t.Context(), deedSeat, []string{"25@openim"})
	require.NoError(t, err)
	require.True(t, events[0].(model.ContactSeen).Partial)

	l = deedsLink(t, scripted(map[string]string{GetOpenIMContact.path: person, GetOpenIMResource.path: `{"errcode":1,"errmsg":"未登录"}`}), nil)
	_, err = l.InquireContacts(t.Context(), deedSeat, []string{"25@openim"})
	require.True(t, model.IsTrouble(err, model.TroubleNotLoggedIn))
	l = deedsLink(t, alwaysSays(200, refusal), nil)
	_, err = l.InquireContacts(t.Context(), deedSeat, []string{"25@openim"})
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	for _, group := range []string{"7@chatroom", "8@im.chatroom"} {
		_, err = l.ListMembers(t.Context(), deedSeat, group, "")
		require.True(t, model.IsTrouble(err, model.TroubleRejected))
	}
}

func TestInquiriesOfMany(t *testing.T) {
	b := directoryOf(0, 0, 0)
	names := make([]string, 45)
	for i := range names {
		names[i] = fmt.Sprintf("wxid_%d", i)
	}
	events, err := deedsLink(t, b, nil).InquireContacts(t.Context(), deedSeat, names)
	require.NoError(t, err)
	require.Len(t, events, 45)
	require.Len(t, b.got(), 3)
	_, err = deedsLink(t, alwaysSays(200, refusal), nil).InquireContacts(t.Context(), deedSeat, names)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	events, err = deedsLink(t, scripted(nil), nil).InquireContacts(t.Context(), deedSeat, []string{"25@openim", "7@chatroom", "7@im.chatroom"})
	require.NoError(t, err)
	require.Empty(t, events, "answers without anybody")
}

func TestDeedsWithContacts(t *testing.T) {
	remark, description := "老张", "x"
	requireDeeds(t, []deed{
		{
			name: "remark", do: func(ctx context.Context, l *link) error { return l.EditRemark(ctx, deedSeat, "wxid_a", &remark, nil) },
			made: []made{{ModifyRemark.path, `{"username":"wxid_a","remark":"老张"}`}},
		},
		{
			name: "delete", do: func(ctx context.Context, l *link) error { return l.DeleteContact(ctx, deedSeat, "wxid_a") },
			made: []made{{DelFriend.path, `{"username":"wxid_a"}`}},
		},
		{
			name: "delete at WeCom", do: func(ctx context.Context, l *link) error { return l.DeleteContact(ctx, deedSeat, "25@openim") },
			made: []made{{DelOpenIMContact.path, `{"username":"25@openim","ticket":"","verify_content":""}`}},
		},
		{name: "accept", do: func(ctx context.Context, l *link) error {
			return l.AcceptFriend(ctx, deedSeat, model.FriendRequest{RemoteID: "wxid_a", Ref: map[string]string{"ticket": "v4_t", "scene": "30", "encryptusername": "v3_u"}})
		}, made: []made{{VerifyFriend.path, `{"username":"v3_u","ticket":"v4_t","scene":30,"opcode":3}`}}},
		{name: "check", do: func(ctx context.Context, l *link) error {
			_, err := l.CheckFriend(ctx, deedSeat, "wxid_a")
			return err
		}, made: []made{{VerifyFriend.path, `{"username":"wxid_a","ticket":"","scene":6,"opcode":1}`}}},
	})
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	require.True(t, model.IsTrouble(l.EditRemark(t.Context(), deedSeat, "wxid_a", &remark, &description), model.TroubleUnsupported))
	require.NoError(t, l.EditRemark(t.Context(), deedSeat, "wxid_a", nil, nil))
	require.True(t, model.IsTrouble(l.DeleteContact(t.Context(), deedSeat, "7@chatroom"), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.DeleteContact(t.Context(), deedSeat, ""), model.TroubleInvalid))
	_, err := l.CheckFriend(t.Context(), deedSeat, "25@openim")
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
	require.Empty(t, b.got(), "nothing was changed")
}

func TestFriendshipsAreToldApart(t *testing.T) {
	for answer, want := range map[string]model.Friendship{
		`{"status":0}`:   model.FriendNormal,
		`{"status":"1"}`: model.FriendDeletedUs,
		`{"status":2}`:   model.FriendDeletedUs,
		`{"status":77}`:  model.FriendUnknown,
		`{}`:             model.FriendUnknown,
		`null`:           model.FriendUnknown,
		`"string"`:       model.FriendUnknown,
	} {
		got, err := deedsLink(t, alwaysSays(200, answer), nil).CheckFriend(t.Context(), deedSeat, "wxid_a")
		require.NoError(t, err)
		require.Equal(t, want, got, answer)
	}
}

func TestPeopleAreFound(t *testing.T) {
	stranger := `{"errcode":0,"data":{"userName":{"string":"v3_x@stranger"},"nickName":{"string":"张三"},"bigHeadImgUrl":"https://a.test/","sex":2,"antispamTicket":"v4_t"}}`
	for query, scene := range map[string]string{"13800000000": "15", "+8613800000000": "15", "wxid-a": "3", "zhang_3": "3", "10001": "1"} {
		b := scripted(map[string]string{SearchContact.path: stranger})
		found, err := deedsLink(t, b, nil).FindContacts(t.Context(), deedSeat, query)
		require.NoError(t, err)
		require.Equal(t, []model.FoundContact{{
			Contact: model.Contact{RemoteID: "v3_x@stranger", Name: "张三", Avatar: "https://a.test/", Gender: model.GenderFemale, WeChat: true, External: true},
			Ref:     map[string]string{refTicket: "v4_t", refScene: scene},
		}}, found, query)
		requireMade(t, []made{{SearchContact.path, `{"username":"` + query + `","from_scene":0,"search_scene":1}`}}, b.got())
	}
	for answer, want := range map[string]int{
		`{"errcode":-1,"errmsg":"该用户不存在"}`:         0,
		`{"errcode":-1,"errmsg":"User not found"}`: 0,
		`null`: 0,
		`{"userName":"v3_a","contactList":[{"userName":"v3_b"},{"nickName":"?"},[]]}`: 2,
	} {
		found, err := deedsLink(t, alwaysSays(200, answer), nil).FindContacts(t.Context(), deedSeat, "10001")
		require.NoError(t, err)
		require.Len(t, found, want, answer)
	}
	_, err := deedsLink(t, alwaysSays(200, `{"errcode":-1,"errmsg":"被搜帐号状态异常"}`), nil).FindContacts(t.Context(), deedSeat, "10001")
	require.True(t, model.IsTrouble(err, model.TroubleRejected))

	for _, answer := range []string{`{"userName":"wxid_a"}`, `{"userName":"v3_a","isFriend":1}`} {
		friend, err := deedsLink(t, alwaysSays(200, answer), nil).FindContacts(t.Context(), deedSeat, "10001")
		require.NoError(t, err)
		require.True(t, friend[0].Friend, answer)
	}
}

func TestACardTellsWhetherItsOwnerCanBeAdded(t *testing.T) {
	const code = "https://work.weixin.qq.com/u/vc1?v=4"
	owner := `{"userName":"25@openim","nickName":"小王","ticket":"t","descWording":"光谷贸易"}`
	for state, want := range map[string]model.FoundContact{
		`{"status":0}`: {},
		`{"status":1,"reason":"该名片已被封禁"}`: {Blocked: true, Reason: "该名片已被封禁"},
	} {
		b := scripted(map[string]string{SearchOpenIMContact.path: owner, CheckOpenIMContact.path: state})
		l := deedsLink(t, b, nil)
		found, err := l.FindContacts(t.Context(), deedSeat, code)
		require.NoError(t, err)
		want.Contact = model.Contact{RemoteID: "25@openim", Name: "小王", Corp: "光谷贸易", External: true}
		want.Ref = map[string]string{refTicket: "t", refScene: "3"}
		require.Equal(t, []model.FoundContact{want}, found)
		requireMade(t, []made{{SearchOpenIMContact.path, `{"url":"` + code + `"}`}, {CheckOpenIMContact.path, `{"url":"` + code + `"}`}}, b.got())

		err = l.AddFound(t.Context(), deedSeat, found[0], "你好")
		if want.Blocked {
			require.True(t, model.IsTrouble(err, model.TroubleRejected))
			require.Len(t, b.got(), 2)
			continue
		}
		require.NoError(t, err)
		requireMade(t, []made{{AddFriend.path, `{"username":"25@openim","verify_content":"你好","scene":3,"ticket":"t"}`}}, b.got()[2:])
	}
	none, err := deedsLink(t, alwaysSays(200, `{"errcode":1,"errmsg":"联系人不存在"}`), nil).FindContacts(t.Context(), deedSeat, code)
	require.NoError(t, err)
	require.Empty(t, none)
	for _, path := range []string{SearchOpenIMContact.path, CheckOpenIMContact.path} {
		_, err = deedsLink(t, scripted(map[string]string{SearchOpenIMContact.path: owner, path: refusal}), nil).FindContacts(t.Context(), deedSeat, code)
		require.True(t, model.IsTrouble(err, model.TroubleRejected))
	}
	require.True(t, model.IsTrouble(deedsLink(t, scripted(nil), nil).AddFound(t.Context(), deedSeat, model.FoundContact{}, ""), model.TroubleInvalid))
}

func TestAddingByPhone(t *testing.T) {
	stranger := `{"userName":"v3_x@stranger","nickName":"张三","antispamTicket":"v4_t"}`
	adds := func(add string) (model.Contact, *backEnd, error) {
		b := scripted(map[string]string{SearchContact.path: stranger, AddFriend.path: add})
		c, err := deedsLink(t, b, nil).AddByPhone(t.Context(), deedSeat, " 8613800000000 ", "你好")
		return c, b, err
	}
	c, b, err := adds(`{"userName":"wxid_a","status":0}`)
	require.NoError(t, err)
	require.Equal(t, model.Contact{RemoteID: "wxid_a", Name: "张三", Mobile: "8613800000000", WeChat: true, External: true}, c)
	requireMade(t, []made{
		{SearchContact.path, `{"username":"8613800000000","from_scene":0,"search_scene":1}`},
		{AddFriend.path, `{"username":"v3_x@stranger","verify_content":"你好","scene":15,"ticket":"v4_t"}`},
	}, b.got())

	c, _, err = adds(`null`)
	require.NoError(t, err)
	require.Equal(t, "v3_x@stranger", c.RemoteID)
	require.True(t, c.Removed, "a name for one search is no contact")

	_, _, err = adds(refusal)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))

	b = alwaysSays(200, `{"userName":"wxid_a","isFriend":1}`)
	c, err = deedsLink(t, b, nil).AddByPhone(t.Context(), deedSeat, "13800000000", "")
	require.NoError(t, err)
	require.Equal(t, "wxid_a", c.RemoteID)
	require.Len(t, b.got(), 1, "a friend is not asked again")

	_, err = deedsLink(t, alwaysSays(200, `{"errcode":1,"errmsg":"该用户不存在"}`), nil).AddByPhone(t.Context(), deedSeat, "13800000000", "")
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
	_, err = deedsLink(t, alwaysSays(200, refusal), nil).AddByPhone(t.Context(), deedSeat, "13800000000", "")
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	_, err = deedsLink(t, b, nil).AddByPhone(t.Context(), deedSeat, " ", "")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}

func TestSwitches(t *testing.T) {
	openIM, openGroup := model.Conversation{PeerID: "25@openim"}, model.Conversation{PeerID: "8@im.chatroom", Group: true}
	room := func(flag model.Flag, path string) deed {
		return deed{
			name: "group " + string(flag), made: []made{{path, `{"room_username":"7@chatroom","status":1}`}, {path, `{"room_username":"7@chatroom","status":0}`}},
			do: func(ctx context.Context, l *link) error {
				if err := l.SetFlag(ctx, deedSeat, deedGroup, flag, true); err != nil {
					return err
				}
				return l.SetFlag(ctx, deedSeat, deedGroup, flag, false)
			},
		}
	}
	set := func(c model.Conversation, flag model.Flag) func(context.Context, *link) error {
		return func(ctx context.Context, l *link) error { return l.SetFlag(ctx, deedSeat, c, flag, true) }
	}
	requireDeeds(t, []deed{
		room(model.FlagPinned, ModifyChatroomTopFlag.path), room(model.FlagMuted, ModifyChatroomDisturbFlag.path),
		room(model.FlagFolded, ModifyChatroomFoldFlag.path), room(model.FlagSaved, ModifyChatroomContactFlag.path),
		room(model.FlagShowName, ModifyChatroomShowNameFlag.path),
		{name: "contact pinned", do: set(deedChat, model.FlagPinned), made: []made{{ModifyContactTopFlag.path, `{"username":"wxid_them","status":1}`}}},
		{name: "WeCom pinned", do: set(openIM, model.FlagPinned), made: []made{{ModifyOpenIMTopFlag.path, `{"username":"25@openim","status":1}`}}},
		{name: "WeCom muted", do: set(openIM, model.FlagMuted), made: []made{{ModifyOpenIMDisturbFlag.path, `{"username":"25@openim","status":1}`}}},
		{name: "WeCom group muted", do: set(openGroup, model.FlagMuted), made: []made{{ModifyChatroomDisturbFlag.path, `{"room_username":"8@im.chatroom","status":1}`}}},
	})
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	all := []model.Flag{model.FlagPinned, model.FlagMuted, model.FlagFolded, model.FlagSaved, model.FlagShowName}
	for _, c := range []model.Conversation{deedChat, openIM, deedGroup, openGroup, {}} {
		for _, flag := range append(all, "other") {
			err := l.SetFlag(t.Context(), deedSeat, c, flag, true)
			require.Equal(t, slices.Contains(l.Flags(c), flag), err == nil, "%s %s", c.PeerID, flag)
		}
	}
}
