package socketio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTarget(t *testing.T) {
	for _, c := range []struct {
		name      string
		endpoint  Endpoint
		websocket string
		connect3  string
		connect4  string
	}{
		{
			"as the document writes it",
			Endpoint{URL: "https://www.yjiyun.com/imchat?token=abc"},
			"wss://www.yjiyun.com/socket.io/?EIO=3&token=abc&transport=websocket",
			"40/imchat?token=abc,", "40/imchat,",
		},
		{
			"auth wins over the URL's query, in every place",
			Endpoint{URL: "http://127.0.0.1:7800/imchat?token=old&msgFilter=1", Auth: map[string]any{"token": "a,b&c", "n": 7}},
			"ws://127.0.0.1:7800/socket.io/?EIO=3&msgFilter=1&n=7&token=a%2Cb%26c&transport=websocket",
			"40/imchat?msgFilter=1&n=7&token=a%2Cb%26c,", `40/imchat,{"n":7,"token":"a,b\u0026c"}`,
		},
		{
			"no namespace, an old EIO in the query",
			Endpoint{URL: "ws://[::1]:80?EIO=9"},
			"ws://[::1]:80/socket.io/?EIO=3&transport=websocket",
			"", "40",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := c.endpoint.target()
			require.NoError(t, err)
			require.Equal(t, c.websocket, at.websocketURL(3))
			require.Equal(t, c.connect4, string(at.connect(4)))
			if at.namespace != rootNamespace { // the root is entered unasked
				require.Equal(t, c.connect3, string(at.connect(3)))
			}
		})
	}
}

func TestTargetRejects(t *testing.T) {
	for _, e := range []Endpoint{
		{},
		{URL: "http://"},
		{URL: "/imchat"},
		{URL: "http://h/a,b"},
		{URL: "http://h/a?x=%zz"},
		{URL: "http://h/a", EIO: 5},
		{URL: "http://h/a", Auth: map[string]any{"token": func() {}}},
	} {
		_, err := e.target()
		require.Error(t, err)
		require.Equal(t, "invalid endpoint", e.String())
	}
}
