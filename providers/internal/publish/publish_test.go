package publish

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// store takes files and keeps one line of each PUT.
type store struct {
	URL string

	mu   sync.Mutex
	puts []string
	fail int // that many are answered by 502
}

func newStore(t *testing.T) *store {
	s := &store{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.puts = append(s.puts, fmt.Sprintf("%s %s %d %s", r.Method, r.RequestURI, r.ContentLength, body))
	if s.fail > 0 {
		s.fail--
		w.WriteHeader(http.StatusBadGateway)
	}
}

// eagerClock is a clock on which nobody has to wait.
type eagerClock struct{ clockwork.Clock }

func (eagerClock) NewTimer(time.Duration) clockwork.Timer {
	return clockwork.NewRealClock().NewTimer(0)
}

func (s *store) target(base string) Target {
	clock := eagerClock{clockwork.NewFakeClock()}
	return Target{
		Put: s.URL + "/in/?sig=s%2Fx", Base: base, Clock: clock,
		Retry:  wire.Retry{Clock: clock, Tries: 4, First: time.Second, Max: time.Second},
		Secret: func() string { return "SECRET" },
	}
}

type fakeFile struct{ *strings.Reader }

func (fakeFile) Close() error { return nil }

func TestPublish(t *testing.T) {
	s := newStore(t)
	opened := 0
	open := func() (io.ReadSeekCloser, error) {
		opened++
		return fakeFile{strings.NewReader("content")}, nil
	}
	target := s.target("https://cdn.example.com/f/")
	require.True(t, target.Ready())
	s.fail = 2
	var told []int64
	got, err := target.Publish(t.Context(), "../../报价 单.XLSX", 7, open, func(done int64) { told = append(told, done) })
	require.NoError(t, err)
	require.Equal(t, "https://cdn.example.com/f/SECRET-%E6%8A%A5%E4%BB%B7-%E5%8D%95.XLSX", got)
	require.Equal(t, "PUT /in/SECRET-%E6%8A%A5%E4%BB%B7-%E5%8D%95.XLSX?sig=s%2Fx 7 content", s.puts[2])
	require.Equal(t, 3, opened)
	require.Equal(t, []int64{7, 7, 7}, told, "each try tells anew")
}

func TestProgressIsToldInSteps(t *testing.T) {
	const size = 1 << 20
	s := newStore(t)
	var told []int64
	open := func() (io.ReadSeekCloser, error) { return fakeFile{strings.NewReader(strings.Repeat("x", size))}, nil }
	_, err := s.target("https://cdn.example.com").Publish(t.Context(), "a.bin", size, open, func(done int64) { told = append(told, done) })
	require.NoError(t, err)
	require.Greater(t, len(told), 4)
	require.IsIncreasing(t, told)
	require.EqualValues(t, size, told[len(told)-1])
}

func TestNothingIsToldAfterTheEnd(t *testing.T) {
	told := 0
	c := &counter{ReadCloser: fakeFile{strings.NewReader("abcd")}, told: func(int64) { told++ }}
	_, err := c.Read(make([]byte, 2))
	require.NoError(t, err)
	c.end()
	_, err = c.Read(make([]byte, 2))
	require.NoError(t, err)
	require.Equal(t, 1, told)
}

func TestPublishRefused(t *testing.T) {
	s := newStore(t)
	open := func() (io.ReadSeekCloser, error) { return fakeFile{strings.NewReader("content")}, nil }
	target := s.target("https://cdn.example.com")
	s.fail = 99
	_, err := target.Publish(t.Context(), "a.png", 7, open, nil)
	require.True(t, model.IsTrouble(err, model.TroubleUnreachable))
	require.NotContains(t, err.Error(), "sig")
	require.Len(t, s.puts, 4)

	_, err = target.Publish(t.Context(), "a.png", 7, func() (io.ReadSeekCloser, error) { return nil, errors.New("gone") }, nil)
	require.ErrorContains(t, err, "gone")

	target.Base = "ftp://h"
	_, err = target.Publish(t.Context(), "a.png", 7, open, nil)
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))

	target.Base = ""
	require.False(t, target.Ready())
	_, err = target.Publish(t.Context(), "a.png", 7, open, nil)
	require.True(t, model.IsTrouble(err, model.TroubleNoPublish))
}

func TestNamesCanNotBeGuessed(t *testing.T) {
	require.Len(t, Target{}.secret(), 26)
	require.NotEqual(t, Target{}.secret(), Target{}.secret())
}

func TestSafeNames(t *testing.T) {
	for name, want := range map[string]string{
		"a.png":                         "a.png",
		"../../etc/passwd":              "passwd",
		`C:\x\y z.txt`:                  "y-z.txt",
		"":                              "file",
		".htaccess":                     "file.htaccess",
		"a?b#c%2F&d.p$ng":               "a-b-c-2F-d.p-ng",
		"invoice\u202efdp.exe":          "invoice-fdp.exe",
		strings.Repeat("长", 200) + ".x": strings.Repeat("长", 60) + ".x",
		"a." + strings.Repeat("b", 20):  "a",
		"---.---":                       "file",
		"a\x00b\r\n.gif":                "a-b.gif",
	} {
		require.Equal(t, want, safeName(name), "%q", name)
	}
}
