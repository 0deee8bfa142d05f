// Package files writes files that people chose, and puts what the file system refuses
// into words.
package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"seatdeck/app/model"
)

// Write writes a file that a person chose: it appears whole or not at all,
// takes the place of one that is there, and is for its owner's eyes only, because
// customers wrote it.
func Write(path string, write func(w io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*") // mode 0600
	if err != nil {
		return Trouble(err, filepath.Dir(path))
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	out := bufio.NewWriter(tmp)
	if err := errors.Join(write(out), out.Flush(), tmp.Close()); err != nil {
		return Trouble(err, path)
	}
	return Trouble(os.Rename(tmp.Name(), path), path)
}

// Trouble is what a person can do about an error of the file system; nil for
// nil.
func Trouble(err error, about string) error {
	var known *model.Trouble
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC):
		return &model.Trouble{Code: model.TroubleDiskFull, About: about, Cause: err}
	case errors.Is(err, fs.ErrNotExist):
		return &model.Trouble{Code: model.TroubleNotFound, About: about, Cause: err}
	case errors.Is(err, fs.ErrPermission):
		return &model.Trouble{Code: model.TroubleInvalid, About: about, Detail: "refusal.no_permission: not allowed to write there", Cause: err}
	}
	return fmt.Errorf("%s: %w", about, err)
}
