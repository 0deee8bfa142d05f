package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// web is the part of the internet that a test makes up.
type web struct {
	mu    sync.Mutex
	files map[string]*webFile // by path
	asked []string            // path and range of each request
}

// webFile is what lies under a path, and how badly it comes.
type webFile struct {
	data     []byte
	tag      string
	status   int           // instead of the content
	location string        // where the status leads
	plain    bool          // no ranges
	chunked  bool          // no length
	astray   bool          // asked for a range, it gives another
	declared int64         // a length that is no true one
	cut      int           // bytes after which it breaks off; 0: whole
	stall    int           // bytes after which nothing more comes; 0: all comes
	pause    time.Duration // before each of its pieces
}

const webPiece = 1000 // bytes that come at once

func newWeb() *web { return &web{files: map[string]*webFile{}} }

func (w *web) client() *http.Client {
	if w == nil {
		return nil
	}
	return &http.Client{Transport: w}
}

// put lays a file down.
func (w *web) put(path string, f webFile) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[path] = &f
}

// requests are those made since the last time this was called.
func (w *web) requests() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.asked
	w.asked = nil
	return list
}

func (w *web) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.asked = append(w.asked, strings.TrimSpace(req.URL.Path+" "+req.Header.Get("Range")))
	f := webFile{status: http.StatusNotFound}
	if known, ok := w.files[req.URL.Path]; ok {
		f = *known
	}
	w.mu.Unlock()
	rec := httptest.NewRecorder()
	if f.astray && req.Header.Get("Range") != "" {
		req = req.Clone(req.Context())
		req.Header.Set("Range", "bytes=10-")
	}
	switch {
	case f.status != 0:
		rec.Header().Set("Location", f.location)
		rec.WriteHeader(f.status)
	case f.plain || f.chunked:
		_, _ = rec.Write(f.data)
	default:
		if f.tag != "" {
			rec.Header().Set("ETag", f.tag)
		}
		http.ServeContent(rec, req, "", time.Time{}, bytes.NewReader(f.data))
	}
	resp := rec.Result()
	resp.Request = req
	switch {
	case f.chunked:
		resp.ContentLength, resp.TransferEncoding = -1, []string{"chunked"}
	case f.plain:
		resp.ContentLength = int64(len(f.data))
	}
	if f.declared != 0 {
		resp.ContentLength = f.declared
	}
	resp.Body = &webBody{ctx: req.Context(), from: resp.Body, file: f}
	return resp, nil
}

type webBody struct {
	ctx  context.Context
	from io.Reader
	file webFile
	done int
}

func (b *webBody) Read(p []byte) (int, error) {
	if b.file.pause > 0 {
		time.Sleep(b.file.pause)
	}
	left := webPiece
	if b.file.cut > 0 {
		left = min(left, b.file.cut-b.done)
	}
	if b.file.stall > 0 {
		left = min(left, b.file.stall-b.done)
	}
	switch {
	case b.ctx.Err() != nil:
		return 0, b.ctx.Err()
	case left > 0:
	case b.file.cut > 0:
		return 0, io.ErrUnexpectedEOF
	default:
		<-b.ctx.Done()
		return 0, b.ctx.Err()
	}
	n, err := b.from.Read(p[:min(left, len(p))])
	b.done += n
	return n, err
}

func (b *webBody) Close() error { return nil }

// mediaBack is a scripted back end whose messages name media that it must be
// asked for, and which takes files over before they are sent.
type mediaBack struct {
	*scripted
	resolved  []string // parts it was asked for
	refuse    error    // of ResolveMedia
	uploads   []string // addresses it took over
	upload    func() error
	published []string
	publish   func(ctx context.Context, told func(int64)) error
	revoked   []string
	heard     string // what Transcribe gives
	asks      int    // of Transcribe
}

var (
	_ providers.MediaResolver = (*mediaBack)(nil)
	_ providers.Publisher     = (*mediaBack)(nil)
	_ providers.Uploader      = (*mediaBack)(nil)
	_ providers.Revoker       = (*mediaBack)(nil)
	_ providers.Transcriber   = (*mediaBack)(nil)
)

func (m *mediaBack) HasMedia(msg model.Message, part model.MediaPart) bool {
	return msg.Content.Ref[string(part)] != ""
}

func (m *mediaBack) ResolveMedia(_ context.Context, _ model.Seat, msg model.Message, part model.MediaPart) (model.MediaSource, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resolved = append(m.resolved, string(part))
	if m.refuse != nil {
		return model.MediaSource{}, m.refuse
	}
	return model.MediaSource{URL: "https://cdn.test/" + msg.Content.Ref[string(part)], Size: msg.Content.Size}, nil
}

// resolves are the parts it was asked for since the last time this was called.
func (m *mediaBack) resolves() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.resolved
	m.resolved = nil
	return list
}

func (m *mediaBack) CanPublish() bool { return true }

func (m *mediaBack) Publish(ctx context.Context, name string, size int64, open func() (providers.ReadSeekCloser, error), told func(int64)) (string, error) {
	f, err := open()
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	m.mu.Lock()
	m.published = append(m.published, name)
	hook := m.publish
	m.mu.Unlock()
	if hook != nil {
		if err := hook(ctx, told); err != nil {
			return "", err
		}
	}
	return "https://pub.test/" + name, nil
}

func (m *mediaBack) Upload(_ context.Context, _ model.Seat, c model.Content) (map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.uploads = append(m.uploads, c.URL)
	if m.upload != nil {
		if err := m.upload(); err != nil {
			return nil, err
		}
	}
	return map[string]string{"file_id": fmt.Sprintf("up-%d", len(m.uploads))}, nil
}

func (m *mediaBack) Revoke(_ context.Context, _ model.Seat, _ model.Conversation, msg model.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.revoked = append(m.revoked, msg.RemoteID)
	return m.refuse
}

func (m *mediaBack) Transcribe(context.Context, model.Seat, model.Message) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asks++
	return m.heard, m.refuse
}

// onMedia runs a test on a console whose back end has media.
func onMedia(t *testing.T, fn func(b *bench, back *mediaBack)) {
	t.Helper()
	back := &mediaBack{scripted: newScripted()}
	back.as = back
	inBubbleOn(t, back.scripted, func(b *bench) { fn(b, back) })
}

// brings has a customer send a file that lies on the web under the parts' names.
func (b *bench) brings(peer string, content model.Content) model.MessageID {
	b.t.Helper()
	m := b.back.says(peer, "")
	m.Content = content
	b.back.set(func(s *scripted) { s.history[peer][len(s.history[peer])-1] = m })
	b.back.push(peer, m)
	list := b.messages(peer)
	return list[len(list)-1].ID
}

// film is a file of so many bytes, of which no two stretches are alike.
func film(size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i*7 + i/251 + i/65537)
	}
	return data
}

// later lets time pass.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// transfer is the only one of a message.
func (b *bench) transfer(id model.MessageID) model.Transfer {
	b.t.Helper()
	list, err := b.console.Transfers.Of(context.Background(), id)
	require.NoError(b.t, err)
	require.Len(b.t, list, 1)
	return list[0]
}

func (b *bench) want(id model.MessageID, part model.MediaPart) model.Transfer {
	b.t.Helper()
	one, err := b.console.Transfers.Want(context.Background(), id, part)
	require.NoError(b.t, err)
	return one
}

// told counts what the bus tells of a message's transfers from now on.
func (b *bench) told(id model.MessageID) func() int {
	var mu sync.Mutex
	var count int
	cancel := b.console.Bus.Subscribe(func(c bus.Change) {
		mu.Lock()
		defer mu.Unlock()
		if c.Transfers[id] {
			count++
		}
	})
	return func() int {
		cancel()
		mu.Lock()
		defer mu.Unlock()
		return count
	}
}

func ofKind(kind model.Kind, parts ...model.MediaPart) model.Content {
	c := model.Content{Kind: kind, FileName: "合同.pdf", Ref: map[string]string{}}
	for _, p := range parts {
		c.Ref[string(p)] = string(p)
	}
	return c
}
