//go:build bench_c

package storage_test

import (
	"testing"

	"github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"seatdeck/storage"
)

// BenchmarkIngestC is BenchmarkIngest on SQLite in C: the reference of the
// budget. It needs cgo and the tags bench_c and sqlite_fts5.
func BenchmarkIngestC(b *testing.B) {
	s, err := storage.Open(b.Context(), b.TempDir(), storage.WithDriver(storage.Options{}, &sqlite3.SQLiteDriver{}))
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	ingest(b, s, 100)
}
