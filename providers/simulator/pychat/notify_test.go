package pychat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

func TestCallbacksComeInOrderAndAreRetried(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	l.failNext(3)
	for i := range 3 {
		require.True(t, b.server.Push(b.in.guid, 9000+i, []byte(`{}`)))
	}
	for _, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		require.Equal(t, 9000, l.next().Type)
		require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
		b.clock.Advance(wait - time.Millisecond)
		require.Empty(t, l.heard)
		b.clock.Advance(time.Millisecond)
	}
	require.Equal(t, 9000, l.next().Type)
	require.Equal(t, 9001, l.next().Type)
	require.Equal(t, 9002, l.next().Type)
}

func TestACallbackIsGivenUp(t *testing.T) {
	b := newBench(t, Options{Tries: 3})
	l := b.listen(b.in)
	l.failNext(3)
	require.True(t, b.server.Push(b.in.guid, 9000, []byte(`{}`)))
	require.True(t, b.server.Push(b.in.guid, 9001, []byte(`{}`)))
	for range 2 {
		require.Equal(t, 9000, l.next().Type)
		require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
		b.clock.Advance(maxWait)
	}
	require.Equal(t, 9000, l.next().Type)
	require.Equal(t, 9001, l.next().Type)
	b.control("faults", FaultPlan{}) // it has settled by the time of the next call
	taken, lost, waiting := b.server.Callbacks(b.in.guid)
	require.Equal(t, 1, lost)
	require.LessOrEqual(t, taken+waiting, 1)
}

func TestNobodyListens(t *testing.T) {
	b := newBench(t, Options{})
	require.True(t, b.server.Push(b.in.guid, 9000, []byte(`{}`)))
	_, lost, waiting := b.server.Callbacks(b.in.guid)
	require.Equal(t, []int{1, 0}, []int{lost, waiting})
	require.False(t, b.server.Push("nobody", 1, []byte(`{}`)))
}

func TestMessagesAreAsDescribed(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	who, us := b.person(b.in).username, b.in.account.username
	id, err := b.server.Say(b.in.guid, who, "", "你好")
	require.NoError(t, err)
	require.Len(t, id, 19)
	require.Equal(t, map[string]any{
		"from_username": who, "to_username": us, "chatroom_sender": "", "create_time": json.Number(fmt.Sprint(noon.Unix())),
		"desc": b.person(b.in).shownName() + " : 你好", "msg_id": id, "msg_type": json.Number("1"), "is_chatroom_msg": json.Number("0"), "chatroom": "",
		"source": sourceXML(0, nil), "content": "你好",
	}, l.expect(notifyMessage))

	r := b.aRoom(b.in)
	_, err = b.server.Say(b.in.guid, r.username, "", "大家好")
	require.NoError(t, err)
	data := l.expect(notifyMessage)
	require.Equal(t, []any{r.username, r.username, json.Number("1"), "大家好"},
		[]any{data["from_username"], data["chatroom"], data["is_chatroom_msg"], data["content"]})
	require.NotNil(t, r.member(data["chatroom_sender"].(string)))
	require.NotEqual(t, us, data["chatroom_sender"])

	// What we say comes back, from the phone too.
	b.call(b.in, "/msg/send_text", object{"to_username": who, "content": "您好"})
	data = l.expect(notifyMessage)
	require.Equal(t, []any{us, who}, []any{data["from_username"], data["to_username"]})
	_, err = b.server.Say(b.in.guid, r.username, "phone", "各位好")
	require.NoError(t, err)
	data = l.expect(notifyMessage)
	require.Equal(t, []any{r.username, us, us}, []any{data["from_username"], data["chatroom_sender"], data["to_username"]})
}

func TestConversationsThatWait(t *testing.T) {
	for _, batched := range []bool{true, false} {
		b := newBench(t, Options{})
		b.in.syncOld = batched
		l := b.listen(b.in)
		b.in.greeted = false
		b.pass(loginTakes)
		told, kind := 0, 0
		for told < len(b.in.messages) {
			h := l.next()
			kind = h.Type
			if h.Type == notifyMessage {
				told++
				continue
			}
			var batch []payload
			require.NoError(t, json.Unmarshal(h.Data, &batch))
			require.LessOrEqual(t, len(batch), batchSize)
			told += len(batch)
		}
		require.Equal(t, batched, kind == notifyMessages)
		require.Greater(t, told, 5)
		for _, m := range b.in.messages {
			require.NotContains(t, m.content, "{name}")
			require.False(t, m.at.After(noon))
		}
		b.listen(b.in) // said once
		b.pass(time.Minute)
		l.nothing(b, b.in)
	}
}

func TestAFailedSyncHoldsMessagesUp(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	who := b.person(b.in).username
	require.NoError(t, b.server.Do(b.in.guid, FailSync))
	l.expect(notifySyncFailed)
	for _, text := range []string{"一", "二"} {
		_, err := b.server.Say(b.in.guid, who, "", text)
		require.NoError(t, err)
	}
	l.nothing(b, b.in)
	b.call(b.in, "/client/restore_client", object{"sync_history_msg": true})
	h := l.next()
	require.Equal(t, notifyMessages, h.Type)
	var batch []payload
	require.NoError(t, json.Unmarshal(h.Data, &batch))
	require.Equal(t, []string{"一", "二"}, []string{batch[0].Content, batch[1].Content})
	_, err := b.server.Say(b.in.guid, who, "", "三")
	require.NoError(t, err)
	require.Equal(t, "三", l.expect(notifyMessage)["content"])
}

func TestDeeds(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	for _, c := range []struct {
		deed   Deed
		kind   int
		status string
	}{
		{Heartbeat, notifyHeartbeat, "2"},
		{Expire, notifyTimeout, "1"},
		{GoOnline, notifyLogin, "2"},
		{Kick, notifyLogout, "1"},
		{Ban, notifyLogout, "1"},
	} {
		b.control("instance", object{"guid": b.in.guid, "do": c.deed})
		require.Equal(t, c.kind, l.next().Type, c.deed)
		require.Equal(t, c.status, b.status(b.in), c.deed)
	}
	require.NoError(t, b.server.Do(b.in.guid, Unban))
	require.Error(t, b.server.Do(b.in.guid, "dance"))
	require.Error(t, b.server.Do("nobody", Kick))
}

// TestNoStrangerIsAsked: whatever client the options bring.
func TestNoStrangerIsAsked(t *testing.T) {
	s := New(Options{HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		t.Errorf("asked: %s", r.URL)
		return nil, http.ErrServerClosed
	})}})
	_, err := s.http.Get("http://example.com/")
	require.ErrorContains(t, err, "asks no stranger")
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRunEndsWithItsContext(t *testing.T) {
	clock := clockwork.NewFakeClockAt(noon)
	s := New(Options{Seats: 2, Conversations: 4, Rate: 2, Clock: clock})
	heard := make(chan struct{}, 100)
	listener := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard <- struct{}{} }))
	defer listener.Close()
	s.world.instances[0].notify.url = listener.URL
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	for told := false; !told; {
		require.NoError(t, clock.BlockUntilContext(ctx, 1))
		clock.Advance(time.Second)
		select {
		case <-heard:
			told = true
		default:
		}
	}
	cancel()
	require.NoError(t, <-ended)
}
