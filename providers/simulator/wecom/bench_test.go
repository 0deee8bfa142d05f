package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, shanghai)

// bench is a served world whose time stands still until told.
type bench struct {
	t      *testing.T
	server *Server
	http   *httptest.Server
	clock  *clockwork.FakeClock
	token  string
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
	t.Cleanup(b.http.Close)
	b.renew()
	return b
}

// renew fetches a token.
func (b *bench) renew() {
	b.t.Helper()
	answer := b.ask(http.MethodGet, "gettoken", url.Values{"corpid": {corpID}, "corpsecret": {corpSecret}}, nil)
	require.EqualValues(b.t, 0, answer.code())
	b.token = answer["access_token"].(string)
}

type answer map[string]any

func (a answer) code() int {
	n, _ := a["errcode"].(json.Number)
	code, _ := n.Int64()
	return int(code)
}

// at walks into an answer: names and places.
func (a answer) at(path ...any) any {
	var v any = map[string]any(a)
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(map[string]any)[step]
		case int:
			v = v.([]any)[step]
		}
	}
	return v
}

func (a answer) text(path ...any) string { return fmt.Sprint(a.at(path...)) }

func (a answer) size(path ...any) int { return len(a.at(path...).([]any)) }

// ask makes a call as it is.
func (b *bench) ask(method, path string, query url.Values, body []byte) answer {
	b.t.Helper()
	status, raw := b.raw(method, path, query, body)
	require.Equal(b.t, http.StatusOK, status, "%s: %s", path, raw)
	var a answer
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	require.NoError(b.t, d.Decode(&a), string(raw))
	return a
}

func (b *bench) raw(method, path string, query url.Values, body []byte) (int, []byte) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.http.URL+"/cgi-bin/"+path+"?"+query.Encode(), bytes.NewReader(body))
	require.NoError(b.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(b.t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	return response.StatusCode, raw
}

// post makes a call with a token and gives whatever comes.
func (b *bench) post(path string, body object) answer {
	b.t.Helper()
	return b.ask(http.MethodPost, path, url.Values{"access_token": {b.token}}, wirejson.Encode(body))
}

func (b *bench) get(path string, query url.Values) answer {
	b.t.Helper()
	with := url.Values{"access_token": {b.token}}
	for name, values := range query {
		with[name] = values
	}
	return b.ask(http.MethodGet, path, with, nil)
}

// call is post that has to succeed.
func (b *bench) call(path string, body object) answer {
	b.t.Helper()
	a := b.post(path, body)
	require.Zero(b.t, a.code(), "%s: %v", path, a["errmsg"])
	return a
}

// look is get that has to succeed.
func (b *bench) look(path string, query url.Values) answer {
	b.t.Helper()
	a := b.get(path, query)
	require.Zero(b.t, a.code(), "%s: %v", path, a["errmsg"])
	return a
}

// control steers the simulator and has to succeed.
func (b *bench) control(path string, body any) answer {
	b.t.Helper()
	status, raw := b.steer(path, body)
	require.Equal(b.t, http.StatusOK, status, string(raw))
	a := answer{}
	_ = json.Unmarshal(raw, &a) // "ok" is no object
	return a
}

func (b *bench) steer(path string, body any) (int, []byte) {
	b.t.Helper()
	response, err := http.Post(b.http.URL+"/_control/"+path, "application/json", bytes.NewReader(wirejson.Encode(body)))
	require.NoError(b.t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	return response.StatusCode, raw
}

// pass lets time go by without Run. Callbacks wait until it has: their receiver
// has five seconds of this clock, which would be gone at once.
func (b *bench) pass(d time.Duration) {
	b.t.Helper()
	b.settled()
	plan := b.server.Faults().Plan()
	b.server.Faults().Set(FaultPlan{Silent: true})
	b.server.schedule.Pass(b.clock, d, b.server.locked)
	b.server.Faults().Set(plan)
}

func (b *bench) seat(i int) *member { return b.server.world.seats()[i] }

// ear listens to callbacks. Its decrypting owes nothing to the package.
type ear struct {
	t     *testing.T
	http  *httptest.Server
	to    Callback
	heard chan heard
}

// heard is one callback, decrypted.
type heard struct {
	receiver string
	raw      string
	fields   map[string]string // the elements that hold text
	url      string
}

func (h heard) kind() string {
	for _, name := range []string{"ChangeType", "Event", "InfoType"} {
		if h.fields[name] != "" {
			return h.fields[name]
		}
	}
	return ""
}

func newEar(t *testing.T) *ear {
	t.Helper()
	e := &ear{t: t, heard: make(chan heard, 1000), to: Callback{
		Token: "QDG6eK", AESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
	}}
	e.http = httptest.NewServer(e)
	t.Cleanup(e.http.Close)
	e.to.URL = e.http.URL + "/hook?of=test"
	return e
}

func (e *ear) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if r.Method == http.MethodGet {
		message, _, err := e.open(query, query.Get("echostr"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, message)
		return
	}
	var envelope struct {
		Encrypt string
	}
	if err := xml.NewDecoder(r.Body).Decode(&envelope); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	message, receiver, err := e.open(query, envelope.Encrypt)
	if err != nil {
		e.heard <- heard{raw: err.Error(), url: r.URL.String()}
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	e.heard <- heard{receiver, message, textsOf(e.t, message), r.URL.String()}
	_, _ = io.WriteString(w, "success")
}

// open checks the signature and decrypts, step by step as WXBizMsgCrypt says.
func (e *ear) open(query url.Values, encrypted string) (message, receiver string, err error) {
	parts := []string{e.to.Token, query.Get("timestamp"), query.Get("nonce"), encrypted}
	sort.Strings(parts)
	if sum := sha1.Sum([]byte(strings.Join(parts, ""))); fmt.Sprintf("%x", sum) != query.Get("msg_signature") {
		return "", "", fmt.Errorf("wrong signature")
	}
	key, err := base64.StdEncoding.DecodeString(e.to.AESKey + "=")
	if err != nil {
		return "", "", err
	}
	data, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(data)%32 != 0 {
		return "", "", fmt.Errorf("%d bytes: %w", len(data), err)
	}
	plain := open256(key, data)
	size := binary.BigEndian.Uint32(plain[16:20])
	return string(plain[20 : 20+size]), string(plain[20+size:]), nil
}

func open256(key, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, key[:16]).CryptBlocks(plain, data)
	return plain[:len(plain)-int(plain[len(plain)-1])]
}

func textsOf(t *testing.T, document string) map[string]string {
	fields := map[string]string{}
	d := xml.NewDecoder(strings.NewReader(document))
	name := ""
	for {
		token, err := d.Token()
		if err == io.EOF {
			return fields
		}
		if err != nil {
			t.Errorf("callback is no XML: %v: %s", err, document)
			return fields
		}
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
		case xml.CharData:
			fields[name] += string(token)
		case xml.EndElement:
			name = ""
		}
	}
}

// listen has callbacks heard, while the server runs.
func (b *bench) listen() *ear {
	b.t.Helper()
	e := newEar(b.t)
	b.control("callback", e.to)
	done := make(chan struct{})
	ctx := b.t.Context()
	go func() {
		defer close(done)
		b.server.notifier.run(ctx)
	}()
	b.t.Cleanup(func() { <-done })
	return e
}

// expect is the next callback, which has to be of a kind.
func (e *ear) expect(kind string) heard {
	e.t.Helper()
	h := <-e.heard
	require.Equal(e.t, kind, h.kind(), h.raw)
	return h
}

func mustBase64(t *testing.T, encoded string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(encoded)
	require.NoError(t, err)
	return data
}
