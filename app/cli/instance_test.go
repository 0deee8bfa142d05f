package cli_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers"
	"seatdeck/providers/pychat"
	instances "seatdeck/providers/simulator/pychat"
	"seatdeck/providers/youjiyun"
	"seatdeck/storage"
)

// guidBackEnd serves simulated client instances, by the documented paths.
func guidBackEnd(t *testing.T, seats int) (*instances.Server, string) {
	t.Helper()
	server := instances.New(instances.Options{Seats: seats, Conversations: 2, Seed: 5})
	front := httptest.NewServer(server.Handler())
	server.SetBaseURL(front.URL)
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

// connectGUIDs adds the instances of a simulator, without account or secret.
func (b *bench) connectGUIDs(server *instances.Server, url string, more ...string) {
	b.t.Helper()
	b.deps.Registry = providers.NewRegistry(youjiyun.New(), pychat.New())
	args := []string{"connect", "add", "--provider", "pychat", "--name", "实例", "--url", url, "--option", "guids=" + strings.Join(server.GUIDs(), ",")}
	b.ok("", append(args, more...)...)
}

func TestCall(t *testing.T) {
	server, url := guidBackEnd(t, 2)
	b := newBench(t)
	b.connectGUIDs(server, url)
	seat := server.GUIDs()[0]

	out := b.ok("", "call", "--seat", seat, "/client/get_client_status") // of a folder that has read nothing yet
	require.True(t, json.Valid([]byte(out)))
	require.Greater(t, strings.Count(out, "\n"), 1, "to be read: %s", out)
	compact := b.ok("", "call", "--seat", seat, "client/get_client_status", "--json")
	require.Equal(t, 1, strings.Count(compact, "\n"))
	require.JSONEq(t, out, compact)

	peer := server.Peers(seat)[0]
	body, err := json.Marshal(map[string]string{"to_username": peer, "content": "您好 <1>"})
	require.NoError(t, err)
	b.ok(string(body)+"\n", "call", "--seat", seat, "/msg/send_text", "-")
	require.Len(t, server.Sent(), 1)
	b.ok("", "call", "--seat", seat, "/msg/send_text", string(body))
	require.Len(t, server.Sent(), 2)

	paths := strings.Fields(b.ok("", "call", "--seat", seat, "--list"))
	require.Len(t, paths, 130)
	require.Equal(t, paths, decode[[]string](t, b.ok("", "call", "--seat", seat, "--list", "--json")))
}

func TestCallThatMakesNoSense(t *testing.T) {
	server, url := guidBackEnd(t, 1)
	b := newBench(t)
	b.connectGUIDs(server, url)
	seat := server.GUIDs()[0]
	_, other := backEnd(t)
	b.connect(other)
	b.ok("", "sync", "--for", "500ms")
	for name, c := range map[string]struct {
		stdin string
		args  []string
		says  string
		code  int
	}{
		"no seat":        {"", []string{"/msg/send_text"}, "--seat is missing", 2},
		"no path":        {"", []string{"--seat", seat}, "PATH is missing", 2},
		"unknown path":   {"", []string{"--seat", seat, "/msg/sendtext"}, "no call /msg/sendtext; near it: /msg/send_text,", 2},
		"other section":  {"", []string{"--seat", seat, "/send_text"}, "near it: /msg/send_text,", 2},
		"broken JSON":    {"", []string{"--seat", seat, "/msg/send_text", "{\n\"a\": ,}"}, "line 2, character 6", 2},
		"cut JSON":       {"{\"内容\": \"", []string{"--seat", seat, "/msg/send_text", "-"}, "line 1, character", 2},
		"no object":      {"", []string{"--seat", seat, "/msg/send_text", "[1]"}, "{…}", 2},
		"null":           {"", []string{"--seat", seat, "/msg/send_text", "null"}, "{…}", 2},
		"too large":      {strings.Repeat(" ", 16<<20+1), []string{"--seat", seat, "/msg/send_text", "-"}, "16 MB", 2},
		"spare word":     {"", []string{"--seat", seat, "/msg/send_text", "{}", "now"}, `"now"`, 2},
		"word with list": {"", []string{"--seat", seat, "--list", "/msg/send_text"}, "/msg/send_text", 2},
		"unknown seat":   {"", []string{"--seat", "nobody", "/msg/send_text"}, "nobody was not found", 1},
		"refused body":   {"", []string{"--seat", seat, "/msg/send_text", "{}"}, "refused this", 1},
		"no raw calls":   {"", []string{"--seat", "6", "/msg/send_text"}, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.try(c.stdin, append([]string{"call"}, c.args...)...)
			require.Equal(t, c.code, r.code, "%s", r.errors)
			require.Contains(t, r.errors, c.says)
			require.Equal(t, 1, strings.Count(r.errors, "\n"), "%s", r.errors)
			require.Empty(t, r.out)
		})
	}
	require.Empty(t, server.Sent())
}

// Calls count for the account, whichever process makes them.
func TestCallBesideAConsoleThatRuns(t *testing.T) {
	t.Parallel() // it waits in real time
	server, url := guidBackEnd(t, 1)
	b := newBench(t)
	b.connectGUIDs(server, url, "--option", "rate=15")
	b.ok("", "sync", "--for", "300ms")
	store, err := storage.Open(context.Background(), b.data, storage.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	release, err := store.LockLive() // as a console does that runs
	require.NoError(t, err)
	defer release()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	made := 0
	for range 16 {
		short, stop := context.WithTimeout(ctx, 4*time.Second) // the wait for a free call would be a minute
		r := b.run(short, "", "--data", b.data, "call", "--seat", server.GUIDs()[0], "/client/get_client_status")
		stop()
		if r.code != 0 {
			break
		}
		made++
	}
	require.Positive(t, made)
	total, _ := server.Calls(server.GUIDs()[0])
	require.LessOrEqual(t, total, 15)
	require.Less(t, made, 15, "those of the sync count too")
}

func TestLoginInATerminal(t *testing.T) {
	t.Parallel() // it waits in real time
	server, url := guidBackEnd(t, 4)
	b := newBench(t)
	b.connectGUIDs(server, url)
	ids := server.GUIDs()
	fast := func(guid string, plan instances.Plan) {
		plan.ScanAfter = 200
		require.True(t, server.SetPlan(guid, plan))
	}

	fast(ids[2], instances.Plan{Then: instances.Confirm})
	r := b.try("", "login", "--seat", ids[2])
	require.Zero(t, r.code, "%s", r.errors)
	require.Contains(t, r.out, "█", "the code is drawn")
	require.Contains(t, r.out, "is online")
	require.Contains(t, r.errors, "scan the code")

	fast(ids[3], instances.Plan{Then: instances.WantPIN, PIN: "246810"})
	r = b.try("111\n999999\n246810\n", "login", "--seat", ids[3])
	require.Zero(t, r.code, "%s", r.errors)
	require.Contains(t, r.errors, "type the PIN")

	require.NoError(t, server.Do(ids[3], instances.Kick))
	fast(ids[3], instances.Plan{Then: instances.Refuse})
	r = b.try("", "login", "--seat", ids[3], "--json")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "refused on the phone")
	require.Equal(t, 1, strings.Count(r.errors, "\n"), "%s", r.errors)
	var phases []string
	for steps := json.NewDecoder(strings.NewReader(r.out)); ; {
		var step struct{ Phase, Code string }
		if err := steps.Decode(&step); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
		if step.Phase == "showing" {
			require.NotEmpty(t, step.Code)
		}
		phases = append(phases, step.Phase)
	}
	require.Equal(t, "refused", phases[len(phases)-1])
	require.Contains(t, phases, "showing")

	fast(ids[3], instances.Plan{Then: instances.Ignore})
	ctx, interrupt := context.WithTimeout(context.Background(), 3*time.Second)
	defer interrupt()
	r = b.run(ctx, "", "--data", b.data, "login", "--seat", ids[3])
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "cancelled")

	require.Equal(t, 2, b.try("", "login").code)
	require.Equal(t, 1, b.try("", "login", "--seat", "nobody").code)
}

func TestLoginLeavesAConsoleThatRunsAlone(t *testing.T) {
	server, url := guidBackEnd(t, 3)
	b := newBench(t)
	b.connectGUIDs(server, url)
	store, err := storage.Open(context.Background(), b.data, storage.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	release, err := store.LockLive()
	require.NoError(t, err)
	defer release()
	r := b.try("", "login", "--seat", server.GUIDs()[2])
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errors, "another console")
}

func TestSyncTakesCallbacks(t *testing.T) {
	t.Parallel() // it waits in real time
	server, url := guidBackEnd(t, 2)
	b := newBench(t)
	b.connectGUIDs(server, url)
	seat := server.GUIDs()[0]
	b.ok("", "sync", "--for", "500ms")
	ctx, stop := context.WithCancel(context.Background())
	var talking sync.WaitGroup
	talking.Go(func() {
		tick := time.NewTicker(300 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				_, _ = server.Say(seat, server.Peers(seat)[0], "", "在吗")
			}
		}
	})
	r := b.try("", "sync", "--for", "4s", "--json")
	stop()
	talking.Wait()
	require.Zero(t, r.code, "%s", r.errors)
	s := decode[struct{ New, Messages, Events int }](t, r.out)
	require.Positive(t, s.New)
	require.GreaterOrEqual(t, s.Events, s.New)
	require.Contains(t, b.ok("", "sync", "--for", "100ms"), "events pushed")
}

func TestDoctorLooksAtCallbacks(t *testing.T) {
	server, url := guidBackEnd(t, 1)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	type doctor struct {
		Callbacks []struct {
			Listen, URL, Problem string
			OK                   bool
		}
	}
	for name, c := range map[string]struct {
		url     string
		options []string
		problem string
	}{
		"fine":             {url, nil, ""},
		"port taken":       {url, []string{"notify_listen=127.0.0.1:" + port}, "can't listen"},
		"no way back":      {"http://203.0.113.7:1", nil, "another machine"},
		"told a fixed URL": {url, []string{"notify_url=http://203.0.113.8:9000"}, "name a port"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			var more []string
			for _, o := range c.options {
				more = append(more, "--option", o)
			}
			b.connectGUIDs(server, c.url, more...)
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			r := b.run(ctx, "", "--data", b.data, "doctor", "--json")
			require.Zero(t, r.code, "%s", r.errors)
			d := decode[doctor](t, r.out)
			require.Len(t, d.Callbacks, 1)
			require.Equal(t, c.problem == "", d.Callbacks[0].OK)
			require.Contains(t, d.Callbacks[0].Problem, c.problem)
		})
	}
	b := newBench(t)
	b.connectGUIDs(server, url)
	require.Contains(t, b.ok("", "doctor"), "can be taken")
}
