// Command coverage writes docs/coverage.md: every call of the documents, and
// what of the code uses it. It reads the documents themselves where -seeds names
// their folder, and makes sure that the clients and their tests know all of
// them; else it takes what the clients' tests have of them.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

const pagePath = "docs/coverage.md"

func main() {
	seeds := flag.String("seeds", "", "folder of the documents")
	check := flag.Bool("check", false, "write nothing, but say whether "+pagePath+" is what would be written")
	flag.Parse()
	if err := run(".", *seeds, *check); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

var errStale = errors.New(pagePath + " is out of date; renew it with: go run ./tools/coverage")

func run(root, seeds string, check bool) error {
	backEnds, err := documented(root, seeds)
	if err != nil {
		return err
	}
	text, err := written(root, backEnds, reasons)
	if err != nil {
		return err
	}
	return store(root, text, check)
}

// store writes the page, or compares it with what is there.
func store(root, text string, check bool) error {
	name := filepath.Join(root, pagePath)
	if !check {
		return os.WriteFile(name, []byte(text), 0o644)
	}
	old, err := os.ReadFile(name)
	if err == nil && string(old) != text {
		err = errStale
	}
	return err
}

// documented are the back ends with all that their documents have, as the clients
// and their tests know it; where there is a folder of documents, they are compared.
func documented(root, seeds string) ([]backEnd, error) {
	calls004, err := storedCalls(root)
	if err != nil {
		return nil, err
	}
	types, err := storedTypes(root)
	if err != nil {
		return nil, err
	}
	if seeds != "" {
		if err := checkDocuments(seeds, calls004, types); err != nil {
			return nil, err
		}
	}
	return []backEnd{
		{title: "pychat (document 004)", dir: "providers/pychat", calls: calls004},
		{title: "youjiyun (document 002)", dir: "providers/youjiyun", calls: calls002(), symbols: symbols002},
		{title: "juhe (document 000)", dir: "providers/juhe", calls: calls000()},
		{title: "yunzhenji (document 003)", dir: "providers/yunzhenji", calls: calls003()},
		{title: "wecom (document 001)", dir: "providers/wecom", calls: types, heads: [2]string{"type", "endpoint"}},
	}, nil
}

// checkDocuments compares what is known of the documents with the documents.
func checkDocuments(seeds string, calls004, types []docCall) error {
	for number, check := range map[string]func(text string) error{
		"000": func(text string) error { return check000(text, calls000()) },
		"001": func(text string) error { return check001(text, types) },
		"002": func(text string) error { return check002(text, calls002()) },
		"003": func(text string) error { return check003(text, calls003()) },
		"004": func(text string) error {
			calls, err := parse004(text)
			if err != nil {
				return err
			}
			return sameCalls(calls, calls004)
		},
	} {
		text, err := seed(seeds, number)
		if err != nil {
			return err
		}
		if err := check(text); err != nil {
			return err
		}
	}
	return nil
}

// written makes the page from the code below root.
func written(root string, backEnds []backEnd, reasons map[string]string) (string, error) {
	folders := []string{dirProviders, dirApp, dirCLI, dirUI + "/..."}
	for _, end := range backEnds {
		folders = append(folders, end.dir)
	}
	c, err := readCode(root, slices.Compact(folders)...)
	if err != nil {
		return "", err
	}
	l, err := readLayers(c)
	if err != nil {
		return "", err
	}
	var rows [][]row
	for _, end := range backEnds {
		followed, err := l.rows(end, reasons)
		if err != nil {
			return "", err
		}
		rows = append(rows, followed)
	}
	return page(backEnds, rows), checkReasons(reasons, rows)
}
