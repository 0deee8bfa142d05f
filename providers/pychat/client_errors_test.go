package pychat

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

func sendText(ctx context.Context, c *Client) error {
	_, err := SendText.Do(ctx, c, SendTextRequest{GUID: testGUID, ToUsername: "wxid_a", Content: "你好"})
	return err
}

func getProfile(ctx context.Context, c *Client) error {
	_, err := GetProfile.Do(ctx, c, GetProfileRequest{GUID: testGUID})
	return err
}

func TestRefusals(t *testing.T) {
	const path = "/msg/send_text"
	for name, test := range map[string]struct {
		status int
		body   string
		want   APIError
	}{
		"errcode":          {200, `{"errcode":-104,"errmsg":"实例不在线"}`, APIError{Code: "-104", Msg: "实例不在线"}},
		"errcode as text":  {200, `{"errcode":"1001","msg":"no"}`, APIError{Code: "1001", Msg: "no"}},
		"err_code":         {200, `{"err_code":5,"err_msg":"no","data":{"msgId":1}}`, APIError{Code: "5", Msg: "no"}},
		"the second code":  {200, `{"errcode":0,"err_code":5,"err_msg":"no"}`, APIError{Code: "5", Msg: "no"}},
		"without words":    {200, `{"errcode":1}`, APIError{Code: "1"}},
		"baseResponse":     {200, `{"baseResponse":{"ret":-2,"errMsg":{"string":"not a friend"}}}`, APIError{Code: "-2", Msg: "not a friend"}},
		"inside data":      {200, `{"errcode":0,"errmsg":"ok","data":{"baseResponse":{"ret":"-2","errMsg":"gone"}}}`, APIError{Code: "-2", Msg: "gone"}},
		"inside a string":  {200, `{"errcode":0,"data":"{\"err_code\":7,\"msg\":\"x\"}"}`, APIError{Code: "7", Msg: "x"}},
		"code and status":  {500, `{"errcode":9,"errmsg":"oops"}`, APIError{Code: "9", Msg: "oops"}},
		"status and words": {403, `{"detail":"app_key is unknown"}`, APIError{Code: "403", Msg: "app_key is unknown"}},
		"status and text":  {500, `"Internal Server Error"`, APIError{Code: "500", Msg: "Internal Server Error"}},
		"status alone":     {404, `null`, APIError{Code: "404"}},
		"errcode 0":        {500, `{"errcode":0}`, APIError{Code: "500"}},
		"redirect":         {302, `{}`, APIError{Code: "302"}},
		"fields": {
			422, `{"detail":[{"loc":["body","to_username"],"msg":"field required","type":"value_error.missing"},{"loc":["body","at_list",0],"msg":"str type expected","type":"type_error.str"}]}`,
			APIError{Code: "422", Msg: "body.to_username: field required; body.at_list.0: str type expected"},
		},
		"fields in a word":  {422, `{"detail":"bad"}`, APIError{Code: "422", Msg: "bad"}},
		"fields, oddly":     {422, `{"detail":{"loc":1}}`, APIError{Code: "422"}},
		"block by code":     {200, `{"errcode":429,"errmsg":"too many calls"}`, APIError{Code: "429", Msg: "too many calls"}},
		"block by status":   {429, `{"errcode":1,"errmsg":"slow down"}`, APIError{Code: "1", Msg: "slow down"}},
		"block in HTML":     {429, `<html>Too Many Requests`, APIError{Code: "429"}},
		"block, no answer":  {429, ``, APIError{Code: "429"}},
		"words of 1 MB":     {200, `{"errcode":1,"errmsg":"` + strings.Repeat("长", 400_000) + `"}`, APIError{Code: "1", Msg: strings.Repeat("长", 100) + "…"}},
		"code of 1 MB":      {200, `{"errcode":"` + strings.Repeat("9", 1<<20) + `"}`, APIError{Code: strings.Repeat("9", 300) + "…"}},
		"fields by the 100": {422, `{"detail":[` + strings.Repeat(`{"loc":["a"],"msg":"b"},`, 100) + `{}]}`, APIError{Code: "422", Msg: strings.TrimSuffix(strings.Repeat("a: b; ", 10), "; ")}},
	} {
		t.Run(name, func(t *testing.T) {
			b := alwaysSays(test.status, test.body)
			gate := &countingGate{}
			err := sendText(t.Context(), clientOf(b, gate))
			test.want.Call, test.want.Status = path, test.status
			var api *APIError
			require.ErrorAs(t, err, &api)
			require.Equal(t, test.want, *api)
			require.Equal(t, test.status == 422, api.Invalid())
			require.Equal(t, strings.HasPrefix(name, "block"), api.Blocked())
			require.Len(t, b.got(), 1, "a write is never repeated")
			require.Equal(t, []passedCall{{testGUID, true}}, gate.passed)
			if api.Blocked() {
				require.Equal(t, []string{testGUID}, gate.blocked)
			} else {
				require.Empty(t, gate.blocked)
			}
			require.ErrorContains(t, err, path+": refused with "+test.want.Code)
		})
	}
}

func TestAnswersThatAreNoJSON(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
	}{
		"500 in HTML": {500, `<html>error</html>`},
		"502 in HTML": {502, `<html>Bad Gateway</html>`},
		"500 empty":   {500, ``},
		"404 in text": {404, `404 page not found`},
		"cut off":     {500, `{"errcode":1,`},
	} {
		t.Run(name, func(t *testing.T) {
			err := sendText(t.Context(), clientOf(alwaysSays(test.status, test.body), nil))
			var status *wire.StatusError
			require.ErrorAs(t, err, &status)
			require.Equal(t, wire.StatusError{Host: "pychat.test", Status: test.status}, *status)
		})
	}
}

func TestHugeAnswersAreRefused(t *testing.T) {
	err := sendText(t.Context(), clientOf(alwaysSays(200, `"`+strings.Repeat("x", wire.DefaultMaxBody)+`"`), nil))
	var bad *wire.AnswerError
	require.ErrorAs(t, err, &bad)
}

// TestErrorsHideWhatMustNotBeShown has a back end that says what it was sent.
func TestErrorsHideWhatMustNotBeShown(t *testing.T) {
	quoted, err := json.Marshal(testSecret)
	require.NoError(t, err)
	inner := string(quoted[1 : len(quoted)-1])
	for name, answer := range map[string]func(sent string) (int, string){
		"as text":       func(string) (int, string) { return 200, `{"errcode":1,"errmsg":"bad secret ` + inner + `"}` },
		"as code":       func(string) (int, string) { return 200, `{"errcode":` + string(quoted) + `}` },
		"as a number":   func(string) (int, string) { return 200, `{"createTime":` + string(quoted) + `}` },
		"as a field":    func(string) (int, string) { return 422, `{"detail":[{"loc":["` + inner + `"],"msg":"x"}]}` },
		"as baseError":  func(string) (int, string) { return 200, `{"baseResponse":{"ret":1,"errMsg":` + string(quoted) + `}}` },
		"as it arrived": func(sent string) (int, string) { return 400, sent },
		"the whole, quoted": func(sent string) (int, string) {
			whole, _ := json.Marshal("don't understand " + sent)
			return 400, `{"detail":` + string(whole) + `}`
		},
		"guid": func(string) (int, string) { return 200, `{"errcode":404,"errmsg":"no client ` + testGUID + `"}` },
	} {
		t.Run(name, func(t *testing.T) {
			b := &backEnd{answer: func(c sentCall) (int, string) { return answer(c.Body) }}
			c := clientOf(b, nil)
			c.config.Gateway, c.config.AppKey = "/open/GuidRequest", "key"
			err := sendText(t.Context(), c)
			require.Error(t, err)
			for _, hidden := range []string{testSecret, inner, testGUID} {
				require.NotContains(t, err.Error(), hidden)
			}
		})
	}
}

// failing is a network that is down for the first calls.
type failing struct {
	times int
	err   error
	then  *backEnd
	tried int
}

func (f *failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.tried++; f.tried <= f.times {
		return nil, f.err
	}
	return f.then.RoundTrip(r)
}

func TestReadsAreTriedAgain(t *testing.T) {
	down := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	profile := `{"userInfo":{"userName":"wxid_a"}}`
	for name, test := range map[string]struct {
		network failing
		tries   int
		fails   bool
	}{
		"no network once":   {failing{times: 1, err: down, then: alwaysSays(200, profile)}, 2, false},
		"no network twice":  {failing{times: 2, err: down, then: alwaysSays(200, profile)}, 3, false},
		"no network at all": {failing{times: 9, err: down}, 3, true},
		"HTML with 502":     {failing{then: alwaysSays(502, `<html>`)}, 3, true},
		"JSON with 500":     {failing{then: alwaysSays(500, `{"detail":"x"}`)}, 3, true},
		"a refusal":         {failing{then: alwaysSays(200, `{"errcode":1}`)}, 1, true},
		"422":               {failing{then: alwaysSays(422, `{"detail":[]}`)}, 1, true},
		"a block":           {failing{then: alwaysSays(429, `{"errcode":429}`)}, 1, true},
		"a block in HTML":   {failing{then: alwaysSays(429, `<html>`)}, 1, true},
		"a block with 503":  {failing{then: alwaysSays(503, `{"errcode":429}`)}, 1, true},
		"cut off":           {failing{then: alwaysSays(200, `{"userInfo":`)}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				gate := &countingGate{}
				c := clientOf(nil, gate)
				c.caller.Client = &http.Client{Transport: &test.network}
				err := getProfile(t.Context(), c)
				require.Equal(t, test.fails, err != nil, "%v", err)
				require.Equal(t, test.tries, test.network.tried)
				require.Equal(t, test.tries, len(gate.passed), "each try asks the gate")
				for _, one := range gate.passed {
					require.Equal(t, passedCall{testGUID, true}, one)
				}

				test.network.tried = 0
				_ = sendText(t.Context(), c)
				require.Equal(t, 1, test.network.tried, "a write is never repeated")
			})
		})
	}
}

func TestAWriteThatNeverLeftSaysSo(t *testing.T) {
	c := clientOf(nil, nil)
	c.caller.Client = &http.Client{Transport: &failing{times: 1, err: errors.New("no route to host")}}
	err := sendText(t.Context(), c)
	require.True(t, wire.NeverSent(err), "%v", err)
	require.ErrorContains(t, err, "/msg/send_text: call pychat.test: no route to host")
}

func TestTheGateHoldsCallsBack(t *testing.T) {
	closed := errors.New("30 minutes more")
	b := &backEnd{}
	gate := &countingGate{refuse: closed}
	c := clientOf(b, gate)
	require.ErrorIs(t, getProfile(t.Context(), c), closed)
	require.ErrorIs(t, sendText(t.Context(), c), closed)
	require.Empty(t, b.got())
	require.Len(t, gate.passed, 2, "a closed gate is not tried again")

	gate.refuse, gate.passed = nil, nil
	_, err := InitContact.Do(t.Context(), c, InitContactRequest{GUID: testGUID})
	require.NoError(t, err)
	_, err = CloudUpload.Do(t.Context(), c, CloudUploadRequest{})
	require.NoError(t, err)
	require.Equal(t, []passedCall{{testGUID, false}}, gate.passed)
}

// waiting answers when its time has come, or not at all.
type waiting struct{ wait time.Duration }

func (w waiting) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(w.wait):
		return (&backEnd{}).RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func TestCallsThatMoveAFileMayTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clientOf(nil, nil)
		c.caller.Client = &http.Client{Transport: waiting{slowTimeout - time.Second}}
		_, err := CDNUpload.Do(t.Context(), c, CDNUploadRequest{GUID: testGUID})
		require.NoError(t, err)
		require.ErrorIs(t, sendText(t.Context(), c), wire.ErrTimeout)

		c.caller.Client = &http.Client{Transport: waiting{slowTimeout + time.Second}}
		_, err = CDNUpload.Do(t.Context(), c, CDNUploadRequest{GUID: testGUID})
		require.ErrorIs(t, err, wire.ErrTimeout)
	})
}

func TestACancelledCallEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clientOf(nil, nil)
		c.caller.Client = &http.Client{Transport: waiting{time.Hour}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		require.ErrorIs(t, getProfile(ctx, c), context.Canceled)
		require.Equal(t, time.Second, time.Since(began))
	})
}
