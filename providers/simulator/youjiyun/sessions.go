package youjiyun

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/simulator/internal/talk"
)

// tokenLife is how long a token lives from the last login on. The document's
// example has 1451 minutes: a day, and what a second login added.
const tokenLife = 24 * time.Hour

// rememberedRequests is how many request ids are known to be used up.
const rememberedRequests = 100_000

var errToken = errors.New("用户认证失败")

// sessions keeps the token given out, 2.1, and the request ids seen, 1.3.
type sessions struct {
	clock clockwork.Clock

	mu      sync.Mutex
	rand    *rand.Rand
	token   string
	created time.Time
	expires time.Time
	seen    map[string]bool
	order   []string
}

// login gives out a token. While the last one lives it is that one again, and
// it lives longer.
func (s *sessions) login() (token string, created time.Time, life time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	if s.token == "" || !now.Before(s.expires) {
		s.token, s.created = talk.HexText(s.rand, 32), now
	}
	s.expires = now.Add(tokenLife)
	return s.token, s.created, s.expires.Sub(s.created)
}

// check says whether a token is good; the error is what the client is told.
func (s *sessions) check(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == "" || token != s.token || !s.clock.Now().Before(s.expires) {
		return errToken
	}
	return nil
}

// expire makes the token worthless.
func (s *sessions) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

// claim marks a request id as used; false if it was before.
func (s *sessions) claim(requestID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen[requestID] {
		return false
	}
	s.seen[requestID] = true
	if s.order = append(s.order, requestID); len(s.order) > rememberedRequests {
		delete(s.seen, s.order[0])
		s.order = s.order[1:]
	}
	return true
}
