package youjiyun

import (
	"slices"
	"strconv"
	"time"

	"seatdeck/providers/simulator/internal/media"
)

// maxAdmins beside the owner, 3.17.
const maxAdmins = 3

// codeNotStaff is the one special code of chapter 3, in 3.17.
const codeNotStaff = "30"

// groupFor finds the group a request is about. With rights, the robot must be
// its owner or an admin. Assumed: the document has no answers for that; an
// unknown group is answered as 3.16 does.
func groupFor(r *robot, id string, rights bool) (*group, *refusal) {
	g := r.groupByID(id)
	me, _ := strconv.ParseInt(r.wxid, 10, 64)
	switch {
	case g == nil:
		return nil, refuse("invalid conversion id") // sic
	case g.dismissed || g.member(me) == nil:
		return nil, refuse("机器人不在群内")
	case rights && g.creatorID != me && !slices.Contains(g.admins, me):
		return nil, refuse("没有权限，仅群主或管理员可操作")
	}
	return g, nil
}

func userIDs(v any) []int64 {
	var ids []int64
	for _, text := range idList(v) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			n = -1 // no such user: refused by whoever looks it up
		}
		ids = append(ids, n)
	}
	return ids
}

// kickMembers is 3.15. The answer calls them friends.
func (s *Server) kickMembers(r *robot, request, answer map[string]any) *refusal {
	g, no := groupFor(r, idText(request["groupId"]), true)
	if no != nil {
		return no
	}
	ids := userIDs(request["members"])
	if len(ids) == 0 {
		return refuse("缺少参数 members")
	}
	me, _ := strconv.ParseInt(r.wxid, 10, 64)
	for _, id := range ids {
		if g.member(id) == nil || id == me || id == g.creatorID {
			return refuse("成员不在群内或不可移除")
		}
	}
	for _, id := range ids {
		m := g.member(id)
		m.gone, m.modified = true, s.clock.Now()
		g.admins = filter(g.admins, func(admin int64) bool { return admin != id })
	}
	g.modified = s.clock.Now()
	answer["friends"] = request["members"]
	return nil
}

// groupAdmins is 3.16; the owner is not in the list.
func (s *Server) groupAdmins(r *robot, request, answer map[string]any) *refusal {
	g, no := groupFor(r, idText(request["conversationId"]), false)
	if no != nil {
		return no
	}
	admins := []string{}
	for _, id := range g.admins {
		admins = append(admins, strconv.FormatInt(id, 10))
	}
	answer["admins"] = admins
	return nil
}

// modifyAdmins is 3.17: staff only, three at most. Its last example deletes
// with opcode 1; the text says 2, and 2 it is here.
func (s *Server) modifyAdmins(r *robot, request, answer map[string]any) *refusal {
	g, no := groupFor(r, idText(request["conversationId"]), true)
	if no != nil {
		return no
	}
	ids := userIDs(request["admins"])
	if len(ids) == 0 {
		delete(answer, "assignTo") // as in the example
		return refuse("admins invalid")
	}
	for _, id := range ids {
		if m := g.member(id); m == nil || m.external || m.wechat {
			return &refusal{codeNotStaff, "members are not staff member"}
		}
	}
	rest := filter(g.admins, func(id int64) bool { return !slices.Contains(ids, id) })
	switch idText(request["opcode"]) {
	case "1":
		if slices.Contains(ids, g.creatorID) || len(rest)+len(ids) > maxAdmins {
			return refuse("admins invalid")
		}
		g.admins = append(rest, ids...)
	case "2":
		g.admins = rest
	default:
		return refuse("opcode invalid")
	}
	g.modified = s.clock.Now()
	return nil
}

// inviteFriends is 3.18.
func (s *Server) inviteFriends(r *robot, request, _ map[string]any) *refusal {
	g, no := groupFor(r, idText(request["groupId"]), false)
	if no != nil {
		return no
	}
	ids := idList(request["friends"])
	if len(ids) == 0 {
		return refuse("缺少参数 friends")
	}
	return s.enter(r, g, ids)
}

// enter makes contacts of the robot members, and tells of it by 3.22.
func (s *Server) enter(r *robot, g *group, ids []string) *refusal {
	for _, id := range ids {
		if c := r.contactByID(id); c == nil || c.deleted {
			return refuse("好友不存在")
		}
	}
	now := s.clock.Now()
	var entered []any
	for _, id := range ids {
		c := r.contactByID(id)
		if g.member(c.userID) != nil {
			continue
		}
		g.members = filter(g.members, func(m *member) bool { return m.userID != c.userID })
		g.members = append(g.members, &member{
			userID: c.userID, name: c.name, avatar: c.avatar, wechat: c.wechat, external: c.external, created: now, modified: now,
		})
		entered = append(entered, map[string]any{
			"gender": strconv.Itoa(c.gender), "groupNickName": "", "headImg": s.origin.URL(c.avatar),
			"nickName": c.name, "userId": c.id(), "userName": c.id(),
		})
	}
	g.modified = now
	if len(entered) > 0 {
		s.push("action", map[string]any{
			"messageId": s.world.nextMessageID(now), "assignTo": r.assignTo, "code": codeOK, "chatroom": g.id,
			"conversationId": g.id, "groupNickName": g.name, "name": g.name, "dts": strconv.FormatInt(now.UnixMilli(), 10),
			"type": "robot.group.members.changed", "msg": "OK", "robotBizType": "5", "robotKey": r.key, "robotType": 2,
			"newMembers": entered,
		}, false)
	}
	return nil
}

// renameGroup is 3.19.
func (s *Server) renameGroup(r *robot, request, _ map[string]any) *refusal {
	g, no := groupFor(r, idText(request["groupId"]), false)
	if no != nil {
		return no
	}
	name := idText(request["newName"])
	if name == "" {
		return refuse("缺少参数 newName")
	}
	g.name, g.modified = name, s.clock.Now()
	return nil
}

// createGroup is 3.20. The example's conversationId and groupWxid differ;
// assumed to be a slip, both are the new group's id.
func (s *Server) createGroup(r *robot, request, answer map[string]any) *refusal {
	ids, topic := idList(request["memberWxids"]), idText(request["topic"])
	if len(ids) < 2 {
		return refuse("建群至少需要两位好友")
	}
	now := s.clock.Now()
	me, _ := strconv.ParseInt(r.wxid, 10, 64)
	g := &group{
		name: topic, avatar: media.Avatar(s.rand.Uint32()), creatorID: me, external: true,
		founded: now, created: now, modified: now,
		members: []*member{{userID: me, name: r.nickName, avatar: r.headImg, created: now, modified: now}},
	}
	s.world.groupIDs++
	g.id = "R:" + strconv.FormatInt(s.world.groupIDs, 10)
	if no := s.enter(r, g, ids); no != nil {
		return no
	}
	r.groups = append(r.groups, g)
	c := r.chatWith(g.id)
	c.touched = s.now()
	s.push("chat", s.chatShape(c), true)
	answer["conversationId"], answer["groupWxid"], answer["newName"] = g.id, g.id, topic
	return nil
}

// announceNotice is 3.23.
func (s *Server) announceNotice(r *robot, request, _ map[string]any) *refusal {
	g, no := groupFor(r, idText(request["groupId"]), true)
	if no != nil {
		return no
	}
	g.notice, g.noticed, g.modified = idText(request["notice"]), s.clock.Now(), s.clock.Now()
	if idText(request["isAll"]) == "1" && g.notice != "" {
		// Assumed: whom it is told to they see as a text of the robot's, as on phones.
		m := &message{at: s.now(), chat: r.chatWith(g.id), from: r.speaker(), self: true, sendStatus: 1, content: content{
			ContentType: typePhoneText, Content: "@所有人 " + g.notice,
		}}
		s.world.add(m)
		s.announce(m)
	}
	return nil
}

// later schedules something at a random time between two.
func (s *Server) later(from, to time.Duration, do func()) {
	s.schedule.After(from+time.Duration(s.rand.Int64N(int64(to-from))), do)
}
