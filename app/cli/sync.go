package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
)

// lastReading bounds what an interrupted run still does before it ends.
const lastReading = 3 * time.Second

// summary is what a run without a window ends with.
type summary struct {
	Seats         int               `json:"seats"`
	Conversations int               `json:"conversations"`
	Messages      int               `json:"messages"`
	New           int               `json:"new"`
	Events        int               `json:"events"` // that came by push or callback
	GapsOpen      int               `json:"gaps_open"`
	Undecodable   int               `json:"undecodable"`
	Outbox        outboxJSON        `json:"outbox"`
	Connections   []connectionState `json:"connections"`
}

type outboxJSON struct {
	Queued  int `json:"queued"`
	Sending int `json:"sending"`
	Maybe   int `json:"maybe_sent"`
	Failed  int `json:"failed"`
}

type connectionState struct {
	id    model.ConnectionID
	Name  string `json:"name"`
	State string `json:"state"`
	Error string `json:"error"`
}

func runSync(ctx context.Context, c *call, args []string) error {
	var limit time.Duration
	bounded := false
	words, done, err := c.parse(args, func(f *flags) {
		f.Func("for", "", func(v string) error {
			bounded = true
			return span{&limit}.Set(v)
		})
	})
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		var end <-chan time.Time
		if bounded {
			end = c.deps.Clock.After(limit)
		}
		return c.sync(ctx, f, end)
	})
}

// sync runs the core until end or an interrupt, and prints the summary even if a
// back end was down: that is what the agent wants to know.
func (c *call) sync(ctx context.Context, f *folder, end <-chan time.Time) error {
	before, err := c.count(context.WithoutCancel(ctx), f)
	if err != nil {
		return err
	}
	reached := watchReached(ctx, f.console)
	defer reached.stop()

	var after summary
	// The interrupt ends the waiting, not the core: it still has to be left in order.
	err = f.alive(context.WithoutCancel(ctx), func(runCtx context.Context) error {
		settle := settleFully
		select {
		case <-end:
		case <-ctx.Done():
			settle = settleBriefly
		case <-runCtx.Done():
			return context.Cause(runCtx)
		}
		reached.look(runCtx)
		why := map[model.ConnectionID]error{}
		if len(reached.names()) == 0 {
			why = reached.tryAll(runCtx)
		}
		if len(reached.names()) > 0 { // else there is nobody to ask
			if err := settle(runCtx, f.console); err != nil {
				f.log.Warn("last reading of history", "err", err)
			}
		}
		after, err = c.count(runCtx, f)
		for i, conn := range after.Connections {
			if conn.Error == "" && why[conn.id] != nil {
				after.Connections[i].Error = sentence(c.texts, why[conn.id])
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	after.New = after.Messages - before.Messages
	if err := c.printSummary(after); err != nil {
		return err
	}
	return unreached(after, reached.names())
}

func settleFully(ctx context.Context, console *app.Console) error { return console.Settle(ctx) }

func settleBriefly(ctx context.Context, console *app.Console) error {
	ctx, cancel := context.WithTimeout(ctx, lastReading)
	defer cancel()
	return console.Settle(ctx)
}

// unreached is an error when no connection at all could be reached.
func unreached(s summary, reached map[string]bool) error {
	if len(s.Connections) == 0 {
		return usagef("还没有接入，先运行 seatdeck connect add", "no connection yet: run seatdeck connect add first")
	}
	for _, conn := range s.Connections {
		if reached[conn.Name] {
			return nil
		}
	}
	lines := make([]error, 0, len(s.Connections))
	for _, conn := range s.Connections {
		lines = append(lines, fmt.Errorf("%s: %s", conn.Name, conn.Error))
	}
	return &severalError{lines}
}

// severalError is printed a line each.
type severalError struct{ list []error }

func (e *severalError) Error() string { return errors.Join(e.list...).Error() }

// lines are what is printed of an error, a line each.
func lines(err error) []error {
	var several *severalError
	if errors.As(err, &several) {
		return several.list
	}
	return []error{err}
}

// reached remembers which connections were ever online.
type reached struct {
	console *app.Console
	cancel  func()
	mu      sync.Mutex
	online  map[string]bool
}

func watchReached(ctx context.Context, console *app.Console) *reached {
	r := &reached{console: console, online: map[string]bool{}}
	r.cancel = console.Bus.Subscribe(func(change bus.Change) {
		if change.Connections {
			r.look(ctx)
		}
	})
	return r
}

func (r *reached) stop() { r.cancel() }

func (r *reached) look(ctx context.Context) {
	views, err := r.console.Connections.List(ctx)
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range views {
		if v.Status.Link == model.LinkOnline {
			r.online[v.Connection.Name] = true
		}
	}
}

// tryAll tests every connection, in a run too short for a link to come up or to
// give up its first try. It gives the reasons of those that don't work.
func (r *reached) tryAll(ctx context.Context) map[model.ConnectionID]error {
	why := map[model.ConnectionID]error{}
	views, err := r.console.Connections.List(ctx)
	if err != nil {
		return why
	}
	ctx, cancel := context.WithTimeout(ctx, lastReading)
	defer cancel()
	var wg sync.WaitGroup
	for _, v := range views {
		wg.Go(func() {
			err := r.console.Connections.Test(ctx, v.Connection.ID)
			r.mu.Lock()
			defer r.mu.Unlock()
			if err != nil {
				why[v.Connection.ID] = err
				return
			}
			r.online[v.Connection.Name] = true
		})
	}
	wg.Wait()
	return why
}

func (r *reached) names() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.online)
}

// count reads what there is now.
func (c *call) count(ctx context.Context, f *folder) (summary, error) {
	var s summary
	h, err := f.store.Counts(ctx)
	if err != nil {
		return s, err
	}
	views, err := f.console.Connections.List(ctx)
	if err != nil {
		return s, err
	}
	s = summary{
		Seats: h.Seats, Conversations: h.Conversations, Messages: h.Messages,
		GapsOpen: h.OpenGaps, Undecodable: total(h.Undecodable), Outbox: outboxOf(h.Outbox),
		Connections: make([]connectionState, 0, len(views)),
	}
	for _, v := range views {
		s.Events += v.Taken
		state := connectionState{id: v.Connection.ID, Name: v.Connection.Name, State: linkName(v.Status.Link)}
		if v.Status.Err != nil {
			state.Error = sentence(c.texts, v.Status.Err)
		}
		s.Connections = append(s.Connections, state)
	}
	return s, nil
}

func linkName(l model.Link) string {
	switch l {
	case model.LinkConnecting:
		return "connecting"
	case model.LinkOnline:
		return "online"
	case model.LinkRefused:
		return "refused"
	}
	return "idle"
}

func (c *call) printSummary(s summary) error {
	if c.common.json {
		return writeJSON(c.env.Stdout, s)
	}
	c.printf(c.say("坐席 %d · 会话 %d · 消息 %d（新 %d）· 收到推送 %d 项 · 缺口 %d · 无法解析 %d\n",
		"seats %d · conversations %d · messages %d (%d new) · %d events pushed · gaps %d · undecodable %d\n"),
		s.Seats, s.Conversations, s.Messages, s.New, s.Events, s.GapsOpen, s.Undecodable)
	c.printf(c.say("待发 %d · 发送中 %d · 可能已发 %d · 失败 %d\n", "queued %d · sending %d · maybe sent %d · failed %d\n"),
		s.Outbox.Queued, s.Outbox.Sending, s.Outbox.Maybe, s.Outbox.Failed)
	for _, conn := range s.Connections {
		c.printf("%s\t%s\t%s\n", plain(conn.Name), conn.State, conn.Error)
	}
	return nil
}
