package pychat

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

var (
	startOfTests = time.Date(2023, 11, 15, 0, 0, 0, 0, time.UTC)
	sentOfTests  = time.Unix(1700000000, 0).UTC()
	seatRefOne   = model.SeatRef{RemoteID: seatOne, AccountID: seatWxid}
)

const testRoom = "4567@chatroom"

func person(id, name string) model.ConversationRef {
	return model.ConversationRef{RemoteID: id, PeerID: id, Name: name}
}

var inTestRoom = model.ConversationRef{RemoteID: testRoom, PeerID: testRoom, Group: true}

// withRef adds what every medium keeps.
func withRef(kind, from string, more map[string]string) map[string]string {
	all := map[string]string{refMsgType: kind, refFrom: from}
	if isGroup(from) {
		all[refRoom] = from
	}
	for key, value := range more {
		all[key] = value
	}
	return all
}

func TestMessagesOfEveryType(t *testing.T) {
	zhang := person("wxid_zhang", "")
	named := person("wxid_zhang", "张三")
	for _, test := range []struct {
		file         string
		conversation model.ConversationRef
		direction    model.Direction
		sender, name string
		content      model.Content
		raw          bool
	}{
		{
			file: "text", conversation: named, sender: "wxid_zhang", name: "张三",
			content: model.Content{Kind: model.KindText, WireKind: "1", Text: "你好，<b>在吗</b>？"},
		},
		{
			file: "text_room", conversation: inTestRoom, sender: "wxid_li", name: "李四",
			content: model.Content{Kind: model.KindText, WireKind: "1", Text: "@小店 今天发货吗", Mentions: []string{seatWxid, model.MentionAll}},
		},
		{
			file: "text_room_prefix", conversation: inTestRoom, sender: "wxid_li",
			content: model.Content{Kind: model.KindText, WireKind: "1", Text: "好的"},
		},
		{
			file: "text_own", conversation: zhang, direction: model.Out, sender: seatWxid,
			content: model.Content{Kind: model.KindText, WireKind: "1", Text: "这就给您查"},
		},
		{
			file: "text_own_room", conversation: inTestRoom, direction: model.Out, sender: seatWxid,
			content: model.Content{Kind: model.KindText, WireKind: "1", Text: "收到"},
		},
		{
			file: "text_openim", conversation: person("25984981@openim", ""), sender: "25984981@openim",
			content: model.Content{Kind: model.KindText, WireKind: "1", Text: "企业微信的消息"},
		},
		{
			file: "image", conversation: named, sender: "wxid_zhang", name: "张三", raw: true,
			content: model.Content{Kind: model.KindImage, WireKind: "3", Size: 1234567, Ref: withRef("3", "wxid_zhang", map[string]string{
				refFileID: "305big", refAESKey: "0a1b", refFileSize: "98765", refBigFileSize: "1234567", refFileMD5: "ABCD",
				refThumbFileID: "305thumb", refThumbAESKey: "0a1c", refThumbFileSize: "4210", refThumbWidth: "90", refThumbHeight: "120",
			})},
		},
		{
			file: "image_wecom", conversation: person("25984981@openim", ""), sender: "25984981@openim", raw: true,
			content: model.Content{Kind: model.KindImage, WireKind: "3", Size: 500, Ref: withRef("3", "25984981@openim", map[string]string{
				refAESKey: "77", refFileSize: "500", refFileMD5: "m", refURL: "https://imunion.weixin.qq.com/x?y=1&z=2", refAuthKey: "key-1",
			})},
		},
		{
			file: "voice", conversation: named, sender: "wxid_zhang", name: "张三", raw: true,
			content: model.Content{Kind: model.KindVoice, WireKind: "34", Size: 5120, Duration: 3240, Ref: withRef("34", "wxid_zhang", map[string]string{
				refVoiceLength: "5120", refAESKey: "0b", refFileID: "306v",
			})},
		},
		{
			file: "voice_room", conversation: inTestRoom, sender: "wxid_li", raw: true,
			content: model.Content{Kind: model.KindVoice, WireKind: "34", Size: 900, Duration: 1000, Ref: withRef("34", testRoom, map[string]string{refVoiceLength: "900"})},
		},
		{
			file: "video", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{Kind: model.KindVideo, WireKind: "43", Size: 2345678, Duration: 15000, Ref: withRef("43", "wxid_zhang", map[string]string{
				refFileID: "306video", refAESKey: "0c", refFileSize: "2345678", refFileMD5: "vmd5", refVideoDuration: "15",
				refThumbFileID: "306t", refThumbAESKey: "0d", refThumbFileSize: "7777", refThumbWidth: "224", refThumbHeight: "398",
			})},
		},
		{
			file: "emoji", conversation: named, sender: "wxid_zhang", name: "张三", raw: true,
			content: model.Content{Kind: model.KindSticker, WireKind: "47", Size: 23456, Ref: withRef("47", "wxid_zhang", map[string]string{
				refEmojiURL: "http://wxapp.tc.qq.com/262/stodownload?m=e0ab&filekey=1", refFileMD5: "e0ab", refFileSize: "23456",
				refThumbWidth: "240", refThumbHeight: "200",
			})},
		},
		{
			file: "emoji_encrypted", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{Kind: model.KindSticker, WireKind: "47", Size: 1, Ref: withRef("47", "wxid_zhang", map[string]string{
				refEmojiURL: "http://wxapp.tc.qq.com/enc", refAESKey: "0e", refFileMD5: "ff", refFileSize: "1",
			})},
		},
		{
			file: "location", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindLocation, WireKind: "48", Title: "市民中心", Text: "深圳市福田区福中三路",
				Location: &model.Location{Latitude: 22.543096, Longitude: 114.057865, Scale: 16},
				Ref:      withRef("48", "wxid_zhang", nil),
			},
		},
		{
			file: "card", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindCard, WireKind: "42", Title: "王五", Text: "王五",
				Card: &model.Card{RemoteID: "v3_abc@stranger", Name: "王五", Avatar: "http://wx.qlogo.cn/big"},
				Ref:  withRef("42", "wxid_zhang", map[string]string{refTicket: "v4_t", refXML: "*"}),
			},
		},
		{
			file: "link", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindLink, WireKind: "49", Title: "新品上架 & 优惠", Detail: "点开看看", Text: "新品上架 & 优惠",
				URL: "http://mp.weixin.qq.com/s?a=1&b=2", Cover: "http://mmbiz.qpic.cn/c",
				Ref: withRef("49", "wxid_zhang", map[string]string{
					refAppType: "5", refXML: "*", refThumbFileID: "305lt", refThumbAESKey: "lk", refThumbFileMD5: "tm",
					refThumbFileSize: "99", refThumbWidth: "8", refThumbHeight: "9",
				}),
			},
		},
		{
			file: "music", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindMusic, WireKind: "49", Title: "晴天", Detail: "周杰伦", Text: "晴天", URL: "http://music.example/p",
				Ref: withRef("49", "wxid_zhang", map[string]string{refAppType: "3", refXML: "*"}),
			},
		},
		{
			file: "file", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindFile, WireKind: "49", Title: "报价单 2023.pdf", FileName: "报价单 2023.pdf", Text: "报价单 2023.pdf", Size: 1048576,
				Ref: withRef("49", "wxid_zhang", map[string]string{
					refAppType: "6", refXML: "*", refFileID: "305file", refAESKey: "0f", refFileSize: "1048576", refFileMD5: "fmd5", refFileKey: "fk",
				}),
			},
		},
		{
			file: "mini", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindMiniProgram, WireKind: "49", Title: "红色 T 恤", Text: "红色 T 恤",
				MiniProgram: &model.MiniProgram{
					AppID: "wx123", UserName: "gh_123@app", Name: "小店商城", Icon: "http://mmbiz.qpic.cn/icon", Page: "pages/item/index.html?id=7&from=a",
				},
				Ref: withRef("49", "wxid_zhang", map[string]string{refAppType: "33", refXML: "*", refThumbFileID: "305mt", refThumbFileSize: "321"}),
			},
		},
		{
			file: "channels", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindChannels, WireKind: "49", Title: "三分钟看懂", Text: "三分钟看懂", Detail: "小店视频", Duration: 181000,
				URL: "http://wxapp.tc.qq.com/v?encfilekey=1", Cover: "http://wxapp.tc.qq.com/t",
				Channels: &model.Channels{ObjectID: "14500001", NonceID: "7_8_9", UserName: "v2_x@finder", Nickname: "小店视频", Avatar: "http://wx.qlogo.cn/f"},
				Ref:      withRef("49", "wxid_zhang", map[string]string{refAppType: "51", refXML: "*"}),
			},
		},
		{
			file: "quote", conversation: inTestRoom, sender: "wxid_li", raw: true,
			content: model.Content{
				Kind: model.KindQuote, WireKind: "49", Text: "那就好",
				Quote: &model.Quote{RemoteID: "7201345678901230000", SenderID: seatWxid, SenderName: "小店", Kind: model.KindText, Text: "收到"},
				Ref:   withRef("49", testRoom, map[string]string{refAppType: "57", refXML: "*"}),
			},
		},
		{
			file: "quote_file", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindQuote, WireKind: "49", Text: "这份",
				Quote: &model.Quote{RemoteID: "7201345678901230001", SenderID: "wxid_zhang", SenderName: "张三", Kind: model.KindFile, Text: "报价单.pdf"},
				Ref:   withRef("49", "wxid_zhang", map[string]string{refAppType: "57", refXML: "*"}),
			},
		},
		{
			file: "merged", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindApp, WireKind: "49", Title: "群聊的聊天记录", Detail: "张三: 你好", Text: "群聊的聊天记录",
				Ref: withRef("49", "wxid_zhang", map[string]string{refAppType: "19", refXML: "*"}),
			},
		},
		{
			file: "red_packet", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{
				Kind: model.KindRedPacket, WireKind: "49", Title: "微信红包", Detail: "我给你发了一个红包", Text: "恭喜发财，大吉大利",
				Ref: withRef("49", "wxid_zhang", map[string]string{refAppType: "2001", refXML: "*"}),
			},
		},
		{
			file: "call", conversation: zhang, sender: "wxid_zhang", raw: true,
			content: model.Content{Kind: model.KindCall, WireKind: "50", Text: "通话时长 01:10"},
		},
		{
			file: "system", conversation: zhang, direction: model.System, raw: true,
			content: model.Content{Kind: model.KindSystem, WireKind: "10000", Text: "你已添加了张三，现在可以开始聊天了。详情"},
		},
		{
			file: "pat", conversation: inTestRoom, sender: "wxid_li", raw: true,
			content: model.Content{Kind: model.KindPat, WireKind: "10002", Text: `"wxid_li" 拍了拍 "小店"`, Mentions: []string{seatWxid}},
		},
		{
			file: "invite", conversation: inTestRoom, direction: model.System, raw: true,
			content: model.Content{Kind: model.KindSystem, WireKind: "10002", Text: `"李四"邀请"阿甲、阿乙"加入了群聊`},
		},
		{
			file: "sysmsg_unknown", conversation: zhang, direction: model.System, raw: true,
			content: model.Content{WireKind: "10002"},
		},
		{
			file: "unknown", conversation: named, sender: "wxid_zhang", name: "张三", raw: true,
			content: model.Content{WireKind: "9999", Text: "[新消息]"},
		},
		{
			file: "broken_xml", conversation: named, sender: "wxid_zhang", name: "张三", raw: true,
			content: model.Content{Kind: model.KindImage, WireKind: "3", Text: "[图片]"},
		},
	} {
		t.Run(test.file, func(t *testing.T) {
			events, data := eventsOfCallback(t, test.file)
			require.Len(t, events, 1)
			got := events[0].(model.MessageSeen)
			var sent Incoming
			require.NoError(t, json.Unmarshal(data, &sent))
			if _, ok := test.content.Ref[refXML]; ok {
				test.content.Ref[refXML] = sent.Content.String()
			}
			if source := sent.Source.Value.String(); source != "" && test.content.Ref != nil {
				test.content.Ref[refSource] = source
			}
			want := model.MessageSeen{
				Seat: seatRefOne, Conversation: test.conversation, Live: true, Echo: test.direction == model.Out,
				Message: model.Message{
					RemoteID: sent.ID.String(), SentAt: sentOfTests, Direction: test.direction,
					SenderID: test.sender, SenderName: test.name, Content: test.content,
				},
			}
			if test.direction == model.Out {
				want.Message.State = model.StateSent
			}
			if test.raw {
				want.Message.Raw = data
			}
			require.Equal(t, want, got)
		})
	}
}

func TestMarkersAreNotShown(t *testing.T) {
	events, _ := eventsOfCallback(t, "marker")
	require.Empty(t, events)
}

func TestRevoked(t *testing.T) {
	zhang := person("wxid_zhang", "")
	for file, want := range map[string]model.MessageRevoked{
		"revoke":      {Conversation: zhang, RemoteID: "7201345678901234001", ByID: "wxid_zhang", ByName: "张三"},
		"revoke_own":  {Conversation: zhang, RemoteID: "7201345678901234004", ByID: seatWxid, ByUs: true},
		"revoke_room": {Conversation: inTestRoom, RemoteID: "7201345678901234002", ByID: "wxid_li", ByName: "李四"},
	} {
		want.Seat, want.At = seatRefOne, sentOfTests
		events, _ := eventsOfCallback(t, file)
		require.Equal(t, []model.Event{want}, events, file)
	}
}

func TestFriendRequestAndItsLine(t *testing.T) {
	events, data := eventsOfCallback(t, "request")
	var sent Incoming
	require.NoError(t, json.Unmarshal(data, &sent))
	require.Equal(t, []model.Event{
		model.FriendRequestSeen{Seat: seatRefOne, Request: model.FriendRequest{
			RemoteID: "wxid_new", Name: "小明", Avatar: "http://wx.qlogo.cn/nb", Reason: "我是老客户小明", Gender: model.GenderMale, WeChat: true, At: sentOfTests,
			Ref: map[string]string{refUsername: "v3_enc@stranger", refTicket: "v4_tick@stranger", refScene: "30"},
		}},
		model.MessageSeen{Seat: seatRefOne, Conversation: person("wxid_new", "小明"), Live: true, Message: model.Message{
			RemoteID: sent.ID.String(), SentAt: sentOfTests, Direction: model.System, Raw: data,
			Content: model.Content{Kind: model.KindSystem, WireKind: "37", Text: "我是老客户小明"},
		}},
	}, events)
}

// messageOf is what the data of a 1010 says.
func messageOf(t testing.TB, data string) model.Event {
	t.Helper()
	r, _, _ := taking(t, nil)
	events := r.link.noticeEvents(t.Context(), Notice{GUID: seatOne, Type: NotifyMessage, Data: json.RawMessage(data)})
	require.Len(t, events, 1)
	return events[0]
}

func TestNumbersAndTextsMayChangePlaces(t *testing.T) {
	seen := messageOf(t, `{"from_username":{"string":"a"},"to_username":"wxid_seat","create_time":"1700000000","msg_id":7201345678901234567,"msg_type":"1","is_chatroom_msg":null,"content":{"string":"x"},"more":[{}]}`).(model.MessageSeen)
	require.Equal(t, "7201345678901234567", seen.Message.RemoteID)
	require.Equal(t, sentOfTests, seen.Message.SentAt)
	require.Equal(t, "x", seen.Message.Content.Text)
}

func TestWhatIsBesideAMessageMayBeAnything(t *testing.T) {
	seen := messageOf(t, `{"from_username":"a","create_time":"soon","desc":["?"],"source":{"string":{}},"is_chatroom_msg":"maybe","msg_id":"7","msg_type":1,"content":"x"}`).(model.MessageSeen)
	require.Equal(t, "x", seen.Message.Content.Text)
	require.Equal(t, startOfTests, seen.Message.SentAt)
}

func TestWhatMakesNoMessageIsKept(t *testing.T) {
	for data, reason := range map[string]string{
		`{"from_username":"a","msg_type":1,"content":"x"}`:    errNoMessageID.Error(),
		`{"from_username":"a","msg_id":"0","msg_type":1}`:     errNoMessageID.Error(),
		`{"msg_id":"7","msg_type":1}`:                         errNoChat.Error(),
		`{"from_username":["a"],"msg_id":"7","msg_type":1}`:   "",
		`{"from_username":"a","msg_id":"7","msg_type":"one"}`: "",
		`[]`:   "",
		`"hi"`: "",
	} {
		kept := messageOf(t, data).(model.PayloadRefused)
		require.Equal(t, seatRefOne, kept.Seat)
		require.Equal(t, "callback 1010", kept.Source)
		require.Equal(t, data, string(kept.Raw))
		require.Contains(t, kept.Reason, reason)
		require.False(t, kept.Suspect, "there is no history to read")
	}
}

func TestTimes(t *testing.T) {
	now := startOfTests.Add(300 * time.Millisecond)
	for seconds, want := range map[int64]time.Time{
		1700000000: sentOfTests, 1700000000123: sentOfTests.Add(123 * time.Millisecond),
		0: startOfTests, -1: startOfTests, 1 << 62: startOfTests,
	} {
		require.Equal(t, want, sentAt(seconds, now), seconds)
	}
}

func TestSpeakersAreNamedOnlyByWhatIsTheirs(t *testing.T) {
	for _, test := range []struct{ desc, kind, content, want string }{
		{"张三 : 你好", "1", "你好", "张三"},
		{"张三 : 你好...", "1", "你好，请问今天发货吗", "张三"},
		{"张三 : 第一行 第二行", "1", "第一行\n第二行", "张三"},
		{"骗子 : 别的话", "1", "你好", ""},
		{"你好", "1", "你好", ""},
		{" : 你好", "1", "你好", ""},
		{"张三 : ", "1", "你好", ""},
		{strings.Repeat("长", 65) + " : 你好", "1", "你好", ""},
		{"两\n行 : 你好", "1", "你好", ""},
		{"张三 : [图片]", "3", "<msg/>", "张三"},
		{"张三 : 图片", "3", "<msg/>", ""},
	} {
		data, err := json.Marshal(map[string]any{
			"from_username": "a", "to_username": seatWxid, "msg_id": "7", "msg_type": test.kind, "desc": test.desc, "content": test.content,
		})
		require.NoError(t, err)
		seen := messageOf(t, string(data)).(model.MessageSeen)
		require.Equal(t, test.want, seen.Message.SenderName, test.desc)
		require.Equal(t, test.want, seen.Conversation.Name, test.desc)
	}
}

func TestOnlyTheSpeakersOwnNameIsTakenOffTheText(t *testing.T) {
	text := func(content string) string {
		data, err := json.Marshal(map[string]any{
			"from_username": testRoom, "chatroom": testRoom, "chatroom_sender": "wxid_li", "msg_id": "7", "msg_type": 1, "content": content,
		})
		require.NoError(t, err)
		return messageOf(t, string(data)).(model.MessageSeen).Message.Content.Text
	}
	require.Equal(t, "好", text("wxid_li:\n好"))
	require.Equal(t, "wxid_wu:\n好", text("wxid_wu:\n好"))
	require.Equal(t, "wxid_li: 好", text("wxid_li: 好"))
}

func TestARoomIsFoundWhereverItIsNamed(t *testing.T) {
	for _, test := range []struct {
		from, to, room, sender string
		out                    bool
		speaker                string
	}{
		{testRoom, seatWxid, testRoom, "wxid_li", false, "wxid_li"},
		{testRoom, seatWxid, "", "wxid_li", false, "wxid_li"},
		{seatWxid, testRoom, "", "", true, seatWxid},
		{"wxid_li", seatWxid, testRoom, "", false, "wxid_li"},
		{testRoom, seatWxid, testRoom, "", false, ""},
		{"77@im.chatroom", seatWxid, "", "1@openim", false, "1@openim"},
	} {
		data := fmt.Sprintf(`{"from_username":%q,"to_username":%q,"chatroom":%q,"chatroom_sender":%q,"msg_id":"7","msg_type":1,"content":"x"}`, test.from, test.to, test.room, test.sender)
		seen := messageOf(t, data).(model.MessageSeen)
		require.True(t, seen.Conversation.Group)
		require.Equal(t, test.speaker, seen.Message.SenderID, data)
		require.Equal(t, test.out, seen.Message.Direction == model.Out, data)
		require.Equal(t, test.out, seen.Echo)
	}
}

func TestHugeMessagesAreCutAndKeptRaw(t *testing.T) {
	data, err := json.Marshal(map[string]any{
		"from_username": "a", "to_username": seatWxid, "msg_id": "7", "msg_type": 1, "content": strings.Repeat("长", 1<<18),
	})
	require.NoError(t, err)
	seen := messageOf(t, string(data)).(model.MessageSeen)
	require.LessOrEqual(t, len(seen.Message.Content.Text), maxKeptText+len("…"))
	require.True(t, strings.HasSuffix(seen.Message.Content.Text, "长…"))
	require.Len(t, seen.Message.Raw, maxKeptRaw)
}

func TestHostileXML(t *testing.T) {
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><msg><appmsg><title>&b;</title><type>5</type></appmsg></msg>`
	for name, content := range map[string]string{
		"deep":   strings.Repeat("<a>", 1000),
		"wide":   "<msg>" + strings.Repeat("<a/>", 30_000) + "</msg>",
		"long":   "<msg>" + strings.Repeat("x", maxXML) + "</msg>",
		"empty":  "",
		"text":   "no XML at all",
		"broken": "<msg><appmsg><title>x</title",
	} {
		var x MsgXML
		require.Error(t, decodeXML(content, &x), name)
		data, err := json.Marshal(map[string]any{"from_username": "a", "msg_id": "7", "msg_type": 49, "content": content, "desc": "a : [链接]"})
		require.NoError(t, err)
		seen := messageOf(t, string(data)).(model.MessageSeen)
		require.Equal(t, model.Content{Kind: model.KindApp, WireKind: "49", Text: "[链接]"}, seen.Message.Content, name)
		require.NotEmpty(t, seen.Message.Raw, name)
	}
	var x MsgXML
	require.NoError(t, decodeXML(bomb, &x))
	require.Equal(t, "&b;", x.App.Title, "entities of its own are not expanded")
	require.NoError(t, decodeXML("<msg><appmsg><title>a\x00\x01b &amp; c</appmsg></msg>", &x), "tags left open, and what XML does not allow")
	require.Equal(t, "ab & c", x.App.Title)
	require.NoError(t, decodeXML(`<?xml version="1.0" encoding="gb2312"?><msg><appmsg><title>好</title></appmsg></msg>`, &x))
	require.Equal(t, "好", x.App.Title)
}

func TestPlacesThatAreNone(t *testing.T) {
	for _, at := range []string{`x="NaN" y="1"`, `x="1" y="Inf"`, `x="91" y="0"`, `x="0" y="-181"`, `x="" y=""`, `x="1e400" y="0"`} {
		data, err := json.Marshal(map[string]any{"from_username": "a", "msg_id": "7", "msg_type": 48, "content": `<msg><location ` + at + ` label="L" poiname="[位置]"/></msg>`})
		require.NoError(t, err)
		content := messageOf(t, string(data)).(model.MessageSeen).Message.Content
		require.Nil(t, content.Location, at)
		require.Equal(t, "L", content.Text)
		require.Empty(t, content.Title)
	}
}

func TestLinksLeadToTheWebOrNowhere(t *testing.T) {
	for _, url := range []string{"javascript:alert(1)", "file:///etc/passwd", "weixin://x", "//x"} {
		require.Empty(t, webURL(url))
	}
	require.Equal(t, "https://a/b", webURL("", "javascript:x", " https://a/b "))
}

func TestTemplatesDoNotGrow(t *testing.T) {
	x := TemplateXML{Template: strings.Repeat("$a$", 1000)}
	require.NoError(t, json.Unmarshal([]byte(`[{"Name":"a","Members":[]}]`), &x.Links))
	x.Links[0].Plain = strings.Repeat("$a$", 1000)
	for range 20 {
		x.Links = append(x.Links, x.Links[0])
	}
	require.LessOrEqual(t, len(templateText(x)), maxKeptText+20*len(x.Links[0].Plain))
	require.Equal(t, "${a", filled("${a", nil))
	require.Equal(t, "a b", filled("${x} ${y}", map[string]string{"x": "a", "y": "b"}))
	require.Equal(t, "a < b", withoutTags("a < b"))
}
