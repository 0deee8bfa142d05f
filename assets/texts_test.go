package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestT(t *testing.T) {
	texts := &Texts{lang: English, texts: map[string]string{
		"plain":  "Send",
		"place":  "Hello {name}, {name}!",
		"plural": "{n|one message|{n} messages} for {who}",
		"broken": "a { b",
		"deep":   "{n|one|{m|x {n}|y {n}}}",
	}}
	require.Equal(t, "Send", texts.T("plain"))
	require.Equal(t, "no.such.key", texts.T("no.such.key"))
	require.Equal(t, "Hello 王, 王!", texts.T("place", "name", "王"))
	require.Equal(t, "Hello {x}, {x}!", texts.T("place", "name", "{x}"), "a value is no template")
	require.Equal(t, "Hello {name}, {name}!", texts.T("place"))
	require.Equal(t, "Hello {name}, {name}!", texts.T("place", "name"), "a name without a value")
	require.Equal(t, "one message for A", texts.T("plural", "n", 1, "who", "A"))
	require.Equal(t, "3 messages for A", texts.T("plural", "n", int64(3), "who", "A"))
	require.Equal(t, "a { b", texts.T("broken", "b", 1))
	require.Equal(t, "y 2", texts.T("deep", "n", 2, "m", 5))
	require.True(t, texts.Has("plain"))
	require.False(t, texts.Has("no.such.key"))
}

func TestLoadTextsSpeaksBothLanguages(t *testing.T) {
	zh, en := LoadTexts(Chinese), LoadTexts(English)
	require.Equal(t, Chinese, zh.Lang())
	require.Equal(t, English, en.Lang())
	require.Equal(t, Chinese, LoadTexts("fr").Lang())
	require.Equal(t, "请修改后再试。", zh.T("trouble.invalid.next"))
	require.Equal(t, "Correct it and try again.", en.T("trouble.invalid.next"))
}

func TestPickLang(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, Chinese},
		{map[string]string{"LANG": "C"}, Chinese},
		{map[string]string{"LANG": "C.UTF-8"}, Chinese},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, Chinese},
		{map[string]string{"LANG": "zh_TW"}, Chinese},
		{map[string]string{"LANG": "en_US.UTF-8"}, English},
		{map[string]string{"LANG": "de_DE"}, English},
		{map[string]string{"LANG": "zh_CN", "LC_ALL": "en_GB"}, English},
		{map[string]string{"LANG": "en_US", "LC_ALL": "POSIX"}, English},
		{map[string]string{"LANG": "en_US", "LANGUAGE": "zh_CN:en"}, Chinese},
	} {
		got := PickLang(func(name string) string { return c.env[name] })
		require.Equal(t, c.want, got, "%v", c.env)
	}
}

func TestEveryTextHasBothLanguagesAndTheSamePlaces(t *testing.T) {
	owner := map[string]string{}
	require.NoError(t, eachText(textFiles, func(file, key string, both map[string]string) error {
		require.Empty(t, owner[key], "%s is in %s and in %s", key, file, owner[key])
		owner[key] = file
		require.Len(t, both, 2, "%s in %s", key, file)
		require.NotEmpty(t, strings.TrimSpace(both[Chinese]), "%s in %s lacks Chinese", key, file)
		require.NotEmpty(t, strings.TrimSpace(both[English]), "%s in %s lacks English", key, file)
		require.Equal(t, placesOf(both[Chinese]), placesOf(both[English]), "%s in %s", key, file)
		return nil
	}))
	require.NotEmpty(t, owner)
}

func TestNoKeyIsWrittenTwiceInOneFile(t *testing.T) {
	names, err := fs.Glob(textFiles, "text/*.json")
	require.NoError(t, err)
	for _, name := range names {
		raw, err := fs.ReadFile(textFiles, name)
		require.NoError(t, err)
		seen := map[string]bool{}
		for line := range strings.Lines(string(raw)) {
			key, _, ok := strings.Cut(strings.TrimSpace(line), `": {`)
			if !ok {
				continue
			}
			require.False(t, seen[key], "%s twice in %s", key, name)
			seen[key] = true
		}
	}
}

func TestEveryTroubleHasASentenceAndWhatToDoNext(t *testing.T) {
	texts := LoadTexts(English)
	file, err := parser.ParseFile(token.NewFileSet(), "../app/model/trouble.go", nil, 0)
	require.NoError(t, err)
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		value, ok := n.(*ast.ValueSpec)
		if !ok || len(value.Values) != 1 || !strings.HasPrefix(value.Names[0].Name, "Trouble") {
			return true
		}
		code, err := strconv.Unquote(value.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		found++
		require.True(t, texts.Has("trouble."+code), code)
		require.True(t, texts.Has("trouble."+code+".next"), code)
		require.Equal(t, []string{"about", "detail"}, placesOf(texts.texts["trouble."+code]), code)
		return true
	})
	require.GreaterOrEqual(t, found, 21)
	require.True(t, texts.Has("trouble."+string(model.TroubleUnknown)))
}

// Every text a screen asks for by a literal key must exist and be given a value
// for each of its places.
func TestEveryTextTheScreensAskForExists(t *testing.T) {
	texts := LoadTexts(English)
	var files []string
	for _, root := range []string{"../ui", "../main.go"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				files = append(files, path)
			}
			return nil
		})
		if !os.IsNotExist(err) {
			require.NoError(t, err)
		}
	}
	require.NotEmpty(t, files)
	set := token.NewFileSet()
	for _, path := range files {
		file, err := parser.ParseFile(set, path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isT(call.Fun) || len(call.Args) == 0 {
				return true
			}
			key, ok := literal(call.Args[0])
			if !ok {
				return true
			}
			where := set.Position(call.Pos())
			if !texts.Has(key) {
				t.Errorf("%s: no text %q", where, key)
				return true
			}
			if call.Ellipsis.IsValid() {
				return true
			}
			var given []string
			for i := 1; i < len(call.Args); i += 2 {
				name, ok := literal(call.Args[i])
				if !ok {
					return true
				}
				given = append(given, name)
			}
			slices.Sort(given)
			for _, name := range placesOf(texts.texts[key]) {
				if !slices.Contains(given, name) {
					t.Errorf("%s: text %q is given no %q", where, key, name)
				}
			}
			return true
		})
	}
}

func isT(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name == "T"
	case *ast.Ident:
		return f.Name == "T"
	}
	return false
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
