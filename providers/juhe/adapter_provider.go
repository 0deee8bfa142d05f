package juhe

import (
	"log/slog"
	"net"
	"net/http"

	"github.com/gorilla/websocket"

	"seatdeck/providers"
	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/wire"
)

// Kind is the name of this back end.
const Kind = "juhe"

// New is the back end 聚合聊天.
func New() providers.Provider { return provider{} }

type provider struct{}

func (provider) Kind() string { return Kind }

func (provider) Spec() providers.Spec {
	return providers.Spec{
		Title:        "聚合聊天",
		AccountLabel: "userid",
		SecretLabel:  "accessToken",
		Options:      optionSpecs(),
		MoreSecrets:  []string{secretCallback},
	}
}

func (p provider) Open(s providers.Settings) (providers.Link, error) {
	if err := p.check(s); err != nil {
		return nil, err
	}
	if s.HTTP == nil {
		s.HTTP = http.DefaultClient
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	l := &link{
		name:    s.Connection.Name,
		account: s.Connection.Account,
		token:   s.Token,
		options: optionsOf(s.Connection.Options),
		signs:   s.Secrets[secretCallback] != "",
		clock:   s.Clock,
		rand:    wire.OneAtATime(s.Rand),
		http:    s.HTTP,
		log:     s.Log,
		listen:  net.Listen,
		tally:   &callback.Tally{},
		known:   newAccounts(),
		books:   newBooks(),
		woken:   make(chan struct{}, 1),
		looks:   make(chan struct{}, 1),
	}
	l.health.teller.Clock = s.Clock
	l.client = NewClient(Config{
		BaseURL:        s.Connection.BaseURL,
		Account:        s.Connection.Account,
		AccessToken:    s.Secret,
		ProjectID:      l.options.projectID,
		CorpID:         l.options.corpID,
		CallbackSecret: s.Secrets[secretCallback],
		SecretID:       l.options.secretID,
		Algorithm:      l.options.algorithm,
		HTTP:           s.HTTP,
		Dialer:         dialerOf(s.HTTP),
		Clock:          s.Clock,
		Rand:           l.rand,
	})
	return l, nil
}

// dialerOf dials as the HTTP client does.
func dialerOf(client *http.Client) *websocket.Dialer {
	dialer := &websocket.Dialer{Proxy: http.ProxyFromEnvironment}
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		return dialer
	}
	// A copy: others call through this transport, and its first call of all still
	// sets it up. Clone waits for that, a read of its fields does not.
	own := transport.Clone()
	dialer.NetDialContext = own.DialContext
	if own.TLSClientConfig != nil {
		dialer.TLSClientConfig = own.TLSClientConfig
		dialer.TLSClientConfig.NextProtos = nil // a websocket needs HTTP/1.1
	}
	return dialer
}

func (p provider) check(s providers.Settings) error {
	if err := wire.CheckBaseURL(s.Connection.BaseURL); err != nil {
		return invalid("base URL", err.Error())
	}
	switch {
	case s.Connection.Account == "":
		return invalid("userid", "refusal.missing")
	case s.Secret == "":
		return invalid("accessToken", "refusal.missing")
	}
	if err := p.Spec().Check(s.Connection.Options); err != nil {
		return err
	}
	if s.Connection.Options[optCallbackListen] != "" && s.Secrets[secretCallback] == "" {
		return invalid(secretCallback, "refusal.wants_secret: without it nobody can tell a callback from a forged one")
	}
	return nil
}
