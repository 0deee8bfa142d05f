package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"seatdeck/app"
	"seatdeck/app/vault"
)

func runWindow(ctx context.Context, c *call) error {
	return c.with(ctx, func(f *folder) error { return c.window(ctx, f, false) })
}

// window shows the console while its core runs.
func (c *call) window(ctx context.Context, f *folder, demo bool) error {
	if c.deps.Window == nil {
		return usagef("这个程序不带窗口，只能用命令行；运行 seatdeck help", "this program was built without a window: see seatdeck help")
	}
	if needsDisplay(runtime.GOOS) && c.env.Getenv("DISPLAY") == "" {
		return usagef("没有图形界面（DISPLAY 未设置）；命令行用法见 seatdeck help", "no display (DISPLAY is not set); for the command line see seatdeck help")
	}
	// Two consoles on one folder would both connect and both send.
	release, err := f.store.LockLive()
	if err != nil {
		return err
	}
	release()
	return f.alive(ctx, func(ctx context.Context) error {
		return c.deps.Window(ctx, Window{Console: f.console, Lang: c.texts.Lang(), Demo: demo, DataDir: f.dir, Version: c.env.Version})
	})
}

// needsDisplay tells where a window needs an X server.
func needsDisplay(goos string) bool { return goos != "windows" && goos != "darwin" }

// What each seat of the demo has, so that there is something to manage.
const (
	demoContacts = 110 // beside those it talks to
	demoGroups   = 14
)

// runDemo opens the console on simulated back ends. Its data folder is scratch,
// and so is its key: nothing of the agent's own is touched.
func runDemo(ctx context.Context, c *call) (err error) {
	if c.common.data == "" {
		dir, err := os.MkdirTemp("", "seatdeck-demo-")
		if err != nil {
			return fmt.Errorf("make a scratch folder: %w", err)
		}
		c.common.data = dir
		defer func() { _ = os.RemoveAll(dir) }()
	}
	dir, err := c.dataDir()
	if err != nil {
		return err
	}
	simCtx, stop := context.WithCancel(ctx)
	list, wait, err := c.deps.Simulate(simCtx, SimulateOptions{
		Listen: "127.0.0.1:0", Contacts: demoContacts, Groups: demoGroups, Rate: 0.5, Seed: time.Now().UnixNano(), Eager: true,
	})
	if err != nil {
		stop()
		return err
	}
	defer func() {
		stop()
		err = errors.Join(err, wait())
	}()
	f, err := c.openDir(ctx, dir, vault.Keyring(nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if err := c.demoConnections(ctx, f, list); err != nil {
		return err
	}
	return c.window(ctx, f, true)
}

func (c *call) demoConnections(ctx context.Context, f *folder, list []Simulated) error {
	views, err := f.console.Connections.List(ctx)
	if err != nil {
		return err
	}
	for _, v := range views { // of an earlier demo in a folder that was named
		if err := f.console.Connections.Remove(ctx, v.Connection.ID); err != nil {
			return err
		}
	}
	for _, s := range list {
		_, err := f.console.Connections.Add(ctx, app.NewConnection{
			Kind: s.Provider, Name: s.Name, BaseURL: s.BaseURL, Account: s.Account, Secret: s.Secret, Secrets: s.Secrets, Options: s.Options,
		})
		if err != nil {
			return fmt.Errorf("connect the demo: %w", err)
		}
	}
	return nil
}
