package youjiyun

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

// under way is an action that was asked for.
type underWay[T any] struct {
	answer T
	err    error
}

func start[T any](call func() (T, error)) <-chan underWay[T] {
	done := make(chan underWay[T], 1)
	go func() {
		answer, err := call()
		done <- underWay[T]{answer, err}
	}()
	return done
}

func TestActionIsAnsweredOverTheSocket(t *testing.T) {
	socket := newFakeSocket()
	c := newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), socket)
	ask := func(phone string) <-chan underWay[AddByPhoneAnswer] {
		return start(func() (AddByPhoneAnswer, error) {
			return AddByPhone.Do(context.Background(), c, &AddByPhoneRequest{ActionHead: ActionHead{RobotKey: "r"}, Phone: phone})
		})
	}
	first := ask("1")
	e1 := <-socket.heard
	second := ask("2")
	e2 := <-socket.heard
	require.Equal(t, "action", e1.Event)
	require.Equal(t, wire.Text("robot.phone.contact.add"), e1.Head.Type)
	require.NotEqual(t, e1.Head.MessageID, e2.Head.MessageID)

	// None of these is an answer: our own request, another type, another id.
	answer(t, c, e2, `{}`)
	answer(t, c, e2, `{"code":"0","type":"robot.cust.remark"}`)
	answer(t, c, e2, `{"code":"0","messageId":"1"}`)

	answer(t, c, e2, `{"code":0,"userData":{"userId":2}}`)
	got := <-second
	require.NoError(t, got.err)
	require.Equal(t, wire.Text("2"), got.answer.UserData.UserID)

	answer(t, c, e1, `{"code":"30","msg":"no such phone"}`)
	got = <-first
	require.Equal(t, &APIError{Call: "robot.phone.contact.add", Code: "30", Msg: "no such phone"}, apiError(t, got.err))
	require.Empty(t, c.wait.open)
}

func apiError(t *testing.T, err error) *APIError {
	t.Helper()
	var api *APIError
	require.ErrorAs(t, err, &api)
	return api
}

func TestAnAnswerThatCantBeReadEndsTheWait(t *testing.T) {
	socket := newFakeSocket()
	c := newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), socket)
	done := start(func() (AdminsAnswer, error) {
		return ListAdmins.Do(context.Background(), c, &ListAdminsRequest{ConversationID: "R:1"})
	})
	frames := answer(t, c, <-socket.heard, `{"code":"0","admins":"all"}`)
	require.Error(t, frames[0].Err)
	require.True(t, isAnswerError((<-done).err))
}

func TestTagsMayBeAnsweredUnderAnotherID(t *testing.T) {
	socket := newFakeSocket()
	c := newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), socket)
	robot := decodeExample[ActionHead](t, "3.12-answer").RobotKey
	done := start(func() (SyncTagsAnswer, error) {
		return SyncTags.Do(context.Background(), c, &SyncTagsRequest{ActionHead{RobotKey: robot}})
	})
	<-socket.heard
	c.Receive("action", []json.RawMessage{example(t, "3.12-answer")})
	got := <-done
	require.NoError(t, got.err)
	require.Len(t, got.answer.GroupLabels, 5)
}

func TestActionGoesOverTheBridgeWithoutASocket(t *testing.T) {
	b := newBackend(t)
	b.says(Bridge.path, string(example(t, "2.8-answer")))
	socket := newFakeSocket()
	socket.connected = false
	for _, s := range []Emitter{nil, socket} {
		c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), s)
		want := decodeExample[AddByPhoneRequest](t, "2.8-request")
		got, err := AddByPhone.Do(t.Context(), c, &want)
		require.NoError(t, err)
		require.Equal(t, wire.Text("陈 xx"), got.UserData.Name)
	}
	for _, call := range b.got(Bridge.path) {
		require.JSONEq(t, string(example(t, "2.8-request")), call.Body)
		require.Equal(t, "application/json;charset=UTF-8", call.Type)
	}
	require.Len(t, b.got(Bridge.path), 2)

	b.says(Bridge.path, string(example(t, "3.16-answer-refused")))
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	_, err := ListAdmins.Do(t.Context(), c, &ListAdminsRequest{ConversationID: "10696661588019912"})
	require.Equal(t, "invalid conversion id", apiError(t, err).Msg)
}

func TestLostSocketRepeatsReadsOnly(t *testing.T) {
	b := newBackend(t)
	b.says(Bridge.path, `{"code":"0","admins":["7"]}`)
	socket := newFakeSocket()
	c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today), socket)

	read := start(func() (AdminsAnswer, error) {
		return ListAdmins.Do(context.Background(), c, &ListAdminsRequest{ConversationID: "R:1"})
	})
	write := start(func() (AdminsAnswer, error) {
		return ModifyAdmins.Do(context.Background(), c, &ModifyAdminsRequest{ConversationID: "R:1", OpCode: AddAdmins})
	})
	<-socket.heard
	<-socket.heard
	c.SocketLost()
	got := <-read
	require.NoError(t, got.err)
	require.Equal(t, []wire.Text{"7"}, got.answer.Admins)
	require.ErrorIs(t, (<-write).err, ErrNoAnswer)
	require.Len(t, b.got(Bridge.path), 1)

	socket.fail = &socketio.UncertainError{Event: "action", Err: errors.New("broken pipe")}
	_, err := ModifyAdmins.Do(t.Context(), c, &ModifyAdminsRequest{})
	require.ErrorAs(t, err, new(*socketio.UncertainError))
	_, err = ListAdmins.Do(t.Context(), c, &ListAdminsRequest{})
	require.NoError(t, err)
	require.Len(t, b.got(Bridge.path), 2)
}

func TestActionWithoutAnAnswerTimesOut(t *testing.T) {
	clock := clockwork.NewFakeClockAt(today)
	socket := newFakeSocket()
	c := newTestClient(t, "http://127.0.0.1:1", clock, socket)
	done := start(func() (EditRemarkAnswer, error) {
		return EditRemark.Do(context.Background(), c, &EditRemarkRequest{UserID: "1"})
	})
	<-socket.heard
	clock.Advance(actionTimeout - 1)
	require.Empty(t, done)
	clock.Advance(1)
	err := (<-done).err
	require.ErrorIs(t, err, ErrNoAnswer)
	require.ErrorIs(t, err, wire.ErrTimeout)
	require.Empty(t, c.wait.open)
}

func TestTagWritesOfARobotQueue(t *testing.T) {
	socket := newFakeSocket()
	c := newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), socket)
	mark := func(ctx context.Context, robot wire.Text) <-chan underWay[MarkTagsAnswer] {
		return start(func() (MarkTagsAnswer, error) {
			return MarkTags.Do(ctx, c, &MarkTagsRequest{ActionHead: ActionHead{RobotKey: robot}, UserID: "1"})
		})
	}
	first := mark(context.Background(), "a")
	e1 := <-socket.heard
	ctx, cancel := context.WithCancel(context.Background())
	gaveUp := mark(ctx, "a")
	other := mark(context.Background(), "b")
	e2 := <-socket.heard
	require.Equal(t, wire.Text("b"), e2.Head.RobotKey, "another robot need not wait")
	cancel()
	require.ErrorIs(t, (<-gaveUp).err, context.Canceled)
	second := mark(context.Background(), "a")
	require.Empty(t, socket.heard)
	answer(t, c, e1, `{"code":"0"}`)
	require.NoError(t, (<-first).err)
	e3 := <-socket.heard
	require.Equal(t, wire.Text("a"), e3.Head.RobotKey)
	answer(t, c, e3, `{"code":"0"}`)
	answer(t, c, e2, `{"code":"0"}`)
	require.NoError(t, (<-second).err)
	require.NoError(t, (<-other).err)
}

func TestMessagesGoOverTheSocketOnly(t *testing.T) {
	c := newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), nil)
	require.ErrorIs(t, c.Send(t.Context(), OutMessage{}), socketio.ErrNotConnected)

	socket := newFakeSocket()
	c = newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), socket)
	_, want := event(t, example(t, "3.6-request"))
	require.NoError(t, c.Send(t.Context(), decodeExample[OutMessage](t, "3.6-request")))
	e := <-socket.heard
	require.Equal(t, "message", e.Event)
	require.JSONEq(t, string(want), string(e.Body))
}

func TestReceiveTellsWhatItCantRead(t *testing.T) {
	c := newTestClient(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), nil)
	require.Error(t, c.Receive("message", nil)[0].Err)
	for _, test := range []struct {
		event, body  string
		undocumented bool
	}{
		{"message", `"text"`, false},
		{"message", `null`, false},
		{"message", `{"from":"x"}`, false},
		{"chat", `{"lastMsgActive":"soon"}`, false},
		{"action", `[]`, false},
		{"action", `{"type":"chat.heart"}`, true},
		{"action", `{}`, true},
		{"action", `{"type":"robot.tags.sync","code":"0","groupLabels":7}`, false},
		{"heart", `{}`, true},
	} {
		frames := c.Receive(test.event, []json.RawMessage{json.RawMessage(test.body)})
		require.Len(t, frames, 1)
		require.Error(t, frames[0].Err, test.body)
		require.Equal(t, test.undocumented, errors.Is(frames[0].Err, ErrUndocumented), test.body)
		require.Equal(t, test.body, string(frames[0].Raw))
	}
	frames := c.Receive("action", []json.RawMessage{json.RawMessage(`{"type":"robot.tags.sync","code":"1","groupLabels":7}`)})
	require.NoError(t, frames[0].Err)
	require.True(t, frames[0].Action.Refused())
}

func FuzzReceive(f *testing.F) {
	for _, name := range examples(f) {
		data := example(f, name)
		var parts []json.RawMessage
		if json.Unmarshal(data, &parts) == nil && len(parts) == 2 {
			data = parts[1]
		}
		for _, of := range []string{"message", "chat", "action"} {
			f.Add(of, []byte(data))
		}
	}
	l := &link{clock: clockwork.NewFakeClockAt(today)}
	c := NewClient(Config{Clock: l.clock, Rand: dice()})
	f.Fuzz(func(t *testing.T, of string, data []byte) {
		if !json.Valid(data) {
			return // the socket passes on none
		}
		for _, frame := range c.Receive(of, []json.RawMessage{data}) {
			require.Equal(t, data, []byte(frame.Raw))
			decoded := frame.Message != nil || frame.Chat != nil || frame.Action != nil
			require.NotEqual(t, decoded, frame.Err != nil)
			events := l.frameEvents(frame)
			if of == "message" || of == "chat" {
				require.NotEmpty(t, events, "a message can't vanish")
			}
		}
	})
}

func FuzzAnswers(f *testing.F) {
	for _, name := range examples(f) {
		f.Add(example(f, name))
	}
	c := newTestClient(f, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), nil)
	f.Fuzz(func(_ *testing.T, data []byte) {
		answer := wire.Answer{Host: "h", Status: 200, Body: data}
		if c.checkEnvelope("x", answer) != nil {
			return
		}
		_ = answer.JSON(new(AuthAnswer))
		_ = answer.JSON(new(RobotsAnswer))
		_ = answer.JSON(new(UsersAnswer))
		_ = answer.JSON(new(GroupsAnswer))
		_ = answer.JSON(new(MembersAnswer))
		_ = answer.JSON(new(ChatsAnswer))
		_ = answer.JSON(new(MessagesAnswer))
		_ = answer.JSON(new(InquireContactsAnswer))
		_ = answer.JSON(new(SyncTagsAnswer))
	})
}
