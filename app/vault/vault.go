// Package vault seals the secrets of connections, so that the data folder alone
// gives none of them away.
//
// One master key per data folder lives outside the database: in the OS keyring,
// in the environment, or, where there is neither, in a key file of mode 0600
// beside the database. A small marker in the folder says which, so that a wrong
// key is told as such and never shows as garbage.
package vault

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"seatdeck/app/model"
)

// Where a master key lives, as the doctor names it.
const (
	WhereKeyring = "keyring"
	WhereEnv     = "env"
	WhereFile    = "file"
	WhereLocked  = "locked" // the key is not at hand
)

// EnvKey is the environment variable that may hold the master key: 64 hex
// digits are the key itself, anything else is a passphrase.
const EnvKey = "SEATDECK_KEY"

const (
	sealVersion = 1
	idLen       = 8
	headerLen   = 1 + idLen
)

// Vault seals and unseals with the master key of one data folder. It may be
// used by several goroutines.
type Vault struct {
	where string
	id    []byte
	aead  cipher.AEAD
	why   *model.Trouble // set: the key is not at hand
	watch func(secret string)
}

// Open finds the master key of a data folder, or makes one for a folder that
// has none. env looks up environment variables; keyring may be nil.
//
// For a new folder a set SEATDECK_KEY is a person's explicit wish and is taken;
// otherwise the keyring if it really works, otherwise a key file. A key that is
// gone or is another one is a *model.Trouble of code TroubleSecretLocked.
func Open(ctx context.Context, dir string, env func(string) string, keyring Keyring) (*Vault, error) {
	m, err := readMarker(dir)
	if err != nil {
		return nil, err
	}
	if m == nil {
		if m, err = create(ctx, dir, env, keyring); err != nil {
			return nil, err
		}
	}
	key, err := m.masterKey(ctx, dir, env, keyring)
	if err != nil {
		return nil, err
	}
	if keyID(key) != m.KeyID {
		return nil, locked(m.Where, "refusal.wrong_key: this is not the key the data folder was made with", nil)
	}
	return newVault(m.Where, key)
}

// Locked makes a vault that has no key and answers everything with why: cached
// messages can be read without any secret.
func Locked(why error) *Vault {
	t := model.AsTrouble(why)
	if t == nil {
		t = &model.Trouble{Code: model.TroubleSecretLocked}
	}
	return &Vault{where: WhereLocked, why: t}
}

func newVault(where string, key []byte) (*Vault, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("vault: use the master key: %w", err)
	}
	id, err := hex.DecodeString(keyID(key))
	if err != nil {
		return nil, err
	}
	return &Vault{where: where, id: id, aead: aead}, nil
}

// Where says where the master key lives: keyring, env, file or locked.
func (v *Vault) Where() string { return v.where }

// Err says why the vault is locked; nil when it is not.
func (v *Vault) Err() error {
	if v.why != nil {
		return v.why
	}
	return nil
}

// Watch has every secret that goes in or out told to seen, e.g. to keep it out of
// the log. It must be called before the vault is used.
func (v *Vault) Watch(seen func(secret string)) { v.watch = seen }

func (v *Vault) tell(plain []byte) {
	if v.watch != nil {
		v.watch(string(plain))
	}
}

// Seal encrypts a secret. The name, e.g. "connection/3/secret", is bound to it:
// a sealed value moved to another name does not unseal.
func (v *Vault) Seal(name string, plain []byte) ([]byte, error) {
	if v.why != nil {
		return nil, v.why
	}
	v.tell(plain)
	blob := make([]byte, headerLen+v.aead.NonceSize(), headerLen+v.aead.NonceSize()+len(plain)+v.aead.Overhead())
	blob[0] = sealVersion
	copy(blob[1:], v.id)
	nonce := blob[headerLen:]
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("vault: seal %s: %w", name, err)
	}
	return v.aead.Seal(blob, nonce, plain, additional(blob, name)), nil
}

// Unseal decrypts what Seal made under the same name. A blob sealed with
// another key is TroubleSecretLocked; one that was changed or moved is
// TroubleDamaged.
func (v *Vault) Unseal(name string, blob []byte) ([]byte, error) {
	if v.why != nil {
		return nil, v.why
	}
	if len(blob) < headerLen+v.aead.NonceSize()+v.aead.Overhead() || blob[0] != sealVersion {
		return nil, tampered(name, errors.New("not a sealed value"))
	}
	if !hmac.Equal(blob[1:headerLen], v.id) {
		return nil, locked(name, "refusal.other_key: sealed with another key", nil)
	}
	nonce := blob[headerLen : headerLen+v.aead.NonceSize()]
	plain, err := v.aead.Open(nil, nonce, blob[headerLen+len(nonce):], additional(blob, name))
	if err != nil {
		return nil, tampered(name, err)
	}
	v.tell(plain)
	return plain, nil
}

// additional is what a sealed value is bound to: its header and its name.
func additional(blob []byte, name string) []byte {
	return append(append(make([]byte, 0, headerLen+len(name)), blob[:headerLen]...), name...)
}

// keyID names a key without telling anything of it.
func keyID(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("seatdeck key id"))
	return hex.EncodeToString(mac.Sum(nil)[:idLen])
}

func locked(about, detail string, cause error) *model.Trouble {
	return &model.Trouble{Code: model.TroubleSecretLocked, About: about, Detail: detail, Cause: cause}
}

func tampered(about string, cause error) *model.Trouble {
	return &model.Trouble{Code: model.TroubleDamaged, About: about, Detail: "refusal.secret_changed: the sealed secret was changed", Cause: cause}
}
