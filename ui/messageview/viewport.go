package messageview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"seatdeck/app/model"
)

// layout is how item i is laid out at the width of the view.
func (v *View) layout(i int) *laid {
	it := &v.win.items[i]
	key := layoutKey{
		id: it.msg.ID, version: it.version, width: v.Size().Width,
		newDay: it.newDay, opens: it.opens, joins: it.joins, unfolded: v.unfold[it.msg.ID], hearing: v.hearing[it.msg.ID],
	}
	return v.layouts.get(key, func() *laid {
		w := v.wishes
		w.unfolded, w.hearing = key.unfolded, key.hearing
		return v.style.lay(it, key.width, w)
	})
}

func (v *View) height(i int) float32 { return v.layout(i).h }

// sight is the run of rows that is seen: the index of the first and its top,
// the index of the last and its bottom.
type sight struct {
	top, bottom   int
	topY, bottomY float32
}

// find walks from the anchor to both edges of the view. It touches the rows in
// sight and those that were scrolled over, never the rest.
func (v *View) find() sight {
	h := v.Size().Height
	last := len(v.win.items) - 1
	i, y := last, float32(0)
	if v.follow && !v.win.after {
		y = h - marginY - v.height(last)
	} else {
		if i = v.win.find(v.anchor.id, v.anchor.key); i < 0 {
			i = v.win.index(v.anchor.key)
		}
		y = v.anchor.y - v.layout(i).body
	}
	for y > h && i > 0 {
		i--
		y -= v.height(i)
	}
	for i < last && y+v.height(i) < 0 {
		y += v.height(i)
		i++
	}
	s := sight{i, i, y, y + v.height(i)}
	for s.bottom < last && s.bottomY < h {
		s.bottom++
		s.bottomY += v.height(s.bottom)
	}
	// Blank below the last message: everything moves down.
	if s.bottom == last && s.bottomY < h-marginY {
		s.shift(h - marginY - s.bottomY)
	}
	v.up(&s)
	// Blank above the first message: everything moves up, as far as there is more
	// below. A short conversation stands at the bottom.
	if s.top == 0 && s.topY > marginY/2 {
		s.shift(marginY/2 - s.topY)
		for s.bottom < last && s.bottomY < h {
			s.bottom++
			s.bottomY += v.height(s.bottom)
		}
		if s.bottom == last && s.bottomY < h-marginY {
			s.shift(h - marginY - s.bottomY)
		}
	}
	for s.top < s.bottom && s.topY+v.height(s.top) <= 0 {
		s.topY += v.height(s.top)
		s.top++
	}
	for s.bottom > s.top && s.bottomY-v.height(s.bottom) >= h {
		s.bottomY -= v.height(s.bottom)
		s.bottom--
	}
	return s
}

func (v *View) up(s *sight) {
	for s.top > 0 && s.topY > 0 {
		s.top--
		s.topY -= v.height(s.top)
	}
}

func (s *sight) shift(dy float32) {
	s.topY += dy
	s.bottomY += dy
}

// place draws what is in sight. It is the one place that moves rows.
func (v *View) place() {
	size := v.Size()
	if size.Width <= 0 || size.Height <= 0 {
		return
	}
	if today := v.today(); v.wishes.today != today {
		v.wishes.today = today
		v.layouts.clear()
	}
	if v.win.empty() {
		v.hand(sight{0, -1, 0, 0})
		v.bar.set(0, 1)
		v.pills()
		canvas.Refresh(v.ground)
		return
	}
	s := v.find()
	last := len(v.win.items) - 1
	atEnd := s.bottom == last && s.bottomY <= size.Height-marginY+1
	v.follow = atEnd && !v.win.after
	v.keepAnchor(s)
	v.hand(s)
	v.thumb(s)
	if v.follow {
		v.seen, v.fresh = v.win.last(), 0
	}
	v.pills()
	v.tell()
	v.loadMore(s.top, s.bottom)
}

// keepAnchor holds on to the first message whose beginning is in sight, else to
// the one that fills it.
func (v *View) keepAnchor(s sight) {
	i, y := s.top, s.topY
	if s.top < s.bottom && y+v.layout(i).body < 0 {
		y += v.height(i)
		i++
	}
	it := &v.win.items[i]
	v.anchor = anchorAt{it.msg.ID, it.key, y + v.layout(i).body}
}

// hand gives each message in sight a row: the one it had, else one that is free.
func (v *View) hand(s sight) {
	for _, r := range v.shown {
		r.used = false
	}
	for i := s.top; i <= s.bottom; i++ {
		if r := v.byID[v.win.items[i].msg.ID]; r != nil {
			r.used = true
		}
	}
	changed := len(v.shown) != s.bottom-s.top+1
	for _, r := range v.shown {
		if !r.used {
			changed = true
			delete(v.byID, r.msg.ID)
			v.free = append(v.free, r)
		}
	}
	v.shown = v.shown[:0]
	y := s.topY
	for i := s.top; i <= s.bottom; i++ {
		m, l := v.win.items[i].msg, v.layout(i)
		r := v.byID[m.ID]
		if r == nil {
			r = v.takeRow(m.Content.Kind)
			v.byID[m.ID] = r
			changed = true
		}
		r.bind(&v.win.items[i], l, m.ID == v.selected, -y, v.Size().Height-y)
		r.Move(fyne.NewPos(0, y))
		v.shown = append(v.shown, r)
		y += l.h
	}
	for _, r := range v.free {
		if r.laid != nil {
			r.release()
		}
	}
	if changed || len(v.objects) == 0 {
		v.objects = append(v.objects[:0], v.ground)
		for _, r := range v.shown {
			v.objects = append(v.objects, r)
		}
		v.objects = append(v.objects, v.notice, v.bar, v.newest, v.retry, v.focus)
	}
}

// takeRow finds a free row, best one that drew this kind: it has the objects.
func (v *View) takeRow(kind model.Kind) *row {
	if len(v.free) == 0 {
		return newRow(v)
	}
	best := len(v.free) - 1
	for i, r := range v.free {
		if r.kind == kind {
			best = i
		}
	}
	r := v.free[best]
	v.free[best] = v.free[len(v.free)-1]
	v.free = v.free[:len(v.free)-1]
	return r
}

// thumb places the thumb, counting messages and parts of them.
func (v *View) thumb(s sight) {
	before, after := 0, 0
	if v.win.before {
		before = pageSize
	}
	if v.win.after {
		after = pageSize
	}
	h := v.Size().Height
	from := float32(s.top) + max(0, -s.topY)/max(v.height(s.top), 1)
	to := float32(s.bottom+1) - max(0, s.bottomY-h)/max(v.height(s.bottom), 1)
	if v.follow {
		to = float32(len(v.win.items))
	}
	total := float32(before + len(v.win.items) + after)
	v.bar.set((float32(before)+from)/total, (to-from)/total)
}

// scrollToShare goes to a place of the scrollbar.
func (v *View) scrollToShare(share float32) {
	if v.win.empty() {
		return
	}
	before, after := 0, 0
	if v.win.before {
		before = pageSize
	}
	if v.win.after {
		after = pageSize
	}
	n := len(v.win.items)
	free := float32(before+n+after) * (1 - v.bar.length)
	place := share*free - float32(before)
	if share >= 0.999 && !v.win.after {
		v.ScrollToBottom()
		return
	}
	i := max(0, min(int(place), n-1))
	part := max(0, min(place-float32(i), 1))
	v.follow = false
	l := v.layout(i)
	v.anchor = anchorAt{v.win.items[i].msg.ID, v.win.items[i].key, l.body - part*l.h}
	v.place()
}

// scrollBy moves the sight down by so many pixels.
func (v *View) scrollBy(dy float32) {
	if v.win.empty() || dy == 0 {
		return
	}
	v.follow = false
	v.anchor.y -= dy
	v.place()
}

// Scrolled is part of fyne.Scrollable.
func (v *View) Scrolled(ev *fyne.ScrollEvent) { v.scrollBy(-ev.Scrolled.DY) }

// pills shows what can be done about what is not in sight.
func (v *View) pills() {
	size := v.Size()
	switch {
	case v.win.empty() || v.follow:
		v.newest.Hide()
	case v.fresh > 0:
		v.newest.say(v.opt.T("message.new", "n", v.fresh), true, true)
	default:
		v.newest.say("", true, false)
	}
	p := v.newest.Size()
	v.newest.Move(fyne.NewPos((size.Width-p.Width)/2, size.Height-p.Height-marginY))
	switch {
	case v.loads.failed != nil && !v.win.empty():
		v.retry.say(v.opt.T("message.more_failed"), false, false)
	default:
		v.retry.Hide()
	}
	v.retry.Move(fyne.NewPos((size.Width-v.retry.Size().Width)/2, marginY))
}

// tell says once for each message that the newest is in sight.
func (v *View) tell() {
	if v.opt.OnSeenBottom == nil || !v.follow || v.told == v.win.last() {
		return
	}
	v.told = v.win.last()
	v.opt.OnSeenBottom()
}
