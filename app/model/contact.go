package model

import "time"

// Gender as the back ends tell it.
type Gender int

// The genders the documents know.
const (
	GenderUnknown Gender = iota
	GenderMale
	GenderFemale
)

// Friendship says whether a contact and the seat can still write to one another.
type Friendship int

// The friend states.
const (
	FriendUnknown     Friendship = iota
	FriendNormal                 // 正常
	FriendDeletedByUs            // 成员主动删除
	FriendDeletedUs              // 客户主动删除
	FriendDeletedBoth            // 双方互删
)

// Contact (客户/联系人) is a person as one seat sees them.
type Contact struct {
	ID          ContactID
	Seat        SeatID
	RemoteID    string
	Name        string
	Remark      string // 备注名: what the seat calls them
	Description string // 描述
	Avatar      string
	Gender      Gender
	Mobile      string
	Email       string
	Corp        string
	Position    string
	WeChat      bool // a WeChat user, not a WeCom one
	External    bool // a customer, not a colleague
	Friendship  Friendship
	Removed     bool
	Tags        []Tag // filled by queries that say so
	Created     time.Time
	Modified    time.Time
}

// Kind tells where the contact writes from.
func (c Contact) Kind() PersonKind { return KindOf(c.External, c.WeChat) }

// DisplayName is the remark where there is one, else the name, else the remote id.
func (c Contact) DisplayName() string {
	switch {
	case c.Remark != "":
		return c.Remark
	case c.Name != "":
		return c.Name
	}
	return c.RemoteID
}

// Group (群) is a group chat as one seat sees it.
type Group struct {
	ID          GroupID
	Seat        SeatID
	RemoteID    string
	Name        string
	Avatar      string
	OwnerID     string // remote id of the owner
	OwnerName   string
	MemberCount int
	OuterCount  int // WeChat people in it
	External    bool
	Dissolved   bool // or the seat is no longer in it
	Notice      string
	Created     time.Time
	Modified    time.Time
}

// Role of a member in a group. Higher ones may do more.
type Role int

// RoleUnknown is of who does not own a group, and may or may not administer it: a
// list that tells no administrators. What is known of that stays.
const RoleUnknown Role = -1

// The roles.
const (
	RoleMember Role = iota
	RoleAdmin
	RoleOwner
)

// Member is a person in a group.
type Member struct {
	RemoteID  string
	Name      string
	Avatar    string
	Role      Role
	WeChat    bool
	External  bool
	Left      bool
	Joined    time.Time
	Source    JoinSource
	InvitedBy string // remote id of who brought them; "" is not known
}

// Kind tells where the member writes from.
func (m Member) Kind() PersonKind { return KindOf(m.External, m.WeChat) }

// JoinSource is the way by which somebody came into a group.
type JoinSource int

// The ways. Numbers are stored: only ever append.
const (
	JoinUnknown JoinSource = iota
	JoinInvited            // a member brought them
	JoinLink               // by a link
	JoinCode               // by a QR code
)

// TagGroup is a heading over tags.
type TagGroup struct {
	RemoteID string
	Name     string
	Corp     bool // of the company; else the seat's own
	Tags     []Tag
}

// Tag (标签) is a label on contacts.
type Tag struct {
	RemoteID      string
	GroupRemoteID string
	GroupName     string
	Name          string
	Corp          bool
}

// FriendRequest is somebody asking to be a contact of a seat.
type FriendRequest struct {
	ID       int64
	Seat     SeatID
	RemoteID string // of the person
	Name     string
	Avatar   string
	Reason   string // what they wrote
	Gender   Gender
	WeChat   bool
	At       time.Time
	Accepted bool
	Ref      map[string]string // what only its back end reads, to accept it
}
