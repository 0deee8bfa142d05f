package wecom

import (
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

// requestOf is an empty request of a call.
func requestOf(info CallInfo) any { return reflect.Zero(info.Request).Interface() }

// FuzzAnswers reads any body as the answer of every call: no panic, and what is
// told of it is short and holds no secret.
func FuzzAnswers(f *testing.F) {
	data, err := os.ReadFile("testdata/calls.json")
	require.NoError(f, err)
	var docs []docCall
	require.NoError(f, json.Unmarshal(data, &docs))
	for _, one := range docs {
		f.Add(http.StatusOK, []byte(one.Answer))
	}
	for _, seed := range []string{
		`{"errcode":40001,"errmsg":"` + testSecret + `"}`, `null`, `[]`, `{"errcode":"0","userlist":[null,1]}`,
		`{"errcode":0,"next_offset":1e9999,"items":[{}],"total":"7"}`, `{"errcode":0,"reply_percentage":"1e400"}`, `<html>`,
	} {
		f.Add(http.StatusOK, []byte(seed))
	}
	f.Add(http.StatusBadGateway, []byte(`{"errcode":0}`))

	all := known()
	c := clientOf(nil)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		answer := wire.Answer{Host: "h", Status: status, Body: body}
		if err := c.checkEnvelope(ListContacts.endpoint, answer, "T1"); err != nil {
			require.Less(t, len(err.Error()), maxWords+200)
			require.NotContains(t, err.Error(), testSecret)
		}
		for _, one := range all {
			into := reflect.New(one.call.describe().Answer).Interface()
			if err := answer.JSON(into); err != nil {
				require.Less(t, len(c.unreadable(err).Error()), maxWords+200)
				continue
			}
			if page, ok := reflect.ValueOf(into).Elem().Interface().(pageAnswer); ok {
				page.next()
			}
			_, err := json.Marshal(into)
			require.NoError(t, err)
		}
	})
}
