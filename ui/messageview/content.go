package messageview

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// content is the inside of a bubble.
func (s *style) content(it *item, width float32, w wishes) *block {
	m := it.msg
	c := m.Content
	switch c.Kind {
	case model.KindText:
		return s.words(c.Text, s.body, width, w)
	case model.KindVoice:
		return s.voice(c, width, w)
	case model.KindLocation:
		return s.location(c, width, w.highlight)
	case model.KindCard:
		return s.card(c, width, w.highlight)
	case model.KindMiniProgram:
		return s.miniProgram(it, width, w.highlight)
	case model.KindChannels:
		return s.channels(it, width, w.highlight)
	case model.KindQuote:
		return s.quote(c, width, w)
	case model.KindUnknown:
		return s.unknown(c, width)
	}
	if p, ok := panels[c.Kind]; ok {
		return s.panel(it, p, width, w.highlight)
	}
	return s.unknown(c, width)
}

// words is text with links, folded where it is long.
func (s *style) words(text string, f *face, width float32, w wishes) *block {
	runes := clean(text)
	shown := runes
	fold := len(runes) >= foldRunes && !w.unfolded
	if fold {
		shown = runes[:foldTo]
	}
	lines := f.wrap(shown, width)
	if len(lines) > mostLines && !w.unfolded {
		fold = true
	}
	if fold && len(lines) > foldLines {
		lines = lines[:foldLines]
		shown = shown[:lines[foldLines-1].end]
	}
	b := &block{}
	b.prose(shown, lines, f, findLinks(shown), findAll(shown, []rune(w.highlight)))
	if fold {
		more := s.t("message.show_all", "n", len(runes))
		lw := b.text(0, b.h, more, f, theme.AccentText)
		b.spot(0, b.h, lw, f.leading, actUnfold, "")
		b.w, b.lastWidth = fyne.Max(b.w, lw), lw
		b.h += f.leading
	}
	return b
}

// unknown says what came, and lets an agent look at it as it came.
func (s *style) unknown(c model.Content, width float32) *block {
	b := &block{}
	label := s.t("message.unsupported", "kind", cleanLine(c.WireKind))
	if c.WireKind == "" {
		label = s.t("message.unsupported_plain")
	}
	y := float32(0)
	for _, l := range s.body.fit([]rune(label), width, 2) {
		b.w = fyne.Max(b.w, b.text(0, y, l, s.body, colourGrey))
		y += s.body.leading
	}
	if text := clean(c.Text); len(text) > 0 {
		for _, l := range s.small.fit(text, width, 3) {
			b.w = fyne.Max(b.w, b.text(0, y, l, s.small, colourText))
			y += s.small.leading
		}
	}
	more := s.t("message.show_raw")
	b.lastWidth = b.text(0, y, more, s.small, theme.AccentText)
	b.spot(0, y, b.lastWidth, s.small.leading, actRaw, "")
	b.w, b.h = fyne.Max(b.w, b.lastWidth), y+s.small.leading
	return b
}

// panel is how a kind that is no text is shown: an icon, a title, a few lines.
type panel struct {
	icon  icon
	label string // key of what the kind is called
	tint  fyne.ThemeColorName
	act   action
}

var panels = map[model.Kind]panel{
	model.KindFile:      {iconFile, "message.file", theme.Accent, actSave},
	model.KindLink:      {iconLink, "message.link", theme.Accent, actLink},
	model.KindRedPacket: {iconPacket, "message.red_packet", "avatar3", actNone},
	model.KindCall:      {iconCall, "message.call", theme.Accent, actNone},
	model.KindMusic:     {iconMusic, "message.music", theme.Accent, actLink},
	model.KindApp:       {iconApp, "message.app", "avatar5", actLink},
}

func (s *style) panel(it *item, p panel, width float32, highlight string) *block {
	c := it.msg.Content
	const tile = 40
	w := fyne.Min(width, cardW)
	room := w - tile - 10
	b := &block{w: w}

	title, detail, foot := s.panelWords(c, p)
	titles, details := len(s.body.fit([]rune(title), room, 2)), []string(nil)
	if detail != "" {
		details = s.small.fit([]rune(detail), room, 2)
	}
	x := float32(tile + 10)
	y := fyne.Max((tile+4-float32(titles)*s.body.leading-float32(len(details))*s.small.leading)/2, 0)
	y += s.title(b, x, y, title, room, 2, highlight)
	for _, l := range details {
		b.text(x, y, l, s.small, colourGrey)
		y += s.small.leading
	}
	y = fyne.Max(y, tile+4)
	b.rect(0, 2, tile, tile, 6, p.tint)
	b.draw(p.icon, 8, 10, 24, theme.TextOnAccent)
	if it.media.preview != "" {
		b.add(shape{form: formPicture, y: 2, w: tile, h: tile, radius: 6, source: it.media.preview, hug: hugCover})
	}
	s.foot(b, y+5, w, foot, c.Kind == model.KindFile)
	url := ""
	if p.act == actLink {
		if url = c.URL; !opens(url) {
			return b
		}
	}
	if p.act != actNone {
		b.spot(-padX, -padY, w+2*padX, b.h+2*padY, p.act, url)
	}
	return b
}

// title writes what a card is called, with what was searched for, and tells how
// high that is.
func (s *style) title(b *block, x, y float32, text string, width float32, most int, highlight string) float32 {
	lines := s.body.fit([]rune(text), width, most)
	for i, l := range lines {
		at := y + float32(i)*s.body.leading
		line := []rune(l)
		for _, m := range findAll(line, []rune(highlight)) {
			b.rect(x+s.body.width(line[:m.start]), at+1, s.body.width(line[m.start:m.end]), s.body.leading-2, 2, theme.Highlight)
		}
		b.text(x, at, l, s.body, colourText)
	}
	return float32(len(lines)) * s.body.leading
}

// foot ends a card: a line and what kind it is. Where media move, how far they are
// takes its place.
func (s *style) foot(b *block, y, w float32, words string, moves bool) {
	words = s.tiny.fit([]rune(words), w-70, 1)[0]
	b.line(0, y, w, y, theme.Divider)
	b.lastWidth = s.tiny.widthOf(words)
	b.h = y + meterSlit + s.tiny.leading
	if moves {
		b.meter(meterFoot, 0, y, w-70, meterSlit+s.tiny.leading, words)
		return
	}
	b.text(0, y+meterSlit, words, s.tiny, colourGrey)
}

// panelWords are the title, the lines below and the foot of a panel.
func (s *style) panelWords(c model.Content, p panel) (title, detail, foot string) {
	foot = s.t(p.label)
	title, detail = cleanLine(c.Title), cleanLine(c.Detail)
	switch c.Kind {
	case model.KindFile:
		// Their name is a caption: what it is called, not what it is.
		title = cleanLine(c.FileName)
		if title == "" {
			title = cleanLine(c.Title)
		}
		detail = s.fileType(title)
		if c.Size > 0 {
			detail = size(c.Size) + " · " + detail
		}
	case model.KindLink, model.KindMusic, model.KindApp:
		if c.Kind == model.KindApp && !opens(c.URL) {
			foot += " · " + s.t("message.app_unsupported")
		}
		if link, err := ParseLink(c.URL); err == nil {
			foot += " · " + link.Host
		}
	case model.KindCall, model.KindRedPacket:
		if detail == "" && title != "" {
			detail = cleanLine(c.Text)
		}
	}
	if title == "" {
		title = cleanLine(c.Text)
	}
	if title == "" {
		title = foot
	}
	if detail == title {
		detail = ""
	}
	return title, detail, foot
}

func opens(url string) bool {
	_, err := ParseLink(url)
	return err == nil
}

// fileTypes are the endings that say something to an agent. All others are of
// unknown type: a list of what is dangerous is never complete.
var fileTypes = map[string]string{
	"pdf": "PDF", "doc": "Word", "docx": "Word", "xls": "Excel", "xlsx": "Excel", "csv": "CSV",
	"ppt": "PowerPoint", "pptx": "PowerPoint", "txt": "TXT", "zip": "ZIP", "rar": "RAR", "7z": "7z",
	"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "mp3": "MP3", "mp4": "MP4", "mov": "MOV",
}

// fileType names the type a caption claims, by what stands last on screen.
func (s *style) fileType(caption string) string {
	ending := ""
	if i := strings.LastIndexByte(caption, '.'); i >= 0 {
		ending = caption[i+1:]
	}
	if known, ok := fileTypes[strings.ToLower(ending)]; ok && !strings.Contains(caption, "‹U+") {
		return known
	}
	if ending == "" || len(ending) > 12 || strings.ContainsFunc(ending, func(r rune) bool { return !isWordASCII(r) }) {
		return s.t("message.type_unknown")
	}
	return s.t("message.type_unknown") + " ." + ending
}

// clock writes ms as 0:07.
func clock(ms int) string {
	seconds := max(ms+500, 0) / 1000
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// size writes bytes as people do.
func size(bytes int64) string {
	const unit = 1024
	if bytes < unit {
		return fmt.Sprintf("%d B", bytes)
	}
	value, suffix := float64(bytes)/unit, "KB"
	for _, next := range []string{"MB", "GB", "TB"} {
		if value < unit {
			break
		}
		value, suffix = value/unit, next
	}
	if value >= 100 {
		return fmt.Sprintf("%.0f %s", value, suffix)
	}
	return fmt.Sprintf("%.1f %s", value, suffix)
}
