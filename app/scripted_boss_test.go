package app

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/providers"
)

// boss is a clerk that can do all that a supervisor and the audit log are about.
type boss struct {
	*clerk
	found    string // what FindSeat gives
	listed   []model.Seat
	messages []string // to staff
}

var (
	_ providers.SeatEditor       = (*boss)(nil)
	_ providers.SeatRemover      = (*boss)(nil)
	_ providers.SeatImporter     = (*boss)(nil)
	_ providers.SeatFinder       = (*boss)(nil)
	_ providers.CustomerFinder   = (*boss)(nil)
	_ providers.KeywordLister    = (*boss)(nil)
	_ providers.TransferCounter  = (*boss)(nil)
	_ providers.StaffMessenger   = (*boss)(nil)
	_ providers.PhoneAdder       = (*boss)(nil)
	_ providers.ContactFinder    = (*boss)(nil)
	_ providers.MemberBefriender = (*boss)(nil)
	_ providers.FriendAccepter   = (*boss)(nil)
	_ providers.Revoker          = (*boss)(nil)
	_ providers.SeatSwitcher     = (*boss)(nil)
	_ providers.SeatLeaver       = (*boss)(nil)
	_ providers.CodeLogin        = (*boss)(nil)
	_ providers.MomentPoster     = (*boss)(nil)
	_ providers.RawCaller        = (*boss)(nil)
	_ providers.GroupCreator     = (*boss)(nil)
)

func (b *boss) did(ctx context.Context, seat model.Seat, format string, args ...any) error {
	return b.call(ctx, seat, func() {}, format, args...)
}

func (b *boss) ListSeats(ctx context.Context) ([]model.Event, error) {
	events, err := b.clerk.ListSeats(ctx)
	b.mine.Lock()
	defer b.mine.Unlock()
	for _, s := range b.listed {
		events = append(events, model.SeatSeen{Seat: s, Partial: true})
	}
	return events, err
}

func (b *boss) EditSeat(ctx context.Context, seat model.Seat, change model.SeatSettings) error {
	return b.call(ctx, seat, func() {
		if change.AddLimits != nil {
			b.listed = append(b.listed, model.Seat{RemoteID: seat.RemoteID, AddLimits: *change.AddLimits})
		}
	}, "edit %s", settingsText(change))
}

func (b *boss) RemoveSeat(ctx context.Context, seat model.Seat) error {
	return b.call(ctx, seat, func() { b.seats = b.seats[:len(b.seats)-1] }, "remove")
}

func (b *boss) ImportSeat(ctx context.Context, what model.SeatImport) error {
	return b.call(ctx, model.Seat{}, func() { b.seats = append(b.seats, what.RemoteID) }, "import %s", what.RemoteID)
}

func (b *boss) BindSeats(ctx context.Context, main model.Seat, subs []model.Seat) error {
	return b.did(ctx, main, "bind %d", len(subs))
}
func (b *boss) FindSeat(context.Context, string, string) (string, error) { return b.found, nil }
func (b *boss) FindCustomer(context.Context, string, string) (string, error) {
	return "c9", nil
}

func (b *boss) SeatsOfCustomer(context.Context, string, string) ([]model.SeatRef, error) {
	return []model.SeatRef{{AccountID: "me-b"}, {RemoteID: "nobody"}}, nil
}

func (b *boss) Keywords(context.Context) ([]string, error)                     { return []string{"退款"}, nil }
func (b *boss) TransferCount(context.Context, model.Seat) (int, error)         { return 3, nil }
func (b *boss) RawPaths() []string                                             { return []string{"/x"} }
func (b *boss) PostMoment(context.Context, model.Seat, model.MomentPost) error { return nil }
func (b *boss) DeleteMoment(context.Context, model.Seat, string) error         { return nil }

func (b *boss) MessageStaff(_ context.Context, to []string, text string) error {
	b.mine.Lock()
	defer b.mine.Unlock()
	b.messages = append(b.messages, to[0]+": "+text)
	return nil
}

func (b *boss) AddByPhone(ctx context.Context, seat model.Seat, phone, _ string) (model.Contact, error) {
	return model.Contact{RemoteID: "p" + phone}, b.did(ctx, seat, "add %s", phone)
}

func (b *boss) FindContacts(context.Context, model.Seat, string) ([]model.FoundContact, error) {
	return nil, nil
}

func (b *boss) AddFound(ctx context.Context, seat model.Seat, found model.FoundContact, _ string) error {
	return b.did(ctx, seat, "add %s", found.Contact.Name)
}

func (b *boss) BefriendMember(ctx context.Context, seat model.Seat, _, memberID, _ string) error {
	return b.did(ctx, seat, "add %s", memberID)
}

func (b *boss) AcceptFriend(ctx context.Context, seat model.Seat, r model.FriendRequest) error {
	return b.did(ctx, seat, "accept %s", r.RemoteID)
}

func (b *boss) Revoke(ctx context.Context, seat model.Seat, _ model.Conversation, m model.Message) error {
	return b.did(ctx, seat, "revoke %s", m.RemoteID)
}

func (b *boss) StartSeat(ctx context.Context, seat model.Seat, _ model.StartOptions) error {
	return b.did(ctx, seat, "start")
}

func (b *boss) StopSeat(ctx context.Context, seat model.Seat) error { return b.did(ctx, seat, "stop") }

func (b *boss) LogOut(ctx context.Context, seat model.Seat) error { return b.did(ctx, seat, "out") }

func (b *boss) LoginCode(context.Context, model.Seat) (model.LoginCode, error) {
	return model.LoginCode{Content: "code"}, nil
}

func (b *boss) CheckLogin(context.Context, model.Seat) (model.LoginProgress, error) {
	return model.LoginProgress{Step: model.LoginStepWaiting}, nil
}

func (b *boss) CreateGroup(ctx context.Context, seat model.Seat, name string, _ []string) (string, error) {
	return "g-new", b.did(ctx, seat, "group %s", name)
}

func (b *boss) RawCall(ctx context.Context, seat model.Seat, path string, _ json.RawMessage) (json.RawMessage, error) {
	return json.RawMessage(`{}`), b.did(ctx, seat, "raw %s", path)
}

// robot is a group robot of which a test decides how it fares.
type robot struct {
	mu    sync.Mutex
	texts []string
	err   error
}

func (r *robot) Send(_ context.Context, address, text string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	r.texts = append(r.texts, text)
	return nil
}

func (r *robot) set(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// said are the texts since it was last asked.
func (r *robot) said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.texts
	r.texts = nil
	return list
}

// deck is an office whose back end is a boss.
type deck struct {
	*office
	boss *boss
}

// onDeck runs a test on a supervisor's console with the seats a and b.
func onDeck(t *testing.T, fn func(d *deck)) {
	t.Helper()
	back := &boss{clerk: newClerk("a", "b")}
	back.as = back
	openOffice(t, back.clerk, func(o *office) { fn(&deck{o, back}) })
}

// pass lets time go by.
func (d *deck) pass(span time.Duration) {
	time.Sleep(span)
	synctest.Wait()
}

// state has the back end tell of the state of a seat now.
func (d *deck) state(seat string, state model.SeatState) {
	d.t.Helper()
	d.boss.with(func() { d.boss.states[seat] = state })
	d.says(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: seat}, State: state, At: time.Now()})
}

// open are the kinds of the open alerts, with the seat where there is one.
func (d *deck) open() []string {
	d.t.Helper()
	list, err := d.console.Alerts.List(context.Background(), supervise.AlertFilter{Open: true})
	require.NoError(d.t, err)
	var names []string
	for _, a := range list {
		name := string(a.Kind)
		if a.SeatName != "" {
			name += " " + a.SeatName
		}
		names = append(names, name)
	}
	return sorted(names)
}

// all are all alerts, newest first.
func (d *deck) all() []model.Alert {
	d.t.Helper()
	list, err := d.console.Alerts.List(context.Background(), supervise.AlertFilter{})
	require.NoError(d.t, err)
	return list
}
