package wecom

import (
	"errors"
	"strconv"
	"strings"

	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// The options of a connection.
const (
	optAgentID        = "agent_id"        // of the company's own app: who sends messages to members
	optCallbackListen = "callback_listen" // where callbacks are taken: host:port; "": nowhere
	optCallbackURL    = "callback_url"    // what is entered in WeCom's console; only to be told to a person
	optSuiteID        = "suite_id"        // of a third-party suite
	optProviderCorpID = "provider_corpid" // of the service provider
)

// The secrets of a connection, beside that of the app.
const (
	secretCallbackToken  = "callback_token"
	secretCallbackAESKey = "callback_aes_key"
	secretSuite          = "suite_secret"
	secretPermanentCode  = "permanent_code"
	secretTicket         = "suite_ticket" // it comes by callback
	secretProvider       = "provider_secret"
)

const aesKeyLength = 43 // characters of an EncodingAESKey

// options are the options of a connection, read.
type options struct {
	agentID        int64  // 0: none
	callbackListen string // "": no callbacks are taken
	suiteID        string
	providerCorpID string
}

func optionSpecs() []providers.OptionSpec {
	return []providers.OptionSpec{
		{Name: optAgentID, Hint: "connect.option.agent_id", Check: checkAgentID},
		{Name: optCallbackListen, Hint: "connect.option.callback_listen", Check: wire.CheckListen},
		{Name: optCallbackURL, Hint: "connect.option.callback_url", Check: wire.CheckURL},
		{Name: optSuiteID, Hint: "connect.option.suite_id", Check: wire.CheckWord},
		{Name: optProviderCorpID, Hint: "connect.option.provider_corpid", Check: wire.CheckWord},
	}
}

// optionsOf reads options that were checked.
func optionsOf(o map[string]string) options {
	read := options{
		callbackListen: strings.TrimSpace(o[optCallbackListen]),
		suiteID:        strings.TrimSpace(o[optSuiteID]),
		providerCorpID: strings.TrimSpace(o[optProviderCorpID]),
	}
	if id, err := strconv.ParseInt(strings.TrimSpace(o[optAgentID]), 10, 64); err == nil {
		read.agentID = id
	}
	return read
}

func checkAgentID(value string) error {
	id, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	if err != nil || id < 1 {
		return errors.New("refusal.agent_id: it must be a whole number, as the app's page in WeCom's console shows it")
	}
	return nil
}
