package pychat

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// errandsOf takes what the keeper of the instance was asked to do.
func errandsOf(l *link) errands { return l.keepers.of(seatOne).take() }

func TestNoticesOfEveryType(t *testing.T) {
	state := func(s model.SeatState) []model.Event {
		return []model.Event{model.SeatStateSeen{Seat: seatRefOne, State: s}}
	}
	byGUID := model.SeatRef{RemoteID: seatOne}
	seat := model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: seatOne, AccountID: "wxid_new", Name: "新店", State: model.SeatOnline}}
	contact := func(id, name string) model.ContactSeen {
		return model.ContactSeen{Seat: seatRefOne, Partial: true, Contact: model.Contact{RemoteID: id, Name: name, WeChat: !isOpenIM(id), External: true}}
	}
	friend := func(id, name string) model.ContactSeen {
		seen := contact(id, name)
		seen.Contact.Friendship = model.FriendNormal
		return seen
	}
	group := model.GroupSeen{Seat: seatRefOne, Partial: true, Group: model.Group{RemoteID: testRoom, Name: "群", External: true}}
	for _, test := range []struct {
		kind    int
		data    string
		events  []model.Event
		errands errands
	}{
		{kind: NotifyReady, errands: errands{register: true, read: true}},
		{kind: NotifyQRChange, data: `{"status":1}`},
		{kind: NotifyQRChange, data: `{"status":"2"}`, events: []model.Event{model.SeatStateSeen{Seat: byGUID, State: model.SeatInitializing}}},
		{kind: NotifyQRChange, data: `"what"`},
		{kind: NotifyLogin, errands: errands{read: true}, events: []model.Event{model.SeatStateSeen{Seat: byGUID, State: model.SeatOnline}}},
		{kind: NotifyLogin, data: `{"userName":7,"nickName":[]}`, errands: errands{read: true}, events: []model.Event{model.SeatStateSeen{Seat: byGUID, State: model.SeatOnline}}},
		{
			kind: NotifyLogin, data: `{"userInfo":{"userName":{"string":"wxid_new"},"nickName":"新店"}}`,
			events: []model.Event{model.SeatStateSeen{Seat: byGUID, State: model.SeatOnline}, seat},
		},
		{
			kind: NotifyLogin, data: `{"userName":"wxid_new","nickName":"新店"}`,
			events: []model.Event{model.SeatStateSeen{Seat: byGUID, State: model.SeatOnline}, seat},
		},
		{kind: NotifyLogout, events: state(model.SeatOffline)},
		{kind: NotifyLogout, data: `{"reason":"被踢下线"}`, events: state(model.SeatKicked)},
		{kind: NotifyInitFinished, events: state(model.SeatOnline), errands: errands{read: true}},
		{kind: NotifyHeartbeatError, errands: errands{read: true}},
		{kind: NotifySessionTimeout, data: `{}`, events: state(model.SeatOffline)},
		{kind: NotifyLoginFailed, data: `{"msg":"该账号已被封号"}`, events: state(model.SeatBanned)},
		{kind: NotifyContactsSynced},
		{kind: NotifyContactChanged, data: `{"userName":"a","nickName":"A"}`, events: []model.Event{contact("a", "A")}},
		{kind: NotifyContact, data: `{"contactList":[{"userName":"a","nickName":"A"},{"userName":"4567@chatroom","nickName":"群"}]}`, events: []model.Event{contact("a", "A"), group}},
		{kind: NotifyContact, data: `{"userName":"a"}`, errands: errands{lookUp: []string{"a"}}},
		{kind: NotifyContact, data: `{"userName":"a","nickName":"A","deleteFlag":1}`, events: []model.Event{model.ContactGone{Seat: seatRefOne, RemoteID: "a"}}},
		{kind: NotifyContactDeleted, data: `{"userName":"a"}`, events: []model.Event{model.ContactGone{Seat: seatRefOne, RemoteID: "a"}}},
		{
			kind: NotifyContactDeleted, data: `{"userName":"4567@chatroom"}`,
			events: []model.Event{model.GroupSeen{Seat: seatRefOne, Partial: true, Group: model.Group{RemoteID: testRoom, Dissolved: true}}},
		},
		{kind: NotifyFriendAdded, data: `{"userName":"a","nickName":"A"}`, events: []model.Event{model.FriendAccepted{Seat: seatRefOne, RemoteID: "a"}, friend("a", "A")}},
		{kind: NotifyFriendAdded, data: `"a"`, events: []model.Event{model.FriendAccepted{Seat: seatRefOne, RemoteID: "a"}}, errands: errands{lookUp: []string{"a"}}},
		{kind: NotifyFriendDeleted, data: `{"username":"a"}`, events: []model.Event{model.ContactGone{Seat: seatRefOne, RemoteID: "a"}}},
		{kind: NotifyRoomFirst, data: `{"chatroom":"4567@chatroom"}`, errands: errands{lookUp: []string{testRoom}}},
		{kind: NotifyRoomLast, data: `{"userName":"4567@chatroom","nickName":"群"}`, events: []model.Event{group}, errands: errands{lookUp: []string{testRoom}}},
		{kind: NotifyOpenIMContact, data: `{"userName":"1@openim","nickName":"赵六"}`, events: []model.Event{contact("1@openim", "赵六")}},
		{kind: NotifyOpenIMLast, data: `{"userName":"1@openim"}`, errands: errands{lookUp: []string{"1@openim"}}},
		{kind: NotifySyncFailed, errands: errands{restore: true}},
	} {
		t.Run(fmt.Sprint(test.kind, test.data), func(t *testing.T) {
			r, sink, _ := taking(t, nil)
			body := fmt.Sprintf(`{"guid":%q,"notify_type":%d}`, seatOne, test.kind)
			if test.data != "" {
				body = fmt.Sprintf(`{"guid":%q,"notify_type":%d,"data":%s}`, seatOne, test.kind, test.data)
			}
			require.Equal(t, 200, r.post(body).Code)
			require.Equal(t, test.events, sink.events())
			r.link.clock.(*clockwork.FakeClock).Advance(lookUpAfter)
			require.Equal(t, test.errands, errandsOf(r.link))
		})
	}
}

func TestUnreadableNoticesAreKept(t *testing.T) {
	for body, reason := range map[string]string{
		`{"guid":"g-1","notify_type":4711,"data":{}}`: "unknown notify type 4711",
		`{"guid":"g-1"}`:                                                    errNoNotifyType.Error(),
		`{"guid":"g-1","notify_type":1010}`:                                 errNoData.Error(),
		`{"guid":"g-1","notify_type":1011}`:                                 errNoData.Error(),
		`{"guid":"g-1","notify_type":1011,"data":{}}`:                       errNoMessage.Error(),
		`{"guid":"g-1","notify_type":1011,"data":7}`:                        "cannot unmarshal",
		`{"guid":"g-1","notify_type":1200}`:                                 errNoData.Error(),
		`{"guid":"g-1","notify_type":1200,"data":{}}`:                       errNobody.Error(),
		`{"guid":"g-1","notify_type":1045,"data":{"userName":[]}}`:          "scalar",
		`{"guid":"g-1","notify_type":1010,"data":{"from_username":"a","con`: "unexpected",
	} {
		r, sink, _ := taking(t, nil)
		require.Equal(t, 200, r.post(body).Code, "it would come again for ever")
		require.Len(t, sink.events(), 1, body)
		kept := sink.events()[0].(model.PayloadRefused)
		require.Contains(t, kept.Reason, reason, body)
		require.Equal(t, body, string(kept.Raw))
		require.Equal(t, seatRefOne, kept.Seat)
		require.False(t, kept.Suspect)
	}
}

func TestOneBadMessageOfABatchStopsNoOther(t *testing.T) {
	r, sink, _ := taking(t, nil)
	body := `{"guid":"g-1","notify_type":1011,"data":[
		{"from_username":"a","msg_id":"1","msg_type":1,"content":"x"}, {"msg_id":[]}, 7,
		{"from_username":"a","msg_id":"2","msg_type":51}, {"from_username":"a","msg_id":"3","msg_type":1,"content":"z"}]}`
	require.Equal(t, 200, r.post(body).Code)
	var got []string
	for _, e := range sink.events() {
		switch e := e.(type) {
		case model.MessageSeen:
			got = append(got, e.Message.RemoteID)
		case model.PayloadRefused:
			require.Equal(t, "callback 1011", e.Source)
			got = append(got, string(e.Raw))
		}
	}
	require.Equal(t, []string{"1", `{"msg_id":[]}`, "7", "3"}, got)
}

func TestAnInstanceIsRestoredOnceInAWhile(t *testing.T) {
	r, _, _ := taking(t, nil)
	failed := fmt.Sprintf(`{"guid":%q,"notify_type":%d}`, seatOne, NotifySyncFailed)
	r.post(failed)
	require.True(t, errandsOf(r.link).restore)
	r.link.keepers.of(seatOne).restoreNow(t.Context())
	r.post(failed)
	require.False(t, errandsOf(r.link).restore)
	r.link.clock.(*clockwork.FakeClock).Advance(restoreEvery)
	require.False(t, errandsOf(r.link).restore, "nobody asked since")
	r.post(failed)
	require.True(t, errandsOf(r.link).restore)
}

func TestWhoIsLoggedInMayChange(t *testing.T) {
	r, sink, _ := taking(t, nil)
	text := `{"guid":"g-1","notify_type":1010,"data":{"from_username":%q,"to_username":%q,"msg_id":"%d","msg_type":1,"content":"x"}}`
	r.post(fmt.Sprintf(text, seatWxid, "a", 1))
	r.post(`{"guid":"g-1","notify_type":1004}`)
	r.post(fmt.Sprintf(text, seatWxid, "a", 2)) // was under way
	r.post(`{"guid":"g-1","notify_type":1003,"data":{"userName":"wxid_new"}}`)
	r.post(fmt.Sprintf(text, "wxid_new", "a", 3))
	r.post(fmt.Sprintf(text, "b", "wxid_new", 4))
	var directions []model.Direction
	for _, e := range sink.events() {
		if seen, ok := e.(model.MessageSeen); ok {
			directions = append(directions, seen.Message.Direction)
		}
	}
	require.Equal(t, []model.Direction{model.Out, model.Out, model.Out, model.In}, directions)
}

func FuzzCallback(f *testing.F) {
	for _, name := range []string{"text", "text_room", "image", "file", "channels", "quote_file", "revoke", "pat", "invite", "request", "emoji", "location", "card", "call"} {
		f.Add(callback(f, name))
	}
	f.Add([]byte(`{"guid":"g-1","notify_type":1200,"data":{"contactList":[{"userName":"a"}]}}`))
	f.Add([]byte(`{"guid":"g-1","notify_type":1011,"data":"[{}]"}`))
	f.Add([]byte(`{"guid":"g-1","notify_type":1003,"data":{"userInfo":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, _, _ := taking(t, nil)
		notice, err := ReadNotice(body)
		if err != nil || notice.GUID != seatOne {
			return
		}
		for _, e := range r.link.noticeEvents(t.Context(), notice) {
			switch e := e.(type) {
			case model.MessageSeen:
				require.NotEmpty(t, e.Message.RemoteID)
				require.NotEmpty(t, e.Conversation.PeerID)
				require.LessOrEqual(t, len(e.Message.Raw), maxKeptRaw)
				require.LessOrEqual(t, len(e.Message.Content.Text), maxKeptText+len("…"))
				require.False(t, e.Message.SentAt.IsZero())
				_, err := json.Marshal(e.Message.Content)
				require.NoError(t, err, "it can be stored")
			case model.MessageRevoked:
				require.NotEmpty(t, e.RemoteID)
			case model.PayloadRefused:
				require.NotEmpty(t, e.Reason)
			case model.FriendRequestSeen:
				require.NotEmpty(t, e.Request.RemoteID)
			}
		}
	})
}
