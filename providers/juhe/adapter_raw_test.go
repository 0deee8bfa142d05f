package juhe

import (
	"encoding/json"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestRawCalls(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	require.Len(t, l.RawPaths(), 23, "all that we make")
	raw := func(path, body string) (string, error) {
		answer, err := l.RawCall(t.Context(), model.Seat{}, path, json.RawMessage(body))
		return string(answer), err
	}

	b.says(Update.path, `{"code":0,"msg":"","data":true,"more":9007199254740993}`)
	answer, err := raw(Update.path, `{"userId":"u1","minSecond":9007199254740993}`)
	require.NoError(t, err)
	require.Equal(t, `{"code":0,"msg":"","data":true,"more":9007199254740993}`, answer, "as it came")
	require.JSONEq(t, `{"userId":"u1","minSecond":9007199254740993}`, b.got(Update.path)[0].Body)

	b.says(GetSonUsers.path, `{"code":0,"data":[]}`)
	_, err = raw(GetSonUsers.path, `{"saleno":"A 1","qwUser":{"gender":2}}`)
	require.NoError(t, err)
	sent := b.got(GetSonUsers.path)[0]
	require.Empty(t, sent.Body)
	require.Equal(t, []string{"A 1", "2", "main"}, []string{sent.Query.Get("saleno"), sent.Query.Get("qwUser.gender"), sent.Query.Get("userid")})

	b.says(FindUserByPhone.path, `{"code":0,"data":"u1"}`)
	_, err = raw(FindUserByPhone.path, `{"phone":"1"}`)
	require.NoError(t, err)
	var signed FindUserRequest
	require.NoError(t, json.Unmarshal([]byte(b.got(FindUserByPhone.path)[0].Body), &signed))
	right, err := SHA1.sign(testSecret, signed.Autograph, nil)
	require.NoError(t, err)
	require.Equal(t, right, signed.Signature.String())
	require.Equal(t, "1", signed.Phone)

	b.says(GetUsers.path, `{"code":0,"data":{"list":[{"userId":"u1","accessToken":"leak-1","deep":[{"Token":{"a":"leak-2"}}]}]}}`)
	answer, err = raw(GetUsers.path, ``)
	require.NoError(t, err)
	require.NotContains(t, answer, "leak")
	require.Contains(t, answer, "u1")

	b.says(Update.path, `{"code":500,"msg":"不行"}`)
	_, err = raw(Update.path, `{}`)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	for _, path := range []string{"/nothing", OnLogin.path} { // what is made to us is none of ours
		_, err = raw(path, `{}`)
		require.True(t, model.IsTrouble(err, model.TroubleNotFound), path)
	}
	for _, body := range []string{`7`, `[]`, `null`, `{`} {
		_, err = raw(Update.path, body)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), body)
	}
	deaf := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	deaf.signs = false
	_, err = deaf.RawCall(t.Context(), model.Seat{}, FindUserByPhone.path, nil)
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}
