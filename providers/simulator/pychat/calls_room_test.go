package pychat

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// friends are so many people who can join a room.
func (b *bench) friends(in *instance, n int) []string {
	var names []string
	for _, c := range in.contacts {
		if c.friend && !c.deleted && !c.blocked && !c.openIM() && c.mobile != "" && len(names) < n {
			names = append(names, c.username)
		}
	}
	require.Len(b.t, names, n)
	return names
}

// ownRoom makes a room of the instance's own, with so many friends.
func (b *bench) ownRoom(in *instance, friends int) *room {
	b.t.Helper()
	answer := b.call(in, "/room/create_chatroom", object{"username_list": b.friends(in, friends)})
	r := in.room(text(answer["chatRoomName"]))
	require.NotNil(b.t, r)
	return r
}

func TestARoomIsMade(t *testing.T) {
	b := newBench(t, Options{})
	names := b.friends(b.in, 3)
	heard := b.listen(b.in)
	answer := b.call(b.in, "/room/create_chatroom", object{"username_list": append(names, names[0])})
	username := text(answer["chatRoomName"])
	require.Regexp(t, "^[0-9]+@chatroom$", username)
	require.EqualValues(t, 4, number(t, answer["memberCount"]))
	for i, m := range list(answer["memberList"]) {
		require.Equal(t, names[i], text(m["memberName"]))
		require.EqualValues(t, 0, number(t, m["memberStatus"]))
	}
	created := heard.expect(notifyRoomCreated)
	require.Equal(t, username, created["room_username"])
	require.Len(t, created["username_list"], 3)
	line := heard.expect(notifyMessage)
	require.Equal(t, username, line["from_username"])
	require.EqualValues(t, 10000, number(t, line["msg_type"]))
	require.Contains(t, line["content"], "加入了群聊")

	detail := b.call(b.in, "/room/get_chatroom_detail", object{"room_username": username})
	require.Equal(t, username, text(detail["userName"]))
	require.Equal(t, b.in.account.username, detail["chatRoomOwner"])
	require.Len(t, detail["newChatroomData"].(map[string]any)["chatRoomMember"], 4)

	// Messages can be sent to it at once.
	b.call(b.in, "/msg/send_text", object{"to_username": username, "content": "大家好"})

	require.Contains(t, b.refused(b.in, "/room/create_chatroom", object{"username_list": names[:1]}), "至少需要选择2位")
	require.Contains(t, b.refused(b.in, "/room/create_chatroom", object{"username_list": append(names, "nobody")}), "不是你的好友")
	official := b.in.contacts[slices.IndexFunc(b.in.contacts, func(c *contact) bool { return strings.HasPrefix(c.username, "gh_") })]
	require.Contains(t, b.refused(b.in, "/room/create_chatroom", object{"username_list": append(names, official.username)}), "公众号")
	require.Contains(t, b.refused(b.in, "/room/create_chatroom", object{"username_list": append(names, b.atWeCom(b.in).username)}), "不是你的好友")
	b.in.contact(names[0]).deleted, b.in.contact(names[1]).blocked = true, true
	require.Contains(t, b.refused(b.in, "/room/create_chatroom", object{"username_list": names}), "不足2位")
}

func TestMembersHaveAVersion(t *testing.T) {
	b := newBench(t, Options{})
	r := b.aRoom(b.in)
	members := func(version int64) (int, int64) {
		answer := b.call(b.in, "/room/get_chatroom_member_detail", object{"room_username": r.username, "version": version})
		data := answer["newChatroomData"].(map[string]any)
		require.EqualValues(t, len(r.members), number(t, data["memberCount"]))
		return len(data["chatRoomMember"].([]any)), number(t, answer["serverVersion"])
	}
	all, version := members(0)
	require.Equal(t, len(r.members), all)
	none, same := members(version)
	require.Zero(t, none, "nothing new")
	require.Equal(t, version, same)
	b.call(b.in, "/room/modify_chatroom_display_name", object{"room_username": r.username, "display_name": "客服"})
	all, newer := members(version)
	require.Equal(t, len(r.members), all)
	require.Greater(t, newer, version)
	require.Contains(t, b.refused(b.in, "/room/get_chatroom_member_detail", object{"room_username": "1@chatroom"}), "群不存在")
}

func TestMembersAreAddedInvitedAndRemoved(t *testing.T) {
	b := newBench(t, Options{Conversations: 80})
	r := b.ownRoom(b.in, 2)
	names := b.friends(b.in, 45)
	heard := b.listen(b.in)

	add := func(names ...string) object { return object{"room_username": r.username, "username_list": names} }
	b.in.contact(names[3]).deleted = true
	answer := b.call(b.in, "/room/add_chatroom_member", add(names[1:5]...))
	var states []int64
	for _, m := range list(answer["memberList"]) {
		states = append(states, number(t, m["memberStatus"]))
	}
	require.Equal(t, []int64{memberThere, memberAdded, memberRefuses, memberAdded}, states)
	require.Len(t, r.members, 5)
	heard.expect(notifyRoomJoined)
	heard.expect(notifyMessage)
	b.in.contact(names[3]).deleted = false
	require.Contains(t, b.refused(b.in, "/room/add_chatroom_member", add("nobody")), "不是你的好友")

	b.call(b.in, "/room/add_chatroom_member", add(names[5:40]...))
	require.Len(t, r.members, 40)
	heard.expect(notifyRoomJoined)
	heard.expect(notifyMessage)
	require.Contains(t, b.refused(b.in, "/room/add_chatroom_member", add(names[40])), "请使用邀请群成员接口")
	require.Contains(t, b.refused(b.in, "/room/add_chatroom_member", add([]string{}...)), "不能为空")

	b.call(b.in, "/room/invite_chatroom_member", add(names[40:42]...))
	require.Len(t, r.members, 40, "they think about it")
	b.pass(10 * time.Second)
	require.Len(t, r.members, 42)
	for range 2 {
		heard.expect(notifyRoomJoined)
		require.Contains(t, heard.expect(notifyMessage)["content"], "加入了群聊")
	}
	require.Contains(t, b.refused(b.in, "/room/invite_chatroom_member", add("nobody")), "不是你的好友")

	b.call(b.in, "/room/del_chatroom_member", add(names[0], names[5]))
	require.Len(t, r.members, 40)
	require.ElementsMatch(t, []any{names[0], names[5]}, heard.expect(notifyRoomRemoved)["username_list"])
	require.Contains(t, heard.expect(notifyMessage)["content"], "移出了群聊")
	require.Contains(t, b.refused(b.in, "/room/del_chatroom_member", add(names[0])), "不在群内")
	require.Contains(t, b.refused(b.in, "/room/del_chatroom_member", add(b.in.account.username)), "自己")
}

func TestWhoRulesARoom(t *testing.T) {
	b := newBench(t, Options{})
	r := b.aRoom(b.in)
	us := r.member(b.in.account.username)
	boss := r.members[slices.IndexFunc(r.members, func(m *member) bool { return m != us })]
	r.member(r.owner).role = plain
	us.role, boss.role, r.owner = plain, owner, boss.username
	others := slices.DeleteFunc(slices.Clone(r.members), func(m *member) bool { return m == us || m == boss })
	others[0].role, others[1].role = plain, administrator
	remove := func(m *member) object {
		return object{"room_username": r.username, "username_list": []string{m.username}}
	}
	notice := object{"room_username": r.username, "announcement": "明天休息"}
	transfer := object{"room_username": r.username, "username": others[0].username}

	require.Contains(t, b.refused(b.in, "/room/del_chatroom_member", remove(others[0])), "仅群主或管理员")
	require.Contains(t, b.refused(b.in, "/room/set_chatroom_announcement", notice), "仅群主或管理员")
	require.Contains(t, b.refused(b.in, "/room/tranfer_chatroom_owner", transfer), "仅群主")

	us.role = administrator
	require.Contains(t, b.refused(b.in, "/room/del_chatroom_member", remove(boss)), "没有权限")
	require.Contains(t, b.refused(b.in, "/room/del_chatroom_member", remove(others[1])), "没有权限")
	b.call(b.in, "/room/del_chatroom_member", remove(others[0]))
	require.Contains(t, b.refused(b.in, "/room/tranfer_chatroom_owner", transfer), "仅群主")
	heard := b.listen(b.in)
	b.call(b.in, "/room/set_chatroom_announcement", notice)
	require.Equal(t, "明天休息", heard.expect(notifyRoomNotice)["announcement"])
	said := heard.expect(notifyMessage)
	require.Equal(t, b.in.account.username, said["chatroom_sender"])
	require.Contains(t, said["source"], everybody)
	detail := b.call(b.in, "/room/get_chatroom_detail", object{"room_username": r.username})
	require.Equal(t, "明天休息", detail["announcement"])

	us.role, boss.role, r.owner = owner, plain, us.username
	transfer["username"] = "nobody"
	require.Contains(t, b.refused(b.in, "/room/tranfer_chatroom_owner", transfer), "不在群内")
	transfer["username"] = boss.username
	b.call(b.in, "/room/tranfer_chatroom_owner", transfer)
	require.Equal(t, boss.username, heard.expect(notifyRoomOwner)["owner"])
	require.Contains(t, heard.expect(notifyMessage)["content"], "新群主")
	require.Equal(t, plain, us.role)
}

func TestARoomIsRenamed(t *testing.T) {
	b := newBench(t, Options{})
	r := b.aRoom(b.in)
	heard := b.listen(b.in)
	b.call(b.in, "/room/modify_chatroom_name", object{"room_username": r.username, "name": "新名字"})
	require.Equal(t, "新名字", heard.expect(notifyRoomNamed)["nick_name"])
	require.Contains(t, heard.expect(notifyMessage)["content"], "新名字")
	b.call(b.in, "/room/modify_chatroom_display_name", object{"room_username": r.username, "display_name": "客服"})
	require.Equal(t, r.username, heard.expect(notifyContact)["room_username"])
	require.Equal(t, "客服", r.member(b.in.account.username).display)
	for _, name := range []string{"", string(make([]rune, 33))} {
		require.Contains(t, b.refused(b.in, "/room/modify_chatroom_name", object{"room_username": r.username, "name": name}), "群名称")
	}
	require.Contains(t, b.refused(b.in, "/room/modify_chatroom_display_name", object{"room_username": r.username, "display_name": string(make([]rune, 33))}), "过长")
	require.Contains(t, b.refused(b.in, "/room/modify_chatroom_name", object{"room_username": b.in.openRooms[0].username, "name": "x"}), "企业微信群")
}

func TestFlagsOfARoom(t *testing.T) {
	b := newBench(t, Options{})
	r, atWeCom := b.aRoom(b.in), b.in.openRooms[0]
	for path, flag := range map[string]func(*room) *bool{
		"/room/modify_chatroom_show_name_flag": func(r *room) *bool { return &r.showNames },
		"/room/modify_chatroom_contact_flag":   func(r *room) *bool { return &r.saved },
		"/room/modify_chatroom_fold_flag":      func(r *room) *bool { return &r.folded },
		"/room/modify_chatroom_disturb_flag":   func(r *room) *bool { return &r.disturb },
		"/room/modify_chatroom_top_flag":       func(r *room) *bool { return &r.top },
	} {
		for _, r := range []*room{r, atWeCom} {
			for _, status := range []int{1, 0, 1} {
				b.call(b.in, path, object{"room_username": r.username, "status": status})
				require.Equal(t, status == 1, *flag(r), path)
			}
			require.Contains(t, b.refused(b.in, path, object{"room_username": r.username, "status": 7}), "status", path)
		}
		require.Contains(t, b.refused(b.in, path, object{"room_username": "1@chatroom", "status": 1}), "群不存在", path)
	}
}

func TestAMemberBecomesAFriend(t *testing.T) {
	b := newBench(t, Options{})
	var r *room
	var m *member
	for _, one := range b.in.rooms {
		for _, candidate := range one.members {
			if !b.in.self(candidate.username) && b.in.friend(candidate.username) == nil {
				r, m = one, candidate
			}
		}
	}
	require.NotNil(t, m)
	heard := b.listen(b.in)
	befriend := object{"room_username": r.username, "username": m.username, "verify_content": "同群的"}
	b.call(b.in, "/room/add_chatroom_member_friend", befriend)
	b.pass(10 * time.Second)
	require.Equal(t, m.username, heard.expect(notifyFriendAdded)["userName"])
	require.Contains(t, b.refused(b.in, "/room/add_chatroom_member_friend", befriend), "已经是你的好友")
	befriend["username"] = "nobody"
	require.Contains(t, b.refused(b.in, "/room/add_chatroom_member_friend", befriend), "不在群内")
}

func TestARoomIsLeft(t *testing.T) {
	b := newBench(t, Options{})
	r := b.ownRoom(b.in, 2)
	heard := b.listen(b.in)
	b.call(b.in, "/room/quit_chatroom", object{"room_username": r.username})
	left := heard.expect(notifyRoomQuit)
	require.Equal(t, r.username, left["room_username"])
	require.Equal(t, r.members[0].username, left["owner"], "it goes to the next")
	require.NotContains(t, b.server.Peers(b.in.guid), r.username)
	require.NotEmpty(t, b.refused(b.in, "/msg/send_text", object{"to_username": r.username, "content": "在吗"}))
	require.Contains(t, b.refused(b.in, "/room/quit_chatroom", object{"room_username": r.username}), "不在群内")
	names, _, _, _ := b.sync(b.in, 0, 0)
	require.NotContains(t, names, r.username)

	b.call(b.in, "/room/quit_chatroom", object{"room_username": b.in.openRooms[0].username})
	heard.expect(notifyOpenIMRoom)
}

func TestMessagesOnTop(t *testing.T) {
	b := newBench(t, Options{})
	r := b.ownRoom(b.in, 2)
	pin := func(id string) object {
		return object{"room_username": r.username, "summary": "小王：明天见", "msg_info": object{
			"from_username": r.username, "to_username": b.in.account.username, "chatroom_sender": r.members[1].username, "create_time": 1,
			"desc": "", "msg_id": id, "msg_type": 1, "chatroom": r.username, "source": "", "content": "明天见",
		}}
	}
	top := func() []map[string]any {
		return list(b.call(b.in, "/room/get_top_msg_list", object{"room_username": r.username})["list"])
	}
	require.Empty(t, top())
	var ids []string
	for range maxPinned {
		id, err := b.server.Say(b.in.guid, r.username, "", "明天见")
		require.NoError(t, err)
		b.call(b.in, "/room/set_top_msg", pin(id))
		ids = append(ids, id)
	}
	pinned := top()
	require.Len(t, pinned, maxPinned)
	require.Equal(t, ids[maxPinned-1], pinned[0]["msg_id"], "newest first")
	require.Equal(t, "小王：明天见", pinned[0]["summary"])
	require.EqualValues(t, noon.Unix(), number(t, pinned[0]["create_time"]))
	b.call(b.in, "/room/set_top_msg", pin(ids[0]))
	require.Equal(t, ids[0], top()[0]["msg_id"], "it moves up")
	more, err := b.server.Say(b.in.guid, r.username, "", "再见")
	require.NoError(t, err)
	require.Contains(t, b.refused(b.in, "/room/set_top_msg", pin(more)), "最多")
	require.Contains(t, b.refused(b.in, "/room/set_top_msg", pin("1")), "消息不存在")

	b.call(b.in, "/room/remove_top_msg", object{"room_username": r.username, "msg_id": ids[3]})
	require.Len(t, top(), maxPinned-1)
	require.Contains(t, b.refused(b.in, "/room/remove_top_msg", object{"room_username": r.username, "msg_id": ids[3]}), "未置顶")
	r.member(b.in.account.username).role = plain
	require.Contains(t, b.refused(b.in, "/room/set_top_msg", pin(more)), "仅群主或管理员")
	require.Contains(t, b.refused(b.in, "/room/get_top_msg_list", object{"room_username": "1@chatroom"}), "群不存在")
}

func TestTheCodeOfARoom(t *testing.T) {
	b := newBench(t, Options{})
	r := b.aRoom(b.in)
	code := b.call(b.in, "/room/get_chatroom_qrcode", object{"room_username": r.username})
	picture, err := base64.StdEncoding.DecodeString(code["qrcode"].(string))
	require.NoError(t, err)
	_, err = png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	require.Contains(t, code["footerWording"], "3月25日前")
	require.Contains(t, b.refused(b.in, "/room/get_chatroom_qrcode", object{"room_username": "1@chatroom"}), "群不存在")
}

func TestRoomsNobodyIsIn(t *testing.T) {
	b := newBench(t, Options{})
	msg := object{
		"from_username": "", "to_username": "", "chatroom_sender": "", "create_time": 0, "desc": "", "msg_id": "1", "msg_type": 1,
		"chatroom": "", "source": "", "content": "",
	}
	for _, e := range roomCalls() {
		if e.path == "/room/create_chatroom" {
			continue
		}
		for _, username := range []string{"1@chatroom", "1@im.chatroom", "wxid_nobody"} {
			require.Contains(t, b.refused(b.in, e.path, object{
				"room_username": username, "username_list": []string{"x"}, "username": "x", "summary": "", "msg_id": "1", "msg_info": msg,
			}), "群不存在", e.path)
		}
		b.server.locked(func() { b.in.calls = meter{} }) // more than 100 in a minute
	}
}
