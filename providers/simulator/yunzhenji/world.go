package yunzhenji

import (
	"math/rand/v2"
	"strconv"
	"time"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/origin"
	"seatdeck/providers/simulator/internal/talk"
)

// account is one WeCom account. The Server's lock guards it.
type account struct {
	id                        int
	wxid, nickname, fullName  string
	alias, avatar, mobile     string
	subUser                   int    // 0: the main account logged it in
	groups                    string // ids, with commas between them; "": in none
	corp                      *corp
	online                    bool
	lastLogin, lastOffline    time.Time // zero: never
	firstLogin, lastlyChanged time.Time
}

// corp is the company of accounts.
type corp struct {
	id                         int
	wxid, name, short          string
	legalPerson, legalPersonID string
	created                    time.Time
}

// groupPattern is repeated over the accounts: most are in one group, some in two,
// one in none.
var groupPattern = []string{"3", "7", "3,7", "", "9", "3"}

func generate(r *rand.Rand, seats int, now time.Time) []*account {
	corps := make([]*corp, 2)
	for i := range corps {
		word := talk.CompanyWords[(i*3+1)%len(talk.CompanyWords)]
		corps[i] = &corp{
			id: 2 + i, wxid: "ww" + talk.HexText(r, 16), name: talk.One(r, talk.CityNames) + word + "商贸有限公司", short: word,
			legalPerson: talk.PersonName(r), legalPersonID: strconv.FormatInt(1688850000000000+r.Int64N(1e9), 10),
			created: now.AddDate(-2, 0, -i),
		}
	}
	var all []*account
	for i := range seats {
		name := talk.PersonName(r)
		a := &account{
			id: 199 + i, wxid: strconv.FormatInt(1688854000000000+int64(i+1)*1_000_003+r.Int64N(1_000_000), 10),
			nickname: name, fullName: talk.AgentNames[i%len(talk.AgentNames)], avatar: media.Avatar(r.Uint32()), mobile: talk.PhoneNumber(r),
			subUser: (i % 4) * 11, groups: groupPattern[i%len(groupPattern)], corp: corps[i%3/2], online: i%4 != 3,
			firstLogin: now.AddDate(0, 0, -30-r.IntN(300)), lastLogin: now.Add(-time.Duration(10+r.IntN(3000)) * time.Minute),
		}
		if i%5 == 0 {
			a.alias = "kf" + strconv.Itoa(100+i)
		}
		switch {
		case !a.online:
			a.lastOffline = a.lastLogin.Add(time.Duration(1+r.IntN(9)) * time.Minute)
		case i%2 == 0: // it was offline once
			a.lastOffline = a.lastLogin.Add(-time.Duration(20+r.IntN(600)) * time.Minute)
		}
		a.lastlyChanged = a.lastLogin
		if a.lastOffline.After(a.lastLogin) {
			a.lastlyChanged = a.lastOffline
		}
		all = append(all, a)
	}
	return all
}

// turn takes an account online or offline.
func (a *account) turn(online bool, now time.Time) {
	if a.online == online {
		return
	}
	a.online, a.lastlyChanged = online, now
	if online {
		a.lastLogin = now
	} else {
		a.lastOffline = now
	}
}

// shape is an account as the document shows it.
//
// Assumed: group_id is the number 0 for none, as in the example, and else the text
// the table speaks of. wx_alias and sub_user_id, which only the table has, are
// always there.
func (a *account) shape(at *origin.Origin) map[string]any {
	var groups any = 0
	if a.groups != "" {
		groups = a.groups
	}
	return map[string]any{
		"id": a.id, "wxid": a.wxid, "nickname": a.nickname, "full_name": a.fullName, "wx_alias": a.alias, "avatar": at.URL(a.avatar),
		"mobile": a.mobile, "sub_user_id": a.subUser, "group_id": groups, "corp_id": a.corp.id, "online": flag(a.online),
		"last_login_time": seconds(a.lastLogin), "last_offline_time": seconds(a.lastOffline),
		"ctime": seconds(a.firstLogin), "utime": seconds(a.lastlyChanged),
		"corp": map[string]any{
			"id": a.corp.id, "name": a.corp.name, "wxid": a.corp.wxid, "remark": "", "legal_person_name": a.corp.legalPerson,
			"legal_person_id": a.corp.legalPersonID, "ctime": seconds(a.corp.created), "utime": seconds(a.corp.created),
			"verify_type": 2, "short_name": a.corp.short,
		},
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// seconds is the epoch; 0 for never.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
