package wecom

import (
	"bytes"
	"encoding/json"
	"errors"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

// tour asks for every endpoint once, in an order in which what one makes is
// there for the next.
type tour struct {
	*bench
	asked map[string]bool
}

func (t *tour) post(path string, body object) answer {
	t.t.Helper()
	t.asked[path] = true
	return t.call(path, body)
}

func (t *tour) get(path string, query url.Values) answer {
	t.t.Helper()
	t.asked[path] = true
	return t.look(path, query)
}

// with makes a call whose token has another name.
func (t *tour) with(name, token, method, path string, query url.Values, body object) answer {
	t.t.Helper()
	t.asked[path] = true
	all := url.Values{name: {token}}
	for k, v := range query {
		all[k] = v
	}
	a := t.ask(method, path, all, wirejson.Encode(body))
	require.Zero(t.t, a.code(), "%s: %v", path, a["errmsg"])
	return a
}

func (t *tour) upload(path, kind string, data []byte) answer {
	t.t.Helper()
	t.asked[path] = true
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("media", "a.csv")
	require.NoError(t.t, err)
	_, _ = part.Write(data)
	require.NoError(t.t, w.Close())
	response, err := http.Post(t.http.URL+"/cgi-bin/"+path+"?access_token="+t.token+"&type="+kind+"&media_type="+kind+"&attachment_type=1", w.FormDataContentType(), &b)
	require.NoError(t.t, err)
	defer response.Body.Close()
	var a answer
	d := json.NewDecoder(response.Body)
	d.UseNumber()
	require.NoError(t.t, d.Decode(&a))
	require.Zero(t.t, a.code(), a["errmsg"])
	return a
}

func TestEveryEndpointAnswers(t *testing.T) {
	tr := &tour{newBench(t, Options{}), map[string]bool{"gettoken": true}}
	seat, other := tr.seat(0), tr.seat(1)
	external := seat.follows[0].customer
	tr.contacts(seat, external)
	tr.tags(seat, external)
	tr.chats(other)
	tr.ways(seat, external)
	tr.masses(seat, external)
	tr.momentsAndRules(seat)
	tr.links(seat)
	tr.company(seat)
	tr.messages(seat, other)
	tr.jobs()
	tr.archive(seat, external)
	tr.suite(seat)
	tr.conversions(seat, external)
	tr.transfers(seat, other)
	for _, e := range endpoints() {
		require.True(t, tr.asked[e.path], "%s was never asked", e.path)
	}
	require.Len(t, tr.server.calls, len(endpoints()), "none is there twice")
}

func (t *tour) contacts(seat *member, c *customer) {
	require.Equal(t.t, 12, t.get("externalcontact/get_follow_user_list", nil).size("follow_user"))
	require.Equal(t.t, len(seat.follows), t.get("externalcontact/list", url.Values{"userid": {seat.id}}).size("external_userid"))
	t.post("externalcontact/remark", object{
		"userid": seat.id, "external_userid": c.id, "remark": "老王", "description": "常客", "remark_company": "万禾", "remark_mobiles": []string{"13800000000"},
	})
	a := t.get("externalcontact/get", url.Values{"external_userid": {c.id}})
	require.Equal(t.t, c.id, a.text("external_contact", "external_userid"))
	require.Equal(t.t, "老王", a.text("follow_user", 0, "remark"))
	require.Equal(t.t, "[13800000000]", a.text("follow_user", 0, "remark_mobiles"))
	a = t.post("externalcontact/batch/get_by_user", object{"userid_list": []string{seat.id}, "limit": 1})
	require.Equal(t.t, "常客", a.text("external_contact_list", 0, "follow_info", "description"))
	require.NotEmpty(t.t, a["next_cursor"])
	came := t.control("add", Arrival{UserID: seat.id})
	t.post("externalcontact/send_welcome_msg", object{"welcome_code": came["welcome_code"], "text": object{"content": "欢迎"}})
	t.post("externalcontact/get_user_behavior_data", object{"userid": []string{seat.id}, "start_time": noon.Unix(), "end_time": noon.Unix()})
}

func (t *tour) tags(seat *member, c *customer) {
	a := t.post("externalcontact/add_corp_tag", object{"group_name": "颜色", "tag": []object{{"name": "红"}, {"name": "蓝", "order": 5}}})
	group, blue, red := a.text("tag_group", "group_id"), a.text("tag_group", "tag", 1, "id"), a.text("tag_group", "tag", 0, "id")
	t.post("externalcontact/edit_corp_tag", object{"id": blue, "name": "深蓝"})
	t.post("externalcontact/edit_corp_tag", object{"id": group, "name": "色彩", "order": 9})
	a = t.post("externalcontact/get_corp_tag_list", object{"group_id": []string{group}})
	require.Equal(t.t, []string{"色彩", "深蓝"}, []string{a.text("tag_group", 0, "group_name"), a.text("tag_group", 0, "tag", 0, "name")}, "a greater order comes first")
	t.post("externalcontact/mark_tag", object{"userid": seat.id, "external_userid": c.id, "add_tag": []string{blue, red}})
	require.Contains(t.t, t.get("externalcontact/get", url.Values{"external_userid": {c.id}}).text("follow_user", 0, "tags"), "深蓝")
	t.post("externalcontact/del_corp_tag", object{"tag_id": []string{blue}})
	require.NotContains(t.t, t.get("externalcontact/get", url.Values{"external_userid": {c.id}}).text("follow_user", 0, "tags"), "深蓝")
	a = t.post("externalcontact/add_strategy_tag", object{"strategy_id": 3, "group_name": "区域", "tag": []object{{"name": "东"}}})
	east := a.text("tag_group", "tag", 0, "id")
	t.post("externalcontact/edit_strategy_tag", object{"id": east, "name": "东部"})
	require.Equal(t.t, "东部", t.post("externalcontact/get_strategy_tag_list", object{"strategy_id": 3}).text("tag_group", 0, "tag", 0, "name"))
	t.post("externalcontact/del_strategy_tag", object{"tag_id": []string{east}})
	require.Zero(t.t, t.post("externalcontact/get_strategy_tag_list", object{"strategy_id": 3}).size("tag_group"))
}

func (t *tour) chats(other *member) {
	a := t.post("externalcontact/groupchat/list", object{"limit": 5})
	require.Equal(t.t, 5, a.size("group_chat_list"))
	id := a.text("group_chat_list", 0, "chat_id")
	require.NotEmpty(t.t, t.post("externalcontact/groupchat/get", object{"chat_id": id, "need_name": 1}).text("group_chat", "member_list", 1, "name"))
	require.Equal(t.t, id, t.post("externalcontact/opengid_to_chatid", object{"opengid": t.server.world.chat(id).openID}).text("chat_id"))
	t.post("externalcontact/groupchat/onjob_transfer", object{"chat_id_list": []string{id}, "new_owner": other.id})
	require.Equal(t.t, other.id, t.post("externalcontact/groupchat/get", object{"chat_id": id}).text("group_chat", "owner"))
	span := object{"day_begin_time": noon.AddDate(0, 0, -3).Unix(), "day_end_time": noon.Unix()}
	require.NotZero(t.t, t.post("externalcontact/groupchat/statistic", span).size("items"))
	require.Equal(t.t, 4, t.post("externalcontact/groupchat/statistic_group_by_day", span).size("items"))
}

func (t *tour) ways(seat *member, c *customer) {
	a := t.post("externalcontact/add_contact_way", object{"type": 1, "scene": 2, "remark": "海报", "state": "shop9", "user": []string{seat.id}})
	id := a.text("config_id")
	picture, err := http.Get(a.text("qr_code"))
	require.NoError(t.t, err)
	drawn, err := png.DecodeConfig(picture.Body)
	require.NoError(t.t, errors.Join(err, picture.Body.Close()))
	require.Equal(t.t, codePixels, drawn.Width)
	t.post("externalcontact/update_contact_way", object{"config_id": id, "remark": "新海报", "skip_verify": false})
	a = t.post("externalcontact/get_contact_way", object{"config_id": id})
	require.Equal(t.t, []string{"新海报", "false", "shop9"}, []string{a.text("contact_way", "remark"), a.text("contact_way", "skip_verify"), a.text("contact_way", "state")})
	require.Equal(t.t, 2, t.post("externalcontact/list_contact_way", object{}).size("contact_way"))
	came := t.control("add", Arrival{ConfigID: id})
	require.Equal(t.t, "shop9", t.get("externalcontact/get", url.Values{"external_userid": {came.text("external_userid")}}).text("follow_user", 0, "state"))
	temp := t.post("externalcontact/add_contact_way", object{"type": 1, "scene": 2, "is_temp": true, "user": []string{seat.id}}).text("config_id")
	came = t.control("add", Arrival{ConfigID: temp})
	t.post("externalcontact/close_temp_chat", object{"userid": seat.id, "external_userid": came["external_userid"]})
	t.post("externalcontact/del_contact_way", object{"config_id": id})
	require.Equal(t.t, 41044, t.bench.post("externalcontact/get_contact_way", object{"config_id": id}).code())
}

func (t *tour) masses(seat *member, c *customer) {
	a := t.post("externalcontact/add_msg_template", object{"external_userid": []string{c.id, "wmNobody"}, "sender": seat.id, "text": object{"content": "活动"}})
	require.Equal(t.t, "[wmNobody]", a.text("fail_list"))
	id := a.text("msgid")
	span := object{"chat_type": "single", "start_time": noon.Unix(), "end_time": noon.Unix() + 60}
	require.Equal(t.t, id, t.post("externalcontact/get_groupmsg_list_v2", span).text("group_msg_list", 0, "msgid"))
	t.post("externalcontact/remind_groupmsg_send", object{"msgid": id})
	require.Equal(t.t, "0", t.post("externalcontact/get_groupmsg_task", object{"msgid": id}).text("task_list", 0, "status"))
	t.control("confirm", object{"id": id})
	require.Equal(t.t, "2", t.post("externalcontact/get_groupmsg_task", object{"msgid": id}).text("task_list", 0, "status"))
	require.Equal(t.t, "1", t.post("externalcontact/get_groupmsg_send_result", object{"msgid": id, "userid": seat.id}).text("send_list", 0, "status"))
	t.post("externalcontact/cancel_groupmsg_send", object{"msgid": id})
}

func (t *tour) momentsAndRules(seat *member) {
	job := t.post("externalcontact/add_moment_task", object{
		"text": object{"content": "上新"}, "visible_range": object{"sender_list": object{"user_list": []string{seat.id, "nobody"}}},
	}).text("jobid")
	require.Equal(t.t, "1", t.get("externalcontact/get_moment_task_result", url.Values{"jobid": {job}}).text("status"))
	t.pass(2 * time.Second)
	require.Equal(t.t, "2", t.get("externalcontact/get_moment_task_result", url.Values{"jobid": {job}}).text("status"))
	t.pass(time.Second)
	a := t.get("externalcontact/get_moment_task_result", url.Values{"jobid": {job}})
	require.Equal(t.t, []string{"3", "[nobody]"}, []string{a.text("status"), a.text("result", "invalid_sender_list", "user_list")})
	id := a.text("result", "moment_id")
	require.Equal(t.t, "0", t.post("externalcontact/get_moment_task", object{"moment_id": id}).text("task_list", 0, "publish_status"))
	require.Equal(t.t, "1", t.control("confirm", object{"id": id, "userid": seat.id}).text("confirmed"))
	a = t.post("externalcontact/get_moment_task", object{"moment_id": id})
	require.Equal(t.t, []string{seat.id, "1"}, []string{a.text("task_list", 0, "userid"), a.text("task_list", 0, "publish_status")})
	require.Equal(t.t, "上新", t.post("externalcontact/get_moment_list", object{"start_time": noon.Unix(), "end_time": noon.Unix() + 60}).text("moment_list", 0, "text", "content"))
	t.post("externalcontact/cancel_moment_task", object{"moment_id": id})
	require.Zero(t.t, t.post("externalcontact/get_moment_list", object{"start_time": noon.Unix(), "end_time": noon.Unix() + 60}).size("moment_list"))

	rule := t.post("externalcontact/add_intercept_rule", object{
		"rule_name": "广告", "word_list": []string{"加微信"}, "semantics_list": []int{1}, "intercept_type": 1, "applicable_range": object{"user_list": []string{seat.id}},
	}).text("rule_id")
	require.Equal(t.t, 2, t.get("externalcontact/get_intercept_rule_list", nil).size("rule_list"))
	t.post("externalcontact/update_intercept_rule", object{
		"rule_id": rule, "extra_rule": object{"semantics_list": []int{3}},
		"add_applicable_range": object{"department_list": []int{2}}, "remove_applicable_range": object{"user_list": []string{seat.id}},
	})
	a = t.post("externalcontact/get_intercept_rule", object{"rule_id": rule})
	require.Equal(t.t, []string{"[]", "[2]", "[3]"}, []string{
		a.text("rule", "applicable_range", "user_list"), a.text("rule", "applicable_range", "department_list"), a.text("rule", "extra_rule", "semantics_list"),
	})
	t.post("externalcontact/del_intercept_rule", object{"rule_id": rule})
}

func (t *tour) links(seat *member) {
	const path = "externalcontact/customer_acquisition/"
	a := t.post(path+"create_link", object{"link_name": "直播", "range": object{"user_list": []string{seat.id}}, "skip_verify": true})
	id := a.text("link", "link_id")
	require.Contains(t.t, a.text("link", "url"), id)
	require.Equal(t.t, 2, t.post(path+"list_link", object{"limit": 100}).size("link_id_list"))
	t.post(path+"update_link", object{"link_id": id, "link_name": "直播间", "range": object{"user_list": []string{}, "department_list": []int{2}}})
	a = t.post(path+"get", object{"link_id": id})
	require.Equal(t.t, []string{"直播间", "[]", "[2]"}, []string{a.text("link", "link_name"), a.text("range", "user_list"), a.text("range", "department_list")})
	t.control("add", Arrival{LinkID: id, State: "A"})
	require.Equal(t.t, "A", t.post(path+"customer", object{"link_id": id}).text("customer_list", 0, "state"))
	a = t.post(path+"statistic", object{"link_id": id, "start_time": noon.Unix(), "end_time": noon.Unix()})
	require.Equal(t.t, []string{"1", "1"}, []string{a.text("click_link_customer_cnt"), a.text("new_customer_cnt")})
	a = t.get("externalcontact/customer_acquisition_quota", nil)
	require.Equal(t.t, []string{"1000", "999", "299"}, []string{a.text("total"), a.text("balance"), a.text("quota_list", 0, "balance")})
	t.post(path+"delete_link", object{"link_id": id})
}

func (t *tour) company(seat *member) {
	require.Equal(t.t, 5, t.get("department/list", nil).size("department"))
	require.Equal(t.t, 2, t.get("department/simplelist", url.Values{"id": {"3"}}).size("department_id"))
	id := t.post("department/create", object{"name": "夜班", "parentid": 3}).text("id")
	t.post("department/update", object{"id": json.Number(id), "name": "夜班组", "order": "7"})
	a := t.get("department/get", url.Values{"id": {id}})
	require.Equal(t.t, []string{"夜班组", "7"}, []string{a.text("department", "name"), a.text("department", "order")})
	t.get("department/delete", url.Values{"id": {id}})

	t.post("user/create", object{"userid": "new.one", "name": "新人", "department": []string{"2"}, "mobile": "13900000001", "gender": "1"})
	t.post("user/update", object{"userid": "new.one", "name": "老人"})
	require.Equal(t.t, "老人", t.get("user/get", url.Values{"userid": {"new.one"}}).text("name"))
	require.Equal(t.t, "new.one", t.post("user/getuserid", object{"mobile": "13900000001"}).text("userid"))
	require.Equal(t.t, 16, t.get("user/simplelist", url.Values{"department_id": {"1"}, "fetch_child": {"1"}}).size("userlist"))
	require.Equal(t.t, 5, t.get("user/list", url.Values{"department_id": {"2"}}).size("userlist"))
	require.Equal(t.t, 16, t.post("user/list_id", object{}).size("dept_user"))
	require.Equal(t.t, 16, t.post("user/list_member_auth", object{}).size("member_auth_list"))
	require.Equal(t.t, "1", t.post("user/list_selected_ticket_user", object{"selected_ticket": seat.id}).text("total"))
	t.get("user/delete", url.Values{"userid": {"new.one"}})
	require.Equal(t.t, 2, t.get("tag/list", nil).size("taglist"))
	require.Equal(t.t, seat.id, t.get("tag/get", url.Values{"tagid": {"1"}}).text("userlist", 0, "userid"))
	require.Equal(t.t, 12, t.get("agent/get", url.Values{"agentid": {text(agentID)}}).size("allow_userinfos", "user"))
	ticket := t.get("auth/getuserinfo", url.Values{"code": {seat.id}}).text("user_ticket")
	t.get("user/getuserinfo", url.Values{"code": {seat.id}})
	require.Equal(t.t, seat.mobile, t.post("auth/getuserdetail", object{"user_ticket": ticket}).text("mobile"))
	require.NotEmpty(t.t, t.get("ticket/get", nil).text("ticket"))
	require.NotEmpty(t.t, t.get("get_jsapi_ticket", nil).text("ticket"))
}

func (t *tour) messages(seat, other *member) {
	a := t.post("message/send", object{
		"touser": seat.id + "|nobody", "toparty": "4|99", "totag": "1|9", "agentid": agentID, "msgtype": "text", "text": object{"content": "有客户在等"},
	})
	require.Equal(t.t, []string{"nobody", "99", "9"}, []string{a.text("invaliduser"), a.text("invalidparty"), a.text("invalidtag")})
	t.post("message/recall", object{"msgid": a["msgid"]})
	sent := t.server.Sent()
	require.Equal(t.t, []string{seat.id, "ChenJianGuo", "WangTingTing", "finance"}, sent[len(sent)-1].To)
	require.True(t.t, sent[len(sent)-1].Revoked)
	room := t.post("appchat/create", object{"name": "值班", "owner": seat.id, "userlist": []string{seat.id, other.id}}).text("chatid")
	t.post("appchat/update", object{"chatid": room, "name": "值班群", "add_user_list": []string{"finance"}})
	require.Equal(t.t, 3, t.get("appchat/get", url.Values{"chatid": {room}}).size("chat_info", "userlist"))
	t.post("appchat/send", object{"chatid": room, "msgtype": "markdown", "markdown": object{"content": "**告警**"}})
	t.asked["webhook/send"] = true
	a = t.ask(http.MethodPost, "webhook/send", url.Values{"key": {robotKey}}, wirejson.Encode(object{"msgtype": "text", "text": object{"content": "告警"}}))
	require.Zero(t.t, a.code())
	require.Equal(t.t, "webhook/send", t.server.Sent()[len(sent)+1].Path)
}

func (t *tour) jobs() {
	key := "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFE"
	for path, name := range map[string]string{"simple_user": "userlist", "user": "userlist", "department": "department", "taguser": "userlist"} {
		job := t.post("export/"+path, object{"encoding_aeskey": key, "block_size": 10000, "tagid": 1}).text("jobid")
		require.Equal(t.t, "0", t.get("export/get_result", url.Values{"jobid": {job}}).text("status"))
		t.pass(3 * time.Second)
		require.NotZero(t.t, t.exported(key, t.get("export/get_result", url.Values{"jobid": {job}}))[name], path)
	}
	head := "姓名,帐号,手机号,邮箱,所在部门\n"
	media := t.upload("media/upload", "file", []byte(head+"甲,import1,13700000001,,2;3\n乙,坏,,,2\n")).text("media_id")
	status, raw := t.raw(http.MethodGet, "media/get", url.Values{"access_token": {t.token}, "media_id": {media}}, nil)
	t.asked["media/get"] = true
	require.Equal(t.t, http.StatusOK, status)
	require.Contains(t.t, string(raw), "import1")
	require.NotEmpty(t.t, t.upload("media/upload_attachment", "image", []byte("picture")).text("media_id"))
	require.Contains(t.t, t.upload("media/uploadimg", "image", []byte("picture")).text("url"), t.http.URL)
	for _, path := range []string{"batch/syncuser", "batch/replaceuser"} {
		if path == "batch/replaceuser" { // everybody stays
			head += "甲,import1,,,2\n"
			for _, m := range t.server.world.members {
				head += m.name + "," + m.id + ",,,2\n"
			}
			media = t.upload("media/upload", "file", []byte(head)).text("media_id")
		}
		job := t.post(path, object{"media_id": media}).text("jobid")
		t.pass(3 * time.Second)
		a := t.get("batch/getresult", url.Values{"jobid": {job}})
		require.Equal(t.t, []string{"3", "100", "0"}, []string{a.text("status"), a.text("percentage"), a.text("result", 0, "errcode")})
	}
	media = t.upload("media/upload", "file", []byte("部门名称,部门ID,父部门ID,排序\n仓库,77,1,1\n")).text("media_id")
	t.post("batch/replaceparty", object{"media_id": media})
	require.Equal(t.t, "仓库", t.get("department/get", url.Values{"id": {"77"}}).text("department", "name"))
}

// exported downloads and decrypts an export.
func (b *bench) exported(key string, result answer) (plain answer) {
	b.t.Helper()
	require.Equal(b.t, "2", result.text("status"))
	response, err := http.Get(result.text("data_list", 0, "url"))
	require.NoError(b.t, err)
	defer response.Body.Close()
	var sealed bytes.Buffer
	_, err = sealed.ReadFrom(response.Body)
	require.NoError(b.t, err)
	require.Equal(b.t, result.text("data_list", 0, "size"), text(sealed.Len()))
	raw, err := aesKey(key)
	require.NoError(b.t, err)
	require.NoError(b.t, json.Unmarshal(open256(raw, sealed.Bytes()), &plain))
	return plain
}

func (t *tour) archive(seat *member, c *customer) {
	require.Equal(t.t, 6, t.post("msgaudit/get_permit_user_list", object{"type": 2}).size("ids"))
	a := t.post("msgaudit/check_single_agree", object{"info": []object{{"userid": seat.id, "exteranalopenid": c.id}}})
	require.Equal(t.t, "Agree", a.text("agreeinfo", 0, "agree_status"))
	room := t.server.Credentials().ArchivedRoom
	require.Equal(t.t, 4, t.post("msgaudit/check_room_agree", object{"roomid": room}).size("agreeinfo"))
	require.Equal(t.t, seat.id, t.post("msgaudit/groupchat/get", object{"roomid": room}).text("creator"))
}

func (t *tour) suite(seat *member) {
	t.asked["service/get_suite_token"], t.asked["service/get_provider_token"] = true, true
	token := t.ask(http.MethodPost, "service/get_suite_token", nil, wirejson.Encode(object{
		"suite_id": suiteID, "suite_secret": suiteSecret, "suite_ticket": t.server.State().Ticket,
	})).text("suite_access_token")
	post := func(path string, body object) answer {
		t.t.Helper()
		return t.with("suite_access_token", token, http.MethodPost, "service/"+path, nil, body)
	}
	get := func(path string, query url.Values) answer {
		t.t.Helper()
		return t.with("suite_access_token", token, http.MethodGet, "service/"+path, query, nil)
	}
	pre := get("get_pre_auth_code", nil)["pre_auth_code"]
	post("set_session_info", object{"pre_auth_code": pre, "session_info": object{"auth_type": 1}})
	for _, path := range []string{"get_permanent_code", "v2/get_permanent_code"} {
		code, err := t.server.Happen(Happening{Kind: "create_auth", State: "s1"})
		require.NoError(t.t, err)
		a := post(path, object{"auth_code": code})
		require.Equal(t.t, []string{permanentCode, "s1", corpID}, []string{a.text("permanent_code"), a.text("state"), a.text("auth_corp_info", "corpid")})
	}
	grant := object{"auth_corpid": corpID, "permanent_code": permanentCode, "agentid": agentID}
	post("get_auth_info", grant)
	post("v2/get_auth_info", grant)
	require.NotEmpty(t.t, post("get_corp_token", grant).text("access_token"))
	require.Equal(t.t, "ChenJianGuo", post("get_admin_list", grant).text("admin", 0, "userid"))
	for _, path := range []string{"", "auth/"} {
		ticket := get(path+"getuserinfo3rd", url.Values{"code": {seat.id}})["user_ticket"]
		require.Equal(t.t, seat.name, post(path+"getuserdetail3rd", object{"user_ticket": ticket}).text("name"))
	}
	require.Contains(t.t, post("get_app_qrcode", object{"suite_id": suiteID, "result_type": 2}).text("qrcode"), "http")

	token = t.ask(http.MethodPost, "service/get_provider_token", nil, wirejson.Encode(object{"corpid": providerCorp, "provider_secret": providerSecret})).text("provider_access_token")
	maker := func(path string, body object) answer {
		t.t.Helper()
		return t.with("provider_access_token", token, http.MethodPost, path, nil, body)
	}
	login := t.with("access_token", token, http.MethodPost, "service/get_login_info", nil, object{"auth_code": seat.id})
	require.Equal(t.t, seat.name, login.text("user_info", "name"), "the one call that has another name for it")
	maker("service/get_customized_auth_url", object{"templateid_list": []string{"t1"}})
	maker("service/corpid_to_opencorpid", object{"corpid": corpID})
	order := maker("license/create_new_order", object{
		"corpid": corpID, "buyer_userid": "boss", "account_count": object{"base_count": 2}, "account_duration": object{"months": 1},
	})["order_id"]
	require.Equal(t.t, "2", maker("license/get_order", object{"order_id": order}).text("order", "account_count", "base_count"))
	require.Equal(t.t, order, maker("license/list_order", object{"corpid": corpID}).at("order_list", 0, "order_id"))
	_, err := t.server.Happen(Happening{Kind: "unlicensed_notify", UserID: seat.id})
	require.NoError(t.t, err)
	who := object{"corpid": corpID, "userid": seat.id, "active_code": seat.licenceCode}
	require.Equal(t.t, "0", maker("license/get_active_info_by_user", who).text("active_status"))
	maker("license/active_account", who)
	require.Equal(t.t, "1", maker("license/get_active_info_by_user", who).text("active_status"))
	require.NotZero(t.t, maker("license/list_actived_account", object{"corpid": corpID}).size("account_list"))
}

func (t *tour) conversions(seat *member, c *customer) {
	require.Equal(t.t, seat.openID, t.post("batch/userid_to_openuserid", object{"userid_list": []string{seat.id, "x"}}).text("open_userid_list", 0, "open_userid"))
	require.Equal(t.t, seat.id, t.post("batch/openuserid_to_userid", object{"open_userid_list": []string{seat.openID}, "source_agentid": agentID}).text("userid_list", 0, "userid"))
	openID := t.post("user/convert_to_openid", object{"userid": seat.id})["openid"]
	require.Equal(t.t, seat.id, t.post("user/convert_to_userid", object{"openid": openID}).text("userid"))
	wx := c
	for _, other := range t.server.world.customers {
		if other.kind == 1 && len(other.follows) > 0 {
			wx = other
			break
		}
	}
	openID = t.post("externalcontact/convert_to_openid", object{"external_userid": wx.id})["openid"]
	for _, path := range []string{"externalcontact/unionid_to_external_userid", "idconvert/unionid_to_external_userid"} {
		require.Equal(t.t, wx.id, t.post(path, object{"unionid": wx.unionID, "openid": openID}).text("external_userid"))
	}
	require.Equal(t.t, wx.pendingID, t.post("idconvert/batch/external_userid_to_pending_id", object{"external_userid": []string{wx.id}}).text("result", 0, "pending_id"))
	a := t.post("idconvert/convert_tmp_external_userid", object{"business_type": 1, "user_type": 1, "tmp_external_userid_list": []string{wx.tmpID, "x"}})
	require.Equal(t.t, []string{wx.id, "[x]"}, []string{a.text("results", 0, "external_userid"), a.text("invalid_tmp_external_userid_list")})
	group := t.server.world.chats[0].id
	require.NotEmpty(t.t, t.post("idconvert/chatid", object{"chat_id_list": []string{group}}).text("items", 0, "new_chat_id"))
	require.NotEmpty(t.t, t.post("idconvert/open_kfid", object{"open_kfid_list": []string{"wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"}}).text("items", 0, "new_open_kfid"))
	tagID := t.server.world.tagGroups[0].tags[0].id
	require.NotEmpty(t.t, t.post("idconvert/external_tagid", object{"external_tagid_list": []string{tagID}}).text("items", 0, "open_external_tagid"))
	ids := object{"external_userid_list": []string{wx.id}}
	require.NotEmpty(t.t, t.post("externalcontact/get_new_external_userid", ids).text("items", 0, "new_external_userid"))
	require.NotEmpty(t.t, t.post("externalcontact/groupchat/get_new_external_userid", ids).text("items", 0, "new_external_userid"))
	made := t.post("externalcontact/to_service_external_userid", object{"external_userid": wx.id})["external_userid"]
	require.Equal(t.t, wx.id, t.post("externalcontact/from_service_external_userid", object{"external_userid": made}).text("external_userid"))
}

func (t *tour) transfers(seat, other *member) {
	external := seat.follows[1].customer.id
	in := object{"handover_userid": seat.id, "takeover_userid": other.id, "external_userid": []string{external, "wmNobody"}}
	a := t.post("externalcontact/transfer_customer", in)
	require.Equal(t.t, []string{"0", "40096"}, []string{a.text("customer", 0, "errcode"), a.text("customer", 1, "errcode")})
	require.Equal(t.t, "2", t.post("externalcontact/transfer_result", in).text("customer", 0, "status"))
	t.pass(time.Minute)
	require.NotEqual(t.t, "2", t.post("externalcontact/transfer_result", in).text("customer", 0, "status"))

	left := t.seat(2)
	t.control("leave", object{"userid": left.id})
	waiting := t.post("externalcontact/get_unassigned_list", object{"page_size": 2})
	require.Equal(t.t, []string{left.id, "false"}, []string{waiting.text("info", 0, "handover_userid"), waiting.text("is_last")})
	in = object{"handover_userid": left.id, "takeover_userid": other.id, "external_userid": []string{waiting.text("info", 0, "external_userid")}}
	require.Equal(t.t, "0", t.post("externalcontact/resigned/transfer_customer", in).text("customer", 0, "errcode"))
	require.NotEqual(t.t, waiting.text("info", 0), t.post("externalcontact/get_unassigned_list", object{}).text("info", 0), "it is being handed over")
	require.Equal(t.t, 1, t.post("externalcontact/resigned/transfer_result", in).size("customer"))
	a = t.post("externalcontact/groupchat/transfer", object{"chat_id_list": []string{t.chatOf(left), t.chatOf(other)}, "new_owner": other.id})
	require.Equal(t.t, []string{"1", "90500"}, []string{text(a.size("failed_chat_list")), a.text("failed_chat_list", 0, "errcode")})
}

func (b *bench) chatOf(m *member) string {
	b.t.Helper()
	c := first(b.server.world.chats, func(c *chat) bool { return c.owner == m })
	require.NotNil(b.t, c)
	return c.id
}
