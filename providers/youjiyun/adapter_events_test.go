package youjiyun

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

func frameEventsOf(t testing.TB, event, body string) []model.Event {
	t.Helper()
	l := &link{clock: clockwork.NewFakeClockAt(today)}
	return l.frameEvents(decodeFrame(event, json.RawMessage(body)))
}

func exampleEvents(t testing.TB, name string) []model.Event {
	t.Helper()
	data := example(t, name)
	if data[0] == '{' {
		return frameEventsOf(t, "action", string(data))
	}
	of, body := event(t, data)
	return frameEventsOf(t, of, string(body))
}

func TestMessageEventsOfTheDocument(t *testing.T) {
	require.Equal(t, []model.Event{model.MessageSeen{
		Seat: model.SeatRef{RemoteID: "cfb3e2c2686d437ab1109cd63b87ea48", AccountID: "1688853440227542"},
		Conversation: model.ConversationRef{
			RemoteID: "S:1688853440227542_R:1736442911", PeerID: "R:1736442911", Group: true, Name: "客户群", Assigned: "xiaohong",
		},
		Message: model.Message{
			RemoteID: "202003241342304979", SentAt: time.UnixMilli(1585024550000).UTC(), Seq: 202003241342304979,
			Direction: model.In, SenderID: "1688853470825570", SenderName: "客服昵称", SenderAvatar: "https://wework.qpic.cn/wwhead/xxx/0",
			Content: model.Content{Kind: model.KindText, Text: "get", Mentions: []string{"7881299823****", "16888534708****"}, WireKind: "1"},
		},
		Live: true,
	}}, exampleEvents(t, "3.2-event"))

	require.Equal(t, []model.Event{model.MessageSeen{
		Seat:         model.SeatRef{RemoteID: "cfb3e2c2686d437ab1109cd63b87ea48", AccountID: "1688853470427542"},
		Conversation: model.ConversationRef{RemoteID: "S:1688853470427542_1688853470829406", PeerID: "1688853470829406", Assigned: "xiaohong"},
		Message: model.Message{
			RemoteID: "20200302162850000000001", ServerID: "1002484", ClientID: "20200302162850000000001",
			SentAt: time.UnixMilli(1585024550000).UTC(), Seq: 1002484, Direction: model.Out, State: model.StateSent,
			SenderID: "1688853470427542", SenderName: "客服昵称", SenderAvatar: "https://wework.qpic.cn/wwhead/xxx/0",
			Content: model.Content{Kind: model.KindText, Text: "123", WireKind: "1"},
		},
		Live: true,
	}}, exampleEvents(t, "3.4-event-message"))
}

func TestChatEventsOfTheDocument(t *testing.T) {
	require.Equal(t, []model.Event{
		model.ConversationSeen{
			Seat:         model.SeatRef{AccountID: "1688853470427542"},
			Conversation: model.ConversationRef{RemoteID: "S:1688853470427542_7881300883899745", PeerID: "7881300883899745", Name: "listener", Assigned: "xiaohong"},
			LastAt:       time.UnixMilli(1585816580000).UTC(), Preview: "收到一条消息", Unread: 3,
		},
		model.SeatStateSeen{Seat: model.SeatRef{AccountID: "1683353440427222"}, State: model.SeatOnline},
	}, exampleEvents(t, "3.3-event"))
	got := exampleEvents(t, "3.7-event-chat-group")
	require.True(t, got[0].(model.ConversationSeen).Conversation.Group)
	require.Equal(t, "154684251sg13fdad5fs12df1", got[1].(model.SeatStateSeen).Seat.RemoteID)
}

func TestChatEvents(t *testing.T) {
	got := frameEventsOf(t, "chat", `{"chatId":"S:1_2"}`)
	require.Equal(t, []model.Event{model.ConversationSeen{
		Seat: model.SeatRef{AccountID: "1"}, Conversation: model.ConversationRef{RemoteID: "S:1_2", PeerID: "2"}, Unread: -1,
	}}, got)
	got = frameEventsOf(t, "chat", `{"chatId":"S:1_2","botInfo":{"robotStatus":"4"}}`)
	require.Equal(t, model.SeatStateSeen{Seat: model.SeatRef{AccountID: "1"}, State: model.SeatKicked}, got[1])
	for _, nobody := range []string{`{}`, `{"chatUser":"2"}`, `{"botInfo":{"robotKey":"r"}}`} {
		require.True(t, frameEventsOf(t, "chat", nobody)[0].(model.PayloadRefused).Suspect, nobody)
	}
}

func TestSeatStates(t *testing.T) {
	for status, want := range []model.SeatState{model.SeatInitializing, model.SeatOnline, model.SeatOffline, model.SeatBanned, model.SeatKicked, model.SeatUnknown} {
		require.Equal(t, want, seatState(wire.Int(status)))
	}
}

func TestDirections(t *testing.T) {
	for body, want := range map[string]model.Direction{
		`"from":{"contactId":"2"}`:                             model.In,
		`"from":{"contactId":2,"isSelf":0}`:                    model.In,
		`"from":{"contactId":"2","isSelf":"1"}`:                model.Out,
		`"from":{"contactId":1}`:                               model.Out,
		`"from":{"contactId":"2"},"content":{"contentType":2}`: model.Out,
		`"from":null`: model.In,
		`"from":{"contactId":""},"chatId":"S:_2","chatUser":"2"`:       model.In,
		`"from":{"contactId":"7"},"chatId":"S:1_R:2"`:                  model.In,
		`"from":{"contactId":"1"},"chatId":"S:1_R:2","isGroupChat":1`:  model.Out,
		`"from":{"contactId":"1"},"chatId":"S:17_R:2","isGroupChat":1`: model.In,
	} {
		got := frameEventsOf(t, "message", `{"messageId":"7","timestamp":1,"robotKey":"r","chatId":"S:1_2","content":{"contentType":1},`+body+`}`)
		seen, ok := got[0].(model.MessageSeen)
		require.True(t, ok, body)
		require.Equal(t, want, seen.Message.Direction, body)
		require.Equal(t, want == model.Out, seen.Message.ClientID == "7", body)
	}
}

func TestSendStates(t *testing.T) {
	for body, want := range map[string]model.SendState{
		``:                   model.StateSent,
		`"sendStatus":1,`:    model.StateSent,
		`"sendStatus":9,`:    model.StateSent,
		`"sendStatus":2,`:    model.StateFailed,
		`"sentStatus":"2",`:  model.StateFailed,
		`"sentStatus":0,`:    model.StateMaybeSent,
		`"sendStatus":null,`: model.StateSent,
	} {
		got := frameEventsOf(t, "message", `{`+body+`"messageId":"7","timestamp":1,"chatId":"S:1_2","from":{"contactId":"1"},"content":{"contentType":1}}`)
		message := got[0].(model.MessageSeen).Message
		require.Equal(t, want, message.State, body)
		require.Equal(t, want == model.StateFailed, message.Reason != nil, body)
	}
	// The customer's messages have no state, whatever is said (2.11's example).
	got := frameEventsOf(t, "message", `{"sendStatus":2,"messageId":"7","timestamp":1,"chatId":"S:1_2","from":{"contactId":"2"},"content":{"contentType":1}}`)
	require.Equal(t, model.StateNone, got[0].(model.MessageSeen).Message.State)
}

func TestSequences(t *testing.T) {
	for body, want := range map[string]int64{
		`"msgSvrID":"1125510","messageId":"1"`:                                               1125510,
		`"msgSvrID":9223372036854775807,"messageId":"1"`:                                     9223372036854775807,
		`"msgSvrID":"9223372036854775808","messageId":"20260506150809010000100000001"`:       809010000100000001,
		`"messageId":"202006181908351755"`:                                                   202006181908351755,
		`"messageId":"a1b"`:                                                                  0,
		`"messageId":"99999999999999999999999999999999999999999999999999999999999999999999"`: 999999999999999999,
	} {
		got := frameEventsOf(t, "message", `{`+body+`,"timestamp":1,"chatId":"S:1_2","content":{"contentType":1}}`)
		require.Equal(t, want, got[0].(model.MessageSeen).Message.Seq, body)
	}
}

func TestTimesOfMessages(t *testing.T) {
	for body, want := range map[string]time.Time{
		`"messageId":"7","timestamp":"1585024550000"`:    time.UnixMilli(1585024550000).UTC(),
		`"messageId":"202003241342304979"`:               time.Date(2020, 3, 24, 5, 42, 30, 0, time.UTC),
		`"messageId":"7"`:                                today,
		`"messageId":"99999999999999999","timestamp":-5`: today,
	} {
		got := frameEventsOf(t, "message", `{`+body+`,"chatId":"S:1_2","content":{"contentType":1}}`)
		require.Equal(t, want, got[0].(model.MessageSeen).Message.SentAt, body)
	}
	var m Message
	require.NoError(t, json.Unmarshal([]byte(`{"messageId":"7","chatId":"S:1_2","content":{"contentType":1}}`), &m))
	require.Equal(t, errNoTime.Error(), messageEvent(m, arrival{}).(model.PayloadRefused).Reason, "the past is not now")
}

func TestMessagesThatAreNone(t *testing.T) {
	for body, reason := range map[string]error{
		`{"chatId":"S:1_2","content":{}}`:                   errNoMessageID,
		`{"messageId":"7","chatUser":"2","content":{}}`:     errNoSeat,
		`{"messageId":"7","robotKey":"r","content":{}}`:     errNoChat,
		`{"messageId":"7","chatId":"S:1_2"}`:                errNoContent,
		`{"messageId":"7","chatId":"S:1_2","content":null}`: errNoContent,
		`{"messageId":null,"chatId":"S:1_2","content":{}}`:  errNoMessageID,
		`{"code":"1","chatId":"S:1_2"}`:                     errNoMessageID,
		`{"messageId":"7","chatId":"S:1_2","code":"0"}`:     errNoContent,
	} {
		got := frameEventsOf(t, "message", body)[0].(model.PayloadRefused)
		require.Equal(t, reason.Error(), got.Reason, body)
		require.True(t, got.Suspect)
		require.Equal(t, body, string(got.Raw))
	}
}

func TestRefusalsOfOurs(t *testing.T) {
	got := frameEventsOf(t, "message", `{"messageId":"7","robotKey":"r","code":"1","msg":"no"}`)
	require.Equal(t, "7", got[0].(model.SendRefused).ClientID)
	got = frameEventsOf(t, "message", `{"messageId":"7","chatId":"S:1_2","code":"1","timestamp":1,"from":{"contactId":"1"},"content":{"contentType":1}}`)
	require.Equal(t, "7", got[0].(model.SendRefused).ClientID)
	// A customer's message is one, whatever its code.
	got = frameEventsOf(t, "message", `{"messageId":"7","chatId":"S:1_2","code":"1","timestamp":1,"from":{"contactId":"2"},"content":{"contentType":1}}`)
	require.Equal(t, "7", got[0].(model.MessageSeen).Message.RemoteID)
}

func TestFramesThatCantBeReadNameTheirSeat(t *testing.T) {
	got := frameEventsOf(t, "message", `{"robotKey":"r","chatId":"S:1_2","from":7}`)[0].(model.PayloadRefused)
	require.Equal(t, model.SeatRef{RemoteID: "r", AccountID: "1"}, got.Seat)
	require.True(t, got.Suspect)
	got = frameEventsOf(t, "heart", `{"robotKey":{}}`)[0].(model.PayloadRefused)
	require.Equal(t, model.SeatRef{}, got.Seat)
	require.Equal(t, "socket heart", got.Source)
	require.False(t, got.Suspect, "no message is in what the document lacks")
	require.False(t, frameEventsOf(t, "action", `{"type":"chat.heart"}`)[0].(model.PayloadRefused).Suspect)
}

func TestActionEventsOfTheDocument(t *testing.T) {
	seat := model.SeatRef{RemoteID: "bcc23c5e76ab6887d51b0197cd017e66"}
	group := func(g model.Group) []model.Event {
		return []model.Event{model.GroupSeen{Seat: seat, Partial: true, Group: g}}
	}
	for name, want := range map[string][]model.Event{
		"3.8-event": {model.FriendRequestSeen{
			Seat: model.SeatRef{RemoteID: "03f16c3b9b6a46108c38b9f2aa49b27b"},
			Request: model.FriendRequest{
				RemoteID: "780000919", Name: "蘑菇", Avatar: "http://wx.qlogo.cn/mmhead/xxxx", Reason: "我是蘑菇",
				Gender: model.GenderMale, WeChat: true, At: today,
			},
		}},
		"3.8-answer": {model.FriendAccepted{Seat: model.SeatRef{RemoteID: "03f16c3b9b6a46108c38b9f2aa49b27b"}, RemoteID: "780000919"}},
		"3.13-answer": {model.ContactSeen{
			Seat: model.SeatRef{RemoteID: "e8ef2eea32f44f45b05dd0fe9f0acb2e"}, Partial: true,
			Contact: model.Contact{RemoteID: "7881300928964508", Remark: "小甜甜-W", Description: "转移客户"},
		}},
		"3.19-answer": group(model.Group{RemoteID: "R:10696052725010172", Name: "测试 25"}),
		"3.20-answer": group(model.Group{RemoteID: "R:10696052725010172", Name: "测试 25"}),
		"3.23-answer": group(model.Group{RemoteID: "R:106960527250***", Notice: "大家好"}),
		"3.22-event": {
			model.GroupSeen{Seat: seat, Partial: true, Group: model.Group{RemoteID: "R:10696052725*****", Name: "测试 25"}},
			model.MembersSeen{Seat: seat, GroupID: "R:10696052725*****", Members: []model.Member{
				{RemoteID: "788130092*****", Name: "甜 99", Avatar: "http://wx.qlogo.cn/mmhead/*****"},
			}},
		},
		"3.16-answer-refused": nil,
		"3.18-answer":         nil,
		// Requests that are repeated to us tell nothing.
		"3.8-request":  nil,
		"3.12-request": nil,
		"3.13-request": nil,
		"3.19-request": nil,
		"3.21-request": nil,
		"3.23-request": nil,
	} {
		require.Equal(t, want, exampleEvents(t, name), name)
	}
}

func TestTagsOfTheDocument(t *testing.T) {
	events := exampleEvents(t, "3.12-answer")
	require.Len(t, events, 1)
	tags := events[0].(model.TagsSeen)
	require.Len(t, tags.Groups, 5, "the personal group is told twice and seen once")
	require.Equal(t, model.Tag{
		RemoteID: "14073752703607622", GroupRemoteID: "14073752703607621", GroupName: "行业", Name: "教育培训", Corp: true,
	}, tags.Groups[0].Tags[0])
	require.False(t, tags.Groups[4].Corp)
	require.Equal(t, "个人标签", tags.Groups[4].Name)

	for _, bad := range []string{
		`{"type":"robot.tags.sync","code":"0"}`,
		`{"type":"robot.tags.sync","code":"0","groupLabels":null}`,
		`{"type":"robot.tags.sync","code":"0","groupLabels":[{"labelId":{}}]}`,
		`{"type":"robot.tags.sync","code":"0","groupLabels":[{"labelId":1,"subLabelList":[{"name":"a"}]}]}`,
	} {
		for _, e := range frameEventsOf(t, "action", bad) {
			require.IsType(t, model.PayloadRefused{}, e, bad)
		}
	}
}

func TestInquiriesOfTheDocument(t *testing.T) {
	events := exampleEvents(t, "3.21-answer")
	require.Len(t, events, 2)
	first := events[0].(model.ContactSeen)
	require.True(t, first.Partial)
	require.Equal(t, "红儿", first.Contact.Remark)
	require.Equal(t, "哈哈", first.Contact.Description)

	events = exampleEvents(t, "3.21-answer-group")
	require.Len(t, events, 2)
	group := events[0].(model.GroupSeen).Group
	require.Equal(t, "qun1111", group.Name)
	require.Equal(t, time.Date(2020, 9, 9, 1, 57, 38, 0, time.UTC), group.Created)
	members := events[1].(model.MembersSeen)
	require.Len(t, members.Members, 4)
	require.False(t, members.Whole, "8 are counted")
	require.Equal(t, model.RoleOwner, members.Members[0].Role)
	require.Equal(t, model.RoleUnknown, members.Members[1].Role)
	require.True(t, members.Members[3].WeChat)
}

func TestNoticesAreReadInWhateverShape(t *testing.T) {
	for raw, want := range map[string]string{
		`[]`: "", `["每周三开会"]`: "每周三开会", `[{"content":"停电"}]`: "停电", `[{"notice":"放假","content":""}]`: "放假",
		`[null,{},[1],"第二条"]`: "第二条", `[7]`: "7",
	} {
		var list []json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(raw), &list))
		require.Equal(t, want, noticeOf(list), raw)
	}
}
