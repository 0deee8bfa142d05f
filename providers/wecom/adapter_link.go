package wecom

import (
	"context"
	"log/slog"
	"net"
	"sync"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/upkeep"
)

// link is one company at WeCom, by the secret of one of its apps. Its seats are
// the members who may have customers.
type link struct {
	*records

	name    string
	corpID  string
	options options
	crypt   *Crypt // nil: no callbacks are taken
	client  *Client
	clock   clockwork.Clock
	rand    func() float64
	log     *slog.Logger
	listen  func(network, address string) (net.Listener, error)

	ticket ticket
	tally  *callback.Tally
	health *health
	staff  *staff
	owners *owners
	chores *chores       // what is to be read in the background
	looks  chan struct{} // has watch look at once; capacity 1
}

var (
	_ providers.Link             = (*link)(nil)
	_ providers.Nudger           = (*link)(nil)
	_ providers.SeatLister       = (*link)(nil)
	_ providers.ContactLister    = (*link)(nil)
	_ providers.ContactInquirer  = (*link)(nil)
	_ providers.RemarkEditor     = (*link)(nil)
	_ providers.TagLister        = (*link)(nil)
	_ providers.TagEditor        = (*link)(nil)
	_ providers.ContactTagger    = (*link)(nil)
	_ providers.GroupLister      = (*link)(nil)
	_ providers.GroupTransferrer = (*link)(nil)
	_ providers.StatisticsReader = (*link)(nil)
	_ providers.QuotaReader      = (*link)(nil)
	_ providers.StaffMessenger   = (*link)(nil)
	_ providers.Welcomer         = (*link)(nil)
	_ providers.CallbackCounter  = (*link)(nil)
	_ providers.RecordKeeper     = (*link)(nil)
	_ providers.RawCaller        = (*link)(nil)
)

// Test gets a token, and asks who may have customers.
func (l *link) Test(ctx context.Context) error {
	_, err := ListFollowUsers.Do(ctx, l.client, NoFields{})
	return l.trouble(err, l.name)
}

// Capabilities are the same for every seat. None tells the state of a seat: the API
// does not say who is logged in. Nor can it say what customers write.
func (l *link) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(
		model.CanListContacts, model.CanEditRemark, model.CanDescribe,
		model.CanListTags, model.CanEditTags, model.CanTagContacts,
		model.CanListGroups, model.CanTransferGroup,
	)
}

// Pace has no limits that a person would meet: the client keeps those of the API.
func (l *link) Pace() providers.Pace { return providers.Pace{} }

// Nudge looks at once whether the back end answers, and reads the seats.
func (l *link) Nudge() { upkeep.Tap(l.looks) }

// Callbacks tells what became of the callbacks so far.
func (l *link) Callbacks() model.CallbackCounts {
	return l.tally.Counts().Model()
}

// ticket is the newest suite_ticket. Another comes every ten minutes; it is kept over
// a restart, so that nobody waits that long.
type ticket struct {
	keep func(ctx context.Context, name, value string) error // may be nil

	mu    sync.Mutex
	value string
}

func (t *ticket) get() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.value
}

func (t *ticket) set(ctx context.Context, value string) error {
	t.mu.Lock()
	t.value = value
	t.mu.Unlock()
	if t.keep == nil {
		return nil
	}
	return t.keep(ctx, secretTicket, value)
}

// refOf names a member: calls and callbacks use the same id.
func refOf(userID string) model.SeatRef {
	return model.SeatRef{RemoteID: userID, AccountID: userID}
}
