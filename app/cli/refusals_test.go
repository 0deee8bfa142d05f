package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers"
	"seatdeck/providers/pychat"
	"seatdeck/providers/youjiyun"
)

func TestRefusalsAreReadInTheLanguageOfThePerson(t *testing.T) {
	b := newBench(t)
	b.deps.Registry = providers.NewRegistry(youjiyun.New(), pychat.New())
	add := func(kind string, options ...string) []string {
		args := []string{"connect", "add", "--provider", kind, "--name", "x", "--url", "http://127.0.0.1:1", "--account", "a"}
		for _, o := range options {
			args = append(args, "--option", o)
		}
		return args
	}
	sheet := filepath.Join(t.TempDir(), "x.csv")
	require.NoError(t, os.WriteFile(sheet, []byte("a,b\n"), 0o600))
	for name, c := range map[string]struct {
		args   []string
		zh, en string // without what to do next
	}{
		"rate":          {add("pychat", "guids=g1", "rate=0"), "内容不正确（选项 rate）：范围：1 – 99。", "That can't be right: option rate. It must be within 1 – 99."},
		"guids":         {add("pychat", "guids=<g>"), "内容不正确（选项 guids）：里面有不是 guid 的内容。", "That can't be right: option guids. It holds what is no guid."},
		"no guids":      {add("pychat", "guids=,"), "内容不正确（选项 guids）：一个也没有选。", "That can't be right: option guids. None is named."},
		"listen":        {add("pychat", "guids=g", "notify_listen=7900"), "内容不正确（选项 notify_listen）：要写成 主机:端口，例如 127.0.0.1:7910。", "That can't be right: option notify_listen. Write host:port, for example 127.0.0.1:7910."},
		"port":          {add("pychat", "guids=g", "notify_listen=h:99999"), "内容不正确（选项 notify_listen）：端口要在 0 到 65535 之间。", "That can't be right: option notify_listen. The port is from 0 to 65535."},
		"gateway":       {add("pychat", "guids=g", "gateway=open"), "内容不正确（选项 gateway）：要写成 / 开头的路径，里面不能有空格、? 和 #。", "That can't be right: option gateway. Write a path that begins with /, without blanks, ? or #."},
		"every address": {add("pychat", "guids=g", "notify_listen=0.0.0.0:7900"), "内容不正确（选项 notify_url）：必须填写后端能访问到本机的网址：监听的是所有地址，后端不知道该用哪一个。", "That can't be right: option notify_url. Say where the back end finds this machine: it listens on every address."},
		"pause":         {add("youjiyun", "reconnect_min=soon"), "内容不正确（选项 reconnect_min）：要写成 30s、2m 这样，大于 0。", "That can't be right: option reconnect_min. Write it like 30s or 2m, more than 0."},
		"version":       {add("youjiyun", "eio=5"), "内容不正确（选项 eio）：可以填：auto, 3, 4。", "That can't be right: option eio. It is one of auto, 3, 4."},
		"switch":        {add("youjiyun", "msg_filter=often"), "内容不正确（选项 msg_filter）：可以填：true, false。", "That can't be right: option msg_filter. It is one of true, false."},
		"limit":         {[]string{"search", "x", "--limit", "0"}, `参数 --limit 的值 "0" 不对：至少 1。`, `the value "0" of --limit is not right: At least 1.`},
		"number":        {[]string{"search", "x", "--limit", "3x"}, `参数 --limit 的值 "3x" 不对：要填整数。`, `the value "3x" of --limit is not right: It must be a whole number.`},
		"span":          {[]string{"sync", "--for", "-3s"}, `参数 --for 的值 "-3s" 不对：要写成 30s、5m 这样，不小于 0。`, `the value "-3s" of --for is not right: Write it like 30s or 5m, not below 0.`},
		"pair":          {add("youjiyun", "colour"), `参数 --option 的值 "colour" 不对：要写成 名称=值。`, `the value "colour" of --option is not right: Write it as name=value.`},
		"twice":         {add("youjiyun", "eio=3", "eio=4"), `参数 --option 的值 "eio=4" 不对：eio 写了两次。`, `the value "eio=4" of --option is not right: eio is given twice.`},
		"yes or no":     {[]string{"search", "x", "--json=often"}, `参数 --json 的值 "often" 不对：可以填：true, false`, `the value "often" of --json is not right: It is one of true, false`},
		"nothing":       {[]string{"sync", "--data", " "}, `参数 --data 的值 " " 不对：没有填写。`, `the value " " of --data is not right: It is missing.`},
		"batch":         {[]string{"batch", "undo", "7"}, "找不到操作 7。", "The batch 7 was not found."},
		"alert":         {[]string{"ack", "7"}, "找不到告警 7。", "The alert 7 was not found."},
		"own file":      {[]string{"restore", sheet}, "已损坏。这不是数据库文件。", "is damaged. It is no database."},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[string]string{"zh_CN.UTF-8": c.zh, "en_US.UTF-8": c.en} {
				b.env["LANG"] = lang
				said := b.try(secret, c.args...)
				require.NotZero(t, said.code)
				require.Contains(t, said.errors, want)
				require.NotContains(t, said.errors, "refusal.")
			}
		})
	}
}
