package wecom

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

// TestWhatPeopleDoIsTold has everything happen that callbacks tell, and
// decrypts each.
func TestWhatPeopleDoIsTold(t *testing.T) {
	b := newBench(t, Options{})
	e := b.listen()
	seat, other := b.seat(0), b.seat(3)
	mine := seat.follows[0].customer.id
	tagID := b.server.world.tagGroups[0].tags[0].id
	group := b.server.world.tagGroups[0].id
	token := b.ask(http.MethodPost, "service/get_provider_token", nil, wirejson.Encode(object{"corpid": providerCorp, "provider_secret": providerSecret})).text("provider_access_token")
	order := b.ask(http.MethodPost, "license/create_new_order", url.Values{"provider_access_token": {token}}, wirejson.Encode(object{
		"corpid": corpID, "buyer_userid": "boss", "account_count": object{"base_count": 1}, "account_duration": object{"months": 1},
	})).text("order_id")
	for _, c := range []struct {
		in       Happening
		receiver string
		kind     string
		fields   map[string]string
	}{
		{Happening{Kind: "create_user", UserID: "newbie", Name: "新人]]>", DepartmentID: 3}, corpID, "create_user", map[string]string{"Event": "change_contact", "UserID": "newbie", "Name": "新人]]>", "Department": "3"}},
		{Happening{Kind: "update_user", UserID: "newbie", Name: "旧人"}, corpID, "update_user", map[string]string{"Name": "旧人"}},
		{Happening{Kind: "create_party", Name: "直播", DepartmentID: 2}, corpID, "create_party", map[string]string{"Id": "6", "ParentId": "2"}},
		{Happening{Kind: "update_party", Name: "直播二", DepartmentID: 6}, corpID, "update_party", map[string]string{"Name": "直播二"}},
		{Happening{Kind: "delete_party", DepartmentID: 6}, corpID, "delete_party", map[string]string{"Id": "6"}},
		{Happening{Kind: "update_tag", UserID: seat.id}, corpID, "update_tag", map[string]string{"AddUserItems": seat.id, "TagId": "1"}},
		{Happening{Kind: "tag_create", TagID: group, Name: "黑卡"}, corpID, "create", map[string]string{"Event": "change_external_tag", "TagType": "tag"}},
		{Happening{Kind: "tag_update", TagID: tagID, Name: "金卡"}, corpID, "update", map[string]string{"Id": tagID}},
		{Happening{Kind: "tag_shuffle", TagID: group}, corpID, "shuffle", map[string]string{"Id": group}},
		{Happening{Kind: "tag_delete", TagID: tagID}, corpID, "delete", map[string]string{"Id": tagID}},
		{Happening{Kind: "chat_create", UserID: seat.id, Name: "新群"}, corpID, "create", map[string]string{"Event": "change_external_chat"}},
		{Happening{Kind: "chat_update", ChatID: b.chatOf(other), Name: "改名"}, corpID, "update", map[string]string{"UpdateDetail": "change_name"}},
		{Happening{Kind: "chat_dismiss", ChatID: b.chatOf(other)}, corpID, "dismiss", map[string]string{"ChatId": b.chatOf(other)}},
		{Happening{Kind: "edit_external_contact", UserID: seat.id, ExternalID: mine, Name: "备注"}, corpID, "edit_external_contact", map[string]string{"UserID": seat.id, "ExternalUserID": mine}},
		{Happening{Kind: "quota_expire_soon"}, corpID, "quota_expire_soon", map[string]string{"ExpireQuotaNum": "300"}},
		{Happening{Kind: "balance_low"}, corpID, "balance_low", map[string]string{"Event": "customer_acquisition"}},
		{Happening{Kind: "balance_exhausted"}, corpID, "balance_exhausted", nil},
		{Happening{Kind: "delete_link", LinkID: b.server.world.links[0].id}, corpID, "delete_link", map[string]string{"LinkId": b.server.world.links[0].id}},
		{Happening{Kind: "suite_ticket"}, suiteID, "suite_ticket", map[string]string{"SuiteId": suiteID}},
		{Happening{Kind: "create_auth", State: "x"}, suiteID, "create_auth", map[string]string{"State": "x"}},
		{Happening{Kind: "change_auth"}, suiteID, "change_auth", map[string]string{"AuthCorpId": corpID}},
		{Happening{Kind: "cancel_auth"}, suiteID, "cancel_auth", map[string]string{"AuthCorpId": corpID}},
		{Happening{Kind: "reset_permanent_code"}, suiteID, "reset_permanent_code", nil},
		{Happening{Kind: "consent", UserID: seat.id, ExternalID: mine}, corpID, "msg_audit_approved", map[string]string{"Event": "change_external_contact", "UserID": seat.id, "ExternalUserID": mine}},
		{Happening{Kind: "unlicensed_notify", UserID: seat.id}, corpID, "unlicensed_notify", map[string]string{"UserID": seat.id}},
		{Happening{Kind: "license_pay_success", OrderID: order}, suiteID, "license_pay_success", map[string]string{"OrderId": order, "BuyerUserId": "boss"}},
		{Happening{Kind: "license_refund", OrderID: order}, suiteID, "license_refund", map[string]string{"OrderStatus": "1"}},
		{Happening{Kind: "auto_activate", UserID: seat.id}, suiteID, "auto_activate", map[string]string{"UserId": seat.id, "ActiveCode": seat.licenceCode}},
		{Happening{Kind: "upload_media_job_finish"}, corpID, "upload_media_job_finish", nil},
	} {
		b.control("event", c.in)
		h := e.expect(c.kind)
		require.Equal(t, c.receiver, h.receiver, c.kind)
		for name, want := range c.fields {
			require.Equal(t, want, h.fields[name], "%s: %s", c.in.Kind, h.raw)
		}
		if c.receiver == corpID {
			require.Equal(t, []string{corpID, "sys", "event"}, []string{h.fields["ToUserName"], h.fields["FromUserName"], h.fields["MsgType"]})
		}
	}
	for kind := range happenings() {
		if kind == "suite_ticket" || strings.HasPrefix(kind, "balance") || strings.HasSuffix(kind, "_auth") || kind == "quota_expire_soon" || kind == "reset_permanent_code" || kind == "upload_media_job_finish" || kind == "tag_shuffle" {
			continue
		}
		status, _ := b.steer("event", Happening{Kind: kind, UserID: "?", ExternalID: "?", ChatID: "?", TagID: "?", LinkID: "?", OrderID: "?", DepartmentID: 99})
		require.Equal(t, http.StatusBadRequest, status, kind)
	}
	status, _ := b.steer("event", Happening{Kind: "dance"})
	require.Equal(t, http.StatusBadRequest, status)
	require.Empty(t, e.heard, "what failed is not told")
}

func TestCustomersComeAndGo(t *testing.T) {
	b := newBench(t, Options{})
	e := b.listen()
	seat := b.seat(0)
	came := b.control("add", Arrival{UserID: seat.id, Name: "阿珍"})
	h := e.expect("add_external_contact")
	require.Equal(t, []string{seat.id, came.text("external_userid"), came.text("welcome_code")}, []string{h.fields["UserID"], h.fields["ExternalUserID"], h.fields["WelcomeCode"]})
	b.control("drop", object{"userid": seat.id, "external_userid": came["external_userid"], "by_customer": true})
	e.expect("del_follow_user")
	require.Equal(t, codeNoRelation, b.get("externalcontact/get", url.Values{"external_userid": {came.text("external_userid")}}).code())
	b.control("drop", object{"userid": seat.id, "external_userid": seat.follows[0].customer.id})
	e.expect("del_external_contact")

	came = b.control("add", Arrival{UserID: seat.id, Half: true})
	require.NotEmpty(t, e.expect("add_half_external_contact").fields["WelcomeCode"])
	require.Equal(t, codeNoRelation, b.get("externalcontact/get", url.Values{"external_userid": {came.text("external_userid")}}).code(), "not confirmed yet")
	b.pass(time.Minute)
	require.Empty(t, e.expect("add_external_contact").fields["WelcomeCode"], "it came before")
	b.look("externalcontact/get", url.Values{"external_userid": {came.text("external_userid")}})

	b.control("event", Happening{Kind: "balance_low"})
	e.expect("balance_low")
	link := b.server.world.links[0].id
	var last answer
	for range 19 {
		last = b.control("add", Arrival{LinkID: link, State: "抖音"})
		e.expectOneOf("add_external_contact", "balance_exhausted")
	}
	e.expectOneOf("add_external_contact", "balance_exhausted")
	status, _ := b.steer("add", Arrival{LinkID: link})
	require.Equal(t, http.StatusBadRequest, status, "no quota left")
	b.control("write", object{"userid": last["userid"], "external_userid": last["external_userid"], "answer_seconds": 90})
	require.Equal(t, "抖音", e.expect("customer_start_chat").fields["State"])
	a := b.call("externalcontact/customer_acquisition/customer", object{"link_id": link})
	require.Equal(t, "1", a.text("customer_list", 18, "chat_status"))

	b.control("leave", object{"userid": seat.id})
	require.Equal(t, seat.id, e.expect("delete_user").fields["UserID"])
	require.Equal(t, codeUser, b.get("externalcontact/list", url.Values{"userid": {seat.id}}).code())
}

func (e *ear) expectOneOf(kinds ...string) {
	e.t.Helper()
	require.Contains(e.t, kinds, (<-e.heard).kind())
}

func TestAWelcomeIsSentOnceWithinTwentySeconds(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.seat(0)
	welcome := func(code any) int {
		return b.post("externalcontact/send_welcome_msg", object{"welcome_code": code, "text": object{"content": "您好"}}).code()
	}
	code := b.control("add", Arrival{UserID: seat.id})["welcome_code"]
	b.clock.Advance(welcomeSpan - time.Millisecond)
	require.Zero(t, welcome(code))
	require.Equal(t, codeWelcomed, welcome(code))
	code = b.control("add", Arrival{UserID: seat.id})["welcome_code"]
	b.clock.Advance(welcomeSpan)
	require.Equal(t, codeWelcome, welcome(code))
	came := b.control("add", Arrival{UserID: seat.id})
	b.control("write", object{"userid": seat.id, "external_userid": came["external_userid"]})
	require.Equal(t, codeWelcomed, welcome(came["welcome_code"]), "they are talking already")
	sent := b.server.Sent()
	require.Len(t, sent, 1)
	require.Equal(t, "externalcontact/send_welcome_msg", sent[0].Path)
}

// tries runs a server in a bubble of time, has one thing told, and gives when
// its tries came, counted from the first. The receiver answers as told.
func tries(t *testing.T, receive func(try int, w http.ResponseWriter, r *http.Request)) (at []time.Duration, bodies map[string]bool, s *Server) {
	t.Helper()
	bodies = map[string]bool{}
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			at = append(at, time.Since(begun))
			body, err := io.ReadAll(r.Body)
			bodies[r.URL.String()+string(body)] = err == nil
			w := httptest.NewRecorder()
			receive(len(at), w, r)
			if err := r.Context().Err(); err != nil {
				return nil, err
			}
			return w.Result(), nil
		})
		s = New(Options{Seats: 2, HTTP: &http.Client{Transport: transport}, Callback: Callback{URL: "http://127.0.0.1/hook"}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		_, err := s.Happen(Happening{Kind: "upload_media_job_finish"})
		require.NoError(t, err)
		time.Sleep(time.Hour)
		cancel()
		require.NoError(t, <-ended)
	})
	return at, bodies, s
}

func TestCallbacksAreTriedFourTimes(t *testing.T) {
	waits := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}
	at, bodies, s := tries(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	require.Equal(t, waits, at)
	require.Len(t, bodies, 1, "every try has the same bytes")
	taken, lost, waiting := s.Callbacks()
	require.Equal(t, []int{0, 1, 0}, []int{taken, lost, waiting})

	at, _, s = tries(t, func(try int, w http.ResponseWriter, _ *http.Request) {
		if try < 3 {
			_, _ = io.WriteString(w, "no success")
		}
	})
	require.Equal(t, waits[:3], at)
	taken, lost, _ = s.Callbacks()
	require.Equal(t, []int{1, 0}, []int{taken, lost})
}

// TestACallbackIsGivenFiveSeconds has a receiver that never answers.
func TestACallbackIsGivenFiveSeconds(t *testing.T) {
	at, _, s := tries(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	require.Equal(t, []time.Duration{0, 6 * time.Second, 13 * time.Second, 22 * time.Second}, at)
	_, lost, _ := s.Callbacks()
	require.Equal(t, 1, lost)
}

// settled waits until callbacks have settled and gives their numbers.
func (b *bench) settled() (taken, lost int) {
	b.t.Helper()
	require.NoError(b.t, b.server.Settle(b.t.Context()))
	taken, lost, _ = b.server.Callbacks()
	return taken, lost
}

func TestWhatFaultsMakeOfCallbacks(t *testing.T) {
	b := newBench(t, Options{})
	e := b.listen()
	tell := func() { b.control("event", Happening{Kind: "upload_media_job_finish"}) }
	hear := func(n int) (kinds []string, stamps map[string]bool) {
		stamps = map[string]bool{}
		for range n {
			h := <-e.heard
			kinds = append(kinds, h.kind()+h.raw[:min(5, len(h.raw))])
			u, err := url.Parse(h.url)
			require.NoError(t, err)
			stamps[u.Query().Get("timestamp")] = true
		}
		return kinds, stamps
	}
	b.control("fault", FaultPlan{Repeat: 1})
	tell()
	kinds, stamps := hear(2)
	require.Equal(t, kinds[0], kinds[1])
	require.Len(t, stamps, 1)
	b.control("fault", FaultPlan{Forge: 1})
	tell()
	kinds, _ = hear(2)
	require.ElementsMatch(t, []string{"wrong", "upload_media_job_finish<xml>"}, kinds)
	b.control("fault", FaultPlan{Stale: 1})
	tell()
	_, stamps = hear(2)
	require.Equal(t, map[string]bool{text(noon.Unix()): true, text(noon.Unix() - daySeconds): true}, stamps)
	b.control("settle", nil)
	b.control("fault", FaultPlan{Silent: true})
	tell()
	_, _, waiting := b.server.Callbacks()
	require.Equal(t, 1, waiting)
	require.Empty(t, e.heard)
	b.control("fault", FaultPlan{})
	e.expect("upload_media_job_finish")
	b.control("fault", FaultPlan{Lose: 1})
	tell()
	b.control("fault", FaultPlan{})
	b.control("outage", object{"seconds": 60})
	tell()
	taken, lost := b.settled()
	require.Equal(t, []int{4, 2}, []int{taken, lost})
}

func TestACallbackURLIsAskedFirst(t *testing.T) {
	b := newBench(t, Options{})
	e := newEar(t)
	wrong := e.to
	wrong.Token = "other"
	status, said := b.steer("callback", wrong)
	require.Equal(t, http.StatusBadRequest, status, string(said))
	require.Empty(t, b.server.State().Callback, "the old one stays")
	short := e.to
	short.AESKey = "short"
	status, _ = b.steer("callback", short)
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, true, b.control("callback", e.to)["verified"])
	require.Equal(t, e.to.URL, b.server.State().Callback)
	require.Equal(t, []string{"QDG6eK", e.to.AESKey}, []string{b.server.Credentials().CallbackToken, b.server.Credentials().AESKey})
	require.Equal(t, false, b.control("callback", Callback{})["verified"])
	_, err := aesKey(callbackAESKey)
	require.NoError(t, err)
}

// TestTheCipherIsTheKnownOne holds signature and cipher against the sample that
// WeCom publishes with its library.
func TestTheCipherIsTheKnownOne(t *testing.T) {
	const encrypted = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
	require.Equal(t, "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", signature("QDG6eK", "1409659589", "263014780", encrypted))
	e := &ear{t: t, to: Callback{Token: "QDG6eK", AESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}}
	message, receiver, err := e.open(url.Values{
		"timestamp": {"1409659589"}, "nonce": {"263014780"}, "msg_signature": {"5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"},
	}, encrypted)
	require.NoError(t, err)
	require.Equal(t, []string{"1616140317555161061", "wx5823bf96d3bd56c7"}, []string{message, receiver})
	key, err := aesKey(e.to.AESKey)
	require.NoError(t, err)
	plain := open256(key, mustBase64(t, encrypted))
	require.Equal(t, encrypted, encrypt(key, plain[:16], message, receiver), "the same salt makes the same text")
}

// TestNoStrangerIsAsked: whatever client the options bring.
func TestNoStrangerIsAsked(t *testing.T) {
	s := New(Options{HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		t.Errorf("asked: %s", r.URL)
		return nil, http.ErrServerClosed
	})}})
	_, err := s.notifier.client.Get("http://example.com/")
	require.ErrorContains(t, err, "asks no stranger")
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRunEndsWithItsContext(t *testing.T) {
	clock := clockwork.NewFakeClockAt(noon)
	e := newEar(t)
	s := New(Options{Seats: 3, Rate: 5, Clock: clock, Suite: true, Callback: e.to})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	for told := 0; told < 20; {
		require.NoError(t, clock.BlockUntilContext(ctx, 1))
		clock.Advance(200 * time.Millisecond)
		select {
		case <-e.heard:
			told++
		default:
		}
	}
	cancel()
	require.NoError(t, <-ended)
	s.Close()
}
