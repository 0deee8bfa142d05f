package storage

import (
	"context"
	"database/sql"
	"fmt"

	"seatdeck/app/model"
)

// Tx is one transaction. It belongs to the function given to [Store.Write] and
// ends with it.
type Tx struct {
	s   *Store
	ctx context.Context // never cancelled: statements are short, and to tear one apart costs the transaction
	q   *queries

	index   map[model.MessageID]*indexEntry // written when the transaction ends
	touched map[touched]reach               // so is what follows from it

	after []func() // run once it is committed
}

// Write runs fn in one transaction on the connection that writes: all of it is
// in the file when Write returns nil, and nothing of it otherwise. An error or a
// panic of fn rolls back. Calls wait for one another; fn must not call Write.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) (err error) {
	s.write.Lock()
	defer s.write.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	inner := context.WithoutCancel(ctx)
	if _, err := s.w.exec(inner, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			s.rollback(inner)
		}
	}()
	if err := s.noticeOthers(inner); err != nil {
		return err
	}
	tx := &Tx{s: s, ctx: inner, q: s.w}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.writeIndex(); err != nil {
		return err
	}
	if err := tx.markTouched(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := s.w.exec(inner, "COMMIT"); err != nil {
		return err
	}
	committed = true
	for _, fn := range tx.after {
		fn()
	}
	return nil
}

// After has fn run once the transaction is committed, and never if it is not. It
// must not take long, nor write.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// noticeOthers drops what is remembered of the file when another process wrote
// to it.
func (s *Store) noticeOthers(ctx context.Context) error {
	v, _, err := one(ctx, s.w, value[int64], "PRAGMA data_version")
	if err != nil {
		return err
	}
	if s.seen.Swap(v) != v {
		s.cache.forget()
	}
	return nil
}

func (s *Store) rollback(ctx context.Context) {
	s.cache.forget()
	// SQLite may have rolled back by itself, e.g. on a full disk.
	if _, err := s.w.exec(ctx, "ROLLBACK"); err != nil {
		s.log.Debug("rollback", "err", err)
	}
}

// exec runs a statement of the transaction.
func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.q.exec(tx.ctx, query, args...)
	return err
}

// changes runs a statement and gives the number of rows it changed.
func (tx *Tx) changes(query string, args ...any) (int64, error) {
	res, err := tx.q.exec(tx.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// update runs a statement that has to change the row named by what and id.
func (tx *Tx) update(what string, id any, query string, args ...any) error {
	n, err := tx.changes(query, args...)
	if err == nil && n == 0 {
		err = notFound(what, id)
	}
	return err
}

// snapshot runs fn on one reader in one read transaction, so that all its
// queries see the same state of the file.
func (s *Store) snapshot(ctx context.Context, fn func(*queries) error) error {
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return trouble(err, "read")
	}
	defer func() { _ = conn.Close() }()
	t, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return trouble(err, "read")
	}
	defer func() { _ = t.Rollback() }()
	q := newQueries(t)
	defer func() { _ = q.close() }()
	if err := fn(q); err != nil {
		return fmt.Errorf("read a snapshot: %w", err)
	}
	return nil
}
