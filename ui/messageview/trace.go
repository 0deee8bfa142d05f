package messageview

import (
	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// system is a centred line that nobody said: what happened, a pat, or the trace
// of a message that was taken back.
func (s *style) system(m model.Message, width float32, group bool) *block {
	b := &block{}
	lines := s.small.fit([]rune(s.systemWords(m, group)), width*0.8, 8)
	widths := make([]float32, len(lines))
	for i, l := range lines {
		widths[i] = s.small.widthOf(l)
		b.w = fyne.Max(b.w, widths[i])
	}
	again, room := "", float32(0)
	if reedits(m) {
		again = s.t("message.reedit")
		room = 2*theme.Unit + s.small.widthOf(again)
	}
	beside := len(lines) == 1 && widths[0]+room <= width*0.8
	if beside {
		b.w += room
	}
	for i, l := range lines {
		x := (b.w - widths[i]) / 2
		if beside {
			x = 0
		}
		b.text(x, b.h, l, s.small, colourGrey)
		b.h += s.small.leading
	}
	if again == "" {
		return b
	}
	w := s.small.widthOf(again)
	x, y := b.w-w, b.h-s.small.leading
	if !beside {
		x, y = fyne.Max(b.w-w, 0)/2, b.h
		b.w, b.h = fyne.Max(b.w, w), b.h+s.small.leading
	}
	b.text(x, y, again, s.small, theme.AccentText)
	b.spot(x-4, y, w+8, s.small.leading, actReedit, m.Content.Detail)
	return b
}

// reedits tells that words of ours that were taken back can be written again.
func reedits(m model.Message) bool {
	return m.Content.Kind == model.KindRecall && m.Direction == model.Out && m.Content.Detail != "" && byWriter(m)
}

// byWriter tells that a message was taken back by who wrote it, as far as is known.
func byWriter(m model.Message) bool {
	by := m.Content.Mentions
	return len(by) == 0 || m.SenderID == "" || by[0] == m.SenderID
}

func (s *style) systemWords(m model.Message, group bool) string {
	c := m.Content
	text := string(clean(c.Text))
	switch {
	case c.Kind == model.KindRecall && text != "" && m.Direction != model.System:
		// What was said before it was taken back must not look like a notice.
		return s.t("message.recalled_text", "text", text)
	case text != "":
		return text
	case c.Kind == model.KindRecall:
		return s.recalled(m, group)
	case c.Kind == model.KindPat:
		return s.t("message.pat")
	}
	return s.t("message.unsupported", "kind", cleanLine(c.WireKind))
}

// recalled says who took a message back, and whose it was.
func (s *style) recalled(m model.Message, group bool) string {
	name := cleanLine(m.Content.Title)
	switch {
	case m.Direction == model.Out && byWriter(m):
		return s.t("message.recalled_by_us")
	case m.Direction == model.Out && name != "":
		return s.t("message.recalled_ours", "name", name)
	case m.Direction == model.System:
		return s.t("message.recalled")
	case byWriter(m) && !group:
		return s.t("message.recalled_by_them")
	case byWriter(m) && (name != "" || m.SenderName != ""):
		if name == "" {
			name = cleanLine(m.SenderName)
		}
		return s.t("message.recalled_by", "name", name)
	case name != "":
		return s.t("message.recalled_theirs", "name", name)
	}
	return s.t("message.recalled")
}
