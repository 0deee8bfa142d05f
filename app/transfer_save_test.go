package app

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestSaveToAsksForNoSecondDownload(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		data := film(3000)
		b.web.put("/original", webFile{data: data})
		id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
		chosen, taken, late := filepath.Join(b.dir, "a.pdf"), filepath.Join(b.dir, "b.pdf"), filepath.Join(b.dir, "c.pdf")
		require.NoError(t, os.WriteFile(taken, []byte("old"), 0o600))
		save := func(path string) model.Transfer {
			_, err := b.console.Transfers.SaveTo(ctx, id, model.MediaOriginal, path)
			require.NoError(t, err)
			later(time.Second)
			return b.transfer(id)
		}
		content := func(path string) string {
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			return string(got)
		}
		require.Equal(t, chosen, save(chosen).Path)
		require.Equal(t, string(data), content(chosen))
		require.Equal(t, taken, save(taken).Path, "who chose it was asked")
		require.Equal(t, string(data), content(taken))

		b.halt()
		_, err := b.console.Transfers.SaveTo(ctx, id, model.MediaOriginal, late)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(late, []byte("came later"), 0o600))
		b.stop()
		b.start()
		later(time.Second)
		require.Equal(t, "came later", content(late), "nobody was asked about that")
		require.Equal(t, filepath.Join(b.dir, "c (2).pdf"), b.transfer(id).Path)
		require.Equal(t, string(data), content(b.transfer(id).Path))
		require.Equal(t, []string{"/original"}, b.web.requests())

		gone := filepath.Join(b.dir, "no such folder", "d.pdf")
		one := save(gone)
		require.Equal(t, model.TransferFailed, one.State)
		require.Equal(t, model.TroubleNotFound, one.Reason.Code)
		require.NoError(t, os.Mkdir(filepath.Dir(gone), 0o700))
		require.NoError(t, b.console.Transfers.Retry(ctx, one.ID))
		later(time.Second)
		require.Equal(t, gone, b.transfer(id).Path)
		require.Equal(t, string(data), content(gone))

		_, err = b.console.Transfers.SaveTo(ctx, id, model.MediaOriginal, b.dir)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))
		entries, err := os.ReadDir(b.dir)
		require.NoError(t, err)
		for _, e := range entries {
			require.False(t, strings.HasPrefix(e.Name(), ".seatdeck-"), "nothing half written is left")
		}
	})
}

func TestSaveAsWaitsForTheFile(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		b.web.put("/original", webFile{data: film(3000), cut: 2000})
		time.AfterFunc(time.Second, func() { b.web.put("/original", webFile{data: film(3000), pause: time.Second}) })
		id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
		m := b.messages("u1")[0]
		require.Equal(t, id, m.ID)
		path := filepath.Join(b.dir, "a.pdf")
		require.NoError(t, b.console.Media.SaveAs(ctx, b.console.Media.Address(m, model.MediaOriginal), path))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, film(3000), got)
		other := b.brings("u1", ofKind(model.KindVideo, model.MediaOriginal))
		b.web.put("/original", webFile{status: http.StatusGone})
		err = b.console.Media.SaveAs(ctx, fmt.Sprintf("media:%d/original", other), path)
		require.True(t, model.IsTrouble(err, model.TroubleNotFound), "%v", err)
		b.web.put("/original", webFile{status: http.StatusServiceUnavailable})
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		require.ErrorIs(t, b.console.Media.SaveAs(short, fmt.Sprintf("media:%d/original", other), path), context.DeadlineExceeded)
	})
}
