package storage

import (
	"context"
	"strings"

	"seatdeck/app/model"
)

// Face is how somebody is shown beside what they wrote.
type Face struct{ Name, Avatar string }

// Faces gives the names and pictures of people a seat knows, by remote id: as
// members of a group, else as contacts. Those nobody knows are absent.
func (s *Store) Faces(ctx context.Context, seat model.SeatID, groupID string, remoteIDs []string) (map[string]Face, error) {
	faces := make(map[string]Face, len(remoteIDs))
	if len(remoteIDs) == 0 {
		return faces, nil
	}
	list := "(?" + strings.Repeat(", ?", len(remoteIDs)-1) + ")"
	ids := make([]any, len(remoteIDs))
	for i, id := range remoteIDs {
		ids[i] = id
	}
	take := func(row scanner) error {
		var id string
		var f Face
		if err := row.Scan(&id, &f.Name, &f.Avatar); err != nil {
			return err
		}
		before := faces[id]
		faces[id] = Face{Name: orElse(before.Name, f.Name), Avatar: orElse(before.Avatar, f.Avatar)}
		return nil
	}
	if groupID != "" {
		err := each(ctx, s.r, take, `SELECT m.remote_id, m.name, m.avatar FROM groups g JOIN members m ON m.group_id = g.id
			WHERE g.seat = ? AND g.remote_id = ? AND m.remote_id IN `+list, append([]any{seat, groupID}, ids...)...)
		if err != nil {
			return nil, err
		}
	}
	err := each(ctx, s.r, take, `SELECT remote_id, name, avatar FROM contacts WHERE seat = ? AND remote_id IN `+list, append([]any{seat}, ids...)...)
	return faces, err
}
