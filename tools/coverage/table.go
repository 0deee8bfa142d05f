package main

import (
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

// rawMethod is the method of a client that makes any call as it is, if it has
// one.
const rawMethod = "Client.Raw"

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
	raw := false
	if object, err := client.lookup(rawMethod); err == nil {
		r, err := l.follow(in, object)
		if err != nil {
			return nil, err
		}
		raw = slices.Contains(r.screens, dirCLI)
	}
	var rows []row
	for _, call := range b.calls {
		object, name, err := entry(client, declared, b.symbols, call)
		if err != nil {
			return nil, err
		}
		r, err := l.follow(in, object)
		if err != nil {
			return nil, err
		}
		r.docCall, r.client = call, name
		if !r.used() {
			r.raw, r.reason = raw, reasons[call.Path]
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// follow goes from a thing of a client's package up to the screens.
func (l *layers) follow(in uses, object types.Object) (row, error) {
	var r row
	var services []types.Object
	capabilities := l.capabilities(in, object)
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
	if symbol := symbols[call.Section]; symbol != "" {
		object, err := client.lookup(symbol)
		return object, symbol, err
	}
	for _, d := range declared {
		if d.section == call.Section && d.title == call.Title && d.path == call.Path {
			return heard(client, d.object), d.object.Name(), nil
		}
	}
	return nil, "", fmt.Errorf("%s %s (%s): %s has no such call", call.Section, call.Title, call.Path, client.dir)
}

// heard is what stands for an entry in the code: the variable itself, or, where
// it only says how to read what comes unasked (Notice[Body]), its body's type.
func heard(client *source, object types.Object) types.Object {
	named, ok := object.Type().(*types.Named)
	if !ok || named.Obj().Name() != "Notice" {
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
				b.WriteString(tableHead(chapter))
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

func tableHead(chapter string) string {
	return fmt.Sprintf("\n### %s\n\n| call | path | client | capability | core | screen or command |\n|---|---|---|---|---|---|\n", chapter)
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
	fmt.Fprintf(b, "| %s | `%s` | `%s` | %s | %s | %s |\n", title, r.Path, r.client, orDash(joined(r.capabilities)), orDash(core), orDash(screens))
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
