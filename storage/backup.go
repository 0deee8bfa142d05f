package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/jonboulle/clockwork"
	"modernc.org/sqlite"
)

// Backup writes a consistent copy to a new file at path, mode 0600, also while
// the store is being written to. It does not overwrite: a path that is taken
// gives TroubleInvalid.
func (s *Store) Backup(ctx context.Context, path string) error {
	err := copyDatabase(ctx, s.driver, filepath.Join(s.dir, fileName), path)
	if errors.Is(err, fs.ErrExist) {
		return invalid(path, "refusal.file_taken: there is a file of this name")
	}
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}

// Restore puts a copy made by Backup in the place of the file in dir. The copy
// is checked through first; the file that was there is kept beside it as
// seatdeck.db.replaced-… While any process has the file open it gives
// TroubleInUse.
func Restore(ctx context.Context, dir, path string) (err error) {
	shape, err := embedded()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, dirPerm); err != nil {
		return diskTrouble(err, "make the data folder")
	}
	opening, err := lockOpening(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opening.Unlock()) }()
	use, err := lockUse(dir, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, use.Unlock()) }()

	target := filepath.Join(dir, fileName)
	fresh := target + ".restore"
	if err := copyFile(path, fresh); err != nil {
		return err
	}
	defer func() { _ = os.Remove(fresh) }()
	if err := checkBackup(ctx, fresh, path, len(shape)); err != nil {
		return err
	}
	stamp := clockwork.NewRealClock().Now().UTC().Format("20060102T150405.000")
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		err := os.Rename(target+suffix, fmt.Sprintf("%s.replaced-%s%s", target, stamp, suffix))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return diskTrouble(err, "keep the old file")
		}
	}
	if err := os.Rename(fresh, target); err != nil {
		return diskTrouble(err, "put the copy in place")
	}
	return nil
}

// checkBackup reads all of a copy; about names it in an error.
func checkBackup(ctx context.Context, path, about string, newest int) error {
	version, err := inspect(ctx, path, newest, &sqlite.Driver{})
	if err != nil {
		return fmt.Errorf("check %s: %w", about, err)
	}
	if version == 0 {
		return damaged(about, "refusal.no_content: it is empty")
	}
	db := openDB(&sqlite.Driver{}, path, "immutable")
	defer func() { _ = db.Close() }()
	var word string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&word); err != nil {
		return trouble(err, "check "+about)
	}
	if word != "ok" {
		return damaged(about, word)
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, filePerm)
	if err != nil {
		return diskTrouble(err, "write the file")
	}
	_, err = io.Copy(out, in)
	err = errors.Join(err, out.Sync(), out.Close())
	if err != nil {
		_ = os.Remove(to)
		return diskTrouble(err, "write the file")
	}
	return nil
}
