package vault

import "sync"

// Later is a vault that looks for its master key when it is first needed. A
// keyring may take seconds to answer and a passphrase is slow to derive from on
// purpose; cached messages need neither and must not wait.
type Later struct{ get func() *Vault }

// OpenLater has open called once, by the first who needs the key. Where it fails,
// everything is answered with its error; see [Locked].
func OpenLater(open func() (*Vault, error)) *Later {
	return &Later{get: sync.OnceValue(func() *Vault {
		v, err := open()
		if err != nil {
			return Locked(err)
		}
		return v
	})}
}

// Seal encrypts a secret; see [Vault.Seal].
func (l *Later) Seal(name string, plain []byte) ([]byte, error) { return l.get().Seal(name, plain) }

// Unseal decrypts what Seal made; see [Vault.Unseal].
func (l *Later) Unseal(name string, blob []byte) ([]byte, error) { return l.get().Unseal(name, blob) }

// Where says where the master key lives; see [Vault.Where].
func (l *Later) Where() string { return l.get().Where() }

// Err says why the vault is locked; nil when it is not.
func (l *Later) Err() error { return l.get().Err() }
