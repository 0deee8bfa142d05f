package youjiyun

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTagsOfOneRobotGoWrongAtTheSameTime(t *testing.T) {
	b := newBench(t, Options{TagTime: time.Second})
	s, c := b.dial(3, ""), b.person().contact
	label := b.onlineRobot().labels[0].labels
	tag := func(id, label string) map[string]any {
		return map[string]any{
			"type": "robot.cust.tags", "robotKey": b.onlineRobot().key, "messageId": id, "userId": c.id(), "tags": []string{label}, "erasingTags": []string{},
		}
	}
	c.labels = nil
	s.emit("action", tag("1", label[0].id))
	s.emit("action", tag("2", label[1].id))
	wrong := s.expect("action")
	require.Equal(t, []any{"2", "1"}, []any{wrong["messageId"], wrong["code"]})
	require.Equal(t, c.id(), wrong["userId"], "what was asked is repeated")
	require.Equal(t, "1", b.callJSON("/wxworkapi/bridge", tag("3", label[1].id))["code"], "by HTTP, too")
	require.Empty(t, c.labels)
	b.pass(time.Second)
	done := s.expect("action")
	require.Equal(t, []any{"1", "0"}, []any{done["messageId"], done["code"]})
	require.Equal(t, []string{label[0].id}, c.labels)

	answer := make(chan map[string]any)
	go func() { answer <- b.callJSON("/wxworkapi/bridge", tag("4", label[1].id)) }()
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
	require.Equal(t, "0", s.act(b, map[string]any{"type": "robot.tags.sync"})["code"], "others need not wait")
	b.clock.Advance(time.Second)
	require.Equal(t, "0", (<-answer)["code"])
	require.Equal(t, []string{label[0].id, label[1].id}, c.labels)
}

func TestANoticeToAllIsSeenInTheGroup(t *testing.T) {
	b := newBench(t, Options{})
	s, room := b.dial(3, ""), b.room()
	set := func(all int, notice string) {
		answer := s.act(b, map[string]any{"type": "robot.set.group.announcement", "groupId": room.group.id, "isAll": all, "notice": notice})
		require.Equal(t, "0", answer["code"])
	}
	before := len(room.messages)
	set(0, "明天见")
	require.Len(t, room.messages, before)
	set(1, "后天见")
	require.Len(t, room.messages, before+1)
	require.Equal(t, "@所有人 后天见", room.last().content.Content)
	require.True(t, room.last().self)
	require.Equal(t, "后天见", room.group.notice)
	set(1, "")
	require.Empty(t, room.group.notice)
	require.Len(t, room.messages, before+1)
	require.Empty(t, b.server.Sent(), "nobody sent it")
}

func TestTheProfileIsSeenInTheList(t *testing.T) {
	b := newBench(t, Options{})
	s := b.dial(3, "")
	robot := func() map[string]any {
		return b.call("/wxworkapi/robot/list", nil)["model"].([]any)[0].(map[string]any)
	}
	require.Nil(t, robot()["aliasName"])
	answer := s.act(b, map[string]any{"type": "robot.info.modify", "name": "HONG", "alias": "红", "position": ""})
	require.Equal(t, "0", answer["code"])
	require.Empty(t, answer["position"], "it can be emptied")
	require.Equal(t, "HONG", robot()["nickName"])
	require.Equal(t, "红", robot()["aliasName"])
	require.Equal(t, "1", s.act(b, map[string]any{"type": "robot.info.modify", "gender": 3})["code"])
}

func TestSettingsAreCopiedFromGroupToGroup(t *testing.T) {
	b := newBench(t, Options{})
	r, other := b.server.world.robots[0], b.server.world.robots[1]
	from, one, two := r.groups[0], r.groups[1], other.groups[0]
	copying := func(change func(url.Values)) any {
		form := url.Values{
			"r": {r.key}, "g": {from.id}, "module": {"WELCOME_NEW_MEMBER", "PERIOD_AUTO_REPLY"},
			"robotKey": {r.key, other.key}, "chatroom": {one.id + ";" + r.groups[2].id, two.id},
		}
		change(form)
		return b.call("/wxworkapi/group/setting/duplicate", form)["code"]
	}
	for name, change := range map[string]func(url.Values){
		"an unknown part":  func(f url.Values) { f.Add("module", "MOOD") },
		"no part":          func(f url.Values) { f.Del("module") },
		"a list too short": func(f url.Values) { f["chatroom"] = f["chatroom"][:1] },
		"another's group":  func(f url.Values) { f["chatroom"] = []string{one.id + ";" + two.id, two.id} },
	} {
		require.Equal(t, "1", copying(change), name)
		require.Equal(t, one.setting("WELCOME_NEW_MEMBER"), "WELCOME_NEW_MEMBER of "+one.name, name)
	}
	require.Equal(t, "0", copying(func(url.Values) {}))
	source := b.server.GroupSettings(r.key, from.id)
	for _, g := range []map[string]string{b.server.GroupSettings(r.key, one.id), b.server.GroupSettings(r.key, r.groups[2].id), b.server.GroupSettings(other.key, two.id)} {
		require.Equal(t, source["WELCOME_NEW_MEMBER"], g["WELCOME_NEW_MEMBER"])
		require.Equal(t, source["PERIOD_AUTO_REPLY"], g["PERIOD_AUTO_REPLY"])
		require.NotEqual(t, source["GROUP_KEYWORD_REPLY"], g["GROUP_KEYWORD_REPLY"], "it was not chosen")
	}
	var shown map[string]string
	body := fmt.Sprintf(`{"robotKey":%q,"groupId":%q}`, other.key, two.id)
	require.NoError(t, json.Unmarshal(b.control("group-settings", body), &shown))
	require.Equal(t, b.server.GroupSettings(other.key, two.id), shown)
	require.Nil(t, b.server.GroupSettings(r.key, two.id))
}

func TestSyncingIsKept(t *testing.T) {
	b := newBench(t, Options{})
	key := b.onlineRobot().key
	sync := func(kind string) any {
		return b.call("/wxworkapi/contact/sync", url.Values{"robotKey": {key}, "syncType": {kind}})["code"]
	}
	require.Equal(t, "0", sync(""))
	require.Equal(t, "0", sync("3"))
	require.Equal(t, "1", sync("5"))
	b.server.SetRobotState(key, RobotOffline)
	require.Equal(t, "1", sync("3"))
	require.Equal(t, []int64{0, 3}, b.server.Synced(key))
}
