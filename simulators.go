package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"seatdeck/app/cli"
	"seatdeck/providers/simulator/youjiyun"
)

// simulate serves the simulated back ends until ctx ends.
func simulate(ctx context.Context, o cli.SimulateOptions) ([]cli.Simulated, func() error, error) {
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, nil, fmt.Errorf("listen: %w", err)
	}
	base := "http://" + listener.Addr().String()
	options := youjiyun.Options{
		Seats: o.Seats, Conversations: o.Conversations, Messages: o.Messages, Rate: o.Rate, Seed: o.Seed, BaseURL: base,
	}
	if o.Eager {
		options.Seats, options.StateEvery = 8, time.Minute
	}
	server := youjiyun.New(options)
	key, secret := server.Credentials()
	front := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: 10 * time.Second}

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Run(ctx) })
	g.Go(func() error {
		if err := front.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve %s: %w", base, err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		server.Close()
		return front.Close()
	})
	wait := func() error {
		if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
	return []cli.Simulated{{
		Provider: "youjiyun", Name: "有机云模拟", BaseURL: base, Account: key, Secret: secret,
		Options: map[string]string{},
	}}, wait, nil
}
