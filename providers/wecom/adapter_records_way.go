package wecom

import (
	"context"
	"maps"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of contact ways.
const (
	maxWaySeats  = 100
	maxWaySpan   = 14 * 24 * 3600 // s
	maxWayListed = 90             // days of one list
	codeNoWay    = 41044          // there is no such config_id
)

var (
	wayTypes  = words{{"one", WayOfOne}, {"many", WayOfMany}}
	wayScenes = words{{"code", WayByQRCode}, {"mini_program", WayInMiniProgram}}
)

// contactWays are those that last; a list never names temporary ones.
func (r *records) contactWays() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordContactWay, List: true, Create: true, Edit: true, Delete: true,
			Fields: append(wayFields(), model.RecordField{Key: "exclusive", Type: model.FieldSwitch, Fixed: true}),
			Filter: dayFilter(),
		},
		list: r.listWays, get: r.getWay, put: r.putWay, del: r.deleteWay,
	}
}

// tempWays are kept here, as no call lists them.
func (r *records) tempWays() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordTempWay, Keep: true, List: true, Create: true, Edit: true, Delete: true, Single: true,
			Fields: append(wayFields(), []model.RecordField{
				{Key: "expires_in", Type: model.FieldSpan, Max: maxWaySpan, InList: true, Default: "604800"},
				{Key: "chat_expires_in", Type: model.FieldSpan, Max: maxWaySpan, Default: "86400"},
				{Key: "unionid", Type: model.FieldText, Max: 64},
				{Key: "end_text", Type: model.FieldLong, Max: maxCustomerText},
				{Key: "end", Type: model.FieldChoice, Options: []string{"none", "link", "picture", "mini_program"}, Default: "none"},
				{Key: "end_title", Type: model.FieldText, Max: 42, Required: true, When: "end=link|mini_program"},
				{Key: "end_url", Type: model.FieldURL, Max: 2048, Required: true, When: "end=link"},
				{Key: "end_desc", Type: model.FieldText, Max: 170, When: "end=link"},
				{Key: "end_appid", Type: model.FieldText, Max: 64, Required: true, When: "end=mini_program"},
				{Key: "end_page", Type: model.FieldText, Max: 512, Required: true, When: "end=mini_program"},
				{Key: "end_picture", Type: model.FieldPictures, Max: 1, Required: true, When: "end=picture|mini_program"},
			}...),
			Actions: []model.RecordAction{{Key: "close", Confirm: true, Fields: []model.RecordField{
				{Key: "seat", Type: model.FieldSeat, Required: true},
				{Key: "customer", Type: model.FieldCustomers, Max: 1, Required: true},
			}}},
		},
		get: r.getWay, put: r.putWay, del: r.deleteWay,
		act: map[string]recordDeed{"close": r.closeTempChat},
	}
}

func wayFields() []model.RecordField {
	return []model.RecordField{
		{Key: "remark", Type: model.FieldText, Max: 30, InList: true},
		{Key: "code", Type: model.FieldCode, Told: true, InList: true},
		{Key: "type", Type: model.FieldChoice, Options: wayTypes.options(), Default: "many", Required: true, Fixed: true, InList: true},
		{Key: "scene", Type: model.FieldChoice, Options: wayScenes.options(), Default: "code", Required: true, Fixed: true},
		{Key: "style", Type: model.FieldNumber, Max: 3, When: "scene=mini_program"},
		{Key: "users", Type: model.FieldSeats, Max: maxWaySeats, InList: true},
		{Key: "parties", Type: model.FieldParties, When: "type=many"},
		{Key: "state", Type: model.FieldText, Max: 30, InList: true},
		{Key: "skip_verify", Type: model.FieldSwitch, Default: "1"},
	}
}

func (r *records) listWays(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	from, to, err := r.span(q, maxWayListed)
	if err != nil {
		return model.RecordPage{}, err
	}
	answer, err := ListContactWays.Do(ctx, r.client, ListContactWaysRequest{
		StartTime: SecondsOf(from), EndTime: SecondsOf(to), Paging: Paging{Cursor: q.Page, Limit: detailRows},
	})
	if err != nil {
		return model.RecordPage{}, err
	}
	var ids []string
	for _, way := range answer.ContactWay {
		ids = append(ids, way.ConfigID.String())
	}
	rows, err := details(ctx, ids, func(ctx context.Context, id string) (model.Record, error) {
		return r.getWay(ctx, model.Record{Kind: model.RecordContactWay, ID: id})
	})
	return model.RecordPage{Records: rows, Next: answer.next()}, err
}

// getWay keeps what is known of a way and no call tells, such as the file of a
// picture.
func (r *records) getWay(ctx context.Context, from model.Record) (model.Record, error) {
	answer, err := GetContactWay.Do(ctx, r.client, WayItem{ConfigID: wire.Text(from.ID)})
	if err != nil {
		return from, err
	}
	way := answer.ContactWay
	told := map[string]string{
		"remark": way.Remark.String(), "code": way.QRCode.String(), "type": wayTypes.of(way.Type), "scene": wayScenes.of(way.Scene),
		"style": count(way.Style), "users": lines(way.User), "parties": numberLines(way.Party), "state": way.State.String(),
		"skip_verify": onOff(bool(way.SkipVerify)),
	}
	if way.IsTemp {
		told["expires_in"], told["chat_expires_in"] = count(way.ExpiresIn), count(way.ChatExpiresIn)
		told["unionid"] = way.UnionID.String()
	}
	if end := way.Conclusions; end != nil {
		told["end"] = "none"
		if end.Text != nil {
			told["end_text"] = end.Text.Content.String()
		}
		switch {
		case end.Link != nil:
			told["end"], told["end_title"] = "link", end.Link.Title.String()
			told["end_url"], told["end_desc"] = end.Link.URL.String(), end.Link.Desc.String()
		case end.MiniProgram != nil:
			told["end"], told["end_title"] = "mini_program", end.MiniProgram.Title.String()
			told["end_appid"], told["end_page"] = end.MiniProgram.AppID.String(), end.MiniProgram.Page.String()
		case end.Image != nil:
			told["end"] = "picture"
		}
	}
	values := maps.Clone(from.Values)
	if values == nil {
		values = map[string]string{}
	}
	maps.Copy(values, told)
	from.Values = values
	return from, nil
}

func (r *records) putWay(ctx context.Context, rec, was model.Record) (model.Record, error) {
	parties, err := numbersOf[int64](rec, "parties")
	if err != nil {
		return rec, err
	}
	users := itemsOf[string](rec, "users")
	switch one := rec.Get("type") == "one"; {
	case one && len(users) != 1:
		return rec, invalid("users", "refusal.exactly_one: a way to one person wants exactly one")
	case !one && len(users)+len(parties) == 0:
		return rec, invalid("users", "refusal.nobody_or_department: somebody or a department must be named")
	}
	end, err := r.conclusions(ctx, rec, was)
	if err != nil {
		return rec, err
	}
	remark, state, skip := rec.Get("remark"), rec.Get("state"), rec.On("skip_verify")
	if rec.ID != "" {
		_, err := UpdateContactWay.Do(ctx, r.client, UpdateContactWayRequest{
			ConfigID: rec.ID, Remark: &remark, State: &state, SkipVerify: &skip, Style: int(rec.Number("style")), User: users, Party: parties,
			ExpiresIn: rec.Number("expires_in"), ChatExpiresIn: rec.Number("chat_expires_in"), UnionID: rec.Get("unionid"), Conclusions: end,
		})
		return rec, err
	}
	answer, err := AddContactWay.Do(ctx, r.client, AddContactWayRequest{
		Type: wayTypes.number(rec.Get("type")), Scene: wayScenes.number(rec.Get("scene")), Style: int(rec.Number("style")),
		Remark: remark, State: state, SkipVerify: skip, User: users, Party: parties,
		IsTemp: rec.Kind == model.RecordTempWay, ExpiresIn: rec.Number("expires_in"), ChatExpiresIn: rec.Number("chat_expires_in"),
		UnionID: rec.Get("unionid"), IsExclusive: rec.On("exclusive"), Conclusions: end,
	})
	if err != nil {
		return rec, err
	}
	rec.ID = answer.ConfigID.String()
	return rec.With("code", answer.QRCode.String()), nil
}

// conclusions are what ends a temporary conversation; nil leaves them as they are.
func (r *records) conclusions(ctx context.Context, rec, was model.Record) (*Conclusions, error) {
	changed := rec.ID == ""
	for _, key := range []string{"end", "end_text", "end_title", "end_url", "end_desc", "end_appid", "end_page", "end_picture"} {
		changed = changed || rec.Get(key) != was.Get(key)
	}
	if rec.Kind != model.RecordTempWay || !changed {
		return nil, nil
	}
	var picture wire.Text
	if files := itemsOf[string](rec, "end_picture"); len(files) > 0 {
		var err error
		if picture, err = r.picture(ctx, files[0]); err != nil {
			return nil, err
		}
	}
	end := &Conclusions{}
	text, title := wire.Text(rec.Get("end_text")), wire.Text(rec.Get("end_title"))
	if text != "" {
		end.Text = &ExText{Content: text}
	}
	switch rec.Get("end") {
	case "link":
		end.Link = &ExLink{Title: title, URL: wire.Text(rec.Get("end_url")), Desc: wire.Text(rec.Get("end_desc"))}
	case "picture":
		end.Image = &ExImage{MediaID: picture}
	case "mini_program":
		end.MiniProgram = &ExProgram{Title: title, AppID: wire.Text(rec.Get("end_appid")), Page: wire.Text(rec.Get("end_page")), PicMediaID: picture}
	default:
		if text == "" && rec.ID == "" {
			return nil, nil
		}
	}
	return end, nil
}

func (r *records) deleteWay(ctx context.Context, rec model.Record) error {
	_, err := DelContactWay.Do(ctx, r.client, WayItem{ConfigID: wire.Text(rec.ID)})
	if isAPIError(err, func(e *APIError) bool { return e.Code == codeNoWay }) {
		return nil // it ran out, or somebody else removed it
	}
	return err
}

// closeTempChat ends a temporary conversation; its conclusions are sent.
func (r *records) closeTempChat(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
	_, err := CloseTempChat.Do(ctx, r.client, CloseTempChatRequest{UserID: with.Get("seat"), ExternalUserID: with.Get("customer")})
	return rec, nil, err
}
