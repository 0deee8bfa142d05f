package juhe

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
)

const pathToken = "0123456789abcdef0123456789abcdef"

// settings open a connection to a back end.
func settings(base string, clock clockwork.Clock, options map[string]string) providers.Settings {
	return providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: base, Account: "main", Options: options},
		Secret:     testToken, Secrets: map[string]string{secretCallback: testSecret}, Token: pathToken,
		Clock: clock, Rand: dice(),
	}
}

func openLink(t testing.TB, base string, clock clockwork.Clock, options map[string]string) *link {
	t.Helper()
	l, err := New().Open(settings(base, clock, options))
	require.NoError(t, err)
	return l.(*link)
}

// running starts Run and returns how to end it.
func running(t testing.TB, l *link, s *sinktest.Sink) (stop func()) {
	t.Helper()
	return sinktest.Run(t, func(ctx context.Context) error { return l.Run(ctx, s) })
}

// company is a back end with two accounts, one of them banned, and a login log.
func company(t testing.TB) *backend {
	b := newBackend(t)
	b.says(GetUsers.path, `{"code":0,"data":{"total":2,"list":[
		{"userId":"u1","chatUserId":"c1","name":"王芳","shortName":"售前1","avatar":"http://h/1.png","corpId":"ww1","cropName":"甲公司","saleNo":"A1",
		 "mobile":"13800000000","ascription":"pre","administrators":"A0","minSecond":30,"maxSecond":90,"upperLimit":20,
		 "supportAutomaticLogin":true,"automaticLogon":true,"unlockStatus":1,"status":1,"accessToken":"leak-1"},
		{"userId":"u2","chatUserId":"c2","name":"李雷","unlockStatus":2,"unlockTime":"2026-05-06 18:00:00","ascription":"post","status":1}]}}`)
	b.says(GetSonUsers.path, `{"code":0,"data":[{"userId":"u2"},{"userId":"u3","chatUserId":"c3","unlockStatus":1},{"userId":"main"}]}`)
	b.on(GetSonUsersByClass.path, func(q call) (int, string) {
		class := q.Query.Get("qwUser.ascription")
		names := map[string]string{"pre": "售前", "post": "售后"}
		return 200, fmt.Sprintf(`{"code":0,"data":{"ascription":%q,"ascriptionName":%q,"list":[]}}`, class, names[class])
	})
	b.says(GetPanel.path, `{"code":0,"data":{"allUserCount":3,"onlineCount":1,"totalAccountCount":3,"onlineAccountCount":1,"offlineAccountCount":2,"normalAccountCount":2,"forbidAccountCount":1}}`)
	b.on(GetLoginLog.path, func(q call) (int, string) {
		var s SearchRequest
		_ = json.Unmarshal([]byte(q.Body), &s)
		if s.PageNo > 1 {
			return 200, `{"code":0,"data":{"total":4,"list":[]}}`
		}
		return 200, `{"code":0,"data":{"total":4,"list":[
			{"id":4,"userId":"u1","status":0,"createTimeStamp":"2026-05-06 15:00:00"},
			{"id":3,"userId":"u2","status":1,"createTimeStamp":"1778050000000"},
			{"id":2,"userId":"u1","status":1,"createTimeStamp":"1778040000"},
			{"id":1,"userId":"u1","status":0,"createTimeStamp":"2026-04-01 08:00:00"}]}}`
	})
	return b
}

// withCallbacks has a link take callbacks at any port, and tells where.
func withCallbacks(l *link) (address <-chan string) {
	bound := make(chan string, 1)
	l.listen = func(network, address string) (net.Listener, error) {
		listener, err := net.Listen(network, address)
		if err == nil {
			bound <- listener.Addr().String()
		}
		return listener, err
	}
	return bound
}

// post sends a callback, and gives the status and data of the answer.
func post(t testing.TB, address, path string, body []byte) (status int, done bool) {
	t.Helper()
	response, err := http.Post("http://"+address+path, "application/json", strings.NewReader(string(body)))
	require.NoError(t, err)
	defer response.Body.Close()
	var told struct {
		Data bool `json:"data"`
	}
	_ = json.NewDecoder(response.Body).Decode(&told)
	return response.StatusCode, told.Data
}

var (
	theSeat = model.Seat{RemoteID: "u1", AccountID: "c1", Name: "王芳"}
	theChat = model.Conversation{RemoteID: "x1", PeerID: "x1"}
)
