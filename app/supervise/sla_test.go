package supervise

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/model"
)

// shopHours are 09:00–12:00 and 13:30–18:00 on working days in Shanghai, and all of
// Saturday.
func shopHours() WorkHours {
	h := WorkHours{Zone: "Asia/Shanghai"}
	for day := time.Monday; day <= time.Friday; day++ {
		h.Days[day] = []HoursSpan{{9 * 60, 12 * 60}, {13*60 + 30, 18 * 60}}
	}
	h.Days[time.Saturday] = []HoursSpan{{0, dayMinutes}}
	return h
}

// shanghai is a time in the week of 2026-03-02, a Monday.
func shanghai(t *testing.T, day, hour, minute int) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	return time.Date(2026, 3, 1+day, hour, minute, 0, 0, zone).UTC()
}

func TestWorkHours(t *testing.T) {
	h := shopHours()
	require.NoError(t, h.check())
	at := func(day, hour, minute int) time.Time { return shanghai(t, day, hour, minute) }
	for name, tc := range map[string]struct {
		from  time.Time
		limit time.Duration
		to    time.Time
	}{
		"within a span":      {at(1, 10, 0), time.Hour, at(1, 11, 0)},
		"to its very end":    {at(1, 10, 0), 2 * time.Hour, at(1, 12, 0)},
		"over lunch":         {at(1, 11, 30), time.Hour, at(1, 14, 0)},
		"begun at night":     {at(1, 3, 0), time.Hour, at(1, 10, 0)},
		"over night":         {at(1, 17, 30), time.Hour, at(2, 9, 30)},
		"into Saturday":      {at(5, 17, 30), time.Hour, at(6, 0, 30)},
		"over the weekend":   {at(6, 23, 0), 2 * time.Hour, at(8, 10, 0)},
		"a day of work":      {at(1, 9, 0), 7*time.Hour + 30*time.Minute, at(1, 18, 0)},
		"a week and an hour": {at(1, 9, 0), 5*(7*time.Hour+30*time.Minute) + 25*time.Hour, at(8, 10, 0)},
		"many weeks":         {at(1, 9, 0), 10*(37*time.Hour+30*time.Minute+24*time.Hour) + time.Hour, at(71, 10, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.to, h.add(h.zone(), tc.from, tc.limit))
			require.Equal(t, tc.limit, h.between(h.zone(), tc.from, tc.to))
		})
	}
	require.Zero(t, h.between(h.zone(), at(1, 12, 0), at(1, 13, 30)))
	require.Zero(t, h.between(h.zone(), at(2, 12, 0), at(1, 12, 0)))
	require.Equal(t, at(1, 9, 0), h.add(h.zone(), at(1, 3, 0), 0), "the next moment of work")
	require.True(t, h.Within(at(1, 9, 0)))
	require.False(t, h.Within(at(1, 12, 0)))
	require.False(t, h.Within(at(7, 12, 0)), "Sunday")
	require.True(t, h.Within(at(6, 23, 59)))
	require.True(t, WorkHours{}.Within(at(7, 3, 0)), "none are all")
	old := h.between(h.zone(), time.Unix(0, 0), at(1, 9, 0))
	require.InDelta(t, 2930*61.5, old.Hours(), 100, "half a century in no time")
}

func TestTheClockThatEndsFirst(t *testing.T) {
	at := func(minute float64) time.Time { return minutes(minute) }
	sla := SLA{On: true, First: 10 * time.Minute, Next: 20 * time.Minute, Resolution: time.Hour, WarnAt: 70, VisitGap: 12 * time.Hour}
	waits := model.Conversation{LastAt: at(0), VisitFrom: at(0), WaitingFrom: at(0)}
	again := model.Conversation{LastAt: at(30), VisitFrom: at(0), VisitFirst: at(5), WaitingFrom: at(30)}
	served := model.Conversation{LastAt: at(30), VisitFrom: at(0), VisitFirst: at(5)}
	group := waits
	group.Group = true
	off := sla
	off.On = false
	none := sla
	none.First, none.Resolution = 0, 0
	for name, tc := range map[string]struct {
		sla  SLA
		c    model.Conversation
		now  float64
		want *Clock
	}{
		"fine":             {sla, waits, 1, &Clock{ClockFirst, ClockFine, at(10), 9 * time.Minute, at(7)}},
		"warns":            {sla, waits, 7, &Clock{ClockFirst, ClockWarn, at(10), 3 * time.Minute, at(10)}},
		"over":             {sla, waits, 10, &Clock{ClockFirst, ClockOver, at(10), 0, time.Time{}}},
		"long over":        {sla, waits, 15, &Clock{ClockFirst, ClockOver, at(10), -5 * time.Minute, time.Time{}}},
		"a later answer":   {sla, again, 31, &Clock{ClockNext, ClockFine, at(50), 19 * time.Minute, at(44)}},
		"the end is near":  {sla, served, 45, &Clock{ClockResolution, ClockWarn, at(60), 15 * time.Minute, at(60)}},
		"the visit lapsed": {sla, served, 30 + 12*60 + 1, nil},
		"nobody there":     {sla, model.Conversation{}, 1, nil},
		"a group":          {sla, group, 1, nil},
		"switched off":     {off, waits, 1, nil},
		"no such limit":    {none, waits, 1, nil},
		"a row from before there were visits": {
			sla, model.Conversation{LastAt: at(0), WaitingFrom: at(0)}, 1, &Clock{ClockFirst, ClockFine, at(10), 9 * time.Minute, at(7)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock, ok := tc.sla.Clock(tc.c, at(tc.now))
			require.Equal(t, tc.want != nil, ok)
			if ok {
				require.Equal(t, *tc.want, clock)
			}
		})
	}
}

func TestAClockStandsStillAtNight(t *testing.T) {
	sla := defaultSLA()
	sla.Hours, sla.First = shopHours(), time.Hour
	asked := shanghai(t, 1, 17, 30)
	c := model.Conversation{LastAt: asked, VisitFrom: asked, WaitingFrom: asked}
	clock, ok := sla.Clock(c, shanghai(t, 1, 23, 0))
	require.True(t, ok)
	require.Equal(t, Clock{ClockFirst, ClockFine, shanghai(t, 2, 9, 30), 30 * time.Minute, shanghai(t, 2, 9, 12)}, clock)
	clock, _ = sla.Clock(c, shanghai(t, 3, 9, 0))
	require.Equal(t, -7*time.Hour, clock.Left, "so much of it was working time")
}

func TestTheSLAIsKeptAndChecked(t *testing.T) {
	d := newDesk(t)
	ctx := context.Background()
	sla, err := d.slas.Get(ctx)
	require.NoError(t, err)
	require.Equal(t, 3*time.Minute, sla.First)
	require.True(t, sla.On)
	good := sla
	good.Hours, good.Next = shopHours(), 0
	require.NoError(t, d.slas.Set(ctx, good))
	got, err := d.slas.Get(ctx)
	require.NoError(t, err)
	require.NotNil(t, got.Hours.loaded)
	got.Hours.loaded, good.Hours.loaded = nil, nil
	require.Equal(t, good, got)
	for name, spoil := range map[string]func(*SLA){
		"below zero":      func(s *SLA) { s.First = -1 },
		"far too long":    func(s *SLA) { s.Resolution = slaMost + 1 },
		"warns never":     func(s *SLA) { s.WarnAt = 0 },
		"warns too late":  func(s *SLA) { s.WarnAt = 101 },
		"no visits":       func(s *SLA) { s.VisitGap = time.Second },
		"no such zone":    func(s *SLA) { s.Hours.Zone = "Moon/Crater" },
		"backwards":       func(s *SLA) { s.Hours.Days[1] = []HoursSpan{{600, 500}} },
		"overlapping":     func(s *SLA) { s.Hours.Days[1] = []HoursSpan{{0, 500}, {400, 600}} },
		"over midnight":   func(s *SLA) { s.Hours.Days[1] = []HoursSpan{{600, 1441}} },
		"a minute a week": func(s *SLA) { s.Hours.Days = [7][]HoursSpan{{{0, 1}}} },
	} {
		bad := defaultSLA()
		bad.Hours = shopHours()
		spoil(&bad)
		require.True(t, model.IsTrouble(d.slas.Set(ctx, bad), model.TroubleInvalid), name)
	}
	lines, err := d.slas.audit.List(ctx, audit.Filter{What: model.AuditSLA, Limit: 10})
	require.NoError(t, err)
	require.Len(t, lines, 1)
}
