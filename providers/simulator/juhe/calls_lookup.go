package juhe

import (
	"slices"
	"strings"

	"seatdeck/providers/simulator/internal/talk"
)

// getPanel is 获取坐席数. Assumed: a 坐席 is any account, 经营 are those whose
// accountAttribute is 1.
func (s *Server) getPanel(request) (answered, *refusal) { return answered{data: s.panel()}, nil }

// Panel is PanelVo.
type Panel struct {
	AllUserCount        int `json:"allUserCount"`
	OnlineCount         int `json:"onlineCount"`
	TotalAccountCount   int `json:"totalAccountCount"`
	OnlineAccountCount  int `json:"onlineAccountCount"`
	OfflineAccountCount int `json:"offlineAccountCount"`
	NormalAccountCount  int `json:"normalAccountCount"`
	ForbidAccountCount  int `json:"forbidAccountCount"`
}

func (s *Server) panel() Panel {
	var p Panel
	for _, a := range s.world.listed() {
		p.AllUserCount++
		if a.online {
			p.OnlineCount++
		}
		if a.banned {
			p.ForbidAccountCount++
		} else {
			p.NormalAccountCount++
		}
		if a.attribute != attributeManage {
			continue
		}
		p.TotalAccountCount++
		if a.online {
			p.OnlineAccountCount++
		} else {
			p.OfflineAccountCount++
		}
	}
	return p
}

// getChatSeat is 获取聊天客户坐席: the accounts that know a customer.
func (s *Server) getChatSeat(r request) (answered, *refusal) {
	var v struct {
		CustomerID     string `json:"customerId"`
		ExternalUserID string `json:"externalUserId"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	if v.CustomerID == "" && v.ExternalUserID == "" {
		return answered{}, refuse(codeParameter, "缺少参数 customerId")
	}
	seats := []map[string]any{}
	for _, a := range s.world.listed() {
		if slices.ContainsFunc(a.contacts, func(c *contact) bool {
			return (v.CustomerID == "" || c.id == v.CustomerID) && (v.ExternalUserID == "" || c.external == v.ExternalUserID)
		}) {
			seats = append(seats, map[string]any{"userId": a.userID, "name": a.name})
		}
	}
	return answered{data: seats}, nil
}

// qryTransferCount is how many conversations of an account are being handed over.
func (s *Server) qryTransferCount(r request) (answered, *refusal) {
	var v struct {
		UserID string `json:"userId"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	a := s.world.byUser(v.UserID)
	if a == nil {
		return answered{}, refuse(codeNotFound, "账户不存在")
	}
	return answered{data: map[string]any{"transferCount": a.transferring}}, nil
}

// findUserByPhone is 根据手机号or姓名查询坐席. Its data is one text: assumed, the
// userId of the first who fits, "" where nobody does. phone may be its last
// digits ("手机后").
func (s *Server) findUserByPhone(r request) (answered, *refusal) {
	var v struct {
		Phone string `json:"phone"`
		Name  string `json:"name"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	if v.Phone == "" && v.Name == "" {
		return answered{}, refuse(codeParameter, "缺少参数 phone 或 name")
	}
	for _, a := range s.world.listed() {
		if (v.Phone == "" || strings.HasSuffix(a.mobile, v.Phone)) && (v.Name == "" || a.name == v.Name) {
			return answered{data: a.userID}, nil
		}
	}
	return answered{data: ""}, nil
}

// findCustomerByName is 根据头像和昵称查询客户; its data is the customer's id or "".
func (s *Server) findCustomerByName(r request) (answered, *refusal) {
	var v struct {
		Avatar string `json:"avatar"`
		Name   string `json:"name"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	if v.Avatar == "" && v.Name == "" {
		return answered{}, refuse(codeParameter, "缺少参数 avatar 或 name")
	}
	for _, a := range s.world.listed() {
		for _, c := range a.contacts {
			if (v.Avatar == "" || s.origin.URL(c.avatar) == v.Avatar) && (v.Name == "" || c.name == v.Name) {
				return answered{data: c.id}, nil
			}
		}
	}
	return answered{data: ""}, nil
}

// reofferKeywords is 获取reOffer关键词.
func (s *Server) reofferKeywords(request) (answered, *refusal) {
	return answered{data: append([]string{}, s.world.keywords...)}, nil
}

// getSocketURL is 获取socket token.
func (s *Server) getSocketURL(request) (answered, *refusal) {
	return answered{data: map[string]any{"url": "ws" + strings.TrimPrefix(s.origin.URL("/socket"), "http"), "token": s.socketToken()}}, nil
}

// getChatToken is 获取 chat token.
func (s *Server) getChatToken(request) (answered, *refusal) {
	return answered{data: map[string]any{"token": s.socketToken(), "chatUserId": mainUser}}, nil
}

// maxTokens of sockets are good at a time: the newest.
const maxTokens = 256

func (s *Server) socketToken() string {
	token := talk.HexText(s.rand, 32)
	s.tokens.add(token)
	return token
}

// linkerPage is how many contacts a frame of syncLinker holds.
const linkerPage = 50

// syncLinker is 同步联系人: the contacts come as frames.
func (s *Server) syncLinker(r request) (answered, *refusal) {
	var v struct {
		ChatUserID string `json:"chatUserId"`
		LinkType   string `json:"linkType"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	a := s.world.byChatUser(v.ChatUserID)
	switch {
	case a == nil:
		return answered{}, refuse(codeNotFound, "用户不存在")
	case v.LinkType != "0" && v.LinkType != "1":
		return answered{}, refuse(codeParameter, "linkType 错误")
	case !a.online:
		return answered{}, refuse(codeOffline, "账号不在线")
	}
	var list []map[string]any
	if v.LinkType == "0" {
		for _, c := range a.contacts {
			list = append(list, s.linker(c))
		}
	} else {
		for _, other := range s.world.listed() {
			if other != a {
				list = append(list, s.linker(&contact{
					id: other.chatUserID, name: other.name, avatar: other.avatar, mobile: other.mobile, gender: other.gender, corp: corpName,
				}))
			}
		}
	}
	for page := 1; ; page++ {
		part := list[:min(linkerPage, len(list))]
		list = list[len(part):]
		s.push("linkers", map[string]any{
			"chatUserId": a.chatUserID, "linkType": v.LinkType, "page": page, "last": len(list) == 0, "list": append([]map[string]any{}, part...),
		})
		if len(list) == 0 {
			return yes()
		}
	}
}

func (s *Server) linker(c *contact) map[string]any {
	return map[string]any{
		"id": c.id, "name": c.name, "avatar": s.origin.URL(c.avatar), "remark": c.remark, "mobile": c.mobile, "corp": c.corp,
		"gender": c.gender, "externalUserId": c.external,
	}
}
