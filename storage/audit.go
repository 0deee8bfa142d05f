package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/model"
)

// AuditFilter says which lines of the audit log to read; zero values are all.
type AuditFilter struct {
	Text   string          // each word in who, seat, about or detail
	What   model.AuditWhat // one that ends with a dot is a whole family
	Seat   model.SeatID
	From   time.Time
	To     time.Time // not included
	Before int64     // older than this line
	Limit  int
}

// AuditLine is a line with the hash of the one before it, so that it can be checked
// by itself.
type AuditLine struct {
	model.AuditEntry
	Previous []byte // of the first line: 32 zeros
}

// AuditHash is the hash of a line: SHA-256 over the hash of the line before it (of
// the first: 32 zero bytes) and over its fields, each written as its length in
// bytes (decimal), a colon, and its UTF-8 text. The fields are, in this order: id,
// at (milliseconds since 1970 UTC), who, what, connection, seat, conversation,
// seat_name, about, detail, refused; numbers are decimal.
//
// Whoever has an export in jsonl can compute it anew: every line names the one
// before by its hash.
func AuditHash(previous []byte, e model.AuditEntry) []byte {
	h := sha256.New()
	h.Write(previous)
	for _, field := range []string{
		number(e.ID), number(ms(e.At)), e.Who, string(e.What), number(e.Connection), number(e.Seat), number(e.Conversation),
		e.SeatName, e.About, e.Detail, e.Refused,
	} {
		h.Write([]byte(strconv.Itoa(len(field)) + ":" + field))
	}
	return h.Sum(nil)
}

func number[N ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// AddAudit adds a line behind the last one, whose hash it takes in. ID and Hash of
// e don't count.
func (tx *Tx) AddAudit(e model.AuditEntry) (model.AuditEntry, error) {
	type end struct {
		id   int64
		hash []byte
	}
	last, found, err := one(tx.ctx, tx.q, func(row scanner) (l end, err error) {
		err = row.Scan(&l.id, &l.hash)
		return l, err
	}, `SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1`)
	if err != nil {
		return e, err
	}
	if !found {
		last.hash = make([]byte, sha256.Size)
	}
	e.ID, e.At = last.id+1, at(ms(e.At))
	for _, text := range []*string{&e.Who, &e.SeatName, &e.About, &e.Detail, &e.Refused} {
		*text = strings.ToValidUTF8(*text, "�")
	}
	e.Hash = AuditHash(last.hash, e)
	return e, tx.exec(`INSERT INTO audit (id, at, who, what, connection, seat, conversation, seat_name, about, detail, refused, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, ms(e.At), e.Who, e.What, e.Connection, e.Seat, e.Conversation, e.SeatName, e.About, e.Detail, e.Refused, e.Hash)
}

const auditQuery = `SELECT a.id, a.at, a.who, a.what, a.connection, a.seat, a.conversation, a.seat_name, a.about, a.detail, a.refused, a.hash`

func (e *AuditLine) fields() []any {
	return []any{
		&e.ID, when{&e.At}, &e.Who, &e.What, &e.Connection, &e.Seat, &e.Conversation, &e.SeatName, &e.About, &e.Detail, &e.Refused, &e.Hash,
	}
}

// where is all of the filter that SQL can tell; matches tells the rest.
func (f AuditFilter) where() *where {
	w := &where{}
	switch {
	case strings.HasSuffix(string(f.What), "."):
		w.and("a.what >= ? AND a.what < ?", f.What, strings.TrimSuffix(string(f.What), ".")+"/") // / is what follows . among the bytes
	case f.What != "":
		w.and("a.what = ?", f.What)
	}
	if f.Seat != 0 {
		w.and("a.seat = ?", f.Seat)
	}
	if !f.From.IsZero() {
		w.and("a.at >= ?", ms(f.From))
	}
	if !f.To.IsZero() {
		w.and("a.at < ?", ms(f.To))
	}
	if f.Before != 0 {
		w.and("a.id < ?", f.Before)
	}
	return w
}

// matches gives what tells whether the words of the filter are in a line.
func (f AuditFilter) matches() func(model.AuditEntry) bool {
	words := strings.Fields(fold(f.Text))
	return func(e model.AuditEntry) bool {
		if len(words) == 0 {
			return true
		}
		text := fold(strings.Join([]string{e.Who, e.SeatName, e.About, e.Detail}, "\n"))
		for _, word := range words {
			if !strings.Contains(text, word) {
				return false
			}
		}
		return true
	}
}

// errEnough ends a reading that has all that was asked for.
var errEnough = errors.New("enough")

// Audits gives lines, newest first.
func (s *Store) Audits(ctx context.Context, f AuditFilter) ([]model.AuditEntry, error) {
	var list []model.AuditEntry
	matches, w := f.matches(), f.where()
	err := each(ctx, s.r, func(row scanner) error {
		var line AuditLine
		if err := row.Scan(line.fields()...); err != nil {
			return err
		}
		if matches(line.AuditEntry) {
			list = append(list, line.AuditEntry)
		}
		if f.Limit > 0 && len(list) == f.Limit {
			return errEnough
		}
		return nil
	}, auditQuery+` FROM audit a`+w.String()+` ORDER BY a.id DESC`, w.args...)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
}

// EachAudit hands the lines of a filter to fn, oldest first, without Limit; all are
// of one state of the file. It ends with the first error of fn.
func (s *Store) EachAudit(ctx context.Context, f AuditFilter, fn func(AuditLine) error) error {
	matches, w := f.matches(), f.where()
	return s.snapshot(ctx, func(q *queries) error {
		return each(ctx, q, func(row scanner) error {
			var line AuditLine
			if err := row.Scan(append(line.fields(), &line.Previous)...); err != nil {
				return err
			}
			if !matches(line.AuditEntry) {
				return nil
			}
			return fn(line)
		}, auditQuery+`, coalesce((SELECT p.hash FROM audit p WHERE p.id = a.id - 1), zeroblob(32)) FROM audit a`+w.String()+` ORDER BY a.id`,
			w.args...)
	})
}

// AuditSound walks the whole chain: how many lines there are, the first whose number
// or hash does not fit (0: none), and the hash of the newest.
func (s *Store) AuditSound(ctx context.Context) (lines, wrong int64, head []byte, err error) {
	previous := make([]byte, sha256.Size)
	err = s.EachAudit(ctx, AuditFilter{}, func(line AuditLine) error {
		lines++
		if wrong == 0 && (line.ID != lines || !bytes.Equal(line.Hash, AuditHash(previous, line.AuditEntry))) {
			wrong = line.ID
		}
		previous, head = line.Hash, line.Hash
		return nil
	})
	return lines, wrong, head, err
}
