package pychat

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

const appMsgXML = `<?xml version="1.0"?><msg><appmsg appid="wx1" sdkver="0"><title>价目 &amp; 表</title><type>5</type></appmsg><fromusername>a</fromusername></msg>`

// pictureRef is what an upload of a picture answered, or a callback told.
var pictureRef = map[string]string{
	refFileID: "3057id", refAESKey: "k", refFileSize: "1000", refBigFileSize: "5000", refThumbFileSize: "30", refFileMD5: "m",
	refThumbWidth: "120", refThumbHeight: "90", refFileCRC: "77", refMsgType: "3", refFrom: "wxid_x",
}

func TestEachKindIsSentByItsCall(t *testing.T) {
	sends := func(chat model.Conversation, c model.Content) func(context.Context, *link) error {
		return func(ctx context.Context, l *link) error {
			_, err := l.Send(ctx, providers.Outgoing{Seat: deedSeat, Conversation: chat, Content: c, ClientID: "c1"})
			return err
		}
	}
	requireDeeds(t, []deed{
		{
			name: "text", do: sends(deedChat, model.Content{Kind: model.KindText, Text: "你好 <&>"}),
			made: []made{{SendText.path, `{"to_username":"wxid_them","content":"你好 <&>"}`}},
		}, {
			name: "text that names members",
			do:   sends(deedGroup, model.Content{Kind: model.KindText, Text: "@张三 @李四 看", Mentions: []string{"wxid_a", "wxid_b"}}),
			made: []made{{SendRoomAt.path, `{"to_username":"7@chatroom","content":"@张三 @李四 看","at_list":["wxid_a","wxid_b"]}`}},
		}, {
			name: "text that names everybody",
			do:   sends(deedGroup, model.Content{Kind: model.KindText, Text: "@所有人 看", Mentions: []string{model.MentionAll}}),
			made: []made{{SendRoomAt.path, `{"to_username":"7@chatroom","content":"@所有人 看","at_list":["notify@all"]}`}},
		}, {
			name: "text that names somebody, to one person",
			do:   sends(deedChat, model.Content{Kind: model.KindText, Text: "@张三", Mentions: []string{"wxid_a"}}),
			made: []made{{SendText.path, `{"to_username":"wxid_them","content":"@张三"}`}},
		}, {
			name: "picture",
			do:   sends(deedChat, model.Content{Kind: model.KindImage, Ref: pictureRef}),
			made: []made{{SendImage.path, `{"to_username":"wxid_them","file_id":"3057id","aes_key":"k","file_size":1000,"big_file_size":5000,
				"thumb_file_size":30,"file_md5":"m","thumb_width":120,"thumb_height":90,"file_crc":77}`}},
		}, {
			name: "picture of this machine",
			answers: map[string]string{CDNUpload.path: `{"errcode":0,"data":{"file_id":"f","aes_key":"k","file_size":"9","file_md5":"m",
				"thumb_file_size":3,"thumb_width":4,"thumb_height":5,"big_file_size":9,"file_crc":6}}`},
			do: sends(deedChat, model.Content{Kind: model.KindImage, URL: "https://up.test/a.png"}),
			made: []made{
				{CDNUpload.path, `{"file_type":2,"url":"https://up.test/a.png"}`},
				{SendImage.path, `{"to_username":"wxid_them","file_id":"f","aes_key":"k","file_size":9,"big_file_size":9,
				"thumb_file_size":3,"file_md5":"m","thumb_width":4,"thumb_height":5,"file_crc":6}`},
			},
		}, {
			name: "video",
			do: sends(deedChat, model.Content{Kind: model.KindVideo, Duration: 12_300, Ref: map[string]string{
				refFileID: "v", refAESKey: "k", refFileSize: "9", refFileMD5: "m", refThumbFileSize: "3", refThumbFileMD5: "tm", refFileCRC: "6", refMP4Identify: "i",
			}}),
			made: []made{{SendVideo.path, `{"to_username":"wxid_them","file_id":"v","aes_key":"k","file_size":9,"file_md5":"m","thumb_file_size":3,
				"thumb_file_md5":"tm","video_duration":13,"file_crc":6,"mp4_identify":"i"}`}},
		}, {
			name: "file",
			do: sends(deedChat, model.Content{Kind: model.KindFile, FileName: "报价.xlsx", Size: 9, Ref: map[string]string{
				refFileID: "f", refAESKey: "k", refFileMD5: "m", refFileCRC: "6", refFileKey: "fk",
			}}),
			made: []made{{SendFile.path, `{"to_username":"wxid_them","file_id":"f","aes_key":"k","file_size":9,"file_md5":"m","file_name":"报价.xlsx","file_crc":6,"file_key":"fk"}`}},
		}, {
			name: "file known by its XML alone",
			do:   sends(deedChat, model.Content{Kind: model.KindFile, FileName: "a", Ref: map[string]string{refXML: appMsgXML, refAppType: "6"}}),
			made: []made{{SendAppMsg.path, `{"to_username":"wxid_them","app_type":6,"appid":"","xml":"<appmsg appid=\"wx1\" sdkver=\"0\"><title>价目 &amp; 表</title><type>5</type></appmsg>"}`}},
		}, {
			name:    "sticker of this machine",
			answers: map[string]string{CDNUpload.path: `{"file_id":"f","aes_key":"k","file_size":9,"file_md5":"m"}`},
			do:      sends(deedChat, model.Content{Kind: model.KindSticker, URL: "https://up.test/a.gif"}),
			made: []made{
				{CDNUpload.path, `{"file_type":5,"url":"https://up.test/a.gif"}`},
				{SendEmoji.path, `{"to_username":"wxid_them","file_id":"f","aes_key":"k","file_size":9,"file_md5":"m"}`},
			},
		}, {
			name: "sticker that was received",
			do:   sends(deedChat, model.Content{Kind: model.KindSticker, Ref: map[string]string{refFileMD5: "m", refFileSize: "9", refEmojiURL: "https://e.test/x"}}),
			made: []made{{SendEmojiMD5.path, `{"to_username":"wxid_them","file_md5":"m","file_size":9}`}},
		}, {
			name: "sticker by its address",
			do:   sends(deedChat, model.Content{Kind: model.KindSticker, Ref: map[string]string{refEmojiURL: "https://e.test/x"}}),
			made: []made{{SendEmojiURL.path, `{"to_username":"wxid_them","url":"https://e.test/x"}`}},
		}, {
			name: "pat",
			do:   sends(deedChat, model.Content{Kind: model.KindPat}),
			made: []made{{SendPat.path, `{"to_username":"wxid_them","patted_username":"wxid_them"}`}},
		}, {
			name: "pat in a group",
			do:   sends(deedGroup, model.Content{Kind: model.KindPat, Mentions: []string{"wxid_a"}}),
			made: []made{{SendPat.path, `{"to_username":"7@chatroom","patted_username":"wxid_a"}`}},
		}, {
			name: "location",
			do: sends(deedChat, model.Content{
				Kind: model.KindLocation, Title: "光谷", Text: "关山大道 519 号",
				Location: &model.Location{Latitude: 30.477043, Longitude: 114.410645},
			}),
			made: []made{{SendLocation.path, `{"to_username":"wxid_them","latitude":30.477043,"longitude":114.410645,"title":"光谷","address":"关山大道 519 号","scale":15}`}},
		}, {
			name: "card",
			do:   sends(deedChat, model.Content{Kind: model.KindCard, Card: &model.Card{RemoteID: "wxid_c", Name: "王芳", Avatar: "https://a.test/1"}}),
			made: []made{{SendShareCard.path, `{"to_username":"wxid_them","share_username":"wxid_c","share_nickname":"王芳","share_head_img":"https://a.test/1"}`}},
		}, {
			name: "card that was received",
			do:   sends(deedChat, model.Content{Kind: model.KindCard, Card: &model.Card{RemoteID: "wxid_c"}, Ref: map[string]string{refXML: `<msg username="wxid_c"/>`}}),
			made: []made{{SendShareCardRaw.path, `{"to_username":"wxid_them","xml":"<msg username=\"wxid_c\"/>"}`}},
		}, {
			name:    "link with a cover",
			answers: map[string]string{CDNUpload.path: `{"file_id":"t","aes_key":"k","file_size":9,"file_md5":"m"}`},
			do:      sends(deedChat, model.Content{Kind: model.KindLink, URL: "https://x.test/?a=1&b=2", Title: "标题", Detail: "说明", Cover: "https://up.test/c.png"}),
			made: []made{
				{CDNUpload.path, `{"file_type":1,"url":"https://up.test/c.png"}`},
				{SendLinkCardCDN.path, `{"to_username":"wxid_them","title":"标题","desc":"说明","url":"https://x.test/?a=1&b=2",
					"thumb_file_id":"t","thumb_aes_key":"k","thumb_file_size":9,"thumb_file_md5":"m"}`},
			},
		}, {
			name: "link without a cover",
			do:   sends(deedChat, model.Content{Kind: model.KindLink, URL: "https://x.test/?a=1&b=2", Title: "<b>"}),
			made: []made{{SendAppMsg.path, `{"to_username":"wxid_them","app_type":5,"appid":"","xml":"<appmsg appid=\"\" sdkver=\"0\"><title>&lt;b&gt;</title><des></des><action>view</action><type>5</type><showtype>0</showtype><url>https://x.test/?a=1&amp;b=2</url><thumburl></thumburl></appmsg>"}`}},
		}, {
			name: "app message",
			do:   sends(deedChat, model.Content{Kind: model.KindApp, Ref: map[string]string{refXML: appMsgXML, refAppType: "92"}}),
			made: []made{{SendAppMsg.path, `{"to_username":"wxid_them","app_type":92,"appid":"","xml":"<appmsg appid=\"wx1\" sdkver=\"0\"><title>价目 &amp; 表</title><type>5</type></appmsg>"}`}},
		}, {
			name: "music that was received",
			do:   sends(deedChat, model.Content{Kind: model.KindMusic, Ref: map[string]string{refXML: "<appmsg><type>3</type></appmsg>"}}),
			made: []made{{SendAppMsg.path, `{"to_username":"wxid_them","app_type":3,"appid":"","xml":"<appmsg><type>3</type></appmsg>"}`}},
		}, {
			name:    "mini program",
			answers: map[string]string{CDNUpload.path: `{"file_id":"t","aes_key":"k","file_size":9,"file_md5":"m"}`},
			do: sends(deedChat, model.Content{
				Kind: model.KindMiniProgram, Title: "下单", Cover: "https://up.test/c.png",
				MiniProgram: &model.MiniProgram{AppID: "wx2", UserName: "gh_1@app", Name: "小店", Icon: "https://i.test/", Page: "p/i.html?x=1"},
			}),
			made: []made{
				{CDNUpload.path, `{"file_type":1,"url":"https://up.test/c.png"}`},
				{SendMiniApp.path, `{"to_username":"wxid_them","username":"gh_1@app","appid":"wx2","appname":"小店","appicon":"https://i.test/","title":"下单",
					"page_path":"p/i.html?x=1","file_id":"t","aes_key":"k","file_size":9,"file_md5":"m"}`},
			},
		}, {
			name: "mini program that was received",
			do: sends(deedChat, model.Content{
				Kind: model.KindMiniProgram, Cover: "https://up.test/c.png",
				MiniProgram: &model.MiniProgram{AppID: "wx2"}, Ref: map[string]string{refXML: appMsgXML, refAppType: "33"},
			}),
			made: []made{{SendAppMsg.path, `{"to_username":"wxid_them","app_type":33,"appid":"wx2","xml":"<appmsg appid=\"wx1\" sdkver=\"0\"><title>价目 &amp; 表</title><type>5</type></appmsg>"}`}},
		}, {
			name: "channels video",
			do: sends(deedChat, model.Content{
				Kind: model.KindChannels, Title: "看", URL: "https://v.test/", Cover: "https://c.test/", Ref: map[string]string{refXML: appMsgXML},
				Channels: &model.Channels{ObjectID: "14548030681484757242", NonceID: "n", UserName: "v2@finder", Nickname: "傅", Avatar: "https://a.test/"},
			}),
			made: []made{{SendFinderVideo.path, `{"to_username":"wxid_them","object_id":"14548030681484757242","object_nonce_id":"n","username":"v2@finder","nickname":"傅",
				"avatar":"https://a.test/","desc":"看","thumb_url":"https://c.test/","url":"https://v.test/","feed_type":4}`}},
		}, {
			name: "quote",
			do: sends(deedGroup, model.Content{
				Kind: model.KindQuote, Text: "好的",
				Quote: &model.Quote{RemoteID: "7316852738432434001", SenderID: "wxid_a", SenderName: "张三", Kind: model.KindText, Text: "几点"},
			}),
			made: []made{{SendReferMsg.path, `{"to_username":"7@chatroom","content":"好的","refer_msg":{"msg_type":1,"msg_id":"7316852738432434001",
				"from_username":"wxid_a","from_nickname":"张三","source":"","content":"几点"}}`}},
		}, {
			name: "quote of a picture",
			do:   sends(deedChat, model.Content{Kind: model.KindQuote, Text: "好的", Quote: &model.Quote{RemoteID: "73", SenderID: "wxid_a", Kind: model.KindImage}}),
			made: []made{{SendReferMsg.path, `{"to_username":"wxid_them","content":"好的","refer_msg":{"msg_type":1,"msg_id":"73",
				"from_username":"wxid_a","from_nickname":"","source":"","content":"[图片]"}}`}},
		}, {
			name: "quote that was received",
			do:   sends(deedChat, model.Content{Kind: model.KindQuote, Text: "好的", Quote: &model.Quote{RemoteID: "73"}, Ref: map[string]string{refXML: appMsgXML, refAppType: "57"}}),
			made: []made{{SendAppMsg.path, `{"to_username":"wxid_them","app_type":57,"appid":"","xml":"<appmsg appid=\"wx1\" sdkver=\"0\"><title>价目 &amp; 表</title><type>5</type></appmsg>"}`}},
		}, {
			name: "revoke",
			do: func(ctx context.Context, l *link) error {
				return l.Revoke(ctx, deedSeat, deedChat, model.Message{RemoteID: "7316852738432434001", Direction: model.Out})
			},
			made: []made{{RevokeMsg.path, `{"to_username":"wxid_them","msg_id":"7316852738432434001","client_msg_id":0}`}},
		}, {
			name: "read",
			do:   func(ctx context.Context, l *link) error { return l.ClearUnread(ctx, deedSeat, deedChat) },
			made: []made{{SetSessionRead.path, `{"to_username":"wxid_them"}`}},
		},
	})
}

func TestWhatMakesNoSenseIsNotSent(t *testing.T) {
	for name, test := range map[string]struct {
		content model.Content
		want    model.TroubleCode
	}{
		"no text":           {model.Content{Kind: model.KindText, Text: " \n"}, model.TroubleInvalid},
		"too long":          {model.Content{Kind: model.KindText, Text: strings.Repeat("长", maxText/3+1)}, model.TroubleTooLong},
		"quote too long":    {model.Content{Kind: model.KindQuote, Text: strings.Repeat("x", maxText+1), Quote: &model.Quote{RemoteID: "1"}}, model.TroubleTooLong},
		"quote of nothing":  {model.Content{Kind: model.KindQuote, Text: "x"}, model.TroubleInvalid},
		"no picture":        {model.Content{Kind: model.KindImage}, model.TroubleInvalid},
		"file of a disk":    {model.Content{Kind: model.KindFile, URL: "file:///etc/passwd"}, model.TroubleInvalid},
		"no sticker":        {model.Content{Kind: model.KindSticker}, model.TroubleInvalid},
		"sticker in secret": {model.Content{Kind: model.KindSticker, Ref: map[string]string{refEmojiURL: "https://e.test/x", refAESKey: "k"}}, model.TroubleInvalid},
		"nowhere":           {model.Content{Kind: model.KindLocation}, model.TroubleInvalid},
		"not a number":      {model.Content{Kind: model.KindLocation, Location: &model.Location{Latitude: math.NaN()}}, model.TroubleInvalid},
		"beyond the pole":   {model.Content{Kind: model.KindLocation, Location: &model.Location{Latitude: 91}}, model.TroubleInvalid},
		"card of nobody":    {model.Content{Kind: model.KindCard}, model.TroubleInvalid},
		"link to a script":  {model.Content{Kind: model.KindLink, URL: "javascript:alert(1)"}, model.TroubleInvalid},
		"XML of something":  {model.Content{Kind: model.KindApp, Ref: map[string]string{refXML: "</appmsg><appmsg>"}}, model.TroubleInvalid},
		"no mini program":   {model.Content{Kind: model.KindMiniProgram, MiniProgram: &model.MiniProgram{AppID: "wx"}}, model.TroubleInvalid},
		"no channels video": {model.Content{Kind: model.KindChannels}, model.TroubleInvalid},
		"voice":             {model.Content{Kind: model.KindVoice, Ref: map[string]string{refFileID: "f"}}, model.TroubleUnsupported},
		"red packet":        {model.Content{Kind: model.KindRedPacket, Ref: map[string]string{refXML: appMsgXML}}, model.TroubleUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			b := scripted(nil)
			_, err := deedsLink(t, b, nil).Send(t.Context(), providers.Outgoing{Seat: deedSeat, Conversation: deedChat, Content: test.content})
			require.True(t, model.IsTrouble(err, test.want), "%v", err)
			require.Empty(t, b.got())
		})
	}
	l := deedsLink(t, scripted(nil), nil)
	text := model.Content{Kind: model.KindText, Text: "x"}
	_, err := l.Send(t.Context(), providers.Outgoing{Seat: deedSeat, Content: text})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = l.Send(t.Context(), providers.Outgoing{Conversation: deedChat, Content: text})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = l.Send(t.Context(), providers.Outgoing{Seat: deedSeat, Conversation: deedGroup, Content: model.Content{Kind: model.KindPat}})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), "a group can't be patted")
	require.True(t, model.IsTrouble(l.Revoke(t.Context(), deedSeat, deedChat, model.Message{RemoteID: "1"}), model.TroubleInvalid), "it is theirs")
	require.True(t, model.IsTrouble(l.Revoke(t.Context(), deedSeat, deedChat, model.Message{Direction: model.Out}), model.TroubleInvalid))
}

func TestReceipts(t *testing.T) {
	at := time.Unix(1734776146, 0).UTC()
	for answer, want := range map[string]providers.Receipt{
		`{"baseResponse":{"ret":0},"list":[{"ret":0,"msgId":0,"newMsgId":7316852738432434001,"createTime":1734776146}]}`: {RemoteID: "7316852738432434001", Confirmed: true, SentAt: at},
		`{"errcode":0,"data":{"msgId":"5","newMsgId":"73","createTime":"1734776146"}}`:                                   {RemoteID: "73", Confirmed: true, SentAt: at},
		`"{\"newMsgId\":73}"`:        {RemoteID: "73", Confirmed: true},
		`{"list":[{"newMsgId":0}]}`:  {},
		`{"msgId":5}`:                {},
		`{"list":[]}`:                {},
		`"string"`:                   {},
		`null`:                       {},
		`{"errcode":0,"data":"{}"}`:  {},
		`{"errcode":0,"data":"yes"}`: {},
	} {
		l := deedsLink(t, alwaysSays(http.StatusOK, answer), nil)
		got, err := l.Send(t.Context(), providers.Outgoing{Seat: deedSeat, Conversation: deedChat, Content: model.Content{Kind: model.KindText, Text: "x"}})
		require.NoError(t, err, answer)
		require.Equal(t, want, got, answer)
	}
	l := deedsLink(t, alwaysSays(http.StatusOK, `{"list":[{"ret":-44,"newMsgId":1}]}`), nil)
	_, err := l.Send(t.Context(), providers.Outgoing{Seat: deedSeat, Conversation: deedChat, Content: model.Content{Kind: model.KindText, Text: "x"}})
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	require.Equal(t, "refusal.code: -44", model.AsTrouble(err).Detail)
}

// gateOf is the console's gate.
type gateOf struct{ refuse error }

func (g gateOf) Pass(context.Context, string, int, bool) error { return g.refuse }

func (g gateOf) Shut(context.Context, string, time.Time) error { return nil }

// urgencies is a gate that notes which calls were urgent.
type urgencies struct {
	gateOf
	urgent []bool
}

func (g *urgencies) Pass(_ context.Context, _ string, _ int, urgent bool) error {
	g.urgent = append(g.urgent, urgent)
	return nil
}

func TestWorkOfTheConsoleIsNotUrgent(t *testing.T) {
	gate := &urgencies{}
	p := &pacer{gate: gate, rate: 90}
	for _, ctx := range []context.Context{t.Context(), providers.Background(t.Context())} {
		require.NoError(t, p.Pass(ctx, "guid", true))
		require.NoError(t, p.Pass(ctx, "guid", false))
	}
	require.Equal(t, []bool{true, false, false, false}, gate.urgent)
}

// dead is a transport that fails.
type dead struct{ err error }

func (d dead) RoundTrip(*http.Request) (*http.Response, error) { return nil, d.err }

// sendFate is one of those of providers.Sender.
type sendFate int

const (
	notTried sendFate = iota
	refusedByThem
	mayHaveArrived
)

func fateOf(t *testing.T, err error) sendFate {
	t.Helper()
	require.Error(t, err)
	var trouble *model.Trouble
	switch {
	case errors.As(err, new(*providers.NotTried)):
		return notTried
	case errors.As(err, &trouble):
		return refusedByThem
	}
	return mayHaveArrived
}

func TestWhatBecameOfASend(t *testing.T) {
	for name, test := range map[string]struct {
		status       int
		answer       string
		text, upload sendFate // of a text; of a picture, whose upload is answered so
		code         model.TroubleCode
	}{
		"refused":            {200, refusal, refusedByThem, refusedByThem, model.TroubleRejected},
		"not logged in":      {200, `{"errcode":1,"errmsg":"账号未登录"}`, refusedByThem, refusedByThem, model.TroubleNotLoggedIn},
		"wrong fields":       {422, `{"detail":[{"loc":["body","content"],"msg":"field required","type":"value_error"}]}`, refusedByThem, refusedByThem, model.TroubleRejected},
		"blocked":            {429, `{"errcode":429,"errmsg":"too many"}`, notTried, notTried, model.TroubleBlocked},
		"no such page":       {404, `<html>`, refusedByThem, refusedByThem, model.TroubleBadAnswer},
		"broke inside":       {500, `{"detail":"Internal Server Error"}`, mayHaveArrived, refusedByThem, model.TroubleRejected},
		"broke inside, said": {500, `{"errcode":-1,"errmsg":"消息过长"}`, refusedByThem, refusedByThem, model.TroubleRejected},
		"broke in between":   {502, `<html>`, mayHaveArrived, refusedByThem, model.TroubleUnreachable},
		"unreadable":         {200, `<html>`, mayHaveArrived, refusedByThem, model.TroubleBadAnswer},
		"cut off":            {200, `{"list":[{"newMs`, mayHaveArrived, refusedByThem, model.TroubleBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			l := deedsLink(t, alwaysSays(test.status, test.answer), nil)
			_, err := l.Send(t.Context(), providers.Outgoing{Seat: deedSeat, Conversation: deedChat, Content: model.Content{Kind: model.KindText, Text: "x"}})
			require.Equal(t, test.text, fateOf(t, err), "%v", err)
			require.NotContains(t, err.Error(), testGUID)
			if test.text != mayHaveArrived {
				require.Equal(t, test.code, model.AsTrouble(err).Code)
			}
			_, err = l.Send(t.Context(), providers.Outgoing{Seat: deedSeat, Conversation: deedChat, Content: model.Content{Kind: model.KindImage, URL: "https://up.test/a.png"}})
			require.Equal(t, test.upload, fateOf(t, err), "%v", err)
			require.Equal(t, test.code, model.AsTrouble(err).Code)
		})
	}
}

func TestASendThatMetNobody(t *testing.T) {
	out := providers.Outgoing{Seat: deedSeat, Conversation: deedChat, Content: model.Content{Kind: model.KindText, Text: "x"}}
	for name, gate := range map[string]error{
		"shut":  &model.Trouble{Code: model.TroubleBlocked, Detail: "2026-05-06T07:08:09Z"},
		"ended": context.Canceled,
	} {
		t.Run(name, func(t *testing.T) {
			b := scripted(nil)
			l := deedsLink(t, b, nil)
			l.client = NewClient(Config{BaseURL: "http://pychat.test", HTTP: &http.Client{Transport: b}, Clock: l.clock, Gate: &pacer{gate: gateOf{gate}, clock: l.clock}})
			_, err := l.Send(t.Context(), out)
			require.Equal(t, notTried, fateOf(t, err))
			require.Empty(t, b.got())
		})
	}
	t.Run("no connection", func(t *testing.T) {
		l := deedsLink(t, scripted(nil), nil)
		l.client = NewClient(Config{BaseURL: "http://pychat.test", HTTP: &http.Client{Transport: dead{errors.New("connection refused")}}, Clock: l.clock})
		_, err := l.Send(t.Context(), out)
		require.Equal(t, notTried, fateOf(t, err))
		require.True(t, model.IsTrouble(err, model.TroubleUnreachable))
	})
	t.Run("no answer in time", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := deedsLink(t, scripted(nil), nil)
			l.client = NewClient(Config{BaseURL: "http://pychat.test", HTTP: &http.Client{Transport: connectedAndSilent{}}, Clock: l.clock})
			_, err := l.Send(t.Context(), out)
			require.Equal(t, mayHaveArrived, fateOf(t, err))
			picture := out
			picture.Content = model.Content{Kind: model.KindImage, URL: "https://up.test/a.png"}
			_, err = l.Send(t.Context(), picture)
			require.Equal(t, notTried, fateOf(t, err), "an upload sends nothing")
		})
	})
}

func TestOfUploadsRestartsKeepWhatTheyTold(t *testing.T) {
	b := scripted(map[string]string{CDNUpload.path: `{"file_id":"f","aes_key":"k","file_size":9,"video_duration":3}`})
	l := deedsLink(t, b, nil)
	video := model.Content{Kind: model.KindVideo, URL: "https://up.test/v.mp4", Ref: map[string]string{refMsgType: "43"}}
	ref, err := l.Upload(t.Context(), deedSeat, video)
	require.NoError(t, err)
	require.Equal(t, map[string]string{refMsgType: "43", refFileID: "f", refAESKey: "k", refFileSize: "9", refVideoDuration: "3"}, ref)
	require.Equal(t, map[string]string{refMsgType: "43"}, video.Ref, "the content given is not changed")
	requireMade(t, []made{{CDNUpload.path, `{"file_type":4,"url":"https://up.test/v.mp4"}`}}, b.got())

	video.Ref = ref
	again, err := l.Upload(t.Context(), deedSeat, video)
	require.NoError(t, err)
	require.Equal(t, ref, again)
	require.Len(t, b.got(), 1, "it is there already")

	for _, c := range []model.Content{{Kind: model.KindText, Text: "x"}, {Kind: model.KindLink, URL: "https://x.test"}, {Kind: model.KindLink, Cover: "https://x.test", Ref: map[string]string{refXML: appMsgXML}}} {
		none, err := l.Upload(t.Context(), deedSeat, c)
		require.NoError(t, err)
		require.Equal(t, c.Ref, none)
	}
	require.Len(t, b.got(), 1)

	_, err = deedsLink(t, alwaysSays(200, `{"errcode":0,"data":{}}`), nil).Upload(t.Context(), deedSeat, model.Content{Kind: model.KindFile, URL: "https://up.test/a"})
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
	_, err = deedsLink(t, alwaysSays(200, refusal), nil).Upload(t.Context(), deedSeat, model.Content{Kind: model.KindFile, URL: "https://up.test/a"})
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
}

func TestOnlyWithAPlaceFilesArePublished(t *testing.T) {
	require.False(t, deedsLink(t, scripted(nil), nil).CanPublish())
	l := deedsLink(t, scripted(nil), map[string]string{optPublishPut: "http://up.test/in", optPublishBase: "https://cdn.test/f"})
	require.True(t, l.CanPublish())
	url, err := l.Publish(t.Context(), "报价.xlsx", 3, func() (providers.ReadSeekCloser, error) { return inMemory{bytes.NewReader([]byte("abc"))}, nil }, nil)
	require.NoError(t, err)
	require.Regexp(t, `^https://cdn.test/f/[A-Z2-7]{26}-%E6%8A%A5%E4%BB%B7.xlsx$`, url)
}

func TestClientIDsAreOurs(t *testing.T) {
	l := deedsLink(t, scripted(nil), nil)
	a, b := l.NewClientID(), l.NewClientID()
	require.Regexp(t, `^[0-9a-f]{32}$`, a)
	require.NotEqual(t, a, b)
}

func TestXMLOfALinkHoldsWhateverIsTyped(t *testing.T) {
	nasty := "a]]></title><type>2001</type> & \x00\n\u202e\"'"
	text, err := linkXML(model.Content{Title: nasty, Detail: nasty, URL: "https://x.test/?a=1&b=\"2", Cover: "https://c.test/'"})
	require.NoError(t, err)
	var read MsgXML
	require.NoError(t, decodeXML("<msg>"+text+"</msg>", &read))
	require.Equal(t, "5", read.App.Type)
	require.Equal(t, strings.ReplaceAll(nasty, "\x00", "\ufffd"), read.App.Title)
	require.Equal(t, "https://x.test/?a=1&b=\"2", read.App.URL)
	require.NoError(t, xml.Unmarshal([]byte(text), new(struct{})))
}
