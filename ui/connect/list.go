package connect

import (
	"context"
	"maps"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// List is all connections with what can be done to each.
type List struct {
	Object fyne.CanvasObject

	env    *screen.Env
	scope  *screen.Scope
	rows   *fyne.Container
	result map[model.ConnectionID]tested
	list   []app.ConnectionView
	heard  map[model.ConnectionID]model.CallbackCounts // callbacks of those that take any
	kinds  map[string]string                           // titles by kind
}

// tested is what the last test of a connection said.
type tested struct {
	text       string
	importance widget.Importance
}

// NewList makes the list; its questions belong to scope.
func NewList(env *screen.Env, scope *screen.Scope) *List {
	l := &List{env: env, scope: scope, rows: screen.Column(1), result: map[model.ConnectionID]tested{}, kinds: map[string]string{}}
	for _, k := range env.Console.Connections.Kinds() {
		l.kinds[k.Kind] = k.Title
	}
	add := screen.NewButton(env.T("connect.add"), fynetheme.ContentAddIcon(), func() { env.Nav.OpenConnection(0) })
	l.Object = screen.Column(2, l.rows, container.NewHBox(add))
	l.Reload()
	return l
}

// Reload reads the list again.
func (l *List) Reload() {
	type read struct {
		list  []app.ConnectionView
		heard map[model.ConnectionID]model.CallbackCounts
	}
	screen.Keep(l.scope, "connections", func(ctx context.Context) (r read, err error) {
		if r.list, err = l.env.Console.Connections.List(ctx); err != nil {
			return r, err
		}
		counts, err := l.env.Console.Connections.Callbacks(ctx)
		r.heard = counts.By
		return r, err
	}, func(now read, err error) {
		if err != nil {
			l.rows.Objects = []fyne.CanvasObject{screen.Wrapped(l.env.TroubleNext(err))}
			l.rows.Refresh()
			return
		}
		if reflect.DeepEqual(now.list, l.list) && maps.Equal(now.heard, l.heard) && len(l.rows.Objects) > 0 {
			return // a button that is being pressed must not go
		}
		l.list, l.heard = now.list, now.heard
		l.show()
	})
}

func (l *List) show() {
	l.rows.Objects = nil
	for _, v := range l.list {
		l.rows.Add(l.row(v))
	}
	if len(l.list) == 0 {
		l.rows.Add(screen.Note(l.env.T("connect.none")))
	}
	l.rows.Refresh()
	l.Object.Refresh()
}

func (l *List) row(v app.ConnectionView) fyne.CanvasObject {
	t, c := l.env.T, v.Connection
	name := screen.Heading(c.Name)
	state := widget.NewLabel(l.env.Link(v.Status))
	switch v.Status.Link {
	case model.LinkOnline:
		state.Importance = widget.SuccessImportance
	case model.LinkRefused:
		state.Importance = widget.DangerImportance
	case model.LinkConnecting:
		if v.Status.Err != nil {
			state.Importance = widget.WarningImportance
		}
	}
	about := screen.Note(l.kinds[c.Kind] + " · " + c.BaseURL + " · " + t("connect.seats", "n", v.Seats))
	about.Wrapping = fyne.TextWrapOff
	about.Truncation = fyne.TextTruncateEllipsis
	buttons := container.NewHBox(
		screen.NewQuietButton(t("connect.test"), nil, func() { l.test(c) }),
		screen.NewQuietButton(t("connect.again"), nil, func() { l.nudge(c.ID) }),
		screen.NewQuietButton(t("connect.change"), nil, func() { l.env.Nav.OpenConnection(c.ID) }),
		screen.NewQuietButton(t("connect.remove"), nil, func() { l.remove(v) }),
	)
	if v.Status.Link == model.LinkOnline {
		buttons.Objects[1].Hide()
	}
	head := container.NewBorder(nil, nil, nil, container.NewHBox(state, buttons), name)
	parts := screen.Column(0, head, about)
	if counts, takes := l.heard[c.ID]; takes {
		parts.Add(callbacks(l.env, counts))
	}
	if v.Status.Err != nil {
		why := screen.Wrapped(l.env.TroubleNext(v.Status.Err))
		why.SizeName = fynetheme.SizeNameCaptionText
		parts.Add(why)
	}
	if r, ok := l.result[c.ID]; ok {
		said := screen.Wrapped(r.text)
		said.Importance = r.importance
		parts.Add(said)
	}
	return container.NewStack(screen.NewFill(theme.Sidebar, 6), screen.Inset(parts, 1, 2, 1, 2))
}

// callbacks says what became of those that a connection took, and why some were
// refused.
func callbacks(env *screen.Env, c model.CallbackCounts) *widget.Label {
	said := env.T("connect.callbacks", "n", c.Accepted, "again", c.Repeated, "refused", c.Refused())
	if c.Refused() > 0 {
		said += env.T("connect.callbacks.why", "sign", c.BadSign, "stale", c.Stale, "replayed", c.Replayed, "unread", c.Undecodable+c.TooLarge)
	}
	label := screen.Wrapped(said)
	if label.SizeName = fynetheme.SizeNameCaptionText; c.Refused() > 0 {
		label.Importance = widget.WarningImportance
	}
	return label
}

func (l *List) nudge(id model.ConnectionID) {
	l.scope.Act("nudge", func(context.Context) error {
		l.env.Console.Connections.Nudge(id)
		return nil
	}, nil)
}

func (l *List) test(c model.Connection) {
	l.result[c.ID] = tested{l.env.T("connect.testing"), widget.MediumImportance}
	l.show()
	screen.Ask(l.scope, "test "+itoa(int(c.ID)), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, l.env.Console.Connections.Test(ctx, c.ID)
	}, func(_ struct{}, err error) {
		l.result[c.ID] = tested{l.env.T("connect.works"), widget.SuccessImportance}
		if err != nil {
			l.result[c.ID] = tested{l.env.TroubleNext(err), widget.DangerImportance}
		}
		l.show()
	})
}

func (l *List) remove(v app.ConnectionView) {
	t := l.env.T
	l.env.Confirm(t("connect.remove.title", "name", v.Connection.Name),
		t("connect.remove.text", "name", v.Connection.Name, "n", v.Seats), t("connect.remove.yes"), func() {
			l.scope.Act("remove", func(ctx context.Context) error {
				return l.env.Console.Connections.Remove(ctx, v.Connection.ID)
			}, func(err error) {
				l.env.Fail(err)
				l.Reload()
			})
		})
}
