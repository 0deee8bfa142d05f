package wecom

import (
	"context"
	"strconv"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// maxLinkSeats is how many people an acquisition link may lead to.
const maxLinkSeats = 500

func (r *records) acquisitionLinks() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordAcquisition, List: true, Create: true, Edit: true, Delete: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Max: 30, Required: true, InList: true},
				{Key: "url", Type: model.FieldURL, Told: true, InList: true},
				{Key: "users", Type: model.FieldSeats, Max: maxLinkSeats, InList: true},
				{Key: "parties", Type: model.FieldParties},
				{Key: "skip_verify", Type: model.FieldSwitch, Default: "1"},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
			},
			Children: []model.RecordKind{model.RecordAcquired, model.RecordAcquisitionDay},
		},
		list: r.listLinks, get: r.getLink, put: r.putLink,
		del: func(ctx context.Context, rec model.Record) error {
			_, err := DeleteAcquisitionLink.Do(ctx, r.client, AcquisitionLinkRequest{LinkID: rec.ID})
			return err
		},
	}
}

func (r *records) listLinks(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	answer, err := ListAcquisitionLinks.Do(ctx, r.client, Paging{Cursor: q.Page, Limit: detailRows})
	if err != nil {
		return model.RecordPage{}, err
	}
	var ids []string
	for _, id := range answer.LinkIDList {
		ids = append(ids, id.String())
	}
	rows, err := details(ctx, ids, func(ctx context.Context, id string) (model.Record, error) {
		return r.getLink(ctx, model.Record{Kind: model.RecordAcquisition, ID: id})
	})
	return model.RecordPage{Records: rows, Next: answer.next()}, err
}

func (r *records) getLink(ctx context.Context, from model.Record) (model.Record, error) {
	answer, err := GetAcquisitionLink.Do(ctx, r.client, AcquisitionLinkRequest{LinkID: from.ID})
	if err != nil {
		return from, err
	}
	from.Values = map[string]string{
		"name": answer.Link.LinkName.String(), "url": answer.Link.URL.String(), "created": stamp(answer.Link.CreateTime),
		"users": lines(answer.Range.UserList), "parties": numberLines(answer.Range.DepartmentList), "skip_verify": onOff(answer.Skips()),
	}
	return from, nil
}

func (r *records) putLink(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	parties, err := numbersOf[wire.Int](rec, "parties")
	if err != nil {
		return rec, err
	}
	whose := AcquisitionRange{UserList: itemsOf[wire.Text](rec, "users"), DepartmentList: parties}
	if len(whose.UserList)+len(whose.DepartmentList) == 0 {
		return rec, invalid("users", "refusal.nobody_or_department: somebody or a department must be named")
	}
	skip := rec.On("skip_verify")
	if rec.ID != "" {
		_, err := UpdateAcquisitionLink.Do(ctx, r.client, UpdateAcquisitionLinkRequest{
			LinkID: rec.ID, LinkName: rec.Get("name"), Range: &whose, SkipVerify: &skip,
		})
		return rec, err
	}
	answer, err := CreateAcquisitionLink.Do(ctx, r.client, CreateAcquisitionLinkRequest{LinkName: rec.Get("name"), Range: whose, SkipVerify: skip})
	if err != nil {
		return rec, err
	}
	rec.ID = answer.Link.LinkID.String()
	return rec.With("url", answer.Link.URL.String()).With("created", stamp(answer.Link.CreateTime)), nil
}

func (r *records) acquiredCustomers() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordAcquired, List: true,
			Fields: []model.RecordField{
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
				{Key: "seat", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "wrote", Type: model.FieldSwitch, Told: true, InList: true},
				{Key: "state", Type: model.FieldText, Told: true, InList: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			answer, err := ListAcquiredCustomers.Do(ctx, r.client, AcquiredCustomersRequest{LinkID: q.Parent, Paging: Paging{Cursor: q.Page, Limit: 1000}})
			page := model.RecordPage{Next: answer.next()}
			for _, c := range answer.CustomerList {
				page.Records = append(page.Records, model.Record{
					Kind: q.Kind, ID: idOf(c.UserID.String(), c.ExternalUserID.String()),
					Values: map[string]string{
						"customer": c.ExternalUserID.String(), "seat": c.UserID.String(), "wrote": onOff(c.ChatStatus != 0), "state": c.State.String(),
					},
				})
			}
			return page, err
		},
	}
}

// acquisitionDays are asked for day by day: a call tells no more than a sum.
func (r *records) acquisitionDays() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordAcquisitionDay, List: true, Filter: dayFilter(),
			Fields: []model.RecordField{
				{Key: "day", Type: model.FieldDay, Told: true, InList: true},
				{Key: "clicks", Type: model.FieldNumber, Told: true, InList: true},
				{Key: "new", Type: model.FieldNumber, Told: true, InList: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			from, to, err := r.span(q, maxDays)
			if err != nil {
				return model.RecordPage{}, err
			}
			days := daysOf(from, to)
			ids := make([]string, len(days))
			for i, day := range days {
				ids[len(days)-1-i] = strconv.FormatInt(day.Unix(), 10) // the newest first
			}
			rows, err := details(ctx, ids, func(ctx context.Context, id string) (model.Record, error) {
				day, _ := strconv.ParseInt(id, 10, 64)
				answer, err := GetAcquisitionStatistics.Do(ctx, r.client, AcquisitionStatisticsRequest{
					LinkID: q.Parent, StartTime: Seconds(day), EndTime: Seconds(day),
				})
				return model.Record{Kind: q.Kind, ID: id, Values: map[string]string{
					"day": stamp(Seconds(day)), "clicks": count(answer.ClickLinkCustomerCnt), "new": count(answer.NewCustomerCnt),
				}}, err
			})
			return model.RecordPage{Records: rows}, err
		},
	}
}
