package cli

import (
	"context"

	"seatdeck/app"
)

func call(ctx context.Context, c *app.Console) error { return c.Tools.Call(ctx, "") }

func keep(ctx context.Context, c *app.Console) error { return c.Groups.Keep(ctx) }
