package supervisor

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/bus"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The charts below the table take this share of the height, within these bounds in
// pixels.
const (
	chartsShare         = 0.32
	chartsLeast float32 = 186
	chartsMost  float32 = 340
)

// reportsPage sums up days by seat, team, connection or day.
type reportsPage struct {
	host *host
	root fyne.CanvasObject
	bar  *reportsBar

	columns *screen.ColumnChoice
	table   *widgets.Table
	middle  *fyne.Container
	foot    *fyne.Container
	charts  *reportDrawings

	report supervise.ServiceReport
	rows   []supervise.ReportRow // in the order of the table, without the total
	sorted string
	down   bool
	known  bool
	stale  bool // what it sums up changed since
}

func newReportsPage(h *host) *reportsPage {
	p := &reportsPage{host: h}
	p.columns = screen.NewColumnChoice(h.env, h.scope, "report", reportColumns(h.env.T), reportUsual)
	p.table = p.columns.Table
	p.table.Cells = p.cell
	p.table.Band = func(row int) bool { return row == 0 }
	p.table.OnSort = func(column string, down bool) {
		p.sorted, p.down = column, down
		p.sort()
	}
	p.middle = container.NewStack(widgets.NewEmptyState(nil, h.env.T("shell.loading"), "", widgets.Action{}))
	p.charts = newReportDrawings(h)
	p.bar = newReportsBar(p)
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	p.foot = screen.Dock(line, nil, nil, nil, screen.Inset(p.charts.object, 1, 2, 1, 2))
	p.foot.Hide()
	top := screen.Inset(p.bar.object, 1, 2, 1, 2)
	root := screen.Dock(top, nil, nil, nil, container.New(reportLayout{}, p.middle, p.foot))
	root.Objects[0], root.Objects[1] = root.Objects[1], root.Objects[0] // in the order of Tab
	p.root = root
	p.columns.Read()
	return p
}

// Object implements screen.Page.
func (p *reportsPage) Object() fyne.CanvasObject { return p.root }

// Show implements screen.Page.
func (p *reportsPage) Show() {
	p.bar.read()
	p.read()
}

// Changed implements screen.Page. Hours are counted anew all the time: the report
// stays as it was made until somebody wants it made again.
func (p *reportsPage) Changed(c bus.Change) {
	if c.Tallies && !p.stale && p.known {
		p.stale = true
		p.bar.tell()
	}
	if c.Connections || c.Company {
		p.bar.read()
	}
}

// Focus implements screen.Page.
func (p *reportsPage) Focus() fyne.Focusable {
	if p.middle.Objects[0] == fyne.CanvasObject(p.table) {
		return p.table
	}
	return p.bar.days
}

// Close implements screen.Page.
func (p *reportsPage) Close() {}

// read makes the report that the bar wishes.
func (p *reportsPage) read() {
	wish, ok := p.bar.wish()
	if !ok {
		return // the bar says what is wrong
	}
	reports := p.host.env.Console.Reports
	p.bar.busy(true)
	screen.Ask(p.host.scope, "reports", func(ctx context.Context) (supervise.ServiceReport, error) { return reports.Make(ctx, wish) }, p.got)
}

func (p *reportsPage) got(report supervise.ServiceReport, err error) {
	t := p.host.env.T
	shown := fyne.CanvasObject(p.table)
	first := !p.known
	switch {
	case err != nil && !p.known:
		shown = widgets.NewEmptyState(fynetheme.WarningIcon(), p.host.env.Trouble(err), p.host.env.Next(err), widgets.Action{Label: t("alerts.again"), Do: p.read})
	case err != nil:
		p.host.env.Fail(err) // the one made before stays
		p.bar.busy(false)
		return
	default:
		p.report, p.known, p.stale = report, true, false
		if len(report.Rows) == 0 {
			shown = widgets.NewEmptyState(fynetheme.DocumentIcon(), t("reports.none"), t("reports.none.text"), widgets.Action{})
		}
	}
	p.bar.busy(false)
	if p.middle.Objects[0] != shown {
		p.middle.Objects = []fyne.CanvasObject{shown}
		p.middle.Refresh()
	}
	p.sort()
	p.charts.show(p.report)
	p.foot.Hidden = len(p.report.Rows) == 0
	p.root.Refresh()
	p.bar.tell()
	if first {
		p.host.refocus()
	}
}

// sort puts the rows in order; by nothing, they are as they were made.
func (p *reportsPage) sort() {
	p.rows = slices.Clone(p.report.Rows)
	if by := reportOrders[p.sorted]; by != nil {
		slices.SortStableFunc(p.rows, func(a, b supervise.ReportRow) int {
			if p.down {
				return by(b, a)
			}
			return by(a, b)
		})
	}
	count := len(p.rows)
	if count > 0 {
		count++ // the total comes first
	}
	p.table.SetCount(count)
}

// cell shows one row in one column; the total is the first row.
func (p *reportsPage) cell(i int, column string) widgets.Cell {
	row := p.report.Total
	if i > 0 {
		if i > len(p.rows) {
			return widgets.Cell{}
		}
		row = p.rows[i-1]
	}
	cell := reportCell(p.host.env, row, column)
	if i == 0 {
		cell.Bold = true
		if column == reportName {
			cell.Text, cell.Tone = p.host.env.T("reports.column.total"), ""
		}
	}
	return cell
}

// reportLayout puts the charts, while there are any, below the table.
type reportLayout struct{}

func (reportLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, chartsLeast)
}

func (reportLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	foot := float32(0)
	if o[1].Visible() {
		foot = max(chartsLeast, min(size.Height*chartsShare, chartsMost))
	}
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, size.Height-foot))
	o[1].Move(fyne.NewPos(0, size.Height-foot))
	o[1].Resize(fyne.NewSize(size.Width, foot))
}
