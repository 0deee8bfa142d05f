package app

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestMediaIsFetchedOnceAndKeptByContent(t *testing.T) {
	var calls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		_, _ = io.WriteString(w, "pixels")
	}))
	defer srv.Close()
	dir := t.TempDir()
	m := &Media{cache: newCache(nil, dir), transfers: &Transfers{audit: newAudits(t)}}
	for range 3 {
		f, err := m.Fetch(context.Background(), srv.URL+"/a.png?sig=1")
		require.NoError(t, err)
		got, err := io.ReadAll(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, "pixels", string(got))
	}
	require.EqualValues(t, 1, calls.Load())
	f, err := m.Fetch(context.Background(), srv.URL+"/same-bytes.png")
	require.NoError(t, err)
	require.NoError(t, f.Close())
	files, err := filepath.Glob(filepath.Join(dir, "media", "*"))
	require.NoError(t, err)
	require.Len(t, files, 2, "one content and the folder of addresses: %v", files)
}

func TestMediaRefusesWhatIsNotTheWeb(t *testing.T) {
	hostile := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/gone":
			http.NotFound(w, r)
		case "/endless":
			chunk := bytes.Repeat([]byte("x"), 1<<20)
			for range cacheLimit>>20 + 2 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}
	}))
	defer hostile.Close()
	dir := t.TempDir()
	m := &Media{cache: newCache(nil, dir), transfers: &Transfers{audit: newAudits(t)}}
	for _, address := range []string{
		"file:///etc/passwd", "javascript:alert(1)", "", "http://", "::", "ftp://host/x",
		hostile.URL + "/file", hostile.URL + "/loop", hostile.URL + "/gone", hostile.URL + "/endless",
	} {
		_, err := m.Fetch(context.Background(), address)
		require.Error(t, err, address)
		require.NotEqual(t, model.TroubleUnknown, model.AsTrouble(err).Code, "%s: %v", address, err)
	}
	target := filepath.Join(dir, "saved.bin")
	require.Error(t, m.SaveAs(context.Background(), hostile.URL+"/gone", target))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing half written is left")
}
