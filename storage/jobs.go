package storage

import (
	"context"

	"seatdeck/app/model"
)

// AddJob stores a wish for the outbox; Created is now when it is zero.
func (tx *Tx) AddJob(j model.Job) (model.JobID, error) {
	if j.Created.IsZero() {
		j.Created = tx.s.clock.Now()
	}
	var message any
	if j.Message != 0 {
		message = j.Message
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO jobs (kind, seat, conversation, message, client_id, payload, attempts, not_before, created)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, j.Kind, j.Seat, j.Conversation, message, j.ClientID, j.Payload,
		j.Attempts, ms(j.NotBefore), ms(j.Created))
	return model.JobID(id), err
}

// UpdateJob stores the attempts, pace and payload of a job.
func (tx *Tx) UpdateJob(j model.Job) error {
	return tx.update("job", j.ID, `UPDATE jobs SET client_id = ?, payload = ?, attempts = ?, not_before = ? WHERE id = ?`,
		j.ClientID, j.Payload, j.Attempts, ms(j.NotBefore), j.ID)
}

// DeleteJob takes a job out of the outbox; one that is gone is no error.
func (tx *Tx) DeleteJob(id model.JobID) error {
	return tx.exec(`DELETE FROM jobs WHERE id = ?`, id)
}

const jobQuery = `SELECT id, kind, seat, conversation, coalesce(message, 0), client_id, payload, attempts, not_before, created FROM jobs`

func scanJob(row scanner) (j model.Job, err error) {
	err = row.Scan(&j.ID, &j.Kind, &j.Seat, &j.Conversation, &j.Message, &j.ClientID, &j.Payload, &j.Attempts,
		when{&j.NotBefore}, when{&j.Created})
	return j, err
}

// Jobs gives the outbox of a seat (0: of all), oldest first.
func (s *Store) Jobs(ctx context.Context, seat model.SeatID) ([]model.Job, error) {
	if seat == 0 {
		return all(ctx, s.r, scanJob, jobQuery+` ORDER BY id`)
	}
	return all(ctx, s.r, scanJob, jobQuery+` WHERE seat = ? ORDER BY id`, seat)
}

// Job gives one; false: it was done, or given up.
func (s *Store) Job(ctx context.Context, id model.JobID) (model.Job, bool, error) {
	return one(ctx, s.r, scanJob, jobQuery+` WHERE id = ?`, id)
}

// JobOfMessage finds the job that is to send a message.
func (tx *Tx) JobOfMessage(id model.MessageID) (model.Job, bool, error) {
	return one(tx.ctx, tx.q, scanJob, jobQuery+` WHERE message = ? ORDER BY id LIMIT 1`, id)
}

// OutboxCounts gives the number of messages queued by this console that are
// waiting, being sent, maybe sent or failed; a state with none is left out. What
// failed elsewhere, long before or on a phone, is no business of the outbox.
func (s *Store) OutboxCounts(ctx context.Context) (map[model.SendState]int, error) {
	counts := make(map[model.SendState]int)
	err := each(ctx, s.r, func(row scanner) error {
		var state model.SendState
		var n int
		err := row.Scan(&state, &n)
		counts[state] = n
		return err
	}, `SELECT state, count(*) FROM messages WHERE here = 1 AND state IN (1, 2, 4, 5) GROUP BY state`)
	return counts, err
}

// Unsettled gives those messages in one of the states queued, sending, maybe sent
// or failed, oldest first.
func (s *Store) Unsettled(ctx context.Context, state model.SendState, limit int) ([]model.Message, error) {
	return all(ctx, s.r, scanMessage, messageQuery+` WHERE m.here = 1 AND m.state = ? AND m.state IN (1, 2, 4, 5) ORDER BY m.id LIMIT ?`, state, limit)
}
