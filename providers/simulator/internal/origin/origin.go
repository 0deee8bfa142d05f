// Package origin is what the URLs of a simulator begin with.
package origin

import (
	"net/http"
	"strings"
	"sync"
)

// Origin is e.g. "http://127.0.0.1:7800/juhe", without a slash at the end. Its
// methods may be called at any time.
type Origin struct {
	mu   sync.Mutex
	base string
}

// New makes an origin; an empty one is learned from the first request.
func New(base string) *Origin { return &Origin{base: base} }

// Set sets it.
func (o *Origin) Set(base string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.base = base
}

// String is the origin; empty: not known yet.
func (o *Origin) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.base
}

// URL is a path of the simulator's as a URL. What is no path, e.g. a URL already,
// stays as it is.
func (o *Origin) URL(path string) string {
	if !strings.HasPrefix(path, "/") {
		return path
	}
	return o.String() + path
}

// Learn is a handler that learns the origin from the first request, unless it is
// known.
func (o *Origin) Learn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		if o.base == "" {
			o.base = "http://" + r.Host
		}
		o.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}
