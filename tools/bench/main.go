// Command bench measures the budgets of the design, each beside its reference in
// the same run, and prints them as ratios. These machines are noisy: medians and
// ratios mean something, single milliseconds do not.
//
//	go run ./tools/bench [-messages 1000000] [-dir .cache/bench] [-only search]
//
// The file of that many messages is made once and kept in the folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
)

// row is one line of the table.
type row struct {
	what, value, reference, ratio, budget string
	met                                   bool
}

// bench runs the measurements.
type bench struct {
	ctx      context.Context
	messages int
	dir      string
}

// measurement is one budget, or several that are measured together.
type measurement struct {
	name string
	run  func(*bench) ([]row, error)
}

var measurements = []measurement{
	{"frame", (*bench).firstFrame},
	{"open", (*bench).openConversation},
	{"search", (*bench).search},
	{"ingest", (*bench).ingest},
	{"scroll", (*bench).scroll},
	{"manager", (*bench).manager},
	{"board", (*bench).board},
	{"socket", (*bench).socket},
}

func main() {
	messages := flag.Int("messages", 1_000_000, "messages in the file that is read; the design's scale is 10,000,000")
	dir := flag.String("dir", ".cache/bench", "folder in which that file is kept")
	only := flag.String("only", "", "one measurement: frame, open, search, ingest, scroll, manager, board or socket")
	flag.Parse()
	abs, err := filepath.Abs(*dir)
	if err != nil {
		fail(err)
	}
	b := &bench{ctx: context.Background(), messages: *messages, dir: abs}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "what\tours\treference\tratio\tbudget\t")
	failed := false
	for _, m := range measurements {
		if *only != "" && *only != m.name {
			continue
		}
		rows, err := m.run(b)
		if err != nil {
			failed = true
			fmt.Fprintf(out, "%s\tnot measured: %v\t\t\t\t\n", m.name, err)
		}
		for _, r := range rows {
			verdict := "met"
			switch {
			case r.budget == "": // only to be known
				verdict = ""
			case !r.met:
				verdict = "MISSED"
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", r.what, r.value, r.reference, r.ratio, r.budget, verdict)
		}
		out.Flush()
	}
	if failed {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

// results are the metrics of a go test run: benchmark → unit → value, the median
// over its repetitions.
type results map[string]map[string]float64

var benchLine = regexp.MustCompile(`(?m)^(Benchmark\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// goBench runs benchmarks of a package and reads what they report.
func (b *bench) goBench(pkg, pattern, benchtime string, count int, tags string) (results, error) {
	args := []string{
		"test", "-run", "^$", "-bench", pattern, "-benchtime", benchtime, "-count", strconv.Itoa(count),
		"-timeout", "4h", "-tags", tags, pkg,
	}
	cmd := exec.CommandContext(b.ctx, "go", args...)
	cmd.Env = append(os.Environ(), "SEATDECK_BENCH_MESSAGES="+strconv.Itoa(b.messages), "SEATDECK_BENCH_DIR="+b.dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	all := map[string]map[string][]float64{}
	for _, match := range benchLine.FindAllStringSubmatch(string(out), -1) {
		name := match[1]
		if all[name] == nil {
			all[name] = map[string][]float64{}
		}
		fields := strings.Fields(match[2])
		for i := 0; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				all[name][fields[i+1]] = append(all[name][fields[i+1]], v)
			}
		}
	}
	r := results{}
	for name, units := range all {
		r[name] = map[string]float64{}
		for unit, values := range units {
			r[name][unit] = median(values)
		}
	}
	return r, nil
}

func (r results) get(name, unit string) (float64, error) {
	v, ok := r[name][unit]
	if !ok {
		return 0, fmt.Errorf("%s reported no %s", name, unit)
	}
	return v, nil
}
