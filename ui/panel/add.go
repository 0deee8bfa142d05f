package panel

import (
	"context"
	"image"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	reasonLimit = 50   // of what is said to who is asked, in characters
	queryLimit  = 1000 // of what people are looked for by, in characters
	foundMost   = 20   // people are shown
)

// phonePattern is a mobile number of China, or any with its country code.
var phonePattern = regexp.MustCompile(`^(1[3-9]\d{9}|\+[1-9]\d{6,14})$`)

// cleanPhone takes out what people put between digits.
func cleanPhone(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "（", "", "）", "", "\u00a0", "").Replace(strings.TrimSpace(text))
}

// adding is the dialog that asks somebody to be a contact of a seat. Where the
// back end can look for people first, it shows who was found.
type adding struct {
	env    *screen.Env
	scope  *screen.Scope
	seats  []screen.SeatView
	pick   *screen.Select
	query  *screen.Field
	hint   *widget.Label
	hinted fyne.CanvasObject // the hint in line with the fields
	reason *screen.Field
	said   *Notice
	cards  *fyne.Container
	scroll *container.Scroll
	body   *fyne.Container
	yes    *screen.Button
	sheet  *screen.Sheet
	busy   bool

	seat     model.SeatID // in which people were found
	found    []model.FoundContact
	asked    map[int]bool
	asking   map[int]bool
	wrong    map[int]string
	pictures []*picture.Ticket
}

// OpenAddByPhone asks for a phone number, or where a back end can look for people
// for what else they are known by, and asks them to be a contact of one of the
// seats; chosen is the one to begin with.
func OpenAddByPhone(env *screen.Env, seats []screen.SeatView, chosen model.SeatID) {
	t := env.T
	a := &adding{env: env, scope: env.Scope(), said: NewNotice(), hint: screen.Note(""), cards: screen.Column(1)}
	var names []string
	at, title := 0, t("panel.add")
	for _, s := range seats {
		if !s.Can.Has(model.CanAddByPhone) && !s.Can.Has(model.CanFindContact) {
			continue
		}
		if s.ID == chosen {
			at = len(a.seats)
		}
		if s.Can.Has(model.CanFindContact) {
			title = t("panel.find")
		}
		a.seats, names = append(a.seats, s), append(names, s.DisplayName())
	}
	if len(a.seats) == 0 {
		a.scope.Close()
		env.Tell(t("panel.add"), t("panel.add.unable"))
		return
	}
	a.hinted = screen.LabelRow("", a.hint)
	a.pick = screen.NewSelect(names, nil)
	a.pick.SetSelectedIndex(at)
	a.pick.OnChanged = func(string) { a.suit() }
	a.fields()
	a.scroll = container.NewVScroll(screen.Inset(a.cards, 0, 3, 0, 0))
	a.body = screen.Dock(screen.Column(1, screen.LabelRow(t("panel.add.seat"), screen.Boxed(a.pick)), a.query.Object, a.hinted, a.reason.Object, a.said.Label), nil, nil, nil, screen.Inset(a.scroll, 2, 0, 0, 0))
	cancel := screen.NewButton(t("shell.close"), nil, func() { a.sheet.Close() })
	a.yes = screen.NewButton(t("panel.add.send"), nil, a.run) // the widest: it keeps its room
	a.yes.Importance = widget.HighImportance
	a.sheet = env.Sheets.Show(screen.Form{
		Title: title, Size: fyne.NewSize(520, 0), Focus: a.query.Entry, Body: a.body, Buttons: []fyne.CanvasObject{cancel, a.yes},
	})
	a.sheet.OnClose = func() {
		a.drop()
		a.scope.Close()
	}
	a.suit()
}

func (a *adding) fields() {
	t := a.env.T
	a.query = screen.NewField(t("panel.add.phone"), "", false, false)
	a.query.Check = func(v string) string {
		switch {
		case !a.finds() && !phonePattern.MatchString(cleanPhone(v)):
			return t("panel.add.badphone")
		case v == "":
			return t("panel.find.empty")
		case len([]rune(v)) > queryLimit:
			return t("panel.add.longreason", "n", queryLimit)
		}
		return ""
	}
	a.reason = screen.NewField(t("panel.add.reason"), "", false, false)
	a.reason.Check = func(v string) string {
		if len([]rune(v)) > reasonLimit {
			return t("panel.add.longreason", "n", reasonLimit)
		}
		return ""
	}
	a.query.OnEdit, a.reason.OnEdit = a.enable, a.enable
	a.query.Entry.OnSubmitted = func(string) { a.run() }
	a.reason.Entry.OnSubmitted = func(string) { a.run() }
}

func (a *adding) chosen() screen.SeatView { return a.seats[max(a.pick.SelectedIndex(), 0)] }

// finds tells whether the seat that is chosen can look for people first.
func (a *adding) finds() bool { return a.chosen().Can.Has(model.CanFindContact) }

// suit has the dialog suit the seat that is chosen. What was typed stays.
func (a *adding) suit() {
	t := a.env.T
	a.forget()
	if a.finds() {
		a.query.Relabel(t("panel.find.query"))
		a.hint.SetText(t("panel.find.hint"))
		a.yes.SetText(t("panel.find.run"))
	} else {
		a.query.Relabel(t("panel.add.phone"))
		a.hint.SetText("")
		a.yes.SetText(t("panel.add.send"))
	}
	if a.hint.Text == "" {
		a.hinted.Hide()
	} else {
		a.hinted.Show()
	}
	a.said.Clear()
	a.enable()
	a.fit()
}

func (a *adding) enable() {
	enable(a.yes, a.query.Problem() == "" && (a.finds() || a.reason.Problem() == "") && !a.busy)
}

// fit makes room for who was found.
func (a *adding) fit() {
	a.scroll.SetMinSize(fyne.NewSize(0, min(a.cards.MinSize().Height, 72*screen.Unit)))
	if len(a.cards.Objects) == 0 {
		a.scroll.Hide()
	} else {
		a.scroll.Show()
	}
	a.body.Refresh()
	a.sheet.Fit()
}

// forget takes away who was found.
func (a *adding) forget() {
	a.drop()
	a.scope.Forget("find")
	a.found, a.asked, a.asking, a.wrong = nil, map[int]bool{}, map[int]bool{}, map[int]string{}
	a.cards.Objects = nil
}

// drop stops loading pictures.
func (a *adding) drop() {
	for _, ticket := range a.pictures {
		ticket.Cancel()
	}
	a.pictures = nil
}

func (a *adding) run() {
	switch {
	case a.query.Problem() != "":
		a.query.Reveal()
	case a.busy:
	case a.finds():
		a.find()
	case a.reason.Problem() != "":
		a.reason.Reveal()
	default:
		a.addByPhone()
	}
}

func (a *adding) addByPhone() {
	seat := a.chosen()
	number, words := cleanPhone(a.query.Value()), a.reason.Value()
	a.work(a.env.T("panel.add.sending"))
	screen.Do(a.scope, "add", func(ctx context.Context) (model.Contact, error) {
		return a.env.Console.People.AddByPhone(ctx, seat.ID, number, words)
	}, func(c model.Contact, err error) {
		a.rest(err)
		if err == nil {
			a.sheet.Close()
			a.env.Nav.Toast(a.env.T("panel.add.sent", "name", widgets.OneLine(c.DisplayName(), 40)))
		}
	})
}

// work says that something is under way.
func (a *adding) work(text string) {
	a.busy = true
	a.pick.Disable()
	a.enable()
	a.said.Say(text, widget.LowImportance)
	a.fit()
}

// rest says how it ended.
func (a *adding) rest(err error) {
	a.busy = false
	a.pick.Enable()
	a.enable()
	a.said.Fail(a.env, err)
	a.fit()
}

func (a *adding) find() {
	seat, query := a.chosen(), a.query.Value()
	if number := cleanPhone(query); phonePattern.MatchString(number) {
		query = number
	}
	a.forget()
	a.work(a.env.T("panel.find.running"))
	screen.Ask(a.scope, "find", func(ctx context.Context) ([]model.FoundContact, error) {
		return a.env.Console.People.Find(ctx, seat.ID, query)
	}, func(found []model.FoundContact, err error) {
		a.rest(err)
		if err != nil {
			return
		}
		a.seat, a.found = seat.ID, found[:min(len(found), foundMost)]
		if len(found) == 0 {
			a.said.Say(a.env.T("panel.find.none"), widget.WarningImportance)
		}
		a.show()
	})
}

// show draws a card for everybody who was found.
func (a *adding) show() {
	a.drop()
	a.cards.Objects = nil
	for i := range a.found {
		a.cards.Add(a.card(i))
	}
	a.cards.Refresh()
	a.fit()
}

func (a *adding) card(i int) fyne.CanvasObject {
	t, f := a.env.T, a.found[i]
	avatar := widgets.NewAvatar(theme.AvatarSize)
	avatar.Set(f.Contact.RemoteID, f.Contact.DisplayName())
	if a.env.Pictures != nil && picture.IsRemote(f.Contact.Avatar) {
		side := int(theme.AvatarSize) * 2
		a.pictures = append(a.pictures, a.env.Pictures.Load(f.Contact.Avatar, image.Pt(side, side), func(r picture.Result) {
			if r.Err == nil {
				avatar.SetImage(r.Image)
			}
		}))
	}
	about := t("panel.kind.wecom")
	if f.Contact.WeChat {
		about = t("panel.kind.wechat")
	}
	for _, more := range []string{gender(t, f.Contact.Gender), widgets.OneLine(f.Contact.Corp, 60)} {
		if more != "" {
			about += " · " + more
		}
	}
	words := screen.Column(0, screen.Heading(widgets.OneLine(f.Contact.DisplayName(), 60)), screen.Note(about))
	said := NewNotice()
	if f.Blocked {
		said.Say(t("panel.find.blocked", "reason", widgets.OneLine(f.Reason, 200)), widget.DangerImportance)
	}
	if text := a.wrong[i]; text != "" {
		said.Say(text, widget.DangerImportance)
	}
	words.Add(said.Label)
	body := screen.Dock(nil, nil, screen.Inset(screen.Column(0, avatar), 1, 2, 0, 0), screen.Row(0, a.state(i)), words)
	return container.NewStack(screen.NewFill(theme.Sidebar, 6), screen.Inset(body, 1, 2, 1, 2))
}

// state is what can be done about somebody who was found, or what was.
func (a *adding) state(i int) fyne.CanvasObject {
	t, f := a.env.T, a.found[i]
	switch {
	case f.Friend:
		return chip(t("panel.find.friend"), theme.InfoTint)
	case a.asked[i]:
		return chip(t("panel.find.asked"), theme.InfoTint)
	case f.Blocked:
		return chip(t("panel.find.no"), theme.DangerTint)
	}
	b := screen.NewButton(t("panel.find.add"), nil, func() { a.ask(i) })
	b.Importance = widget.HighImportance
	enable(b, !a.asking[i])
	return b
}

// ask asks somebody who was found.
func (a *adding) ask(i int) {
	if a.reason.Problem() != "" {
		a.reason.Reveal()
		return
	}
	f, words, seat := a.found[i], a.reason.Value(), a.seat
	list := a.found
	a.asking[i] = true
	delete(a.wrong, i)
	a.show()
	a.scope.Act("add", func(ctx context.Context) error {
		return a.env.Console.People.AddFound(ctx, seat, f, words)
	}, func(err error) {
		name := widgets.OneLine(f.Contact.DisplayName(), 40)
		if len(a.found) == 0 || &a.found[0] != &list[0] {
			// Somebody else was looked for in the meantime.
			if err == nil {
				a.env.Nav.Toast(a.env.T("panel.add.sent", "name", name))
			}
			a.env.Fail(err)
			return
		}
		delete(a.asking, i)
		if err != nil {
			a.wrong[i] = Why(a.env, err)
		} else {
			a.asked[i] = true
			a.env.Nav.Toast(a.env.T("panel.add.sent", "name", name))
		}
		a.show()
	})
}
