package app

import (
	"context"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestAPreviewIsBroughtOnce(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		b.web.put("/preview", webFile{data: film(3000), pause: time.Second})
		b.brings("u1", ofKind(model.KindImage, model.MediaPreview))
		m := b.messages("u1")[0]
		address := b.console.Media.Address(m, model.MediaPreview)
		require.Equal(t, "media:1/preview", address)
		require.Empty(t, b.console.Media.Address(m, model.MediaOriginal))
		show := func() error {
			f, err := b.console.Media.Fetch(ctx, address)
			if err != nil {
				return err
			}
			defer func() { _ = f.Close() }()
			got, err := io.ReadAll(f)
			require.Equal(t, film(3000), got)
			return err
		}
		errs := make(chan error)
		for range 5 {
			go func() { errs <- show() }()
		}
		for range 5 {
			require.NoError(t, <-errs)
		}
		require.NoError(t, show())
		require.Len(t, back.resolves(), 1)
		require.Len(t, b.web.requests(), 1)
		b.stop()
		b.start()
		require.Equal(t, address, b.console.Media.Address(m, model.MediaPreview))
		require.NoError(t, show(), "what is here needs no link")
		require.Empty(t, back.resolves())
	})
}

func TestAPreviewThatDoesNotComeIsNotAskedForAtOnce(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		id := b.brings("u1", ofKind(model.KindImage, model.MediaPreview))
		address := b.console.Media.Address(b.messages("u1")[0], model.MediaPreview)
		fetch := func() error {
			f, err := b.console.Media.Fetch(ctx, address)
			if err == nil {
				err = f.Close()
			}
			return err
		}
		back.refuse = &model.Trouble{Code: model.TroubleRejected, Detail: "图片已过期"}
		for range 3 {
			require.True(t, model.IsTrouble(fetch(), model.TroubleRejected))
		}
		require.Len(t, back.resolves(), 1)
		list, err := b.console.Transfers.Of(ctx, id)
		require.NoError(t, err)
		require.Empty(t, list)
		later(refusedFor)
		back.refuse = nil
		b.web.put("/preview", webFile{data: film(10)})
		require.NoError(t, fetch())
	})
}

func TestAPictureThatNobodyWaitsForIsNotBegun(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.web.put("/preview", webFile{data: film(3000), pause: time.Second})
		for range 10 {
			b.brings("u1", ofKind(model.KindImage, model.MediaPreview))
		}
		ctx, cancel := context.WithCancel(context.Background())
		errs := make(chan error)
		for _, m := range b.messages("u1") {
			go func() {
				_, err := b.console.Media.Fetch(ctx, b.console.Media.Address(m, model.MediaPreview))
				errs <- err
			}()
		}
		later(500 * time.Millisecond)
		cancel()
		for range 10 {
			require.ErrorIs(t, <-errs, context.Canceled)
		}
		later(time.Minute)
		require.Len(t, back.resolves(), laneConnection, "what was begun is finished, the rest is not begun")
	})
}

func TestThePictureAskedForLastComesFirst(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		var order []string
		for i := range 8 {
			name := fmt.Sprint("p", i)
			b.web.put("/"+name, webFile{data: film(1000), pause: time.Second})
			b.brings("u1", model.Content{Kind: model.KindImage, Ref: map[string]string{"preview": name}})
		}
		errs := make(chan error)
		for _, m := range b.messages("u1") {
			go func() {
				f, err := b.console.Media.Fetch(context.Background(), b.console.Media.Address(m, model.MediaPreview))
				if err == nil {
					err = f.Close()
				}
				errs <- err
			}()
			later(time.Millisecond)
		}
		for range 8 {
			require.NoError(t, <-errs)
		}
		for _, path := range b.web.requests() {
			order = append(order, path[1:])
		}
		require.Equal(t, []string{"p0", "p1", "p7", "p6", "p5", "p4", "p3", "p2"}, order)
	})
}

func TestWithoutALinkAPictureSaysWhy(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		id := b.brings("u1", ofKind(model.KindImage, model.MediaPreview, model.MediaOriginal))
		m := b.messages("u1")[0]
		b.web.put("/original", webFile{data: film(10)})
		b.back.offline()
		_, err := b.console.Media.Fetch(ctx, b.console.Media.Address(m, model.MediaPreview))
		require.True(t, model.IsTrouble(err, model.TroubleUnreachable), "%v", err)
		b.want(id, model.MediaOriginal)
		later(time.Hour)
		one := b.transfer(id)
		require.Equal(t, model.TransferWaiting, one.State, "a file waits for the link")
		require.Equal(t, model.TroubleUnreachable, one.Reason.Code)
		b.back.online()
		later(time.Second)
		require.Equal(t, model.TransferDone, b.transfer(id).State)
		b.halt()
		_, err = b.console.Media.Fetch(ctx, b.console.Media.Address(m, model.MediaPreview))
		require.True(t, model.IsTrouble(err, model.TroubleSeatOffline), "%v", err)
		require.Empty(t, b.console.Media.Address(model.Message{Seat: 1, Content: model.Content{Kind: model.KindText, Text: "x"}}, model.MediaPreview))
	})
}

func TestABlockedAccountIsNotAskedBeforeItsTime(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		until := time.Now().Add(30 * time.Minute).UTC().Truncate(time.Second)
		back.refuse = &model.Trouble{Code: model.TroubleBlocked, Detail: until.Format(time.RFC3339)}
		b.web.put("/original", webFile{data: film(10)})
		id := b.brings("u1", ofKind(model.KindFile, model.MediaOriginal))
		b.want(id, model.MediaOriginal)
		later(29 * time.Minute)
		require.Equal(t, model.TransferWaiting, b.transfer(id).State)
		require.Equal(t, model.TroubleBlocked, b.transfer(id).Reason.Code)
		require.Len(t, back.resolves(), 1)
		back.set(func(*scripted) { back.refuse = nil })
		later(2 * time.Minute)
		require.Equal(t, model.TransferDone, b.transfer(id).State)
	})
}

func TestWhatLiesOnTheWebNeedsNoBackEnd(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		b.web.put("/a.png", webFile{data: film(10)})
		id := b.brings("u1", model.Content{Kind: model.KindImage, URL: "https://web.test/a.png"})
		m := b.messages("u1")[0]
		for _, part := range []model.MediaPart{model.MediaPreview, model.MediaOriginal} {
			require.Equal(t, "https://web.test/a.png", b.console.Media.Address(m, part))
		}
		f, err := b.console.Media.Fetch(ctx, b.console.Media.Address(m, model.MediaPreview))
		require.NoError(t, err)
		require.NoError(t, f.Close())
		b.want(id, model.MediaOriginal)
		synctest.Wait()
		require.Equal(t, model.TransferDone, b.transfer(id).State)
		require.Len(t, b.web.requests(), 1, "what was shown is here already")
		_, err = b.console.Transfers.Want(ctx, id, model.MediaMP3)
		require.True(t, model.IsTrouble(err, model.TroubleNotFound), "%v", err)
		link := model.Message{Seat: 1, Content: model.Content{Kind: model.KindLink, URL: "https://web.test/page", Cover: "javascript:x"}}
		require.Empty(t, b.console.Media.Address(link, model.MediaOriginal), "a page is no media")
		require.Empty(t, b.console.Media.Address(link, model.MediaPreview))
	})
}
