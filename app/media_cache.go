package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"seatdeck/app/files"
	"seatdeck/app/model"
)

// cache keeps what was fetched beside the database, under the hash of its
// content, and fetches from the web and nowhere else.
type cache struct {
	client *http.Client
	dir    string
}

func newCache(client *http.Client, dataDir string) *cache {
	if client == nil {
		client = http.DefaultClient
	}
	own := *client
	own.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return errors.New("too many redirects")
		}
		return onlyWeb(req.URL)
	}
	return &cache{client: &own, dir: filepath.Join(dataDir, "media")}
}

func onlyWeb(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.bad_url: not an http or https address"}
	}
	return nil
}

// isWeb tells whether an address is one of the web.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && onlyWeb(u) == nil
}

// path is where content of that hash is, if it is here.
func (c *cache) path(hash string) string { return filepath.Join(c.dir, filepath.Base(hash)) }

func (c *cache) has(hash string) bool {
	info, err := os.Stat(c.path(hash))
	return hash != "" && err == nil && info.Mode().IsRegular()
}

// partial is where the part of a transfer lies that is here already.
func (c *cache) partial(id model.TransferID) string {
	return filepath.Join(c.dir, "partial", strconv.FormatInt(int64(id), 10))
}

func (c *cache) index(address string) string {
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(c.dir, "by-url", hex.EncodeToString(sum[:]))
}

// lookup gives the hash of what was fetched from an address before.
func (c *cache) lookup(address string) (hash string, ok bool) {
	name, err := os.ReadFile(c.index(address))
	if err != nil || !c.has(string(name)) {
		return "", false
	}
	return string(name), true
}

// remember notes what was fetched from an address.
func (c *cache) remember(address, hash string) error {
	if err := c.folder("by-url"); err != nil {
		return err
	}
	return files.Trouble(os.WriteFile(c.index(address), []byte(hash), 0o600), "media folder")
}

// folder makes a folder of the cache.
func (c *cache) folder(name string) error {
	return files.Trouble(os.MkdirAll(filepath.Join(c.dir, name), 0o700), "media folder")
}

// adopt takes a whole file over, which is no longer where it was, and gives the
// hash of its content.
func (c *cache) adopt(path string) (hash string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, files.Trouble(err, "media folder")
	}
	sum := sha256.New()
	size, err = io.Copy(sum, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", 0, files.Trouble(err, "media folder")
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	return hash, size, files.Trouble(os.Rename(path, c.path(hash)), "media folder")
}

// get asks for an address, from a byte on where header says so. Whatever the
// status is, the answer is given back.
func (c *cache) get(ctx context.Context, address string, header http.Header) (*http.Response, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.bad_url: not a web address"}
	}
	if err := onlyWeb(u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &model.Trouble{Code: model.TroubleInvalid, Detail: "refusal.bad_url: not a web address"}
	}
	for name, values := range header {
		req.Header[name] = values
	}
	// What is packed on the way has neither a length nor a middle to go on from.
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := c.client.Do(req)
	var known *model.Trouble
	switch {
	case errors.As(err, &known): // it leads out of the web
		return nil, known
	case err != nil:
		return nil, &model.Trouble{Code: model.TroubleUnreachable, About: u.Host}
	}
	return resp, nil
}

// save copies content to a path that a person chose and tells where it is then.
// Without replace nothing is written over: a number is put behind the name. A
// failure leaves no half file.
func (c *cache) save(ctx context.Context, hash, path string, replace bool) (saved string, err error) {
	in, err := os.Open(c.path(hash))
	if err != nil {
		return "", files.Trouble(err, "media folder")
	}
	defer func() { _ = in.Close() }()
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*")
	if err != nil {
		return "", files.Trouble(err, filepath.Dir(path))
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when it was renamed
	_, err = io.Copy(tmp, readerFunc(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return in.Read(b)
	}))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return "", files.Trouble(err, path)
	}
	if !replace {
		if path, err = reserve(path); err != nil {
			return "", err
		}
	}
	return path, files.Trouble(os.Rename(tmp.Name(), path), path)
}

// reserve makes an empty file at a path that nobody has, with a number behind its
// name where there is one already.
func reserve(path string) (string, error) {
	ext := filepath.Ext(path)
	free := path
	for n := 2; ; n++ {
		f, err := os.OpenFile(free, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			return free, files.Trouble(f.Close(), free)
		}
		if !errors.Is(err, fs.ErrExist) || n > 1000 {
			return "", files.Trouble(err, path)
		}
		free = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(path, ext), n, ext)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
