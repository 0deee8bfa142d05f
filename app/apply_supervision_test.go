package app

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

func (d *deck) seat(name string) model.Seat {
	d.t.Helper()
	s, err := d.store.Seat(context.Background(), d.seatID(name))
	require.NoError(d.t, err)
	return s
}

// twice tells events two times: what the first has done stays.
func (d *deck) twice(events ...model.Event) {
	d.t.Helper()
	d.says(events...)
	before, err := d.store.Seats(context.Background())
	require.NoError(d.t, err)
	log, err := d.store.SeatLogNewest(context.Background(), 1, 100)
	require.NoError(d.t, err)
	changes := 0
	cancel := d.console.Bus.Subscribe(func(c bus.Change) {
		if len(c.Seats) > 0 || c.Company || c.Tallies {
			changes++
		}
	})
	d.pass(time.Second)
	changes = 0
	d.says(events...)
	d.pass(time.Second)
	cancel()
	after, err := d.store.Seats(context.Background())
	require.NoError(d.t, err)
	require.Equal(d.t, before, after)
	again, err := d.store.SeatLogNewest(context.Background(), 1, 100)
	require.NoError(d.t, err)
	require.Equal(d.t, log, again)
	require.Zero(d.t, changes)
}

func TestWhatASupervisorIsToldIsStoredOnce(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		d.pass(5 * time.Minute)
		a, b := model.SeatRef{RemoteID: "a"}, model.SeatRef{AccountID: "me-b"}
		now := time.Now().UTC()
		ago := func(n time.Duration) time.Time { return now.Add(-n) }

		d.twice(model.SeatStateSeen{Seat: a, State: model.SeatBanned, At: ago(time.Minute), BannedFrom: ago(2 * time.Minute), UnlockAt: now.Add(time.Hour)})
		require.Equal(t, model.SeatBanned, d.seat("a").State)
		require.Equal(t, ago(time.Minute), d.seat("a").StateSince)
		require.Equal(t, now.Add(time.Hour), d.seat("a").UnlockAt)
		d.twice(model.SeatStateSeen{Seat: a, State: model.SeatOffline, At: ago(90 * time.Second)})
		require.Equal(t, model.SeatBanned, d.seat("a").State, "that was before")
		d.twice(model.SeatLogSeen{Seat: a, Entries: []model.SeatLogEntry{{At: ago(time.Second), State: model.SeatOnline}}})
		require.Equal(t, model.SeatBanned, d.seat("a").State, "a log knows nothing of bans")
		d.twice(model.SeatStateSeen{Seat: a, State: model.SeatOnline, At: now})
		require.Zero(t, d.seat("a").UnlockAt)
		require.Equal(t, now, d.seat("a").LastLogin)

		d.twice(model.SeatLogSeen{Seat: b, Entries: []model.SeatLogEntry{
			{At: ago(time.Minute), State: model.SeatOffline},
			{At: ago(2 * time.Minute), State: model.SeatOnline},
			{At: now.Add(time.Hour), State: model.SeatOnline}, // a clock that is wrong
		}})
		require.Equal(t, model.SeatOffline, d.seat("b").State)
		require.Equal(t, ago(time.Minute), d.seat("b").LastLogout)
		require.Equal(t, ago(2*time.Minute), d.seat("b").LastLogin)

		d.twice(model.DetectionSeen{Detection: model.Detection{ID: "d", At: now, Banned: 1, Records: []model.DetectionRecord{
			{Seat: b, Banned: true, From: ago(time.Minute), UnlockAt: now.Add(time.Hour)},
			{Seat: model.SeatRef{RemoteID: "nobody"}, Banned: true},
			{Seat: a, Failed: true, Banned: true},
		}}})
		require.Equal(t, model.SeatBanned, d.seat("b").State)
		require.Equal(t, model.SeatOnline, d.seat("a").State)
		seats, err := d.store.Seats(ctx)
		require.NoError(t, err)
		require.Len(t, seats, 2, "an account of a detection is no seat")
		d.twice(model.DetectionSeen{Detection: model.Detection{ID: "d2", At: time.Now(), Records: []model.DetectionRecord{{Seat: b}}}})
		require.Equal(t, model.SeatOffline, d.seat("b").State, "it may log in again")

		d.twice(model.CompanySeen{Company: model.Company{ID: "c", Name: "公司"}}, model.TeamsSeen{Teams: []model.Team{{ID: "7", Name: "七组"}}},
			model.PanelSeen{Panel: model.Panel{At: now, Users: 2}}, model.QuotasSeen{Quotas: []model.Quota{{Kind: model.QuotaLicences, Left: 100}}},
			model.OfficialSeen{Seat: a, Days: []model.OfficialDay{{Day: now, Chats: 3}}},
			model.CompanyNoticeSeen{Notice: model.CompanyNotice{ID: "n", At: now, Kind: "lost", Seat: a}})
		notices, err := d.store.Notices(ctx, 9)
		require.NoError(t, err)
		require.Equal(t, "a", notices[0].Seat.RemoteID)

		d.twice(model.SeatSeen{Seat: model.Seat{RemoteID: "a", CorpID: "c", Teams: "3,7", Number: "001", Mobile: "138", AddLimits: model.AddLimits{PerDay: 9}}, Partial: true})
		d.twice(model.SeatSeen{Seat: model.Seat{RemoteID: "a", Number: "002"}, Partial: true})
		s := d.seat("a")
		require.Equal(t, []string{"c", "3,7", "002", "138"}, []string{s.CorpID, s.Teams, s.Number, s.Mobile})
		require.Equal(t, 9, s.AddLimits.PerDay)
		require.Equal(t, now, s.LastLogin)
	})
}

func TestAListKnowsSinceWhen(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ago := func(n int) time.Time { return now.Add(-time.Duration(n) * time.Minute) }
	old := model.Seat{State: model.SeatOnline, StateSince: ago(30)}
	for name, c := range map[string]struct {
		old, s model.Seat
		want   time.Time
	}{
		"told":                {old, model.Seat{State: model.SeatOffline, LastLogout: ago(20)}, ago(20)},
		"before what is seen": {old, model.Seat{State: model.SeatOffline, LastLogout: ago(40)}, now},
		"not told":            {old, model.Seat{State: model.SeatOffline}, now},
		"logged in since":     {old, model.Seat{State: model.SeatOffline, LastLogout: ago(20), LastLogin: ago(10)}, now},
		"in the future":       {old, model.Seat{State: model.SeatOffline, LastLogout: ago(-5)}, now},
		"first seen":          {model.Seat{}, model.Seat{State: model.SeatOnline, LastLogin: ago(400)}, ago(400)},
		"banned":              {old, model.Seat{State: model.SeatBanned, BannedFrom: ago(5)}, ago(5)},
	} {
		require.Equal(t, c.want, stateSince(c.old, c.s, now), name)
	}
}
