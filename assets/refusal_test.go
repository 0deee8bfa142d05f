package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// refusing are the files whose refusals a person reads in their own language.
var refusing = []string{
	"../providers/wecom/adapter_*.go", "../providers/wecom/robot.go", "../providers/juhe/adapter_*.go", "../providers/yunzhenji/adapter_*.go",
	"../providers/registry.go", "../providers/internal/wire/url.go",
	"../app/company*.go", "../app/welcome.go", "../app/connections.go", "../app/seatadmin.go", "../app/adds.go",
	"../app/audit/*.go", "../app/supervise/*.go",
}

// saying are the functions whose last argument is the detail of a trouble.
var saying = []string{"invalid", "model.Invalid", "bad"}

// The console's own words in a trouble begin with the key of a text, in both languages:
// what a back end says, and errors of what checks, come from elsewhere.
func TestEveryRefusalOfOurOwnHasAText(t *testing.T) {
	texts, found := []*Texts{LoadTexts(Chinese), LoadTexts(English)}, 0
	check := func(where token.Position, words string) {
		found++
		key := ownKey.FindStringSubmatch(words)
		if key == nil {
			t.Errorf("%s: %q begins with no key", where, words)
			return
		}
		for _, in := range texts {
			if !in.Has(key[1]) {
				t.Errorf("%s: no %s text %q", where, in.Lang(), key[1])
			}
		}
		wants, rest := slices.Contains(placesOf(texts[0].texts[key[1]]), "detail"), strings.TrimSpace(words[len(key[0]):])
		if wants && rest == "" {
			t.Errorf("%s: text %q is given no detail", where, key[1])
		}
	}
	for _, pattern := range refusing {
		paths, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			require.NoError(t, err)
			refusalsOf(file, filepath.Base(filepath.Dir(path)), func(at ast.Expr, words string, known bool) {
				where := set.Position(at.Pos())
				if !known {
					t.Errorf("%s: it can't be seen what this says", where)
					return
				}
				check(where, words)
			})
		}
	}
	require.Greater(t, found, 120)
}

// refusalsOf finds the details of troubles, and what checks say, in a file of a
// package. Details that are handed on from elsewhere are none.
func refusalsOf(file *ast.File, pkg string, found func(at ast.Expr, words string, known bool)) {
	tell := func(e ast.Expr) {
		if !handedOn(e) {
			words, known := wordsOf(e, pkg)
			found(e, words, known)
		}
	}
	for _, decl := range file.Decls {
		fn, isFunc := decl.(*ast.FuncDecl)
		checks := isFunc && strings.HasPrefix(strings.ToLower(fn.Name.Name), "check")
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if e := detailOf(n); e != nil {
					tell(e)
				}
			case *ast.CallExpr:
				switch name := called(n.Fun); {
				case slices.Contains(saying, name) && len(n.Args) > 0:
					tell(n.Args[len(n.Args)-1])
				case checks && (name == "errors.New" || name == "fmt.Errorf"):
					tell(n.Args[0])
				}
			}
			return true
		})
	}
}

// detailOf is the detail of a model.Trouble that is not the end of a limit: that is a
// time.
func detailOf(lit *ast.CompositeLit) (detail ast.Expr) {
	if of, ok := lit.Type.(*ast.SelectorExpr); !ok || of.Sel.Name != "Trouble" {
		return nil
	}
	for _, e := range lit.Elts {
		field, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch field.Key.(*ast.Ident).Name {
		case "Code":
			if code := called(field.Value); code == "model.TroubleAddLimit" || code == "model.TroubleBlocked" {
				return nil
			}
		case "Detail":
			detail = field.Value
		}
	}
	return detail
}

// handedOn tells a variable, and the words of an error that came from elsewhere.
func handedOn(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "detail" || e.Name == "why"
	case *ast.CallExpr:
		return called(e.Fun) == "err.Error"
	}
	return false
}

// wordsOf is what an expression says, as far as it begins with literals.
func wordsOf(e ast.Expr, pkg string) (words string, known bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		return literal(e)
	case *ast.Ident:
		return pkg, e.Name == "Kind" // which is called as its package
	case *ast.BinaryExpr:
		left, known := wordsOf(e.X, pkg)
		right, more := wordsOf(e.Y, pkg)
		if !more {
			right = "…"
		}
		return left + right, known
	case *ast.CallExpr:
		if called(e.Fun) == "fmt.Sprintf" {
			return wordsOf(e.Args[0], pkg)
		}
	}
	return "", false
}

// called is the name of what is called: "invalid", "fmt.Sprintf".
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x := called(e.X); x != "" {
			return x + "." + e.Sel.Name
		}
	}
	return ""
}

func TestARefusalIsToldInTheReadersLanguageWithWhatItIsAbout(t *testing.T) {
	for _, c := range []struct{ lang, about, detail, want string }{
		{"zh", "users", "refusal.nobody_or_department: somebody or a department must be named", "内容不正确：users 至少要选一位成员或一个部门。"},
		{"en", "users", "refusal.nobody_or_department: somebody or a department must be named", "That can't be right: users Name somebody or a department."},
		{"zh", "base URL", "refusal.bad_url: it names no host", "内容不正确：接入地址 要是 http:// 或 https:// 开头的网址。"},
		{"en", "option agent_id", "refusal.missing", "That can't be right: option agent_id It is missing."},
		{"zh", "option agent_id", "refusal.missing", "内容不正确：选项 agent_id 没有填写。"},
		{"zh", "working hours", "refusal.no_zone: Mars/Base", "内容不正确：工作时间 没有这个时区：Mars/Base"},
		{"zh", "", "refusal.at_most_days: 400", "内容不正确：一次最多 400 天。"},
		{"zh", "text", "敏感内容", "内容不正确：text 敏感内容"},                                             // the back end's own words
		{"zh", "text", "refusal.no_such_text: sorry", "内容不正确：文字 refusal.no_such_text: sorry"}, // nothing is lost
		{"zh", "", "refusal.no_target: {detail} refusal.missing", "内容不正确：没有这个通知去向：{detail} refusal.missing"},
	} {
		require.Equal(t, c.want, TroubleText(LoadTexts(c.lang).T, "invalid", c.about, c.detail), c.detail)
	}
	zh := LoadTexts(Chinese).T
	require.Equal(t, "最多 5。", DetailText(zh, "refusal.at_most: 5"))
	require.Equal(t, "对方已删除好友", DetailText(zh, "对方已删除好友"))
	require.Equal(t, "", DetailText(zh, ""))
}

func TestALineOfTheLogIsToldWhereItsDetailIsOurs(t *testing.T) {
	zh := LoadTexts(Chinese).T
	for line, want := range map[string]string{
		"users: invalid: refusal.nobody":          "内容不正确：users 没有选人。",
		"a: b: rejected: wecom.41051: already":    "a: b 拒绝了这次操作。客户和成员已经开始聊天，或欢迎语已经发过，不能再发。 (41051)",
		"invalid: refusal.no_zone: Mars: Base":    "内容不正确：没有这个时区：Mars: Base",
		"rejected: 频率过高":                          "rejected: 频率过高",
		"no_such_code: refusal.nobody":            "no_such_code: refusal.nobody",
		"refusal.nobody":                          "refusal.nobody",
		"timeout":                                 "timeout",
		"":                                        "",
		"甲: invalid: seat: invalid: refusal.none": "内容不正确：甲: invalid: seat 一个也没有选。",
	} {
		require.Equal(t, want, LineText(zh, line), line)
	}
}
