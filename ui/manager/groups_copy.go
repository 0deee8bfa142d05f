package manager

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
)

// groupSettings are the parts that can be copied, in the order they are shown.
var groupSettings = []model.GroupSetting{model.SettingWelcome, model.SettingKeyword, model.SettingDefault}

// copying is the sheet that copies what the back end keeps of a group to others of
// the same connection.
type copying struct {
	h     *host
	scope *screen.Scope
	from  model.GroupRow
	parts map[model.GroupSetting]bool
	entry *screen.Entry
	table *groupTable
	said  *panel.Notice
	sheet *screen.Sheet
	yes   *screen.Button
	busy  bool
}

// openCopySettings asks what is to be copied from a group, and to which; to are
// those chosen to begin with.
func openCopySettings(h *host, from model.GroupRow, to []model.GroupID) {
	t := h.env.T
	c := &copying{h: h, scope: h.env.Scope(), from: from, parts: map[model.GroupSetting]bool{}, said: panel.NewNotice()}
	parts := screen.Wrap(2)
	var focus fyne.Focusable
	for _, part := range groupSettings {
		box := screen.NewCheck(t("groups.setting."+string(part)), func(on bool) {
			c.parts[part] = on
			c.tell()
		})
		if focus == nil {
			focus = box
		}
		parts.Add(box)
	}
	c.entry = screen.NewEntry()
	c.entry.SetPlaceHolder(t("groups.search"))
	c.entry.OnChanged = func(string) { c.read() }
	c.table = newGroupTable(h, c.scope, "copy", nil)
	c.table.columns.Set([]string{columnName, columnSeat, columnOwner, columnMembers})
	c.table.shown = func(err error) {
		if err != nil {
			c.said.Fail(h.env, err)
		}
		c.tell()
	}
	c.table.chose, c.table.roster.keeps = c.tell, true
	for _, id := range to {
		if id != from.ID {
			c.table.roster.chosen[id] = true
		}
	}
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { c.sheet.Leave() })
	c.yes = screen.NewButton(t("groups.copy.start", "n", len(to)), nil, c.run)
	c.yes.Importance = widget.HighImportance
	top := screen.Column(1, parts, screen.Note(t("groups.copy.text")), c.entry)
	c.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("groups.copy.title", "name", groupName(from.Group)), Size: fyne.NewSize(720, 560), Focus: focus,
		Body: screen.Dock(screen.Inset(top, 0, 0, 1, 0), c.said.Label, nil, nil, c.table.Table), Buttons: []fyne.CanvasObject{cancel, c.yes},
	})
	c.sheet.OnClose = func() {
		c.table.close()
		c.scope.Close()
	}
	edited := screen.Since(func() any { return [...]any{c.wanted(), slices.Sorted(maps.Keys(c.table.roster.chosen))} })
	h.env.Guard(c.sheet, func() bool { return !c.busy && edited() })
	c.tell()
	c.read()
}

// read lists the groups of the same connection that can be copied to.
func (c *copying) read() {
	h, from, text := c.h, c.from, strings.TrimSpace(c.entry.Text)
	connection := h.view(from.Seat).Seat.Connection
	seats := slices.DeleteFunc(h.seatsAble(model.CanCopyGroupSettings), func(v screen.SeatView) bool { return v.Seat.Connection != connection })
	c.table.roster.list = func(ctx context.Context) ([]model.GroupID, error) {
		ids, err := groupsOfSeats(ctx, h, seats, text)
		return slices.DeleteFunc(ids, func(id model.GroupID) bool { return id == from.ID }), err
	}
	c.table.roster.reload()
}

func (c *copying) wanted() (parts []model.GroupSetting) {
	for _, part := range groupSettings {
		if c.parts[part] {
			parts = append(parts, part)
		}
	}
	return parts
}

func (c *copying) tell() {
	if c.yes == nil {
		return
	}
	n := len(c.table.roster.chosen)
	c.yes.SetText(c.h.env.T("groups.copy.start", "n", n))
	enable(c.yes, n > 0 && len(c.wanted()) > 0 && !c.busy)
}

// run copies. The choice stays if that fails.
func (c *copying) run() {
	parts, to := c.wanted(), slices.Sorted(maps.Keys(c.table.roster.chosen))
	if len(parts) == 0 || len(to) == 0 {
		return
	}
	c.busy = true
	c.said.Say(c.h.env.T("panel.working"), widget.LowImportance)
	c.tell()
	c.scope.Act("copy", func(ctx context.Context) error {
		return c.h.env.Console.Groups.CopySettings(ctx, c.from.ID, parts, to)
	}, func(err error) {
		c.busy = false
		c.said.Fail(c.h.env, err)
		c.tell()
		if err == nil {
			c.sheet.Close()
			c.h.env.Nav.Toast(c.h.env.T("groups.copy.done", "n", len(to)))
		}
	})
}
