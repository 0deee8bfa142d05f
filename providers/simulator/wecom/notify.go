package wecom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Callback is where events go, and how they are sealed.
type Callback struct {
	URL    string `json:"url"` // empty: nobody wants events, they are lost
	Token  string `json:"token"`
	AESKey string `json:"aes_key"` // EncodingAESKey
	// SuiteURL is where notices of the suite go; empty: to URL.
	SuiteURL string `json:"suite_url"`
}

// How callbacks are brought: after 5 s the real ones give a try up, and after
// three more tries the callback.
const (
	callbackSpan  = 5 * time.Second
	callbackTries = 4
	callbackWait  = time.Second // before the second try; it doubles
	maxWaiting    = 20_000      // callbacks; then the oldest is lost
	maxSending    = 4           // callbacks at the same time
)

// delivery is one callback, sealed.
type delivery struct {
	url  string // with its query
	body string
	once bool // what faults add: never tried again, never counted
}

// notifier brings callbacks. Several go out at the same time: their order is
// nearly, not surely, that of the events.
type notifier struct {
	client *http.Client
	clock  clockwork.Clock
	faults *Faults
	wake   chan struct{}

	mu          sync.Mutex
	to          Callback
	key         []byte
	queue       []delivery
	sending     int
	taken, lost int
	changed     chan struct{} // closed when a callback has been taken or given up
}

// newNotifier takes a callback whose AESKey is one; otherwise nothing is sent.
func newNotifier(client *http.Client, clock clockwork.Clock, to Callback, faults *Faults) *notifier {
	n := &notifier{client: client, clock: clock, faults: faults, wake: make(chan struct{}, 1), changed: make(chan struct{})}
	if n.set(to) != nil {
		n.to.URL, n.to.SuiteURL = "", ""
	}
	return n
}

func (n *notifier) target() Callback {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.to
}

// set changes where callbacks go from now on. What is empty stays, but the
// URLs.
func (n *notifier) set(to Callback) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if to.Token == "" {
		to.Token = n.to.Token
	}
	if to.AESKey == "" {
		to.AESKey = n.to.AESKey
	}
	key, err := aesKey(to.AESKey)
	if err != nil {
		return err
	}
	n.to, n.key = to, key
	return nil
}

// counts are callbacks taken, given up, and waiting or under way.
func (n *notifier) counts() (taken, lost, waiting int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken, n.lost, len(n.queue) + n.sending
}

// look has the queue looked at.
func (n *notifier) look() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// sealed makes the delivery of a message: receiver is the corpid or the suite's
// id, salt 16 random bytes.
func (n *notifier) sealed(message, receiver, nonce string, salt []byte, at time.Time) (delivery, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	base := n.to.URL
	if receiver == suiteID && n.to.SuiteURL != "" {
		base = n.to.SuiteURL
	}
	if base == "" {
		return delivery{}, false
	}
	encrypted := encrypt(n.key, salt, message, receiver)
	stamp := text(at.Unix())
	return delivery{
		url: withQuery(base, url.Values{
			"msg_signature": {signature(n.to.Token, stamp, nonce, encrypted)}, "timestamp": {stamp}, "nonce": {nonce},
		}),
		body: document(said("ToUserName", receiver), said("Encrypt", encrypted), said("AgentID", text(agentID))),
	}, true
}

func withQuery(base string, query url.Values) string {
	if strings.Contains(base, "?") {
		return base + "&" + query.Encode()
	}
	return base + "?" + query.Encode()
}

// put queues deliveries, in order.
func (n *notifier) put(deliveries ...delivery) {
	n.mu.Lock()
	for _, d := range deliveries {
		if len(n.queue) >= maxWaiting {
			n.queue = n.queue[1:]
			n.lost++
		}
		n.queue = append(n.queue, d)
	}
	n.mu.Unlock()
	n.look()
}

// lose counts a callback nobody will hear of.
func (n *notifier) lose() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lost++
}

// run brings callbacks until ctx ends, and waits for those under way.
func (n *notifier) run(ctx context.Context) {
	var sending sync.WaitGroup
	defer sending.Wait()
	for {
		if d, ok := n.next(); ok {
			sending.Go(func() { n.bring(ctx, d) })
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-n.wake:
		}
	}
}

// next takes the oldest delivery, unless callbacks are to wait or enough are
// under way.
func (n *notifier) next() (delivery, bool) {
	if n.faults.Plan().Silent {
		return delivery{}, false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.queue) == 0 || n.sending >= maxSending {
		return delivery{}, false
	}
	d := n.queue[0]
	n.queue = n.queue[1:]
	n.sending++
	return d, true
}

// bring tries one callback until it is taken or given up. Every try has the
// same bytes.
func (n *notifier) bring(ctx context.Context, d delivery) {
	taken, wait := false, callbackWait
	for try := 1; ; try++ {
		taken = n.deliver(ctx, d)
		if taken || d.once || try == callbackTries || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-n.clock.After(wait):
		}
		wait *= 2
	}
	n.mu.Lock()
	n.sending--
	switch {
	case d.once:
	case taken:
		n.taken++
	default:
		n.lost++
	}
	close(n.changed)
	n.changed = make(chan struct{})
	n.mu.Unlock()
	n.look()
}

// settle waits until no callback is waiting or under way.
func (n *notifier) settle(ctx context.Context) error {
	for {
		n.mu.Lock()
		settled, changed := len(n.queue)+n.sending == 0, n.changed
		n.mu.Unlock()
		if settled {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// deliver sends once: 200 with nothing or "success" within 5 s is taken.
func (n *notifier) deliver(ctx context.Context, d delivery) bool {
	answer, err := n.ask(ctx, http.MethodPost, d.url, d.body)
	return err == nil && (answer == "" || answer == "success")
}

func (n *notifier) ask(ctx context.Context, method, address, body string) (answer string, err error) {
	ctx, cancel := clockwork.WithTimeout(ctx, n.clock, callbackSpan)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return "", errors.New("no URL")
	}
	request.Header.Set("Content-Type", "text/xml")
	response, err := n.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("HTTP %d", response.StatusCode)
	}
	return strings.TrimSpace(string(said)), err
}

// verify asks the URL, as the administration page does before it takes one: the
// answer is the text within echostr.
func (n *notifier) verify(ctx context.Context, nonce string, salt []byte) error {
	n.mu.Lock()
	to, key := n.to, n.key
	n.mu.Unlock()
	echo := "echo-" + nonce
	encrypted, stamp := encrypt(key, salt, echo, corpID), text(n.clock.Now().Unix())
	answer, err := n.ask(ctx, http.MethodGet, withQuery(to.URL, url.Values{
		"msg_signature": {signature(to.Token, stamp, nonce, encrypted)}, "timestamp": {stamp}, "nonce": {nonce}, "echostr": {encrypted},
	}), "")
	if err == nil && answer != echo {
		err = errors.New("another text than the one in echostr came back")
	}
	return err
}
