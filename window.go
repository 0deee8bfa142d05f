//go:build !nowindow

package main

import (
	"context"

	"seatdeck/app/cli"
	"seatdeck/ui"
)

// window shows the console.
func window(ctx context.Context, w cli.Window) error {
	return ui.Run(ctx, ui.Options{
		Console: w.Console, Version: w.Version, DataDir: w.DataDir, Demo: w.Demo, Language: w.Lang,
	})
}
