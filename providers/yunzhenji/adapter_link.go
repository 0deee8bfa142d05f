package yunzhenji

import (
	"context"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
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
	h := health{sink: sink, clock: l.clock}
	h.tell(model.LinkConnecting, nil)
	var told refusals
	for {
		status, trouble := l.round(ctx, sink, &told)
		if ctx.Err() != nil {
			break
		}
		if trouble != nil {
			l.log.Info("list of accounts not read", "connection", l.name, "err", trouble)
		}
		h.tell(status, trouble)
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
	h.tell(model.LinkIdle, nil)
	return nil
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

// health tells the sink how the link is doing, whenever that changes.
type health struct {
	sink  providers.Sink
	clock clockwork.Clock
	told  model.LinkStatus
}

func (h *health) tell(link model.Link, err *model.Trouble) {
	now := model.LinkStatus{Link: link, Since: h.told.Since, Err: err}
	if now.Link == h.told.Link && wire.SameTrouble(err, h.told.Err) {
		return
	}
	if now.Link != h.told.Link {
		now.Since = h.clock.Now().UTC()
	}
	h.told = now
	h.sink.LinkChanged(now)
}
