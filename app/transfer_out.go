package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"

	"seatdeck/app/internal/calls"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// readyTries is how often a file is put away before a person must look at it.
const readyTries = 6

// ready tells whether a job can be sent as it is. A file that has yet to be
// published, or taken over by the back end, is made so beside the other jobs of
// its seat, one file at a time.
func (s *sender) ready(ctx context.Context, seat model.Seat, job model.Job) bool {
	p, err := payloadOf(job)
	if err != nil || p.Ready {
		return true // what can't be read is told when it is tried
	}
	if _, takes := s.link.(providers.Uploader); p.File == "" && !(p.Carry && takes) {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.preparing[seat.ID] {
		return false
	}
	s.preparing[seat.ID] = true
	s.jobs.Go(func() {
		err := s.prepare(ctx, seat, job, p)
		if err != nil && ctx.Err() == nil {
			s.log.Error("outbox", "seat", seat.ID, "err", err)
		}
		s.mu.Lock()
		delete(s.preparing, seat.ID)
		s.mu.Unlock()
		s.poke()
	})
	return false
}

// prepare makes a job ready, or notes why it is not. Each step is stored when it
// is done, so that a restart goes on from there.
func (s *sender) prepare(ctx context.Context, seat model.Seat, job model.Job, p payload) error {
	// What was due when the queue was read may have been tried since.
	now, ok, err := s.store.Job(ctx, job.ID)
	if err != nil || !ok || !bytes.Equal(now.Payload, job.Payload) {
		return err
	}
	m, err := s.store.Message(ctx, job.Message)
	if err != nil {
		return err
	}
	if m.State != model.StateQueued {
		return s.store.Write(ctx, func(tx *storage.Tx) error { return tx.DeleteJobsOf(m.ID) })
	}
	err = s.putAway(ctx, seat, &m, p)
	switch why := model.AsTrouble(err); {
	case ctx.Err() != nil:
		return ctx.Err() // goes on after the start
	case model.IsTrouble(err, model.TroubleNotFound) && s.gone(ctx, m.ID):
		return nil
	case err == nil:
		p.Ready = true
		if job.Payload, err = json.Marshal(p); err != nil {
			return err
		}
		err = s.store.Write(ctx, func(tx *storage.Tx) error {
			return errors.Join(tx.SetMessageContent(m.ID, m.Content), tx.UpdateJob(job))
		})
		if err != nil && s.gone(ctx, m.ID) {
			return nil
		}
		return err
	case comesLater(err) && p.Tries < readyTries:
		p.Tries++
		if job.Payload, err = json.Marshal(p); err != nil {
			return err
		}
		return s.later(ctx, job, m, why, calls.RestAfter(why, p.Tries, s.clock.Now()))
	default:
		return s.finish(ctx, m.ID, model.StateFailed, why)
	}
}

// comesLater tells whether what could not be put away may be in a while.
func comesLater(err error) bool {
	var notTried *providers.NotTried
	return errors.As(err, &notTried) || passing(model.AsTrouble(err))
}

// gone tells whether a message was discarded.
func (s *sender) gone(ctx context.Context, id model.MessageID) bool {
	_, err := s.store.Message(ctx, id)
	return model.IsTrouble(err, model.TroubleNotFound)
}

// putAway publishes the file of a message and has the back end take it over.
func (s *sender) putAway(ctx context.Context, seat model.Seat, m *model.Message, p payload) error {
	if p.File != "" && m.Content.URL == "" {
		url, err := s.publish(ctx, *m, p.File)
		if err != nil {
			return err
		}
		m.Content.URL = url
		err = s.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetMessageContent(m.ID, m.Content) })
		if err != nil {
			return err
		}
	}
	up, ok := s.link.(providers.Uploader)
	if !ok {
		return nil
	}
	ref, err := up.Upload(ctx, seat, m.Content)
	if err == nil {
		m.Content.Ref = maps.Clone(ref)
	}
	return err
}

// publish puts a local file where the back end can fetch it.
func (s *sender) publish(ctx context.Context, m model.Message, path string) (string, error) {
	p, ok := s.link.(providers.Publisher)
	if !ok {
		return "", &model.Trouble{Code: model.TroubleUnsupported, About: filepath.Base(path)}
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", &model.Trouble{Code: model.TroubleNotFound, About: filepath.Base(path), Cause: err}
	}
	told, end := s.uploads.begin(m, info.Size())
	defer end()
	return p.Publish(ctx, filepath.Base(path), info.Size(), func() (io.ReadSeekCloser, error) { return os.Open(path) }, told)
}
