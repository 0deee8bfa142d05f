package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/callback"
)

// back is WeCom, with the receiver that is tried.
type back struct {
	*Callback
	t   testing.TB
	log bytes.Buffer

	mu    sync.Mutex
	taken []Notice
	fail  error
	hold  time.Duration
}

func newBack(t testing.TB, clock clockwork.Clock) *back {
	b := &back{t: t}
	b.Callback = NewCallback("企业", sampleCrypt(t), clock, slog.New(slog.NewTextHandler(&b.log, nil)), &callback.Tally{}, b.apply)
	return b
}

func (b *back) apply(_ context.Context, n Notice) error {
	time.Sleep(b.hold)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	b.taken = append(b.taken, n)
	return nil
}

// parcel is a callback on its way.
type parcel struct{ query, body string }

// pack encrypts a callback of now; random makes it another text each time.
func (b *back) pack(message, nonce, random string) parcel {
	return b.packAt(b.clock.Now(), message, nonce, random)
}

func (b *back) packAt(at time.Time, message, nonce, random string) parcel {
	stamp := fmt.Sprint(at.Unix())
	body, err := b.crypt.Encrypt(strings.NewReader(random+"0123456789abcdef"), []byte(message), stamp, nonce)
	require.NoError(b.t, err)
	var box sealed
	require.NoError(b.t, readXML(body, &box))
	query := url.Values{"msg_signature": {box.Signature}, "timestamp": {stamp}, "nonce": {nonce}}
	return parcel{query.Encode(), "<xml><ToUserName><![CDATA[" + sampleCorp + "]]></ToUserName><Encrypt><![CDATA[" + box.Encrypt + "]]></Encrypt><AgentID>1</AgentID></xml>"}
}

func (b *back) send(p parcel) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("POST", "/in?"+p.query, strings.NewReader(p.body)))
	return w
}

func (b *back) ask(query url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("GET", "/in?"+query.Encode(), nil))
	return w
}

const joined = `<xml><ToUserName>` + sampleCorp + `</ToUserName><CreateTime>1767323045</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID></xml>`

var callbackEpoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func TestTheOfficialRequestsAreAnswered(t *testing.T) {
	b := newBack(t, clockwork.NewFakeClockAt(time.Unix(1409659600, 0)))
	v := vectors[0]
	w := b.ask(url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}, "echostr": {v.boxed}})
	require.Equal(t, 200, w.Code)
	require.Equal(t, "1616140317555161061", w.Body.String())
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	require.Empty(t, b.taken)

	v = vectors[1]
	query := url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}}
	p := parcel{query.Encode(), "<xml> <ToUserName><![CDATA[" + sampleCorp + "]]></ToUserName>\n<Encrypt><![CDATA[" + v.boxed + "]]></Encrypt>\n<AgentID><![CDATA[218]]></AgentID>\n</xml>"}
	w = b.send(p)
	require.Equal(t, 200, w.Code)
	require.Equal(t, "success", w.Body.String())
	require.Len(t, b.taken, 1)
	require.Equal(t, sampleText, string(b.taken[0].Raw))
	require.Equal(t, callback.Counts{Accepted: 2}, b.tally.Counts())
}

func TestWhatCantBeTrustedIsRefusedAndCounted(t *testing.T) {
	signed := func(b *back, boxed string) parcel {
		stamp := fmt.Sprint(b.clock.Now().Unix())
		query := url.Values{"msg_signature": {b.crypt.Signature(stamp, "n", boxed)}, "timestamp": {stamp}, "nonce": {"n"}}
		return parcel{query.Encode(), "<xml><Encrypt>" + boxed + "</Encrypt></xml>"}
	}
	for _, test := range []struct {
		name   string
		parcel func(*back) parcel
		status int
		counts callback.Counts
	}{
		{"no signature", func(b *back) parcel { return parcel{"timestamp=1&nonce=2", b.pack(joined, "n", "").body} }, 403, callback.Counts{BadSignature: 1}},
		{"wrong signature", func(b *back) parcel {
			p := b.pack(joined, "n", "")
			p.query = strings.Replace(p.query, "msg_signature=", "msg_signature=0", 1)
			return p
		}, 403, callback.Counts{BadSignature: 1}},
		{"altered", func(b *back) parcel {
			p := b.pack(joined, "n", "")
			p.body = b.pack(strings.Replace(joined, "lisi", "evil", 1), "n", "").body
			return p
		}, 403, callback.Counts{BadSignature: 1}},
		{"moved to now", func(b *back) parcel {
			p := b.packAt(b.clock.Now().Add(-time.Hour), joined, "n", "")
			p.query = strings.Replace(p.query, fmt.Sprint(b.clock.Now().Add(-time.Hour).Unix()), fmt.Sprint(b.clock.Now().Unix()), 1)
			return p
		}, 403, callback.Counts{BadSignature: 1}},
		{"old", func(b *back) parcel { return b.packAt(b.clock.Now().Add(-301*time.Second), joined, "n", "") }, 403, callback.Counts{Old: 1}},
		{"of the future", func(b *back) parcel { return b.packAt(b.clock.Now().Add(301*time.Second), joined, "n", "") }, 403, callback.Counts{Old: 1}},
		{"no time", func(b *back) parcel {
			p := b.pack(joined, "n", "")
			var box sealed
			require.NoError(b.t, readXML([]byte(p.body), &box))
			return parcel{"timestamp=soon&nonce=n&msg_signature=" + b.crypt.Signature("soon", "n", box.Encrypt), p.body}
		}, 403, callback.Counts{Old: 1}},
		{"another company's", func(b *back) parcel {
			other, err := NewCrypt(sampleToken, sampleKey, "ww-other")
			require.NoError(b.t, err)
			mine := b.crypt
			b.crypt = other
			defer func() { b.crypt = mine }()
			return b.pack(joined, "n", "")
		}, 403, callback.Counts{BadSignature: 1}},
		{"signed rubbish", func(b *back) parcel { return signed(b, "AAAAAAAAAAAAAAAAAAAAAA==") }, 400, callback.Counts{Undecodable: 1}},
		{"no XML", func(*back) parcel { return parcel{"", "{}"} }, 400, callback.Counts{Undecodable: 1}},
		{"nothing", func(*back) parcel { return parcel{} }, 400, callback.Counts{Undecodable: 1}},
		{"a bomb", func(*back) parcel {
			return parcel{"", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>`}
		}, 400, callback.Counts{Undecodable: 1}},
		{"too large", func(*back) parcel { return parcel{"", strings.Repeat("x", callback.DefaultBody+1)} }, 413, callback.Counts{TooLarge: 1}},
	} {
		b := newBack(t, clockwork.NewFakeClockAt(callbackEpoch))
		p := test.parcel(b)
		w := b.send(p)
		require.Equal(t, test.status, w.Code, test.name)
		require.Empty(t, w.Body.String(), test.name)
		require.Equal(t, test.counts, b.tally.Counts(), test.name)
		require.Empty(t, b.taken, test.name)
		require.NotContains(t, b.log.String(), sampleToken)
		require.Equal(t, 1, strings.Count(b.log.String(), "callback refused"), test.name)
		// What was refused has used up no nonce: the right one is still taken.
		require.Equal(t, 200, b.send(b.pack(joined, "n", "")).Code, test.name)
	}
}

func TestACallbackThatComesAgainIsAnsweredAndNotTaken(t *testing.T) {
	b := newBack(t, clockwork.NewFakeClockAt(callbackEpoch))
	first := b.pack(joined, "n1", "first")
	require.Equal(t, "success", b.send(first).Body.String())
	require.Equal(t, "success", b.send(first).Body.String(), "word for word")
	require.Equal(t, "success", b.send(b.pack(joined, "n2", "second")).Body.String(), "signed and encrypted anew")

	w := b.send(b.pack(strings.Replace(joined, "wmA", "wmB", 1), "n1", ""))
	require.Equal(t, 403, w.Code, "another one under a nonce that was used")
	require.Equal(t, "success", b.send(b.pack(strings.Replace(joined, "wmA", "wmB", 1), "n3", "")).Body.String())
	require.Len(t, b.taken, 2)
	require.Equal(t, callback.Counts{Accepted: 2, Repeated: 2, RepeatedNonce: 1}, b.tally.Counts())
}

func TestWhatIsNotTakenComesAgain(t *testing.T) {
	b := newBack(t, clockwork.NewFakeClockAt(callbackEpoch))
	b.fail = errors.New("disk full")
	p := b.pack(joined, "n", "")
	w := b.send(p)
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.NotContains(t, w.Body.String(), "success")
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	b.fail = nil
	require.Equal(t, "success", b.send(p).Body.String())
	require.Len(t, b.taken, 1)
}

// WeCom waits 5 s. What takes longer is not called done, and is found done when
// it is sent again.
func TestSlowWorkIsAnsweredInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBack(t, clockwork.NewRealClock()) // the bubble's
		b.hold = 7 * time.Second
		p := b.pack(joined, "n", "")
		began := time.Now()
		require.Equal(t, http.StatusServiceUnavailable, b.send(p).Code)
		require.Equal(t, AnswerWithin, time.Since(began))
		require.Less(t, AnswerWithin, 5*time.Second)
		require.Equal(t, "success", b.send(p).Body.String())
		require.Equal(t, 7*time.Second, time.Since(began))
		require.Len(t, b.taken, 1)
		b.Wait()
	})
}

// An echo is signed just as a callback is. Who caught a callback could have it
// decrypted by asking for it as an echo.
func TestACallbackIsNotEchoed(t *testing.T) {
	b := newBack(t, clockwork.NewFakeClockAt(callbackEpoch))
	p := b.pack(joined, "n", "")
	query, err := url.ParseQuery(p.query)
	require.NoError(t, err)
	var box sealed
	require.NoError(t, readXML([]byte(p.body), &box))
	query.Set("echostr", box.Encrypt)
	w := b.ask(query)
	require.Equal(t, 400, w.Code)
	require.Empty(t, w.Body.String())

	v := vectors[0]
	w = b.ask(url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}, "echostr": {v.boxed}})
	require.Equal(t, 403, w.Code, "years old")
	require.Equal(t, 403, b.ask(url.Values{}).Code)
	require.Equal(t, callback.Counts{Undecodable: 1, Old: 1, BadSignature: 1}, b.tally.Counts())

	w = httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("PUT", "/in", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func TestAnEchoCanBeAskedForAgain(t *testing.T) {
	b := newBack(t, clockwork.NewFakeClockAt(time.Unix(1409659600, 0)))
	v := vectors[0]
	query := url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}, "echostr": {v.boxed}}
	for range 3 {
		require.Equal(t, v.message, b.ask(query).Body.String())
	}
	// As a callback it is none.
	delete(query, "echostr")
	require.Equal(t, 403, b.send(parcel{query.Encode(), "<xml><Encrypt>" + v.boxed + "</Encrypt></xml>"}).Code)
	require.Empty(t, b.taken)
}

func TestAStormOfRubbishDoesNotFillTheLog(t *testing.T) {
	b := newBack(t, clockwork.NewFakeClockAt(callbackEpoch))
	for range 5000 {
		b.send(parcel{"msg_signature=x", "<xml><Encrypt>x</Encrypt></xml>"})
	}
	require.Equal(t, 4, strings.Count(b.log.String(), "\n"))
	require.EqualValues(t, 5000, b.tally.Counts().BadSignature)
}

func FuzzCallback(f *testing.F) {
	b := newBack(f, clockwork.NewFakeClockAt(callbackEpoch))
	p := b.pack(joined, "n", "")
	f.Add(p.query, p.body)
	f.Add("", "<xml>")
	f.Fuzz(func(t *testing.T, query, body string) {
		b := newBack(t, clockwork.NewFakeClockAt(callbackEpoch))
		q := &http.Request{Method: "POST", URL: &url.URL{Path: "/", RawQuery: query}, Body: http.NoBody}
		q.Body = struct {
			*strings.Reader
			nobody
		}{strings.NewReader(body), nobody{}}
		w := httptest.NewRecorder()
		b.ServeHTTP(w, q.WithContext(t.Context()))
		if w.Code == 200 {
			require.Len(t, b.taken, 1)
			require.Equal(t, joined, string(b.taken[0].Raw), "nobody else can sign")
		}
	})
}

type nobody struct{}

func (nobody) Close() error { return nil }
