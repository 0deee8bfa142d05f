package youjiyun

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"seatdeck/providers"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

// Kind is the name of this back end.
const Kind = "youjiyun"

// The options of a connection.
const (
	optReconnectMin = "reconnect_min" // a duration; the document advises 10 s or more
	optEIO          = "eio"           // auto, 3 or 4
	optMsgFilter    = "msg_filter"    // true: only texts for us are pushed (3.1)
	optPublishPut   = "publish_put"   // URL under which local files are PUT
	optPublishBase  = "publish_base"  // URL under which the back end finds them
)

const (
	defaultReconnectMin = 10 * time.Second
	defaultReconnectMax = 60 * time.Second
)

// New is the back end 有机云.
func New() providers.Provider { return provider{} }

type provider struct{}

func (provider) Kind() string { return Kind }

func (provider) Spec() providers.Spec {
	return providers.Spec{
		Title:        "有机云",
		DefaultURL:   "https://www.yjiyun.com",
		AccountLabel: "accessKey",
		SecretLabel:  "accessSecret",
		Options: []providers.OptionSpec{
			{Name: optReconnectMin, Default: defaultReconnectMin.String(), Hint: "connect.option.reconnect_min", Check: checkDuration},
			{Name: optEIO, Default: "auto", Hint: "connect.option.eio", Check: checkEIO},
			{Name: optMsgFilter, Default: "false", Hint: "connect.option.msg_filter", Check: checkBool},
			{Name: optPublishPut, Hint: "connect.option.publish_put", Check: wire.CheckURL},
			{Name: optPublishBase, Hint: "connect.option.publish_base", Check: wire.CheckURL},
		},
	}
}

func (p provider) Open(s providers.Settings) (providers.Link, error) {
	if err := p.check(s); err != nil {
		return nil, err
	}
	options := optionsOf(s.Connection.Options)
	if s.HTTP == nil {
		s.HTTP = http.DefaultClient
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	s.Rand = wire.OneAtATime(s.Rand)
	l := &link{name: s.Connection.Name, options: options, clock: s.Clock, rand: s.Rand, http: s.HTTP, log: s.Log}
	l.door.base = s.Connection.BaseURL
	config := socketio.Config{
		Endpoint:     l.endpoint,
		ReconnectMin: options.reconnectMin,
		ReconnectMax: max(defaultReconnectMax, options.reconnectMin),
		Clock:        s.Clock,
		Rand:         s.Rand,
	}
	if transport, ok := s.HTTP.Transport.(*http.Transport); ok {
		// A copy: others call through this transport, and its first call of all
		// still sets it up. Clone waits for that, a read of its fields does not.
		own := transport.Clone()
		config.Dial = own.DialContext
		if own.TLSClientConfig != nil {
			config.TLS = own.TLSClientConfig
			config.TLS.NextProtos = nil // a websocket needs HTTP/1.1
		}
	}
	l.socket = socketio.New(config)
	l.client = NewClient(Config{
		BaseURL:      s.Connection.BaseURL,
		AccessKey:    s.Connection.Account,
		AccessSecret: s.Secret,
		HTTP:         s.HTTP,
		Clock:        s.Clock,
		Rand:         s.Rand,
		Socket:       l.socket,
	})
	return l, nil
}

func (p provider) check(s providers.Settings) error {
	if err := wire.CheckBaseURL(s.Connection.BaseURL); err != nil {
		return invalid("base URL", err.Error())
	}
	switch {
	case s.Connection.Account == "":
		return invalid("accessKey", "refusal.missing")
	case s.Secret == "":
		return invalid("accessSecret", "refusal.missing")
	}
	return p.Spec().Check(s.Connection.Options)
}

// options are the options of a connection, read.
type options struct {
	reconnectMin time.Duration
	eio          int // 0: either
	msgFilter    bool
	publishPut   string
	publishBase  string
}

// optionsOf reads options that were checked.
func optionsOf(o map[string]string) options {
	read := options{reconnectMin: defaultReconnectMin, publishPut: o[optPublishPut], publishBase: o[optPublishBase]}
	if d, err := time.ParseDuration(o[optReconnectMin]); err == nil {
		read.reconnectMin = d
	}
	read.eio, _ = strconv.Atoi(o[optEIO])
	read.msgFilter, _ = strconv.ParseBool(o[optMsgFilter])
	return read
}

func checkDuration(value string) error {
	if d, err := time.ParseDuration(value); err != nil || d <= 0 {
		return errors.New("refusal.time_above_zero: it must be a length of time, and more than 0")
	}
	return nil
}

func checkEIO(value string) error {
	switch value {
	case "auto", "3", "4":
		return nil
	}
	return errors.New("refusal.one_of: auto, 3, 4")
}

func checkBool(value string) error {
	if _, err := strconv.ParseBool(value); err != nil {
		return errors.New("refusal.one_of: true, false")
	}
	return nil
}
