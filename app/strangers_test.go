package app

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// knowing is a scripted back end that can be asked who somebody is.
type knowing struct {
	*scripted
	asked  [][]string
	broken bool
}

func (k *knowing) InquireContacts(_ context.Context, _ model.Seat, ids []string) ([]model.Event, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked = append(k.asked, ids)
	if k.broken {
		return nil, errors.New("not now")
	}
	var events []model.Event
	for _, id := range ids {
		events = append(events, model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: id, Name: "名叫" + id}, Partial: true})
	}
	return events, nil
}

// writes has somebody write of whom the back end tells no name.
func (b *bench) writes(peer string, content model.Content) {
	b.t.Helper()
	b.wrote++
	m := model.Message{
		RemoteID: peer + "-" + string(rune('a'+b.wrote)), SentAt: time.Now(), Direction: model.In, SenderID: peer, Content: content,
	}
	e := model.MessageSeen{Seat: ref(), Conversation: model.ConversationRef{PeerID: peer}, Message: m, Live: true}
	require.NoError(b.t, b.back.sink.Deliver(b.back.ctx, []model.Event{e}))
}

func onKnowing(t *testing.T, fn func(b *bench, k *knowing)) {
	back := newScripted()
	k := &knowing{scripted: back}
	back.as = k
	inBubbleOn(t, back, func(b *bench) { fn(b, k) })
}

func TestWhoeverWritesWithoutANameIsAskedAbout(t *testing.T) {
	onKnowing(t, func(b *bench, k *knowing) {
		hello := model.Content{Kind: model.KindText, Text: "在吗"}
		b.writes("u1", hello)
		b.writes("u2", hello)
		b.writes("u1", hello)
		time.Sleep(2 * strangersAfter)
		synctest.Wait()
		require.Equal(t, [][]string{{"u1", "u2"}}, k.asked, "together, each once")
		require.Equal(t, "名叫u1", b.with("u1").Name)

		b.writes("u1", hello)
		time.Sleep(2 * strangersAfter)
		synctest.Wait()
		require.Len(t, k.asked, 1, "who is known is not asked about")
	})
}

func TestABackEndThatCantTellIsNotAskedOverAndOver(t *testing.T) {
	onKnowing(t, func(b *bench, k *knowing) {
		k.broken = true
		for range 5 {
			b.writes("u1", model.Content{Kind: model.KindText, Text: "在吗"})
			time.Sleep(2 * strangersAfter)
		}
		synctest.Wait()
		require.Len(t, k.asked, 1)
		k.broken = false
		time.Sleep(strangersAgain)
		b.writes("u1", model.Content{Kind: model.KindText, Text: "在吗"})
		time.Sleep(2 * strangersAfter)
		synctest.Wait()
		require.Equal(t, "名叫u1", b.with("u1").Name)
	})
}

func TestWhileTheLinkIsDownNobodyIsAskedAbout(t *testing.T) {
	onKnowing(t, func(b *bench, k *knowing) {
		b.back.offline()
		b.writes("u1", model.Content{Kind: model.KindText, Text: "在吗"})
		time.Sleep(2 * strangersAfter)
		synctest.Wait()
		require.Empty(t, k.asked)
		b.back.online()
		b.writes("u1", model.Content{Kind: model.KindText, Text: "？"})
		time.Sleep(2 * strangersAfter)
		synctest.Wait()
		require.Len(t, k.asked, 1, "the next message asks")
	})
}

func TestAPatNamesThoseItIsAbout(t *testing.T) {
	onKnowing(t, func(b *bench, _ *knowing) {
		b.writes("u1", model.Content{Kind: model.KindText, Text: "在吗"})
		time.Sleep(2 * strangersAfter)
		synctest.Wait()
		b.writes("u1", model.Content{Kind: model.KindPat, Text: `"u1" 拍了拍 "wx1"`, Mentions: []string{"wx1"}})
		list := b.messages("u1")
		require.Equal(t, `"名叫u1" 拍了拍 "小美"`, list[len(list)-1].Content.Text)
	})
}

// What names and pictures no message brings, contacts and members do.
func TestMessagesAreShownWithTheFacesThatAreKnown(t *testing.T) {
	onKnowing(t, func(b *bench, _ *knowing) {
		b.writes("u1", model.Content{Kind: model.KindText, Text: "在吗"})
		group := model.ConversationRef{PeerID: "g1", Group: true}
		events := []model.Event{
			model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "u1", Name: "王伟", Avatar: "https://a/1"}},
			model.GroupSeen{Seat: ref(), Group: model.Group{RemoteID: "g1", Name: "群"}},
			model.MembersSeen{Seat: ref(), GroupID: "g1", Members: []model.Member{{RemoteID: "u1", Name: "老王（群里）"}}},
		}
		for i, sender := range []string{"u1", "nobody"} {
			m := model.Message{RemoteID: sender, SentAt: time.Now().Add(time.Duration(i) * time.Second), Direction: model.In, SenderID: sender, Content: model.Content{Kind: model.KindText, Text: "好"}}
			events = append(events, model.MessageSeen{Seat: ref(), Conversation: group, Message: m})
		}
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, events))
		m := b.messages("u1")[0]
		require.Equal(t, []string{"王伟", "https://a/1"}, []string{m.SenderName, m.SenderAvatar})
		list := b.messages("g1")
		require.Equal(t, []string{"老王（群里）", "https://a/1"}, []string{list[0].SenderName, list[0].SenderAvatar})
		require.Empty(t, list[1].SenderName)
	})
}
