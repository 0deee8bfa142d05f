package app

import (
	"context"
	"fmt"

	"seatdeck/app/internal/once"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// maxAdmins is how many administrators a group may have besides its owner
// (document 002, 3.17).
const maxAdmins = 3

// SetAdmins makes members administrators, or no longer. Before the back end is
// asked: one who is known not to be staff is TroubleNotStaff, and more than a
// group may have are TroubleTooManyAdmins.
func (g *Groups) SetAdmins(ctx context.Context, seat model.SeatID, groupID string, members []string, admin bool) (err error) {
	defer g.audit.Ends(ctx, g.line(ctx, model.AuditGroupMembers, seat, groupID, fmt.Sprintf("administrators %t: %d", admin, len(members))), &err)
	able, row, err := capability[providers.AdminEditor](ctx, g.sessions, seat)
	if err != nil {
		return err
	}
	members = once.Each(members)
	if len(members) == 0 {
		return model.Invalid("members", "refusal.nobody: nobody is named")
	}
	if admin {
		if err := g.mayAdminister(ctx, row, groupID, members); err != nil {
			return err
		}
	}
	if err := able.SetAdmins(ctx, row, groupID, members, admin); err != nil {
		return err
	}
	g.reread(ctx, seat, groupID)
	role := model.RoleMember
	if admin {
		role = model.RoleAdmin
	}
	if err := g.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetRole(seat, groupID, members, role) }); err != nil {
		return err
	}
	g.people.tell(seat, false)
	return nil
}

// mayAdminister refuses administrators whom no back end takes. Who is not known
// here is left to it.
func (g *Groups) mayAdminister(ctx context.Context, seat model.Seat, groupID string, members []string) error {
	there, _, err := g.store.MembersByID(ctx, seat.ID, groupID)
	if err != nil {
		return err
	}
	group, _, err := g.store.Group(ctx, seat.ID, groupID)
	if err != nil {
		return err
	}
	admins := map[string]bool{}
	for _, id := range members {
		admins[id] = true
		if m, known := there[id]; known && m.Kind() != model.PersonStaff {
			return &model.Trouble{Code: model.TroubleNotStaff, About: m.Name, Detail: id}
		}
	}
	now, err := g.adminsOf(ctx, seat, groupID, there)
	if err != nil {
		return err
	}
	for _, id := range now {
		admins[id] = true
	}
	delete(admins, group.OwnerID)
	if len(admins) > maxAdmins {
		return &model.Trouble{Code: model.TroubleTooManyAdmins, About: group.Name, Detail: fmt.Sprintf("refusal.admins_there: %d", len(now))}
	}
	return nil
}

// adminsOf asks who administers a group, or, where that can't be asked, takes what
// the file says.
func (g *Groups) adminsOf(ctx context.Context, seat model.Seat, groupID string, there map[string]model.Member) ([]string, error) {
	lister, _, err := capability[providers.AdminLister](ctx, g.sessions, seat.ID)
	if err == nil {
		return lister.ListAdmins(ctx, seat, groupID)
	}
	if !model.IsTrouble(err, model.TroubleUnsupported) {
		return nil, err
	}
	var list []string
	for id, m := range there {
		if m.Role == model.RoleAdmin {
			list = append(list, id)
		}
	}
	return list, nil
}
