package juhe

import (
	"fmt"
	"math/rand/v2"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// Kinds of messages: msgType of a frame. Assumed, as all frames.
const (
	kindText    = 1
	kindImage   = 2
	kindVoice   = 3
	kindVideo   = 4
	kindFile    = 5
	kindLink    = 6
	kindMini    = 7
	kindCard    = 8
	kindSystem  = 9
	kindUnknown = 88 // something nobody has documented
)

// body is what a message says.
type body struct {
	kind   int
	text   string         // of a text or a system line
	fields map[string]any // of anything else; a path of ours is made a URL when it is shown
}

// brief is a text, or the URL of what it is.
func (b body) brief() string {
	if b.fields == nil {
		return b.text
	}
	address, _ := b.fields["url"].(string)
	return address
}

// content is the field of that name in a frame.
func (s *Server) content(b body) any {
	if b.fields == nil {
		return b.text
	}
	shown := map[string]any{}
	for name, value := range b.fields {
		if text, ok := value.(string); ok && (name == "url" || name == "picUrl") {
			value = s.origin.URL(text)
		}
		shown[name] = value
	}
	return shown
}

// utter makes the body of a line of a dialogue.
func (s *Server) utter(c *chat, l talk.Line) body {
	seed := s.rand.Uint32()
	switch l.Kind {
	case "picture":
		return body{kind: kindImage, fields: map[string]any{"url": media.Picture(seed), "picUrl": media.Thumb(seed)}}
	case "sticker":
		return body{kind: kindImage, fields: map[string]any{"url": media.Sticker(seed)}}
	case "voice":
		return body{kind: kindVoice, fields: map[string]any{"url": media.Voice(seed)}}
	case "video":
		return body{kind: kindVideo, fields: map[string]any{"url": media.Video(seed), "picUrl": media.Thumb(seed)}}
	case "file":
		name := talk.One(s.rand, []string{"报价单.xlsx", "电子发票.pdf", "产品说明书.pdf", "对账明细.xlsx"})
		path := media.File(seed, name)
		data, _ := s.media.Get(path)
		return body{kind: kindFile, fields: map[string]any{"url": path, "name": name, "size": len(data)}}
	case "link":
		return body{kind: kindLink, fields: map[string]any{
			"url": fmt.Sprintf("https://help.example.com/guide/%d", seed), "title": talk.One(s.rand, talk.ItemNames) + "使用指南",
			"desc": "常见问题与操作步骤，点击查看", "picUrl": media.Picture(seed),
		}}
	case "mini":
		return body{kind: kindMini, fields: map[string]any{
			"title": "积分商城", "desc": talk.One(s.rand, talk.ItemNames) + "限时兑换", "picUrl": media.Sticker(seed),
		}}
	case "unknown":
		return body{kind: kindUnknown, fields: map[string]any{"seed": seed}}
	}
	return body{kind: kindText, text: c.words.Fill(l.Text)}
}

// surprise is something no dialogue has a customer say.
func (s *Server) surprise(c *chat) body {
	kinds := []string{"link", "mini", "card", "system", "unknown"}
	switch kind := talk.One(s.rand, kinds); kind {
	case "card":
		who := talk.PersonName(s.rand)
		return body{kind: kindCard, fields: map[string]any{"title": who, "name": who, "desc": corpName, "picUrl": media.Avatar(s.rand.Uint32())}}
	case "system":
		return body{kind: kindSystem, text: "对方更换了头像"}
	default:
		return s.utter(c, talk.Line{Who: 'C', Kind: kind})
	}
}

// perform begins a dialogue in a chat, with its own words and, in a room, its own
// speakers.
func (s *Server) perform(c *chat) {
	c.script, c.step, c.cast = talk.Pick(s.rand, s.dialogues, c.room != nil), 0, s.rand.IntN(1000)
	c.words = talk.NewSlots(s.rand, c.voice('1').name, futureDate(s.rand, s))
}

// futureDate is a day an agent promises something for.
func futureDate(r *rand.Rand, s *Server) string {
	return s.now().In(shanghai).AddDate(0, 0, 1+r.IntN(6)).Format("1月2日")
}
