package pychat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/faults"
	"seatdeck/providers/simulator/internal/wirejson"
)

// noon is a working time in Shanghai.
var noon = time.Date(2026, 3, 18, 12, 0, 0, 0, shanghai)

// bench is a server under test and a client that knows the document's words and
// nothing else.
type bench struct {
	t        *testing.T
	server   *Server
	http     *httptest.Server
	clock    *clockwork.FakeClock
	in       *instance // the first; it is online
	listener *listener
}

func newBench(t *testing.T, options Options) *bench {
	t.Helper()
	clock := clockwork.NewFakeClockAt(noon)
	options.Clock = clock
	if options.Seed == 0 {
		options.Seed = 7
	}
	b := &bench{t: t, server: New(options), clock: clock}
	b.http = httptest.NewServer(b.server.Handler())
	b.server.SetBaseURL(b.http.URL)
	b.in = b.server.world.instances[0]
	t.Cleanup(b.http.Close)
	return b
}

// do posts a body as it is and returns what came back.
func (b *bench) do(path string, body []byte) (status int, answer []byte, err error) {
	response, err := http.Post(b.http.URL+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// post makes a call of an instance and gives the answer as it came.
func (b *bench) post(in *instance, path string, fields object) (status int, answer any) {
	b.t.Helper()
	body := object{"guid": in.guid}
	maps.Copy(body, fields)
	status, raw, err := b.do(path, wirejson.Encode(body))
	require.NoError(b.t, err)
	return status, b.decode(raw)
}

// decode keeps numbers as they are written.
func (b *bench) decode(raw []byte) (v any) {
	b.t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	require.NoError(b.t, d.Decode(&v), string(raw))
	return v
}

// unwrapped takes an answer out of whichever envelope it came in.
func (b *bench) unwrapped(answer any) (data any, code, words string) {
	b.t.Helper()
	if text, ok := answer.(string); ok {
		answer = b.decode([]byte(text))
	}
	fields := answer.(map[string]any)
	if base, ok := fields["baseResponse"].(map[string]any); ok {
		delete(fields, "baseResponse")
		return fields, base["ret"].(json.Number).String(), base["errMsg"].(map[string]any)["string"].(string)
	}
	for _, names := range [][2]string{{"errcode", "errmsg"}, {"err_code", "err_msg"}, {"errcode", "msg"}} {
		number, ok := fields[names[0]].(json.Number)
		text, said := fields[names[1]].(string)
		if !ok || !said {
			continue
		}
		if inner, ok := fields["data"].(map[string]any); ok && inner["baseResponse"] != nil {
			return b.unwrapped(inner)
		}
		return fields["data"], number.String(), text
	}
	require.FailNow(b.t, "no envelope", "%v", answer)
	return nil, "", ""
}

// call makes a call that has to work, and gives what is in its envelope.
func (b *bench) call(in *instance, path string, fields object) map[string]any {
	b.t.Helper()
	status, answer := b.post(in, path, fields)
	require.Equal(b.t, http.StatusOK, status, "%v", answer)
	data, code, words := b.unwrapped(answer)
	require.Equal(b.t, "0", code, words)
	found, _ := data.(map[string]any)
	return found
}

// refused makes a call that has to be refused, and gives the words.
func (b *bench) refused(in *instance, path string, fields object) string {
	b.t.Helper()
	_, answer := b.post(in, path, fields)
	_, code, words := b.unwrapped(answer)
	require.NotEqual(b.t, "0", code, "%v", answer)
	return words
}

// control posts to /_control.
func (b *bench) control(name string, body any) []byte {
	b.t.Helper()
	status, answer, err := b.do("/_control/"+name, wirejson.Encode(body))
	require.NoError(b.t, err)
	require.Equal(b.t, http.StatusOK, status, string(answer))
	return answer
}

// pass lets time go by, and does what falls due, in order.
func (b *bench) pass(d time.Duration) { b.server.schedule.Pass(b.clock, d, b.server.locked) }

// listen begins to take the callbacks of an instance, without the conversations
// that wait at the start.
func (b *bench) listen(in *instance) *listener {
	b.t.Helper()
	l := b.listener
	if l == nil {
		l = &listener{t: b.t, heard: make(chan heard, 20_000)}
		l.http = httptest.NewServer(l)
		ctx, cancel := context.WithCancel(context.Background())
		for _, in := range b.server.world.instances {
			l.running.Go(func() { b.server.callBack(ctx, in) })
		}
		b.t.Cleanup(func() { cancel(); l.running.Wait(); l.http.Close() })
		b.listener = l
	}
	b.server.locked(func() { in.greeted = true })
	b.call(in, "/client/set_notify_url", object{"notify_url": l.http.URL})
	return l
}

// listener takes callbacks.
type listener struct {
	t       *testing.T
	http    *httptest.Server
	heard   chan heard
	running sync.WaitGroup

	mu     sync.Mutex
	refuse int // so many are answered 500
}

// heard is one callback.
type heard struct {
	body []byte
	GUID string          `json:"guid"`
	Type int             `json:"notify_type"`
	Data json.RawMessage `json:"data"`
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h := heard{body: body}
	_ = json.Unmarshal(body, &h) // it may be rubbish
	l.mu.Lock()
	refused := faults.Take(&l.refuse)
	l.mu.Unlock()
	if refused {
		w.WriteHeader(http.StatusInternalServerError)
	}
	l.heard <- h
}

// failNext has so many callbacks answered 500.
func (l *listener) failNext(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refuse = n
}

// next is the next callback.
func (l *listener) next() heard {
	l.t.Helper()
	select {
	case h := <-l.heard:
		return h
	case <-time.After(20 * time.Second):
		require.FailNow(l.t, "no callback")
		return heard{}
	}
}

// expect is the next callback, which has to be of a type; its data.
func (l *listener) expect(kind int) map[string]any {
	l.t.Helper()
	h := l.next()
	require.Equal(l.t, kind, h.Type, string(h.body))
	var data map[string]any
	d := json.NewDecoder(bytes.NewReader(h.Data))
	d.UseNumber()
	require.NoError(l.t, d.Decode(&data), string(h.body))
	return data
}

// nothing makes sure that no callback is on its way, by one that is known.
func (l *listener) nothing(b *bench, in *instance) {
	l.t.Helper()
	mark := fmt.Sprint("mark ", len(b.server.Sent()))
	require.True(l.t, b.server.Push(in.guid, 1, wirejson.Encode(mark)))
	require.Equal(l.t, string(wirejson.Encode(mark)), string(l.next().Data))
}

// person is somebody the instance talks to, alone.
func (b *bench) person(in *instance) *contact {
	for _, c := range in.chats {
		if c.room == nil && c.alive() && !c.person.openIM() {
			return c.person
		}
	}
	require.FailNow(b.t, "nobody to talk to")
	return nil
}

// aRoom is one the instance is in.
func (b *bench) aRoom(in *instance) *room {
	for _, c := range in.chats {
		if c.room != nil && c.alive() && !c.room.openIM() {
			return c.room
		}
	}
	require.FailNow(b.t, "no room")
	return nil
}

// stranger is somebody a search finds, and no friend.
func (b *bench) stranger(in *instance) *contact {
	for _, c := range in.contacts {
		if !c.friend && c.qq != "" && !c.openIM() {
			return c
		}
	}
	require.FailNow(b.t, "no stranger")
	return nil
}
