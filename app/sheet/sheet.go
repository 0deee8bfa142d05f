// Package sheet writes rows as a table into a file that a person takes along.
package sheet

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/storage/spreadsheet"
)

// Of says how rows become a table in a file. The texts are its caller's,
// because they are in the agent's language.
type Of[R any] struct {
	Head    []string
	Numbers []int                       // columns, from 0, that hold whole numbers
	Cells   func(n int, row R) []string // of row n, from 0; as many as the head has
}

// Write writes the rows that each hands to its argument to a csv or xlsx file,
// whichever its name ends with, and gives their number. The file appears whole or not
// at all, readable for its owner only, and takes the place of one that is there.
func (s Of[R]) Write(path string, each func(add func(R) error) error) (n int, err error) {
	format := spreadsheet.Text
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
	case ".xlsx":
		format = spreadsheet.XLSX
	default:
		return 0, &model.Trouble{Code: model.TroubleInvalid, About: filepath.Base(path), Detail: "refusal.table_name: the name must end with .xlsx or .csv"}
	}
	err = files.Write(path, func(w io.Writer) error {
		out, err := spreadsheet.New(w, format, spreadsheet.Head{Titles: s.Head, Numbers: s.Numbers})
		if err != nil {
			return err
		}
		err = each(func(row R) error {
			n++
			return out.Row(s.Cells(n-1, row))
		})
		return errors.Join(err, out.Close())
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
