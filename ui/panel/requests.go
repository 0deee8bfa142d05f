package panel

import (
	"context"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
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
	env.OnChange(r.scope, func(c app.Change) {
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

// phonePattern is a mobile number of China, or any with its country code.
var phonePattern = regexp.MustCompile(`^(1[3-9]\d{9}|\+[1-9]\d{6,14})$`)

// cleanPhone takes out what people put between digits.
func cleanPhone(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "（", "", "）", "", "\u00a0", "").Replace(strings.TrimSpace(text))
}

// reasonLimit is how long a reason may be, in characters.
const reasonLimit = 50

// OpenAddByPhone asks for a phone number and asks its owner to be a contact of
// one of the seats; chosen is the one to begin with.
func OpenAddByPhone(env *screen.Env, seats []screen.SeatView, chosen model.SeatID) {
	t := env.T
	var able []screen.SeatView
	var names []string
	at := 0
	for _, s := range seats {
		if !s.Can.Has(model.CanAddByPhone) {
			continue
		}
		if s.ID == chosen {
			at = len(able)
		}
		able, names = append(able, s), append(names, s.DisplayName())
	}
	if len(able) == 0 {
		env.Tell(t("panel.add"), t("panel.add.unable"))
		return
	}
	scope := env.Scope()
	pick := screen.NewSelect(names, nil)
	pick.SetSelectedIndex(at)
	phone := screen.NewField(t("panel.add.phone"), "", false, false)
	phone.Check = func(v string) string {
		if !phonePattern.MatchString(cleanPhone(v)) {
			return t("panel.add.badphone")
		}
		return ""
	}
	reason := screen.NewField(t("panel.add.reason"), "", false, false)
	reason.Check = func(v string) string {
		if len([]rune(v)) > reasonLimit {
			return t("panel.add.longreason", "n", reasonLimit)
		}
		return ""
	}
	said := screen.Wrapped("")
	said.Hide()
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	add := screen.NewButton(t("panel.add.send"), nil, nil)
	add.Importance = widget.HighImportance
	enable := func() {
		if phone.Problem() == "" && reason.Problem() == "" {
			add.Enable()
		} else {
			add.Disable()
		}
	}
	phone.OnEdit, reason.OnEdit = enable, enable
	enable()
	add.OnTapped = func() {
		if phone.Problem() != "" || reason.Problem() != "" {
			phone.Reveal()
			return
		}
		seat := able[pick.SelectedIndex()]
		number, words := cleanPhone(phone.Value()), reason.Value()
		add.Disable()
		said.Importance = widget.MediumImportance
		said.Show()
		said.SetText(t("panel.add.sending"))
		screen.Do(scope, "add", func(ctx context.Context) (model.Contact, error) {
			return env.Console.People.AddByPhone(ctx, seat.ID, number, words)
		}, func(c model.Contact, err error) {
			if err != nil {
				add.Enable()
				said.Importance = widget.DangerImportance
				said.SetText(env.TroubleNext(err))
				sheet.Fit()
				return
			}
			sheet.Close()
			env.Nav.Toast(t("panel.add.sent", "name", widgets.OneLine(c.DisplayName(), 40)))
		})
	}
	phone.Entry.OnSubmitted = func(string) { add.OnTapped() }
	reason.Entry.OnSubmitted = phone.Entry.OnSubmitted
	sheet = env.Sheets.Show(screen.Form{
		Title: t("panel.add"), Size: fyne.NewSize(480, 0), Focus: phone.Entry,
		Body:    screen.Column(1, screen.LabelRow(t("panel.add.seat"), screen.Boxed(pick)), phone.Object, reason.Object, said),
		Buttons: []fyne.CanvasObject{cancel, add},
	})
	sheet.OnClose = scope.Close
}
