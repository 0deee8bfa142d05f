package socketio

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

// benchMessages is how many messages a run of the stream has: long enough for
// node's compiler to warm up.
const benchMessages = 200_000

// messageFrame is a push in the shape of 有机云 3.2.
func messageFrame(i int) string {
	return fmt.Sprintf(`42/imchat,["message",{"messageId":"20200324134230%06d","msgSvrID":"1002484",`+
		`"timestamp":1585024550000,"robotKey":"cfb3e2c2686d437ab1109cd63b87ea48",`+
		`"chatId":"S:1688853440227542_R:1736442911","chatName":"客户群","from":{"contactId":"1688853470825570",`+
		`"nickName":"客服昵称","headImg":"https://wework.qpic.cn/wwhead/xxx/0","isGroupContact":1},"isGroupChat":1,`+
		`"content":{"contentType":1,"content":"您好，请问我的订单什么时候发货？","atUserList":"7881299823, 16888534708"},`+
		`"assignTo":"xiaohong"}]`, i%1_000_000)
}

// streamServer speaks both versions and streams as many messages as "go" asks
// for, from memory, so that the client is what is measured.
func streamServer(b *testing.B) string {
	const chunkMessages = 500
	var chunk bytes.Buffer
	for i := range chunkMessages {
		frame := messageFrame(i)
		chunk.WriteByte(0x81) // a whole text frame
		chunk.Write([]byte{126, byte(len(frame) >> 8), byte(len(frame))})
		chunk.WriteString(frame)
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.Close() }()
		say := func(frame string) { _ = ws.WriteMessage(websocket.TextMessage, []byte(frame)) }
		say(`0{"sid":"bench","upgrades":[],"pingInterval":300000,"pingTimeout":300000,"maxPayload":1000000}`)
		if r.URL.Query().Get("EIO") == "3" {
			say("40")
		}
		for {
			_, frame, err := ws.ReadMessage()
			if err != nil {
				return
			}
			text := string(frame)
			if strings.HasPrefix(text, "40/imchat") {
				say(`40/imchat,{"sid":"bench"}`)
			}
			if wanted, ok := strings.CutPrefix(text, `42/imchat,["go",`); ok {
				n, _ := strconv.Atoi(strings.TrimSuffix(wanted, "]"))
				for ; n > 0; n -= chunkMessages {
					if _, err := io.Copy(ws.NetConn(), bytes.NewReader(chunk.Bytes())); err != nil {
						return
					}
				}
			}
		}
	}))
	b.Cleanup(server.Close)
	return server.URL + "/imchat?token=" + testToken
}

// message is what 有机云 3.2 documents, so that a benchmark can decode all of it.
type message struct {
	MessageID string `json:"messageId"`
	MsgSvrID  string `json:"msgSvrID"`
	Timestamp int64  `json:"timestamp"`
	RobotKey  string `json:"robotKey"`
	ChatID    string `json:"chatId"`
	ChatName  string `json:"chatName"`
	From      struct {
		ContactID      string `json:"contactId"`
		NickName       string `json:"nickName"`
		HeadImg        string `json:"headImg"`
		IsGroupContact int    `json:"isGroupContact"`
	} `json:"from"`
	IsGroupChat int `json:"isGroupChat"`
	Content     struct {
		ContentType int    `json:"contentType"`
		Content     string `json:"content"`
		AtUserList  string `json:"atUserList"`
	} `json:"content"`
	AssignTo string `json:"assignTo"`
}

// counter is a handler that counts messages. node hands over decoded objects, so
// decode makes the comparison a fair one.
type counter struct {
	connected chan struct{}
	done      chan struct{}
	decode    bool
	left      int
	chatIDs   int
}

func (c *counter) Connected(context.Context) { close(c.connected) }
func (c *counter) Disconnected(error)        {}

func (c *counter) Event(_ string, args []json.RawMessage) {
	if c.decode {
		var m message
		if err := json.Unmarshal(args[0], &m); err != nil {
			panic(err)
		}
		c.chatIDs += len(m.ChatID)
	}
	if c.left--; c.left == 0 {
		close(c.done)
	}
}

func (c *counter) Malformed(_ []byte, err error) { panic(err) }

// receive runs our client against the stream and returns messages a second.
func receive(b *testing.B, url string, eio int, decode bool) float64 {
	c := &counter{decode: decode, connected: make(chan struct{}), done: make(chan struct{}), left: benchMessages}
	client := New(Config{
		Endpoint: func(context.Context) (Endpoint, error) { return Endpoint{URL: url, EIO: eio}, nil },
		Clock:    clockwork.NewRealClock(),
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = client.Run(ctx, c)
	}()
	<-c.connected
	began := time.Now()
	require.NoError(b, client.Emit(ctx, "go", benchMessages))
	<-c.done
	rate := benchMessages / time.Since(began).Seconds()
	cancel()
	<-ended
	if decode {
		require.Equal(b, benchMessages*len("S:1688853440227542_R:1736442911"), c.chatIDs)
	}
	return rate
}

// receiveNode does the same with node's client.
func receiveNode(b *testing.B, url, module string) float64 {
	cmd, err := nodeCommand("bench_client.js", module, url, strconv.Itoa(benchMessages))
	require.NoError(b, err)
	output, err := cmd.Output()
	require.NoError(b, err)
	var result struct {
		Rate float64 `json:"msgs_per_s"`
	}
	require.NoError(b, json.Unmarshal(output, &result))
	return result.Rate
}

// BenchmarkReceive measures one stream of messages through our client, as it
// hands the arguments over (raw) and with each message decoded into a struct
// (decoded), and through node's socket.io-client where it is installed. The
// three take turns, so that a busy machine is unfair to all of them alike, and
// the medians are reported: msgs/s and, as …-x, the ratio to node. One iteration
// is a whole stream each; use -benchtime 5x.
func BenchmarkReceive(b *testing.B) {
	for _, c := range []struct {
		eio    int
		module string
	}{{3, "socket.io-client-2"}, {4, "socket.io-client-4"}} {
		b.Run(fmt.Sprintf("EIO%d", c.eio), func(b *testing.B) {
			_, missing := nodeCommand("bench_client.js", c.module)
			if missing != nil {
				b.Log("without a reference: ", missing)
			}
			url := streamServer(b)
			var raw, decoded, node []float64
			for range b.N {
				raw = append(raw, receive(b, url, c.eio, false))
				decoded = append(decoded, receive(b, url, c.eio, true))
				if missing == nil {
					node = append(node, receiveNode(b, url, c.module))
				}
			}
			b.ReportMetric(median(raw), "raw-msgs/s")
			b.ReportMetric(median(decoded), "decoded-msgs/s")
			if missing == nil {
				b.ReportMetric(median(node), "node-msgs/s")
				b.ReportMetric(median(raw)/median(node), "raw-x")
				b.ReportMetric(median(decoded)/median(node), "decoded-x")
			}
		})
	}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// BenchmarkSplitEvent is the codec alone.
func BenchmarkSplitEvent(b *testing.B) {
	frame := []byte(messageFrame(1))
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		p, err := parsePacket(frame[1:])
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := splitEvent(p.data); err != nil {
			b.Fatal(err)
		}
	}
}
