package storage

import (
	"seatdeck/app/model"
)

// What a back end confirmed of a change made here. Unlike what its lists tell, an
// empty value counts.

// SetNotice stores the notice of a group that is known; "" is none.
func (tx *Tx) SetNotice(seat model.SeatID, groupRemoteID, notice string) error {
	return tx.exec(`UPDATE groups SET notice = ? WHERE seat = ? AND remote_id = ?`, notice, seat, groupRemoteID)
}

// SetRole stores the role of members of a group; those who are not known are left
// unknown.
func (tx *Tx) SetRole(seat model.SeatID, groupRemoteID string, members []string, role model.Role) error {
	return tx.exec(`UPDATE members SET role = ? WHERE group_id = (SELECT id FROM groups WHERE seat = ? AND remote_id = ?)
		AND remote_id IN (SELECT value FROM json_each(?))`, role, seat, groupRemoteID, jsonOf{members})
}
