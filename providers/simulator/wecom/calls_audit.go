package wecom

import "time"

func auditCalls() []endpoint {
	return []endpoint{
		post("msgaudit/get_permit_user_list", (*Server).archivedMembers),
		post("msgaudit/check_single_agree", (*Server).singleAgree),
		post("msgaudit/check_room_agree", (*Server).roomAgree),
		post("msgaudit/groupchat/get", (*Server).archivedRoom),
	}
}

// room is one whose messages the archive keeps.
type room struct {
	id, name, creator, notice string
	created                   time.Time
	customers                 []*customer
}

func (s *Server) archivedMembers(in struct {
	Kind int `json:"type"` // 1 office, 2 service, 3 enterprise edition
},
) (object, *refusal) {
	if in.Kind < 0 || in.Kind > 3 {
		return nil, invalid("type is 1 to 3")
	}
	ids := []string{}
	for _, m := range s.world.seats() {
		if m.archived {
			ids = append(ids, m.id)
		}
	}
	return object{"ids": ids}, nil
}

const maxAgreeRows = 100

func (s *Server) singleAgree(in struct {
	Info []struct {
		User     string `json:"userid"`
		External string `json:"exteranalopenid"` // spelt so by the API
	} `json:"info"`
},
) (object, *refusal) {
	if len(in.Info) == 0 || len(in.Info) > maxAgreeRows {
		return nil, invalid("info wants 1 to %d", maxAgreeRows)
	}
	rows := []object{}
	for _, pair := range in.Info {
		f, no := s.relation(pair.User, pair.External)
		if no != nil {
			return nil, no
		}
		row := f.customer.agreement()
		row["userid"] = pair.User
		rows = append(rows, row)
	}
	return object{"agreeinfo": rows}, nil
}

func (c *customer) agreement() object {
	return object{"exteranalopenid": c.id, "agree_status": c.consent, "status_change_time": c.consentAt}
}

type byRoom struct {
	ID string `json:"roomid"`
}

func (s *Server) room(id string) (*room, *refusal) {
	r := first(s.world.rooms, func(r *room) bool { return r.id == id })
	if r == nil {
		return nil, refuseAs(301059, "invalid roomid")
	}
	return r, nil
}

func (s *Server) roomAgree(in byRoom) (object, *refusal) {
	r, no := s.room(in.ID)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, c := range r.customers {
		rows = append(rows, c.agreement())
	}
	return object{"agreeinfo": rows}, nil
}

func (s *Server) archivedRoom(in byRoom) (object, *refusal) {
	r, no := s.room(in.ID)
	if no != nil {
		return nil, no
	}
	members := []object{{"memberid": r.creator, "jointime": r.created.Unix()}}
	for _, c := range r.customers {
		members = append(members, object{"memberid": c.id, "jointime": r.created.Unix()})
	}
	return object{"roomname": r.name, "creator": r.creator, "room_create_time": r.created.Unix(), "notice": r.notice, "members": members}, nil
}
