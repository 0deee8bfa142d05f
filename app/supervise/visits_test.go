package supervise

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// desk is a seat with one customer, and a supervisor who counts.
type desk struct {
	t          *testing.T
	store      *storage.Store
	clock      *clockwork.FakeClock // nil where time goes by in a bubble
	news       *bus.Bus
	supervisor *Supervisor
	slas       *SLAs
	reports    *Reports
	talk       model.Conversation
	messages   int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	clock := clockwork.NewFakeClockAt(storagetest.Start)
	d := newDeskAt(t, clock)
	d.clock = clock
	return d
}

func newDeskAt(t *testing.T, clock clockwork.Clock) *desk {
	t.Helper()
	store, news, log := storagetest.New(t), bus.New(clock), slog.New(slog.DiscardHandler)
	watch := New(Deps{
		Store: store, Bus: news, Sessions: nobody{}, Clock: clock, Log: log, Audit: audit.New(store, news, clock, log, "小王"),
	})
	return &desk{
		t: t, store: store, news: news, slas: watch.SLAs, supervisor: watch.Supervisor, reports: watch.Reports,
		talk: storagetest.Conversation(t, store, storagetest.Seat(t, store, model.Seat{}).ID, model.ConversationRef{}),
	}
}

// nobody is at work: no connection runs.
type nobody struct{}

func (nobody) Status(model.ConnectionID) model.LinkStatus { return model.LinkStatus{} }

func (nobody) LinkOf(context.Context, model.ConnectionID) (providers.Link, error) {
	return nil, model.NotFound("connection")
}

func (nobody) Oversights() []*Oversight { return nil }

// said stores a message of some minutes after the beginning.
func (d *desk) said(c model.Conversation, minute float64, direction model.Direction) model.MessageID {
	d.t.Helper()
	return d.saidAt(c, minutes(minute), direction)
}

func (d *desk) saidAt(c model.Conversation, at time.Time, direction model.Direction) model.MessageID {
	d.t.Helper()
	d.messages++
	m := model.Message{
		Seat: c.Seat, Conversation: c.ID, RemoteID: fmt.Sprintf("m%d", d.messages), SentAt: at,
		Direction: direction, Content: model.Content{Kind: model.KindText, Text: "话"},
	}
	if direction == model.Out {
		m.State = model.StateSent
	}
	var put storage.Put
	d.change(c, func(tx *storage.Tx) (err error) {
		put, err = tx.PutMessage(m)
		return err
	})
	return put.ID
}

func TestMessagesAreStoredAlsoWhereTheSLACantBeRead(t *testing.T) {
	d := newDesk(t)
	storagetest.Write(t, d.store, func(tx *storage.Tx) error { return tx.PutSetting(slaKey, `{"visit_gap":"12h"}`) })
	_, err := d.slas.Get(t.Context())
	require.Error(t, err, "the settings tell")
	d.said(d.talk, 1, model.In)
	d.said(d.talk, 2, model.Out)
	hours, err := d.supervisor.Hours(t.Context(), d.talk.Seat, minutes(0), minutes(60))
	require.NoError(t, err)
	require.Equal(t, 1, hours[0].Answered)
	require.NoError(t, d.slas.Set(t.Context(), defaultSLA()))
	_, err = d.slas.Get(t.Context())
	require.NoError(t, err)
}

// change does something to a conversation and brings its row in line.
func (d *desk) change(c model.Conversation, fn func(tx *storage.Tx) error) {
	d.t.Helper()
	storagetest.Write(d.t, d.store, func(tx *storage.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		row, err := tx.Conversation(c.ID)
		if err != nil {
			return err
		}
		newest, ok, err := tx.NewestMessage(c.ID)
		if err != nil {
			return err
		}
		if ok {
			row.LastAt = newest.SentAt
		}
		if !row.Group {
			if err := Served(tx, &row); err != nil {
				return err
			}
		}
		return tx.SaveConversation(row)
	})
}

func (d *desk) resolved(minute float64) {
	d.t.Helper()
	d.change(d.talk, func(tx *storage.Tx) error {
		row, err := tx.Conversation(d.talk.ID)
		if err != nil {
			return err
		}
		row.ResolvedAt = minutes(minute)
		if err := tx.AddResolution(row, row.ResolvedAt); err != nil {
			return err
		}
		return tx.SaveConversation(row)
	})
}

func (d *desk) row() model.Conversation {
	d.t.Helper()
	c, err := d.store.Conversation(d.t.Context(), d.talk.ID)
	require.NoError(d.t, err)
	return c
}

func minutes(n float64) time.Time {
	return storagetest.Start.Add(time.Duration(n * float64(time.Minute)))
}

// script plays "i" a message of the customer's, "o" one of ours, "r" that all is
// done, each at some minutes.
type script []struct {
	what   byte
	minute float64
}

func (d *desk) play(s script) {
	d.t.Helper()
	for _, step := range s {
		switch step.what {
		case 'i':
			d.said(d.talk, step.minute, model.In)
		case 'o':
			d.said(d.talk, step.minute, model.Out)
		case 'r':
			d.resolved(step.minute)
		}
	}
}

const long = 13 * 60 // minutes of silence that end a visit

func TestVisits(t *testing.T) {
	for name, tc := range map[string]struct {
		script                 script
		from, first, waitsFrom float64 // -1: not
	}{
		"nothing was said":               {nil, -1, -1, -1},
		"a question":                     {script{{'i', 1}}, 1, -1, 1},
		"more of it":                     {script{{'i', 1}, {'i', 2}}, 1, -1, 1},
		"an answer":                      {script{{'i', 1}, {'o', 3}}, 1, 3, -1},
		"the first answer stays":         {script{{'i', 1}, {'o', 3}, {'i', 4}, {'o', 5}, {'i', 6}}, 1, 3, 6},
		"we spoke first":                 {script{{'o', 1}, {'i', 3}}, 3, -1, 3},
		"only we spoke":                  {script{{'o', 1}, {'o', 3}}, -1, -1, -1},
		"a silence":                      {script{{'i', 1}, {'o', 3}, {'i', 3 + long}}, 3 + long, -1, 3 + long},
		"a silence while somebody waits": {script{{'i', 1}, {'i', 1 + long}}, 1, -1, 1},
		"and the answer to it":           {script{{'i', 1}, {'i', 1 + long}, {'o', 2 + long}}, 1, 2 + long, -1},
		"we broke the silence":           {script{{'i', 1}, {'o', 3}, {'o', 3 + long}}, -1, -1, -1},
		"and the customer came back":     {script{{'i', 1}, {'o', 3}, {'o', 3 + long}, {'i', 5 + long}}, 5 + long, -1, 5 + long},
		"all was done":                   {script{{'i', 1}, {'o', 3}, {'r', 4}}, -1, -1, -1},
		"it was done unanswered":         {script{{'i', 1}, {'r', 4}}, -1, -1, -1},
		"and there was more":             {script{{'i', 1}, {'o', 3}, {'r', 4}, {'i', 5}}, 5, -1, 5},
		"we spoke after it":              {script{{'i', 1}, {'r', 4}, {'o', 5}}, -1, -1, -1},
		"late history before":            {script{{'i', 1000}, {'o', 1001}, {'i', 1}, {'o', 2}}, 1000, 1001, -1},
		"late history within":            {script{{'i', 10}, {'i', 1}}, 1, -1, 1},
		"late history before the end":    {script{{'i', 5}, {'r', 6}, {'i', 1}}, -1, -1, -1},
		"an answer from a phone, late":   {script{{'i', 1}, {'i', 5}, {'o', 3}}, 1, 3, 5},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.play(tc.script)
			at := func(minute float64) time.Time {
				if minute < 0 {
					return time.Time{}
				}
				return minutes(minute)
			}
			check := func() {
				c := d.row()
				require.Equal(t, []time.Time{at(tc.from), at(tc.first), at(tc.waitsFrom)}, []time.Time{c.VisitFrom, c.VisitFirst, c.WaitingFrom})
			}
			check()
			d.change(d.talk, func(*storage.Tx) error { return nil }) // looked at again
			check()
		})
	}
}

func TestAVisitOfMoreTurnsThanAreLookedAtKeepsItsBeginning(t *testing.T) {
	d := newDesk(t)
	for n := range 2 * visitLook {
		d.said(d.talk, float64(10*n), []model.Direction{model.In, model.Out}[n%2])
	}
	c := d.row()
	require.Equal(t, minutes(0), c.VisitFrom)
	require.Equal(t, minutes(10), c.VisitFirst)
}

func TestATakeOverIsForOneVisit(t *testing.T) {
	d := newDesk(t)
	ctx := context.Background()
	d.play(script{{'i', 0}})
	d.clock.Advance(time.Minute)
	c, err := d.supervisor.TakeOver(ctx, d.talk.ID)
	require.NoError(t, err)
	require.Equal(t, []any{"小王", minutes(1)}, []any{c.TakenBy, c.TakenAt})
	d.play(script{{'o', 2}, {'i', 3}})
	require.Equal(t, "小王", d.row().TakenBy)
	d.play(script{{'o', 4}, {'i', 4 + long}})
	require.Empty(t, d.row().TakenBy, "that is another visit")
}

func TestResolve(t *testing.T) {
	d := newDesk(t)
	ctx := context.Background()
	require.True(t, model.IsTrouble(d.supervisor.Resolve(ctx, d.talk.ID), model.TroubleInvalid), "nothing is open")
	d.play(script{{'i', 5}}) // by a clock that is ahead of ours
	_, err := d.supervisor.TakeOver(ctx, d.talk.ID)
	require.NoError(t, err)
	require.NoError(t, d.supervisor.Resolve(ctx, d.talk.ID))
	c := d.row()
	require.Equal(t, minutes(5), c.ResolvedAt)
	require.True(t, c.WaitingFrom.IsZero())
	require.True(t, c.VisitFrom.IsZero())
	require.Empty(t, c.TakenBy)
	waiting, err := d.supervisor.Waiting(ctx, 0, 10)
	require.NoError(t, err)
	require.Empty(t, waiting)
	require.True(t, model.IsTrouble(d.supervisor.Resolve(ctx, d.talk.ID), model.TroubleInvalid), "it is done already")
	lines, err := d.supervisor.audit.List(ctx, audit.Filter{What: "visit.", Limit: 10})
	require.NoError(t, err)
	require.Len(t, lines, 2)
}

// day gives what was counted of the first two days, together.
func (d *desk) tally() model.Tally {
	d.t.Helper()
	hours, err := d.supervisor.Hours(context.Background(), d.talk.Seat, storagetest.Start.Truncate(storage.Day), storagetest.Start.Add(3*storage.Day))
	require.NoError(d.t, err)
	var sum model.Tally
	for _, h := range hours {
		sum = sum.Add(h.Tally)
	}
	return sum
}

func TestTallies(t *testing.T) {
	spread := func(steps ...int) (s [model.SpreadSteps]int) {
		for _, step := range steps {
			s[step]++
		}
		return s
	}
	for name, tc := range map[string]struct {
		script script
		want   model.Tally
	}{
		"nothing":    {nil, model.Tally{}},
		"a question": {script{{'i', 1}, {'i', 2}}, model.Tally{Received: 2, Visits: 1, Asked: 1}},
		"an answer": {
			script{{'i', 1}, {'i', 2}, {'o', 3}, {'o', 4}},
			model.Tally{
				Received: 2, Sent: 2, Visits: 1, Asked: 1, Answered: 1, WaitSum: 2 * time.Minute, Longest: 2 * time.Minute,
				FirstAnswered: 1, FirstSum: 2 * time.Minute, Spread: spread(4),
			},
		},
		"two waits of one visit": {
			script{{'i', 0}, {'o', 1}, {'i', 5}, {'o', 9}},
			model.Tally{
				Received: 2, Sent: 2, Visits: 1, Asked: 2, Answered: 2, WaitSum: 5 * time.Minute, Longest: 4 * time.Minute,
				FirstAnswered: 1, FirstSum: time.Minute, Spread: spread(3, 6),
			},
		},
		"two visits": {
			script{{'i', 0}, {'o', 0.5}, {'i', 5 + long}, {'o', 70 + long}},
			model.Tally{
				Received: 2, Sent: 2, Visits: 2, Asked: 2, Answered: 2, WaitSum: 65*time.Minute + 30*time.Second, Longest: 65 * time.Minute,
				FirstAnswered: 2, FirstSum: 65*time.Minute + 30*time.Second, Spread: spread(2, 11),
			},
		},
		"done":     {script{{'i', 0}, {'r', 1}, {'i', 2}}, model.Tally{Received: 2, Visits: 2, Asked: 2, Resolved: 1}},
		"we alone": {script{{'o', 0}, {'o', 1}}, model.Tally{Sent: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.clock.Advance(2 * storage.Day)
			d.play(tc.script)
			require.Equal(t, tc.want, d.tally())
			require.Equal(t, tc.want, d.tally(), "counted once")
		})
	}
}

func TestAWaitOverMidnightCountsWhereItBegan(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(2 * storage.Day)
	evening := float64(15*60 + 59) // 23:59
	d.play(script{{'i', evening}})
	first, second := storagetest.Start.Truncate(storage.Day), storagetest.Start.Truncate(storage.Day).Add(storage.Day)
	of := func(day time.Time) (sum model.Tally) {
		hours, err := d.supervisor.Hours(context.Background(), d.talk.Seat, day, day.Add(storage.Day))
		require.NoError(t, err)
		for _, h := range hours {
			sum = sum.Add(h.Tally)
		}
		return sum
	}
	require.Equal(t, model.Tally{Received: 1, Visits: 1, Asked: 1}, of(first))
	d.play(script{{'i', evening + 2}, {'o', evening + 3}})
	require.Equal(t, 1, of(first).Answered)
	require.Equal(t, 3*time.Minute, of(first).FirstSum)
	require.Equal(t, model.Tally{Received: 1, Sent: 1}, of(second))
}

// Whatever comes in whatever order, counting what is stale gives what counting all
// at once would give; so does looking at the row.
func TestCountsFollowFromWhatIsStored(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 5))
			d := newDesk(t)
			d.clock.Advance(20 * storage.Day)
			gap := defaultSLA().VisitGap
			var ids []model.MessageID
			for range 120 {
				minute := float64(rng.IntN(10 * 24 * 60))
				if rng.IntN(2) == 0 { // crowded around some midnight
					minute = float64(16*60+24*60*rng.IntN(5)) + float64(rng.IntN(40)-20)
				}
				switch n := rng.IntN(20); {
				case n < 8:
					ids = append(ids, d.said(d.talk, minute, model.In))
				case n < 15:
					ids = append(ids, d.said(d.talk, minute, model.Out))
				case n < 16 && len(ids) > 0:
					d.recall(ids[rng.IntN(len(ids))])
				case n < 17 && len(ids) > 0:
					id := ids[rng.IntN(len(ids))]
					d.change(d.talk, func(tx *storage.Tx) error { return tx.DeleteMessage(id) })
					ids = without(ids, id)
				case n < 18:
					d.resolved(max(minute, d.row().ResolvedAt.Sub(minutes(0)).Minutes())) // a clock goes on
				case n < 19:
					gap = []time.Duration{time.Hour, 12 * time.Hour, 30 * time.Hour}[rng.IntN(3)]
					sla := defaultSLA()
					sla.VisitGap = gap
					require.NoError(t, d.slas.Set(context.Background(), sla))
				}
				if rng.IntN(3) > 0 {
					continue
				}
				hours, err := d.supervisor.Hours(context.Background(), d.talk.Seat, minutes(-storage.Day.Minutes()), minutes(12*24*60))
				require.NoError(t, err)
				want, k := d.countAll(gap)
				for _, h := range hours {
					require.Equal(t, want[h.Hour], &h.Tally, h.Hour)
					delete(want, h.Hour)
				}
				require.Empty(t, want)
				d.change(d.talk, func(*storage.Tx) error { return nil })
				require.Equal(t, k.waiting, d.row().WaitingFrom)
				require.Equal(t, k.visit, !d.row().VisitFrom.IsZero())
			}
		})
	}
}

func without(ids []model.MessageID, id model.MessageID) (rest []model.MessageID) {
	for _, other := range ids {
		if other != id {
			rest = append(rest, other)
		}
	}
	return rest
}

func (d *desk) recall(id model.MessageID) {
	d.t.Helper()
	d.change(d.talk, func(tx *storage.Tx) error {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		_, err = tx.RecallMessage(storage.Recall{Seat: m.Seat, Conversation: m.Conversation, RemoteID: m.RemoteID, At: m.SentAt})
		return err
	})
}

// countAll goes through all that was ever said at once.
func (d *desk) countAll(gap time.Duration) (map[time.Time]*model.Tally, talking) {
	d.t.Helper()
	var turns []storage.Turn
	messages, err := d.store.Messages(d.t.Context(), d.talk.ID, storage.MessageWindow{})
	require.NoError(d.t, err)
	talks, err := d.store.Talks(d.t.Context(), d.talk.Seat, minutes(-storage.Day.Minutes()), minutes(20*24*60))
	require.NoError(d.t, err)
	for _, talk := range talks {
		turns = append(turns, talk.Turns...)
	}
	spoken := 0
	for _, turn := range turns {
		if turn.Kind != storage.TurnDone {
			spoken++
		}
	}
	counting := 0
	for _, m := range messages {
		if m.Content.Kind == model.KindText {
			counting++
		}
	}
	require.Equal(d.t, counting, spoken)
	c := counter{from: minutes(-1e6), to: minutes(1e6), hours: map[time.Time]*model.Tally{}}
	k := talking{gap: gap}
	for _, turn := range turns {
		k.take(turn, c)
	}
	return c.hours, k
}
