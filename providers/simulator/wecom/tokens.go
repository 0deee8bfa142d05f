package wecom

import (
	"net/url"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// token is one that was given out.
type token struct {
	scope scope
	until time.Time
}

func tokenCalls() []endpoint {
	return []endpoint{
		get("gettoken", (*Server).getToken).of(scopeOpen),
		get("get_jsapi_ticket", (*Server).ticket),
		get("ticket/get", (*Server).ticket),
	}
}

// getToken is a token for the company's application. While the last one is
// valid, the real one gives it again; so do we.
func (s *Server) getToken(query url.Values) (object, *refusal) {
	switch {
	case query.Get("corpid") != corpID:
		return nil, refuse(codeCorp)
	case query.Get("corpsecret") != corpSecret:
		return nil, refuse(codeSecret)
	}
	word, left := s.issue(scopeCorp)
	return object{"access_token": word, "expires_in": left}, nil
}

// issue gives a token of a scope and the seconds it has left.
func (s *Server) issue(of scope) (word string, left int) {
	now := s.clock.Now()
	for known, t := range s.tokens {
		if t.scope == of && t.until.After(now) {
			return known, int(t.until.Sub(now).Seconds())
		}
	}
	word = talk.HexText(s.rand, 64)
	s.tokens[word] = token{of, now.Add(s.options.TokenLife)}
	return word, int(s.options.TokenLife.Seconds())
}

// tokenOf checks the token of a call.
func (s *Server) tokenOf(want scope, query url.Values) (token, *refusal) {
	name, wrong, old := "access_token", codeToken, codeTokenOld
	switch want {
	case scopeOpen:
		return token{}, nil
	case scopeSuite:
		name, wrong, old = "suite_access_token", codeSuiteToken, codeSuiteTokenOld
	case scopeLogin:
		want = scopeProvider
	case scopeProvider: // Assumed: refused as access tokens are.
		name = "provider_access_token"
	}
	word := query.Get(name)
	if word == "" {
		return token{}, refuse(codeTokenMissing)
	}
	t, known := s.tokens[word]
	switch {
	case !known || t.scope != want:
		return token{}, refuse(wrong)
	case !t.until.After(s.clock.Now()):
		return token{}, refuse(old)
	}
	return t, nil
}

// expireTokens has every token run out now.
func (s *Server) expireTokens() int {
	n := 0
	for word, t := range s.tokens {
		if t.until.After(s.clock.Now()) {
			s.tokens[word] = token{t.scope, s.clock.Now()}
			n++
		}
	}
	return n
}

// ticket is for a page that uses the JS-SDK.
func (s *Server) ticket(url.Values) (object, *refusal) {
	return object{"ticket": "bxLdikRXVbTPdHSM05e5u_" + talk.HexText(s.rand, 64), "expires_in": 7200}, nil
}
