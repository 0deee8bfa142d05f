package wecom

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// unlimitedUsers is how a licence of an app says that any number may use it.
const unlimitedUsers = 4_294_967_295

// authorisePage is where an admin of a company authorises a suite, as the official
// documents have it.
const authorisePage = "https://open.work.weixin.qq.com/3rdapp/install"

// suites are what a service provider sees of the company: its authorisation.
func (r *records) suites() recordKind {
	k := recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordSuite, List: true,
			Fields: []model.RecordField{
				{Key: "corp", Type: model.FieldText, Told: true, InList: true},
				{Key: "corp_full", Type: model.FieldText, Told: true},
				{Key: "corp_id", Type: model.FieldText, Told: true, InList: true},
				{Key: "corp_type", Type: model.FieldChoice, Options: []string{"verified", "unverified"}, Told: true},
				{Key: "corp_more", Type: model.FieldWords, Told: true},
				{Key: "verified_until", Type: model.FieldTime, Told: true},
				{Key: "apps", Type: model.FieldWords, Told: true, InList: true},
				{Key: "level", Type: model.FieldWords, Told: true},
				{Key: "members", Type: model.FieldWords, Told: true},
				{Key: "parties", Type: model.FieldWords, Told: true},
				{Key: "tags", Type: model.FieldWords, Told: true},
				{Key: "editions", Type: model.FieldWords, Told: true},
				{Key: "expires", Type: model.FieldTime, Told: true, InList: true},
				{Key: "dealer", Type: model.FieldText, Told: true},
				{Key: "admins", Type: model.FieldWords, Told: true},
				{Key: "code", Type: model.FieldCode, Told: true},
				{Key: "link", Type: model.FieldURL, Told: true},
			},
			Actions: []model.RecordAction{
				{Key: "admins"},
				{Key: "code", Fields: []model.RecordField{{Key: "state", Type: model.FieldText, Max: 32}}},
				{Key: "authorise", Fields: []model.RecordField{
					{Key: "redirect", Type: model.FieldURL, Max: 1024, Required: true},
					{Key: "state", Type: model.FieldText, Max: 32},
					{Key: "test", Type: model.FieldSwitch},
				}},
			},
		},
		list: r.listSuites,
		act:  map[string]recordDeed{"admins": r.suiteAdmins, "code": r.suiteCode, "authorise": r.suiteLink},
	}
	if r.client.config.Suite.ProviderSecret != "" {
		k.schema.Actions = append(k.schema.Actions, model.RecordAction{Key: "custom_link", Fields: []model.RecordField{
			{Key: "templates", Type: model.FieldWords, Required: true},
			{Key: "state", Type: model.FieldText, Max: 32},
		}})
		k.act["custom_link"] = r.customLink
	}
	return k
}

func (r *records) listSuites(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	suite := r.client.config.Suite
	var info PermanentInfo
	if suite.PermanentCode != "" { // else the company has not authorised the suite yet
		var err error
		info, err = GetAuthInfo.Do(ctx, r.client, AuthInfoRequest{AuthCorpID: r.client.config.CorpID, PermanentCode: suite.PermanentCode})
		if err != nil {
			return model.RecordPage{}, err
		}
	}
	var apps, agents, editions []string
	may := map[string][]string{} // what each app may see
	for _, a := range info.AuthInfo.Agent {
		apps = append(apps, a.Name.String())
		agents = append(agents, count(a.AgentID))
		p := a.Privilege
		for key, n := range map[string]int{
			"level": int(p.Level), "members": len(p.AllowUser) + len(p.ExtraUser),
			"parties": len(p.AllowParty) + len(p.ExtraParty), "tags": len(p.AllowTag) + len(p.ExtraTag),
		} {
			may[key] = append(may[key], fmt.Sprintf("%s: %d", a.Name, n))
		}
	}
	var expires Seconds
	for _, e := range info.EditionInfo.Agent {
		users := "∞"
		if e.UserLimit != unlimitedUsers {
			users = count(e.UserLimit)
		}
		editions = append(editions, strings.TrimSpace(fmt.Sprintf("%s × %s %s", e.EditionName, users, endDay(e.ExpiredTime))))
		if expires == 0 || e.ExpiredTime != 0 && e.ExpiredTime < expires {
			expires = e.ExpiredTime
		}
	}
	corp := info.AuthCorpInfo
	return model.RecordPage{Total: 1, Records: []model.Record{{Kind: q.Kind, ID: suite.ID, Values: map[string]string{
		"corp": corp.CorpName.String(), "corp_full": corp.CorpFullName.String(), "corp_id": corp.CorpID.String(),
		"corp_type": corp.CorpType.String(), "corp_more": lines([]string{corp.CorpScale.String(), corp.CorpIndustry.String(), corp.CorpSubIndustry.String()}),
		"verified_until": stamp(corp.VerifiedEndTime), "apps": lines(apps), "agents": lines(agents),
		"level": lines(may["level"]), "members": lines(may["members"]), "parties": lines(may["parties"]), "tags": lines(may["tags"]),
		"editions": lines(editions), "expires": stamp(expires), "dealer": info.DealerCorpInfo.CorpName.String(),
	}}}}, nil
}

// endDay is the day, in WeCom's time, on which something ends; "" where none is told.
func endDay(s Seconds) string {
	if s == 0 {
		return ""
	}
	return s.Time().In(wire.Shanghai()).Format(time.DateOnly)
}

func (r *records) suiteAdmins(ctx context.Context, rec, _ model.Record) (model.Record, *model.RecordFile, error) {
	agents, err := numbersOf[int64](rec, "agents")
	if err != nil || len(agents) == 0 {
		return rec, nil, invalid("apps", "refusal.none_authorised: the company has authorised none")
	}
	var list []string
	for _, agent := range agents {
		answer, err := GetAdmins.Do(ctx, r.client, AdminsRequest{AuthCorpID: r.client.config.CorpID, AgentID: agent})
		if err != nil {
			return rec, nil, err
		}
		for _, a := range answer.Admin {
			list = append(list, a.UserID.String())
		}
	}
	slices.Sort(list)
	return rec.With("admins", lines(slices.Compact(list))), nil, nil
}

func (r *records) suiteCode(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
	answer, err := GetAppQRCode.Do(ctx, r.client, AppQRCodeRequest{
		SuiteID: r.client.config.Suite.ID, State: with.Get("state"), Style: 1, ResultType: QRCodeURL,
	})
	return rec.With("code", answer.QRCode.String()), nil, err
}

// suiteLink makes the address at which an admin authorises the suite. WeCom gives
// the code that begins it, which is good for some minutes.
func (r *records) suiteLink(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
	answer, err := GetPreAuthCode.Do(ctx, r.client, NoFields{})
	if err != nil {
		return rec, nil, err
	}
	code := answer.PreAuthCode.String()
	if with.On("test") {
		_, err := SetSessionInfo.Do(ctx, r.client, SessionInfoRequest{PreAuthCode: code, SessionInfo: SessionInfo{AuthType: 1}})
		if err != nil {
			return rec, nil, err
		}
	}
	query := url.Values{
		"suite_id": {r.client.config.Suite.ID}, "pre_auth_code": {code}, "redirect_uri": {with.Get("redirect")}, "state": {with.Get("state")},
	}
	return rec.With("link", authorisePage+"?"+query.Encode()), nil, nil
}

// customLink makes an address at which a company authorises templates of apps.
func (r *records) customLink(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
	answer, err := GetCustomizedAuthURL.Do(ctx, r.client, CustomizedAuthURLRequest{
		State: with.Get("state"), TemplateIDList: itemsOf[string](with, "templates"),
	})
	return rec.With("link", answer.QRCodeURL.String()), nil, err
}

// licences tell which seats have the licence without which their customers can't
// be had by a service provider.
func (r *records) licences() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordLicence, List: true,
			Fields: []model.RecordField{
				{Key: "seat", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "licensed", Type: model.FieldSwitch, Told: true, InList: true},
			},
		},
		list: r.listLicences,
	}
}

const licenceSeats = 100 // of a call

func (r *records) listLicences(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	seats, err := ListFollowUsers.Do(ctx, r.client, NoFields{})
	if err != nil {
		return model.RecordPage{}, err
	}
	page := model.RecordPage{Total: len(seats.FollowUser)}
	for part := range slices.Chunk(seats.FollowUser, licenceSeats) {
		request := BatchGetContactsRequest{Paging: Paging{Limit: 1}} // the customers are not what is asked for
		for _, id := range part {
			request.UserIDList = append(request.UserIDList, id.String())
		}
		answer, err := BatchGetContacts.Do(ctx, r.client, request)
		var api *APIError
		if err != nil && !(errors.As(err, &api) && api.NoRelation()) {
			return model.RecordPage{}, err
		}
		for _, id := range part {
			page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: id.String(), Values: map[string]string{
				"seat": id.String(), "licensed": onOff(!slices.Contains(answer.FailInfo.UnlicensedUserIDList, id)),
			}})
		}
	}
	return page, nil
}
