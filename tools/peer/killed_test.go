//go:build chaos

package peer_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// TestKilledAgainstRealSocketIO runs the built program as a person would, and
// kills it again and again while a real socket.io server pushes 20,000 messages,
// drops every client at random, repeats and shuffles. Then the export is the
// server's set: each message once, in the right conversation and order.
// CHAOS=long kills it twenty times instead of five.
func TestKilledAgainstRealSocketIO(t *testing.T) {
	kills := 5
	if os.Getenv("CHAOS") == "long" {
		kills = 20
	}
	for _, version := range []string{"2", "4"} {
		t.Run("socket.io "+version, func(t *testing.T) {
			s := start(t, "--version", version, "--messages", "20000", "--rate", "1500")
			p := rig.Build(t, "nowindow")
			p.Run(t, s.secret+"\n", "connect", "add", "--provider", "youjiyun", "--name", "peer", "--url", s.base,
				"--account", s.account, "--option", "reconnect_min=200ms")
			dice := rand.New(rand.NewPCG(uint64(kills), 1))
			for range kills {
				console := p.Start(t, "sync")
				time.Sleep(time.Duration(200+dice.IntN(800)) * time.Millisecond) // any moment will do
				console.Kill()
			}
			steady := p.Start(t, "sync")
			s.wait(t, 2*time.Minute)
			steady.Interrupt()
			require.Zero(t, steady.Wait(t, 30*time.Second).Code, steady.Stderr())
			var summary struct {
				GapsOpen int `json:"gaps_open"`
			}
			for range 10 { // a slow machine needs several runs; a gap left open says so
				p.JSON(t, &summary, "sync", "--for", "3s")
				if summary.GapsOpen == 0 {
					break
				}
			}
			require.Zero(t, summary.GapsOpen)

			got := map[string][]string{}
			for line := range strings.Lines(p.Run(t, "", "export", "--format", "jsonl")) {
				var r struct {
					Conversation string
					MessageID    string `json:"message_id"`
				}
				require.NoError(t, json.Unmarshal([]byte(line), &r))
				got[r.Conversation] = append(got[r.Conversation], r.MessageID)
			}
			require.Equal(t, s.truth(t), got)
		})
	}
}
