// Seatdeck (坐席台) is a desktop console for people who answer customers from
// many WeCom seats at once. This file wires its parts and does nothing else.
package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/cli"
	"seatdeck/app/vault"
	"seatdeck/providers"
	"seatdeck/providers/pychat"
	"seatdeck/providers/youjiyun"
)

const version = "0.1.0"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once

	env := cli.Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Version: version}
	return cli.Run(ctx, os.Args[1:], env, cli.Deps{
		Registry: providers.NewRegistry(youjiyun.New(), pychat.New()),
		Keyring:  vault.OSKeyring(os.Getenv),
		HTTP:     &http.Client{Transport: http.DefaultTransport},
		Clock:    clockwork.NewRealClock(),
		Rand:     rand.Float64,
		Simulate: simulate,
		Window:   window,
	})
}
