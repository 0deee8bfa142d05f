package storage

import (
	"context"
	"encoding/json"
	"fmt"

	"seatdeck/app/model"
)

// PutFriendRequest stores that somebody asks to be a contact. A later request
// of the same person takes the place of the earlier one.
func (tx *Tx) PutFriendRequest(r model.FriendRequest) (changed bool, err error) {
	if r.RemoteID == "" {
		return false, invalid("friend request", "refusal.incomplete: it names no person")
	}
	ref, err := refJSON(r.Ref)
	if err != nil {
		return false, err
	}
	n, err := tx.changes(`INSERT INTO friend_requests (seat, remote_id, name, avatar, reason, gender, wechat, at, accepted, ref)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET name = excluded.name, avatar = excluded.avatar, reason = excluded.reason,
			gender = excluded.gender, wechat = excluded.wechat, at = excluded.at, ref = excluded.ref,
			accepted = CASE WHEN excluded.at > at THEN excluded.accepted ELSE max(accepted, excluded.accepted) END
		WHERE excluded.at > at OR (excluded.at = at AND (excluded.name <> name OR excluded.avatar <> avatar
			OR excluded.reason <> reason OR excluded.gender <> gender OR excluded.wechat <> wechat OR excluded.ref IS NOT ref OR excluded.accepted > accepted))`,
		r.Seat, r.RemoteID, r.Name, r.Avatar, r.Reason, r.Gender, r.WeChat, ms(r.At), r.Accepted, ref)
	return n > 0, err
}

// refJSON is what only a back end reads, as the file has it; nil for nothing.
func refJSON(ref map[string]string) (any, error) {
	if len(ref) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(ref)
	if err != nil {
		return nil, fmt.Errorf("ref of a friend request: %w", err)
	}
	return string(b), nil
}

// MarkFriendAccepted notes that a request was accepted; without one it does
// nothing.
func (tx *Tx) MarkFriendAccepted(seat model.SeatID, remoteID string) error {
	return tx.exec(`UPDATE friend_requests SET accepted = 1 WHERE seat = ? AND remote_id = ?`, seat, remoteID)
}

// FriendRequests gives those of a seat (0: of all), newest first.
func (s *Store) FriendRequests(ctx context.Context, seat model.SeatID, pendingOnly bool) ([]model.FriendRequest, error) {
	w := &where{}
	if seat != 0 {
		w.and("seat = ?", seat)
	}
	if pendingOnly {
		w.and("accepted = 0")
	}
	return all(ctx, s.r, func(row scanner) (r model.FriendRequest, err error) {
		err = row.Scan(&r.ID, &r.Seat, &r.RemoteID, &r.Name, &r.Avatar, &r.Reason, &r.Gender, &r.WeChat, when{&r.At}, &r.Accepted, asJSON{&r.Ref})
		return r, err
	}, `SELECT id, seat, remote_id, name, avatar, reason, gender, wechat, at, accepted, ref FROM friend_requests`+
		w.String()+` ORDER BY at DESC, id DESC`, w.args...)
}
