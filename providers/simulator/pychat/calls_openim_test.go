package pychat

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// atWeCom is a friend at WeCom.
func (b *bench) atWeCom(in *instance) *contact {
	i := slices.IndexFunc(in.contacts, func(c *contact) bool { return c.friend && c.openIM() })
	require.GreaterOrEqual(b.t, i, 0)
	return in.contacts[i]
}

func TestPeopleAtWeComByPages(t *testing.T) {
	b := newBench(t, Options{Conversations: 60})
	var want []string
	for _, c := range b.in.contacts {
		if c.friend && c.openIM() {
			want = append(want, c.username)
		}
	}
	require.Greater(t, len(want), 4)
	var got []string
	for page := 1; ; page++ {
		answer := b.call(b.in, "/openim/get_openim_friends", object{"page_num": page, "page_size": 3})
		require.EqualValues(t, len(want), number(t, answer["total"]))
		people := list(answer["list"])
		if len(people) == 0 {
			break
		}
		for _, c := range people {
			got = append(got, text(c["userName"]))
			require.NotEmpty(t, c["descWordingId"])
			require.NotContains(t, c, "descWording", "the company is a call of its own")
		}
	}
	require.Equal(t, want, got)
	require.Empty(t, b.call(b.in, "/openim/get_openim_friends", object{"page_num": int64(1) << 62, "page_size": 100})["list"])
	for _, page := range []object{{"page_num": -1}, {"page_size": -1}, {"page_size": 101}} {
		require.Contains(t, b.refused(b.in, "/openim/get_openim_friends", page), "分页参数")
	}
}

func TestGroupsAtWeCom(t *testing.T) {
	b := newBench(t, Options{})
	r := b.in.openRooms[0]
	rooms := list(b.call(b.in, "/openim/get_openim_rooms", object{"page_num": 1, "page_size": 50})["list"])
	require.Len(t, rooms, len(b.in.openRooms))
	require.Equal(t, r.username, rooms[0]["userName"])
	members := b.call(b.in, "/openim/get_openim_room_members", object{"room_username": r.username, "page_num": 1, "page_size": 4})
	require.Len(t, members["list"], 4)
	require.EqualValues(t, len(r.members), number(t, members["total"]))
	detail := list(b.call(b.in, "/openim/get_openim_room_detail", object{"room_username": r.username})["contactList"])
	require.Equal(t, r.name, text(detail[0]["nickName"]))
	all := b.call(b.in, "/openim/get_openim_room_member_detail", object{"room_username": r.username})
	require.Len(t, all["newChatroomData"].(map[string]any)["chatRoomMember"], len(r.members))
	for _, path := range []string{"/openim/get_openim_room_detail", "/openim/get_openim_room_members", "/openim/get_openim_room_member_detail"} {
		require.Contains(t, b.refused(b.in, path, object{"room_username": b.aRoom(b.in).username}), "不是企业微信群", path)
		require.Contains(t, b.refused(b.in, path, object{"room_username": "1@im.chatroom"}), "群不存在", path)
	}
}

func TestSomebodyAtWeCom(t *testing.T) {
	b := newBench(t, Options{})
	c := b.atWeCom(b.in)
	found := b.call(b.in, "/openim/get_openim_contact", object{"username": c.username})["contact"].(map[string]any)
	require.Equal(t, c.nickname, text(found["nickName"]))
	company := b.call(b.in, "/openim/get_openim_resource", object{"appid": found["appid"], "wording_id": found["descWordingId"]})
	require.Equal(t, c.corp, company["wording"])
	require.Contains(t, b.refused(b.in, "/openim/get_openim_resource", object{"appid": found["appid"], "wording_id": "x"}), "资源不存在")
	require.Contains(t, b.refused(b.in, "/openim/get_openim_contact", object{"username": b.person(b.in).username}), "不存在")

	// A stranger: by the group they are in, or by a ticket.
	r := b.in.openRooms[0]
	i := slices.IndexFunc(r.members, func(m *member) bool { return !b.in.self(m.username) && b.in.friend(m.username) == nil })
	stranger := b.in.contact(r.members[i].username)
	require.Contains(t, b.refused(b.in, "/openim/get_openim_contact", object{"username": stranger.username}), "没有权限")
	b.call(b.in, "/openim/get_openim_contact", object{"username": stranger.username, "room_username": r.username})
	stranger.cardBanned = false
	card := b.call(b.in, "/openim/search_openim_contact", object{"url": stranger.card})
	require.Equal(t, stranger.nickname, text(card["nickName"]))
	b.call(b.in, "/openim/get_openim_contact", object{"username": stranger.username, "ticket": card["antispamTicket"]})

	heard := b.listen(b.in)
	b.call(b.in, "/contact/add_friend", object{"username": text(card["userName"]), "ticket": card["antispamTicket"]})
	b.pass(10e9)
	require.Equal(t, stranger.username, heard.expect(notifyOpenIM)["userName"])
	heard.expect(notifyModified)
	heard.expect(notifyMessage)

	for status, set := range []bool{false, true} {
		b.call(b.in, "/openim/modify_openim_disturb_flag", object{"username": c.username, "status": status})
		b.call(b.in, "/openim/modify_openim_top_flag", object{"username": c.username, "status": status})
		require.Equal(t, []bool{set, set}, []bool{c.disturb, c.top})
	}
	require.Contains(t, b.refused(b.in, "/openim/modify_openim_top_flag", object{"username": b.person(b.in).username, "status": 1}), "不存在")
	require.Contains(t, b.refused(b.in, "/openim/modify_openim_disturb_flag", object{"username": c.username, "status": 3}), "status")

	b.call(b.in, "/openim/del_openim_contact", object{"username": stranger.username})
	require.False(t, stranger.friend)
	require.Contains(t, b.refused(b.in, "/openim/del_openim_contact", object{"username": stranger.username}), "不存在")
}

func TestTheStateOfACard(t *testing.T) {
	b := newBench(t, Options{})
	c := b.atWeCom(b.in)
	c.cardBanned = false
	check := func() map[string]any {
		return b.call(b.in, "/openim/check_openim_contact", object{"url": c.card})
	}
	require.EqualValues(t, cardFine, number(t, check()["status"]))
	c.cardBanned, c.friend = true, false
	answer := check()
	require.EqualValues(t, cardBanned, number(t, answer["status"]))
	require.NotEmpty(t, answer["reason"])
	card := b.call(b.in, "/openim/search_openim_contact", object{"url": c.card})
	require.Contains(t, b.refused(b.in, "/contact/add_friend", object{"username": text(card["userName"]), "ticket": card["antispamTicket"]}), "无法添加")
	for _, path := range []string{"/openim/check_openim_contact", "/openim/search_openim_contact"} {
		require.Contains(t, b.refused(b.in, path, object{"url": "https://work.weixin.qq.com/u/no"}), "已失效", path)
	}
}
