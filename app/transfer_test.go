package app

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestAFileIsBroughtWholeHoweverItComes(t *testing.T) {
	data := film(20_000)
	for name, tc := range map[string]struct {
		begin, then webFile
		asked       []string
	}{
		"in one go": {webFile{}, webFile{}, []string{"/original"}},
		"broken off": {
			webFile{cut: 5000, tag: `"v1"`},
			webFile{tag: `"v1"`},
			[]string{"/original", "/original bytes=5000-"},
		},
		"broken off, known by its size alone": {
			webFile{cut: 5000},
			webFile{},
			[]string{"/original", "/original bytes=5000-"},
		},
		"broken off, and another one now": {
			webFile{cut: 5000, tag: `"v1"`, data: make([]byte, 20_000)},
			webFile{tag: `"v2"`},
			[]string{"/original", "/original bytes=5000-"},
		},
		"broken off, and of another size now": {
			webFile{cut: 5000, data: make([]byte, 19_999)},
			webFile{},
			[]string{"/original", "/original bytes=5000-", "/original"},
		},
		"broken off, and shorter now": {
			webFile{cut: 19_000, data: make([]byte, 30_000)},
			webFile{data: film(10_000)},
			[]string{"/original", "/original bytes=19000-", "/original"},
		},
		"broken off, on a host without ranges": {
			webFile{cut: 5000, plain: true},
			webFile{plain: true},
			[]string{"/original", "/original bytes=5000-"},
		},
		"broken off, on a host that gives another range": {
			webFile{cut: 5000},
			webFile{astray: true},
			[]string{"/original", "/original bytes=5000-", "/original"},
		},
		"broken off, of no known size": {
			webFile{cut: 5000, chunked: true},
			webFile{chunked: true},
			[]string{"/original", "/original"},
		},
		"stalled": {
			webFile{stall: 5000},
			webFile{},
			[]string{"/original", "/original bytes=5000-"},
		},
		"busy at first": {
			webFile{status: http.StatusServiceUnavailable},
			webFile{},
			[]string{"/original", "/original"},
		},
		"moved": {
			webFile{status: http.StatusFound, location: "https://cdn.test/there"},
			webFile{},
			[]string{"/original", "/there"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			onMedia(t, func(b *bench, back *mediaBack) {
				want := data
				if tc.begin.data == nil {
					tc.begin.data = data
				}
				if tc.then.data == nil {
					tc.then.data = data
				} else {
					want = tc.then.data
				}
				b.web.put("/original", tc.begin)
				b.web.put("/there", webFile{data: data})
				id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
				require.NotEqual(t, model.TransferDone, b.want(id, model.MediaOriginal).State)
				later(time.Second)
				b.web.put("/original", tc.then)
				later(stallAfter + 10*time.Second)
				one := b.transfer(id)
				require.Equal(t, model.TransferDone, one.State, "%v", one.Reason)
				require.EqualValues(t, len(want), one.Size)
				require.EqualValues(t, len(want), one.Done)
				got, err := os.ReadFile(one.Path)
				require.NoError(t, err)
				require.Equal(t, want, got)
				require.Equal(t, tc.asked, b.web.requests())
				left, err := os.ReadDir(filepath.Join(b.dir, "media", "partial"))
				require.NoError(t, err)
				require.Empty(t, left)
				require.Equal(t, model.TransferDone, b.want(id, model.MediaOriginal).State)
				later(time.Second)
				require.Empty(t, b.web.requests(), "what is here is not brought again")
			})
		})
	}
}

func TestATransferGoesOnAfterARestart(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		data := film(50_000)
		b.web.put("/original", webFile{data: data, tag: `"v1"`, pause: 100 * time.Millisecond})
		id := b.brings("u1", ofKind(model.KindVideo, model.MediaOriginal))
		b.want(id, model.MediaOriginal)
		later(2050 * time.Millisecond)
		one := b.transfer(id)
		require.Equal(t, model.TransferRunning, one.State)
		require.EqualValues(t, 20_000, one.Done)
		require.EqualValues(t, 50_000, one.Size)
		b.stop()
		b.web.requests()
		b.start()
		require.EqualValues(t, 20_000, b.transfer(id).Done, "what is here is known before it goes on")
		require.Empty(t, b.web.requests(), "the link is not up yet")
		b.back.online()
		later(10 * time.Second)
		one = b.transfer(id)
		require.Equal(t, model.TransferDone, one.State)
		got, err := os.ReadFile(one.Path)
		require.NoError(t, err)
		require.Equal(t, data, got)
		require.Equal(t, []string{"/original bytes=20000-"}, b.web.requests())
		require.Equal(t, []string{"original", "original"}, back.resolves())
	})
}

func TestProgressIsToldAFewTimesASecond(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.web.put("/original", webFile{data: film(200_000), pause: 20 * time.Millisecond})
		id := b.brings("u1", ofKind(model.KindVideo, model.MediaOriginal))
		told := b.told(id)
		b.want(id, model.MediaOriginal)
		later(10 * time.Second)
		require.Equal(t, model.TransferDone, b.transfer(id).State)
		n := told()
		require.GreaterOrEqual(t, n, 15)
		require.LessOrEqual(t, n, 5*4+5)
	})
}

func TestAnAddressThatRanOutIsAskedForAnew(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.web.put("/original", webFile{status: http.StatusForbidden})
		id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
		b.want(id, model.MediaOriginal)
		later(time.Second)
		one := b.transfer(id)
		require.Equal(t, model.TransferFailed, one.State)
		require.Equal(t, model.TroubleNotFound, one.Reason.Code)
		require.Len(t, back.resolves(), 1+resolveAgain)
		open, err := b.console.Transfers.Open(context.Background())
		require.NoError(t, err)
		require.Len(t, open, 1, "a person has to look at it")
		b.web.put("/original", webFile{data: film(100)})
		later(time.Hour)
		require.Empty(t, back.resolves())
		require.NoError(t, b.console.Transfers.Retry(context.Background(), one.ID))
		later(time.Second)
		require.Equal(t, model.TransferDone, b.transfer(id).State)
		open, err = b.console.Transfers.Open(context.Background())
		require.NoError(t, err)
		require.Empty(t, open)
	})
}

func TestATransferThatComesToNothingSaysWhy(t *testing.T) {
	for name, tc := range map[string]struct {
		file   webFile
		refuse error
		want   model.TroubleCode
	}{
		"too long":           {file: webFile{data: film(10), plain: true, declared: saveLimit + 1}, want: model.TroubleTooLarge},
		"empty":              {file: webFile{data: []byte{}}, want: model.TroubleBadAnswer},
		"nonsense":           {file: webFile{status: http.StatusTeapot}, want: model.TroubleBadAnswer},
		"not the web":        {file: webFile{status: http.StatusFound, location: "file:///etc/passwd"}, want: model.TroubleInvalid},
		"refused":            {refuse: &model.Trouble{Code: model.TroubleRejected, Detail: "文件已过期"}, want: model.TroubleRejected},
		"always broken off":  {file: webFile{data: film(5000), cut: 1, plain: true}, want: model.TroubleUnreachable},
		"shorter than it is": {file: webFile{data: film(5000), plain: true, declared: 6000}, want: model.TroubleUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			onMedia(t, func(b *bench, back *mediaBack) {
				back.refuse = tc.refuse
				b.web.put("/original", tc.file)
				id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
				b.want(id, model.MediaOriginal)
				later(time.Hour)
				one := b.transfer(id)
				require.Equal(t, model.TransferFailed, one.State)
				require.Equal(t, tc.want, one.Reason.Code, "%v", one.Reason)
				b.web.requests()
				later(time.Hour)
				require.Empty(t, b.web.requests(), "it does not go on by itself")
			})
		})
	}
}

func TestADeclaredSizeThatLiesHarmsNobody(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		content := ofKind(model.KindFile, model.MediaOriginal)
		content.Size = 10
		b.web.put("/original", webFile{data: film(5000), chunked: true})
		id := b.brings("u1", content)
		require.EqualValues(t, 10, b.want(id, model.MediaOriginal).Size)
		later(time.Second)
		one := b.transfer(id)
		require.Equal(t, model.TransferDone, one.State)
		require.EqualValues(t, 5000, one.Size)
	})
}

func TestAFullDiskKeepsWhatIsHere(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no disk here that is always full")
	}
	onMedia(t, func(b *bench, back *mediaBack) {
		b.web.put("/original", webFile{data: film(5000)})
		id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
		partial := filepath.Join(b.dir, "media", "partial")
		require.NoError(t, os.MkdirAll(partial, 0o700))
		require.NoError(t, os.Symlink("/dev/full", filepath.Join(partial, "1")))
		b.want(id, model.MediaOriginal)
		later(time.Second)
		one := b.transfer(id)
		require.Equal(t, model.TransferFailed, one.State)
		require.Equal(t, model.TroubleDiskFull, one.Reason.Code)
		_, err := os.Lstat(filepath.Join(partial, "1"))
		require.NoError(t, err)
	})
}

func TestFilmsDoNotHoldUpPictures(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		b.web.put("/original", webFile{data: film(100_000), pause: time.Second})
		b.web.put("/preview", webFile{data: film(100)})
		var films []model.MessageID
		for range 4 {
			id := b.brings("u1", ofKind(model.KindVideo, model.MediaOriginal, model.MediaPreview))
			b.want(id, model.MediaOriginal)
			films = append(films, id)
		}
		later(5 * time.Second)
		running := 0
		for _, id := range films {
			if b.transfer(id).State == model.TransferRunning {
				running++
			}
		}
		require.Equal(t, laneConnection, running)
		f, err := b.console.Media.Fetch(ctx, b.console.Media.Address(b.messages("u1")[0], model.MediaPreview))
		require.NoError(t, err)
		require.NoError(t, f.Close())
		open, err := b.console.Transfers.Open(ctx)
		require.NoError(t, err)
		require.Len(t, open, 4, "a picture that is only shown is no errand")
	})
}

func TestACancelledTransferIsForgotten(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		b.web.put("/original", webFile{data: film(50_000), pause: 100 * time.Millisecond})
		id := b.brings("u1", ofKind(model.KindVideo, model.MediaOriginal))
		one := b.want(id, model.MediaOriginal)
		later(time.Second)
		require.NoError(t, b.console.Transfers.Cancel(ctx, one.ID))
		synctest.Wait()
		list, err := b.console.Transfers.Of(ctx, id)
		require.NoError(t, err)
		require.Empty(t, list)
		left, err := os.ReadDir(filepath.Join(b.dir, "media", "partial"))
		require.NoError(t, err)
		require.Empty(t, left)
		require.True(t, model.IsTrouble(b.console.Transfers.Cancel(ctx, one.ID), model.TroubleNotFound))
		b.want(id, model.MediaOriginal)
		later(10 * time.Second)
		require.Equal(t, model.TransferDone, b.transfer(id).State)
	})
}

func TestWhatIsGoneLeavesNoPartialFiles(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.stop()
		orphan := filepath.Join(b.dir, "media", "partial", "77")
		require.NoError(t, os.MkdirAll(filepath.Dir(orphan), 0o700))
		require.NoError(t, os.WriteFile(orphan, film(10), 0o600))
		b.start()
		_, err := os.Stat(orphan)
		require.ErrorIs(t, err, os.ErrNotExist)
	})
}

func TestNamesOfOurOwnThatMakeNoSense(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		for _, address := range []string{"media:", "media:x/preview", "media:99/preview", "media:1/../../x", "media:-1/original"} {
			_, err := b.console.Media.Fetch(context.Background(), address)
			require.Error(t, err, address)
			require.False(t, errors.Is(err, os.ErrNotExist), address)
		}
	})
}
