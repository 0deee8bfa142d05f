package storage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func names(t *testing.T, s *storage.Store, q storage.ConversationQuery) []string {
	t.Helper()
	list, err := s.Conversations(t.Context(), q)
	require.NoError(t, err)
	out := []string{}
	for _, c := range list {
		out = append(out, c.Title())
	}
	q.Limit, q.Offset = 0, 0
	n, err := s.ConversationCount(t.Context(), q)
	require.NoError(t, err)
	require.GreaterOrEqual(t, n, len(out))
	return out
}

func save(t *testing.T, s *storage.Store, c model.Conversation, change func(*model.Conversation)) {
	t.Helper()
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		c, err := tx.Conversation(c.ID)
		require.NoError(t, err)
		change(&c)
		return tx.SaveConversation(c)
	})
}

func TestEnsureConversation(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{Alias: "小美"})
	ensure := func(ref model.ConversationRef) (c model.Conversation, created bool) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			c, created, err = tx.EnsureConversation(seat.ID, ref)
			return err
		})
		stored, err := s.Conversation(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, stored, c)
		return c, created
	}
	first, created := ensure(model.ConversationRef{PeerID: "p1", Name: "张三"})
	require.True(t, created)
	require.Equal(t, "小美", first.SeatName)

	same, created := ensure(model.ConversationRef{PeerID: "p1", RemoteID: "r1", Avatar: "https://a"})
	require.False(t, created)
	require.Equal(t, first.ID, same.ID)
	require.Equal(t, "r1 张三 https://a", same.RemoteID+" "+same.Name+" "+same.Avatar)

	same, _ = ensure(model.ConversationRef{RemoteID: "r1", Name: "张三丰"})
	require.Equal(t, "张三丰", same.Name)
	require.Equal(t, "p1", same.PeerID)

	other, created := ensure(model.ConversationRef{PeerID: "p1", RemoteID: "r2"})
	require.True(t, created, "another chat with the same peer")
	require.NotEqual(t, first.ID, other.ID)

	err := s.Write(t.Context(), func(tx *storage.Tx) error {
		_, _, err := tx.EnsureConversation(seat.ID, model.ConversationRef{})
		return err
	})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))

	c, found, err := s.ConversationByPeer(t.Context(), seat.ID, "r1")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, first.ID, c.ID)
	_, found, err = s.ConversationByPeer(t.Context(), seat.ID, "")
	require.NoError(t, err)
	require.False(t, found)
}

// One forward to several conversations shows in each under the same id.
func TestAnIdIsAMessagesOwnInItsConversationOnly(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	forwarded := model.Message{
		RemoteID: "2020030216285000000002", ClientID: "2020030216285000000002", Direction: model.Out, State: model.StateSent,
		SentAt: storagetest.Start, Content: model.Content{Kind: model.KindText, Text: "转发"},
	}
	for _, chat := range []string{"r1", "r2"} {
		c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: chat})
		for range 2 {
			storagetest.Message(t, s, c, forwarded)
		}
		require.Len(t, ids(t, s, c), 1, chat)
	}
}

func TestAMessageThatTwoRowsSawIsOne(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	byPeer := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: "p1"})
	byChat := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: "r1"})
	queued := storagetest.Message(t, s, byPeer, model.Message{
		ClientID: "c1", Direction: model.Out, State: model.StateQueued, SentAt: storagetest.Start, Content: model.Content{Kind: model.KindText, Text: "在的"},
	})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		_, err := tx.AddJob(model.Job{Seat: seat.ID, Conversation: byPeer.ID, Message: queued.ID, ClientID: "c1"})
		return err
	})
	storagetest.Message(t, s, byChat, model.Message{
		RemoteID: "c1", ClientID: "c1", Direction: model.Out, State: model.StateSent, SentAt: storagetest.Start, Content: model.Content{Kind: model.KindText, Text: "在的"},
	})
	one := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: "r1", PeerID: "p1"})
	require.Len(t, ids(t, s, one), 1)
	m, err := s.Message(t.Context(), ids(t, s, one)[0])
	require.NoError(t, err)
	require.Equal(t, model.StateSent, m.State)
	jobs, err := s.Jobs(t.Context(), seat.ID)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	require.Equal(t, m.ID, jobs[0].Message)
}

func TestTwoRowsThatAreOneConversationBecomeOne(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	byPeer := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: "p1", Name: "张三"})
	byChat := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: "r1"})
	a := storagetest.Message(t, s, byPeer, storagetest.Text("我们写的"))
	b := storagetest.Message(t, s, byChat, storagetest.Text("他们写的"))
	save(t, s, byPeer, func(c *model.Conversation) { c.Unread = 2 })
	save(t, s, byChat, func(c *model.Conversation) { c.Unread, c.WaitingFrom = 3, storagetest.Start })
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SetDraft(byPeer.ID, "还没发") })

	one := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: "r1", PeerID: "p1", Name: "张三"})
	require.Equal(t, byChat.ID, one.ID)
	require.Equal(t, []model.MessageID{a.ID, b.ID}, ids(t, s, one))
	stored, err := s.Conversation(t.Context(), one.ID)
	require.NoError(t, err)
	require.Equal(t, "还没发", stored.Draft)
	require.Equal(t, 5, stored.Unread)
	require.True(t, stored.Cursor.Gap)
	seats, err := s.Seats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int{5, 1, 1}, []int{seats[0].Unread, seats[0].Waiting, seats[0].Gaps})
	require.Len(t, found(t, s, "写的", storage.SearchOptions{Conversation: one.ID}), 2)
	require.Empty(t, found(t, s, "写的", storage.SearchOptions{Conversation: byPeer.ID}))
}

func TestSaveConversationKeepsAllButTheDraft(t *testing.T) {
	s, c := newConversation(t)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SetDraft(c.ID, "草稿") })
	at := storagetest.Start
	want := c
	want.PeerID, want.RemoteID, want.Group, want.Name, want.Avatar, want.Assigned = "p", "r", true, "名", "https://a", "user"
	want.LastAt, want.LastPreview, want.LastKind, want.LastOut, want.LastState = at, "预览", model.KindImage, true, model.StateMaybeSent
	want.Unread, want.WaitingFrom, want.Pinned = 7, at.Add(-time.Minute), true
	want.Flags = want.Flags.With(model.FlagPinned, true) // follows
	want.Cursor = model.Cursor{Verified: at.Add(-time.Hour), Backfilled: true, Dirty: true, Gap: true}
	want.Draft = "nobody stores this"
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SaveConversation(want) })
	want.Draft = "草稿"
	stored, err := s.Conversation(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, want, stored)
	err = s.Write(t.Context(), func(tx *storage.Tx) error { return tx.SaveConversation(model.Conversation{ID: 999}) })
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
	err = s.Write(t.Context(), func(tx *storage.Tx) error { return tx.SetDraft(999, "") })
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestConversationLists(t *testing.T) {
	s := storagetest.New(t)
	one := storagetest.Seat(t, s, model.Seat{})
	two := storagetest.Seat(t, s, model.Seat{Connection: one.Connection})
	at := func(minute int) time.Time { return storagetest.Start.Add(time.Duration(minute) * time.Minute) }
	add := func(seat model.Seat, name string, group bool, change func(*model.Conversation)) {
		c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: "id-" + name, Name: name, Group: group})
		save(t, s, c, change)
	}
	add(one, "王伟", false, func(c *model.Conversation) { c.LastAt, c.Unread, c.WaitingFrom = at(1), 1, at(1) })
	add(two, "李娜", false, func(c *model.Conversation) { c.LastAt, c.WaitingFrom = at(2), at(-5) })
	add(one, "售后群", true, func(c *model.Conversation) { c.LastAt = at(3) })
	add(one, "单雄信", false, func(c *model.Conversation) { c.LastAt, c.Pinned = at(-9), true })

	for _, tc := range []struct {
		q    storage.ConversationQuery
		want []string
	}{
		{storage.ConversationQuery{}, []string{"单雄信", "售后群", "李娜", "王伟"}},
		{storage.ConversationQuery{Offset: 1, Limit: 2}, []string{"售后群", "李娜"}},
		{storage.ConversationQuery{Seat: one.ID}, []string{"单雄信", "售后群", "王伟"}},
		{storage.ConversationQuery{Sort: storage.ByWait}, []string{"李娜", "王伟", "售后群", "单雄信"}},
		{storage.ConversationQuery{Seat: one.ID, Sort: storage.ByWait}, []string{"王伟", "售后群", "单雄信"}},
		{storage.ConversationQuery{WaitingOnly: true, Sort: storage.ByWait}, []string{"李娜", "王伟"}},
		{storage.ConversationQuery{UnreadOnly: true}, []string{"王伟"}},
		{storage.ConversationQuery{GroupsOnly: true}, []string{"售后群"}},
		{storage.ConversationQuery{Text: "王"}, []string{"王伟"}},
		{storage.ConversationQuery{Text: "WangW"}, []string{"王伟"}},
		{storage.ConversationQuery{Text: "shq"}, []string{"售后群"}},
		{storage.ConversationQuery{Text: "shanxiong"}, []string{"单雄信"}},
		{storage.ConversationQuery{Text: "dxx"}, []string{"单雄信"}},
		{storage.ConversationQuery{Text: "ｉｄ 李"}, []string{"李娜"}},
		{storage.ConversationQuery{Text: "100%_"}, []string{}},
	} {
		require.Equal(t, tc.want, names(t, s, tc.q), "%+v", tc.q)
	}
	n, err := s.ConversationCount(t.Context(), storage.ConversationQuery{Seat: one.ID, Text: "群"})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestOpenGaps(t *testing.T) {
	s := storagetest.New(t)
	one := storagetest.Seat(t, s, model.Seat{})
	two := storagetest.Seat(t, s, model.Seat{})
	for _, seat := range []model.Seat{one, two, two} {
		c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{})
		save(t, s, c, func(c *model.Conversation) { c.Cursor.Gap = true })
		storagetest.Conversation(t, s, seat.ID, model.ConversationRef{})
	}
	for want, seats := range map[int][]model.SeatID{3: nil, 2: {two.ID}, 1: {one.ID}} {
		list, err := s.OpenGaps(t.Context(), seats)
		require.NoError(t, err)
		require.Len(t, list, want)
	}
}

// The sums of a seat are kept by triggers; whatever happens they equal what a
// count of the rows gives.
func TestSeatSumsFollow(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	random := rand.New(rand.NewPCG(1, 1))
	var convs []model.Conversation
	for i := range 10 {
		convs = append(convs, storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: fmt.Sprint(i)}))
	}
	for range 40 {
		save(t, s, convs[random.IntN(len(convs))], func(c *model.Conversation) {
			c.Unread, c.Cursor.Gap, c.WaitingFrom = random.IntN(4)-1, random.IntN(2) == 0, time.Time{}
			if random.IntN(2) == 0 {
				c.WaitingFrom = storagetest.Start
			}
		})
		var unread, waiting, gaps int
		list, err := s.Conversations(t.Context(), storage.ConversationQuery{})
		require.NoError(t, err)
		for _, c := range list {
			unread += c.Unread
			if !c.WaitingFrom.IsZero() {
				waiting++
			}
			if c.Cursor.Gap {
				gaps++
			}
		}
		stored, err := s.Seat(t.Context(), seat.ID)
		require.NoError(t, err)
		require.Equal(t, []int{unread, waiting, gaps}, []int{stored.Unread, stored.Waiting, stored.Gaps})
	}
}

// Who is known may write only later, and who wrote may be known only later.
func TestAConversationIsCalledAndLooksAsItsPeer(t *testing.T) {
	var s *storage.Store
	var seat model.Seat
	look := func(peer string, group bool) (c model.Conversation) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			c, _, err = tx.EnsureConversation(seat.ID, model.ConversationRef{PeerID: peer, Group: group})
			return err
		})
		return c
	}
	know := func() {
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			_, err := tx.UpsertContact(model.Contact{Seat: seat.ID, RemoteID: "p", Name: "王伟", Avatar: "https://a/p"}, false)
			if err == nil {
				_, err = tx.UpsertGroup(model.Group{Seat: seat.ID, RemoteID: "g@chatroom", Name: "老客户群", Avatar: "https://a/g"}, false)
			}
			return err
		})
	}
	for _, first := range []string{"known first", "wrote first"} {
		t.Run(first, func(t *testing.T) {
			s = storagetest.New(t)
			seat = storagetest.Seat(t, s, model.Seat{})
			if first == "wrote first" {
				require.Empty(t, look("p", false).Name)
				require.Empty(t, look("g@chatroom", true).Name)
			}
			know()
			person, group := look("p", false), look("g@chatroom", true)
			require.Equal(t, []string{"王伟", "https://a/p"}, []string{person.Name, person.Avatar})
			require.Equal(t, []string{"老客户群", "https://a/g"}, []string{group.Name, group.Avatar})
		})
	}
}
