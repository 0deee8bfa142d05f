package supervise

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// Reports sums up days for those who are responsible.
type Reports struct {
	store      *storage.Store
	supervisor *Supervisor
	clock      clockwork.Clock
	audit      *audit.Log
}

// ReportBy says what the rows of a report are.
type ReportBy int

// The kinds of row.
const (
	BySeat ReportBy = iota
	ByTeam
	ByConnection
	ByDay
)

// ReportWish says what to report.
type ReportWish struct {
	First, Last time.Time // days here, both included
	By          ReportBy
	Connections []model.ConnectionID // none: all
	Teams       []string             // none: all
}

// ServiceReport is what happened in some days.
type ServiceReport struct {
	Wish  ReportWish
	Made  time.Time
	Rows  []ReportRow
	Total ReportRow
	Days  []DayTally // of all rows together
	Hours [24]model.Tally
}

// ReportRow is one seat, team, connection or day. A seat of several teams counts
// in each of them, and in the total once. Seats of no team are a team without a
// name.
type ReportRow struct {
	Name  string
	About string // of a seat: its connection and teams
	Seats int
	model.Tally

	Online  time.Duration // in which the seats were online, summed
	Offline time.Duration
	Banned  time.Duration
	Known   time.Duration // in which their state was known
	Logins  int
	// Late are the waits that were longer than the SLA has it, as far as the spread
	// tells: those of which that is certain, by the longer of its two limits for
	// answers, whatever the working hours.
	Late int
}

// dayLayout names a day in a report.
const dayLayout = "2006-01-02"

// Make reads what the report needs.
func (r *Reports) Make(ctx context.Context, w ReportWish) (ServiceReport, error) {
	report := ServiceReport{Wish: w, Made: r.clock.Now().UTC(), Days: daysOf(w.First, w.Last)}
	switch {
	case len(report.Days) == 0:
		return report, &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.days_order: the last day is before the first"}
	case len(report.Days) > mostDays:
		return report, &model.Trouble{Code: model.TroubleInvalid, Detail: fmt.Sprintf("refusal.at_most_days: %d", mostDays)}
	}
	from, to := report.Days[0].Day, nextDay(report.Days[len(report.Days)-1].Day)
	hours, err := r.supervisor.hours(ctx, 0, from, to)
	if err != nil {
		return report, err
	}
	m, err := r.newMaking(ctx, &report, hours)
	if err != nil {
		return report, err
	}
	for _, h := range hours {
		m.count(h)
	}
	for _, seat := range m.seats {
		if seat.Removed {
			continue // until when it was there is not known
		}
		spans, err := r.supervisor.Timeline(ctx, seat.ID, from, to)
		if err != nil {
			return report, err
		}
		m.attend(seat, spans)
	}
	m.finish()
	return report, nil
}

// making is a report on its way.
type making struct {
	report *ServiceReport
	seats  []model.Seat
	lateBy time.Duration // waits longer than this are late; 0: none is
	rows   map[string]*ReportRow
	order  []string
	of     map[model.SeatID][]string // rows that a seat counts in
}

// newMaking finds the seats that count: those there are, and those that are gone and
// did something in these days. What happened stays so.
func (r *Reports) newMaking(ctx context.Context, report *ServiceReport, hours []model.HourTally) (*making, error) {
	m := &making{report: report, rows: map[string]*ReportRow{}, of: map[model.SeatID][]string{}}
	sla, err := r.supervisor.sla.Get(ctx)
	if err != nil {
		return nil, err
	}
	if sla.On {
		m.lateBy = max(sla.First, sla.Next)
	}
	about, err := r.supervisor.surroundings(ctx)
	if err != nil {
		return nil, err
	}
	seats, err := r.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	worked := map[model.SeatID]bool{}
	for _, h := range hours {
		worked[h.Seat] = true
	}
	w := report.Wish
	for _, d := range report.Days {
		if w.By == ByDay {
			m.row(d.Day.Format(dayLayout), d.Day.Format(dayLayout), "")
		}
	}
	for _, seat := range seats {
		if seat.Removed && !worked[seat.ID] || !w.has(seat) {
			continue
		}
		m.seats = append(m.seats, seat)
		m.place(seat, about)
	}
	report.Total.Seats = len(m.seats)
	return m, nil
}

// has tells whether a seat is one of those that are asked for.
func (w ReportWish) has(seat model.Seat) bool {
	if len(w.Connections) > 0 && !slices.Contains(w.Connections, seat.Connection) {
		return false
	}
	wanted := func(id string) bool { return slices.Contains(w.Teams, id) }
	return len(w.Teams) == 0 || slices.ContainsFunc(seat.TeamIDs(), wanted)
}

// place finds the rows that a seat counts in.
func (m *making) place(seat model.Seat, about surroundings) {
	connection := about.connections[seat.Connection].Name
	var names []string
	teams := about.teams.of(seat)
	for _, t := range teams {
		names = append(names, cmp.Or(t.Name, t.ID))
	}
	add := func(key, name, about string) {
		m.row(key, name, about).Seats++
		m.of[seat.ID] = append(m.of[seat.ID], key)
	}
	id := formatID(int64(seat.Connection))
	switch m.report.Wish.By {
	case BySeat:
		add(formatID(int64(seat.ID)), seat.DisplayName(), strings.Join(append([]string{connection}, names...), " · "))
	case ByConnection:
		add(id, connection, about.connections[seat.Connection].Kind)
	case ByTeam:
		for i, t := range teams {
			if w := m.report.Wish.Teams; len(w) == 0 || slices.Contains(w, t.ID) {
				add(id+"/"+t.ID, names[i], connection)
			}
		}
		if len(teams) == 0 {
			add("", "", "")
		}
	case ByDay:
		for _, key := range m.order {
			add(key, key, "")
		}
	}
}

func formatID(id int64) string { return strconv.FormatInt(id, 10) }

func (m *making) row(key, name, about string) *ReportRow {
	if m.rows[key] == nil {
		m.rows[key] = &ReportRow{Name: name, About: about}
		m.order = append(m.order, key)
	}
	return m.rows[key]
}

// count adds an hour of a seat.
func (m *making) count(h model.HourTally) {
	keys, ok := m.of[h.Seat]
	if !ok {
		return // not asked for
	}
	day := dayAt(m.report.Days, h.Hour)
	day.Tally = day.Add(h.Tally)
	hour := &m.report.Hours[h.Hour.Local().Hour()]
	*hour = hour.Add(h.Tally)
	m.report.Total.Tally = m.report.Total.Add(h.Tally)
	if m.report.Wish.By == ByDay {
		keys = []string{day.Day.Format(dayLayout)}
	}
	for _, key := range keys {
		row := m.rows[key]
		row.Tally = row.Add(h.Tally)
	}
}

// attend adds how long a seat was in which state.
func (m *making) attend(seat model.Seat, spans []model.StateSpan) {
	whole := presenceOf(spans)
	m.report.Total.attend(whole)
	if m.report.Wish.By != ByDay {
		for _, key := range m.of[seat.ID] {
			m.rows[key].attend(whole)
		}
		return
	}
	for _, day := range m.report.Days {
		m.rows[day.Day.Format(dayLayout)].attend(presenceOf(within(spans, day.Day, nextDay(day.Day))))
	}
}

func (r *ReportRow) attend(p presence) {
	r.Online += p.online
	r.Offline += p.offline
	r.Banned += p.banned
	r.Known += p.known
	r.Logins += p.logins
}

// within gives the parts of spans that are in a shorter span. A span that began
// at its very beginning keeps the one before, so that a login then is seen.
func within(spans []model.StateSpan, from, to time.Time) (part []model.StateSpan) {
	for _, s := range spans {
		if s.To.Before(from) || !s.From.Before(to) {
			continue
		}
		if s.From.Before(from) {
			s.From = from
		}
		if s.To.After(to) {
			s.To = to
		}
		part = append(part, s)
	}
	return part
}

// finish sums up and sorts: days by date, the rest by what they received.
func (m *making) finish() {
	for _, key := range m.order {
		row := m.rows[key]
		row.Late = late(row.Tally, m.lateBy)
		m.report.Rows = append(m.report.Rows, *row)
	}
	m.report.Total.Late = late(m.report.Total.Tally, m.lateBy)
	if m.report.Wish.By != ByDay {
		slices.SortStableFunc(m.report.Rows, func(a, b ReportRow) int {
			return cmp.Or(cmp.Compare(b.Received, a.Received), cmp.Compare(a.Name, b.Name))
		})
	}
}

// late counts the waits that certainly were longer than a limit.
func late(t model.Tally, limit time.Duration) (n int) {
	if limit <= 0 {
		return 0
	}
	for i := 1; i < model.SpreadSteps; i++ {
		if model.SpreadEnds[i-1] >= limit {
			n += t.Spread[i]
		}
	}
	return n
}
