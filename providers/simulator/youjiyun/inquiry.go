package youjiyun

import (
	_ "embed"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
)

// inquiryShapes are the fields of 3.21's long answer, with the example's values
// where the simulator has no opinion: group, staff (a member from the company)
// and customer (one from WeChat).
//
//go:embed inquiry.json
var inquiryShapes []byte

// inquiryShape is a fresh copy of one of them.
func inquiryShape(name string) map[string]any {
	var shapes map[string]map[string]any
	if err := json.Unmarshal(inquiryShapes, &shapes); err != nil {
		panic(err) // an embedded file; a test reads it
	}
	return shapes[name]
}

// inquire is 3.21. Contacts and groups are answered in different envelopes; the
// document has no request with both, so the first decides. Who is unknown is
// left out.
func (s *Server) inquire(r *robot, request, answer map[string]any) *refusal {
	ids := idList(request["contacts"])
	if len(ids) == 0 {
		return refuse("缺少参数 contacts")
	}
	answer["reqContacts"] = request["contacts"]
	found := []any{}
	if strings.HasPrefix(ids[0], "R:") {
		for _, id := range ids {
			if g := r.groupByID(id); g != nil {
				found = append(found, s.groupInquiry(g))
			}
		}
		for _, name := range []string{"msg", "assignTo", "robotBizType"} {
			delete(answer, name)
		}
		answer["dts"] = s.clock.Now().UnixMilli()
	} else {
		for _, id := range ids {
			if c := r.contactByID(id); c != nil {
				found = append(found, s.contactInquiry(c))
			}
		}
	}
	answer["contacts"] = found
	return nil
}

func (s *Server) contactInquiry(c *contact) map[string]any {
	return map[string]any{
		"avatorUrl": s.origin.URL(c.avatar), "companyId": s.world.companyID, "name": c.name,
		"namePinyin": pinyinOf(c.name), "phone": c.mobile, "officePhone": "", "realRemarks": c.remark,
		"remarks": c.about, "userId": c.id(), "wechatImgUrl": s.origin.URL(c.avatar),
	}
}

func (s *Server) groupInquiry(g *group) map[string]any {
	company, _ := strconv.ParseInt(s.world.companyID, 10, 64)
	members := []any{}
	for _, m := range g.present() {
		shape := inquiryShape("staff")
		if m.external {
			shape = inquiryShape("customer")
		} else {
			shape["companyId"] = company
		}
		maps.Copy(shape, map[string]any{
			"userId": m.userID, "name": m.name, "namePinyin": pinyinOf(m.name), "avatorUrl": s.origin.URL(m.avatar),
			"wechatImgUrl": s.origin.URL(m.avatar), "isExternalUser": flag(m.external), "isOuterUser": flag(m.wechat),
		})
		members = append(members, shape)
	}
	shape := inquiryShape("group")
	maps.Copy(shape, map[string]any{
		"conversationId": g.id, "name": g.name, "creatorId": g.creatorID, "memberCount": len(members),
		"normalMemberCount": len(members), "outerUserCount": g.outsiders(), "hasOuterUser": flag(g.outsiders() > 0),
		"isOuterGroupConversation": flag(g.external), "isConversationDismiss": flag(g.dismissed),
		"createTime": dateText(g.founded), "modifyTime": dateText(g.modified), "memberList": members,
	})
	// Assumed: groupNotices is empty in the example; a notice is shown as text.
	if g.notice != "" {
		shape["groupNotices"], shape["noticeTime"] = []any{g.notice}, dateText(g.noticed)
	}
	return shape
}
