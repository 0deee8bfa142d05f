package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// module is the name of the module that is read.
const module = "seatdeck"

// code is the module's source with types. Only our own packages are read; what
// comes from others has no type, which hides no use of ours.
type code struct {
	root     string
	files    *token.FileSet
	packages map[string]*source // by folder, slash-separated
}

// source is a package: its files without tests, with types.
type source struct {
	dir   string
	files []*ast.File
	types *types.Package
	info  *types.Info
}

// readCode reads the packages in the given folders, with all below them that
// they need, and with "/..." all below them.
func readCode(root string, patterns ...string) (*code, error) {
	c := &code{root: root, files: token.NewFileSet(), packages: map[string]*source{}}
	for _, pattern := range patterns {
		dir, all := strings.CutSuffix(pattern, "/...")
		if !all {
			if _, err := c.load(dir); err != nil {
				return nil, err
			}
			continue
		}
		if err := c.loadAll(dir); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *code) loadAll(dir string) error {
	return filepath.WalkDir(filepath.Join(c.root, dir), func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "testdata" {
			return filepath.SkipDir
		}
		sub, err := filepath.Rel(c.root, name)
		if err != nil {
			return err
		}
		if _, err = c.load(filepath.ToSlash(sub)); errors.As(err, new(*build.NoGoError)) {
			return nil
		}
		return err
	})
}

// load reads one package, and before it those it imports.
func (c *code) load(dir string) (*source, error) {
	if s := c.packages[dir]; s != nil {
		return s, nil
	}
	context := build.Default
	context.BuildTags = []string{"ci", "migrated_fynedo"}
	found, err := context.ImportDir(filepath.Join(c.root, dir), 0)
	if err != nil {
		return nil, err
	}
	s := &source{dir: dir, info: &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Types: map[ast.Expr]types.TypeAndValue{},
	}}
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(c.files, filepath.Join(c.root, dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.files = append(s.files, file)
	}
	config := types.Config{Importer: c, Error: func(error) {}} // what others' packages lack is no error
	s.types, _ = config.Check(path.Join(module, dir), c.files, s.files, s.info)
	c.packages[dir] = s
	return s, nil
}

var errNotOurs = errors.New("not ours")

// Import implements types.Importer.
func (c *code) Import(name string) (*types.Package, error) {
	dir, ours := strings.CutPrefix(name, module+"/")
	if !ours {
		return nil, errNotOurs
	}
	s, err := c.load(dir)
	if err != nil {
		return nil, err
	}
	return s.types, nil
}

// below lists the packages in a folder and under it.
func (c *code) below(dir string) []*source {
	var list []*source
	for name, s := range c.packages {
		if name == dir || strings.HasPrefix(name, dir+"/") {
			list = append(list, s)
		}
	}
	return list
}

// lookup finds "Name" or "Type.Member" in a package.
func (s *source) lookup(name string) (types.Object, error) {
	name, member, inner := strings.Cut(name, ".")
	object := s.types.Scope().Lookup(name)
	if object != nil && inner {
		object, _, _ = types.LookupFieldOrMethod(object.Type(), true, s.types, member)
	}
	if object == nil {
		return nil, fmt.Errorf("%s has no %s %s", s.dir, name, member)
	}
	return object, nil
}

// fileOf is the name of the file in which a thing is declared.
func (c *code) fileOf(object types.Object) string {
	return filepath.Base(c.files.Position(object.Pos()).Filename)
}

// uses tells of each thing which functions and variables of the package speak of
// it.
type uses map[types.Object]map[types.Object]bool

func (u uses) add(used, user types.Object) {
	if used == nil || used == user {
		return
	}
	if u[used] == nil {
		u[used] = map[types.Object]bool{}
	}
	u[used][user] = true
}

// merge adds the uses in another package.
func (u uses) merge(others uses) {
	for used, users := range others {
		for user := range users {
			u.add(used, user)
		}
	}
}

// usesIn reads the uses in a package. A method that is there for an interface is
// used by those who make a value of its type, too. What is put into a table of
// functions is used by whoever looks into the table, not by who makes it, unless
// that is a method of an interface, which makes it for its own use.
func (c *code) usesIn(s *source) uses {
	all, makers, tables := uses{}, uses{}, s.tableFields()
	own := false // the function that is read makes its tables for its own use
	var note func(user types.Object, in ast.Node)
	note = func(user types.Object, in ast.Node) {
		ast.Inspect(in, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && !own && tables[s.info.Uses[key]] {
					note(s.info.Uses[key], n.Value)
					return false
				}
			case *ast.Ident:
				all.add(origin(s.info.Uses[n]), user)
			case *ast.CompositeLit:
				if id, ok := n.Type.(*ast.Ident); ok {
					makers.add(s.info.Uses[id], user)
				}
			}
			return true
		})
	}
	var methods []types.Object
	for _, file := range s.files {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl: // its receiver is no use of the type
				user := s.info.Defs[d.Name]
				methods = append(methods, user)
				note(user, d.Type)
				if d.Body != nil {
					of := receiver(user)
					own = of != nil && c.dynamic(of, user.Name())
					note(user, d.Body)
					own = false
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && v.Names[0].Name != "_" {
						note(s.info.Defs[v.Names[0]], v) // those of one line stand for each other
					}
				}
			}
		}
	}
	for _, m := range methods {
		if of := receiver(m); of != nil && c.dynamic(of, m.Name()) {
			for user := range makers[of] {
				all.add(m, user)
			}
		}
	}
	return all
}

// tableFields are the fields of the package's tables of functions: structs that
// have several.
func (s *source) tableFields() map[types.Object]bool {
	found := map[types.Object]bool{}
	for _, name := range s.types.Scope().Names() {
		table, ok := s.types.Scope().Lookup(name).Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		var functions []types.Object
		for field := range table.Fields() {
			of := field.Type().Underlying()
			if m, ok := of.(*types.Map); ok {
				of = m.Elem().Underlying()
			}
			if _, ok := of.(*types.Signature); ok {
				functions = append(functions, field)
			}
		}
		for _, field := range functions {
			found[field] = len(functions) > 1
		}
	}
	return found
}

// holders are a thing and, if it is a type, the structs of the package that have it
// inside: who uses these uses it.
func (s *source) holders(object types.Object) []types.Object {
	list := []types.Object{object}
	if _, ok := object.(*types.TypeName); !ok {
		return list
	}
	for i := 0; i < len(list); i++ {
		for _, name := range s.types.Scope().Names() {
			holder, ok := s.types.Scope().Lookup(name).(*types.TypeName)
			if ok && !slices.Contains(list, types.Object(holder)) && holds(holder, list[i]) {
				list = append(list, holder)
			}
		}
	}
	return list
}

// holds tells whether a struct has a field of a type, or of a list of it.
func holds(holder *types.TypeName, part types.Object) bool {
	fields, ok := holder.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range fields.Fields() {
		of := field.Type()
		for {
			if inner, ok := of.(interface{ Elem() types.Type }); ok {
				of = inner.Elem()
				continue
			}
			break
		}
		if named, ok := of.(interface{ Obj() *types.TypeName }); ok && named.Obj() == part { // a type or an alias
			return true
		}
	}
	return false
}

// dynamic tells whether a method may be called through an interface, of ours or
// of package http.
func (c *code) dynamic(of *types.TypeName, name string) bool {
	if name == "ServeHTTP" {
		return true
	}
	for _, s := range c.packages {
		for _, i := range s.interfaces() {
			if hasMethod(i, name) && types.Implements(types.NewPointer(of.Type()), i) {
				return true
			}
		}
	}
	return false
}

// interfaces are those a package declares, by name.
func (s *source) interfaces() map[string]*types.Interface {
	found := map[string]*types.Interface{}
	for _, name := range s.types.Scope().Names() {
		if object, ok := s.types.Scope().Lookup(name).(*types.TypeName); ok {
			if i, ok := object.Type().Underlying().(*types.Interface); ok {
				found[name] = i
			}
		}
	}
	return found
}

func hasMethod(i *types.Interface, name string) bool {
	m, _, _ := types.LookupFieldOrMethod(i, false, nil, name)
	return m != nil
}

// origin is the generic thing that an instance was made of.
func origin(object types.Object) types.Object {
	switch o := object.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return object
}

// climb goes from a thing to those that use it, and on to those that use these,
// as long as more says so. It visits each once, and tells through what it came.
func (u uses) climb(from types.Object, more func(user, through types.Object) bool) {
	seen := map[types.Object]bool{from: true}
	for queue := []types.Object{from}; len(queue) > 0; queue = queue[1:] {
		through := queue[0]
		for user := range u[through] {
			if seen[user] {
				continue
			}
			if more(user, through) {
				seen[user] = true
				queue = append(queue, user)
			}
		}
	}
}

// receiver is the type a method belongs to; nil for anything else.
func receiver(object types.Object) *types.TypeName {
	f, ok := object.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return nil
	}
	of := f.Signature().Recv().Type()
	if p, ok := of.(*types.Pointer); ok {
		of = p.Elem()
	}
	if n, ok := of.(*types.Named); ok {
		return n.Obj()
	}
	return nil
}

// method names a method with its type.
func method(object types.Object) string {
	if of := receiver(object); of != nil {
		return of.Name() + "." + object.Name()
	}
	return object.Name()
}
