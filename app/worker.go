package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/internal/calls"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// work sends the jobs of one seat, oldest first, until ctx ends.
func (s *sender) work(ctx context.Context, seat model.SeatID, poke <-chan struct{}) {
	for ctx.Err() == nil {
		rest, err := s.next(ctx, seat)
		if err != nil && ctx.Err() == nil {
			s.log.Error("outbox", "seat", seat, "err", err)
			rest = tryAgain
		}
		if rest == 0 {
			continue
		}
		pause.AtMost(ctx, s.clock, poke, rest)
	}
}

// next does the oldest job that is due and tells how long to rest; 0 means that
// more may be due at once. A file that is not ready to be sent holds up its own
// conversation and no other.
func (s *sender) next(ctx context.Context, seatID model.SeatID) (rest time.Duration, err error) {
	jobs, err := s.store.Jobs(ctx, seatID)
	if err != nil {
		return 0, err
	}
	rest = time.Minute // nothing to do: whatever changes that pokes
	if len(jobs) == 0 {
		return rest, nil
	}
	seat, err := s.store.Seat(ctx, seatID)
	if err != nil {
		return 0, err
	}
	able := s.online() && seat.State != model.SeatOffline && seat.State != model.SeatKicked
	now := s.clock.Now()
	var send, clear *model.Job
	held := map[model.ConversationID]bool{}
	for i := range jobs {
		j := &jobs[i]
		switch {
		case j.Kind == model.JobClearUnread:
			clear = j
			continue
		case j.Attempts > 0 || held[j.Conversation]:
			continue
		case seat.State == model.SeatBanned:
			return 0, s.finish(ctx, j.Message, model.StateFailed, &model.Trouble{Code: model.TroubleBanned, About: seat.DisplayName()})
		}
		held[j.Conversation] = true
		switch wait := j.NotBefore.Sub(now); {
		case !able:
			rest = lookAgain
		case wait > 0:
			rest = min(rest, wait)
		case s.ready(ctx, seat, *j) && send == nil:
			send = j
		}
	}
	if send != nil {
		if wait, err := s.trySend(ctx, seat, *send); err != nil || wait == 0 {
			return 0, err
		} else {
			rest = min(rest, wait)
		}
	}
	if clear != nil && s.online() {
		return 0, s.clearUnread(ctx, *clear)
	}
	return rest, nil
}

// trySend tries a job if its pace allows; else it tells how long to rest.
func (s *sender) trySend(ctx context.Context, seat model.Seat, job model.Job) (rest time.Duration, err error) {
	key := fmt.Sprintf("send/%d", seat.ID)
	due, err := s.store.Pace(ctx, key)
	if err != nil {
		return 0, err
	}
	if wait := due.Sub(s.clock.Now()); wait > 0 {
		return wait, nil
	}
	return 0, s.try(ctx, seat, job, key)
}

// try hands one job to the back end.
func (s *sender) try(ctx context.Context, seat model.Seat, job model.Job, paceKey string) error {
	conversation, err := s.store.Conversation(ctx, job.Conversation)
	if err != nil {
		return err
	}
	m, err := s.store.Message(ctx, job.Message)
	if err != nil {
		return err
	}
	p, err := payloadOf(job)
	if err != nil {
		return s.finish(ctx, m.ID, model.StateFailed, model.AsTrouble(err))
	}
	// Written before it is tried: after a kill this is maybe sent, never silently sent again.
	change := bus.NewChange()
	begun := false
	err = s.store.Write(ctx, func(tx *storage.Tx) error {
		begun = false
		now, err := tx.Message(m.ID)
		if err != nil {
			return err
		}
		if now.State != model.StateQueued {
			return nil // discarded, or its echo came from an earlier life
		}
		begun = true
		if err := tx.SetMessageState(m.ID, model.StateSending, nil); err != nil {
			return err
		}
		if err := tx.MarkTried(m.ID, s.clock.Now()); err != nil {
			return err
		}
		job.Attempts++
		change.Conversations[m.Conversation], change.Outbox = true, true
		if gap := s.link.Pace().SendInterval; gap > 0 {
			if err := tx.PutPace(paceKey, s.clock.Now().Add(gap)); err != nil {
				return err
			}
		}
		return tx.UpdateJob(job)
	})
	if err != nil || !begun {
		if err == nil {
			err = s.store.Write(ctx, func(tx *storage.Tx) error { return tx.DeleteJobsOf(m.ID) })
		}
		return err
	}
	s.bus.Tell(change)
	s.expect(m.ID)
	receipt, err := s.call(ctx, seat, conversation, job, m, p)
	if err != nil {
		return s.failed(ctx, job, m, err)
	}
	if receipt.Confirmed {
		return s.confirmed(ctx, m, receipt)
	}
	return nil // the echo, or its absence, tells
}

func (s *sender) call(ctx context.Context, seat model.Seat, c model.Conversation, job model.Job, m model.Message, p payload) (providers.Receipt, error) {
	out := providers.Outgoing{Seat: seat, Conversation: c, ClientID: m.ClientID, Content: m.Content}
	if f, ok := s.link.(providers.Forwarder); ok && job.Kind == model.JobForward {
		return f.Forward(ctx, out, p.ServerID)
	}
	return s.link.(providers.Sender).Send(ctx, out)
}

// failed sorts a failure: not tried, refused, or nobody knows.
func (s *sender) failed(ctx context.Context, job model.Job, m model.Message, err error) error {
	s.unexpect(m.ID)
	var notTried *providers.NotTried
	if errors.As(err, &notTried) {
		return s.later(ctx, job, m, model.AsTrouble(notTried.Err), tryAgain)
	}
	var refused *model.Trouble
	if errors.As(err, &refused) {
		return s.finish(ctx, m.ID, model.StateFailed, refused)
	}
	return s.finish(ctx, m.ID, model.StateMaybeSent, model.AsTrouble(err))
}

// later has a job tried again that certainly was not sent.
func (s *sender) later(ctx context.Context, job model.Job, m model.Message, why *model.Trouble, wait time.Duration) error {
	now := s.clock.Now()
	if why.Code == model.TroubleBlocked {
		wait = calls.RestAfter(why, 0, now)
	}
	change := bus.NewChange()
	change.Conversations[m.Conversation], change.Outbox = true, true
	err := s.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		job.Attempts, job.NotBefore = 0, now.Add(wait)
		if err := tx.Disown(m.ID); err != nil {
			return err
		}
		if err := tx.SetMessageState(m.ID, model.StateQueued, why); err != nil {
			return err
		}
		row, err := tx.Message(m.ID)
		if err != nil || row.State == model.StateSent {
			return err // its echo came all the same
		}
		if _, have, err := tx.JobOfMessage(m.ID); err != nil || have {
			return errors.Join(err, tx.UpdateJob(job))
		}
		_, err = tx.AddJob(job) // what looked like its echo had ended the wish
		return err
	})
	if model.IsTrouble(err, model.TroubleNotFound) {
		return nil // discarded meanwhile
	}
	s.bus.Tell(change)
	return err
}

// confirmed stores that the back end has a message.
func (s *sender) confirmed(ctx context.Context, m model.Message, r providers.Receipt) error {
	s.unexpect(m.ID)
	change := bus.NewChange()
	err := s.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		if err := tx.Confirm(m.ID, r.RemoteID, r.SentAt); err != nil {
			return err
		}
		return s.settled(tx, m, &change)
	})
	s.bus.Tell(change)
	return err
}

// clearUnread tells the back end that an agent has read a conversation. It is
// dropped when the back end refuses it: the next reading asks again.
func (s *sender) clearUnread(ctx context.Context, job model.Job) error {
	if cleaner, ok := s.link.(providers.UnreadCleaner); ok {
		seat, err := s.store.Seat(ctx, job.Seat)
		if err != nil {
			return err
		}
		conversation, err := s.store.Conversation(ctx, job.Conversation)
		if err != nil {
			return err
		}
		err = cleaner.ClearUnread(ctx, seat, conversation)
		switch {
		case err == nil:
		case model.IsTrouble(err, model.TroubleRejected), model.IsTrouble(err, model.TroubleUnsupported):
			s.log.Warn("unread count not cleaned", "conversation", conversation.ID, "err", err)
		default:
			return err
		}
	}
	return s.store.Write(ctx, func(tx *storage.Tx) error { return tx.DeleteJob(job.ID) })
}

// payload is what a job keeps beside its message.
type payload struct {
	File     string `json:"file,omitempty"`      // a local file to publish first
	Carry    bool   `json:"carry,omitempty"`     // the back end may have to take something over first
	Ready    bool   `json:"ready,omitempty"`     // published and taken over
	Tries    int    `json:"tries,omitempty"`     // to make it ready
	ServerID string `json:"server_id,omitempty"` // the message to forward
}

func payloadOf(job model.Job) (p payload, err error) {
	if len(job.Payload) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(job.Payload, &p); err != nil {
		return p, &model.Trouble{Code: model.TroubleInvalid, Cause: err}
	}
	return p, nil
}
