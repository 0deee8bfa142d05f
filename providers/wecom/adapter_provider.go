package wecom

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

// Kind is the name of this back end.
const Kind = "wecom"

// New is the official API of WeCom.
func New() providers.Provider { return provider{} }

type provider struct{}

func (provider) Kind() string { return Kind }

func (provider) Spec() providers.Spec {
	return providers.Spec{
		Title:        "企业微信（官方接口）",
		DefaultURL:   "https://qyapi.weixin.qq.com",
		AccountLabel: "corpid",
		SecretLabel:  "corpsecret",
		Options:      optionSpecs(),
		MoreSecrets:  []string{secretCallbackToken, secretCallbackAESKey, secretSuite, secretPermanentCode, secretProvider},
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
		corpID:  strings.TrimSpace(s.Connection.Account),
		options: optionsOf(s.Connection.Options),
		clock:   s.Clock,
		log:     s.Log,
		listen:  net.Listen,
		tally:   &callback.Tally{},
		health:  &health{teller: upkeep.Teller{Clock: s.Clock}},
		staff:   newStaff(s.Clock),
		owners:  newOwners(),
		chores:  newChores(),
		looks:   make(chan struct{}, 1),
		ticket:  ticket{keep: s.Keep, value: s.Secrets[secretTicket]},
	}
	if l.options.callbackListen != "" {
		crypt, err := NewCrypt(s.Secrets[secretCallbackToken], s.Secrets[secretCallbackAESKey], l.receivers()...)
		if err != nil {
			return nil, invalid(secretCallbackAESKey, "refusal.aes_key: it is none: 43 letters and digits, as WeCom's console shows it")
		}
		l.crypt = crypt
	}
	l.rand = wire.OneAtATime(s.Rand)
	l.client = NewClient(Config{
		BaseURL: s.Connection.BaseURL,
		CorpID:  l.corpID,
		Secret:  s.Secret,
		AgentID: l.options.agentID,
		Suite: Suite{
			ID: l.options.suiteID, Secret: s.Secrets[secretSuite], Ticket: l.ticket.get, PermanentCode: s.Secrets[secretPermanentCode],
			ProviderCorpID: l.options.providerCorpID, ProviderSecret: s.Secrets[secretProvider],
		},
		HTTP:  s.HTTP,
		Clock: s.Clock,
		Rand:  s.Rand,
	})
	l.records = newRecords(l.client, l.clock, l.name)
	return l, nil
}

// receivers are the ids that callbacks may be meant for.
func (l *link) receivers() []string {
	list := []string{l.corpID}
	for _, id := range []string{l.options.suiteID, l.options.providerCorpID} {
		if id != "" {
			list = append(list, id)
		}
	}
	return list
}

func (p provider) check(s providers.Settings) error {
	if err := wire.CheckBaseURL(s.Connection.BaseURL); err != nil {
		return invalid("base URL", err.Error())
	}
	if strings.TrimSpace(s.Connection.Account) == "" {
		return invalid("corpid", "refusal.missing")
	}
	if err := wire.CheckWord(s.Connection.Account); err != nil {
		return invalid("corpid", err.Error())
	}
	if s.Secret == "" {
		return invalid("corpsecret", "refusal.missing")
	}
	if err := p.Spec().Check(s.Connection.Options); err != nil {
		return err
	}
	if err := checkCallbacks(s); err != nil {
		return err
	}
	return checkSuite(s)
}

// checkCallbacks wants both secrets where callbacks are taken.
func checkCallbacks(s providers.Settings) error {
	token, key := s.Secrets[secretCallbackToken], s.Secrets[secretCallbackAESKey]
	if key != "" && len(key) != aesKeyLength {
		return invalid(secretCallbackAESKey, fmt.Sprintf("refusal.exactly_characters: %d", aesKeyLength))
	}
	if s.Connection.Options[optCallbackListen] == "" {
		return nil
	}
	switch {
	case token == "":
		return invalid(secretCallbackToken, "refusal.wants_callback_secret: callbacks can't be taken without it: it is in WeCom's console, where messages are received")
	case key == "":
		return invalid(secretCallbackAESKey, "refusal.wants_callback_secret: callbacks can't be taken without it: it is in WeCom's console, where messages are received")
	}
	return nil
}

// checkSuite wants what belongs together.
func checkSuite(s providers.Settings) error {
	suite, provider := s.Connection.Options[optSuiteID], s.Connection.Options[optProviderCorpID]
	switch {
	case suite != "" && s.Secrets[secretSuite] == "":
		return invalid(secretSuite, "refusal.suite_secret: the suite has none")
	case suite == "" && s.Secrets[secretPermanentCode] != "":
		return invalid("option "+optSuiteID, "refusal.suite_id: a permanent code is of a suite")
	case provider != "" && s.Secrets[secretProvider] == "":
		return invalid(secretProvider, "refusal.provider_secret: the service provider has none")
	}
	return nil
}

// invalid is what was asked for and makes no sense.
func invalid(what, why string) *model.Trouble {
	return &model.Trouble{Code: model.TroubleInvalid, About: what, Detail: why}
}
