package youjiyun

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// The connections of a console share one transport, and one is opened while
// another makes the first call through it.
func TestALinkIsOpenedWhileAnotherCalls(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true}}
	var calls sync.WaitGroup
	calls.Go(func() {
		answer, err := client.Get(server.URL)
		if err == nil {
			_ = answer.Body.Close()
		}
	})
	_, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: server.URL, Account: "user1"},
		Secret:     "Q3KR21ME", HTTP: client, Clock: clockwork.NewFakeClock(), Rand: dice(),
	})
	require.NoError(t, err)
	calls.Wait()
}
