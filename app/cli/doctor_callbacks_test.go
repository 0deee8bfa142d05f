package cli_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers"
	"seatdeck/providers/juhe"
)

// Whoever wants no callbacks has nothing to mend.
func TestNoCallbacksAreNoTrouble(t *testing.T) {
	b := newBench(t)
	b.deps.Registry = providers.NewRegistry(juhe.New())
	b.ok("s3cret\n", "connect", "add", "--provider", "juhe", "--name", "聚", "--url", "http://127.0.0.1:9", "--account", "a")
	require.Contains(t, b.try("", "doctor").out, "callbacks 1 聚\tnone are taken: no address to listen on is set\n")
	b.ok("s3cret\ncallback_secret=c4llback\n", "connect", "add", "--provider", "juhe", "--name", "合", "--url", "http://127.0.0.1:9", "--account", "a",
		"--option", "callback_listen=127.0.0.1:0", "--option", "callback_url=http://192.0.2.1/x")
	require.Contains(t, b.try("", "doctor").out, "callbacks 2 合 (127.0.0.1:0 http://192.0.2.1/x)\tthe back end is told a fixed URL")
}
