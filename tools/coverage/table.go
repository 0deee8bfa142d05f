package main

import (
	"cmp"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// backEnd is a documented back end and the package of its client.
type backEnd struct {
	title string
	dir   string
	calls []docCall
	// symbols are things of the package, by section, that stand for calls of the
	// document which are no variables of their own.
	symbols map[string]string
	heads   [2]string // of the first columns; "call" and "path" where they are empty
}

// row is one call on its way from the document to a screen.
type row struct {
	docCall
	client       string   // variable
	capabilities []string // methods of package providers' interfaces
	core         []string // methods of the app, and what it does by itself
	screens      []string // packages
	raw          bool     // a command makes it as it is
	reason       string   // why nothing else does
}

// rawNames stand for all calls of a client: what uses one of them makes any call as
// it is.
var rawNames = []string{"Client.Raw", "known"}

// used tells whether the core makes the call, or hears it.
func (r row) used() bool { return len(r.capabilities) > 0 }

// rest is what there is to say of a call that is not used.
func (r row) rest() (core, reason string) {
	if r.raw {
		core = "`seatdeck call`"
	}
	return core, r.reason
}

// rows follows each call of a back end.
func (l *layers) rows(b backEnd, reasons map[string]string) ([]row, error) {
	client := l.code.packages[b.dir]
	in := l.code.usesIn(client)
	declared := clientCalls(client)
	raw, err := l.makesAny(client, in)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, call := range b.calls {
		if call.role == roleNone {
			call.role = "" // there is no client to name it beside
			rows = append(rows, row{docCall: call, reason: call.reason})
			continue
		}
		object, name, err := entry(client, declared, b.symbols, call)
		if err != nil {
			return nil, err
		}
		r, err := l.follow(in, client.holders(object)...)
		if err != nil {
			return nil, err
		}
		r.docCall, r.client = call, name
		if !r.used() {
			r.raw, r.reason = raw && call.role != roleEvent, reasons[call.Path]
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// makesAny tells whether a command makes any call of a client as it is.
func (l *layers) makesAny(client *source, in uses) (bool, error) {
	for _, name := range rawNames {
		object, err := client.lookup(name)
		if err != nil {
			continue
		}
		r, err := l.follow(in, object)
		if err != nil || slices.Contains(r.screens, dirCLI) {
			return err == nil, err
		}
	}
	return false, nil
}

// follow goes from things of a client's package up to the screens.
func (l *layers) follow(in uses, objects ...types.Object) (row, error) {
	var r row
	var services, capabilities []types.Object
	for _, object := range objects {
		capabilities = append(capabilities, l.capabilities(in, object)...)
	}
	for _, capability := range capabilities {
		reached, err := l.handedOver(capability)
		if err != nil {
			return r, err
		}
		for _, part := range reached.background {
			r.core = append(r.core, part+" (by itself)")
		}
		services = append(services, reached.services...)
	}
	r.capabilities = methodNames(capabilities)
	r.core = sorted(append(r.core, methodNames(services)...))
	r.screens = l.screens(services)
	return r, nil
}

// handedOver is reachOf, with those who queue a job instead of whoever carries
// it out.
func (l *layers) handedOver(capability types.Object) (reach, error) {
	r := l.reachOf(capability)
	job, queued := jobs[method(capability)]
	if !queued {
		return r, nil
	}
	dir, name, _ := strings.Cut(job, " ")
	wish, err := l.code.packages[dir].lookup(name)
	if err != nil {
		return r, err
	}
	return reach{services: append(r.services, l.reachOf(wish).services...)}, nil
}

// entry finds a documented call in the client's code.
func entry(client *source, declared []clientCall, symbols map[string]string, call docCall) (types.Object, string, error) {
	if symbol := cmp.Or(call.symbol, symbols[call.Section]); symbol != "" {
		object, err := client.lookup(symbol)
		if err != nil {
			return nil, "", err
		}
		return heard(client, object), symbol, nil
	}
	for _, d := range declared {
		if (d.section == call.Section || d.section == "") && d.title == call.Title && d.path == call.Path {
			return heard(client, d.object), d.object.Name(), nil
		}
	}
	return nil, "", fmt.Errorf("%s %s (%s): %s has no such call", call.Section, call.Title, call.Path, client.dir)
}

// heard is what stands for an entry in the code: the variable itself, or, where
// it only says how to read what comes unasked (Notice[Body], Callback[Body]), its
// body's type.
func heard(client *source, object types.Object) types.Object {
	named, ok := object.Type().(*types.Named)
	if !ok || named.TypeArgs().Len() != 1 || named.Obj().Name() != "Notice" && named.Obj().Name() != "Callback" {
		return object
	}
	if body, ok := named.TypeArgs().At(0).(*types.Named); ok {
		return body.Obj()
	}
	return object
}

// page writes the whole table.
func page(backEnds []backEnd, rows [][]row) string {
	var b strings.Builder
	b.WriteString(head)
	for i, end := range backEnds {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", end.title, summary(rows[i]))
		section := ""
		for n, r := range rows[i] {
			if chapter := end.chapter(r.Section); n == 0 || chapter != section {
				section = chapter
				b.WriteString(end.tableHead(chapter))
			}
			r.write(&b)
		}
	}
	return b.String()
}

// chapter is the part of the page that a section stands in: "2.13" in "2".
func (b backEnd) chapter(section string) string {
	chapter, _, _ := strings.Cut(section, ".")
	return chapter
}

func summary(rows []row) string {
	var used, shown, open int
	for _, r := range rows {
		switch {
		case r.used():
			used++
			if len(r.screens) > 0 {
				shown++
			}
		case r.reason == "":
			open++
		}
	}
	text := fmt.Sprintf("%d entries: the core uses %d, %d of them for a screen or a command.", len(rows), used, shown)
	if open > 0 {
		text += fmt.Sprintf(" %d are neither used nor explained.", open)
	}
	return text
}

// checkReasons finds reasons that explain nothing.
func checkReasons(reasons map[string]string, all [][]row) error {
	left := maps.Clone(reasons)
	for _, rows := range all {
		for _, r := range rows {
			if r.used() && reasons[r.Path] != "" {
				return fmt.Errorf("reasons.go explains why %s is not used, but it is, by %s", r.Path, joined(r.capabilities))
			}
			delete(left, r.Path)
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("reasons.go explains what is no call: %s", joined(slices.Sorted(maps.Keys(left))))
	}
	return nil
}

const head = `# Every documented call, and what uses it

Made by ` + "`go run ./tools/coverage`" + ` from the documents and the code; not to be edited.
A call is followed from the client's variable through the adapter to the
interfaces of package providers it serves, on to the methods of the app that ask
for these, and to the screens (ui/…) and commands (app/cli) that call them. What
a connection does without being asked is marked "by itself".
`

func (b backEnd) tableHead(chapter string) string {
	heading := ""
	if chapter != "" {
		heading = fmt.Sprintf("\n### %s\n", chapter)
	}
	return fmt.Sprintf("%s\n| %s | %s | client | capability | core | screen or command |\n|---|---|---|---|---|---|\n",
		heading, cmp.Or(b.heads[0], "call"), cmp.Or(b.heads[1], "path"))
}

func (r row) write(b *strings.Builder) {
	title := r.Title
	if strings.Contains(r.Section, ".") {
		title = r.Section + " " + title
	}
	core, screens := joined(r.core), joined(r.screens)
	if !r.used() {
		core, screens = r.rest()
	}
	client := strings.TrimSpace(quoted(r.client) + " " + r.role)
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n",
		title, orDash(quoted(r.Path)), orDash(client), orDash(joined(r.capabilities)), orDash(core), orDash(screens))
}

// quoted is text as code.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
