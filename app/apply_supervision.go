package app

import (
	"cmp"
	"time"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// seatState changes the state of a seat. A time to come is the clock of the back
// end going wrong: it was now.
func (a *applier) seatState(e model.SeatStateSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok || e.State == model.SeatUnknown {
		return err
	}
	return a.setState(s.ID, storage.SeatChange{
		State: e.State, At: e.At, BannedFrom: e.BannedFrom, UnlockAt: e.UnlockAt,
	})
}

func (a *applier) setState(id model.SeatID, c storage.SeatChange) error {
	if c.At.IsZero() || c.At.After(a.now) {
		c.At = a.now
	}
	c.Now = a.now
	changed, err := a.tx.SetSeatState(id, c)
	if changed {
		a.change.Seats[id], a.result.seats = true, true
		clear(a.seats)
	}
	return err
}

// seatLog stores lines of the back end's own log. What it says last is the state of
// the seat, but for a ban, of which such a log knows nothing.
func (a *applier) seatLog(e model.SeatLogSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	var last model.SeatLogEntry
	var in, out time.Time
	for i := range e.Entries {
		entry := &e.Entries[i]
		entry.Source = model.LoggedRemote
		if entry.At.After(a.now) {
			continue
		}
		if entry.At.After(last.At) {
			last = *entry
		}
		switch {
		case entry.State == model.SeatOnline && entry.At.After(in):
			in = entry.At
		case (entry.State == model.SeatOffline || entry.State == model.SeatKicked) && entry.At.After(out):
			out = entry.At
		}
	}
	added, err := a.tx.PutSeatLog(s.ID, e.Entries)
	if err != nil || added == 0 {
		return err
	}
	a.change.Seats[s.ID] = true
	if last.State != model.SeatUnknown && s.State != model.SeatBanned {
		if err := a.setState(s.ID, storage.SeatChange{State: last.State, At: last.At, Source: model.LoggedRemote}); err != nil {
			return err
		}
	}
	_, err = a.tx.SetLogins(s.ID, in, out)
	clear(a.seats)
	return err
}

// companyChanged notes that what is known of companies changed.
func (a *applier) companyChanged(changed bool, err error) error {
	a.change.Company = a.change.Company || changed
	return err
}

func (a *applier) countsChanged(changed bool, err error) error {
	a.change.Tallies = a.change.Tallies || changed
	return err
}

// detection keeps the outcome of a look for bans. It changes the state of seats that
// are known, and makes none.
func (a *applier) detection(d model.Detection) error {
	if d.At.IsZero() || d.At.After(a.now) {
		d.At = a.now
	}
	changed, err := a.tx.PutDetection(a.connection, d)
	if err != nil || !changed {
		return err
	}
	a.change.Company = true
	for _, r := range d.Records {
		s, ok, err := a.tx.SeatByRef(a.connection, r.Seat)
		if err != nil {
			return err
		}
		c := storage.SeatChange{State: model.SeatBanned, At: d.At, BannedFrom: r.From, UnlockAt: r.UnlockAt}
		switch {
		case !ok || r.Failed:
			continue
		case !r.Banned && s.State == model.SeatBanned:
			c = storage.SeatChange{State: model.SeatOffline, At: d.At} // it may log in again
		case !r.Banned:
			continue
		}
		if err := a.setState(s.ID, c); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) official(e model.OfficialSeen) error {
	s, ok, err := a.seat(e.Seat)
	if err != nil || !ok {
		return err
	}
	return a.countsChanged(a.tx.PutOfficialDays(s.ID, e.Days))
}

func (a *applier) notice(n model.CompanyNotice) error {
	var id model.SeatID
	if n.Seat != (model.SeatRef{}) {
		s, _, err := a.tx.SeatByRef(a.connection, n.Seat)
		if err != nil {
			return err
		}
		id = s.ID
	}
	return a.companyChanged(a.tx.PutNotice(a.connection, id, n))
}

// stateSince is when a seat that a list shows in another state came into it: the
// back end's own time where it fits, else now.
func stateSince(old, s model.Seat, now time.Time) time.Time {
	told := time.Time{}
	switch s.State {
	case model.SeatOnline:
		told = s.LastLogin
	case model.SeatOffline, model.SeatKicked:
		if told = s.LastLogout; s.LastLogin.After(told) {
			told = time.Time{} // it logged in since
		}
	case model.SeatBanned:
		told = s.BannedFrom
	}
	if told.IsZero() || told.After(now) || told.Before(old.StateSince) && old.State != model.SeatUnknown {
		return now
	}
	return told
}

// mergeSeat is a seat of which only some is known now. One that is spoken of is
// there again.
func mergeSeat(old, now model.Seat) model.Seat {
	s := now
	s.AccountID = cmp.Or(now.AccountID, old.AccountID)
	s.Name = cmp.Or(now.Name, old.Name)
	s.Alias = cmp.Or(now.Alias, old.Alias)
	s.Avatar = cmp.Or(now.Avatar, old.Avatar)
	s.Corp = cmp.Or(now.Corp, old.Corp)
	s.Owner = cmp.Or(now.Owner, old.Owner)
	s.CorpID = cmp.Or(now.CorpID, old.CorpID)
	s.Teams = cmp.Or(now.Teams, old.Teams)
	s.Parent = cmp.Or(now.Parent, old.Parent)
	s.Mobile = cmp.Or(now.Mobile, old.Mobile)
	s.Number = cmp.Or(now.Number, old.Number)
	s.AutoLogin = cmp.Or(now.AutoLogin, old.AutoLogin)
	s.AddLimits = cmp.Or(now.AddLimits, old.AddLimits)
	return s // times that are not told stay by themselves
}
