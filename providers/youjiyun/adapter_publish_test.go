package youjiyun

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

type fakeFile struct{ *strings.Reader }

func (fakeFile) Close() error { return nil }

func TestPublish(t *testing.T) {
	put := make(chan string, 1)
	store := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		put <- r.Method + " " + r.RequestURI + " " + string(body)
	}))
	t.Cleanup(store.Close)
	open := func() (providers.ReadSeekCloser, error) { return fakeFile{strings.NewReader("content")}, nil }
	l := openLink(t, "https://h", newEagerClock(), map[string]string{"publish_put": store.URL + "/in/", "publish_base": "https://cdn.example.com/f/"})
	l.secretName = func() string { return "SECRET" }
	require.True(t, l.CanPublish())
	var told int64
	got, err := l.Publish(t.Context(), "报价 单.XLSX", 7, open, func(done int64) { told = done })
	require.NoError(t, err)
	require.Equal(t, "https://cdn.example.com/f/SECRET-%E6%8A%A5%E4%BB%B7-%E5%8D%95.XLSX", got)
	require.Equal(t, "PUT /in/SECRET-%E6%8A%A5%E4%BB%B7-%E5%8D%95.XLSX content", <-put)
	require.EqualValues(t, 7, told)

	none := openLink(t, "https://h", newEagerClock(), map[string]string{"publish_put": store.URL})
	require.False(t, none.CanPublish())
	_, err = none.Publish(t.Context(), "a.png", 7, open, nil)
	require.True(t, model.IsTrouble(err, model.TroubleNoPublish))
}
