package manager

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// spreadsheets are the kinds of file that a table is written to.
var spreadsheets = []string{".xlsx", ".csv"}

// export writes the chosen customers, or all that are listed where none is chosen,
// to a file that is asked for.
func (p *contactsPage) export() {
	ids := slices.Clone(p.roster.ids)
	if len(p.roster.chosen) > 0 {
		ids = p.picked()
	}
	t := p.host.env.T
	if len(ids) == 0 {
		p.host.env.Nav.Toast(t("contacts.export.none"))
		return
	}
	name := t("contacts.export.name", "date", p.host.env.Clock.Now().In(p.host.env.Zone).Format(time.DateOnly))
	p.host.env.AskFile(screen.FileQuestion{
		Title: t("contacts.export.title", "n", len(ids)), Confirm: t("contacts.export.yes"), Extensions: spreadsheets, Save: true, Name: name + spreadsheets[0],
	}, func(path string) { p.exportTo(ids, path) })
}

func (p *contactsPage) exportTo(ids []model.ContactID, path string) {
	env := p.host.env
	sheet := contactSheet(env.T, env.Zone)
	screen.Do(p.host.scope, "export", func(ctx context.Context) (int, error) {
		return env.Console.People.Export(ctx, ids, sheet, path)
	}, func(n int, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.Nav.Toast(env.T("contacts.export.done", "n", n, "file", widgets.OneLine(filepath.Base(path), 60)))
	})
}

// contactSheet says what a file of customers holds: every column, and what more is
// known of them.
func contactSheet(t func(string, ...any) string, zone *time.Location) sheet.Of[model.ContactRow] {
	columns := contactColumns(t)
	head, numbers := []string{t("contacts.export.number")}, []int{0}
	for _, c := range columns {
		if c.Right {
			numbers = append(numbers, len(head))
		}
		head = append(head, c.Title)
	}
	head = append(head, t("contacts.field.position"), t("contacts.field.mobile"), t("contacts.field.email"), t("contacts.field.id"))
	return sheet.Of[model.ContactRow]{Head: head, Numbers: numbers, Cells: func(n int, row model.ContactRow) []string {
		cells := []string{strconv.Itoa(n + 1)}
		for _, c := range columns {
			cells = append(cells, contactText(t, zone, row, c.Key))
		}
		return append(cells, row.Position, row.Mobile, row.Email, row.RemoteID)
	}}
}
