package app

import (
	"context"
	"fmt"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// Edit changes what the back end keeps of a seat, and reads the seats anew.
func (s *Seats) Edit(ctx context.Context, seat model.SeatID, change model.SeatSettings) (err error) {
	defer s.audit.Ends(ctx, model.AuditEntry{What: model.AuditSeatChange, Seat: seat, Detail: settingsText(change)}, &err)
	if change == (model.SeatSettings{}) {
		return model.Invalid("settings", "refusal.nothing_to_change")
	}
	if l := change.AddLimits; l != nil && l.Max == 0 && l.Min > 0 { // no longest: always the shortest
		limits := *l
		limits.Max = l.Min
		change.AddLimits = &limits
	}
	if l := change.AddLimits; l != nil && (l.Min < 0 || l.Max < l.Min || l.PerDay < 0) {
		return model.Invalid("add limits", "refusal.add_limits_order: the longest pause is shorter than the shortest, or below zero")
	}
	return s.administer(ctx, seat, func(link providers.Link, row model.Seat) error {
		able, ok := link.(providers.SeatEditor)
		if !ok {
			return cannot(row)
		}
		return able.EditSeat(ctx, row, change)
	})
}

// settingsText names what is changed, for the audit log.
func settingsText(c model.SeatSettings) string {
	var list []string
	if c.Enabled != nil {
		list = append(list, fmt.Sprintf("enabled: %t", *c.Enabled))
	}
	if c.Number != nil {
		list = append(list, "number: "+*c.Number)
	}
	if c.Managers != nil {
		list = append(list, "managers: "+*c.Managers)
	}
	if c.AddLimits != nil {
		list = append(list, fmt.Sprintf("add limits: %s–%s, %d a day", c.AddLimits.Min, c.AddLimits.Max, c.AddLimits.PerDay))
	}
	if c.AutoLogin != nil {
		list = append(list, fmt.Sprintf("automatic login: %t", *c.AutoLogin))
	}
	return strings.Join(list, "; ")
}

// Remove takes a seat out of its back end. It can't be undone: a person was asked.
func (s *Seats) Remove(ctx context.Context, seat model.SeatID) (err error) {
	defer s.audit.Ends(ctx, model.AuditEntry{What: model.AuditSeatRemove, Seat: seat}, &err)
	return s.administer(ctx, seat, func(link providers.Link, row model.Seat) error {
		able, ok := link.(providers.SeatRemover)
		if !ok {
			return cannot(row)
		}
		return able.RemoveSeat(ctx, row)
	})
}

// Import has a back end take an account in as a seat, and reads the seats anew.
func (s *Seats) Import(ctx context.Context, connection model.ConnectionID, what model.SeatImport) (err error) {
	defer s.audit.Ends(ctx, model.AuditEntry{
		What: model.AuditSeatImport, Connection: connection, About: what.RemoteID, Detail: what.ShortName,
	}, &err)
	if what.RemoteID = strings.TrimSpace(what.RemoteID); what.RemoteID == "" {
		return model.Invalid("account", "refusal.missing")
	}
	able, err := ableOf[providers.SeatImporter](ctx, s.sessions, connection)
	if err != nil {
		return err
	}
	if err := able.ImportSeat(ctx, what); err != nil {
		return err
	}
	s.reread(ctx, connection)
	return nil
}

// Bind makes seats sub-accounts of a main account at their back end. All must be of
// one connection.
func (s *Seats) Bind(ctx context.Context, main model.SeatID, subs []model.SeatID) (err error) {
	line := model.AuditEntry{What: model.AuditSeatChange, Seat: main, Detail: fmt.Sprintf("bind: %d", len(subs))}
	defer func() { s.audit.Did(ctx, line, err) }()
	var rows []model.Seat
	var names []string
	for _, id := range subs {
		row, err := s.store.Seat(ctx, id)
		if err != nil {
			return err
		}
		rows, names = append(rows, row), append(names, row.DisplayName())
	}
	if len(rows) == 0 {
		return model.Invalid("seats", "refusal.none")
	}
	line.About = strings.Join(names, ", ")
	return s.administer(ctx, main, func(link providers.Link, row model.Seat) error {
		able, ok := link.(providers.SeatImporter)
		if !ok {
			return cannot(row)
		}
		for _, sub := range rows {
			if sub.Connection != row.Connection || sub.ID == row.ID {
				return model.Invalid(sub.DisplayName(), "refusal.other_account: it is the main account, or of another connection")
			}
		}
		return able.BindSeats(ctx, row, rows)
	})
}

// administer does something to a seat at its back end and reads the seats anew.
func (s *Seats) administer(ctx context.Context, seat model.SeatID, do func(link providers.Link, row model.Seat) error) error {
	link, row, err := s.sessions.anyLink(ctx, seat)
	if err != nil {
		return err
	}
	if err := do(link, row); err != nil {
		return err
	}
	s.reread(ctx, row.Connection)
	return nil
}

// reread asks a back end for its seats after a change. What was changed stays so if
// it can't be asked now: they are read again and again.
func (s *Seats) reread(ctx context.Context, connection model.ConnectionID) {
	_ = s.sessions.readSeatsOf(ctx, model.Connection{ID: connection})
}

// ableOf gives the link of a connection as one that can do T.
func ableOf[T any](ctx context.Context, s *sessions, connection model.ConnectionID) (T, error) {
	var none T
	link, err := s.LinkOf(ctx, connection)
	if err != nil {
		return none, err
	}
	able, ok := link.(T)
	if !ok {
		return none, &model.Trouble{Code: model.TroubleUnsupported}
	}
	return able, nil
}

func cannot(seat model.Seat) error {
	return &model.Trouble{Code: model.TroubleUnsupported, About: seat.DisplayName()}
}

// SeatAdmin says what can be done with the seats of a connection.
type SeatAdmin struct {
	Edit, Remove, Import, FindSeat, FindCustomer, Keywords, Transfers, OwnLog, Panel bool
	AutoLogin                                                                        bool // it can be turned on and off
}

// Admin tells what the back end of a connection lets a supervisor do; nothing while
// it is not open.
func (s *Seats) Admin(connection model.ConnectionID) SeatAdmin {
	one := s.sessions.get(connection)
	if one == nil {
		return SeatAdmin{}
	}
	link := one.link
	admin := SeatAdmin{
		Edit: providers.Can[providers.SeatEditor](link), Remove: providers.Can[providers.SeatRemover](link), Import: providers.Can[providers.SeatImporter](link),
		FindSeat: providers.Can[providers.SeatFinder](link), FindCustomer: providers.Can[providers.CustomerFinder](link),
		Keywords: providers.Can[providers.KeywordLister](link), Transfers: providers.Can[providers.TransferCounter](link),
		OwnLog: providers.Can[providers.SeatLogReader](link), Panel: providers.Can[providers.PanelReader](link),
	}
	if admin.Edit {
		seats, err := s.store.Seats(context.Background())
		for _, seat := range seats {
			admin.AutoLogin = admin.AutoLogin || err == nil && seat.Connection == connection && seat.AutoLogin != model.AutoLoginNone
		}
	}
	return admin
}

// Find finds the seat of a person of the company, by phone or by name. A seat that
// is not known here yet has its seats read first.
func (s *Seats) Find(ctx context.Context, connection model.ConnectionID, phone, name string) (model.Seat, bool, error) {
	phone, name = strings.TrimSpace(phone), strings.TrimSpace(name)
	if (phone == "") == (name == "") {
		return model.Seat{}, false, model.Invalid("query", "refusal.phone_or_name: a phone number or a name")
	}
	able, err := ableOf[providers.SeatFinder](ctx, s.sessions, connection)
	if err != nil {
		return model.Seat{}, false, err
	}
	id, err := able.FindSeat(ctx, phone, name)
	if err != nil || id == "" {
		return model.Seat{}, false, err
	}
	ref := []model.SeatRef{{RemoteID: id}}
	seats, err := s.known(ctx, connection, ref)
	if err == nil && len(seats) == 0 {
		s.reread(ctx, connection)
		seats, err = s.known(ctx, connection, ref)
	}
	if err != nil || len(seats) == 0 {
		return model.Seat{}, false, err
	}
	return seats[0], true, nil
}

// known gives those of the seats that are known here.
func (s *Seats) known(ctx context.Context, connection model.ConnectionID, refs []model.SeatRef) ([]model.Seat, error) {
	all, err := s.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	var list []model.Seat
	for _, ref := range refs {
		for _, seat := range all {
			same := ref.RemoteID != "" && seat.RemoteID == ref.RemoteID || ref.RemoteID == "" && ref.AccountID != "" && seat.AccountID == ref.AccountID
			if same && seat.Connection == connection && !seat.Removed {
				list = append(list, seat)
				break
			}
		}
	}
	return list, nil
}

// FindCustomer finds a customer by picture and name, and the seats that know them.
func (s *Seats) FindCustomer(ctx context.Context, connection model.ConnectionID, avatar, name string) (remoteID string, seats []model.Seat, err error) {
	able, err := ableOf[providers.CustomerFinder](ctx, s.sessions, connection)
	if err != nil {
		return "", nil, err
	}
	if remoteID, err = able.FindCustomer(ctx, strings.TrimSpace(avatar), strings.TrimSpace(name)); err != nil || remoteID == "" {
		return "", nil, err
	}
	refs, err := able.SeatsOfCustomer(ctx, remoteID, "")
	if err != nil {
		return remoteID, nil, err
	}
	seats, err = s.known(ctx, connection, refs)
	return remoteID, seats, err
}

// Keywords lists the words that a back end watches for.
func (s *Seats) Keywords(ctx context.Context, connection model.ConnectionID) ([]string, error) {
	able, err := ableOf[providers.KeywordLister](ctx, s.sessions, connection)
	if err != nil {
		return nil, err
	}
	return able.Keywords(ctx)
}

// Transfers tells how many customers of a seat are being handed over.
func (s *Seats) Transfers(ctx context.Context, seat model.SeatID) (int, error) {
	row, err := s.store.Seat(ctx, seat)
	if err != nil {
		return 0, err
	}
	able, err := ableOf[providers.TransferCounter](ctx, s.sessions, row.Connection)
	if err != nil {
		return 0, err
	}
	return able.TransferCount(ctx, row)
}

// AddsView tells how many people a seat may still ask to be contacts.
type AddsView struct {
	Limits  model.AddLimits
	Today   int   // asked today, by the back end's day
	NextAt  int64 // when it may ask again, ms since 1970 UTC; 0: now
	Allowed bool
}

// Adds tells how a seat stands against its limits.
func (s *Seats) Adds(ctx context.Context, seat model.SeatID) (AddsView, error) {
	return s.adds.view(ctx, seat)
}
