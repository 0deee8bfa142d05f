// Package simulator runs the simulated back ends on loopback: the demo, the
// training ground, and the peer of end-to-end tests.
package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"seatdeck/providers/simulator/juhe"
	"seatdeck/providers/simulator/pychat"
	"seatdeck/providers/simulator/wecom"
	"seatdeck/providers/simulator/youjiyun"
	"seatdeck/providers/simulator/yunzhenji"
)

// DefaultListen is where the simulators listen unless told otherwise.
const DefaultListen = "127.0.0.1:7800"

// Options of a Host.
type Options struct {
	// Listen is a loopback address, "127.0.0.1:7800"; ":0" or "127.0.0.1:0"
	// takes any free port. Empty: DefaultListen.
	Listen    string
	Youjiyun  youjiyun.Options
	Pychat    pychat.Options
	Juhe      juhe.Options
	Yunzhenji yunzhenji.Options
	Wecom     wecom.Options
}

// Endpoint is what a person, or the demo, needs to connect to one back end.
type Endpoint struct {
	Provider string            // the kind, e.g. "youjiyun"
	BaseURL  string            // e.g. "http://127.0.0.1:7800"
	Account  string            // test credentials, no secret
	Secret   string            //
	Secrets  map[string]string // further ones, by name
	Options  map[string]string // connection options that make sense here
	Robot    string            // address of a group robot; "" there is none
}

// backend is one simulated back end.
type backend interface {
	Handler() http.Handler
	Run(context.Context) error
	Close()
}

// mount puts a back end below a path of the host.
type mount struct {
	path     string // "/" or "/name/"
	backend  backend
	endpoint Endpoint
}

// Host is a running HTTP server with all simulated back ends on one port.
type Host struct {
	base   string
	server *http.Server
	mounts []mount

	cancel  context.CancelFunc
	running sync.WaitGroup
	once    sync.Once

	mu  sync.Mutex
	err error
}

// Start listens and runs until ctx ends or Close is called. It fails if the
// address is not loopback or can't be listened on.
func Start(ctx context.Context, options Options) (*Host, error) {
	address, err := loopback(options.Listen)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	h := &Host{base: "http://" + listener.Addr().String(), cancel: cancel}
	if err := h.mountAll(ctx, options); err != nil {
		cancel()
		return nil, errors.Join(err, listener.Close())
	}
	mux := http.NewServeMux()
	for _, m := range h.mounts {
		mux.Handle(m.path, http.StripPrefix(m.path[:len(m.path)-1], m.backend.Handler()))
	}
	h.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	h.running.Go(func() {
		if err := h.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.fail(fmt.Errorf("serve simulators: %w", err))
		}
	})
	for _, m := range h.mounts {
		h.running.Go(func() {
			if err := m.backend.Run(ctx); err != nil && ctx.Err() == nil {
				h.fail(fmt.Errorf("run simulator %s: %w", m.endpoint.Provider, err))
			}
		})
	}
	h.running.Go(func() {
		<-ctx.Done()
		_ = h.server.Close()
		for _, m := range h.mounts {
			m.backend.Close()
		}
	})
	return h, nil
}

// Endpoints are the back ends there are.
func (h *Host) Endpoints() []Endpoint {
	var all []Endpoint
	for _, m := range h.mounts {
		all = append(all, m.endpoint)
	}
	return all
}

// Close ends everything and waits for it. It returns what went wrong while the
// host ran.
func (h *Host) Close() error {
	h.once.Do(h.cancel)
	h.running.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// Wait blocks until the host has ended, by its context or by a failure.
func (h *Host) Wait() error {
	h.running.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

func (h *Host) fail(err error) {
	h.mu.Lock()
	h.err = errors.Join(h.err, err)
	h.mu.Unlock()
	h.cancel()
}

// loopback checks an address and fills in what it leaves out.
func loopback(address string) (string, error) {
	if address == "" {
		address = DefaultListen
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", fmt.Errorf("simulator address %q: %w", address, err)
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return "", fmt.Errorf("simulator address %q: not loopback", address)
	}
	return net.JoinHostPort(host, port), nil
}
