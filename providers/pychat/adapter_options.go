package pychat

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The options of a connection.
const (
	optGUIDs        = "guids"         // the instances, one seat each
	optGateway      = "gateway"       // path of the gateway; "": direct; "default": /open/GuidRequest
	optNotifyListen = "notify_listen" // where callbacks are taken: host:port, port 0 for any
	optNotifyURL    = "notify_url"    // the base the back end is told; "": from notify_listen
	optRate         = "rate"          // calls a minute of one instance
	optPublishPut   = "publish_put"   // URL under which local files are PUT
	optPublishBase  = "publish_base"  // URL under which the back end finds them
	optCDNBase      = "cdn_base"      // base URL of a private CDN server
)

const (
	defaultListen = "127.0.0.1:0"
	defaultRate   = 90
	maxRate       = 99  // at 100 calls a minute an account is blocked (wire.md)
	maxGUIDs      = 500 // instances of one connection
	maxGUID       = 128 // bytes
)

// options are the options of a connection, read.
type options struct {
	guids        []string
	gateway      string // path; "": direct
	notifyListen string
	notifyURL    string // no slash at the end; "": from the address that is bound
	rate         int
	publishPut   string
	publishBase  string
	cdnBase      string
}

// optionsOf reads options that were checked.
func optionsOf(o map[string]string) options {
	read := options{
		gateway:      strings.TrimSpace(o[optGateway]),
		notifyListen: strings.TrimSpace(o[optNotifyListen]),
		notifyURL:    strings.TrimRight(strings.TrimSpace(o[optNotifyURL]), "/"),
		rate:         defaultRate,
		publishPut:   o[optPublishPut],
		publishBase:  o[optPublishBase],
		cdnBase:      strings.TrimSpace(o[optCDNBase]),
	}
	read.guids, _ = splitGUIDs(o[optGUIDs])
	if read.gateway == "default" {
		read.gateway = gatewayPath
	}
	if read.notifyListen == "" {
		read.notifyListen = defaultListen
	}
	if n, err := strconv.Atoi(strings.TrimSpace(o[optRate])); err == nil {
		read.rate = n
	}
	return read
}

// splitGUIDs reads a list separated by commas or spaces, each name once.
func splitGUIDs(list string) ([]string, error) {
	var guids []string
	known := map[string]bool{}
	for _, guid := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",，;； \t\r\n", r) }) {
		switch {
		case len(guid) > maxGUID || strings.ContainsFunc(guid, notOfGUID):
			return nil, errors.New("refusal.no_guid: it holds what is no guid")
		case known[guid]:
			continue
		case len(guids) == maxGUIDs:
			return nil, fmt.Errorf("refusal.at_most: %d", maxGUIDs)
		}
		known[guid] = true
		guids = append(guids, guid)
	}
	return guids, nil
}

// notOfGUID tells what surely is in no guid: the document does not say what one
// looks like.
func notOfGUID(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"'<>\/?#%&`, r) }

func checkGUIDs(value string) error {
	guids, err := splitGUIDs(value)
	if err == nil && len(guids) == 0 {
		err = errors.New("refusal.none: it names no instance")
	}
	return err
}

func checkGateway(value string) error {
	value = strings.TrimSpace(value)
	switch {
	case value == "" || value == "default":
		return nil
	case !strings.HasPrefix(value, "/") || strings.HasPrefix(value, "//"):
		return errors.New("refusal.gateway: it must be a path that begins with /")
	case strings.ContainsAny(value, "?# \t\\"):
		return errors.New("refusal.gateway: it must hold no query, fragment or space")
	}
	return nil
}

func checkRate(value string) error {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < 1 || n > maxRate {
		return fmt.Errorf("refusal.within: 1 – %d", maxRate)
	}
	return nil
}
