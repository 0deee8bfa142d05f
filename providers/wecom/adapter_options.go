package wecom

import (
	"errors"
	"net"
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
		{Name: optCallbackListen, Hint: "connect.option.callback_listen", Check: checkListen},
		{Name: optCallbackURL, Hint: "connect.option.callback_url", Check: wire.CheckURL},
		{Name: optSuiteID, Hint: "connect.option.suite_id", Check: checkWord},
		{Name: optProviderCorpID, Hint: "connect.option.provider_corpid", Check: checkWord},
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
		return errors.New("it must be a whole number, as the app's page in WeCom's console shows it")
	}
	return nil
}

func checkListen(value string) error {
	_, port, err := net.SplitHostPort(strings.TrimSpace(value))
	if err != nil {
		return errors.New("it must be host:port")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return errors.New("its port must be 0 to 65535")
	}
	return nil
}

func checkWord(value string) error {
	if strings.ContainsFunc(strings.TrimSpace(value), func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return errors.New("it must be one word")
	}
	return nil
}

// checkBaseURL is stricter than wire.CheckURL: paths are put behind a base.
func checkBaseURL(value string) error {
	if err := wire.CheckURL(value); err != nil {
		return err
	}
	if strings.ContainsAny(value, "@?#") {
		return errors.New("it must hold no user, query or fragment")
	}
	return nil
}
