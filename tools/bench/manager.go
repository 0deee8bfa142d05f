package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// longestFrame is what a table may hold the window up for, in ms.
const longestFrame = 50

// sizes of the manager's tables: of the design, and what they are measured beside.
var (
	fullDirectory  = storagetest.DirectoryShape{Seats: 200, Contacts: 100_000, Groups: 5000, Members: 200_000}
	smallDirectory = storagetest.DirectoryShape{Seats: 10, Contacts: 1000, Groups: 50, Members: 2000}
)

// directory gives a folder with contacts and groups, made once.
func (b *bench) directory(shape storagetest.DirectoryShape) (string, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("directory-%d-%d-%d", shape.Contacts, shape.Groups, shape.Members))
	if _, err := os.Stat(filepath.Join(dir, "seatdeck.db")); err == nil {
		return dir, nil
	}
	fresh := dir + ".making"
	if err := os.RemoveAll(fresh); err != nil {
		return "", err
	}
	s, err := storage.Open(b.ctx, fresh, storage.Options{})
	if err != nil {
		return "", err
	}
	err = storagetest.FillDirectory(b.ctx, s, shape)
	if closeErr := s.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return "", err
	}
	return dir, os.Rename(fresh, dir)
}

// manager: the longest frame while the tables of contacts and groups are opened,
// filtered, sorted and scrolled in a real window, beside small ones; and what they
// read.
func (b *bench) manager() ([]row, error) {
	full, err := b.directory(fullDirectory)
	if err != nil {
		return nil, err
	}
	small, err := b.directory(smallDirectory)
	if err != nil {
		return nil, err
	}
	rows, err := b.rosters(full, small)
	if err != nil {
		return nil, err
	}
	framed, err := b.window(full, small, "1,000 contacts, 50 groups")
	return append(rows, framed...), err
}

// window: the longest frame while tables are opened and worked in, on a full
// folder beside a small one.
func (b *bench) window(full, small, smallIs string, args ...string) (rows []row, err error) {
	if os.Getenv("DISPLAY") == "" {
		return nil, fmt.Errorf("no display: run it under xvfb-run")
	}
	program := filepath.Join(b.dir, "tablewindow")
	build := exec.CommandContext(b.ctx, "go", "build", "-tags", "x11,migrated_fynedo", "-o", program, "./tools/bench/tablewindow")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the window of tables: %w\n%s", err, out)
	}
	reference, _, err := b.frames(program, small, args...)
	if err != nil {
		return nil, err
	}
	ours, steps, err := b.frames(program, full, args...)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		o, r := ours[step].median(), reference[step].median()
		if strings.HasSuffix(step, "unchanged") {
			rows = append(rows, row{what: step + ", drawn again", value: o.String(), reference: r.String()})
			continue
		}
		rows = append(rows, row{
			what: step + ", longest frame", value: o.String(), reference: smallIs + ": " + r.String(),
			ratio: fmt.Sprintf("%.2f×", o.counts()/max(r.counts(), 0.1)), budget: fmt.Sprintf("≤ %d ms", longestFrame), met: o.counts() <= longestFrame,
		})
	}
	return rows, nil
}

// frame is how long the window was held up, in ms, by the clock and by the work of
// the UI goroutine. By the clock it has in it what other programs took of the
// machine, and drawing in software what a graphics card would do.
type frame struct{ held, worked float64 }

// counts is what the budget is held against: the work, where the system tells it.
func (f frame) counts() float64 {
	if f.worked > 0 {
		return f.worked
	}
	return f.held
}

func (f frame) String() string {
	return fmt.Sprintf("%.0f ms (%.0f ms by the clock)", f.counts(), f.held)
}

type frames []frame

func (f frames) median() frame {
	var held, worked []float64
	for _, one := range f {
		held, worked = append(held, one.held), append(worked, one.worked)
	}
	return frame{median(held), median(worked)}
}

// windowRuns is how often the window is opened on each folder; the median counts.
const windowRuns = 3

// frames runs the window some times on a folder and gives, step by step, the
// longest frame of each time.
func (b *bench) frames(program, data string, args ...string) (held map[string]frames, steps []string, err error) {
	held = map[string]frames{}
	for range windowRuns {
		cmd := exec.CommandContext(b.ctx, program, append([]string{"-data", data}, args...)...)
		out, err := cmd.Output()
		if err != nil {
			var ended *exec.ExitError
			if errors.As(err, &ended) {
				err = fmt.Errorf("%w\n%s", err, ended.Stderr)
			}
			return nil, nil, fmt.Errorf("%s: %w", filepath.Base(program), err)
		}
		lines := bufio.NewScanner(strings.NewReader(string(out)))
		for lines.Scan() {
			var table, step string
			var f frame
			if _, err := fmt.Sscan(lines.Text(), &table, &step, &f.held, &f.worked); err != nil {
				return nil, nil, fmt.Errorf("%s said %q", filepath.Base(program), lines.Text())
			}
			name := table + ", " + step
			if len(held[name]) == 0 {
				steps = append(steps, name)
			}
			held[name] = append(held[name], f)
		}
	}
	return held, steps, nil
}

// rosters: what a table reads from storage, off the UI goroutine: the ids of all
// its rows, and a page of rows.
func (b *bench) rosters(full, small string) ([]row, error) {
	ours, names, err := b.readRosters(full)
	if err != nil {
		return nil, err
	}
	reference, _, err := b.readRosters(small)
	if err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(names))
	for _, name := range names {
		o, r := ours[name], reference[name]
		rows = append(rows, row{
			what: name, value: fmt.Sprintf("%.1f ms", o), reference: fmt.Sprintf("small: %.1f ms", r), ratio: fmt.Sprintf("%.1f×", o/max(r, 0.01)),
		})
	}
	return rows, nil
}

func (b *bench) readRosters(data string) (took map[string]float64, names []string, err error) {
	s, err := storage.Open(b.ctx, data, storage.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	tag := model.TagName{Group: storagetest.TagHeading(0), Name: storagetest.TagName(0)}
	contacts := func(f model.ContactFilter) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) { return length(s.ContactIDs(ctx, f)) }
	}
	groups := func(f model.GroupFilter) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) { return length(s.GroupIDs(ctx, f)) }
	}
	contactIDs, err := s.ContactIDs(b.ctx, model.ContactFilter{})
	if err != nil {
		return nil, nil, err
	}
	groupIDs, err := s.GroupIDs(b.ctx, model.GroupFilter{})
	if err != nil {
		return nil, nil, err
	}
	took = map[string]float64{}
	for _, read := range []struct {
		name string
		do   func(context.Context) (int, error)
	}{
		{"contacts, ids of all", contacts(model.ContactFilter{})},
		{"contacts, ids by name", contacts(model.ContactFilter{Text: "wang"})},
		{"contacts, ids by tag", contacts(model.ContactFilter{Tags: model.TagExpression{Any: []model.TagName{tag}}})},
		{"contacts, ids by time", contacts(model.ContactFilter{Order: model.Order{By: model.ByCreated, Down: true}})},
		{"contacts, ids by seats", contacts(model.ContactFilter{Order: model.Order{By: model.BySeats, Down: true}})},
		{"contacts, 100 rows", func(ctx context.Context) (int, error) {
			return length(s.ContactRows(ctx, contactIDs[:min(len(contactIDs), 100)]))
		}},
		{"groups, ids of all", groups(model.GroupFilter{})},
		{"groups, ids by name", groups(model.GroupFilter{Text: "qun"})},
		{"groups, ids by tags of members", groups(model.GroupFilter{MemberTags: model.TagExpression{Any: []model.TagName{tag}}})},
		{"groups, ids by size", groups(model.GroupFilter{Order: model.Order{By: model.ByMembers, Down: true}})},
		{"groups, 100 rows", func(ctx context.Context) (int, error) {
			return length(s.GroupRows(ctx, groupIDs[:min(len(groupIDs), 100)]))
		}},
		{"people of 100 groups, ids", func(ctx context.Context) (int, error) {
			return length(s.People(ctx, groupIDs[:min(len(groupIDs), 100)], ""))
		}},
	} {
		names = append(names, read.name)
		var times []float64
		for range 7 {
			began := time.Now()
			n, err := read.do(b.ctx)
			if err == nil && n == 0 {
				err = fmt.Errorf("nothing was read")
			}
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", read.name, err)
			}
			times = append(times, float64(time.Since(began).Microseconds())/1000)
		}
		took[read.name] = median(times)
	}
	return took, names, nil
}

func length[T any](list []T, err error) (int, error) { return len(list), err }
