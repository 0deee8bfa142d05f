package youjiyun

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

func textEvent(id string) string {
	return fmt.Sprintf(`{"messageId":%q,"msgSvrID":"7","timestamp":1585024550000,"robotKey":"r","chatId":"S:1_2","from":{"contactId":"2"},"content":{"contentType":1,"content":"hi"}}`, id)
}

func TestRunDeliversWhatComes(t *testing.T) {
	s := newSocketServer(t)
	clock := clockwork.NewFakeClockAt(today)
	l := openLink(t, s.URL, clock, map[string]string{"msg_filter": "true"})
	heard := sinktest.New()
	stop := running(t, l, heard)

	require.Equal(t, model.LinkStatus{Link: model.LinkConnecting, Since: today}, <-heard.Statuses)
	p, hello := s.connect(t)
	require.Equal(t, "40/imchat?msgFilter=1&token=token-1", hello)
	require.Equal(t, "token-1", p.r.URL.Query().Get("token"))
	require.Equal(t, "1", p.r.URL.Query().Get("msgFilter"))
	require.Empty(t, heard.Statuses, "not online before the namespace")
	p.send("40/imchat,")
	require.Equal(t, model.LinkOnline, (<-heard.Statuses).Link)

	name, body := event(t, example(t, "3.2-event"))
	p.event(name, string(body))
	seen := heard.Take(1)[0].(model.MessageSeen)
	require.Equal(t, "202003241342304979", seen.Message.RemoteID)
	require.True(t, seen.Live)

	p.send(`42/imchat,["message",{"messageId":`, `42/imchat,["message",{"robotKey":"r","from":7}]`)
	for _, e := range heard.Take(2) {
		require.True(t, e.(model.PayloadRefused).Suspect)
	}
	p.event("message", textEvent("1"))
	require.Equal(t, "1", heard.Take(1)[0].(model.MessageSeen).Message.RemoteID, "a bad frame stops nothing")

	stop()
	require.Equal(t, model.LinkIdle, (<-heard.Statuses).Link)
}

func TestFramesPileUpIntoBatches(t *testing.T) {
	s := newSocketServer(t)
	l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	heard.Gate = make(chan struct{})
	running(t, l, heard)
	p := s.admit(t)
	// More than the queue holds: the reader has to wait, and nothing is lost.
	const all = upkeep.PumpQueue + 3*upkeep.PumpBatch
	for i := range all {
		p.event("message", textEvent(itoa(i)))
	}
	next := 0
	for next < all {
		heard.Gate <- struct{}{}
		batch := <-heard.Batches
		require.LessOrEqual(t, len(batch), upkeep.PumpBatch)
		for _, e := range batch {
			require.Equal(t, itoa(next), e.(model.MessageSeen).Message.RemoteID)
			next++
		}
	}
}

func TestABatchIsWhatCameDuringTheLast(t *testing.T) {
	l := openLink(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	heard.Entered, heard.Gate = make(chan struct{}), make(chan struct{})
	p := newPump(l, heard, newHealth(heard, l.clock))
	done := make(chan struct{})
	go func() { p.Run(context.Background()); close(done) }()
	put := func(n int) {
		for range n {
			p.Put(t.Context(), model.SeatsListed{})
		}
	}
	put(1)
	for i, n := range []int{1, 10, upkeep.PumpBatch, 7} {
		<-heard.Entered
		put([]int{10, upkeep.PumpBatch + 7, 0, 0}[i])
		heard.Gate <- struct{}{}
		require.Len(t, <-heard.Batches, n)
	}
	p.Close()
	<-done
}

func TestWhatCantBeStoredIsTriedAgain(t *testing.T) {
	clock := clockwork.NewFakeClockAt(today)
	l := openLink(t, "http://127.0.0.1:1", clock, nil)
	l.rand = func() float64 { return 0 }
	heard := sinktest.New()
	full := &model.Trouble{Code: model.TroubleDiskFull}
	heard.FailWith(full)
	state := newHealth(heard, clock)
	p := newPump(l, heard, state)
	done := make(chan struct{})
	go func() { p.Run(context.Background()); close(done) }()

	state.socket(model.LinkOnline, nil)
	require.Equal(t, model.LinkStatus{Link: model.LinkOnline, Since: today}, <-heard.Statuses)
	p.Put(t.Context(), model.SeatsListed{RemoteIDs: []string{"1"}})
	require.Equal(t, model.LinkStatus{Link: model.LinkConnecting, Since: today, Err: full}, <-heard.Statuses)
	p.Put(t.Context(), model.SeatsListed{RemoteIDs: []string{"2"}})
	for _, wait := range []time.Duration{1, 2, 4} {
		require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
		require.Empty(t, heard.Batches)
		clock.Advance(wait*time.Second - 1)
		if wait == 4 {
			heard.FailWith(nil)
		}
		clock.Advance(1)
	}
	require.Equal(t, []model.Event{model.SeatsListed{RemoteIDs: []string{"1"}}}, <-heard.Batches)
	require.Equal(t, []model.Event{model.SeatsListed{RemoteIDs: []string{"2"}}}, <-heard.Batches)
	require.Equal(t, model.LinkStatus{Link: model.LinkOnline, Since: today.Add(7 * time.Second)}, <-heard.Statuses)
	require.Empty(t, heard.Statuses, "told once, however often it is tried")
	p.Close()
	<-done
}

func TestWhatWasHeardIsDeliveredAtTheEnd(t *testing.T) {
	l := openLink(t, "http://127.0.0.1:1", clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	heard.FailWith(errors.New("no"))
	p := newPump(l, heard, newHealth(heard, l.clock))
	for i := range upkeep.PumpBatch + 1 {
		p.Put(t.Context(), model.SeatsListed{RemoteIDs: []string{itoa(i)}})
	}
	p.Close()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	heard.FailWith(nil)
	p.Run(ended)
	require.Len(t, <-heard.Batches, upkeep.PumpBatch)
	require.Len(t, <-heard.Batches, 1)
}

func TestRefusedSocketLogsInAgain(t *testing.T) {
	s := newSocketServer(t)
	l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	running(t, l, heard)
	require.Nil(t, (<-heard.Statuses).Err)

	p, hello := s.connect(t)
	require.Equal(t, "40/imchat?token=token-1", hello)
	p.send(`44/imchat,"bad token token-1"`)
	expired := <-heard.Statuses
	require.Equal(t, model.LinkConnecting, expired.Link)
	require.Equal(t, model.TroubleExpired, expired.Err.Code)
	require.NotContains(t, expired.Err.Error(), "token-1")

	// No clock was moved: with a new login there is nothing to wait for.
	p, hello = s.connect(t)
	require.Equal(t, "40/imchat?token=token-2", hello)
	p.send(`44/imchat,"go away"`)
	refusal := <-heard.Statuses
	require.Equal(t, model.LinkRefused, refusal.Link)
	require.Equal(t, model.TroubleRejected, refusal.Err.Code)
	require.Equal(t, "go away", refusal.Err.Detail)

	l.Nudge()
	s.admit(t)
	require.Equal(t, model.LinkOnline, (<-heard.Statuses).Link)
}

func TestReconnectWaitsAsConfigured(t *testing.T) {
	s := newSocketServer(t)
	clock := clockwork.NewFakeClockAt(today)
	l := openLink(t, s.URL, clock, map[string]string{"reconnect_min": "3s"})
	heard := sinktest.New()
	running(t, l, heard)
	p := s.admit(t)
	heard.Until(model.LinkOnline)
	require.NoError(t, p.ws.Close())
	lost := heard.Until(model.LinkConnecting)
	require.Equal(t, model.TroubleUnreachable, lost.Err.Code)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	clock.Advance(3*time.Second - 1)
	require.Empty(t, s.peers)
	clock.Advance(1500 * time.Millisecond)
	s.admit(t)
	heard.Until(model.LinkOnline)
}

func TestWrongPasswordIsRefusedAndNotHammered(t *testing.T) {
	for name, act := range map[string]func(l *link, clock *clockwork.FakeClock){
		"a person asks":    func(l *link, _ *clockwork.FakeClock) { l.Nudge() },
		"after some while": func(_ *link, clock *clockwork.FakeClock) { clock.Advance(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSocketServer(t)
			s.says(callAuthPath, `{"code":"1000","msg":"no"}`)
			clock := clockwork.NewFakeClockAt(today)
			l := openLink(t, s.URL, clock, nil)
			heard := sinktest.New()
			running(t, l, heard)
			status := heard.Until(model.LinkRefused)
			require.Equal(t, model.TroubleCredentials, status.Err.Code)
			for range 4 { // attempts that ask nobody
				require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
				clock.Advance(time.Minute)
			}
			require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
			require.Len(t, s.got(callAuthPath), 1)
			require.Empty(t, heard.Statuses)

			s.on(callAuthPath, s.login)
			act(l, clock)
			s.admit(t)
			heard.Until(model.LinkOnline)
		})
	}
}

func TestABrokenConnectionIsTold(t *testing.T) {
	for code, upgrade := range map[model.TroubleCode]http.HandlerFunc{
		model.TroubleBadAnswer: http.NotFound,
		model.TroubleBusy:      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		model.TroubleUnreachable: func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		},
	} {
		s := newSocketServer(t)
		s.upgrade = upgrade
		l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
		heard := sinktest.New()
		stop := running(t, l, heard)
		require.Nil(t, (<-heard.Statuses).Err)
		status := <-heard.Statuses
		require.Equal(t, model.LinkConnecting, status.Link)
		require.Equal(t, code, status.Err.Code)
		require.NotContains(t, status.Err.Error(), "token-1")
		stop()
	}
}

func TestSetbacks(t *testing.T) {
	l := &link{name: "shop"}
	for _, test := range []struct {
		err  error
		link model.Link
		code model.TroubleCode
	}{
		{socketio.ErrSilent, model.LinkConnecting, model.TroubleTimeout},
		{socketio.ErrServerClosed, model.LinkConnecting, model.TroubleUnreachable},
		{fmt.Errorf("endpoint: %w", &wire.NetError{Host: "h", Err: errors.New("refused")}), model.LinkConnecting, model.TroubleUnreachable},
		{fmt.Errorf("endpoint: %w", &wire.NetError{Host: "h", Err: wire.ErrTimeout}), model.LinkConnecting, model.TroubleTimeout},
		{&APIError{Call: callAuthPath, Code: codeBusy}, model.LinkConnecting, model.TroubleBusy},
		{&APIError{Call: callAuthPath, Code: "7"}, model.LinkRefused, model.TroubleCredentials},
		{&socketio.StatusError{Code: 502}, model.LinkConnecting, model.TroubleUnreachable},
	} {
		state, trouble := l.setback(test.err)
		require.Equal(t, test.link, state, "%v", test.err)
		require.Equal(t, test.code, trouble.Code, "%v", test.err)
		require.Equal(t, "shop", trouble.About)
	}
	state, trouble := l.setback(socketio.ErrReconnect)
	require.Equal(t, model.LinkConnecting, state)
	require.Nil(t, trouble)
}

func TestSendIsConfirmedByItsEcho(t *testing.T) {
	s := newSocketServer(t)
	l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	out := providers.Outgoing{
		Seat: theSeat, Conversation: theChat, ClientID: "2020030216285000000001",
		Content: model.Content{Kind: model.KindText, Text: "123", Mentions: []string{"780000919", " 780000966"}},
	}
	_, err := l.Send(t.Context(), out)
	require.ErrorAs(t, err, new(*providers.NotTried))

	running(t, l, heard)
	p := s.admit(t)
	heard.Until(model.LinkOnline)
	receipt, err := l.Send(t.Context(), out)
	require.NoError(t, err)
	require.Equal(t, providers.Receipt{}, receipt)
	name, body := p.readEvent()
	require.Equal(t, "message", name)
	_, want := event(t, example(t, "3.4-request"))
	require.JSONEq(t, string(want), string(body))

	_, echo := event(t, example(t, "3.4-event-message"))
	p.event("message", string(echo))
	seen := heard.Take(1)[0].(model.MessageSeen)
	require.Equal(t, model.Out, seen.Message.Direction)
	require.Equal(t, model.StateSent, seen.Message.State)
	require.Equal(t, seen.Message.RemoteID, seen.Message.ClientID)

	p.event("message", `{"messageId":"9","code":"1","msg":"not a friend","chatId":"S:1688853470427542_7"}`)
	refusal := heard.Take(1)[0].(model.SendRefused)
	require.Equal(t, "9", refusal.ClientID)
	require.Equal(t, "1688853470427542", refusal.Seat.AccountID)
	require.Equal(t, model.TroubleRejected, refusal.Reason.Code)
	require.Equal(t, "not a friend", refusal.Reason.Detail)
}

func TestForward(t *testing.T) {
	s := newSocketServer(t)
	l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	out := providers.Outgoing{Seat: theSeat, Conversation: theChat, ClientID: "7"}
	_, err := l.Forward(t.Context(), out, "1058842")
	require.ErrorAs(t, err, new(*providers.NotTried))
	_, err = l.Forward(t.Context(), out, "")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))

	running(t, l, heard)
	p := s.admit(t)
	heard.Until(model.LinkOnline)
	_, err = l.Forward(t.Context(), out, "1058842")
	require.NoError(t, err)
	name, body := p.readEvent()
	require.Equal(t, "action", name)
	require.JSONEq(t, `{"type":"robot.message.forward","robotKey":"cfb3e2c2686d437ab1109cd63b87ea48","messageId":"7","msgSvrID":1058842,"friends":["1688853470829406"]}`, string(body))
	p.event("action", `{"type":"robot.message.forward","robotKey":"r","messageId":"7","code":"5000","msg":"later"}`)
	refusal := heard.Take(1)[0].(model.SendRefused)
	require.Equal(t, model.TroubleBusy, refusal.Reason.Code)
}

func TestActionsOfALinkGoOverItsSocket(t *testing.T) {
	s := newSocketServer(t)
	l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	heard := sinktest.New()
	running(t, l, heard)
	p := s.admit(t)
	heard.Until(model.LinkOnline)
	remark := "红儿"
	done := make(chan error, 1)
	go func() { done <- l.EditRemark(t.Context(), theSeat, "788", &remark, nil) }()
	_, body := p.readEvent()
	var asked EditRemarkRequest
	require.NoError(t, json.Unmarshal(body, &asked))
	require.Nil(t, asked.UserRemark)
	p.event("action", fmt.Sprintf(`{"type":"robot.cust.remark","robotKey":"r","messageId":%q,"code":"0","userId":"788","realRemark":"红儿"}`, asked.MessageID))
	require.NoError(t, <-done)
	require.Equal(t, "红儿", heard.Take(1)[0].(model.ContactSeen).Contact.Remark)
}
