package youjiyun

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHTTPFaults(t *testing.T) {
	b := newBench(t, Options{})
	code := func() any { return b.call("/wxworkapi/robot/list", nil)["code"] }
	b.control("faults", `{"busy":2}`)
	require.Equal(t, []any{"5000", "5000", "0"}, []any{code(), code(), code()})
	b.server.Faults().Set(FaultPlan{Expired: 1})
	require.Equal(t, []any{"1000", "1000"}, []any{code(), code()}, "until somebody logs in")
	old := b.token
	b.login()
	require.NotEqual(t, old, b.token)
	require.Equal(t, "0", code())

	form := "application/x-www-form-urlencoded"
	b.server.Faults().Set(FaultPlan{BrokenAnswers: 1})
	_, answer, err := b.do("/wxworkapi/robot/list?request_id="+b.requestID(), form, nil)
	require.NoError(t, err)
	require.False(t, json.Valid(answer))
	b.server.Faults().Set(FaultPlan{HalfAnswers: 1})
	_, _, err = b.do("/wxworkapi/robot/list?request_id="+b.requestID(), form, nil)
	require.Error(t, err)
	require.Equal(t, "0", code())
	require.Zero(t, b.server.Faults().Plan())
}

func TestSocketFaults(t *testing.T) {
	b := newBench(t, Options{})
	c := b.person()
	say := func(text string) { require.True(t, b.server.Say(c.robot.key, c.user(), text)) }
	textOf := func(body map[string]any) any { return body["content"].(map[string]any)["content"] }

	s := b.dial(3, "")
	b.server.Faults().Set(FaultPlan{Repeat: 1})
	say("一")
	require.Equal(t, s.expect("chat"), s.expect("chat"))
	require.Equal(t, s.expect("message"), s.expect("message"))

	b.server.Faults().Set(FaultPlan{Reorder: 1})
	say("二") // the chat waits for the message
	require.Equal(t, "二", textOf(s.expect("message")))
	s.expect("chat")

	b.server.Faults().Set(FaultPlan{Lose: 1})
	say("三")
	s.silent(b)
	require.Equal(t, "三", c.last().content.Content, "it is in the history")

	b.server.Faults().Set(FaultPlan{DelayMS: 500})
	say("四")
	b.server.Faults().Set(FaultPlan{})
	s.silent(b)
	b.pass(500 * time.Millisecond)
	first, _ := s.event()
	second, _ := s.event()
	require.ElementsMatch(t, []string{"chat", "message"}, []string{first, second})

	b.server.Faults().Set(FaultPlan{BrokenFrames: 1})
	say("五")
	broken := s.frame()
	require.True(t, strings.HasPrefix(broken, `42/imchat,["chat",`))
	require.False(t, json.Valid([]byte(broken[len("42/imchat,"):])))
	s.expect("message")

	b.server.Faults().Set(FaultPlan{LoseEchoes: 1})
	s.emit("message", map[string]any{"message": map[string]any{"contentType": 1, "content": "六"}, "chatId": c.id(), "messageId": "6"})
	s.silent(b)
	require.Len(t, b.server.Sent(), 1)

	b.control("faults", `{"silent":true}`)
	say("七")
	s.send("2")
	require.Eventually(t, func() bool { return c.last().content.Content == "七" }, time.Second, time.Millisecond)
	b.control("faults", `{}`)
	say("八")
	for { // a pong may come after the silence, nothing said in it does
		frame := s.frame()
		require.NotContains(t, frame, "七")
		if strings.Contains(frame, `["message"`) {
			require.Contains(t, frame, "八")
			break
		}
	}

	b.server.Faults().Set(FaultPlan{HalfFrames: 1})
	say("九")
	_, err := s.read()
	require.Error(t, err)

	s = b.dial(4, "")
	b.server.Faults().Set(FaultPlan{Drop: 1})
	say("十")
	_, err = s.read()
	require.Error(t, err)
	b.server.Faults().Set(FaultPlan{})
	s = b.dial(4, "")
	b.control("drop", "")
	_, err = s.read()
	require.Error(t, err)
}

func TestControls(t *testing.T) {
	b := newBench(t, Options{})
	c := b.person()
	b.control("say", fmt.Sprintf(`{"robotKey":%q,"chatUser":%q,"text":"请说"}`, c.robot.key, c.user()))
	require.Equal(t, "请说", c.last().content.Content)
	s := b.dial(3, "")
	b.control("say", fmt.Sprintf(`{"robotKey":%q,"chatUser":%q,"text":"手机","phone":true}`, c.robot.key, c.user()))
	s.expect("chat")
	message := s.expect("message")
	require.Equal(t, json.Number("2"), message["content"].(map[string]any)["contentType"])
	require.Equal(t, json.Number("1"), message["from"].(map[string]any)["isSelf"])
	require.Empty(t, b.server.Sent(), "no client sent it")
	b.control("robot-state", fmt.Sprintf(`{"robotKey":%q,"state":3}`, c.robot.key))
	require.Equal(t, RobotBanned, c.robot.state)
	b.control("friend-request", fmt.Sprintf(`{"robotKey":%q,"text":"我是蘑菇"}`, c.robot.key))
	require.Len(t, c.robot.requests, 1)
	for name, body := range map[string]string{
		"say": `{"robotKey":"x"}`, "robot-state": `{"robotKey":"x"}`, "friend-request": `{}`, "faults": `{"drip":1}`,
	} {
		status, _, err := b.do("/_control/"+name, "application/json", []byte(body))
		require.NoError(t, err)
		require.Equal(t, 400, status, name)
	}
	require.False(t, b.server.SetRobotState(c.robot.key, 5))
}

func TestFloodAndTruth(t *testing.T) {
	b := newBench(t, Options{})
	before := len(b.server.Truth())
	s := b.dial(3, "")
	seen, order := map[string]int{}, []string{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for len(seen) < 2000 {
			frame, err := s.read()
			if err != nil {
				return
			}
			var pair []json.RawMessage
			var body struct {
				MsgSvrID string `json:"msgSvrID"`
			}
			if json.Unmarshal([]byte(strings.TrimPrefix(frame, "42/imchat,")), &pair) != nil || string(pair[0]) != `"message"` {
				continue
			}
			_ = json.Unmarshal(pair[1], &body)
			seen[body.MsgSvrID]++
			order = append(order, body.MsgSvrID)
		}
	}()
	var result FloodResult
	require.NoError(t, json.Unmarshal(b.control("flood", `{"messages":2000,"repeat":0.1,"shuffle":8}`), &result))
	<-done
	require.Equal(t, 2000, result.Messages)
	require.InDelta(t, 200, result.Repeated, 60)
	require.Len(t, seen, 2000)
	disorder := 0
	for i := 1; i < len(order); i++ {
		disorder += flag(order[i] < order[i-1])
	}
	require.Greater(t, disorder, 200)

	lines := b.server.Truth()[before:]
	require.Len(t, lines, 2000)
	for _, line := range lines {
		require.NotZero(t, seen[line.MsgSvrID])
	}
	require.NoError(t, json.Unmarshal(b.control("flood", `{"messages":500,"drop":0.05}`), &result))
	require.NotZero(t, result.Drops)
	require.Zero(t, b.server.Sockets())

	for _, r := range b.server.world.robots {
		r.state = RobotOffline
	}
	_, err := b.server.Flood(context.Background(), Flood{Messages: 1})
	require.Error(t, err)
}

// TestRealClients runs npm's socket.io-client against the server. Its packages
// are not kept here: `npm install` in testdata/npm.
func TestRealClients(t *testing.T) {
	if _, err := os.Stat("testdata/npm/node_modules"); err != nil {
		t.Skip("no testdata/npm/node_modules: run npm install there")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node")
	}
	for _, c := range []struct {
		client string
		eio    []int
		works  bool
	}{
		{"client2", []int{3}, true},
		{"client2", []int{3, 4}, true},
		{"client2", []int{4}, false},
		{"client4", []int{4}, true},
		{"client4", []int{3, 4}, true},
		{"client4", []int{3}, false},
	} {
		t.Run(fmt.Sprint(c.client, c.eio), func(t *testing.T) {
			b := newBench(t, Options{AllowEIO: c.eio})
			chat := b.person()
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			command := exec.CommandContext(ctx, node, "peer.js", c.client, b.http.URL, b.token, chat.id())
			command.Dir = "testdata/npm"
			var said bytes.Buffer
			command.Stdout, command.Stderr = &said, &said
			err := command.Run()
			if !c.works {
				require.Error(t, err, said.String())
				return
			}
			require.NoError(t, err, said.String())
			require.Len(t, b.server.Sent(), 1)
			require.Equal(t, "from node 你好", b.server.Sent()[0].Text)
		})
	}
}
