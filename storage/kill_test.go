package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// killEnv tells the test binary to be the one that is killed, and where.
const killEnv = "SEATDECK_TEST_WRITE_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killEnv); dir != "" {
		if err := writeUntilKilled(context.Background(), dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// writeUntilKilled writes a message, its index and the cursor of its
// conversation in one transaction, and says so after each.
func writeUntilKilled(ctx context.Context, dir string) error {
	s, err := storage.Open(ctx, dir, storage.Options{})
	if err != nil {
		return err
	}
	c, err := s.Conversation(ctx, 1)
	if err != nil {
		return err
	}
	n := int(c.Cursor.Verified.Sub(storagetest.Start).Milliseconds())
	for {
		n++
		err := s.Write(ctx, func(tx *storage.Tx) error {
			m := model.Message{
				Seat: c.Seat, Conversation: c.ID, RemoteID: strconv.Itoa(n), SentAt: storagetest.Start.Add(time.Duration(n) * time.Millisecond),
				Content: model.Content{Kind: model.KindText, Text: fmt.Sprintf("第 n%d 条", n)},
			}
			if _, err := tx.PutMessage(m); err != nil {
				return err
			}
			c.Cursor.Verified, c.LastAt, c.Unread = m.SentAt, m.SentAt, n
			return tx.SaveConversation(c)
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func TestKilledWriterLeavesASoundFile(t *testing.T) {
	if testing.Short() {
		t.Skip("starts 20 processes")
	}
	dir := t.TempDir()
	s, err := storage.Open(t.Context(), dir, storage.Options{})
	require.NoError(t, err)
	storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		c, err := tx.Conversation(1)
		require.NoError(t, err)
		c.Cursor.Verified = storagetest.Start
		return tx.SaveConversation(c)
	})
	require.NoError(t, s.Close())
	random := rand.New(rand.NewPCG(4, 2))
	promised := 0
	for round := range 20 {
		promised = max(promised, killAfter(t, dir, 1+random.IntN(30), time.Duration(random.IntN(3000))*time.Microsecond))
		s, err := storage.Open(t.Context(), dir, storage.Options{})
		require.NoError(t, err)
		h, err := s.Health(t.Context())
		require.NoError(t, err)
		require.True(t, h.Sound, h.Problem)
		c, err := s.Conversation(t.Context(), 1)
		require.NoError(t, err)
		n := int(c.Cursor.Verified.Sub(storagetest.Start).Milliseconds())
		require.GreaterOrEqual(t, n, promised, "round %d: what was committed is there", round)
		require.Equal(t, []int{n, n}, []int{h.Messages, c.Unread})
		rows, lost, err := s.IndexRows(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int{n, 0}, []int{rows, lost})
		hits, err := s.Search(t.Context(), fmt.Sprintf("n%d条", n), storage.SearchOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, hits)
		seat, err := s.Seat(t.Context(), c.Seat)
		require.NoError(t, err)
		require.Equal(t, n, seat.Unread)
		require.NoError(t, s.Close())
	}
}

// killAfter starts a writer, kills it a moment after so many transactions and
// gives the last that it said was committed.
func killAfter(t *testing.T, dir string, commits int, moment time.Duration) (last int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), killEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var said strings.Builder
	cmd.Stderr = &said
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for range commits {
		require.True(t, lines.Scan(), said.String())
		last, err = strconv.Atoi(lines.Text())
		require.NoError(t, err)
	}
	timer := time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	for lines.Scan() {
		if n, err := strconv.Atoi(lines.Text()); err == nil {
			last = n
		}
	}
	require.Error(t, cmd.Wait())
	return last
}
