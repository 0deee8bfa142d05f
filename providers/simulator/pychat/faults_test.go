package pychat

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

func TestFaultsOfCalls(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	send := func(text string) (int, []byte, error) {
		return b.do("/msg/send_text", wirejson.Encode(object{"guid": b.in.guid, "to_username": who, "content": text}))
	}
	b.control("faults", FaultPlan{Broken: 1, Refuse: 1, Path: "/msg/", GUID: b.in.guid})
	require.Equal(t, "2", b.status(b.in), "other calls go well")
	status, answer, err := send("一")
	require.NoError(t, err)
	require.Equal(t, http.StatusInternalServerError, status)
	require.Contains(t, string(answer), "<html>")
	status, answer, err = send("二")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	require.JSONEq(t, `{"baseResponse":{"ret":-1,"errMsg":{"string":"系统繁忙，请稍后再试"}}}`, string(answer))
	require.Empty(t, b.server.Sent(), "nothing was done")

	b.server.Faults().Set(FaultPlan{LoseAnswers: 1})
	_, _, err = send("三")
	require.Error(t, err)
	require.Equal(t, "三", b.lastSent().Text, "it was done")
	b.server.Faults().Set(FaultPlan{HalfAnswers: 1})
	_, _, err = send("四")
	require.Error(t, err)
	require.Equal(t, "四", b.lastSent().Text)

	b.server.Faults().Set(FaultPlan{LateAnswers: 1, DelayMS: 30_000})
	came := make(chan error, 1)
	go func() {
		_, _, err := send("五")
		came <- err
	}()
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
	require.Equal(t, "五", b.lastSent().Text)
	require.Empty(t, came)
	b.clock.Advance(30 * time.Second)
	require.NoError(t, <-came)
	require.Zero(t, b.server.Faults().Plan().LateAnswers)
	_, _, err = send("六")
	require.NoError(t, err)
}

func TestFaultsOfCallbacks(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	who := b.person(b.in).username
	say := func(text string) {
		_, err := b.server.Say(b.in.guid, who, "", text)
		require.NoError(t, err)
	}
	heard := func() any { return l.expect(notifyMessage)["content"] }

	b.server.Faults().Set(FaultPlan{Repeat: 1})
	say("一")
	require.Equal(t, []any{"一", "一"}, []any{heard(), heard()})
	b.server.Faults().Set(FaultPlan{Lose: 1})
	say("二")
	b.server.Faults().Set(FaultPlan{Reorder: 1})
	say("三")
	b.server.Faults().Set(FaultPlan{})
	say("四")
	require.Equal(t, []any{"四", "三"}, []any{heard(), heard()})
	b.server.Faults().Set(FaultPlan{Reorder: 1})
	say("五")
	b.pass(time.Second)
	require.Equal(t, "五", heard(), "when none follows it is a second late")

	b.control("faults", FaultPlan{Silent: true})
	say("六")
	_, _, waiting := b.server.Callbacks(b.in.guid)
	require.NotZero(t, waiting)
	require.Empty(t, l.heard)
	b.control("faults", FaultPlan{})
	require.Equal(t, "六", heard())
	require.Equal(t, []string{"一", "二", "三", "四", "五", "六"}, b.texts(), "all of it was said")
}

// texts are what the truth holds of the first instance.
func (b *bench) texts() []string {
	var texts []string
	for _, line := range b.server.Truth() {
		if line.GUID == b.in.guid {
			texts = append(texts, line.Text)
		}
	}
	return texts
}

func TestPushingAnything(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	b.control("push", object{"guid": b.in.guid, "notify_type": 4711, "data": object{"x": 1}})
	h := l.next()
	require.JSONEq(t, fmt.Sprintf(`{"guid":%q,"notify_type":4711,"data":{"x":1}}`, b.in.guid), string(h.body))
	b.control("push", object{"guid": b.in.guid, "raw": `{"guid":`})
	require.Equal(t, `{"guid":`, string(l.next().body))

	id, err := b.server.Say(b.in.guid, b.person(b.in).username, "broken", "<x")
	require.NoError(t, err)
	data := l.expect(notifyMessage)
	require.Equal(t, id, data["msg_id"])
	_, no := rootOf(data["content"].(string))
	require.NotNil(t, no)
	_, err = b.server.Say(b.in.guid, b.person(b.in).username, "unknown", "")
	require.NoError(t, err)
	require.Equal(t, json.Number("9999"), l.expect(notifyMessage)["msg_type"])
	_, err = b.server.Say(b.in.guid, "wxid_x", "", "x")
	require.Error(t, err)
}

func TestAFlood(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	var result FloodResult
	require.NoError(t, json.Unmarshal(b.control("flood", Flood{
		GUID: b.in.guid, Messages: 1000, Repeat: 0.2, Shuffle: 8, Batch: 0.1, Unknown: 0.05, Garbage: 0.02, Broken: 0.05, Huge: 0.005,
	}), &result))
	require.Equal(t, 1000, result.Messages)
	require.Greater(t, result.Repeated, 100)
	require.NotZero(t, result.Rubbish)
	require.NotZero(t, result.Huge)

	told, disorder, previous := map[string]int{}, 0, ""
	for range 1000 + result.Repeated + result.Rubbish {
		h := l.next()
		var batch []payload
		switch h.Type {
		case notifyMessage:
			batch = make([]payload, 1)
			require.NoError(t, json.Unmarshal(h.Data, &batch[0]))
		case notifyMessages:
			require.NoError(t, json.Unmarshal(h.Data, &batch))
		}
		for _, p := range batch {
			told[p.MsgID]++
			disorder += flag(p.MsgID < previous)
			previous = p.MsgID
		}
	}
	require.Len(t, told, 1000)
	require.Greater(t, disorder, 100)
	for _, line := range b.server.Truth() {
		require.NotZero(t, told[line.MsgID])
	}
	_, err := b.server.Flood(t.Context(), Flood{GUID: "nobody"})
	require.Error(t, err)
}

func TestControls(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	b.control("say", object{"guid": b.in.guid, "peer": who, "text": "请说"})
	require.Equal(t, []string{"请说"}, b.texts())
	b.control("friend-request", object{"guid": b.in.guid, "text": "我是蘑菇"})
	asked := b.in.messages[len(b.in.messages)-1]
	require.Equal(t, []any{msgRequest, fmessage}, []any{asked.kind, asked.peer})
	root, no := rootOf(asked.content)
	require.Nil(t, no)
	require.Equal(t, "我是蘑菇", root.attributes["content"])
	require.Equal(t, b.in.contact(root.attributes["fromusername"]).ticket, root.attributes["ticket"])
	b.control("plan", object{"guid": b.in.guid, "plan": Plan{Then: Refuse}})
	require.Equal(t, Refuse, b.in.plan.Then)

	for name, body := range map[string]string{
		"say": `{"guid":"x"}`, "instance": `{"guid":"x","do":"kick"}`, "friend-request": `{}`, "faults": `{"drip":1}`,
		"push": `{"guid":"x","notify_type":1,"data":1}`, "plan": `{"guid":"x"}`, "flood": `{"guid":"x"}`,
	} {
		status, _, err := b.do("/_control/"+name, []byte(body))
		require.NoError(t, err)
		require.Equal(t, http.StatusBadRequest, status, name)
	}
	var states []InstanceState
	answer, err := http.Get(b.http.URL + "/_control/state")
	require.NoError(t, err)
	defer answer.Body.Close()
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&states))
	require.Len(t, states, 8)
	require.Equal(t, []string{b.in.guid, b.in.account.username}, []string{states[0].GUID, states[0].Username})
	require.False(t, strings.Contains(string(wirejson.Encode(states)), appSecret))
}
