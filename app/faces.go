package app

import (
	"context"

	"seatdeck/app/model"
)

// withFaces fills in names and pictures that came with no message: some back ends
// tell them with contacts and groups alone.
func (i *Inbox) withFaces(ctx context.Context, id model.ConversationID, list []model.Message, err error) ([]model.Message, error) {
	if err != nil {
		return list, err
	}
	var unknown []string
	asked := map[string]bool{}
	for _, m := range list {
		if faceless(m) && !asked[m.SenderID] {
			asked[m.SenderID] = true
			unknown = append(unknown, m.SenderID)
		}
	}
	if len(unknown) == 0 {
		return list, nil
	}
	c, err := i.store.Conversation(ctx, id)
	if err != nil {
		return list, err
	}
	groupID := ""
	if c.Group {
		groupID = c.PeerID
	}
	faces, err := i.store.Faces(ctx, c.Seat, groupID, unknown)
	if err != nil {
		return list, err
	}
	for n := range list {
		m := &list[n]
		face, known := faces[m.SenderID]
		if !faceless(*m) || !known {
			continue
		}
		if m.SenderName == "" {
			m.SenderName = face.Name
		}
		if m.SenderAvatar == "" {
			m.SenderAvatar = face.Avatar
		}
	}
	return list, nil
}

func faceless(m model.Message) bool {
	return m.Direction == model.In && m.SenderID != "" && (m.SenderName == "" || m.SenderAvatar == "")
}
