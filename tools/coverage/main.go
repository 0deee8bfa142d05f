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
	calls, err := documented(root, seeds)
	if err != nil {
		return err
	}
	text, err := written(root, []backEnd{
		{title: "pychat (document 004)", dir: "providers/pychat", calls: calls},
		{title: "youjiyun (document 002)", dir: "providers/youjiyun", calls: calls002(), symbols: symbols002},
	}, reasons)
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

// documented are the calls of document 004: from the document, if there is a
// folder, else from the client's tests.
func documented(root, seeds string) ([]docCall, error) {
	stored, err := storedCalls(root)
	if err != nil || seeds == "" {
		return stored, err
	}
	text, err := seed(seeds, "002")
	if err != nil {
		return nil, err
	}
	if err := check002(text, calls002()); err != nil {
		return nil, err
	}
	if text, err = seed(seeds, "004"); err != nil {
		return nil, err
	}
	calls, err := parse004(text)
	if err != nil {
		return nil, err
	}
	return calls, sameCalls(calls, stored)
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
