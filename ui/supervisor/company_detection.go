package supervisor

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

func (l *newsList) detection(d model.Detection) newsLine {
	env := l.host.env
	banned := widgets.Cell{Text: strconv.Itoa(d.Banned)}
	if d.Banned > 0 {
		banned.Tone, banned.Bold = theme.Danger, true
	}
	complete := env.T("company.no")
	if d.Complete {
		complete = env.T("company.yes")
	}
	return newsLine{
		order: map[string]int64{"at": d.At.UnixMilli(), "total": int64(d.Total), "banned": int64(d.Banned), "normal": int64(d.Normal)},
		cells: map[string]widgets.Cell{
			"at": {Text: env.When(d.At)}, "title": textCell(d.Title), "total": {Text: strconv.Itoa(d.Total)}, "banned": banned,
			"normal": {Text: strconv.Itoa(d.Normal)}, "complete": {Text: complete},
		},
		open: func() { l.openDetection(d) },
	}
}

// openDetection shows what a look for bans found, those that are banned first.
func (l *newsList) openDetection(d model.Detection) {
	env := l.host.env
	t := env.T
	records := slices.Clone(d.Records)
	slices.SortStableFunc(records, func(a, b model.DetectionRecord) int { return gravity(b) - gravity(a) })
	table := widgets.NewTable([]widgets.Column{
		{Key: "name", Title: t("company.column.account"), Width: 150, Grow: 1, Sortable: true},
		{Key: "state", Title: t("company.column.state"), Width: 100, Sortable: true},
		{Key: "from", Title: t("company.column.from"), Width: 130, Sortable: true},
		{Key: "unlock", Title: t("company.column.unlock"), Width: 130, Sortable: true},
		{Key: "content", Title: t("company.column.detail"), Width: 140, Grow: 2, Sortable: true},
	})
	table.OnSort = func(column string, down bool) {
		records = ordered(records, down, l.spell, func(r model.DetectionRecord) sortKey { return detectedKey(r, column) })
		table.SetCount(len(records))
	}
	table.Cells = func(row int, column string) widgets.Cell {
		if row >= len(records) {
			return widgets.Cell{}
		}
		return detectedCell(env, records[row], column)
	}
	var sheet *screen.Sheet
	table.OnOpen = func(row int) {
		if v := l.seatOf(records[row].Seat); row < len(records) && v.ID != 0 {
			sheet.Close()
			l.host.openSeat(v.ID)
		}
	}
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	sheet = env.Sheets.Show(screen.Form{
		Title: widgets.OneLine(d.Title, 60), Size: fyne.NewSize(760, 520), Focus: table, Buttons: []fyne.CanvasObject{done},
		Body: screen.Dock(screen.Note(longText(d.Content)), nil, nil, nil, table),
	})
	table.SetCount(len(records))
}

func gravity(r model.DetectionRecord) int {
	switch {
	case r.Banned:
		return 2
	case r.Failed:
		return 1
	}
	return 0
}

func detectedCell(env *screen.Env, r model.DetectionRecord, column string) widgets.Cell {
	switch column {
	case "name":
		return textCell(r.Name)
	case "from":
		return textCell(env.Date(r.From))
	case "unlock":
		return textCell(env.Date(r.UnlockAt))
	case "content":
		return textCell(r.Content)
	}
	switch gravity(r) {
	case 2:
		return widgets.Cell{Text: env.T("company.detected.banned"), Tone: theme.Danger, Bold: true}
	case 1:
		return widgets.Cell{Text: env.T("company.detected.failed"), Tone: theme.Warn}
	}
	return widgets.Cell{Text: env.T("company.detected.normal")}
}

// detectedKey is what a record is sorted by.
func detectedKey(r model.DetectionRecord, column string) sortKey {
	at := func(t time.Time) sortKey { return sortKey{number: t.UnixMilli(), none: t.IsZero()} }
	switch column {
	case "name":
		return nameKey(r.Name)
	case "from":
		return at(r.From)
	case "unlock":
		return at(r.UnlockAt)
	case "content":
		return nameKey(r.Content)
	}
	return numberKey(int64(gravity(r)))
}
