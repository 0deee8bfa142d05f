package main

import (
	"context"
	"errors"
	"time"

	"seatdeck/app/cli"
	"seatdeck/providers/simulator"
	"seatdeck/providers/simulator/juhe"
	"seatdeck/providers/simulator/pychat"
	"seatdeck/providers/simulator/wecom"
	"seatdeck/providers/simulator/youjiyun"
	"seatdeck/providers/simulator/yunzhenji"
)

// titles name the simulated back ends in the list of connections.
var titles = map[string]string{
	"youjiyun": "有机云模拟", "pychat": "客户端实例模拟", "juhe": "聚合聊天模拟", "yunzhenji": "云真机模拟", "wecom": "企业微信模拟",
}

// demoSeats is how many seats each of the five has in the demo: sixty in all.
const demoSeats = 12

// tagTime is how long the simulated 有机云 takes to tag one contact.
const tagTime = 30 * time.Millisecond

// simulate serves the simulated back ends until ctx ends.
func simulate(ctx context.Context, o cli.SimulateOptions) ([]cli.Simulated, func() error, error) {
	if o.Eager {
		o.Seats = demoSeats
	}
	all := simulator.Options{
		Listen: o.Listen,
		Youjiyun: youjiyun.Options{
			Seats: o.Seats, Conversations: o.Conversations, Messages: o.Messages, Contacts: o.Contacts, Groups: o.Groups,
			Rate: o.Rate, Seed: o.Seed, TagTime: tagTime,
		},
		Pychat:    pychat.Options{Seats: o.Seats, Conversations: o.Conversations, Contacts: o.Contacts, Groups: o.Groups, Rate: o.Rate, Seed: o.Seed},
		Juhe:      juhe.Options{Seats: o.Seats, Conversations: o.Conversations, Contacts: o.Contacts, Rate: o.Rate, Seed: o.Seed},
		Yunzhenji: yunzhenji.Options{Seats: o.Seats, Seed: o.Seed},
		Wecom:     wecom.Options{Seats: o.Seats, Customers: o.Contacts, Groups: o.Groups, Rate: o.Rate / 4, Seed: o.Seed},
	}
	if o.Eager {
		all.Youjiyun.StateEvery = time.Minute
		all.Juhe.StateEvery, all.Juhe.BanEvery = time.Minute, 2*time.Minute
		all.Yunzhenji.StateEvery = time.Minute
		all.Wecom.ConfirmWithin = time.Minute
	}
	host, err := simulator.Start(ctx, all)
	if err != nil {
		return nil, nil, err
	}
	var list []cli.Simulated
	for _, e := range host.Endpoints() {
		list = append(list, cli.Simulated{
			Provider: e.Provider, Name: titles[e.Provider], BaseURL: e.BaseURL, Account: e.Account, Secret: e.Secret,
			Secrets: e.Secrets, Options: e.Options, Robot: e.Robot,
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
