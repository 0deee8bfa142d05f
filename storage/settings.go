package storage

import "context"

const settingQuery = `SELECT value FROM settings WHERE key = ?`

// Setting gives one setting; "" when it was never stored.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	v, _, err := one(ctx, s.r, value[string], settingQuery, key)
	return v, err
}

// Setting gives one as the transaction sees it.
func (tx *Tx) Setting(key string) (string, error) {
	v, _, err := one(tx.ctx, tx.q, value[string], settingQuery, key)
	return v, err
}
