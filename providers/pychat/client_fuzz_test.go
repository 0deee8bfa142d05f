package pychat

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

// FuzzAnswer gives any body to the opener of envelopes and to every type of
// answer: none may panic, and no error may say what must not be shown.
func FuzzAnswer(f *testing.F) {
	for _, doc := range theDocument(f) {
		f.Add(200, []byte(doc.Answer))
	}
	for _, seed := range []string{
		`{"errcode":1,"errmsg":"` + testGUID + `"}`, `{"errcode":"s3\"<cret"}`, `{"errcode":0,"data":"{\"err_code\":7}"}`,
		`{"baseResponse":{"ret":-2,"errMsg":{"string":"x"}}}`, `{"userInfo":{"userName":{"string":"wxid_a"},"nickName":{"buffer":"x"}}}`,
		`{"contactList":[{"userName":"a"},null,7]}`, `{"list":[{"ret":0,"msgId":0,"newMsgId":7216893246418612345}]}`,
		`{"labelPairList":[{"labelId":14073752703607621}]}`, `{"status":1e3}`, `{"file_size":"1.50e1"}`, `{"continue_flag":"yes"}`,
		`{"newChatroomData":{"memberCount":"2","chatRoomMember":null}}`, `{"objectList":[{}],"commentUserList":[]}`,
	} {
		f.Add(200, []byte(seed))
	}
	f.Add(422, []byte(`{"detail":[{"loc":["body",0],"msg":"x","type":"y"}]}`))
	f.Add(429, []byte(`<html>`))

	answers := map[reflect.Type]endpoint{}
	for _, one := range documented() {
		answers[one.call.describe().Answer] = one.call.where()
	}
	c := clientOf(nil, nil)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		raw, err := c.open(SendText.endpoint, testGUID, wire.Answer{Host: "h", Status: status, Body: body})
		if err != nil {
			hides(t, err)
			return
		}
		require.Equal(t, 2, status/100)
		for of, to := range answers {
			into := reflect.New(of).Interface()
			if !tells(raw, into) {
				continue
			}
			if err := json.Unmarshal(raw, into); err != nil {
				hides(t, c.unreadable(to, testGUID, err))
			}
		}
	})
}

func hides(t *testing.T, err error) {
	text := err.Error()
	require.Less(t, len(text), 2*maxWords+200)
	require.False(t, strings.Contains(text, testSecret) || strings.Contains(text, testGUID), text)
}
