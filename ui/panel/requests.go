package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// requests is the dialog that lists who asks to be a contact.
type requests struct {
	env   *screen.Env
	scope *screen.Scope
	rows  *fyne.Container
	seats map[model.SeatID]screen.SeatView
	busy  map[int64]bool
	wrong map[int64]string
}

type asked struct {
	list  []model.FriendRequest
	seats []screen.SeatView
}

// OpenRequests shows who asks to be a contact of any seat.
func OpenRequests(env *screen.Env) {
	r := &requests{env: env, scope: env.Scope(), rows: screen.Column(1), seats: map[model.SeatID]screen.SeatView{}, busy: map[int64]bool{}, wrong: map[int64]string{}}
	r.rows.Add(screen.Note(env.T("shell.loading")))
	var sheet *screen.Sheet
	done := screen.NewButton(env.T("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: env.T("panel.requests"), Size: fyne.NewSize(560, 460), Focus: done,
		Body: container.NewVScroll(screen.Inset(r.rows, 0, 3, 0, 0)), Buttons: []fyne.CanvasObject{done},
	})
	sheet.OnClose = r.scope.Close
	env.OnChange(r.scope, func(c bus.Change) {
		if c.Requests {
			r.reload()
		}
	})
	r.reload()
}

func (r *requests) reload() {
	screen.Keep(r.scope, "requests", func(ctx context.Context) (asked, error) {
		list, err := r.env.Console.People.Requests(ctx, 0, true)
		if err != nil {
			return asked{}, err
		}
		seats, err := r.env.Console.Seats.List(ctx)
		views := make([]screen.SeatView, len(seats))
		for i, seat := range seats {
			views[i] = screen.SeatView{Seat: seat, Can: r.env.Console.Seats.Capabilities(seat)}
		}
		return asked{list, views}, err
	}, func(a asked, err error) {
		if err != nil {
			r.rows.Objects = []fyne.CanvasObject{screen.Wrapped(r.env.TroubleNext(err))}
			r.rows.Refresh()
			return
		}
		for _, s := range a.seats {
			r.seats[s.ID] = s
		}
		r.show(a.list)
	})
}

func (r *requests) show(list []model.FriendRequest) {
	r.rows.Objects = nil
	for _, one := range list {
		r.rows.Add(r.row(one))
	}
	if len(list) == 0 {
		r.rows.Add(screen.Note(r.env.T("panel.requests.none")))
	}
	r.rows.Refresh()
}

func (r *requests) row(one model.FriendRequest) fyne.CanvasObject {
	t := r.env.T
	seat := r.seats[one.Seat]
	avatar := widgets.NewAvatar(theme.AvatarSize)
	name := one.Name
	if name == "" {
		name = one.RemoteID
	}
	avatar.Set(one.RemoteID, name)
	about := screen.Note(seat.DisplayName() + " · " + r.env.When(one.At))
	words := screen.Column(0, screen.Heading(widgets.OneLine(name, 60)))
	if one.Reason != "" {
		words.Add(screen.Wrapped(widgets.OneLine(one.Reason, 200)))
	}
	words.Add(about)
	if text := r.wrong[one.ID]; text != "" {
		l := screen.Wrapped(text)
		l.Importance = widget.DangerImportance
		words.Add(l)
	}
	parts := []fyne.CanvasObject{}
	if seat.Can.Has(model.CanAcceptFriend) {
		accept := screen.NewButton(t("panel.requests.accept"), nil, nil)
		accept.Importance = widget.HighImportance
		accept.OnTapped = func() { r.accept(one, accept) }
		if r.busy[one.ID] {
			accept.Disable()
		}
		parts = append(parts, accept)
	}
	body := container.NewBorder(nil, nil, screen.Inset(screen.Column(0, avatar), 1, 2, 0, 0), screen.Row(0, parts...), words)
	return container.NewStack(screen.NewFill(theme.Sidebar, 6), screen.Inset(body, 1, 2, 1, 2))
}

func (r *requests) accept(one model.FriendRequest, b *screen.Button) {
	b.Disable()
	r.busy[one.ID] = true
	r.scope.Act("accept", func(ctx context.Context) error {
		return r.env.Console.People.Accept(ctx, one)
	}, func(err error) {
		delete(r.busy, one.ID)
		delete(r.wrong, one.ID)
		if err != nil {
			r.wrong[one.ID] = r.env.TroubleNext(err)
		}
		r.reload()
	})
}
