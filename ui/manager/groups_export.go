package manager

import (
	"context"
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// openGroupExport writes groups to a file: one made here, or where all are of one
// seat that has it, the back end's own.
func openGroupExport(h *host, ids []model.GroupID, seats []screen.SeatView) {
	t := h.env.T
	several := len(seats) > 1
	here := func() {
		askSpreadsheet(h, t("groups.export.title", "n", len(ids)), t("groups.export.file"), func(ctx context.Context, path string) (int, error) {
			return h.env.Console.Groups.Export(ctx, ids, groupFile(h.env, several), path)
		})
	}
	if several || len(seats) == 0 || !seats[0].Can.Has(model.CanDownloadGroups) {
		here()
		return
	}
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	theirs := screen.NewButton(t("groups.export.theirs"), nil, func() {
		sheet.Close()
		askSpreadsheet(h, t("groups.export.title", "n", len(ids)), t("groups.export.file"), func(ctx context.Context, path string) (int, error) {
			return len(ids), h.env.Console.Groups.Download(ctx, ids, path)
		})
	})
	ours := screen.NewButton(t("groups.export.ours"), nil, func() {
		sheet.Close()
		here()
	})
	ours.Importance = widget.HighImportance
	sheet = h.env.Sheets.Show(screen.Form{
		Title: t("groups.export.title", "n", len(ids)), Body: screen.Wrapped(t("groups.export.choice")), Size: fyne.NewSize(480, 0), Focus: ours,
		Buttons: []fyne.CanvasObject{cancel, theirs, ours},
	})
	sheet.Fit()
}

// groupFile has the columns of the back end's own file (有机云 2.5), and the seat
// where there are several.
func groupFile(env *screen.Env, several bool) sheet.Of[model.GroupRow] {
	t := env.T
	head := []string{
		t("groups.export.number"), t("groups.export.name"), t("groups.column.owner"), t("groups.column.state"), t("groups.export.kind"),
		t("groups.export.size"), t("groups.column.created"), t("groups.column.modified"),
	}
	if several {
		head = append(head, t("groups.column.seat"))
	}
	return sheet.Of[model.GroupRow]{Head: head, Numbers: []int{0, 5}, Cells: func(n int, row model.GroupRow) []string {
		state := t("groups.state.there")
		if row.Dissolved {
			state = t("groups.state.gone")
		}
		owner := row.OwnerName
		if owner == "" {
			owner = row.OwnerID
		}
		cells := []string{
			strconv.Itoa(n + 1), row.Name, owner, state, groupKind(env, row.Group), strconv.Itoa(row.MemberCount),
			env.Date(row.Created), env.Date(row.Modified),
		}
		if several {
			cells = append(cells, row.SeatName)
		}
		return cells
	}}
}

// askSpreadsheet asks for a file and has write fill it; it gives the number of its
// rows.
func askSpreadsheet(h *host, title, name string, write func(ctx context.Context, path string) (int, error)) {
	env := h.env
	env.AskFile(screen.FileQuestion{
		Title: title, Confirm: env.T("groups.export.yes"), Extensions: spreadsheets, Save: true, Name: name + "-" + today(env) + spreadsheets[0],
	}, func(path string) {
		screen.Do(h.scope, "export", func(ctx context.Context) (int, error) { return write(ctx, path) }, func(n int, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Nav.Toast(env.T("groups.export.done", "n", n, "file", widgets.OneLine(filepath.Base(path), 60)))
		})
	})
}
