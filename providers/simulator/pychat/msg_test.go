package pychat

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lastSent is what a call sent last.
func (b *bench) lastSent() SentMessage {
	b.t.Helper()
	sent := b.server.Sent()
	require.NotEmpty(b.t, sent)
	return sent[len(sent)-1]
}

func TestSendingText(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	who := b.person(b.in)
	answer := b.call(b.in, "/msg/send_text", object{"to_username": who.username, "content": "<您好> & 欢迎"})
	one := answer["list"].([]any)[0].(map[string]any)
	require.Equal(t, []any{json.Number("0"), json.Number("0")}, []any{one["ret"], one["msgId"]})
	id := one["newMsgId"].(json.Number).String()
	require.Len(t, id, 19)
	echo := l.expect(notifyMessage)
	require.Equal(t, []any{id, "<您好> & 欢迎"}, []any{echo["msg_id"], echo["content"]})
	require.Equal(t, SentMessage{
		GUID: b.in.guid, Path: "/msg/send_text", To: who.username, MsgID: id, Time: noon.Unix(), MsgType: 1, Text: "<您好> & 欢迎", Content: "<您好> & 欢迎",
	}, b.lastSent())

	for words, fields := range map[string]object{
		"消息内容不能为空":   {"to_username": who.username, "content": ""},
		"消息内容过长":     {"to_username": who.username, "content": strings.Repeat("长", maxText/3+1)},
		"接收者不能为空":    {"to_username": "", "content": "x"},
		"联系人不存在":     {"to_username": "wxid_nobody", "content": "x"},
		"群不存在或已不在群内": {"to_username": "1@chatroom", "content": "x"},
		"对方不是你的好友":   {"to_username": b.stranger(b.in).username, "content": "x"},
	} {
		require.Equal(t, words, b.refused(b.in, "/msg/send_text", fields))
	}
	require.Len(t, b.server.Sent(), 1)
	require.NoError(t, b.server.Do(b.in.guid, Kick))
	require.Equal(t, "账号未登录", b.refused(b.in, "/msg/send_text", object{"to_username": who.username, "content": "x"}))
}

func TestWhoHasLeftUsSaysSo(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	who := b.person(b.in)
	for words, change := range map[string]func(){
		"开启了朋友验证": func() { who.deleted, who.blocked = true, false },
		"被对方拒收":   func() { who.deleted, who.blocked = false, true },
	} {
		change()
		b.call(b.in, "/msg/send_text", object{"to_username": who.username, "content": "在吗"})
		require.Equal(t, "在吗", l.expect(notifyMessage)["content"])
		told := l.expect(notifyMessage)
		require.Equal(t, json.Number("10000"), told["msg_type"])
		require.Contains(t, told["content"], words)
	}
}

func TestNamingMembers(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	r := b.aRoom(b.in)
	me, other := r.member(b.in.account.username), r.members[1]
	send := func(content string, at ...string) object {
		return object{"to_username": r.username, "content": content, "at_list": append([]string{}, at...)}
	}
	b.call(b.in, "/msg/send_room_at", send("@"+other.shownName()+" 请看", other.username))
	require.Contains(t, l.expect(notifyMessage)["source"], "<atuserlist>"+other.username+"</atuserlist>")
	require.Equal(t, []string{other.username}, b.lastSent().At)
	me.role = administrator
	b.call(b.in, "/msg/send_room_at", send("@所有人 开会", everybody))
	require.Contains(t, l.expect(notifyMessage)["source"], everybody)
	me.role = plain
	require.Contains(t, b.refused(b.in, "/msg/send_room_at", send("@所有人", everybody)), "只有群主")
	require.Contains(t, b.refused(b.in, "/msg/send_room_at", send("请看", other.username)), "content 需要带上 @")
	require.Contains(t, b.refused(b.in, "/msg/send_room_at", send("@x", "wxid_x")), "不在群内")
	require.Contains(t, b.refused(b.in, "/msg/send_room_at", send("x")), "at_list")
	require.Contains(t, b.refused(b.in, "/msg/send_room_at", object{"to_username": b.person(b.in).username, "content": "x", "at_list": []string{"x"}}), "群不存在")
}

// uploaded puts a file of some kind at the CDN and tells of it as a send wants.
func (b *bench) uploaded(kind fileKind) (*file, object) {
	var f *file
	b.server.locked(func() { f = b.server.world.generated(b.server.media, b.server.rand, kind, "报价单.xlsx") })
	return f, object{"to_username": b.person(b.in).username, "file_id": f.id, "aes_key": f.aesKey, "file_size": f.size(), "file_md5": f.md5()}
}

func TestSendingFiles(t *testing.T) {
	for _, c := range []struct {
		path    string
		kind    fileKind
		more    func(f *file) object
		msgType int
		has     func(f *file) []string
		texts   bool // ids come as texts
	}{
		{
			path: "/msg/send_image", kind: filePicture, msgType: msgPicture,
			more: func(f *file) object { return object{"thumb_file_size": f.thumb.size()} },
			has: func(f *file) []string {
				return []string{`cdnmidimgurl="` + f.id, `aeskey="` + f.aesKey, fmt.Sprintf(`length="%d"`, f.size()), `md5="` + f.md5()}
			},
		},
		{
			path: "/msg/send_video", kind: fileVideo, msgType: msgVideo, texts: true,
			more: func(f *file) object { return object{"thumb_file_size": f.thumb.size(), "video_duration": 21} },
			has:  func(f *file) []string { return []string{`cdnvideourl="` + f.id, `playlength="21"`} },
		},
		{
			path: "/msg/send_file", kind: fileOther, msgType: msgApp,
			more: func(*file) object { return object{"file_name": "合同.pdf"} },
			has: func(f *file) []string {
				return []string{"<type>6</type>", "<title>合同.pdf</title>", "<fileext>pdf</fileext>", "<cdnattachurl>" + f.id, fmt.Sprintf("<totallen>%d<", f.size())}
			},
		},
		{
			path: "/msg/send_emoji", kind: fileEmoji, msgType: msgEmoji,
			has: func(f *file) []string { return []string{`md5="` + f.md5()} },
		},
		{
			path: "/msg/send_mini_app", kind: filePicture, msgType: msgApp,
			more: func(*file) object {
				return object{"username": "gh_1@app", "appid": "wx1", "appname": "商城", "title": "特价", "page_path": "pages/a?b=1&c=2"}
			},
			has: func(f *file) []string {
				return []string{"<type>33</type>", "<pagepath>pages/a?b=1&amp;c=2<", "<cdnthumburl>" + f.id, "<sourcedisplayname>商城<"}
			},
		},
	} {
		t.Run(c.path, func(t *testing.T) {
			b := newBench(t, Options{})
			l := b.listen(b.in)
			f, fields := b.uploaded(c.kind)
			if c.more != nil {
				for name, value := range c.more(f) {
					fields[name] = value
				}
			}
			answer := b.call(b.in, c.path, fields)
			id := fmt.Sprint(answer["newMsgId"])
			_, text := answer["newMsgId"].(string)
			require.Equal(t, c.texts, text)
			echo := l.expect(notifyMessage)
			require.Equal(t, []any{id, json.Number(fmt.Sprint(c.msgType))}, []any{echo["msg_id"], echo["msg_type"]})
			for _, part := range c.has(f) {
				require.Contains(t, echo["content"], part)
			}
			_, no := rootOf(echo["content"].(string))
			require.Nil(t, no, "it is XML")
			require.Equal(t, f.md5(), firstOf(b.lastSent().FileMD5, f.md5()))

			for name, value := range map[string]any{"file_id": "30nothing", "aes_key": "x", "file_size": 1, "file_md5": "x"} {
				good := fields[name]
				fields[name] = value
				require.NotEmpty(t, b.refused(b.in, c.path, fields), name)
				fields[name] = good
			}
			_, wrong := b.uploaded(fileVoice)
			for _, name := range []string{"file_id", "aes_key", "file_size", "file_md5"} {
				fields[name] = wrong[name]
			}
			require.Equal(t, "文件类型不符", b.refused(b.in, c.path, fields))
			require.Len(t, b.server.Sent(), 1)
		})
	}
}

func TestSendingALink(t *testing.T) {
	b := newBench(t, Options{})
	f, file := b.uploaded(filePicture)
	fields := object{
		"to_username": file["to_username"], "title": "说明书", "desc": "第一章", "url": "https://help.example.com/?a=1&b=2",
		"thumb_file_id": f.id, "thumb_aes_key": f.aesKey, "thumb_file_size": f.size(), "thumb_file_md5": f.md5(),
	}
	answer := b.call(b.in, "/msg/send_link_card_cdn", fields)
	require.IsType(t, "", answer["newMsgId"])
	content := b.lastSent().Content
	for _, part := range []string{"<type>5</type>", "<title>说明书</title>", "a=1&amp;b=2", "<cdnthumburl>" + f.id} {
		require.Contains(t, content, part)
	}
	for name, value := range (object{"title": "", "url": "nothing", "thumb_aes_key": "x"}) {
		good := fields[name]
		fields[name] = value
		require.NotEmpty(t, b.refused(b.in, "/msg/send_link_card_cdn", fields), name)
		fields[name] = good
	}
	for name, value := range (object{"thumb_file_id": "", "thumb_aes_key": "", "thumb_file_size": 0, "thumb_file_md5": ""}) {
		fields[name] = value
	}
	b.call(b.in, "/msg/send_link_card_cdn", fields)
	require.NotContains(t, b.lastSent().Content, "appattach")
}

func TestSendingEmoji(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	require.Equal(t, "表情不存在", b.refused(b.in, "/msg/send_emoji_md5", object{"to_username": who, "file_md5": "x", "file_size": 1}))
	_, err := b.server.Say(b.in.guid, who, "sticker", "")
	require.NoError(t, err)
	f := b.in.messages[0].file
	b.call(b.in, "/msg/send_emoji_md5", object{"to_username": who, "file_md5": f.md5(), "file_size": f.size()})
	require.Contains(t, b.lastSent().Content, f.md5())
	require.Equal(t, msgEmoji, b.lastSent().MsgType)

	url := b.http.URL + f.path
	b.call(b.in, "/msg/send_emoji_url", object{"to_username": who, "url": url})
	require.Equal(t, f.md5(), b.lastSent().FileMD5, "it was fetched")
	require.Equal(t, "文件下载失败", b.refused(b.in, "/msg/send_emoji_url", object{"to_username": who, "url": b.http.URL + "/media/none"}))
	require.Equal(t, "url 格式错误", b.refused(b.in, "/msg/send_emoji_url", object{"to_username": who, "url": "none"}))
	b.server.media.Keep("/publish/x.txt", []byte("text"))
	require.Equal(t, "不是有效的表情图片", b.refused(b.in, "/msg/send_emoji_url", object{"to_username": who, "url": b.http.URL + "/publish/x.txt"}))
}

func TestSendingCards(t *testing.T) {
	b := newBench(t, Options{})
	who, other := b.person(b.in).username, b.in.contacts[1]
	b.call(b.in, "/msg/send_share_card", object{"to_username": who, "share_username": other.username})
	card, no := rootOf(b.lastSent().Content)
	require.Nil(t, no)
	require.Equal(t, []string{other.username, other.nickname}, []string{card.attributes["username"], card.attributes["nickname"]})
	require.NotEmpty(t, b.refused(b.in, "/msg/send_share_card", object{"to_username": who, "share_username": "wxid_x"}))

	b.call(b.in, "/msg/send_share_card_raw", object{"to_username": who, "xml": `<msg username="wxid_1" nickname="阿一"/>`})
	require.Equal(t, []any{msgCard, "[名片]阿一"}, []any{b.lastSent().MsgType, b.lastSent().Text})
	for _, xml := range []string{"", "text", `<msg username="x">`, `<msg/>`, `<card username="x"/>`} {
		require.NotEmpty(t, b.refused(b.in, "/msg/send_share_card_raw", object{"to_username": who, "xml": xml}), xml)
	}
}

func TestSendingOtherKinds(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	sent := func(path string, fields object) string {
		fields["to_username"] = who
		b.call(b.in, path, fields)
		_, no := rootOf(b.lastSent().Content)
		require.Nil(t, no, b.lastSent().Content)
		return b.lastSent().Content
	}
	refused := func(path string, fields object) {
		t.Helper()
		fields["to_username"] = who
		require.NotEmpty(t, b.refused(b.in, path, fields))
	}
	require.Contains(t, sent("/msg/send_location", object{"latitude": 23.1, "longitude": 113.3, "title": "太古汇", "address": "天河路", "scale": 15}),
		`x="23.100000" y="113.300000" scale="15" label="天河路" maptype="0" poiname="太古汇"`)
	refused("/msg/send_location", object{"latitude": 91, "longitude": 0})

	app := `<appmsg appid=""><title>歌</title><type>3</type></appmsg>`
	require.Equal(t, "<msg>"+app+"</msg>", sent("/msg/send_app_msg", object{"app_type": 3, "xml": app}))
	require.Equal(t, "<msg>"+app+"</msg>", sent("/msg/send_app_msg", object{"app_type": 3, "xml": "<msg>" + app + "</msg>"}))
	refused("/msg/send_app_msg", object{"app_type": 5, "xml": app})
	refused("/msg/send_app_msg", object{"app_type": 3, "xml": app[1:]})
	refused("/msg/send_app_msg", object{"app_type": 3, "xml": "<msg/>"})

	require.Contains(t, sent("/msg/send_finder_video", object{
		"object_id": "14548030681484757242", "object_nonce_id": "5_0", "username": "v2@finder", "nickname": "店", "feed_type": 4,
	}), "<objectId>14548030681484757242</objectId>")
	refused("/msg/send_finder_video", object{"object_id": "1"})

	quote := sent("/msg/send_refer_msg", object{"content": "是这个", "refer_msg": object{
		"msg_type": 1, "msg_id": "7001", "from_username": who, "from_nickname": "小王", "source": "<s/>", "content": "哪个?",
	}})
	for _, part := range []string{"<type>57</type>", "<title>是这个</title>", "<svrid>7001</svrid>", "<displayname>小王</displayname>", "<content>哪个?</content>"} {
		require.Contains(t, quote, part)
	}
	require.Equal(t, "是这个", b.lastSent().Text)

	require.Contains(t, sent("/msg/send_pat", object{"patted_username": who}), "<pattedusername>"+who)
	refused("/msg/send_pat", object{"patted_username": "wxid_x"})
	r := b.aRoom(b.in)
	b.call(b.in, "/msg/send_pat", object{"to_username": r.username, "patted_username": r.members[1].username})
	require.Contains(t, b.lastSent().Content, "<chatusername>"+r.username)
	require.NotEmpty(t, b.refused(b.in, "/msg/send_pat", object{"to_username": r.username, "patted_username": "wxid_x"}))
}

func TestRevoking(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	who := b.person(b.in).username
	b.call(b.in, "/msg/send_text", object{"to_username": who, "content": "错了"})
	id := l.expect(notifyMessage)["msg_id"].(string)
	revoke := object{"to_username": who, "msg_id": id, "client_msg_id": 0}
	b.clock.Advance(revokeWithin)
	b.call(b.in, "/msg/revoke_msg", revoke)
	trace := l.expect(notifyMessage)
	require.Equal(t, json.Number("10002"), trace["msg_type"])
	require.Contains(t, trace["content"], "<newmsgid>"+id+"</newmsgid>")
	require.Equal(t, "消息已撤回", b.refused(b.in, "/msg/revoke_msg", revoke))

	b.call(b.in, "/msg/send_text", object{"to_username": who, "content": "晚了"})
	revoke["msg_id"] = l.expect(notifyMessage)["msg_id"]
	b.clock.Advance(revokeWithin + time.Second)
	require.Contains(t, b.refused(b.in, "/msg/revoke_msg", revoke), "超过2分钟")

	theirs, err := b.server.Say(b.in.guid, who, "", "他们的")
	require.NoError(t, err)
	revoke["msg_id"] = theirs
	require.Equal(t, "消息不存在", b.refused(b.in, "/msg/revoke_msg", revoke))
	l.expect(notifyMessage)
	_, err = b.server.Say(b.in.guid, who, "revoke", theirs)
	require.NoError(t, err)
	trace = l.expect(notifyMessage)
	require.Equal(t, who, trace["from_username"])
	require.Contains(t, trace["content"], theirs)
}

func TestReading(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	_, err := b.server.Say(b.in.guid, who, "", "在吗")
	require.NoError(t, err)
	require.Equal(t, 1, b.in.chatWith(who).unread)
	b.call(b.in, "/msg/set_session_read", object{"to_username": who})
	require.Zero(t, b.in.chatWith(who).unread)
	require.NotEmpty(t, b.refused(b.in, "/msg/set_session_read", object{"to_username": "wxid_x"}))
}

func TestSpeechAsText(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	id, err := b.server.Say(b.in.guid, who, "voice", "")
	require.NoError(t, err)
	voice := b.call(b.in, "/msg/new_trans_voice_id", nil)["voice_id"]
	fields := object{"voice_id": voice, "msg_id": id, "length": b.in.messages[0].file.size()}
	require.Equal(t, json.Number("0"), b.call(b.in, "/msg/check_voice_trans", fields)["status"])
	require.Equal(t, "语音尚未上传", b.refused(b.in, "/msg/get_voice_trans", object{"voice_id": voice}))
	b.call(b.in, "/msg/upload_voice_trans", fields)
	require.Equal(t, json.Number("1"), b.call(b.in, "/msg/check_voice_trans", fields)["status"])
	var said []string
	for end := ""; end != "1"; {
		answer := b.call(b.in, "/msg/get_voice_trans", object{"voice_id": voice})
		end = answer["end_flag"].(json.Number).String()
		said = append(said, answer["text"].(map[string]any)["string"].(string))
	}
	require.Len(t, said, transPolls+1)
	for _, part := range said {
		require.True(t, strings.HasPrefix(said[transPolls], part))
	}
	for _, path := range []string{"/msg/check_voice_trans", "/msg/upload_voice_trans"} {
		require.Equal(t, "语音长度不一致", b.refused(b.in, path, object{"voice_id": voice, "msg_id": id, "length": 1}))
		require.Equal(t, "语音消息不存在", b.refused(b.in, path, object{"voice_id": voice, "msg_id": "1", "length": 1}))
		require.Equal(t, "voice_id 无效", b.refused(b.in, path, object{"voice_id": "x", "msg_id": id, "length": fields["length"]}))
	}
	require.Equal(t, "voice_id 无效", b.refused(b.in, "/msg/get_voice_trans", object{"voice_id": "x"}))
}
