package wecom

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const (
	rootDepartment = 1 // the company itself
	staffAtOnce    = 8 // members asked about at the same time
	staffFresh     = time.Hour
	maxSeats       = 5000 // of one company
)

// staff is what is known of the members who are seats, and of their departments. It
// is asked for again after an hour, and when a callback tells of a change.
type staff struct {
	clock clockwork.Clock

	mu      sync.Mutex
	members map[string]knownMember // by userid
	parties []Department
	read    time.Time // when the departments were
	tags    bool      // a callback told of a change of tags
}

type knownMember struct {
	Member
	read time.Time
}

func newStaff(clock clockwork.Clock) *staff {
	return &staff{clock: clock, members: map[string]knownMember{}}
}

// forget has a member asked for again, or with "" all of them and the departments.
func (s *staff) forget(userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if userID != "" {
		delete(s.members, userID)
		return
	}
	clear(s.members)
	s.read = time.Time{}
}

func (s *staff) changeTags() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tags = true
}

// tagsChanged tells whether tags have to be read, once.
func (s *staff) tagsChanged() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.tags
	s.tags = false
	return changed
}

// keep drops members who are seats no longer, and gives those of whom nothing, or
// nothing new, is known.
func (s *staff) keep(seats []string) (stale []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	kept := make(map[string]knownMember, len(seats))
	for _, id := range seats {
		one, ok := s.members[id]
		if ok {
			kept[id] = one
		}
		if !ok || now.Sub(one.read) >= staffFresh {
			stale = append(stale, id)
		}
	}
	s.members = kept
	return stale
}

func (s *staff) put(userID string, m Member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[userID] = knownMember{m, s.clock.Now()}
}

func (s *staff) get(userID string) Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.members[userID].Member
}

// departments gives those that were read, and whether it is time to read them.
func (s *staff) departments() (list []Department, stale bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parties, s.read.IsZero() || s.clock.Now().Sub(s.read) >= staffFresh
}

func (s *staff) putDepartments(list []Department) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parties, s.read = list, s.clock.Now()
}

// ListSeats reads who may have customers and, where that is not known, what the
// address book says of them and of their departments.
func (l *link) ListSeats(ctx context.Context) ([]model.Event, error) {
	answer, err := ListFollowUsers.Do(ctx, l.client, NoFields{})
	if err != nil {
		return nil, l.trouble(err, l.name)
	}
	var seats []string
	seen := map[string]bool{}
	for _, id := range answer.FollowUser {
		if id != "" && !seen[id.String()] && len(seats) < maxSeats {
			seen[id.String()] = true
			seats = append(seats, id.String())
		}
	}
	if err := l.readStaff(ctx, l.staff.keep(seats)); err != nil {
		return nil, l.trouble(err, l.name)
	}
	departments, err := l.readDepartments(ctx)
	if err != nil {
		return nil, l.trouble(err, l.name)
	}
	corp := nameOf(departments, rootDepartment)
	var events []model.Event
	if corp != "" {
		events = append(events, model.CompanySeen{Company: model.Company{ID: l.corpID, Name: corp}})
	}
	teams := map[int64]bool{}
	for _, id := range seats {
		m := l.staff.get(id)
		for _, party := range m.Department {
			teams[int64(party)] = true
		}
		events = append(events, model.SeatSeen{Seat: l.seatOf(id, m, corp), Partial: true})
	}
	if named := teamsOf(departments, teams); len(named) > 0 {
		events = append(events, model.TeamsSeen{Teams: named})
	}
	if answer.FollowUser != nil && len(seats) < maxSeats {
		events = append(events, model.SeatsListed{RemoteIDs: seats})
	}
	return events, nil
}

// seatOf is a member as a seat, as far as the address book tells. Of the state the
// API says nothing.
func (l *link) seatOf(userID string, m Member, corp string) model.Seat {
	parties := make([]string, len(m.Department))
	for i, party := range m.Department {
		parties[i] = strconv.FormatInt(int64(party), 10)
	}
	return model.Seat{
		RemoteID: userID, AccountID: userID,
		Name:   m.Name.String(),
		Alias:  m.Alias.String(),
		Avatar: wire.WebURL(m.ThumbAvatar.String(), m.Avatar.String()),
		Mobile: m.Mobile.String(),
		Corp:   corp, CorpID: l.corpID,
		Teams: strings.Join(parties, ","),
	}
}

// readStaff asks the address book about members. An app that may not read it gets
// the names, or nothing: they are seats all the same.
func (l *link) readStaff(ctx context.Context, stale []string) error {
	var mu sync.Mutex
	nameless := map[string]bool{}
	tasks, within := errgroup.WithContext(ctx)
	tasks.SetLimit(staffAtOnce)
	for _, id := range stale {
		tasks.Go(func() error {
			m, err := GetUser.Do(within, l.client, UserRequest{UserID: id})
			switch {
			case refusedByAPI(err):
				l.log.Debug("member not read", "connection", l.name, "member", id, "err", err)
				mu.Lock()
				defer mu.Unlock()
				nameless[id] = true
				return nil
			case err != nil:
				return err
			}
			l.staff.put(id, m)
			return nil
		})
	}
	if err := tasks.Wait(); err != nil || len(nameless) == 0 {
		return err
	}
	return l.readNames(ctx, nameless)
}

// readNames asks for the names of all members at once.
func (l *link) readNames(ctx context.Context, wanted map[string]bool) error {
	answer, err := ListSimpleUsers.Do(ctx, l.client, UsersRequest{DepartmentID: rootDepartment, FetchChild: 1})
	if err != nil && !refusedByAPI(err) {
		return err
	}
	names := map[string]Member{}
	for _, u := range answer.UserList {
		if wanted[u.UserID.String()] {
			names[u.UserID.String()] = Member{UserID: u.UserID, Name: u.Name, Department: u.Department}
		}
	}
	for id := range wanted {
		l.staff.put(id, names[id])
	}
	return nil
}

// readDepartments gives the departments, which only have names where the app may
// read the address book.
func (l *link) readDepartments(ctx context.Context) ([]Department, error) {
	list, stale := l.staff.departments()
	if !stale {
		return list, nil
	}
	answer, err := ListDepartments.Do(ctx, l.client, DepartmentRequest{})
	if err != nil && !refusedByAPI(err) {
		return nil, err
	}
	l.staff.putDepartments(answer.Department)
	return answer.Department, nil
}

func nameOf(list []Department, id wire.Int) string {
	for _, d := range list {
		if d.ID == id {
			return d.Name.String()
		}
	}
	return ""
}

// teamsOf are the departments that seats are in, with their names where there are
// any.
func teamsOf(list []Department, of map[int64]bool) []model.Team {
	var teams []model.Team
	for _, id := range slices.Sorted(maps.Keys(of)) {
		teams = append(teams, model.Team{ID: strconv.FormatInt(id, 10), Name: nameOf(list, wire.Int(id))})
	}
	return teams
}
