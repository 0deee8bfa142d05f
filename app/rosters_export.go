package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/storage/spreadsheet"
)

// exportPage is how many rows are read at once for a file.
const exportPage = 500

// Sheet says how rows become a table in a file. The texts are its caller's,
// because they are in the agent's language.
type Sheet[R any] struct {
	Head    []string
	Numbers []int                       // columns, from 0, that hold whole numbers
	Cells   func(n int, row R) []string // of row n, from 0; as many as the head has
}

// Export writes groups to a csv or xlsx file, whichever its name ends with, and
// gives their number. Those that are gone are left out. The file appears whole or
// not at all, readable for its owner only, and takes the place of one that is
// there.
func (g *Groups) Export(ctx context.Context, groups []model.GroupID, s Sheet[model.GroupRow], path string) (n int, err error) {
	defer func() { g.audit.Did(ctx, exported(path, "groups", n), err) }()
	return exportFile(path, s, func(add func(model.GroupRow) error) error {
		return EachRow(ctx, groups, g.Rows, func(row model.GroupRow) error {
			if row.ID == 0 {
				return nil
			}
			return add(row)
		})
	})
}

// ExportPeople writes who is in groups, chosen by remote id, to a file as Export
// does.
func (g *Groups) ExportPeople(ctx context.Context, groups []model.GroupID, people []string, s Sheet[model.Person], path string) (n int, err error) {
	defer func() { g.audit.Did(ctx, exported(path, "members", n), err) }()
	read := func(ctx context.Context, ids []string) ([]model.Person, error) { return g.PeopleRows(ctx, groups, ids) }
	return exportFile(path, s, func(add func(model.Person) error) error {
		return EachRow(ctx, people, read, func(row model.Person) error {
			if row.RemoteID == "" {
				return nil
			}
			return add(row)
		})
	})
}

// Export writes contacts to a file as Groups.Export does.
func (p *People) Export(ctx context.Context, contacts []model.ContactID, s Sheet[model.ContactRow], path string) (n int, err error) {
	defer func() { p.audit.Did(ctx, exported(path, "contacts", n), err) }()
	return exportFile(path, s, func(add func(model.ContactRow) error) error {
		return EachRow(ctx, contacts, p.Rows, func(row model.ContactRow) error {
			if row.ID == 0 {
				return nil
			}
			return add(row)
		})
	})
}

// Export writes what became of each deed of a batch to a file as Groups.Export
// does.
func (b *Batches) Export(ctx context.Context, id model.BatchID, s Sheet[model.Deed], path string) (n int, err error) {
	defer func() { b.audit.Did(ctx, exported(path, "deeds of a batch", n), err) }()
	return exportFile(path, s, func(add func(model.Deed) error) error { return b.EachDeed(ctx, id, add) })
}

// exported is the line of the audit log for a file of so many rows.
func exported(path, what string, n int) model.AuditEntry {
	return model.AuditEntry{What: model.AuditExport, About: filepath.Base(path), Detail: fmt.Sprintf("%s: %d", what, n)}
}

// EachDeed hands the deeds of a batch to fn, in the order in which they are worked
// off. It ends with the first error of fn.
func (b *Batches) EachDeed(ctx context.Context, id model.BatchID, fn func(model.Deed) error) error {
	for offset := 0; ; offset += exportPage {
		deeds, err := b.Deeds(ctx, id, nil, offset, exportPage)
		if err != nil {
			return err
		}
		for _, d := range deeds {
			if err := fn(d); err != nil {
				return err
			}
		}
		if len(deeds) < exportPage {
			return nil
		}
	}
}

// EachRow reads rows by their ids, some hundred at a time, and hands them to fn in
// that order. It ends with the first error of fn.
func EachRow[ID, Row any](ctx context.Context, ids []ID, read func(context.Context, []ID) ([]Row, error), fn func(Row) error) error {
	for len(ids) > 0 {
		page := ids[:min(len(ids), exportPage)]
		ids = ids[len(page):]
		rows, err := read(ctx, page)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// exportFile writes the rows that each hands to its argument, and gives their
// number.
func exportFile[R any](path string, s Sheet[R], each func(add func(R) error) error) (n int, err error) {
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
