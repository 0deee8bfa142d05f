package socketio

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const nodeFolder = "testdata/node"

// nodeCommand prepares a node script of testdata/node. Its error says what is
// not installed.
func nodeCommand(script, module string, args ...string) (*exec.Cmd, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("node is not installed")
	}
	modules := os.Getenv("SEATDECK_NODE_MODULES")
	if modules == "" {
		modules = filepath.Join(nodeFolder, "node_modules")
	}
	if modules, err = filepath.Abs(modules); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(modules, module)); err != nil {
		return nil, fmt.Errorf("node module %s is not installed: run npm ci in %s or set SEATDECK_NODE_MODULES", module, nodeFolder)
	}
	cmd := exec.Command(node, append([]string{script, module}, args...)...)
	cmd.Dir = nodeFolder
	cmd.Env = append(os.Environ(), "SEATDECK_NODE_MODULES="+modules)
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// nodeServer starts a real server and returns its URL; it skips the test where
// there is none. The server ends with the
// test, or with this process, since it reads a pipe of ours.
func nodeServer(t *testing.T, module string, args ...string) string {
	t.Helper()
	cmd, err := nodeCommand("server.js", module, args...)
	if err != nil {
		t.Skip(err)
	}
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NoError(t, err)
	var listening struct{ Port int }
	require.NoError(t, json.Unmarshal(line, &listening))
	return fmt.Sprintf("http://127.0.0.1:%d", listening.Port)
}

// realBed runs a client against a real server on the real clock.
func realBed(t *testing.T, e Endpoint) (*Client, *recorder) {
	t.Helper()
	told := newRecorder(t)
	client := New(Config{
		Endpoint:     func(context.Context) (Endpoint, error) { return e, nil },
		ReconnectMin: 10 * time.Millisecond,
		ReconnectMax: 20 * time.Millisecond,
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = client.Run(ctx, told)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return client, told
}

func TestRealServers(t *testing.T) {
	for _, c := range []struct {
		name   string
		server []string
		eio    int // what the endpoint asks for
		speaks int
	}{
		{"2.5.1", []string{"socket.io-2"}, 0, 3},
		{"2.5.1 asked for 4", []string{"socket.io-2"}, 4, 3},
		{"4.8.4", []string{"socket.io-4"}, 0, 4},
		{"4.8.4 asked for 4", []string{"socket.io-4"}, 4, 4},
		{"4.8.4 with allowEIO3", []string{"socket.io-4", "allowEIO3"}, 0, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := nodeServer(t, c.server[0], c.server[1:]...)
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			client, told := realBed(t, Endpoint{
				URL:  server + "/imchat?msgFilter=1",
				Auth: map[string]any{"token": "good-token"},
				EIO:  c.eio,
			})
			const hello = `event message {"messageId":"1","labelId":"标签","query":"1"}`
			told.expect("connected", hello)
			require.Equal(t, c.speaks, client.current.Load().eio)

			answer, err := client.EmitAck(ctx, "echo", "你好", map[string]int{"a": 1}, 14073752703607622)
			require.NoError(t, err)
			require.Equal(t, `"你好" {"a":1} 14073752703607622`, text(answer))

			require.NoError(t, client.Emit(ctx, "ask"))
			told.expect("event question 42", "event answered")

			// 15 ping intervals, 3 times what either side waits.
			require.NoError(t, client.Emit(ctx, "later"))
			told.expect("event still here")

			require.NoError(t, client.Emit(ctx, "binary"))
			require.Contains(t, told.next(), "malformed")
			require.ErrorIs(t, <-told.errs, ErrBinary)
			told.expect("event after binary")

			for _, farewell := range []string{"kick", "bye"} {
				require.NoError(t, client.Emit(ctx, farewell))
				require.ErrorIs(t, told.expectErr("disconnected"), ErrServerClosed)
				told.expect("connected", hello)
			}
		})
	}
}

func TestRealServersRefuse(t *testing.T) {
	for _, server := range [][]string{{"socket.io-2"}, {"socket.io-4"}, {"socket.io-4", "allowEIO3"}} {
		t.Run(fmt.Sprint(server), func(t *testing.T) {
			t.Parallel()
			base := nodeServer(t, server[0], server[1:]...)
			for _, c := range []struct{ namespace, reason string }{
				{"/imchat", "token *** is not good"},
				{"/nowhere", "Invalid namespace"},
			} {
				_, told := realBed(t, Endpoint{URL: base + c.namespace, Auth: map[string]any{"token": testToken}})
				err := told.expectErr("disconnected")
				var refused *RefusedError
				require.ErrorAs(t, err, &refused)
				require.Equal(t, RefusedError{Namespace: c.namespace, Reason: c.reason}, *refused)
				require.NotContains(t, err.Error(), testToken)
			}
		})
	}
}
