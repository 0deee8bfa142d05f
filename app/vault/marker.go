package vault

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"seatdeck/app/model"
)

// File names in the data folder.
const (
	MarkerName  = "seatdeck.vault" // holds nothing secret
	KeyFileName = "seatdeck.key"
)

// Argon2id parameters of a passphrase (RFC 9106, second recommendation: 64 MiB).
const (
	argonTime    = 3
	argonMemory  = 64 << 10 // KiB
	argonThreads = 4
)

// marker remembers where the key of a data folder lives.
type marker struct {
	Version int    `json:"version"`
	Where   string `json:"where"`
	KeyID   string `json:"key_id"`
	Salt    string `json:"salt,omitempty"` // hex; of a passphrase
}

const markerVersion = 1

func readMarker(dir string) (*marker, error) {
	path := filepath.Join(dir, MarkerName)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("vault: read %s: %w", MarkerName, err)
	}
	var m marker
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, &model.Trouble{Code: model.TroubleDamaged, About: MarkerName, Detail: "refusal.unreadable: can't be read", Cause: err}
	}
	if m.Version > markerVersion {
		return nil, &model.Trouble{Code: model.TroubleNewerFile, About: MarkerName}
	}
	return &m, nil
}

// create makes a key for a folder that has none, and the marker last: a crash in
// between leaves an unused key, never a folder whose key is unknown.
func create(ctx context.Context, dir string, env func(string) string, keyring Keyring) (*marker, error) {
	m := &marker{Version: markerVersion}
	switch fromEnv := env(EnvKey); {
	case fromEnv != "":
		m.Where = WhereEnv
		if _, ok := rawKey(fromEnv); !ok {
			salt, err := random(16)
			if err != nil {
				return nil, err
			}
			m.Salt = hex.EncodeToString(salt)
		}
		key, err := envKey(fromEnv, m.Salt)
		if err != nil {
			return nil, err
		}
		m.KeyID = keyID(key)
	default:
		key, err := readKeyFile(dir)
		if err != nil {
			return nil, err
		}
		if key != nil { // left by a crash: as good as a new one
			m.Where, m.KeyID = WhereFile, keyID(key)
			break
		}
		if key, err = random(chacha20poly1305.KeySize); err != nil {
			return nil, err
		}
		m.Where, m.KeyID = WhereKeyring, keyID(key)
		if storeInKeyring(ctx, keyring, m.KeyID, hex.EncodeToString(key)) == nil {
			break
		}
		m.Where = WhereFile
		if err := writeNew(dir, KeyFileName, []byte(hex.EncodeToString(key)+"\n")); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("vault: write %s: %w", KeyFileName, err)
		}
		// Another console may have been first: its key counts.
		if key, err = readKeyFile(dir); err != nil {
			return nil, err
		}
		m.KeyID = keyID(key)
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	switch err := writeNew(dir, MarkerName, append(raw, '\n')); {
	case errors.Is(err, fs.ErrExist):
		return readMarker(dir)
	case err != nil:
		return nil, fmt.Errorf("vault: write %s: %w", MarkerName, err)
	}
	return m, nil
}

// masterKey fetches the key from where the marker says it lives.
func (m *marker) masterKey(ctx context.Context, dir string, env func(string) string, keyring Keyring) ([]byte, error) {
	switch m.Where {
	case WhereEnv:
		value := env(EnvKey)
		if value == "" {
			return nil, locked(EnvKey, "refusal.key_not_set: the data folder was made with a key in "+EnvKey+"; it is not set", nil)
		}
		return envKey(value, m.Salt)
	case WhereFile:
		key, err := readKeyFile(dir)
		if err == nil && key == nil {
			err = locked(KeyFileName, "refusal.key_file_gone: the key file is gone", nil)
		}
		return key, err
	case WhereKeyring:
		text, err := readFromKeyring(ctx, keyring, m.KeyID)
		if err != nil {
			return nil, locked(WhereKeyring, "refusal.keyring_silent: the OS keyring does not give the key", err)
		}
		key, ok := rawKey(text)
		if !ok {
			return nil, locked(WhereKeyring, "refusal.keyring_no_key: the entry in the OS keyring is not a key", nil)
		}
		return key, nil
	}
	return nil, &model.Trouble{Code: model.TroubleDamaged, About: MarkerName, Detail: "refusal.no_key_place: names an unknown place"}
}

// envKey turns the value of SEATDECK_KEY into a key: hex as it is, anything else
// by Argon2id.
func envKey(value, salt string) ([]byte, error) {
	if salt == "" {
		key, ok := rawKey(value)
		if !ok {
			return nil, locked(EnvKey, "refusal.key_digits: the data folder was made with a key of 64 hex digits", nil)
		}
		return key, nil
	}
	s, err := hex.DecodeString(salt)
	if err != nil {
		return nil, &model.Trouble{Code: model.TroubleDamaged, About: MarkerName, Detail: "refusal.unreadable: the salt can't be read", Cause: err}
	}
	return argon2.IDKey([]byte(value), s, argonTime, argonMemory, argonThreads, chacha20poly1305.KeySize), nil
}

func rawKey(text string) ([]byte, bool) {
	key, err := hex.DecodeString(strings.TrimSpace(text))
	return key, err == nil && len(key) == chacha20poly1305.KeySize
}

// readKeyFile gives nil where there is no key file. A file that others could
// read, as an unpacked archive leaves it, is closed to them.
func readKeyFile(dir string) ([]byte, error) {
	path := filepath.Join(dir, KeyFileName)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, locked(KeyFileName, "refusal.unreadable: the key file can't be read", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, fmt.Errorf("vault: close %s to others: %w", KeyFileName, err)
	}
	key, ok := rawKey(string(raw))
	if !ok {
		return nil, locked(KeyFileName, "refusal.key_file_no_key: the key file does not hold a key", nil)
	}
	return key, nil
}

// writeNew makes a file of mode 0600 that appears whole or not at all, and
// fails with fs.ErrExist where there is one.
func writeNew(dir, name string, content []byte) error {
	tmp, err := os.CreateTemp(dir, name+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Sync()
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	if err = os.Link(tmp.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links: the gap between looking and renaming
	// is the best there is.
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	return os.Rename(tmp.Name(), path)
}

func random(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		return nil, fmt.Errorf("vault: random bytes: %w", err)
	}
	return b, nil
}
