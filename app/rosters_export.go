package app

import (
	"context"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/app/sheet"
)

// exportPage is how many rows are read at once for a file.
const exportPage = 500

// Export writes groups to a csv or xlsx file, whichever its name ends with, and
// gives their number. Those that are gone are left out. The file appears whole or
// not at all, readable for its owner only, and takes the place of one that is
// there.
func (g *Groups) Export(ctx context.Context, groups []model.GroupID, table sheet.Of[model.GroupRow], path string) (n int, err error) {
	defer func() { g.audit.Did(ctx, audit.Exported(path, "groups", n), err) }()
	return table.Write(path, func(add func(model.GroupRow) error) error {
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
func (g *Groups) ExportPeople(ctx context.Context, groups []model.GroupID, people []string, table sheet.Of[model.Person], path string) (n int, err error) {
	defer func() { g.audit.Did(ctx, audit.Exported(path, "members", n), err) }()
	read := func(ctx context.Context, ids []string) ([]model.Person, error) { return g.PeopleRows(ctx, groups, ids) }
	return table.Write(path, func(add func(model.Person) error) error {
		return EachRow(ctx, people, read, func(row model.Person) error {
			if row.RemoteID == "" {
				return nil
			}
			return add(row)
		})
	})
}

// Export writes contacts to a file as Groups.Export does.
func (p *People) Export(ctx context.Context, contacts []model.ContactID, table sheet.Of[model.ContactRow], path string) (n int, err error) {
	defer func() { p.audit.Did(ctx, audit.Exported(path, "contacts", n), err) }()
	return table.Write(path, func(add func(model.ContactRow) error) error {
		return EachRow(ctx, contacts, p.Rows, func(row model.ContactRow) error {
			if row.ID == 0 {
				return nil
			}
			return add(row)
		})
	})
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
