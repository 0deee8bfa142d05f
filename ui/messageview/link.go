package messageview

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// Link is an address somebody sent, taken apart for the question whether to open it.
type Link struct {
	URL  string // with the host in its ASCII form
	Host string // where it really leads: ASCII, punycode where it was not, with the port
}

// errNotLink says that an address does not lead to an http(s) host.
var errNotLink = errors.New("not an http or https address")

// ParseLink takes an http(s) address apart; anything else is an error, and so
// are control characters anywhere in it.
func ParseLink(address string) (Link, error) {
	for _, r := range address {
		if r <= ' ' || r == 0x7f || r == '\\' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zs, unicode.Zl, unicode.Zp) {
			return Link{}, errNotLink
		}
	}
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https") || u.Opaque != "" {
		return Link{}, errNotLink
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err != nil {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			if host, err = idna.Punycode.ToASCII(u.Hostname()); err != nil {
				return Link{}, errNotLink
			}
		}
		if !isHostName(host) {
			return Link{}, errNotLink
		}
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Scheme = strings.ToLower(u.Scheme)
	u.Host = host
	return Link{URL: u.String(), Host: host}, nil
}

func isHostName(host string) bool {
	if host == "" || len(host) > 253 || strings.Trim(host, ".-") == "" {
		return false
	}
	for _, r := range host {
		if r >= 0x80 || !isHostASCII(r) {
			return false
		}
	}
	return true
}

func isHostASCII(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_'
}

// anchor is a link in a text, by rune offsets.
type anchor struct {
	start, end int
	url        string
}

// findLinks finds the http(s) addresses of a text. Chinese is often glued to an
// address, so outside the host only ASCII belongs to it.
func findLinks(text []rune) []anchor {
	var found []anchor
	for i := 0; i < len(text); i++ {
		n := schemeAt(text, i)
		if n == 0 || i > 0 && isWordASCII(text[i-1]) {
			continue
		}
		end := addressEnd(text, i+n)
		address := string(text[i:end])
		if _, err := ParseLink(address); err != nil {
			i += n - 1
			continue
		}
		found = append(found, anchor{i, end, address})
		i = end - 1
	}
	return found
}

func isWordASCII(r rune) bool {
	return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// schemeAt is the length of http:// or https:// at i, else 0.
func schemeAt(text []rune, i int) int {
	for _, scheme := range []string{"https://", "http://"} {
		if len(text)-i < len(scheme) {
			continue
		}
		same := true
		for k, want := range []byte(scheme) {
			r := text[i+k]
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			if r != rune(want) {
				same = false
				break
			}
		}
		if same {
			return len(scheme)
		}
	}
	return 0
}

// maxAddress is how long an address may be, in runes.
const maxAddress = 4096

func addressEnd(text []rune, from int) int {
	end, dots := from, 0
	limit := min(len(text), from+maxAddress)
	for end < limit && !isOneOf(text[end], "/?#") && inHost(text[end], end > from && text[from] < 0x80 && dots > 0) {
		if text[end] == '.' {
			dots++
		}
		end++
	}
	if end < limit && isOneOf(text[end], "/?#") {
		for end < limit && inPath(text[end]) {
			end++
		}
	}
	return trimAddress(text, from, end)
}

// inHost tells whether r can belong to a host. Han behind "example.com" is the
// sentence going on, Han before any dot is a Chinese host.
func inHost(r rune, ascii bool) bool {
	if r < 0x80 {
		return isHostASCII(r) || isOneOf(r, ":@[]%~+!$&'()*,;=")
	}
	if ascii && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func inPath(r rune) bool {
	return r > ' ' && r < 0x7f && !isOneOf(r, "<>\"\\^`{}|")
}

// trimAddress leaves the marks that end the sentence out of the address, and a
// closing bracket that was opened before it.
func trimAddress(text []rune, from, end int) int {
	for end > from {
		switch r := text[end-1]; {
		case isOneOf(r, ".,;:!?'*~"):
		case r == ')' && count(text[from:end], '(') < count(text[from:end], ')'):
		case r == ']' && count(text[from:end], '[') < count(text[from:end], ']'):
		default:
			return end
		}
		end--
	}
	return end
}

func count(text []rune, want rune) int {
	n := 0
	for _, r := range text {
		if r == want {
			n++
		}
	}
	return n
}
