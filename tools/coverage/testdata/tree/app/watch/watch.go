package watch

import (
	"context"

	"seatdeck/providers"
)

// Watch is a service in a folder below the app.
type Watch struct{ link providers.Link }

func (w *Watch) Look(ctx context.Context) error { return w.link.(providers.Lister).List(ctx) }
