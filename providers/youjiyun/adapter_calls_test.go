package youjiyun

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

func TestTestTellsWhetherItWorks(t *testing.T) {
	b := newBackend(t)
	b.says(robotsPath, string(example(t, "2.2-answer")))
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	require.NoError(t, l.Test(t.Context()))
	require.NoError(t, l.Test(t.Context()))
	require.Len(t, b.got(callAuthPath), 2, "each test logs in")
	b.says(callAuthPath, `{"code":"7","msg":"账号停用"}`)
	err := l.Test(t.Context())
	require.True(t, model.IsTrouble(err, model.TroubleCredentials))
	require.Equal(t, "账号停用", model.AsTrouble(err).Detail)
}

func TestTroubles(t *testing.T) {
	for code, err := range map[model.TroubleCode]error{
		model.TroubleBusy:        &APIError{Call: robotsPath, Code: "5000"},
		model.TroubleExpired:     &APIError{Call: robotsPath, Code: "1000"},
		model.TroubleCredentials: fmt.Errorf("log in: %w", &APIError{Call: callAuthPath, Code: "1000"}),
		model.TroubleRejected:    &APIError{Call: robotsPath, Code: "30", Msg: "no"},
		model.TroubleTimeout:     errLost,
		model.TroubleUnreachable: &wire.NetError{Host: "h", Err: errors.New("refused")},
		model.TroubleBadAnswer:   &wire.AnswerError{Host: "h", Err: errNoCode},
	} {
		require.Equal(t, code, troubleOf(err, "Pe").Code)
	}
	require.Equal(t, "refusal.code: 77", troubleOf(&APIError{Code: "77"}, "").Detail)
	require.NoError(t, (&link{}).trouble(nil, ""))
}

func TestListSeats(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(robotsPath, string(example(t, "2.2-answer")))
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Event{
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "947e51add5294feebd8123985f1594f6", AccountID: "168833333427542", Name: "Pe", Avatar: "http://mfile.yjyun.com/xxx.png",
			Corp: "ww5484f5410f7f5445", Owner: "jiangxiaohong", State: model.SeatOnline, LastLogin: time.Date(2020, 3, 2, 8, 35, 40, 0, time.UTC),
		}},
		model.SeatSeen{Seat: model.Seat{
			RemoteID: "f16096caffd246acb5bb69b657a0894e", AccountID: "168885444829406", Name: "甜甜甜",
			Corp: "ww5484f5410f7f5445", Owner: "jiangxiaohong", State: model.SeatOffline, LastLogin: time.Date(2020, 3, 23, 6, 14, 48, 0, time.UTC),
		}},
		model.SeatsListed{RemoteIDs: []string{"947e51add5294feebd8123985f1594f6", "f16096caffd246acb5bb69b657a0894e"}},
	}, events)

	b.says(robotsPath, `{"code":"0","model":[]}`)
	events, err = l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Event{model.SeatsListed{}}, events)

	// What can't be read must not seem to be removed.
	for _, odd := range []string{`{"code":"0"}`, `{"code":"0","model":null}`, `{"code":"0","model":[{"robotKey":"a"},{"nickName":"b"}]}`, `{"code":"0","model":[{"robotKey":["a"]}]}`} {
		b.says(robotsPath, odd)
		events, err = l.ListSeats(t.Context())
		require.NoError(t, err)
		for _, e := range events {
			_, listed := e.(model.SeatsListed)
			require.False(t, listed, odd)
		}
	}
}

func TestRecentConversations(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(ListChats.path, string(example(t, "2.10-answer")))
	page, err := l.RecentConversations(t.Context(), time.UnixMilli(1592463832001), 50)
	require.NoError(t, err)
	require.Equal(t, "count=50&timestamp=1592463832001", b.got(ListChats.path)[0].Body)
	require.Equal(t, 2, page.Count)
	require.Equal(t, time.UnixMilli(1592391284000).UTC(), page.Oldest)
	require.Equal(t, model.ConversationSeen{
		Seat: model.SeatRef{RemoteID: "73bd11c5xxxxxx4a3d5bad767", AccountID: "168555xxx4427542"},
		Conversation: model.ConversationRef{
			RemoteID: "S:168555xxx4427542_R:17360xxx55559", PeerID: "R:173555909", Group: true, Name: "欢乐大群", Assigned: "136xxxxx9",
			Avatar: "http://wework.qpic.cn/bizmail/YsX73qicxxxx451SibjYyceCfxrGXbjeqhkSIJYnJIIfQ/0",
		},
		LastAt: time.UnixMilli(1592463832000).UTC(), Preview: "小勇：收到一条消息", Unread: 4,
	}, page.Events[0])

	b.says(ListChats.path, `{"code":"0","chats":[{"chatId":"S:1_2","lastMsgActive":9,"botInfo":{"robotStatus":1}},{"chatId":{}}]}`)
	page, err = l.RecentConversations(t.Context(), time.Time{}, 2)
	require.NoError(t, err)
	require.Equal(t, "count=2", b.got(ListChats.path)[1].Body)
	require.Equal(t, 2, page.Count)
	require.Len(t, page.Events, 2)
	require.IsType(t, model.PayloadRefused{}, page.Events[1])
	require.Equal(t, time.UnixMilli(9).UTC(), page.Oldest)
}

func TestMessages(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(ListMessages.path, string(example(t, "2.11-answer")))
	page, err := l.Messages(t.Context(), theSeat, "R:1736038942", time.UnixMilli(9), 40, 20)
	require.NoError(t, err)
	require.Equal(t, "chatUser=R%3A1736038942&count=20&offset=40&robotKey=cfb3e2c2686d437ab1109cd63b87ea48&timestamp=9", b.got(ListMessages.path)[0].Body)
	require.Equal(t, 3, page.Count)
	require.Len(t, page.Events, 3)
	first := page.Events[0].(model.MessageSeen)
	require.False(t, first.Live)
	require.Equal(t, int64(1125510), first.Message.Seq)
	require.Equal(t, "1125510", first.Message.ServerID)
	require.Equal(t, model.StateNone, first.Message.State)
	require.Equal(t, model.KindImage, page.Events[2].(model.MessageSeen).Message.Content.Kind)

	b.says(ListMessages.path, `{"code":"0","model":[{"messageId":"1","timestamp":1,"content":{"contentType":1,"content":"a"}},{"messageId":"2"},[]]}`)
	page, err = l.Messages(t.Context(), theSeat, "788", time.Time{}, 0, 20)
	require.NoError(t, err)
	require.Equal(t, 3, page.Count)
	bare := page.Events[0].(model.MessageSeen)
	require.Equal(t, refOf(theSeat), bare.Seat, "what a row leaves out is known")
	require.Equal(t, "788", bare.Conversation.PeerID)
	for _, e := range page.Events[1:] {
		require.False(t, e.(model.PayloadRefused).Suspect, "reading again would bring the same")
	}
}

func TestFindMessages(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	events, err := l.FindMessages(t.Context(), theSeat, "7", nil)
	require.NoError(t, err)
	require.Empty(t, events)
	b.says(ListMessages.path, string(example(t, "2.11-answer")))
	events, err = l.FindMessages(t.Context(), theSeat, "R:1", []string{"202006181747018211", "9"})
	require.NoError(t, err)
	require.Equal(t, []string{"202006181747018211", "9"}, b.got(ListMessages.path)[0].Form["msgIds"])
	require.Len(t, events, 1)
	require.Equal(t, "202006181747018211", events[0].(model.MessageSeen).Message.RemoteID)
}

func TestClearUnread(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(CleanUnread.path, `{"code":"0","msg":"ok"}`)
	require.NoError(t, l.ClearUnread(t.Context(), theSeat, theChat))
	require.NoError(t, l.ClearUnread(t.Context(), theSeat, model.Conversation{PeerID: "1688853470829406"}))
	for _, call := range b.got(CleanUnread.path) {
		require.Equal(t, "S:1688853470427542_1688853470829406", call.Form.Get("chatId"))
	}
	require.True(t, model.IsTrouble(l.ClearUnread(t.Context(), theSeat, model.Conversation{}), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.ClearUnread(t.Context(), model.Seat{}, model.Conversation{PeerID: "1"}), model.TroubleInvalid))
}

func TestListContacts(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(ListUsers.path, string(example(t, "2.3-answer")))
	page, err := l.ListContacts(t.Context(), theSeat, "")
	require.NoError(t, err)
	require.Equal(t, "1", page.Next)
	events := page.Events
	require.Equal(t, "pageNum=1&pageSize=100&robotKey=cfb3e2c2686d437ab1109cd63b87ea48", b.got(ListUsers.path)[0].Body)
	require.Equal(t, model.ContactSeen{Seat: refOf(theSeat), Contact: model.Contact{
		RemoteID: "7881300384921455", Name: "disten", Avatar: "http://wx.qlogo.cn/mmhead/xxxx/0", Gender: model.GenderMale,
		WeChat: true, External: true,
		Created: time.Date(2020, 3, 6, 9, 31, 24, 0, time.UTC), Modified: time.Date(2020, 4, 1, 10, 21, 4, 0, time.UTC),
	}}, events[2])
	require.True(t, events[0].(model.ContactSeen).Contact.Removed)
}

func TestFriendships(t *testing.T) {
	state := func(n int) *wire.Int { i := wire.Int(n); return &i }
	for _, test := range []struct {
		user User
		want model.Friendship
	}{
		{User{}, model.FriendUnknown},
		{User{State: state(0)}, model.FriendDeletedBoth},
		{User{State: state(1)}, model.FriendNormal},
		{User{State: state(2)}, model.FriendDeletedUs},
		{User{State: state(3), Flag: 2057}, model.FriendDeletedByUs},
		{User{State: state(9), Flag: 2057}, model.FriendNormal},
		{User{Flag: 2049}, model.FriendDeletedUs},
		{User{Flag: 7}, model.FriendUnknown},
	} {
		require.Equal(t, test.want, friendshipOf(test.user))
	}
}

func TestMorePages(t *testing.T) {
	for _, test := range []struct {
		page, rows, total int
		want              bool
	}{
		{0, 100, 695, true},
		{6, 95, 695, true}, // one empty page more than needed, rather than one too few
		{7, 0, 695, false},
		{0, 20, 695, true}, // a server that cuts the page size
		{34, 15, 695, true},
		{0, 100, 100, false},
		{0, 100, 0, true}, // no total
		{0, 99, 0, false},
		{0, 0, 5, false},
	} {
		require.Equal(t, test.want, morePages(test.page, test.rows, wire.Int(test.total)), "%+v", test)
	}
}

func TestListGroupsAndMembers(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(ListGroups.path, string(example(t, "2.4-answer")))
	page, err := l.ListGroups(t.Context(), theSeat, "2")
	require.NoError(t, err)
	require.Equal(t, "3", page.Next)
	require.Equal(t, 20, page.Total)
	events := page.Events
	require.Equal(t, "3", b.got(ListGroups.path)[0].Form.Get("pageNum"))
	require.Equal(t, model.GroupSeen{Seat: refOf(theSeat), Group: model.Group{
		RemoteID: "R:10696051755024720", Name: "99998", OwnerID: "7881300922264508", OwnerName: "甜甜甜 99", MemberCount: 5, OuterCount: 4,
		External: true, Created: time.Date(2019, 12, 21, 8, 18, 44, 0, time.UTC), Modified: time.Date(2020, 3, 29, 11, 54, 52, 0, time.UTC),
	}}, events[2])

	b.says(ListMembers.path, string(example(t, "2.6-answer")))
	page, err = l.ListMembers(t.Context(), theSeat, "R:10696051755024720", "")
	require.NoError(t, err)
	require.Empty(t, page.Next)
	events = page.Events
	members := events[0].(model.MembersSeen)
	require.True(t, members.Whole)
	require.Len(t, members.Members, 5)
	require.Equal(t, model.RoleOwner, members.Members[4].Role)
	require.Equal(t, model.RoleUnknown, members.Members[0].Role, "administrators are not told apart")
	require.Equal(t, 5, page.Total)
	require.False(t, members.Members[0].WeChat)

	b.says(ListMembers.path, `{"code":"0","total":2,"data":[{"userId":1},{"userId":[]}]}`)
	page, err = l.ListMembers(t.Context(), theSeat, "R:1", "")
	require.NoError(t, err)
	events = page.Events
	require.IsType(t, model.PayloadRefused{}, events[0])
	require.False(t, events[1].(model.MembersSeen).Whole)
}

// byBridge answers actions as examples do.
func byBridge(t *testing.T, b *backend, name string) {
	t.Helper()
	b.says(Bridge.path, string(example(t, name)))
}

func TestActionsOfALinkWithoutASocket(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)

	byBridge(t, b, "3.12-answer")
	events, err := l.ListTags(t.Context(), theSeat)
	require.NoError(t, err)
	require.Equal(t, refOf(theSeat), events[0].(model.TagsSeen).Seat)

	byBridge(t, b, "2.8-answer")
	contact, err := l.AddByPhone(t.Context(), theSeat, "1562", "hello")
	require.NoError(t, err)
	require.Equal(t, model.Contact{
		RemoteID: "16888555558708", Name: "陈 xx", Avatar: "http://wework.qpic.cn/bizmail/rVxxxxxxV5xxv1Q/0", Gender: model.GenderMale, Mobile: "1562",
	}, contact)
	_, err = l.AddByPhone(t.Context(), theSeat, "", "")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	b.says(Bridge.path, `{"code":"0"}`)
	_, err = l.AddByPhone(t.Context(), theSeat, "1", "")
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))

	b.says(Bridge.path, `{"code":"30","msg":"对方已是好友"}`)
	err = l.AcceptFriend(t.Context(), theSeat, model.FriendRequest{RemoteID: "780000919"})
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	require.Equal(t, "对方已是好友", model.AsTrouble(err).Detail)

	before := len(b.got(Bridge.path))
	require.NoError(t, l.EditRemark(t.Context(), theSeat, "7", nil, nil))
	require.Len(t, b.got(Bridge.path), before)
	b.says(Bridge.path, `{"code":"0"}`)
	empty := ""
	require.NoError(t, l.EditRemark(t.Context(), theSeat, "7", &empty, nil))
	require.Contains(t, b.got(Bridge.path)[before].Body, `"realRemark":""`)
	require.NotContains(t, b.got(Bridge.path)[before].Body, `userRemark`)
}

func TestPeopleAndGroupsAreInquiredApart(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	asked := exampleEvents(t, "3.21-answer-group")[1].(model.MembersSeen).Members
	admins := `{"code":"0","admins":["` + asked[1].RemoteID + `","` + asked[0].RemoteID + `"]}`
	b.on(Bridge.path, func(c call) (int, string) {
		switch {
		case strings.Contains(c.Body, "robot.conv.admins"):
			return 200, admins
		case strings.Contains(c.Body, "R:"):
			return 200, string(example(t, "3.21-answer-group"))
		}
		return 200, string(example(t, "3.21-answer"))
	})
	events, err := l.InquireContacts(t.Context(), theSeat, []string{"1688853470819974", "R:10696052725013336", "1688853470819976"})
	require.NoError(t, err)
	require.Len(t, events, 4)
	calls := b.got(Bridge.path)
	require.Len(t, calls, 3)
	require.Contains(t, calls[0].Body, `"contacts":[1688853470819974,1688853470819976]`)
	require.Contains(t, calls[1].Body, `"contacts":["R:10696052725013336"]`)
	roles := func(events []model.Event) (roles []model.Role) {
		for _, m := range events[len(events)-1].(model.MembersSeen).Members {
			roles = append(roles, m.Role)
		}
		return roles
	}
	require.Equal(t, []model.Role{model.RoleOwner, model.RoleAdmin, model.RoleMember, model.RoleMember}, roles(events), "3.16 was asked")

	for _, admins = range []string{`{"code":"1","msg":"invalid conversion id"}`, `{"code":"0"}`} {
		events, err = l.InquireContacts(t.Context(), theSeat, []string{"R:10696052725013336"})
		require.NoError(t, err)
		require.Equal(t, []model.Role{model.RoleOwner, model.RoleUnknown, model.RoleUnknown, model.RoleUnknown}, roles(events), admins)
	}
}

func TestSendErrors(t *testing.T) {
	require.NoError(t, sendError(nil))
	require.ErrorAs(t, sendError(socketio.ErrNotConnected), new(*providers.NotTried))
	require.ErrorAs(t, sendError(errors.New("context ended before anything was written")), new(*providers.NotTried))
	require.True(t, model.IsTrouble(sendError(fmt.Errorf("x: %w", socketio.ErrTooLarge)), model.TroubleTooLong))
	err := sendError(&socketio.UncertainError{Event: "message", Err: io.ErrUnexpectedEOF})
	require.False(t, errors.As(err, new(*providers.NotTried)))
	require.False(t, errors.As(err, new(*model.Trouble)))

	l := openLink(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), nil)
	_, err = l.Send(t.Context(), providers.Outgoing{Seat: theSeat, Conversation: theChat})
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
	text := model.Content{Kind: model.KindText, Text: "a"}
	_, err = l.Send(t.Context(), providers.Outgoing{Content: text})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = l.Forward(t.Context(), providers.Outgoing{Seat: theSeat}, "1")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = l.Forward(t.Context(), providers.Outgoing{Conversation: theChat}, "1")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	require.NotEqual(t, l.NewClientID(), l.NewClientID())
}
