package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/pychat"
	"seatdeck/providers/simulator/youjiyun"
)

func TestHost(t *testing.T) {
	h, err := Start(t.Context(), Options{
		Listen: ":0", Youjiyun: youjiyun.Options{Seats: 1, Conversations: 4, Rate: 1}, Pychat: pychat.Options{Seats: 3, Rate: 1},
	})
	require.NoError(t, err)
	defer h.Close()
	require.Len(t, h.Endpoints(), 5)
	e := h.Endpoints()[0]
	require.Equal(t, "youjiyun", e.Provider)
	require.True(t, strings.HasPrefix(e.BaseURL, "http://127.0.0.1:"))

	answer, err := http.PostForm(e.BaseURL+"/robotapi/client/auth?request_id="+strings.Repeat("a", 32),
		url.Values{"accessKey": {e.Account}, "accessSecret": {e.Secret}})
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	answer.Body.Close()
	var login struct{ Code string }
	require.NoError(t, json.Unmarshal(body, &login))
	require.Equal(t, "0", login.Code)

	requirePublishing(t, e)

	require.NoError(t, h.Close())
	_, err = http.Get(e.BaseURL)
	require.Error(t, err)
}

// requirePublishing holds that local files can be put at an endpoint, and be
// fetched from it.
func requirePublishing(t *testing.T, e Endpoint) {
	t.Helper()
	put, err := http.NewRequest(http.MethodPut, e.Options["publish_put"]+"a.png", strings.NewReader("png"))
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(put)
	require.NoError(t, err)
	answer.Body.Close()
	answer, err = http.Get(e.Options["publish_base"] + "a.png")
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, "png", string(body))
}

func TestPychatOnTheHost(t *testing.T) {
	h, err := Start(t.Context(), Options{Listen: ":0", Youjiyun: youjiyun.Options{Seats: 1, Conversations: 1, Messages: 1}, Pychat: pychat.Options{Seats: 3}})
	require.NoError(t, err)
	defer h.Close()
	e := h.Endpoints()[1]
	require.Equal(t, "pychat", e.Provider)
	require.True(t, strings.HasSuffix(e.BaseURL, "/pychat"))
	guids := strings.Split(e.Options["guids"], ",")
	require.Len(t, guids, 3)
	require.Equal(t, []string{"/open/GuidRequest", "127.0.0.1:0"}, []string{e.Options["gateway"], e.Options["notify_listen"]})

	ask := func(path string, data map[string]any) string {
		body, err := json.Marshal(map[string]any{"app_key": e.Account, "app_secret": e.Secret, "path": path, "data": data})
		require.NoError(t, err)
		answer, err := http.Post(e.BaseURL+e.Options["gateway"], "application/json", bytes.NewReader(body))
		require.NoError(t, err)
		defer answer.Body.Close()
		said, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return string(said)
	}
	guid := guids[0]
	require.JSONEq(t, `{"errcode":0,"errmsg":"ok","data":{"status":2}}`, ask("/client/get_client_status", map[string]any{"guid": guid}))
	require.Contains(t, ask("/user/get_profile", map[string]any{"guid": guid}), e.BaseURL+"/media/avatar/")

	// What waits at the start comes once somebody listens.
	heard := make(chan string, 100)
	listener := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		heard <- string(body)
	}))
	defer listener.Close()
	ask("/client/set_notify_url", map[string]any{"guid": guid, "notify_url": listener.URL})
	require.Contains(t, <-heard, `"notify_type":1011`)
	requirePublishing(t, e)
	require.NoError(t, h.Close())
}

func TestHostEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h, err := Start(ctx, Options{Listen: "127.0.0.1:0", Youjiyun: youjiyun.Options{Seats: 1, Conversations: 1, Messages: 1}, Pychat: pychat.Options{Seats: 1}})
	require.NoError(t, err)
	_, err = Start(ctx, Options{Listen: strings.TrimPrefix(h.Endpoints()[0].BaseURL, "http://"), Youjiyun: youjiyun.Options{Seats: 1}})
	require.ErrorContains(t, err, "listen on")
	cancel()
	require.NoError(t, h.Wait())
}

func TestOnlyLoopback(t *testing.T) {
	for address, want := range map[string]string{
		"": DefaultListen, ":0": "127.0.0.1:0", "localhost:1": "127.0.0.1:1", "[::1]:2": "[::1]:2",
	} {
		got, err := loopback(address)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, address := range []string{"0.0.0.0:1", "192.168.0.1:1", "example.com:1", "7800"} {
		_, err := Start(t.Context(), Options{Listen: address})
		require.Error(t, err, address)
	}
}
