package wecom

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

const testSecret = "s3cret"

// docCall is an example of a call (testdata/calls.json), made after those of the
// official documents.
type docCall struct {
	Path    string            `json:"path"`
	Method  string            `json:"method"`
	Query   map[string]string `json:"query"` // beside the token
	Request json.RawMessage   `json:"request"`
	Answer  json.RawMessage   `json:"answer"`
}

func examples(t testing.TB) map[string]docCall {
	t.Helper()
	var list []docCall
	readTestdata(t, "calls.json", &list)
	calls := make(map[string]docCall, len(list))
	for _, one := range list {
		calls[one.Path] = one
	}
	require.Len(t, calls, len(list))
	return calls
}

func readTestdata(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into), name)
}

// strictly reads JSON into a new value of a type, which must know all fields.
func strictly(t testing.TB, of reflect.Type, body []byte) any {
	t.Helper()
	value := reflect.New(of)
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(value.Interface()), "%s", of)
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

// sentCall is one request that reached the back end.
type sentCall struct {
	Method, Path, Type string
	Query              url.Values
	Body               string
}

// tokenCalls are those that a client makes by itself.
func tokenCalls() []string {
	return []string{GetToken.path, GetSuiteToken.path, GetProviderToken.path, GetCorpToken.path}
}

// backEnd is a server without a network that remembers what it got. It gives
// tokens T1, T2, … by itself.
type backEnd struct {
	answer func(sentCall) (status int, body string) // nil: ok
	tokens func(path string, n int) string          // the n-th answer for a token; nil or "": a good one
	life   int                                      // s, of a token; 0: 7200

	mu    sync.Mutex
	given int
	sent  []sentCall
	asked []sentCall // for tokens
}

const okAnswer = `{"errcode":0,"errmsg":"ok"}`

// RoundTrip answers.
func (b *backEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var read []byte
	if r.Body != nil {
		read, _ = io.ReadAll(r.Body)
	}
	one := sentCall{
		Method: r.Method, Path: strings.TrimPrefix(r.URL.Path, "/cgi-bin/"), Query: r.URL.Query(),
		Type: r.Header.Get("Content-Type"), Body: string(read),
	}
	status, body := b.take(one)
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func (b *backEnd) take(one sentCall) (status int, body string) {
	b.mu.Lock()
	if slices.Contains(tokenCalls(), one.Path) {
		defer b.mu.Unlock()
		b.asked = append(b.asked, one)
		b.given++
		if b.tokens != nil {
			if body := b.tokens(one.Path, b.given); body != "" {
				return http.StatusOK, body
			}
		}
		return http.StatusOK, grantOf(b.given, b.life)
	}
	b.sent = append(b.sent, one)
	b.mu.Unlock()
	if b.answer == nil {
		return http.StatusOK, okAnswer
	}
	return b.answer(one)
}

// grantOf is an answer that fits each of the calls for a token.
func grantOf(n, life int) string {
	if life == 0 {
		life = 7200
	}
	token := "T" + string(rune('0'+n))
	body, _ := json.Marshal(map[string]any{
		"errcode": 0, "access_token": token, "suite_access_token": token, "provider_access_token": token, "expires_in": life,
	})
	return string(body)
}

func (b *backEnd) got() []sentCall {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.sent)
}

func (b *backEnd) gotTokens() []sentCall {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

// alwaysSays answers everything but tokens alike.
func alwaysSays(status int, body string) *backEnd {
	return &backEnd{answer: func(sentCall) (int, string) { return status, body }}
}

// saysInTurn answers with one body after the other, and with the last for ever.
func saysInTurn(bodies ...string) *backEnd {
	var mu sync.Mutex
	n := 0
	return &backEnd{answer: func(sentCall) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return http.StatusOK, bodies[min(n, len(bodies))-1]
	}}
}

// clientOf makes a client of a back end without a network, with every secret
// there is. Its clock is the one of a synctest bubble, where there is one.
func clientOf(b http.RoundTripper) *Client { return NewClient(configOf(b)) }

func configOf(b http.RoundTripper) Config {
	return Config{
		BaseURL: "http://wecom.test/", CorpID: "wwcorp", Secret: testSecret, AgentID: 7,
		Suite: Suite{
			ID: "wwsuite", Secret: "suite-s3cret", Ticket: func() string { return "ticket" },
			ProviderCorpID: "wwprov", ProviderSecret: "prov-s3cret",
		},
		HTTP: &http.Client{Transport: b}, Clock: clockwork.NewRealClock(),
	}
}
