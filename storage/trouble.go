package storage

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"seatdeck/app/model"
)

// resultCode gives SQLite's result code of err, 0 when it has none.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// trouble wraps err with what was tried, as a Trouble where a person can do
// something about it. It gives nil for nil.
func trouble(err error, tried string) error {
	if err == nil {
		return nil
	}
	var known *model.Trouble
	if errors.As(err, &known) {
		return err
	}
	err = fmt.Errorf("%s: %w", tried, err)
	switch resultCode(err) & 0xff {
	case sqlite3.SQLITE_FULL:
		return &model.Trouble{Code: model.TroubleDiskFull, About: fileName, Cause: err}
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return &model.Trouble{Code: model.TroubleDamaged, About: fileName, Cause: err}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &model.Trouble{Code: model.TroubleInUse, About: fileName, Cause: err}
	}
	return err
}

// isUnique tells whether err says that a row with the same key is there.
func isUnique(err error) bool {
	switch resultCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return true
	}
	return false
}

func notFound(what string, id any) error {
	return &model.Trouble{Code: model.TroubleNotFound, About: fmt.Sprintf("%s %v", what, id)}
}

func invalid(about, detail string) error {
	return &model.Trouble{Code: model.TroubleInvalid, About: about, Detail: detail}
}
