package supervise

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// Supervisor tells how all seats are doing, and lets a person step in.
type Supervisor struct {
	store    *storage.Store
	bus      *bus.Bus
	sessions Sessions
	clock    clockwork.Clock
	audit    *audit.Log
	sla      *SLAs
	alerts   *Alerts
	tallies  *tallies
}

// Board is the state of all seats as of one moment.
type Board struct {
	At     time.Time
	Rows   []BoardRow // seats that a back end still has, by connection and number
	Totals BoardTotals
}

// BoardRow is what a supervisor sees of a seat.
type BoardRow struct {
	Seat       model.Seat
	Kind       string // of the back end
	Connection string // its name
	// Link says how its connection is doing: while that is down, the state is not
	// known since then.
	Link    model.LinkStatus
	Company model.Company // empty where none is known
	Teams   []model.Team

	LongestFrom time.Time            // since when the customer waits who waits longest; zero: nobody
	Longest     model.ConversationID // in which conversation
	Today       model.Tally          // since midnight here; counted a few seconds late
	LastAt      time.Time            // of the newest message of any conversation
	Alerts      int                  // open and not acknowledged
	Grave       bool                 // one of them is grave
}

// BoardTotals are sums over the seats of the board.
type BoardTotals struct {
	Seats, Online, Offline, Banned int // kicked counts as offline, the rest as neither
	Down                           int // neither: their connection is down, and nobody knows how they are now
	Unread, Waiting                int
	LongestFrom                    time.Time
	Today                          model.Tally
	Alerts                         int
}

// Add counts what a seat has. How the seat is doing counts who knows what to make
// of a connection that is not up.
func (t *BoardTotals) Add(r *BoardRow) {
	t.Seats++
	t.Unread += r.Seat.Unread
	t.Waiting += r.Seat.Waiting
	if from := r.LongestFrom; !from.IsZero() && (t.LongestFrom.IsZero() || from.Before(t.LongestFrom)) {
		t.LongestFrom = from
	}
	t.Today = t.Today.Add(r.Today)
	t.Alerts += r.Alerts
}

// addState counts how a seat is doing. While this process does not connect, the
// link is idle, and what was heard last stands.
func (t *BoardTotals) addState(r *BoardRow) {
	down := r.Link.Link != model.LinkOnline && r.Link.Link != model.LinkIdle
	switch state := r.Seat.State; {
	case state == model.SeatBanned: // that lasts, whoever hears of it
		t.Banned++
	case down:
		t.Down++
	case state == model.SeatOnline:
		t.Online++
	case state == model.SeatOffline, state == model.SeatKicked:
		t.Offline++
	}
}

// today is from when on the tallies of this day are. They are by the hour, UTC:
// where midnight is at half an hour, it is the hour that it is in.
func today(now time.Time) time.Time { return midnight(now).Truncate(time.Hour) }

// midnight is the beginning of the day here.
func midnight(t time.Time) time.Time {
	y, m, d := t.Local().Date()
	return beginOf(y, m, d, time.Local)
}

// beginOf is the beginning of a day: an hour later than midnight where clocks are
// put forward then and there is none.
func beginOf(y int, m time.Month, d int, zone *time.Location) time.Time {
	begin := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if noon := time.Date(y, m, d, 12, 0, 0, 0, zone); begin.Day() != noon.Day() {
		return begin.Add(time.Hour) // it gave the last hour of the day before
	}
	return begin
}

// Board reads the state of all seats.
func (s *Supervisor) Board(ctx context.Context) (Board, error) {
	b := Board{At: s.clock.Now().UTC()}
	seats, err := s.store.Board(ctx, today(b.At))
	if err != nil {
		return b, err
	}
	about, err := s.surroundings(ctx)
	if err != nil {
		return b, err
	}
	b.Rows = make([]BoardRow, len(seats))
	for i, seat := range seats {
		b.Rows[i] = about.row(seat)
		b.Totals.Add(&b.Rows[i])
		b.Totals.addState(&b.Rows[i])
	}
	return b, nil
}

// Row reads the state of one seat; false: back ends do not have it any more.
func (s *Supervisor) Row(ctx context.Context, id model.SeatID) (row BoardRow, there bool, err error) {
	seat, there, err := s.store.BoardSeat(ctx, id, today(s.clock.Now()))
	if err != nil || !there {
		return row, false, err
	}
	about, err := s.surroundings(ctx)
	if err != nil {
		return row, false, err
	}
	return about.row(seat), true, nil
}

// surroundings are what the rows of a board have in common.
type surroundings struct {
	connections map[model.ConnectionID]model.Connection
	links       map[model.ConnectionID]model.LinkStatus
	companies   map[model.ConnectionID][]model.Company
	teams       teamNames
}

func (s *Supervisor) surroundings(ctx context.Context) (a surroundings, err error) {
	list, err := s.store.Connections(ctx)
	if err != nil {
		return a, err
	}
	a.connections, a.links = map[model.ConnectionID]model.Connection{}, map[model.ConnectionID]model.LinkStatus{}
	for _, c := range list {
		a.connections[c.ID], a.links[c.ID] = c, s.sessions.Status(c.ID)
	}
	if a.companies, err = s.store.Companies(ctx); err != nil {
		return a, err
	}
	a.teams, err = s.teamNames(ctx)
	return a, err
}

func (a surroundings) row(b storage.BoardSeat) BoardRow {
	c := a.connections[b.Seat.Connection]
	r := BoardRow{
		Seat: b.Seat, Kind: c.Kind, Connection: c.Name, Link: a.links[c.ID], Teams: a.teams.of(b.Seat),
		LongestFrom: b.LongestFrom, Longest: b.Longest, Today: b.Since, LastAt: b.LastAt, Alerts: b.Alerts, Grave: b.Grave,
	}
	companies := a.companies[c.ID]
	if i := slices.IndexFunc(companies, func(c model.Company) bool { return c.ID == b.Seat.CorpID }); i >= 0 {
		r.Company = companies[i]
	} else if b.Seat.CorpID != "" || b.Seat.Corp != "" {
		r.Company = model.Company{ID: b.Seat.CorpID, Name: b.Seat.Corp}
	}
	return r
}

// teamNames are the teams there are.
type teamNames map[model.ConnectionID]map[string]model.Team

func (s *Supervisor) teamNames(ctx context.Context) (teamNames, error) {
	list, err := s.store.Teams(ctx)
	names := teamNames{}
	for _, t := range list {
		if names[t.Connection] == nil {
			names[t.Connection] = map[string]model.Team{}
		}
		names[t.Connection][t.ID] = t
	}
	return names, err
}

// of gives the teams of a seat, also those that nobody named.
func (n teamNames) of(seat model.Seat) []model.Team {
	var list []model.Team
	for _, id := range seat.TeamIDs() {
		team, ok := n[seat.Connection][id]
		if !ok {
			team = model.Team{Connection: seat.Connection, ID: id}
		}
		list = append(list, team)
	}
	return list
}

// Teams lists the teams there are: those that back ends or people named, and those
// that seats belong to.
func (s *Supervisor) Teams(ctx context.Context) ([]model.Team, error) {
	list, err := s.store.Teams(ctx)
	if err != nil {
		return nil, err
	}
	seats, err := s.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	for _, seat := range seats {
		for _, id := range seat.TeamIDs() {
			same := func(t model.Team) bool { return t.Connection == seat.Connection && t.ID == id }
			if !seat.Removed && !slices.ContainsFunc(list, same) {
				list = append(list, model.Team{Connection: seat.Connection, ID: id})
			}
		}
	}
	return list, nil
}

// mostTeamName is how many characters a team's name has at most.
const mostTeamName = 60

// NameTeam names a team here; "" goes back to the back end's name.
func (s *Supervisor) NameTeam(ctx context.Context, team model.Team, name string) error {
	name = strings.TrimSpace(name)
	if team.ID == "" || len([]rune(name)) > mostTeamName || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return &model.Trouble{Code: model.TroubleInvalid, About: team.Name, Detail: "refusal.team_name: a team has an id, and a name of one line and 60 characters"}
	}
	err := s.store.Write(ctx, func(tx *storage.Tx) error {
		if err := tx.NameTeam(team.Connection, team.ID, name); err != nil {
			return err
		}
		return s.audit.NoteIn(tx, model.AuditEntry{What: model.AuditTeamNamed, Connection: team.Connection, About: team.ID, Detail: name})
	})
	if err == nil {
		s.bus.Tell(bus.Change{Company: true})
	}
	return err
}

// Waiting lists the conversations in which customers wait, those who wait longest
// first; of one seat, or of all for 0.
func (s *Supervisor) Waiting(ctx context.Context, seat model.SeatID, limit int) ([]model.Conversation, error) {
	return s.store.Conversations(ctx, storage.ConversationQuery{Seat: seat, Sort: storage.ByWait, WaitingOnly: true, Limit: limit})
}

// TakeOver notes that this person answers in a conversation from now on, and
// acknowledges the alerts about it.
func (s *Supervisor) TakeOver(ctx context.Context, id model.ConversationID) (c model.Conversation, err error) {
	err = s.store.Write(ctx, func(tx *storage.Tx) error {
		if c, err = tx.Conversation(id); err != nil {
			return err
		}
		c.TakenBy, c.TakenAt = cmp.Or(s.audit.Who(), "?"), s.notBefore(c.LastAt)
		if err := tx.SaveConversation(c); err != nil {
			return err
		}
		if err := s.alerts.ackConversation(tx, id); err != nil {
			return err
		}
		return s.audit.NoteIn(tx, model.AuditEntry{What: model.AuditTakeOver, Conversation: id})
	})
	if err == nil {
		s.changed(c)
	}
	return c, err
}

// Resolve says that the open visit of a conversation is done. Where none is open
// and nobody waits it is a *model.Trouble of code TroubleInvalid.
func (s *Supervisor) Resolve(ctx context.Context, id model.ConversationID) error {
	var c model.Conversation
	err := s.store.Write(ctx, func(tx *storage.Tx) (err error) {
		if c, err = tx.Conversation(id); err != nil {
			return err
		}
		if c.Group || c.VisitFrom.IsZero() && c.WaitingFrom.IsZero() {
			return &model.Trouble{Code: model.TroubleInvalid, About: c.Title(), Detail: "refusal.no_visit: no visit is open"}
		}
		newest, _, err := tx.NewestMessage(id)
		if err != nil {
			return err
		}
		c.ResolvedAt, c.TakenBy, c.TakenAt = s.notBefore(newest.SentAt), "", time.Time{}
		if err := tx.AddResolution(c, c.ResolvedAt); err != nil {
			return err
		}
		if err := Served(tx, &c); err != nil {
			return err
		}
		if err := tx.SaveConversation(c); err != nil {
			return err
		}
		return s.audit.NoteIn(tx, model.AuditEntry{What: model.AuditResolve, Conversation: id})
	})
	if err == nil {
		s.changed(c)
	}
	return err
}

// notBefore is now, or a little later where the back end's clock is ahead of ours:
// what a person saw is before what the person did.
func (s *Supervisor) notBefore(seen time.Time) time.Time {
	now := s.clock.Now().UTC().Truncate(time.Millisecond)
	if seen.After(now) {
		return seen
	}
	return now
}

func (s *Supervisor) changed(c model.Conversation) {
	change := bus.NewChange()
	change.Conversations[c.ID], change.Seats[c.Seat] = true, true
	change.Alerts = true
	s.bus.Tell(change)
}

// Log gives the newest lines of a seat's log, newest first.
func (s *Supervisor) Log(ctx context.Context, seat model.SeatID, limit int) ([]model.SeatLogEntry, error) {
	return s.store.SeatLogNewest(ctx, seat, limit)
}

// ReadLog asks the back end for its own log of a seat; where it has none it is a
// *model.Trouble of code TroubleUnsupported.
func (s *Supervisor) ReadLog(ctx context.Context, seat model.SeatID) error {
	row, err := s.store.Seat(ctx, seat)
	if err != nil {
		return err
	}
	for _, o := range s.sessions.Oversights() {
		if o.connection.ID == row.Connection {
			return o.readWhole(ctx, row)
		}
	}
	return &model.Trouble{Code: model.TroubleSeatOffline, About: row.DisplayName()}
}

// Refresh has every back end asked for its totals, statistics and quotas now. One
// that can't be asked does not keep the others from it.
func (s *Supervisor) Refresh(ctx context.Context) error {
	return oversee(ctx, s.sessions.Oversights())
}

// Detections gives the newest looks for bans, newest first.
func (s *Supervisor) Detections(ctx context.Context, limit int) ([]model.Detection, error) {
	return s.store.Detections(ctx, limit)
}

// Quotas gives what is left of what companies have bought, by connection.
func (s *Supervisor) Quotas(ctx context.Context) (map[model.ConnectionID][]model.Quota, error) {
	return s.store.Quotas(ctx)
}

// Notices gives the newest notices of companies, newest first.
func (s *Supervisor) Notices(ctx context.Context, limit int) ([]model.CompanyNotice, error) {
	return s.store.Notices(ctx, limit)
}
