package pychat

import (
	"fmt"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// surprises are the kinds of message that people come up with between the lines
// of a dialogue.
var surprises = []string{
	"location", "card", "music", "channels", "quote", "call", "system", "marker", "pat", "regret", "sticker", "link", "mini",
}

// surprise has somebody do something that no dialogue has in it.
func (s *Server) surprise(c *chat) {
	from := c.speaker('1')
	switch kind := talk.One(s.rand, surprises); {
	case from == "":
	case kind == "marker":
		us := c.in.account.username
		s.say(c.in, us, us, markerBody(c.peer(), s.now()), sourceXML(0, nil))
	case kind == "regret":
		m := s.speak(c, from, textBody("发错了"), nil)
		s.later(3*time.Second, 20*time.Second, func() { s.takeBack(c.in, m) })
	case kind == "system" && c.room != nil:
		s.system(c.in, c.peer(), fmt.Sprintf(`"%s"修改群名为“%s”`, c.in.nameOf(from), c.room.name))
	case kind == "system":
		s.system(c.in, c.peer(), "以上是打招呼的内容")
	case kind == "call" && c.room != nil: // a room has none
		s.speak(c, from, s.kindOf(c, "sticker", from, ""), nil)
	default:
		s.speak(c, from, s.kindOf(c, kind, from, ""), nil)
	}
}

// kindOf makes the body of a message that is no text, or of text that is
// unusual: the kinds of a dialogue's lines, of surprises, and of Say. What is in
// it is random but for text, which some have somewhere.
func (s *Server) kindOf(c *chat, kind, from, text string) body {
	return fromWeCom(from, s.bodyOf(c, kind, from, text))
}

func (s *Server) bodyOf(c *chat, kind, from, text string) body {
	us := c.in.account.username
	made := func(kind fileKind, name string) *file { return s.world.generated(s.media, s.rand, kind, name) }
	switch kind {
	case "picture":
		return pictureBody(made(filePicture, ""))
	case "voice":
		return voiceBody(made(fileVoice, ""), from)
	case "video":
		return videoBody(made(fileVideo, ""), from)
	case "file":
		return fileBody(made(fileOther, talk.One(s.rand, []string{"报价单.xlsx", "电子发票.pdf", "产品说明书.pdf", "检测报告.pdf", "对账明细.xlsx"})))
	case "bigfile":
		return fileBody(s.big())
	case "sticker":
		f := made(fileEmoji, "")
		return emojiBody(f, s.origin.URL(f.path), from, us)
	case "location":
		return locationBody(23.10+s.rand.Float64()/10, 113.30+s.rand.Float64()/10, 15, "广州市天河区体育西路103号", talk.One(s.rand, talk.CompanyWords)+"广场")
	case "card":
		who := c.in.contacts[s.rand.IntN(len(c.in.contacts))]
		return cardBody(who.username, who.nickname, who.alias, s.origin.URL(who.avatar), who.sex)
	case "music":
		return musicBody("平凡之路", "朴树", "https://music.example.com/song/28793140", "https://music.example.com/song/28793140.mp3")
	case "link":
		return linkBody(firstOf(text, talk.One(s.rand, talk.ItemNames)+"使用指南"), "常见问题与操作步骤，点击查看",
			fmt.Sprintf("https://help.example.com/guide/%d", s.rand.Uint32()), s.origin.URL(media.Picture(s.rand.Uint32())))
	case "mini":
		return miniBody("gh_"+talk.HexText(s.rand, 12)+"@app", "wx"+talk.HexText(s.rand, 16), "积分商城", s.origin.URL(media.Sticker(s.rand.Uint32())),
			talk.One(s.rand, talk.ItemNames)+"限时兑换", "pages/index/index.html?id=8", made(filePicture, ""))
	case "channels":
		return finderBody("14548030681484757242", "5311870697128983641_0_0_0_0_0", "v2_060000231003b20faec8cae78d1cc2d3@finder", "本地好店",
			s.origin.URL(media.Avatar(s.rand.Uint32())), "今天上新", s.origin.URL(media.Picture(s.rand.Uint32())), s.origin.URL(media.Video(s.rand.Uint32())), 4)
	case "quote":
		return quoteBody(firstOf(text, "这个是什么意思？"), c.newest())
	case "pat":
		chatroom := ""
		if c.room != nil {
			chatroom = c.peer()
		}
		return patBody(from, us, chatroom, fmt.Sprintf(`"%s" 拍了拍我`, c.in.nameOf(from)))
	case "call":
		return callBody(s.rand.IntN(2) == 0)
	case "broken":
		return body{kind: msgApp, content: `<msg><appmsg><title>` + text, desc: "[链接]"}
	case "huge":
		return body{kind: msgText, content: text + strings.Repeat("啊", hugeText/len("啊")), desc: "[长文本]"}
	}
	return body{kind: msgUnknown, content: `<msg><future version="1">` + escape(text) + `</future></msg>`, desc: "[新消息]"}
}

// newest is the newest text of a conversation as a quote names it, or one that
// nobody remembers.
func (c *chat) newest() quoted {
	q := quoted{kind: msgText, id: "1000000000000000001", from: c.in.account.username, fromName: c.in.account.nickname, content: "您好"}
	if m := c.in.lastText(c.peer()); m != nil {
		q = quoted{kind: msgText, id: m.idText(), from: m.sender, fromName: c.in.nameOf(m.sender), content: m.content, source: m.source}
	}
	if c.room != nil {
		q.chatroom = c.peer()
	}
	return q
}
