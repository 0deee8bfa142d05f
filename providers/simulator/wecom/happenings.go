package wecom

import (
	"errors"
	"fmt"
	"slices"

	"seatdeck/providers/simulator/internal/talk"
)

// Happening is something that people of the company, of the suite's maker or
// WeCom itself do outside the API, and that callbacks tell.
type Happening struct {
	Kind         string `json:"kind"` // one of happenings
	UserID       string `json:"userid"`
	ExternalID   string `json:"external_userid"`
	ChatID       string `json:"chat_id"`
	TagID        string `json:"tag_id"` // of a customer tag, or a tag group
	DepartmentID int64  `json:"department_id"`
	LinkID       string `json:"link_id"`
	OrderID      string `json:"order_id"`
	Name         string `json:"name"`  // the new one
	State        string `json:"state"` // of an authorisation
}

// happening carries one out and gives the id of what it made or concerns.
type happening func(s *Server, in Happening) (id string, err error)

func happenings() map[string]happening {
	return map[string]happening{
		"create_user": (*Server).userCreated, "update_user": (*Server).userUpdated,
		"create_party": (*Server).partyCreated, "update_party": (*Server).partyUpdated, "delete_party": (*Server).partyDeleted,
		"update_tag": (*Server).userTagUpdated,
		"tag_create": (*Server).tagCreated, "tag_update": (*Server).tagUpdated, "tag_delete": (*Server).tagDeleted, "tag_shuffle": (*Server).tagShuffled,
		"chat_create": (*Server).chatCreated, "chat_update": (*Server).chatRenamed, "chat_dismiss": (*Server).chatDismissed,
		"edit_external_contact": (*Server).customerEdited,
		"delete_link":           (*Server).linkDeleted, "quota_expire_soon": (*Server).quotaExpiring,
		"balance_low": quotaBecomes(19), "balance_exhausted": quotaBecomes(0),
		"suite_ticket": (*Server).ticketPushed, "create_auth": (*Server).authorised,
		"change_auth": authChanged, "cancel_auth": authChanged, "reset_permanent_code": (*Server).codeReset,
		"consent": (*Server).agreed, "unlicensed_notify": (*Server).unlicensed,
		"license_pay_success": (*Server).orderPaid, "license_refund": (*Server).orderRefunded, "auto_activate": (*Server).autoActivated,
		"upload_media_job_finish": (*Server).uploadFinished,
	}
}

// Happen has something happen now, and gives the id of what it made or
// concerns.
func (s *Server) Happen(in Happening) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do := happenings()[in.Kind]
	if do == nil {
		return "", fmt.Errorf("no event %q", in.Kind)
	}
	return do(s, in)
}

var errUnknown = errors.New("nothing has the id given")

// userCreated is a seat, so that customers may come.
func (s *Server) userCreated(in Happening) (string, error) {
	if !userIDForm.MatchString(in.UserID) || first(s.world.members, func(m *member) bool { return m.id == in.UserID }) != nil {
		return "", fmt.Errorf("userid %q is taken, or none", in.UserID)
	}
	if s.world.department(in.DepartmentID) == nil {
		in.DepartmentID = 1
	}
	if in.Name == "" {
		in.Name = talk.PersonName(s.rand)
	}
	m := newMember(s.rand, in.UserID, in.Name, []int64{in.DepartmentID})
	m.external = true
	s.world.members = append(s.world.members, m)
	s.memberChanged("create_user", m)
	return m.id, nil
}

func (s *Server) userUpdated(in Happening) (string, error) {
	m := s.world.member(in.UserID)
	if m == nil {
		return "", errUnknown
	}
	if in.Name != "" {
		m.name = in.Name
	}
	if s.world.department(in.DepartmentID) != nil {
		m.departments, m.main = []int64{in.DepartmentID}, in.DepartmentID
	}
	s.memberChanged("update_user", m)
	return m.id, nil
}

func (s *Server) partyCreated(in Happening) (string, error) {
	answer, no := s.createDepartment(departmentRequest{Name: &in.Name, Parent: new(number(max(1, in.DepartmentID)))})
	if no != nil {
		return "", errors.New(no.msg)
	}
	d := s.world.department(answer["id"].(int64))
	s.departmentChanged("create_party", d)
	return text(d.id), nil
}

func (s *Server) partyUpdated(in Happening) (string, error) {
	d := s.world.department(in.DepartmentID)
	if d == nil || in.Name == "" {
		return "", errUnknown
	}
	d.name = in.Name
	s.departmentChanged("update_party", d)
	return text(d.id), nil
}

func (s *Server) partyDeleted(in Happening) (string, error) {
	d := s.world.department(in.DepartmentID)
	if d == nil {
		return "", errUnknown
	}
	if _, no := s.deleteDepartment(map[string][]string{"id": {text(d.id)}}); no != nil {
		return "", errors.New(no.msg)
	}
	s.departmentChanged("delete_party", d)
	return text(d.id), nil
}

// userTagUpdated gives the first tag of members to another.
func (s *Server) userTagUpdated(in Happening) (string, error) {
	m := s.world.member(in.UserID)
	if m == nil {
		return "", errUnknown
	}
	t := s.world.userTags[0]
	t.users = merged(t.users, []string{m.id}, nil)
	s.event(eventContact, "update_tag", counted("TagId", t.id), said("AddUserItems", m.id))
	return text(t.id), nil
}

// tagCreated is a tag in the group named, else in the first.
func (s *Server) tagCreated(in Happening) (string, error) {
	g := first(s.world.tagGroups, func(g *tagGroup) bool { return in.TagID == "" || g.id == in.TagID })
	if g == nil || in.Name == "" {
		return "", errUnknown
	}
	t := &tag{id: s.tagID(), name: in.Name, created: s.now().Unix()}
	g.tags = append(g.tags, t)
	s.tagChanged("create", t.id, "tag", g.strategy)
	return t.id, nil
}

func (s *Server) tagUpdated(in Happening) (string, error) {
	t, g := s.world.tag(in.TagID)
	if t == nil || in.Name == "" {
		return "", errUnknown
	}
	t.name = in.Name
	s.tagChanged("update", t.id, "tag", g.strategy)
	return t.id, nil
}

func (s *Server) tagDeleted(in Happening) (string, error) {
	t, g := s.world.tag(in.TagID)
	if t == nil {
		return "", errUnknown
	}
	s.dropTags([]string{t.id}, nil)
	s.tagChanged("delete", t.id, "tag", g.strategy)
	return t.id, nil
}

// tagShuffled turns the order of a group's tags round.
func (s *Server) tagShuffled(in Happening) (string, error) {
	g := first(s.world.tagGroups, func(g *tagGroup) bool { return in.TagID == "" || g.id == in.TagID })
	if g == nil {
		return "", errUnknown
	}
	slices.Reverse(g.tags)
	for i, t := range g.tags {
		t.order = int64(len(g.tags) - i)
	}
	more := []element{said("Id", g.id)}
	if g.strategy > 0 {
		more = append(more, counted("StrategyId", g.strategy))
	}
	s.event(eventTag, "shuffle", more...)
	return g.id, nil
}

func (s *Server) chatCreated(in Happening) (string, error) {
	owner, no := s.world.seat(in.UserID)
	if no != nil {
		return "", errUnknown
	}
	c := newChat(s.rand, s.world, owner, in.Name, s.now())
	s.chatChanged("create", c)
	return c.id, nil
}

func (s *Server) chatRenamed(in Happening) (string, error) {
	c := s.world.chat(in.ChatID)
	if c == nil || in.Name == "" {
		return "", errUnknown
	}
	c.name = in.Name
	s.chatChanged("update", c, said("UpdateDetail", "change_name"))
	return c.id, nil
}

func (s *Server) chatDismissed(in Happening) (string, error) {
	c := s.world.chat(in.ChatID)
	if c == nil {
		return "", errUnknown
	}
	c.ended = true
	s.chatChanged("dismiss", c)
	return c.id, nil
}

// customerEdited gives a remark.
func (s *Server) customerEdited(in Happening) (string, error) {
	f, no := s.relation(in.UserID, in.ExternalID)
	if no != nil {
		return "", errUnknown
	}
	f.remark = in.Name
	s.customerChanged("edit_external_contact", f.member, f.customer)
	return f.customer.id, nil
}

func (s *Server) linkDeleted(in Happening) (string, error) {
	if _, no := s.deleteLink(byLink{ID: in.LinkID}); no != nil {
		return "", errUnknown
	}
	s.event(eventAcquisition, "delete_link", said("LinkId", in.LinkID))
	return in.LinkID, nil
}

func (s *Server) quotaExpiring(Happening) (string, error) {
	lots := s.world.quota.lots
	if len(lots) == 0 {
		return "", errUnknown
	}
	lots[0].expires = dayOf(s.now()) + 7*daySeconds
	s.event(eventAcquisition, "quota_expire_soon", counted("ExpireTime", lots[0].expires), counted("ExpireQuotaNum", lots[0].left))
	return text(lots[0].left), nil
}

// quotaBecomes has so many left.
func quotaBecomes(left int64) happening {
	return func(s *Server, _ Happening) (string, error) {
		q := &s.world.quota
		q.lots = []*lot{{expires: dayOf(s.now()) + 60*daySeconds, left: left}}
		q.told = ""
		s.quotaChanged()
		return text(left), nil
	}
}

func (s *Server) ticketPushed(Happening) (string, error) {
	s.newTicket()
	return s.world.suite.ticket, nil
}

func (s *Server) authorised(in Happening) (string, error) {
	code := s.authorise(in.State)
	s.notice("create_auth", said("AuthCode", code), said("State", in.State))
	return code, nil
}

func authChanged(s *Server, in Happening) (string, error) {
	s.notice(in.Kind, said("AuthCorpId", corpID), said("State", in.State))
	return corpID, nil
}

func (s *Server) codeReset(Happening) (string, error) {
	code := s.authorise("")
	s.notice("reset_permanent_code", said("AuthCode", code))
	return code, nil
}

// agreed: a customer lets their messages be archived.
func (s *Server) agreed(in Happening) (string, error) {
	f, no := s.relation(in.UserID, in.ExternalID)
	if no != nil {
		return "", errUnknown
	}
	f.customer.consent, f.customer.consentAt = "Agree", s.now().Unix()
	// The document has the fields; the name is that of the public documentation.
	s.customerChanged("msg_audit_approved", f.member, f.customer, said("WelcomeCode", s.welcomeCode(f)))
	return f.customer.id, nil
}

// unlicensed: a member's interface licence has run out.
func (s *Server) unlicensed(in Happening) (string, error) {
	m := s.world.member(in.UserID)
	if m == nil {
		return "", errUnknown
	}
	m.licensed = false
	s.event("unlicensed_notify", "", said("UserID", m.id))
	return m.id, nil
}

func (s *Server) orderPaid(in Happening) (string, error) {
	o := s.order(in.OrderID)
	if o == nil {
		return "", errUnknown
	}
	o.paid = true
	s.notice("license_pay_success", said("ServiceCorpId", providerCorp), said("AuthCorpId", corpID), said("OrderId", o.id), said("BuyerUserId", o.buyer))
	return o.id, nil
}

func (s *Server) orderRefunded(in Happening) (string, error) {
	o := s.order(in.OrderID)
	if o == nil {
		return "", errUnknown
	}
	o.paid = false
	s.notice("license_refund", said("ServiceCorpId", providerCorp), said("AuthCorpId", corpID), said("OrderId", o.id), counted("OrderStatus", 1))
	return o.id, nil
}

// autoActivated: a member got a licence by themselves.
func (s *Server) autoActivated(in Happening) (string, error) {
	m := s.world.member(in.UserID)
	if m == nil {
		return "", errUnknown
	}
	m.licensed, m.licenceUntil = true, s.now().AddDate(1, 0, 0)
	s.notice(
		"auto_activate", said("ServiceCorpId", providerCorp), said("AuthCorpId", corpID), said("Scene", "1"),
		nested(
			"AccountList", said("ActiveCode", m.licenceCode), counted("Type", 2), counted("ExpireTime", m.licenceUntil.Unix()),
			said("UserId", m.id), counted("PreviousStatus", 1), said("PreviousActiveCode", ""),
		),
	)
	return m.id, nil
}

func (s *Server) uploadFinished(Happening) (string, error) {
	id := s.jobID()
	s.event("upload_media_job_finish", "", said("JobId", id))
	return id, nil
}
