package juhe

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

func TestTheFirstSocketHearsWhatWaits(t *testing.T) {
	b := newBench(t, Options{Seats: 2, Conversations: 6})
	early, ok := b.Say(b.Seats()[0], "", "比接入还早")
	require.True(t, ok)
	c := b.socketOf()
	require.Equal(t, early, c.next("message").Data["msgId"], "kept for it")
	truth := b.Truth()
	require.Greater(t, len(truth), 6)
	for _, line := range truth[1:] {
		m := c.next("message").Data
		require.Equal(t, line.MsgID, m["msgId"])
		require.Equal(t, json.Number(fmt.Sprint(line.Time)), m["time"])
		require.Less(t, line.Time, theTime.UnixMilli())
		require.Equal(t, false, m["self"])
		if person := b.world.byUser(line.UserID).chatWith(line.Peer); person.room == nil {
			require.Equal(t, line.Peer, m["fromId"])
			require.Equal(t, "", m["roomId"])
		} else {
			require.Equal(t, line.Peer, m["roomId"])
			require.NotEmpty(t, m["roomName"])
		}
	}
	later := b.socketOf()
	id, _ := b.Say(b.Seats()[0], "", "现在")
	require.Equal(t, id, later.next("message").Data["msgId"], "the past is told once")
	require.Equal(t, id, c.next("message").Data["msgId"])
	require.Equal(t, 2, b.Sockets())
}

func TestATokenIsWanted(t *testing.T) {
	b := newBench(t, Options{})
	for _, query := range []string{"", "?token=", "?token=" + accessToken} {
		_, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(b.web.URL, "http")+"/socket"+query, nil)
		require.Error(t, err)
		require.Equal(t, http.StatusUnauthorized, answer.StatusCode)
		answer.Body.Close()
	}
}

func TestSending(t *testing.T) {
	b := newBench(t, Options{})
	c := b.socketOf()
	seat := b.state(b.Seats()[0])
	peer := b.Peers(seat.UserID)[0]
	text := func(id, words string) object {
		return object{"chatUserId": seat.ChatUserID, "toId": peer, "roomId": "", "msgType": 1, "content": words, "clientId": id}
	}
	ack := c.send(text("c1", "您好"))
	require.Equal(t, "r1", ack.RequestID)
	require.Equal(t, 0, ack.Code)
	id := ack.Data["msgId"]
	require.NotEmpty(t, id)
	echo := c.text("您好")
	require.Equal(t, []any{id, true, "c1", seat.ChatUserID, peer}, []any{echo["msgId"], echo["self"], echo["clientId"], echo["fromId"], echo["toId"]})

	require.Equal(t, id, c.send(text("c1", "您好")).Data["msgId"], "it is the same message")
	require.Len(t, b.Sent(), 1)
	require.Equal(t, 2, b.Sent()[0].Tries)

	room := ""
	for _, p := range b.Peers(seat.UserID) {
		if b.world.byUser(seat.UserID).chatWith(p).room != nil {
			room = p
		}
	}
	in := text("c2", "群里好")
	in["roomId"], in["toId"] = room, ""
	require.Equal(t, 0, c.send(in).Code)
	require.Equal(t, room, c.text("群里好")["roomId"])

	picture := text("c3", "")
	picture["msgType"], picture["content"] = 2, object{"url": "https://x/1.png", "name": "1.png"}
	require.Equal(t, 0, c.send(picture).Code)
	require.Equal(t, object{"url": "https://x/1.png", "name": "1.png"}, c.next("message").Data["content"])

	offline, banned := b.seat(func(a AccountState) bool { return !a.Online && !a.Banned }), b.seat(func(a AccountState) bool { return a.Banned })
	for name, test := range map[string]struct {
		change object
		code   int
	}{
		"no client id":      {object{"clientId": ""}, codeParameter},
		"a long client id":  {object{"clientId": strings.Repeat("x", maxClientID+1)}, codeParameter},
		"nobody's account":  {object{"chatUserId": "x"}, codeNotFound},
		"nobody":            {object{"toId": "x"}, codeNotFound},
		"a room as person":  {object{"toId": room}, codeNotFound},
		"no text":           {object{"content": " "}, codeParameter},
		"text as an object": {object{"content": object{}}, codeParameter},
		"a kind":            {object{"msgType": 9}, codeParameter},
		"a file from here":  {object{"msgType": 5, "content": object{"url": "file:///etc/passwd"}}, codeParameter},
		"offline":           {object{"chatUserId": offline.ChatUserID}, codeOffline},
		"banned":            {object{"chatUserId": banned.ChatUserID}, codeBanned},
	} {
		body := text("c-"+name, "x")
		for field, value := range test.change {
			body[field] = value
		}
		ack := c.send(body)
		require.Equal(t, test.code, ack.Code, name)
		require.NotEmpty(t, ack.Msg, name)
	}
	require.Len(t, b.Sent(), 3)

	b.Faults().Set(FaultPlan{FailSends: 1, LoseAcks: 0})
	require.Equal(t, codeBusy, c.send(text("c4", "x")).Code)
	require.Equal(t, 0, c.send(text("c4", "x")).Code, "it was not taken")
	for _, nonsense := range []string{`{`, `{"type":"pong"}`, `[]`, `{"type":7}`, `{"type":"unknown","data":{}}`} {
		require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(nonsense)))
	}
	require.NoError(t, c.conn.WriteMessage(websocket.BinaryMessage, []byte{1, 2}))
	require.Equal(t, 0, c.send(text("c5", "还在")).Code, "nonsense cuts nobody off")
}

func TestContactsComeInPages(t *testing.T) {
	b := newBench(t, Options{Conversations: 4, Contacts: 120})
	c := b.socketOf()
	seat := b.state(b.Seats()[0])
	done, _ := b.ask("syncLinker", object{"chatUserId": seat.ChatUserID, "linkType": "0"})
	require.True(t, done)
	found := map[any]bool{}
	for page := 1; ; page++ {
		f := c.next("linkers").Data
		require.Equal(t, seat.ChatUserID, f["chatUserId"])
		require.Equal(t, "0", f["linkType"])
		require.Equal(t, json.Number(fmt.Sprint(page)), f["page"])
		for _, one := range f["list"].([]any) {
			found[one.(object)["id"]] = true
		}
		if f["last"] == true {
			require.Equal(t, 3, page)
			break
		}
		require.Len(t, f["list"], linkerPage)
	}
	require.Len(t, found, len(b.world.byUser(seat.UserID).contacts))

	done, _ = b.ask("syncLinker", object{"chatUserId": seat.ChatUserID, "linkType": "1"})
	require.True(t, done)
	require.Len(t, c.next("linkers").Data["list"], 11, "the colleagues")
	offline := b.seat(func(a AccountState) bool { return !a.Online })
	require.Equal(t, codeOffline, b.refused("syncLinker", object{"chatUserId": offline.ChatUserID, "linkType": "0"}))
	require.Equal(t, codeParameter, b.refused("syncLinker", object{"chatUserId": seat.ChatUserID, "linkType": "2"}))
	require.Equal(t, codeNotFound, b.refused("syncLinker", object{"chatUserId": "x", "linkType": "0"}))
}

func TestStatesAndRevokesArePushed(t *testing.T) {
	b := newBench(t, Options{})
	c := b.socketOf()
	seat := b.Seats()[0]
	require.True(t, b.SetOnline(seat, false))
	f := c.next("state").Data
	require.Equal(t, []any{seat, json.Number("0")}, []any{f["userId"], f["onOffline"]})
	id, ok := b.Say(seat, "", "说错了")
	require.True(t, ok)
	require.True(t, b.Revoke(id))
	require.False(t, b.Revoke(id), "once")
	state := b.state(seat)
	person, room := "", ""
	for _, p := range b.Peers(seat) {
		if b.world.byUser(seat).chatWith(p).room != nil {
			room = p
		} else {
			person = p
		}
	}
	revoked := func() []any {
		f := c.next("revoke").Data
		return []any{f["msgId"], f["chatUserId"], f["fromId"], f["toId"], f["roomId"]}
	}
	require.Equal(t, []any{id, state.ChatUserID, b.Peers(seat)[0], state.ChatUserID, ""}, revoked())
	id, ok = b.Say(seat, room, "大家好")
	require.True(t, ok)
	from := c.text("大家好")["fromId"]
	require.True(t, b.Revoke(id))
	require.Equal(t, []any{id, state.ChatUserID, from, room, room}, revoked())

	// The seat's own: to whom they went is what tells the conversation.
	require.True(t, b.SetOnline(seat, true))
	for i, to := range []object{{"toId": person, "roomId": ""}, {"toId": "", "roomId": room}} {
		to["chatUserId"], to["msgType"], to["content"], to["clientId"] = state.ChatUserID, 1, "发错了", fmt.Sprint("own", i)
		id := c.send(to).Data["msgId"].(string)
		require.True(t, b.Revoke(id))
		require.Equal(t, []any{id, state.ChatUserID, state.ChatUserID, []string{person, room}[i], []string{"", room}[i]}, revoked())
	}
	_, ok = b.Say(seat, "nobody", "x")
	require.False(t, ok)
}

func TestASilentClientIsCut(t *testing.T) {
	b := newBench(t, Options{Seats: 1, Conversations: 1})
	c := b.socketOf()
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
	b.clock.Advance(pingEvery)
	c.next("ping")
	require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"pong"}`)))
	require.Equal(t, codeParameter, c.send(object{}).Code, "the pong was read")
	for range 3 {
		b.clock.Advance(pingEvery)
		c.next("ping")
	}
	b.clock.Advance(pingEvery)
	for {
		if _, _, err := c.conn.ReadMessage(); err != nil {
			break
		}
	}
	require.Eventually(t, func() bool { return b.Sockets() == 0 }, 5*time.Second, time.Millisecond)
}

func TestFramesGoWrongOnDemand(t *testing.T) {
	b := newBench(t, Options{Seats: 1, Conversations: 1})
	c := b.socketOf()
	seat := b.Seats()[0]
	say := func(plan FaultPlan, text string) {
		b.Faults().Set(plan)
		_, ok := b.Say(seat, "", text)
		require.True(t, ok)
	}
	say(FaultPlan{Lose: 1}, "lost")
	say(FaultPlan{Repeat: 1}, "twice")
	require.Equal(t, c.text("twice"), c.next("message").Data)
	say(FaultPlan{BrokenFrames: 1}, "broken")
	_, raw, err := c.conn.ReadMessage()
	require.NoError(t, err)
	require.False(t, json.Valid(raw))
	say(FaultPlan{FrameDelayMS: 500}, "late")
	b.Faults().Set(FaultPlan{})
	b.pass(time.Second)
	c.text("late")
	say(FaultPlan{Drop: 1}, "cut")
	_, _, err = c.conn.ReadMessage()
	require.Error(t, err)
}

func TestAnOutage(t *testing.T) {
	b := newBench(t, Options{Seats: 2, Conversations: 2})
	l := newListener(t)
	b.tellTo(l, SHA1)
	c := b.socketOf()
	b.Outage(time.Minute)
	_, _, err := c.conn.ReadMessage()
	for err == nil {
		_, _, err = c.conn.ReadMessage()
	}
	call := func() error {
		answer, err := http.Post(b.web.URL+root+"getPanel?"+credentials().Encode(), "application/json", nil)
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		return err
	}
	require.Error(t, call())
	answer, err := http.Get(b.web.URL + "/_control/state")
	require.NoError(t, err, "the controls go on")
	answer.Body.Close()
	require.Equal(t, "2026-03-02T02:01:00Z", b.State().OutageEnd)

	b.run()
	require.True(t, b.SetOnline(b.Seats()[0], false), "life goes on")
	_, ok := b.Say(b.Seats()[1], "", "有人吗")
	require.True(t, ok)
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
	_, _, waiting := b.Callbacks()
	require.Equal(t, 1, waiting)
	b.clock.Advance(time.Minute)
	require.NoError(t, call())
	b.requireSigned(l.wait(1)[0])
	b.socketOf().text("有人吗")
}

func TestCallsGoWrongOnDemand(t *testing.T) {
	b := newBench(t, Options{})
	call := func() (int, string, error) {
		answer, err := http.Post(b.web.URL+root+"getPanel?"+credentials().Encode(), "application/json", nil)
		if err != nil {
			return 0, "", err
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		return answer.StatusCode, string(body), err
	}
	b.Faults().Set(FaultPlan{Broken: 1, Path: root + "getPanel"})
	require.Equal(t, 0, *b.post("getUsers", nil).Code, "only that path")
	status, body, err := call()
	require.NoError(t, err)
	require.Equal(t, 500, status)
	require.Contains(t, body, "<html>")
	b.Faults().Set(FaultPlan{Garbage: 1})
	_, body, err = call()
	require.NoError(t, err)
	require.Contains(t, body, `"code":{}`)
	b.Faults().Set(FaultPlan{Refuse: 2})
	require.Equal(t, codeBusy, b.refused("getPanel", nil))
	b.Faults().Set(FaultPlan{Refuse: 1, Code: 10001})
	require.Equal(t, 10001, b.refused("getPanel", nil))
	b.Faults().Set(FaultPlan{LoseAnswers: 1})
	_, _, err = call()
	require.Error(t, err)
	b.Faults().Set(FaultPlan{HalfAnswers: 1})
	_, _, err = call()
	require.Error(t, err)
	b.Faults().Set(FaultPlan{LateAnswers: 1, DelayMS: 3000})
	done := make(chan error, 1)
	go func() {
		_, _, err := call()
		done <- err
	}()
	require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
	b.clock.Advance(3 * time.Second)
	require.NoError(t, <-done)
	require.Zero(t, b.Faults().Plan().LateAnswers)
}

func TestControls(t *testing.T) {
	b := newBench(t, Options{})
	l := newListener(t)
	do := func(path string, body any) (int, string) {
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		answer, err := http.Post(b.web.URL+"/_control/"+path, "application/json", strings.NewReader(string(raw)))
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(text)
	}
	seat := b.Seats()[0]
	for _, one := range []struct {
		path string
		body object
		then func()
	}{
		{"callback", object{"url": l.URL, "secret": "geheim", "algorithm": "md5"}, func() { require.Equal(t, "geheim", b.CallbackSecret()) }},
		{"ban", object{"userId": seat, "minutes": 45}, func() { require.Equal(t, "2026-03-02 10:45:00", b.state(seat).UnlockTime) }},
		{"unban", object{"userId": seat}, func() { require.False(t, b.state(seat).Banned) }},
		{"online", object{"userId": seat}, func() { require.True(t, b.state(seat).Online) }},
		{"offline", object{"userId": seat}, func() { require.False(t, b.state(seat).Online) }},
		{"detect", object{"userId": seat}, func() { _, _, n := b.Callbacks(); require.Equal(t, 7, n) }},
		{"say", object{"userId": seat, "text": "在吗"}, func() { require.Equal(t, "在吗", b.Truth()[0].Text) }},
		{"revoke", object{"msgId": "7200000000000000001"}, func() { require.True(t, b.Truth()[0].Revoked) }},
		{"faults", object{"refuse": 1, "code": 401}, func() { require.Equal(t, codeToken, b.refused("getPanel", nil)) }},
		{"drop", object{}, func() {}},
		{"outage", object{"seconds": 1.5}, func() { require.NotEmpty(t, b.State().OutageEnd) }},
	} {
		status, text := do(one.path, one.body)
		require.Equal(t, 200, status, "%s: %s", one.path, text)
		one.then()
	}
	for path, body := range map[string]object{
		"ban": {"userId": "nobody"}, "scan": {"userId": seat}, "say": {"userId": "nobody"}, "revoke": {"msgId": "1"},
		"callback": {"url": "x"}, "faults": {"nonsense": 1}, "online": {"userId": "nobody"},
	} {
		status, _ := do(path, body)
		require.Equal(t, 400, status, path)
	}
	for _, path := range []string{"state", "sent", "truth", "faults"} {
		answer, err := http.Get(b.web.URL + "/_control/" + path)
		require.NoError(t, err)
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		answer.Body.Close()
		require.Equal(t, 200, answer.StatusCode)
		require.True(t, json.Valid(text), path)
	}
}

// TestLifeGoesOn lets an hour pass while the server runs.
func TestLifeGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Rate: 1, StateEvery: 2 * time.Minute, BanEvery: 10 * time.Minute, Clock: clockwork.NewRealClock(), BaseURL: "http://sim"})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		before := s.State()
		go func() { done <- s.Run(ctx) }()
		time.Sleep(time.Hour)
		synctest.Wait()
		after := s.State()
		require.InDelta(t, 3600, after.Messages, 400)
		require.Greater(t, after.Lost, 20, "nobody wants callbacks")
		require.NotEqual(t, before.Panel, after.Panel)
		require.Greater(t, after.Panel.ForbidAccountCount, 1)
		require.Less(t, after.Panel.ForbidAccountCount, 5)
		require.Greater(t, after.Panel.OnlineCount, 3)
		logouts := 0
		for _, row := range s.world.log {
			if row.status == logLogout && row.at.After(time.Now().Add(-time.Hour)) {
				logouts++
			}
		}
		require.Greater(t, logouts, 5)
		kinds, revoked := map[int]bool{}, 0
		for _, line := range s.Truth() {
			kinds[line.MsgType] = true
			if line.Revoked {
				revoked++
			}
		}
		for _, kind := range []int{kindText, kindImage, kindVoice, kindFile, kindLink, kindMini, kindCard, kindSystem, kindUnknown} {
			require.True(t, kinds[kind], "kind %d", kind)
		}
		require.Positive(t, revoked)
		cancel()
		require.NoError(t, <-done)
		s.Close()
	})
}

func TestCustomersAnswer(t *testing.T) {
	b := newBench(t, Options{Seats: 1, Conversations: 8, Rate: 0.001})
	c := b.socketOf()
	seat := b.state(b.Seats()[0])
	before := len(b.Truth())
	for i, peer := range b.Peers(seat.UserID)[:5] {
		ack := c.send(object{"chatUserId": seat.ChatUserID, "toId": peer, "msgType": 1, "content": "您好", "clientId": fmt.Sprint("c", i)})
		require.Equal(t, 0, ack.Code)
	}
	b.pass(30 * time.Second)
	require.Greater(t, len(b.Truth()), before+5, "some of them do")
}

func TestASeedMakesOneWorld(t *testing.T) {
	one, same, other := newBench(t, Options{Seed: 7}), newBench(t, Options{Seed: 7}), newBench(t, Options{Seed: 8})
	require.Equal(t, one.State(), same.State())
	require.NotEqual(t, one.State(), other.State())
	account, secret := one.Credentials()
	require.Equal(t, []string{mainUser, accessToken}, []string{account, secret})
}
