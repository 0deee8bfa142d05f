package youjiyun

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// style says which fields an answer to an action has beside those of 3.0. They
// differ from section to section, types included.
type style struct {
	dated    bool // dts as a number (3.11–3.14, 3.16, 3.17, 3.21 of groups)
	dateText bool // dts as a string (3.15, 3.18–3.21, 3.23)
	robot    bool // robotType
	biz      any  // robotBizType: 5 or "5"
	site     bool // siteCode
	assigned bool // assignTo
}

var (
	bareStyle  = style{}
	personal   = style{dated: true, robot: true}
	groupStyle = style{dateText: true, robot: true, biz: "5", assigned: true}
	adminStyle = style{dated: true, robot: true, biz: 5, site: true, assigned: true}
)

// action is one type of the `action` event. Its answer has the request's echoed
// fields, then those run adds; a refusal keeps the echo.
type action struct {
	section string
	style   style
	echo    []string
	run     func(s *Server, r *robot, request, answer map[string]any) *refusal
}

var actions = map[string]action{
	"robot.message.forward":           {"3.7", bareStyle, []string{"msgSvrID", "friends"}, (*Server).forward},
	"robot.accept.friend.request":     {"3.8", bareStyle, []string{"friendWxid"}, (*Server).acceptFriend},
	"robot.phone.contact.add":         {"3.9", bareStyle, []string{"phone"}, (*Server).addByPhone},
	"robot.cust.tags":                 {"3.11", personal, []string{"erasingTags", "tags", "userId"}, (*Server).tagContact},
	"robot.tags.sync":                 {"3.12", personal, nil, (*Server).syncTags},
	"robot.cust.remark":               {"3.13", personal, []string{"realRemark", "userRemark", "userId"}, (*Server).remarkContact},
	"robot.info.modify":               {"3.14", personal, nil, (*Server).modifyInfo},
	"robot.delete.group.members":      {"3.15", groupStyle, []string{"groupId"}, (*Server).kickMembers},
	"robot.conv.admins":               {"3.16", adminStyle, []string{"conversationId"}, (*Server).groupAdmins},
	"robot.conv.modify.admins":        {"3.17", adminStyle, []string{"conversationId", "opcode", "admins"}, (*Server).modifyAdmins},
	"robot.invite.friends.join.group": {"3.18", groupStyle, []string{"groupId", "friends"}, (*Server).inviteFriends},
	"robot.modify.group.name":         {"3.19", groupStyle, []string{"groupId", "newName"}, (*Server).renameGroup},
	"robot.create.group":              {"3.20", groupStyle, []string{"topic", "memberWxids"}, (*Server).createGroup},
	"robot.contacts.inquiry":          {"3.21", groupStyle, nil, (*Server).inquire},
	"robot.set.group.announcement":    {"3.23", groupStyle, []string{"groupId", "isAll", "notice"}, (*Server).announceNotice},
}

// act carries out one action and makes its answer. Where it is wrong already, it
// is not carried out.
func (s *Server) act(request map[string]any, wrong *refusal) map[string]any {
	kind, key := idText(request["type"]), idText(request["robotKey"])
	id := idText(request["messageId"])
	answer := map[string]any{"type": kind, "robotKey": key, "messageId": id, "code": codeOK, "msg": "OK"}
	r := s.world.robotByKey(key)
	do, known := actions[kind]
	no := func() *refusal {
		switch {
		case !known:
			return refuse("不支持的指令类型")
		case id == "" || len(id) > maxMessageID:
			return refuse("messageId 错误")
		case r == nil:
			return refuse("机器人不存在")
		}
		return cmp.Or(r.refusesWork(), wrong)
	}()
	if known {
		for _, name := range do.echo {
			if value, there := request[name]; there {
				answer[name] = value
			}
		}
		s.decorate(answer, do.style, r)
	}
	if no == nil {
		no = do.run(s, r, request, answer)
	}
	if no != nil {
		answer["code"], answer["msg"] = no.code, no.msg
	}
	return answer
}

func (s *Server) decorate(answer map[string]any, style style, r *robot) {
	now := s.clock.Now().UnixMilli()
	if style.dated {
		answer["dts"] = now
	}
	if style.dateText {
		answer["dts"] = strconv.FormatInt(now, 10)
	}
	if style.robot {
		answer["robotType"] = 2
	}
	if style.biz != nil {
		answer["robotBizType"] = style.biz
	}
	if style.site {
		answer["siteCode"] = "wenode_chat_wwy"
	}
	if style.assigned && r != nil {
		answer["assignTo"] = r.assignTo
	}
}

// forward is 3.7. What 3.7 shows as its result are the pushes; the answer on
// `action` is assumed, as otherwise a failure could not be told.
func (s *Server) forward(r *robot, request, _ map[string]any) *refusal {
	original := s.world.messageBySvrID(idText(request["msgSvrID"]))
	if original == nil || original.chat.robot != r {
		return refuse("消息不存在")
	}
	switch original.content.ContentType {
	case typePicture, typeFile, typeVideo, typeLink, typeMini:
	default:
		return refuse("该类型消息不支持转发")
	}
	friends := idList(request["friends"])
	if len(friends) == 0 {
		return refuse("缺少参数 friends")
	}
	var chats []*chat
	for _, friend := range friends {
		c := r.chatWith(friend)
		if c == nil {
			return refuse("发送对象不存在")
		}
		chats = append(chats, c)
	}
	for _, c := range chats {
		if _, no := s.put(c, original.content, idText(request["messageId"]), viaForward); no != nil {
			return no
		}
	}
	return nil
}

// acceptFriend is 3.8.
func (s *Server) acceptFriend(r *robot, request, _ map[string]any) *refusal {
	id := idText(request["friendWxid"])
	c := r.requests[id]
	if c == nil {
		return refuse("好友请求不存在")
	}
	delete(r.requests, id)
	s.befriend(r, c)
	return nil
}

// befriend puts a person among a robot's contacts and lets them say hello.
func (s *Server) befriend(r *robot, c *contact) {
	c.created, c.modified = s.clock.Now(), s.clock.Now()
	r.know(c)
	chat := r.chatWith(c.id())
	chat.touched = s.now()
	s.push("chat", s.chatShape(chat), true)
	s.later(2*time.Second, 6*time.Second, func() {
		s.say(chat, content{ContentType: typeText, Content: talk.One(s.rand, talk.GreetLines)}, 'C')
	})
}

// addByPhone is 3.9. The person says yes a while later.
func (s *Server) addByPhone(r *robot, request, answer map[string]any) *refusal {
	phone := idText(request["phone"])
	if phone == "" {
		return refuse("缺少参数 phone")
	}
	if slices.ContainsFunc(r.contacts, func(c *contact) bool { return c.mobile == phone }) {
		return refuse("已经是好友")
	}
	c := newContact(s.rand, s.world, s.clock.Now())
	c.mobile, c.remark, c.about = phone, "", ""
	answer["userData"] = map[string]any{
		"wechatImgUrl": s.origin.URL(c.avatar), "userId": c.userID, "name": c.name,
		"gender": c.gender, "isOuterUser": flag(c.wechat),
	}
	s.later(5*time.Second, 40*time.Second, func() { s.befriend(r, c) })
	return nil
}

// beginTagging marks the robot of a 3.11 as busy with it, for TagTime. A second one
// at the same time goes wrong, as the document warns; how is assumed. Of what is no
// 3.11, or takes no time, the robot is nil.
func (s *Server) beginTagging(request map[string]any) (*robot, *refusal) {
	r := s.world.robotByKey(idText(request["robotKey"]))
	if s.options.TagTime == 0 || request["type"] != "robot.cust.tags" || r == nil {
		return nil, nil
	}
	if r.tagging {
		return nil, refuse("打标签失败，请排队后重试")
	}
	r.tagging = true
	return r, nil
}

// tagContact is 3.11.
func (s *Server) tagContact(r *robot, request, answer map[string]any) *refusal {
	c := r.contactByID(idText(request["userId"]))
	if c == nil {
		return refuse("客户不存在")
	}
	add, erase := idList(request["tags"]), idList(request["erasingTags"])
	for _, id := range slices.Concat(add, erase) {
		if !r.hasLabel(id) {
			return refuse("标签不存在")
		}
	}
	c.label(add, erase)
	c.modified = s.clock.Now()
	answer["tags"], answer["erasingTags"] = add, erase
	return nil
}

// syncTags is 3.12.
func (s *Server) syncTags(r *robot, _, answer map[string]any) *refusal {
	var groups []any
	for _, g := range r.labels {
		shape := g.shape()
		groups = append(groups, shape)
		if !g.corp {
			answer["personLabel"] = shape
		}
	}
	wxid, _ := strconv.ParseInt(r.wxid, 10, 64)
	answer["wxid"], answer["groupLabels"] = wxid, groups
	answer["companyName"], answer["companyId"] = s.world.companyName, s.world.companyID
	return nil
}

// remarkContact is 3.13: one of the two, or both.
func (s *Server) remarkContact(r *robot, request, _ map[string]any) *refusal {
	c := r.contactByID(idText(request["userId"]))
	if c == nil {
		return refuse("客户不存在")
	}
	remark, hasRemark := request["realRemark"].(string)
	about, hasAbout := request["userRemark"].(string)
	if !hasRemark && !hasAbout {
		return refuse("缺少参数 realRemark 或 userRemark")
	}
	if hasRemark {
		c.remark = remark
	}
	if hasAbout {
		c.about = about
	}
	c.modified = s.clock.Now()
	return nil
}

// modifyInfo is 3.14; the answer has the whole profile.
func (s *Server) modifyInfo(r *robot, request, answer map[string]any) *refusal {
	for _, name := range []string{"name", "alias", "phone", "mobile", "position"} {
		if value, there := request[name].(string); there {
			r.profile[name] = value
		}
	}
	if gender := idText(request["gender"]); gender != "" {
		n, err := strconv.Atoi(gender)
		if err != nil || n < 1 || n > 2 {
			return refuse("参数 gender 错误")
		}
		r.profile["gender"] = n
	}
	r.nickName = fmt.Sprint(r.profile["name"])
	maps.Copy(answer, r.profile)
	return nil
}
