package storage

import "context"

// PutSealedOwn keeps a sealed secret that belongs to no connection; the blob is
// opaque here. An empty one deletes it.
func (tx *Tx) PutSealedOwn(name string, blob []byte) error {
	if len(blob) == 0 {
		return tx.exec(`DELETE FROM sealed_own WHERE name = ?`, name)
	}
	return tx.exec(`INSERT INTO sealed_own (name, value) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET value = excluded.value`, name, blob)
}

// SealedOwn gives what PutSealedOwn keeps; nil where there is nothing.
func (s *Store) SealedOwn(ctx context.Context, name string) ([]byte, error) {
	blob, _, err := one(ctx, s.r, value[[]byte], `SELECT value FROM sealed_own WHERE name = ?`, name)
	return blob, err
}
