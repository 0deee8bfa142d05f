package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// clientCall is a documented call in the code of a client: a variable of the
// package, made of its section, title and path.
type clientCall struct {
	section, title, path string
	object               types.Object
}

// clientCalls finds the calls a client declares.
func clientCalls(client *source) []clientCall {
	var calls []clientCall
	for _, file := range client.files {
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range group.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || len(v.Values) != 1 {
					continue
				}
				fields := textFields(client, v.Values[0])
				one := clientCall{
					section: fields["section"], title: fields["title"] + fields["name"],
					path: fields["path"] + fields["typ"], object: client.info.Defs[v.Names[0]],
				}
				if one.title != "" && one.path != "" {
					calls = append(calls, one)
				}
			}
		}
	}
	return calls
}

// textFields are the constant texts in the composite literals of an expression,
// by the names of their fields.
func textFields(in *source, expression ast.Expr) map[string]string {
	fields := map[string]string{}
	ast.Inspect(expression, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, ok := pair.Key.(*ast.Ident)
		if value := in.info.Types[pair.Value].Value; ok && value != nil && value.Kind() == constant.String {
			fields[key.Name] = constant.StringVal(value)
		}
		return true
	})
	return fields
}

// layers is the code as a call climbs through it: client and adapter in one
// package, the interfaces of package providers, the app, the screens.
type layers struct {
	code       *code
	interfaces []*types.Interface // of package providers
	app        *source
	appUses    uses                     // in the app and the folders below it
	services   map[*types.TypeName]bool // whose methods screens and commands call
	above      []*source                // screens and commands
}

// The names by which the layers are known.
const (
	dirProviders = "providers"
	dirApp       = "app"
	dirUI        = "ui"
	dirCLI       = "app/cli"
	dirTestRig   = "ui/uitest"

	typeConsole = "Console"    // its exported fields are the services
	catalogFile = "catalog.go" // names every call and uses none
	noticeFiles = "notice"     // begins the names of files that decode every callback and use none
)

// ownWork are the methods from which on nobody asks any more: what they reach,
// the console does by itself.
var ownWork = []string{"session.run", "Console.Run", "Supervision.Run", "Batches.Run"}

func readLayers(c *code) (*layers, error) {
	l := &layers{code: c, services: map[*types.TypeName]bool{}}
	l.interfaces = slices.Collect(maps.Values(c.packages[dirProviders].interfaces()))
	l.app = c.packages[dirApp]
	l.appUses = uses{}
	for _, s := range c.below(dirApp) {
		if s.dir != dirCLI {
			l.appUses.merge(c.usesIn(s))
		}
	}
	console, err := l.app.lookup(typeConsole)
	if err != nil {
		return nil, err
	}
	fields, ok := console.Type().Underlying().(*types.Struct)
	if !ok {
		return nil, fmt.Errorf("%s is no struct", typeConsole)
	}
	l.services[console.(*types.TypeName)] = true
	for field := range fields.Fields() {
		if p, ok := field.Type().(*types.Pointer); ok && field.Exported() {
			l.services[p.Elem().(*types.Named).Obj()] = true
		}
	}
	for _, s := range append(c.below(dirUI), c.below(dirCLI)...) {
		if s.dir != dirTestRig {
			l.above = append(l.above, s)
		}
	}
	return l, nil
}

// capabilities are the methods of package providers' interfaces that lead to a
// thing of a client's package, as "Sender.Send".
func (l *layers) capabilities(in uses, of types.Object) []types.Object {
	var found []types.Object
	in.climb(of, func(user, _ types.Object) bool {
		if file := l.code.fileOf(user); file == catalogFile || strings.HasPrefix(file, noticeFiles) {
			return false
		}
		methods := l.implements(user)
		if len(methods) > 0 && takesContext(user) { // without one it makes no calls
			found = append(found, methods...)
		}
		return len(methods) == 0
	})
	return found
}

// implements gives the interface methods that a method is there for.
func (l *layers) implements(object types.Object) []types.Object {
	of := receiver(object)
	if of == nil {
		return nil
	}
	var methods []types.Object
	for _, i := range l.interfaces {
		if m, _, _ := types.LookupFieldOrMethod(i, false, nil, object.Name()); m != nil && types.Implements(types.NewPointer(of.Type()), i) {
			methods = append(methods, m)
		}
	}
	return methods
}

func takesContext(method types.Object) bool {
	params := method.(*types.Func).Signature().Params()
	return params.Len() > 0 && (params.At(0).Name() == "ctx" || params.At(0).Name() == "_")
}

// reach is what leads to a call above the adapters.
type reach struct {
	services   []types.Object // methods that a screen or a command may call
	background []string       // what of a connection's own work does
}

// reachOf finds what in the app leads to a thing.
func (l *layers) reachOf(of types.Object) reach {
	var r reach
	l.appUses.climb(of, func(user, through types.Object) bool {
		service := receiver(user)
		switch {
		case slices.Contains(ownWork, method(user)):
			part := receiver(through)
			if through == of || part == nil {
				part = service
			}
			r.background = append(r.background, part.Name())
		case service != nil && l.services[service] && user.Exported():
			r.services = append(r.services, user)
		default:
			return true
		}
		return false
	})
	return r
}

// screens lists the packages of screens and commands that use one of these.
func (l *layers) screens(services []types.Object) []string {
	var dirs []string
	for _, s := range l.above {
		for _, used := range s.info.Uses {
			if slices.Contains(services, origin(used)) {
				dirs = append(dirs, s.dir)
				break
			}
		}
	}
	return sorted(dirs)
}

// sorted puts names in order, each once.
func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

func methodNames(objects []types.Object) []string {
	var names []string
	for _, object := range objects {
		names = append(names, method(object))
	}
	return sorted(names)
}

// joined lists the first names, and how many more there are.
func joined(names []string) string {
	const most = 8
	if rest := len(names) - most; rest > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), rest)
	}
	return strings.Join(names, ", ")
}
