package juhe

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// Config is what a Client is made of.
type Config struct {
	BaseURL     string
	Account     string // userId of the main account
	AccessToken string
	ProjectID   string
	CorpID      string

	CallbackSecret string // what signatures are made with
	SecretID       string // how the back end knows that secret; "": by the account
	Algorithm      Algorithm

	HTTP   *http.Client
	Dialer *websocket.Dialer // of the socket; nil: a plain one
	Clock  clockwork.Clock
	Rand   func() float64 // in [0,1): nonces, ids, jitter
}

// Client makes the calls of one account. It may be used by many goroutines.
type Client struct {
	config Config
	base   string
	caller wire.Caller

	numbering atomic.Int32 // what is known of the numbers of pages
}

// NewClient makes a client; it calls nobody yet.
func NewClient(config Config) *Client {
	config.Rand = wire.OneAtATime(config.Rand)
	if config.Algorithm == "" {
		config.Algorithm = SHA1
	}
	return &Client{
		config: config,
		base:   strings.TrimRight(config.BaseURL, "/"),
		caller: wire.Caller{Client: config.HTTP, Clock: config.Clock},
	}
}

func (c *Client) retry() wire.Retry {
	return wire.Retry{Clock: c.config.Clock, Rand: c.config.Rand, Tries: 3, First: 500 * time.Millisecond, Max: 5 * time.Second}
}

// NewID makes 32 hex digits that were never used before: ids of requests and of
// our messages.
func (c *Client) NewID() string {
	var id [16]byte
	for i := range id {
		id[i] = byte(c.config.Rand() * 256)
	}
	return hex.EncodeToString(id[:])
}

// nonce is the random number of a signed call: an integer in the document, of 32
// bits to be safe.
func (c *Client) nonce() string {
	const most = 1<<31 - 1
	return strconv.Itoa(1 + int(c.config.Rand()*(most-1)))
}
