package yunzhenji

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// Config is what a Client needs.
type Config struct {
	BaseURL     string // e.g. https://oapi-yzj.miaokol.com
	AppID       string
	AccessToken string
	HTTP        *http.Client
	Clock       clockwork.Clock
	Rand        func() float64 // in [0,1), for jitter; safe for many goroutines
}

// Client makes the calls of one account. It may be used by many goroutines.
type Client struct {
	base   string
	config Config
	caller wire.Caller
}

// maxBody is far more than a page of accounts needs, in bytes.
const maxBody = 2 << 20

// NewClient makes a client; it calls nobody yet.
func NewClient(config Config) *Client {
	return &Client{
		base:   strings.TrimRight(config.BaseURL, "/"),
		config: config,
		caller: wire.Caller{Client: config.HTTP, Clock: config.Clock, MaxBody: maxBody},
	}
}

func (c *Client) retry() wire.Retry {
	return wire.Retry{Clock: c.config.Clock, Rand: c.config.Rand, Tries: 3, First: 500 * time.Millisecond, Max: 4 * time.Second}
}

func isAPIError(err error) bool { return errors.As(err, new(*APIError)) }
