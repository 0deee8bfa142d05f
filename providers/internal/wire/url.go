package wire

import (
	"errors"
	"net/url"
)

// CheckURL says why a text is no http or https URL with a host; nil if it is one.
func CheckURL(value string) error {
	// The parser's own error would quote the URL, and with it a password.
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return errors.New("it can't be read as a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("it must begin with http:// or https://")
	case u.Host == "":
		return errors.New("it names no host")
	}
	return nil
}
