package yunzhenji

import (
	"context"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/upkeep"
)

// link is one account at 云真机. Its seats can be seen and nothing more.
type link struct {
	name   string
	poll   time.Duration
	client *Client
	clock  clockwork.Clock
	log    *slog.Logger
	nudge  chan struct{}
}

var (
	_ providers.Link       = (*link)(nil)
	_ providers.Nudger     = (*link)(nil)
	_ providers.SeatLister = (*link)(nil)
	_ providers.RawCaller  = (*link)(nil)
)

// Test reads one row of the list.
func (l *link) Test(ctx context.Context) error {
	if _, err := List.Do(ctx, l.client, ListRequest{Page: 1, PageSize: 1}); err != nil {
		return troubleOf(err, l.name)
	}
	return nil
}

// Capabilities are none: the document has no call that does anything.
func (l *link) Capabilities(model.Seat) model.Capabilities { return model.NewCapabilities() }

// Pace has no limits: the list is read at a pace of our own.
func (l *link) Pace() providers.Pace { return providers.Pace{} }

// Nudge reads the list at once.
func (l *link) Nudge() {
	select {
	case l.nudge <- struct{}{}:
	default:
	}
}

// ListSeats reads the list to its end.
func (l *link) ListSeats(ctx context.Context) ([]model.Event, error) {
	all, err := l.client.ListAll(ctx, Everybody)
	if err != nil {
		return nil, troubleOf(err, l.name)
	}
	return events(all), nil
}

// refusedPause is how long a refused account is not tried again unasked.
const refusedPause = 5 * time.Minute

// Run reads the list again and again and delivers what it says. See
// providers.Link.
func (l *link) Run(ctx context.Context, sink providers.Sink) error {
	teller := upkeep.Teller{Clock: l.clock}
	teller.Begin(sink)
	defer teller.End()
	teller.Say(model.LinkStatus{Link: model.LinkConnecting})
	var told refusals
	for {
		status, trouble := l.round(ctx, sink, &told)
		if ctx.Err() != nil {
			return nil
		}
		if trouble != nil {
			l.log.Info("list of accounts not read", "connection", l.name, "err", trouble)
		}
		teller.Say(model.LinkStatus{Link: status, Err: trouble})
		wait := l.poll
		if status == model.LinkRefused {
			wait = max(wait, refusedPause)
		}
		timer := l.clock.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-l.nudge:
		case <-timer.Chan():
		}
		timer.Stop()
	}
}

// round reads the list once and delivers it.
func (l *link) round(ctx context.Context, sink providers.Sink, told *refusals) (model.Link, *model.Trouble) {
	all, err := l.client.ListAll(ctx, Everybody)
	if err != nil {
		trouble := troubleOf(err, l.name)
		if trouble.Code == model.TroubleCredentials {
			return model.LinkRefused, trouble
		}
		return model.LinkConnecting, trouble
	}
	fresh := told.fresh(all.Unread)
	if err := sink.Deliver(ctx, append(events(all), refusedRows(fresh)...)); err != nil {
		return model.LinkConnecting, model.AsTrouble(err)
	}
	told.keep(fresh)
	return model.LinkOnline, nil
}
