package storage

import (
	"math"
	"time"

	"seatdeck/app/model"
)

// AddResolution notes that somebody said at a time that all was done in a
// conversation. The row of the conversation stays as it is.
func (tx *Tx) AddResolution(c model.Conversation, when time.Time) error {
	n, err := tx.changes(`INSERT INTO resolutions (conversation, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, c.ID, ms(when))
	if err == nil && n > 0 {
		tx.touch(turn{}, resolution(c, ms(when)))
	}
	return err
}

// resolution is one as a turn: behind all that was said at that moment.
func resolution(c model.Conversation, when int64) turn {
	return turn{c.Seat, c.ID, Key{SentAt: when, Seq: math.MaxInt64, ID: math.MaxInt64}, TurnDone}
}

// moveResolutions gives the resolutions of loser to keeper.
func (tx *Tx) moveResolutions(keeper, loser model.Conversation) error {
	list, err := all(tx.ctx, tx.q, value[int64], `SELECT at FROM resolutions WHERE conversation = ? ORDER BY at`, loser.ID)
	if err != nil {
		return err
	}
	for _, when := range list {
		if err := tx.AddResolution(keeper, at(when)); err != nil {
			return err
		}
	}
	return nil
}
