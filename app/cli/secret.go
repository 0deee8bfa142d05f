package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/mattn/go-isatty"
)

// EnvSecret may hold the secret of the connection that is being added.
const EnvSecret = "SEATDECK_SECRET"

const (
	maxSecretInput = 1 << 20 // bytes read from stdin
	// stdinPatience is how long a silent stdin is listened to where the
	// environment has a secret: a script may have left it open.
	stdinPatience = 2 * time.Second
)

// secretInput is what a connection's secrets are read from.
type secretInput struct {
	stdin io.Reader
	env   func(string) string
	clock clockwork.Clock
	ask   func() // tells a person at a terminal to type
	// optional: a back end that may want no secret is content without one.
	optional bool
}

// read gives the secret: the first line of stdin, or, where that is empty,
// SEATDECK_SECRET. Name=value lines after it are further secrets, whose names
// must be among more; where there are none, nothing after the first line is
// read. What is read is never part of an error.
func (s secretInput) read(more []string) (secret string, further map[string]string, err error) {
	fromEnv := s.env(EnvSecret)
	in := s.stdin
	if isTerminal(in) {
		if fromEnv != "" {
			return fromEnv, map[string]string{}, nil
		}
		s.ask()
	}
	type answer struct {
		secret  string
		further map[string]string
		err     error
	}
	answers := make(chan answer, 1)
	go func() { // stdin can't be interrupted; this ends with the program at the latest
		secret, further, err := readLines(in, more)
		answers <- answer{secret, further, err}
	}()
	var giveUp <-chan struct{}
	if fromEnv != "" {
		quiet := make(chan struct{})
		timer := s.clock.AfterFunc(stdinPatience, func() { close(quiet) })
		defer timer.Stop()
		giveUp = quiet
	}
	got := answer{further: map[string]string{}}
	select {
	case got = <-answers:
	case <-giveUp:
	}
	if got.err != nil {
		return "", nil, got.err
	}
	if got.secret == "" {
		got.secret = fromEnv
	}
	if got.secret == "" && !s.optional {
		return "", nil, usagef("没有密钥：请写在标准输入第一行，或放进环境变量 %s", "no secret: give it as the first line of stdin, or in %s", EnvSecret)
	}
	return got.secret, got.further, nil
}

func readLines(in io.Reader, more []string) (secret string, further map[string]string, err error) {
	further = map[string]string{}
	lines := bufio.NewScanner(io.LimitReader(in, maxSecretInput))
	lines.Buffer(nil, maxSecretInput)
	if lines.Scan() {
		secret = strings.TrimPrefix(strings.TrimRight(lines.Text(), "\r"), "\ufeff")
	}
	for len(more) > 0 && lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !ok || !slices.Contains(more, name) {
			return "", nil, usagef("标准输入第一行之后只能是 名称=值，可用的名称：%s", "after its first line stdin may only hold name=value lines; known names: %s", strings.Join(more, ", "))
		}
		further[name] = value
	}
	if err := lines.Err(); err != nil {
		return "", nil, fmt.Errorf("read the secret from stdin: %w", err)
	}
	return secret, further, nil
}

// isTerminal tells whether a person may be asked to type.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
