package batch

import (
	"context"
	"slices"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// invitedFrom is how many members make a group into which people are invited
// rather than brought (document 004, /room/add_chatroom_member). Who was invited
// can't be seen in it.
const invitedFrom = 40

// membersIn gives who is in a group by what the back end said; false: it did not
// name all of them.
func membersIn(events []model.Event, groupID string) (who map[string]bool, ok bool) {
	for _, e := range events {
		seen, is := e.(model.MembersSeen)
		if !is || seen.GroupID != groupID || !seen.Whole {
			continue
		}
		who = make(map[string]bool, len(seen.Members))
		for _, m := range seen.Members {
			if !m.Left {
				who[m.RemoteID] = true
			}
		}
		return who, true
	}
	return nil, false
}

// askMembers asks the back end who is in a group; false: it can't be told.
func askMembers(ctx context.Context, at site, groupID string) (who map[string]bool, ok bool, err error) {
	if lister, is := at.link.(providers.GroupLister); is {
		page, err := lister.ListMembers(ctx, at.seat, groupID, "")
		if err != nil {
			return nil, false, err
		}
		if who, ok := membersIn(page.Events, groupID); ok {
			return who, true, nil
		}
	}
	events, err := inquire(ctx, at, groupID)
	if err != nil {
		return nil, false, err
	}
	who, ok = membersIn(events, groupID)
	return who, ok, nil
}

func countIn(who map[string]bool, ids []string) int {
	n := 0
	for _, id := range ids {
		if who[id] {
			n++
		}
	}
	return n
}

// removeMembersDeed takes people out of a group: those who are in it, never its
// owner, and never the seat itself.
type removeMembersDeed struct{}

func (removeMembersDeed) able(link providers.Link) bool {
	return providers.Can[providers.MemberRemover](link)
}

func (removeMembersDeed) again() bool { return false }

func (removeMembersDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	g, err := groupAt(ctx, at, d)
	if err != nil {
		return false, err
	}
	there, left, err := at.store.MembersByID(ctx, at.seat.ID, d.Target)
	if err != nil {
		return false, err
	}
	d.Was.Members = nil
	for _, id := range d.Want.Members {
		_, in := there[id]
		// Who was invited may have come since the list was read.
		if (in || at.undo && !left[id]) && mayRemove(at.seat, g, there, id) {
			d.Was.Members = append(d.Was.Members, id)
		}
	}
	return len(d.Was.Members) == 0, nil
}

// mayRemove tells whether somebody may be taken out of a group.
func mayRemove(seat model.Seat, g model.Group, there map[string]model.Member, id string) bool {
	return id != g.OwnerID && id != seat.AccountID && there[id].Role != model.RoleOwner
}

func (removeMembersDeed) do(ctx context.Context, at site, d *model.Deed) error {
	return at.link.(providers.MemberRemover).RemoveMembers(ctx, at.seat, d.Target, d.Was.Members)
}

func (removeMembersDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		who, ok, err := askMembers(ctx, at, d.Target)
		switch n := countIn(who, d.Was.Members); {
		case err != nil || !ok:
			return sightNone, err
		case n == 0:
			return sightDone, nil
		case n == len(d.Was.Members):
			return sightNot, nil
		}
		return sightNone, nil // some of them went by themselves, or it was done by half
	})
}

func (removeMembersDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	if err := tx.RemoveMembers(at.seat.ID, d.Target, d.Was.Members); err != nil {
		return err
	}
	return countMembers(tx, at, d.Target, -len(d.Was.Members))
}

// countMembers brings the size of a group in line with a change.
func countMembers(tx *storage.Tx, at site, groupID string, change int) error {
	// What is read here nobody changes before the transaction ends.
	g, found, err := at.store.Group(context.Background(), at.seat.ID, groupID)
	if err != nil || !found || g.MemberCount == 0 {
		return err
	}
	_, err = tx.UpsertGroup(model.Group{Seat: at.seat.ID, RemoteID: groupID, MemberCount: max(g.MemberCount+change, 1)}, true)
	return err
}

// inviteDeed brings contacts into a group, or invites them where it is large.
type inviteDeed struct{}

func (inviteDeed) able(link providers.Link) bool { return providers.Can[providers.MemberInviter](link) }
func (inviteDeed) again() bool                   { return false }

func (inviteDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	if _, err := groupAt(ctx, at, d); err != nil {
		return false, err
	}
	there, _, err := at.store.MembersByID(ctx, at.seat.ID, d.Target)
	if err != nil {
		return false, err
	}
	d.Was.Members = slices.DeleteFunc(slices.Clone(d.Want.Members), func(id string) bool {
		_, in := there[id]
		return in
	})
	return len(d.Was.Members) == 0, nil
}

func (inviteDeed) do(ctx context.Context, at site, d *model.Deed) error {
	g, err := groupAt(ctx, at, d)
	if err != nil {
		return err
	}
	return at.link.(providers.MemberInviter).InviteMembers(ctx, at.seat, g, d.Was.Members)
}

// brought tells that who is added to a group is in it at once.
func (inviteDeed) brought(g model.Group, more int) bool {
	return g.MemberCount > 0 && g.MemberCount+more < invitedFrom
}

func (i inviteDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		g, found, err := at.store.Group(ctx, at.seat.ID, d.Target)
		if err != nil || !found {
			return sightNone, err
		}
		who, ok, err := askMembers(ctx, at, d.Target)
		switch n := countIn(who, d.Was.Members); {
		case err != nil || !ok:
			return sightNone, err
		case n == len(d.Was.Members):
			return sightDone, nil
		case n == 0 && i.brought(g, len(d.Was.Members)):
			return sightNot, nil
		}
		return sightNone, nil
	})
}

func (i inviteDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	// What is read here nobody changes before the transaction ends.
	ctx := context.Background()
	g, found, err := at.store.Group(ctx, at.seat.ID, d.Target)
	if err != nil || !found || !i.brought(g, len(d.Was.Members)) {
		return err // invited only: the next reading tells who came
	}
	var members []model.Member
	for _, id := range d.Was.Members {
		c, _, err := at.store.Contact(ctx, at.seat.ID, id)
		if err != nil {
			return err
		}
		members = append(members, model.Member{RemoteID: id, Name: c.Name, Avatar: c.Avatar, WeChat: c.WeChat, External: c.External})
	}
	if err := tx.PutMembers(at.seat.ID, d.Target, members, false); err != nil {
		return err
	}
	return countMembers(tx, at, d.Target, len(members))
}
