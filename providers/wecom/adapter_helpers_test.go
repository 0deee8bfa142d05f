package wecom

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
)

var (
	aNoon   = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) // a little before noon in Shanghai; that of the notices' examples
	theSeat = model.Seat{RemoteID: "lisi", AccountID: "lisi", Name: "李四"}
)

// script is what a back end answers, by path; what is not in it is answered with
// success and nothing else.
type script map[string]func(sentCall) string

func says(body string) func(sentCall) string { return func(sentCall) string { return body } }

func refuses(code int) func(sentCall) string {
	return says(fmt.Sprintf(`{"errcode":%d,"errmsg":"no, because of it"}`, code))
}

func scripted(s script) *backEnd {
	return &backEnd{answer: func(one sentCall) (int, string) {
		if answer := s[one.Path]; answer != nil {
			return http.StatusOK, answer(one)
		}
		return http.StatusOK, okAnswer
	}}
}

// called gives the calls of one path, in order.
func (b *backEnd) called(path string) []sentCall {
	var list []sentCall
	for _, one := range b.got() {
		if one.Path == path {
			list = append(list, one)
		}
	}
	return list
}

// bodyOf is what was sent, read.
func bodyOf[T any](t testing.TB, one sentCall) (body T) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(one.Body), &body), one.Body)
	return body
}

func linkSettings(b http.RoundTripper, clock clockwork.Clock) providers.Settings {
	return providers.Settings{
		Connection: model.Connection{Name: "企业", BaseURL: "http://wecom.test", Account: sampleCorp, Options: map[string]string{optAgentID: "7"}},
		Secret:     testSecret,
		HTTP:       &http.Client{Transport: b}, Clock: clock,
	}
}

// withCallbacks has callbacks taken at any port.
func withCallbacks(s providers.Settings) providers.Settings {
	s.Connection.Options[optCallbackListen] = "127.0.0.1:0"
	s.Secrets = map[string]string{secretCallbackToken: sampleToken, secretCallbackAESKey: sampleKey}
	return s
}

func openLink(t testing.TB, s providers.Settings) *link {
	t.Helper()
	l, err := New().Open(s)
	require.NoError(t, err)
	return l.(*link)
}

// linkTo is a link to a script, whose clock stands still.
func linkTo(t testing.TB, s script) (*link, *backEnd) {
	t.Helper()
	b := scripted(s)
	return openLink(t, linkSettings(b, clockwork.NewFakeClockAt(aNoon))), b
}

// bound tells where a link takes callbacks, once it does.
func bound(l *link) <-chan string {
	at := make(chan string, 10)
	l.listen = func(network, address string) (net.Listener, error) {
		listener, err := net.Listen(network, address)
		if err == nil {
			at <- listener.Addr().String()
		}
		return listener, err
	}
	return at
}

// of gives the events of type E.
func of[E model.Event](events []model.Event) (list []E) {
	for _, event := range events {
		if e, ok := event.(E); ok {
			list = append(list, e)
		}
	}
	return list
}

// runLink starts Run and returns how to end it.
func runLink(t testing.TB, l *link, h *sinktest.Sink) (stop func()) {
	t.Helper()
	return sinktest.Run(t, func(ctx context.Context) error { return l.Run(ctx, h) })
}

// deliverTo sends a callback as WeCom does, and gives the status and the answer.
func deliverTo(t testing.TB, address string, clock clockwork.Clock, message, nonce string) (status int, answer string) {
	t.Helper()
	b := newBack(t, clock)
	p := b.pack(message, nonce, nonce)
	response, err := http.Post("http://"+address+"/?"+p.query, "text/xml", strings.NewReader(p.body))
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text := make([]byte, 64)
	n, _ := response.Body.Read(text)
	return response.StatusCode, string(text[:n])
}

// aNotice is the XML of an event of the company.
func aNotice(event, change, more string) string {
	return "<xml><ToUserName>" + sampleCorp + "</ToUserName><FromUserName>sys</FromUserName><CreateTime>1767323045</CreateTime><MsgType>event</MsgType><Event>" +
		event + "</Event><ChangeType>" + change + "</ChangeType>" + more + "</xml>"
}

const (
	someSeats = `{"errcode":0,"follow_user":["lisi","wangwu"]}`
	lisi      = `{"errcode":0,"userid":"lisi","name":"李四","alias":"小李","mobile":"13800000000","thumb_avatar":"http://h/1.png","department":[2,"3"]}`
	parties   = `{"errcode":0,"department":[{"id":1,"name":"万禾商贸"},{"id":2,"name":"售前","parentid":1}]}`
	someTags  = `{"errcode":0,"tag_group":[
		{"group_id":"g1","group_name":"意向","order":1,"tag":[{"id":"t1","name":"低","order":1},{"id":"t2","name":"高","order":9},{"id":"t3","name":"x","deleted":true}]},
		{"group_id":"g2","group_name":"等级","order":5,"tag":[{"id":"t4","name":"VIP"}]},
		{"group_id":"g3","group_name":"旧","deleted":true,"tag":[]}]}`
)

// aCompany is a back end with two seats, tags and no departments beside the root.
func aCompany() script {
	return script{
		ListFollowUsers.path: says(someSeats),
		GetUser.path: func(one sentCall) string {
			if one.Query.Get("userid") == "lisi" {
				return lisi
			}
			return `{"errcode":60011,"errmsg":"no privilege"}`
		},
		ListSimpleUsers.path: says(`{"errcode":0,"userlist":[{"userid":"wangwu","name":"王五","department":[1]},{"userid":"boss","name":"老板"}]}`),
		ListDepartments.path: says(parties),
		GetCorpTags.path:     says(someTags),
	}
}
