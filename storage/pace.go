package storage

import (
	"context"
	"strings"
	"time"
)

const pacesUnder = `SELECT key, next_at FROM pace WHERE key > ? AND key < ?`

// Paces gives what PutPace stored for the keys "<under>/…", by what follows the
// slash.
func (s *Store) Paces(ctx context.Context, under string) (map[string]time.Time, error) {
	return paces(ctx, s.r, under)
}

// Paces is as [Store.Paces], and nobody changes it before the transaction ends.
func (tx *Tx) Paces(under string) (map[string]time.Time, error) {
	return paces(tx.ctx, tx.q, under)
}

func paces(ctx context.Context, q *queries, under string) (map[string]time.Time, error) {
	list := make(map[string]time.Time)
	err := each(ctx, q, func(row scanner) error {
		var key string
		var next int64
		err := row.Scan(&key, &next)
		list[strings.TrimPrefix(key, under+"/")] = at(next)
		return err
	}, pacesUnder, under+"/", under+"0") // 0 is what follows / among the bytes
	return list, err
}
