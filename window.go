//go:build !nowindow

package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"seatdeck/app/cli"
	"seatdeck/ui"
)

// window shows the console.
func window(ctx context.Context, w cli.Window) error {
	// The unpacked fonts are most of the heap and never change: the usual headroom
	// of another heap's size would be kept for nothing.
	debug.SetGCPercent(40)
	o := ui.Options{Console: w.Console, Version: w.Version, DataDir: w.DataDir, Demo: w.Demo, Language: w.Lang}
	if os.Getenv("SEATDECK_SAY_FIRST_FRAME") != "" { // for make bench
		o.Ready = func() { fmt.Println(time.Now().UnixMilli()) }
	}
	return ui.Run(ctx, o)
}
