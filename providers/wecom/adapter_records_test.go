package wecom

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
	simulator "seatdeck/providers/simulator/wecom"
)

func TestContactWays(t *testing.T) {
	o := newOffice(t)
	one, two := o.seats[0].UserID, o.seats[1].UserID
	before := o.all(model.RecordQuery{Kind: model.RecordContactWay})
	require.Len(t, before, 1, "the one there was")
	values := map[string]string{
		"type": "many", "scene": "code", "remark": "门店", "state": "shop-2", "users": one + "\n" + two, "parties": "2\n3", "skip_verify": "1",
	}
	made := o.create(model.RecordContactWay, values)
	require.Contains(t, made.Get("code"), "/code/"+made.ID)
	found := o.byID(o.all(model.RecordQuery{Kind: model.RecordContactWay}), made.ID)
	requireValues(t, values, found)
	require.Equal(t, made.Get("code"), found.Get("code"))

	o.put(found.With("remark", "").With("users", two).With("skip_verify", ""), found)
	requireValues(t, map[string]string{"remark": "", "users": two, "parties": "2\n3", "skip_verify": "", "state": "shop-2"}, o.get(found))

	o.delete(found)
	o.delete(found) // it is gone, as was wanted
	require.Len(t, o.all(model.RecordQuery{Kind: model.RecordContactWay}), 1)

	o.refuses(model.RecordContactWay, map[string]string{"type": "one", "users": one + "\n" + two}, model.TroubleInvalid, "users")
	o.refuses(model.RecordContactWay, map[string]string{"type": "many"}, model.TroubleInvalid, "users")
	o.refuses(model.RecordContactWay, map[string]string{"type": "many", "parties": "x"}, model.TroubleInvalid, "parties")
}

func TestContactWaysOfDays(t *testing.T) {
	o := newOffice(t)
	_, err := o.link.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordContactWay, Filter: map[string]string{
		"from": millis(aNoon.AddDate(0, 0, -95)), "to": millis(aNoon),
	}})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), err)
	require.Empty(t, o.all(model.RecordQuery{Kind: model.RecordContactWay, Filter: map[string]string{"from": millis(aNoon.AddDate(0, 0, -7))}}))
	require.Len(t, o.all(model.RecordQuery{Kind: model.RecordContactWay, Filter: map[string]string{
		"from": millis(aNoon.AddDate(0, 0, -60)), "to": millis(aNoon.AddDate(0, 0, -30)),
	}}), 1)
}

func TestTempWaysAndTheirEnds(t *testing.T) {
	o := newOffice(t)
	values := map[string]string{
		"type": "one", "scene": "code", "users": o.seats[0].UserID, "expires_in": "3600", "chat_expires_in": "7200",
		"end_text": "再见", "end": "link", "end_title": "官网", "end_url": "https://example.com/a", "end_desc": "看看",
	}
	made := o.create(model.RecordTempWay, values)
	got := o.get(made)
	requireValues(t, values, got)
	require.NotContains(t, ids(o.all(model.RecordQuery{Kind: model.RecordContactWay})), made.ID, "no list names it")

	changed := got.With("end", "picture").With("end_picture", aPicture(t))
	for _, key := range []string{"end_title", "end_url", "end_desc"} {
		changed = changed.With(key, "")
	}
	o.put(changed, got)
	require.Equal(t, "picture", o.get(made).Get("end"))

	arrived, err := o.server.Add(simulator.Arrival{ConfigID: made.ID})
	require.NoError(t, err)
	o.act(made, "close", map[string]string{"seat": arrived.UserID, "customer": arrived.ExternalID})
	_, _, err = o.link.ActOnRecord(t.Context(), made, "close", map[string]string{"seat": arrived.UserID, "customer": arrived.ExternalID})
	require.Error(t, err, "it was ended")
	o.delete(made)
}

func TestAcquisitionLinks(t *testing.T) {
	o := newOffice(t)
	seat := o.seats[0].UserID
	values := map[string]string{"name": "广告", "users": seat, "parties": "2", "skip_verify": "1"}
	made := o.create(model.RecordAcquisition, values)
	found := o.byID(o.all(model.RecordQuery{Kind: model.RecordAcquisition}), made.ID)
	requireValues(t, values, found)
	require.Equal(t, "https://work.weixin.qq.com/ca/"+made.ID, found.Get("url"))
	require.Equal(t, aNoon, found.Time("created"))

	arrived, err := o.server.Add(simulator.Arrival{LinkID: made.ID, State: "app"})
	require.NoError(t, err)
	customers := o.all(model.RecordQuery{Kind: model.RecordAcquired, Parent: made.ID})
	require.Len(t, customers, 1)
	requireValues(t, map[string]string{"customer": arrived.ExternalID, "seat": arrived.UserID, "wrote": "", "state": "app"}, customers[0])

	days := o.all(model.RecordQuery{Kind: model.RecordAcquisitionDay, Parent: made.ID, Filter: map[string]string{"from": millis(aNoon.AddDate(0, 0, -2))}})
	require.Len(t, days, 3)
	requireValues(t, map[string]string{"new": "1", "day": millis(time.Date(2026, 1, 1, 16, 0, 0, 0, time.UTC))}, days[0])
	require.Equal(t, "0", days[1].Get("new"))

	o.put(found.With("name", "新名").With("skip_verify", ""), found)
	requireValues(t, map[string]string{"name": "新名", "skip_verify": "", "users": seat}, o.get(found))
	o.delete(found)
	require.NotContains(t, ids(o.all(model.RecordQuery{Kind: model.RecordAcquisition})), made.ID)
	o.refuses(model.RecordAcquisition, map[string]string{"name": "空"}, model.TroubleInvalid, "users")
}

func TestMassMessages(t *testing.T) {
	o := newOffice(t)
	seat := o.seats[0]
	made := o.create(model.RecordMass, map[string]string{
		"chat": "single", "text": "上新了", "customers": seat.Customers[0] + "\nwm-nobody", "sender": seat.UserID,
		"pictures": aPicture(t), "link_url": "https://example.com/new", "link_title": "新品",
	})
	require.Equal(t, "wm-nobody", made.Get("failed"))
	found := o.byID(o.all(model.RecordQuery{Kind: model.RecordMass, Filter: map[string]string{"chat": "single"}}), made.ID)
	requireValues(t, map[string]string{
		"text": "上新了", "made_by": "company", "created": millis(aNoon), "attached": "link: 新品 https://example.com/new\nimage",
	}, found)

	members := o.all(model.RecordQuery{Kind: model.RecordMassMember, Parent: made.ID})
	require.Len(t, members, 1)
	requireValues(t, map[string]string{"seat": seat.UserID, "status": "waiting", "sent": ""}, members[0])
	_, err := o.server.Confirm(made.ID, "")
	require.NoError(t, err)
	require.Equal(t, "sent", o.all(model.RecordQuery{Kind: model.RecordMassMember, Parent: made.ID})[0].Get("status"))
	results := o.all(model.RecordQuery{Kind: model.RecordMassResult, Parent: members[0].ID})
	require.Len(t, results, 1)
	requireValues(t, map[string]string{"customer": seat.Customers[0], "status": "sent"}, results[0])

	owner := o.server.State().Groups[0].Owner
	groups := o.create(model.RecordMass, map[string]string{"chat": "group", "text": "群公告", "owner": owner})
	require.Contains(t, ids(o.all(model.RecordQuery{Kind: model.RecordMass, Filter: map[string]string{"chat": "group"}})), groups.ID)
	_, err = o.server.Confirm(groups.ID, "")
	require.NoError(t, err)
	results = o.all(model.RecordQuery{Kind: model.RecordMassResult, Parent: idOf(groups.ID, owner)})
	require.NotEmpty(t, results[0].Get("group"))

	o.refuses(model.RecordMass, map[string]string{"chat": "single", "text": strings.Repeat("长", 1334), "sender": "x"}, model.TroubleTooLong, "text")
	o.refuses(model.RecordMass, map[string]string{"chat": "single", "text": "谁"}, model.TroubleInvalid, "customers")
	o.refuses(model.RecordMass, map[string]string{"chat": "single", "sender": "x"}, model.TroubleInvalid, "text")
	o.refuses(model.RecordMass, map[string]string{"chat": "single", "sender": "x", "link_url": "https://a.example"}, model.TroubleInvalid, "link_title")
}

func TestPicturesAreReadWithCare(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	words, big := filepath.Join(dir, "words.txt"), filepath.Join(dir, "big.png")
	require.NoError(t, os.WriteFile(words, []byte("no picture at all"), 0o600))
	require.NoError(t, os.WriteFile(big, append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, MaxImage)...), 0o600))
	for path, code := range map[string]model.TroubleCode{
		filepath.Join(dir, "none.png"): model.TroubleNotFound, words: model.TroubleInvalid, big: model.TroubleTooLarge, dir: model.TroubleInvalid,
	} {
		o.refuses(model.RecordMass, map[string]string{"chat": "single", "sender": "x", "pictures": path}, code, filepath.Base(path))
	}
	many := strings.TrimSuffix(strings.Repeat(aPicture(t)+"\n", 10), "\n")
	o.refuses(model.RecordMass, map[string]string{"chat": "single", "sender": "x", "pictures": many}, model.TroubleInvalid, "pictures")
}

func TestMoments(t *testing.T) {
	o := newOffice(t)
	task := o.create(model.RecordMomentTask, map[string]string{
		"text": "今日上新", "attach": "pictures", "pictures": aPicture(t), "senders": o.seats[0].UserID + "\nnobody", "parties": "3",
	})
	require.Equal(t, "begun", task.Get("status"))
	o.clock.Advance(2 * time.Second)
	task, _ = o.act(task, "refresh", nil)
	require.Equal(t, "working", task.Get("status"))
	o.clock.Advance(2 * time.Second)
	task, _ = o.act(task, "refresh", nil)
	requireValues(t, map[string]string{"status": "done", "failed": "nobody", "problem": ""}, task)
	found := o.byID(o.all(model.RecordQuery{Kind: model.RecordMoment}), task.Get("moment"))
	requireValues(t, map[string]string{"text": "今日上新", "images": "1", "made_by": "company", "seen_by": "some", "created": millis(aNoon)}, found)

	link := o.create(model.RecordMomentTask, map[string]string{
		"attach": "link", "link_url": "https://example.com/m", "link_title": "活动", "link_picture": aPicture(t),
	})
	o.clock.Advance(5 * time.Second)
	link = o.get(link)
	found = o.byID(o.all(model.RecordQuery{Kind: model.RecordMoment}), link.Get("moment"))
	requireValues(t, map[string]string{"link_url": "https://example.com/m", "link_title": "活动", "seen_by": "all"}, found)
	o.refuses(model.RecordMomentTask, map[string]string{"attach": "none"}, model.TroubleInvalid, "text")
}

func TestInterceptRules(t *testing.T) {
	o := newOffice(t)
	one, two, three := o.seats[0].UserID, o.seats[1].UserID, o.seats[2].UserID
	values := map[string]string{"name": "私下转账", "words": "转账\n微信号", "phone": "1", "mail": "", "red_packet": "1", "type": "warn", "users": one + "\n" + two, "parties": "2"}
	made := o.create(model.RecordIntercept, values)
	row := o.byID(o.all(model.RecordQuery{Kind: model.RecordIntercept}), made.ID)
	requireValues(t, map[string]string{"name": "私下转账", "created": millis(aNoon)}, row)
	seen := o.get(row)
	requireValues(t, values, seen)

	// Somebody else adds a person meanwhile: only our own change is sent.
	_, err := UpdateInterceptRule.Do(t.Context(), o.link.client, RuleChange{RuleID: made.ID, AddApplicableRange: &ApplicableRange{UserList: itemsOf[wire.Text](model.Record{Values: map[string]string{"u": three}}, "u")}})
	require.NoError(t, err)
	o.put(seen.With("users", one).With("words", "转账").With("phone", "").With("type", "block"), seen)
	requireValues(t, map[string]string{"users": one + "\n" + three, "words": "转账", "phone": "", "red_packet": "1", "type": "block"}, o.get(row))

	// With no more than a row of the list the rule is read first.
	o.put(o.get(row).With("parties", "3"), row)
	require.Equal(t, "3", o.get(row).Get("parties"))

	o.delete(row)
	require.NotContains(t, ids(o.all(model.RecordQuery{Kind: model.RecordIntercept})), made.ID)
	o.refuses(model.RecordIntercept, map[string]string{"name": "空", "words": "x"}, model.TroubleInvalid, "users")
	o.refuses(model.RecordIntercept, map[string]string{"name": "空", "users": one}, model.TroubleInvalid, "words")
	o.refuses(model.RecordIntercept, map[string]string{"name": "长", "users": one, "words": strings.Repeat("长", 33)}, model.TroubleTooLong, "words")
}

func TestStrategyTags(t *testing.T) {
	o := newOffice(t)
	made := o.create(model.RecordStrategyTag, map[string]string{"strategy": "1", "group": "来源", "name": "直播", "order": "7"})
	list := o.all(model.RecordQuery{Kind: model.RecordStrategyTag, Filter: map[string]string{"strategy": "1"}})
	found := o.byID(list, made.ID)
	requireValues(t, map[string]string{"strategy": "1", "group": "来源", "name": "直播", "order": "7"}, found)
	o.put(found.With("name", "短视频").With("order", "0"), found)
	renamed, _ := o.act(found, "rename_group", map[string]string{"name": "渠道"})
	require.Equal(t, "渠道", renamed.Get("group"))
	found = o.byID(o.all(model.RecordQuery{Kind: model.RecordStrategyTag}), made.ID)
	requireValues(t, map[string]string{"group": "渠道", "name": "短视频", "order": "0"}, found)
	o.delete(found)
	rest := o.all(model.RecordQuery{Kind: model.RecordStrategyTag, Filter: map[string]string{"strategy": "1"}})
	require.Len(t, rest, len(list)-1)
	o.act(rest[0], "delete_group", nil)
	require.Empty(t, o.all(model.RecordQuery{Kind: model.RecordStrategyTag, Filter: map[string]string{"strategy": "1"}}))
}

func TestDepartmentsAndStaff(t *testing.T) {
	o := newOffice(t)
	made := o.create(model.RecordDepartment, map[string]string{"name": "夜班", "parent": "3", "order": "9"})
	found := o.byID(o.all(model.RecordQuery{Kind: model.RecordDepartment}), made.ID)
	requireValues(t, map[string]string{"name": "夜班", "parent": "3", "order": "9", "id": made.ID}, found)
	o.put(found.With("name", "晚班"), found)
	require.Equal(t, "晚班", o.byID(o.all(model.RecordQuery{Kind: model.RecordDepartment}), made.ID).Get("name"))

	values := map[string]string{
		"id": "night.owl", "name": "夜猫", "alias": "猫", "mobile": "13900000001", "gender": "female", "position": "客服",
		"parties": made.ID + "\n2", "main_party": "2", "enabled": "1",
	}
	person := o.create(model.RecordStaff, values)
	require.Equal(t, "night.owl", person.ID)
	list := o.all(model.RecordQuery{Kind: model.RecordStaff, Filter: map[string]string{"party": made.ID}})
	require.Equal(t, []string{"night.owl"}, ids(list))
	requireValues(t, values, o.get(list[0]))
	require.Greater(t, len(o.all(model.RecordQuery{Kind: model.RecordStaff, Filter: map[string]string{"party": "1", "below": "1"}})), 4)

	was := o.get(list[0])
	o.put(was.With("name", "夜鹰").With("enabled", "").With("parties", "2"), was)
	requireValues(t, map[string]string{"name": "夜鹰", "enabled": "", "status": "disabled", "parties": "2", "alias": "猫"}, o.get(was))
	o.delete(person)
	o.delete(made)
	require.NotContains(t, ids(o.all(model.RecordQuery{Kind: model.RecordDepartment})), made.ID)

	o.refuses(model.RecordStaff, map[string]string{"id": "x", "name": "无联系", "parties": "2"}, model.TroubleInvalid, "mobile")
	o.refuses(model.RecordStaff, map[string]string{"id": "x", "mobile": "1", "parties": "2", "main_party": "3"}, model.TroubleInvalid, "main_party")
	require.Error(t, o.link.DeleteRecord(t.Context(), model.Record{Kind: model.RecordDepartment, ID: "0"}), "0 would mean all")
}

func TestStaffMessagesAsRecords(t *testing.T) {
	o := newOffice(t)
	seat := o.seats[0].UserID
	for name, tc := range map[string]struct {
		values map[string]string
		want   string
	}{
		"text":     {map[string]string{"kind": "text", "text": "开会", "to": seat + "\nnobody", "safe": "1"}, `{"touser":"` + seat + `|nobody","msgtype":"text","agentid":1000002,"safe":1,"text":{"content":"开会"}}`},
		"everyone": {map[string]string{"kind": "markdown", "text": "**好**", "everyone": "1"}, `{"touser":"@all","msgtype":"markdown","agentid":1000002,"markdown":{"content":"**好**"}}`},
		"card":     {map[string]string{"kind": "card", "text": "细节", "title": "题", "url": "https://a.example", "button": "看", "parties": "2\n3"}, `{"toparty":"2|3","msgtype":"textcard","agentid":1000002,"textcard":{"title":"题","description":"细节","url":"https://a.example","btntxt":"看"}}`},
		"news":     {map[string]string{"kind": "news", "title": "题", "summary": "说", "url": "https://a.example", "picture_url": "https://a.example/1.png", "to": seat}, `{"touser":"` + seat + `","msgtype":"news","agentid":1000002,"news":{"articles":[{"title":"题","description":"说","url":"https://a.example","picurl":"https://a.example/1.png"}]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			made := o.create(model.RecordStaffMessage, tc.values)
			require.Equal(t, aNoon, made.Time("sent"))
			sent := o.server.Sent()
			body, err := json.Marshal(sent[len(sent)-1].Body)
			require.NoError(t, err)
			require.JSONEq(t, tc.want, string(body))
			if name == "text" {
				require.Equal(t, "nobody", made.Get("failed"))
			}
		})
	}
	made := o.create(model.RecordStaffMessage, map[string]string{"kind": "picture", "picture": aPicture(t), "to": seat})
	require.Empty(t, made.Get("failed"))
	o.refuses(model.RecordStaffMessage, map[string]string{"kind": "text", "text": "谁"}, model.TroubleInvalid, "to")
	o.refuses(model.RecordStaffMessage, map[string]string{"kind": "text", "text": strings.Repeat("长", 700), "to": seat}, model.TroubleTooLong, "text")
}

func TestAppChats(t *testing.T) {
	o := newOffice(t)
	one, two, three := o.seats[0].UserID, o.seats[1].UserID, o.seats[2].UserID
	made := o.create(model.RecordAppChat, map[string]string{"name": "值班", "users": one + "\n" + two, "owner": one, "chatid": "duty1"})
	require.Equal(t, "duty1", made.ID)
	got := o.get(made)
	requireValues(t, map[string]string{"name": "值班", "users": one + "\n" + two, "owner": one}, got)
	o.put(got.With("users", one+"\n"+three).With("name", "夜班"), got)
	requireValues(t, map[string]string{"name": "夜班", "users": one + "\n" + three}, o.get(made))
	o.act(made, "send", map[string]string{"kind": "text", "text": "到岗"})
	sent := o.server.Sent()
	require.Equal(t, []string{"duty1"}, sent[len(sent)-1].To)
	o.refuses(model.RecordAppChat, map[string]string{"users": one}, model.TroubleInvalid, "users")
}

func TestExportsAreOpened(t *testing.T) {
	o := newOffice(t)
	for of, want := range map[string]string{"simple_user": "userlist", "user": "userlist", "department": "department", "tag_user": "userlist"} {
		t.Run(of, func(t *testing.T) {
			made := o.create(model.RecordExport, map[string]string{"of": of, "tag": "1", "rows": "10000"})
			require.NotContains(t, made.Values, "key")
			_, _, err := o.link.ActOnRecord(t.Context(), made, "fetch", map[string]string{"file": "1"})
			require.True(t, model.IsTrouble(err, model.TroubleNotFound), err)
			o.clock.Advance(3 * time.Second)
			made, _ = o.act(made, "refresh", nil)
			requireValues(t, map[string]string{"status": "done", "files": "1"}, made)
			_, file := o.act(made, "fetch", map[string]string{"file": "1"})
			require.Regexp(t, "^"+of+`-20260102-1104\d\d-1\.json$`, file.Name)
			var rows map[string][]map[string]any
			require.NoError(t, json.Unmarshal(file.Data, &rows))
			require.NotEmpty(t, rows[want])

			_, _, err = o.link.ActOnRecord(t.Context(), made.With("created", "1"), "fetch", map[string]string{"file": "1"})
			require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), "another key opens nothing: %v", err)
		})
	}
	o.refuses(model.RecordExport, map[string]string{"of": "user", "rows": "9999"}, model.TroubleInvalid, "rows")
}

func TestArchive(t *testing.T) {
	o := newOffice(t)
	seat := o.seats[0]
	require.Contains(t, ids(o.all(model.RecordQuery{Kind: model.RecordArchiveSeat, Filter: map[string]string{"edition": "service"}})), seat.UserID)
	agree := o.all(model.RecordQuery{Kind: model.RecordConsent, Filter: map[string]string{"seat": seat.UserID, "customers": strings.Join(seat.Customers[:5], "\n")}})
	require.Len(t, agree, 5)
	requireValues(t, map[string]string{"customer": seat.Customers[0], "seat": seat.UserID, "status": "agree", "since": millis(aNoon)}, agree[0])
	require.NotEqual(t, "agree", agree[4].Get("status"))

	room := o.server.Credentials().ArchivedRoom
	rooms := o.all(model.RecordQuery{Kind: model.RecordArchiveRoom, Filter: map[string]string{"room": room}})
	require.Equal(t, []string{room}, ids(rooms))
	require.NotEmpty(t, rooms[0].Get("name"))
	require.Len(t, rooms[0].Items("members"), 5)
	require.Len(t, o.all(model.RecordQuery{Kind: model.RecordConsent, Parent: room}), 4)
	_, err := o.link.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordConsent, Filter: map[string]string{"seat": seat.UserID}})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), err)
}

// TestTheKeyOfAnExportIsOfLettersAndDigits: base64 has two more characters, which
// the official page of export/simple_user does not allow.
func TestTheKeyOfAnExportIsOfLettersAndDigits(t *testing.T) {
	l, _ := linkTo(t, nil)
	keys := map[string]bool{}
	for i := range 1000 {
		rec := model.Record{}.With("of", "user").With("created", fmt.Sprint(i))
		key := l.records.exportKey(rec)
		require.Regexp(t, "^[a-zA-Z0-9]{43}$", key)
		require.Equal(t, key, l.records.exportKey(rec), "it is not kept")
		_, err := base64.StdEncoding.DecodeString(key + "=")
		require.NoError(t, err)
		keys[key] = true
	}
	require.Len(t, keys, 1000)
}
