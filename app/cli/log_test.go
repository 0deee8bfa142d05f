package cli

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

type loud struct{ v string }

func (l loud) LogValue() slog.Value { return slog.StringValue("value " + l.v) }

func TestLogHidesSecrets(t *testing.T) {
	const secret = `pa"ss wörd/1`
	var out bytes.Buffer
	var s secrets
	s.Add(secret)
	s.Add("ab") // too short to hide
	log := newLogger(&out, &s, slog.LevelInfo)

	log.Info("calling with "+secret, "url", "http://h/p?x="+url.QueryEscape(secret))
	log.With("who", secret).WithGroup(secretFree).Error("failed",
		"err", fmt.Errorf("wrapped: %w", errors.New(secret)),
		slog.Group("deep", "secret", secret, "n", 3),
		"valuer", loud{secret},
		"raw", []string{secret},
		"call", "http://h/socket.io/?EIO=3&token=abc123&x=1",
	)
	require.NotContains(t, out.String(), "ss w")
	require.NotContains(t, out.String(), "ss+w")
	require.NotContains(t, out.String(), "abc123")
	require.Contains(t, out.String(), "x=1")
	require.Contains(t, out.String(), "wrapped: "+hidden)
	require.Contains(t, out.String(), "n=3")
}

const secretFree = "group"

func TestLogRotates(t *testing.T) {
	dir := t.TempDir()
	first, err := openLog(dir)
	require.NoError(t, err)
	first.max = 100
	second, err := openLog(dir) // another process
	require.NoError(t, err)
	second.max = 100

	line := bytes.Repeat([]byte("x"), 59)
	line = append(line, '\n')
	for range 5 {
		_, err = first.Write(line)
		require.NoError(t, err)
		_, err = second.Write(line)
		require.NoError(t, err)
	}
	require.NoError(t, first.Close())
	require.NoError(t, second.Close())
	_, err = first.Write(line)
	require.Error(t, err)

	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "one older file is kept")
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		require.LessOrEqual(t, info.Size(), int64(180))
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}
