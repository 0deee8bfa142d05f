package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/cli"
	"seatdeck/app/model"
	"seatdeck/app/vault"
	"seatdeck/storage"
)

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
		"bad span":            {[]string{"sync", "--for", "soon"}, "30s or 5m", 2},
		"negative span":       {[]string{"sync", "--for", "-3s"}, "not below 0", 2},
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
		"option without =":    {add("--name", "x", "--option", "colour"), "name=value", 2},
		"option twice":        {add("--name", "x", "--option", "eio=3", "--option", "eio=4"), "twice", 2},
		"bad option value":    {add("--name", "x", "--option", "reconnect_min=soon"), "reconnect_min", 1},
		"send without seat":   {[]string{"send", "--to", "x", "hi"}, "--seat is missing", 2},
		"send without text":   {[]string{"send", "--seat", "x", "--to", "y"}, "TEXT is missing", 2},
		"send blank":          {[]string{"send", "--seat", "x", "--to", "y", "  "}, "TEXT must not be empty", 2},
		"text like a flag":    {[]string{"send", "--seat", "x", "--to", "y", "-5"}, "after --", 2},
		"unknown seat":        {[]string{"send", "--wait", "0", "--seat", "x", "--to", "y", "--", "-5"}, "x was not found", 1},
		"empty query":         {[]string{"search", ""}, "QUERY must not be empty", 2},
		"bad limit":           {[]string{"search", "x", "--limit", "0"}, "At least 1.", 2},
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
		"alerts limit":        {[]string{"alerts", "--limit", "0"}, "At least 1.", 2},
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
		"bad rate":            {[]string{"simulate", "--rate", "-1"}, "Messages per second", 2},
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
	require.Contains(t, b.try("", "send", "--wait", "0", "--seat", "x", "--to", "y", "hi").errors, "找不到 x")
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
	connect := b.ok("", "help", "connect")
	for _, line := range []string{"--provider youjiyun\t有机云", "    --account accessKey", "    secret accessSecret", "    --option eio=auto\n        Version of engine.io: auto, 3 or 4"} {
		require.Contains(t, connect, line, "what a connection is made of")
	}
	require.Equal(t, "seatdeck 1.2.3\n", b.ok("", "--version"))
	require.NoDirExists(t, b.data, "asking for help makes no data folder")
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
