package storage_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

const dbFile = "seatdeck.db"

func TestOpenMakesPrivateFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data 100%?#")
	s := storagetest.Open(t, dir)
	storagetest.Seat(t, s, model.Seat{})
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	names := ""
	for _, e := range entries {
		names += e.Name() + " "
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), e.Name())
	}
	require.Contains(t, names, "seatdeck.db-wal")
}

func TestWriteIsAllOrNothing(t *testing.T) {
	s := storagetest.New(t)
	boom := errors.New("boom")
	err := s.Write(t.Context(), func(tx *storage.Tx) error {
		require.NoError(t, tx.PutSetting("a", "1"))
		return boom
	})
	require.ErrorIs(t, err, boom)
	require.PanicsWithValue(t, "dropped", func() {
		_ = s.Write(t.Context(), func(tx *storage.Tx) error {
			require.NoError(t, tx.PutSetting("b", "1"))
			panic("dropped")
		})
	})
	ctx, cancel := context.WithCancel(t.Context())
	err = s.Write(ctx, func(tx *storage.Tx) error {
		require.NoError(t, tx.PutSetting("c", "1"))
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, s.Write(ctx, nil), context.Canceled)
	settings, err := s.Settings(t.Context())
	require.NoError(t, err)
	require.Empty(t, settings)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutSetting("d", "1") })
}

func TestRollbackForgetsSenders(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	m := storagetest.Text("你好")
	m.Seat, m.Conversation, m.RemoteID, m.SenderID, m.SenderName = c.Seat, c.ID, "r1", "u1", "张三"
	put := func(tx *storage.Tx) error {
		_, err := tx.PutMessage(m)
		return err
	}
	require.Error(t, s.Write(t.Context(), func(tx *storage.Tx) error { return errors.Join(put(tx), errors.New("no")) }))
	storagetest.Write(t, s, put)
	list, err := s.Messages(t.Context(), c.ID, storage.MessageWindow{})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "张三", list[0].SenderName)
}

func TestReadersSeeCommitsWhileTheWriterWrites(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	errs := make(chan error, 8)
	for range 8 {
		readers.Go(func() {
			last := 0
			for ctx.Err() == nil {
				n, err := s.MessageCount(t.Context(), c.ID)
				if err == nil && (n < last || n%10 != 0) {
					err = errors.New("half a transaction, or time ran backwards")
				}
				if err == nil {
					_, err = s.Search(t.Context(), "话", storage.SearchOptions{})
				}
				if err != nil {
					errs <- err
					return
				}
				last = n
			}
		})
	}
	for i := range 30 {
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			for j := range 10 {
				m := storagetest.Text("话")
				m.Seat, m.Conversation, m.RemoteID = c.Seat, c.ID, strings.Repeat("r", 1+i*10+j)
				if _, err := tx.PutMessage(m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	cancel()
	readers.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
}

func TestWritersOfOneStoreQueue(t *testing.T) {
	s := storagetest.New(t)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutSetting("n", "") })
	var writers sync.WaitGroup
	errs := make(chan error, 20)
	for range 20 {
		writers.Go(func() {
			errs <- s.Write(t.Context(), func(tx *storage.Tx) error {
				old, err := s.Settings(t.Context())
				if err != nil {
					return err
				}
				return tx.PutSetting("n", old["n"]+"x")
			})
		})
	}
	writers.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	settings, err := s.Settings(t.Context())
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("x", 20), settings["n"])
}

func TestLockLiveIsForOne(t *testing.T) {
	dir := t.TempDir()
	first, second := storagetest.Open(t, dir), storagetest.Open(t, dir)
	release, err := first.LockLive()
	require.NoError(t, err)
	_, err = second.LockLive()
	require.True(t, model.IsTrouble(err, model.TroubleInUse))
	storagetest.Write(t, second, func(tx *storage.Tx) error { return tx.PutSetting("a", "still writes") })
	release()
	release, err = second.LockLive()
	require.NoError(t, err)
	release()
}

func TestDataVersionTellsOfOthersOnly(t *testing.T) {
	dir := t.TempDir()
	s, other := storagetest.Open(t, dir), storagetest.Open(t, dir)
	before, err := s.DataVersion(t.Context())
	require.NoError(t, err)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutSetting("a", "1") })
	same, err := s.DataVersion(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, same)
	storagetest.Write(t, other, func(tx *storage.Tx) error { return tx.PutSetting("a", "2") })
	after, err := s.DataVersion(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, before, after)
}

func TestFullDisk(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	pages, err := s.Pages(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.LimitPages(t.Context(), pages+8))
	stored := 0
	var full error
	for i := 0; full == nil && i < 2000; i++ {
		full = s.Write(t.Context(), func(tx *storage.Tx) error {
			m := storagetest.Text(strings.Repeat("满", 200))
			m.Seat, m.Conversation, m.RemoteID = c.Seat, c.ID, strings.Repeat("r", i+1)
			_, err := tx.PutMessage(m)
			return err
		})
		if full == nil {
			stored++
		}
	}
	require.True(t, model.IsTrouble(full, model.TroubleDiskFull), "%v", full)
	n, err := s.MessageCount(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, stored, n)
	rows, lost, err := s.IndexRows(t.Context())
	require.NoError(t, err)
	require.Equal(t, stored, rows)
	require.Zero(t, lost)

	require.NoError(t, s.LimitPages(t.Context(), pages+1000))
	storagetest.Message(t, s, c, storagetest.Text("又有地方了"))
	h, err := s.Health(t.Context())
	require.NoError(t, err)
	require.True(t, h.Sound, h.Problem)
}
