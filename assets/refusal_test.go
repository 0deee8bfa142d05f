package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// refusing are the files whose refusals a person reads in their own language.
var refusing = []string{
	"../providers/wecom/adapter_*.go", "../providers/wecom/robot.go", "../providers/juhe/adapter_*.go", "../providers/yunzhenji/adapter_*.go",
	"../providers/pychat/adapter_*.go", "../providers/youjiyun/adapter_*.go", "../providers/*.go", "../providers/internal/*/*.go",
	"../app/*.go", "../app/audit/*.go", "../app/batch/*.go", "../app/files/*.go", "../app/sheet/*.go", "../app/internal/*/*.go", "../app/supervise/*.go", "../app/cli/*.go", "../app/vault/*.go", "../storage/*.go",
}

// saying are the functions that take the detail of a trouble, and where: 1 is the last
// argument.
var saying = map[string]int{"invalid": 1, "model.Invalid": 1, "bad": 1, "damaged": 1, "locked": 2}

// backEnds are the packages in which what is put into a variable called detail is a
// refusal; in the app it is often a line of the audit log.
var backEnds = []string{"pychat", "youjiyun"}

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
	require.Greater(t, found, 320)
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
		checks := pkg == "cli" || isFunc && strings.HasPrefix(strings.ToLower(fn.Name.Name), "check")
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if e := detailOf(n); e != nil {
					tell(e)
				}
			case *ast.AssignStmt:
				if to := called(n.Lhs[0]); to == "t.Detail" || to == "detail" && slices.Contains(backEnds, pkg) {
					tell(n.Rhs[0])
				}
			case *ast.CallExpr:
				name := called(n.Fun)
				if at := saying[name]; at > 0 && len(n.Args) >= at {
					tell(n.Args[len(n.Args)-at])
				}
				if checks && (name == "errors.New" || name == "fmt.Errorf") {
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

// handedOn tells a variable, a field, the words of an error that came from elsewhere,
// and what is the same in every language.
func handedOn(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return slices.Contains([]string{"detail", "why", "word", "id"}, e.Name)
	case *ast.SelectorExpr:
		return true
	case *ast.CallExpr:
		name := called(e.Fun)
		return name == "err.Error" || strings.HasSuffix(name, ".String") || name == "strings.ReplaceAll" && handedOn(e.Args[0])
	case *ast.BasicLit:
		words, _ := literal(e)
		return strings.Contains(words, "%w") || wordless.MatchString(words)
	}
	return false
}

// wordless matches a format that says nothing by itself.
var wordless = regexp.MustCompile(`^(?:%[a-z]|[^A-Za-z%])*$`)

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
		{"zh", "users", "refusal.nobody_or_department: somebody or a department must be named", "内容不正确（users）：至少要选一位成员或一个部门。"},
		{"en", "users", "refusal.nobody_or_department: somebody or a department must be named", "That can't be right: users. Name somebody or a department."},
		{"zh", "base URL", "refusal.bad_url: it names no host", "内容不正确（接入地址）：要是 http:// 或 https:// 开头的网址。"},
		{"en", "option agent_id", "refusal.missing", "That can't be right: option agent_id. It is missing."},
		{"zh", "option agent_id", "refusal.missing", "内容不正确（选项 agent_id）：没有填写。"},
		{"zh", "working hours", "refusal.no_zone: Mars/Base", "内容不正确（工作时间）：没有这个时区：Mars/Base"},
		{"zh", "", "refusal.at_most_days: 400", "内容不正确：一次最多 400 天。"},
		{"zh", "text", "敏感内容", "内容不正确（text）：敏感内容"},                                             // the back end's own words
		{"zh", "text", "refusal.no_such_text: sorry", "内容不正确（文字）：refusal.no_such_text: sorry"}, // nothing is lost
		{"zh", "", "refusal.no_target: {detail} refusal.missing", "内容不正确：没有这个通知去向：{detail} refusal.missing"},
		{"en", "", "refusal.at_most_days: 400", "That can't be right. At most 400 days at once."},
		{"zh", "name", "", "内容不正确（name）"},
		{"en", "name", "", "That can't be right: name."},
		{"zh", "", "", "内容不正确"},
		{"en", "", "", "That can't be right."},
		{"zh", "VIP", "refusal.tag_taken: there is a tag of that name", "内容不正确（VIP）：已有同名的标签。"},
		{"en", "client type", "refusal.above_zero: it must be more than 0", "That can't be right: the type of the client. It must be more than 0."},
	} {
		require.Equal(t, c.want, TroubleText(LoadTexts(c.lang).T, "invalid", c.about, c.detail), c.detail)
	}
	zh := LoadTexts(Chinese).T
	require.Equal(t, "最多 5。", DetailText(zh, "refusal.at_most: 5"))
	require.Equal(t, "对方已删除好友", DetailText(zh, "对方已删除好友"))
	require.Equal(t, "", DetailText(zh, ""))
	require.Equal(t, "登录码不能用：只能用 JPG 或 PNG 图片。", DetailText(zh, "refusal.login_code: refusal.no_picture: it is no PNG or JPEG picture"))
	require.Equal(t, "登录码不能用：登录码不能用：refusal.login_code: x", DetailText(zh, "refusal.login_code: refusal.login_code: refusal.login_code: x"), "only one within one")
}

func TestARefusalInOneLanguageAloneIsFound(t *testing.T) {
	const source = `package cli
		func Send() error { return &model.Trouble{Code: model.TroubleInvalid, Detail: "it is empty"} }
		func Name() error { return invalid("name", fmt.Sprintf("more than %d", most)) }
		func Open() error { return locked(name, "the key is gone", err) }
		func Find() error { t.Detail = "not found: " + t.Detail; return t }
		func Set() error { return errors.New("a whole number expected") }
		func Kept() error { return invalid(name, "refusal.missing: it is empty") }
		func Told() error { return &model.Trouble{Code: model.TroubleRejected, Detail: answer.Msg.String()} }
		func Wrapped() error { return fmt.Errorf("%s: %w", name, err) }`
	file, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	require.NoError(t, err)
	var said []string
	refusalsOf(file, "cli", func(_ ast.Expr, words string, known bool) {
		require.True(t, known, words)
		said = append(said, words)
	})
	require.Equal(t, []string{
		"it is empty", "more than %d", "the key is gone", "not found: …", "a whole number expected", "refusal.missing: it is empty",
	}, said)
}

func TestALineOfTheLogIsToldWhereItsDetailIsOurs(t *testing.T) {
	zh := LoadTexts(Chinese).T
	for line, want := range map[string]string{
		"users: invalid: refusal.nobody":          "内容不正确（users）：没有选人。",
		"a: b: rejected: wecom.41051: already":    "a: b 拒绝了这次操作。客户和成员已经开始聊天，或欢迎语已经发过，不能再发。 (41051)",
		"invalid: refusal.no_zone: Mars: Base":    "内容不正确：没有这个时区：Mars: Base",
		"rejected: 频率过高":                          "rejected: 频率过高",
		"no_such_code: refusal.nobody":            "no_such_code: refusal.nobody",
		"refusal.nobody":                          "refusal.nobody",
		"timeout":                                 "timeout",
		"":                                        "",
		"甲: invalid: seat: invalid: refusal.none": "内容不正确（甲: invalid: seat）：一个也没有选。",
	} {
		require.Equal(t, want, LineText(zh, line), line)
	}
}
