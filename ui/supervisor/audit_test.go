package supervisor_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// onAudit is the page of the audit log, after something was done.
func onAudit(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 2)
	uitest.Run(t, o, func(r *uitest.Rig) {
		seats, err := r.Console.Seats.List(context.Background())
		require.NoError(t, err)
		note(r, model.AuditEntry{What: model.AuditSeatLogout, Seat: seats[0].ID})
		note(r, model.AuditEntry{What: model.AuditContactChange, Seat: seats[1].ID, About: "老李", Detail: "remark", Refused: "rejected: 频率过高"})
		r.Press(ctrl, fyne.KeyB)
		r.Press(alt, fyne.Key5)
		r.Pass(second)
		fn(r)
	})
}

func note(r *uitest.Rig, e model.AuditEntry) {
	r.T.Helper()
	require.NoError(r.T, r.Console.Audits.Note(context.Background(), e))
}

func TestTheNewestDeedIsOnTop(t *testing.T) {
	onAudit(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Equal(t, []string{"修改客户", "退出坐席", "添加接入"}, cells(r, "what"))
		r.MustSee("rejected: 频率过高", "老李", "小美")
		theBoard(r).SetRing(0)
		r.Settle()
		r.MustSee("未完成：rejected: 频率过高", "SHA-256")
		note(r, model.AuditEntry{What: model.AuditResolve, About: "王"})
		r.Pass(second)
		require.Equal(t, []string{"标记已解决", "修改客户", "退出坐席", "添加接入"}, cells(r, "what"))
		r.MustSee("未完成：rejected: 频率过高") // the ring stays on its line
		require.Equal(t, 1, theBoard(r).Ring())
	})
}

func TestTheLogIsSearchedAndNarrowed(t *testing.T) {
	onAudit(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Type("老李")
		r.Pass(second)
		require.Equal(t, []string{"修改客户"}, cells(r, "what"))
		r.Type("xyz")
		r.Pass(second)
		r.MustSee("没有符合条件的记录")
		pressedAny(r, "清除筛选")
		require.Len(t, cells(r, "what"), 3)
		picked(r, "全部操作", "坐席")
		require.Equal(t, []string{"退出坐席"}, cells(r, "what"))
		picked(r, "坐席", "全部操作")
		picked(r, "全部坐席", "客服阿强")
		require.Equal(t, []string{"修改客户"}, cells(r, "what"))
	})
}

func TestTheLogIsNarrowedToDays(t *testing.T) {
	onAudit(t, uitest.Options{}, func(r *uitest.Rig) {
		var from, to *screen.Entry
		for _, e := range uitest.All[*screen.Entry](r) {
			switch e.PlaceHolder {
			case "从 日期":
				from = e
			case "到 日期":
				to = e
			}
		}
		to.SetText("1999-12-31")
		r.Pass(second)
		r.MustSee("没有符合条件的记录")
		to.SetText("2000-01-01")
		r.Pass(second)
		require.Len(t, cells(r, "what"), 3)
		from.SetText("2000-01-02")
		r.Pass(second)
		r.MustSee("没有符合条件的记录")
		r.Canvas.Focus(from)
		from.SetText("gestern")
		r.Canvas.Focus(to)
		r.Pass(second)
		r.MustSee("“gestern”不是日期")
		require.Len(t, cells(r, "what"), 3)
	})
}

func TestOlderLinesAreReadAsTheTableIsScrolled(t *testing.T) {
	onAudit(t, uitest.Options{}, func(r *uitest.Rig) {
		for i := range 450 {
			note(r, model.AuditEntry{What: model.AuditSaveFile, About: fmt.Sprintf("文件%d", i)})
		}
		r.Pass(second)
		table := theBoard(r)
		require.Less(t, table.Count(), 453)
		for range 5 {
			table.ScrollTo(table.Count() - 1)
			r.Pass(second)
		}
		all := cells(r, "about")
		require.Len(t, all, 453)
		require.Equal(t, "文件449", all[0])
		require.Equal(t, "文件0", all[449])
	})
}

func TestTheChainIsChecked(t *testing.T) {
	onAudit(t, uitest.Options{}, func(r *uitest.Rig) {
		lines, err := r.Console.Audits.List(context.Background(), audit.Filter{Limit: 1})
		require.NoError(t, err)
		pressed(r, "校验")
		r.MustSee("完好：3 行逐行相连", hex.EncodeToString(lines[0].Hash))
		r.MustFit("the check")
		r.Shot("audit-check")
		pressed(r, "复制指纹")
		require.Equal(t, hex.EncodeToString(lines[0].Hash), r.App.Clipboard().Content())
	})
}

func TestTheLogIsExportedSoThatItCanBeChecked(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	onAudit(t, uitest.Options{}, func(r *uitest.Rig) {
		pressed(r, "导出…")
		r.Written() // and so selected
		r.Type("log.jsonl")
		pressed(r, "导出")
		r.MustSee("3 行已写入 log.jsonl。")
		f, err := os.Open(filepath.Join(folder, "log.jsonl"))
		require.NoError(t, err)
		defer f.Close()
		previous := ""
		lines := bufio.NewScanner(f)
		n := 0
		for ; lines.Scan(); n++ {
			var row struct{ Previous, Hash string }
			require.NoError(t, json.Unmarshal(lines.Bytes(), &row))
			if n > 0 {
				require.Equal(t, previous, row.Previous)
			}
			previous = row.Hash
		}
		require.Equal(t, 3, n)
		require.Equal(t, "导出数据", cells(r, "what")[0], "that it was exported is written down")
	})
}

func TestEveryDeedHasItsWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../app/model/audit.go", nil, 0)
	require.NoError(t, err)
	zh, found := assets.LoadTexts("zh"), 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Audit") {
			return true
		}
		what, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		family, _, _ := strings.Cut(what, ".")
		require.True(t, zh.Has("audit.what."+what), what)
		require.True(t, zh.Has("audit.family."+family), what)
		found++
		return true
	})
	require.Greater(t, found, 35)
}

func TestAuditFits(t *testing.T) {
	looks(t, func(o uitest.Options, name string) {
		onAudit(t, o, func(r *uitest.Rig) {
			theBoard(r).SetRing(0)
			r.Settle()
			r.MustFit("audit")
			r.Shot("audit-" + name)
		})
	})
}
