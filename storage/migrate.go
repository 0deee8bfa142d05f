package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the file's shape. A step that has shipped
// is never changed: the next one corrects it.
type migration struct {
	number int
	sql    string
}

// embedded reads the steps; they are numbered from 1 without a hole.
func embedded() ([]migration, error) {
	entries, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("embedded migrations: %w", err)
	}
	var list []migration
	for _, e := range entries {
		number, err := strconv.Atoi(strings.SplitN(e.Name(), "_", 2)[0])
		if err != nil || number != len(list)+1 {
			return nil, fmt.Errorf("embedded migration %s is not number %d", e.Name(), len(list)+1)
		}
		text, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("embedded migrations: %w", err)
		}
		list = append(list, migration{number, string(text)})
	}
	return list, nil
}

// prepareFile leaves a file of the present shape in dir, or the one that was
// there untouched and an error. The caller holds the opening lock.
func prepareFile(ctx context.Context, dir string, o Options) (err error) {
	path := filepath.Join(dir, fileName)
	version, err := inspect(ctx, path, len(o.shape), o.driver)
	if err != nil {
		return err
	}
	if version == len(o.shape) {
		return secureFile(path)
	}
	lock, err := lockUse(dir, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if version == 0 {
		// An empty file of ours has the mode; SQLite gives its helpers the same.
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, filePerm)
		if err != nil {
			return diskTrouble(err, "make the file")
		}
		if err := f.Close(); err != nil {
			return diskTrouble(err, "make the file")
		}
	} else {
		kept := fmt.Sprintf("%s.v%d-%s.bak", path, version, o.Clock.Now().UTC().Format("20060102T150405"))
		if err := copyDatabase(ctx, o.driver, path, kept); err != nil {
			return fmt.Errorf("keep a copy before migrating: %w", err)
		}
		o.Log.Info("migrating the file", "from", version, "to", len(o.shape), "copy", kept)
	}
	if err := secureFile(path); err != nil {
		return err
	}
	return trouble(migrate(ctx, o.driver, path, o.shape), "migrate the file")
}

func secureFile(path string) error {
	if err := os.Chmod(path, filePerm); err != nil {
		return fmt.Errorf("mode of the file: %w", err)
	}
	return nil
}

// migrate applies the steps that a file lacks, each in a transaction of its own
// with the number that tells it was.
func migrate(ctx context.Context, below driver.Driver, path string, shape []migration) (err error) {
	db := openDB(below, path, "rw", "synchronous=FULL")
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, m := range shape {
		if err := step(ctx, db, m); err != nil {
			return fmt.Errorf("migration %d: %w", m.number, err)
		}
	}
	// Last, so that the header of a new file is in the file itself from the
	// start: who reads only the header must see whose file it is.
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode=WAL"); err != nil {
		return fmt.Errorf("write-ahead log: %w", err)
	}
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func step(ctx context.Context, db *sql.DB, m migration) error {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	var version int
	if err := t.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version >= m.number {
		return nil
	}
	for _, query := range []string{
		m.sql,
		fmt.Sprintf("PRAGMA user_version=%d", m.number),
		fmt.Sprintf("PRAGMA application_id=%d", applicationID),
	} {
		if _, err := t.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return t.Commit()
}

// copyDatabase writes a consistent copy of the file at from to a new file of
// mode 0600, also while from is being written.
func copyDatabase(ctx context.Context, below driver.Driver, from, to string) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, filePerm)
	if err != nil {
		return diskTrouble(err, "make the copy")
	}
	defer func() {
		if err != nil {
			_ = os.Remove(to)
		}
	}()
	defer func() { err = errors.Join(err, f.Close()) }()
	db := openDB(below, from, "ro")
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return trouble(err, "write the copy")
	}
	if err := f.Sync(); err != nil {
		return diskTrouble(err, "write the copy")
	}
	return nil
}
