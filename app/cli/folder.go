package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/app/vault"
	"seatdeck/storage"
)

// folder is an open data folder with the core on it.
type folder struct {
	dir     string
	store   *storage.Store
	vault   *vault.Later
	log     *slog.Logger
	logFile *rotatingFile
	console *app.Console
}

// dataDir is where the data lies: --data, else the folder the OS has for it.
func (c *call) dataDir() (string, error) {
	if c.common.data != "" {
		return filepath.Abs(c.common.data)
	}
	return defaultDataDir(runtime.GOOS, c.env.Getenv)
}

func defaultDataDir(goos string, env func(string) string) (string, error) {
	base, under := "", ""
	switch goos {
	case "windows":
		base, under = env("LOCALAPPDATA"), "Seatdeck"
	case "darwin":
		base, under = env("HOME"), filepath.Join("Library", "Application Support", "Seatdeck")
	default:
		if base, under = env("XDG_DATA_HOME"), "seatdeck"; base == "" {
			base, under = env("HOME"), filepath.Join(".local", "share", "seatdeck")
		}
	}
	if base == "" {
		return "", usagef("不知道个人数据目录在哪里，请用 --data 指定", "the personal data folder is not known: give --data DIR")
	}
	return filepath.Join(base, under), nil
}

// open opens the data folder. A key that is not at hand locks the secrets, not
// the folder: what is cached can be read without it.
func (c *call) open(ctx context.Context) (*folder, error) {
	dir, err := c.dataDir()
	if err != nil {
		return nil, err
	}
	return c.openDir(ctx, dir, c.deps.Keyring)
}

func (c *call) openDir(ctx context.Context, dir string, keyring vault.Keyring) (_ *folder, err error) {
	// The file is opened first: it refuses a newer or a strange one before
	// anything is written beside it, and it makes the folder closed to others.
	f := &folder{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	if f.store, err = storage.Open(ctx, dir, storage.Options{Clock: c.deps.Clock}); err != nil {
		return nil, err
	}
	if f.logFile, err = openLog(dir); err != nil {
		return nil, err
	}
	known := &secrets{}
	known.Add(c.env.Getenv(vault.EnvKey))
	known.Add(c.env.Getenv(EnvSecret))
	f.log = newLogger(f.logFile, known, slog.LevelInfo)

	f.vault = vault.OpenLater(func() (*vault.Vault, error) {
		v, err := vault.Open(context.WithoutCancel(ctx), dir, c.env.Getenv, keyring)
		if err != nil {
			f.log.Warn("secrets are locked", "err", err)
			return nil, err
		}
		v.Watch(known.Add)
		return v, nil
	})
	f.console = app.New(app.Deps{
		Store: f.store, Vault: f.vault, Registry: c.deps.Registry, Clock: c.deps.Clock,
		Rand: c.deps.Rand, Log: f.log, HTTP: c.deps.HTTP, DataDir: dir, Who: c.deps.Who, Robot: c.deps.Robot,
	})
	f.console.Alerts.Speak(c.texts.T)
	f.log.Info("opened", "version", c.env.Version, "command", c.cmd.name)
	return f, nil
}

// close ends the use of the folder; the console no longer runs.
func (f *folder) close() error {
	var errs []error
	if f.store != nil {
		errs = append(errs, f.store.Close())
	}
	if f.logFile != nil {
		errs = append(errs, f.logFile.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the data folder: %w", err)
	}
	return nil
}

// note writes into the audit log what a command did with a file.
func (f *folder) note(ctx context.Context, what model.AuditWhat, file, detail string) error {
	return f.console.Audits.Note(ctx, model.AuditEntry{What: what, About: filepath.Base(file), Detail: detail})
}

// with runs do on the open data folder.
func (c *call) with(ctx context.Context, do func(*folder) error) error {
	f, err := c.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(f), f.close())
}

// alive runs the core beside do: it connects and works until do returns. When
// the core ends by itself, ctx of do ends with the reason as its cause. Do runs
// on the caller's goroutine, because a window must be on the program's first.
func (f *folder) alive(ctx context.Context, do func(ctx context.Context) error) error {
	doCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	runCtx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		err := quiet(f.console.Run(runCtx))
		cancel(err)
		ended <- err
	}()
	err := do(doCtx)
	stop()
	if coreErr := <-ended; coreErr != nil {
		return coreErr
	}
	return quiet(err)
}

// quiet drops the error that only says that we were told to stop.
func quiet(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
