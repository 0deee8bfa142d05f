package yunzhenji

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestRawCall(t *testing.T) {
	quoted, err := json.Marshal(testToken)
	require.NoError(t, err)
	back := says(200, `{"errcode":0,"data":[{"wxid":"a","id":9007199254740993,"x":`+string(quoted)+`}]}`)
	l := openLink(t, back, nil)
	require.Equal(t, []string{"/wechat/list"}, l.RawPaths())
	answer, err := l.RawCall(t.Context(), model.Seat{}, List.path, json.RawMessage(`{"page":2,"online":"-1","app_id":"other"}`))
	require.NoError(t, err)
	require.Equal(t, `{"errcode":0,"data":[{"wxid":"a","id":9007199254740993,"x":"***"}]}`, string(answer), "as it came, but for the token")
	asked := back.asked[0].URL.Query()
	require.Equal(t, []string{"2", "-1", testID}, []string{asked.Get("page"), asked.Get("online"), asked.Get("app_id")})
	_, err = l.RawCall(t.Context(), model.Seat{}, List.path, nil)
	require.NoError(t, err)

	for _, body := range []string{`7`, `[]`, `null`, `{`, `{"page":{}}`} {
		_, err = l.RawCall(t.Context(), model.Seat{}, List.path, json.RawMessage(body))
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), body)
	}
	_, err = l.RawCall(t.Context(), model.Seat{}, "/nothing", nil)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
	_, err = openLink(t, says(200, `{"errcode":407,"errmsg":"no"}`), nil).RawCall(t.Context(), model.Seat{}, List.path, nil)
	require.True(t, model.IsTrouble(err, model.TroubleCredentials))
}
