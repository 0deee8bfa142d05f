package youjiyun

import "slices"

// chatList is 2.10.
func (s *Server) chatList(form params, _ []byte) (map[string]any, *refusal) {
	count, no := form.number("count", -1)
	if no != nil {
		return nil, no
	}
	if count < 0 {
		return nil, refuse("缺少参数 count")
	}
	until, no := form.number("timestamp", s.clock.Now().UnixMilli())
	if no != nil {
		return nil, no
	}
	robots := s.world.robots
	if form.text("robotKey") != "" {
		r, no := s.robot(form)
		if no != nil {
			return nil, no
		}
		robots = []*robot{r}
	}
	var found []*chat
	for _, r := range robots {
		for _, c := range r.chats {
			if at := c.active(); at > 0 && at <= until {
				found = append(found, c)
			}
		}
	}
	slices.SortStableFunc(found, newestFirst)
	list := []any{}
	for _, c := range window(found, 0, count) {
		list = append(list, map[string]any{
			"chatId": c.id(), "chatUser": c.user(), "chatName": c.name(), "chatHeadImg": s.origin.URL(c.avatar()),
			"isGroupChat": flag(c.group != nil), "lastMsgActive": c.active(), "unreadCount": c.unread,
			"botInfo": map[string]any{
				"robotKey": c.robot.key, "wxid": c.robot.wxid, "nickName": c.robot.nickName, "headImg": s.origin.URL(c.robot.headImg),
			},
			"pushContent": c.pushContent(), "assignTo": c.robot.assignTo,
		})
	}
	return map[string]any{"chats": list}, nil
}

// chatMessages is 2.11: newest first, both ends of the span included.
func (s *Server) chatMessages(form params, _ []byte) (map[string]any, *refusal) {
	r, no := s.robot(form)
	if no != nil {
		return nil, no
	}
	user := form.text("chatUser")
	if user == "" {
		return nil, refuse("缺少参数 chatUser")
	}
	numbers := map[string]int64{
		"contentType": -1, "s_timestamp": 0, "timestamp": s.clock.Now().UnixMilli(), "offset": 0, "count": 20,
	}
	for name, absent := range numbers {
		n, no := form.number(name, absent)
		if no != nil {
			return nil, no
		}
		numbers[name] = n
	}
	ids := form.list("msgIds")
	list := []any{}
	if c := r.chatWith(user); c != nil {
		found := filter(c.messages, func(m *message) bool {
			return m.at >= numbers["s_timestamp"] && m.at <= numbers["timestamp"] &&
				(numbers["contentType"] < 0 || m.content.is(numbers["contentType"])) &&
				(len(ids) == 0 || slices.Contains(ids, m.id))
		})
		slices.Reverse(found)
		for _, m := range window(found, numbers["offset"], numbers["count"]) {
			list = append(list, s.historyShape(m))
		}
	}
	return map[string]any{"model": list}, nil
}

// historyShape is a message in 2.11. It has no isSelf: only what the robot sent
// has a sendStatus. A picture is of type 3 here, as in the example, and of type
// 7 when pushed.
func (s *Server) historyShape(m *message) map[string]any {
	body := m.content.absolute(s.origin)
	if body.ContentType == typePicture {
		body.ContentType = typePicture3
	}
	shape := map[string]any{
		"messageId": m.id, "msgSvrID": m.svrID, "timestamp": m.at, "robotKey": m.chat.robot.key,
		"chatId": m.chat.id(), "chatUser": m.chat.user(), "chatName": m.chat.name(),
		"from": s.fromShape(m), "isGroupChat": flag(m.chat.group != nil), "content": body,
	}
	if m.self {
		shape["sendStatus"] = m.sendStatus
	}
	return shape
}

// is compares with a contentType asked for; a picture has two numbers.
func (c content) is(wanted int64) bool {
	if c.ContentType == typePicture && wanted == typePicture3 {
		return true
	}
	return int64(c.ContentType) == wanted
}

// cleanUnread is 2.12.
func (s *Server) cleanUnread(form params, _ []byte) (map[string]any, *refusal) {
	c := s.world.chatByID(form.text("chatId"))
	if c == nil {
		return nil, refuse("会话不存在")
	}
	c.unread = 0
	return map[string]any{}, nil
}

// syncContacts is 2.13. Our lists are always up to date: only that it was asked
// for is kept.
func (s *Server) syncContacts(form params, _ []byte) (map[string]any, *refusal) {
	r, no := s.robot(form)
	if no != nil {
		return nil, no
	}
	kind, no := form.number("syncType", 0)
	switch {
	case no != nil:
		return nil, no
	case kind < 0 || kind > 4:
		return nil, refuse("参数 syncType 错误")
	}
	if no := r.refusesWork(); no != nil {
		return nil, no
	}
	r.synced = append(r.synced, kind)
	return map[string]any{}, nil
}
