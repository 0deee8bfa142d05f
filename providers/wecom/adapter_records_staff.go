package wecom

import (
	"context"
	"slices"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

var (
	genders     = words{{"male", GenderMale}, {"female", GenderFemale}}
	staffStates = words{{"active", MemberActive}, {"disabled", MemberDisabled}, {"inactive", MemberInactive}, {"left", MemberQuit}}
)

// maxStaffParties is how many departments one person may be in.
const maxStaffParties = 100

// staff are the members of the company, by department.
func (r *records) staff() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordStaff, List: true, Create: true, Edit: true, Delete: true, Single: true,
			Fields: []model.RecordField{
				{Key: "id", Type: model.FieldText, Max: 64, Required: true, Fixed: true, InList: true},
				{Key: "name", Type: model.FieldText, Max: 64, Required: true, InList: true},
				{Key: "alias", Type: model.FieldText, Max: 64},
				{Key: "mobile", Type: model.FieldText, Max: 32, InList: true},
				{Key: "email", Type: model.FieldText, Max: 64},
				{Key: "telephone", Type: model.FieldText, Max: 32},
				{Key: "gender", Type: model.FieldChoice, Options: append(genders.options(), unknownWord), Default: unknownWord},
				{Key: "position", Type: model.FieldText, Max: 128, InList: true},
				{Key: "external_position", Type: model.FieldText, Max: 12},
				{Key: "address", Type: model.FieldText, Max: 128},
				{Key: "parties", Type: model.FieldParties, Max: maxStaffParties, Required: true, Default: "1", InList: true},
				{Key: "main_party", Type: model.FieldParties, Max: 1},
				{Key: "leads", Type: model.FieldParties, Max: maxStaffParties},
				{Key: "leader", Type: model.FieldText, Max: 64},
				{Key: "enabled", Type: model.FieldSwitch, Default: "1"},
				{Key: "invite", Type: model.FieldSwitch, Default: "1", Fixed: true},
				{Key: "status", Type: model.FieldChoice, Options: staffStates.told(), Told: true, InList: true},
				{Key: "biz_mail", Type: model.FieldText, Told: true},
				{Key: "code", Type: model.FieldCode, Told: true},
				{Key: "more", Type: model.FieldWords, Told: true},
			},
			Filter: []model.RecordField{
				{Key: "party", Type: model.FieldParties, Max: 1, Required: true, Default: "1"},
				{Key: "below", Type: model.FieldSwitch, Default: "1"},
			},
		},
		list: r.listStaff, get: r.getStaff, put: r.putStaff,
		del: func(ctx context.Context, rec model.Record) error {
			_, err := DeleteUser.Do(ctx, r.client, UserRequest{UserID: rec.ID})
			return err
		},
	}
}

func (r *records) listStaff(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	asked := model.Record{Values: q.Filter}
	request := UsersRequest{DepartmentID: max(asked.Number("party"), 1)}
	if asked.On("below") {
		request.FetchChild = 1
	}
	answer, err := ListUsers.Do(ctx, r.client, request)
	page := model.RecordPage{Total: len(answer.UserList)}
	for _, m := range answer.UserList {
		page.Records = append(page.Records, staffRecord(m))
	}
	return page, err
}

func (r *records) getStaff(ctx context.Context, from model.Record) (model.Record, error) {
	m, err := GetUser.Do(ctx, r.client, UserRequest{UserID: from.ID})
	if err != nil {
		return from, err
	}
	return staffRecord(m), nil
}

func staffRecord(m Member) model.Record {
	var leads []wire.Int
	for i, party := range m.Department {
		if i < len(m.IsLeaderInDept) && m.IsLeaderInDept[i] != 0 {
			leads = append(leads, party)
		}
	}
	var gender wire.Int
	_ = gender.UnmarshalJSON([]byte(m.Gender)) // what is no number is unknown
	return model.Record{Kind: model.RecordStaff, ID: m.UserID.String(), Values: map[string]string{
		"id": m.UserID.String(), "name": m.Name.String(), "alias": m.Alias.String(), "mobile": m.Mobile.String(),
		"email": m.Email.String(), "telephone": m.Telephone.String(), "gender": genders.of(gender), "position": m.Position.String(),
		"external_position": m.ExternalPosition.String(), "address": m.Address.String(), "parties": numberLines(m.Department),
		"main_party": partyText(m.MainDepartment), "leads": numberLines(leads), "leader": strings.ReplaceAll(lines(m.DirectLeader), "\n", " "),
		"enabled": onOff(m.Status != MemberDisabled), "status": staffStates.of(m.Status), "biz_mail": m.BizMail.String(), "code": m.QRCode.String(),
		"more": lines(moreOf(m)),
	}}
}

func partyText(n wire.Int) string {
	if n == 0 {
		return ""
	}
	return count(n)
}

// moreOf are the attributes that the company added, and what customers are shown.
func moreOf(m Member) (list []string) {
	attributes := []Attribute{}
	if m.ExtAttr != nil {
		attributes = append(attributes, m.ExtAttr.Attrs...)
	}
	if p := m.ExternalProfile; p != nil {
		if p.ExternalCorpName != "" {
			list = append(list, p.ExternalCorpName.String())
		}
		if p.WechatChannels != nil {
			list = append(list, p.WechatChannels.Nickname.String())
		}
		attributes = append(attributes, p.ExternalAttr...)
	}
	for _, a := range attributes {
		value := ""
		switch {
		case a.Text != nil:
			value = a.Text.Value.String()
		case a.Web != nil:
			value = a.Web.Title.String() + " " + a.Web.URL.String()
		case a.MiniProgram != nil:
			value = a.MiniProgram.Title.String()
		}
		list = append(list, a.Name.String()+": "+value)
	}
	return list
}

func (r *records) putStaff(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	parties, err := numbersOf[int64](rec, "parties")
	if err != nil {
		return rec, err
	}
	leads, err := numbersOf[int64](rec, "leads")
	if err != nil {
		return rec, err
	}
	leader := make([]int, len(parties))
	for i, party := range parties {
		if slices.Contains(leads, party) {
			leader[i] = 1
		}
	}
	if main := rec.Number("main_party"); main != 0 && !slices.Contains(parties, main) {
		return rec, invalid("main_party", "refusal.main_party: it is none of the departments")
	}
	enabled := 0
	if rec.On("enabled") {
		enabled = 1
	}
	request := MemberRequest{
		UserID: rec.Get("id"), Name: rec.Get("name"), Alias: rec.Get("alias"), Mobile: rec.Get("mobile"), Email: rec.Get("email"),
		Telephone: rec.Get("telephone"), Position: rec.Get("position"), ExternalPosition: rec.Get("external_position"),
		Address: rec.Get("address"), Department: parties, IsLeaderInDept: leader, MainDepartment: rec.Number("main_party"),
		DirectLeader: strings.Fields(rec.Get("leader")), Enable: &enabled,
	}
	if n := genders.number(rec.Get("gender")); n != 0 {
		request.Gender = count(n)
	}
	if rec.ID != "" {
		request.UserID = rec.ID
		_, err := UpdateUser.Do(ctx, r.client, request)
		return rec, err
	}
	if request.Mobile == "" && request.Email == "" {
		return rec, invalid("mobile", "refusal.phone_or_mail: a phone number or an e-mail address is wanted")
	}
	invite := rec.On("invite")
	request.ToInvite = &invite
	if _, err := CreateUser.Do(ctx, r.client, request); err != nil {
		return rec, err
	}
	rec.ID = request.UserID
	return rec, nil
}
