package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/cli"
	"seatdeck/app/model"
	"seatdeck/app/vault"
	"seatdeck/providers"
	simulator "seatdeck/providers/simulator/youjiyun"
	"seatdeck/providers/youjiyun"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

const secret = "Q3KR21ME"

// bench is a command line on a scratch data folder.
type bench struct {
	t    *testing.T
	data string
	env  map[string]string
	deps cli.Deps
}

func newBench(t *testing.T) *bench {
	data := filepath.Join(t.TempDir(), "data")
	storagetest.Prepare(t, data)
	return &bench{
		t: t, data: data, env: map[string]string{"LANG": "en_US.UTF-8", "DISPLAY": ":0"},
		deps: cli.Deps{
			Registry: providers.NewRegistry(youjiyun.New()), HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
			Clock: clockwork.NewRealClock(), Rand: rand.Float64,
		},
	}
}

type result struct {
	code        int
	out, errors string
}

func (b *bench) run(ctx context.Context, stdin string, args ...string) result {
	b.t.Helper()
	var out, errs bytes.Buffer
	code := cli.Run(ctx, args, cli.Env{
		Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Version: "1.2.3",
		Getenv: func(name string) string { return b.env[name] },
	}, b.deps)
	require.NotContains(b.t, out.String()+errs.String(), secret)
	return result{code, out.String(), errs.String()}
}

// try runs a command on the data folder.
func (b *bench) try(stdin string, args ...string) result {
	b.t.Helper()
	return b.run(context.Background(), stdin, append([]string{"--data", b.data}, args...)...)
}

func (b *bench) ok(stdin string, args ...string) string {
	b.t.Helper()
	r := b.try(stdin, args...)
	require.Zero(b.t, r.code, "%v: %s", args, r.errors)
	require.Empty(b.t, r.errors)
	return r.out
}

func decode[T any](t *testing.T, text string) (v T) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &v), "%s", text)
	return v
}

// backEnd serves a small simulated world that keeps still.
func backEnd(t *testing.T) (*simulator.Server, string) {
	t.Helper()
	server := simulator.New(simulator.Options{Seats: 2, Conversations: 3, Messages: 6, Seed: 11})
	front := httptest.NewServer(server.Handler())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
		server.Close()
		front.Close()
	})
	return server, front.URL
}

func (b *bench) connect(url string) {
	b.t.Helper()
	b.ok(secret+"\n", "connect", "add", "--provider", "youjiyun", "--name", "一号", "--url", url, "--account", "demo", "--option", "reconnect_min=1s")
}

func TestWrongInputIsOneLineAndCodeTwo(t *testing.T) {
	b := newBench(t)
	add := func(more ...string) []string {
		return append([]string{"connect", "add", "--provider", "youjiyun", "--url", "http://127.0.0.1:1", "--account", "a"}, more...)
	}
	for name, c := range map[string]struct {
		args []string
		says string
		code int
	}{
		"unknown command":     {[]string{"fly"}, `no command "fly"`, 2},
		"unknown flag":        {[]string{"sync", "--fast"}, "unknown flag --fast", 2},
		"unknown flag first":  {[]string{"--fast", "sync"}, "unknown flag --fast", 2},
		"missing value":       {[]string{"sync", "--for"}, "--for needs a value", 2},
		"bad span":            {[]string{"sync", "--for", "soon"}, "time span", 2},
		"negative span":       {[]string{"sync", "--for", "-3s"}, "negative", 2},
		"spare word":          {[]string{"sync", "now"}, `"now"`, 2},
		"empty data":          {[]string{"sync", "--data", " "}, "data", 2},
		"no verb":             {[]string{"connect"}, "add, list, test, remove", 2},
		"bad verb":            {[]string{"connect", "drop"}, "no connect drop", 2},
		"no N":                {[]string{"connect", "test"}, "N is missing", 2},
		"flags of another":    {[]string{"connect", "list", "--name", "x"}, "connect add only", 2},
		"no provider":         {[]string{"connect", "add", "--name", "x"}, "--provider is missing; known: youjiyun", 2},
		"unknown provider":    {[]string{"connect", "add", "--provider", "icq", "--name", "x"}, `no provider "icq"; known: youjiyun`, 2},
		"no name":             {add(), "--name is missing or empty", 2},
		"empty name":          {add("--name", " "), "--name is missing or empty", 2},
		"bad url":             {add("--name", "x", "--url", "ftp://h"), "http://", 1},
		"url with a password": {add("--name", "x", "--url", "http://u:p@h"), "http://", 1},
		"unknown option":      {add("--name", "x", "--option", "colour=red"), "option colour", 1},
		"option without =":    {add("--name", "x", "--option", "colour"), "k=v", 2},
		"option twice":        {add("--name", "x", "--option", "eio=3", "--option", "eio=4"), "twice", 2},
		"bad option value":    {add("--name", "x", "--option", "reconnect_min=soon"), "reconnect_min", 1},
		"send without seat":   {[]string{"send", "--to", "x", "hi"}, "--seat is missing", 2},
		"send without text":   {[]string{"send", "--seat", "x", "--to", "y"}, "TEXT is missing", 2},
		"send blank":          {[]string{"send", "--seat", "x", "--to", "y", "  "}, "TEXT must not be empty", 2},
		"text like a flag":    {[]string{"send", "--seat", "x", "--to", "y", "-5"}, "after --", 2},
		"unknown seat":        {[]string{"send", "--seat", "x", "--to", "y", "--", "-5"}, "x was not found", 1},
		"empty query":         {[]string{"search", ""}, "QUERY must not be empty", 2},
		"bad limit":           {[]string{"search", "x", "--limit", "0"}, "1 or more", 2},
		"limit no number":     {[]string{"search", "x", "--limit", "3x"}, "whole number", 2},
		"no format":           {[]string{"export"}, "jsonl, csv, xlsx", 2},
		"bad format":          {[]string{"export", "--format", "pdf"}, "jsonl, csv, xlsx", 2},
		"export of what":      {[]string{"export", "--format", "csv", "--what", "tags"}, "messages, groups, contacts, members", 2},
		"export where":        {[]string{"export", "--format", "csv", "--where", "x"}, "--where does not go", 2},
		"export groups of":    {[]string{"export", "--format", "csv", "--what", "groups", "--conversation", "x"}, "messages only", 2},
		"tag nothing":         {[]string{"tag", "--all"}, "--put or --take is missing", 2},
		"tag empty":           {[]string{"tag", "--all", "--put", " "}, "put", 2},
		"tag nobody":          {[]string{"tag", "--put", "x"}, "--all for everybody", 2},
		"tag all and some":    {[]string{"tag", "--put", "x", "--all", "--where", "y"}, "--all does not go", 2},
		"tag make nothing":    {[]string{"tag", "--take", "x", "--all", "--make"}, "--put only", 2},
		"tag unknown":         {[]string{"tag", "--put", "x", "--all"}, "not found", 1},
		"batch without N":     {[]string{"batch"}, "N is missing", 2},
		"batch of a word":     {[]string{"batch", "undo"}, "number of a batch", 2},
		"batch unknown verb":  {[]string{"batch", "burn", "1"}, "undo, cancel and retry", 2},
		"export nowhere":      {[]string{"export", "--format", "csv", "-o", filepath.Join(b.data, "no", "x.csv")}, "not found", 1},
		"ack nothing":         {[]string{"ack"}, "N is missing", 2},
		"ack a word":          {[]string{"ack", "1", "all"}, "number of an alert", 2},
		"ack unknown":         {[]string{"ack", "7"}, "not found", 1},
		"take nothing":        {[]string{"take"}, "C is missing", 2},
		"take unknown":        {[]string{"take", "x"}, "x was not found", 1},
		"board of a word":     {[]string{"board", "x"}, `"x"`, 2},
		"alerts limit":        {[]string{"alerts", "--limit", "0"}, "1 or more", 2},
		"report without days": {[]string{"report", "--format", "csv"}, "--from is missing", 2},
		"report of no day":    {[]string{"report", "--format", "csv", "--from", "March"}, "--from must be a day", 2},
		"report backwards":    {[]string{"report", "--format", "csv", "--from", "today", "--to", "yesterday"}, "--to is before --from", 2},
		"report by what":      {[]string{"report", "--format", "csv", "--from", "today", "--by", "hour"}, "seat, team, connection, day", 2},
		"report format":       {[]string{"report", "--from", "today"}, "csv or xlsx", 2},
		"report of years":     {[]string{"report", "--format", "csv", "--from", "2020-01-01"}, "400 days", 1},
		"audit unknown verb":  {[]string{"audit", "burn"}, "check and export", 2},
		"audit bad day":       {[]string{"audit", "--to", "x"}, "--to must be a day", 2},
		"audit backwards":     {[]string{"audit", "--from", "today", "--to", "yesterday"}, "--to is before --from", 2},
		"audit check of some": {[]string{"audit", "check", "--text", "x"}, "all lines", 2},
		"audit list to file":  {[]string{"audit", "-o", "x"}, "audit export only", 2},
		"audit format":        {[]string{"audit", "export", "-o", "x"}, "jsonl, csv, xlsx", 2},
		"audit nowhere":       {[]string{"audit", "export", "--format", "csv"}, "-o is missing", 2},
		"bad rate":            {[]string{"simulate", "--rate", "-1"}, "messages per second", 2},
		"bad listen":          {[]string{"simulate", "--listen", "7800"}, "host:port", 2},
		"backup over a file":  {[]string{"backup", os.Args[0]}, "exists", 2},
		"backup nowhere":      {[]string{"backup", filepath.Join(b.data, "no", "x.db")}, "not found", 1},
		"restore nothing":     {[]string{"restore", filepath.Join(b.data, "none.db")}, "not found", 1},
		"restore rubbish":     {[]string{"restore", os.Args[0]}, "", 1},
		"demo with words":     {[]string{"--demo", "sync"}, "--demo", 2},
		"no connection":       {[]string{"sync", "--for", "0s"}, "no connection yet", 2},
		"no window":           {nil, "without a window", 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.try(secret, c.args...)
			require.Equal(t, c.code, r.code, "%s", r.errors)
			require.Contains(t, r.errors, c.says)
			require.Equal(t, 1, strings.Count(r.errors, "\n"), "%s", r.errors)
			require.True(t, strings.HasPrefix(r.errors, "seatdeck: "))
		})
	}
	require.Contains(t, b.ok("", "connect", "list"), "no connection yet", "nothing was stored")
}

func TestErrorsSpeakTheLanguageOfThePerson(t *testing.T) {
	b := newBench(t)
	b.env["LANG"] = "zh_CN.UTF-8"
	require.Contains(t, b.try("", "fly").errors, "没有命令")
	require.Contains(t, b.try("", "send", "--seat", "x", "--to", "y", "hi").errors, "找不到 x")
	require.Contains(t, b.ok("", "help"), "搜索消息")
	b.env["LANG"] = "en_US.UTF-8"
	require.Contains(t, b.ok("", "help"), "Search messages")
}

func TestHelpAndVersion(t *testing.T) {
	b := newBench(t)
	b.data = filepath.Join(t.TempDir(), "none") // there is none yet
	all := b.ok("", "help")
	for _, name := range []string{"connect add", "sync", "send", "login", "search", "board", "alerts", "ack", "take", "report", "audit", "tag", "batches", "batch", "export", "call", "simulate", "doctor", "backup", "restore"} {
		require.Contains(t, all, "seatdeck "+name)
		command, _, _ := strings.Cut(name, " ")
		one := b.ok("", command, "--help")
		require.Contains(t, one, "seatdeck "+name)
		require.Less(t, len(one), len(all))
		require.Equal(t, one, b.ok("", "help", command))
	}
	require.Equal(t, all, b.ok("", "--help"))
	require.Equal(t, "seatdeck 1.2.3\n", b.ok("", "--version"))
	require.NoDirExists(t, b.data, "asking for help makes no data folder")
}

func TestConnections(t *testing.T) {
	_, url := backEnd(t)
	b := newBench(t)
	b.connect(url)

	type connection struct {
		ID                           int
		Provider, Name, URL, Account string
		Options                      map[string]string
	}
	list := decode[[]connection](t, b.ok("", "connect", "list", "--json"))
	require.Equal(t, []connection{{1, "youjiyun", "一号", url, "demo", map[string]string{"reconnect_min": "1s"}}}, list)
	require.Contains(t, b.ok("", "connect", "test", "一号"), "works")
	require.Contains(t, b.ok("", "connect", "test", "1"), "works")

	b.env[cli.EnvSecret] = "wr0ng-secret"
	b.ok("", "connect", "add", "--provider", "youjiyun", "--name", "二号", "--url", url, "--account", "demo")
	r := b.try("", "connect", "test", "二号")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "二号")
	require.NotContains(t, r.errors, "wr0ng")

	r = b.try("", "connect", "add", "--provider", "youjiyun", "--name", "二号", "--url", url, "--account", "demo")
	require.Equal(t, 1, r.code, "a name is taken once")

	b.ok("", "connect", "remove", "二号")
	require.Equal(t, 1, b.try("", "connect", "remove", "二号").code)
	require.Len(t, decode[[]connection](t, b.ok("", "connect", "list", "--json")), 1)
}

func TestSecretsComeFromStdinOrTheEnvironment(t *testing.T) {
	b := newBench(t)
	args := []string{"connect", "add", "--provider", "youjiyun", "--url", "http://127.0.0.1:1", "--account", "a", "--name"}
	require.Contains(t, b.try("", append(args, "none")...).errors, "SEATDECK_SECRET")
	b.ok("from-stdin\r\n", append(args, "stdin")...)
	b.env[cli.EnvSecret] = "from-the-environment"
	b.ok("\n", append(args, "env")...)
	b.ok("both-given\n", append(args, "both")...)

	ctx := context.Background()
	store, err := storage.Open(ctx, b.data, storage.Options{})
	require.NoError(t, err)
	defer store.Close()
	v, err := vault.Open(ctx, b.data, func(string) string { return "" }, nil)
	require.NoError(t, err)
	list, err := store.Connections(ctx)
	require.NoError(t, err)
	got := map[string]string{}
	for _, c := range list {
		sealed, err := store.Sealed(ctx, c.ID)
		require.NoError(t, err)
		for name, blob := range sealed {
			plain, err := v.Unseal("connection/"+strconv.Itoa(int(c.ID))+"/"+name, blob)
			require.NoError(t, err)
			got[c.Name] = string(plain)
		}
	}
	require.Equal(t, map[string]string{"stdin": "from-stdin", "env": "from-the-environment", "both": "both-given"}, got)
}

type summary struct {
	Seats, Conversations, Messages, New int
	GapsOpen                            int `json:"gaps_open"`
	Undecodable                         int
	Outbox                              map[string]int
	Connections                         []struct{ Name, State, Error string }
}

func TestSyncSearchExportDoctorBackup(t *testing.T) {
	server, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	truth := server.Truth()

	first := decode[summary](t, b.ok("", "sync", "--for", "2s", "--json"))
	require.Equal(t, 2, first.Seats)
	require.Equal(t, len(truth), first.Messages)
	require.Equal(t, first.Messages, first.New)
	require.Zero(t, first.GapsOpen)
	require.Equal(t, "online", first.Connections[0].State)
	again := decode[summary](t, b.ok("", "sync", "--for", "1s", "--json"))
	require.Zero(t, again.New, "the same history again changes nothing")
	require.Equal(t, first.Messages, again.Messages)

	type row struct {
		Provider, Connection, Seat, Conversation string
		MessageID                                string `json:"message_id"`
		SentAt                                   int64  `json:"sent_at"`
		Text                                     string
	}
	lines := strings.Split(strings.TrimSpace(b.ok("", "export", "--format", "jsonl")), "\n")
	require.Len(t, lines, len(truth))
	one := decode[row](t, lines[0])
	require.Equal(t, "youjiyun", one.Provider)
	file := filepath.Join(t.TempDir(), "all.csv")
	b.ok("", "export", "--format", "csv", "-o", file)
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, len(truth)+1)
	require.Equal(t, []string{
		"provider", "connection", "seat", "conversation", "message_id", "server_id",
		"client_id", "sent_at", "direction", "sender", "kind", "state", "text",
	}, records[0])
	ofOne := 0
	for _, line := range lines {
		if decode[row](t, line).Conversation == one.Conversation {
			ofOne++
		}
	}
	for _, narrow := range [][]string{
		{"--conversation", one.Conversation},
		{"--seat", one.Seat, "--conversation", one.Conversation},
	} {
		out := b.ok("", append([]string{"export", "--format", "jsonl"}, narrow...)...)
		require.Equal(t, ofOne, strings.Count(out, "\n"), "%v", narrow)
	}

	word := string([]rune(strings.TrimSpace(textOf(truth)))[:1])
	type hit struct{ Text string }
	hits := decode[[]hit](t, b.ok("", "search", word, "--limit", "3", "--json"))
	require.NotEmpty(t, hits)
	require.LessOrEqual(t, len(hits), 3)
	for _, h := range hits {
		require.Contains(t, h.Text, word)
	}
	require.Equal(t, "[]\n", b.ok("", "search", "没有人说过这句话呀", "--json"))

	type doctor struct {
		Integrity    struct{ Sound bool }
		Messages     int
		Keyring      struct{ Where string }
		DiskFree     int64 `json:"disk_free"`
		Reachability []struct{ OK bool }
	}
	d := decode[doctor](t, b.ok("", "doctor", "--json"))
	require.True(t, d.Integrity.Sound)
	require.Equal(t, len(truth), d.Messages)
	require.Equal(t, "file", d.Keyring.Where)
	require.Positive(t, d.DiskFree)
	require.True(t, d.Reachability[0].OK)
	require.Contains(t, b.ok("", "doctor"), "reachable")

	copied := filepath.Join(t.TempDir(), "copy.db")
	b.ok("", "backup", copied)
	require.Equal(t, model.AuditBackup, b.written()[0].What)
	b.ok("", "connect", "remove", "1")
	require.Empty(t, b.ok("", "export", "--format", "jsonl"))
	b.ok("", "restore", copied)
	require.Equal(t, model.AuditRestore, b.written()[0].What)
	require.Equal(t, "copy.db", b.written()[0].About)
	require.Equal(t, len(truth), strings.Count(b.ok("", "export", "--format", "jsonl"), "\n"))
	require.Contains(t, b.ok("", "connect", "test", "1"), "works", "secrets came back too")
	require.Equal(t, model.AuditExport, b.written()[0].What)
}

// written is the audit log, newest line first.
func (b *bench) written() []model.AuditEntry {
	b.t.Helper()
	store, err := storage.Open(b.t.Context(), b.data, storage.Options{})
	require.NoError(b.t, err)
	defer store.Close() //nolint:errcheck // it was only read
	lines, err := store.Audits(b.t.Context(), storage.AuditFilter{})
	require.NoError(b.t, err)
	require.NotEmpty(b.t, lines)
	return lines
}

func textOf(truth []simulator.TruthLine) string {
	for _, line := range truth {
		if line.Text != "" && !strings.HasPrefix(line.Text, "http") {
			return line.Text
		}
	}
	return ""
}

func TestSend(t *testing.T) {
	server, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	b.ok("", "sync", "--for", "1s")
	robot := server.Robots()[0]
	customer := server.ChatUsers(robot)[0]

	type sent struct {
		ID       int
		ClientID string `json:"client_id"`
		State    string
	}
	r := decode[sent](t, b.ok("", "send", "--seat", robot, "--to", customer, "--wait", "10s", "--json", "您好 <b>1</b>"))
	require.Equal(t, "sent", r.State)
	require.NotEmpty(t, r.ClientID)
	require.Len(t, server.Sent(), 1)
	require.Equal(t, "您好 <b>1</b>", server.Sent()[0].Text)

	r = decode[sent](t, b.ok("", "send", "--seat", robot, "--to", customer, "--wait", "0", "--json", "--", "-later"))
	require.Equal(t, "queued", r.State)
	require.Len(t, server.Sent(), 1)
	b.ok("", "sync", "--for", "2s")
	require.Len(t, server.Sent(), 2, "what was queued is sent by the next run")
	require.Equal(t, "-later", server.Sent()[1].Text)
}

func TestSendFromAFreshFolderLooksAtTheBackEndFirst(t *testing.T) {
	server, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	robot := server.Robots()[0]
	customer := server.ChatUsers(robot)[0]
	b.ok("", "send", "--seat", robot, "--to", customer, "--wait", "20s", "您好")
	require.Len(t, server.Sent(), 1)
	require.Equal(t, customer, server.Sent()[0].ChatUser)

	r := b.try("", "send", "--seat", robot, "--to", "nobody", "--wait", "1s", "您好")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "nobody")
	require.Len(t, server.Sent(), 1)
}

func TestSyncSaysWhenNothingCouldBeReached(t *testing.T) {
	b := newBench(t)
	b.connect("http://127.0.0.1:1")
	r := b.try("", "sync", "--for", "500ms", "--json")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "一号")
	require.Equal(t, 1, strings.Count(r.errors, "\n"), "%s", r.errors)
	s := decode[summary](t, r.out)
	require.NotEqual(t, "online", s.Connections[0].State)
	require.NotEmpty(t, s.Connections[0].Error)

	_, url := backEnd(t)
	b.ok(secret+"\n", "connect", "add", "--provider", "youjiyun", "--name", "二号", "--url", url, "--account", "demo")
	ctx, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(time.Second, interrupt)
	r = b.run(ctx, "", "sync", "--data", b.data)
	require.Zero(t, r.code, "one back end that is down is told, and no error: %s", r.errors)
	require.Contains(t, r.out, "online")
}

func TestAnInterruptEndsSyncCleanly(t *testing.T) {
	_, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	ctx, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(time.Second, interrupt)
	r := b.run(ctx, "", "sync", "--json", "--data", b.data)
	require.Zero(t, r.code, "%s", r.errors)
	require.Positive(t, decode[summary](t, r.out).Messages)
}

func TestOneConsoleAtATime(t *testing.T) {
	b := newBench(t)
	b.connect("http://127.0.0.1:1")
	store, err := storage.Open(context.Background(), b.data, storage.Options{})
	require.NoError(t, err)
	defer store.Close()
	release, err := store.LockLive()
	require.NoError(t, err)
	defer release()
	require.Equal(t, 1, b.try("", "sync", "--for", "1s").code)
	require.Equal(t, 1, b.try("", "restore", filepath.Join(b.data, "seatdeck.db")).code)
	b.ok("", "search", "x")
	b.ok("", "doctor")
}

func TestAFolderWhoseKeyIsGoneCanStillBeRead(t *testing.T) {
	b := newBench(t)
	b.env[vault.EnvKey] = "correct horse"
	b.connect("http://127.0.0.1:1")
	b.env[vault.EnvKey] = "another horse"
	b.ok("", "search", "x")
	b.ok("", "connect", "list")
	r := b.try("", "connect", "test", "一号")
	require.Equal(t, 1, r.code)
	require.NotContains(t, r.errors, "horse")
	require.Contains(t, b.ok("", "doctor", "--json"), `"where": "locked"`)
	require.Equal(t, 1, b.try("", "sync", "--for", "100ms").code)
}

func TestSimulateAndDemo(t *testing.T) {
	b := newBench(t)
	server, url := backEnd(t)
	_ = server
	started, ended := false, false
	b.deps.Simulate = func(ctx context.Context, o cli.SimulateOptions) ([]cli.Simulated, func() error, error) {
		started = true
		wait := func() error {
			<-ctx.Done()
			ended = true
			return nil
		}
		return []cli.Simulated{{Provider: "youjiyun", Name: "模拟", BaseURL: url, Account: "demo", Secret: "Q3KR21" + "ME"}}, wait, nil
	}
	ctx, interrupt := context.WithCancel(context.Background())
	interrupt()
	var out bytes.Buffer
	code := cli.Run(ctx, []string{"simulate"}, cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard, Getenv: func(string) string { return "" }}, b.deps)
	require.Zero(t, code)
	require.Contains(t, out.String(), url)
	require.Contains(t, out.String(), secret, "test credentials are told")
	require.True(t, started && ended)

	var dir string
	started, ended = false, false
	b.deps.Window = func(ctx context.Context, w cli.Window) error {
		require.True(t, w.Demo)
		views, err := w.Console.Connections.List(ctx)
		require.NoError(t, err)
		require.Len(t, views, 1)
		r, err := w.Console.Health.Report(ctx)
		require.NoError(t, err)
		dir = r.DataDir
		require.DirExists(t, dir)
		return nil
	}
	r := b.run(context.Background(), "", "--demo")
	require.Zero(t, r.code, "%s", r.errors)
	require.True(t, started && ended)
	require.NotEmpty(t, dir)
	require.NoDirExists(t, dir, "nothing of a demo stays")
}

func TestWindowRunsTheCoreAndPassesErrorsOn(t *testing.T) {
	b := newBench(t)
	b.deps.Window = func(context.Context, cli.Window) error { return errors.New("no display \x1b[31m") }
	r := b.try("")
	require.Equal(t, 1, r.code)
	require.Equal(t, "seatdeck: no display [31m\n", r.errors)

	b.deps.Window = func(context.Context, cli.Window) error {
		return &model.Trouble{Code: model.TroubleUnsupported, About: "x"}
	}
	require.Equal(t, 1, b.try("").code)

	if runtime.GOOS == "linux" {
		delete(b.env, "DISPLAY")
		require.Contains(t, b.try("").errors, "no display")
	}
}

func TestLogHoldsNoSecret(t *testing.T) {
	_, url := backEnd(t)
	b := newBench(t)
	b.connect(url)
	b.ok("", "sync", "--for", "1s")
	err := filepath.WalkDir(b.data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		require.NotContains(t, string(raw), secret, path)
		return err
	})
	require.NoError(t, err)
	info, err := os.Stat(b.data)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}
