package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"seatdeck/app/model"
)

// The files that processes lock beside the database; what is in them is of no
// matter, and they stay.
const (
	liveLock = "seatdeck.live.lock" // held by the one that connects and sends
	useLock  = "seatdeck.use.lock"  // shared by all that have the file open
	openLock = "seatdeck.open.lock" // held for the moment of opening
)

// LockLive makes this process the only one that connects to back ends and
// sends, until release is called or the process ends. When another has it, the
// error is a *model.Trouble of code TroubleInUse.
func (s *Store) LockLive() (release func(), err error) {
	lock := flock.New(filepath.Join(s.dir, liveLock), flock.SetPermissions(filePerm))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !ok {
		return nil, inUse(s.dir)
	}
	return func() { _ = lock.Unlock() }, nil
}

// lockOpening waits until no other process is opening the file.
func lockOpening(ctx context.Context, dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, openLock), flock.SetPermissions(filePerm))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for another console to open the file: %w", err)
	}
	return lock, nil
}

// lockUse takes the lock of those that use the file: alone to change its shape
// or replace it, shared for all else.
func lockUse(dir string, alone bool) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, useLock), flock.SetPermissions(filePerm))
	try := lock.TryRLock
	if alone {
		try = lock.TryLock
	}
	ok, err := try()
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !ok {
		return nil, inUse(dir)
	}
	return lock, nil
}

func inUse(dir string) error {
	return &model.Trouble{Code: model.TroubleInUse, About: dir}
}
