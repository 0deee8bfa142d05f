package wecom

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of moments.
const (
	maxMomentText = 2000 // characters
	momentRows    = 20
)

var (
	momentSeenBy = words{{"some", 0}, {"all", 1}}
	momentStates = words{{"begun", JobBegun}, {"working", JobInWork}, {"done", JobDone}}
)

// moments are what the company and its members published.
func (r *records) moments() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordMoment, List: true,
			Fields: []model.RecordField{
				{Key: "text", Type: model.FieldLong, Told: true, InList: true},
				{Key: "creator", Type: model.FieldText, Told: true, InList: true},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
				{Key: "made_by", Type: model.FieldChoice, Options: madeBy.told(), Told: true, InList: true},
				{Key: "seen_by", Type: model.FieldChoice, Options: momentSeenBy.told(), Told: true},
				{Key: "images", Type: model.FieldNumber, Told: true, InList: true},
				{Key: "video", Type: model.FieldSwitch, Told: true},
				{Key: "link_title", Type: model.FieldText, Told: true},
				{Key: "link_url", Type: model.FieldURL, Told: true},
				{Key: "place", Type: model.FieldText, Told: true},
			},
			Filter: append([]model.RecordField{
				{Key: "creator", Type: model.FieldSeat},
				{Key: "made_by", Type: model.FieldChoice, Options: append(madeBy.options(), "any"), Default: "any"},
			}, dayFilter()...),
		},
		list: r.listMoments,
	}
}

func (r *records) listMoments(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	from, to, err := r.span(q, maxDays)
	if err != nil {
		return model.RecordPage{}, err
	}
	answer, err := ListMoments.Do(ctx, r.client, ListMomentsRequest{
		StartTime: SecondsOf(from), EndTime: SecondsOf(to), Creator: q.Filter["creator"], FilterType: makerFilter(q),
		Paging: Paging{Cursor: q.Page, Limit: momentRows},
	})
	page := model.RecordPage{Next: answer.next()}
	for _, m := range answer.MomentList {
		page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: m.MomentID.String(), Values: map[string]string{
			"text": m.Text.Content.String(), "creator": m.Creator.String(), "created": stamp(m.CreateTime),
			"made_by": madeBy.of(m.CreateType), "seen_by": momentSeenBy.of(m.VisibleType), "images": count(len(m.Image)),
			"video": onOff(m.Video.MediaID != ""), "link_title": m.Link.Title.String(), "link_url": m.Link.URL.String(), "place": m.Location.Name.String(),
		}})
	}
	return page, err
}

// momentTasks make moments: the back end works on them for a while, and no call
// lists them.
func (r *records) momentTasks() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordMomentTask, Keep: true, List: true, Create: true, Single: true,
			Fields: []model.RecordField{
				{Key: "text", Type: model.FieldLong, Max: maxMomentText, Fixed: true, InList: true},
				{Key: "attach", Type: model.FieldChoice, Options: []string{"none", "pictures", "link"}, Default: "none", Fixed: true},
				{Key: "pictures", Type: model.FieldPictures, Max: maxPictures, Required: true, Fixed: true, When: "attach=pictures"},
				{Key: "link_url", Type: model.FieldURL, Max: 2048, Required: true, Fixed: true, When: "attach=link"},
				{Key: "link_title", Type: model.FieldText, Max: 64, Fixed: true, When: "attach=link"},
				{Key: "link_picture", Type: model.FieldPictures, Max: 1, Required: true, Fixed: true, When: "attach=link"},
				{Key: "senders", Type: model.FieldSeats, Fixed: true},
				{Key: "parties", Type: model.FieldParties, Fixed: true},
				{Key: "tags", Type: model.FieldTags, Fixed: true},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
				{Key: "status", Type: model.FieldChoice, Options: momentStates.told(), Told: true, InList: true},
				{Key: "moment", Type: model.FieldText, Told: true},
				{Key: "problem", Type: model.FieldText, Told: true, InList: true},
				{Key: "failed", Type: model.FieldWords, Told: true},
			},
			Actions: []model.RecordAction{{Key: "refresh"}},
		},
		get: r.getMomentTask, put: r.putMomentTask,
		act: map[string]recordDeed{"refresh": func(ctx context.Context, rec, _ model.Record) (model.Record, *model.RecordFile, error) {
			rec, err := r.getMomentTask(ctx, rec)
			return rec, nil, err
		}},
	}
}

func (r *records) putMomentTask(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	parties, err := numbersOf[wire.Int](rec, "parties")
	if err != nil {
		return rec, err
	}
	request := AddMomentRequest{}
	if text := rec.Get("text"); text != "" {
		request.Text = &ExText{Content: wire.Text(text)}
	}
	if request.Attachments, err = r.momentAttachments(ctx, rec); err != nil {
		return rec, err
	}
	if request.Text == nil && len(request.Attachments) == 0 {
		return rec, invalid("text", "refusal.nothing_to_publish")
	}
	visible := VisibleRange{}
	if users := itemsOf[wire.Text](rec, "senders"); len(users)+len(parties) > 0 {
		visible.SenderList = &MomentSenders{UserList: users, DepartmentList: parties}
	}
	if tags := itemsOf[wire.Text](rec, "tags"); len(tags) > 0 {
		visible.ExternalContactList = &MomentContacts{TagList: tags}
	}
	if visible.SenderList != nil || visible.ExternalContactList != nil {
		request.VisibleRange = &visible
	}
	answer, err := AddMoment.Do(ctx, r.client, request)
	if err != nil {
		return rec, err
	}
	rec.ID = answer.JobID.String()
	return rec.With("created", stamp(SecondsOf(r.clock.Now()))).With("status", "begun"), nil
}

func (r *records) momentAttachments(ctx context.Context, rec model.Record) ([]Attachment, error) {
	if rec.Get("attach") == "link" {
		link := &MomentLinkMedia{Title: rec.Get("link_title"), URL: rec.Get("link_url")}
		if files := itemsOf[string](rec, "link_picture"); len(files) > 0 {
			media, err := r.momentPicture(ctx, files[0])
			if err != nil {
				return nil, err
			}
			link.MediaID = media.String()
		}
		return []Attachment{{MsgType: AttachLink, Link: link}}, nil
	}
	var list []Attachment
	for _, path := range itemsOf[string](rec, "pictures") {
		media, err := r.momentPicture(ctx, path)
		if err != nil {
			return nil, err
		}
		list = append(list, Attachment{MsgType: AttachImage, Image: &ExVideo{MediaID: media}})
	}
	return list, nil
}

func (r *records) getMomentTask(ctx context.Context, from model.Record) (model.Record, error) {
	answer, err := GetMomentTask.Do(ctx, r.client, JobRequest{JobID: from.ID})
	if err != nil {
		return from, err
	}
	from = from.With("status", momentStates.of(answer.Status))
	if answer.Status != JobDone {
		return from, nil
	}
	made := answer.Result
	if made.ErrCode != codeOK {
		from = from.With("problem", codeText(made.ErrCode, made.ErrMsg.String()))
	}
	var failed []string
	for _, id := range made.InvalidSenderList.UserList {
		failed = append(failed, id.String())
	}
	for _, id := range made.InvalidSenderList.DepartmentList {
		failed = append(failed, count(id))
	}
	for _, id := range made.InvalidExternalContactList.TagList {
		failed = append(failed, id.String())
	}
	return from.With("moment", made.MomentID.String()).With("failed", lines(failed)), nil
}
