// Package search finds messages over all seats, one seat or one conversation.
package search

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// pageSize is how many hits are read at once.
const pageSize = 50

// rowHeight of a hit, in device-independent pixels.
const rowHeight float32 = 48

// Where says what is looked through.
type Where struct {
	Conversation model.Conversation // ID 0: none is open
	Seat         model.Seat         // ID 0: the tab of all seats
}

// Search is the dialog.
type Search struct {
	env   *screen.Env
	scope *screen.Scope
	where Where

	sheet *screen.Sheet
	entry *screen.Entry
	pick  *screen.Select
	list  *widgets.List
	empty *fyne.Container
	hits  []app.Hit
	more  bool // there may be hits after those read
	at    int
}

// Open shows the dialog; where there is an open conversation the search begins
// with it.
func Open(env *screen.Env, where Where) *Search {
	t := env.T
	s := &Search{env: env, scope: env.Scope(), where: where}
	s.entry = screen.NewEntry()
	s.entry.SetPlaceHolder(t("search.hint"))
	s.entry.OnChanged = func(string) { s.run() }
	s.entry.OnSubmitted = func(string) { s.open(s.at) }
	s.entry.OnKey = s.key
	s.pick = screen.NewSelect(s.scopes(), nil)
	s.pick.SetSelectedIndex(0)
	s.pick.OnChanged = func(string) { s.run() }
	s.list = widgets.NewList(rowHeight, func() fyne.CanvasObject { return newHitRow() }, func(i int, row fyne.CanvasObject) {
		if i < len(s.hits) {
			row.(*hitRow).set(env, s.hits[i])
		}
	})
	s.list.Selected = func(i int) bool { return i == s.at }
	s.list.OnTapped = s.open
	s.list.OnVisible = func(_, last int) {
		if s.more && last >= len(s.hits)-10 {
			s.next()
		}
	}
	s.empty = container.NewStack()
	head := container.NewBorder(nil, nil, nil, screen.MinSize(screen.Boxed(s.pick), 176, 0), s.entry)
	body := container.NewBorder(screen.Inset(head, 0, 0, 2, 0), screen.Note(t("search.keys")), nil, nil, container.NewStack(s.list, s.empty))
	s.sheet = env.Sheets.Show(screen.Form{Title: t("search.title"), Body: body, Size: fyne.NewSize(760, 600), Focus: s.entry})
	s.sheet.OnClose = s.scope.Close
	s.run()
	return s
}

// scopes names what can be looked through, the narrowest first.
func (s *Search) scopes() []string {
	var names []string
	if s.where.Conversation.ID != 0 {
		names = append(names, s.env.T("search.conversation"))
	}
	if s.where.Seat.ID != 0 {
		names = append(names, s.env.T("search.seat", "name", s.where.Seat.DisplayName()))
	}
	return append(names, s.env.T("search.all"))
}

func (s *Search) options() app.SearchOptions {
	o := app.SearchOptions{Limit: pageSize}
	chosen := s.pick.SelectedIndex()
	if s.where.Conversation.ID != 0 {
		if chosen == 0 {
			o.Conversation = s.where.Conversation.ID
			return o
		}
		chosen--
	}
	if s.where.Seat.ID != 0 && chosen == 0 {
		o.Seat = s.where.Seat.ID
	}
	return o
}

func (s *Search) key(key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyUp:
		s.choose(s.at - 1)
	case fyne.KeyDown:
		s.choose(s.at + 1)
	case fyne.KeyPageUp:
		s.choose(max(s.at-10, 0))
	case fyne.KeyPageDown:
		s.choose(min(s.at+10, len(s.hits)-1))
	default:
		return false
	}
	return true
}

func (s *Search) choose(i int) {
	if i < 0 || i >= len(s.hits) {
		return
	}
	s.at = i
	s.list.ScrollTo(i)
	s.list.Refresh()
}

// run searches anew.
func (s *Search) run() {
	query := strings.TrimSpace(s.entry.Text)
	if query == "" {
		s.scope.Forget("search")
		s.show(nil, false)
		s.say(fynetheme.SearchIcon(), s.env.T("search.start"), s.env.T("search.start.text"), widgets.Action{})
		return
	}
	o := s.options()
	screen.Ask(s.scope, "search", func(ctx context.Context) ([]app.Hit, error) {
		return s.env.Console.Inbox.Search(ctx, query, o)
	}, func(hits []app.Hit, err error) {
		if err != nil {
			s.show(nil, false)
			s.say(fynetheme.ErrorIcon(), s.env.Trouble(err), s.env.Next(err), widgets.Action{})
			return
		}
		s.show(hits, len(hits) == pageSize)
		if len(hits) == 0 {
			s.say(fynetheme.SearchIcon(), s.env.T("search.none", "query", widgets.OneLine(query, 40)), s.env.T("search.none.text"), s.wider())
		}
	})
}

// say shows why there are no hits.
func (s *Search) say(icon fyne.Resource, title, text string, action widgets.Action) {
	s.empty.Objects = []fyne.CanvasObject{widgets.NewEmptyState(icon, title, text, action)}
	s.empty.Refresh()
}

// wider offers to look through everything where less was looked through.
func (s *Search) wider() widgets.Action {
	last := len(s.pick.Options) - 1
	if s.pick.SelectedIndex() == last {
		return widgets.Action{}
	}
	return widgets.Action{Label: s.env.T("search.everywhere"), Do: func() {
		s.pick.SetSelectedIndex(last)
		s.env.Window.Canvas().Focus(s.entry)
	}}
}

// next reads the hits after those shown.
func (s *Search) next() {
	s.more = false
	query, o := strings.TrimSpace(s.entry.Text), s.options()
	o.Offset = len(s.hits)
	screen.Ask(s.scope, "search", func(ctx context.Context) ([]app.Hit, error) {
		return s.env.Console.Inbox.Search(ctx, query, o)
	}, func(hits []app.Hit, err error) {
		if err != nil {
			return // what is there stays
		}
		s.hits = append(s.hits, hits...)
		s.more = len(hits) == pageSize
		s.list.SetCount(len(s.hits))
	})
}

func (s *Search) show(hits []app.Hit, more bool) {
	s.hits, s.more, s.at = hits, more, 0
	s.list.SetCount(len(hits))
	s.list.ScrollTo(0)
	s.list.Hidden, s.empty.Hidden = len(hits) == 0, len(hits) > 0
	s.list.Refresh()
	s.empty.Refresh()
}

// open goes to a hit.
func (s *Search) open(i int) {
	if i < 0 || i >= len(s.hits) {
		return
	}
	hit := s.hits[i]
	screen.Ask(s.scope, "open", func(ctx context.Context) (model.Conversation, error) {
		return s.env.Console.Inbox.Conversation(ctx, hit.Message.Conversation)
	}, func(c model.Conversation, err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		s.sheet.Close()
		s.env.Nav.OpenConversation(c, hit.Message.ID)
	})
}

// hitRow shows one hit: whose, when, and the words around what was found.
type hitRow struct {
	widget.BaseWidget
	avatar *widgets.Avatar
	title  *widget.Label
	seat   *widget.Label
	when   *widget.Label
	text   *widget.RichText
	body   fyne.CanvasObject
}

func newHitRow() *hitRow {
	r := &hitRow{avatar: widgets.NewAvatar(32), title: screen.Heading(""), seat: small(), when: small(), text: widget.NewRichText()}
	r.text.Truncation = fyne.TextTruncateEllipsis
	r.seat.Truncation = fyne.TextTruncateEllipsis
	r.body = container.New(&hitLayout{}, r.avatar, r.title, r.seat, r.when, r.text)
	r.ExtendBaseWidget(r)
	return r
}

func small() *widget.Label {
	l := widget.NewLabel("")
	l.Importance = widget.LowImportance
	l.SizeName = fynetheme.SizeNameCaptionText
	return l
}

// CreateRenderer is called by the toolkit.
func (r *hitRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *hitRow) set(env *screen.Env, h app.Hit) {
	m := h.Message
	r.avatar.Set(h.ConversationTitle, h.ConversationTitle)
	r.title.SetText(widgets.OneLine(h.ConversationTitle, 40))
	r.seat.SetText(h.SeatName)
	r.when.SetText(env.When(m.SentAt))
	who := m.SenderName
	if m.Direction == model.Out {
		who = env.T("search.we")
	}
	r.text.Segments = Segments(widgets.OneLine(who, 20), h.Text, h.Spans)
	r.text.Refresh()
	r.body.Refresh()
}

// hitLayout: avatar | title, seat … time, and the text below.
type hitLayout struct{}

func (hitLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, rowHeight) }

func (hitLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	const left float32 = 44
	place(o[0], 6, (size.Height-32)/2, 32, 32)
	when := o[3].MinSize()
	half := size.Height / 2
	title := min(fyne.MeasureText(o[1].(*widget.Label).Text, theme.TextBody, fyne.TextStyle{Bold: true}).Width+14, (size.Width-left-when.Width)*0.6)
	lift := (half - o[1].MinSize().Height) / 2
	place(o[1], left, lift+2, title, o[1].MinSize().Height)
	place(o[2], left+title, lift+4, size.Width-left-title-when.Width, o[2].MinSize().Height)
	place(o[3], size.Width-when.Width-6, lift+4, when.Width, when.Height)
	place(o[4], left, half-5, size.Width-left-6, half)
}
