package supervise

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// noon is a Monday.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// watchedAtNoon is a console that has run for a day, on two connections that are up.
func watchedAtNoon(change func(*watched)) watched {
	day := noon.Add(-24 * time.Hour)
	w := watched{now: noon, started: day, gaps: map[model.SeatID]time.Time{}, quotas: map[model.ConnectionID][]model.Quota{}}
	for id := range model.ConnectionID(2) {
		w.links = append(w.links, watchedLink{id: id + 1, online: true, since: day, trusted: day, settled: day})
	}
	w.seats = []model.Seat{
		{ID: 1, Connection: 1, RemoteID: "a", State: model.SeatOnline, StateSince: day, Teams: "3,7"},
		{ID: 2, Connection: 2, RemoteID: "b", State: model.SeatOnline, StateSince: day},
	}
	change(&w)
	return w
}

func TestConditions(t *testing.T) {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	off := func(seat int, since time.Duration) func(*watched) {
		return func(w *watched) {
			w.seats[seat].State, w.seats[seat].StateSince = model.SeatOffline, ago(since)
		}
	}
	wait := func(c model.Conversation) func(*watched) {
		return func(w *watched) { w.waits = append(w.waits, c) }
	}
	offline := model.AlertRule{ID: 1, Kind: model.AlertOffline, On: true, Over: 5 * time.Minute}
	waiting := model.AlertRule{ID: 1, Kind: model.AlertWaiting, On: true, Over: 10 * time.Minute}
	detection := model.AlertRule{ID: 1, Kind: model.AlertDetection, On: true}
	found := func(age time.Duration, refs ...string) func(*watched) {
		return func(w *watched) {
			d := model.Detection{ID: "d", At: ago(age), Banned: len(refs)}
			for _, ref := range refs {
				d.Records = append(d.Records, model.DetectionRecord{Seat: model.SeatRef{RemoteID: ref}, Banned: true})
			}
			w.detections = append(w.detections, storage.BansFound{Connection: 1, Detection: d})
		}
	}
	both := func(list ...func(*watched)) func(*watched) {
		return func(w *watched) {
			for _, one := range list {
				one(w)
			}
		}
	}
	with := func(r model.AlertRule, change func(*model.AlertRule)) model.AlertRule {
		change(&r)
		return r
	}
	nine := SLA{On: true, First: 3 * time.Minute, WarnAt: 70, VisitGap: time.Hour, Hours: WorkHours{Zone: "UTC"}}
	for day := range nine.Hours.Days {
		nine.Hours.Days[day] = []HoursSpan{{13 * 60, 18 * 60}} // noon is before it
	}
	for _, c := range []struct {
		name string
		rule model.AlertRule
		see  func(*watched)
		sla  SLA
		want string // "<seat or connection> <since, minutes ago> [hold]", "" nothing
		next time.Duration
	}{
		{"offline for long", offline, off(0, 6*time.Minute), SLA{}, "seat 1 6", 0},
		{"offline for exactly so long", offline, off(0, 5*time.Minute), SLA{}, "seat 1 5", 0},
		{"offline, not long", offline, off(0, 4*time.Minute), SLA{}, "", time.Minute},
		{"kicked", offline, func(w *watched) { w.seats[0].State, w.seats[0].StateSince = model.SeatKicked, ago(time.Hour) }, SLA{}, "seat 1 60", 0},
		{"off", with(offline, func(r *model.AlertRule) { r.On = false }), off(0, time.Hour), SLA{}, "", 0},
		{"of another connection", with(offline, func(r *model.AlertRule) { r.Connections = []model.ConnectionID{2} }), off(0, time.Hour), SLA{}, "", 0},
		{"of the team", with(offline, func(r *model.AlertRule) { r.Teams = []string{"7"} }), off(0, time.Hour), SLA{}, "seat 1 60", 0},
		{"of no team", with(offline, func(r *model.AlertRule) { r.Teams = []string{"7"} }), off(1, time.Hour), SLA{}, "", 0},
		{"the link is down", offline, both(off(0, time.Hour), func(w *watched) { w.links[0].online = false }), SLA{}, "seat 1 60 hold", 0},
		{
			"the file is old", offline,
			both(off(0, 48*time.Hour), func(w *watched) { w.links[0].trusted = noon.Add(20 * time.Second) }),
			SLA{},
			"seat 1 2880 hold", 20 * time.Second,
		},
		{
			"the file is old, but this came since", offline,
			both(off(0, 6*time.Minute), func(w *watched) { w.links[0].trusted = noon.Add(20 * time.Second) }),
			SLA{},
			"seat 1 6", 0,
		},
		{"outside of working hours", with(offline, func(r *model.AlertRule) { r.WorkHours = true }), off(0, time.Hour), nine, "seat 1 60 hold", time.Hour},
		{
			"banned",
			model.AlertRule{ID: 1, Kind: model.AlertBanned, On: true},
			func(w *watched) {
				w.seats[1].State, w.seats[1].StateSince, w.seats[1].BannedFrom = model.SeatBanned, ago(0), ago(time.Hour)
			},
			SLA{},
			"seat 2 60", 0,
		},
		{"waits for long", waiting, wait(model.Conversation{ID: 9, Seat: 1, WaitingFrom: ago(11 * time.Minute)}), SLA{}, "seat 1 11", 0},
		{"waits, not long", waiting, wait(model.Conversation{ID: 9, Seat: 1, WaitingFrom: ago(9 * time.Minute)}), SLA{}, "", time.Minute},
		{"a group", waiting, wait(model.Conversation{ID: 9, Seat: 1, Group: true, WaitingFrom: ago(time.Hour)}), SLA{}, "", 0},
		{"of a seat that is gone", waiting, wait(model.Conversation{ID: 9, Seat: 5, WaitingFrom: ago(time.Hour)}), SLA{}, "", 0},
		{
			"history is still read", waiting,
			both(wait(model.Conversation{ID: 9, Seat: 1, WaitingFrom: ago(time.Hour), Cursor: model.Cursor{Gap: true}}), func(w *watched) { w.links[0].since = ago(time.Minute) }),
			SLA{},
			"seat 1 60 hold", time.Minute,
		},
		{"the SLA ran out", model.AlertRule{ID: 1, Kind: model.AlertSLA, On: true}, wait(model.Conversation{ID: 9, Seat: 1, WaitingFrom: ago(5 * time.Minute)}), defaultSLA(), "seat 1 2", 0},
		{"the SLA will run out", model.AlertRule{ID: 1, Kind: model.AlertSLA, On: true}, wait(model.Conversation{ID: 9, Seat: 1, WaitingFrom: ago(150 * time.Second)}), defaultSLA(), "", 30 * time.Second},
		{"many unread", model.AlertRule{ID: 1, Kind: model.AlertUnread, On: true, Count: 50}, func(w *watched) { w.seats[0].Unread = 50 }, SLA{}, "seat 1 0", 0},
		{"few unread", model.AlertRule{ID: 1, Kind: model.AlertUnread, On: true, Count: 50}, func(w *watched) { w.seats[0].Unread = 49 }, SLA{}, "", 0},
		{
			"a gap",
			model.AlertRule{ID: 1, Kind: model.AlertGap, On: true, Over: 10 * time.Minute},
			func(w *watched) { w.seats[0].Gaps, w.gaps[1] = 2, ago(10*time.Minute) },
			SLA{},
			"seat 1 10", 0,
		},
		{"little left", model.AlertRule{ID: 1, Kind: model.AlertQuota, On: true, Count: 50}, func(w *watched) { w.quotas[2] = []model.Quota{{Left: 50}} }, SLA{}, "connection 2 0", 0},
		{"never any", model.AlertRule{ID: 1, Kind: model.AlertQuota, On: true, Count: 50}, func(w *watched) { w.quotas[2] = []model.Quota{{}} }, SLA{}, "", 0},
		{"enough left", model.AlertRule{ID: 1, Kind: model.AlertQuota, On: true, Count: 50}, func(w *watched) { w.quotas[2] = []model.Quota{{Left: 51}} }, SLA{}, "", 0},
		{
			"a link is down",
			model.AlertRule{ID: 1, Kind: model.AlertLink, On: true, Over: 2 * time.Minute},
			func(w *watched) { w.links[1].online, w.links[1].since = false, ago(3*time.Minute) },
			SLA{},
			"connection 2 3", 0,
		},
		{"a ban was found", detection, both(found(time.Hour, "a"), func(w *watched) { w.seats[0].State = model.SeatBanned }), SLA{}, "connection 1 60", 23*time.Hour + time.Millisecond},
		{"a ban was found that is over", detection, found(time.Hour, "a"), SLA{}, "", 23*time.Hour + time.Millisecond},
		{"of an account that nobody knows", detection, found(time.Hour, "x"), SLA{}, "connection 1 60", 23*time.Hour + time.Millisecond},
		{"the same one was found again and again", detection, both(found(time.Hour, "x"), found(2*time.Hour, "x"), found(3*time.Hour, "x")), SLA{}, "connection 1 180", 21*time.Hour + time.Millisecond},
		{"another one was found later", detection, both(found(time.Hour, "x", "y"), found(2*time.Hour, "x")), SLA{}, "connection 1 120connection 1 60", 22*time.Hour + time.Millisecond},
		{"of one that nobody knows, long ago", detection, found(25*time.Hour, "x"), SLA{}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, next := conditions(watchedAtNoon(c.see), []model.AlertRule{c.rule}, c.sla)
			got := ""
			for _, one := range list {
				got += fmt.Sprintf("connection %d", one.Connection)
				if one.Seat != 0 {
					got = fmt.Sprintf("seat %d", one.Seat)
				}
				got += fmt.Sprintf(" %d", int(noon.Sub(one.Since)/time.Minute))
				if one.hold {
					got += " hold"
				}
			}
			require.Equal(t, c.want, got)
			if c.next == 0 {
				require.Zero(t, next)
			} else {
				require.Equal(t, noon.Add(c.next), next)
			}
		})
	}
}

func TestAlertsBecomeWhatThereIsToWarnOf(t *testing.T) {
	alert := func(id model.AlertID, seat model.SeatID, count int) model.Alert {
		return model.Alert{ID: id, Rule: 1, Kind: model.AlertUnread, Seat: seat, Count: count}
	}
	open := []model.Alert{alert(1, 1, 5), alert(2, 2, 5), alert(3, 3, 5), alert(4, 4, 5)}
	change := changeTo([]condition{
		{Alert: alert(0, 1, 5)},
		{Alert: alert(0, 2, 6)},
		{Alert: alert(0, 3, 9), hold: true},
		{Alert: alert(0, 5, 1)},
		{Alert: alert(0, 5, 1)},
		{Alert: alert(0, 6, 1), hold: true},
	}, open, noon)
	require.Equal(t, []model.AlertID{4}, change.clear, "only what is known to be over")
	require.Len(t, change.update, 1)
	require.Equal(t, alert(2, 2, 6), change.update[0])
	require.Len(t, change.raise, 1, "once, and not what is not known")
	require.Equal(t, noon, change.raise[0].Raised)
	require.True(t, changeTo([]condition{{Alert: alert(0, 1, 5)}}, open[:1], noon).empty())
}

func TestRulesThatMakeNoSense(t *testing.T) {
	a := newAlertsOf(t)
	ctx := t.Context()
	rules, err := a.Rules(ctx)
	require.NoError(t, err)
	require.Len(t, rules, len(model.AlertKinds), "one of each on a fresh file")
	for name, r := range map[string]model.AlertRule{
		"kind":     {Kind: "weather"},
		"time":     {Kind: model.AlertWaiting},
		"longest":  {Kind: model.AlertOffline, Over: 31 * 24 * time.Hour},
		"number":   {Kind: model.AlertUnread},
		"below":    {Kind: model.AlertQuota, Count: -1},
		"unknown":  {ID: 99, Kind: model.AlertBanned},
		"another":  {ID: rules[0].ID, Kind: model.AlertLink},
		"target":   {Kind: model.AlertBanned, Targets: []string{"nobody"}},
		"name":     {Kind: model.AlertBanned, Name: string(make([]rune, 61))},
		"negative": {Kind: model.AlertOffline, Over: -1},
	} {
		require.True(t, model.IsTrouble(a.SetRules(ctx, []model.AlertRule{r}), model.TroubleInvalid), name)
	}
	fresh := model.AlertRule{Kind: model.AlertOffline, On: true, Over: time.Hour}
	require.NoError(t, a.SetRules(ctx, []model.AlertRule{rules[0], fresh}))
	require.NoError(t, a.SetRules(ctx, []model.AlertRule{rules[0], fresh}))
	rules, err = a.Rules(ctx)
	require.NoError(t, err)
	require.Equal(t, int64(len(model.AlertKinds)+2), rules[1].ID, "a number is given once")

	for name, try := range map[string]struct {
		target  model.AlertTarget
		address string
	}{
		"no name":         {model.AlertTarget{Robot: true}, "https://x/"},
		"no address":      {model.AlertTarget{Name: "群", Robot: true}, ""},
		"in the clear":    {model.AlertTarget{Name: "群", Robot: true}, "http://qyapi.example/send"},
		"no web":          {model.AlertTarget{Name: "群", Robot: true}, "file:///etc/passwd"},
		"with a password": {model.AlertTarget{Name: "群", Robot: true}, "https://u:p@x/"},
		"to nobody":       {model.AlertTarget{Name: "主管", Connection: 1}, ""},
	} {
		require.True(t, model.IsTrouble(a.SetTarget(ctx, try.target, try.address), model.TroubleInvalid), name)
	}
	require.NoError(t, a.SetTarget(ctx, model.AlertTarget{Name: "群", Robot: true}, "https://x/?key=k"))
	require.NoError(t, a.SetTarget(ctx, model.AlertTarget{Name: "群", Robot: true}, ""), "the address stays")
	rules[0].Targets = []string{"群"}
	require.NoError(t, a.SetRules(ctx, rules))
	require.NoError(t, a.RemoveTarget(ctx, "群"))
	rules, err = a.Rules(ctx)
	require.NoError(t, err)
	require.Empty(t, rules[0].Targets)
	blob, err := a.store.SealedOwn(ctx, robotSecret("群"))
	require.NoError(t, err)
	require.Nil(t, blob)
	list, err := a.Targets(ctx)
	require.NoError(t, err)
	require.Empty(t, list)
}

// newAlertsOf are alerts on a file of their own.
func newAlertsOf(t *testing.T) *Alerts {
	t.Helper()
	store, clock, log := storagetest.New(t), clockwork.NewFakeClockAt(storagetest.Start), slog.New(slog.DiscardHandler)
	news := bus.New(clock)
	return New(Deps{
		Store: store, Bus: news, Sessions: nobody{}, Vault: openVault{}, Clock: clock, Log: log, Audit: audit.New(store, news, clock, log, "tester"),
	}).Alerts
}

// openVault hides nothing.
type openVault struct{}

func (openVault) Seal(_ string, plain []byte) ([]byte, error) { return plain, nil }

func (openVault) Unseal(_ string, sealed []byte) ([]byte, error) { return sealed, nil }

// Forty customers of a seat are one alert about the seat, which follows whoever has
// waited longest and stays acknowledged.
func TestCustomersOfASeatAreOneAlert(t *testing.T) {
	rule := model.AlertRule{ID: 1, Kind: model.AlertWaiting, On: true, Over: 10 * time.Minute}
	waits := func(minutes ...int) watched {
		return watchedAtNoon(func(w *watched) {
			for id, m := range minutes {
				if m > 0 {
					w.waits = append(w.waits, model.Conversation{
						ID: model.ConversationID(id + 1), Seat: 1, WaitingFrom: noon.Add(-time.Duration(m) * time.Minute),
					})
				}
			}
		})
	}
	list, next := conditions(waits(11, 30, 20, 4), []model.AlertRule{rule}, SLA{})
	require.Len(t, list, 1)
	a := list[0].Alert
	require.Equal(t, []any{model.SeatID(1), 3, model.ConversationID(2), noon.Add(-30 * time.Minute)}, []any{a.Seat, a.Count, a.Conversation, a.Since})
	require.Equal(t, noon.Add(6*time.Minute), next, "the fourth joins them then")

	a.ID, a.Acked = 7, noon
	list, _ = conditions(waits(11, 0, 20, 4), []model.AlertRule{rule}, SLA{})
	change := changeTo(list, []model.Alert{a}, noon)
	require.Empty(t, change.raise)
	require.Empty(t, change.clear)
	require.Len(t, change.update, 1)
	now := change.update[0]
	require.Equal(t, []any{model.AlertID(7), 2, model.ConversationID(3), noon.Add(-20 * time.Minute), noon}, []any{now.ID, now.Count, now.Conversation, now.Since, now.Acked})

	list, _ = conditions(waits(0, 0, 0, 4), []model.AlertRule{rule}, SLA{})
	require.Equal(t, []model.AlertID{7}, changeTo(list, []model.Alert{now}, noon).clear)
}
