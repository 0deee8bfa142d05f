package wecom

import (
	"context"

	"seatdeck/app/model"
)

// maxTagName is how long the name of a tag or of a group of tags may be.
const maxTagName = 30

// strategyTags are the tags of rule groups (规则组). Tags of the whole company are
// no records: seats have them.
func (r *records) strategyTags() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordStrategyTag, List: true, Create: true, Edit: true, Delete: true,
			Fields: []model.RecordField{
				{Key: "strategy", Type: model.FieldNumber, Required: true, Fixed: true, InList: true},
				{Key: "group", Type: model.FieldText, Max: maxTagName, Required: true, Fixed: true, InList: true},
				{Key: "name", Type: model.FieldText, Max: maxTagName, Required: true, InList: true},
				{Key: "order", Type: model.FieldNumber, Max: 1 << 31},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
			},
			Filter: []model.RecordField{{Key: "strategy", Type: model.FieldNumber}},
			Actions: []model.RecordAction{
				{Key: "rename_group", Fields: []model.RecordField{{Key: "name", Type: model.FieldText, Max: maxTagName, Required: true}}},
				{Key: "delete_group", Confirm: true},
			},
		},
		list: r.listStrategyTags, put: r.putStrategyTag,
		del: func(ctx context.Context, rec model.Record) error {
			_, err := DelStrategyTags.Do(ctx, r.client, TagIDs{TagID: []string{rec.ID}})
			return err
		},
		act: map[string]recordDeed{
			"rename_group": func(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
				_, err := EditStrategyTag.Do(ctx, r.client, EditTagRequest{ID: rec.Get("group_id"), Name: with.Get("name")})
				if err != nil {
					return rec, nil, err
				}
				return rec.With("group", with.Get("name")), nil, nil
			},
			"delete_group": func(ctx context.Context, rec, _ model.Record) (model.Record, *model.RecordFile, error) {
				_, err := DelStrategyTags.Do(ctx, r.client, TagIDs{GroupID: []string{rec.Get("group_id")}})
				return rec, nil, err
			},
		},
	}
}

func (r *records) listStrategyTags(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	asked := model.Record{Values: q.Filter}
	answer, err := GetStrategyTags.Do(ctx, r.client, StrategyTagsRequest{StrategyID: asked.Number("strategy")})
	var page model.RecordPage
	for _, group := range answer.TagGroup {
		for _, tag := range group.Tag {
			if !group.Deleted && !tag.Deleted {
				page.Records = append(page.Records, strategyTag(group, tag))
			}
		}
	}
	page.Total = len(page.Records)
	return page, err
}

func strategyTag(group TagGroup, tag GroupTag) model.Record {
	return model.Record{Kind: model.RecordStrategyTag, ID: tag.ID.String(), Values: map[string]string{
		"strategy": count(group.StrategyID), "group": group.GroupName.String(), "group_id": group.GroupID.String(),
		"name": tag.Name.String(), "order": count(tag.Order), "created": stamp(tag.CreateTime),
	}}
}

// putStrategyTag makes a tag in the group of that name, or in a new one.
func (r *records) putStrategyTag(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	order := rec.Number("order")
	if rec.ID != "" {
		_, err := EditStrategyTag.Do(ctx, r.client, EditTagRequest{ID: rec.ID, Name: rec.Get("name"), Order: &order})
		return rec, err
	}
	answer, err := AddStrategyTags.Do(ctx, r.client, AddStrategyTagsRequest{
		AddTagsRequest: AddTagsRequest{GroupName: rec.Get("group"), Tag: []NewTag{{Name: rec.Get("name"), Order: order}}},
		StrategyID:     rec.Number("strategy"),
	})
	if err != nil {
		return rec, err
	}
	for _, tag := range answer.TagGroup.Tag {
		if tag.Name.String() == rec.Get("name") {
			made := strategyTag(answer.TagGroup, tag)
			return made.With("strategy", rec.Get("strategy")), nil
		}
	}
	return rec, nil
}
