package pychat

import (
	"log/slog"
	"net"
	"net/http"

	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// Kind is the name of this back end.
const Kind = "pychat"

// New is the back end of guid client instances.
func New() providers.Provider { return provider{} }

type provider struct{}

func (provider) Kind() string { return Kind }

func (provider) Spec() providers.Spec {
	return providers.Spec{
		Title:           "客户端实例",
		AccountLabel:    "app_key",
		SecretLabel:     "app_secret",
		AccountOptional: true, // the gateway alone wants them
		SecretOptional:  true,
		Options: []providers.OptionSpec{
			{Name: optGUIDs, Hint: "connect.option.guids", Check: checkGUIDs, Required: true},
			{Name: optGateway, Hint: "connect.option.gateway", Check: checkGateway},
			{Name: optNotifyListen, Default: defaultListen, Hint: "connect.option.notify_listen", Check: wire.CheckListen},
			{Name: optNotifyURL, Hint: "connect.option.notify_url", Check: wire.CheckBaseURL},
			{Name: optRate, Default: "90", Hint: "connect.option.rate", Check: checkRate},
			{Name: optPublishPut, Hint: "connect.option.publish_put", Check: wire.CheckURL},
			{Name: optPublishBase, Hint: "connect.option.publish_base", Check: wire.CheckURL},
			{Name: optCDNBase, Hint: "connect.option.cdn_base", Check: wire.CheckBaseURL},
		},
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
		name:      s.Connection.Name,
		options:   optionsOf(s.Connection.Options),
		clock:     s.Clock,
		rand:      wire.OneAtATime(s.Rand),
		http:      s.HTTP,
		log:       s.Log,
		token:     s.Token,
		pulse:     newPulse(s.Connection.BaseURL, s.HTTP.Transport, s.Clock),
		listen:    net.Listen,
		lastStart: s.Started,
		accounts:  newAccounts(s.Clock),
		health:    newHealth(s.Clock),
		looks:     make(chan struct{}, 1),
	}
	l.keepers = newKeepers(l)
	calls := *s.HTTP
	calls.Transport = l.pulse
	config := Config{
		BaseURL:   s.Connection.BaseURL,
		Gateway:   l.options.gateway,
		AppKey:    s.Connection.Account,
		AppSecret: s.Secret,
		CDNBase:   l.options.cdnBase,
		HTTP:      &calls,
		Clock:     s.Clock,
		Rand:      l.rand,
	}
	if s.Gate != nil {
		config.Gate = &pacer{gate: s.Gate, rate: l.options.rate, clock: s.Clock, told: l.blocked}
	}
	l.client = NewClient(config)
	return l, nil
}

func (p provider) check(s providers.Settings) error {
	if err := wire.CheckBaseURL(s.Connection.BaseURL); err != nil {
		return invalid("base URL", err.Error())
	}
	if err := p.Spec().Check(s.Connection.Options); err != nil {
		return err
	}
	if s.Connection.Options[optGateway] != "" {
		switch {
		case s.Connection.Account == "":
			return invalid("app_key", "refusal.missing")
		case s.Secret == "":
			return invalid("app_secret", "refusal.missing")
		}
	}
	options := optionsOf(s.Connection.Options)
	if host, _, _ := net.SplitHostPort(options.notifyListen); options.notifyURL == "" && (host == "" || net.ParseIP(host).IsUnspecified()) {
		return invalid("option "+optNotifyURL, "refusal.wants_own_url: it must say where the back end finds this machine: "+optNotifyListen+" names no one address")
	}
	if len(s.Token) < minToken {
		return invalid("token", "refusal.short_token: it is too short to keep callbacks apart from guesses")
	}
	return nil
}
