package origin

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheFirstRequestTellsTheOrigin(t *testing.T) {
	o := New("")
	require.Empty(t, o.String())
	learning := o.Learn(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, o.URL("/media/1.png")) }))
	for _, host := range []string{"127.0.0.1:7800", "localhost:7800"} {
		answer := httptest.NewRecorder()
		learning.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://"+host+"/", nil))
		require.Equal(t, "http://127.0.0.1:7800/media/1.png", answer.Body.String())
	}
	o.Set("http://127.0.0.1:7800/juhe")
	require.Equal(t, "http://127.0.0.1:7800/juhe/media/1.png", o.URL("/media/1.png"))
}

func TestOnlyPathsBecomeURLs(t *testing.T) {
	o := New("http://x")
	for path, url := range map[string]string{"/a": "http://x/a", "": "", "https://y/a": "https://y/a", "a": "a"} {
		require.Equal(t, url, o.URL(path))
	}
}
