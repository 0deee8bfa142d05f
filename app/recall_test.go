package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// takesBack has somebody revoke a message.
func (b *bench) takesBack(peer, remoteID string) {
	b.t.Helper()
	e := model.MessageRevoked{Seat: ref(), Conversation: conversation(peer), RemoteID: remoteID, ByID: peer, ByName: "客户" + peer, At: time.Now()}
	require.NoError(b.t, b.back.sink.Deliver(b.back.ctx, []model.Event{e}))
}

func TestARevokedMessageLeavesATraceAndCountsNoLonger(t *testing.T) {
	inBubble(t, func(b *bench) {
		first := b.back.says("u1", "退钱！")
		b.back.push("u1", first)
		time.Sleep(time.Second)
		second := b.back.says("u1", "骗子")
		second.Raw = []byte("<骗子>")
		b.back.push("u1", second)
		require.Equal(t, 2, b.with("u1").Unread)
		b.takesBack("u1", second.RemoteID)
		c := b.with("u1")
		require.Equal(t, 1, c.Unread)
		require.Equal(t, first.SentAt, c.WaitingFrom)
		require.Equal(t, model.KindRecall, c.LastKind)
		require.Empty(t, c.LastPreview)
		m := b.messages("u1")[1]
		require.Equal(t, model.Content{Kind: model.KindRecall, Title: "客户u1", Mentions: []string{"u1"}}, m.Content, "the words are gone")
		require.Empty(t, m.Raw)
		hits, err := b.console.Inbox.Search(context.Background(), "骗子", SearchOptions{})
		require.NoError(t, err)
		require.Empty(t, hits)
		for range 2 { // the same again, and history that still has it
			b.takesBack("u1", second.RemoteID)
			b.back.push("u1", second)
			require.Equal(t, m, b.messages("u1")[1])
			require.Equal(t, c, b.with("u1"))
		}
		b.takesBack("u1", first.RemoteID)
		c = b.with("u1")
		require.Zero(t, c.Unread)
		require.True(t, c.WaitingFrom.IsZero(), "nobody waits for an answer to nothing")
		require.Len(t, b.messages("u1"), 2)
	})
}

func TestWhatWasReadBeforeIsNotCountedTwice(t *testing.T) {
	inBubble(t, func(b *bench) {
		old := b.back.says("u1", "旧的")
		b.back.push("u1", old)
		require.NoError(t, b.console.Inbox.Opened(context.Background(), b.with("u1").ID))
		time.Sleep(time.Second)
		b.back.push("u1", b.back.says("u1", "新的"))
		b.takesBack("u1", old.RemoteID)
		require.Equal(t, 1, b.with("u1").Unread)
	})
}

func TestARevokeMayComeBeforeItsMessage(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(time.Second)
		late := b.back.says("u1", "骗子")
		time.Sleep(time.Second)
		b.takesBack("u1", late.RemoteID)
		require.Equal(t, 1, b.with("u1").Unread)
		b.back.push("u1", late)
		list := b.messages("u1")
		require.Len(t, list, 2)
		require.Equal(t, model.KindRecall, list[1].Content.Kind)
		require.Equal(t, late.SentAt, list[1].SentAt, "it stands where the message was")
		require.Equal(t, "u1", list[1].SenderID)
		require.Empty(t, list[1].Content.Text)
		require.Equal(t, 1, b.with("u1").Unread)
		require.Equal(t, list[0].SentAt, b.with("u1").WaitingFrom)
	})
}

func TestWeTakeBackWhatWeSent(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		in := b.back.says("u1", "多少钱")
		b.back.push("u1", in)
		time.Sleep(time.Second)
		id := b.send("u1", "十块")
		synctest.Wait()
		require.True(t, b.with("u1").WaitingFrom.IsZero())
		back.refuse = &model.Trouble{Code: model.TroubleRejected, Detail: "超过两分钟"}
		require.True(t, model.IsTrouble(b.console.Outbox.Revoke(ctx, id), model.TroubleRejected))
		require.Equal(t, "十块", b.texts("u1")[1])
		back.refuse = nil
		require.NoError(t, b.console.Outbox.Revoke(ctx, id))
		m := b.messages("u1")[1]
		require.Equal(t, model.Content{Kind: model.KindRecall, Title: "小美", Mentions: []string{"wx1"}, Detail: "十块"}, m.Content, "our words can be sent again")
		require.Equal(t, []string{m.RemoteID, m.RemoteID}, back.revoked)
		require.Equal(t, in.SentAt, b.with("u1").WaitingFrom, "an answer taken back is no answer")
		b.takesBack("u1", m.RemoteID)
		require.Equal(t, m, b.messages("u1")[1], "the callback says nothing new")
		require.True(t, model.IsTrouble(b.console.Outbox.Revoke(ctx, id), model.TroubleInvalid))
		require.True(t, model.IsTrouble(b.console.Outbox.Revoke(ctx, b.messages("u1")[0].ID), model.TroubleInvalid))
		require.True(t, model.IsTrouble(b.console.Outbox.Forward(ctx, id, []model.ConversationID{b.with("u1").ID}), model.TroubleInvalid))
	})
}

func TestAVoiceMessageIsWrittenDownOnce(t *testing.T) {
	onMedia(t, func(b *bench, back *mediaBack) {
		ctx := context.Background()
		id := b.brings("u1", model.Content{Kind: model.KindVoice, Duration: 3000, Ref: map[string]string{"original": "v"}})
		_, err := b.console.Inbox.Transcribe(ctx, id)
		require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
		back.heard = " 明天发货吗 "
		for range 2 {
			words, err := b.console.Inbox.Transcribe(ctx, id)
			require.NoError(t, err)
			require.Equal(t, "明天发货吗", words)
		}
		require.Equal(t, 2, back.asks)
		hits, err := b.console.Inbox.Search(ctx, "发货", SearchOptions{})
		require.NoError(t, err)
		require.Len(t, hits, 1)
		b.back.push("u1", b.back.says("u1", "在吗"))
		_, err = b.console.Inbox.Transcribe(ctx, b.messages("u1")[1].ID)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	})
}

func TestAContactThatIsGoneIsNotListed(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		deliver := func(e model.Event) {
			require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{e}))
		}
		count := func() int {
			n, err := b.store.ContactCount(ctx, storage.ContactQuery{Seat: 1})
			require.NoError(t, err)
			return n
		}
		deliver(model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "u1", Name: "王五"}})
		deliver(model.ContactGone{Seat: ref(), RemoteID: "u1"})
		deliver(model.ContactGone{Seat: ref(), RemoteID: "nobody"})
		require.Zero(t, count())
		deliver(model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "u1", Friendship: model.FriendDeletedUs}, Partial: true})
		require.Zero(t, count())
		deliver(model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "u1", Friendship: model.FriendNormal}, Partial: true})
		require.Equal(t, 1, count())
	})
}
