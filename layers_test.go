package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/juhe"
	"seatdeck/providers/pychat"
	"seatdeck/providers/wecom"
	"seatdeck/providers/youjiyun"
	"seatdeck/providers/yunzhenji"
)

const (
	module    = "seatdeck"
	testBench = "ui/uitest" // what the tests of screens share
)

// floors are the packages of the app from the ground up: each knows those below it,
// and none beside it.
var floors = [][]string{
	{"app/model"},
	{"app/internal"},
	{"app/vault"},
	{"app/files"},
	{"app/bus"},
	{"app/audit", "app/sheet"},
	{"app/internal/calls"},
	{"app/supervise", "app/batch"},
	{"app"},
	{"app/cli"},
}

// shown are the packages of the app that a screen may know.
var shown = []string{"app", "app/audit", "app/batch", "app/bus", "app/files", "app/model", "app/sheet", "app/supervise"}

// sourceFile is a Go file, tests included, with what it imports.
type sourceFile struct {
	path    string // slash-separated, from the root
	dir     string
	imports []string
}

func (f sourceFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// TestArrowsPointDown holds the layers of the design: main → ui → app →
// storage, providers → model.
func TestArrowsPointDown(t *testing.T) {
	files := sources(t)
	require.NotEmpty(t, files)
	for _, f := range files {
		for _, path := range f.imports {
			if why := forbidden(f, path); why != "" {
				t.Errorf("%s imports %s: %s", f.path, path, why)
			}
		}
	}
}

// TestLayersAreSeen makes sure that the rules would find what they forbid.
func TestLayersAreSeen(t *testing.T) {
	for _, c := range []struct {
		file, imports string
		allowed       bool
	}{
		{"main.go", "fyne.io/fyne/v2", true},
		{"ui/shell.go", "fyne.io/fyne/v2/app", true},
		{"app/inbox.go", "fyne.io/fyne/v2", false},
		{"storage/open.go", "fyne.io/fyne/v2/data/binding", false},
		{"ui/shell.go", "seatdeck/app", true},
		{"ui/shell.go", "seatdeck/app/model", true},
		{"ui/shell.go", "seatdeck/app/bus", true},
		{"ui/shell.go", "seatdeck/assets", true},
		{"ui/shell.go", "seatdeck/storage", false},
		{"ui/inbox/list.go", "seatdeck/providers", false},
		{"ui/inbox/list.go", "seatdeck/providers/youjiyun", false},
		{"ui/inbox/list.go", "seatdeck/app/cli", false},
		{"ui/inbox/list.go", "seatdeck/ui/uitest", false},
		{"ui/inbox/list_test.go", "seatdeck/ui/uitest", true},
		{"ui/uitest/bench.go", "seatdeck/storage", true},
		{"app/model/seat.go", "seatdeck/assets", false},
		{"app/model/seat.go", "time", true},
		{"app/console.go", "seatdeck/storage", true},
		{"app/console.go", "seatdeck/providers", true},
		{"app/console.go", "seatdeck/providers/youjiyun", false},
		{"app/console.go", "seatdeck/ui", false},
		{"app/cli/cli.go", "seatdeck/providers/youjiyun", false},
		{"app/cli/cli.go", "seatdeck/app", true},
		{"app/console.go", "seatdeck/app/cli", false},
		{"app/console.go", "seatdeck/app/bus", true},
		{"app/bus/bus.go", "seatdeck/app/internal/pause", true},
		{"app/bus/bus.go", "seatdeck/app", false},
		{"app/bus/bus.go", "seatdeck/app/audit", false},
		{"app/audit/log.go", "seatdeck/app/bus", true},
		{"app/audit/log.go", "seatdeck/storage", true},
		{"app/audit/log.go", "seatdeck/providers", false},
		{"app/audit/log.go", "seatdeck/app", false},
		{"app/audit/log.go", "seatdeck/app/supervise", false},
		{"app/supervise/supervisor.go", "seatdeck/app/audit", true},
		{"app/supervise/supervisor.go", "seatdeck/providers", true},
		{"app/supervise/supervisor.go", "seatdeck/providers/wecom", false},
		{"app/supervise/supervisor.go", "seatdeck/app", false},
		{"app/batch/batches.go", "seatdeck/app/internal/calls", true},
		{"app/batch/batches.go", "seatdeck/providers", true},
		{"app/batch/batches.go", "seatdeck/app", false},
		{"app/batch/batches.go", "seatdeck/app/supervise", false},
		{"app/supervise/supervisor.go", "seatdeck/app/batch", false},
		{"app/bus/bus.go", "seatdeck/storage", false},
		{"app/internal/calls/ending.go", "seatdeck/providers", true},
		{"app/internal/calls/ending.go", "seatdeck/app/supervise", false},
		{"app/audit/log.go", "seatdeck/app/internal/calls", false},
		{"app/audit/log.go", "seatdeck/app/sheet", false},
		{"app/sheet/sheet.go", "seatdeck/storage/spreadsheet", true},
		{"app/sheet/sheet.go", "seatdeck/providers", false},
		{"app/internal/pause/pause.go", "seatdeck/app/bus", false},
		{"providers/youjiyun/adapter_send.go", "seatdeck/app/model", true},
		{"providers/youjiyun/adapter.go", "seatdeck/app/model", true},
		{"providers/youjiyun/client.go", "seatdeck/app/model", false},
		{"providers/youjiyun/adapter_send.go", "seatdeck/app", false},
		{"providers/youjiyun/adapter_send.go", "seatdeck/storage", false},
		{"providers/youjiyun/adapter_send.go", "seatdeck/providers/juhe", false},
		{"providers/youjiyun/adapter_send.go", "seatdeck/providers", true},
		{"providers/youjiyun/client.go", "seatdeck/providers/internal/socketio", true},
		{"providers/youjiyun/client.go", "seatdeck/providers/simulator/youjiyun", false},
		{"providers/youjiyun/link_test.go", "seatdeck/providers/simulator/youjiyun", true},
		{"providers/youjiyun/link_test.go", "seatdeck/app", false},
		{"providers/simulator/youjiyun/server.go", "seatdeck/providers/youjiyun", false},
		{"providers/simulator/youjiyun/server.go", "seatdeck/providers/simulator/internal/socketioserver", true},
		{"providers/internal/wire/errors.go", "seatdeck/app/model", true},
		{"providers/internal/wire/errors.go", "seatdeck/providers", false},
		{"providers/simulator/youjiyun/world.go", "seatdeck/app/model", false},
		{"storage/open.go", "seatdeck/app/model", true},
		{"storage/open.go", "seatdeck/app", false},
		{"storage/open.go", "seatdeck/providers", false},
		{"assets/assets.go", "seatdeck/app/model", false},
	} {
		why := forbidden(sourceFile{path: c.file, dir: dirOf(c.file)}, c.imports)
		require.Equal(t, c.allowed, why == "", "%s imports %s: %s", c.file, c.imports, why)
	}
}

// forbidden says why a file may not import a path, or "".
func forbidden(f sourceFile, path string) string {
	if within(path, "fyne.io/fyne/v2") && f.dir != "." && !within(f.dir, "ui") && !within(f.dir, "tools") {
		return "only ui and main use Fyne"
	}
	if !within(path, module) {
		return ""
	}
	target := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	if target == f.dir { // an external test imports what it tests
		return ""
	}
	switch {
	case f.dir == "." || within(f.dir, "tools"):
		return ""
	case within(f.dir, "assets"):
		if f.isTest() && target == "app/model" {
			return ""
		}
		return "assets stand alone"
	case within(f.dir, "app/model"):
		return "the model imports nothing of ours"
	case within(f.dir, testBench):
		return "" // it stands under the screens a whole console for their tests
	case within(target, testBench):
		if !f.isTest() {
			return "for tests only"
		}
	case within(f.dir, "ui"):
		if !within(target, "ui") && !within(target, "assets") && !slices.Contains(shown, target) {
			return "a screen knows the app, the model and the assets only"
		}
	case within(f.dir, "app"):
		return forbiddenInApp(f, target)
	case within(f.dir, "storage"):
		if target != "app/model" && !within(target, "storage") {
			return "storage knows the model only"
		}
	case within(f.dir, "providers"):
		return forbiddenInProviders(f, target)
	default:
		return "a folder that no layer names"
	}
	return ""
}

func forbiddenInApp(f sourceFile, target string) string {
	switch {
	case within(target, "ui"):
		return "the app knows no screen"
	case within(target, "providers/simulator"):
		if f.isTest() {
			return ""
		}
		return "main hands the simulators in"
	case within(target, "app") && floorOf(target) >= floorOf(f.dir):
		return "the app is built on what is below it"
	case floorOf(f.dir) <= floorOf("app/bus") && !within(target, "app") && !f.isTest():
		return "it knows the model only"
	case floorOf(f.dir) <= floorOf("app/audit") && within(target, "providers"):
		return "it knows no back end"
	case within(target, "providers") && target != "providers" && !f.isTest():
		return "the app knows back ends by their interfaces only"
	}
	return ""
}

// floorOf is the floor of a package of the app: that of the folder nearest to it.
func floorOf(dir string) (floor int) {
	near := ""
	for i, beside := range floors {
		for _, one := range beside {
			if within(dir, one) && len(one) > len(near) {
				floor, near = i, one
			}
		}
	}
	return floor
}

func forbiddenInProviders(f sourceFile, target string) string {
	const simulators, helpers = "providers/simulator", "providers/internal"
	switch {
	case target == "app/model":
		switch {
		case f.dir == "providers" || within(f.dir, helpers) || f.isTest():
			return "" // helpers may speak of troubles
		case within(f.dir, simulators):
			return "a simulator speaks the wire, not the model"
		case strings.HasPrefix(filepath.Base(f.path), "adapter"):
			return ""
		}
		return "a client does not know the model; its adapter does"
	case !within(target, "providers"):
		return "a provider knows the model and nothing else of ours"
	case within(target, helpers):
		return ""
	case within(f.dir, helpers):
		if f.isTest() && within(target, simulators) {
			return ""
		}
		return "wire helpers stand alone"
	case within(f.dir, simulators):
		if within(target, simulators) {
			return ""
		}
		return "a simulator is written from the document, not from our client"
	case within(target, simulators):
		if f.isTest() {
			return ""
		}
		return "only tests speak to a simulator"
	case target == "providers" || within(target, f.dir):
		return ""
	}
	return "a provider knows no other provider"
}

// within tells whether a slash-separated path is root or lies under it.
func within(path, root string) bool {
	return path == root || strings.HasPrefix(path, root+"/")
}

func dirOf(path string) string { return filepath.ToSlash(filepath.Dir(path)) }

func sources(t *testing.T) []sourceFile {
	t.Helper()
	skip := []string{"out", "testdata", "node_modules", "vendor"}
	var files []sourceFile
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if path != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains(skip, d.Name())) {
				return filepath.SkipDir
			}
			return nil
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := sourceFile{path: filepath.ToSlash(path), dir: dirOf(path)}
		for _, spec := range parsed.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, p)
		}
		files = append(files, f)
		return nil
	})
	require.NoError(t, err)
	return files
}

// One screen serves every back end: it asks what a seat's back end can do, never
// which one it is.
func TestOnlyProvidersKnowWhichBackEndItIs(t *testing.T) {
	kinds := []string{youjiyun.Kind, pychat.Kind, juhe.Kind, yunzhenji.Kind, wecom.Kind}
	seen := 0
	for _, f := range sources(t) {
		if strings.HasSuffix(f.path, "_test.go") || within(f.dir, "storage/storagetest") ||
			!within(f.dir, "app") && !within(f.dir, "ui") && !within(f.dir, "storage") && !within(f.dir, "assets") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.path, nil, 0)
		require.NoError(t, err)
		seen++
		ast.Inspect(parsed, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, err := strconv.Unquote(lit.Value)
				// WeCom is a kind of person too: an export of members says so.
				if err == nil && slices.Contains(kinds, text) && f.path != "app/cli/export_rosters.go" {
					t.Errorf("%s names the back end %q", f.path, text)
				}
			}
			return true
		})
	}
	require.Greater(t, seen, 100)
}
