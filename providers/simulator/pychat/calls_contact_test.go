package pychat

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// text is a name of an answer, bare or wrapped.
func text(v any) string {
	if wrapped, ok := v.(map[string]any); ok {
		v = wrapped["string"]
	}
	s, _ := v.(string)
	return s
}

// number is a number of an answer.
func number(t *testing.T, v any) int64 {
	t.Helper()
	n, err := v.(json.Number).Int64()
	require.NoError(t, err)
	return n
}

// list is the objects of an answer.
func list(v any) []map[string]any {
	var all []map[string]any
	for _, one := range v.([]any) {
		all = append(all, one.(map[string]any))
	}
	return all
}

// texts is the names of an answer.
func texts(v any) []string {
	var all []string
	for _, one := range v.([]any) {
		all = append(all, text(one))
	}
	return all
}

// findable is a stranger whom a search finds.
func (b *bench) findable(in *instance) *contact {
	i := slices.IndexFunc(in.contacts, func(c *contact) bool { return !c.friend && c.qq != "" && !c.openIM() })
	require.GreaterOrEqual(b.t, i, 0)
	return in.contacts[i]
}

// sync pages through /contact/init_contact from two sequences on.
func (b *bench) sync(in *instance, contactSeq, roomSeq int64) (names []string, pages int, contacts, rooms int64) {
	b.t.Helper()
	for {
		page := b.call(in, "/contact/init_contact", object{"contact_seq": contactSeq, "room_seq": roomSeq})
		got := texts(page["username_list"])
		require.LessOrEqual(b.t, len(got), syncPage)
		names, pages = append(names, got...), pages+1
		contactSeq, roomSeq = number(b.t, page["contact_seq"]), number(b.t, page["room_seq"])
		if number(b.t, page["continue_flag"]) == 0 {
			return names, pages, contactSeq, roomSeq
		}
	}
}

func TestContactsAreSynchronisedByPages(t *testing.T) {
	b := newBench(t, Options{Conversations: 40})
	var want []string
	for _, c := range b.in.contacts {
		if c.friend && !c.openIM() {
			want = append(want, c.username)
		}
	}
	for _, r := range b.in.rooms {
		want = append(want, r.username)
	}
	names, pages, contactSeq, roomSeq := b.sync(b.in, 0, 0)
	require.ElementsMatch(t, want, names)
	require.Greater(t, pages, 2)

	again, _, _, _ := b.sync(b.in, contactSeq, roomSeq)
	require.Empty(t, again)

	// Later, only what changed, a deleted friend too.
	one, other := b.person(b.in), b.aRoom(b.in)
	b.call(b.in, "/contact/modify_remark", object{"username": one.username, "remark": "老王"})
	b.call(b.in, "/room/modify_chatroom_name", object{"room_username": other.username, "name": "新名字"})
	changed, _, next, _ := b.sync(b.in, contactSeq, roomSeq)
	require.Equal(t, []string{one.username, other.username}, changed)
	b.call(b.in, "/contact/del_friend", object{"username": one.username})
	changed, _, _, _ = b.sync(b.in, next, roomSeq+100)
	require.Equal(t, []string{one.username}, changed)
	detail := b.call(b.in, "/contact/get_contact", object{"username_list": []string{one.username}})
	require.EqualValues(t, 1, number(t, list(detail["contactList"])[0]["deleteFlag"]))
	fresh, _, _, _ := b.sync(b.in, 0, 0)
	require.NotContains(t, fresh[:syncPage], one.username, "who knew nothing is told nothing")
}

func TestContactDetails(t *testing.T) {
	b := newBench(t, Options{})
	friend, room := b.person(b.in), b.aRoom(b.in)
	friend.labels = []int64{1, 14_073_752_703_607_623}
	answer := b.call(b.in, "/contact/get_contact", object{"username_list": []string{friend.username, room.username, "nobody", b.in.account.username}})
	found := list(answer["contactList"])
	require.Len(t, found, 3, "who is unknown is left out")
	require.Equal(t, map[string]any{"string": friend.username}, found[0]["userName"])
	require.Equal(t, map[string]any{"string": friend.nickname}, found[0]["nickName"])
	require.Equal(t, "1,14073752703607623", found[0]["labelIdList"])
	require.Equal(t, b.http.URL+friend.avatar, found[0]["bigHeadImgUrl"])
	members := found[1]["newChatroomData"].(map[string]any)
	require.Len(t, members["chatRoomMember"], len(room.members))
	require.Equal(t, b.in.account.nickname, text(found[2]["nickName"]))

	// With a room: its members.
	m := room.members[2]
	m.display = "小二"
	answer = b.call(b.in, "/contact/get_contact", object{"username_list": []string{m.username, "nobody"}, "room_username": room.username})
	found = list(answer["contactList"])
	require.Len(t, found, 1)
	require.Equal(t, "小二", found[0]["displayName"])

	answer = b.call(b.in, "/contact/batch_get_contact_brief_info", object{"username_list": []string{friend.username, room.username, "nobody"}})
	require.Len(t, answer["contactList"], 2)

	many := slices.Repeat([]string{friend.username}, 21)
	require.Contains(t, b.refused(b.in, "/contact/get_contact", object{"username_list": many}), "最多20个")
	require.Contains(t, b.refused(b.in, "/contact/get_contact", object{}), "不能为空")
	require.Contains(t, b.refused(b.in, "/contact/get_contact", object{"username_list": []string{"x"}, "room_username": "no@chatroom"}), "群不存在")
	require.Contains(t, b.refused(b.in, "/contact/batch_get_contact_brief_info", object{"username_list": slices.Repeat(many, 5)}), "最多100个")
}

func TestSomebodyIsFoundAndAdded(t *testing.T) {
	b := newBench(t, Options{})
	c := b.findable(b.in)
	var found map[string]any
	for _, by := range []string{c.mobile, c.alias, c.qq} {
		found = b.call(b.in, "/contact/search_contact", object{"username": by, "search_scene": 1})
		require.Equal(t, c.nickname, text(found["nickName"]), by)
		require.Equal(t, "0", found["isFriend"].(json.Number).String())
		require.NotContains(t, text(found["userName"]), "@chatroom")
		require.Regexp(t, "^v3_.*@stranger$", text(found["userName"]))
		require.Regexp(t, "^v4_", found["antispamTicket"])
	}
	for _, nobody := range []string{"", "13000000000", "no_such_name"} {
		require.Contains(t, b.refused(b.in, "/contact/search_contact", object{"username": nobody}), "用户不存在")
	}
	friend := b.person(b.in)
	known := b.call(b.in, "/contact/search_contact", object{"username": friend.mobile})
	require.Equal(t, friend.username, text(known["userName"]))
	require.NotContains(t, known, "antispamTicket")

	add := object{"username": text(found["userName"]), "verify_content": "你好", "scene": 3, "ticket": "v4_wrong"}
	require.Contains(t, b.refused(b.in, "/contact/add_friend", add), "ticket")
	add["ticket"] = found["antispamTicket"]
	heard := b.listen(b.in)
	b.call(b.in, "/contact/add_friend", add)
	heard.nothing(b, b.in)
	require.False(t, c.friend, "they think about it")
	b.pass(10 * time.Second)
	require.Equal(t, c.username, heard.expect(notifyFriendAdded)["userName"])
	require.Equal(t, c.nickname, heard.expect(notifyModified)["nickName"])
	require.Equal(t, c.username, heard.expect(notifyMessage)["from_username"])
	require.Contains(t, b.refused(b.in, "/contact/add_friend", add), "已经是你的好友")
	require.Contains(t, b.refused(b.in, "/contact/add_friend", object{"username": "v3_nobody"}), "用户不存在")
}

func TestWhoCanBeFound(t *testing.T) {
	b := newBench(t, Options{})
	var people []Findable
	require.NoError(t, json.Unmarshal(b.control("findable", object{"guid": b.in.guid}), &people))
	strangers, cards := 0, 0
	for _, p := range people {
		if p.Card != "" {
			cards++
			b.call(b.in, "/openim/search_openim_contact", object{"url": p.Card})
			continue
		}
		if !p.Friend && strangers < 5 {
			strangers++
			require.Equal(t, p.Nickname, text(b.call(b.in, "/contact/search_contact", object{"username": p.QQ})["nickName"]))
		}
	}
	require.Equal(t, 5, strangers)
	require.NotZero(t, cards)
	require.Empty(t, b.server.Findable("nobody"))
}

func TestWhoBlockedUsNeverAnswers(t *testing.T) {
	b := newBench(t, Options{})
	c := b.findable(b.in)
	c.blocked = true
	found := b.call(b.in, "/contact/search_contact", object{"username": c.qq})
	b.call(b.in, "/contact/add_friend", object{"username": text(found["userName"]), "ticket": found["antispamTicket"]})
	b.pass(time.Hour)
	require.False(t, c.friend)
}

func TestVerifyFriend(t *testing.T) {
	b := newBench(t, Options{})
	verify := func(c *contact, opcode int, ticket string) object {
		return object{"username": c.username, "opcode": opcode, "ticket": ticket, "scene": 6}
	}
	check := func(c *contact) int64 {
		return number(t, b.call(b.in, "/contact/verify_friend", verify(c, 1, ""))["status"])
	}
	friend := b.person(b.in)
	require.EqualValues(t, 0, check(friend))
	friend.blocked = true
	require.EqualValues(t, 2, check(friend))
	friend.blocked, friend.deleted = false, true
	require.EqualValues(t, 1, check(friend))
	stranger := b.findable(b.in)
	require.Contains(t, b.refused(b.in, "/contact/verify_friend", verify(stranger, 1, "")), "不是你的好友")

	// Who asked is accepted by the ticket of their request.
	heard := b.listen(b.in)
	username, ok := b.server.RequestFriendship(b.in.guid, "我是小王")
	require.True(t, ok)
	require.EqualValues(t, "37", heard.expect(notifyMessage)["msg_type"].(json.Number).String())
	asker := b.in.contact(username)
	require.Contains(t, b.refused(b.in, "/contact/verify_friend", verify(asker, 3, "v4_wrong")), "ticket")
	require.Contains(t, b.refused(b.in, "/contact/verify_friend", verify(stranger, 3, "x")), "没有申请")
	ticket := asker.ticket
	accepted := b.call(b.in, "/contact/verify_friend", verify(asker, 3, ticket))
	require.Equal(t, username, text(accepted["userName"]))
	heard.expect(notifyFriendAdded)
	heard.expect(notifyModified)
	require.Contains(t, heard.expect(notifyMessage)["content"], "你已添加了")
	require.EqualValues(t, 0, check(asker))
	require.Contains(t, b.refused(b.in, "/contact/verify_friend", verify(asker, 3, ticket)), "已经是你的好友")

	// One-way: they do not have us.
	found := b.call(b.in, "/contact/search_contact", object{"username": stranger.qq})
	require.Contains(t, b.refused(b.in, "/contact/verify_friend", verify(stranger, 2, "")), "ticket")
	b.call(b.in, "/contact/verify_friend", object{"username": found["userName"].(map[string]any)["string"], "opcode": 2, "ticket": found["antispamTicket"]})
	require.EqualValues(t, 1, check(stranger))

	require.Contains(t, b.refused(b.in, "/contact/verify_friend", verify(friend, 9, "")), "opcode")
	require.Contains(t, b.refused(b.in, "/contact/verify_friend", object{"username": "nobody", "opcode": 1}), "用户不存在")
}

func TestContactChangesAreTold(t *testing.T) {
	b := newBench(t, Options{})
	friend := b.person(b.in)
	heard := b.listen(b.in)
	b.call(b.in, "/contact/modify_remark", object{"username": friend.username, "remark": "老王"})
	require.Equal(t, "老王", heard.expect(notifyModified)["remark"])
	friend.top = false
	b.call(b.in, "/contact/modify_contact_top_flag", object{"username": friend.username, "status": 1})
	heard.expect(notifyModified)
	require.True(t, friend.top)
	b.call(b.in, "/contact/modify_contact_top_flag", object{"username": friend.username, "status": 1})
	heard.nothing(b, b.in)

	b.call(b.in, "/contact/del_friend", object{"username": friend.username})
	require.Equal(t, friend.username, heard.expect(notifyFriendDeleted)["userName"])
	require.EqualValues(t, "1", heard.expect(notifyDeleted)["deleteFlag"].(json.Number).String())
	require.NotContains(t, b.server.Peers(b.in.guid), friend.username)
	require.NotEmpty(t, b.refused(b.in, "/msg/send_text", object{"to_username": friend.username, "content": "在吗"}))

	for path, fields := range map[string]object{
		"/contact/del_friend":              {"username": friend.username},
		"/contact/modify_remark":           {"username": friend.username, "remark": "x"},
		"/contact/modify_contact_top_flag": {"username": friend.username, "status": 1},
	} {
		require.NotEmpty(t, b.refused(b.in, path, fields), path)
	}
	other := b.person(b.in)
	require.Contains(t, b.refused(b.in, "/contact/modify_contact_top_flag", object{"username": other.username, "status": 2}), "status")
	require.Contains(t, b.refused(b.in, "/contact/modify_remark", object{"username": other.username, "remark": string(make([]rune, 33))}), "过长")
}
