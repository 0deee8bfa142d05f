package wecom

import (
	"slices"
	"time"
)

func providerCalls() []endpoint {
	return []endpoint{
		post("service/get_provider_token", (*Server).providerToken).of(scopeOpen),
		post("service/get_login_info", (*Server).loginInfo).of(scopeLogin),
		post("service/get_customized_auth_url", (*Server).customizedAuth).of(scopeProvider),
		post("service/corpid_to_opencorpid", (*Server).openCorp).of(scopeProvider),
		post("license/create_new_order", (*Server).newOrder).of(scopeProvider),
		post("license/get_order", (*Server).orderDetail).of(scopeProvider),
		post("license/list_order", (*Server).orderList).of(scopeProvider),
		post("license/active_account", (*Server).activate).of(scopeProvider),
		post("license/get_active_info_by_user", (*Server).activeInfo).of(scopeProvider),
		post("license/list_actived_account", (*Server).activated).of(scopeProvider),
	}
}

func (s *Server) providerToken(in struct {
	Corp   string `json:"corpid"`
	Secret string `json:"provider_secret"`
},
) (object, *refusal) {
	switch {
	case in.Corp != providerCorp:
		return nil, refuse(codeCorp)
	case in.Secret != providerSecret:
		return nil, refuse(codeProvider)
	}
	word, left := s.issue(scopeProvider)
	return object{"provider_access_token": word, "expires_in": left}, nil
}

// loginInfo: an auth_code is a userid; assumed, as the real one is opaque.
func (s *Server) loginInfo(in struct {
	Code string `json:"auth_code"`
},
) (object, *refusal) {
	m := s.world.member(in.Code)
	if m == nil {
		return nil, refuse(codeOAuth)
	}
	departments := []object{}
	for _, id := range m.departments {
		departments = append(departments, object{"id": id, "writable": true})
	}
	return object{
		"usertype":  4,
		"user_info": object{"userid": m.id, "open_userid": m.openID, "name": m.name, "avatar": s.origin.URL(m.avatar)},
		"corp_info": object{"corpid": corpID},
		"agent":     []object{{"agentid": agentID, "auth_type": 1}},
		"auth_info": object{"department": departments},
	}, nil
}

func (s *Server) customizedAuth(in struct {
	State     string   `json:"state"`
	Templates []string `json:"templateid_list"`
},
) (object, *refusal) {
	if len(in.Templates) == 0 || len(in.Templates) > 10 {
		return nil, invalid("templateid_list wants 1 to 10")
	}
	return object{"qrcode_url": s.origin.URL("/media/avatar/4.png"), "expires_in": 3600}, nil
}

func (s *Server) openCorp(in providerRequest) (object, *refusal) {
	if no := in.check(); no != nil {
		return nil, no
	}
	return object{"open_corpid": "wpAJ2GCAAA" + corpID}, nil
}

// order is one of interface licences.
type order struct {
	seq               int64
	id, buyer         string
	base, outer, days int
	created           int64
	paid              bool
}

func (o *order) row() object {
	status := 0
	if o.paid {
		status = 1
	}
	return object{
		"order_id": o.id, "order_type": 1, "order_status": status, "corpid": corpID, "price": 100 * (o.base + o.outer),
		"account_count":    object{"base_count": o.base, "external_contact_count": o.outer},
		"account_duration": object{"days": o.days}, "create_time": o.created,
	}
}

func (s *Server) newOrder(in struct {
	providerRequest
	Buyer string `json:"buyer_userid"`
	Count struct {
		Base  int `json:"base_count"`
		Outer int `json:"external_contact_count"`
	} `json:"account_count"`
	Duration struct {
		Months int `json:"months"`
		Days   int `json:"days"`
	} `json:"account_duration"`
},
) (object, *refusal) {
	if no := in.check(); no != nil {
		return nil, no
	}
	days := in.Duration.Days + 31*in.Duration.Months
	if in.Buyer == "" || in.Count.Base+in.Count.Outer <= 0 || days < 31 || days > 31*60 {
		return nil, invalid("buyer_userid, account_count and account_duration are wanted")
	}
	o := &order{
		seq: s.world.next(), id: "OI" + opaque(s.rand, 20), buyer: in.Buyer, base: in.Count.Base, outer: in.Count.Outer, days: days, created: s.now().Unix(),
	}
	s.world.suite.orders = append(s.world.suite.orders, o)
	return object{"order_id": o.id}, nil
}

func (s *Server) order(id string) *order {
	return first(s.world.suite.orders, func(o *order) bool { return o.id == id })
}

func (s *Server) orderDetail(in struct {
	ID string `json:"order_id"`
},
) (object, *refusal) {
	o := s.order(in.ID)
	if o == nil {
		return nil, invalid("order_id")
	}
	return object{"order": o.row()}, nil
}

func (s *Server) orderList(in struct {
	providerRequest
	paging
},
) (object, *refusal) {
	part, next, no := page("license/list_order", s.world.suite.orders, func(o *order) int64 { return o.seq }, in.paging, 500, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, o := range part {
		rows = append(rows, object{"order_id": o.id, "order_type": 1})
	}
	return object{"next_cursor": next, "has_more": bit(next != ""), "order_list": rows}, nil
}

type licenceRequest struct {
	providerRequest
	User string `json:"userid"`
	Code string `json:"active_code"`
}

func (s *Server) licensee(in licenceRequest) (*member, *refusal) {
	if no := in.check(); no != nil {
		return nil, no
	}
	m := s.world.member(in.User)
	if m == nil {
		return nil, refuse(codeUser)
	}
	return m, nil
}

// activate uses a member's own code: no pool of codes is simulated.
func (s *Server) activate(in licenceRequest) (object, *refusal) {
	m, no := s.licensee(in)
	switch {
	case no != nil:
		return nil, no
	case in.Code != m.licenceCode:
		return nil, refuse(codeLicence)
	}
	m.licensed, m.licenceUntil = true, s.now().AddDate(1, 0, 0)
	return nil, nil
}

func (m *member) licence() object {
	return object{
		"active_code": m.licenceCode, "type": 2, "userid": m.id, "expire_time": m.licenceUntil.Unix(), "active_time": m.licenceUntil.Add(-365 * 24 * time.Hour).Unix(),
	}
}

func (s *Server) activeInfo(in licenceRequest) (object, *refusal) {
	m, no := s.licensee(in)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	if m.licensed {
		rows = append(rows, m.licence())
	}
	return object{"active_status": bit(m.licensed), "active_info_list": rows}, nil
}

func (s *Server) activated(in struct {
	providerRequest
	paging
},
) (object, *refusal) {
	if no := in.check(); no != nil {
		return nil, no
	}
	licensed := slices.DeleteFunc(s.present(), func(m *member) bool { return !m.licensed })
	part, next, no := pageByPlace("license/list_actived_account", licensed, in.paging, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, m := range part {
		row := m.licence()
		delete(row, "active_code")
		rows = append(rows, row)
	}
	return object{"next_cursor": next, "has_more": bit(next != ""), "account_list": rows}, nil
}
