package youjiyun

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mozillazg/go-pinyin"

	"seatdeck/providers/simulator/internal/media"
)

// auth is 2.1.
func (s *Server) auth(form params, _ []byte) (map[string]any, *refusal) {
	if form.text("accessKey") != accessKey || form.text("accessSecret") != accessSecret {
		return nil, &refusal{codeToken, errToken.Error()}
	}
	token, created, life := s.sessions.login()
	return map[string]any{"data": map[string]any{
		"createTime": created.UnixMilli(), "expireMinutes": int(life / time.Minute),
		"accessToken": token, "username": accessKey,
	}}, nil
}

// robotList is 2.2.
func (s *Server) robotList(params, []byte) (map[string]any, *refusal) {
	list := []any{}
	for _, r := range s.world.robots {
		list = append(list, map[string]any{
			"lastLoginTime": dateText(r.lastLogin), "aliasName": orNull(r.profile["alias"]), "robotKey": r.key,
			"headImg": s.origin.URL(r.headImg), "color": nil, "serviceCode": nil, "robotStatus": r.state,
			"nickName": r.nickName, "clientCode": accessKey, "wxid": r.wxid,
			"officialUserId": r.officialUserID, "corpid": s.world.corpID, "masterClientCode": accessKey,
		})
	}
	return map[string]any{"model": list}, nil
}

// orNull is null for an empty text, as in the examples.
func orNull(v any) any {
	if v == "" {
		return nil
	}
	return v
}

// contactList is 2.3.
func (s *Server) contactList(form params, _ []byte) (map[string]any, *refusal) {
	r, no := s.robot(form)
	if no != nil {
		return nil, no
	}
	status, no := form.number("status", -1)
	if no != nil {
		return nil, no
	}
	userID, name, tags := form.text("userId"), form.text("name"), form.list("tagList")
	wanted := r.labelsNamed(tags)
	found := filter(r.contacts, func(c *contact) bool {
		return (status < 0 || status == int64(flag(!c.deleted))) &&
			(userID == "" || userID == c.id()) &&
			(strings.Contains(c.name, name) || strings.Contains(c.remark, name)) &&
			(len(tags) == 0 || overlap(wanted, c.labels))
	})
	shown, no := page(form, found)
	if no != nil {
		return nil, no
	}
	list := []any{}
	for _, c := range shown {
		list = append(list, s.contactShape(r, c))
	}
	return map[string]any{"total": len(found), "data": list}, nil
}

// contactShape has the fields of the example, and those optional ones of the
// table that there is a value for.
func (s *Server) contactShape(r *robot, c *contact) map[string]any {
	shape := map[string]any{
		"robotKey": r.key, "userId": c.userID, "name": c.name, "avatorUrl": s.origin.URL(c.avatar),
		"status": flag(!c.deleted), "isOuterUser": flag(c.wechat), "isExternalUser": flag(c.external),
		"isDelete": flag(c.deleted), "mobile": c.mobile, "gender": c.gender,
		"gmtCreate": dateText(c.created), "gmtModify": dateText(c.modified),
	}
	for name, value := range map[string]string{
		"realRemarks": c.remark, "remarks": c.about, "corpid": c.corpID, "corp_wxid": c.externalWxid,
		"position": c.position, "remark_corp_name": c.company,
	} {
		if value != "" {
			shape[name] = value
		}
	}
	shape["name_pinyin"] = pinyinOf(c.name)
	shape["mark_as_customer_time"] = dateText(c.created)
	shape["source_type"] = c.source
	shape["flag"], shape["state"] = 2057, 1
	if c.deleted {
		shape["flag"], shape["state"] = 2049, 2
	}
	return shape
}

func pinyinOf(name string) string {
	return strings.Join(pinyin.LazyConvert(name, nil), "")
}

// groupList is 2.4.
func (s *Server) groupList(form params, _ []byte) (map[string]any, *refusal) {
	r, no := s.robot(form)
	if no != nil {
		return nil, no
	}
	status, no := form.number("status", -1)
	if no != nil {
		return nil, no
	}
	id, creator, name := form.text("conversationId"), form.text("creatorId"), form.text("name")
	found := filter(r.groups, func(g *group) bool {
		return (status < 0 || status == int64(flag(!g.dismissed))) && (id == "" || id == g.id) &&
			(creator == "" || creator == strconv.FormatInt(g.creatorID, 10)) && strings.Contains(g.name, name)
	})
	shown, no := page(form, found)
	if no != nil {
		return nil, no
	}
	list := []any{}
	for _, g := range shown {
		list = append(list, map[string]any{
			"robotKey": r.key, "conversationId": g.id, "name": g.name, "creatorId": g.creatorID,
			"creatorName": g.creatorName(), "memberCount": len(g.present()), "outerUserCount": g.outsiders(),
			"status": flag(!g.dismissed), "isOuterGroupConversation": flag(g.external),
			"createTime": dateText(g.founded), "gmtCreate": dateText(g.created), "gmtModify": dateText(g.modified),
		})
	}
	return map[string]any{"total": len(found), "data": list}, nil
}

// groupDownload is 2.5, in both its ways.
func (s *Server) groupDownload(form params, _ []byte) (map[string]any, *refusal) {
	var groups []*group
	if key := form.text("robotKey"); key != "" {
		r, no := s.robot(form)
		if no != nil {
			return nil, no
		}
		ids := form.list("conversationIds")
		if len(ids) == 0 {
			return nil, refuse("缺少参数 conversationIds")
		}
		groups = filter(r.groups, func(g *group) bool { return slices.Contains(ids, g.id) })
	} else {
		var no *refusal
		if groups, no = s.queryGroups(form); no != nil {
			return nil, no
		}
	}
	rows := [][]any{{"序号", "群名称", "群主", "状态", "群类型", "群人数", "创建时间", "更新时间"}}
	for i, g := range groups {
		state, kind := "正常", "内部群"
		if g.dismissed {
			state = "解散"
		}
		if g.external {
			kind = "外部群"
		}
		rows = append(rows, []any{i, g.name, g.creatorName(), state, kind, len(g.present()), dateText(g.founded), dateText(g.modified)})
	}
	data, err := media.Sheet(rows)
	if err != nil {
		return nil, refuse("导出失败")
	}
	now := s.clock.Now().In(shanghai)
	name := fmt.Sprintf("/media/export/%s/%s", now.Format("2006010215"), "机器人群数据_"+s.world.nextMessageID(now)+".xlsx")
	s.media.Keep(name, data)
	return map[string]any{"downloadUrl": s.origin.URL(escapePath(name))}, nil
}

// queryGroups is the second way of 2.5.
func (s *Server) queryGroups(form params) ([]*group, *refusal) {
	keys := form.list("robotKeys")
	if len(keys) == 0 {
		return nil, refuse("缺少参数 robotKeys")
	}
	numbers := map[string]int64{"status": -1, "memberCount": -1, "upmemberCount": -1, "outerGroupChat": -1, "orderBy": 4}
	for name, absent := range numbers {
		n, no := form.number(name, absent)
		if no != nil {
			return nil, no
		}
		numbers[name] = n
	}
	creator, owner, name := form.text("creatorId"), form.text("creatorName"), form.text("name")
	matches := func(value, wanted int64) bool { return wanted < 0 || value == wanted }
	var found []*group
	for _, key := range keys {
		r := s.world.robotByKey(key)
		if r == nil {
			return nil, refuse("机器人不存在")
		}
		found = append(found, filter(r.groups, func(g *group) bool {
			count := int64(len(g.present()))
			return matches(int64(flag(!g.dismissed)), numbers["status"]) &&
				matches(int64(flag(g.external)), numbers["outerGroupChat"]) &&
				count >= numbers["memberCount"] && (numbers["upmemberCount"] < 0 || count <= numbers["upmemberCount"]) &&
				(creator == "" || creator == strconv.FormatInt(g.creatorID, 10)) &&
				strings.Contains(g.creatorName(), owner) && strings.Contains(g.name, name)
		})...)
	}
	slices.SortStableFunc(found, func(a, b *group) int {
		switch numbers["orderBy"] {
		case 1:
			return strings.Compare(a.name, b.name)
		case 2:
			return strings.Compare(b.name, a.name)
		case 3:
			return a.founded.Compare(b.founded)
		}
		return b.founded.Compare(a.founded)
	})
	return found, nil
}

// memberList is 2.6. A member who left stays with status 0.
func (s *Server) memberList(form params, _ []byte) (map[string]any, *refusal) {
	r, no := s.robot(form)
	if no != nil {
		return nil, no
	}
	g := r.groupByID(form.text("conversationId"))
	if g == nil {
		return nil, refuse("群不存在")
	}
	status, no := form.number("status", -1)
	if no != nil {
		return nil, no
	}
	userID, name := form.text("memberUserId"), form.text("memberName")
	found := filter(g.members, func(m *member) bool {
		return (status < 0 || status == int64(flag(!m.gone))) && strings.Contains(m.name, name) &&
			(userID == "" || userID == strconv.FormatInt(m.userID, 10))
	})
	shown, no := page(form, found)
	if no != nil {
		return nil, no
	}
	list := []any{}
	for _, m := range shown {
		shape := map[string]any{
			"robotKey": r.key, "conversationId": g.id, "conversationName": g.name, "userId": m.userID,
			"name": m.name, "avatorUrl": s.origin.URL(m.avatar), "status": flag(!m.gone),
			"isOuterUser": flag(m.wechat), "isExternalUser": flag(m.external),
			"gmtCreate": dateText(m.created), "gmtModify": dateText(m.modified),
		}
		if m.userID == g.creatorID {
			shape["isCreator"] = "1" // a string, and only with the owner: as in the example
		}
		list = append(list, shape)
	}
	return map[string]any{"total": len(found), "data": list}, nil
}

// refusesWork is why a robot that is not online can do nothing. Assumed: the
// document has the states and the code 1, but no such answer.
func (r *robot) refusesWork() *refusal {
	switch r.state {
	case RobotOnline:
		return nil
	case RobotInitialising:
		return refuse("机器人初始化中，请稍后再试")
	case RobotBanned:
		return refuse("机器人已被封号，禁止登录")
	case RobotKicked:
		return refuse("机器人已被踢出登录")
	}
	return refuse("机器人不在线")
}

func filter[T any](all []T, keep func(T) bool) []T {
	var kept []T
	for _, x := range all {
		if keep(x) {
			kept = append(kept, x)
		}
	}
	return kept
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// exact decodes JSON with its numbers as they are written.
func exact(data []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("decode request: %w", err)
	}
	return nil
}

func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}
