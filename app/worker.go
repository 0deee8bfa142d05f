package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

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
		t := s.clock.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-poke:
		case <-t.Chan():
		}
		t.Stop()
	}
}

// next does the oldest job that is due and tells how long to rest; 0 means that
// more may be due at once.
func (s *sender) next(ctx context.Context, seatID model.SeatID) (rest time.Duration, err error) {
	jobs, err := s.store.Jobs(ctx, seatID)
	if err != nil {
		return 0, err
	}
	var send, clear *model.Job
	for i := range jobs {
		switch j := &jobs[i]; {
		case j.Kind == model.JobClearUnread:
			clear = j
		case send == nil && j.Attempts == 0:
			send = j
		}
	}
	rest = time.Minute // nothing to do: whatever changes that pokes
	if send != nil {
		if rest, err = s.trySend(ctx, seatID, *send); err != nil || rest == 0 {
			return rest, err
		}
	}
	if clear != nil && s.online() {
		return 0, s.clearUnread(ctx, *clear)
	}
	return rest, nil
}

// trySend tries a job if its seat, its link and its pace allow; else it tells
// how long to rest.
func (s *sender) trySend(ctx context.Context, seatID model.SeatID, job model.Job) (rest time.Duration, err error) {
	seat, err := s.store.Seat(ctx, seatID)
	if err != nil {
		return 0, err
	}
	if seat.State == model.SeatBanned {
		return 0, s.finish(ctx, job.Message, model.StateFailed, &model.Trouble{Code: model.TroubleBanned, About: seat.DisplayName()})
	}
	if !s.online() || seat.State == model.SeatOffline || seat.State == model.SeatKicked {
		return lookAgain, nil
	}
	key := fmt.Sprintf("send/%d", seatID)
	due, err := s.store.Pace(ctx, key)
	if err != nil {
		return 0, err
	}
	if job.NotBefore.After(due) {
		due = job.NotBefore
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
	var p payload
	if len(job.Payload) > 0 {
		if err := json.Unmarshal(job.Payload, &p); err != nil {
			return s.finish(ctx, m.ID, model.StateFailed, &model.Trouble{Code: model.TroubleInvalid, Cause: err})
		}
	}
	if p.File != "" && m.Content.URL == "" {
		if m.Content.URL, err = s.publish(ctx, p.File); err != nil {
			return s.failed(ctx, job, m, err)
		}
	}
	// Written before it is tried: after a kill this is maybe sent, never silently sent again.
	change := newChange()
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
		if err := tx.SetMessageContent(m.ID, m.Content); err != nil {
			return err
		}
		if err := tx.SetMessageState(m.ID, model.StateSending, nil); err != nil {
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
	s.mu.Lock()
	s.echoes[m.ID] = s.clock.Now().Add(echoWithin)
	s.mu.Unlock()
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
	if job.Kind == model.JobForward {
		f, ok := s.link.(providers.Forwarder)
		if !ok {
			return providers.Receipt{}, &model.Trouble{Code: model.TroubleUnsupported}
		}
		return f.Forward(ctx, out, p.ServerID)
	}
	return s.link.(providers.Sender).Send(ctx, out)
}

// failed sorts a failure: not tried, refused, or nobody knows.
func (s *sender) failed(ctx context.Context, job model.Job, m model.Message, err error) error {
	s.mu.Lock()
	delete(s.echoes, m.ID)
	s.mu.Unlock()
	var notTried *providers.NotTried
	if errors.As(err, &notTried) {
		return s.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
			job.Attempts, job.NotBefore = 0, s.clock.Now().Add(tryAgain)
			if err := tx.SetMessageState(m.ID, model.StateQueued, model.AsTrouble(notTried.Err)); err != nil {
				return err
			}
			return tx.UpdateJob(job)
		})
	}
	var refused *model.Trouble
	if errors.As(err, &refused) {
		return s.finish(ctx, m.ID, model.StateFailed, refused)
	}
	return s.finish(ctx, m.ID, model.StateMaybeSent, model.AsTrouble(err))
}

func (s *sender) confirmed(ctx context.Context, m model.Message, r providers.Receipt) error {
	s.mu.Lock()
	delete(s.echoes, m.ID)
	s.mu.Unlock()
	if r.RemoteID != "" {
		m.RemoteID = r.RemoteID
	}
	m.State = model.StateSent
	change := newChange()
	change.Conversations[m.Conversation], change.Outbox = true, true
	err := s.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		if _, err := tx.PutMessage(m); err != nil {
			return err
		}
		return tx.DeleteJobsOf(m.ID)
	})
	s.bus.Tell(change)
	return err
}

// publish puts a local file where the back end can fetch it. A file that was
// not published certainly was not sent either.
func (s *sender) publish(ctx context.Context, path string) (string, error) {
	p, ok := s.link.(providers.Publisher)
	if !ok {
		return "", &model.Trouble{Code: model.TroubleUnsupported, About: filepath.Base(path)}
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", &model.Trouble{Code: model.TroubleNotFound, About: filepath.Base(path), Cause: err}
	}
	url, err := p.Publish(ctx, filepath.Base(path), info.Size(), func() (io.ReadSeekCloser, error) { return os.Open(path) })
	if err != nil {
		return "", model.AsTrouble(err)
	}
	return url, nil
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
