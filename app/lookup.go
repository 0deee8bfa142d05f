package app

import (
	"context"

	"seatdeck/app/model"
)

// Find gives the message of a conversation that has a remote id, where it is
// here.
func (i *Inbox) Find(ctx context.Context, id model.ConversationID, remoteID string) (model.Message, bool, error) {
	list, err := i.store.MessagesNamed(ctx, remoteID)
	for _, m := range list {
		if m.Conversation == id {
			return m, true, nil
		}
	}
	return model.Message{}, false, err
}
