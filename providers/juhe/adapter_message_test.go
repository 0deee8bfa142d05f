package juhe

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// said is what a link makes of a frame.
func said(t testing.TB, l *link, raw string) []model.Event {
	t.Helper()
	var head inFrame
	require.NoError(t, json.Unmarshal([]byte(raw), &head))
	return l.frameEvents(readFrame(head, json.RawMessage(raw)))
}

func TestMessages(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	seat := model.SeatRef{AccountID: "c1"}
	at := today.Add(-9 * time.Second).Truncate(time.Second)
	for name, one := range map[string]struct {
		data string
		want model.MessageSeen
	}{
		"of a customer": {
			`{"msgId":"m1","chatUserId":"c1","fromId":"x1","fromName":"小美","fromAvatar":"http://h/a.png","toId":"c1","roomId":"","msgType":1,"content":"你好","time":1778051280000}`,
			model.MessageSeen{Seat: seat, Live: true, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1", Name: "小美", Avatar: "http://h/a.png"}, Message: model.Message{
				RemoteID: "m1", SentAt: at, SenderID: "x1", SenderName: "小美", SenderAvatar: "http://h/a.png",
				Content: model.Content{Kind: model.KindText, Text: "你好", WireKind: "1"},
			}},
		},
		"ours, with its client id": {
			`{"msgId":"m2","chatUserId":"c1","fromId":"c1","toId":"x1","msgType":1,"content":"您好","time":"1778051280000","self":true,"clientId":"k1"}`,
			model.MessageSeen{Seat: seat, Live: true, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1"}, Message: model.Message{
				RemoteID: "m2", SentAt: at, SenderID: "c1", ClientID: "k1", Direction: model.Out, State: model.StateSent,
				Content: model.Content{Kind: model.KindText, Text: "您好", WireKind: "1"},
			}},
		},
		"ours from a phone, in a room": {
			`{"msgId":3,"chatUserId":"c1","fromId":"c1","roomId":"r1","roomName":"群","msgType":2,"content":{"url":"http://h/p.png","picUrl":"http://h/t.png","size":9},"time":1778051280000}`,
			model.MessageSeen{Seat: seat, Live: true, Echo: true, Conversation: model.ConversationRef{RemoteID: "r1", PeerID: "r1", Group: true, Name: "群"}, Message: model.Message{
				RemoteID: "3", SentAt: at, SenderID: "c1", Direction: model.Out, State: model.StateSent,
				Content: model.Content{Kind: model.KindImage, URL: "http://h/p.png", Cover: "http://h/t.png", Size: 9, WireKind: "2"},
			}},
		},
		"of a clock that is a little ahead": {
			`{"msgId":"m5","chatUserId":"c1","fromId":"x1","msgType":9,"content":"a","time":1778051349010}`,
			model.MessageSeen{Seat: seat, Live: true, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1"}, Message: model.Message{
				RemoteID: "m5", SentAt: today.Add(time.Minute), SenderID: "x1", Direction: model.System, Content: model.Content{Kind: model.KindSystem, Text: "a", WireKind: "9"},
			}},
		},
		"of another year": {
			`{"msgId":"m6","chatUserId":"c1","fromId":"x1","msgType":9,"content":"a","time":9999999999999}`,
			model.MessageSeen{Seat: seat, Live: true, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1"}, Message: model.Message{
				RemoteID: "m6", SentAt: today, SenderID: "x1", Direction: model.System, Content: model.Content{Kind: model.KindSystem, Text: "a", WireKind: "9"},
			}},
		},
		"without a time": {
			`{"msgId":"m4","chatUserId":"c1","fromId":"x1","msgType":9,"content":"已添加"}`,
			model.MessageSeen{Seat: seat, Live: true, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1"}, Message: model.Message{
				RemoteID: "m4", SentAt: today, SenderID: "x1", Direction: model.System, Content: model.Content{Kind: model.KindSystem, Text: "已添加", WireKind: "9"},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, []model.Event{one.want}, said(t, l, `{"type":"message","data":`+one.data+`}`))
		})
	}
}

func TestContents(t *testing.T) {
	for raw, want := range map[string]model.Content{
		`{"msgType":3,"content":{"url":"http://h/v.amr","duration":7}}`: {Kind: model.KindVoice, URL: "http://h/v.amr", Duration: 7000, WireKind: "3"},
		`{"msgType":4,"content":"{\"url\":\"http://h/v.mp4\"}"}`:        {Kind: model.KindVideo, URL: "http://h/v.mp4", WireKind: "4"},
		`{"msgType":2,"content":"http://h/p.png"}`:                      {Kind: model.KindImage, URL: "http://h/p.png", WireKind: "2"},
		`{"msgType":5,"content":{"url":"http://h/f","name":"..\\..\\价目.xlsx","size":"12"}}`: {
			Kind: model.KindFile, URL: "http://h/f", FileName: "价目.xlsx", Text: "价目.xlsx", Size: 12, WireKind: "5",
		},
		`{"msgType":5,"content":{"url":"http://h/f","name":"../..","size":-12}}`: {Kind: model.KindFile, URL: "http://h/f", WireKind: "5"},
		`{"msgType":6,"content":{"url":"https://s/1","title":"春季","desc":"八折","picUrl":"http://h/c.png"}}`: {
			Kind: model.KindLink, URL: "https://s/1", Title: "春季", Detail: "八折", Cover: "http://h/c.png", Text: "春季", WireKind: "6",
		},
		`{"msgType":7,"content":{"title":"商城","appId":"wx1","pagePath":"p"}}`: {
			Kind: model.KindMiniProgram, Title: "商城", Text: "商城", WireKind: "7", MiniProgram: &model.MiniProgram{AppID: "wx1", Page: "p"},
		},
		`{"msgType":8,"content":{"userId":"x9","name":"老张","avatar":"javascript:1"}}`: {
			Kind: model.KindCard, Title: "老张", Text: "老张", WireKind: "8", Card: &model.Card{RemoteID: "x9", Name: "老张"},
		},
		`{"msgType":88,"content":{"seed":1}}`: {Kind: model.KindUnknown, WireKind: "88"},
		`{"msgType":3,"content":[1]}`:         {Kind: model.KindVoice, WireKind: "3"},
		`{"msgType":1,"content":{"url":1}}`:   {Kind: model.KindText, WireKind: "1"},
	} {
		var m Message
		require.NoError(t, json.Unmarshal([]byte(raw), &m))
		require.Equal(t, want, contentOf(m), raw)
	}
}

func TestOtherFrames(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	c1 := model.SeatRef{AccountID: "c1"}
	at := today.Add(-9 * time.Second).Truncate(time.Second)
	for raw, want := range map[string]model.Event{
		`{"type":"revoke","data":{"msgId":"m1","chatUserId":"c1","fromId":"x1","time":1778051280000}}`: model.MessageRevoked{
			Seat: c1, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1"}, RemoteID: "m1", ByID: "x1", At: at,
		},
		`{"type":"revoke","data":{"msgId":"m1","chatUserId":"c1","fromId":"c1","toId":"x1","time":1778051280000}}`: model.MessageRevoked{
			Seat: c1, Conversation: model.ConversationRef{RemoteID: "x1", PeerID: "x1"}, RemoteID: "m1", ByID: "c1", ByUs: true, At: at,
		},
		`{"type":"revoke","data":{"msgId":"m1","chatUserId":"c1","fromId":"x1","roomId":"r1"}}`: model.MessageRevoked{
			Seat: c1, Conversation: model.ConversationRef{RemoteID: "r1", PeerID: "r1", Group: true}, RemoteID: "m1", ByID: "x1", At: today,
		},
		`{"type":"state","data":{"userId":"u1","onOffline":"1","time":1778051280000}}`: model.SeatStateSeen{
			Seat: model.SeatRef{RemoteID: "u1"}, State: model.SeatOnline, At: at,
		},
		`{"type":"state","data":{"userId":"u2","onOffline":0,"time":9999999999999}}`: model.SeatStateSeen{
			Seat: model.SeatRef{RemoteID: "u2"}, State: model.SeatOffline, At: today,
		},
		`{"type":"linkers","data":{"chatUserId":"c1","linkType":"0","list":[{"id":"x1","name":"美","remark":"老客","gender":2,"externalUserId":"wo1"}]}}`: model.ContactSeen{
			Seat: c1, Contact: model.Contact{RemoteID: "x1", Name: "美", Remark: "老客", Gender: model.GenderFemale, External: true, Friendship: model.FriendNormal},
		},
		`{"type":"linkers","data":{"chatUserId":"c1","linkType":0,"list":[{"id":"x2"}]}}`: model.ContactSeen{
			Seat: c1, Contact: model.Contact{RemoteID: "x2", External: true, WeChat: true, Friendship: model.FriendNormal},
		},
	} {
		require.Equal(t, []model.Event{want}, said(t, l, raw), raw)
	}
}

func TestWhatMakesNoEventIsKept(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	for raw, seat := range map[string]model.SeatRef{
		`{"type":"message","data":{"msgId":"m1","fromId":"x1","msgType":1,"content":"a"}}`:      {},
		`{"type":"message","data":{"chatUserId":"c1","fromId":"x1","msgType":1,"content":"a"}}`: {AccountID: "c1"},
		`{"type":"message","data":{"msgId":"m1","chatUserId":"c1","msgType":1,"content":"a"}}`:  {AccountID: "c1"},
		`{"type":"message","data":{"msgId":"m1","chatUserId":"c1","fromId":"x1","msgType":1}}`:  {AccountID: "c1"},
		`{"type":"message","data":{"chatUserId":"c1","msgType":{},"content":{"userId":"u9"}}}`:  {AccountID: "c1"},
		`{"type":"revoke","data":{"msgId":"m1","chatUserId":"c1","fromId":"c1"}}`:               {AccountID: "c1"},
		`{"type":"revoke","data":{"chatUserId":"c1","fromId":"c1"}}`:                            {AccountID: "c1"},
		`{"type":"revoke","data":{"msgId":"m1"}}`:                                               {},
		`{"type":"state","data":{"userId":"u1","onOffline":7}}`:                                 {RemoteID: "u1"},
		`{"type":"state","data":{"userId":"u1"}}`:                                               {RemoteID: "u1"},
		`{"type":"state","data":{"onOffline":1}}`:                                               {},
		`{"type":"linkers","data":{"chatUserId":"c1","list":[{"name":"nobody"}]}}`:              {AccountID: "c1"},
		`{"type":"dance","data":{"userId":"u1"}}`:                                               {RemoteID: "u1"},
	} {
		events := said(t, l, raw)
		require.Len(t, events, 1, raw)
		bad, ok := events[0].(model.PayloadRefused)
		require.True(t, ok, raw)
		require.Equal(t, seat, bad.Seat, raw)
		require.NotEmpty(t, bad.Reason)
		require.NotEmpty(t, bad.Raw)
	}
	bad := l.frameEvents(Frame{Raw: []byte("<html>"), Err: errors.New("no")})[0].(model.PayloadRefused)
	require.Equal(t, "<html>", string(bad.Raw))
}
