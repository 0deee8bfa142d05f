package storage

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"seatdeck/app/model"
)

const (
	maxUndecodable = 10_000   // payloads kept for a connection
	maxRaw         = 64 << 10 // bytes kept of one
)

// PutUndecodable keeps a payload that could not be decoded, with the reason; a
// connection keeps the newest 10,000, of each 64 KiB. The same payload again is
// counted, not stored twice. The seat may be 0.
func (tx *Tx) PutUndecodable(conn model.ConnectionID, seat model.SeatID, source, reason string, raw []byte) error {
	sum := sha256.New()
	_, _ = io.WriteString(sum, source+"\x00")
	_, _ = sum.Write(raw)
	if len(raw) > maxRaw {
		raw = raw[:maxRaw]
	}
	if raw == nil {
		raw = []byte{}
	}
	now := ms(tx.s.clock.Now())
	err := tx.exec(`INSERT INTO undecodable (connection, seat, source, reason, raw, hash, times, first_at, last_at)
		VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
		ON CONFLICT (connection, hash) DO UPDATE SET times = times + 1, last_at = excluded.last_at, reason = excluded.reason`,
		conn, seat, source, reason, raw, sum.Sum(nil), now, now)
	if err != nil {
		return err
	}
	return tx.exec(`DELETE FROM undecodable WHERE id IN (SELECT id FROM undecodable WHERE connection = ?
		ORDER BY last_at DESC, id DESC LIMIT -1 OFFSET ?)`, conn, maxUndecodable)
}

// Undecodable is a payload that could not be decoded.
type Undecodable struct {
	Connection     model.ConnectionID
	Seat           model.SeatID // 0: not known
	Source, Reason string
	Raw            []byte // its first 64 KiB
	Times          int
	First, Last    time.Time // UTC
}

// Undecodables gives the newest of a connection, newest first.
func (s *Store) Undecodables(ctx context.Context, conn model.ConnectionID, limit int) ([]Undecodable, error) {
	return all(ctx, s.r, func(row scanner) (u Undecodable, err error) {
		err = row.Scan(&u.Connection, &u.Seat, &u.Source, &u.Reason, &u.Raw, &u.Times, when{&u.First}, when{&u.Last})
		return u, err
	}, `SELECT connection, seat, source, reason, raw, times, first_at, last_at FROM undecodable
		WHERE connection = ? ORDER BY last_at DESC, id DESC LIMIT ?`, conn, limit)
}

// Health is what the doctor tells of the file.
type Health struct {
	Sound   bool   // SQLite's quick check found nothing
	Problem string // what it found first
	Counts
}

// Counts says how much of what there is in the file.
type Counts struct {
	Connections   int
	Seats         int
	Conversations int
	Messages      int
	OpenGaps      int
	Undecodable   map[string]int // payloads by reason, each counted as often as it came
	Outbox        map[model.SendState]int
	FileSize      int64 // bytes, the log beside the file included
	SchemaVersion int
}

// Health checks the whole file, which takes seconds for a large one.
func (s *Store) Health(ctx context.Context) (h Health, err error) {
	problem, _, err := one(ctx, s.r, value[string], `PRAGMA quick_check(1)`)
	switch {
	case model.IsTrouble(err, model.TroubleDamaged):
		h.Problem = err.Error()
		return h, nil
	case err != nil:
		return h, err
	}
	h.Sound = problem == "ok"
	if !h.Sound {
		h.Problem = problem
	}
	h.Counts, err = s.Counts(ctx)
	return h, err
}

// Counts counts without checking the file.
func (s *Store) Counts(ctx context.Context) (h Counts, err error) {
	for query, to := range map[string]*int{
		`SELECT count(*) FROM connections`:             &h.Connections,
		`SELECT count(*) FROM seats`:                   &h.Seats,
		`SELECT count(*) FROM conversations`:           &h.Conversations,
		`SELECT count(*) FROM messages`:                &h.Messages,
		`SELECT coalesce(sum(gaps), 0) FROM seat_sums`: &h.OpenGaps,
		`PRAGMA user_version`:                          &h.SchemaVersion,
	} {
		if *to, _, err = one(ctx, s.r, value[int], query); err != nil {
			return h, err
		}
	}
	if h.Undecodable, err = s.UndecodableCounts(ctx); err != nil {
		return h, err
	}
	if h.Outbox, err = s.OutboxCounts(ctx); err != nil {
		return h, err
	}
	h.FileSize, err = s.fileSize()
	return h, err
}

// UndecodableCounts counts payloads that could not be read, by reason, each as
// often as it came.
func (s *Store) UndecodableCounts(ctx context.Context) (map[string]int, error) {
	counts := make(map[string]int)
	err := each(ctx, s.r, func(row scanner) error {
		var reason string
		var times int
		err := row.Scan(&reason, &times)
		counts[reason] = times
		return err
	}, `SELECT reason, sum(times) FROM undecodable GROUP BY reason`)
	return counts, err
}

func (s *Store) fileSize() (size int64, err error) {
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(filepath.Join(s.dir, fileName+suffix))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, diskTrouble(err, "size of the file")
		}
		size += info.Size()
	}
	return size, nil
}
