package wecom

import (
	"context"

	"seatdeck/app/model"
)

// maxConsents is how many conversations can be asked about at once.
const maxConsents = 100

// agreeWords are the answers of customers, whom the wire has as words too.
var agreeWords = map[string]string{Agreed: "agree", Disagreed: "disagree", AgreedByDefault: "default"}

// archiveSeats are the seats whose conversations are kept by the archive.
func (r *records) archiveSeats() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordArchiveSeat, List: true,
			Fields: []model.RecordField{{Key: "seat", Type: model.FieldSeat, Told: true, InList: true}},
			Filter: []model.RecordField{{Key: "edition", Type: model.FieldChoice, Options: []string{"any", "office", "service", "enterprise"}, Default: "any"}},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			editions := words{{"office", 1}, {"service", 2}, {"enterprise", 3}}
			answer, err := GetPermitUsers.Do(ctx, r.client, PermitUsersRequest{Type: editions.number(q.Filter["edition"])})
			page := model.RecordPage{Total: len(answer.IDs)}
			for _, id := range answer.IDs {
				page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: id.String(), Values: map[string]string{"seat": id.String()}})
			}
			return page, err
		},
	}
}

// archiveRooms are found by their id alone: no call lists them.
func (r *records) archiveRooms() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordArchiveRoom, List: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Told: true, InList: true},
				{Key: "creator", Type: model.FieldText, Told: true, InList: true},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
				{Key: "notice", Type: model.FieldLong, Told: true},
				{Key: "members", Type: model.FieldWords, Told: true},
			},
			Filter:   []model.RecordField{{Key: "room", Type: model.FieldText, Max: 128, Required: true}},
			Children: []model.RecordKind{model.RecordConsent},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			id := q.Filter["room"]
			room, err := GetRoom.Do(ctx, r.client, RoomRequest{RoomID: id})
			if err != nil {
				return model.RecordPage{}, err
			}
			var members []string
			for _, m := range room.Members {
				members = append(members, m.MemberID.String())
			}
			return model.RecordPage{Total: 1, Records: []model.Record{{Kind: q.Kind, ID: id, Values: map[string]string{
				"name": room.Name.String(), "creator": room.Creator.String(), "created": stamp(room.CreateTime),
				"notice": room.Notice.String(), "members": lines(members),
			}}}}, nil
		},
	}
}

// consents tell whether customers agree to be kept: those of a seat, or those in a
// room.
func (r *records) consents() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordConsent, List: true,
			Fields: []model.RecordField{
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
				{Key: "seat", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "status", Type: model.FieldChoice, Options: []string{"agree", "disagree", "default", unknownWord}, Told: true, InList: true},
				{Key: "since", Type: model.FieldTime, Told: true, InList: true},
			},
			Filter: []model.RecordField{
				{Key: "seat", Type: model.FieldSeat, Required: true},
				{Key: "customers", Type: model.FieldCustomers, Max: maxConsents, Required: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			answer, err := r.askConsents(ctx, q)
			page := model.RecordPage{Total: len(answer.AgreeInfo)}
			for _, a := range answer.AgreeInfo {
				status := agreeWords[a.AgreeStatus.String()]
				if status == "" {
					status = unknownWord
				}
				page.Records = append(page.Records, model.Record{
					Kind: q.Kind, ID: idOf(a.UserID.String(), a.ExternalOpenID.String()),
					Values: map[string]string{
						"customer": a.ExternalOpenID.String(), "seat": a.UserID.String(), "status": status, "since": stamp(a.StatusChangeTime),
					},
				})
			}
			return page, err
		},
	}
}

func (r *records) askConsents(ctx context.Context, q model.RecordQuery) (AgreeAnswer, error) {
	if q.Parent != "" {
		return CheckRoomAgree.Do(ctx, r.client, RoomRequest{RoomID: q.Parent})
	}
	asked := model.Record{Values: q.Filter}
	var request SingleAgreeRequest
	for _, customer := range itemsOf[string](asked, "customers") {
		request.Info = append(request.Info, SingleAgree{UserID: asked.Get("seat"), ExternalOpenID: customer})
	}
	if len(request.Info) == 0 {
		return AgreeAnswer{}, invalid("customers", "refusal.nobody")
	}
	return CheckSingleAgree.Do(ctx, r.client, request)
}
