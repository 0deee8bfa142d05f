//go:build nowindow

package main

import (
	"context"

	"seatdeck/app/cli"
)

// Built with -tags nowindow the program is a command line only: no C compiler,
// no graphics.
var window func(context.Context, cli.Window) error
