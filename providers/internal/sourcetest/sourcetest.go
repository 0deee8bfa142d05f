// Package sourcetest reads the source of a client for its tests: a catalog is to
// name every call that is declared.
package sourcetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Inspect walks the files of the package under test, its tests left out.
func Inspect(t testing.TB, visit func(ast.Node) bool) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, visit)
	}
}

// Calls gives the path of every variable that is a Call[…]{endpoint{path: "…"}},
// by its name.
func Calls(t testing.TB) map[string]string {
	t.Helper()
	calls := map[string]string{}
	Inspect(t, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if path := pathIn(t, spec.Values[0]); path != "" {
				calls[spec.Names[0].Name] = path
			}
		}
		return true
	})
	return calls
}

func pathIn(t testing.TB, call ast.Expr) (path string) {
	ast.Inspect(call, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, named := pair.Key.(*ast.Ident)
		value, literal := pair.Value.(*ast.BasicLit)
		if named && literal && key.Name == "path" {
			var err error
			path, err = strconv.Unquote(value.Value)
			require.NoError(t, err)
		}
		return true
	})
	return path
}
