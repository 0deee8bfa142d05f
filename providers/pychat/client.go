package pychat

import (
	"context"
	"net/http"
	"strings"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// gatewayPath is where the gateway takes calls, unless a connection names
// another path (wire.md; the document knows only the direct way).
const gatewayPath = "/open/GuidRequest"

// Gate holds calls back, so that no account makes more of them than the back
// end allows.
type Gate interface {
	// Pass returns when one more call of the account may be made. It is asked
	// before each try, also of a call that is made again; an urgent one has
	// somebody waiting for it.
	Pass(ctx context.Context, account string, urgent bool) error
	// Blocked tells that the back end answered a call with a block.
	Blocked(ctx context.Context, account string)
}

// Config is what a Client is made of.
type Config struct {
	BaseURL   string
	Gateway   string // path; empty: the documented paths directly
	AppKey    string // of the gateway
	AppSecret string
	CDNBase   string // of a private CDN server; empty: BaseURL
	HTTP      *http.Client
	Clock     clockwork.Clock
	Rand      func() float64
	Gate      Gate // nil: no limit
}

// Client makes the calls of document 004. It may be used by many goroutines.
type Client struct {
	config Config
	base   string
	cdn    string
	caller wire.Caller
}

// NewClient makes a client; it does no I/O.
func NewClient(c Config) *Client {
	cdn := c.CDNBase
	if cdn == "" {
		cdn = c.BaseURL
	}
	if c.Gateway != "" {
		c.Gateway = "/" + strings.TrimLeft(c.Gateway, "/") // or it would lengthen the host
	}
	return &Client{
		config: c,
		base:   strings.TrimRight(c.BaseURL, "/"),
		cdn:    strings.TrimRight(cdn, "/"),
		caller: wire.Caller{Client: c.HTTP, Clock: c.Clock},
	}
}
