package youjiyun

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// tableOnly are the fields of 2.3 that its table has and its example has not.
var tableOnly = []string{
	"data.realRemarks", "data.remarks", "data.corpid", "data.corp_wxid", "data.name_pinyin", "data.position",
	"data.remark_corp_name", "data.mark_as_customer_time", "data.source_type", "data.flag", "data.state",
}

// contentFields may occur in a content, by its type.
func contentFields(prefix string) []string {
	var all []string
	for _, name := range []string{"content", "atUserList", "pic", "fileName", "title", "link", "description", "coverImgFile", "senderName", "senderHeadImg", "logo"} {
		all = append(all, prefix+name)
	}
	return all
}

func TestEveryCallAnswersWithTheDocumentsFields(t *testing.T) {
	b := newBench(t, Options{})
	r, person, room := b.onlineRobot(), b.person(), b.room()
	key := url.Values{"robotKey": {r.key}}
	with := func(extra ...string) url.Values {
		form := url.Values{"robotKey": {r.key}}
		for i := 0; i < len(extra); i += 2 {
			form.Add(extra[i], extra[i+1])
		}
		return form
	}
	sameFields(t, "2.1", b.call("/robotapi/client/auth", url.Values{"accessKey": {accessKey}, "accessSecret": {accessSecret}}))
	sameFields(t, "2.2", b.call("/wxworkapi/robot/list", nil))
	sameFields(t, "2.3", b.call("/wxworkapi/external/user/list", key), tableOnly...)
	sameFields(t, "2.4", b.call("/wxworkapi/group/list", key))
	sameFields(t, "2.5", b.call("/wxworkapi/grouptag/list/download", with("conversationIds", room.group.id)))
	sameFields(t, "2.6", b.call("/wxworkapi/group/member/list", with("conversationId", room.group.id)))
	sameFields(t, "2.7", b.callJSON("/wxworkapi/multiple/task/save", broadcastRequest(person)))
	sameFields(t, "2.8", b.callJSON("/wxworkapi/bridge", map[string]any{
		"messageId": "1", "phone": "15620000229", "type": "robot.phone.contact.add", "robotKey": r.key,
	}))
	sameFields(t, "2.9", b.call("/wxworkapi/group/setting/duplicate", url.Values{
		"chatroom": {room.group.id + ";" + room.group.id}, "g": {room.group.id}, "module": {"WELCOME_NEW_MEMBER", "PERIOD_AUTO_REPLY"},
		"r": {r.key}, "robotKey": {r.key},
	}))
	sameFields(t, "2.10", b.call("/wxworkapi/chat/list", url.Values{"count": {"100"}}))
	b.server.world.add(speak(b.server.rand, person, talk.Line{Who: 'C', Kind: "picture"}, noon))
	history := b.call("/wxworkapi/chat/message", with("chatUser", person.user(), "count", "1000"))
	sameFields(t, "2.11", history, contentFields("model.content.")...)
	sameFields(t, "2.12", b.call("/wxworkapi/unreadmsg/clean", url.Values{"chatId": {person.id()}}))
	sameFields(t, "2.13", b.call("/wxworkapi/contact/sync", key))
}

func TestTypesAreThoseOfTheExamples(t *testing.T) {
	b := newBench(t, Options{})
	r, room := b.onlineRobot(), b.room()
	first := func(list any) map[string]any { return list.([]any)[0].(map[string]any) }

	group := first(b.call("/wxworkapi/group/list", url.Values{"robotKey": {r.key}})["data"])
	require.IsType(t, json.Number(""), group["creatorId"])
	members := b.call("/wxworkapi/group/member/list", url.Values{"robotKey": {r.key}, "conversationId": {room.group.id}, "pageSize": {"500"}})
	creators := 0
	for _, m := range members["data"].([]any) {
		if value, there := m.(map[string]any)["isCreator"]; there {
			require.Equal(t, "1", value)
			creators++
		}
	}
	require.Equal(t, 1, creators)
	chat := first(b.call("/wxworkapi/chat/list", url.Values{"count": {"1"}})["chats"])
	require.IsType(t, json.Number(""), chat["unreadCount"])
	contact := first(b.call("/wxworkapi/external/user/list", url.Values{"robotKey": {r.key}})["data"])
	require.IsType(t, json.Number(""), contact["userId"])
	_, err := time.Parse("2006-01-02 15:04:05", contact["gmtCreate"].(string))
	require.NoError(t, err)
}

func TestTokenAndRequestID(t *testing.T) {
	b := newBench(t, Options{})
	form := "application/x-www-form-urlencoded"
	code := func(path, contentType, body string) any {
		_, answer, err := b.do(path, contentType, []byte(body))
		require.NoError(t, err)
		return b.decode(answer)["code"]
	}
	id := b.requestID()
	require.Equal(t, "0", code("/wxworkapi/robot/list?request_id="+id, form, ""))
	require.Equal(t, "1", code("/wxworkapi/robot/list?request_id="+id, form, ""), "used twice")
	require.Equal(t, "1", code("/wxworkapi/robot/list?request_id=short", form, ""))
	require.Equal(t, "1", code("/wxworkapi/robot/list", form, "request_id="+b.requestID()), "in the body")
	require.Equal(t, "1", code("/wxworkapi/bridge?request_id="+b.requestID(), form, "a=b"), "not JSON")
	require.Equal(t, "1", code("/wxworkapi/contact/sync?request_id="+b.requestID(), "application/json", `{}`), "not a form")

	token := b.token
	b.token = ""
	require.Equal(t, "1000", code("/wxworkapi/robot/list?request_id="+b.requestID(), form, ""))
	b.token = token

	// A second login gives the same token and a longer life.
	b.clock.Advance(11 * time.Minute)
	data := b.call("/robotapi/client/auth", url.Values{"accessKey": {accessKey}, "accessSecret": {accessSecret}})["data"].(map[string]any)
	require.Equal(t, token, data["accessToken"])
	require.Equal(t, json.Number("1451"), data["expireMinutes"])
	require.Equal(t, json.Number(strconv.FormatInt(noon.UnixMilli(), 10)), data["createTime"])
	b.clock.Advance(24 * time.Hour)
	require.Equal(t, "1000", code("/wxworkapi/robot/list?request_id="+b.requestID(), form, ""))
	require.Equal(t, "1000", b.call("/robotapi/client/auth", url.Values{"accessKey": {accessKey}, "accessSecret": {"no"}})["code"])

	answer, err := http.Get(b.http.URL + "/wxworkapi/robot/list")
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
}

func TestContactFiltersAndPages(t *testing.T) {
	b := newBench(t, Options{})
	r := b.onlineRobot()
	list := func(extra ...string) (ids []string, total string) {
		form := url.Values{"robotKey": {r.key}}
		for i := 0; i < len(extra); i += 2 {
			form.Add(extra[i], extra[i+1])
		}
		answer := b.call("/wxworkapi/external/user/list", form)
		require.Equal(t, "0", answer["code"])
		for _, c := range answer["data"].([]any) {
			ids = append(ids, c.(map[string]any)["userId"].(json.Number).String())
		}
		return ids, answer["total"].(json.Number).String()
	}
	var all []string
	for n := 1; ; n++ {
		ids, total := list("pageNum", strconv.Itoa(n), "pageSize", "7")
		require.Equal(t, strconv.Itoa(len(r.contacts)), total)
		if len(ids) == 0 {
			break
		}
		all = append(all, ids...)
	}
	require.Len(t, all, len(r.contacts))
	slices.Sort(all)
	require.Len(t, slices.Compact(all), len(r.contacts))
	ids, _ := list()
	require.Len(t, ids, 20, "the default page")

	c := r.contacts[3]
	c.remark, c.labels = "独一无二的备注", []string{r.labels[0].labels[0].id}
	ids, _ = list("name", "独一无二")
	require.Equal(t, []string{c.id()}, ids)
	ids, _ = list("userId", c.id())
	require.Equal(t, []string{c.id()}, ids)
	ids, _ = list("tagList", r.labels[0].labels[0].name, "pageSize", "100")
	require.Contains(t, ids, c.id())
	require.Less(t, len(ids), len(r.contacts))
	c.deleted = true
	ids, _ = list("status", "0", "pageSize", "100")
	require.Contains(t, ids, c.id())
	ids, _ = list("status", "1", "pageSize", "100")
	require.NotContains(t, ids, c.id())
}

func TestHistoryFilters(t *testing.T) {
	b := newBench(t, Options{})
	c := b.person()
	c.messages = nil
	for i := range 10 {
		kind := ""
		if i == 4 {
			kind = "picture"
		}
		b.server.world.add(speak(b.server.rand, c, talk.Line{Who: 'C', Kind: kind, Text: strconv.Itoa(i)}, noon.Add(time.Duration(i/2-60)*time.Second)))
	}
	ask := func(extra ...string) string {
		form := url.Values{"robotKey": {c.robot.key}, "chatUser": {c.user()}}
		for i := 0; i < len(extra); i += 2 {
			form.Add(extra[i], extra[i+1])
		}
		var texts []string
		for _, m := range b.call("/wxworkapi/chat/message", form)["model"].([]any) {
			body := m.(map[string]any)["content"].(map[string]any)
			text, _ := body["content"].(string)
			if body["contentType"].(json.Number) == "3" {
				text = "P"
			}
			texts = append(texts, text)
		}
		return strings.Join(texts, "")
	}
	ms := func(seconds int) string {
		return strconv.FormatInt(noon.Add(time.Duration(seconds-60)*time.Second).UnixMilli(), 10)
	}
	require.Equal(t, "98765P3210", ask())
	require.Equal(t, "987", ask("count", "3"))
	require.Equal(t, "765", ask("count", "3", "offset", "2"))
	require.Equal(t, "", ask("offset", "99"))
	require.Equal(t, "765P", ask("s_timestamp", ms(2), "timestamp", ms(3)), "both ends included")
	require.Equal(t, "P", ask("contentType", "7"))
	require.Equal(t, "P", ask("contentType", "3"))
	require.Equal(t, "81", ask("msgIds", c.messages[1].id, "msgIds", c.messages[8].id))
	require.Equal(t, "81", ask("msgIds", c.messages[1].id+","+c.messages[8].id))
	b.clock.Advance(-time.Hour)
	require.Equal(t, "", ask(), "until now")
}

func TestChatList(t *testing.T) {
	b := newBench(t, Options{})
	total := 0
	for _, r := range b.server.world.robots {
		total += len(r.chats)
	}
	chats := func(form url.Values) []any { return b.call("/wxworkapi/chat/list", form)["chats"].([]any) }
	all := chats(url.Values{"count": {"10000"}})
	require.Len(t, all, total)
	last := func(i int) string { return all[i].(map[string]any)["lastMsgActive"].(json.Number).String() }
	for i := 1; i < total; i++ {
		require.GreaterOrEqual(t, last(i-1), last(i))
	}
	require.Equal(t, last(5), chats(url.Values{"count": {"1"}, "timestamp": {last(5)}})[0].(map[string]any)["lastMsgActive"].(json.Number).String())
	require.Len(t, chats(url.Values{"count": {"10000"}, "robotKey": {b.onlineRobot().key}}), len(b.onlineRobot().chats))

	c := b.person()
	c.unread = 3
	require.Equal(t, "0", b.call("/wxworkapi/unreadmsg/clean", url.Values{"chatId": {c.id()}})["code"])
	require.Zero(t, c.unread)
	require.Equal(t, "1", b.call("/wxworkapi/unreadmsg/clean", url.Values{"chatId": {"S:1_2"}})["code"])
}

func TestGroupDownload(t *testing.T) {
	b := newBench(t, Options{})
	for _, r := range b.server.world.robots {
		for _, g := range r.groups {
			g.name = "=1+1"
		}
	}
	for _, form := range []url.Values{
		{"robotKey": {b.onlineRobot().key}, "conversationIds": {b.room().group.id}},
		{"robotKeys": b.server.Robots()[:2], "orderBy": {"3"}, "outerGroupChat": {"1"}, "memberCount": {"2"}},
	} {
		answer := b.call("/wxworkapi/grouptag/list/download", form)
		file, err := http.Get(answer["downloadUrl"].(string))
		require.NoError(t, err)
		data, err := io.ReadAll(file.Body)
		require.NoError(t, err)
		file.Body.Close()
		sheet, err := excelize.OpenReader(bytes.NewReader(data))
		require.NoError(t, err)
		rows, err := sheet.GetRows("Sheet1")
		require.NoError(t, err)
		require.Equal(t, []string{"序号", "群名称", "群主", "状态", "群类型", "群人数", "创建时间", "更新时间"}, rows[0])
		require.Greater(t, len(rows), 1)
		require.Equal(t, "0", rows[1][0])
		require.Equal(t, "=1+1", rows[1][1])
		formula, err := sheet.GetCellFormula("Sheet1", "B2")
		require.NoError(t, err)
		require.Empty(t, formula)
	}
	require.Equal(t, "1", b.call("/wxworkapi/grouptag/list/download", nil)["code"])
}

func broadcastRequest(chats ...*chat) map[string]any {
	var users []string
	for _, c := range chats {
		users = append(users, c.user())
	}
	return map[string]any{
		"name": "通知", "taskType": "1", "commandType": "wxwork. robot. batch. send", "taskRule": "2",
		"taskData": map[string]any{
			"contents": []any{
				map[string]any{"content": "大家好", "msgType": 1},
				map[string]any{"content": "https://example.com/a.jpg", "msgType": 3},
			},
			"acceptTarget": []any{map[string]any{"robotKey": chats[0].robot.key, "chatUser": users}},
			"isGroupChat":  "1",
		},
		"suitCount": 1, "perSuitSecond": 45, "perSuitSecondUpper": 60,
	}
}

func TestBroadcastKeepsItsPace(t *testing.T) {
	b := newBench(t, Options{})
	var chats []*chat
	for _, c := range b.onlineRobot().chats {
		if c.contact != nil && !c.contact.deleted && len(chats) < 3 {
			chats = append(chats, c)
		}
	}
	require.Equal(t, "0", b.callJSON("/wxworkapi/multiple/task/save", broadcastRequest(chats...))["code"])
	require.Empty(t, b.server.Sent(), "nothing before time passes")
	b.pass(0)
	require.Len(t, b.server.Sent(), 2)
	b.pass(44 * time.Second)
	require.Len(t, b.server.Sent(), 2, "45 s at least")
	b.pass(16 * time.Second)
	require.Len(t, b.server.Sent(), 4, "60 s at most")
	b.pass(60 * time.Second)
	sent := b.server.Sent()
	require.Len(t, sent, 6)
	require.Equal(t, chats[2].user(), sent[5].ChatUser)
	require.Equal(t, "broadcast", sent[5].Via)
	require.Equal(t, typePicture, sent[5].ContentType)
	b.pass(time.Hour)
	require.Len(t, b.server.Sent(), 6)

	later := broadcastRequest(chats[0])
	later["startTime"] = b.clock.Now().Add(time.Hour).UnixMilli()
	require.Equal(t, "0", b.callJSON("/wxworkapi/multiple/task/save", later)["code"])
	b.pass(59 * time.Minute)
	require.Len(t, b.server.Sent(), 6)
	b.pass(time.Minute)
	require.Len(t, b.server.Sent(), 8)

	weekly := broadcastRequest(chats[0]) // noon was a Wednesday
	weekly["taskType"], weekly["execStartTime"], weekly["weekday"] = 2, "09:30", []string{"4", "FRI"}
	require.Equal(t, "0", b.callJSON("/wxworkapi/multiple/task/save", weekly)["code"])
	b.pass(24 * time.Hour)
	require.Len(t, b.server.Sent(), 8)
	b.pass(24 * time.Hour)
	require.Len(t, b.server.Sent(), 10, "Friday")
	b.pass(5 * 24 * time.Hour)
	require.Len(t, b.server.Sent(), 12, "the next Wednesday")

	b.login()
	for _, field := range []string{"name", "commandType", "taskData", "taskType", "suitCount"} {
		bad := broadcastRequest(chats[0])
		delete(bad, field)
		require.Equal(t, "1", b.callJSON("/wxworkapi/multiple/task/save", bad)["code"], field)
	}
}

// pass lets time go by, and does what falls due, in order.
func (b *bench) pass(d time.Duration) { b.server.schedule.Pass(b.clock, d, b.server.locked) }

func TestMediaAreWhatTheySay(t *testing.T) {
	b := newBench(t, Options{})
	for path, kind := range map[string]string{
		media.Avatar(1): "image/png", media.Picture(2): "image/jpeg", media.Sticker(3): "image/png", media.Voice(4): "audio/wave",
		media.Video(5): "video/mp4", media.File(6, "报价单.xlsx"): "application/zip", media.File(7, "发票.pdf"): "application/pdf",
	} {
		var bodies [2][]byte
		for i := range bodies {
			answer, err := http.Get(b.http.URL + path)
			require.NoError(t, err)
			bodies[i], err = io.ReadAll(answer.Body)
			require.NoError(t, err)
			answer.Body.Close()
			require.Equal(t, kind, answer.Header.Get("Content-Type"), path)
		}
		if !strings.Contains(path, ".xlsx") { // a sheet has its time in it
			require.Equal(t, bodies[0], bodies[1], path)
		}
	}
	for _, path := range []string{"/media/", "/media/picture/x.jpg", "/media/nothing/1.png", "/publish/none"} {
		answer, err := http.Get(b.http.URL + path)
		require.NoError(t, err)
		answer.Body.Close()
		require.Equal(t, 404, answer.StatusCode, path)
	}
	put, err := http.NewRequest(http.MethodPut, b.http.URL+"/publish/图.png", strings.NewReader("bytes"))
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(put)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, 201, answer.StatusCode)
	data, ok := b.server.media.Get("/publish/图.png")
	require.True(t, ok)
	require.Equal(t, "bytes", string(data))
}
