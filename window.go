//go:build !nowindow

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"seatdeck/app/cli"
	"seatdeck/ui"
)

// window shows the console.
func window(ctx context.Context, w cli.Window) error {
	o := ui.Options{Console: w.Console, Version: w.Version, DataDir: w.DataDir, Demo: w.Demo, Language: w.Lang}
	if os.Getenv("SEATDECK_SAY_FIRST_FRAME") != "" { // for make bench
		o.Ready = func() { fmt.Println(time.Now().UnixMilli()) }
	}
	return ui.Run(ctx, o)
}
