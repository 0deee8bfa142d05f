package simulator

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/youjiyun"
)

func TestHost(t *testing.T) {
	h, err := Start(t.Context(), Options{Listen: ":0", Youjiyun: youjiyun.Options{Seats: 1, Conversations: 4, Rate: 1}})
	require.NoError(t, err)
	defer h.Close()
	require.Len(t, h.Endpoints(), 1)
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

	put, err := http.NewRequest(http.MethodPut, e.Options["publish_put"]+"a.png", strings.NewReader("png"))
	require.NoError(t, err)
	answer, err = http.DefaultClient.Do(put)
	require.NoError(t, err)
	answer.Body.Close()
	answer, err = http.Get(e.Options["publish_base"] + "a.png")
	require.NoError(t, err)
	body, err = io.ReadAll(answer.Body)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, "png", string(body))

	require.NoError(t, h.Close())
	_, err = http.Get(e.BaseURL)
	require.Error(t, err)
}

func TestHostEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h, err := Start(ctx, Options{Listen: "127.0.0.1:0", Youjiyun: youjiyun.Options{Seats: 1, Conversations: 1, Messages: 1}})
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
