package supervise

import (
	"context"
	"fmt"
	"time"

	"seatdeck/app/model"
)

// mostDays is how many days are reported on at once.
const mostDays = 400

// Hours gives the tallies of the hours in a span, oldest first, hours without
// anything left out; of one seat, or of all together (their Seat is 0) for 0.
func (s *Supervisor) Hours(ctx context.Context, seat model.SeatID, from, to time.Time) ([]model.HourTally, error) {
	list, err := s.hours(ctx, seat, from, to)
	if err != nil || seat != 0 {
		return list, err
	}
	var sums []model.HourTally
	for _, h := range list {
		if n := len(sums); n > 0 && sums[n-1].Hour.Equal(h.Hour) {
			sums[n-1].Tally = sums[n-1].Add(h.Tally)
			continue
		}
		h.Seat = 0
		sums = append(sums, h)
	}
	return sums, nil
}

// hours gives the tallies of hours by hour and seat, counted before where they are
// not right.
func (s *Supervisor) hours(ctx context.Context, seat model.SeatID, from, to time.Time) ([]model.HourTally, error) {
	from = from.Truncate(time.Hour)
	if to.Sub(from) > (mostDays+1)*24*time.Hour {
		return nil, &model.Trouble{Code: model.TroubleInvalid, Detail: fmt.Sprintf("refusal.at_most_days: %d", mostDays)}
	}
	if err := s.tallies.ensure(ctx, seat, from, to); err != nil {
		return nil, err
	}
	return s.store.Tallies(ctx, seat, from, to)
}

// DayTally is the tally of one day here.
type DayTally struct {
	Day time.Time // its beginning, local time
	model.Tally
}

// Days gives the tallies of the days from the first to the last, oldest first,
// none left out; of one seat, or of all for 0.
func (s *Supervisor) Days(ctx context.Context, seat model.SeatID, first, last time.Time) ([]DayTally, error) {
	days := daysOf(first, last)
	if len(days) == 0 {
		return nil, nil
	}
	list, err := s.hours(ctx, seat, days[0].Day, nextDay(days[len(days)-1].Day))
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		d := dayAt(days, h.Hour)
		d.Tally = d.Add(h.Tally)
	}
	return days, nil
}

// daysOf are the days here from the first to the last.
func daysOf(first, last time.Time) (days []DayTally) {
	for day := midnight(first); !day.After(last) && len(days) <= mostDays; day = nextDay(day) {
		days = append(days, DayTally{Day: day})
	}
	return days
}

func nextDay(day time.Time) time.Time {
	y, m, d := day.Date()
	return beginOf(y, m, d+1, day.Location())
}

// dayAt is the day in which an hour begins; one that begins before its day does,
// because midnight is at half an hour, is the next one's.
func dayAt(days []DayTally, hour time.Time) *DayTally {
	i := len(days) - 1
	for i > 0 && hour.Before(days[i].Day.Truncate(time.Hour)) {
		i--
	}
	return &days[i]
}

// Official gives the statistics that a back end keeps of a seat's days, oldest
// first; none where it keeps none.
func (s *Supervisor) Official(ctx context.Context, seat model.SeatID, first, last time.Time) ([]model.OfficialDay, error) {
	return s.store.OfficialDays(ctx, seat, model.BackEndDay(first), model.BackEndDay(last).AddDate(0, 0, 1))
}

// PanelView holds the totals that a back end counts against our own count of the
// same.
type PanelView struct {
	Connection model.ConnectionID
	Name, Kind string
	Theirs     *model.Panel // nil: the back end counts none, or was not asked yet
	Ours       model.Panel  // -1: we can't count that
}

// Panels gives the totals of every connection. Our own count is over the seats
// that the back end still lists, by the state in which it said each of them to be:
// Users (所有坐席数) are all, Online (在线坐席数) those online, AccountsBanned
// (禁封账号) those banned and AccountsNormal (正常账号) all others. Accounts,
// AccountsOnline and AccountsOffline are of those for business only (经营), which
// nothing here tells from the rest: they are -1.
func (s *Supervisor) Panels(ctx context.Context) ([]PanelView, error) {
	connections, err := s.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	theirs, err := s.store.Panels(ctx)
	if err != nil {
		return nil, err
	}
	seats, err := s.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]PanelView, len(connections))
	for i, c := range connections {
		list[i] = PanelView{Connection: c.ID, Name: c.Name, Kind: c.Kind, Ours: ownPanel(c.ID, seats, s.clock.Now().UTC())}
		if p, ok := theirs[c.ID]; ok {
			list[i].Theirs = &p
		}
	}
	return list, nil
}

func ownPanel(connection model.ConnectionID, seats []model.Seat, now time.Time) model.Panel {
	p := model.Panel{At: now, Accounts: -1, AccountsOnline: -1, AccountsOffline: -1}
	for _, seat := range seats {
		if seat.Connection != connection || seat.Removed {
			continue
		}
		p.Users++
		switch seat.State {
		case model.SeatOnline:
			p.Online++
		case model.SeatBanned:
			p.AccountsBanned++
		}
	}
	p.AccountsNormal = p.Users - p.AccountsBanned
	return p
}
