package wire

import (
	"errors"
	"net/url"
	"strings"
)

// CheckURL says why a text is no http or https URL with a host; nil if it is one.
func CheckURL(value string) error {
	// The parser's own error would quote the URL, and with it a password.
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return errors.New("refusal.bad_url: it can't be read as a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("refusal.bad_url: it must begin with http:// or https://")
	case u.Host == "":
		return errors.New("refusal.bad_url: it names no host")
	}
	return nil
}

// CheckBaseURL is stricter than CheckURL, for a URL that paths are put behind.
func CheckBaseURL(value string) error {
	if err := CheckURL(value); err != nil {
		return err
	}
	if strings.ContainsAny(value, "@?#") {
		return errors.New("refusal.bare_url: it must hold no user, query or fragment")
	}
	return nil
}

// WebURL is the first of them that a browser could open; "": none.
func WebURL(urls ...string) string {
	for _, u := range urls {
		if CheckURL(u) == nil {
			return u
		}
	}
	return ""
}
