package cli_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/cli"
	"seatdeck/app/vault"
	"seatdeck/storage"
)

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
