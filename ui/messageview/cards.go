package messageview

import (
	"net/url"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// notes writes the smaller words of a card, at most so many lines, and tells how
// high they are.
func (s *style) notes(b *block, x, y float32, text string, width float32, most int) float32 {
	if text == "" {
		return 0
	}
	lines := s.small.fit([]rune(text), width, most)
	for i, l := range lines {
		b.text(x, y+float32(i)*s.small.leading, l, s.small, colourGrey)
	}
	return float32(len(lines)) * s.small.leading
}

// location is a place: its name, its address, and a bit of a map that is none,
// for no picture of the map is asked of anybody.
func (s *style) location(c model.Content, width float32, highlight string) *block {
	const mapH = 64
	w := fyne.Min(width, cardW)
	b := &block{w: w}
	title, address := placeOf(c)
	words := strings.TrimSpace(title + "\n" + address)
	if title == "" {
		title = s.t("message.location")
	}
	y := s.title(b, 0, 0, title, w, 2, highlight)
	y += s.notes(b, 0, y, address, w, 2)
	y += 4
	b.rect(0, y, w, mapH, 6, theme.InfoTint)
	for _, road := range [][4]float32{{0, 0.7, 1, 0.35}, {0.22, 0, 0.34, 1}, {0.7, 0, 0.62, 1}, {0, 0.2, 0.3, 0.12}} {
		b.line(road[0]*w, y+road[1]*mapH, road[2]*w, y+road[3]*mapH, theme.Divider)
	}
	b.rect(w/2-5, y+mapH/2+10, 10, 4, 2, theme.Divider)
	b.draw(iconPlace, w/2-14, y+mapH/2-18, 28, theme.Danger)
	if link := mapLink(c); link != "" {
		b.spot(0, y, w, mapH, actLink, link)
	}
	if words != "" {
		b.spot(0, 0, w, y, actCopy, words)
	}
	s.foot(b, y+mapH+5, w, s.t("message.location"), false)
	return b
}

// placeOf is the name of a place and its address, each once.
func placeOf(c model.Content) (title, address string) {
	title, address = cleanLine(c.Title), cleanLine(c.Text)
	if address == title || address == "" {
		address = cleanLine(c.Detail)
	}
	if title == "" {
		title, address = address, ""
	}
	return title, address
}

// mapLink is where a place is shown on a map; "" where it is on none. Back ends
// tell places as Chinese maps count them.
func mapLink(c model.Content) string {
	at := c.Location
	if at == nil || at.Latitude == 0 && at.Longitude == 0 {
		return ""
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }
	title, _ := placeOf(c)
	q := url.Values{"position": {number(at.Longitude) + "," + number(at.Latitude)}, "coordinate": {"gaode"}}
	if title != "" {
		q.Set("name", title)
	}
	return "https://uri.amap.com/marker?" + q.Encode()
}

// card introduces somebody.
func (s *style) card(c model.Content, width float32, highlight string) *block {
	const face = 40
	w := fyne.Min(width, cardW)
	b := &block{w: w}
	name, id, portrait := cleanLine(c.Title), "", ""
	if k := c.Card; k != nil {
		id, portrait = cleanLine(k.RemoteID), k.Avatar
		if k.Name != "" {
			name = cleanLine(k.Name)
		}
	}
	for _, other := range []string{cleanLine(c.Text), id, s.t("message.card")} {
		if name == "" {
			name = other
		}
	}
	b.rect(0, 2, face, face, 6, widgets.ColourOf(id+name))
	initials := widgets.Initials(name)
	b.text((face-s.bold.widthOf(initials))/2, 2+(face-s.bold.leading)/2, initials, s.bold, theme.TextOnAccent)
	if remote(portrait) {
		b.add(shape{form: formPicture, y: 2, w: face, h: face, radius: 6, source: portrait, hug: hugCover})
	}
	const x = face + 10
	high := s.body.leading
	if id != "" && id != name {
		high += s.small.leading
	}
	y := 2 + fyne.Max((face-high)/2, 0)
	y += s.title(b, x, y, name, w-x, 1, highlight)
	if id != "" && id != name {
		s.notes(b, x, y, id, w-x, 1)
	}
	s.foot(b, face+9, w, s.t("message.card"), false)
	return b
}

// miniProgram is its name, its title and its cover.
func (s *style) miniProgram(it *item, width float32, highlight string) *block {
	c := it.msg.Content
	w := fyne.Min(width, cardW)
	b := &block{w: w}
	const small = 18
	name, drawn := "", ""
	if p := c.MiniProgram; p != nil {
		name, drawn = cleanLine(p.Name), p.Icon
	}
	title := cleanLine(c.Title)
	for _, other := range []string{name, cleanLine(c.Text), s.t("message.mini_program")} {
		if title == "" {
			title = other
		}
	}
	y := float32(0)
	if name != "" && name != title {
		b.rect(0, 1, small, small, small/2, theme.Accent)
		b.draw(iconProgram, 3, 4, small-6, theme.TextOnAccent)
		if remote(drawn) {
			b.add(shape{form: formPicture, y: 1, w: small, h: small, radius: small / 2, source: drawn, hug: hugCover})
		}
		s.notes(b, small+6, (small+2-s.small.leading)/2, name, w-small-6, 1)
		y = small + 5
	}
	y += s.title(b, 0, y, title, w, 2, highlight)
	if detail := cleanLine(c.Detail); detail != title {
		y += s.notes(b, 0, y, detail, w, 2)
	}
	y = s.cover(b, it, y+4, w, w*0.6, iconProgram)
	s.foot(b, y+5, w, s.t("message.mini_program"), false)
	return b
}

// channels is a video of 视频号: it is watched on the phone.
func (s *style) channels(it *item, width float32, highlight string) *block {
	c := it.msg.Content
	w := fyne.Min(width, cardW)
	b := &block{w: w}
	name, portrait := "", ""
	if v := c.Channels; v != nil {
		name, portrait = cleanLine(v.Nickname), v.Avatar
	}
	y := float32(0)
	if it.media.preview != "" {
		y = s.cover(b, it, 0, w, w*0.6, iconChannels)
		b.rect((w-36)/2, (y-36)/2, 36, 36, 18, theme.Accent)
		b.draw(iconPlay, (w-22)/2, (y-22)/2, 22, theme.TextOnAccent)
		y += 4
	}
	title := cleanLine(c.Title)
	if title == "" {
		title = s.t("message.channels")
	}
	y += s.title(b, 0, y, title, w, 2, highlight)
	if name != "" {
		const small = 16
		b.draw(iconChannels, 0, y+(s.small.leading-small)/2, small, "avatar3")
		if remote(portrait) {
			b.add(shape{form: formPicture, y: y + (s.small.leading-small)/2, w: small, h: small, radius: small / 2, source: portrait, hug: hugCover})
		}
		y += s.notes(b, small+5, y, name, w-small-5, 1)
	}
	s.foot(b, y+4, w, s.t("message.channels")+" · "+s.t("message.on_phone"), false)
	return b
}

// cover draws the picture of a card, in a box that is there before the picture
// is; it returns where it ends.
func (s *style) cover(b *block, it *item, y, w, h float32, below icon) float32 {
	if it.media.preview == "" {
		return y
	}
	b.rect(0, y, w, h, 6, theme.InfoTint)
	b.draw(below, (w-28)/2, y+(h-28)/2, 28, colourGrey)
	b.add(shape{form: formPicture, y: y, w: w, h: h, radius: 6, source: it.media.preview, hug: hugCover})
	return y + h
}
