package main

import (
	"context"
	"errors"
	"time"

	"seatdeck/app/cli"
	"seatdeck/providers/simulator"
	"seatdeck/providers/simulator/pychat"
	"seatdeck/providers/simulator/youjiyun"
)

// titles name the simulated back ends in the list of connections.
var titles = map[string]string{"youjiyun": "有机云模拟", "pychat": "客户端实例模拟"}

// tagTime is how long the simulated 有机云 takes to tag one contact.
const tagTime = 30 * time.Millisecond

// simulate serves the simulated back ends until ctx ends.
func simulate(ctx context.Context, o cli.SimulateOptions) ([]cli.Simulated, func() error, error) {
	options := youjiyun.Options{
		Seats: o.Seats, Conversations: o.Conversations, Messages: o.Messages, Contacts: o.Contacts, Groups: o.Groups,
		Rate: o.Rate, Seed: o.Seed, TagTime: tagTime,
	}
	if o.Eager {
		options.Seats, options.StateEvery = 8, time.Minute
	}
	host, err := simulator.Start(ctx, simulator.Options{
		Listen: o.Listen, Youjiyun: options,
		Pychat: pychat.Options{Seats: o.Seats, Conversations: o.Conversations, Contacts: o.Contacts, Groups: o.Groups, Rate: o.Rate, Seed: o.Seed},
	})
	if err != nil {
		return nil, nil, err
	}
	var list []cli.Simulated
	for _, e := range host.Endpoints() {
		list = append(list, cli.Simulated{
			Provider: e.Provider, Name: titles[e.Provider], BaseURL: e.BaseURL, Account: e.Account, Secret: e.Secret, Options: e.Options,
		})
	}
	wait := func() error {
		if err := host.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
	return list, wait, nil
}
