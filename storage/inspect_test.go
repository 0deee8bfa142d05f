package storage_test

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// closedFile makes a sound file with something in it and closes it.
func closedFile(t *testing.T) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	s, err := storage.Open(t.Context(), dir, storage.Options{})
	require.NoError(t, err)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	storagetest.Message(t, s, c, storagetest.Text("你好"))
	require.NoError(t, s.Close())
	return dir, filepath.Join(dir, dbFile)
}

func TestRefusedFilesStayAsTheyAre(t *testing.T) {
	overwrite := func(at int64, with ...byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			require.NoError(t, err)
			_, err = f.WriteAt(with, at)
			require.NoError(t, err)
			require.NoError(t, f.Close())
		}
	}
	content := func(b []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) { require.NoError(t, os.WriteFile(path, b, 0o600)) }
	}
	garbage := make([]byte, 3*4096)
	for i := range garbage {
		garbage[i] = byte(i * 7)
	}
	for name, tc := range map[string]struct {
		spoil func(*testing.T, string)
		code  model.TroubleCode
	}{
		"newer":      {overwrite(60, binary.BigEndian.AppendUint32(nil, 1000)...), model.TroubleNewerFile},
		"foreign":    {overwrite(68, 0, 0, 0, 7), model.TroubleDamaged},
		"text":       {content([]byte("this is a letter to my grandmother")), model.TroubleDamaged},
		"short head": {content([]byte("SQLite format 3\x00")), model.TroubleDamaged},
		"garbage":    {content(garbage), model.TroubleDamaged},
		"page":       {overwrite(4096, garbage...), model.TroubleDamaged},
		"first page": {overwrite(100, garbage[:2000]...), model.TroubleDamaged},
		"cut short":  {func(t *testing.T, path string) { require.NoError(t, os.Truncate(path, 5*4096)) }, model.TroubleDamaged},
		"other program": {func(t *testing.T, path string) {
			require.NoError(t, os.Remove(path))
			db, err := sql.Open("sqlite", path)
			require.NoError(t, err)
			_, err = db.Exec("CREATE TABLE t (a); PRAGMA user_version = 1")
			require.NoError(t, err)
			require.NoError(t, db.Close())
		}, model.TroubleDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir, path := closedFile(t)
			tc.spoil(t, path)
			before, err := os.ReadFile(path)
			require.NoError(t, err)
			_, err = storage.Open(t.Context(), dir, storage.Options{})
			require.True(t, model.IsTrouble(err, tc.code), "%v", err)
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, before, after)
			for _, suffix := range []string{"-wal", "-shm", "-journal"} {
				require.NoFileExists(t, path+suffix)
			}
		})
	}
}

// shape is the number of the last migration there is.
const shape = 4

func TestNewerVersionOnlyInTheLog(t *testing.T) {
	dir := t.TempDir()
	storagetest.Open(t, dir)
	path := filepath.Join(dir, dbFile)
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	_, err = db.Exec("PRAGMA user_version = 1000")
	require.NoError(t, err)
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, uint32(shape), binary.BigEndian.Uint32(before[60:]), "it is in the log only")
	_, err = storage.Open(t.Context(), dir, storage.Options{})
	require.True(t, model.IsTrouble(err, model.TroubleNewerFile), "%v", err)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestOlderFileIsMigratedAndKept(t *testing.T) {
	dir, path := closedFile(t)
	o, err := storage.WithSteps(storage.Options{}, "ALTER TABLE settings ADD COLUMN more TEXT NOT NULL DEFAULT ''")
	require.NoError(t, err)
	s, err := storage.Open(t.Context(), dir, o)
	require.NoError(t, err)
	h, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, shape+1, h.SchemaVersion)
	require.Equal(t, 1, h.Messages)
	require.NoError(t, s.Close())

	kept, err := filepath.Glob(fmt.Sprintf("%s.v%d-*.bak", path, shape))
	require.NoError(t, err)
	require.Len(t, kept, 1)
	info, err := os.Stat(kept[0])
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	again := t.TempDir()
	require.NoError(t, os.Rename(kept[0], filepath.Join(again, dbFile)))
	old := storagetest.Open(t, again)
	h, err = old.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, shape, h.SchemaVersion)
	require.Equal(t, 1, h.Messages)
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	dir, _ := closedFile(t)
	o, err := storage.WithSteps(storage.Options{}, "CREATE TABLE half (a); SELECT * FROM no_such_table")
	require.NoError(t, err)
	_, err = storage.Open(t.Context(), dir, o)
	require.ErrorContains(t, err, fmt.Sprintf("migration %d", shape+1))
	s := storagetest.Open(t, dir)
	h, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, shape, h.SchemaVersion)
	require.Equal(t, 1, h.Messages)
}

func TestMigrationWaitsForNobody(t *testing.T) {
	dir, _ := closedFile(t)
	storagetest.Open(t, dir)
	o, err := storage.WithSteps(storage.Options{}, "CREATE TABLE future (a)")
	require.NoError(t, err)
	_, err = storage.Open(t.Context(), dir, o)
	require.True(t, model.IsTrouble(err, model.TroubleInUse), "%v", err)
}
