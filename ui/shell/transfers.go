package shell

import (
	"context"

	"seatdeck/app"
	"seatdeck/ui/screen"
	"seatdeck/ui/seat"
)

// OpenTransfers shows the files that are on their way.
func (s *Shell) OpenTransfers() { seat.OpenTransfers(s.env) }

// openTransfers counts them.
func openTransfers(ctx context.Context, c *app.Console) (int, error) {
	list, err := c.Transfers.Open(ctx)
	return len(list), err
}

// countTransfers brings their number up to date. Progress is told several times a
// second, so nothing else is read for it.
func (s *Shell) countTransfers() {
	screen.Keep(s.scope, "transfers", func(ctx context.Context) (int, error) {
		return openTransfers(ctx, s.o.Console)
	}, func(n int, err error) {
		if err != nil || n == s.state.transfers {
			return
		}
		s.state.transfers = n
		if s.known {
			s.status.Set(s.state, s.OpenConnection)
		}
	})
}
