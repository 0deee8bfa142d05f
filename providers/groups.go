package providers

import (
	"context"

	"seatdeck/app/model"
)

// GroupLister is a Link that can list groups and their members, page by page; the
// first page is "". Events: GroupSeen, MembersSeen. A back end that tells of
// groups in the list of contacts has none here.
type GroupLister interface {
	ListGroups(ctx context.Context, seat model.Seat, page string) (Page, error)
	ListMembers(ctx context.Context, seat model.Seat, groupID, page string) (Page, error)
}

// What can be done with a group, each where a back end has it. Groups and people
// are named by remote id.
type (
	// GroupCreator makes a group of contacts; the new group's id is returned, also
	// beside an error where the group was made and something else failed.
	GroupCreator interface {
		CreateGroup(ctx context.Context, seat model.Seat, name string, members []string) (groupID string, err error)
	}
	// MemberInviter adds contacts to a group, or invites them where it is too
	// large to add them.
	MemberInviter interface {
		InviteMembers(ctx context.Context, seat model.Seat, group model.Group, members []string) error
	}
	// MemberRemover takes members out of a group.
	MemberRemover interface {
		RemoveMembers(ctx context.Context, seat model.Seat, groupID string, members []string) error
	}
	// GroupRenamer names a group.
	GroupRenamer interface {
		RenameGroup(ctx context.Context, seat model.Seat, groupID, name string) error
	}
	// Announcer sets the notice of a group. With toAll everybody is told of it,
	// where that can be chosen; elsewhere it changes nothing.
	Announcer interface {
		Announce(ctx context.Context, seat model.Seat, groupID, text string, toAll bool) error
	}
	// GroupNicknamer says what the seat is called in a group.
	GroupNicknamer interface {
		SetGroupNickname(ctx context.Context, seat model.Seat, groupID, name string) error
	}
	// GroupQuitter has the seat leave a group.
	GroupQuitter interface {
		QuitGroup(ctx context.Context, seat model.Seat, groupID string) error
	}
	// GroupTransferrer gives a group to another member.
	GroupTransferrer interface {
		TransferGroup(ctx context.Context, seat model.Seat, groupID, memberID string) error
	}
	// AdminEditor makes members administrators of a group, or no longer.
	AdminEditor interface {
		SetAdmins(ctx context.Context, seat model.Seat, groupID string, members []string, on bool) error
	}
	// AdminLister asks who administers a group, besides its owner.
	AdminLister interface {
		ListAdmins(ctx context.Context, seat model.Seat, groupID string) ([]string, error)
	}
	// GroupSettingsCopier copies what the back end keeps of a group, in all of the
	// parts, to other groups of the same connection: by seat, their remote ids.
	GroupSettingsCopier interface {
		CopyGroupSettings(ctx context.Context, seat model.Seat, groupID string, parts []model.GroupSetting, to []GroupsOfSeat) error
	}
	// GroupDownloader has the back end make a file of groups of a seat, which can
	// be fetched at the URL returned.
	GroupDownloader interface {
		DownloadGroups(ctx context.Context, seat model.Seat, groupIDs []string) (url string, err error)
	}
	// GroupCoder gives the code by which people join a group.
	GroupCoder interface {
		GroupCode(ctx context.Context, seat model.Seat, groupID string) (model.LoginCode, error)
	}
	// MemberBefriender asks a member of a group to be a contact.
	MemberBefriender interface {
		BefriendMember(ctx context.Context, seat model.Seat, groupID, memberID, reason string) error
	}
	// MessagePinner keeps messages on top of a group.
	MessagePinner interface {
		PinnedMessages(ctx context.Context, seat model.Seat, groupID string) ([]model.PinnedMessage, error)
		PinMessage(ctx context.Context, seat model.Seat, c model.Conversation, m model.Message) error
		UnpinMessage(ctx context.Context, seat model.Seat, groupID, messageID string) error
	}
)

// GroupsOfSeat are groups as one seat names them.
type GroupsOfSeat struct {
	Seat     model.Seat
	GroupIDs []string
}
