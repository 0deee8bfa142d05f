package cli

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

const (
	logName    = "seatdeck.log"
	logMaxSize = 5 << 20 // bytes; one older file is kept beside it
)

// rotatingFile appends to a file and, when it is full, moves it aside as ".1".
// Several processes may write to the same one.
type rotatingFile struct {
	path string
	max  int64

	mu sync.Mutex
	f  *os.File
}

func openLog(dir string) (*rotatingFile, error) {
	r := &rotatingFile{path: filepath.Join(dir, logName), max: logMaxSize}
	if err := r.reopen(); err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	return r, nil
}

func (r *rotatingFile) reopen() error {
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if r.f != nil {
		_ = r.f.Close()
	}
	r.f = f
	return nil
}

// Write appends one line.
func (r *rotatingFile) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.f == nil {
		return 0, os.ErrClosed
	}
	r.rotate(int64(len(p)))
	return r.f.Write(p)
}

// rotate makes room for n bytes. A log that can't be moved just grows.
func (r *rotatingFile) rotate(n int64) {
	mine, err := r.f.Stat()
	if err != nil {
		return
	}
	named, err := os.Stat(r.path)
	if err != nil || !os.SameFile(mine, named) { // another process rotated
		_ = r.reopen()
		return
	}
	if mine.Size()+n > r.max && mine.Size() > 0 && os.Rename(r.path, r.path+".1") == nil {
		_ = r.reopen()
	}
}

// Close ends writing.
func (r *rotatingFile) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.f == nil {
		return nil
	}
	err := r.f.Close()
	r.f = nil
	return err
}

// secrets are the words that must never be written to a log.
type secrets struct {
	mu    sync.RWMutex
	known map[string]struct{}
}

// minSecret is the length below which hiding a word would hide half the log.
const minSecret = 3

// Add remembers a secret and the forms it takes on the wire.
func (s *secrets) Add(secret string) {
	if len(secret) < minSecret {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = make(map[string]struct{})
	}
	for _, form := range []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)),
	} {
		s.known[form] = struct{}{}
	}
}

const hidden = "***"

// tokenLike are parameters of URLs and forms whose values are secret whoever
// made them.
var tokenLike = regexp.MustCompile(`(?i)\b((?:access_?)?(?:token|secret|key)|password|ticket)=[^&\s"']+`)

// Hide replaces every secret in text.
func (s *secrets) Hide(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for word := range s.known {
		text = strings.ReplaceAll(text, word, hidden)
	}
	return tokenLike.ReplaceAllString(text, "${1}="+hidden)
}

// redactor is a slog handler that hides secrets in messages and attributes.
type redactor struct {
	slog.Handler
	secrets *secrets
}

func newLogger(w io.Writer, s *secrets, level slog.Level) *slog.Logger {
	return slog.New(redactor{slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}), s})
}

// Handle implements slog.Handler.
func (r redactor) Handle(ctx context.Context, rec slog.Record) error {
	clean := slog.NewRecord(rec.Time, rec.Level, r.secrets.Hide(rec.Message), rec.PC)
	rec.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(r.attr(a))
		return true
	})
	return r.Handler.Handle(ctx, clean)
}

// WithAttrs implements slog.Handler.
func (r redactor) WithAttrs(attrs []slog.Attr) slog.Handler {
	return redactor{r.Handler.WithAttrs(r.attrs(attrs)), r.secrets}
}

// WithGroup implements slog.Handler.
func (r redactor) WithGroup(name string) slog.Handler {
	return redactor{r.Handler.WithGroup(name), r.secrets}
}

func (r redactor) attrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = r.attr(a)
	}
	return clean
}

func (r redactor) attr(a slog.Attr) slog.Attr {
	a.Value = a.Value.Resolve()
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(r.secrets.Hide(a.Value.String()))
	case slog.KindGroup:
		a.Value = slog.GroupValue(r.attrs(a.Value.Group())...)
	case slog.KindAny:
		a.Value = slog.StringValue(r.secrets.Hide(fmt.Sprint(a.Value.Any())))
	}
	return a
}
