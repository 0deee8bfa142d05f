package juhe

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

func TestRefusals(t *testing.T) {
	b := newBackend(t)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	for _, one := range []struct {
		name, answer string
		want         APIError
		denied       bool
	}{
		{"a code", `{"code":500,"msg":"忙"}`, APIError{Code: "500", Msg: "忙", Status: 200}, false},
		{"a code as text", `{"code":"4001","msg":"wrong","data":{}}`, APIError{Code: "4001", Msg: "wrong", Status: 200}, false},
		{"the token", `{"code":401,"msg":"bad"}`, APIError{Code: "401", Msg: "bad", Status: 200}, true},
		{"the token, another code", `{"code":10001}`, APIError{Code: "10001", Status: 200}, true},
		{"not done", `{"code":0,"msg":"账号不在线","data":false}`, APIError{Code: "0", Msg: "账号不在线", Status: 200}, false},
		{"not done, as text", `{"code":"0","data":"false"}`, APIError{Code: "0", Status: 200}, false},
		{"words that are none", `{"code":7,"msg":{"a":1}}`, APIError{Code: "7", Status: 200}, false},
	} {
		t.Run(one.name, func(t *testing.T) {
			b.says(Online.path, one.answer)
			_, err := Online.Do(t.Context(), c, OnOffRequest{UserID: "u1"})
			var api *APIError
			require.ErrorAs(t, err, &api)
			one.want.Call = Online.path
			require.Equal(t, one.want, *api)
			require.Equal(t, one.denied, api.Denied())
		})
	}
	for _, done := range []string{`{"code":0,"data":true}`, `{"code":"0","data":1}`, `{"code":null,"msg":null,"data":null}`, `{"code":0}`} {
		b.says(Online.path, done)
		_, err := Online.Do(t.Context(), c, OnOffRequest{UserID: "u1"})
		require.NoError(t, err, done)
	}
}

func TestAnErrorHoldsNoSecret(t *testing.T) {
	b := newBackend(t)
	clock := clockwork.NewFakeClockAt(today)
	wrong := NewClient(Config{BaseURL: b.URL, AccessToken: "wrong-token-1", CallbackSecret: testSecret, Clock: clock, Rand: dice()})
	_, err := GetPanel.Do(t.Context(), wrong, None{})
	require.True(t, isAPIError(err, (*APIError).Denied))
	require.NotContains(t, err.Error(), "wrong-token-1")

	c := newTestClient(t, b.URL, clock)
	for _, answer := range []string{
		`{"code":1,"msg":"` + testToken + ` ` + testSecret + strings.Repeat("长", 1000) + `"}`,
		`{"code":"` + testToken + `","msg":""}`,
		`{"code":0,"data":{"allUserCount":"` + testToken + `"}}`,
	} {
		b.says(GetPanel.path, answer)
		_, err := GetPanel.Do(t.Context(), c, None{})
		require.Error(t, err)
		require.NotContains(t, err.Error(), testToken)
		require.NotContains(t, err.Error(), testSecret)
		require.Less(t, len(err.Error()), 500)
	}
	odd := newTestClient(t, b.URL, clock)
	odd.config.AccessToken = "a+b/c="
	for _, quoted := range []string{"a+b/c=", "accessToken=a%2Bb%2Fc%3D"} {
		require.NotContains(t, odd.fit(quoted), "b")
	}
	gone := newTestClient(t, "http://127.0.0.1:1", clock)
	_, err = Online.Do(t.Context(), gone, OnOffRequest{})
	require.True(t, wire.NeverSent(err))
	require.NotContains(t, err.Error(), testToken)
}

func TestWhatAHostileBackEndAnswers(t *testing.T) {
	b := newBackend(t)
	clock := hasty{clockwork.NewFakeClockAt(today)}
	c := newTestClient(t, b.URL, clock)
	for name, one := range map[string]struct {
		status int
		body   string
		code   model.TroubleCode
	}{
		"HTML":            {200, "<html>login</html>", model.TroubleBadAnswer},
		"nothing":         {200, "", model.TroubleBadAnswer},
		"an array":        {200, "[]", model.TroubleBadAnswer},
		"no code":         {200, `{"data":{}}`, model.TroubleBadAnswer},
		"a code of {}":    {200, `{"code":{}}`, model.TroubleBadAnswer},
		"cut off":         {200, `{"code":0,"data":{"list":[`, model.TroubleBadAnswer},
		"wrong types":     {200, `{"code":0,"data":{"list":{"a":1}}}`, model.TroubleBadAnswer},
		"a text for data": {200, `{"code":0,"data":"list"}`, model.TroubleBadAnswer},
		"too deep":        {200, `{"code":0,"data":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, model.TroubleBadAnswer},
		"too large":       {200, `{"code":0,"msg":"` + strings.Repeat("x", wire.DefaultMaxBody) + `"}`, model.TroubleBadAnswer},
		"500":             {500, "<html>", model.TroubleBadAnswer},
		"500 in JSON":     {500, `{"status":500,"error":"Internal Server Error"}`, model.TroubleBadAnswer},
		"502":             {502, "", model.TroubleUnreachable},
		"503":             {503, "", model.TroubleBusy},
		"401":             {401, "", model.TroubleCredentials},
		"403 in JSON":     {403, `{"message":"no"}`, model.TroubleCredentials},
	} {
		t.Run(name, func(t *testing.T) {
			b.on(GetUsers.path, func(call) (int, string) { return one.status, one.body })
			page, err := GetUsers.Do(t.Context(), c, SearchRequest{})
			require.Zero(t, page)
			require.Equal(t, one.code, wire.Trouble(err, "").Code, err)
		})
	}
}

func TestReadsAreTriedAgainAndDeedsAreNot(t *testing.T) {
	b := newBackend(t)
	clock := hasty{clockwork.NewFakeClockAt(today)}
	c := newTestClient(t, b.URL, clock)
	fail := func(call) (int, string) { return 503, "" }
	for _, info := range Calls() {
		b.on(info.Path, fail)
	}
	for _, one := range documented() {
		info := one.call.describe()
		if info.Callback {
			continue
		}
		_, err := one.call.try(t.Context(), c, json.RawMessage(`{}`))
		require.Error(t, err)
		sent := b.got(info.Path)
		want := 1
		if info.Read {
			want = 3
		}
		require.Len(t, sent, want, info.Path)
		if strings.Contains(sent[0].Body, "signature") {
			require.NotEqual(t, sent[0].Body, sent[1].Body, "a nonce is used once")
		}
	}
}

func TestASlowBackEndIsGivenUp(t *testing.T) {
	b := newBackend(t)
	release := make(chan struct{})
	b.on(Online.path, func(call) (int, string) { <-release; return 200, `{"code":0}` })
	t.Cleanup(func() { close(release) })
	clock := clockwork.NewFakeClockAt(today)
	c := newTestClient(t, b.URL, clock)
	done := make(chan error, 1)
	go func() {
		_, err := Online.Do(t.Context(), c, OnOffRequest{UserID: "u1"})
		done <- err
	}()
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	clock.Advance(wire.DefaultTimeout)
	require.ErrorIs(t, <-done, wire.ErrTimeout)
}

func TestPages(t *testing.T) {
	read := func(answers ...string) (rows int, asked []string, err error) {
		b := newBackend(t)
		b.on(GetUsers.path, func(q call) (int, string) {
			var s SearchRequest
			if json.Unmarshal([]byte(q.Body), &s) != nil || s.PageSize != 100 {
				return 400, ""
			}
			asked = append(asked, fmt.Sprint(s.PageNo))
			if s.PageNo > len(answers) {
				return 200, `{"code":0,"data":{"total":0,"list":[]}}`
			}
			return 200, `{"code":0,"data":` + answers[max(s.PageNo-1, 0)] + `}` // 0 is the first, too
		})
		c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
		for page, err := range Pages(t.Context(), c, GetUsers, SearchRequest{}) {
			if err != nil {
				return rows, asked, err
			}
			rows += len(page.List)
		}
		return rows, asked, nil
	}
	for name, one := range map[string]struct {
		answers []string
		rows    int
		asked   int
	}{
		"total says the end":      {[]string{`{"total":3,"list":[{"userId":"a"},{"userId":"b"}]}`, `{"total":3,"list":[{"userId":"c"}]}`, `{"list":[{"userId":"d"}]}`}, 3, 2},
		"an empty page":           {[]string{`{"list":[{"userId":"a"}]}`, `{"list":[{"userId":"b"}]}`, `{"list":[]}`}, 2, 3},
		"empty":                   {[]string{`{"total":0,"list":[]}`}, 0, 1},
		"no list":                 {[]string{`{}`}, 0, 1},
		"the same page for ever":  {[]string{`{"list":[{"userId":"a"}]}`, `{"list":[{"userId":"a"}]}`, `{"list":[{"userId":"a"}]}`}, 1, 2},
		"more are told than come": {[]string{`{"total":9,"list":[{"userId":"a"}]}`}, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			rows, asked, err := read(one.answers...)
			require.NoError(t, err)
			require.Equal(t, one.rows, rows)
			require.Len(t, asked, one.asked)
		})
	}
	_, _, err := read(`{"total":3,"list":[{"userId":"a"}]}`, `7`)
	require.Error(t, err)
}

func TestPagesHaveAnEnd(t *testing.T) {
	b := newBackend(t)
	n := 0
	b.on(GetLoginLog.path, func(call) (int, string) {
		n++
		return http.StatusOK, fmt.Sprintf(`{"code":0,"data":{"list":[{"id":%d}]}}`, n)
	})
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	var last error
	pages := 0
	for _, err := range Pages(t.Context(), c, GetLoginLog, SearchRequest{}) {
		last = err
		pages++
	}
	require.ErrorIs(t, last, errEndless)
	require.Equal(t, maxPages+1, pages)
	require.False(t, errors.Is(last, wire.ErrTimeout))
}

func FuzzAnswers(f *testing.F) {
	for _, doc := range theDocument(f) {
		f.Add([]byte(doc.Answer))
	}
	f.Add([]byte(`{"code":0,"msg":"NEED_CODE::","data":{"list":[{"unlockTime":1e99,"roleIds":[[]]}],"":[{"url":"ws://["}]}}`))
	c := NewClient(Config{Clock: clockwork.NewFakeClockAt(today), Rand: dice()})
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, to := range []endpoint{GetUsers.endpoint, Online.endpoint} {
			r, err := c.open(to, wire.Answer{Host: "h", Status: 200, Body: body})
			if err != nil {
				continue
			}
			for _, into := range []any{
				new(Page[Account]), new(wire.Rows[Account]), new(Classes), new(SocketAddress), new(ChatToken), new(LoginStatus),
				new(Page[LoginLogRow]), new(Panel), new(Texts), new(ChatUser), new(wire.Rows[ChatSeat]), new(TransferCount),
			} {
				if len(r.Data) > 0 {
					_ = json.Unmarshal(r.Data, into)
				}
			}
			var page Page[Account]
			if json.Unmarshal(r.Data, &page) == nil {
				for _, row := range page.List {
					_, err := json.Marshal(row.Value.UnlockTime.Time())
					require.NoError(t, err)
				}
			}
		}
	})
}

// Who is told that a deed failed does it again: only a no is a no.
func TestADeedIsDoneUnlessItIsSaidThatItIsNot(t *testing.T) {
	b := newBackend(t)
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
	for data, done := range map[string]bool{
		`true`: true, `1`: true, `"1"`: true, `null`: true, `""`: true, `{}`: true, `[]`: true, `"操作成功"`: true,
		`false`: false, `0`: false, `"0"`: false, `"false"`: false,
	} {
		b.says(Binding.path, `{"code":0,"data":`+data+`}`)
		_, err := Binding.Do(t.Context(), c, SubAccountRequest{})
		require.Equal(t, done, err == nil, data)
		require.Equal(t, !done, isAPIError(err, (*APIError).NotDone), data)
	}
}
