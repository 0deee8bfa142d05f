package seat

import (
	"context"
	"image"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/composer"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// rowPicture is how large the picture of a row is loaded, in pixels.
var rowPicture = image.Pt(2*int(theme.AvatarSize), 2*int(theme.AvatarSize))

// filter is what a tab's list is narrowed to.
type filter struct {
	text                    string
	unread, waiting, groups bool
}

func (f filter) any() bool { return f != filter{} }

// list is the left column: filters and the conversations of a tab.
type list struct {
	object   fyne.CanvasObject
	env      *screen.Env
	onOpen   func(model.Conversation)
	onSort   func(byWait bool)
	onFilter func(filter)

	filter filter
	byWait bool
	seat   model.SeatID
	query  atomic.Pointer[app.ConversationQuery]

	entry                         *screen.Entry
	unread, waiting, groups, sort *screen.TextButton
	all, one                      *widgets.ConversationList // of all seats, of one seat
	empty                         *fyne.Container
	stack, chips                  *fyne.Container
	tickets                       map[*widgets.Avatar]*picture.Ticket
	loading, again                bool
	quiet                         bool // the program sets the entry, not a person
}

func newList(env *screen.Env, style widgets.RowStyle) *list {
	l := &list{env: env, tickets: map[*widgets.Avatar]*picture.Ticket{}}
	l.query.Store(&app.ConversationQuery{})
	t := env.T
	l.entry = screen.NewEntry()
	l.entry.SetPlaceHolder(t("seat.filter.hint"))
	l.entry.OnChanged = func(text string) {
		if !l.quiet {
			l.filter.text = text
			l.filtered()
		}
	}
	l.entry.OnKey = l.key
	toggle := func(key string, field *bool) *screen.TextButton {
		return screen.NewTextButton(t(key), nil, func() {
			*field = !*field
			l.filtered()
		})
	}
	l.unread = toggle("seat.filter.unread", &l.filter.unread)
	l.waiting = toggle("seat.filter.waiting", &l.filter.waiting)
	l.groups = toggle("seat.filter.groups", &l.filter.groups)
	l.sort = screen.NewTextButton("", nil, func() {
		l.setSort(!l.byWait)
		l.onSort(l.byWait)
	})
	load := func(ctx context.Context, offset, limit int) (widgets.ConversationPage, error) {
		q := *l.query.Load()
		total, err := env.Console.Inbox.Count(ctx, q)
		if err != nil {
			return widgets.ConversationPage{}, err
		}
		q.Offset, q.Limit = offset, limit
		rows, err := env.Console.Inbox.Conversations(ctx, q)
		for i := range rows {
			rows[i].Draft = composer.DraftText(rows[i].Draft)
		}
		return widgets.ConversationPage{Rows: rows, Total: total}, err
	}
	made := func(mark bool) *widgets.ConversationList {
		style := style
		style.SeatMark = mark
		var made *widgets.ConversationList
		made = widgets.NewConversationList(widgets.ConversationListOptions{
			Ctx: env.Group.Context(), Dispatch: env.Dispatch, Clock: env.Clock,
			Style: style, Load: load, SetPicture: l.setPicture,
			OnSelect: func(c model.Conversation) { l.onOpen(c) },
			OnLoaded: func(total int, err error) {
				if made == l.current() {
					l.loaded(total, err)
				}
			},
		})
		return made
	}
	l.all, l.one = made(true), made(false)
	l.one.Hide()
	l.empty = container.NewStack()
	l.empty.Hide()
	l.stack = container.NewStack(l.all, l.one, l.empty)
	l.chips = screen.Line(screen.Row(0.5, l.unread, l.waiting, l.groups), screen.Row(0), l.sort)
	head := screen.Column(1, l.entry, l.chips)
	l.object = container.NewStack(screen.NewFill(theme.Sidebar, 0),
		screen.Dock(screen.Inset(head, 2, 2, 1, 2), nil, nil, nil, l.stack))
	return l
}

// current is the list that is shown.
func (l *list) current() *widgets.ConversationList {
	if l.seat == 0 {
		return l.all
	}
	return l.one
}

// show shows the conversations of a seat, or of all.
func (l *list) show(seat model.SeatID, f filter) {
	l.seat, l.filter = seat, f
	l.quiet = true
	l.entry.SetText(f.text)
	l.quiet = false
	l.all.Hidden, l.one.Hidden = seat != 0, seat == 0
	l.ask(true)
	l.stack.Refresh()
}

func (l *list) setSort(byWait bool) {
	l.byWait = byWait
	l.ask(true)
}

func (l *list) filtered() {
	if l.onFilter != nil {
		l.onFilter(l.filter)
	}
	l.ask(true)
}

// ask reads the list; anew from the top when the question changed.
func (l *list) ask(other bool) {
	t := l.env.T
	l.unread.SetOn(l.filter.unread)
	l.waiting.SetOn(l.filter.waiting)
	l.groups.SetOn(l.filter.groups)
	q := &app.ConversationQuery{
		Seat: l.seat, Text: l.filter.text, UnreadOnly: l.filter.unread, WaitingOnly: l.filter.waiting, GroupsOnly: l.filter.groups,
	}
	name := "seat.sort.time"
	if l.byWait {
		q.Sort, name = app.ByWait, "seat.sort.wait"
	}
	l.sort.Set(t(name), theme.AccentText)
	l.chips.Layout.Layout(l.chips.Objects, l.chips.Size())
	l.query.Store(q)
	l.loading, l.again = true, false
	if other {
		l.current().Restart()
	} else {
		l.current().Reload()
	}
}

// changed reads again what is in sight; while a read is under way that waits, so
// that a stream of changes can't keep all of them from the screen.
func (l *list) changed() {
	if l.loading {
		l.again = true
		return
	}
	l.loading = true
	l.current().Reload()
}

func (l *list) loaded(total int, err error) {
	l.loading = false
	if total > 0 && l.env.Listed != nil {
		l.env.Listed()
	}
	t := l.env.T
	switch {
	case total > 0 && err == nil:
	case err != nil:
		l.say(fynetheme.ErrorIcon(), l.env.Trouble(err), l.env.Next(err), widgets.Action{Label: t("seat.again"), Do: func() { l.ask(true) }})
	case l.filter.any():
		l.say(fynetheme.SearchIcon(), t("seat.list.nomatch"), "", widgets.Action{Label: t("seat.list.clear"), Do: l.clear})
	default:
		l.say(fynetheme.MailComposeIcon(), t("seat.list.none"), t("seat.list.none.text"), widgets.Action{})
	}
	l.empty.Hidden = total > 0
	l.empty.Refresh()
	if l.again {
		l.again = false
		l.changed()
	}
}

// say shows why the list is empty.
func (l *list) say(icon fyne.Resource, title, text string, action widgets.Action) {
	l.empty.Objects = []fyne.CanvasObject{widgets.NewEmptyState(icon, title, text, action)}
}

func (l *list) clear() {
	l.show(l.seat, filter{})
	if l.onFilter != nil {
		l.onFilter(l.filter)
	}
}

// key moves through the list while the filter has the focus.
func (l *list) key(key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyDown:
		l.current().Step(1)
	case fyne.KeyUp:
		l.current().Step(-1)
	case fyne.KeyEscape:
		if l.filter.text == "" {
			return false
		}
		l.entry.SetText("")
	default:
		return false
	}
	return true
}

func (l *list) setPicture(a *widgets.Avatar, c model.Conversation) {
	if t := l.tickets[a]; t != nil {
		t.Cancel()
		delete(l.tickets, a)
	}
	loader := l.env.Pictures
	if loader == nil || !picture.IsRemote(c.Avatar) {
		a.SetImage(nil)
		return
	}
	if r, known := loader.Cached(c.Avatar, rowPicture); known {
		a.SetImage(r.Image)
		return
	}
	a.SetImage(nil)
	l.tickets[a] = loader.Load(c.Avatar, rowPicture, func(r picture.Result) {
		if r.Err == nil {
			a.SetImage(r.Image)
		}
	})
}

func (l *list) close() {
	for _, t := range l.tickets {
		t.Cancel()
	}
	l.all.Close()
	l.one.Close()
}
