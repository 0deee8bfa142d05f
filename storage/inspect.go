package storage

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"seatdeck/app/model"
)

// applicationID marks a SQLite file as ours.
const applicationID = 0x5EA7DECC

// thoroughUpTo is the size of a file, in bytes, that is checked through when it
// is opened. A larger one would keep the agent waiting: the doctor checks it.
const thoroughUpTo = 8 << 20

// header is what the first 100 bytes of a SQLite file say.
type header struct {
	pageSize, pages      int64
	version, application uint32
}

const magic = "SQLite format 3\x00"

// inspect tells the number of the last migration of the file at path, 0 when it
// is to be made. It changes no byte of a file it refuses. The header is read
// before SQLite may touch anything; what a log beside the file says is believed
// after that.
func inspect(ctx context.Context, path string, newest int, below driver.Driver) (version int, err error) {
	h, size, err := readHeader(path)
	if err != nil || size == 0 {
		return 0, err
	}
	if h.application != applicationID {
		return 0, damaged(path, "refusal.other_program: not a file of this program")
	}
	if int(h.version) > newest {
		return 0, newer(path, int(h.version), newest)
	}
	var mode string
	switch {
	case exists(path + "-wal"):
		mode = "ro"
	case exists(path + "-journal"):
		mode = "rw" // its making was cut short, which SQLite undoes
	default:
		mode = "immutable" // leaves no file beside it
		if h.pages*h.pageSize > size {
			return 0, damaged(path, "refusal.cut_short: the file is cut short")
		}
	}
	db := openDB(below, path, mode)
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	version, err = probe(ctx, db, size <= thoroughUpTo)
	switch {
	case err != nil:
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		err = trouble(err, "check the file")
		if !model.IsTrouble(err, model.TroubleInUse) && !model.IsTrouble(err, model.TroubleDiskFull) {
			err = &model.Trouble{Code: model.TroubleDamaged, About: path, Cause: err}
		}
		return 0, err
	case version > newest:
		return 0, newer(path, version, newest)
	}
	return version, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func readHeader(path string) (h header, size int64, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, 0, nil
	}
	if err != nil {
		return h, 0, fmt.Errorf("read the file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return h, 0, fmt.Errorf("read the file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return h, 0, damaged(path, "refusal.no_file: not a plain file")
	}
	if info.Size() == 0 {
		return h, 0, nil
	}
	var head [100]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || !bytes.HasPrefix(head[:], []byte(magic)) {
		return h, 0, damaged(path, "refusal.no_database: not a database")
	}
	number := func(at int) uint32 { return binary.BigEndian.Uint32(head[at:]) }
	h = header{
		pageSize: int64(binary.BigEndian.Uint16(head[16:])),
		pages:    int64(number(28)),
		version:  number(60), application: number(68),
	}
	if h.pageSize == 1 {
		h.pageSize = 65536
	}
	return h, info.Size(), nil
}

// probe reads the head of every table, or all of the file when thorough.
func probe(ctx context.Context, db *sql.DB, thorough bool) (version int, err error) {
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, err
	}
	if thorough {
		var word string
		if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&word); err != nil {
			return 0, err
		}
		if word != "ok" {
			return 0, errors.New(word)
		}
	}
	q := newQueries(db)
	defer func() { _ = q.close() }()
	tables, err := all(ctx, q, value[string], "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
	if err != nil {
		return 0, err
	}
	for _, t := range tables {
		if _, _, err := one(ctx, q, value[int], `SELECT 1 FROM "`+t+`" LIMIT 1`); err != nil {
			return 0, err
		}
	}
	return version, nil
}

func damaged(path, detail string) error {
	return &model.Trouble{Code: model.TroubleDamaged, About: path, Detail: detail}
}

func newer(path string, is, newest int) error {
	return &model.Trouble{
		Code: model.TroubleNewerFile, About: path,
		Detail: fmt.Sprintf("refusal.shape: %d > %d", is, newest),
	}
}

// diskTrouble is trouble for what the file system says.
func diskTrouble(err error, tried string) error {
	if errors.Is(err, syscall.ENOSPC) {
		return &model.Trouble{Code: model.TroubleDiskFull, Cause: fmt.Errorf("%s: %w", tried, err)}
	}
	return fmt.Errorf("%s: %w", tried, err)
}
