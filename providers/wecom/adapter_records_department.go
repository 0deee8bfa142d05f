package wecom

import (
	"context"
	"strconv"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

func (r *records) departments() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordDepartment, List: true, Create: true, Edit: true, Delete: true,
			Fields: []model.RecordField{
				{Key: "id", Type: model.FieldNumber, Told: true, InList: true},
				{Key: "name", Type: model.FieldText, Max: 64, Required: true, InList: true},
				{Key: "name_en", Type: model.FieldText, Max: 64},
				{Key: "parent", Type: model.FieldParties, Max: 1, Required: true, Default: "1", InList: true},
				{Key: "order", Type: model.FieldNumber, Max: 1<<32 - 1},
				{Key: "leaders", Type: model.FieldSeats, Told: true, InList: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			answer, err := ListDepartments.Do(ctx, r.client, DepartmentRequest{})
			page := model.RecordPage{Total: len(answer.Department)}
			for _, d := range answer.Department {
				page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: count(d.ID), Values: map[string]string{
					"id": count(d.ID), "name": d.Name.String(), "name_en": d.NameEn.String(), "parent": count(d.ParentID),
					"order": count(d.Order), "leaders": lines(d.Leader),
				}})
			}
			return page, err
		},
		put: r.putDepartment,
		del: func(ctx context.Context, rec model.Record) error {
			id, err := departmentID(rec.ID)
			if err != nil {
				return err
			}
			_, err = DeleteDepartment.Do(ctx, r.client, DepartmentRequest{ID: id})
			return err
		},
	}
}

// departmentID is a number; 0 would mean all departments.
func departmentID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, invalid("id", "refusal.no_department")
	}
	return id, nil
}

func (r *records) putDepartment(ctx context.Context, rec, was model.Record) (model.Record, error) {
	d := Department{
		Name: wire.Text(rec.Get("name")), NameEn: wire.Text(rec.Get("name_en")), Order: wire.Int(rec.Number("order")),
		ParentID: wire.Int(rec.Number("parent")),
	}
	if rec.ID == "" {
		answer, err := CreateDepartment.Do(ctx, r.client, d)
		if err != nil {
			return rec, err
		}
		rec.ID = count(answer.ID)
		return rec.With("id", rec.ID), nil
	}
	id, err := departmentID(rec.ID)
	if err != nil {
		return rec, err
	}
	d.ID = wire.Int(id)
	if rec.Get("parent") == was.Get("parent") {
		d.ParentID = 0 // it stays: the topmost has none that could be named
	}
	_, err = UpdateDepartment.Do(ctx, r.client, d)
	return rec, err
}
