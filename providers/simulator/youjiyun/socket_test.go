package youjiyun

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

func TestPushesHaveTheDocumentsFields(t *testing.T) {
	for _, version := range []int{3, 4} {
		t.Run(fmt.Sprintf("EIO%d", version), func(t *testing.T) {
			b := newBench(t, Options{AllowEIO: []int{version}})
			s, c := b.dial(version, ""), b.person()
			require.True(t, b.server.Say(c.robot.key, c.user(), "你好<b>"))
			sameFields(t, "3.3", s.expect("chat"))
			message := s.expect("message")
			// atUserList is only there when somebody is named.
			sameFields(t, "3.2", fill(message, "content", "atUserList"))
			require.Equal(t, "你好<b>", message["content"].(map[string]any)["content"])
			require.IsType(t, "", message["from"].(map[string]any)["contactId"])
		})
	}
}

func TestEverySendComesBackToEverySocket(t *testing.T) {
	b := newBench(t, Options{})
	one, other := b.dial(3, ""), b.dial(4, "")
	require.Eventually(t, func() bool { return b.server.Sockets() == 2 }, 20*time.Second, time.Millisecond)
	c := b.person()
	for i, body := range []map[string]any{
		{"contentType": 1, "content": "您好[微笑]"},
		{"contentType": "1", "content": "数字是文本"},
		{"contentType": 7, "pic": b.http.URL + media.Picture(1)},
		{"contentType": 13, "title": "标题", "link": "https://example.com/a", "description": "描述", "coverImgFile": "https://example.com/a.png"},
		{"contentType": 8, "fileName": "http://example.com/a.xls"},
		{"contentType": 5, "fileName": "http://example.com/a.MP4"},
	} {
		id := fmt.Sprintf("202003021628500000%04d", i)
		one.emit("message", map[string]any{"message": body, "chatId": c.id(), "messageId": id})
		for _, s := range []*socket{one, other} {
			sameFields(t, "3.4 chat", s.expect("chat"))
			message := s.expect("message")
			sameFields(t, "3.4 message", fill(message, "content", "content"), contentFields("content.")...)
			require.Equal(t, id, message["messageId"])
			require.Equal(t, json.Number("1"), message["from"].(map[string]any)["isSelf"])
			for name, value := range body {
				if name != "contentType" {
					require.Equal(t, value, message["content"].(map[string]any)[name])
				}
			}
		}
		require.Equal(t, id, b.server.Sent()[i].MessageID)
	}
	// In history our own is told from theirs by sendStatus alone.
	history := b.call("/wxworkapi/chat/message", url.Values{"robotKey": {c.robot.key}, "chatUser": {c.user()}, "count": {"1"}})
	last := history["model"].([]any)[0].(map[string]any)
	require.Equal(t, json.Number("1"), last["sendStatus"])
	require.NotContains(t, last["from"], "isSelf")
}

// fill puts an empty field in where an answer may leave it out.
func fill(answer map[string]any, names ...string) map[string]any {
	at := answer
	for _, name := range names[:len(names)-1] {
		at = at[name].(map[string]any)
	}
	if _, there := at[names[len(names)-1]]; !there {
		at[names[len(names)-1]] = ""
	}
	return answer
}

func TestASecondSendOfAnIDIsSeen(t *testing.T) {
	b := newBench(t, Options{})
	s, c := b.dial(3, ""), b.person()
	for range 2 {
		s.emit("message", map[string]any{"message": map[string]any{"contentType": 1, "content": "一次"}, "chatId": c.id(), "messageId": "77"})
		s.expect("chat")
		s.expect("message")
	}
	var sent []SentMessage
	data, err := json.Marshal(b.server.Sent())
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &sent))
	require.Len(t, sent, 2)
	require.Equal(t, []int{1, 2}, []int{sent[0].Times, sent[1].Times})
	require.NotEqual(t, sent[0].MsgSvrID, sent[1].MsgSvrID)
}

func TestSendsThatFail(t *testing.T) {
	b := newBench(t, Options{})
	s, c, room := b.dial(3, ""), b.person(), b.room()
	text := map[string]any{"contentType": 1, "content": "在吗"}
	fails := func(chat string, id string, body any, reason string) {
		t.Helper()
		s.emit("message", map[string]any{"message": body, "chatId": chat, "messageId": id})
		answer := s.expect("message")
		require.Equal(t, "1", answer["code"])
		require.Equal(t, id, answer["messageId"])
		require.Contains(t, answer["msg"], reason)
	}
	for state, reason := range map[RobotState]string{
		RobotInitialising: "初始化", RobotOffline: "不在线", RobotBanned: "封号", RobotKicked: "踢出",
	} {
		require.True(t, b.server.SetRobotState(c.robot.key, state))
		fails(c.id(), "1", text, reason)
		answer := s.act(b, map[string]any{"type": "robot.tags.sync"})
		require.Equal(t, "1", answer["code"])
	}
	require.True(t, b.server.SetRobotState(c.robot.key, RobotOnline))
	fails("S:1_2", "2", text, "会话")
	fails(c.id(), "", text, "messageId")
	fails(c.id(), strings.Repeat("9", 33), text, "messageId")
	fails(c.id(), "3", map[string]any{"contentType": 1}, "为空")
	fails(c.id(), "3", map[string]any{"contentType": 29, "pic": "https://example.com/a.png"}, "不支持")
	fails(c.id(), "3", map[string]any{"contentType": 7, "pic": b.http.URL + "/publish/nothing.png"}, "无法下载")
	fails(c.id(), "3", map[string]any{"contentType": 7, "pic": "file:///etc/passwd"}, "无法下载")
	fails(c.id(), "3", map[string]any{"contentType": 13, "title": "a", "link": "https://example.com", "coverImgFile": "https://example.com/a.png?x=1"}, "参数")
	fails(room.id(), "3", map[string]any{"contentType": 1, "content": "@某", "atUserList": "12345"}, "@")
	b.server.Faults().Set(FaultPlan{FailSends: 1})
	fails(c.id(), "4", text, "失败")
	require.Empty(t, b.server.Sent())

	// A customer who has deleted the robot: accepted, and failed by history.
	c.contact.deleted = true
	s.emit("message", map[string]any{"message": text, "chatId": c.id(), "messageId": "5"})
	s.expect("chat")
	s.expect("message")
	require.Equal(t, 2, c.last().sendStatus)
}

func TestActionsAnswerWithTheDocumentsFields(t *testing.T) {
	b := newBench(t, Options{})
	s, room := b.dial(3, ""), b.room()
	r, c := room.robot, b.person().contact
	require.Same(t, b.onlineRobot(), r)
	label := r.labels[0].labels
	ids := func(contacts ...*contact) (list []int64) {
		for _, c := range contacts {
			list = append(list, c.userID)
		}
		return list
	}
	strangers := filter(r.contacts, func(c *contact) bool { return !c.deleted && room.group.member(c.userID) == nil })
	inRoom := room.group.members[len(room.group.members)-1]
	var staff []string
	for _, m := range room.group.members {
		if !m.external && m.userID != room.group.creatorID {
			staff = append(staff, fmt.Sprint(m.userID))
		}
	}
	stranger, _ := b.server.RequestFriendship(r.key, "我是蘑菇")
	sameFields(t, "3.8 request", s.expect("action"))

	for _, c := range []struct {
		section string
		request map[string]any
		code    string
	}{
		{"3.8", map[string]any{"type": "robot.accept.friend.request", "friendWxid": stranger}, "0"},
		{"3.9", map[string]any{"type": "robot.phone.contact.add", "phone": "15600000000", "reason": "您好"}, "0"},
		{"3.11", map[string]any{"type": "robot.cust.tags", "userId": c.id(), "tags": []string{label[0].id}, "erasingTags": []string{label[1].id}}, "0"},
		{"3.12", map[string]any{"type": "robot.tags.sync"}, "0"},
		{"3.13", map[string]any{"type": "robot.cust.remark", "userId": c.id(), "realRemark": "小甜甜-W", "userRemark": "转移客户"}, "0"},
		{"3.14", map[string]any{"type": "robot.info.modify", "name": "HONG", "alias": "HONG", "gender": 1, "phone": "38261212", "mobile": "139", "position": "CPP"}, "0"},
		{"3.15", map[string]any{"type": "robot.delete.group.members", "groupId": room.group.id, "members": []int64{inRoom.userID}}, "0"},
		{"3.17", map[string]any{"type": "robot.conv.modify.admins", "opcode": 1, "conversationId": room.group.id, "admins": staff[:1]}, "0"},
		{"3.17", map[string]any{"type": "robot.conv.modify.admins", "opcode": 1, "conversationId": room.group.id, "admins": []string{fmt.Sprint(room.group.members[len(room.group.members)-2].userID)}}, "30"},
		{"3.17 empty", map[string]any{"type": "robot.conv.modify.admins", "opcode": 1, "conversationId": room.group.id, "admins": []string{}}, "1"},
		{"3.16", map[string]any{"type": "robot.conv.admins", "conversationId": room.group.id}, "0"},
		{"3.16 error", map[string]any{"type": "robot.conv.admins", "conversationId": room.group.id[2:]}, "1"},
		{"3.18", map[string]any{"type": "robot.invite.friends.join.group", "groupId": room.group.id, "friends": ids(strangers[0], strangers[1])}, "0"},
		{"3.19", map[string]any{"type": "robot.modify.group.name", "groupId": room.group.id, "newName": "测试25"}, "0"},
		{"3.20", map[string]any{"type": "robot.create.group", "topic": "新群", "memberWxids": ids(strangers[0], strangers[1])}, "0"},
		{"3.21 contacts", map[string]any{"type": "robot.contacts.inquiry", "contacts": ids(c, strangers[0])}, "0"},
		{"3.21 groups", map[string]any{"type": "robot.contacts.inquiry", "contacts": []string{room.group.id}}, "0"},
		{"3.23", map[string]any{"type": "robot.set.group.announcement", "groupId": room.group.id, "isAll": 1, "notice": "大家好"}, "0"},
	} {
		answer := s.act(b, c.request)
		require.Equal(t, c.code, answer["code"], "%s: %v", c.section, answer["msg"])
		sameFields(t, c.section, answer)
		for name, value := range answer {
			if sent, there := c.request[name]; there && c.section != "3.21 contacts" && c.section != "3.21 groups" {
				require.Equal(t, fmt.Sprint(sent), fmt.Sprint(value), "%s: %s is echoed", c.section, name)
			}
		}
	}

	// And the world has changed.
	require.NotNil(t, r.contactByID(stranger))
	require.Contains(t, c.labels, label[0].id)
	require.Equal(t, "小甜甜-W", c.remark)
	require.Equal(t, "HONG", r.nickName)
	require.Nil(t, room.group.member(inRoom.userID))
	require.Len(t, room.group.admins, 1)
	require.NotNil(t, room.group.member(strangers[0].userID))
	require.Equal(t, "测试25", room.group.name)
	require.Equal(t, "新群", r.groups[len(r.groups)-1].name)
	require.Len(t, r.groups[len(r.groups)-1].present(), 3)
	require.Equal(t, "大家好", room.group.notice)

	// The tags' ids are numbers over 2^53, exactly.
	tags := s.act(b, map[string]any{"type": "robot.tags.sync"})
	first := tags["groupLabels"].([]any)[0].(map[string]any)["subLabelList"].([]any)[0].(map[string]any)
	require.Equal(t, json.Number(label[0].id), first["labelId"])
	require.Greater(t, first["labelId"].(json.Number).String(), "14000000000000000")
}

func TestJoiningTellsTheGroup(t *testing.T) {
	b := newBench(t, Options{})
	s, room := b.dial(3, ""), b.room()
	c := filter(room.robot.contacts, func(c *contact) bool { return !c.deleted && room.group.member(c.userID) == nil })[0]
	s.emit("action", map[string]any{
		"type": "robot.invite.friends.join.group", "robotKey": room.robot.key, "messageId": "1", "groupId": room.group.id, "friends": []string{c.id()},
	})
	told := s.expect("action")
	sameFields(t, "3.22", told)
	require.Equal(t, "robot.group.members.changed", told["type"])
	require.Equal(t, "robot.invite.friends.join.group", s.expect("action")["type"])
	s.silent(b)
}

func TestAdminsAreThreeAtMost(t *testing.T) {
	b := newBench(t, Options{})
	s, room := b.dial(3, ""), b.room()
	var staff []string
	for _, m := range room.group.members {
		if !m.external && m.userID != room.group.creatorID {
			staff = append(staff, fmt.Sprint(m.userID))
		}
	}
	require.GreaterOrEqual(t, len(staff), 4)
	modify := func(opcode int, admins ...string) any {
		return s.act(b, map[string]any{"type": "robot.conv.modify.admins", "opcode": opcode, "conversationId": room.group.id, "admins": admins})["code"]
	}
	require.Equal(t, "0", modify(1, staff[:3]...))
	require.Equal(t, "0", modify(1, staff[:2]...), "they are already")
	require.Equal(t, "1", modify(1, staff[3]))
	require.Equal(t, "0", modify(2, staff[0]))
	require.Equal(t, "0", modify(1, staff[3]))
	admins := s.act(b, map[string]any{"type": "robot.conv.admins", "conversationId": room.group.id})["admins"].([]any)
	require.Len(t, admins, 3)
	require.NotContains(t, admins, fmt.Sprint(room.group.creatorID))
}

func TestActionsThatFail(t *testing.T) {
	b := newBench(t, Options{})
	s, room := b.dial(3, ""), b.room()
	notMine := &group{id: "R:1", creatorID: 5, members: room.group.members}
	room.robot.groups = append(room.robot.groups, notMine)
	member := room.group.members[len(room.group.members)-1].userID
	for name, request := range map[string]map[string]any{
		"unknown message": {"type": "robot.message.forward", "msgSvrID": 1, "friends": []string{b.person().user()}},
		"text":            {"type": "robot.message.forward", "msgSvrID": svrIDOf(b.person(), typeText), "friends": []string{b.person().user()}},
		"no request":      {"type": "robot.accept.friend.request", "friendWxid": "780000919"},
		"unknown tag":     {"type": "robot.cust.tags", "userId": b.person().user(), "tags": []string{"14073752703607622000"}},
		"unknown person":  {"type": "robot.cust.remark", "userId": "1", "realRemark": "x"},
		"nothing to set":  {"type": "robot.cust.remark", "userId": b.person().user()},
		"no right":        {"type": "robot.delete.group.members", "groupId": notMine.id, "members": []int64{member}},
		"not a member":    {"type": "robot.delete.group.members", "groupId": room.group.id, "members": []int64{1}},
		"the owner":       {"type": "robot.delete.group.members", "groupId": room.group.id, "members": []int64{room.group.creatorID}},
		"strangers":       {"type": "robot.create.group", "topic": "x", "memberWxids": []int64{1, 2}},
		"alone":           {"type": "robot.create.group", "topic": "x", "memberWxids": []int64{b.person().contact.userID}},
		"unknown type":    {"type": "robot.fly"},
		"unknown robot":   {"type": "robot.tags.sync", "robotKey": "x"},
		"no messageId":    {"type": "robot.tags.sync", "messageId": ""},
	} {
		answer := s.act(b, request)
		require.Equal(t, "1", answer["code"], name)
		require.NotEqual(t, "OK", answer["msg"], name)
	}
}

func svrIDOf(c *chat, kind int) string {
	i := slices.IndexFunc(c.messages, func(m *message) bool { return m.content.ContentType == kind })
	return c.messages[i].svrID
}

func TestForward(t *testing.T) {
	b := newBench(t, Options{})
	s, c, room := b.dial(3, ""), b.person(), b.room()
	picture := speak(b.server.rand, c, talk.Line{Who: 'C', Kind: "picture"}, noon)
	b.server.world.add(picture)
	answer := func() map[string]any {
		s.emit("action", map[string]any{
			"type": "robot.message.forward", "msgSvrID": json.Number(picture.svrID), "robotKey": c.robot.key,
			"friends": []string{c.user(), room.user()}, "messageId": "9",
		})
		for range 2 {
			s.expect("chat")
			require.Equal(t, "9", s.expect("message")["messageId"])
		}
		return s.expect("action")
	}()
	require.Equal(t, "0", answer["code"])
	require.Equal(t, []string{"forward", "forward"}, []string{b.server.Sent()[0].Via, b.server.Sent()[1].Via})
}

func TestFilter(t *testing.T) {
	b := newBench(t, Options{})
	s, c, room := b.dial(3, "&msgFilter=1"), b.person(), b.room()
	b.server.Say(room.robot.key, room.user(), "不@谁")
	b.server.locked(func() {
		b.server.say(c, content{ContentType: typePicture, Pic: media.Picture(1)}, 'C')
		b.server.say(room, content{ContentType: typeText, Content: "@", AtUserList: "1, " + room.robot.wxid}, '1')
		b.server.say(c, content{ContentType: typeText, Content: "私聊"}, 'C')
	})
	require.Equal(t, room.id(), s.expect("message")["chatId"])
	require.Equal(t, c.id(), s.expect("message")["chatId"])
	require.Equal(t, "0", s.act(b, map[string]any{"type": "robot.tags.sync"})["code"])
	s.silent(b)
}

func TestBridgeDoesWhatTheSocketDoes(t *testing.T) {
	b := newBench(t, Options{})
	s, c := b.dial(3, ""), b.person()
	answer := b.callJSON("/wxworkapi/bridge", map[string]any{
		"message": map[string]any{"contentType": 1, "content": "走HTTP"}, "chatId": c.id(), "messageId": "42",
	})
	require.Equal(t, "0", answer["code"])
	require.Equal(t, "42", answer["messageId"])
	s.expect("chat")
	require.Equal(t, "42", s.expect("message")["messageId"])
	require.Equal(t, "bridge", b.server.Sent()[0].Via)
	b.server.SetRobotState(c.robot.key, RobotKicked)
	answer = b.callJSON("/wxworkapi/bridge", map[string]any{"type": "robot.tags.sync", "robotKey": c.robot.key, "messageId": "43"})
	require.Equal(t, "1", answer["code"])
}

func TestAcceptedAndAddedFriendsWrite(t *testing.T) {
	b := newBench(t, Options{})
	s, r := b.dial(3, ""), b.onlineRobot()
	before := len(r.contacts)
	id, _ := b.server.RequestFriendship(r.key, "你好")
	require.Equal(t, id, s.expect("action")["userId"].(json.Number).String())
	require.Equal(t, "0", s.act(b, map[string]any{"type": "robot.accept.friend.request", "friendWxid": id})["code"])
	require.Equal(t, "1", s.act(b, map[string]any{"type": "robot.accept.friend.request", "friendWxid": id})["code"], "only once")
	b.pass(6 * time.Second)
	require.Equal(t, id, s.expect("chat")["chatId"].(string)[len("S:"+r.wxid+"_"):])
	s.expect("message")

	added := s.act(b, map[string]any{"type": "robot.phone.contact.add", "phone": "15600000001"})["userData"].(map[string]any)
	require.Len(t, r.contacts, before+1)
	b.pass(time.Minute)
	require.Len(t, r.contacts, before+2)
	require.Equal(t, added["userId"].(json.Number).String(), r.contacts[before+1].id())
	require.Len(t, r.chatWith(r.contacts[before+1].id()).messages, 1)
}
