package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// preparer is what a statement can be prepared on: the pool of readers, or the
// one connection that writes.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// queries runs statements and keeps them prepared: parsing costs more than most
// of them do.
type queries struct {
	on    preparer
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func newQueries(on preparer) *queries {
	return &queries{on: on, stmts: make(map[string]*sql.Stmt)}
}

func (q *queries) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if st, ok := q.stmts[query]; ok {
		return st, nil
	}
	st, err := q.on.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", summary(query), err)
	}
	q.stmts[query] = st
	return st, nil
}

func (q *queries) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := q.stmt(ctx, query)
	if err != nil {
		return nil, trouble(err, "write")
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return nil, trouble(err, summary(query))
	}
	return res, nil
}

// insert runs query and gives the number of the new row.
func (q *queries) insert(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := q.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

func (q *queries) close() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	var errs []error
	for _, st := range q.stmts {
		errs = append(errs, st.Close())
	}
	clear(q.stmts)
	return errors.Join(errs...)
}

// summary is the head of a statement, for errors; values are never part of it.
func summary(query string) string {
	words := strings.Fields(query)
	return strings.Join(words[:min(len(words), 4)], " ")
}

// scanner is a row: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// each hands every row to fn.
func each(ctx context.Context, q *queries, fn func(scanner) error, query string, args ...any) (err error) {
	st, err := q.stmt(ctx, query)
	if err != nil {
		return trouble(err, "read")
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return trouble(err, summary(query))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return trouble(err, summary(query))
		}
	}
	if err := rows.Err(); err != nil {
		return trouble(err, summary(query))
	}
	return nil
}

// all gives the rows that scan makes of a query.
func all[T any](ctx context.Context, q *queries, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var list []T
	err := each(ctx, q, func(row scanner) error {
		v, err := scan(row)
		list = append(list, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return list, nil
}

// one gives the first row of a query; false: there is none.
func one[T any](ctx context.Context, q *queries, scan func(scanner) (T, error), query string, args ...any) (v T, found bool, err error) {
	st, err := q.stmt(ctx, query)
	if err != nil {
		return v, false, trouble(err, "read")
	}
	v, err = scan(st.QueryRowContext(ctx, args...))
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, false, nil
	}
	if err != nil {
		return v, false, trouble(err, summary(query))
	}
	return v, true, nil
}

// must is one for a row that has to be there.
func must[T any](ctx context.Context, q *queries, scan func(scanner) (T, error), what string, id any, query string, args ...any) (T, error) {
	v, found, err := one(ctx, q, scan, query, args...)
	if err == nil && !found {
		err = notFound(what, id)
	}
	return v, err
}

// value scans a single column.
func value[T any](row scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// ms is a time as the file has it; 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is ms backwards.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// when scans a time.
type when struct{ to *time.Time }

func (w when) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a time is %T", src)
	}
	*w.to = at(n)
	return nil
}

// milliseconds scans a length of time.
type milliseconds struct{ to *time.Duration }

func (m milliseconds) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a length of time is %T", src)
	}
	*m.to = time.Duration(n) * time.Millisecond
	return nil
}

// asJSON scans a JSON text; NULL leaves the target as it is.
type asJSON struct{ to any }

func (j asJSON) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), j.to)
	case []byte:
		return json.Unmarshal(v, j.to)
	}
	return fmt.Errorf("JSON is %T", src)
}

// jsonOf stores a value as JSON; a list that is nil is an empty one.
type jsonOf struct{ value any }

func (j jsonOf) Value() (driver.Value, error) {
	b, err := json.Marshal(j.value)
	if string(b) == "null" {
		return "[]", err
	}
	return string(b), err
}

// longer is a row that has more columns behind those that a scan asks for.
type longer struct {
	row  scanner
	more []any
}

func (l longer) Scan(dest ...any) error { return l.row.Scan(append(dest, l.more...)...) }

// where collects the conditions of a query.
type where struct {
	conds []string
	args  []any
}

func (w *where) and(cond string, args ...any) {
	w.conds = append(w.conds, cond)
	w.args = append(w.args, args...)
}

func (w *where) String() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conds, " AND ")
}

// text adds a filter over a column of search keys: each word must be in it.
func (w *where) text(column, text string) {
	for word := range strings.FieldsSeq(fold(text)) {
		w.and("instr("+column+", ?) > 0", word)
	}
}

// page is LIMIT and OFFSET; a limit of 0 is none.
func (w *where) page(limit, offset int) string {
	if limit <= 0 {
		limit = -1
	}
	w.args = append(w.args, limit, max(offset, 0))
	return " LIMIT ? OFFSET ?"
}
