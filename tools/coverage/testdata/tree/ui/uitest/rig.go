package uitest

import (
	"context"

	"seatdeck/app"
)

func Refresh(ctx context.Context, c *app.Console) error { return c.Groups.Refresh(ctx) }
