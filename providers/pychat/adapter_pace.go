package pychat

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// blockLasts is how long the back end takes no calls of an account that made too
// many (wire.md: about half an hour).
const blockLasts = 30 * time.Minute

// pacer is the Gate of the client: the console's own, with the rate of the
// connection.
type pacer struct {
	gate  providers.Gate
	rate  int
	clock clockwork.Clock
	told  func(guid string, until time.Time, err error) // of each block
}

// Pass returns when one more call of an instance may be made. No call is urgent
// that the console makes for work of its own.
func (p *pacer) Pass(ctx context.Context, guid string, urgent bool) error {
	return p.gate.Pass(ctx, guid, p.rate, urgent && !providers.IsBackground(ctx))
}

// Blocked lets no more calls of an instance pass until the block is over.
func (p *pacer) Blocked(ctx context.Context, guid string) {
	until := p.clock.Now().Add(blockLasts).UTC()
	// The caller may be gone, the block is not.
	err := p.gate.Shut(context.WithoutCancel(ctx), guid, until)
	p.told(guid, until, err)
}

// blocked says that the back end blocked an instance.
func (l *link) blocked(guid string, until time.Time, err error) {
	l.log.Warn("blocked for too many calls", "connection", l.name, "seat", masked(guid), "until", until)
	if err != nil {
		l.log.Error("block not stored", "connection", l.name, "seat", masked(guid), "err", err)
	}
	l.health.blocked(&model.Trouble{Code: model.TroubleBlocked, About: l.name, Detail: until.Format(time.RFC3339)}, until)
}

// masked is a guid as a log may have it: whoever knows one of a direct connection
// can use it.
func masked(guid string) string {
	const shown = 4
	if len(guid) <= 2*shown {
		return guid[:len(guid)/4] + "…"
	}
	return guid[:shown] + "…" + guid[len(guid)-shown:]
}

// pulse is a transport that notes when the back end last answered.
type pulse struct {
	next  http.RoundTripper
	host  string
	clock clockwork.Clock

	mu   sync.Mutex
	last time.Time
}

func newPulse(base string, next http.RoundTripper, clock clockwork.Clock) *pulse {
	p := &pulse{next: next, clock: clock}
	if p.next == nil {
		p.next = http.DefaultTransport
	}
	if u, err := url.Parse(base); err == nil {
		p.host = u.Host
	}
	return p
}

// RoundTrip makes one call.
func (p *pulse) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := p.next.RoundTrip(r)
	if err == nil && answer.StatusCode < http.StatusBadRequest && r.URL.Host == p.host {
		p.mu.Lock()
		p.last = p.clock.Now()
		p.mu.Unlock()
	}
	return answer, err
}

// felt tells whether there was an answer within d.
func (p *pulse) felt(d time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.last.IsZero() && p.clock.Since(p.last) < d
}
