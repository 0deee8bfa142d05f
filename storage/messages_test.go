package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func newConversation(t *testing.T) (*storage.Store, model.Conversation) {
	t.Helper()
	s := storagetest.New(t)
	return s, storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
}

func put(t *testing.T, s *storage.Store, c model.Conversation, m model.Message) storage.Put {
	t.Helper()
	m.Seat, m.Conversation = c.Seat, c.ID
	var p storage.Put
	storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
		p, err = tx.PutMessage(m)
		return err
	})
	return p
}

func message(t *testing.T, s *storage.Store, id model.MessageID) model.Message {
	t.Helper()
	m, err := s.Message(t.Context(), id)
	require.NoError(t, err)
	return m
}

func TestMessageKeepsAllFields(t *testing.T) {
	s, c := newConversation(t)
	want := model.Message{
		Seat: c.Seat, Conversation: c.ID, RemoteID: "r", ServerID: "s", ClientID: "c",
		SentAt: storagetest.Start.Add(1234 * time.Millisecond), Seq: 9007199254740993, Direction: model.Out,
		SenderID: "u", SenderName: "李\x00四", SenderAvatar: "https://a/1",
		Content: model.Content{
			Kind: model.KindFile, Text: "看这个", Mentions: []string{"a", "b"}, URL: "https://b/2", Cover: "https://c/3", Title: "标题",
			Detail: "细节", FileName: "../../x.exe", Size: 1 << 40, Duration: 1500, WireKind: "15",
		},
		State: model.StateFailed, Reason: &model.Trouble{Code: model.TroubleRejected, About: "坐席1", Detail: "对方不是好友"},
		Raw: []byte{0, 1, 0xff},
	}
	p := put(t, s, c, want)
	require.True(t, p.Inserted)
	want.ID = p.ID
	require.Equal(t, want, message(t, s, p.ID))

	again := put(t, s, c, want)
	require.Equal(t, storage.Put{ID: p.ID, Before: want}, again)
}

func TestPutMessageMerges(t *testing.T) {
	at := storagetest.Start
	queued := model.Message{
		ClientID: "c1", SentAt: at, Direction: model.Out, State: model.StateQueued,
		Content: model.Content{Kind: model.KindText, Text: "你好"},
	}
	echo := model.Message{
		RemoteID: "r1", SentAt: at.Add(2 * time.Second), Seq: 7, Direction: model.Out, State: model.StateSent,
		SenderName: "坐席", Content: model.Content{Kind: model.KindText, Text: "你好"},
	}
	with := func(m model.Message, change func(*model.Message)) model.Message {
		change(&m)
		return m
	}
	failed := with(queued, func(m *model.Message) {
		m.State, m.Reason = model.StateFailed, &model.Trouble{Code: model.TroubleRejected}
	})
	for name, tc := range map[string]struct {
		sights []model.Message
		check  func(t *testing.T, m model.Message)
	}{
		"echo joins by client id": {
			[]model.Message{queued, with(echo, func(m *model.Message) { m.ClientID = "c1" })},
			func(t *testing.T, m model.Message) {
				require.Equal(t, "r1", m.RemoteID)
				require.Equal(t, model.StateSent, m.State)
				require.Equal(t, echo.SentAt, m.SentAt)
				require.EqualValues(t, 7, m.Seq)
				require.Equal(t, "坐席", m.SenderName)
			},
		},
		"echo without client id, then known": {
			[]model.Message{queued, echo, {RemoteID: "r1", ClientID: "c1", ServerID: "s1", State: model.StateSent}},
			func(t *testing.T, m model.Message) {
				require.Equal(t, "r1 c1 s1", m.RemoteID+" "+m.ClientID+" "+m.ServerID)
				require.Equal(t, echo.SentAt, m.SentAt)
				require.Equal(t, "你好", m.Content.Text)
			},
		},
		"nothing is taken away": {
			[]model.Message{with(echo, func(m *model.Message) { m.ServerID, m.Raw = "s1", []byte("raw") }), {RemoteID: "r1"}},
			func(t *testing.T, m model.Message) {
				require.Equal(t, "s1", m.ServerID)
				require.Equal(t, model.StateSent, m.State)
				require.Equal(t, []byte("raw"), m.Raw)
				require.Equal(t, model.Content{Kind: model.KindText, Text: "你好"}, m.Content)
				require.Equal(t, echo.SentAt, m.SentAt)
			},
		},
		"sent is not taken back": {
			[]model.Message{with(queued, func(m *model.Message) { m.State = model.StateSent }), failed},
			func(t *testing.T, m model.Message) {
				require.Equal(t, model.StateSent, m.State)
				require.Nil(t, m.Reason)
			},
		},
		"a failure stands": {
			[]model.Message{queued, failed, with(queued, func(m *model.Message) { m.State = model.StateMaybeSent })},
			func(t *testing.T, m model.Message) {
				require.Equal(t, model.StateFailed, m.State)
				require.Equal(t, model.TroubleRejected, m.Reason.Code)
			},
		},
		"until it is seen": {
			[]model.Message{failed, with(echo, func(m *model.Message) { m.ClientID = "c1" })},
			func(t *testing.T, m model.Message) {
				require.Equal(t, model.StateSent, m.State)
				require.Nil(t, m.Reason)
			},
		},
		"maybe sent beats sending": {
			[]model.Message{
				with(queued, func(m *model.Message) { m.State = model.StateMaybeSent }),
				with(queued, func(m *model.Message) { m.State = model.StateSending }),
			},
			func(t *testing.T, m model.Message) { require.Equal(t, model.StateMaybeSent, m.State) },
		},
		"an unknown kind becomes known": {
			[]model.Message{
				{RemoteID: "r1", SentAt: at, Raw: []byte("{}"), Content: model.Content{WireKind: "99"}},
				{RemoteID: "r1", SentAt: at, Content: model.Content{Kind: model.KindImage, URL: "https://x", WireKind: "3"}},
			},
			func(t *testing.T, m model.Message) {
				require.Equal(t, model.Content{Kind: model.KindImage, URL: "https://x", WireKind: "3"}, m.Content)
			},
		},
		"a recall stays a recall": {
			[]model.Message{echo, {RemoteID: "r1", Content: model.Content{Kind: model.KindRecall}}, echo},
			func(t *testing.T, m model.Message) {
				require.Equal(t, model.KindRecall, m.Content.Kind)
				require.Empty(t, m.Content.Text)
				require.Equal(t, "你好", m.Content.Detail, "our own words can be sent again")
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := newConversation(t)
			var p storage.Put
			first := model.MessageID(0)
			for _, m := range tc.sights {
				p = put(t, s, c, m)
				if first == 0 {
					first = p.ID
				}
			}
			require.Equal(t, first, p.ID, "the older row stays")
			require.Equal(t, []model.MessageID{first}, ids(t, s, c))
			tc.check(t, message(t, s, p.ID))
			again := put(t, s, c, tc.sights[len(tc.sights)-1])
			require.False(t, again.Changed || again.Inserted, "the same sight twice")
			rows, lost, err := s.IndexRows(t.Context())
			require.NoError(t, err)
			require.Zero(t, lost)
			require.LessOrEqual(t, rows, 1)
		})
	}
}

func ids(t *testing.T, s *storage.Store, c model.Conversation) []model.MessageID {
	t.Helper()
	list, err := s.Messages(t.Context(), c.ID, storage.MessageWindow{})
	require.NoError(t, err)
	var out []model.MessageID
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

func TestClientIDOfAnotherMessageDoesNotUnite(t *testing.T) {
	s, c := newConversation(t)
	put(t, s, c, model.Message{RemoteID: "r1", ClientID: "c1", Content: model.Content{Kind: model.KindText, Text: "一"}})
	second := put(t, s, c, model.Message{RemoteID: "r2", Content: model.Content{Kind: model.KindText, Text: "二"}})
	p := put(t, s, c, model.Message{RemoteID: "r2", ClientID: "c1"})
	require.Equal(t, second.ID, p.ID)
	require.Len(t, ids(t, s, c), 2)
}

func TestSameRemoteIDAtTwoSeats(t *testing.T) {
	s, c := newConversation(t)
	d := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	require.True(t, put(t, s, c, model.Message{RemoteID: "r1"}).Inserted)
	require.True(t, put(t, s, d, model.Message{RemoteID: "r1"}).Inserted)
}

func TestSetMessageState(t *testing.T) {
	s, c := newConversation(t)
	p := put(t, s, c, model.Message{ClientID: "c1", Direction: model.Out, State: model.StateQueued})
	set := func(state model.SendState, reason *model.Trouble) model.Message {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SetMessageState(p.ID, state, reason) })
		return message(t, s, p.ID)
	}
	require.Equal(t, model.TroubleBanned, set(model.StateFailed, &model.Trouble{Code: model.TroubleBanned}).Reason.Code)
	counts, err := s.OutboxCounts(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[model.SendState]int{model.StateFailed: 1}, counts)
	m := set(model.StateQueued, nil) // sent again by a person
	require.Equal(t, model.StateQueued, m.State)
	require.Nil(t, m.Reason)
	require.Equal(t, model.StateSent, set(model.StateSent, nil).State)
	require.Equal(t, model.StateSent, set(model.StateMaybeSent, nil).State)
	err = s.Write(t.Context(), func(tx *storage.Tx) error { return tx.SetMessageState(999, model.StateSent, nil) })
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestMessageWindows(t *testing.T) {
	s, c := newConversation(t)
	// 30 messages at 10 instants: three of each share it, two of those share a seq
	var want []model.MessageID
	var keys []storage.Key
	for i := range 30 {
		p := put(t, s, c, model.Message{
			RemoteID: fmt.Sprint(i), SentAt: storagetest.Start.Add(time.Duration(i/3) * time.Second), Seq: int64(i % 3 / 2),
		})
		want = append(want, p.ID)
		keys = append(keys, storage.KeyOf(message(t, s, p.ID)))
	}
	window := func(w storage.MessageWindow) []model.MessageID {
		list, err := s.Messages(t.Context(), c.ID, w)
		require.NoError(t, err)
		var out []model.MessageID
		for _, m := range list {
			out = append(out, m.ID)
		}
		return out
	}
	require.Equal(t, want, window(storage.MessageWindow{}))
	require.Equal(t, want[25:], window(storage.MessageWindow{Limit: 5}))
	for i, k := range keys {
		require.Equal(t, want[max(i-4, 0):i], append([]model.MessageID{}, window(storage.MessageWindow{Before: &k, Limit: 4})...))
		require.Equal(t, want[i+1:min(i+5, 30)], append([]model.MessageID{}, window(storage.MessageWindow{After: &k, Limit: 4})...))
		n, err := s.CountAfter(t.Context(), c.ID, k)
		require.NoError(t, err)
		require.Equal(t, 29-i, n)
	}
	require.Equal(t, want[11:20], window(storage.MessageWindow{After: &keys[10], Before: &keys[20]}))

	around, err := s.MessagesAround(t.Context(), c.ID, want[1], 5, 3)
	require.NoError(t, err)
	require.Equal(t, want[:5], slices.Collect(func(yield func(model.MessageID) bool) {
		for _, m := range around {
			if !yield(m.ID) {
				return
			}
		}
	}))
	_, err = s.MessagesAround(t.Context(), c.ID+1, want[1], 5, 3)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound), "%v", err)
	n, err := s.MessageCount(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, 30, n)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		newest, _, err := tx.NewestMessage(c.ID)
		require.NoError(t, err)
		require.Equal(t, want[29], newest.ID)
		oldest, _, err := tx.OldestMessage(c.ID)
		require.NoError(t, err)
		require.Equal(t, want[0], oldest.ID)
		return nil
	})
}

func TestOldestUnanswered(t *testing.T) {
	s, c := newConversation(t)
	at := func(second int) time.Time { return storagetest.Start.Add(time.Duration(second) * time.Second) }
	check := func(want int) {
		t.Helper()
		storagetest.Write(t, s, func(tx *storage.Tx) error {
			since, waits, err := tx.OldestUnanswered(c.ID)
			require.NoError(t, err)
			require.Equal(t, want != 0, waits)
			if waits {
				require.Equal(t, at(want), since)
			}
			return nil
		})
	}
	say := func(second int, d model.Direction, state model.SendState) {
		put(t, s, c, model.Message{RemoteID: fmt.Sprint(second), SentAt: at(second), Direction: d, State: state})
	}
	check(0)
	say(1, model.System, 0)
	check(0)
	say(2, model.In, 0)
	say(3, model.In, 0)
	check(2)
	say(5, model.Out, model.StateFailed)
	check(2)
	say(4, model.Out, model.StateSent)
	check(0)
	say(7, model.In, 0)
	say(6, model.In, 0)
	check(6)
}
