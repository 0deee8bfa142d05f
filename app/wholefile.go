package app

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// WriteFile writes a file that a person chose: it appears whole or not at all,
// takes the place of one that is there, and is for its owner's eyes only, because
// customers wrote it.
func WriteFile(path string, write func(w io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*") // mode 0600
	if err != nil {
		return fileTrouble(err, filepath.Dir(path))
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	out := bufio.NewWriter(tmp)
	if err := errors.Join(write(out), out.Flush(), tmp.Close()); err != nil {
		return fileTrouble(err, path)
	}
	return fileTrouble(os.Rename(tmp.Name(), path), path)
}
