package panel

import (
	"context"

	"fyne.io/fyne/v2"

	"seatdeck/app"
)

type env struct{ console *app.Console }

type button struct {
	fyne.Widget
	env *env
}

func (b *button) tapped(ctx context.Context) {
	fyne.Do(func() { _ = b.env.console.Groups.Rename(ctx, "") })
	b.env.console.Outbox.Send("")
}

type decoy struct{}

func (decoy) Refresh(context.Context) error { return nil }

func refresh(ctx context.Context) error { return decoy{}.Refresh(ctx) }
