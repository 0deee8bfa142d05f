package panel

import (
	"context"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// tagging is the sheet that says which tags a contact has.
type tagging struct {
	env     *screen.Env
	scope   *screen.Scope
	contact model.Contact
	shelf   *shelf
	sheet   *screen.Sheet
	save    *screen.Button
	chosen  map[string]model.Tag // by remote id
	picked  *widget.Label
	saving  bool
}

// openTags shows the tags of a contact to be chosen from, or where none can be put
// on contacts the tags there are.
func openTags(env *screen.Env, seat model.SeatID, contact model.Contact, can model.Capabilities) {
	if !can.Has(model.CanTagContacts) {
		openTagManager(env, seat, can)
		return
	}
	t := env.T
	g := &tagging{env: env, scope: env.Scope(), contact: contact, chosen: map[string]model.Tag{}, picked: screen.Note("")}
	for _, tag := range contact.Tags {
		g.chosen[tag.RemoteID] = tag
	}
	g.shelf = newShelf(env, g.scope, seat, can)
	g.shelf.look = func(tag model.Tag) (fyne.Resource, string) {
		if _, on := g.chosen[tag.RemoteID]; on {
			return fynetheme.CheckButtonCheckedIcon(), ""
		}
		return fynetheme.CheckButtonIcon(), ""
	}
	g.shelf.onTapped = g.toggle
	g.shelf.onCreated = g.toggle
	g.shelf.onRead = g.read
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { g.sheet.Close() })
	g.save = screen.NewButton(t("panel.save"), nil, g.run)
	g.save.Importance = widget.HighImportance
	var left []fyne.CanvasObject
	if can.Has(model.CanEditTags) {
		left = append(left, screen.NewButton(t("panel.tag.manage"), nil, func() { openTagManager(env, seat, can) }))
	}
	g.sheet = env.Sheets.Show(screen.Form{
		Title: t("panel.tag.title", "name", widgets.OneLine(contact.DisplayName(), 40)), Size: fyne.NewSize(460, 540), Focus: g.shelf.entry,
		Body: screen.Dock(nil, g.picked, nil, nil, g.shelf.object),
		Left: left, Buttons: []fyne.CanvasObject{cancel, g.save},
	})
	g.sheet.OnClose = g.scope.Close
	g.show()
	g.shelf.start()
}

// read takes off what no longer exists, and learns new names.
func (g *tagging) read() {
	there := map[string]model.Tag{}
	for _, group := range g.shelf.groups {
		for _, tag := range group.Tags {
			there[tag.RemoteID] = tag
		}
	}
	for id := range g.chosen {
		if tag, ok := there[id]; ok {
			g.chosen[id] = tag
		} else {
			delete(g.chosen, id)
		}
	}
	g.show()
}

func (g *tagging) toggle(tag model.Tag) {
	if g.saving {
		return
	}
	if _, on := g.chosen[tag.RemoteID]; on {
		delete(g.chosen, tag.RemoteID)
	} else {
		g.chosen[tag.RemoteID] = tag
	}
	g.shelf.list.Refresh()
	g.show()
}

func (g *tagging) show() {
	g.picked.SetText(g.env.T("panel.tag.picked", "n", len(g.chosen)))
	enable(g.save, g.shelf.read && !g.saving)
}

// list are the tags chosen, in the order of the seat's list.
func (g *tagging) list() []model.Tag {
	list := []model.Tag{}
	for _, group := range g.shelf.groups {
		for _, tag := range group.Tags {
			if _, on := g.chosen[tag.RemoteID]; on {
				list = append(list, tag)
			}
		}
	}
	return list
}

// run saves. The choice stays if that fails.
func (g *tagging) run() {
	contact, tags := g.contact.RemoteID, g.list()
	g.saving = true
	g.show()
	g.shelf.say(g.env.T("panel.working"), widget.LowImportance)
	g.scope.Act("save", func(ctx context.Context) error {
		return g.env.Console.Tags.SetOfContact(ctx, g.shelf.seat, contact, tags)
	}, func(err error) {
		g.saving = false
		g.show()
		if err != nil {
			g.shelf.fail(err)
			return
		}
		g.sheet.Close()
		g.env.Nav.Toast(g.env.T("panel.tag.saved", "name", widgets.OneLine(g.contact.DisplayName(), 40)))
	})
}
