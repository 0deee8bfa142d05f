package wecom

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/wire"
)

// AnswerWithin is how long a callback may take, from its arrival to the answer:
// WeCom gives up after 5 s and sends it again, three times.
const AnswerWithin = 4500 * time.Millisecond

// maxEcho is the longest echo, in bytes; those of WeCom have about 20.
const maxEcho = 64

// Callback answers WeCom's callbacks, of which each is taken once: one that comes
// again is answered as done. It answers "success" only after what the callback
// says was taken; anything else is sent again.
type Callback struct {
	name  string
	crypt *Crypt
	clock clockwork.Clock
	log   *slog.Logger
	tally *callback.Tally
	guard *callback.Guard
	take  func(context.Context, Notice) error
}

var _ http.Handler = (*Callback)(nil)

// NewCallback hands what callbacks say to take, many at once, and counts into
// tally. name is the connection's, for the log. An error of take has WeCom send
// the callback again.
func NewCallback(name string, crypt *Crypt, clock clockwork.Clock, log *slog.Logger, tally *callback.Tally, take func(context.Context, Notice) error) *Callback {
	return &Callback{
		name: name, crypt: crypt, clock: clock, log: log, tally: tally, take: take,
		guard: callback.NewGuard(clock, tally, callback.Options{}),
	}
}

// Wait returns when nothing is being taken any more; to be called when no more
// callbacks come.
func (c *Callback) Wait() { c.guard.Wait() }

// ServeHTTP answers one callback, or the question whether this address is one for
// them.
func (c *Callback) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	ctx, cancel := wire.WithTimeout(q.Context(), c.clock, AnswerWithin)
	defer cancel()
	switch q.Method {
	case http.MethodGet:
		c.echo(ctx, w, q)
	case http.MethodPost:
		c.post(ctx, w, q)
	default:
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// echo answers the question that WeCom asks when an address is set up.
func (c *Callback) echo(ctx context.Context, w http.ResponseWriter, q *http.Request) {
	ask := q.URL.Query()
	text, err := c.crypt.VerifyURL(ask.Get("msg_signature"), ask.Get("timestamp"), ask.Get("nonce"), ask.Get("echostr"))
	// A callback that was caught on its way is signed just as an echo is: who asks
	// us to echo one would have it decrypted.
	if err == nil && (len(text) > maxEcho || bytes.ContainsAny(text, "<>")) {
		err = ErrEncrypted
	}
	if err != nil {
		c.refuse(w, q, err)
		return
	}
	nothing := func(context.Context) error { return nil }
	c.answer(ctx, w, q, callback.HashOf([]byte("echo"), text), text, nothing)
}

// post takes one callback.
func (c *Callback) post(ctx context.Context, w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, callback.DefaultBody))
	var box sealed
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		c.refused(w, q, callback.TooLarge, http.StatusRequestEntityTooLarge)
		return
	case err != nil, readXML(body, &box) != nil:
		c.refuse(w, q, ErrEncrypted)
		return
	}
	ask := q.URL.Query()
	raw, err := c.crypt.Decrypt(ask.Get("msg_signature"), ask.Get("timestamp"), ask.Get("nonce"), box.Encrypt)
	if err != nil {
		c.refuse(w, q, err)
		return
	}
	take := func(ctx context.Context) error { return c.take(ctx, ReadNotice(raw)) }
	c.answer(ctx, w, q, callback.HashOf([]byte("post"), raw), []byte("success"), take)
}

// answer has what was signed rightly taken once, and answers with text when it
// was. What it says is its identity: sent again it may be encrypted anew, under
// another nonce and time.
func (c *Callback) answer(ctx context.Context, w http.ResponseWriter, q *http.Request, said callback.Hash, text []byte, take func(context.Context) error) {
	seconds, err := strconv.ParseInt(q.URL.Query().Get("timestamp"), 10, 64)
	if err != nil {
		c.refused(w, q, callback.Old, http.StatusForbidden)
		return
	}
	d := callback.Delivery{Sent: time.Unix(seconds, 0), Nonce: q.URL.Query().Get("nonce"), Key: said, Body: said}
	switch outcome, err := c.guard.Take(ctx, d, take); outcome {
	case callback.Accepted, callback.Repeated:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(text) // if it does not arrive, the callback comes again
	case callback.Busy, callback.Failed:
		c.log.Warn("callback not taken", "connection", c.name, "outcome", outcome.String(), "err", err)
		callback.ComeAgain(w)
	default:
		c.turnedAway(w, q, outcome, http.StatusForbidden)
	}
}

// refuse answers what can't be trusted or read.
func (c *Callback) refuse(w http.ResponseWriter, q *http.Request, err error) {
	switch {
	case errors.Is(err, ErrSignature), errors.Is(err, ErrReceiver):
		c.refused(w, q, callback.BadSignature, http.StatusForbidden)
	default:
		c.refused(w, q, callback.Undecodable, http.StatusBadRequest)
	}
}

func (c *Callback) refused(w http.ResponseWriter, q *http.Request, outcome callback.Outcome, status int) {
	c.tally.Add(outcome)
	c.turnedAway(w, q, outcome, status)
}

// turnedAway answers as little as possible, and does not let whoever it is fill
// the log.
func (c *Callback) turnedAway(w http.ResponseWriter, q *http.Request, outcome callback.Outcome, status int) {
	if times := c.tally.Counts().Refused(); callback.WorthLogging(times) {
		c.log.Warn("callback refused", "connection", c.name, "from", q.RemoteAddr, "reason", outcome.String(), "refused", times)
	}
	w.WriteHeader(status)
}
