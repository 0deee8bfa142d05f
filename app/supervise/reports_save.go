package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/storage/spreadsheet"
)

// reportColumn is a column of a report in a file.
type reportColumn struct {
	key    string // of its heading
	number bool
	cell   func(ReportRow) string
}

// reportColumns are those of a file. Times are in seconds; what is not known of a
// mean is empty.
var reportColumns = []reportColumn{
	{"name", false, func(r ReportRow) string { return r.Name }},
	{"about", false, func(r ReportRow) string { return r.About }},
	countColumn("seats", func(r ReportRow) int { return r.Seats }),
	countColumn("received", func(r ReportRow) int { return r.Received }),
	countColumn("sent", func(r ReportRow) int { return r.Sent }),
	countColumn("visits", func(r ReportRow) int { return r.Visits }),
	countColumn("resolved", func(r ReportRow) int { return r.Resolved }),
	countColumn("asked", func(r ReportRow) int { return r.Asked }),
	countColumn("answered", func(r ReportRow) int { return r.Answered }),
	countColumn("unanswered", func(r ReportRow) int { return r.Asked - r.Answered }),
	meanColumn("mean_wait", func(r ReportRow) (time.Duration, bool) { return r.MeanWait() }),
	meanColumn("longest", func(r ReportRow) (time.Duration, bool) { return r.Longest, r.Answered > 0 }),
	meanColumn("mean_first", func(r ReportRow) (time.Duration, bool) { return r.MeanFirst() }),
	countColumn("late", func(r ReportRow) int { return r.Late }),
	timeColumn("online", func(r ReportRow) time.Duration { return r.Online }),
	timeColumn("offline", func(r ReportRow) time.Duration { return r.Offline }),
	timeColumn("banned", func(r ReportRow) time.Duration { return r.Banned }),
	timeColumn("known", func(r ReportRow) time.Duration { return r.Known }),
	countColumn("logins", func(r ReportRow) int { return r.Logins }),
}

func countColumn(key string, n func(ReportRow) int) reportColumn {
	return reportColumn{key, true, func(r ReportRow) string { return strconv.Itoa(n(r)) }}
}

func meanColumn(key string, d func(ReportRow) (time.Duration, bool)) reportColumn {
	return reportColumn{key, true, func(r ReportRow) string {
		if v, ok := d(r); ok {
			return seconds(v)
		}
		return ""
	}}
}

func timeColumn(key string, d func(ReportRow) time.Duration) reportColumn {
	return reportColumn{key, true, func(r ReportRow) string { return seconds(d(r)) }}
}

func seconds(d time.Duration) string {
	return strconv.FormatInt(int64(d.Round(time.Second)/time.Second), 10)
}

// ReportColumns are the keys of the headings of a report in a file, in order; the
// last row is called by the key "total".
func ReportColumns() []string {
	keys := make([]string, len(reportColumns))
	for i, c := range reportColumns {
		keys[i] = c.key
	}
	return keys
}

// Save writes a report as csv or xlsx: a row each, and one for the total. Names
// that a spreadsheet would take for formulas stay text. Words are the headings in
// the reader's language, by the keys of ReportColumns and "total". The file appears
// whole or not at all.
func (r *Reports) Save(ctx context.Context, report ServiceReport, format, path string, words func(string) string) (err error) {
	about := fmt.Sprintf("%s – %s", report.Wish.First.Format(dayLayout), report.Wish.Last.Format(dayLayout))
	defer r.audit.Ends(ctx, model.AuditEntry{What: model.AuditExport, About: about, Detail: filepath.Base(path)}, &err)
	kinds := map[string]spreadsheet.Format{"csv": spreadsheet.Text, "xlsx": spreadsheet.XLSX}
	kind, ok := kinds[format]
	if !ok {
		return &model.Trouble{Code: model.TroubleInvalid, About: filepath.Base(path), Detail: "refusal.formats: csv, xlsx"}
	}
	var head spreadsheet.Head
	for i, c := range reportColumns {
		head.Titles = append(head.Titles, words(c.key))
		if c.number {
			head.Numbers = append(head.Numbers, i)
		}
	}
	total := report.Total
	total.Name = words("total")
	return files.Write(path, func(w io.Writer) error {
		out, err := spreadsheet.New(w, kind, head)
		if err != nil {
			return err
		}
		for _, row := range append(report.Rows[:len(report.Rows):len(report.Rows)], total) {
			if err := ctx.Err(); err != nil {
				return errors.Join(err, out.Close())
			}
			cells := make([]string, len(reportColumns))
			for i, c := range reportColumns {
				cells[i] = c.cell(row)
			}
			if err := out.Row(cells); err != nil {
				return errors.Join(err, out.Close())
			}
		}
		return out.Close()
	})
}
