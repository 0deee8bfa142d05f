package tools

import (
	"net/url"
	"strings"

	"seatdeck/ui/messageview"
)

// kind is what a pasted text turns out to be.
type kind int

const (
	nothing   kind = iota // is there yet
	unknown               // what it is
	webLink               // of any site
	miniLink              // a short link of a mini program
	loginLink             // what the code of a site says that wants an account
)

// mostPasted is how much of a pasted text is looked at, in bytes.
const mostPasted = 16 << 10

// recognise finds the first link in what was pasted, and says which kind it is.
func recognise(text string) (link string, what kind) {
	words := strings.Fields(text[:min(len(text), mostPasted)])
	if len(words) == 0 {
		return "", nothing
	}
	for _, word := range words {
		if what := kindOf(word); what != unknown {
			return word, what
		}
	}
	return "", unknown
}

func kindOf(word string) kind {
	for _, prefix := range []string{"#小程序://", "mp://"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok && rest != "" {
			return miniLink
		}
	}
	link, err := messageview.ParseLink(word)
	if err != nil {
		return unknown
	}
	if asksForAccount(link.URL) {
		return loginLink
	}
	return webLink
}

// asksForAccount tells the pages on which WeChat asks whether a site gets the
// account: what is behind a site's code, and behind a link opened in WeChat.
func asksForAccount(address string) bool {
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Hostname(), "open.weixin.qq.com") {
		return false
	}
	for _, page := range []string{"/connect/qrconnect", "/connect/confirm", "/connect/oauth2/"} {
		if strings.HasPrefix(u.Path, page) {
			return true
		}
	}
	return false
}
