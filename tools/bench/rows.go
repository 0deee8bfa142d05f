package main

import (
	"fmt"
	"slices"
	"strings"
)

const headless = "ci,migrated_fynedo"

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)/2]
}

// openConversation: the newest page of a conversation, from storage.
func (b *bench) openConversation() ([]row, error) {
	r, err := b.goBench("./storage", "^BenchmarkNewestPage$", "300x", 3, "")
	if err != nil {
		return nil, err
	}
	p99, err := r.get("BenchmarkNewestPage", "p99-ms")
	return []row{{
		what: "open a conversation, newest page, p99", value: fmt.Sprintf("%.1f ms", p99),
		reference: fmt.Sprintf("%d messages", b.messages), budget: "≤ 5 ms", met: p99 <= 5,
	}}, err
}

// search: the first page of hits, beside LIKE over the same messages.
func (b *bench) search() ([]row, error) {
	r, err := b.goBench("./storage", "^Benchmark(Search|Like)$", "100x", 1, "")
	if err != nil {
		return nil, err
	}
	like, err := r.get("BenchmarkLike", "median-ms")
	if err != nil {
		return nil, err
	}
	var rows []row
	for name, units := range r {
		query, ok := strings.CutPrefix(name, "BenchmarkSearch/")
		if !ok {
			continue
		}
		p99, mid := units["p99-ms"], units["median-ms"]
		rows = append(rows, row{
			what: "search " + query + ", p99", value: fmt.Sprintf("%.1f ms", p99), reference: fmt.Sprintf("LIKE %.0f ms", like),
			ratio: fmt.Sprintf("%.0f× faster", like/max(mid, 0.001)), budget: "≤ 50 ms", met: p99 <= 50,
		})
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.what, b.what) })
	return rows, nil
}

// ingest: events with their index to the commit, beside SQLite in C.
func (b *bench) ingest() ([]row, error) {
	r, err := b.goBench("./storage", "^BenchmarkIngestC?$", "50x", 5, "bench_c,sqlite_fts5")
	if err != nil {
		return nil, err
	}
	ours, err := r.get("BenchmarkIngest", "messages/s")
	if err != nil {
		return nil, err
	}
	c, err := r.get("BenchmarkIngestC", "messages/s")
	return []row{{
		what: "ingest, events to commit", value: fmt.Sprintf("%.0f/s", ours), reference: fmt.Sprintf("C %.0f/s", c),
		ratio: fmt.Sprintf("%.2f×", ours/c), budget: "≥ 1×", met: ours >= c,
	}}, err
}

// scroll: one step in a long conversation, beside a short one.
func (b *bench) scroll() ([]row, error) {
	r, err := b.goBench("./ui/messageview", "^BenchmarkScrollStep", "2000x", 7, headless)
	if err != nil {
		return nil, err
	}
	long, err := r.get("BenchmarkScrollStep100k", "ns/op")
	if err != nil {
		return nil, err
	}
	short, err := r.get("BenchmarkScrollStep1k", "ns/op")
	return []row{{
		what: "scroll step, 100,000 messages", value: fmt.Sprintf("%.1f µs", long/1000), reference: fmt.Sprintf("1,000: %.1f µs", short/1000),
		ratio: fmt.Sprintf("%.2f×", long/short), budget: "≤ 1.2×", met: long <= 1.2*short,
	}}, err
}

// socket: what a stream of messages brings a second, beside node's client.
func (b *bench) socket() ([]row, error) {
	r, err := b.goBench("./providers/internal/socketio", "^BenchmarkReceive$", "5x", 1, "")
	if err != nil {
		return nil, err
	}
	var rows []row
	for name, units := range r {
		for unit, ratio := range units {
			kind, ok := strings.CutSuffix(unit, "-x")
			if !ok {
				continue
			}
			rows = append(rows, row{
				what:  "socket.io receive, " + kind + ", " + strings.TrimPrefix(name, "BenchmarkReceive/"),
				value: fmt.Sprintf("%.0f/s", units[kind+"-msgs/s"]), reference: fmt.Sprintf("node %.0f/s", units["node-msgs/s"]),
				ratio: fmt.Sprintf("%.2f×", ratio), budget: "≥ 1×", met: ratio >= 1,
			})
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no node client to measure beside")
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.what, b.what) })
	return rows, nil
}
