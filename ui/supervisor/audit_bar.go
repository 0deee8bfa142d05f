package supervisor

import (
	"context"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// auditFiles are the kinds of file that the log is written to. Only the first can
// be checked: the others are for reading.
var auditFiles = []string{".jsonl", ".xlsx", ".csv"}

// auditFamilies are the first parts of what is written down, in the order in which
// they are offered.
var auditFamilies = []string{
	"message", "visit", "contact", "tag", "group", "batch", "moment", "seat", "connection", "company", "team", "alert", "sla", "data", "tool",
}

// auditBar narrows the audit log, checks and exports it.
type auditBar struct {
	page     *auditPage
	object   *fyne.Container
	entry    *screen.Entry
	family   *screen.Select
	seat     *seatChoice
	from, to *screen.Entry
	wrong    *widget.Label
	check    *screen.Button
}

func newAuditBar(p *auditPage) *auditBar {
	t := p.host.env.T
	b := &auditBar{page: p}
	b.entry = screen.NewSearch(t("audit.search"), &p.filter.Text, p.search)
	toTable := func() {
		if len(p.lines) > 0 {
			p.host.env.Window.Canvas().Focus(p.table)
		}
	}
	b.entry.OnSubmitted = func(string) { toTable() }
	b.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown {
			toTable()
		}
		return key.Name == fyne.KeyDown
	}
	families := []string{t("audit.family.any")}
	for _, f := range auditFamilies {
		families = append(families, t("audit.family."+f))
	}
	b.family = screen.NewSelect(families, nil)
	b.seat = newSeatChoice(p.host, func(id model.SeatID) {
		p.filter.Seat = id
		p.search()
	})
	b.from, b.to = screen.NewEntry(), screen.NewEntry()
	b.from.SetPlaceHolder(t("audit.from"))
	b.to.SetPlaceHolder(t("audit.to"))
	for _, e := range []*screen.Entry{b.from, b.to} {
		e.OnChanged = func(string) { b.typed(false) }
		e.OnFocus = func(focused bool) {
			if !focused {
				b.typed(true)
			}
		}
	}
	b.wrong = screen.Note("")
	b.wrong.Importance = widget.DangerImportance
	b.wrong.Hide()
	columns := screen.NewTextButton(t("manager.columns.open"), nil, p.columns.Choose)
	b.check = screen.NewButton(t("audit.check"), nil, b.verify)
	export := screen.NewButton(t("audit.export"), nil, b.save)
	filters := screen.Row(1, screen.MinSize(screen.Boxed(b.family), 26*screen.Unit, 0), b.seat.object,
		screen.Width(b.from, 27*screen.Unit), screen.Width(b.to, 27*screen.Unit), columns, b.check, export)
	b.object = screen.Column(0, screen.Line(nil, screen.Inset(b.entry, 0, 1, 0, 0), filters), b.wrong)
	b.show()
	return b
}

// show brings the controls in line with the filter.
func (b *auditBar) show() {
	f := b.page.filter
	if strings.TrimSpace(b.entry.Text) != f.Text {
		b.entry.SetText(f.Text)
	}
	b.family.OnChanged = nil
	b.family.SetSelectedIndex(slices.Index(auditFamilies, strings.TrimSuffix(string(f.What), ".")) + 1)
	b.family.OnChanged = func(string) {
		b.page.filter.What = ""
		if i := b.family.SelectedIndex(); i > 0 {
			b.page.filter.What = model.AuditWhat(auditFamilies[i-1] + ".")
		}
		b.page.search()
	}
	b.seat.show(f.Seat)
}

// clear lists everything again.
func (b *auditBar) clear() {
	b.page.filter = audit.Filter{}
	b.from.SetText("")
	b.to.SetText("")
	b.show()
	b.page.search()
}

// typed narrows to the days typed. What is no day narrows nothing; that it is none
// is said when the person is done.
func (b *auditBar) typed(done bool) {
	env, p := b.page.host.env, b.page
	now, wrong := env.Clock.Now().In(env.Zone), ""
	read := func(text string, days int) time.Time {
		if text = strings.TrimSpace(text); text == "" {
			return time.Time{}
		}
		noon, ok := readDay(text, now)
		if !ok {
			wrong = env.T("reports.bad.day", "text", widgets.OneLine(text, 20))
			return time.Time{}
		}
		return time.Date(noon.Year(), noon.Month(), noon.Day()+days, 0, 0, 0, 0, env.Zone)
	}
	from, to := read(b.from.Text, 0), read(b.to.Text, 1)
	if wrong == "" || done {
		b.wrong.SetText(wrong)
		if b.wrong.Hidden != (wrong == "") {
			b.wrong.Hidden = wrong == ""
			b.object.Refresh()
			p.root.Refresh()
		}
	}
	if !from.Equal(p.filter.From) || !to.Equal(p.filter.To) {
		p.filter.From, p.filter.To = from, to
		p.search()
	}
}

// verify looks at every line and says whether the chain is whole.
func (b *auditBar) verify() {
	h := b.page.host
	b.check.Disable()
	b.check.SetText(h.env.T("audit.checking"))
	screen.Ask(h.scope, "audit/check", h.env.Console.Audits.Check, func(c audit.Soundness, err error) {
		b.check.Enable()
		b.check.SetText(h.env.T("audit.check"))
		if err != nil {
			h.env.Fail(err)
			return
		}
		b.tell(c)
	})
}

// tell says how the check came out.
func (b *auditBar) tell(c audit.Soundness) {
	h := b.page.host
	t := h.env.T
	head := hex.EncodeToString(c.Head)
	said := widget.NewLabel(t("audit.sound", "n", widgets.Number(int(c.Lines))))
	said.Importance = widget.SuccessImportance
	if !c.Sound {
		said = widget.NewLabel(t("audit.broken", "line", c.Wrong, "n", widgets.Number(int(c.Lines))))
		said.Importance = widget.DangerImportance
	}
	said.Wrapping = fyne.TextWrapWord
	body := screen.Column(1, said)
	var left []fyne.CanvasObject
	if c.Sound && head != "" {
		hash := widget.NewLabel(head)
		hash.Wrapping, hash.Selectable = fyne.TextWrapBreak, true
		body.Add(screen.Note(t("audit.head")))
		body.Add(hash)
		left = append(left, screen.NewButton(t("audit.copy"), nil, func() {
			fyne.CurrentApp().Clipboard().SetContent(head)
			h.env.Nav.Toast(t("audit.copied"))
		}))
	}
	var sheet *screen.Sheet
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	done.Importance = widget.HighImportance
	sheet = h.env.Sheets.Show(screen.Form{
		Title: t("audit.check.title"), Body: body, Size: fyne.NewSize(520, 0), Left: left, Buttons: []fyne.CanvasObject{done}, Focus: done,
	})
	sheet.Fit()
}

// save writes the lines of the filter to a file that is asked for.
func (b *auditBar) save() {
	p := b.page
	env, filter := p.host.env, p.filter
	name := env.T("audit.file", "date", env.Clock.Now().In(env.Zone).Format(time.DateOnly))
	env.AskFile(screen.FileQuestion{
		Title: env.T("audit.export.title"), Confirm: env.T("audit.export.yes"), Extensions: auditFiles, Save: true, Name: name + auditFiles[0],
	}, func(path string) {
		screen.Do(p.host.scope, "audit/save", func(ctx context.Context) (int, error) {
			return env.Console.Audits.Export(ctx, filter, formatOf(path), path)
		}, func(n int, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Nav.Toast(env.T("audit.export.done", "n", n, "file", widgets.OneLine(filepath.Base(path), 60)))
		})
	})
}
