package vault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/vault"
)

type fakeKeyring struct {
	mu      sync.Mutex
	entries map[string]string
	broken  error
	hang    chan struct{} // when set, calls wait for it
	deletes chan string
}

func newKeyring() *fakeKeyring {
	return &fakeKeyring{entries: map[string]string{}, deletes: make(chan string, 8)}
}

func (k *fakeKeyring) Get(user string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.broken != nil {
		return "", k.broken
	}
	v, ok := k.entries[user]
	if !ok {
		return "", errors.New("not found")
	}
	return v, nil
}

func (k *fakeKeyring) Set(user, secret string) error {
	if k.hang != nil {
		<-k.hang
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.broken != nil {
		return k.broken
	}
	k.entries[user] = secret
	return nil
}

func (k *fakeKeyring) Delete(user string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.entries, user)
	k.deletes <- user
	return nil
}

func env(key string) func(string) string {
	return func(name string) string {
		if name == vault.EnvKey {
			return key
		}
		return ""
	}
}

func open(t *testing.T, dir, key string, k vault.Keyring) *vault.Vault {
	t.Helper()
	v, err := vault.Open(context.Background(), dir, env(key), k)
	require.NoError(t, err)
	return v
}

const name = "connection/3/secret"

func TestRoundTripInEveryPlace(t *testing.T) {
	hexKey := strings.Repeat("0a", 32)
	for where, c := range map[string]struct {
		key     string
		keyring vault.Keyring
	}{
		vault.WhereKeyring: {"", newKeyring()},
		vault.WhereEnv:     {"correct horse 电池", newKeyring()},
		"env, hex":         {hexKey, nil},
		vault.WhereFile:    {"", nil},
	} {
		t.Run(where, func(t *testing.T) {
			dir := t.TempDir()
			v := open(t, dir, c.key, c.keyring)
			require.Equal(t, strings.Split(where, ",")[0], v.Where())
			blob, err := v.Seal(name, []byte("秘密 s3cret"))
			require.NoError(t, err)
			require.NotContains(t, string(blob), "s3cret")
			again, err := v.Seal(name, []byte("秘密 s3cret"))
			require.NoError(t, err)
			require.NotEqual(t, blob, again, "a nonce is used once")

			plain, err := open(t, dir, c.key, c.keyring).Unseal(name, blob)
			require.NoError(t, err)
			require.Equal(t, "秘密 s3cret", string(plain))
		})
	}
}

func TestFolderKeepsItsPlace(t *testing.T) {
	ctx := context.Background()
	t.Run("made with the environment: it wins over a keyring", func(t *testing.T) {
		dir := t.TempDir()
		open(t, dir, "pass", nil)
		require.Equal(t, vault.WhereEnv, open(t, dir, "pass", newKeyring()).Where())
	})
	t.Run("made with a keyring: the environment does not matter", func(t *testing.T) {
		dir, k := t.TempDir(), newKeyring()
		open(t, dir, "", k)
		require.Equal(t, vault.WhereKeyring, open(t, dir, "pass", k).Where())
	})
	t.Run("made with a file: a keyring that appears does not matter", func(t *testing.T) {
		dir := t.TempDir()
		open(t, dir, "", nil)
		require.Equal(t, vault.WhereFile, open(t, dir, "", newKeyring()).Where())
	})
	for name, c := range map[string]struct {
		first, then string
		k1, k2      vault.Keyring
		lose        string
	}{
		"wrong passphrase":         {first: "one", then: "two"},
		"passphrase gone":          {first: "one"},
		"other hex key":            {first: strings.Repeat("aa", 32), then: strings.Repeat("ab", 32)},
		"passphrase after hex key": {first: strings.Repeat("aa", 32), then: "two"},
		"keyring gone":             {k1: newKeyring()},
		"another keyring":          {k1: newKeyring(), k2: newKeyring()},
		"keyring broken":           {k1: newKeyring(), k2: &fakeKeyring{broken: errors.New("locked")}},
		"key file gone":            {lose: vault.KeyFileName},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			open(t, dir, c.first, c.k1)
			if c.lose != "" {
				require.NoError(t, os.Remove(filepath.Join(dir, c.lose)))
			}
			_, err := vault.Open(ctx, dir, env(c.then), c.k2)
			require.True(t, model.IsTrouble(err, model.TroubleSecretLocked), "%v", err)
			for _, secret := range []string{c.first, c.then} {
				if secret != "" {
					require.NotContains(t, err.Error(), secret)
				}
			}
		})
	}
}

func TestKeyFileReplaced(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	open(t, dir, "", nil)
	open(t, other, "", nil)
	raw, err := os.ReadFile(filepath.Join(other, vault.KeyFileName))
	require.NoError(t, err)
	for _, content := range [][]byte{raw, []byte("rubbish"), nil} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, vault.KeyFileName), content, 0o600))
		_, err = vault.Open(context.Background(), dir, env(""), nil)
		require.True(t, model.IsTrouble(err, model.TroubleSecretLocked), "%v", err)
	}
}

func TestBlobIsBoundAndWhole(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir, "", nil)
	blob, err := v.Seal(name, []byte("s3cret"))
	require.NoError(t, err)

	_, err = v.Unseal("connection/4/secret", blob)
	require.True(t, model.IsTrouble(err, model.TroubleDamaged), "moved to another name: %v", err)

	for i := range blob {
		bad := append([]byte(nil), blob...)
		bad[i] ^= 1
		_, err := v.Unseal(name, bad)
		require.Error(t, err, "byte %d changed", i)
		require.NotEqual(t, model.TroubleUnknown, model.AsTrouble(err).Code)
	}
	for i := range blob {
		_, err := v.Unseal(name, blob[:i])
		require.Error(t, err, "cut at %d", i)
	}

	_, err = open(t, t.TempDir(), "", nil).Unseal(name, blob)
	require.True(t, model.IsTrouble(err, model.TroubleSecretLocked), "another folder's key: %v", err)
}

func TestMarkerDamagedOrNewer(t *testing.T) {
	for content, code := range map[string]model.TroubleCode{
		"{":                            model.TroubleDamaged,
		`{"version":9}`:                model.TroubleNewerFile,
		`{"version":1,"where":"moon"}`: model.TroubleDamaged,
		`{"version":1,"where":"env","salt":"zz"}`: model.TroubleDamaged,
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, vault.MarkerName), []byte(content), 0o600))
		_, err := vault.Open(context.Background(), dir, env("x"), nil)
		require.True(t, model.IsTrouble(err, code), "%s: %v", content, err)
	}
}

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no mode bits here")
	}
	dir := t.TempDir()
	open(t, dir, "", nil)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "no scratch files are left")
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), e.Name())
	}

	key := filepath.Join(dir, vault.KeyFileName)
	require.NoError(t, os.Chmod(key, 0o644))
	open(t, dir, "", nil)
	info, err := os.Stat(key)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "an open key file is closed")
}

func TestMarkerTellsNoSecret(t *testing.T) {
	dir, hexKey := t.TempDir(), strings.Repeat("c3", 32)
	open(t, dir, hexKey, nil)
	raw, err := os.ReadFile(filepath.Join(dir, vault.MarkerName))
	require.NoError(t, err)
	require.NotContains(t, string(raw), hexKey)
	require.NoFileExists(t, filepath.Join(dir, vault.KeyFileName))
}

func TestKeyringThatAnswersTooLateIsLeftClean(t *testing.T) {
	k := newKeyring()
	k.hang = make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // as the time-out would
	dir := t.TempDir()
	v, err := vault.Open(ctx, dir, env(""), k)
	require.NoError(t, err)
	require.Equal(t, vault.WhereFile, v.Where())
	close(k.hang)
	<-k.deletes
	require.Empty(t, k.entries)
}

func TestConsolesStartedAtOnceAgree(t *testing.T) {
	dir := t.TempDir()
	blobs := make([][]byte, 8)
	var wg sync.WaitGroup
	for i := range blobs {
		wg.Go(func() {
			v, err := vault.Open(context.Background(), dir, env(""), nil)
			if err == nil {
				blobs[i], _ = v.Seal(name, []byte("x"))
			}
		})
	}
	wg.Wait()
	v := open(t, dir, "", nil)
	for _, blob := range blobs {
		plain, err := v.Unseal(name, blob)
		require.NoError(t, err)
		require.Equal(t, "x", string(plain))
	}
}

func TestLocked(t *testing.T) {
	v := vault.Locked(&model.Trouble{Code: model.TroubleSecretLocked, About: "keyring"})
	require.Equal(t, vault.WhereLocked, v.Where())
	_, err := v.Seal(name, nil)
	require.True(t, model.IsTrouble(err, model.TroubleSecretLocked))
	_, err = v.Unseal(name, nil)
	require.True(t, model.IsTrouble(err, model.TroubleSecretLocked))
	require.Error(t, v.Err())
}

func TestWatchHearsEverySecret(t *testing.T) {
	v := open(t, t.TempDir(), "", nil)
	var heard []string
	v.Watch(func(s string) { heard = append(heard, s) })
	blob, err := v.Seal(name, []byte("in"))
	require.NoError(t, err)
	_, err = v.Unseal(name, blob)
	require.NoError(t, err)
	require.Equal(t, []string{"in", "in"}, heard)
}

func TestOpenLaterAsksOnceAndNotBeforeItMust(t *testing.T) {
	calls := 0
	later := vault.OpenLater(func() (*vault.Vault, error) {
		calls++
		return vault.Open(t.Context(), t.TempDir(), func(string) string { return "" }, nil)
	})
	require.Zero(t, calls)
	blob, err := later.Seal("a", []byte("secret"))
	require.NoError(t, err)
	plain, err := later.Unseal("a", blob)
	require.NoError(t, err)
	require.Equal(t, "secret", string(plain))
	require.Equal(t, vault.WhereFile, later.Where())
	require.NoError(t, later.Err())
	require.Equal(t, 1, calls)

	locked := vault.OpenLater(func() (*vault.Vault, error) { return nil, errors.New("no key") })
	_, err = locked.Unseal("a", blob)
	require.Error(t, err)
	require.Equal(t, vault.WhereLocked, locked.Where())
}
