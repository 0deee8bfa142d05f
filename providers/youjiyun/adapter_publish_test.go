package youjiyun

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

type fakeFile struct{ *strings.Reader }

func (fakeFile) Close() error { return nil }

func TestPublish(t *testing.T) {
	var mu sync.Mutex
	var puts []string
	fail := 0
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		puts = append(puts, fmt.Sprintf("%s %s %d %s", r.Method, r.RequestURI, r.ContentLength, body))
		if fail > 0 {
			fail--
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	t.Cleanup(store.Close)
	clock := newEagerClock()
	opened := 0
	open := func() (providers.ReadSeekCloser, error) {
		opened++
		return fakeFile{strings.NewReader("content")}, nil
	}
	l := openLink(t, "https://h", clock, map[string]string{"publish_put": store.URL + "/in/?sig=s%2Fx", "publish_base": "https://cdn.example.com/f/"})
	l.secretName = func() string { return "SECRET" }
	require.True(t, l.CanPublish())
	fail = 2
	got, err := l.Publish(t.Context(), "../../报价 单.XLSX", 7, open)
	require.NoError(t, err)
	require.Equal(t, "https://cdn.example.com/f/SECRET-%E6%8A%A5%E4%BB%B7-%E5%8D%95.XLSX", got)
	require.Equal(t, "PUT /in/SECRET-%E6%8A%A5%E4%BB%B7-%E5%8D%95.XLSX?sig=s%2Fx 7 content", puts[2])
	require.Equal(t, 3, opened)

	fail = 99
	_, err = l.Publish(t.Context(), "a.png", 7, open)
	require.True(t, model.IsTrouble(err, model.TroubleUnreachable))
	require.NotContains(t, err.Error(), "sig")
	_, err = l.Publish(t.Context(), "a.png", 7, func() (providers.ReadSeekCloser, error) { return nil, errors.New("gone") })
	require.ErrorContains(t, err, "gone")

	none := openLink(t, "https://h", clock, map[string]string{"publish_put": store.URL})
	require.False(t, none.CanPublish())
	_, err = none.Publish(t.Context(), "a.png", 7, open)
	require.True(t, model.IsTrouble(err, model.TroubleNoPublish))
	require.Len(t, randomName(), 26)
	require.NotEqual(t, randomName(), randomName())
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
