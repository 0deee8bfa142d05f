package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"seatdeck/providers/juhe"
	"seatdeck/providers/yunzhenji"
)

// calls000 are the calls and callbacks of document 000 as its client lists them.
func calls000() []docCall {
	var calls []docCall
	for _, c := range juhe.Calls() {
		calls = append(calls, docCall{Section: chapter000(c), Title: c.Title, Path: c.Path, symbol: c.Name})
	}
	slices.SortStableFunc(calls, func(a, b docCall) int { return cmp.Compare(a.Section, b.Section) }) // the callbacks stand among the calls
	return calls
}

func chapter000(c juhe.CallInfo) string {
	if c.Callback {
		return "Made to us: callbacks"
	}
	return "Made by us"
}

var (
	heading000 = regexp.MustCompile(`(?m)^## (\S+) (.+)\n\n(\S+) (/\S+)$`)
	index001   = regexp.MustCompile(`(?m)^- type (\S+)$`)
)

// check000 says where the calls of document 000, a Markdown file, are not those of
// the client.
func check000(text string, calls []docCall) error {
	found := heading000.FindAllStringSubmatch(text, -1)
	if len(found) != len(calls) {
		return fmt.Errorf("document 000 has %d calls, the client %d", len(found), len(calls))
	}
	known := map[string]string{}
	for _, c := range calls {
		known[c.Path] = c.Title
	}
	for _, m := range found {
		if title, ok := known[m[4]]; !ok || title != strings.TrimSpace(m[2]) || m[1] != m[3] {
			return fmt.Errorf("document 000: %s %s (%s) is no call of the client", m[3], m[4], m[2])
		}
	}
	return nil
}

// calls003 is the one call of document 003.
func calls003() []docCall {
	var calls []docCall
	for _, c := range yunzhenji.Calls() {
		calls = append(calls, docCall{Section: "Made by us", Title: c.Title, Path: c.Path})
	}
	return calls
}

// check003 finds the calls of the client in document 003, and no more URLs of its
// host than they have.
func check003(text string, calls []docCall) error {
	const host = "https://oapi-yzj.miaokol.com"
	urls := strings.Count(text, host)
	if urls != len(calls) {
		return fmt.Errorf("document 003 has %d URLs, the client %d calls", urls, len(calls))
	}
	for _, c := range calls {
		if !strings.Contains(text, host+c.Path+"<") || !strings.Contains(text, c.Title) {
			return fmt.Errorf("document 003 has no %s (%s)", c.Path, c.Title)
		}
	}
	return nil
}

// The roles of a type of document 001.
const (
	roleEvent = "event" // it comes as a callback
	roleNone  = "none"  // no endpoint has it
)

// storedTypes reads the types of document 001, and what each of them is in the
// client, from its tests.
func storedTypes(root string) ([]docCall, error) {
	data, err := os.ReadFile(filepath.Join(root, "providers/wecom/testdata/types001.json"))
	if err != nil {
		return nil, err
	}
	var rows []struct{ Type, Endpoint, Role, Go, Call, Reason string }
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, fmt.Errorf("types001.json: %w", err)
	}
	var types []docCall
	for _, r := range rows {
		one := docCall{Title: r.Type, Path: r.Endpoint, symbol: r.Call, role: r.Role, reason: r.Reason}
		if r.Role == roleEvent {
			one.symbol = r.Go
		}
		types = append(types, one)
	}
	return types, nil
}

// check001 says where the types in the index of document 001 are not those of the
// client.
func check001(text string, types []docCall) error {
	index := index001.FindAllStringSubmatch(text, -1)
	for i := range max(len(index), len(types)) {
		switch {
		case i >= len(index):
			return fmt.Errorf("document 001 has no type %s", types[i].Title)
		case i >= len(types) || types[i].Title != index[i][1]:
			return fmt.Errorf("type %s of document 001, number %d, is none of the client", index[i][1], i+1)
		}
	}
	return nil
}
