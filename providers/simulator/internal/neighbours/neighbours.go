// Package neighbours is how simulators call back: over HTTP, and only this machine
// and private networks.
package neighbours

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
)

// Client is a client that only connects to this machine and private networks:
// whatever URL somebody gives a simulator, or redirects it to, no stranger hears of
// it. A host must be "localhost" or an IP address: a name may turn into anybody's.
func Client(client *http.Client) *http.Client {
	limited := *client
	limited.Transport = transport{client.Transport}
	return &limited
}

type transport struct{ inner http.RoundTripper }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	address, err := netip.ParseAddr(host)
	if host != "localhost" && (err != nil || !address.IsLoopback() && !address.IsPrivate()) {
		return nil, &net.AddrError{Err: "a simulator asks no stranger", Addr: host}
	}
	inner := t.inner
	if inner == nil {
		inner = http.DefaultTransport
	}
	return inner.RoundTrip(r)
}

// Post sends JSON once and tells whether it was taken, which an answer 200 says.
func Post(ctx context.Context, client *http.Client, url string, body []byte) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	return answer.StatusCode == http.StatusOK
}
