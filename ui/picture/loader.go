// Package picture loads thumbnails without holding up the screen: by http(s)
// address or local path, within limits on bytes and pixels, scaled to the size
// they are shown at, a few at a time, and kept by size.
package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/semaphore"
)

// What Options leave out.
const (
	DefaultMaxBytes   = 10 << 20
	DefaultMaxPixels  = 40_000_000
	DefaultWorkers    = 4
	DefaultCacheBytes = 48 << 20
	DefaultRetryAfter = 30 * time.Second
)

// Options of a Loader. Fetch and Dispatch are needed, the rest has defaults.
type Options struct {
	// Fetch opens an http(s) address or a name of the app's own (see IsOwn); the
	// app answers from its disk cache.
	Fetch func(ctx context.Context, url string) (io.ReadCloser, error)
	// Open opens a local path; the default takes regular files only.
	Open func(path string) (io.ReadCloser, error)
	// Dispatch runs a function on the UI goroutine, without waiting for it.
	Dispatch func(func())

	MaxBytes   int64         // of a file
	MaxPixels  int64         // of a picture, and of all being unpacked at once
	Workers    int           // loads at once
	CacheBytes int64         // of thumbnails kept
	RetryAfter time.Duration // how long a failure is remembered
	Clock      clockwork.Clock
}

// Result is a thumbnail, or why there is none.
type Result struct {
	Image   image.Image // at most the size asked for; nil with Err
	Natural image.Point // pixels of the original
	Err     error
}

// Loader loads pictures. It may be used from any goroutine.
type Loader struct {
	opt      Options
	ctx      context.Context
	stop     context.CancelFunc
	running  sync.WaitGroup
	slots    chan struct{}
	unpacked *semaphore.Weighted

	mu     sync.Mutex
	closed bool
	jobs   map[key]*job
	kept   *lru
}

// key names one thumbnail.
type key struct {
	source string
	box    image.Point
}

// job is one load that several tickets may wait for.
type job struct {
	cancel  context.CancelFunc
	tickets map[*Ticket]struct{}
}

// Ticket is a place in the queue; a row that is used for something else cancels it.
type Ticket struct {
	loader *Loader
	key    key
	done   func(Result)
}

// New makes a loader. Close ends it.
func New(opt Options) *Loader {
	if opt.Open == nil {
		opt.Open = openRegular
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.MaxPixels <= 0 {
		opt.MaxPixels = DefaultMaxPixels
	}
	if opt.Workers <= 0 {
		opt.Workers = DefaultWorkers
	}
	if opt.CacheBytes <= 0 {
		opt.CacheBytes = DefaultCacheBytes
	}
	if opt.RetryAfter <= 0 {
		opt.RetryAfter = DefaultRetryAfter
	}
	if opt.Clock == nil {
		opt.Clock = clockwork.NewRealClock()
	}
	ctx, stop := context.WithCancel(context.Background())
	return &Loader{
		opt: opt, ctx: ctx, stop: stop,
		slots:    make(chan struct{}, opt.Workers),
		unpacked: semaphore.NewWeighted(opt.MaxPixels),
		jobs:     make(map[key]*job),
		kept:     newLRU(opt.CacheBytes),
	}
}

// Close cancels what is under way and waits for it to end. Nothing is delivered
// afterwards.
func (l *Loader) Close() {
	l.mu.Lock()
	l.closed = true
	for k := range l.jobs {
		delete(l.jobs, k)
	}
	l.mu.Unlock()
	l.stop()
	l.running.Wait()
}

// Cached gives what is known at once: a thumbnail, or a failure that is too
// young to be tried again.
func (l *Loader) Cached(source string, box image.Point) (Result, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.get(key{source, box}, l.opt.Clock.Now())
}

// Forget drops what is known of a source that could not be loaded, so that it is
// tried again at once.
func (l *Loader) Forget(source string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept.forget(source)
}

// Load loads source to fit into box pixels and calls done on the UI goroutine,
// unless the ticket is cancelled before. What is cached is delivered the same
// way; ask Cached first to have it without a flicker.
func (l *Loader) Load(source string, box image.Point, done func(Result)) *Ticket {
	t := &Ticket{loader: l, key: key{source, box}, done: done}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return t
	}
	j, ok := l.jobs[t.key]
	if !ok {
		ctx, cancel := context.WithCancel(l.ctx)
		j = &job{cancel: cancel, tickets: make(map[*Ticket]struct{})}
		l.jobs[t.key] = j
		l.running.Go(func() {
			defer cancel()
			l.run(ctx, t.key, j)
		})
	}
	j.tickets[t] = struct{}{}
	return t
}

// Cancel gives the place up: done will not be called, and a load nobody waits
// for any more is broken off. Call it on the UI goroutine.
func (t *Ticket) Cancel() {
	if t == nil {
		return
	}
	l := t.loader
	l.mu.Lock()
	defer l.mu.Unlock()
	t.done = nil
	j, ok := l.jobs[t.key]
	if !ok {
		return
	}
	delete(j.tickets, t)
	if len(j.tickets) == 0 {
		delete(l.jobs, t.key)
		j.cancel()
	}
}

func (l *Loader) run(ctx context.Context, k key, j *job) {
	result, known := l.Cached(k.source, k.box)
	if !known {
		result = l.load(ctx, k)
	}
	l.mu.Lock()
	if l.jobs[k] != j { // cancelled or closed
		l.mu.Unlock()
		return
	}
	delete(l.jobs, k)
	l.kept.put(k, result, l.opt.Clock.Now().Add(l.opt.RetryAfter))
	tickets := j.tickets
	l.mu.Unlock()
	l.opt.Dispatch(func() {
		for t := range tickets {
			l.mu.Lock()
			done := t.done
			l.mu.Unlock()
			if done != nil {
				done(result)
			}
		}
	})
}

func (l *Loader) load(ctx context.Context, k key) Result {
	select {
	case l.slots <- struct{}{}:
		defer func() { <-l.slots }()
	case <-ctx.Done():
		return Result{Err: ctx.Err()}
	}
	data, err := l.read(ctx, k.source)
	if err != nil {
		return Result{Err: err}
	}
	f, natural, err := measure(data, l.opt.MaxPixels)
	if err != nil {
		return Result{Err: err}
	}
	weight := int64(natural.X) * int64(natural.Y)
	if err := l.unpacked.Acquire(ctx, weight); err != nil {
		return Result{Err: err}
	}
	defer l.unpacked.Release(weight)
	img, err := unpack(f, data)
	if err != nil {
		return Result{Err: err}
	}
	return Result{Image: shrink(img, k.box), Natural: natural}
}

func (l *Loader) read(ctx context.Context, source string) ([]byte, error) {
	from, err := l.open(ctx, source)
	if err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	defer from.Close()
	data, err := io.ReadAll(io.LimitReader(from, l.opt.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if int64(len(data)) > l.opt.MaxBytes {
		return nil, ErrTooManyBytes
	}
	return data, nil
}

func (l *Loader) open(ctx context.Context, source string) (io.ReadCloser, error) {
	switch {
	case source == "":
		return nil, ErrSource
	case IsRemote(source), IsOwn(source):
		return l.opt.Fetch(ctx, source)
	case strings.Contains(source, "://"):
		return nil, ErrSource
	}
	return l.opt.Open(source)
}

// IsRemote tells whether source is an http(s) address. What a customer sent is
// loaded only if it is: a path in a message must not name a file of ours.
func IsRemote(source string) bool {
	u, err := url.Parse(source)
	return err == nil && (strings.EqualFold(u.Scheme, "http") || strings.EqualFold(u.Scheme, "https")) && u.Host != ""
}

// IsOwn tells whether source is a name that the app made up for media which have
// no address on the web.
func IsOwn(source string) bool { return strings.HasPrefix(source, "media:") }

// openRegular opens a plain file: a pipe or a device could keep a worker for ever.
func openRegular(path string) (io.ReadCloser, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, errors.Join(ErrSource, err)
	}
	if !info.Mode().IsRegular() {
		return nil, ErrSource
	}
	return os.Open(path)
}
