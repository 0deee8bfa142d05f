package messageview

import (
	"strings"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// quote is an answer below what it answers.
func (s *style) quote(c model.Content, width float32, w wishes) *block {
	answer := s.words(c.Text, s.body, width-theme.Unit, w)
	quoted, id := s.quoted(c)
	if quoted == "" {
		return answer
	}
	b := &block{}
	lines := s.small.fit([]rune(quoted), width-3*theme.Unit, 3)
	h := float32(len(lines))*s.small.leading + theme.Unit
	b.w = answer.w
	for i, l := range lines {
		lw := b.text(2.5*theme.Unit, 2+float32(i)*s.small.leading, l, s.small, colourGrey)
		b.w = fyne.Max(b.w, lw+3*theme.Unit)
	}
	b.rect(0, 2, 3, h-4, 1.5, theme.TextSecondary)
	if id != "" {
		b.spot(0, 0, b.w, h, actQuote, id)
	}
	b.put(answer, 0, h+2)
	b.h, b.lastWidth = h+2+answer.h, answer.lastWidth
	return b
}

// quoted is what a message answers, as one line, and the remote id of that.
func (s *style) quoted(c model.Content) (words, id string) {
	if q := c.Quote; q != nil {
		name := q.SenderName
		if name == "" {
			name = q.SenderID
		}
		return joined(cleanLine(name), s.line(q.Kind, q.Text)), q.RemoteID
	}
	return joined(cleanLine(c.Title), cleanLine(c.Detail)), ""
}

func joined(name, words string) string { return strings.Trim(name+"："+words, "：") }

// line stands for a message in one line: its words, or what kind it is with them.
func (s *style) line(kind model.Kind, text string) string {
	text = cleanLine(text)
	label, known := kindLabels[kind]
	if !known {
		return text
	}
	return strings.TrimSpace("[" + s.t(label) + "] " + text)
}

// kindLabels name the kinds that have no words of their own, or more than words.
var kindLabels = map[model.Kind]string{
	model.KindImage: "message.image", model.KindSticker: "message.sticker", model.KindVideo: "message.video",
	model.KindVoice: "message.voice", model.KindFile: "message.file", model.KindLink: "message.link",
	model.KindMiniProgram: "message.mini_program", model.KindLocation: "message.location", model.KindCard: "message.card",
	model.KindRedPacket: "message.red_packet", model.KindChannels: "message.channels", model.KindCall: "message.call",
	model.KindMusic: "message.music", model.KindApp: "message.app",
}
