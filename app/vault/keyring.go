package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring is the OS's own store of secrets. Calls may block for as long as a
// person takes to unlock it.
type Keyring interface {
	Get(user string) (string, error)
	Set(user, secret string) error
	Delete(user string) error
}

const (
	keyringService = "seatdeck"
	// A keyring that does not answer in so long is treated as absent when a key
	// is made …
	probeTimeout = 5 * time.Second
	// … while a person may need time to unlock one that is known to hold it.
	unlockTimeout = 60 * time.Second
)

var errNoKeyring = errors.New("no OS keyring here")

// OSKeyring is the keyring of this computer's user, or nil where there can be none.
func OSKeyring(env func(string) string) Keyring {
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" && !hasSessionBus(env) {
		return nil // asking would start a bus of its own
	}
	return osKeyring{}
}

func hasSessionBus(env func(string) string) bool {
	if env("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	dir := env("XDG_RUNTIME_DIR")
	if dir == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, "bus"))
	return err == nil
}

type osKeyring struct{}

func (osKeyring) Get(user string) (string, error) { return keyring.Get(keyringService, user) }
func (osKeyring) Set(user, secret string) error   { return keyring.Set(keyringService, user, secret) }
func (osKeyring) Delete(user string) error        { return keyring.Delete(keyringService, user) }

// storeInKeyring stores a secret and reads it back: some keyrings accept what
// they then don't keep. A keyring that answers too late is left without it.
func storeInKeyring(ctx context.Context, k Keyring, user, secret string) error {
	_, err := within(ctx, k, probeTimeout, func() (string, error) {
		if err := k.Set(user, secret); err != nil {
			return "", err
		}
		got, err := k.Get(user)
		if err == nil && got != secret {
			err = errors.New("the keyring gave back something else")
		}
		return got, err
	}, func() { _ = k.Delete(user) })
	return err
}

func readFromKeyring(ctx context.Context, k Keyring, user string) (string, error) {
	return within(ctx, k, unlockTimeout, func() (string, error) { return k.Get(user) }, func() {})
}

// within waits for a call that takes no context. A call that outlives its
// time-out can't be ended: it runs on and then undoes what it did.
func within(ctx context.Context, k Keyring, limit time.Duration, call func() (string, error), undo func()) (string, error) {
	if k == nil {
		return "", errNoKeyring
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer)
	go func() {
		text, err := call()
		select {
		case answers <- answer{text, err}:
		case <-ctx.Done():
			undo()
		}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
