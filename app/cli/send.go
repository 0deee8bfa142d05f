package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

const (
	defaultSendWait = 10 * time.Second
	// lookAgain is how often the state of a message is looked up while another
	// process does the sending.
	lookAgain = 100 * time.Millisecond
)

// sentJSON is what became of a message.
type sentJSON struct {
	ID       model.MessageID `json:"id"`
	ClientID string          `json:"client_id"`
	State    string          `json:"state"`
	Reason   string          `json:"reason,omitempty"`
}

func runSend(ctx context.Context, c *call, args []string) error {
	var seatWord, toWord string
	wait := defaultSendWait
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&seatWord, "seat")
		f.text(&toWord, "to")
		f.span(&wait, "wait")
	})
	if err != nil || done {
		return err
	}
	for _, need := range []struct{ flag, value string }{{"--seat", seatWord}, {"--to", toWord}} {
		if strings.TrimSpace(need.value) == "" {
			return usagef("%s 缺失或为空", "%s is missing or empty", need.flag)
		}
	}
	if err := exactly(words, "TEXT"); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		conversation, err := locate(ctx, f, seatWord, toWord)
		if model.IsTrouble(err, model.TroubleNotFound) && wait > 0 {
			// Nothing was read yet, or not since they appeared.
			conversation, err = c.locateOnline(ctx, f, wait, seatWord, toWord)
		}
		if err != nil {
			return err
		}
		id, err := f.console.Outbox.Send(ctx, conversation.ID, model.Content{Kind: model.KindText, Text: words[0]})
		if err != nil {
			return err
		}
		// From here on the message is stored: an interrupt ends the waiting,
		// and the answer still says how far it came.
		if wait > 0 {
			if err := c.workUntil(ctx, f, wait, func(ctx context.Context) error { return c.watchSent(ctx, f, id) }); err != nil {
				f.log.Warn("waiting for a message", "err", err)
			}
		}
		return c.reportSent(context.WithoutCancel(ctx), f, id)
	})
}

// locate finds whom to write to, and from which seat.
func locate(ctx context.Context, f *folder, seatWord, toWord string) (model.Conversation, error) {
	seats, err := f.console.Seats.List(ctx)
	if err != nil {
		return model.Conversation{}, err
	}
	seat, err := findSeat(seats, seatWord)
	if err != nil {
		return model.Conversation{}, err
	}
	return findOrStart(ctx, f, seat, toWord)
}

// locateOnline looks again while the core reads what the back ends have, for as
// long as the command may wait.
func (c *call) locateOnline(ctx context.Context, f *folder, wait time.Duration, seatWord, toWord string) (found model.Conversation, err error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	last := &model.Trouble{Code: model.TroubleNotFound, About: toWord}
	look := func(ctx context.Context) error {
		tick := c.deps.Clock.NewTicker(lookAgain)
		defer tick.Stop()
		for {
			var err error
			if found, err = locate(ctx, f, seatWord, toWord); !errors.As(err, &last) || last.Code != model.TroubleNotFound {
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-tick.Chan():
			}
		}
	}
	if err = f.alive(ctx, look); model.IsTrouble(err, model.TroubleInUse) {
		err = look(ctx)
	}
	if ctx.Err() != nil {
		return found, last
	}
	return found, err
}

// workUntil works on the data folder until watch returns or the time is over, which
// is no error; where another console already does, it only watches.
func (c *call) workUntil(ctx context.Context, f *folder, wait time.Duration, watch func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	err := f.alive(ctx, watch)
	if model.IsTrouble(err, model.TroubleInUse) {
		err = watch(ctx)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// watchSent returns when the state of a message no longer changes by itself.
func (c *call) watchSent(ctx context.Context, f *folder, id model.MessageID) error {
	return c.watch(ctx, f, func(change bus.Change) bool { return change.Outbox }, func() (bool, error) {
		m, err := f.store.Message(ctx, id)
		return m.State != model.StateQueued && m.State != model.StateSending, err
	})
}

// watch looks until all is over, or ctx: at once, after each change that concerns
// it, and every now and then, because another process may do the work.
func (c *call) watch(ctx context.Context, f *folder, concerns func(bus.Change) bool, look func() (over bool, err error)) error {
	changed := make(chan struct{}, 1)
	cancel := f.console.Bus.Subscribe(func(change bus.Change) {
		if !concerns(change) {
			return
		}
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer cancel()
	tick := c.deps.Clock.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		if over, err := look(); over || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-tick.Chan():
		}
	}
}

// reportSent prints the state; a message that failed is an error of the command.
func (c *call) reportSent(ctx context.Context, f *folder, id model.MessageID) error {
	m, err := f.store.Message(ctx, id)
	if err != nil {
		return err
	}
	answer := sentJSON{ID: m.ID, ClientID: m.ClientID, State: m.State.String()}
	if m.Reason != nil {
		answer.Reason = sentence(c.texts, m.Reason)
	}
	if c.common.json {
		err = writeJSON(c.env.Stdout, answer)
	} else {
		c.printf("%d\t%s\n", answer.ID, answer.State)
	}
	if err == nil && m.State == model.StateFailed {
		if m.Reason != nil {
			return m.Reason
		}
		return usagef("消息发送失败", "the message was not sent")
	}
	return err
}
