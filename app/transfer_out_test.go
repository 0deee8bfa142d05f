package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// sendFile queues a file of so many bytes.
func (b *bench) sendFile(peer string, size int) model.MessageID {
	b.t.Helper()
	path := filepath.Join(b.dir, "图.png")
	require.NoError(b.t, os.WriteFile(path, film(size), 0o600))
	id, err := b.console.Outbox.SendFile(context.Background(), b.with(peer).ID, model.KindImage, path)
	require.NoError(b.t, err)
	return id
}

func TestAFileIsPublishedTakenOverAndSent(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		id := b.sendFile("u1", 100)
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		require.Equal(t, []string{"图.png"}, back.published)
		require.Equal(t, []string{"https://pub.test/图.png"}, back.uploads)
		sent := b.back.sends()
		require.Len(t, sent, 1)
		require.Equal(t, "https://pub.test/图.png", sent[0].Content.URL)
		require.Equal(t, map[string]string{"file_id": "up-1"}, sent[0].Content.Ref)
		m, err := b.store.Message(context.Background(), id)
		require.NoError(t, err)
		require.Equal(t, sent[0].Content, m.Content)
		// What the back end has is passed on as it is.
		b.back.push("u2", b.back.says("u2", "在吗"))
		require.NoError(t, b.console.Outbox.Forward(context.Background(), id, []model.ConversationID{b.with("u2").ID}))
		synctest.Wait()
		require.Len(t, back.uploads, 1)
		require.Equal(t, sent[0].Content.Ref, b.back.sends()[1].Content.Ref)
	})
}

func TestAnUploadShowsHowFarItIsAndHoldsUpNobodyElse(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.back.push("u2", b.back.says("u2", "在吗"))
		back.publish = func(_ context.Context, told func(int64)) error {
			for done := range int64(100) {
				told(done * 10)
				time.Sleep(50 * time.Millisecond)
			}
			return nil
		}
		file := b.sendFile("u1", 1000)
		after := b.send("u1", "看图")
		other := b.send("u2", "在的")
		told := b.told(file)
		later(2525 * time.Millisecond)
		one := b.transfer(file)
		require.True(t, one.Up)
		require.EqualValues(t, 500, one.Done)
		require.EqualValues(t, 1000, one.Size)
		require.Equal(t, model.TransferRunning, one.State)
		open, err := b.console.Transfers.Open(ctx)
		require.NoError(t, err)
		require.Equal(t, []model.Transfer{one}, open)
		require.Equal(t, model.StateSent, b.state(other))
		require.Equal(t, model.StateQueued, b.state(after), "it was written after the picture")
		later(5 * time.Second)
		require.LessOrEqual(t, told(), 5*5+2)
		require.Equal(t, model.StateSent, b.state(file))
		require.Equal(t, model.StateSent, b.state(after))
		list, err := b.console.Transfers.Of(ctx, file)
		require.NoError(t, err)
		require.Empty(t, list)
		sent := b.back.sends()
		require.Equal(t, []model.Kind{model.KindText, model.KindImage, model.KindText},
			[]model.Kind{sent[0].Content.Kind, sent[1].Content.Kind, sent[2].Content.Kind})
	})
}

func TestARestartGoesOnFromTheLastStepOfAnUpload(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		back.upload = func() error { return &model.Trouble{Code: model.TroubleUnreachable} }
		id := b.sendFile("u1", 100)
		synctest.Wait()
		require.Equal(t, model.StateQueued, b.state(id))
		b.stop()
		back.upload = nil
		b.start()
		b.back.online()
		later(calls.RestMost)
		require.Equal(t, model.StateSent, b.state(id))
		require.Len(t, back.published, 1, "it was published before")
		require.Len(t, back.uploads, 2)

		// Killed after it was taken over and before it was sent.
		b.back.set(func(s *scripted) {
			s.onSend = func(providers.Outgoing) (providers.Receipt, error) {
				return providers.Receipt{}, &providers.NotTried{Err: errors.New("not connected")}
			}
		})
		id = b.sendFile("u1", 100)
		synctest.Wait()
		b.stop()
		b.back.set(func(s *scripted) { s.onSend = nil })
		b.start()
		b.back.online()
		later(calls.RestMost)
		require.Equal(t, model.StateSent, b.state(id))
		require.Len(t, back.published, 2)
		require.Len(t, back.uploads, 3)
	})
}

func TestAStopInTheMiddleOfAnUploadFailsNothing(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		back.publish = func(ctx context.Context, _ func(int64)) error {
			<-ctx.Done()
			return ctx.Err()
		}
		id := b.sendFile("u1", 100)
		synctest.Wait()
		b.stop()
		back.publish = nil
		b.start()
		require.Equal(t, model.StateQueued, b.state(id))
		b.back.online()
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
	})
}

func TestAFileThatCannotBePutAwayWasNotSent(t *testing.T) {
	for name, tc := range map[string]struct {
		err   error
		tries int
		want  model.TroubleCode
	}{
		"refused":        {&model.Trouble{Code: model.TroubleRejected}, 1, model.TroubleRejected},
		"who knows":      {errors.New("broken pipe"), 1, model.TroubleUnknown},
		"down":           {&model.Trouble{Code: model.TroubleUnreachable}, 1 + readyTries, model.TroubleUnreachable},
		"not even tried": {&providers.NotTried{Err: &model.Trouble{Code: model.TroubleBusy}}, 1 + readyTries, model.TroubleBusy},
	} {
		t.Run(name, func(t *testing.T) {
			onMedia(t, func(b *bench, back *mediaBack) {
				b.back.push("u1", b.back.says("u1", "在吗"))
				back.upload = func() error { return tc.err }
				id := b.sendFile("u1", 100)
				text := b.send("u1", "看图")
				later(time.Hour)
				m, err := b.store.Message(context.Background(), id)
				require.NoError(t, err)
				require.Equal(t, model.StateFailed, m.State)
				require.Equal(t, tc.want, m.Reason.Code)
				require.Len(t, back.uploads, tc.tries)
				require.Equal(t, model.StateSent, b.state(text))
				require.Len(t, b.back.sends(), 1)
			})
		})
	}
}

func TestADiscardedUploadIsNotSent(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		back.publish = func(context.Context, func(int64)) error {
			time.Sleep(time.Minute)
			return nil
		}
		id := b.sendFile("u1", 100)
		later(time.Second)
		require.NoError(t, b.console.Outbox.Discard(context.Background(), id))
		later(time.Hour)
		require.Empty(t, b.back.sends())
		require.Equal(t, []string{"在吗"}, b.texts("u1"))
	})
}

func TestAFileOfAnotherBackEndIsNotForwardedBlindly(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		id := b.brings("u1", ofKind(model.KindImage, model.MediaOriginal))
		_, err := b.console.Connections.Add(ctx, NewConnection{Kind: "scripted", Name: "two", BaseURL: "http://127.0.0.1:2", Account: "a", Secret: "s"})
		require.NoError(t, err)
		synctest.Wait()
		seat := model.SeatRef{RemoteID: "robot-2"}
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{model.MessageSeen{
			Seat: seat, Conversation: conversation("u9"), Message: model.Message{RemoteID: "m9", SentAt: time.Now(), Content: model.Content{Kind: model.KindText, Text: "?"}},
		}}))
		there, ok, err := b.store.ConversationByPeer(ctx, 2, "u9")
		require.NoError(t, err)
		require.True(t, ok)
		require.True(t, model.IsTrouble(b.console.Outbox.Forward(ctx, id, []model.ConversationID{b.with("u1").ID, there.ID}), model.TroubleNotFound))
		require.Empty(t, b.back.sends(), "all of it or nothing")
	})
}
