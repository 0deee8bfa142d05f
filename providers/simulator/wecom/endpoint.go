package wecom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// object is JSON that has no type of its own.
type object = map[string]any

// scope is which token a call wants in its query.
type scope int

const (
	scopeCorp     scope = iota // access_token
	scopeSuite                 // suite_access_token
	scopeProvider              // provider_access_token
	scopeLogin                 // the same token, as access_token
	scopeOpen                  // none
)

// request is what an endpoint is given: the query and, of a POST, the body.
type request struct {
	query url.Values
	body  []byte
	kind  string // Content-Type, of an upload
	token token
}

// endpoint is one documented call. run holds the Server's lock; what it gives
// stands beside errcode and errmsg.
type endpoint struct {
	path   string // below /cgi-bin/
	method string
	scope  scope
	atOnce int // of this call, at most; 0: any number
	run    func(s *Server, r request) (object, *refusal)
}

// post is a call whose body is a JSON object.
func post[In any](path string, run func(s *Server, in In) (object, *refusal)) endpoint {
	return endpoint{path: path, method: http.MethodPost, run: func(s *Server, r request) (object, *refusal) {
		var in In
		if no := decode(r.body, &in); no != nil {
			return nil, no
		}
		return run(s, in)
	}}
}

// get is a call whose parameters stand in the query.
func get(path string, run func(s *Server, query url.Values) (object, *refusal)) endpoint {
	return endpoint{path: path, method: http.MethodGet, run: func(s *Server, r request) (object, *refusal) {
		return run(s, r.query)
	}}
}

func (e endpoint) of(s scope) endpoint {
	e.scope = s
	return e
}

func (e endpoint) atMost(n int) endpoint {
	e.atOnce = n
	return e
}

// decode reads a body: what is no JSON object is 47001, what has other types
// than documented is 40058.
func decode(body []byte, in any) *refusal {
	if body = bytes.TrimSpace(body); len(body) == 0 {
		return refuse(codeEmptyBody)
	}
	if body[0] != '{' || !json.Valid(body) {
		return refuse(codeFormat)
	}
	if err := json.Unmarshal(body, in); err != nil {
		return invalid("%v", err)
	}
	return nil
}

// endpoints are all calls.
func endpoints() []endpoint {
	return slices.Concat(
		tokenCalls(), contactCalls(), tagCalls(), chatCalls(), statisticCalls(), wayCalls(), massCalls(),
		transferCalls(), momentCalls(), interceptCalls(), acquisitionCalls(), memberCalls(), departmentCalls(),
		messageCalls(), mediaCalls(), exportCalls(), importCalls(), auditCalls(), suiteCalls(), providerCalls(), convertCalls(),
	)
}

// number is an integer, also as a text: document 001 has some departments and
// orders as texts.
type number int64

// UnmarshalJSON takes 5, "5" and null.
func (n *number) UnmarshalJSON(raw []byte) error {
	word := strings.Trim(string(raw), `"`)
	if word == "null" || word == "" {
		return nil
	}
	value, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is no integer", raw)
	}
	*n = number(value)
	return nil
}

// flag is a boolean, also as a number or a text.
type flag bool

// UnmarshalJSON takes true, 1, "true" and "1", and their contraries.
func (f *flag) UnmarshalJSON(raw []byte) error {
	switch strings.Trim(string(raw), `"`) {
	case "true", "1":
		*f = true
	case "false", "0", "null", "":
		*f = false
	default:
		return fmt.Errorf("%s is no boolean", raw)
	}
	return nil
}

func numbers(list []number) []int64 {
	out := make([]int64, 0, len(list))
	for _, n := range list {
		out = append(out, int64(n))
	}
	return out
}

// text is a number in digits.
func text[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// list is a copy that is [] when empty, never null.
func list[T any](items []T) []T { return append([]T{}, items...) }
