package panel

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

const (
	personHeight = float32(40)
	peopleListed = 500 // at once; the search finds the others
)

// personRow shows one contact, with a box to be ticked where icon is given.
type personRow struct {
	widget.BaseWidget
	icon   *widget.Icon
	avatar *widgets.Avatar
	name   *widget.Label
	about  *widget.Label
	body   fyne.CanvasObject
}

func newPersonRow() *personRow {
	r := &personRow{icon: widget.NewIcon(nil), avatar: widgets.NewAvatar(28), name: widget.NewLabel(""), about: widget.NewLabel("")}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.about.Importance, r.about.SizeName = widget.LowImportance, fynetheme.SizeNameCaptionText
	r.body = screen.Line(screen.Row(1, screen.Inset(r.icon, 0, 0, 0, 1), screen.Inset(r.avatar, 0, 1, 0, 1)), r.name, r.about)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by the toolkit.
func (r *personRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *personRow) set(c model.Contact, icon fyne.Resource, about string) {
	r.icon.SetResource(icon)
	r.icon.Hidden = icon == nil
	r.avatar.Set(c.RemoteID, c.DisplayName())
	r.name.SetText(widgets.OneLine(c.DisplayName(), 60))
	r.about.SetText(widgets.OneLine(about, 14))
	r.body.Refresh()
}

// openTagged lists the contacts that have a tag; one that is pressed is written
// to.
func openTagged(env *screen.Env, seat model.SeatID, tag model.Tag) {
	t, scope := env.T, env.Scope()
	var people []model.Contact
	list := widgets.NewList(personHeight, func() fyne.CanvasObject { return newPersonRow() }, func(i int, o fyne.CanvasObject) {
		if i < len(people) {
			o.(*personRow).set(people[i], nil, people[i].Corp)
		}
	})
	none := screen.Note(t("shell.loading"))
	more := screen.Note(t("panel.people.more", "n", peopleListed))
	more.Hide()
	said := NewNotice()
	list.OnTapped = func(i int) {
		if i < len(people) {
			one := people[i]
			OpenConversation(env, scope, seat, one.RemoteID, t("panel.people.silent", "name", widgets.OneLine(one.DisplayName(), 40)))
		}
	}
	var sheet *screen.Sheet
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	body := screen.Dock(screen.Note(t("panel.tag.people.hint")), screen.Column(0, more, said.Label), nil, nil, container.NewStack(list, none))
	sheet = env.Sheets.Show(screen.Form{
		Title: t("panel.tag.people.title", "name", widgets.OneLine(tag.Name, 30)), Size: fyne.NewSize(440, 500), Focus: list,
		Body: body, Buttons: []fyne.CanvasObject{done},
	})
	sheet.OnClose = scope.Close
	read := func() {
		screen.Keep(scope, "people", func(ctx context.Context) ([]model.Contact, error) {
			return env.Console.Tags.Contacts(ctx, seat, tag.RemoteID, 0, peopleListed)
		}, func(found []model.Contact, err error) {
			said.Fail(env, err)
			if err == nil {
				people = found
			}
			none.SetText(t("panel.tag.people.none"))
			none.Hidden = len(people) > 0
			more.Hidden = len(people) < peopleListed
			body.Refresh()
			list.SetCount(len(people))
		})
	}
	env.OnChange(scope, func(c bus.Change) {
		if c.Contacts[seat] {
			read()
		}
	})
	read()
}
