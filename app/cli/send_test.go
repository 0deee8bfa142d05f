package cli_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

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
