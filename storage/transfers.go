package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// Transfer is the row of a transfer. It is waiting, done or failed: that one is
// under way now, how much of it is here and where, no row says.
type Transfer struct {
	model.Transfer
	Validator string    // ETag of what the partial file is a part of; "": none was told
	Hash      string    // names the content; "": not all of it is here
	Replace   bool      // what is at SaveTo may be written over
	Saved     string    // where the copy for SaveTo is; "": not made yet
	Ended     time.Time // when it was done or failed; UTC
}

const transferQuery = `SELECT t.id, t.message, m.seat, m.conversation, t.part, t.file_name, t.size, t.validator, t.state, t.reason,
	t.hash, t.save_to, t.replace, t.saved, t.ended, t.created FROM transfers t JOIN messages m ON m.id = t.message`

func scanTransfer(row scanner) (t Transfer, err error) {
	err = row.Scan(&t.ID, &t.Message, &t.Seat, &t.Conversation, &t.Part, &t.FileName, &t.Size, &t.Validator, &t.State, asTrouble{&t.Reason},
		&t.Hash, &t.SaveTo, &t.Replace, &t.Saved, when{&t.Ended}, when{&t.Created})
	return t, err
}

// EnsureTransfer finds the transfer of a part of a message, or makes one that
// waits.
func (tx *Tx) EnsureTransfer(message model.MessageID, part model.MediaPart) (Transfer, error) {
	m, err := tx.Message(message)
	if err != nil {
		return Transfer{}, err
	}
	err = tx.exec(`INSERT INTO transfers (message, part, file_name, size, validator, state, hash, save_to, replace, saved, ended, created)
		VALUES (?, ?, ?, ?, '', ?, '', '', 0, '', 0, ?) ON CONFLICT DO NOTHING`,
		message, part, m.Content.FileName, m.Content.Size, model.TransferWaiting, ms(tx.s.clock.Now()))
	if err != nil {
		return Transfer{}, err
	}
	t, _, err := transferOf(tx.ctx, tx.q, message, part)
	return t, err
}

// ChangeTransfer stores what change makes of a transfer; its message and its part
// stay. One that is gone is TroubleNotFound.
func (tx *Tx) ChangeTransfer(id model.TransferID, change func(*Transfer)) (Transfer, error) {
	t, err := transferByID(tx.ctx, tx.q, id)
	if err != nil {
		return t, err
	}
	change(&t)
	reason, err := reasonJSON(t.Reason)
	if err != nil {
		return t, err
	}
	return t, tx.exec(`UPDATE transfers SET size = ?, validator = ?, state = ?, reason = ?, hash = ?, save_to = ?, replace = ?,
		saved = ?, ended = ? WHERE id = ?`, t.Size, t.Validator, t.State, reason, t.Hash, t.SaveTo, t.Replace, t.Saved, ms(t.Ended), id)
}

// DeleteTransfer forgets a transfer; one that is gone is no error.
func (tx *Tx) DeleteTransfer(id model.TransferID) error {
	return tx.exec(`DELETE FROM transfers WHERE id = ?`, id)
}

// Transfer gives one.
func (s *Store) Transfer(ctx context.Context, id model.TransferID) (Transfer, error) {
	return transferByID(ctx, s.r, id)
}

func transferByID(ctx context.Context, q *queries, id model.TransferID) (Transfer, error) {
	return must(ctx, q, scanTransfer, "transfer", id, transferQuery+` WHERE t.id = ?`, id)
}

// TransferOf finds the transfer of a part of a message.
func (s *Store) TransferOf(ctx context.Context, message model.MessageID, part model.MediaPart) (Transfer, bool, error) {
	return transferOf(ctx, s.r, message, part)
}

func transferOf(ctx context.Context, q *queries, message model.MessageID, part model.MediaPart) (Transfer, bool, error) {
	return one(ctx, q, scanTransfer, transferQuery+` WHERE t.message = ? AND t.part = ?`, message, part)
}

// TransfersOf gives those of a message, oldest first.
func (s *Store) TransfersOf(ctx context.Context, message model.MessageID) ([]Transfer, error) {
	return all(ctx, s.r, scanTransfer, transferQuery+` WHERE t.message = ? ORDER BY t.id`, message)
}

// OpenTransfers gives those that are not done, oldest first.
func (s *Store) OpenTransfers(ctx context.Context) ([]Transfer, error) {
	return all(ctx, s.r, scanTransfer, transferQuery+` WHERE t.state <> 2 ORDER BY t.id`)
}
