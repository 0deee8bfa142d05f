package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/files"
	"seatdeck/app/model"
)

const (
	cacheLimit   = 32 << 20        // bytes of one picture to be shown
	saveLimit    = 2 << 30         // bytes of one file
	fetchTimeout = 2 * time.Minute // of one picture to be shown
)

// Media fetches pictures and files to be shown. What is fetched is kept beside
// the database under the hash of its content.
type Media struct {
	cache     *cache
	transfers *Transfers
}

// Address is what Fetch takes for a part of a message's media: where it lies on
// the web, or a name of our own that Fetch resolves through the back end; "" if
// the message has no such part.
func (m *Media) Address(msg model.Message, part model.MediaPart) string {
	web, err := m.transfers.wayTo(context.Background(), msg, part)
	switch {
	case err != nil:
		return ""
	case web != "":
		return web
	}
	return fmt.Sprintf("%s%d/%s", ownScheme, msg.ID, part)
}

// ownScheme begins the names that Address makes up.
const ownScheme = "media:"

// ownName reads such a name.
func ownName(address string) (id model.MessageID, part model.MediaPart, ok bool) {
	rest, ok := strings.CutPrefix(address, ownScheme)
	if !ok {
		return 0, "", false
	}
	number, name, _ := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(number, 10, 64)
	return model.MessageID(n), model.MediaPart(name), err == nil
}

// webPart is where a part of a message lies on the web; "": nowhere.
func webPart(c model.Content, part model.MediaPart) string {
	address := ""
	switch c.Kind {
	case model.KindImage, model.KindSticker:
		if part != model.MediaMP3 {
			address = c.URL
		}
	case model.KindVideo:
		switch part {
		case model.MediaOriginal:
			address = c.URL
		case model.MediaPreview:
			address = c.Cover
		}
	case model.KindVoice, model.KindFile:
		if part == model.MediaOriginal {
			address = c.URL
		}
	case model.KindLink, model.KindMiniProgram, model.KindChannels, model.KindMusic, model.KindApp:
		if part == model.MediaPreview {
			address = c.Cover
		}
	}
	if !isWeb(address) {
		return ""
	}
	return address
}

// Fetch gives what is at an address, from the cache where it is there. The caller
// closes it.
func (m *Media) Fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	if id, part, ok := ownName(address); ok {
		return m.transfers.open(ctx, id, part)
	}
	if hash, ok := m.cache.lookup(address); ok {
		if f, err := os.Open(m.cache.path(hash)); err == nil {
			return f, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	if err := m.cache.folder("."); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(m.cache.dir, "fetch-*")
	if err != nil {
		return nil, files.Trouble(err, "media folder")
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	sum := sha256.New()
	err = m.copy(ctx, address, io.MultiWriter(tmp, sum), cacheLimit)
	if closeErr := tmp.Close(); err == nil {
		err = files.Trouble(closeErr, "media folder")
	}
	if err != nil {
		return nil, err
	}
	name := hex.EncodeToString(sum.Sum(nil))
	if err := os.Rename(tmp.Name(), m.cache.path(name)); err != nil {
		return nil, files.Trouble(err, "media folder")
	}
	if err := m.cache.remember(address, name); err != nil {
		return nil, err
	}
	f, err := os.Open(m.cache.path(name))
	return f, files.Trouble(err, "media folder")
}

// SaveAs writes what is at an address to a file that a person chose, and waits
// for it. A failure leaves no half file.
func (m *Media) SaveAs(ctx context.Context, address, path string) (err error) {
	if id, part, ok := ownName(address); ok {
		return m.transfers.saved(ctx, id, part, path)
	}
	defer m.transfers.audit.Ends(ctx, model.AuditEntry{What: model.AuditSaveFile, Detail: filepath.Base(path)}, &err)
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*")
	if err != nil {
		return files.Trouble(err, filepath.Dir(path))
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	err = m.copy(ctx, address, tmp, saveLimit)
	if closeErr := tmp.Close(); err == nil {
		err = files.Trouble(closeErr, path)
	}
	if err != nil {
		return err
	}
	return files.Trouble(os.Rename(tmp.Name(), path), path)
}

func (m *Media) copy(ctx context.Context, address string, to io.Writer, limit int64) error {
	resp, err := m.cache.get(ctx, address, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	about := resp.Request.URL.Host
	if resp.StatusCode != http.StatusOK {
		return &model.Trouble{Code: model.TroubleBadAnswer, About: about, Detail: resp.Status}
	}
	_, err = pour(to, resp.Body, limit, about)
	return err
}

// pour copies all that comes, at most limit bytes: more is TroubleTooLarge.
func pour(to io.Writer, from io.Reader, limit int64, about string) (n int64, err error) {
	var broken error
	n, err = io.Copy(to, io.LimitReader(readerFunc(func(b []byte) (n int, err error) {
		n, err = from.Read(b)
		if err != nil && !errors.Is(err, io.EOF) {
			broken = err
		}
		return n, err
	}), limit+1))
	switch {
	case broken != nil:
		return n, &model.Trouble{Code: model.TroubleUnreachable, About: about, Detail: "refusal.broke_off: the transfer broke off", Cause: broken}
	case err != nil:
		return n, files.Trouble(err, "media folder")
	case n > limit:
		return n, &model.Trouble{Code: model.TroubleTooLarge, About: about, Detail: fmt.Sprintf("refusal.at_most_mb: %d", limit>>20)}
	}
	return n, nil
}
