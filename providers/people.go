package providers

import (
	"context"

	"seatdeck/app/model"
)

// ContactLister is a Link that can list the contacts of a seat, page by page; the
// first page is "". Events: ContactSeen, and GroupSeen where one list has both.
type ContactLister interface {
	ListContacts(ctx context.Context, seat model.Seat, page string) (Page, error)
}

// ContactInquirer is a Link that can look up single contacts or groups. Events:
// ContactSeen, GroupSeen, MembersSeen.
type ContactInquirer interface {
	InquireContacts(ctx context.Context, seat model.Seat, remoteIDs []string) ([]model.Event, error)
}

// RemarkEditor is a Link that can change what a seat calls a contact. A nil
// field stays as it is. One that the back end does not know is a *model.Trouble
// of code TroubleUnsupported, and nothing was changed.
type RemarkEditor interface {
	EditRemark(ctx context.Context, seat model.Seat, contactID string, remark, description *string) error
}

// PhoneAdder is a Link that asks the owner of a phone number to be a contact in
// one step; the contact found is returned.
type PhoneAdder interface {
	AddByPhone(ctx context.Context, seat model.Seat, phone, reason string) (model.Contact, error)
}

// FriendAccepter is a Link that can accept who asks to be a contact.
type FriendAccepter interface {
	AcceptFriend(ctx context.Context, seat model.Seat, request model.FriendRequest) error
}

// ContactFinder is a Link that can look for people before it asks one of them to
// be a contact: by phone, WeChat id, QQ number, or the link in a card's code.
// Nobody found is an empty list.
type ContactFinder interface {
	FindContacts(ctx context.Context, seat model.Seat, query string) ([]model.FoundContact, error)
	AddFound(ctx context.Context, seat model.Seat, found model.FoundContact, reason string) error
}

// ContactRemover is a Link that can end a seat's acquaintance with a contact.
type ContactRemover interface {
	DeleteContact(ctx context.Context, seat model.Seat, contactID string) error
}

// FriendChecker is a Link that can tell whether a contact still has the seat as
// one.
type FriendChecker interface {
	CheckFriend(ctx context.Context, seat model.Seat, contactID string) (model.Friendship, error)
}

// Flagger is a Link that keeps switches on conversations.
type Flagger interface {
	// Flags are those that a conversation can have.
	Flags(c model.Conversation) []model.Flag
	SetFlag(ctx context.Context, seat model.Seat, c model.Conversation, flag model.Flag, on bool) error
}

// TagLister is a Link that can list the tags of a seat. Events: TagsSeen.
type TagLister interface {
	ListTags(ctx context.Context, seat model.Seat) ([]model.Event, error)
}

// TaggedLister is a Link that can tell which contacts of a seat have which of
// these tags. Events: ContactTagsSeen, or none where the back end can't be asked.
type TaggedLister interface {
	ListTagged(ctx context.Context, seat model.Seat, groups []model.TagGroup) ([]model.Event, error)
}

// TagEditor is a Link that can change the tags there are. The list is read again
// afterwards.
type TagEditor interface {
	CreateTag(ctx context.Context, seat model.Seat, groupID, name string) error
	RenameTag(ctx context.Context, seat model.Seat, tag model.Tag, name string) error
	DeleteTag(ctx context.Context, seat model.Seat, tag model.Tag) error
}

// ContactTagger is a Link that can say which tags a contact has: those, and no
// others. Before is what it had as far as is known, for back ends that are told
// the difference.
type ContactTagger interface {
	SetContactTags(ctx context.Context, seat model.Seat, contactID string, tags, before []model.Tag) error
}

// ManyTagger is a ContactTagger that can say the same tags of many contacts in one
// call: each of them then has those, and no others. An error says that none of
// them, or not all, were changed.
type ManyTagger interface {
	SetTagsOfMany(ctx context.Context, seat model.Seat, contactIDs []string, tags []model.Tag) error
	// TagsAtOnce is how many contacts one call may name.
	TagsAtOnce() int
}

// DirectorySyncer is a Link that can be told to read a seat's contacts and groups
// anew from WeCom; the lists say so when it has.
type DirectorySyncer interface {
	SyncDirectory(ctx context.Context, seat model.Seat) error
}

// ProfileEditor is a Link that can change what the seat's own account says of
// itself.
type ProfileEditor interface {
	EditProfile(ctx context.Context, seat model.Seat, p model.Profile) error
}

// TagCounter is a Link that can tell how many contacts have a tag, by its remote
// id.
type TagCounter interface {
	CountTagged(ctx context.Context, seat model.Seat, tagIDs []string) (map[string]int, error)
}
