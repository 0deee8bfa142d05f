package neighbours

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNoStrangerIsAsked(t *testing.T) {
	asked := 0
	client := Client(&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		asked++
		return httptest.NewRecorder().Result(), nil
	})})
	for url, allowed := range map[string]bool{
		"http://127.0.0.1:1/": true, "http://[::1]/": true, "http://localhost:5/": true, "http://192.168.1.7/": true, "http://10.0.0.1/": true,
		"http://[fd00::1]/": true, "https://172.16.0.9/": true,
		"http://example.com/": false, "https://8.8.8.8/": false, "http://localhost.example.com/": false, "http://127.0.0.1.example.com/": false,
		"http://[2001:db8::1]/": false, "http://[::ffff:8.8.8.8]/": false, "http://0.0.0.0/": false, "http://localhost@8.8.8.8/": false, "http:///": false,
	} {
		before := asked
		answer, err := client.Get(url)
		if err == nil {
			answer.Body.Close()
		}
		require.Equal(t, allowed, err == nil, url)
		require.Equal(t, allowed, asked > before, url)
	}
}

// TestARedirectLeadsToNoStranger: a neighbour may send the simulator on to another
// one, and no further.
func TestARedirectLeadsToNoStranger(t *testing.T) {
	var hosts []string
	client := Client(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Host)
		answer := httptest.NewRecorder()
		to := "http://10.0.0.1/"
		if r.URL.Host == "10.0.0.1" {
			to = "http://8.8.8.8/"
		}
		http.Redirect(answer, r, to, http.StatusFound)
		return answer.Result(), nil
	})})
	answer, err := client.Get("http://127.0.0.1/")
	if err == nil {
		answer.Body.Close()
	}
	require.ErrorContains(t, err, "asks no stranger")
	require.Equal(t, []string{"127.0.0.1", "10.0.0.1"}, hosts)
}

func TestOnly200IsTaken(t *testing.T) {
	var heard []string
	status := http.StatusOK
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		heard = append(heard, r.Method+" "+r.Header.Get("Content-Type")+" "+string(body))
		w.WriteHeader(status)
	}))
	defer web.Close()
	client := Client(web.Client())
	require.True(t, Post(t.Context(), client, web.URL, []byte(`{"a":1}`)))
	for _, status = range []int{http.StatusNoContent, http.StatusBadRequest, http.StatusServiceUnavailable} {
		require.False(t, Post(t.Context(), client, web.URL, []byte(`{}`)), status)
	}
	require.Equal(t, []string{`POST application/json {"a":1}`, `POST application/json {}`, `POST application/json {}`, `POST application/json {}`}, heard)
	require.False(t, Post(t.Context(), client, "://", nil))
	web.Close()
	require.False(t, Post(t.Context(), client, web.URL, nil))
}
