package pychat

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

const (
	seatOne   = "g-1" // an instance
	seatWxid  = "wxid_seat"
	testToken = "0123456789abcdef0123456789abcdef"
)

// liveBack is a back end of which a test decides every answer, by path. It is
// the transport itself: nothing leaves the process.
type liveBack struct {
	*backEnd

	mu      sync.Mutex
	answers map[string]string // JSON; a path without one answers null
	status  map[string]int    // 0: 200
	silent  bool              // no connection
}

func newLiveBack() *liveBack {
	b := &liveBack{answers: map[string]string{
		"/client/get_client_status": `{"status":2}`,
		"/user/get_profile":         `{"userInfo":{"userName":{"string":"wxid_seat"},"nickName":{"string":"小店"},"bigHeadImgUrl":"http://wx.qlogo.cn/seat"}}`,
	}, status: map[string]int{}}
	b.backEnd = &backEnd{answer: func(c sentCall) (int, string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		status, body := b.status[c.Path], b.answers[c.Path]
		if status == 0 {
			status = http.StatusOK
		}
		if body == "" {
			body = "null"
		}
		return status, body
	}}
	return b
}

// RoundTrip fails while there is no connection.
func (b *liveBack) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	silent := b.silent
	b.mu.Unlock()
	if silent {
		return nil, errNoRoute
	}
	return b.backEnd.RoundTrip(r)
}

var errNoRoute = &routeError{}

type routeError struct{}

func (*routeError) Error() string { return "no route to host" }

func (b *liveBack) say(path string, status int, body string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.status[path], b.answers[path] = status, body
}

func (b *liveBack) hush(silent bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silent = silent
}

// bodies are what came to a path.
func (b *liveBack) bodies(path string) []string {
	var list []string
	for _, c := range b.got() {
		if c.Path == path {
			list = append(list, c.Body)
		}
	}
	return list
}

// settings of a connection with one instance, unless options say otherwise.
func liveSettings(transport http.RoundTripper, clock clockwork.Clock, options map[string]string) providers.Settings {
	all := map[string]string{optGUIDs: seatOne}
	maps.Copy(all, options)
	return providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: "http://pychat.test", Options: all},
		Token:      testToken,
		HTTP:       &http.Client{Transport: transport},
		Clock:      clock,
	}
}

func openLive(t testing.TB, transport http.RoundTripper, clock clockwork.Clock, options map[string]string) *link {
	t.Helper()
	opened, err := New().Open(liveSettings(transport, clock, options))
	require.NoError(t, err)
	return opened.(*link)
}

// liveSink records what a link delivers.
type liveSink struct {
	mu       sync.Mutex
	batches  [][]model.Event
	statuses []model.LinkStatus
	refuse   func([]model.Event) error // nil: all is stored
	hold     chan struct{}             // where not nil, a Deliver takes one before it goes on
}

func (s *liveSink) Deliver(ctx context.Context, events []model.Event) error {
	if s.hold != nil {
		select {
		case <-s.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		if err := s.refuse(events); err != nil {
			return err
		}
	}
	s.batches = append(s.batches, append([]model.Event(nil), events...))
	return nil
}

func (s *liveSink) LinkChanged(status model.LinkStatus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses = append(s.statuses, status)
}

func (s *liveSink) refuseWith(refuse func([]model.Event) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = refuse
}

func (s *liveSink) events() []model.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []model.Event
	for _, b := range s.batches {
		all = append(all, b...)
	}
	return all
}

func (s *liveSink) status() model.LinkStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.statuses) == 0 {
		return model.LinkStatus{Link: -1}
	}
	return s.statuses[len(s.statuses)-1]
}

// taking is a receiver without a listener, whose link knows its account.
func taking(t testing.TB, options map[string]string) (*receiver, *liveSink, *liveBack) {
	t.Helper()
	back, sink := newLiveBack(), &liveSink{}
	l := openLive(t, back, clockwork.NewFakeClockAt(startOfTests), options)
	l.health.begin(sink)
	for _, guid := range l.options.guids {
		l.accounts.put(guid, Profile{UserName: seatWxid, NickName: "小店"})
	}
	return newReceiver(l, sink), sink, back
}

// post sends a body to the right path and gives the answer.
func (r *receiver) post(body string) *httptest.ResponseRecorder {
	return r.serveTest(http.MethodPost, "/"+testToken+"/", body)
}

func (r *receiver) serveTest(method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

// callback is the body of a callback in testdata/callbacks.
func callback(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/callbacks/" + name + ".json")
	require.NoError(t, err)
	return body
}

// eventsOfCallback is what a callback in testdata says.
func eventsOfCallback(t testing.TB, name string) (events []model.Event, data json.RawMessage) {
	t.Helper()
	r, _, _ := taking(t, nil)
	notice, err := ReadNotice(callback(t, name))
	require.NoError(t, err)
	require.NoError(t, notice.Err)
	return r.link.noticeEvents(t.Context(), notice), notice.Data
}
