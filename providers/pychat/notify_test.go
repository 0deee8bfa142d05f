package pychat

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNoticesAreReadLeniently(t *testing.T) {
	for _, test := range []struct {
		body string
		want Notice
		err  string // of the notice: why it is not whole
	}{
		{body: `{"guid":"g","notify_type":1010,"data":{"a":1}}`, want: Notice{GUID: "g", Type: 1010, Data: json.RawMessage(`{"a":1}`)}},
		{body: `{"guid":7,"notify_type":"1010","data":"{\"a\":1}","more":null}`, want: Notice{GUID: "7", Type: 1010, Data: json.RawMessage(`{"a":1}`)}},
		{body: `{"guid":"g","notify_type":1003}`, want: Notice{GUID: "g", Type: 1003}},
		{body: `{"guid":"g","notify_type":1003,"data":null}`, want: Notice{GUID: "g", Type: 1003}},
		{body: `{"guid":"g","notify_type":1004,"data":"bye"}`, want: Notice{GUID: "g", Type: 1004, Data: json.RawMessage(`"bye"`)}},
		{body: `{"guid":"g","data":{}}`, want: Notice{GUID: "g", Data: json.RawMessage(`{}`)}, err: errNoNotifyType.Error()},
		{body: `{"guid":"g","notify_type":{},"data":{}}`, want: Notice{GUID: "g", Data: json.RawMessage(`{}`)}, err: errNoNotifyType.Error()},
		{body: `{"guid":"g","notify_type":-3}`, want: Notice{GUID: "g"}, err: errNoNotifyType.Error()},
		{body: `{"guid":"g","notify_type":1010,"data":{"a":`, want: Notice{GUID: "g", Type: 1010}, err: "unexpected end"},
		{body: `{"notify_type":1010,"guid":"g","data":{}}}`, want: Notice{GUID: "g", Type: 1010}, err: "invalid character"},
	} {
		got, err := ReadNotice([]byte(test.body))
		require.NoError(t, err, test.body)
		if test.err == "" {
			require.NoError(t, got.Err, test.body)
		} else {
			require.ErrorContains(t, got.Err, test.err, test.body)
		}
		test.want.Raw, got.Err = []byte(test.body), nil
		require.Equal(t, test.want, got, test.body)
	}
	for _, body := range []string{``, `null`, `[]`, `"g"`, `{`, `{"guid":""}`, `{"guid":null,"notify_type":1}`, `{"guid":{}}`, `{"data":{"guid":"g"}}`, `{"data":{"guid":"g"`, `guid=g`} {
		_, err := ReadNotice([]byte(body))
		require.ErrorIs(t, err, errNoGUID, body)
	}
}

func TestContactNoticesHaveManyForms(t *testing.T) {
	for body, want := range map[string][]Contact{
		`{"userName":{"string":"a"},"nickName":"A"}`:             {{UserName: "a", NickName: "A"}},
		`{"username":"a"}`:                                       {{UserName: "a"}},
		`{"contact":{"userName":"a","remark":"R"}}`:              {{UserName: "a", Remark: "R"}},
		`{"contactList":[{"userName":"a"},{"userName":"b"},{}]}`: {{UserName: "a"}, {UserName: "b"}},
		`{"list":["a","b"]}`:                                     {{UserName: "a"}, {UserName: "b"}},
		`["a",{"userName":"b"}]`:                                 {{UserName: "a"}, {UserName: "b"}},
		`"a"`:                                                    {{UserName: "a"}},
		`{"chatroom":"1@chatroom","list":["a"]}`:                 {{UserName: "1@chatroom"}, {UserName: "a"}},
		`{"room_username":"1@chatroom"}`:                         {{UserName: "1@chatroom"}},
		`{"chatRoomName":{"string":"1@chatroom"}}`:               {{UserName: "1@chatroom"}},
		`{}`:   nil,
		`null`: nil,
	} {
		var got ContactNotice
		require.NoError(t, json.Unmarshal([]byte(body), &got), body)
		require.Equal(t, want, got.Contacts, body)
	}
	for _, body := range []string{`{"userName":[]}`, `{"contactList":[[]]}`, `{"contact":{"userName":[]}}`} {
		require.Error(t, json.Unmarshal([]byte(body), new(ContactNotice)), body)
	}
}

func TestBatchesHaveManyForms(t *testing.T) {
	one := json.RawMessage(`{"msg_id":"1"}`)
	for body, want := range map[string][]json.RawMessage{
		`[{"msg_id":"1"}]`:              {one},
		`{"list":[{"msg_id":"1"}]}`:     {one},
		`{"messages":[{"msg_id":"1"}]}`: {one},
		`{"msg_list":[{"msg_id":"1"}]}`: {one},
		`{"msg_id":"1"}`:                {one},
		`{}`:                            nil,
	} {
		var got BatchNotice
		require.NoError(t, json.Unmarshal([]byte(body), &got), body)
		require.Equal(t, want, got.Messages, body)
	}
}

func TestLeaveNoticesSayWhy(t *testing.T) {
	for body, want := range map[string][2]bool{ // banned, kicked
		`{"reason":"账号已被封号"}`:                 {true, false},
		`{"msg":"kicked by phone"}`:           {false, true},
		`{"errmsg":{"string":"您的账号在其他设备登录"}}`: {false, true},
		`"session timeout"`:                   {},
		`{"reason":7}`:                        {},
		`null`:                                {},
		`[]`:                                  {},
	} {
		var got LeaveNotice
		require.NoError(t, json.Unmarshal([]byte(body), &got), body)
		require.Equal(t, want, [2]bool{got.Banned(), got.Kicked()}, body)
	}
}
