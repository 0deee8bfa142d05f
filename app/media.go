package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"seatdeck/app/model"
)

const (
	cacheLimit   = 32 << 20        // bytes of one cached picture or file
	saveLimit    = 2 << 30         // bytes of one saved file
	fetchTimeout = 2 * time.Minute // of one cached fetch
)

// Media fetches pictures and files by URL. What is fetched to be shown is kept
// beside the database under the hash of its content.
type Media struct {
	client *http.Client
	dir    string
}

func newMedia(client *http.Client, dataDir string) *Media {
	if client == nil {
		client = http.DefaultClient
	}
	own := *client
	own.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return fmt.Errorf("too many redirects")
		}
		return onlyWeb(req.URL)
	}
	return &Media{client: &own, dir: filepath.Join(dataDir, "media")}
}

func onlyWeb(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return &model.Trouble{Code: model.TroubleInvalid, Detail: "not an http or https address"}
	}
	return nil
}

// Fetch gives the content at a URL, from the cache where it is there. The caller
// closes it.
func (m *Media) Fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	index := filepath.Join(m.dir, "by-url", hash([]byte(address)))
	if name, err := os.ReadFile(index); err == nil {
		if f, err := os.Open(filepath.Join(m.dir, filepath.Base(string(name)))); err == nil {
			return f, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	if err := os.MkdirAll(filepath.Dir(index), 0o700); err != nil {
		return nil, fmt.Errorf("media folder: %w", err)
	}
	tmp, err := os.CreateTemp(m.dir, "fetch-*")
	if err != nil {
		return nil, fmt.Errorf("media folder: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	sum := sha256.New()
	err = m.copy(ctx, address, io.MultiWriter(tmp, sum), cacheLimit)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	name := hex.EncodeToString(sum.Sum(nil))
	path := filepath.Join(m.dir, name)
	if err := os.Rename(tmp.Name(), path); err != nil {
		return nil, fmt.Errorf("media folder: %w", err)
	}
	if err := os.WriteFile(index, []byte(name), 0o600); err != nil {
		return nil, fmt.Errorf("media folder: %w", err)
	}
	return os.Open(path)
}

// SaveAs writes the content at a URL to a file that a person chose. A failure
// leaves no half file.
func (m *Media) SaveAs(ctx context.Context, address, path string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*")
	if err != nil {
		return fmt.Errorf("save file: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	err = m.copy(ctx, address, tmp, saveLimit)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func (m *Media) copy(ctx context.Context, address string, to io.Writer, limit int64) error {
	u, err := url.Parse(address)
	if err != nil {
		return &model.Trouble{Code: model.TroubleInvalid, Detail: "not a web address"}
	}
	if err := onlyWeb(u); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return &model.Trouble{Code: model.TroubleInvalid, Detail: "not a web address"}
	}
	resp, err := m.client.Do(req)
	if err != nil {
		return &model.Trouble{Code: model.TroubleUnreachable, About: u.Host}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return &model.Trouble{Code: model.TroubleBadAnswer, About: u.Host, Detail: resp.Status}
	}
	n, err := io.Copy(to, io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return &model.Trouble{Code: model.TroubleUnreachable, About: u.Host, Detail: "the transfer broke off"}
	}
	if n > limit {
		return &model.Trouble{Code: model.TroubleTooLong, About: u.Host, Detail: fmt.Sprintf("more than %d MB", limit>>20)}
	}
	return nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
