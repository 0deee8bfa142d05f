package yunzhenji

import (
	"cmp"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// events are what a list says: its companies, the teams and the seats, with the
// times the back end tells.
func events(all All) []model.Event {
	var list []model.Event
	companies, teams := map[string]bool{}, map[string]bool{}
	var named []model.Team
	var ids []string
	for _, a := range all.Accounts {
		if c := companyOf(a); c.ID != "" && c.Name != "" && !companies[c.ID] { // some rows name it by its id alone
			companies[c.ID] = true
			list = append(list, model.CompanySeen{Company: c})
		}
		for _, id := range a.GroupIDs() {
			if !teams[id] {
				teams[id] = true
				named = append(named, model.Team{ID: id})
			}
		}
	}
	if len(named) > 0 {
		list = append(list, model.TeamsSeen{Teams: named})
	}
	for _, a := range all.Accounts {
		list = append(list, model.SeatSeen{Seat: seatOf(a)})
		if turns := turnsOf(a); len(turns) > 0 {
			list = append(list, model.SeatLogSeen{Seat: refOf(a), Entries: turns})
		}
		ids = append(ids, a.Wxid.String())
	}
	if all.Whole {
		list = append(list, model.SeatsListed{RemoteIDs: ids})
	}
	return list
}

func refOf(a Account) model.SeatRef {
	return model.SeatRef{RemoteID: a.Wxid.String(), AccountID: a.Wxid.String()}
}

func seatOf(a Account) model.Seat {
	s := model.Seat{
		RemoteID: a.Wxid.String(), AccountID: a.Wxid.String(),
		Name:   cmp.Or(a.Nickname, a.FullName).String(),
		Alias:  a.Alias.String(),
		Avatar: a.Avatar.String(),
		Corp:   cmp.Or(a.Corp.ShortName, a.Corp.Name).String(),
		CorpID: companyOf(a).ID,
		Teams:  strings.Join(a.GroupIDs(), ","),
		Mobile: a.Mobile.String(),
		State:  model.SeatOffline, LastLogin: a.LastLogin.Time(), LastLogout: a.LastOffline.Time(),
	}
	if a.SubUserID != "0" { // 0: the main account
		s.Owner = a.SubUserID.String()
	}
	if a.Online {
		s.State = model.SeatOnline
	}
	return s
}

// turnsOf are the login and the logout that a row tells of, so that what happened
// between two looks at the list is in the seat's log. A row whose times don't fit
// how it is now tells none: its state counts.
func turnsOf(a Account) []model.SeatLogEntry {
	in, out := a.LastLogin.Time(), a.LastOffline.Time()
	if bool(a.Online) == out.After(in) || in.Equal(out) {
		return nil
	}
	var turns []model.SeatLogEntry
	for _, turn := range []model.SeatLogEntry{
		{At: out, State: model.SeatOffline, Source: model.LoggedRemote},
		{At: in, State: model.SeatOnline, Source: model.LoggedRemote},
	} {
		if !turn.At.IsZero() {
			turns = append(turns, turn)
		}
	}
	return turns
}

func companyOf(a Account) model.Company {
	return model.Company{
		ID: cmp.Or(noZero(a.Corp.ID), noZero(a.CorpID)), Name: a.Corp.Name.String(), ShortName: a.Corp.ShortName.String(),
		Remark: a.Corp.Remark.String(), LegalPerson: a.Corp.LegalPersonName.String(), LegalPersonID: a.Corp.LegalPersonID.String(),
		Verified: int(a.Corp.VerifyType),
	}
}

// noZero is an id, or "" for 0, which stands for none.
func noZero(id wire.Text) string {
	if id == "0" {
		return ""
	}
	return id.String()
}

// The limits of what is kept of rows that can't be read.
const (
	maxRefused = 50
	maxRaw     = 16 << 10 // bytes of one
)

func refusedRows(rows Rows) []model.Event {
	var list []model.Event
	for _, row := range rows {
		list = append(list, model.PayloadRefused{Source: List.path, Raw: clip(row), Reason: row.Err.Error()})
	}
	return list
}

func clip(row Row) []byte { return row.Raw[:min(len(row.Raw), maxRaw)] }

// refusals remembers which rows were refused, as each comes again with every look
// at the list.
type refusals struct{ known map[string]bool }

// fresh are the rows that were not refused before, each once, as many as are kept.
func (r *refusals) fresh(rows Rows) Rows {
	var list Rows
	now := map[string]bool{}
	for _, row := range rows {
		raw := string(clip(row))
		if len(r.known)+len(list) < maxRefused && !r.known[raw] && !now[raw] {
			now[raw] = true
			list = append(list, row)
		}
	}
	return list
}

func (r *refusals) keep(rows Rows) {
	for _, row := range rows {
		if r.known == nil {
			r.known = map[string]bool{}
		}
		r.known[string(clip(row))] = true
	}
}
