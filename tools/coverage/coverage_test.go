package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

// seedsFolder is beside the work tree, where there is one.
const seedsFolder = root + "/../shared/seeds"

func TestThePageIsUpToDate(t *testing.T) {
	require.NoError(t, run(root, "", true))
}

func TestTheDocumentsHaveNothingElse(t *testing.T) {
	if _, err := os.Stat(seedsFolder); err != nil {
		t.Skip("the documents are not here")
	}
	_, err := documented(root, seedsFolder)
	require.NoError(t, err)
}

// TestCallsAreFollowed reads a small tree that has every way a call may take.
func TestCallsAreFollowed(t *testing.T) {
	call := func(section, title, path string) docCall {
		return docCall{Section: section, Title: title, Path: path}
	}
	c, err := readCode("testdata/tree", dirProviders, dirApp, dirCLI, dirUI+"/...", "providers/fake")
	require.NoError(t, err)
	l, err := readLayers(c)
	require.NoError(t, err)

	type path struct {
		client, capabilities, core, screens string
		raw                                 bool
	}
	for _, test := range []struct {
		call docCall
		want path
	}{
		{call("Msg", "发送", "/send"), path{client: "SendText", capabilities: "Sender.Send", core: "Outbox.Send", screens: "ui/panel"}},
		{call("Room", "改名", "/rename"), path{client: "Rename", capabilities: "GroupRenamer.RenameGroup", core: "Groups.Rename", screens: "ui/panel"}},
		{call("Room", "列表", "/list"), path{client: "ListAll", capabilities: "Lister.List", core: "Groups.Refresh, Watch.Look, directory (by itself)"}},
		{call("Room", "推送", "push"), path{client: "OnPush", capabilities: "Link.Run", core: "session (by itself)"}},
		{call("Room", "放好", "/put"), path{client: "PutAway", capabilities: "Keeper.Put", core: "Groups.Keep", screens: "app/cli"}},
		{call("Room", "扔掉", "/throw"), path{client: "ThrowAway", capabilities: "Keeper.Delete", core: "Groups.Clear"}},
		{docCall{Title: "Told", symbol: "Told", role: roleEvent}, path{client: "Told", capabilities: "Link.Run", core: "session (by itself)"}},
		{docCall{Title: "Named", symbol: "Named", role: roleEvent}, path{client: "Named", capabilities: "Link.Run", core: "session (by itself)"}},
		{docCall{Title: "Nobody", symbol: "Nobody", role: roleEvent}, path{client: "Nobody"}},
		{docCall{Title: "PutAway", Path: "put", symbol: "PutAway", role: "request"}, path{client: "PutAway", capabilities: "Keeper.Put", core: "Groups.Keep", screens: "app/cli"}},
		{docCall{Title: "Unknown", role: roleNone, reason: "no endpoint"}, path{}},
		{call("Room", "退出", "/quit"), path{client: "Quit", raw: true}},
		{call("Room", "没用", "/forgotten"), path{client: "Forgotten", raw: true}},
		{call("Room", "不够", "/unfit"), path{client: "Unfit", raw: true}},
		{call("Room", "只测", "/tested"), path{client: "Tested", raw: true}},
	} {
		t.Run(test.call.Title, func(t *testing.T) {
			rows, err := l.rows(backEnd{dir: "providers/fake", calls: []docCall{test.call}}, nil)
			require.NoError(t, err)
			r := rows[0]
			got := path{r.client, joined(r.capabilities), joined(r.core), joined(r.screens), r.raw}
			require.Equal(t, test.want, got)
		})
	}

	_, err = l.rows(backEnd{dir: "providers/fake", calls: []docCall{call("Room", "不在", "/gone")}}, nil)
	require.ErrorContains(t, err, "/gone")
	rows, err := l.rows(backEnd{
		dir: "providers/fake", calls: []docCall{call("9.1", "说", "say")},
		symbols: map[string]string{"9.1": "link.say"},
	}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"Sender.Send"}, rows[0].capabilities)
	_, err = l.rows(backEnd{dir: "providers/fake", calls: []docCall{call("9.1", "说", "say")}, symbols: map[string]string{"9.1": "link.sing"}}, nil)
	require.ErrorContains(t, err, "sing")
}

const smallDocument = `# 默认模块

# Msg

<a id="x"></a>

## POST 发送文本消息

POST /msg/send_text

一句
话

### 例子

` + "```json\n{\"other\": 1}\n```" + `

> Body 请求参数

` + "```json\n{\n  \"guid\": \"\",\n  \"content\": \"\"\n}\n```" + `

### 请求参数

` + "```json\n{\"not\": \"this\"}\n```" + `

> 返回示例

> 200 Response

` + "```json\nnull\n```" + `

### 返回结果

# Sns

## POST 发布朋友圈

POST /sns/sns_post

> Body 请求参数

` + "```json\n{\"guid\": \"\"}\n```" + `

> 返回示例

` + "```json\n\"string\"\n```" + `

# 数据模型

## POST 不是

POST /not/a_call
`

func TestDocument004IsRead(t *testing.T) {
	calls, err := parse004(smallDocument)
	require.NoError(t, err)
	want := []docCall{
		{Section: "Msg", Title: "发送文本消息", Path: "/msg/send_text", Note: "一句 话", Body: json.RawMessage(`{"guid":"","content":""}`), Answer: json.RawMessage(`null`)},
		{Section: "Sns", Title: "发布朋友圈", Path: "/sns/sns_post", Body: json.RawMessage(`{"guid":""}`), Answer: json.RawMessage(`"string"`)},
	}
	require.NoError(t, sameCalls(calls, want))

	for name, change := range map[string]func(*docCall){
		"section": func(c *docCall) { c.Section = "Room" },
		"title":   func(c *docCall) { c.Title += "?" },
		"path":    func(c *docCall) { c.Path += "s" },
		"note":    func(c *docCall) { c.Note = "" },
		"body":    func(c *docCall) { c.Body = json.RawMessage(`{"guid":""}`) },
		"order":   func(c *docCall) { c.Body = json.RawMessage(`{"content":"","guid":""}`) },
		"answer":  func(c *docCall) { c.Answer = json.RawMessage(`{}`) },
	} {
		changed := append([]docCall(nil), want...)
		change(&changed[0])
		require.ErrorContains(t, sameCalls(calls, changed), "call 1", name)
	}
	require.ErrorContains(t, sameCalls(calls, want[:1]), "the document has 2 calls")

	for _, missing := range []string{"POST /msg/send_text\n", "```json\nnull\n```", "```json\n{\n  \"guid\": \"\",\n  \"content\": \"\"\n}\n```"} {
		text := strings.Replace(smallDocument, missing, "", 1)
		if missing[0] == '`' {
			text = strings.Replace(text, "```json\n{\"other\": 1}\n```", "", 1)
		}
		_, err := parse004(text)
		require.ErrorContains(t, err, "发送文本消息")
	}
}

func TestDocument002IsCompared(t *testing.T) {
	const text = "2.1. 登录\n3.0. 通用\n3. 10. 文件发送\n一行 3.11. 不是标题\n"
	calls := []docCall{{Section: "2.1"}, {Section: "3.10"}}
	require.NoError(t, check002(text, calls))
	require.ErrorContains(t, check002(text, calls[:1]), "3.10")
	require.ErrorContains(t, check002(text, append(calls, docCall{Section: "3.12"})), "3.12")
}

func TestDocument000IsCompared(t *testing.T) {
	const text = "## POST 上线\n\nPOST /chat/online\n\n## POST 回调\n\nPOST /chat/back\n"
	calls := []docCall{{Title: "回调", Path: "/chat/back"}, {Title: "上线", Path: "/chat/online"}}
	require.NoError(t, check000(text, calls))
	require.ErrorContains(t, check000(text, calls[:1]), "2 calls, the client 1")
	require.ErrorContains(t, check000(text, []docCall{calls[0], {Title: "下线", Path: "/chat/online"}}), "/chat/online (上线)")
	require.ErrorContains(t, check000(text, []docCall{calls[0], {Title: "上线", Path: "/chat/offline"}}), "/chat/online (上线)")
}

func TestDocument001IsCompared(t *testing.T) {
	const text = "- Constants\n- type A\n- type B\nConstants\n"
	require.NoError(t, check001(text, []docCall{{Title: "A"}, {Title: "B"}}))
	require.ErrorContains(t, check001(text, []docCall{{Title: "A"}}), "type B of document 001, number 2")
	require.ErrorContains(t, check001(text, []docCall{{Title: "B"}, {Title: "A"}}), "type A of document 001, number 1")
	require.ErrorContains(t, check001(text, []docCall{{Title: "A"}, {Title: "B"}, {Title: "C"}}), "no type C")
}

func TestDocument003IsCompared(t *testing.T) {
	const text = "号码列表 <code>https://oapi-yzj.miaokol.com/list</code>"
	require.NoError(t, check003(text, []docCall{{Title: "号码列表", Path: "/list"}}))
	require.ErrorContains(t, check003(text, nil), "1 URLs, the client 0")
	require.ErrorContains(t, check003(text, []docCall{{Title: "号码列表", Path: "/lists"}}), "/lists")
}

// TestEveryCallAndTypeHasItsRow holds the numbers of the documents.
func TestEveryCallAndTypeHasItsRow(t *testing.T) {
	ends, err := documented(root, "")
	require.NoError(t, err)
	got := map[string]int{}
	for _, end := range ends {
		got[end.dir] = len(end.calls)
	}
	require.Equal(t, map[string]int{
		"providers/pychat": 130, "providers/youjiyun": 38, "providers/juhe": 26, "providers/yunzhenji": 1, "providers/wecom": 201,
	}, got)
}

func TestTypesHaveColumnsOfTheirOwn(t *testing.T) {
	end := []backEnd{{title: "types", dir: "providers/fake", heads: [2]string{"type", "endpoint"}, calls: []docCall{
		{Title: "Put", Path: "put", symbol: "PutAway", role: "request"}, {Title: "Lone", role: roleNone, reason: "no endpoint"},
	}}}
	text, err := written("testdata/tree", end, nil)
	require.NoError(t, err)
	require.Contains(t, text, "\n| type | endpoint | client |")
	require.Contains(t, text, "| Put | `put` | `PutAway` request | Keeper.Put | Groups.Keep | app/cli |\n")
	require.Contains(t, text, "| Lone | — | — | — | — | no endpoint |\n")
	require.Contains(t, text, "2 entries: the core uses 1, 1 of them for a screen or a command.\n")
}

func TestReasonsExplainWhatIsNotUsed(t *testing.T) {
	end := []backEnd{{title: "fake", dir: "providers/fake", calls: []docCall{
		{Section: "Room", Title: "改名", Path: "/rename"}, {Section: "Room", Title: "没用", Path: "/forgotten"},
	}}}
	text, err := written("testdata/tree", end, map[string]string{"/forgotten": "nobody asked"})
	require.NoError(t, err)
	require.Contains(t, text, "| 没用 | `/forgotten` | `Forgotten` | — | `seatdeck call` | nobody asked |\n")
	require.Contains(t, text, "2 entries: the core uses 1, 1 of them for a screen or a command.\n")

	text, err = written("testdata/tree", end, nil)
	require.NoError(t, err)
	require.Contains(t, text, "| 没用 | `/forgotten` | `Forgotten` | — | `seatdeck call` | — |\n")
	require.Contains(t, text, "1 are neither used nor explained.\n")

	_, err = written("testdata/tree", end, map[string]string{"/rename": "nobody asked"})
	require.ErrorContains(t, err, "/rename is not used, but it is, by GroupRenamer.RenameGroup")
	_, err = written("testdata/tree", end, map[string]string{"/renam": "nobody asked"})
	require.ErrorContains(t, err, "what is no call: /renam")
}

func TestAPageThatIsOldIsFound(t *testing.T) {
	tree := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(tree, "docs"), 0o755))
	require.ErrorIs(t, store(tree, "a", true), os.ErrNotExist)
	require.NoError(t, store(tree, "a", false))
	require.NoError(t, store(tree, "a", true))
	require.ErrorIs(t, store(tree, "b", true), errStale)
}
