package widgets

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

// RowStyle is what all rows of a conversation list share.
type RowStyle struct {
	Texts    *assets.Texts
	Zone     *time.Location
	Limits   WaitLimits
	SeatMark bool // show of which seat it is: the tab of all seats
	// Clock gives the SLA clock of a conversation; where none runs, or there is no
	// SLA (nil), the row shows how long the customer has waited.
	Clock func(c model.Conversation, now time.Time) (supervise.Clock, bool)
}

// ConversationRow shows one conversation in 56 pixels: who, when, what was last
// said, how much is unread and how long the customer has waited.
type ConversationRow struct {
	widget.BaseWidget
	style RowStyle

	avatar *Avatar
	badge  *Badge
	clock  *WaitClock

	known bool
	shown model.Conversation
	name  string
	when  string
	mark  string
	tone  fyne.ThemeColorName // of mark
	words string
}

// NewConversationRow makes an empty row.
func NewConversationRow(style RowStyle) *ConversationRow {
	r := &ConversationRow{
		style: style, avatar: NewAvatar(theme.AvatarSize), badge: NewBadge(0),
		clock: NewWaitClock(style.Texts, style.Limits),
	}
	r.ExtendBaseWidget(r)
	return r
}

// Avatar is the row's avatar, so that a picture can be set on it.
func (r *ConversationRow) Avatar() *Avatar { return r.avatar }

// Conversation is what the row shows.
func (r *ConversationRow) Conversation() model.Conversation { return r.shown }

// Clear empties the row, until what belongs there is read.
func (r *ConversationRow) Clear() {
	if !r.known && r.name == "" {
		return
	}
	r.known, r.shown = false, model.Conversation{}
	r.name, r.when, r.mark, r.words = "", "", "", ""
	r.badge.Set(0)
	r.clock.Set(-1)
	r.Refresh()
}

// Set shows a conversation as of now. Setting the same again draws nothing.
func (r *ConversationRow) Set(c model.Conversation, now time.Time) {
	clock := r.clock.Text()
	r.setClock(c, now)
	when := r.style.when(c.LastAt, now)
	if r.known && r.shown == c && r.when == when && clock == r.clock.Text() {
		return
	}
	r.known, r.shown, r.when = true, c, when
	r.name = OneLine(c.Title(), 60)
	r.mark, r.tone, r.words = r.style.preview(c)
	id := c.PeerID
	if id == "" {
		id = c.RemoteID
	}
	r.avatar.Set(id, c.Title())
	if r.style.SeatMark {
		r.avatar.SetSeatMark(strconv.FormatInt(int64(c.Seat), 10), c.SeatName)
	}
	r.badge.Set(c.Unread)
	r.Refresh()
}

// setClock shows the SLA clock that runs, else how long the customer has waited.
func (r *ConversationRow) setClock(c model.Conversation, now time.Time) {
	if r.style.Clock != nil {
		if clock, ok := r.style.Clock(c, now); ok {
			r.clock.SetClock(clock)
			return
		}
	}
	waited := time.Duration(-1)
	if !c.WaitingFrom.IsZero() {
		waited = max(now.Sub(c.WaitingFrom), 0)
	}
	r.clock.Set(waited)
}

// preview is the second line: a mark with its colour, and the words.
func (s RowStyle) preview(c model.Conversation) (mark string, tone fyne.ThemeColorName, words string) {
	if c.Draft != "" {
		return s.Texts.T("widgets.row.draft"), theme.Danger, OneLine(assets.ReplaceCodes(c.Draft), 60)
	}
	words = OneLine(assets.ReplaceCodes(c.LastPreview), 60)
	if words == "" && !c.LastAt.IsZero() {
		words = KindText(s.Texts, c.LastKind)
	}
	if !c.LastOut {
		return "", theme.TextSecondary, words
	}
	switch c.LastState {
	case model.StateQueued, model.StateSending:
		return "…", theme.TextSecondary, words
	case model.StateFailed:
		return "!", theme.Danger, words
	case model.StateMaybeSent:
		return "?", theme.Warn, words
	}
	return "", theme.TextSecondary, words
}

// when is a time for a list: the hour today, a day this year, else the date.
func (s RowStyle) when(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	t, now = t.In(zone), now.In(zone)
	yesterday := now.AddDate(0, 0, -1)
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == yesterday.Year() && t.YearDay() == yesterday.YearDay():
		return s.Texts.T("widgets.row.yesterday")
	case t.Year() == now.Year():
		return t.Format("01-02")
	}
	return t.Format("06-01-02")
}

// KindText stands for a message that has no words.
func KindText(t *assets.Texts, kind model.Kind) string {
	key, ok := kindKeys[kind]
	switch {
	case ok:
		return t.T(key)
	case kind == model.KindUnknown:
		return t.T("widgets.kind.unknown")
	}
	return ""
}

var kindKeys = map[model.Kind]string{
	model.KindImage:       "widgets.kind.image",
	model.KindVoice:       "widgets.kind.voice",
	model.KindVideo:       "widgets.kind.video",
	model.KindFile:        "widgets.kind.file",
	model.KindLink:        "widgets.kind.link",
	model.KindMiniProgram: "widgets.kind.mini",
	model.KindSticker:     "widgets.kind.sticker",
	model.KindLocation:    "widgets.kind.location",
	model.KindCard:        "widgets.kind.card",
	model.KindRecall:      "widgets.kind.recall",
	model.KindRedPacket:   "widgets.kind.redpacket",
	model.KindChannels:    "widgets.kind.channels",
	model.KindCall:        "widgets.kind.call",
	model.KindMusic:       "widgets.kind.music",
	model.KindQuote:       "widgets.kind.quote",
	model.KindPat:         "widgets.kind.pat",
	model.KindApp:         "widgets.kind.app",
}

// CreateRenderer is called by the toolkit.
func (r *ConversationRow) CreateRenderer() fyne.WidgetRenderer {
	const edge, gap = 3 * theme.Unit, 2 * theme.Unit
	name, when := newText(theme.TextBody, true), newText(theme.TextCaption-0.5, false)
	mark, words := newText(theme.TextCaption+0.5, false), newText(theme.TextCaption+0.5, false)
	when.Alignment = fyne.TextAlignTrailing
	ghost := canvas.NewRectangle(nil)
	ghost.CornerRadius = 4
	layout := func(size fyne.Size) {
		place(r.avatar, edge, (size.Height-theme.AvatarSize)/2, theme.AvatarSize, theme.AvatarSize)
		left, right := edge+theme.AvatarSize+gap+2, size.Width-edge
		place(ghost, left, size.Height/2-5, max(right-left, 0)*0.6, 10)

		stamp := when.MinSize()
		upper, lower := size.Height/2-9.5, size.Height/2+10.5 // the middles of the two lines
		place(when, right-stamp.Width, upper-stamp.Height/2, stamp.Width, stamp.Height)
		line := name.MinSize().Height
		width := right - stamp.Width - gap - left
		name.Text = fit(r.name, width, name.TextSize, name.TextStyle)
		place(name, left, upper-line/2, width, line)

		badge := r.badge.MinSize()
		place(r.badge, right-badge.Width, lower-badgeHeight/2, badge.Width, badgeHeight)
		end := right
		if badge.Width > 0 {
			end -= badge.Width + theme.Unit + 2
		}
		if clock := r.clock.MinSize(); clock.Width > 0 {
			place(r.clock, end-clock.Width, lower-clock.Height/2, clock.Width, clock.Height)
			end -= clock.Width + theme.Unit + 2
		}
		line = words.MinSize().Height
		if r.mark != "" {
			m := mark.MinSize()
			place(mark, left, lower-line/2, m.Width, line)
			left += m.Width + theme.Unit
		}
		words.Text = fit(r.words, end-left, words.TextSize, words.TextStyle)
		place(words, left, lower-line/2, max(end-left, 0), line)
	}
	return newPainter(&painter{
		objects: []fyne.CanvasObject{r.avatar, ghost, name, when, mark, words, r.clock, r.badge},
		min:     func() fyne.Size { return fyne.NewSize(40*theme.Unit, theme.RowHeight) },
		layout:  layout,
		refresh: func() {
			name.Color, words.Color = colour(r, fynetheme.ColorNameForeground), colour(r, theme.TextSecondary)
			when.Text, when.Color = r.when, colour(r, theme.TextSecondary)
			if r.shown.Pinned {
				when.Text = "★ " + r.when
			}
			mark.Text, mark.Color, mark.Hidden = r.mark, colour(r, r.tone), r.mark == ""
			ghost.FillColor, ghost.Hidden = colour(r, theme.RowHover), r.known
			r.avatar.Hidden = !r.known
			layout(r.Size())
		},
	})
}
