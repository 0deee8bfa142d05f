// Seatdeck (坐席台) is a desktop console for people who answer customers from
// many WeCom seats at once. This file wires its parts and does nothing else.
package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"os/user"
	"syscall"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/cli"
	"seatdeck/app/vault"
	"seatdeck/providers"
	"seatdeck/providers/juhe"
	"seatdeck/providers/pychat"
	"seatdeck/providers/wecom"
	"seatdeck/providers/youjiyun"
	"seatdeck/providers/yunzhenji"
)

const version = "0.1.0"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once

	env := cli.Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Version: version}
	web, clock := &http.Client{Transport: http.DefaultTransport}, clockwork.NewRealClock()
	return cli.Run(ctx, os.Args[1:], env, cli.Deps{
		Registry: providers.NewRegistry(juhe.New(), wecom.New(), youjiyun.New(), yunzhenji.New(), pychat.New()),
		Keyring:  vault.OSKeyring(os.Getenv),
		HTTP:     web,
		Clock:    clock,
		Rand:     rand.Float64,
		Who:      who(),
		Robot:    wecom.NewRobot(web, clock),
		Simulate: simulate,
		Window:   window,
	})
}

// who is the user of the operating system, for the audit log.
func who() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "?"
}
