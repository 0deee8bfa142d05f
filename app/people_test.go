package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

func TestWhatABackEndLacksIsSaid(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		remark := "老王"
		require.True(t, model.IsTrouble(b.console.People.EditRemark(ctx, 1, "u1", &remark, nil), model.TroubleUnsupported))
		_, err := b.console.People.AddByPhone(ctx, 1, "13800000000", "")
		require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
		require.True(t, model.IsTrouble(b.console.People.Refresh(ctx, 1, "u1"), model.TroubleUnsupported))
	})
}

func TestTheConversationWithSomeoneIsFound(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		require.NoError(t, b.store.Write(ctx, func(tx *storage.Tx) error {
			_, _, err := tx.EnsureConversation(1, model.ConversationRef{RemoteID: "u8", PeerID: "u9"})
			return err
		}))
		_, there, err := b.console.Inbox.With(ctx, 1, "u8")
		require.NoError(t, err)
		require.False(t, there, "that is what the back end calls another conversation")
		made, err := b.console.Inbox.Start(ctx, 1, "u8")
		require.NoError(t, err)
		for peer, want := range map[string]model.ConversationID{"u8": made.ID, "u9": b.with("u9").ID} {
			c, there, err := b.console.Inbox.With(ctx, 1, peer)
			require.NoError(t, err)
			require.True(t, there)
			require.Equal(t, want, c.ID)
		}
		for _, peer := range []string{"u", "U8", ""} {
			_, there, err = b.console.Inbox.With(ctx, 1, peer)
			require.NoError(t, err)
			require.False(t, there, peer)
		}
		_, there, err = b.console.Inbox.With(ctx, 99, "u8")
		require.NoError(t, err)
		require.False(t, there, "another seat")
	})
}

// onlySeen is a back end whose seats can only be seen.
type onlySeen struct {
	providers.Link
	providers.SeatLister
}

func TestNothingIsBegunWhereNothingCanBeSent(t *testing.T) {
	back := newScripted()
	back.as = onlySeen{back, back}
	inBubbleOn(t, back, func(b *bench) {
		ctx := context.Background()
		_, err := b.console.Inbox.Start(ctx, 1, "u8")
		require.True(t, model.IsTrouble(err, model.TroubleUnsupported), "%v", err)
		require.Contains(t, err.Error(), "小美", "whose back end")
		n, err := b.console.Inbox.Count(ctx, ConversationQuery{})
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

func TestContactsGroupsAndTagsAreStored(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{
			model.TagsSeen{Seat: ref(), Groups: []model.TagGroup{{RemoteID: "14073752703607621", Name: "行业", Corp: true, Tags: []model.Tag{{RemoteID: "14073752703607622", Name: "教育"}}}}},
			model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "u1", Name: "王五", Mobile: "138", Friendship: model.FriendNormal}},
			model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "u1", Remark: "老王"}, Partial: true},
			model.GroupSeen{Seat: ref(), Group: model.Group{RemoteID: "R:1", Name: "客户群", MemberCount: 2}},
			model.MembersSeen{Seat: ref(), GroupID: "R:1", Whole: true, Members: []model.Member{{RemoteID: "u1", Name: "王五"}, {RemoteID: "u2", Name: "李四", Role: model.RoleOwner}}},
			model.FriendRequestSeen{Seat: ref(), Request: model.FriendRequest{RemoteID: "u9", Name: "蘑菇", Reason: "我是蘑菇"}},
		}))
		c, ok, err := b.console.People.Contact(ctx, 1, "u1")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, "老王", c.DisplayName())
		require.Equal(t, "138", c.Mobile, "what a partial sight does not say stays")
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{
			model.ContactTagsSeen{Seat: ref(), Tags: map[string][]string{"u1": {"14073752703607622"}}},
		}))
		c, _, err = b.console.People.Contact(ctx, 1, "u1")
		require.NoError(t, err)
		require.Len(t, c.Tags, 1)
		require.Equal(t, "教育", c.Tags[0].Name)
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{model.ContactTagsSeen{Seat: ref()}}))
		c, _, err = b.console.People.Contact(ctx, 1, "u1")
		require.NoError(t, err)
		require.Empty(t, c.Tags)
		members, err := b.console.People.Members(ctx, 1, "R:1", "ls", 0, 10)
		require.NoError(t, err)
		require.Len(t, members, 1, "found by initials")
		requests, err := b.console.People.Requests(ctx, 0, true)
		require.NoError(t, err)
		require.Len(t, requests, 1)
		require.False(t, requests[0].At.IsZero())
	})
}

func TestDraftSurvivesARestart(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		require.NoError(t, b.console.Inbox.SetDraft(context.Background(), b.with("u1").ID, "写了一半"))
		b.back.push("u1", b.back.says("u1", "?"))
		b.stop()
		b.start()
		require.Equal(t, "写了一半", b.with("u1").Draft)
	})
}

func TestBadInputIsRefusedAndNothingIsQueued(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		b.back.push("u1", b.back.says("u1", "在吗"))
		id := b.with("u1").ID
		_, err := b.console.Outbox.Send(ctx, id, model.Content{Kind: model.KindText, Text: " \n\t "})
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))
		_, err = b.console.Outbox.Send(ctx, 4711, model.Content{Kind: model.KindText, Text: "x"})
		require.True(t, model.IsTrouble(err, model.TroubleNotFound))
		_, err = b.console.Outbox.SendFile(ctx, id, model.KindImage, filepath.Join(b.dir, "nope.png"))
		require.True(t, model.IsTrouble(err, model.TroubleNotFound))
		empty := filepath.Join(b.dir, "empty.png")
		require.NoError(t, os.WriteFile(empty, nil, 0o600))
		_, err = b.console.Outbox.SendFile(ctx, id, model.KindImage, empty)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))
		require.Len(t, b.texts("u1"), 1)
	})
}

func TestNextWaitingIsTheLongest(t *testing.T) {
	inBubble(t, func(b *bench) {
		for _, peer := range []string{"u2", "u1", "u3"} {
			b.back.push(peer, b.back.says(peer, "在吗"))
			time.Sleep(time.Minute)
		}
		first, ok, err := b.console.Inbox.NextWaiting(context.Background(), 0)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, "u2", first.PeerID)
		b.send("u2", "在的")
		synctest.Wait()
		next, _, err := b.console.Inbox.NextWaiting(context.Background(), first.ID)
		require.NoError(t, err)
		require.Equal(t, "u1", next.PeerID)
		last, _, err := b.console.Inbox.NextWaiting(context.Background(), next.ID)
		require.NoError(t, err)
		require.Equal(t, "u3", last.PeerID)
		again, _, err := b.console.Inbox.NextWaiting(context.Background(), last.ID)
		require.NoError(t, err)
		require.Equal(t, "u1", again.PeerID, "after the last comes the first")
		// Nobody can answer on a banned seat; it is offered only when there is no other.
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{
			model.SeatSeen{Seat: model.Seat{RemoteID: "robot-2", State: model.SeatBanned}},
			model.MessageSeen{Seat: model.SeatRef{RemoteID: "robot-2"}, Conversation: conversation("u4"), Message: model.Message{
				RemoteID: "m-old", SentAt: time.Now().Add(-time.Hour), Content: model.Content{Kind: model.KindText, Text: "?"},
			}},
		}))
		first, _, err = b.console.Inbox.NextWaiting(context.Background(), 0)
		require.NoError(t, err)
		require.Equal(t, "u1", first.PeerID)
	})
}

func TestOnlyOneProcessGoesLive(t *testing.T) {
	inBubble(t, func(b *bench) {
		err := b.console.Run(context.Background())
		require.True(t, model.IsTrouble(err, model.TroubleInUse), "%v", err)
	})
}

func TestAConsoleCanRunAgain(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		ctx, cancel := context.WithCancel(context.Background())
		b.halt()
		done := make(chan error)
		go func() { done <- b.console.Run(ctx) }()
		synctest.Wait()
		b.back.online()
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		cancel()
		require.NoError(t, <-done)
	})
}

func TestPreferencesHaveDefaultsAndStay(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		p, err := b.console.Settings.Get(ctx)
		require.NoError(t, err)
		require.Equal(t, defaultPreferences(), p)
		p.Language, p.SortByWait = "en", true
		require.NoError(t, b.console.Settings.Set(ctx, p))
		b.stop()
		b.start()
		got, err := b.console.Settings.Get(ctx)
		require.NoError(t, err)
		require.Equal(t, p, got)
	})
}

func TestWhatArrivedIsNotDiscarded(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(time.Second)
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		require.True(t, model.IsTrouble(b.console.Outbox.Discard(context.Background(), id), model.TroubleInvalid))
		require.True(t, model.IsTrouble(b.console.Outbox.Resend(context.Background(), id), model.TroubleInvalid))
		require.Equal(t, []string{"在吗", "在的"}, b.texts("u1"))
		require.Len(t, b.back.sends(), 1)
	})
}
