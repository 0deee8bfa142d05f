package juhe

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
	"seatdeck/providers/internal/wire"
)

// connected is a link whose socket is up, with its other end.
func connected(t testing.TB) (*link, *backend, *peer, *clockwork.FakeClock) {
	t.Helper()
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, nil), sinktest.New()
	running(t, l, s)
	p := <-b.peers
	t.Cleanup(func() { _ = p.ws.Close() })
	s.Until(model.LinkOnline)
	return l, b, p, clock
}

func TestSendOverTheSocket(t *testing.T) {
	l, _, p, _ := connected(t)
	room := model.Conversation{RemoteID: "r1", PeerID: "r1", Group: true}
	for _, one := range []struct {
		content model.Content
		to      model.Conversation
		want    string
	}{
		{model.Content{Kind: model.KindText, Text: "您好"}, theChat, `{"chatUserId":"c1","toId":"x1","roomId":"","msgType":1,"content":"您好","clientId":"k1"}`},
		{model.Content{Kind: model.KindImage, URL: "http://h/p.png"}, room, `{"chatUserId":"c1","toId":"","roomId":"r1","msgType":2,"content":{"url":"http://h/p.png"},"clientId":"k1"}`},
		{model.Content{Kind: model.KindVideo, URL: "http://h/v"}, theChat, `{"chatUserId":"c1","toId":"x1","roomId":"","msgType":4,"content":{"url":"http://h/v"},"clientId":"k1"}`},
		{model.Content{Kind: model.KindFile, URL: "http://h/f", FileName: "/home/me/a.txt", Size: 3}, theChat, `{"chatUserId":"c1","toId":"x1","roomId":"","msgType":5,"content":{"url":"http://h/f","name":"a.txt","size":3},"clientId":"k1"}`},
		{model.Content{Kind: model.KindLink, URL: "https://s", Title: "t", Detail: "d", Cover: "http://c"}, theChat, `{"chatUserId":"c1","toId":"x1","roomId":"","msgType":6,"content":{"url":"https://s","title":"t","desc":"d","picUrl":"http://c"},"clientId":"k1"}`},
	} {
		sent := p.replies(t, `{"type":"ack","requestId":%q,"code":0,"data":{"msgId":"m1","time":1778051280000}}`)
		receipt, err := l.Send(t.Context(), providers.Outgoing{Seat: theSeat, Conversation: one.to, ClientID: "k1", Content: one.content})
		require.NoError(t, err)
		require.Equal(t, providers.Receipt{RemoteID: "m1", Confirmed: true, SentAt: time.UnixMilli(1778051280000).UTC()}, receipt)
		require.JSONEq(t, one.want, string(sent().Data))
	}
}

func TestWhatBecomesOfASendThatFails(t *testing.T) {
	text := providers.Outgoing{Seat: theSeat, Conversation: theChat, ClientID: "k1", Content: model.Content{Kind: model.KindText, Text: "好"}}
	t.Run("not connected", func(t *testing.T) {
		l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
		_, err := l.Send(t.Context(), text)
		require.ErrorAs(t, err, new(*providers.NotTried))
	})
	t.Run("makes no sense", func(t *testing.T) {
		l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
		for name, spoil := range map[string]func(*providers.Outgoing){
			"no seat":      func(o *providers.Outgoing) { o.Seat.AccountID = "" },
			"nobody":       func(o *providers.Outgoing) { o.Conversation = model.Conversation{} },
			"empty":        func(o *providers.Outgoing) { o.Content.Text = " " },
			"no URL":       func(o *providers.Outgoing) { o.Content = model.Content{Kind: model.KindImage, URL: "/etc/passwd"} },
			"voice":        func(o *providers.Outgoing) { o.Content = model.Content{Kind: model.KindVoice, URL: "http://h"} },
			"link nowhere": func(o *providers.Outgoing) { o.Content = model.Content{Kind: model.KindLink, URL: "javascript:1"} },
		} {
			out := text
			spoil(&out)
			_, err := l.Send(t.Context(), out)
			var trouble *model.Trouble
			require.ErrorAs(t, err, &trouble, name)
		}
	})
	t.Run("refused", func(t *testing.T) {
		l, _, p, _ := connected(t)
		for code, want := range map[string]model.TroubleCode{
			"4006": model.TroubleSeatOffline, "4003": model.TroubleBanned, "4004": model.TroubleNotFound, "429": model.TroubleBusy, "77": model.TroubleRejected,
		} {
			replied := p.replies(t, `{"type":"ack","requestId":%q,"code":`+code+`,"msg":"不行"}`)
			_, err := l.Send(t.Context(), text)
			replied()
			require.True(t, model.IsTrouble(err, want), err)
		}
	})
	t.Run("no ack", func(t *testing.T) {
		l, _, p, _ := connected(t)
		go func() {
			_, _ = p.next()
			_ = p.ws.Close()
		}()
		_, err := l.Send(t.Context(), text)
		require.ErrorAs(t, err, new(*UncertainError))
		require.False(t, model.IsTrouble(err, model.TroubleRejected))
	})
	t.Run("too long", func(t *testing.T) {
		l, _, _, _ := connected(t)
		out := text
		out.Content.Text = strings.Repeat("长", maxOut)
		_, err := l.Send(t.Context(), out)
		require.True(t, model.IsTrouble(err, model.TroubleTooLong))
	})
}

func TestClientIDsDiffer(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	seen := map[string]bool{}
	for range 1000 {
		seen[l.NewClientID()] = true
	}
	require.Len(t, seen, 1000)
}

func TestContactsComeOverTheSocket(t *testing.T) {
	l, b, p, _ := connected(t)
	b.on(SyncLinker.path, func(q call) (int, string) {
		var r SyncLinkerRequest
		_ = json.Unmarshal([]byte(q.Body), &r)
		page := func(number int, last bool, id string) string {
			return fmt.Sprintf(`{"type":"linkers","data":{"chatUserId":%q,"linkType":%q,"page":%d,"last":%t,"list":[{"id":%q,"name":"n"},{"name":"nobody"}]}}`, r.ChatUserID, r.LinkType, number, last, id+r.LinkType)
		}
		if p.write(page(1, false, "x1-"), `{"type":"linkers","data":{"chatUserId":"another","linkType":"0","last":true,"list":[]}}`, page(2, true, "x2-")) != nil {
			return http.StatusInternalServerError, ""
		}
		return http.StatusOK, `{"code":0,"data":true}`
	})
	var ids []string
	for name, calls := "", 0; calls == 0 || name != ""; calls++ {
		page, err := l.ListContacts(t.Context(), theSeat, name)
		require.NoError(t, err)
		require.Len(t, page.Events, 4)
		for _, e := range page.Events {
			if c, ok := e.(model.ContactSeen); ok {
				ids = append(ids, c.Contact.RemoteID)
				require.Equal(t, name == "", c.Contact.External)
			}
		}
		name = page.Next
	}
	require.Equal(t, []string{"x1-0", "x2-0", "x1-1", "x2-1"}, ids)
}

func TestContactsThatDontCome(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	_, err := l.ListContacts(t.Context(), theSeat, "")
	require.True(t, model.IsTrouble(err, model.TroubleUnreachable))
	_, err = l.ListContacts(t.Context(), model.Seat{RemoteID: "u1"}, "")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))

	away := theSeat
	away.State = model.SeatBanned
	_, err = l.ListContacts(t.Context(), away, "")
	require.True(t, model.IsTrouble(err, model.TroubleSeatOffline))

	l, b, p, _ := connected(t)
	b.says(SyncLinker.path, `{"code":4006,"msg":"离线"}`)
	_, err = l.ListContacts(t.Context(), theSeat, "")
	require.True(t, model.IsTrouble(err, model.TroubleSeatOffline))

	asked := make(chan struct{}, 1)
	b.on(SyncLinker.path, func(call) (int, string) { asked <- struct{}{}; return http.StatusOK, `{"code":0,"data":true}` })
	done := make(chan error, 1)
	list := func(ctx context.Context) {
		_, err := l.ListContacts(ctx, theSeat, "")
		done <- err
	}
	ctx, cancel := context.WithCancel(t.Context())
	go list(ctx)
	<-asked
	_, err = l.ListContacts(t.Context(), theSeat, "")
	require.True(t, model.IsTrouble(err, model.TroubleBusy))
	cancel()
	require.True(t, model.IsTrouble(<-done, model.TroubleInterrupted))

	go list(t.Context())
	<-asked
	_ = p.ws.Close()
	require.ErrorIs(t, <-done, errSocketLost)
}

func TestAListOfContactsHasAnEnd(t *testing.T) {
	clock := clockwork.NewFakeClockAt(today)
	l := openLink(t, "http://h", hasty{clock}, nil)
	b, _ := l.books.open(bookKey{"c1", "0"})
	_, err := b.wait(t.Context(), l)
	require.Error(t, err, "nothing came in time")
	page := Linkers{ChatUserID: "c1", LinkType: "0", List: make(wire.Rows[Linker], 10_000)}
	for range mostLinkers / 10_000 {
		require.True(t, l.books.take(page))
	}
	require.True(t, l.books.take(page))
	require.False(t, l.books.take(page))
	_, _, err = l.books.state(b)
	require.ErrorIs(t, err, errTooManyLinkers)
}

var png = append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 40)...)

func TestLoginCodes(t *testing.T) {
	b := company(t)
	pictures := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/code.png":
			_, _ = w.Write(png)
		case "/page":
			_, _ = io.WriteString(w, "<html>scan me</html>")
		default:
			http.NotFound(w, r)
		}
	}))
	defer pictures.Close()
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	encoded := base64.StdEncoding.EncodeToString(png)
	for given, want := range map[string]model.LoginCode{
		"juhe-login:u1:abc":                 {Content: "juhe-login:u1:abc"},
		encoded:                             {Picture: png},
		encoded[:20] + "\\n" + encoded[20:]: {Picture: png},
		"data:image/png;base64," + encoded:  {Picture: png},
		pictures.URL + "/code.png":          {Picture: png},
		pictures.URL + "/page":              {Content: pictures.URL + "/page"},
		"https://open.work.weixin.qq.com/x": {Content: "https://open.work.weixin.qq.com/x"},
	} {
		b.says(GetQRCode.path, `{"code":0,"data":"`+given+`"}`)
		code, err := l.LoginCode(t.Context(), theSeat)
		require.NoError(t, err, given)
		require.Equal(t, want, code, given)
	}
	for _, given := range []string{"", "data:image/png;base64,AAAA", pictures.URL + "/none", strings.Repeat("长", 1000), strings.Repeat("A", 3<<20)} {
		b.says(GetQRCode.path, `{"code":0,"data":"`+given+`"}`)
		_, err := l.LoginCode(t.Context(), theSeat)
		require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), given[:min(40, len(given))])
	}
	b.says(GetQRCode.path, `{"code":4003,"msg":"封禁"}`)
	_, err := l.LoginCode(t.Context(), theSeat)
	require.True(t, model.IsTrouble(err, model.TroubleBanned))
}

func TestALoginThatWantsACode(t *testing.T) {
	b := company(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	check := func(answer string) (model.LoginProgress, error) {
		b.says(GetLoginStatus.path, answer)
		return l.CheckLogin(t.Context(), theSeat)
	}
	p, err := check(`{"code":0,"data":false}`)
	require.NoError(t, err)
	require.Equal(t, model.LoginProgress{Step: model.LoginStepWaiting}, p)
	p, err = check(`{"code":0,"msg":"NEED_CODE:key1:req1","data":false}`)
	require.NoError(t, err)
	require.Equal(t, model.LoginProgress{Step: model.LoginStepPIN, Ticket: "key1:req1"}, p)

	for answer, want := range map[string]model.TroubleCode{
		`{"code":4001,"msg":"验证码错误"}`: model.TroubleWrongPIN,
		`{"code":9,"msg":"?"}`:        model.TroubleWrongPIN,
		`{"code":4002,"msg":"过期"}`:    model.TroubleExpired,
		`{"code":401,"msg":"token"}`:  model.TroubleCredentials,
	} {
		b.says(LoginCode.path, answer)
		require.True(t, model.IsTrouble(l.VerifyLogin(t.Context(), theSeat, p.Ticket, "000000"), want), answer)
	}
	b.says(LoginCode.path, `{"code":0,"data":"success"}`)
	require.NoError(t, l.VerifyLogin(t.Context(), theSeat, p.Ticket, " 123456 "))
	sent := b.got(LoginCode.path)
	require.JSONEq(t, `{"qrCodeKey":"key1","requestId":"req1","code":"123456","userId":"u1"}`, sent[len(sent)-1].Body)

	p, err = check(`{"code":4002,"msg":"二维码过期"}`)
	require.NoError(t, err)
	require.Equal(t, model.LoginStepExpired, p.Step)
	p, err = check(`{"code":0,"data":true}`)
	require.NoError(t, err)
	require.Equal(t, model.LoginStepConfirmed, p.Step)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, model.SeatOnline, seatIn(t, events, "u1").State, "the list says so at once")
}

func TestOnlineAndOffline(t *testing.T) {
	b := company(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	seat := theSeat
	seat.AutoLogin = model.AutoLoginOn
	b.says(Online.path, `{"code":0,"data":true}`)
	require.NoError(t, l.StartSeat(t.Context(), seat, model.StartOptions{}))
	require.JSONEq(t, `{"userId":"u1","loginType":"qrcode","automaticLogon":true}`, b.got(Online.path)[0].Body)
	b.says(Offline.path, `{"code":0,"data":true}`)
	require.NoError(t, l.StopSeat(t.Context(), theSeat))
	require.JSONEq(t, `{"userId":"u1","loginType":"qrcode","automaticLogon":false}`, b.got(Offline.path)[0].Body)

	b.says(Online.path, `{"code":0,"msg":"请扫码","data":false}`)
	require.True(t, model.IsTrouble(l.StartSeat(t.Context(), seat, model.StartOptions{}), model.TroubleNotLoggedIn))
	b.says(Online.path, `{"code":4003,"msg":"封禁"}`)
	require.True(t, model.IsTrouble(l.StartSeat(t.Context(), seat, model.StartOptions{}), model.TroubleBanned))
	b.says(Offline.path, `{"code":0,"msg":"不行","data":false}`)
	require.True(t, model.IsTrouble(l.StopSeat(t.Context(), seat), model.TroubleRejected))
}

func TestEditSeat(t *testing.T) {
	b := company(t)
	b.says(Update.path, `{"code":0,"data":true}`)
	b.says(Online.path, `{"code":0,"data":true}`)
	b.says(Offline.path, `{"code":0,"data":true}`)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	on, off, empty, number := true, false, "", "A9"

	require.NoError(t, l.EditSeat(t.Context(), theSeat, model.SeatSettings{}))
	require.Empty(t, b.got(Update.path), "nothing to change")
	require.NoError(t, l.EditSeat(t.Context(), theSeat, model.SeatSettings{
		Enabled: &off, Number: &number, Managers: &empty, AddLimits: &model.AddLimits{Min: 30 * time.Second, Max: time.Minute, PerDay: 0},
	}))
	require.JSONEq(t, `{"userId":"u1","status":0,"saleNo":"A9","administrators":"","minSecond":30,"maxSecond":60,"upperLimit":0}`, b.got(Update.path)[0].Body)
	require.Empty(t, b.got(Online.path))

	require.NoError(t, l.EditSeat(t.Context(), theSeat, model.SeatSettings{AutoLogin: &on}))
	require.Contains(t, b.got(Online.path)[0].Body, `"automaticLogon":true`)
	require.NoError(t, l.EditSeat(t.Context(), theSeat, model.SeatSettings{AutoLogin: &off}))
	require.Contains(t, b.got(Offline.path)[0].Body, `"automaticLogon":false`)
	online := theSeat
	online.State = model.SeatOnline
	require.NoError(t, l.EditSeat(t.Context(), online, model.SeatSettings{AutoLogin: &off}))
	require.Len(t, b.got(Offline.path), 1, "a seat that works is not taken offline for it")

	for _, wrong := range []model.AddLimits{{Min: 2, Max: 1}, {Min: -1}, {Max: 25 * time.Hour}, {PerDay: -1}} {
		require.True(t, model.IsTrouble(l.EditSeat(t.Context(), theSeat, model.SeatSettings{AddLimits: &wrong}), model.TroubleInvalid))
	}
	b.says(Update.path, `{"code":0,"msg":"不行","data":false}`)
	require.True(t, model.IsTrouble(l.EditSeat(t.Context(), theSeat, model.SeatSettings{Enabled: &on}), model.TroubleRejected))
}

func TestAccountsAreTakenInBoundAndRemoved(t *testing.T) {
	b := company(t)
	for _, path := range []string{ImportUser.path, Delete.path} {
		b.says(path, `{"code":0,"data":true}`)
	}
	b.says(Binding.path, `{"code":null,"msg":null,"data":null}`)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), map[string]string{optCorpID: "ww1"})
	require.NoError(t, l.ImportSeat(t.Context(), model.SeatImport{RemoteID: "u9", ShortName: "新人", Team: "pre", AddLimits: model.AddLimits{Min: time.Second, Max: 2 * time.Second, PerDay: 3}}))
	require.JSONEq(t, `{"mainUserId":"main","corpId":"ww1","userId":"u9","shortName":"新人","minSecond":1,"maxSecond":2,"upperLimit":3,"ascription":"pre"}`, b.got(ImportUser.path)[0].Body)
	require.NoError(t, l.BindSeats(t.Context(), model.Seat{RemoteID: "u1"}, []model.Seat{{RemoteID: "u2"}, {RemoteID: "u3"}}))
	require.JSONEq(t, `{"mainUserId":"u1","corpId":"ww1","sonUsers":[{"userId":"u2","status":0},{"userId":"u3","status":0}]}`, b.got(Binding.path)[0].Body)
	require.NoError(t, l.RemoveSeat(t.Context(), theSeat))
	require.JSONEq(t, `{"userId":"u1","status":-1}`, b.got(Delete.path)[0].Body)

	require.True(t, model.IsTrouble(l.ImportSeat(t.Context(), model.SeatImport{}), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.BindSeats(t.Context(), theSeat, nil), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.BindSeats(t.Context(), theSeat, []model.Seat{theSeat}), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.RemoveSeat(t.Context(), model.Seat{}), model.TroubleInvalid))
}

func TestLookUps(t *testing.T) {
	b := company(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(FindUserByPhone.path, `{"code":0,"data":" u1,u2"}`)
	id, err := l.FindSeat(t.Context(), "13800000000", "")
	require.NoError(t, err)
	require.Equal(t, "u1", id)
	b.says(FindUserByPhone.path, `{"code":4004,"msg":"none"}`)
	id, err = l.FindSeat(t.Context(), "", "王芳")
	require.NoError(t, err)
	require.Empty(t, id)
	b.says(FindCustomerByName.path, `{"code":0,"data":null}`)
	id, err = l.FindCustomer(t.Context(), "http://h/a.png", "小美")
	require.NoError(t, err)
	require.Empty(t, id)
	b.says(GetChatSeat.path, `{"code":0,"data":[{"userId":"u1","name":"王芳"},{"name":"?"},7]}`)
	seats, err := l.SeatsOfCustomer(t.Context(), "x1", "")
	require.NoError(t, err)
	require.Equal(t, []model.SeatRef{{RemoteID: "u1"}}, seats)
	b.says(GetKeywords.path, `{"code":0,"data":["退款","",null]}`)
	words, err := l.Keywords(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"退款"}, words)
	b.says(QryTransferCount.path, `{"code":0,"data":{"transferCount":-3}}`)
	count, err := l.TransferCount(t.Context(), theSeat)
	require.NoError(t, err)
	require.Zero(t, count)

	for _, path := range []string{FindUserByPhone.path, FindCustomerByName.path, GetKeywords.path, QryTransferCount.path} {
		b.says(path, `{"code":403,"msg":"签名错误"}`)
	}
	_, err = l.FindSeat(t.Context(), "1", "")
	require.ErrorContains(t, err, secretCallback)
	require.True(t, model.IsTrouble(err, model.TroubleCredentials))

	s := settings(b.URL, clockwork.NewFakeClockAt(today), nil)
	s.Secrets = nil
	unsigned, err := New().Open(s)
	require.NoError(t, err)
	l = unsigned.(*link)
	_, errSeat := l.FindSeat(t.Context(), "1", "")
	_, errCustomer := l.FindCustomer(t.Context(), "", "a")
	_, errWords := l.Keywords(t.Context())
	_, errCount := l.TransferCount(t.Context(), theSeat)
	for _, err := range []error{errSeat, errCustomer, errWords, errCount} {
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))
		require.ErrorContains(t, err, secretCallback)
	}
}

func TestPublish(t *testing.T) {
	l := openLink(t, "http://h", clockwork.NewFakeClockAt(today), nil)
	require.False(t, l.CanPublish())
	l = openLink(t, "http://h", clockwork.NewFakeClockAt(today), map[string]string{optPublishPut: "http://h/put", optPublishBase: "http://h/get"})
	require.True(t, l.CanPublish())
}
