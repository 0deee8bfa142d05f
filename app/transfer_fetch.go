package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	resolveAgain = 3                // times an address that ran out is asked for anew
	stallAfter   = 60 * time.Second // without a byte a transfer is broken off, to go on
)

// errExpired says that an address is good no longer.
var errExpired = errors.New("the address has run out")

// bring has all of a transfer done: the content here, the copy made.
func (t *Transfers) bring(ctx context.Context, b *bringing, row storage.Transfer) (err error) {
	if b.preview {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, fetchTimeout)
		defer stop()
	}
	if row.Hash == "" || !t.cache.has(row.Hash) {
		hash, size, err := t.download(ctx, b, row)
		if err != nil {
			return err
		}
		if row, err = t.change(ctx, row.ID, func(row *storage.Transfer) { row.Hash, row.Size = hash, size }); err != nil {
			return err
		}
	}
	for {
		if row.SaveTo != "" && row.Saved == "" {
			saved, err := t.cache.save(ctx, row.Hash, row.SaveTo, row.Replace)
			if err != nil {
				return err
			}
			to := row.SaveTo
			if row, err = t.change(ctx, row.ID, func(row *storage.Transfer) {
				if row.SaveTo == to {
					row.Saved = saved
				}
			}); err != nil {
				return err
			}
		}
		// Somebody may have asked for a copy just now.
		row, err = t.change(ctx, row.ID, func(row *storage.Transfer) {
			if row.SaveTo == "" || row.Saved != "" {
				row.State, row.Reason, row.Ended = model.TransferDone, nil, t.clock.Now()
			}
		})
		if err != nil || row.State == model.TransferDone {
			return err
		}
	}
}

func (t *Transfers) change(ctx context.Context, id model.TransferID, change func(*storage.Transfer)) (row storage.Transfer, err error) {
	err = t.store.Write(ctx, func(tx *storage.Tx) error {
		row, err = tx.ChangeTransfer(id, change)
		return err
	})
	return row, err
}

// download brings the content into the cache and gives its hash.
func (t *Transfers) download(ctx context.Context, b *bringing, row storage.Transfer) (hash string, size int64, err error) {
	m, err := t.store.Message(ctx, row.Message)
	if err != nil {
		return "", 0, err
	}
	web, err := t.wayTo(ctx, m, row.Part)
	if err != nil {
		return "", 0, err
	}
	if hash, ok := t.cache.lookup(web); ok {
		info, err := os.Stat(t.cache.path(hash))
		if err != nil {
			return "", 0, files.Trouble(err, "media folder")
		}
		return hash, info.Size(), nil
	}
	if err := t.cache.folder("partial"); err != nil {
		return "", 0, err
	}
	source := model.MediaSource{URL: web}
	for tries := 0; ; tries++ {
		if web == "" {
			if source, err = t.resolve(ctx, m, row.Part); err != nil {
				return "", 0, err
			}
		}
		err = t.pull(ctx, b, &row, source)
		if err == nil {
			break
		}
		if !errors.Is(err, errExpired) {
			return "", 0, err
		}
		if web != "" || tries == resolveAgain {
			return "", 0, &model.Trouble{Code: model.TroubleNotFound, About: row.FileName, Detail: "refusal.gone_file: it can't be fetched any more", Cause: err}
		}
	}
	if hash, size, err = t.cache.adopt(t.cache.partial(row.ID)); err != nil || web == "" {
		return hash, size, err
	}
	return hash, size, t.cache.remember(web, hash)
}

// resolve has the back end of a message say where a part of it lies.
func (t *Transfers) resolve(ctx context.Context, m model.Message, part model.MediaPart) (model.MediaSource, error) {
	able, seat, err := capability[providers.MediaResolver](ctx, t.sessions, m.Seat)
	if err != nil {
		return model.MediaSource{}, err
	}
	if !able.HasMedia(m, part) {
		return model.MediaSource{}, &model.Trouble{Code: model.TroubleNotFound, About: m.Content.FileName, Detail: "refusal.no_media: the message has no " + string(part)}
	}
	return able.ResolveMedia(ctx, seat, m, part)
}

// pull adds to the partial file of a transfer until it is whole.
func (t *Transfers) pull(ctx context.Context, b *bringing, row *storage.Transfer, source model.MediaSource) (err error) {
	limit := int64(saveLimit)
	if isPreview(*row) {
		limit = cacheLimit
	}
	f, err := os.OpenFile(t.cache.partial(row.ID), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return files.Trouble(err, "media folder")
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = files.Trouble(closeErr, "media folder")
		}
	}()
	at, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return files.Trouble(err, "media folder")
	}
	whole := ctx
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stalled := t.clock.AfterFunc(stallAfter, stop)
	defer stalled.Stop()
	got, err := t.ask(ctx, *row, source.URL, at)
	if err == nil {
		defer func() { _ = got.body.Close() }()
		err = t.take(ctx, b, row, f, at, got, source.Size, limit, func() { stalled.Reset(stallAfter) })
	}
	if err != nil && ctx.Err() != nil && whole.Err() == nil {
		return &model.Trouble{Code: model.TroubleTimeout, About: got.host, Detail: "refusal.stalled: nothing came for a while", Cause: err}
	}
	return err
}

// take writes what comes behind what is here. At is where the partial file ends,
// declared how long the back end says that the content is.
func (t *Transfers) take(ctx context.Context, b *bringing, row *storage.Transfer, f *os.File, at int64, got stretch, declared, limit int64, alive func()) error {
	if got.nothing {
		return nil
	}
	tooLarge := &model.Trouble{Code: model.TroubleTooLarge, About: row.FileName, Detail: fmt.Sprintf("refusal.at_most_mb: %d", limit>>20)}
	if got.total > limit {
		return tooLarge
	}
	if got.from == 0 {
		// Before the first byte: what is here is then known to be a part of this.
		now, err := t.change(ctx, row.ID, func(row *storage.Transfer) {
			row.Size, row.Validator = cmp.Or(got.total, max(declared, 0)), got.validator
		})
		if err != nil {
			return err
		}
		*row = now
	}
	if got.from != at {
		if err := f.Truncate(got.from); err != nil {
			return files.Trouble(err, "media folder")
		}
	}
	if _, err := f.Seek(got.from, io.SeekStart); err != nil {
		return files.Trouble(err, "media folder")
	}
	b.size.Store(row.Size)
	b.done.Store(got.from)
	n, err := pour(writerFunc(func(p []byte) (int, error) {
		n, err := f.Write(p)
		alive()
		if b.done.Add(int64(n)) > b.size.Load() {
			b.size.Store(0) // what was declared is no true size
		}
		if b.pulse.due(t.clock.Now()) {
			t.tell(row.Message)
		}
		return n, err
	}), got.body, limit-got.from, got.host)
	end := got.from + n
	b.gained.Add(max(end-at, 0))
	switch {
	case model.IsTrouble(err, model.TroubleTooLarge):
		return errors.Join(tooLarge, f.Truncate(0))
	case err != nil:
		return err
	case end == 0:
		return &model.Trouble{Code: model.TroubleBadAnswer, About: got.host, Detail: "refusal.no_content: nothing came"}
	case got.total > 0 && end != got.total, got.openEnded && end < declared:
		return &model.Trouble{Code: model.TroubleUnreachable, About: got.host, Detail: "refusal.broke_off: the transfer broke off"}
	}
	return files.Trouble(f.Sync(), "media folder")
}

// stretch is what a host gives of some content.
type stretch struct {
	body      io.ReadCloser
	host      string
	from      int64  // where it begins
	total     int64  // of all the content; 0: not told
	validator string // a strong ETag
	openEnded bool   // its end can't be told from a break
	nothing   bool   // all of it was here
}

// ask asks for what follows the first bytes of some content, or for all of it
// where the host can't tell that it is still the same.
func (t *Transfers) ask(ctx context.Context, row storage.Transfer, address string, at int64) (got stretch, err error) {
	header := http.Header{}
	if row.Size == 0 && row.Validator == "" {
		at = 0
	}
	if at > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", at))
		if row.Validator != "" {
			header.Set("If-Range", row.Validator)
		}
	}
	resp, err := t.cache.get(ctx, address, header)
	if err != nil {
		return got, err
	}
	got = stretch{
		body: resp.Body, host: resp.Request.URL.Host,
		openEnded: resp.ContentLength < 0 && resp.ProtoMajor == 1 && len(resp.TransferEncoding) == 0,
	}
	if tag := resp.Header.Get("ETag"); strings.HasPrefix(tag, `"`) {
		got.validator = tag
	}
	fits := false
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
		got.total = max(resp.ContentLength, 0)
		return got, nil
	case code == http.StatusPartialContent && at > 0:
		got.from, got.total = contentRange(resp.Header.Get("Content-Range"))
		fits = got.from == at && (row.Size == 0 || got.total == row.Size)
	case code == http.StatusRequestedRangeNotSatisfiable && at > 0:
		_, got.total = contentRange(resp.Header.Get("Content-Range"))
		fits = got.total == at
		got.nothing = fits
	case code == http.StatusForbidden, code == http.StatusNotFound, code == http.StatusGone:
		err = fmt.Errorf("%w: %s", errExpired, resp.Status)
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code >= 500:
		err = &model.Trouble{Code: model.TroubleBusy, About: got.host, Detail: resp.Status}
	default:
		err = &model.Trouble{Code: model.TroubleBadAnswer, About: got.host, Detail: resp.Status}
	}
	if fits {
		return got, nil
	}
	_ = resp.Body.Close()
	if err != nil {
		return got, err
	}
	return t.ask(ctx, row, address, 0)
}

// contentRange reads "bytes 100-199/200" and "bytes */200"; what is not told is 0,
// a beginning -1.
func contentRange(header string) (from, total int64) {
	span, all, _ := strings.Cut(strings.TrimPrefix(header, "bytes "), "/")
	first, _, _ := strings.Cut(span, "-")
	from, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		from = -1
	}
	total, _ = strconv.ParseInt(all, 10, 64)
	return from, max(total, 0)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
