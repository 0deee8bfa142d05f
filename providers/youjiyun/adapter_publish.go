package youjiyun

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// publishTimeout is how long one try to put a file may take.
const publishTimeout = 15 * time.Minute

// CanPublish tells whether both publish options are set.
func (l *link) CanPublish() bool {
	return l.options.publishPut != "" && l.options.publishBase != ""
}

// Publish puts a file under publish_put, where the back end finds it under
// publish_base. Its name begins with what nobody can guess and goes on with the
// file's own, which is what the customer sees.
func (l *link) Publish(ctx context.Context, name string, size int64, open func() (providers.ReadSeekCloser, error)) (string, error) {
	o := l.options
	if !l.CanPublish() {
		return "", &model.Trouble{Code: model.TroubleNoPublish, About: name}
	}
	name = l.secretName() + "-" + safeName(name)
	to, err := under(o.publishPut, name)
	if err != nil {
		return "", invalid("publish_put", err.Error())
	}
	at, err := under(o.publishBase, name)
	if err != nil {
		return "", invalid("publish_base", err.Error())
	}
	caller := wire.Caller{Client: l.http, Clock: l.clock, Timeout: publishTimeout}
	err = l.client.retry().Do(ctx, wire.Passing, func(ctx context.Context) error {
		file, err := open()
		if err != nil {
			return fmt.Errorf("open file: %w", err)
		}
		answer, err := caller.Do(ctx, wire.Request{
			Method: http.MethodPut, URL: to, Stream: file, Size: size,
			Header: http.Header{"Content-Type": {"application/octet-stream"}},
		})
		if err != nil {
			return err
		}
		if !answer.OK() {
			return &wire.StatusError{Host: answer.Host, Status: answer.Status}
		}
		return nil
	})
	if err != nil {
		return "", l.trouble(fmt.Errorf("publish: %w", err), wire.Host(o.publishPut))
	}
	return at, nil
}

func randomName() string { return rand.Text() }

// under puts a name below the path of a URL, before its query.
func under(base, name string) (string, error) {
	if err := checkURL(base); err != nil {
		return "", err
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", errNoName // checkURL has parsed it
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
