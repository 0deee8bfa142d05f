package wecom

import (
	"net/url"
	"slices"

	"seatdeck/providers/simulator/internal/talk"
)

func suiteCalls() []endpoint {
	return []endpoint{
		post("service/get_suite_token", (*Server).suiteToken).of(scopeOpen),
		get("service/get_pre_auth_code", (*Server).preAuthCode).of(scopeSuite),
		post("service/set_session_info", (*Server).sessionInfo).of(scopeSuite),
		post("service/get_permanent_code", (*Server).permanentCode).of(scopeSuite),
		post("service/v2/get_permanent_code", (*Server).permanentCode).of(scopeSuite),
		post("service/get_auth_info", (*Server).authInfo).of(scopeSuite),
		post("service/v2/get_auth_info", (*Server).authInfo).of(scopeSuite),
		post("service/get_corp_token", (*Server).corpToken).of(scopeSuite),
		post("service/get_admin_list", (*Server).admins).of(scopeSuite),
		get("service/auth/getuserinfo3rd", (*Server).userInfo3rd).of(scopeSuite),
		get("service/getuserinfo3rd", (*Server).userInfo3rd).of(scopeSuite),
		post("service/auth/getuserdetail3rd", (*Server).userDetail3rd).of(scopeSuite),
		post("service/getuserdetail3rd", (*Server).userDetail3rd).of(scopeSuite),
		post("service/get_app_qrcode", (*Server).appQRCode).of(scopeSuite),
	}
}

// suite is a third-party application.
type suite struct {
	ticket     string
	codes      map[string]string // auth codes not yet used, and their states
	pre        []string          // pre-auth codes
	orders     []*order
	tmpSession int
}

func (s *Server) suiteToken(in struct {
	ID     string `json:"suite_id"`
	Secret string `json:"suite_secret"`
	Ticket string `json:"suite_ticket"`
},
) (object, *refusal) {
	switch {
	case in.ID != suiteID:
		return nil, refuse(codeSuite)
	case in.Secret != suiteSecret:
		return nil, refuse(codeSuiteSecret)
	case in.Ticket != s.world.suite.ticket:
		return nil, refuse(codeTicket)
	}
	word, left := s.issue(scopeSuite)
	return object{"suite_access_token": word, "expires_in": left}, nil
}

func (s *Server) preAuthCode(url.Values) (object, *refusal) {
	code := opaque(s.rand, 60)
	s.world.suite.pre = append(s.world.suite.pre, code)
	return object{"pre_auth_code": code, "expires_in": 1200}, nil
}

func (s *Server) sessionInfo(in struct {
	Code    string `json:"pre_auth_code"`
	Session struct {
		AuthType int `json:"auth_type"`
	} `json:"session_info"`
},
) (object, *refusal) {
	if !slices.Contains(s.world.suite.pre, in.Code) {
		return nil, invalid("pre_auth_code")
	}
	s.world.suite.tmpSession = in.Session.AuthType
	return nil, nil
}

// permanentCode takes an auth_code, which /_control/event create_auth gives,
// once.
func (s *Server) permanentCode(in struct {
	Code string `json:"auth_code"`
},
) (object, *refusal) {
	state, known := s.world.suite.codes[in.Code]
	if !known {
		return nil, refuse(codeAuthCode)
	}
	delete(s.world.suite.codes, in.Code)
	word, left := s.issue(scopeCorp)
	answer := s.authorisation()
	for name, value := range (object{
		"access_token": word, "expires_in": left, "permanent_code": permanentCode, "state": state,
		"auth_user_info":     s.adminRow(),
		"register_code_info": object{"register_code": "", "template_id": "", "state": ""},
	}) {
		answer[name] = value
	}
	return answer, nil
}

// authorisation is what the company has granted.
func (s *Server) authorisation() object {
	users := []string{}
	for _, m := range s.world.seats() {
		users = append(users, m.id)
	}
	return object{
		"dealer_corp_info": object{"corpid": providerCorp, "corp_name": "坐席台服务商"},
		"auth_corp_info": object{
			"corpid": corpID, "corp_name": s.world.departments[0].name, "corp_type": "verified", "corp_square_logo_url": s.origin.URL("/media/avatar/1.png"),
			"corp_user_max": 200, "corp_full_name": s.world.departments[0].name + "有限公司", "verified_end_time": s.now().Unix() + 300*daySeconds,
			"subject_type": 1, "corp_wxqrcode": s.origin.URL("/media/avatar/2.png"), "corp_scale": "1-50人", "corp_industry": "零售", "corp_sub_industry": "电商",
		},
		"auth_info": object{"agent": []object{{
			"agentid": agentID, "name": "坐席台", "round_logo_url": s.origin.URL("/media/avatar/1.png"), "square_logo_url": s.origin.URL("/media/avatar/1.png"),
			"auth_mode": 0, "is_customized_app": false, "auth_from_thirdapp": false,
			"privilege": object{
				"level": 1, "allow_party": []int64{1}, "allow_user": users, "allow_tag": []int64{}, "extra_party": []int64{}, "extra_user": []string{}, "extra_tag": []int64{},
			},
		}}},
		"edition_info": object{"agent": []object{{
			"agentid": agentID, "edition_id": "RLS65535", "edition_name": "基础版", "app_status": 2, "user_limit": 4294967295,
			"expired_time": s.now().Unix() + 200*daySeconds, "is_virtual_version": false,
		}}},
	}
}

func (s *Server) adminRow() object {
	m := s.world.members[len(s.world.members)-1]
	if admin := s.world.member("ChenJianGuo"); admin != nil {
		m = admin
	}
	return object{"userid": m.id, "open_userid": m.openID, "name": m.name, "avatar": s.origin.URL(m.avatar)}
}

type authRequest struct {
	Corp  string `json:"auth_corpid"`
	Code  string `json:"permanent_code"`
	Agent number `json:"agentid"`
}

func (in authRequest) check() *refusal {
	switch {
	case in.Corp != corpID:
		return refuse(codeCorp)
	case in.Code != permanentCode:
		return refuse(codePermanent)
	}
	return nil
}

func (s *Server) authInfo(in authRequest) (object, *refusal) {
	if no := in.check(); no != nil {
		return nil, no
	}
	return s.authorisation(), nil
}

func (s *Server) corpToken(in authRequest) (object, *refusal) {
	if no := in.check(); no != nil {
		return nil, no
	}
	word, left := s.issue(scopeCorp)
	return object{"access_token": word, "expires_in": left}, nil
}

func (s *Server) admins(in authRequest) (object, *refusal) {
	switch {
	case in.Corp != corpID:
		return nil, refuse(codeCorp)
	case in.Agent != agentID:
		return nil, refuse(codeAgent)
	}
	row := s.adminRow()
	return object{"admin": []object{{"userid": row["userid"], "open_userid": row["open_userid"], "auth_type": 1}}}, nil
}

// userInfo3rd: as userInfo, a code is a userid; assumed.
func (s *Server) userInfo3rd(query url.Values) (object, *refusal) {
	m := s.world.member(query.Get("code"))
	if m == nil {
		return nil, refuse(codeOAuth)
	}
	return object{"corpid": corpID, "userid": m.id, "open_userid": m.openID, "user_ticket": m.openID, "expires_in": 1800}, nil
}

func (s *Server) userDetail3rd(in struct {
	Ticket string `json:"user_ticket"`
},
) (object, *refusal) {
	m := first(s.world.members, func(m *member) bool { return m.openID == in.Ticket && m.inPost() })
	if m == nil {
		return nil, invalid("user_ticket")
	}
	return object{
		"corpid": corpID, "userid": m.id, "name": m.name, "gender": text(m.gender), "avatar": s.origin.URL(m.avatar),
		"qr_code": s.codeURL(m.openID),
	}, nil
}

func (s *Server) appQRCode(in struct {
	Suite  string `json:"suite_id"`
	Result int    `json:"result_type"`
},
) (object, *refusal) {
	if in.Suite != suiteID {
		return nil, refuse(codeSuite)
	}
	if in.Result == 2 {
		return object{"qrcode": s.origin.URL("/media/avatar/3.png")}, nil
	}
	picture, _ := s.media.Get("/media/avatar/3.png")
	return file(picture), nil
}

// authorise gives a new auth_code, as an administrator granting the suite does.
func (s *Server) authorise(state string) (code string) {
	code = talk.HexText(s.rand, 64)
	s.world.suite.codes[code] = state
	return code
}

// providerRequest begins the bodies of licence calls.
type providerRequest struct {
	Corp string `json:"corpid"`
}

func (in providerRequest) check() *refusal {
	if in.Corp != corpID {
		return refuse(codeCorp)
	}
	return nil
}
