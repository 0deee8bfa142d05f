package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// noon of a day, the first of which is 0.
func noon(day int) time.Time { return time.Date(2026, 3, 2+day, 12, 0, 0, 0, time.UTC) }

func daysAt(days ...int) (list []time.Time) {
	for _, d := range days {
		list = append(list, noon(d).Truncate(storage.Day))
	}
	return list
}

// stale gives the stale days, oldest first.
func stale(t *testing.T, s *storage.Store) (list []time.Time) {
	t.Helper()
	days, err := s.StaleDays(t.Context(), time.UnixMilli(1), noon(1000), 1000)
	require.NoError(t, err)
	for i := range days {
		list = append(list, days[len(days)-1-i].Day)
	}
	return list
}

// settle stores that all that is stale was counted.
func settle(t *testing.T, s *storage.Store) {
	t.Helper()
	days, err := s.StaleDays(t.Context(), time.UnixMilli(1), noon(1000), 1000)
	require.NoError(t, err)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for _, d := range days {
			require.NoError(t, tx.PutTallies(d, nil))
		}
		return nil
	})
	require.Empty(t, stale(t, s))
}

func TestAChangeMakesTheDaysStaleThatFollowFromIt(t *testing.T) {
	in := func(day int) model.Message { return model.Message{SentAt: noon(day)} }
	out := func(day int) model.Message {
		return model.Message{SentAt: noon(day), Direction: model.Out, State: model.StateSent}
	}
	for name, tc := range map[string]struct {
		before []model.Message
		change func(*storage.Tx, model.Conversation, []model.Message) error
		stale  []int
	}{
		"a message": {
			change: putting(in(3)), stale: []int{3},
		},
		"the same again": {
			before: []model.Message{in(3)},
			change: func(tx *storage.Tx, _ model.Conversation, list []model.Message) error {
				_, err := tx.PutMessage(list[0])
				return err
			},
		},
		"an answer, and when its wait began": {
			before: []model.Message{in(0), in(1)}, change: putting(out(3)), stale: []int{0, 3},
		},
		"an answer to what was answered": {
			before: []model.Message{in(0), out(1)}, change: putting(out(3)), stale: []int{3},
		},
		"more of one who waits": {
			before: []model.Message{in(0)}, change: putting(in(3)), stale: []int{3},
		},
		"late history before a wait": {
			before: []model.Message{out(0), in(5)}, change: putting(in(3)), stale: []int{3, 5},
		},
		"a late answer between": {
			before: []model.Message{in(0), in(5)}, change: putting(out(3)), stale: []int{0, 3, 5},
		},
		"what was taken back": {
			before: []model.Message{in(0), out(3), in(5)},
			change: func(tx *storage.Tx, c model.Conversation, list []model.Message) error {
				_, err := tx.RecallMessage(storage.Recall{Seat: c.Seat, Conversation: c.ID, RemoteID: list[1].RemoteID, At: noon(9)})
				return err
			},
			stale: []int{0, 3, 5},
		},
		"one that moved": {
			before: []model.Message{in(0), {ClientID: "ours", SentAt: noon(3), Direction: model.Out, State: model.StateSending}},
			change: func(tx *storage.Tx, _ model.Conversation, list []model.Message) error {
				return tx.Confirm(list[1].ID, "theirs", noon(4))
			},
			stale: []int{0, 3, 4},
		},
		"one that failed after all": {
			before: []model.Message{in(0), {ClientID: "ours", SentAt: noon(3), Direction: model.Out, State: model.StateSending}},
			change: func(tx *storage.Tx, _ model.Conversation, list []model.Message) error {
				return tx.SetMessageState(list[1].ID, model.StateFailed, nil)
			},
			stale: []int{0, 3},
		},
		"one that arrived": {
			before: []model.Message{in(0), {ClientID: "ours", SentAt: noon(3), Direction: model.Out, State: model.StateSending}},
			change: func(tx *storage.Tx, _ model.Conversation, list []model.Message) error {
				return tx.SetMessageState(list[1].ID, model.StateSent, nil)
			},
		},
		"one that was discarded": {
			before: []model.Message{in(0), {ClientID: "ours", SentAt: noon(3), Direction: model.Out, State: model.StateQueued}},
			change: func(tx *storage.Tx, _ model.Conversation, list []model.Message) error {
				return tx.DeleteMessage(list[1].ID)
			},
			stale: []int{0, 3},
		},
		"a line that nobody wrote": {
			before: []model.Message{in(0)},
			change: putting(model.Message{SentAt: noon(3), Direction: model.System, Content: model.Content{Kind: model.KindSystem}}),
		},
		"that all is done": {
			before: []model.Message{in(0)},
			change: func(tx *storage.Tx, c model.Conversation, _ []model.Message) error {
				return tx.AddResolution(c, noon(2))
			},
			stale: []int{0, 2},
		},
		"that it is a group's": {
			before: []model.Message{in(0), out(1), in(3)},
			change: func(tx *storage.Tx, c model.Conversation, _ []model.Message) error {
				_, _, err := tx.EnsureConversation(c.Seat, model.ConversationRef{RemoteID: c.RemoteID, Group: true})
				return err
			},
			stale: []int{0, 1, 3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := newConversation(t)
			var list []model.Message
			for i, m := range tc.before {
				if m.ClientID == "" {
					m.RemoteID = fmt.Sprintf("m%d", i)
				}
				list = append(list, storagetest.Message(t, s, c, m))
			}
			settle(t, s)
			storagetest.Write(t, s, func(tx *storage.Tx) error { return tc.change(tx, c, list) })
			require.Equal(t, daysAt(tc.stale...), stale(t, s))
		})
	}
}

// putting stores a message as it comes.
func putting(m model.Message) func(*storage.Tx, model.Conversation, []model.Message) error {
	return func(tx *storage.Tx, c model.Conversation, _ []model.Message) error {
		m.Seat, m.Conversation, m.RemoteID = c.Seat, c.ID, "new"
		_, err := tx.PutMessage(m)
		return err
	}
}

func TestGroupsMakeNoDayStale(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{RemoteID: "R:1", Group: true})
	storagetest.Message(t, s, c, storagetest.Text("大家好"))
	require.Empty(t, stale(t, s))
}

func TestADayStaysStaleWhenSomethingCameMeanwhile(t *testing.T) {
	s, c := newConversation(t)
	storagetest.Message(t, s, c, model.Message{SentAt: noon(0)})
	read, err := s.StaleDays(t.Context(), noon(-1), noon(1), 10)
	require.NoError(t, err)
	require.Len(t, read, 1)
	storagetest.Message(t, s, c, model.Message{SentAt: noon(0).Add(time.Second)})
	hours := []model.HourTally{{Seat: c.Seat, Hour: noon(0), Tally: model.Tally{Received: 1, Longest: time.Minute, Spread: [12]int{11: 3}}}}
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutTallies(read[0], hours) })
	require.Equal(t, daysAt(0), stale(t, s))
	got, err := s.Tallies(t.Context(), c.Seat, noon(0), noon(1))
	require.NoError(t, err)
	require.Equal(t, hours, got)
	board, err := s.Board(t.Context(), noon(0))
	require.NoError(t, err)
	require.Equal(t, hours[0].Tally, board[0].Since)
}

func TestASeatGoesWithItsCounts(t *testing.T) {
	s, c := newConversation(t)
	storagetest.Message(t, s, c, model.Message{SentAt: noon(0)})
	seat, err := s.Seat(t.Context(), c.Seat)
	require.NoError(t, err)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.RemoveConnection(seat.Connection) })
	require.Empty(t, stale(t, s))
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		return tx.PutTallies(storage.SeatDay{Seat: c.Seat, Day: daysAt(0)[0]}, nil)
	})
}

func TestVisitsAreKeptWithTheirConversation(t *testing.T) {
	s, c := newConversation(t)
	c.VisitFrom, c.VisitFirst, c.ResolvedAt, c.TakenBy, c.TakenAt = noon(0), noon(1), noon(2), "小王", noon(3)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SaveConversation(c) })
	got, err := s.Conversation(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, c, got)
}

func TestJoinedConversationsHaveOneVisit(t *testing.T) {
	s, c := newConversation(t)
	ref := model.ConversationRef{PeerID: "later-known"}
	peer := storagetest.Conversation(t, s, c.Seat, ref)
	storagetest.Message(t, s, peer, model.Message{SentAt: noon(4)})
	storagetest.Message(t, s, c, model.Message{SentAt: noon(5)})
	peer.LastAt = noon(5)
	peer.VisitFrom, peer.ResolvedAt, peer.TakenBy, peer.TakenAt = noon(4), noon(2), "小王", noon(4)
	c.VisitFrom, c.VisitFirst = noon(5), noon(6)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		require.NoError(t, tx.AddResolution(peer, noon(2)))
		require.NoError(t, tx.SaveConversation(peer))
		return tx.SaveConversation(c)
	})
	settle(t, s)
	ref.RemoteID = c.RemoteID
	var one model.Conversation
	storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
		one, _, err = tx.EnsureConversation(c.Seat, ref)
		return err
	})
	require.Equal(t, c.ID, one.ID)
	require.Equal(t, []any{noon(4), time.Time{}, noon(2), "小王"}, []any{one.VisitFrom, one.VisitFirst, one.ResolvedAt, one.TakenBy})
	require.Equal(t, daysAt(2, 4, 5), stale(t, s))
	talks, err := s.Talks(t.Context(), c.Seat, noon(0), noon(9))
	require.NoError(t, err)
	require.Len(t, talks, 1)
}

func TestTheWordOfAPersonEndsAWait(t *testing.T) {
	s, c := newConversation(t)
	storagetest.Message(t, s, c, model.Message{SentAt: noon(0)})
	unanswered := func() (at time.Time) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			at, _, err = tx.OldestUnanswered(c.ID)
			return err
		})
		return at
	}
	require.Equal(t, noon(0), unanswered())
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.AddResolution(c, noon(0)) })
	require.True(t, unanswered().IsZero(), "what was said at that moment is done")
	storagetest.Message(t, s, c, model.Message{SentAt: noon(1)})
	storagetest.Message(t, s, c, model.Message{SentAt: noon(-1)})
	require.Equal(t, noon(1), unanswered())
}

// What runs all the time for the board and the counts finds its rows by an index.
func TestCountingWalksNoTable(t *testing.T) {
	s, c := newConversation(t)
	ctx := t.Context()
	storagetest.Message(t, s, c, model.Message{SentAt: noon(0)})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		require.NoError(t, tx.TurnsBack(c.ID, func(storage.Turn) bool { return true }))
		_, _, err := tx.OldestUnanswered(c.ID)
		require.NoError(t, err)
		require.NoError(t, tx.AddResolution(c, noon(1)))
		_, err = tx.AlertsAbout(c.ID)
		require.NoError(t, err)
		return tx.PutTallies(storage.SeatDay{Seat: c.Seat, Day: noon(0)}, nil)
	})
	_, err := s.Talks(ctx, c.Seat, noon(0), noon(1))
	require.NoError(t, err)
	_, _, err = s.AnswerFrom(ctx, c.ID, noon(0))
	require.NoError(t, err)
	_, err = s.StaleDays(ctx, noon(0), noon(1), 5)
	require.NoError(t, err)
	_, err = s.Tallies(ctx, 0, noon(0), noon(1))
	require.NoError(t, err)
	_, err = s.Tallies(ctx, c.Seat, noon(0), noon(1))
	require.NoError(t, err)
	_, err = s.Board(ctx, noon(0))
	require.NoError(t, err)
	_, err = s.Alerts(ctx, storage.AlertFilter{Open: true})
	require.NoError(t, err)
	_, _, err = s.AlertCount(ctx)
	require.NoError(t, err)
	_, err = s.OpenVisits(ctx, noon(0))
	require.NoError(t, err)
	_, err = s.OpenSendings(ctx, 5)
	require.NoError(t, err)
	_, err = s.SeatLogNewest(ctx, c.Seat, 5)
	require.NoError(t, err)
	_, err = s.NewestRemoteLog(ctx, c.Seat)
	require.NoError(t, err)
	_, err = s.SeatLogBetween(ctx, c.Seat, noon(0), noon(1))
	require.NoError(t, err)
	checked := 0
	for _, query := range s.Queries() {
		if !strings.HasPrefix(query, "SELECT") {
			continue
		}
		args := make([]any, max(strings.Count(query, "?"), 4))
		for i := range args {
			args[i] = 1
		}
		steps, err := s.Plan(ctx, query, args[:strings.Count(query, "?")]...)
		require.NoError(t, err, query)
		checked++
		for _, step := range steps {
			require.NotRegexp(t, `^SCAN (a|alerts|alert_sendings|m|messages|c|conversations|t|tallies|seat_log|resolutions|stale_days)$`, step, query)
			few := strings.Contains(query, "JOIN seat_sums") || strings.Contains(query, "cleared = 0")
			if strings.Contains(query, "LIMIT") && !few {
				require.NotContains(t, step, "TEMP B-TREE", query)
			}
		}
	}
	require.Greater(t, checked, 16)
}
