package wecom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// ErrNoAccess is a call that wants a suite or a provider's secret, which the
// connection has not.
var ErrNoAccess = errors.New("the connection has no secret for this call")

// tokenKind says whose token a call wants.
type tokenKind int

const (
	corpToken     tokenKind = iota // of the corp and the app
	suiteToken                     // of a third-party suite
	providerToken                  // of a service provider
	loginToken                     // the same one, for the call that names it as a corp's
	noToken
)

// parameter is its name in the query.
func (k tokenKind) parameter() string {
	switch k {
	case noToken:
		return ""
	case suiteToken:
		return "suite_access_token"
	case providerToken:
		return "provider_access_token"
	case corpToken, loginToken:
	}
	return "access_token"
}

// refused tells whether an error says that the token is no longer good.
func (k tokenKind) refused(e *APIError) bool {
	switch k {
	case noToken:
		return false
	case suiteToken:
		return slices.Contains([]int{codeBadSuiteToken, codeSuiteTokenOver, codeBadToken, codeTokenOver}, e.Code)
	case corpToken, providerToken, loginToken:
	}
	return slices.Contains([]int{codeBadToken, codeTokenOver, codeNoToken}, e.Code)
}

// grant is a token and how long it lasts.
type grant struct {
	token string
	life  time.Duration // 0: not known
}

// keeper holds one token and makes the one call for it that may be under way.
type keeper struct {
	clock clockwork.Clock
	fetch func(context.Context) (grant, error)
	turn  chan struct{} // holds one entry while somebody asks

	mu       sync.Mutex
	token    string
	until    time.Time // ask again from then on; zero: not known to end
	attempts int       // that ended
	err      error     // of the last one
}

func newKeeper(clock clockwork.Clock, fetch func(context.Context) (grant, error)) *keeper {
	return &keeper{clock: clock, fetch: fetch, turn: make(chan struct{}, 1)}
}

// good is a token that should still be good, asked for where there is none.
func (k *keeper) good(ctx context.Context) (string, error) {
	if k == nil {
		return "", nil
	}
	k.mu.Lock()
	token, until := k.token, k.until
	k.mu.Unlock()
	if token != "" && (until.IsZero() || k.clock.Now().Before(until)) {
		return token, nil
	}
	return k.renew(ctx, token)
}

func (k *keeper) current() string {
	if k == nil {
		return ""
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.token
}

// renew asks for a token unless it is no longer the stale one. Callers that come
// while one asks share the outcome.
func (k *keeper) renew(ctx context.Context, stale string) (string, error) {
	k.mu.Lock()
	if k.token != stale {
		defer k.mu.Unlock()
		return k.token, nil
	}
	before := k.attempts
	k.mu.Unlock()

	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return "", fmt.Errorf("get a token: %w", context.Cause(ctx))
	}

	k.mu.Lock()
	token, err, shared := k.token, k.err, k.attempts != before
	k.mu.Unlock()
	// One that its caller gave up says nothing about the account.
	if shared && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return token, err
	}

	asked := k.clock.Now()
	got, err := k.fetch(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.attempts++
	k.err = err
	if err != nil {
		return "", err
	}
	k.token, k.until = got.token, time.Time{}
	if got.life > 0 {
		// Shortly before it runs out: a call under way must still find it good.
		k.until = asked.Add(got.life - min(got.life/10, 5*time.Minute))
	}
	return k.token, nil
}

// keeper is the one of a kind of token; nil for calls without.
func (c *Client) keeper(kind tokenKind) (*keeper, error) {
	switch kind {
	case noToken:
		return nil, nil
	case suiteToken:
		if c.config.Suite.ID == "" {
			return nil, ErrNoAccess
		}
		return c.suite, nil
	case providerToken, loginToken:
		if c.config.Suite.ProviderSecret == "" {
			return nil, ErrNoAccess
		}
		return c.provider, nil
	case corpToken:
	}
	return c.corp, nil
}

// corpGrant asks for the corp's token: with its own secret or, where the corp
// authorised a suite, with the permanent code.
func (c *Client) corpGrant(ctx context.Context) (grant, error) {
	if c.config.Suite.PermanentCode != "" {
		answer, err := GetCorpToken.Do(ctx, c, CorpTokenRequest{
			AuthCorpID: c.config.CorpID, PermanentCode: c.config.Suite.PermanentCode,
		})
		return c.granted(answer.AccessToken, answer.ExpiresIn, err)
	}
	answer, err := GetToken.Do(ctx, c, TokenRequest{CorpID: c.config.CorpID, CorpSecret: c.config.Secret})
	return c.granted(answer.AccessToken, answer.ExpiresIn, err)
}

func (c *Client) suiteGrant(ctx context.Context) (grant, error) {
	var ticket string
	if c.config.Suite.Ticket != nil {
		ticket = c.config.Suite.Ticket()
	}
	answer, err := GetSuiteToken.Do(ctx, c, SuiteTokenRequest{
		SuiteID: c.config.Suite.ID, SuiteSecret: c.config.Suite.Secret, SuiteTicket: ticket,
	})
	return c.granted(answer.SuiteAccessToken, answer.ExpiresIn, err)
}

func (c *Client) providerGrant(ctx context.Context) (grant, error) {
	answer, err := GetProviderToken.Do(ctx, c, ProviderTokenRequest{
		CorpID: c.config.Suite.ProviderCorpID, ProviderSecret: c.config.Suite.ProviderSecret,
	})
	return c.granted(answer.ProviderAccessToken, answer.ExpiresIn, err)
}

// maxLife is the longest life of a token that is believed.
const maxLife = 24 * time.Hour

func (c *Client) granted(token wire.Text, life wire.Int, err error) (grant, error) {
	switch {
	case err != nil:
		return grant{}, err
	case token == "":
		return grant{}, &wire.AnswerError{Host: wire.Host(c.base), Err: errNoToken}
	}
	seconds := min(max(int64(life), 0), int64(maxLife/time.Second))
	return grant{token: token.String(), life: time.Duration(seconds) * time.Second}, nil
}
