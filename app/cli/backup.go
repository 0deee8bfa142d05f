package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"seatdeck/app/model"
	"seatdeck/storage"
)

func runBackup(ctx context.Context, c *call, args []string) error {
	words, done, err := c.parse(args, nil)
	if err != nil || done {
		return err
	}
	if err := exactly(words, "FILE"); err != nil {
		return err
	}
	file, err := newFile(words[0])
	if err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		if err := f.store.Backup(ctx, file); err != nil {
			return err
		}
		if err := f.note(ctx, model.AuditBackup, file, ""); err != nil {
			return err
		}
		return c.wrote(file, "已备份到", "backed up to")
	})
}

func runRestore(ctx context.Context, c *call, args []string) error {
	words, done, err := c.parse(args, nil)
	if err != nil || done {
		return err
	}
	if err := exactly(words, "FILE"); err != nil {
		return err
	}
	if _, err := os.Stat(words[0]); err != nil {
		return missing(words[0], err)
	}
	dir, err := c.dataDir()
	if err != nil {
		return err
	}
	if err := storage.Restore(ctx, dir, words[0]); err != nil {
		return err
	}
	// Into the file that is there now: of the one that was, it says nothing.
	err = c.with(ctx, func(f *folder) error { return f.note(ctx, model.AuditRestore, words[0], "") })
	if err != nil {
		return err
	}
	return c.wrote(dir, "已恢复到", "restored to")
}

// wrote tells where something was written.
func (c *call) wrote(path, zh, en string) error {
	if c.common.json {
		return writeJSON(c.env.Stdout, map[string]string{"path": path})
	}
	c.printf("%s %s\n", c.say(zh, en), path)
	return nil
}

// newFile checks that nothing would be overwritten.
func newFile(path string) (string, error) {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return "", usagef("%s 已存在，不会覆盖", "%s exists and is not overwritten", path)
	case !errors.Is(err, fs.ErrNotExist):
		return "", missing(path, err)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return "", missing(filepath.Dir(path), err)
	}
	return filepath.Abs(path)
}

func missing(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &model.Trouble{Code: model.TroubleNotFound, About: path, Cause: err}
	}
	return err
}
