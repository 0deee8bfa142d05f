package pychat

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"reflect"
	"sync"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

const (
	testGUID   = "6f0c1d2e-seat"
	testSecret = `s3"<cret`
)

// docCall is a call as the document has it (testdata/calls.json).
type docCall struct {
	Section string          `json:"section"`
	Title   string          `json:"title"`
	Path    string          `json:"path"`
	Note    string          `json:"note"`
	Body    json.RawMessage `json:"body"`
	Answer  json.RawMessage `json:"answer"`
}

// theDocument reads all calls of the document.
func theDocument(t testing.TB) []docCall {
	t.Helper()
	data, err := os.ReadFile("testdata/calls.json")
	require.NoError(t, err)
	var calls []docCall
	require.NoError(t, json.Unmarshal(data, &calls))
	return calls
}

// readRequest reads a body into a new value of a request's type, which must know all
// of its fields.
func readRequest(t testing.TB, of reflect.Type, body []byte) any {
	t.Helper()
	value := reflect.New(of)
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(value.Interface()))
	return value.Elem().Interface()
}

// doAny makes any call, by its typed method.
func doAny(ctx context.Context, call anyCall, c *Client, req any) (answer any, err error) {
	results := reflect.ValueOf(call).MethodByName("Do").Call([]reflect.Value{
		reflect.ValueOf(ctx), reflect.ValueOf(c), reflect.ValueOf(req),
	})
	err, _ = results[1].Interface().(error)
	return results[0].Interface(), err
}

// sentCall is one request that reached a server.
type sentCall struct {
	Method, Path, Type, Accept, Body string
}

// backEnd is a server that remembers what it got. It may be served over a socket
// or be the transport itself.
type backEnd struct {
	answer func(sentCall) (status int, body string) // nil: null

	mu   sync.Mutex
	sent []sentCall
}

func (b *backEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, body := b.take(r)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// RoundTrip answers without a network.
func (b *backEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	status, body := b.take(r)
	return &http.Response{StatusCode: status, Body: io.NopCloser(bytes.NewReader([]byte(body))), Request: r}, nil
}

func (b *backEnd) take(r *http.Request) (status int, body string) {
	read, _ := io.ReadAll(r.Body)
	one := sentCall{
		Method: r.Method, Path: r.URL.RequestURI(), Body: string(read),
		Type: r.Header.Get("Content-Type"), Accept: r.Header.Get("Accept"),
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, one)
	if b.answer == nil {
		return http.StatusOK, "null"
	}
	return b.answer(one)
}

func (b *backEnd) got() []sentCall {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]sentCall(nil), b.sent...)
}

// alwaysSays answers everything alike.
func alwaysSays(status int, body string) *backEnd {
	return &backEnd{answer: func(sentCall) (int, string) { return status, body }}
}

// countingGate lets everything pass and remembers what did.
type countingGate struct {
	refuse error

	mu      sync.Mutex
	passed  []passedCall
	blocked []string
}

type passedCall struct {
	Account string
	Urgent  bool
}

func (g *countingGate) Pass(_ context.Context, account string, urgent bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.passed = append(g.passed, passedCall{account, urgent})
	return g.refuse
}

func (g *countingGate) Blocked(_ context.Context, account string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.blocked = append(g.blocked, account)
}

// clientOf makes a client of a back end without a network. Its clock is the one
// of a synctest bubble, where there is one.
func clientOf(b *backEnd, gate Gate) *Client {
	return NewClient(Config{
		BaseURL: "http://pychat.test", AppSecret: testSecret, HTTP: &http.Client{Transport: b},
		Clock: clockwork.NewRealClock(), Gate: gate,
	})
}
