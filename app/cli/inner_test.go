package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
)

func TestDefaultDataDir(t *testing.T) {
	for _, c := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": "/home/a"}, "/home/a/.local/share/seatdeck"},
		{"linux", map[string]string{"HOME": "/home/a", "XDG_DATA_HOME": "/data"}, "/data/seatdeck"},
		{"darwin", map[string]string{"HOME": "/Users/a"}, "/Users/a/Library/Application Support/Seatdeck"},
		{"windows", map[string]string{"LOCALAPPDATA": "/a/local"}, "/a/local/Seatdeck"},
	} {
		got, err := defaultDataDir(c.goos, func(name string) string { return c.env[name] })
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	_, err := defaultDataDir("linux", func(string) string { return "" })
	require.ErrorContains(t, err, "--data")
}

func TestPlainDrivesNoTerminal(t *testing.T) {
	require.Equal(t, "a b", plain("a\r\n\tb"))
	require.Equal(t, "[31mred", plain("\x1b[31mred\x07"))
	require.Equal(t, "invoicefdp.exe", plain("invoice\u202efdp.exe"))
	require.Equal(t, "张三 😀", plain(" 张三  😀\u009b"))
}

func TestSentence(t *testing.T) {
	zh, en := assets.LoadTexts(assets.Chinese), assets.LoadTexts(assets.English)
	trouble := &model.Trouble{Code: model.TroubleCredentials, About: "一号", Detail: "no\nsuch key"}
	for _, texts := range []*assets.Texts{zh, en} {
		said := sentence(texts, errors.Join(trouble))
		require.Contains(t, said, "一号")
		require.Contains(t, said, "no such key")
		require.NotContains(t, said, "\n")
	}
	require.Equal(t, "看不懂", sentence(zh, usagef("看不懂", "what")))
	require.Equal(t, "what", sentence(en, usagef("看不懂", "what")))
	require.Equal(t, "plain", sentence(en, errors.New("plain")))
	ours := fmt.Errorf("edit: %w", &model.Trouble{Code: model.TroubleInvalid, About: "add limits", Detail: "refusal.add_limits_order: the longest pause is shorter"})
	require.Equal(t, "内容不正确（加好友限制）：最短间隔不能大于最长间隔，也都不能小于 0。请修改后再试。", sentence(zh, ours))
	require.Equal(t, "That can't be right: the limits of adding. The shortest wait can’t be longer than the longest, and none is below 0. Correct it and try again.", sentence(en, ours))
}

// silent is a stdin that somebody left open and never writes to.
type silent struct{ closed chan struct{} }

func (s silent) Read([]byte) (int, error) {
	<-s.closed
	return 0, io.EOF
}

func TestSecretInput(t *testing.T) {
	env := func(value string) func(string) string { return func(string) string { return value } }
	clock := clockwork.NewFakeClock()
	read := func(stdin io.Reader, fromEnv string, more ...string) (string, map[string]string, error) {
		return secretInput{stdin: stdin, env: env(fromEnv), clock: clock}.read(more)
	}
	secret, further, err := read(strings.NewReader("s3cret\r\ncallback_secret=a=b\n\n"), "", "callback_secret")
	require.NoError(t, err)
	require.Equal(t, "s3cret", secret)
	require.Equal(t, map[string]string{"callback_secret": "a=b"}, further)

	secret, further, err = read(strings.NewReader("\ncallback_secret=x"), "env", "callback_secret")
	require.NoError(t, err)
	require.Equal(t, "env", secret)
	require.Equal(t, "x", further["callback_secret"])

	_, _, err = read(strings.NewReader("s3cret\nother=topsecret\n"), "", "callback_secret")
	require.ErrorContains(t, err, "callback_secret")
	require.NotContains(t, err.Error(), "topsecret")

	_, _, err = read(strings.NewReader(strings.Repeat("x", maxSecretInput+1)), "")
	require.Error(t, err)

	stdin := silent{make(chan struct{})}
	defer close(stdin.closed)
	done := make(chan string, 1)
	go func() {
		secret, _, _ := read(stdin, "env")
		done <- secret
	}()
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	clock.Advance(stdinPatience)
	require.Equal(t, "env", <-done)
}

func TestArgumentsInAnyOrder(t *testing.T) {
	for _, c := range []struct {
		args  string
		words []string
		limit int
		data  string
	}{
		{"--limit 3 a --data /d b", []string{"a", "b"}, 3, "/d"},
		{"a --limit=4 -- --limit 5", []string{"a", "--limit", "5"}, 4, ""},
		{"-- -x", []string{"-x"}, 1, ""},
		{"", nil, 1, ""},
	} {
		var common common
		limit := 1
		fs := newFlags("x", &common)
		(&flags{fs}).number(&limit, 1, "limit")
		words, err := parse(fs, strings.Fields(c.args))
		require.NoError(t, err, c.args)
		require.Equal(t, c.words, words, c.args)
		require.Equal(t, c.limit, limit, c.args)
		require.Equal(t, c.data, common.data, c.args)
	}
}

func TestFindTag(t *testing.T) {
	known := []model.TagSummary{
		{TagName: model.TagName{Group: "等级", Name: "重要"}},
		{TagName: model.TagName{Group: "意向", Name: "高"}},
		{TagName: model.TagName{Group: "风险", Name: "高"}},
		{TagName: model.TagName{Name: "老客户"}},
		{TagName: model.TagName{Group: "时间", Name: "9:30"}},
	}
	for _, c := range []struct {
		word   string
		toMake bool
		want   model.TagName
	}{
		{"重要", false, model.TagName{Group: "等级", Name: "重要"}},
		{"等级:重要", false, model.TagName{Group: "等级", Name: "重要"}},
		{"风险：高", false, model.TagName{Group: "风险", Name: "高"}},
		{"老客户", true, model.TagName{Name: "老客户"}},
		{"9:30", true, model.TagName{Group: "时间", Name: "9:30"}},
		{"新的", true, model.TagName{Name: "新的"}},
		{"等级:新的", true, model.TagName{Group: "等级", Name: "新的"}},
	} {
		got, err := findTag(known, c.word, c.toMake)
		require.NoError(t, err, c.word)
		require.Equal(t, c.want, got, c.word)
	}
	_, err := findTag(known, "高", true)
	require.ErrorContains(t, err, "意向:高; 风险:高")
	require.True(t, isUsage(err))
	_, err = findTag(known, "等级:新的", false)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestARosterIsCodedForProgramsAndWordedForPeople(t *testing.T) {
	at := time.UnixMilli(1_600_000_000_123)
	groups := []model.GroupRow{
		{Group: model.Group{ID: 1, RemoteID: "10", Name: "=\"群\"", OwnerName: "甲", MemberCount: 40, External: true, Created: at}, SeatName: "一号"},
		{Group: model.Group{ID: 2, RemoteID: "11", Name: "同事", Dissolved: true}, SeatName: "一号"},
	}
	each := func(add func(model.GroupRow) error) error { return errors.Join(add(groups[0]), add(groups[1])) }
	c := &call{texts: assets.LoadTexts(assets.Chinese)}

	var out strings.Builder
	n, err := writeRoster(c, &out, "jsonl", groupColumns(), each)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	first, _, _ := strings.Cut(out.String(), "\n")
	require.Equal(t, `{"number":0,"name":"=\"群\"","owner":"甲","state":"there","kind":"outer","members":40,`+
		`"created":1600000000123,"modified":0,"seat":"一号","id":"10"}`, first)

	out.Reset()
	_, err = writeRoster(c, &out, "csv", groupColumns(), each)
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{
		{"序号", "群名称", "群主", "状态", "群类型", "群人数", "创建时间", "更新时间", "坐席", "群编号"},
		{"0", `'="群"`, "甲", "正常", "外部群", "40", at.Local().Format(time.DateTime), "", "一号", "10"},
		{"1", "同事", "", "解散", "内部群", "0", "", "", "一号", "11"},
	}, rows)

	en := &call{texts: assets.LoadTexts(assets.English)}
	out.Reset()
	_, err = writeRoster(en, &out, "csv", contactColumns(), func(add func(model.ContactRow) error) error {
		return add(model.ContactRow{Contact: model.Contact{
			Name: "甲", WeChat: true, External: true, Friendship: model.FriendDeletedUs,
			Tags: []model.Tag{{GroupName: "等级", Name: "重要"}, {Name: "老客户"}},
		}})
	})
	require.NoError(t, err)
	require.Contains(t, out.String(), `WeChat,,,"等级:重要, 老客户",deleted us,0,0,,,`)
}
