package juhe

import (
	"fmt"
	"net/url"
	"strings"

	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// The options of a connection.
const (
	optProjectID         = "project_id"
	optCorpID            = "corp_id"
	optCallbackListen    = "callback_listen"    // where callbacks are taken: host:port; "": nowhere
	optCallbackURL       = "callback_url"       // where the back end finds that; only to be told to a person
	optCallbackAlgorithm = "callback_algorithm" // how callbacks and signed calls are signed
	optSecretID          = "secret_id"          // secretId of signed calls; "": the account
	optPublishPut        = "publish_put"        // URL under which local files are PUT
	optPublishBase       = "publish_base"       // URL under which the back end finds them
)

// secretCallback is what callbacks and signed calls are signed with.
const secretCallback = "callback_secret"

// options are the options of a connection, read.
type options struct {
	projectID      string
	corpID         string
	callbackListen string // "": no callbacks are taken
	callbackPath   string // of callback_url: what a proxy leaves in front
	algorithm      Algorithm
	secretID       string
	publishPut     string
	publishBase    string
}

func optionSpecs() []providers.OptionSpec {
	return []providers.OptionSpec{
		{Name: optProjectID, Hint: "connect.option.project_id", Check: wire.CheckWord},
		{Name: optCorpID, Hint: "connect.option.corp_id", Check: wire.CheckWord},
		{Name: optCallbackListen, Hint: "connect.option.callback_listen", Check: wire.CheckListen},
		{Name: optCallbackURL, Hint: "connect.option.callback_url", Check: wire.CheckBaseURL},
		{Name: optCallbackAlgorithm, Default: string(SHA1), Hint: "connect.option.callback_algorithm", Check: checkAlgorithm},
		{Name: optSecretID, Hint: "connect.option.secret_id", Check: wire.CheckWord},
		{Name: optPublishPut, Hint: "connect.option.publish_put", Check: wire.CheckURL},
		{Name: optPublishBase, Hint: "connect.option.publish_base", Check: wire.CheckURL},
	}
}

// optionsOf reads options that were checked.
func optionsOf(o map[string]string) options {
	read := options{
		projectID:      strings.TrimSpace(o[optProjectID]),
		corpID:         strings.TrimSpace(o[optCorpID]),
		callbackListen: strings.TrimSpace(o[optCallbackListen]),
		algorithm:      Algorithm(strings.TrimSpace(o[optCallbackAlgorithm])),
		secretID:       strings.TrimSpace(o[optSecretID]),
		publishPut:     o[optPublishPut],
		publishBase:    o[optPublishBase],
	}
	if read.algorithm == "" {
		read.algorithm = SHA1
	}
	if u, err := url.Parse(strings.TrimSpace(o[optCallbackURL])); err == nil {
		read.callbackPath = strings.Trim(u.Path, "/")
	}
	return read
}

func checkAlgorithm(value string) error {
	for _, known := range Algorithms() {
		if strings.TrimSpace(value) == string(known) {
			return nil
		}
	}
	return fmt.Errorf("refusal.one_of: %v", Algorithms())
}
