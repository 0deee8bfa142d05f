package wecom

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of messages to customers.
const (
	maxCustomerText  = 4000 // bytes
	maxMassCustomers = 10_000
	maxMassGroups    = 2_000
	massRows         = 100
	massPeopleRows   = 500
)

var (
	madeBy       = words{{"company", 0}, {"member", 1}}
	massSent     = words{{"waiting", 0}, {"sent", 2}}
	massReceived = words{{"waiting", SendWaiting}, {"sent", SendDone}, {"no_friend", SendNoFriend}, {"had_others", SendHadOthers}}
)

// masses are messages to many, which members still have to send.
func (r *records) masses() recordKind {
	chats := []string{ChatSingle, ChatGroup}
	fields := []model.RecordField{
		{Key: "chat", Type: model.FieldChoice, Options: chats, Default: ChatSingle, Required: true, Fixed: true, InList: true},
		{Key: "text", Type: model.FieldLong, Max: maxCustomerText, InList: true},
		{Key: "customers", Type: model.FieldCustomers, Max: maxMassCustomers, When: "chat=single"},
		{Key: "tags", Type: model.FieldTags, When: "chat=single"},
		{Key: "sender", Type: model.FieldSeat, When: "chat=single"},
		{Key: "allow_select", Type: model.FieldSwitch, When: "chat=single"},
		{Key: "owner", Type: model.FieldSeat, Required: true, When: "chat=group"},
		{Key: "groups", Type: model.FieldGroups, Max: maxMassGroups, When: "chat=group"},
		{Key: "pictures", Type: model.FieldPictures, Max: maxPictures},
	}
	fields = append(append(fields, linkFields()...),
		model.RecordField{Key: "created", Type: model.FieldTime, Told: true, InList: true},
		model.RecordField{Key: "creator", Type: model.FieldText, Told: true, InList: true},
		model.RecordField{Key: "made_by", Type: model.FieldChoice, Options: madeBy.told(), Told: true},
		model.RecordField{Key: "attached", Type: model.FieldWords, Told: true},
		model.RecordField{Key: "failed", Type: model.FieldWords, Told: true},
	)
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordMass, List: true, Create: true, Fields: fields,
			Filter: append([]model.RecordField{
				{Key: "chat", Type: model.FieldChoice, Options: chats, Default: ChatSingle, Required: true},
				{Key: "made_by", Type: model.FieldChoice, Options: append(madeBy.options(), "any"), Default: "any"},
			}, dayFilter()...),
			Children: []model.RecordKind{model.RecordMassMember},
		},
		list: r.listMasses, put: r.putMass,
	}
}

func (r *records) listMasses(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	from, to, err := r.span(q, maxDays)
	if err != nil {
		return model.RecordPage{}, err
	}
	chat := q.Filter["chat"]
	if chat == "" {
		chat = ChatSingle
	}
	answer, err := ListGroupMsgs.Do(ctx, r.client, ListGroupMsgsRequest{
		ChatType: chat, StartTime: SecondsOf(from), EndTime: SecondsOf(to), FilterType: makerFilter(q),
		Paging: Paging{Cursor: q.Page, Limit: massRows},
	})
	page := model.RecordPage{Next: answer.next()}
	for _, m := range answer.GroupMsgList {
		var attached []string
		for _, a := range m.Attachments {
			attached = append(attached, attachmentText(a))
		}
		page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: m.MsgID.String(), Values: map[string]string{
			"chat": chat, "text": m.Text.Content.String(), "created": stamp(m.CreateTime), "creator": m.Creator.String(),
			"made_by": madeBy.of(m.CreateType), "attached": lines(attached),
		}})
	}
	return page, err
}

// makerFilter is whose messages or moments a list is to show.
func makerFilter(q model.RecordQuery) int {
	switch q.Filter["made_by"] {
	case "company":
		return MadeByCorp
	case "member":
		return MadeByMember
	}
	return MadeByAny
}

// attachmentText says in a line what was attached.
func attachmentText(a ExAttachment) string {
	switch {
	case a.Link != nil:
		return "link: " + a.Link.Title.String() + " " + a.Link.URL.String()
	case a.MiniProgram != nil:
		return "miniprogram: " + a.MiniProgram.Title.String()
	case a.Image != nil && a.Image.PicURL != "":
		return "image: " + a.Image.PicURL.String()
	}
	return a.MsgType.String()
}

func (r *records) putMass(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	text := rec.Get("text")
	if err := tooLong("text", text, maxCustomerText); err != nil {
		return rec, err
	}
	request := GroupMsgRequest{ChatType: rec.Get("chat")}
	if request.ChatType == ChatGroup {
		request.Sender, request.ChatIDList = rec.Get("owner"), itemsOf[string](rec, "groups")
	} else {
		request.Sender, request.ExternalUserID = rec.Get("sender"), itemsOf[string](rec, "customers")
		request.AllowSelect = rec.On("allow_select")
		if tags := itemsOf[string](rec, "tags"); len(tags) > 0 {
			request.TagFilter = &TagFilter{GroupList: []TagFilterGroup{{TagList: tags}}}
		}
		if request.Sender == "" && len(request.ExternalUserID) == 0 {
			return rec, invalid("customers", "refusal.no_customers_or_sender")
		}
	}
	if text != "" {
		request.Text = &ExText{Content: wire.Text(text)}
	}
	var err error
	if request.Attachments, err = r.attachments(ctx, rec); err != nil {
		return rec, err
	}
	if text == "" && len(request.Attachments) == 0 {
		return rec, invalid("text", "refusal.nothing_to_say")
	}
	answer, err := AddGroupMsg.Do(ctx, r.client, request)
	if err != nil {
		return rec, err
	}
	rec.ID = answer.MsgID.String()
	return rec.With("failed", lines(answer.FailList)).With("created", stamp(SecondsOf(r.clock.Now()))).With("made_by", "company"), nil
}

// massMembers are those who have to send a mass message.
func (r *records) massMembers() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordMassMember, List: true,
			Fields: []model.RecordField{
				{Key: "seat", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "status", Type: model.FieldChoice, Options: massSent.told(), Told: true, InList: true},
				{Key: "sent", Type: model.FieldTime, Told: true, InList: true},
			},
			Children: []model.RecordKind{model.RecordMassResult},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			answer, err := ListGroupMsgTasks.Do(ctx, r.client, GroupMsgSearch{MsgID: q.Parent, Paging: Paging{Cursor: q.Page, Limit: massPeopleRows}})
			page := model.RecordPage{Next: answer.next()}
			for _, t := range answer.TaskList {
				page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: idOf(q.Parent, t.UserID.String()), Values: map[string]string{
					"seat": t.UserID.String(), "status": massSent.of(t.Status), "sent": stamp(t.SendTime),
				}})
			}
			return page, err
		},
	}
}

// massResults are the customers or groups of one who had to send it.
func (r *records) massResults() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordMassResult, List: true,
			Fields: []model.RecordField{
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
				{Key: "group", Type: model.FieldGroups, Told: true, InList: true},
				{Key: "status", Type: model.FieldChoice, Options: massReceived.told(), Told: true, InList: true},
				{Key: "sent", Type: model.FieldTime, Told: true, InList: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			of := partsOf(q.Parent, 2)
			answer, err := ListGroupMsgResults.Do(ctx, r.client, GroupMsgSearch{
				MsgID: of[0], UserID: of[1], Paging: Paging{Cursor: q.Page, Limit: massPeopleRows},
			})
			page := model.RecordPage{Next: answer.next()}
			for _, s := range answer.SendList {
				page.Records = append(page.Records, model.Record{
					Kind: q.Kind, ID: idOf(q.Parent, s.ExternalUserID.String()+s.ChatID.String()),
					Values: map[string]string{
						"customer": s.ExternalUserID.String(), "group": s.ChatID.String(), "status": massReceived.of(s.Status), "sent": stamp(s.SendTime),
					},
				})
			}
			return page, err
		},
	}
}
