package app

import (
	"context"
	"fmt"
	"strings"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Groups changes groups (群) at their back ends. The file then says what a back
// end confirmed; where it can be asked, it is.
type Groups struct {
	store    *storage.Store
	bus      *bus.Bus
	ingest   *ingest
	sessions *sessions
	people   *People
	files    *cache
	audit    *audit.Log
	adds     *adds
}

// on finds a seat's link as one that can do T, does it to a group, and reads the
// group anew unless the seat left it by that.
func on[T any](ctx context.Context, g *Groups, what model.AuditWhat, seat model.SeatID, groupID, detail string, do func(able T, row model.Seat) error) (err error) {
	defer g.audit.Ends(ctx, g.line(ctx, what, seat, groupID, detail), &err)
	able, row, err := capability[T](ctx, g.sessions, seat)
	if err != nil {
		return err
	}
	if err := do(able, row); err != nil {
		return err
	}
	if what != model.AuditGroupQuit {
		g.reread(ctx, seat, groupID)
	}
	return nil
}

// line is one of the audit log about a group.
func (g *Groups) line(ctx context.Context, what model.AuditWhat, seat model.SeatID, groupID, detail string) model.AuditEntry {
	return model.AuditEntry{What: what, Seat: seat, About: g.audit.GroupName(ctx, seat, groupID), Detail: detail}
}

// reread asks the back end about a group that was changed. What was changed stays
// so if it can't be asked now: a callback or the next reading tells.
func (g *Groups) reread(ctx context.Context, seat model.SeatID, groupID string) {
	if groupID != "" {
		_ = g.people.Refresh(ctx, seat, groupID)
	}
}

// known stores one thing of a group that the back end just confirmed.
func (g *Groups) known(ctx context.Context, row model.Seat, group model.Group) error {
	_, err := g.ingest.deliver(ctx, row.Connection, []model.Event{
		model.GroupSeen{Seat: model.SeatRef{RemoteID: row.RemoteID}, Group: group, Partial: true},
	})
	return err
}

// Create makes a group of contacts and gives its remote id; with an error, where
// the group was made but could not be named.
func (g *Groups) Create(ctx context.Context, seat model.SeatID, name string, members []string) (made string, err error) {
	defer g.audit.Ends(ctx, model.AuditEntry{What: model.AuditGroupMake, Seat: seat, About: name, Detail: fmt.Sprintf("members: %d", len(members))}, &err)
	maker, row, err := capability[providers.GroupCreator](ctx, g.sessions, seat)
	if err != nil {
		return "", err
	}
	id, failed := maker.CreateGroup(ctx, row, strings.TrimSpace(name), members)
	if id == "" {
		return "", failed
	}
	if failed != nil {
		name = "" // made, but not named
	}
	if err := g.known(ctx, row, model.Group{RemoteID: id, Name: strings.TrimSpace(name), MemberCount: len(members) + 1}); err != nil {
		return id, err
	}
	g.reread(ctx, seat, id)
	return id, failed
}

// Invite adds contacts to a group, or invites them where it is too large.
func (g *Groups) Invite(ctx context.Context, seat model.SeatID, group model.Group, members []string) error {
	return on(ctx, g, model.AuditGroupMembers, seat, group.RemoteID, fmt.Sprintf("invite: %d", len(members)), func(able providers.MemberInviter, row model.Seat) error {
		return able.InviteMembers(ctx, row, group, members)
	})
}

// Remove takes members out of a group.
func (g *Groups) Remove(ctx context.Context, seat model.SeatID, groupID string, members []string) error {
	return on(ctx, g, model.AuditGroupMembers, seat, groupID, fmt.Sprintf("remove: %d", len(members)), func(able providers.MemberRemover, row model.Seat) error {
		if err := able.RemoveMembers(ctx, row, groupID, members); err != nil {
			return err
		}
		return g.store.Write(ctx, func(tx *storage.Tx) error { return tx.RemoveMembers(seat, groupID, members) })
	})
}

// Rename names a group.
func (g *Groups) Rename(ctx context.Context, seat model.SeatID, groupID, name string) error {
	name = strings.TrimSpace(name)
	if name == "" {
		return &model.Trouble{Code: model.TroubleInvalid, About: "name", Detail: "refusal.missing: it is empty"}
	}
	return on(ctx, g, model.AuditGroupChange, seat, groupID, "name: "+name, func(able providers.GroupRenamer, row model.Seat) error {
		if err := able.RenameGroup(ctx, row, groupID, name); err != nil {
			return err
		}
		return g.known(ctx, row, model.Group{RemoteID: groupID, Name: name})
	})
}

// Announce sets the notice of a group; with toAll everybody is told of it, where
// that can be chosen.
func (g *Groups) Announce(ctx context.Context, seat model.SeatID, groupID, text string, toAll bool) error {
	return on(ctx, g, model.AuditGroupChange, seat, groupID, "announcement", func(able providers.Announcer, row model.Seat) error {
		if err := able.Announce(ctx, row, groupID, text, toAll); err != nil {
			return err
		}
		if err := g.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetNotice(seat, groupID, text) }); err != nil {
			return err
		}
		g.people.tell(seat, false)
		return nil
	})
}

// SetNickname says what the seat is called in a group.
func (g *Groups) SetNickname(ctx context.Context, seat model.SeatID, groupID, name string) error {
	return on(ctx, g, model.AuditGroupChange, seat, groupID, "nickname: "+name, func(able providers.GroupNicknamer, row model.Seat) error {
		return able.SetGroupNickname(ctx, row, groupID, name)
	})
}

// Quit has the seat leave a group.
func (g *Groups) Quit(ctx context.Context, seat model.SeatID, groupID string) error {
	return on(ctx, g, model.AuditGroupQuit, seat, groupID, "", func(able providers.GroupQuitter, row model.Seat) error {
		if err := able.QuitGroup(ctx, row, groupID); err != nil {
			return err
		}
		return g.known(ctx, row, model.Group{RemoteID: groupID, Dissolved: true})
	})
}

// Transfer gives a group to another member.
func (g *Groups) Transfer(ctx context.Context, seat model.SeatID, groupID, memberID string) error {
	return on(ctx, g, model.AuditGroupChange, seat, groupID, "owner: "+memberID, func(able providers.GroupTransferrer, row model.Seat) error {
		if err := able.TransferGroup(ctx, row, groupID, memberID); err != nil {
			return err
		}
		return g.known(ctx, row, model.Group{RemoteID: groupID, OwnerID: memberID})
	})
}

// Code gives the code by which people join a group.
func (g *Groups) Code(ctx context.Context, seat model.SeatID, groupID string) (model.LoginCode, error) {
	coder, row, err := capability[providers.GroupCoder](ctx, g.sessions, seat)
	if err != nil {
		return model.LoginCode{}, err
	}
	return coder.GroupCode(ctx, row, groupID)
}

// Befriend asks a member of a group to be a contact, if the seat's limits allow it
// now: else it is a *model.Trouble of code TroubleAddLimit.
func (g *Groups) Befriend(ctx context.Context, seat model.SeatID, groupID, memberID, reason string) (err error) {
	defer g.audit.Ends(ctx, g.line(ctx, model.AuditContactAdd, seat, groupID, "member: "+memberID), &err)
	able, row, err := capability[providers.MemberBefriender](ctx, g.sessions, seat)
	if err != nil {
		return err
	}
	return g.adds.ask(ctx, row, func() error { return able.BefriendMember(ctx, row, groupID, memberID, reason) })
}

// Pinned gives the messages on top of a group.
func (g *Groups) Pinned(ctx context.Context, seat model.SeatID, groupID string) ([]model.PinnedMessage, error) {
	pinner, row, err := capability[providers.MessagePinner](ctx, g.sessions, seat)
	if err != nil {
		return nil, err
	}
	return pinner.PinnedMessages(ctx, row, groupID)
}

// Pin keeps a message on top of its group.
func (g *Groups) Pin(ctx context.Context, id model.MessageID) (err error) {
	m, err := g.store.Message(ctx, id)
	if err != nil {
		return err
	}
	defer g.audit.Ends(ctx, model.AuditEntry{What: model.AuditGroupChange, Conversation: m.Conversation, Detail: "pin"}, &err)
	c, err := g.store.Conversation(ctx, m.Conversation)
	if err != nil {
		return err
	}
	pinner, row, err := capability[providers.MessagePinner](ctx, g.sessions, m.Seat)
	if err != nil {
		return err
	}
	return pinner.PinMessage(ctx, row, c, m)
}

// Unpin takes a message off the top of a group.
func (g *Groups) Unpin(ctx context.Context, seat model.SeatID, groupID, messageID string) (err error) {
	defer g.audit.Ends(ctx, g.line(ctx, model.AuditGroupChange, seat, groupID, "unpin"), &err)
	pinner, row, err := capability[providers.MessagePinner](ctx, g.sessions, seat)
	if err != nil {
		return err
	}
	return pinner.UnpinMessage(ctx, row, groupID, messageID)
}

// Admins asks who administers a group, besides its owner.
func (g *Groups) Admins(ctx context.Context, seat model.SeatID, groupID string) ([]string, error) {
	lister, row, err := capability[providers.AdminLister](ctx, g.sessions, seat)
	if err != nil {
		return nil, err
	}
	return lister.ListAdmins(ctx, row, groupID)
}
