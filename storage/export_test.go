package storage

import (
	"context"
	"database/sql/driver"
	"strconv"

	"seatdeck/app/model"
)

// What tests of the package need of its inside.

// WithSteps gives options with further migrations behind the embedded ones.
func WithSteps(o Options, more ...string) (Options, error) {
	shape, err := embedded()
	for _, text := range more {
		shape = append(shape, migration{len(shape) + 1, text})
	}
	o.shape = shape
	return o, err
}

// WithShape gives options with the first so many of the embedded migrations.
func WithShape(o Options, steps int) (Options, error) {
	shape, err := embedded()
	if err == nil {
		o.shape = shape[:steps]
	}
	return o, err
}

// Do runs statements on the connection that writes.
func (s *Store) Do(ctx context.Context, statements ...string) error {
	for _, query := range statements {
		if _, err := s.w.exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// WithDriver gives options for another SQLite below.
func WithDriver(o Options, d driver.Driver) Options {
	o.driver = d
	return o
}

// LimitPages lets the file grow to so many pages and no further.
func (s *Store) LimitPages(ctx context.Context, pages int) error {
	_, err := s.conn.ExecContext(ctx, "PRAGMA max_page_count="+strconv.Itoa(pages))
	return err
}

// Pages is the number of pages the file has.
func (s *Store) Pages(ctx context.Context) (int, error) {
	n, _, err := one(ctx, s.r, value[int], "PRAGMA page_count")
	return n, err
}

// Plan gives the steps in which SQLite would answer a query.
func (s *Store) Plan(ctx context.Context, query string, args ...any) ([]string, error) {
	return all(ctx, s.r, func(row scanner) (string, error) {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		return step, err
	}, "EXPLAIN QUERY PLAN "+query, args...)
}

// Queries gives all statements that were prepared so far.
func (s *Store) Queries() []string {
	var list []string
	for _, q := range []*queries{s.r, s.w} {
		q.mu.Lock()
		for text := range q.stmts {
			list = append(list, text)
		}
		q.mu.Unlock()
	}
	return list
}

// IndexRows gives how many rows the search index has, and how many messages
// name one that it lacks.
func (s *Store) IndexRows(ctx context.Context) (rows, lost int, err error) {
	rows, _, err = one(ctx, s.r, value[int], `SELECT count(*) FROM message_index_docsize`)
	if err != nil {
		return 0, 0, err
	}
	lost, _, err = one(ctx, s.r, value[int], `SELECT count(*) FROM messages m WHERE m.search_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM message_index_docsize d WHERE d.id = m.search_id)`)
	return rows, lost, err
}

// Tokens gives the tokens of a text.
func Tokens(text string) []string {
	var list []string
	for _, t := range tokens(text) {
		list = append(list, t.text)
	}
	return list
}

// HasTokens is hasTokens.
func HasTokens(text string) bool { return hasTokens(text) }

// NameKeys is nameKeys.
func NameKeys(names ...string) string { return nameKeys(names...) }

// RowCounts gives the number of rows of each table that belongs to a connection.
func (s *Store) RowCounts(ctx context.Context) (map[string]int, error) {
	tables, err := all(ctx, s.r, value[string], `SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'message_index%' AND name NOT IN ('settings', 'pace')`)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int)
	for _, name := range append(tables, "message_index_docsize") {
		if counts[name], _, err = one(ctx, s.r, value[int], "SELECT count(*) FROM "+name); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// FillUndecodable adds n old payloads to a connection.
func (tx *Tx) FillUndecodable(conn model.ConnectionID, n int) error {
	return tx.exec(`WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ?)
		INSERT INTO undecodable (connection, seat, source, reason, raw, hash, times, first_at, last_at)
		SELECT ?, 0, 'old', 'old', x'00', CAST(n AS BLOB), 1, 1, 1 FROM i`, n, conn)
}

// ContactQueryOf gives the statement by which contacts are listed.
func ContactQueryOf(f model.ContactFilter) (string, []any) {
	l := contactListing(f)
	return l.query(f.Order.Down), l.args
}

// GroupQueryOf gives the statement by which groups are listed.
func GroupQueryOf(f model.GroupFilter) (string, []any) {
	l := groupListing(f)
	return l.query(f.Order.Down), l.args
}

// ContactRowsQuery reads contacts of a table.
var ContactRowsQuery = contactRowQuery + markJoin("c") + byIDs

// PeopleRowsQuery reads members of several groups.
const PeopleRowsQuery = personQuery
