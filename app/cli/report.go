package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"seatdeck/app/supervise"
)

// reportsBy are the words for what the rows of a report are.
var reportsBy = []struct {
	word string
	by   supervise.ReportBy
}{{"seat", supervise.BySeat}, {"team", supervise.ByTeam}, {"connection", supervise.ByConnection}, {"day", supervise.ByDay}}

// inSeconds are the columns of a report that hold lengths of time.
var inSeconds = []string{"mean_wait", "longest", "mean_first", "online", "offline", "banned", "known"}

func runReport(ctx context.Context, c *call, args []string) error {
	var from, to, by, format, file string
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&from, "from")
		f.text(&to, "to")
		f.text(&by, "by")
		f.text(&format, "format")
		f.text(&file, "o")
	})
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	wish, err := c.reportWish(from, to, by)
	if err != nil {
		return err
	}
	if format != "csv" && format != "xlsx" {
		return usagef("--format 应为 csv 或 xlsx", "--format must be csv or xlsx")
	}
	return c.with(ctx, func(f *folder) error {
		report, err := f.console.Reports.Make(ctx, wish)
		if err != nil {
			return err
		}
		if file == "" || file == "-" {
			return c.toStdout("report."+format, func(path string) error {
				return f.console.Reports.Save(ctx, report, format, path, c.reportHeading)
			})
		}
		if err := f.console.Reports.Save(ctx, report, format, file, c.reportHeading); err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, map[string]any{"path": file, "rows": len(report.Rows)})
		}
		c.printf(c.say("已写出 %d 行到 %s\n", "%d rows written to %s\n"), len(report.Rows), file)
		return nil
	})
}

// reportWish reads what is to be reported; --to is today where it is not given.
func (c *call) reportWish(from, to, by string) (wish supervise.ReportWish, err error) {
	if from == "" {
		return wish, usagef("缺少 --from", "--from is missing")
	}
	if wish.First, err = c.day("from", from); err != nil {
		return wish, err
	}
	if to == "" {
		to = "today"
	}
	if wish.Last, err = c.day("to", to); err != nil {
		return wish, err
	}
	if wish.Last.Before(wish.First) {
		return wish, usagef("--to 早于 --from", "--to is before --from")
	}
	if by == "" {
		return wish, nil
	}
	for _, known := range reportsBy {
		if known.word == by {
			wish.By = known.by
			return wish, nil
		}
	}
	return wish, usagef("--by 应为 seat、team、connection、day 之一", "--by must be one of seat, team, connection, day")
}

// reportHeading is the heading of a column, as the console's own files have it.
func (c *call) reportHeading(key string) string {
	name := c.texts.T("reports.column." + key)
	if slices.Contains(inSeconds, key) {
		return c.texts.T("reports.column.seconds", "name", name)
	}
	return name
}

// toStdout prints a file that can only be written whole.
func (c *call) toStdout(name string, write func(path string) error) (err error) {
	dir, err := os.MkdirTemp("", "seatdeck-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, strings.TrimSpace(name))
	if err := write(path); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(c.env.Stdout, file)
	return errors.Join(err, file.Close())
}
