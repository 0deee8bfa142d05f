package supervise

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// How often a back end is asked for what a supervisor watches.
const (
	panelEvery      = time.Minute
	quotasEvery     = time.Hour
	statisticsEvery = 24 * time.Hour
	logEvery        = 10 * time.Minute
	seatsWithin     = 10 * time.Second // the list of seats is read so soon after a connect
	statisticsDays  = 7                // before the present one, of which no back end tells
	logPages        = 10               // of one seat at most, when there is much that is new
)

// Oversight asks one back end, while it is connected, for its totals, statistics,
// quotas and logs of seats, as far as it has them.
type Oversight struct {
	connection model.Connection
	link       providers.Link
	store      *storage.Store
	deliver    Deliver // stores what it told
	clock      clockwork.Clock
	log        *slog.Logger
	online     func() bool

	counts []*inquiry // totals, statistics and quotas
	logs   []*inquiry
}

// inquiry is something that is asked again and again.
type inquiry struct {
	name  string
	every time.Duration
	soon  bool // also on every connect
	ask   func(ctx context.Context) error
	wake  chan struct{} // holds one token, of a connect
	vain  int           // how often there was no seat to ask about, lately
}

// Deliver stores what a connection told, and returns after that.
type Deliver func(ctx context.Context, events []model.Event) error

// NewOversight is the oversight of one connection. Nothing is asked before Run.
func NewOversight(c model.Connection, link providers.Link, store *storage.Store, deliver Deliver, clock clockwork.Clock, log *slog.Logger, online func() bool) *Oversight {
	o := &Oversight{connection: c, link: link, store: store, deliver: deliver, clock: clock, log: log, online: online}
	add := func(list *[]*inquiry, name string, every time.Duration, soon bool, ask func(ctx context.Context) error) {
		*list = append(*list, &inquiry{name: name, every: every, soon: soon, ask: ask, wake: make(chan struct{}, 1)})
	}
	if able, ok := link.(providers.PanelReader); ok {
		add(&o.counts, "totals", panelEvery, true, func(ctx context.Context) error { return o.keep(ctx)(able.ReadPanel(ctx)) })
	}
	if able, ok := link.(providers.QuotaReader); ok {
		add(&o.counts, "quotas", quotasEvery, false, func(ctx context.Context) error { return o.keep(ctx)(able.ReadQuotas(ctx)) })
	}
	if able, ok := link.(providers.StatisticsReader); ok {
		add(&o.counts, "statistics", statisticsEvery, false, func(ctx context.Context) error { return o.readStatistics(ctx, able) })
	}
	if able, ok := link.(providers.SeatLogReader); ok {
		add(&o.logs, "logs", logEvery, true, func(ctx context.Context) error { return o.readLogs(ctx, able) })
	}
	return o
}

// Reconnected is told when the link came up.
func (o *Oversight) Reconnected() {
	for _, q := range slices.Concat(o.counts, o.logs) {
		pause.Wake(q.wake)
	}
}

// Run asks until ctx ends, each thing for itself: the logs of many seats take their
// time.
func (o *Oversight) Run(ctx context.Context) error {
	var work sync.WaitGroup
	for _, q := range slices.Concat(o.counts, o.logs) {
		work.Go(func() { o.watch(ctx, q) })
	}
	work.Wait()
	<-ctx.Done()
	return ctx.Err()
}

func (o *Oversight) watch(ctx context.Context, q *inquiry) {
	var next time.Time
	for ctx.Err() == nil {
		rest := time.Hour // a connect wakes
		if o.online() {
			if !o.clock.Now().Before(next) {
				next = o.clock.Now().Add(o.try(ctx, q))
			}
			rest = next.Sub(o.clock.Now())
		}
		if o.wait(ctx, q, rest) && q.soon {
			next = time.Time{}
		}
	}
}

// wait rests for so long, or until the link comes up, which it tells.
func (o *Oversight) wait(ctx context.Context, q *inquiry, d time.Duration) (woken bool) {
	t := o.clock.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.Chan():
	case <-q.wake:
		return true
	}
	return false
}

// errNoSeats is that no seat of a back end is known, or not yet.
var errNoSeats = errors.New("no seat is known")

// try asks, and tells when to ask again: what was refused sooner than what was told,
// and what the back end has not at all only after a day.
func (o *Oversight) try(ctx context.Context, q *inquiry) time.Duration {
	err := q.ask(ctx)
	if !errors.Is(err, errNoSeats) {
		q.vain = 0
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return q.every
	case model.IsTrouble(err, model.TroubleUnsupported):
		return 24 * time.Hour
	case errors.Is(err, errNoSeats):
		q.vain++
		return min(seatsWithin<<min(q.vain-1, 10), q.every, logEvery) // some companies have none
	}
	o.log.Warn("a back end did not tell a supervisor's "+q.name, "err", err)
	return min(q.every, logEvery)
}

// now asks for totals, quotas and statistics at once.
func (o *Oversight) now(ctx context.Context) error {
	var errs []error
	for _, q := range o.counts {
		if err := q.ask(ctx); err != nil && !errors.Is(err, errNoSeats) && !model.IsTrouble(err, model.TroubleUnsupported) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// readStatistics asks for the days before the present one.
func (o *Oversight) readStatistics(ctx context.Context, able providers.StatisticsReader) error {
	seats, err := o.seats(ctx)
	if err != nil {
		return err
	}
	today := model.BackEndDay(o.clock.Now().In(model.BackEndZone()))
	return o.keep(ctx)(able.ReadStatistics(ctx, seats, today.AddDate(0, 0, -statisticsDays), today.AddDate(0, 0, -1)))
}

func (o *Oversight) keep(ctx context.Context) func([]model.Event, error) error {
	return func(events []model.Event, err error) error {
		if err != nil || len(events) == 0 {
			return err
		}
		return o.deliver(ctx, events)
	}
}

func (o *Oversight) seats(ctx context.Context) ([]model.Seat, error) {
	all, err := o.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	list := all[:0]
	for _, seat := range all {
		if seat.Connection == o.connection.ID && !seat.Removed {
			list = append(list, seat)
		}
	}
	if len(list) == 0 {
		return nil, errNoSeats
	}
	return list, nil
}

// readLogs reads what is new in the back end's logs of all seats. One that can't be
// read does not keep the others from it.
func (o *Oversight) readLogs(ctx context.Context, able providers.SeatLogReader) error {
	seats, err := o.seats(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, seat := range seats {
		if err := o.readNew(ctx, able, seat); err != nil {
			if ctx.Err() != nil || model.IsTrouble(err, model.TroubleUnsupported) || model.IsTrouble(err, model.TroubleUnreachable) {
				return err
			}
			errs = append(errs, fmt.Errorf("log of %s: %w", seat.DisplayName(), err))
		}
	}
	return errors.Join(errs...)
}

// readNew reads a seat's log down to what is known.
func (o *Oversight) readNew(ctx context.Context, able providers.SeatLogReader, seat model.Seat) error {
	known, err := o.store.NewestRemoteLog(ctx, seat.ID)
	if err != nil {
		return err
	}
	return readLog(ctx, able, seat, func(events []model.Event) (bool, error) {
		return oldestLine(events).After(known), o.deliver(ctx, events)
	})
}

// readWhole reads a seat's log, as far as it goes back.
func (o *Oversight) readWhole(ctx context.Context, seat model.Seat) error {
	able, ok := o.link.(providers.SeatLogReader)
	if !ok {
		return &model.Trouble{Code: model.TroubleUnsupported, About: seat.DisplayName()}
	}
	return readLog(ctx, able, seat, func(events []model.Event) (bool, error) { return true, o.deliver(ctx, events) })
}

// readLog reads a seat's log page by page, until take says that there is no more to
// it, or there were many.
func readLog(ctx context.Context, able providers.SeatLogReader, seat model.Seat, take func([]model.Event) (more bool, err error)) error {
	next := ""
	for range logPages {
		page, err := able.ReadSeatLog(ctx, seat, next)
		if err != nil {
			return err
		}
		more, err := take(page.Events)
		if err != nil || !more || page.Next == "" || page.Next == next {
			return err
		}
		next = page.Next
	}
	return nil
}

// oldestLine is when the oldest line was that events tell of; zero: they tell of
// none.
func oldestLine(events []model.Event) (oldest time.Time) {
	for _, e := range events {
		seen, ok := e.(model.SeatLogSeen)
		if !ok {
			continue
		}
		for _, line := range seen.Entries {
			if oldest.IsZero() || line.At.Before(oldest) {
				oldest = line.At
			}
		}
	}
	return oldest
}

// oversee has every back end asked now.
func oversee(ctx context.Context, all []*Oversight) error {
	var g errgroup.Group
	errs := make([]error, len(all))
	for i, o := range all {
		g.Go(func() error {
			if err := o.now(ctx); err != nil {
				errs[i] = fmt.Errorf("connection %s: %w", o.connection.Name, err)
			}
			return nil
		})
	}
	_ = g.Wait() // each error is kept apart
	return errors.Join(errs...)
}
