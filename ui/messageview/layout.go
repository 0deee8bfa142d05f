package messageview

import (
	"hash/maphash"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// item is a message of the window with what its neighbours make of it.
type item struct {
	msg     model.Message
	key     Key
	media   media
	version uint64 // of all that a layout is made of

	transfer model.Transfer // how far its media are; no layout depends on it
	moving   bool           // there is one

	newDay bool // a day separator stands above
	opens  bool // another speaker, or a pause: avatar and name
	joins  bool // a system line below another
}

var seed = maphash.MakeSeed()

// newItem makes an item of a message with what it carries.
func newItem(m model.Message, carried media) item {
	var h maphash.Hash
	h.SetSeed(seed)
	text := func(list ...string) {
		for _, s := range list {
			_, _ = h.WriteString(s)
			_ = h.WriteByte(0xff)
		}
	}
	c := &m.Content
	text(c.Text, c.URL, c.Cover, c.Title, c.Detail, c.FileName, c.WireKind, c.Transcript,
		m.SenderID, m.SenderName, m.SenderAvatar, carried.preview)
	text(c.Mentions...)
	maphash.WriteComparable(&h, [...]int64{
		int64(c.Kind), c.Size, int64(c.Duration), int64(m.State), int64(m.Direction), m.SentAt.UnixMilli(),
	})
	if m.Reason != nil {
		text(string(m.Reason.Code), m.Reason.About, m.Reason.Detail)
	}
	if c.Location != nil {
		maphash.WriteComparable(&h, [...]float64{c.Location.Latitude, c.Location.Longitude})
	}
	if c.Card != nil {
		text(c.Card.RemoteID, c.Card.Name, c.Card.Avatar)
	}
	if c.MiniProgram != nil {
		text(c.MiniProgram.Name, c.MiniProgram.Icon)
	}
	if c.Channels != nil {
		text(c.Channels.Nickname, c.Channels.Avatar)
	}
	if c.Quote != nil {
		text(c.Quote.RemoteID, c.Quote.SenderName, c.Quote.Text)
		maphash.WriteComparable(&h, c.Quote.Kind)
	}
	return item{msg: m, media: carried, key: KeyOf(m), version: h.Sum64()}
}

// pause is how long a speaker may be silent and still go on.
const pause = 2 * time.Minute

// relate sets what items[i] owes to the one before it.
func relate(items []item, i int, zone *time.Location) {
	it := &items[i]
	if i == 0 {
		it.newDay, it.opens, it.joins = true, true, false
		return
	}
	before := &items[i-1]
	y1, m1, d1 := before.msg.SentAt.In(zone).Date()
	y2, m2, d2 := it.msg.SentAt.In(zone).Date()
	it.newDay = y1 != y2 || m1 != m2 || d1 != d2
	it.joins = isSystem(before.msg) && isSystem(it.msg)
	it.opens = it.newDay || isSystem(before.msg) || isSystem(it.msg) ||
		before.msg.Direction != it.msg.Direction || before.msg.SenderID != it.msg.SenderID ||
		it.msg.SentAt.Sub(before.msg.SentAt) > pause
}

// isSystem tells the messages that are a centred line.
func isSystem(m model.Message) bool {
	switch m.Content.Kind {
	case model.KindSystem, model.KindRecall, model.KindPat:
		return true
	}
	return m.Direction == model.System
}

// laid is a message laid out for one width.
type laid struct {
	block
	body float32 // where the message begins below its separators
}

// wishes are what a layout depends on beside the message and the width.
type wishes struct {
	group       bool
	unfolded    bool
	hearing     bool // it is being written down
	transcribes bool // the back end can write down what a voice message says
	highlight   string
	today       string // "2006-01-02": the words of separators change with it
}

// lay lays out one message of a list of that width.
func (s *style) lay(it *item, width float32, w wishes) *laid {
	out := &laid{}
	out.w = width
	y := float32(innerGap)
	if it.opens {
		y = groupGap
	}
	if it.joins {
		y = innerGap
	}
	if it.newDay {
		y = s.separator(out, it.msg.SentAt, width, w.today)
	}
	out.body = y
	if isSystem(it.msg) {
		b := s.system(it.msg, width, w.group)
		out.put(b, (width-b.w)/2, y)
		out.h = y + b.h
		if lost(it.msg) { // a pat of ours
			note := s.trouble(it.msg, width*0.8)
			out.put(note, (width-note.w)/2, out.h)
			out.h += note.h
		}
		return out
	}
	if it.msg.Direction == model.Out {
		s.own(out, it, y, w)
	} else {
		s.theirs(out, it, y, w)
	}
	return out
}

// room is how wide a bubble may be.
func room(width float32, withAvatar bool) float32 {
	r := fyne.Min(width*widest, mostWide)
	if withAvatar {
		r -= avatar + avatarGap
	}
	return fyne.Max(r, 80)
}

func (s *style) own(out *laid, it *item, y float32, w wishes) {
	b := s.message(it, room(out.w, false), w)
	out.put(b, out.w-marginX-b.w, y)
	y += b.h
	if lost(it.msg) {
		note := s.trouble(it.msg, room(out.w, false))
		out.put(note, out.w-marginX-note.w, y+2)
		y += note.h + 2
	}
	out.h = y
}

// lost tells that a message of ours is not known to have arrived, and nothing
// more will be done about it by itself.
func lost(m model.Message) bool {
	return m.State == model.StateFailed || m.State == model.StateMaybeSent
}

func (s *style) theirs(out *laid, it *item, y float32, w wishes) {
	x := marginX + avatar + avatarGap
	minimum := y
	if it.opens {
		s.avatar(out, it.msg, marginX, y)
		minimum = y + avatar
		if w.group {
			name := s.small.fit([]rune(cleanLine(nameOf(it.msg))), room(out.w, true), 1)[0]
			out.text(x+2, y-2, name, s.small, colourGrey)
			y += s.small.leading - 2
		}
	}
	b := s.message(it, room(out.w, true), w)
	out.put(b, x, y)
	out.h = fyne.Max(y+b.h, minimum)
}

func nameOf(m model.Message) string {
	if m.SenderName != "" {
		return m.SenderName
	}
	return m.SenderID
}

func (s *style) avatar(out *laid, m model.Message, x, y float32) {
	out.rect(x, y, avatar, avatar, radius, widgets.ColourOf(m.SenderID))
	text := widgets.Initials(nameOf(m))
	w := s.bold.widthOf(text)
	out.text(x+(avatar-w)/2, y+(avatar-s.bold.leading)/2, text, s.bold, theme.TextOnAccent)
	if remote(m.SenderAvatar) {
		out.add(shape{form: formPicture, x: x, y: y, w: avatar, h: avatar, radius: radius, source: m.SenderAvatar, hug: hugCover})
	}
}

func (s *style) separator(out *laid, at time.Time, width float32, today string) float32 {
	words := s.day(at, today)
	w := s.small.widthOf(words)
	x, y := (width-w)/2, float32(marginY)
	middle := y + s.small.leading/2
	out.line(marginX, middle, x-marginY, middle, theme.Divider)
	out.line(x+w+marginY, middle, width-marginX, middle, theme.Divider)
	out.text(x, y, words, s.small, colourGrey)
	return y + s.small.leading + 2*theme.Unit
}

// day names a day: today, yesterday, a date with its weekday.
func (s *style) day(at time.Time, today string) string {
	at = at.In(s.zone)
	now, err := time.ParseInLocation(time.DateOnly, today, s.zone)
	if err == nil {
		switch at.Format(time.DateOnly) {
		case today:
			return s.t("message.today")
		case now.AddDate(0, 0, -1).Format(time.DateOnly):
			return s.t("message.yesterday")
		}
	}
	weekday := s.t("message.weekday." + [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[at.Weekday()])
	key := "message.day"
	if err == nil && at.Year() != now.Year() {
		key = "message.day_of_year"
	}
	return s.t(key, "year", at.Year(), "month", int(at.Month()), "day", at.Day(), "weekday", weekday)
}

// trouble says under a message of ours what became of it, and offers what a
// person can do about it.
func (s *style) trouble(m model.Message, width float32) *block {
	b := &block{}
	words, colour := s.t("message.maybe"), theme.Warn
	if m.State == model.StateFailed {
		words, colour = s.t("message.failed"), theme.Danger
		if r := m.Reason; r != nil {
			words = s.t("message.failed_because", "reason", cleanLine(assets.TroubleText(s.t, string(r.Code), r.About, r.Detail)))
		}
	}
	lines := s.small.fit([]rune(words), width, 3)
	widths := make([]float32, len(lines))
	for i, l := range lines {
		widths[i] = s.small.widthOf(l)
		b.w = fyne.Max(b.w, widths[i])
	}
	type button struct {
		words string
		do    action
	}
	buttons := []button{{s.t("message.resend"), actResend}, {s.t("message.discard"), actDiscard}}
	if m.State == model.StateMaybeSent {
		buttons = buttons[:1]
	}
	var row float32
	for _, k := range buttons {
		row += s.small.widthOf(k.words) + marginY
	}
	last := len(lines) - 1
	beside := len(lines) == 1 && widths[last]+row <= width
	if beside {
		b.w += row
	}
	b.w = fyne.Max(b.w, row-marginY)
	for i, l := range lines {
		x := b.w - widths[i]
		if beside {
			x -= row
		}
		b.text(x, b.h, l, s.small, colour)
		b.h += s.small.leading
	}
	x, y := b.w-row, b.h
	if beside {
		y -= s.small.leading
	} else {
		b.h += s.small.leading
	}
	for _, k := range buttons {
		x += marginY
		w := b.text(x, y, k.words, s.small, theme.AccentText)
		b.spot(x-4, y, w+8, s.small.leading, k.do, "")
		x += w
	}
	return b
}
