package uitest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"seatdeck/app/model"
)

// peopleScript is what the scripted back end knows of people and groups.
type peopleScript struct {
	tags    []model.TagGroup // nil: not said
	counts  map[string]int
	found   []model.FoundContact
	friend  model.Friendship
	flags   []model.Flag
	members map[string][]model.Member // by group
	pinned  []model.PinnedMessage
	deeds   []string
	err     error
	can     map[string]model.Capabilities // of seats that differ from the others
}

// People are the capabilities of a back end that can do everything with contacts,
// groups and tags, beside sending text.
func People() []model.Capability {
	return []model.Capability{
		model.CanSendText, model.CanListContacts, model.CanListGroups, model.CanListTags, model.CanEditRemark, model.CanDescribe, model.CanAddByPhone,
		model.CanFindContact, model.CanDeleteContact, model.CanCheckFriend, model.CanSetFlags, model.CanEditTags, model.CanTagContacts,
		model.CanCountTagged, model.CanCreateGroup, model.CanInviteMembers, model.CanRemoveMembers, model.CanRenameGroup,
		model.CanAnnounce, model.CanGroupNickname, model.CanQuitGroup, model.CanTransferGroup, model.CanGroupCode,
		model.CanBefriendMember, model.CanPinMessages, model.CanEditAdmins, model.CanMoments,
	}
}

// dealt notes what was asked of the back end, unless it refuses.
func (b *Back) dealt(format string, args ...any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.people.err == nil {
		b.people.deeds = append(b.people.deeds, fmt.Sprintf(format, args...))
	}
	return b.people.err
}

// Dealings is what was done to people, groups and tags.
func (b *Back) Dealings() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.people.deeds)
}

// RefuseDealings has nothing more done to people, groups and tags, for that
// reason; nil lets it through again.
func (b *Back) RefuseDealings(err error) { b.Set(func(b *Back) { b.people.err = err }) }

// SeatCan says what the back end can do for one seat, if that is not what it can
// do for the others.
func (b *Back) SeatCan(seat int, list ...model.Capability) {
	b.Set(func(b *Back) {
		if b.people.can == nil {
			b.people.can = map[string]model.Capabilities{}
		}
		b.people.can[b.ref(seat).RemoteID] = model.NewCapabilities(list...)
	})
}

// Tags says which tags there are, and how many have each of them.
func (b *Back) Tags(counts map[string]int, groups ...model.TagGroup) {
	b.Set(func(b *Back) { b.people.tags, b.people.counts = groups, counts })
}

// Finds says whom a search finds.
func (b *Back) Finds(found ...model.FoundContact) { b.Set(func(b *Back) { b.people.found = found }) }

// FriendIs says how every contact stands to the seats.
func (b *Back) FriendIs(f model.Friendship) { b.Set(func(b *Back) { b.people.friend = f }) }

// HasFlags says which switches conversations have.
func (b *Back) HasFlags(flags ...model.Flag) { b.Set(func(b *Back) { b.people.flags = flags }) }

// Pins says which messages are on top of every group.
func (b *Back) Pins(pinned ...model.PinnedMessage) { b.Set(func(b *Back) { b.people.pinned = pinned }) }

// InGroup says who is in a group, as the back end tells it when asked.
func (b *Back) InGroup(group string, members ...model.Member) {
	b.Set(func(b *Back) {
		if b.people.members == nil {
			b.people.members = map[string][]model.Member{}
		}
		b.people.members[group] = members
	})
}

// asked is what the back end tells of groups it knows.
func (b *Back) asked(seat model.Seat, remoteIDs []string) []model.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	var events []model.Event
	for _, id := range remoteIDs {
		if members, there := b.people.members[id]; there {
			events = append(events, model.MembersSeen{Seat: model.SeatRef{RemoteID: seat.RemoteID}, GroupID: id, Members: slices.Clone(members), Whole: true})
		}
	}
	return events
}

// FindContacts implements providers.ContactFinder.
func (b *Back) FindContacts(_ context.Context, seat model.Seat, query string) ([]model.FoundContact, error) {
	if err := b.dealt("find %s %s", seat.RemoteID, query); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.people.found), nil
}

// AddFound implements providers.ContactFinder.
func (b *Back) AddFound(_ context.Context, seat model.Seat, found model.FoundContact, reason string) error {
	return b.dealt("add %s %s: %s", seat.RemoteID, found.Contact.RemoteID, reason)
}

// DeleteContact implements providers.ContactRemover.
func (b *Back) DeleteContact(_ context.Context, _ model.Seat, contact string) error {
	return b.dealt("delete %s", contact)
}

// CheckFriend implements providers.FriendChecker.
func (b *Back) CheckFriend(_ context.Context, _ model.Seat, contact string) (model.Friendship, error) {
	err := b.dealt("check %s", contact)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.people.friend, err
}

// Flags implements providers.Flagger.
func (b *Back) Flags(model.Conversation) []model.Flag {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.people.flags)
}

// SetFlag implements providers.Flagger.
func (b *Back) SetFlag(_ context.Context, _ model.Seat, c model.Conversation, flag model.Flag, on bool) error {
	return b.dealt("flag %s %s %t", c.PeerID, flag, on)
}

// ListTags implements providers.TagLister.
func (b *Back) ListTags(_ context.Context, seat model.Seat) ([]model.Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.people.tags == nil {
		return nil, nil
	}
	groups := make([]model.TagGroup, len(b.people.tags))
	for i, g := range b.people.tags {
		groups[i] = g
		groups[i].Tags = slices.Clone(g.Tags)
	}
	return []model.Event{model.TagsSeen{Seat: model.SeatRef{RemoteID: seat.RemoteID}, Groups: groups}}, nil
}

// CreateTag implements providers.TagEditor.
func (b *Back) CreateTag(_ context.Context, _ model.Seat, groupID, name string) error {
	return b.retag(func(g *model.TagGroup) {
		if g.RemoteID == groupID {
			g.Tags = append(g.Tags, model.Tag{RemoteID: "new-" + name, GroupRemoteID: groupID, Name: name})
		}
	}, "create tag %s in %s", name, groupID)
}

// RenameTag implements providers.TagEditor.
func (b *Back) RenameTag(_ context.Context, _ model.Seat, tag model.Tag, name string) error {
	return b.retag(func(g *model.TagGroup) {
		for i := range g.Tags {
			if g.Tags[i].RemoteID == tag.RemoteID {
				g.Tags[i].Name = name
			}
		}
	}, "rename tag %s %s", tag.RemoteID, name)
}

// DeleteTag implements providers.TagEditor.
func (b *Back) DeleteTag(_ context.Context, _ model.Seat, tag model.Tag) error {
	return b.retag(func(g *model.TagGroup) {
		g.Tags = slices.DeleteFunc(g.Tags, func(t model.Tag) bool { return t.RemoteID == tag.RemoteID })
	}, "delete tag %s", tag.RemoteID)
}

func (b *Back) retag(change func(*model.TagGroup), format string, args ...any) error {
	if err := b.dealt(format, args...); err != nil {
		return err
	}
	b.Set(func(b *Back) {
		for i := range b.people.tags {
			change(&b.people.tags[i])
		}
	})
	return nil
}

// SetContactTags implements providers.ContactTagger.
func (b *Back) SetContactTags(_ context.Context, _ model.Seat, contact string, tags, _ []model.Tag) error {
	return b.dealt("tag %s: %s", contact, namesOf(tags))
}

// CountTagged implements providers.TagCounter.
func (b *Back) CountTagged(context.Context, model.Seat, []string) (map[string]int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.people.counts), b.people.err
}

// CreateGroup implements providers.GroupCreator.
func (b *Back) CreateGroup(_ context.Context, seat model.Seat, name string, members []string) (string, error) {
	return "new-group", b.dealt("create group %s %s: %s", seat.RemoteID, name, strings.Join(members, ", "))
}

// InviteMembers implements providers.MemberInviter.
func (b *Back) InviteMembers(_ context.Context, _ model.Seat, group model.Group, members []string) error {
	return b.dealt("invite to %s: %s", group.RemoteID, strings.Join(members, ", "))
}

// RemoveMembers implements providers.MemberRemover.
func (b *Back) RemoveMembers(_ context.Context, _ model.Seat, groupID string, members []string) error {
	return b.dealt("remove from %s: %s", groupID, strings.Join(members, ", "))
}

// RenameGroup implements providers.GroupRenamer.
func (b *Back) RenameGroup(_ context.Context, _ model.Seat, groupID, name string) error {
	return b.dealt("rename %s %s", groupID, name)
}

// Announce implements providers.Announcer.
func (b *Back) Announce(_ context.Context, _ model.Seat, groupID, text string, toAll bool) error {
	if toAll {
		text += " (to all)"
	}
	return b.dealt("announce %s: %s", groupID, text)
}

// SetGroupNickname implements providers.GroupNicknamer.
func (b *Back) SetGroupNickname(_ context.Context, _ model.Seat, groupID, name string) error {
	return b.dealt("nickname %s %s", groupID, name)
}

// QuitGroup implements providers.GroupQuitter.
func (b *Back) QuitGroup(_ context.Context, _ model.Seat, groupID string) error {
	return b.dealt("quit %s", groupID)
}

// TransferGroup implements providers.GroupTransferrer.
func (b *Back) TransferGroup(_ context.Context, _ model.Seat, groupID, memberID string) error {
	return b.dealt("transfer %s %s", groupID, memberID)
}

// SetAdmins implements providers.AdminEditor.
func (b *Back) SetAdmins(_ context.Context, _ model.Seat, groupID string, members []string, on bool) error {
	if err := b.dealt("admins %s %s %t", groupID, strings.Join(members, ", "), on); err != nil {
		return err
	}
	role := model.RoleMember
	if on {
		role = model.RoleAdmin
	}
	b.Set(func(b *Back) {
		list := b.people.members[groupID]
		for i := range list {
			if slices.Contains(members, list[i].RemoteID) {
				list[i].Role = role
			}
		}
	})
	return nil
}

// GroupCode implements providers.GroupCoder.
func (b *Back) GroupCode(_ context.Context, _ model.Seat, groupID string) (model.LoginCode, error) {
	return model.LoginCode{Content: GroupCodeOf(groupID), Wording: "该二维码 7 天内有效"}, b.dealt("code %s", groupID)
}

// GroupCodeOf is what the code of a group says.
func GroupCodeOf(groupID string) string { return "https://weixin.qq.com/g/" + groupID }

// BefriendMember implements providers.MemberBefriender.
func (b *Back) BefriendMember(_ context.Context, _ model.Seat, groupID, memberID, reason string) error {
	return b.dealt("befriend %s of %s: %s", memberID, groupID, reason)
}

// PinnedMessages implements providers.MessagePinner.
func (b *Back) PinnedMessages(context.Context, model.Seat, string) ([]model.PinnedMessage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.people.pinned), b.people.err
}

// PinMessage implements providers.MessagePinner.
func (b *Back) PinMessage(_ context.Context, _ model.Seat, c model.Conversation, m model.Message) error {
	return b.dealt("pin %s %s", c.PeerID, m.RemoteID)
}

// UnpinMessage implements providers.MessagePinner.
func (b *Back) UnpinMessage(_ context.Context, _ model.Seat, groupID, messageID string) error {
	if err := b.dealt("unpin %s %s", groupID, messageID); err != nil {
		return err
	}
	b.Set(func(b *Back) {
		b.people.pinned = slices.DeleteFunc(b.people.pinned, func(p model.PinnedMessage) bool { return p.RemoteID == messageID })
	})
	return nil
}
