package model

import "time"

// TagName names a tag over several seats: by its heading and its name. Each seat
// has a tag of its own under it.
type TagName struct {
	Group string // name of the TagGroup; "" where a back end has none
	Name  string
}

// TagExpression chooses contacts by their tags: of Any at least one, of All every
// one, of None not one. An empty part chooses everybody.
type TagExpression struct {
	Any, All, None []TagName
	Untagged       bool // those who have no tag at all; the rest is then empty
}

// Empty tells that it chooses everybody.
func (e TagExpression) Empty() bool {
	return len(e.Any) == 0 && len(e.All) == 0 && len(e.None) == 0 && !e.Untagged
}

// PersonKind says where a person writes from.
type PersonKind int

// The kinds of person.
const (
	PersonAny    PersonKind = iota
	PersonStaff             // 同事: of the seat's own company
	PersonWeCom             // 企微: of another company
	PersonWeChat            // 微信
)

// KindOf tells the kind of a contact or member from what back ends say of it.
func KindOf(external, weChat bool) PersonKind {
	switch {
	case weChat:
		return PersonWeChat
	case external:
		return PersonWeCom
	}
	return PersonStaff
}

// Order is by what a table is sorted. The zero value is by name, upwards.
type Order struct {
	By   OrderBy
	Down bool
}

// OrderBy is a column that a table can be sorted by.
type OrderBy int

// What tables are sorted by; not every table has every one.
const (
	ByName OrderBy = iota
	BySeat
	ByCreated
	ByModified
	ByMembers  // groups: size; people: in how many of the groups
	ByOuter    // groups: WeChat people
	ByOwner    // groups
	ByCorp     // contacts
	ByFriend   // contacts: friend state
	BySeats    // contacts: how many seats know them
	ByGroups   // contacts: in how many groups they are
	ByTagCount // tags: how many contacts have it
)

// GroupState narrows groups by whether the seat is in them.
type GroupState int

// The states of a group.
const (
	GroupThere GroupState = iota // 正常
	GroupGone                    // dissolved, or the seat is no longer in it
	GroupEither
)

// GroupFilter chooses groups of one seat or of all. The zero value chooses all
// that are there.
type GroupFilter struct {
	Seat       SeatID // 0: all
	Text       string // each word in the name, its pinyin or initials, or the remote id
	State      GroupState
	Inner      bool   // only groups of colleagues
	Outer      bool   // only groups with customers
	Owner      string // remote id of the owner
	Ours       bool   // the seat owns it
	Least      int    // members; 0: no bound
	Most       int
	MemberTags TagExpression // some member is a contact whom the expression chooses
	Member     string        // remote id of a person who is in it
	Marked     bool          // something about it is pending or was refused
	Order      Order
}

// GroupRow is a group in a table.
type GroupRow struct {
	Group
	SeatName string
	Mark     *Mark
}

// ContactFilter chooses contacts of one seat or of all. The zero value chooses
// all that were not removed.
type ContactFilter struct {
	Seat         SeatID // 0: all
	Text         string // each word in name, remark, their pinyin or initials, mobile, corp or remote id
	Tags         TagExpression
	Kind         PersonKind
	Friendships  []Friendship // any of these; none: all
	SeveralSeats bool         // more than one seat has this person
	Marked       bool         // something about them is pending or was refused
	Order        Order
}

// ContactRow is a contact in a table, with tags.
type ContactRow struct {
	Contact
	SeatName string
	Seats    int // that have this person, this one included
	Groups   int // that this seat sees them in
	Mark     *Mark
}

// Person is somebody in one or several of the groups that were asked about.
type Person struct {
	RemoteID  string
	Name      string
	Avatar    string
	Seat      SeatID // one that sees them in a group
	Kind      PersonKind
	Role      Role // the highest of theirs
	Groups    int  // of those asked about
	ContactOf int  // how many seats have them as a contact
}

// TagSummary is a tag over one or several seats: all that have the same name under
// the same heading.
type TagSummary struct {
	TagName
	Corp     bool
	Contacts int // of all seats, as far as is known here
	On       []SeatTag
	Mark     *Mark
}

// SeatTag is a tag as one seat has it.
type SeatTag struct {
	Seat     SeatID
	SeatName string
	Tag      Tag
	Contacts int
}

// Reading tells how a seat's list of contacts or groups was read last.
type Reading struct {
	Seat  SeatID
	What  ListKind
	Total int // as the back end counts; 0: it does not say
	Rows  int // that it gave
	At    time.Time
	Here  int // rows of the list that are here now
	Gone  int // of them, those that were removed or dissolved since
}

// Counted is how many rows the back end has: what it says, else what it gave.
func (r Reading) Counted() int {
	if r.Total > 0 {
		return r.Total
	}
	return r.Rows
}

// Agrees tells whether as many rows are here. Some back ends count what is gone,
// some leave it out.
func (r Reading) Agrees() bool { return r.Counted() >= r.Here-r.Gone && r.Counted() <= r.Here }

// ListKind names a list that is read as a whole.
type ListKind int

// The lists. Numbers are stored: only ever append.
const (
	ListOfContacts ListKind = iota + 1
	ListOfGroups
)

// Profile is what a seat's own account says of itself. A nil field stays.
type Profile struct {
	Name, Alias, Phone, Mobile, Position *string
	Gender                               *Gender
}

// GroupSetting is a part of what a back end keeps about a group and does by
// itself.
type GroupSetting string

// The parts that can be copied from one group to others (有机云 2.9).
const (
	SettingWelcome GroupSetting = "welcome" // 入群欢迎语
	SettingKeyword GroupSetting = "keyword" // 群关键词回复
	SettingDefault GroupSetting = "default" // 默认回复
)
