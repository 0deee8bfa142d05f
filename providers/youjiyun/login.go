package youjiyun

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"seatdeck/providers/internal/wire"
)

// login is the token of a client and the one login that may be under way.
type login struct {
	turn chan struct{} // holds one entry while somebody logs in

	mu       sync.Mutex
	token    string
	until    time.Time // renew from then on; zero: not known to end
	attempts int       // logins that ended
	err      error     // of the last one
}

// Token is a token that should still be good, after a login where there is none.
func (c *Client) Token(ctx context.Context) (string, error) {
	c.login.mu.Lock()
	token, until := c.login.token, c.login.until
	c.login.mu.Unlock()
	if token != "" && (until.IsZero() || c.config.Clock.Now().Before(until)) {
		return token, nil
	}
	return c.Renew(ctx, token)
}

// LogIn logs in, whether or not there is a token.
func (c *Client) LogIn(ctx context.Context) error {
	_, err := c.Renew(ctx, c.currentToken())
	return err
}

func (c *Client) currentToken() string {
	c.login.mu.Lock()
	defer c.login.mu.Unlock()
	return c.login.token
}

// Renew logs in again unless the token is no longer the stale one. Callers that
// come while a login is under way share its outcome.
func (c *Client) Renew(ctx context.Context, stale string) (string, error) {
	l := &c.login
	l.mu.Lock()
	if l.token != stale {
		defer l.mu.Unlock()
		return l.token, nil
	}
	before := l.attempts
	l.mu.Unlock()

	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return "", fmt.Errorf("log in: %w", context.Cause(ctx))
	}

	l.mu.Lock()
	token, err, shared := l.token, l.err, l.attempts != before
	l.mu.Unlock()
	// One that its caller gave up says nothing about the account.
	if shared && !errors.Is(err, context.Canceled) {
		return token, err
	}

	asked := c.config.Clock.Now()
	grant, err := c.authenticate(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.attempts++
	l.err = err
	if err != nil {
		return "", err
	}
	l.token, l.until = grant.AccessToken.String(), renewAt(asked, grant)
	return l.token, nil
}

func (c *Client) authenticate(ctx context.Context) (Grant, error) {
	var answer AuthAnswer
	request := AuthRequest{AccessKey: c.config.AccessKey, AccessSecret: c.config.AccessSecret}
	err := c.retry().Do(ctx, passing, func(ctx context.Context) error {
		body, err := c.exchange(ctx, Auth.endpoint, request, "")
		if err != nil {
			return err
		}
		if err := body.JSON(&answer); err != nil {
			return err
		}
		if answer.Data.AccessToken == "" {
			return &wire.AnswerError{Host: body.Host, Err: errors.New("it has no accessToken")}
		}
		return nil
	})
	if err != nil {
		return Grant{}, fmt.Errorf("log in: %w", err)
	}
	return answer.Data, nil
}

// renewAt says when to log in again: a little before expireMinutes have passed
// since createTime (2.1). A login within the life of a token extends it and may
// leave createTime as it was, and clocks differ: where that instant is past
// already, the time counts from the login itself.
func renewAt(asked time.Time, grant Grant) time.Time {
	life := time.Duration(grant.ExpireMinutes) * time.Minute
	if life <= 0 || life/time.Minute != time.Duration(grant.ExpireMinutes) {
		return time.Time{}
	}
	margin := min(life/10, 5*time.Minute)
	here := asked.Add(life - margin)
	there := grant.CreateTime.Time().Add(life - margin)
	if there.After(asked) && there.Before(here) {
		return there
	}
	return here
}
