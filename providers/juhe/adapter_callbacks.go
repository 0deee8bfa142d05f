package juhe

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/wire"
)

const maxCallback = 1 << 20 // bytes: a look for bans lists every account

// receiver takes callbacks. It answers that one is done only after what it says
// is committed: the back end sends anything else again.
type receiver struct {
	link *link
	sink providers.Sink
	// signatures lets each signed text be used once; nonces knows the numbers and
	// what was applied. Both are needed: a time and a number can be cut apart at
	// another place and give the same text.
	signatures, nonces *callback.Guard
}

func newReceiver(l *link, sink providers.Sink) *receiver {
	return &receiver{
		link: l, sink: sink,
		signatures: callback.NewGuard(l.clock, &callback.Tally{}, callback.Options{Strict: true}),
		nonces:     callback.NewGuard(l.clock, l.tally, callback.Options{Strict: true}),
	}
}

// run takes callbacks until ctx ends. It returns when all that were being taken
// are answered.
func (r *receiver) run(ctx context.Context) {
	l := r.link
	listener := callback.Listener{
		Name: l.name, Address: l.options.callbackListen, Handler: r, Listen: l.listen,
		Clock: l.clock, Rand: l.rand, Log: l.log, Tally: l.tally, Body: maxCallback,
		Health: func(err error) { l.health.listening(callback.Deaf(optCallbackListen, err)) },
	}
	listener.Run(ctx)
	r.signatures.Wait()
	r.nonces.Wait()
}

// ServeHTTP takes one callback.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if !r.rightPath(q.URL.Path) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if q.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(q.Body) // the listener has limited it
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	outcome := r.take(q.Context(), q.URL.Path, body)
	if outcome != callback.Accepted && outcome != callback.Repeated {
		r.link.log.Debug("callback refused", "connection", r.link.name, "why", outcome)
	}
	answer(w, outcome)
}

// rightPath tells whether a path is a documented one, with what is expected in
// front of it: the path of callback_url, the token, both, or neither. The token
// is no more than a hurdle; what protects is the signature.
func (r *receiver) rightPath(path string) bool {
	for _, one := range []anyCallback{OnLogin, OnSyncUserInfo, OnDetection} {
		front, ok := strings.CutSuffix(path, one.where().path)
		if !ok {
			continue
		}
		front = strings.Trim(front, "/")
		l := r.link
		for _, right := range []string{"", l.options.callbackPath, l.token, strings.Trim(l.options.callbackPath+"/"+l.token, "/")} {
			if subtle.ConstantTimeCompare([]byte(front), []byte(right)) == 1 {
				return true
			}
		}
	}
	return false
}

// answer tells the back end what became of its callback.
func answer(w http.ResponseWriter, outcome callback.Outcome) {
	status := http.StatusForbidden
	switch outcome {
	case callback.Accepted, callback.Repeated:
		status = http.StatusOK
	case callback.Undecodable:
		status = http.StatusBadRequest
	case callback.Busy, callback.Failed:
		callback.ComeAgain(w)
		return
	}
	told := struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data bool   `json:"data"`
	}{Data: status == http.StatusOK}
	if !told.Data {
		told.Code, told.Msg = status, outcome.String()
	}
	body, _ := json.Marshal(told) // always encodes
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // if it does not arrive, the callback comes again
}

// take commits what a callback says, once.
func (r *receiver) take(ctx context.Context, path string, body []byte) callback.Outcome {
	tally := r.link.tally
	n, err := r.link.client.Verify(path, body)
	switch {
	case errors.Is(err, ErrSignature):
		tally.Add(callback.BadSignature)
		return callback.BadSignature
	case err != nil:
		tally.Add(callback.Undecodable)
		return callback.Undecodable
	}
	all := callback.HashOf([]byte(n.Path), body)
	key := all
	if n.RequestSeq != "" {
		key = callback.HashOf([]byte(n.Path), []byte(n.RequestSeq))
	}
	outer := callback.Delivery{Sent: n.Timestamp.Time(), Nonce: plainSignature(n.Signature), Key: all, Body: all}
	inner := callback.Delivery{Sent: outer.Sent, Nonce: string(n.Nonce), Key: key, Body: all}
	outcome, err := r.signatures.Take(ctx, outer, func(ctx context.Context) error {
		outcome, err := r.nonces.Take(ctx, inner, func(ctx context.Context) error { return r.deliver(ctx, n) })
		if outcome != callback.Accepted && outcome != callback.Repeated {
			return &notTaken{outcome, err}
		}
		return err
	})
	var not *notTaken
	switch {
	case errors.As(err, &not):
		outcome = not.outcome
	case outcome != callback.Accepted:
		tally.Add(outcome) // the inner guard did not see it
	}
	if n.Err != nil && (outcome == callback.Accepted || outcome == callback.Repeated) {
		tally.Add(callback.Undecodable)
		return callback.Undecodable
	}
	return outcome
}

// notTaken is what the inner guard made of a callback.
type notTaken struct {
	outcome callback.Outcome
	err     error
}

func (n *notTaken) Error() string { return n.outcome.String() }
func (n *notTaken) Unwrap() error { return n.err }

func (r *receiver) deliver(ctx context.Context, n Notice) error {
	l := r.link
	err := r.sink.Deliver(ctx, l.noticeEvents(n))
	if err != nil {
		l.log.Warn("callback not stored", "connection", l.name, "path", n.Path, "err", err)
		l.health.stored(model.AsTrouble(err))
		return err
	}
	l.health.stored(nil)
	return nil
}

// noticeEvents is what a callback says.
func (l *link) noticeEvents(n Notice) []model.Event {
	at := wire.Past(n.Timestamp.Time(), l.clock.Now().UTC())
	switch body := n.Body.(type) {
	case *LoginNotice:
		return l.loginEvents(*body, n, at)
	case *BanNotice:
		return l.banEvents(*body, n, at)
	case *DetectionNotice:
		return l.detectionEvents(*body, n, at)
	}
	return []model.Event{refused(model.SeatRef{}, n.Path, n.Raw, n.Err, false)}
}
