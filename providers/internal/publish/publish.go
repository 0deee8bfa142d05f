// Package publish puts local files where a back end can fetch them: many take
// media by URL only.
package publish

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// timeout is how long one try to put a file may take.
const timeout = 15 * time.Minute

// Target is a place to put files. Those that are PUT below one URL are found
// below the other.
type Target struct {
	Put, Base string
	HTTP      *http.Client
	Clock     clockwork.Clock
	Retry     wire.Retry
	Secret    func() string // what nobody can guess; nil: a random text
}

// Ready tells whether there is such a place.
func (t Target) Ready() bool { return t.Put != "" && t.Base != "" }

// Publish puts a file and gives the URL at which it is found. Its name begins
// with what nobody can guess and goes on with the file's own, which is what the
// customer sees. Each try opens the file anew and tells from 0 on how many bytes
// are away; told may be nil and is not called any more once Publish returned.
//
// Without a place it is a *model.Trouble of code TroubleNoPublish.
func (t Target) Publish(ctx context.Context, name string, size int64, open func() (io.ReadSeekCloser, error), told func(done int64)) (string, error) {
	if !t.Ready() {
		return "", &model.Trouble{Code: model.TroubleNoPublish, About: name}
	}
	name = t.secret() + "-" + safeName(name)
	to, err := under(t.Put, name)
	if err != nil {
		return "", &model.Trouble{Code: model.TroubleInvalid, About: "publish_put", Detail: err.Error()}
	}
	at, err := under(t.Base, name)
	if err != nil {
		return "", &model.Trouble{Code: model.TroubleInvalid, About: "publish_base", Detail: err.Error()}
	}
	err = t.Retry.Do(ctx, wire.Passing, func(ctx context.Context) error { return t.put(ctx, to, size, open, told) })
	if err != nil {
		return "", wire.Trouble(fmt.Errorf("publish: %w", err), wire.Host(t.Put))
	}
	return at, nil
}

// put tries once.
func (t Target) put(ctx context.Context, to string, size int64, open func() (io.ReadSeekCloser, error), told func(int64)) error {
	file, err := open()
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	counted := &counter{ReadCloser: file, told: told}
	defer counted.end()
	caller := wire.Caller{Client: t.HTTP, Clock: t.Clock, Timeout: timeout}
	answer, err := caller.Do(ctx, wire.Request{
		Method: http.MethodPut, URL: to, Stream: counted, Size: size,
		Header: http.Header{"Content-Type": {"application/octet-stream"}},
	})
	if err != nil {
		return err
	}
	if !answer.OK() {
		return &wire.StatusError{Host: answer.Host, Status: answer.Status}
	}
	return nil
}

func (t Target) secret() string {
	if t.Secret == nil {
		return rand.Text()
	}
	return t.Secret()
}

// under puts a name below the path of a URL, before its query.
func under(base, name string) (string, error) {
	if err := wire.CheckURL(base); err != nil {
		return "", err
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	return u.JoinPath(url.PathEscape(name)).String(), nil
}

// safeName keeps of a file name what is harmless in any URL, shell or folder:
// letters and digits of any script, and single dots and dashes between them.
func safeName(name string) string {
	const most = 60 // runes before the ending
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	ending := clean(path.Ext(name))
	stem := []rune(clean(strings.TrimSuffix(name, path.Ext(name))))
	if len(stem) > most {
		stem = stem[:most]
	}
	short := strings.Trim(string(stem), "-")
	if short == "" {
		short = "file"
	}
	if ending == "" || len(ending) > 10 {
		return short
	}
	return short + "." + ending
}

func clean(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
