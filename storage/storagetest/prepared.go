package storagetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"github.com/stretchr/testify/require"

	"seatdeck/storage"
)

// fileName is what a store calls its file.
const fileName = "seatdeck.db"

// prepared is a file with all migrations and nothing else: to run them for every
// test anew takes half a second under the race detector.
var prepared = sync.OnceValues(func() (raw []byte, err error) {
	dir, err := os.MkdirTemp("", "seatdeck-prepared-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := storage.Open(context.Background(), dir, storage.Options{})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // the log is in the file then
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, fileName))
})

// Prepare puts a fresh file into a folder that has none, so that a store opens it
// at once.
func Prepare(t T, dir string) {
	t.Helper()
	name := filepath.Join(dir, fileName)
	if _, err := os.Stat(name); err == nil {
		return
	}
	raw, err := prepared()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.NoError(t, os.WriteFile(name, raw, 0o600))
}
