package wecom

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestMessagesToStaff(t *testing.T) {
	l, b := linkTo(t, nil)
	require.NoError(t, l.MessageStaff(t.Context(), []string{"boss", "zhao"}, "坐席离线"))
	require.JSONEq(t, `{"touser":"boss|zhao","msgtype":"text","agentid":7,"text":{"content":"坐席离线"}}`, b.got()[0].Body)

	many := make([]string, staffOfMessage+1)
	for i := range many {
		many[i] = fmt.Sprint("u", i)
	}
	require.NoError(t, l.MessageStaff(t.Context(), many, "x"))
	require.Len(t, b.got(), 3)
	require.Equal(t, "u1000", bodyOf[Head](t, b.got()[2]).ToUser)

	require.True(t, model.IsTrouble(l.MessageStaff(t.Context(), nil, "x"), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.MessageStaff(t.Context(), []string{"a"}, strings.Repeat("x", maxMessage+1)), model.TroubleTooLong))
	require.Len(t, b.got(), 3)
}

func TestWhoIsNotReachedIsAnErrorOnlyIfNobodyIs(t *testing.T) {
	l, _ := linkTo(t, script{SendMessage.path: says(`{"errcode":0,"invaliduser":"zhao","unlicenseduser":""}`)})
	require.NoError(t, l.MessageStaff(t.Context(), []string{"boss", "zhao"}, "x"))
	require.True(t, model.IsTrouble(l.MessageStaff(t.Context(), []string{"zhao"}, "x"), model.TroubleNotFound))
	l, _ = linkTo(t, script{SendMessage.path: refuses(81013)})
	require.True(t, model.IsTrouble(l.MessageStaff(t.Context(), []string{"zhao"}, "x"), model.TroubleRejected))
}

func TestMessagesNeedAnApp(t *testing.T) {
	b := scripted(nil)
	s := linkSettings(b, clockwork.NewFakeClockAt(aNoon))
	s.Connection.Options = nil
	err := openLink(t, s).MessageStaff(t.Context(), []string{"boss"}, "x")
	require.Equal(t, "option agent_id", model.AsTrouble(err).About)
	require.Empty(t, b.got())
}

func TestARobotSendsText(t *testing.T) {
	var got, answer string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		var body [1000]byte
		n, _ := q.Body.Read(body[:])
		got = q.URL.RequestURI() + " " + string(body[:n])
		_, _ = fmt.Fprint(w, answer)
	}))
	defer server.Close()
	robot := NewRobot(server.Client(), clockwork.NewFakeClockAt(aNoon))
	address := server.URL + "/wecom" + robotPath + "?key=K-E-Y"
	answer = okAnswer
	require.NoError(t, robot.Send(t.Context(), " "+address+"\n", "坐席 被封"))
	require.Equal(t, `/wecom/cgi-bin/webhook/send?key=K-E-Y {"msgtype":"text","text":{"content":"坐席 被封"}}`, got)

	for code, want := range map[int]model.TroubleCode{45009: model.TroubleBusy, 93000: model.TroubleRejected} {
		answer = fmt.Sprintf(`{"errcode":%d,"errmsg":"no: K-E-Y"}`, code)
		err := robot.Send(t.Context(), address, "x")
		require.True(t, model.IsTrouble(err, want), err)
		require.NotContains(t, err.Error(), "K-E-Y")
	}
	answer = "<html>K-E-Y</html>"
	err := robot.Send(t.Context(), address, "x")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "K-E-Y")
	server.Close()
	err = robot.Send(t.Context(), address, "x")
	require.True(t, model.IsTrouble(err, model.TroubleUnreachable), err)
	require.NotContains(t, err.Error(), "K-E-Y")
}

func TestAnAddressThatIsNoRobotsIsNeverCalled(t *testing.T) {
	b := scripted(nil)
	robot := NewRobot(&http.Client{Transport: b}, clockwork.NewFakeClockAt(aNoon))
	for address, right := range map[string]bool{
		"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K-E-Y":              true,
		"http://127.0.0.1:7800/wecom/cgi-bin/webhook/send?key=K-E-Y":              true,
		"http://localhost:7800/wecom/cgi-bin/webhook/send?key=K-E-Y":              true,
		"http://[::1]:7800/cgi-bin/webhook/send?key=K-E-Y":                        true,
		"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K-E-Y":               false,
		"https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=K-E-Y":         false,
		"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=K-E-Y": false,
		"https://evil.example/cgi-bin/webhook/send?key=K-E-Y":                     false,
		"https://u:p@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K-E-Y":          false,
		"https://qyapi.weixin.qq.com/cgi-bin/webhook/send":                        false,
		"https://qyapi.weixin.qq.com/cgi-bin/gettoken?key=K-E-Y":                  false,
		"ftp://127.0.0.1/cgi-bin/webhook/send?key=K-E-Y":                          false,
		"http://127.0.0.1.evil.example/cgi-bin/webhook/send?key=K-E-Y":            false,
		"://K-E-Y": false,
		"":         false,
	} {
		before := len(b.got())
		err := robot.Send(t.Context(), address, "x")
		if right {
			require.NoError(t, err, address)
			require.Len(t, b.got(), before+1)
			continue
		}
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%s: %v", address, err)
		require.NotContains(t, err.Error(), "K-E-Y")
		require.Len(t, b.got(), before, address)
	}
	require.True(t, model.IsTrouble(robot.Send(t.Context(), "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K", ""), model.TroubleInvalid))
}
