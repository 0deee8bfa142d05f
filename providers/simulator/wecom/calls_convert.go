package wecom

import "strings"

func convertCalls() []endpoint {
	return []endpoint{
		post("batch/userid_to_openuserid", (*Server).toOpenUsers),
		post("batch/openuserid_to_userid", (*Server).fromOpenUsers),
		post("user/convert_to_openid", (*Server).toOpenID),
		post("user/convert_to_userid", (*Server).fromOpenID),
		post("externalcontact/convert_to_openid", (*Server).externalToOpenID),
		post("externalcontact/unionid_to_external_userid", (*Server).byUnionID),
		post("idconvert/unionid_to_external_userid", (*Server).byUnionID),
		post("idconvert/batch/external_userid_to_pending_id", (*Server).pendingIDs),
		post("idconvert/convert_tmp_external_userid", (*Server).fromTemporary),
		post("idconvert/chatid", (*Server).newChatIDs),
		post("idconvert/open_kfid", (*Server).newServiceIDs),
		post("idconvert/external_tagid", (*Server).newTagIDs),
		post("externalcontact/get_new_external_userid", (*Server).newExternalIDs),
		post("externalcontact/groupchat/get_new_external_userid", (*Server).newExternalIDs),
		post("externalcontact/to_service_external_userid", (*Server).toServiceID),
		post("externalcontact/from_service_external_userid", (*Server).fromServiceID),
	}
}

// maxConvert is how many ids one call converts.
const maxConvert = 1000

// converted looks every id up: those found make rows, the others are invalid.
func converted(ids []string, row func(id string) object) (rows []object, bad []string, no *refusal) {
	if len(ids) == 0 || len(ids) > maxConvert {
		return nil, nil, invalid("1 to %d ids", maxConvert)
	}
	rows, bad = []object{}, []string{}
	for _, id := range ids {
		if r := row(id); r != nil {
			rows = append(rows, r)
		} else {
			bad = append(bad, id)
		}
	}
	return rows, bad, nil
}

func (s *Server) toOpenUsers(in struct {
	IDs []string `json:"userid_list"`
},
) (object, *refusal) {
	rows, bad, no := converted(in.IDs, func(id string) object {
		if m := s.world.member(id); m != nil {
			return object{"userid": m.id, "open_userid": m.openID}
		}
		return nil
	})
	return object{"open_userid_list": rows, "invalid_userid_list": bad}, no
}

func (s *Server) byOpenID(id string) *member {
	return first(s.world.members, func(m *member) bool { return m.openID == id && m.inPost() })
}

func (s *Server) fromOpenUsers(in struct {
	IDs   []string `json:"open_userid_list"`
	Agent number   `json:"source_agentid"`
},
) (object, *refusal) {
	if in.Agent != agentID {
		return nil, refuse(codeAgent)
	}
	rows, bad, no := converted(in.IDs, func(id string) object {
		if m := s.byOpenID(id); m != nil {
			return object{"userid": m.id, "open_userid": m.openID}
		}
		return nil
	})
	return object{"userid_list": rows, "invalid_open_userid_list": bad}, no
}

func (s *Server) toOpenID(in struct {
	ID string `json:"userid"`
},
) (object, *refusal) {
	m := s.world.member(in.ID)
	if m == nil {
		return nil, refuseAs(43004, "require subscribe")
	}
	return object{"openid": m.openID}, nil
}

func (s *Server) fromOpenID(in struct {
	ID string `json:"openid"`
},
) (object, *refusal) {
	m := s.byOpenID(in.ID)
	if m == nil {
		return nil, refuseAs(43004, "require subscribe")
	}
	return object{"userid": m.id}, nil
}

type byExternal struct {
	ID string `json:"external_userid"`
}

func (s *Server) externalToOpenID(in byExternal) (object, *refusal) {
	c := s.world.customer(in.ID)
	if c == nil || c.kind != 1 {
		return nil, refuse(codeExternal)
	}
	return object{"openid": c.openID}, nil
}

// byUnionID gives the external_userid of who is a customer, else a pending_id.
func (s *Server) byUnionID(in struct {
	UnionID string `json:"unionid"`
	OpenID  string `json:"openid"`
},
) (object, *refusal) {
	c := first(s.world.customers, func(c *customer) bool { return c.unionID == in.UnionID && c.openID == in.OpenID })
	switch {
	case c == nil:
		return nil, refuse(codeNoRelation)
	case len(c.follows) == 0:
		return object{"pending_id": c.pendingID}, nil
	}
	return object{"external_userid": c.id}, nil
}

func (s *Server) pendingIDs(in struct {
	IDs []string `json:"external_userid"`
},
) (object, *refusal) {
	rows, _, no := converted(in.IDs, func(id string) object {
		if c := s.world.customer(id); c != nil {
			return object{"external_userid": c.id, "pending_id": c.pendingID}
		}
		return nil
	})
	return object{"result": rows}, no
}

func (s *Server) fromTemporary(in struct {
	IDs      []string `json:"tmp_external_userid_list"`
	Business int      `json:"business_type"`
	UserType int      `json:"user_type"`
},
) (object, *refusal) {
	if in.UserType < 1 || in.UserType > 4 {
		return nil, invalid("user_type is 1 to 4")
	}
	rows, bad, no := converted(in.IDs, func(id string) object {
		c := first(s.world.customers, func(c *customer) bool { return c.tmpID == id })
		if c == nil || in.UserType != 1 {
			return nil // no other company is simulated
		}
		return object{"tmp_external_userid": id, "external_userid": c.id}
	})
	return object{"results": rows, "invalid_tmp_external_userid_list": bad}, no
}

// renewed is an id of the new form: one application's, beginning otherwise.
// Assumed: the real ones cannot be told from another.
func renewed(prefix, id string) string { return prefix + strings.ToUpper(id[len(id)-20:]) }

func (s *Server) newChatIDs(in struct {
	IDs []string `json:"chat_id_list"`
},
) (object, *refusal) {
	rows, bad, no := converted(in.IDs, func(id string) object {
		if s.world.chat(id) == nil {
			return nil
		}
		return object{"chat_id": id, "new_chat_id": renewed("wrNEW", id)}
	})
	return object{"items": rows, "invalid_chat_id_list": bad}, no
}

// newServiceIDs: any id that begins as those of 微信客服 do is one; no account
// of it is simulated.
func (s *Server) newServiceIDs(in struct {
	IDs []string `json:"open_kfid_list"`
},
) (object, *refusal) {
	rows, bad, no := converted(in.IDs, func(id string) object {
		if !strings.HasPrefix(id, "wk") || len(id) < 22 {
			return nil
		}
		return object{"open_kfid": id, "new_open_kfid": renewed("wkNEW", id)}
	})
	return object{"items": rows, "invalid_open_kfid_list": bad}, no
}

func (s *Server) newTagIDs(in struct {
	IDs []string `json:"external_tagid_list"`
},
) (object, *refusal) {
	rows, bad, no := converted(in.IDs, func(id string) object {
		if t, _ := s.world.tag(id); t == nil {
			return nil
		}
		return object{"external_tagid": id, "open_external_tagid": renewed("etNEW", id)}
	})
	return object{"items": rows, "invalid_external_tagid_list": bad}, no
}

func (s *Server) newExternalIDs(in struct {
	IDs []string `json:"external_userid_list"`
},
) (object, *refusal) {
	rows, _, no := converted(in.IDs, func(id string) object {
		if s.world.customer(id) == nil {
			return nil
		}
		return object{"external_userid": id, "new_external_userid": renewed("wmNEW", id)}
	})
	return object{"items": rows}, no
}

func (s *Server) toServiceID(in byExternal) (object, *refusal) {
	if s.world.customer(in.ID) == nil {
		return nil, refuse(codeExternal)
	}
	return object{"external_userid": renewed("wmSVC", in.ID)}, nil
}

func (s *Server) fromServiceID(in byExternal) (object, *refusal) {
	c := first(s.world.customers, func(c *customer) bool { return renewed("wmSVC", c.id) == in.ID })
	if c == nil {
		return nil, refuse(codeExternal)
	}
	return object{"external_userid": c.id}, nil
}
