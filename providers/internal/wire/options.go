package wire

import (
	"errors"
	"net"
	"strconv"
	"strings"
)

// CheckListen says why a text is no address to listen at; nil if it is one. Space
// around it does not count.
func CheckListen(value string) error {
	_, port, err := net.SplitHostPort(strings.TrimSpace(value))
	if err != nil {
		return errors.New("refusal.host_port: it must be host:port")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return errors.New("refusal.port: its port must be 0 to 65535")
	}
	return nil
}

// CheckWord says why a text is not one word; nil if it is. Space around it does not
// count.
func CheckWord(value string) error {
	if strings.ContainsFunc(strings.TrimSpace(value), func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return errors.New("refusal.one_word: it must be one word")
	}
	return nil
}
