package messageview

import (
	"strings"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// voice is as wide as it is long. Below it stands what it says, where somebody
// wrote that down.
func (s *style) voice(c model.Content, width float32, w wishes) *block {
	seconds := (c.Duration + 500) / 1000
	b := &block{h: s.body.leading}
	bars := 8 + min(seconds, 60)/3
	b.draw(iconPlay, -2, (b.h-18)/2, 18, theme.AccentText)
	x := float32(20)
	for i := range bars {
		h := float32(4 + (i*i*7+i*5)%11)
		b.rect(x, (b.h-h)/2, 2, h, 1, theme.AccentText)
		x += 4
	}
	label := s.t("message.voice")
	if c.Duration > 0 {
		label = clock(c.Duration)
	}
	lw := fyne.Max(s.tiny.widthOf(label), 40)
	b.meter(meterShort, x+6, (b.h-s.tiny.leading)/2-meterSlit, lw, s.tiny.leading+meterSlit, label)
	b.w = x + 6 + lw
	words, grey := c.Transcript, true
	if words == "" && c.Text != "" && !strings.HasPrefix(c.Text, "[") { // as it came
		words = c.Text
	}
	switch {
	case words != "":
	case w.hearing:
		words = s.t("message.transcribing")
	case w.transcribes:
		b.spot(0, 0, b.w, b.h, actSave, "")
		words = s.t("message.transcribe")
		tw := b.text(0, b.h, words, s.small, theme.AccentText)
		b.spot(-4, b.h, tw+8, s.small.leading, actTranscribe, "")
		b.w, b.h, b.lastWidth = fyne.Max(b.w, tw), b.h+s.small.leading, tw
		return b
	default:
		grey = false
	}
	b.spot(-padX, -padY, b.w+2*padX, b.h+2*padY, actSave, "")
	if !grey {
		b.lastWidth = b.w
		return b
	}
	said := s.words(words, s.small, fyne.Max(b.w, fyne.Min(width, 240)), w)
	for i := range said.shapes {
		if sh := &said.shapes[i]; sh.form == formText && sh.colour == colourText {
			sh.colour = colourGrey
		}
	}
	b.put(said, 0, b.h+2)
	b.w, b.h = fyne.Max(b.w, said.w), b.h+2+said.h
	b.lastWidth = said.lastWidth
	return b
}
