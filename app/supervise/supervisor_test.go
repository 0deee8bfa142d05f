package supervise

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestTimeline(t *testing.T) {
	line := func(minute float64, state model.SeatState) model.SeatLogEntry {
		return model.SeatLogEntry{At: minutes(minute), State: state}
	}
	span := func(state model.SeatState, from, to float64) model.StateSpan {
		return model.StateSpan{State: state, From: minutes(from), To: minutes(to)}
	}
	for name, tc := range map[string]struct {
		log  []model.SeatLogEntry
		now  float64
		want []model.StateSpan
	}{
		"nothing is known": {nil, 60, []model.StateSpan{span(model.SeatUnknown, 0, 60)}},
		"as it was before": {[]model.SeatLogEntry{line(-5, model.SeatOnline)}, 60, []model.StateSpan{span(model.SeatOnline, 0, 60)}},
		"changes": {
			[]model.SeatLogEntry{line(-5, model.SeatOnline), line(10, model.SeatOffline), line(20, model.SeatBanned)},
			90,
			[]model.StateSpan{span(model.SeatOnline, 0, 10), span(model.SeatOffline, 10, 20), span(model.SeatBanned, 20, 60)},
		},
		"two that say the same": {
			[]model.SeatLogEntry{line(10, model.SeatOnline), line(11, model.SeatOnline)},
			60,
			[]model.StateSpan{span(model.SeatUnknown, 0, 10), span(model.SeatOnline, 10, 60)},
		},
		"two at once": {
			[]model.SeatLogEntry{line(10, model.SeatOffline), line(10, model.SeatOnline)},
			60,
			[]model.StateSpan{span(model.SeatUnknown, 0, 10), span(model.SeatOnline, 10, 60)},
		},
		"the future": {
			[]model.SeatLogEntry{line(10, model.SeatOnline), line(50, model.SeatOffline)},
			30,
			[]model.StateSpan{span(model.SeatUnknown, 0, 10), span(model.SeatOnline, 10, 30), span(model.SeatUnknown, 30, 60)},
		},
		"all of it is": {[]model.SeatLogEntry{line(-10, model.SeatOnline)}, -5, []model.StateSpan{span(model.SeatUnknown, 0, 60)}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, timeline(tc.log, minutes(0), minutes(60), minutes(tc.now)))
		})
	}
	require.Empty(t, timeline(nil, minutes(1), minutes(1), minutes(2)))
}

func TestTheTimelineOfASeatIsItsLog(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(time.Hour)
	seat := d.talk.Seat // online from the beginning on
	storagetest.Write(t, d.store, func(tx *storage.Tx) error {
		_, err := tx.PutSeatLog(seat, []model.SeatLogEntry{
			{At: minutes(10), State: model.SeatOffline, Source: model.LoggedRemote}, {At: minutes(30), State: model.SeatOnline, Source: model.LoggedRemote},
		})
		return err
	})
	spans, err := d.supervisor.Timeline(t.Context(), seat, minutes(20), minutes(60))
	require.NoError(t, err)
	require.Equal(t, []model.StateSpan{
		{State: model.SeatOffline, From: minutes(20), To: minutes(30)}, {State: model.SeatOnline, From: minutes(30), To: minutes(60)},
	}, spans)
	log, err := d.supervisor.Log(t.Context(), seat, 2)
	require.NoError(t, err)
	require.Equal(t, []time.Time{minutes(30), minutes(10)}, []time.Time{log[0].At, log[1].At})
	require.Equal(t, model.LoggedRemote, log[0].Source)
}

func TestDaysAreThoseHere(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(4 * storage.Day)
	begin := midnight(minutes(24 * 60))
	d.said(d.talk, begin.Add(-2*time.Hour).Sub(minutes(0)).Minutes(), model.In)
	d.said(d.talk, begin.Add(2*time.Hour).Sub(minutes(0)).Minutes(), model.In)
	days, err := d.supervisor.Days(t.Context(), 0, begin.Add(-time.Hour), begin.Add(25*time.Hour))
	require.NoError(t, err)
	require.Len(t, days, 3)
	require.Equal(t, []int{1, 1, 0}, []int{days[0].Received, days[1].Received, days[2].Received})
	require.Equal(t, begin, days[1].Day)
	none, err := d.supervisor.Days(t.Context(), 0, begin, begin.Add(-25*time.Hour))
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = d.supervisor.Hours(t.Context(), 0, minutes(0), minutes(500*24*60))
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}

func TestASeatOfAConnectionThatIsDownIsNeitherOnlineNorOffline(t *testing.T) {
	var got BoardTotals
	for _, link := range []model.Link{model.LinkIdle, model.LinkConnecting, model.LinkOnline, model.LinkRefused} {
		for _, state := range []model.SeatState{model.SeatUnknown, model.SeatOnline, model.SeatOffline, model.SeatKicked, model.SeatBanned} {
			row := BoardRow{Link: model.LinkStatus{Link: link}, Seat: model.Seat{State: state, Unread: 1}}
			got.Add(&row)
			got.addState(&row)
		}
	}
	require.Equal(t, BoardTotals{Seats: 20, Online: 2, Offline: 4, Banned: 4, Down: 8, Unread: 20}, got)
}

func TestADayBeginsWhereItHasNoMidnight(t *testing.T) {
	for name, first := range map[string]time.Time{ // clocks are put forward at midnight
		"America/Havana":   time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC),
		"Africa/Cairo":     time.Date(2026, 4, 23, 0, 0, 0, 0, time.UTC),
		"America/Santiago": time.Date(2026, 9, 5, 0, 0, 0, 0, time.UTC),
	} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		day := beginOf(first.Year(), first.Month(), first.Day(), zone)
		for n, hours := range []float64{24, 23, 24} {
			require.Equal(t, first.AddDate(0, 0, n).Format(dayLayout), day.Format(dayLayout), name)
			next := nextDay(day)
			require.Equal(t, hours, next.Sub(day).Hours(), name)
			day = next
		}
	}
}

func TestHoursOfAllSeatsAreOfAllTogether(t *testing.T) {
	d := newDesk(t)
	d.clock.Advance(time.Hour)
	other := storagetest.Conversation(t, d.store, storagetest.Seat(t, d.store, model.Seat{}).ID, model.ConversationRef{})
	d.said(d.talk, 1, model.In)
	d.said(other, 2, model.In)
	hours, err := d.supervisor.Hours(t.Context(), 0, minutes(0), minutes(60))
	require.NoError(t, err)
	require.Equal(t, []model.HourTally{{Hour: minutes(0), Tally: model.Tally{Received: 2, Visits: 2, Asked: 2}}}, hours)
	hours, err = d.supervisor.Hours(t.Context(), other.Seat, minutes(0), minutes(60))
	require.NoError(t, err)
	require.Equal(t, []model.HourTally{{Seat: other.Seat, Hour: minutes(0), Tally: model.Tally{Received: 1, Visits: 1, Asked: 1}}}, hours)
}

func TestOurOwnPanel(t *testing.T) {
	var seats []model.Seat
	for i, state := range []model.SeatState{
		model.SeatOnline, model.SeatOnline, model.SeatOffline, model.SeatKicked, model.SeatBanned, model.SeatUnknown,
	} {
		seats = append(seats, model.Seat{ID: model.SeatID(i), Connection: 1, State: state})
	}
	seats = append(seats, model.Seat{Connection: 1, State: model.SeatOnline, Removed: true}, model.Seat{Connection: 2, State: model.SeatOnline})
	require.Equal(t, model.Panel{
		At: minutes(0), Users: 6, Online: 2, Accounts: -1, AccountsOnline: -1, AccountsOffline: -1, AccountsNormal: 5, AccountsBanned: 1,
	}, ownPanel(1, seats, minutes(0)))
}

func TestTeamsAreNamedHere(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	seat := storagetest.Seat(t, d.store, model.Seat{Teams: "3,7"})
	storagetest.Write(t, d.store, func(tx *storage.Tx) error {
		_, err := tx.PutTeams(seat.Connection, []model.Team{{ID: "3", Name: "售前"}})
		return err
	})
	three, seven := model.Team{Connection: seat.Connection, ID: "3", Name: "售前"}, model.Team{Connection: seat.Connection, ID: "7"}
	teams := func() []model.Team {
		list, err := d.supervisor.Teams(ctx)
		require.NoError(t, err)
		return list
	}
	require.Equal(t, []model.Team{three, seven}, teams())
	require.NoError(t, d.supervisor.NameTeam(ctx, three, " 早班 "))
	require.NoError(t, d.supervisor.NameTeam(ctx, seven, "晚班"))
	early, late := model.Team{Connection: seat.Connection, ID: "3", Name: "早班", Named: true}, model.Team{Connection: seat.Connection, ID: "7", Name: "晚班", Named: true}
	require.Equal(t, []model.Team{early, late}, teams())
	board, err := d.supervisor.Board(ctx)
	require.NoError(t, err)
	require.Equal(t, []model.Team{early, late}, board.Rows[1].Teams)
	require.NoError(t, d.supervisor.NameTeam(ctx, early, ""))
	require.Equal(t, three, teams()[0])
	require.True(t, model.IsTrouble(d.supervisor.NameTeam(ctx, seven, "a\nb"), model.TroubleInvalid))
	require.True(t, model.IsTrouble(d.supervisor.NameTeam(ctx, model.Team{}, "a"), model.TroubleInvalid))
}
