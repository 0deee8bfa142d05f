package panel

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// countedMost is how many contacts are counted here, where the back end counts
// none.
const countedMost = 1000

// tagManager is the sheet about the tags of a seat.
type tagManager struct {
	env    *screen.Env
	scope  *screen.Scope
	shelf  *shelf
	sheet  *screen.Sheet
	chosen string // remote id
	counts map[string]int
	asked  []string // the tags that were counted

	people, rename, remove *screen.Button
	busy                   bool
}

func openTagManager(env *screen.Env, seat model.SeatID, can model.Capabilities) {
	t := env.T
	m := &tagManager{env: env, scope: env.Scope()}
	m.shelf = newShelf(env, m.scope, seat, can)
	m.shelf.look = func(tag model.Tag) (fyne.Resource, string) {
		if n, known := m.counts[tag.RemoteID]; known {
			return nil, t("panel.tag.count", "n", n)
		}
		return nil, ""
	}
	m.shelf.onTapped = func(tag model.Tag) { m.choose(tag.RemoteID) }
	m.shelf.onCreated = func(tag model.Tag) { m.choose(tag.RemoteID) }
	m.shelf.onRead = m.read
	m.shelf.list.Selected = func(i int) bool {
		return i < len(m.shelf.rows) && m.chosen != "" && m.shelf.rows[i].tag.RemoteID == m.chosen
	}
	m.people = screen.NewButton(t("panel.tag.people"), nil, m.openPeople)
	left := []fyne.CanvasObject{m.people}
	m.rename = screen.NewButton(t("panel.rename"), nil, m.askRename)
	m.remove = screen.NewButton(t("panel.remove"), nil, m.askRemove)
	m.remove.Importance = widget.DangerImportance
	if can.Has(model.CanEditTags) {
		left = append(left, m.rename, m.remove)
	}
	done := screen.NewButton(t("shell.close"), nil, func() { m.sheet.Close() })
	m.sheet = env.Sheets.Show(screen.Form{
		Title: t("panel.tag.all"), Size: fyne.NewSize(480, 540), Focus: m.shelf.entry,
		Body: m.shelf.object, Left: left, Buttons: []fyne.CanvasObject{done},
	})
	m.sheet.OnClose = m.scope.Close
	m.enable()
	m.shelf.start()
}

// tag is the one that is chosen.
func (m *tagManager) tag() (model.Tag, bool) {
	for _, g := range m.shelf.groups {
		for _, tag := range g.Tags {
			if tag.RemoteID == m.chosen && m.chosen != "" {
				return tag, true
			}
		}
	}
	return model.Tag{}, false
}

func (m *tagManager) choose(id string) {
	m.chosen = id
	m.shelf.list.Refresh()
	m.enable()
}

func (m *tagManager) enable() {
	_, there := m.tag()
	for _, b := range []*screen.Button{m.people, m.rename, m.remove} {
		enable(b, there && !m.busy)
	}
}

// read counts anew where there are other tags than before.
func (m *tagManager) read() {
	m.enable()
	var ids []string
	for _, g := range m.shelf.groups {
		for _, tag := range g.Tags {
			ids = append(ids, tag.RemoteID)
		}
	}
	if !m.shelf.can.Has(model.CanCountTagged) || len(ids) == 0 || slices.Equal(ids, m.asked) {
		return
	}
	m.asked = ids
	screen.Ask(m.scope, "count", func(ctx context.Context) (map[string]int, error) {
		return m.env.Console.Tags.Count(ctx, m.shelf.seat, ids)
	}, func(counts map[string]int, err error) {
		if err != nil {
			m.shelf.fail(err)
			return
		}
		m.counts = counts
		m.shelf.list.Refresh()
	})
}

func (m *tagManager) openPeople() {
	if tag, there := m.tag(); there {
		openTagged(m.env, m.shelf.seat, tag)
	}
}

func (m *tagManager) askRename() {
	tag, there := m.tag()
	if !there {
		return
	}
	t := m.env.T
	Question{
		Title: t("panel.tag.rename.title", "name", widgets.OneLine(tag.Name, 30)), Label: t("panel.tag.name"), Value: tag.Name,
		Yes: t("panel.save"), Limit: tagLimit,
	}.Ask(m.env, func(ctx context.Context, name string) error {
		return m.env.Console.Tags.Rename(ctx, m.shelf.seat, tag, name)
	}, func(string) { m.shelf.reload() })
}

// askRemove says how many have the tag before it is taken away from them.
func (m *tagManager) askRemove() {
	tag, there := m.tag()
	if !there {
		return
	}
	if n, known := m.counts[tag.RemoteID]; known {
		m.confirmRemove(tag, n)
		return
	}
	screen.Ask(m.scope, "having", func(ctx context.Context) ([]model.Contact, error) {
		return m.env.Console.Tags.Contacts(ctx, m.shelf.seat, tag.RemoteID, 0, countedMost)
	}, func(list []model.Contact, err error) {
		if err != nil {
			m.shelf.fail(err)
			return
		}
		m.confirmRemove(tag, len(list))
	})
}

func (m *tagManager) confirmRemove(tag model.Tag, n int) {
	t := m.env.T
	m.env.Confirm(t("panel.tag.delete.title", "name", widgets.OneLine(tag.Name, 30)), t("panel.tag.delete.text", "n", n), t("panel.remove"), func() {
		m.busy = true
		m.enable()
		m.shelf.say(t("panel.working"), widget.LowImportance)
		m.scope.Act("delete", func(ctx context.Context) error {
			return m.env.Console.Tags.Delete(ctx, m.shelf.seat, tag)
		}, func(err error) {
			m.busy = false
			m.enable()
			m.shelf.fail(err)
			m.shelf.reload()
		})
	})
}
