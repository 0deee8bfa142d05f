package messageview

import (
	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// message is what one message says, with its time and state at the corner.
func (s *style) message(it *item, width float32, w wishes) *block {
	m := it.msg
	switch m.Content.Kind {
	case model.KindImage:
		return s.bare(m, s.picture(it, pictureW, pictureH, width))
	case model.KindSticker:
		return s.bare(m, s.picture(it, sticker, sticker, width))
	case model.KindVideo:
		return s.bare(m, s.video(it, width))
	}
	return s.bubble(m, s.content(it, width-2*padX, w), width-2*padX)
}

// corner is the time, and the state of a message of ours.
func (s *style) corner(m model.Message) *block {
	b := &block{h: s.tiny.leading}
	b.w = b.text(0, 0, m.SentAt.In(s.zone).Format("15:04"), s.tiny, colourGrey)
	if m.Direction == model.Out && m.State != model.StateNone {
		b.w += 4
		b.state(m.State, b.w, (b.h-stateSize)/2)
		b.w += stateSize + 1
	}
	return b
}

// state draws the state of a message of ours: each a shape of its own, so that
// no colour is needed to tell them apart.
func (b *block) state(state model.SendState, x, y float32) {
	ring := func(colour fyne.ThemeColorName) {
		b.add(shape{form: formRect, x: x, y: y, w: stateSize, h: stateSize, radius: stateSize / 2, stroke: colour})
	}
	switch state {
	case model.StateQueued: // a clock
		ring(colourGrey)
		b.line(x+5, y+2.5, x+5, y+5, colourGrey)
		b.line(x+5, y+5, x+7, y+5, colourGrey)
	case model.StateSending: // an arrow on its way
		b.line(x+5, y+1, x+5, y+9, colourGrey)
		b.line(x+5, y+1, x+2, y+4, colourGrey)
		b.line(x+5, y+1, x+8, y+4, colourGrey)
	case model.StateSent: // a tick
		b.line(x+1, y+5, x+4, y+8, theme.AccentText)
		b.line(x+4, y+8, x+10, y+2, theme.AccentText)
	case model.StateMaybeSent: // half a tick in a ring of dots
		ring(theme.Warn)
		b.line(x+3.5, y+3.5, x+5, y+2.5, theme.Warn)
		b.line(x+5, y+2.5, x+6.5, y+3.8, theme.Warn)
		b.line(x+6.5, y+3.8, x+5, y+5.5, theme.Warn)
		b.line(x+5, y+7, x+5, y+7.8, theme.Warn)
	case model.StateFailed: // a cross on a disc
		b.rect(x, y, stateSize, stateSize, stateSize/2, theme.Danger)
		b.line(x+3, y+3, x+7, y+7, theme.BubbleOut)
		b.line(x+7, y+3, x+3, y+7, theme.BubbleOut)
	}
}

// bubble puts content on its tint, with the corner beside the last line where
// there is room, else below.
func (s *style) bubble(m model.Message, content *block, width float32) *block {
	corner := s.corner(m)
	inner, h := fyne.Max(content.w, corner.w), content.h
	beside := content.lastWidth + 2*theme.Unit + corner.w
	if content.lastWidth > 0 && beside <= width {
		inner = fyne.Max(content.w, beside)
	} else {
		h += corner.h
	}
	out := &block{w: inner + 2*padX, h: h + 2*padY}
	fill := theme.BubbleIn
	if m.Direction == model.Out {
		fill = theme.BubbleOut
	}
	out.rect(0, 0, out.w, out.h, radius, fill)
	out.put(content, padX, padY)
	out.put(corner, out.w-padX-corner.w, out.h-padY-corner.h-1)
	return out
}

// bare is a picture without a bubble; its corner stands below, at the side the
// picture stands.
func (s *style) bare(m model.Message, content *block) *block {
	corner := s.corner(m)
	out := &block{w: fyne.Max(content.w, corner.w), h: content.h + corner.h}
	x, cx := float32(0), float32(2)
	if m.Direction == model.Out {
		x, cx = out.w-content.w, out.w-corner.w
	}
	out.put(content, x, 0)
	out.put(corner, cx, content.h)
	return out
}

// picture is a thumbnail in a box of a fixed size: what comes later moves nothing.
func (s *style) picture(it *item, w, h, width float32) *block {
	m, source := it.msg, it.media.preview
	if w > width {
		w, h = width, h*width/w
	}
	if n, ok := s.naturals[source]; ok && n.X > 0 && n.Y > 0 {
		ratio := min(w/float32(n.X), h/float32(n.Y), 1)
		w, h = fyne.Max(float32(n.X)*ratio, 24), fyne.Max(float32(n.Y)*ratio, 24)
	}
	b := &block{w: w, h: h}
	side := hugLeft
	if m.Direction == model.Out {
		side = hugRight
	}
	if source != "" {
		b.add(shape{form: formPicture, w: w, h: h, radius: radius, source: source, hug: side})
	} else {
		b.rect(0, 0, w, h, radius, theme.BubbleIn)
		missing := iconBroken
		if m.Direction == model.Out && m.State != model.StateSent {
			missing = iconImage // it is on its way
		}
		b.draw(missing, (w-28)/2, (h-28)/2, 28, colourGrey)
	}
	b.meter(meterOver, 0, h-meterOverH, w, meterOverH, "")
	b.spot(0, 0, w, h, actPicture, "")
	return b
}

func (s *style) video(it *item, width float32) *block {
	c := it.msg.Content
	w, h := float32(pictureW), float32(pictureH*0.75)
	if w > width {
		w, h = width, h*width/w
	}
	b := &block{w: w, h: h}
	b.rect(0, 0, w, h, radius, theme.BubbleIn)
	if it.media.preview != "" {
		b.add(shape{form: formPicture, w: w, h: h, radius: radius, source: it.media.preview, hug: hugCover})
	}
	b.rect((w-40)/2, (h-40)/2, 40, 40, 20, theme.Accent)
	b.draw(iconPlay, (w-24)/2, (h-24)/2, 24, theme.TextOnAccent)
	label := s.t("message.video")
	if c.Duration > 0 {
		label = clock(c.Duration)
	}
	if c.Size > 0 {
		label += "  " + size(c.Size)
	}
	lw := s.tiny.widthOf(label)
	b.rect(w-lw-18, h-s.tiny.leading-8, lw+12, s.tiny.leading+2, 4, theme.Sidebar)
	b.text(w-lw-12, h-s.tiny.leading-7, label, s.tiny, colourGrey)
	b.meter(meterOver, 0, h-meterOverH, w, meterOverH, "")
	b.spot(0, 0, w, h, actSave, "")
	return b
}
