package yunzhenji

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// Kind is the name of this back end.
const Kind = "yunzhenji"

// optPoll is the option that says how often the list is read: a duration.
const optPoll = "poll"

const (
	defaultPoll = 30 * time.Second
	shortPoll   = 5 * time.Second
	longPoll    = 10 * time.Minute
)

// New is the back end 云真机.
func New() providers.Provider { return provider{} }

type provider struct{}

func (provider) Kind() string { return Kind }

func (provider) Spec() providers.Spec {
	return providers.Spec{
		Title:        "云真机",
		DefaultURL:   "https://oapi-yzj.miaokol.com",
		AccountLabel: "app_id",
		SecretLabel:  "access_token",
		Options: []providers.OptionSpec{
			{Name: optPoll, Default: defaultPoll.String(), Hint: "connect.option.poll", Check: checkPoll},
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
	l := &link{name: s.Connection.Name, poll: defaultPoll, clock: s.Clock, log: s.Log, nudge: make(chan struct{}, 1)}
	if d, err := time.ParseDuration(s.Connection.Options[optPoll]); err == nil {
		l.poll = d
	}
	l.client = NewClient(Config{
		BaseURL:     s.Connection.BaseURL,
		AppID:       s.Connection.Account,
		AccessToken: s.Secret,
		HTTP:        s.HTTP,
		Clock:       s.Clock,
		Rand:        s.Rand,
	})
	return l, nil
}

func (p provider) check(s providers.Settings) error {
	if err := wire.CheckBaseURL(s.Connection.BaseURL); err != nil {
		return invalid("base URL", err.Error())
	}
	switch {
	case s.Connection.Account == "":
		return invalid("app_id", "refusal.missing")
	case s.Secret == "":
		return invalid("access_token", "refusal.missing")
	}
	return p.Spec().Check(s.Connection.Options)
}

func checkPoll(value string) error {
	if d, err := time.ParseDuration(value); err != nil || d < shortPoll || d > longPoll {
		return fmt.Errorf("refusal.span: %v – %v", shortPoll, longPoll)
	}
	return nil
}

func invalid(about, detail string) *model.Trouble {
	return &model.Trouble{Code: model.TroubleInvalid, About: about, Detail: detail}
}

// troubleOf puts an error of the client in words an agent can be shown.
func troubleOf(err error, about string) *model.Trouble {
	var api *APIError
	if !errors.As(err, &api) {
		return wire.Trouble(err, about)
	}
	code := model.TroubleRejected
	if api.NotAuthenticated() {
		code = model.TroubleCredentials
	}
	detail := fmt.Sprintf("errcode %d", api.Code)
	if api.Msg != "" {
		detail += ": " + api.Msg
	}
	return &model.Trouble{Code: code, About: about, Detail: detail, Cause: err}
}
