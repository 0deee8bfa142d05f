package app

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// EditProfile changes what the account of a seat says of itself, and reads the
// seat anew.
func (s *Seats) EditProfile(ctx context.Context, seat model.SeatID, p model.Profile) (err error) {
	defer s.audit.Ends(ctx, model.AuditEntry{What: model.AuditSeatChange, Seat: seat, Detail: "profile"}, &err)
	editor, row, err := capability[providers.ProfileEditor](ctx, s.sessions, seat)
	if err != nil {
		return err
	}
	if err := editor.EditProfile(ctx, row, p); err != nil {
		return err
	}
	return s.sessions.readSeatsOf(ctx, model.Connection{ID: row.Connection})
}
