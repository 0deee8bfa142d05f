package shell

import (
	"context"

	"seatdeck/app"
	"seatdeck/ui/screen"
)

// counts are numbers that change far more often than the rest of the state, each
// told for itself and read by itself.
type counts struct {
	transfers int // files on their way that somebody asked for
	pending   int // deeds of batches that are still to be done
	alerts    int // open, and nobody has acknowledged them
}

// recount brings all of them up to date.
func (s *Shell) recount() {
	s.countTransfers()
	s.countPending()
	s.countAlerts()
}

func (s *Shell) countTransfers() {
	s.count("transfers", &s.state.transfers, func(ctx context.Context, c *app.Console) (int, error) {
		list, err := c.Transfers.Open(ctx)
		return len(list), err
	}, s.showStatus)
}

func (s *Shell) countPending() {
	s.count("pending", &s.state.pending, func(ctx context.Context, c *app.Console) (int, error) {
		return c.Batches.Pending(ctx)
	}, s.showStatus)
}

func (s *Shell) countAlerts() {
	s.count("alerts", &s.state.alerts, func(ctx context.Context, c *app.Console) (int, error) {
		n, _, err := c.Alerts.Count(ctx)
		return n, err
	}, s.showTabs)
}

// count reads one number, and shows it where it is another one now.
func (s *Shell) count(slot string, known *int, read func(context.Context, *app.Console) (int, error), show func()) {
	screen.Keep(s.scope, slot, func(ctx context.Context) (int, error) { return read(ctx, s.o.Console) }, func(n int, err error) {
		if err != nil || n == *known {
			return
		}
		*known = n
		if s.known {
			show()
		}
	})
}
