package storage_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestBackupWhileWriting(t *testing.T) {
	s, c := newConversation(t)
	stop := make(chan struct{})
	var writer sync.WaitGroup
	first := make(chan struct{})
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			err := s.Write(t.Context(), func(tx *storage.Tx) error {
				for j := range 2 { // pairs: half of one would be an inconsistent copy
					m := storagetest.Text("备份")
					m.Seat, m.Conversation, m.RemoteID = c.Seat, c.ID, string(rune('a'+j))+string(rune(0x4E00+i))
					if _, err := tx.PutMessage(m); err != nil {
						return err
					}
				}
				return nil
			})
			if i == 0 {
				close(first)
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	<-first
	path := filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, s.Backup(t.Context(), path))
	close(stop)
	writer.Wait()

	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	dir := t.TempDir()
	require.NoError(t, storage.Restore(t.Context(), dir, path))
	copied := storagetest.Open(t, dir)
	h, err := copied.Health(t.Context())
	require.NoError(t, err)
	require.True(t, h.Sound)
	require.Positive(t, h.Messages)
	require.Zero(t, h.Messages%2)
	rows, lost, err := copied.IndexRows(t.Context())
	require.NoError(t, err)
	require.Equal(t, h.Messages, rows)
	require.Zero(t, lost)
	require.NotEmpty(t, found(t, copied, "备份", storage.SearchOptions{}))
}

func TestBackupDoesNotOverwrite(t *testing.T) {
	s := storagetest.New(t)
	path := filepath.Join(t.TempDir(), "precious")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
	err := s.Backup(t.Context(), path)
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%v", err)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "precious", string(b))
	require.Error(t, s.Backup(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder")))
}

func TestRestore(t *testing.T) {
	source, c := newConversation(t)
	storagetest.Message(t, source, c, storagetest.Text("从备份来"))
	path := filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, source.Backup(t.Context(), path))
	dir, old := closedFile(t)
	before, err := os.ReadFile(old)
	require.NoError(t, err)
	kept := func() []string {
		list, err := filepath.Glob(old + ".replaced-*")
		require.NoError(t, err)
		return list
	}
	untouched := func() {
		t.Helper()
		after, err := os.ReadFile(old)
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.Empty(t, kept())
		require.NoFileExists(t, old+".restore")
	}

	spoilt, err := os.ReadFile(path)
	require.NoError(t, err)
	for name, change := range map[string]func([]byte) []byte{
		"page": func(b []byte) []byte {
			for i := 4096; i < 3*4096; i++ {
				b[i] = byte(i)
			}
			return b
		},
		"newer":     func(b []byte) []byte { b[60] = 1; return b },
		"empty":     func([]byte) []byte { return nil },
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
	} {
		bad := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(bad, change(append([]byte(nil), spoilt...)), 0o600))
		require.Error(t, storage.Restore(t.Context(), dir, bad), name)
		untouched()
	}
	require.Error(t, storage.Restore(t.Context(), dir, filepath.Join(dir, "missing")))
	untouched()

	open, err := storage.Open(t.Context(), dir, storage.Options{})
	require.NoError(t, err)
	err = storage.Restore(t.Context(), dir, path)
	require.True(t, model.IsTrouble(err, model.TroubleInUse), "%v", err)
	require.NoError(t, open.Close())
	untouched()

	require.NoError(t, storage.Restore(t.Context(), dir, path))
	require.Len(t, kept(), 1)
	after, err := os.ReadFile(kept()[0])
	require.NoError(t, err)
	require.Equal(t, before, after)
	s := storagetest.Open(t, dir)
	require.Equal(t, []string{"从备份来"}, found(t, s, "备份", storage.SearchOptions{}))
}
