package supervisor

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// reportName is the column that names a row.
const reportName = "name"

// reportUsual are the columns shown until a person chooses others.
var reportUsual = []string{
	reportName, "received", "sent", "visits", "resolved", "unanswered", "mean_first", "mean_wait", "longest", "late", "online",
}

// reportCounts and reportTimes say what the columns hold. A time that is not known
// is false.
var (
	reportCounts = map[string]func(supervise.ReportRow) int{
		"seats":      func(r supervise.ReportRow) int { return r.Seats },
		"received":   func(r supervise.ReportRow) int { return r.Received },
		"sent":       func(r supervise.ReportRow) int { return r.Sent },
		"visits":     func(r supervise.ReportRow) int { return r.Visits },
		"resolved":   func(r supervise.ReportRow) int { return r.Resolved },
		"asked":      func(r supervise.ReportRow) int { return r.Asked },
		"answered":   func(r supervise.ReportRow) int { return r.Answered },
		"unanswered": func(r supervise.ReportRow) int { return r.Asked - r.Answered },
		"late":       func(r supervise.ReportRow) int { return r.Late },
		"logins":     func(r supervise.ReportRow) int { return r.Logins },
	}
	reportTimes = map[string]func(supervise.ReportRow) (time.Duration, bool){
		"mean_wait":  func(r supervise.ReportRow) (time.Duration, bool) { return r.MeanWait() },
		"mean_first": func(r supervise.ReportRow) (time.Duration, bool) { return r.MeanFirst() },
		"longest":    func(r supervise.ReportRow) (time.Duration, bool) { return r.Longest, r.Answered > 0 },
		"online":     func(r supervise.ReportRow) (time.Duration, bool) { return r.Online, r.Known > 0 },
		"offline":    func(r supervise.ReportRow) (time.Duration, bool) { return r.Offline, r.Known > 0 },
		"banned":     func(r supervise.ReportRow) (time.Duration, bool) { return r.Banned, r.Known > 0 },
		"known":      func(r supervise.ReportRow) (time.Duration, bool) { return r.Known, r.Known > 0 },
	}
)

// reportColumns are those of the file, in its order.
func reportColumns(t func(string, ...any) string) []widgets.Column {
	var columns []widgets.Column
	for _, key := range supervise.ReportColumns() {
		c := widgets.Column{Key: key, Title: t("reports.column." + key), Sortable: true}
		switch {
		case key == reportName:
			c.Width, c.Grow = 130, 2
		case reportCounts[key] != nil:
			c.Width, c.Grow, c.Right = 74, 0.5, true
		case reportTimes[key] != nil:
			c.Width, c.Grow, c.Right = 96, 0.5, true
		default:
			c.Width, c.Grow = 130, 1.5
		}
		columns = append(columns, c)
	}
	return columns
}

// reportOrders compare rows by a column; what is not known comes first.
var reportOrders = func() map[string]func(a, b supervise.ReportRow) int {
	orders := map[string]func(a, b supervise.ReportRow) int{
		reportName: func(a, b supervise.ReportRow) int { return strings.Compare(a.Name, b.Name) },
		"about":    func(a, b supervise.ReportRow) int { return strings.Compare(a.About, b.About) },
	}
	for key, of := range reportCounts {
		orders[key] = func(a, b supervise.ReportRow) int { return cmp.Compare(of(a), of(b)) }
	}
	for key, of := range reportTimes {
		orders[key] = func(a, b supervise.ReportRow) int {
			x, xKnown := of(a)
			y, yKnown := of(b)
			if xKnown != yKnown {
				return cmp.Compare(strconv.FormatBool(xKnown), strconv.FormatBool(yKnown))
			}
			return cmp.Compare(x, y)
		}
	}
	return orders
}()

func reportCell(env *screen.Env, row supervise.ReportRow, column string) widgets.Cell {
	switch {
	case column == reportName && row.Name == "":
		return quiet(env.T("reports.noteam"))
	case column == reportName:
		return widgets.Cell{Text: widgets.OneLine(row.Name, alertMost)}
	case column == "about":
		return quiet(widgets.OneLine(row.About, alertMost))
	}
	if of := reportCounts[column]; of != nil {
		n := of(row)
		cell := widgets.Cell{Text: widgets.Number(n)}
		switch {
		case n == 0:
			cell.Tone = theme.TextSecondary
		case column == "late", column == "unanswered":
			cell.Tone = theme.Warn
		}
		return cell
	}
	if of := reportTimes[column]; of != nil {
		if d, known := of(row); known {
			return widgets.Cell{Text: widgets.SpanText(env.Texts, d)}
		}
		return quiet("–")
	}
	return widgets.Cell{}
}
