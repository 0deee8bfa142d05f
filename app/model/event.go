package model

import "time"

// Event is something a back end said, in the console's words. Things are named
// by remote ids; the app finds or makes the rows. Applying an event twice
// changes nothing.
type Event interface{ isEvent() }

// SeatSeen tells all a back end says of a seat; it replaces what was known. A
// state of SeatUnknown leaves the one that is stored.
type SeatSeen struct {
	Seat    Seat
	Partial bool // only non-empty fields are known
}

// SeatsListed tells that the list of seats of a connection was read to its end:
// seats that are not in it were removed.
type SeatsListed struct{ RemoteIDs []string }

// SeatStateSeen tells a change of state and nothing else of a seat. The seat is
// found by remote id, else by account id.
type SeatStateSeen struct {
	Seat  SeatRef
	State SeatState
	At    time.Time // when it changed; zero: now. One older than the last change known only goes to the log.

	BannedFrom time.Time // with SeatBanned, as far as it was told
	UnlockAt   time.Time
}

// SeatLogSeen tells what the back end's own log says of a seat's logins and
// logouts; entries known already change nothing.
type SeatLogSeen struct {
	Seat    SeatRef
	Entries []SeatLogEntry
}

// CompanySeen tells of a company that seats belong to.
type CompanySeen struct{ Company Company }

// TeamsSeen tells what the back end calls teams of seats. Teams that are not
// named stay as they are.
type TeamsSeen struct{ Teams []Team }

// PanelSeen tells the totals that a back end counts over all seats of the
// connection.
type PanelSeen struct{ Panel Panel }

// DetectionSeen tells the outcome of a back end's look for bans. Seats that it
// names change their state with it.
type DetectionSeen struct{ Detection Detection }

// OfficialSeen tells statistics that the back end keeps of a day of a seat; they
// replace what was known of that day.
type OfficialSeen struct {
	Seat SeatRef
	Days []OfficialDay
}

// QuotasSeen tells what is left of what a company has bought. They replace what
// was known of the connection.
type QuotasSeen struct{ Quotas []Quota }

// WelcomeDue tells that a customer was added and can be greeted, once, with a code
// that is good for a few seconds. It is not stored.
type WelcomeDue struct {
	Seat      SeatRef
	ContactID string // remote
	Code      string
	State     string // of the contact way by which the customer came
	At        time.Time
}

// CompanyNoticeSeen tells of something at a company that is no message and no
// change of a seat: a customer lost, a transfer refused, a licence running out.
type CompanyNoticeSeen struct{ Notice CompanyNotice }

// SeatRef names a seat at its connection: by RemoteID, else by AccountID.
type SeatRef struct {
	RemoteID  string
	AccountID string
}

// ConversationRef names a conversation of a seat: by RemoteID, else by PeerID.
// The rest fills a row that has to be made.
type ConversationRef struct {
	RemoteID string
	PeerID   string
	Group    bool
	Name     string // "" leaves the name as it is
	Avatar   string
	Assigned string
}

// ConversationSeen tells what a back end's own list says of a conversation.
type ConversationSeen struct {
	Seat         SeatRef
	Conversation ConversationRef
	LastAt       time.Time
	Preview      string
	Unread       int // -1: not said
}

// MessageSeen tells of a message, live or from history.
type MessageSeen struct {
	Seat         SeatRef
	Conversation ConversationRef
	Message      Message // RemoteID set; Seat and Conversation are not
	Live         bool    // pushed just now: counts as unread and as waiting
	// Echo marks a message of the seat's own that names no client id: it may be
	// one that this console sent and got no answer for.
	Echo bool
}

// MessageRevoked tells that a message was taken back, by its writer or by
// somebody with the right to. Of the message a trace is left.
type MessageRevoked struct {
	Seat         SeatRef
	Conversation ConversationRef
	RemoteID     string // of the message
	ByID         string // who took it back; "" is not known
	ByName       string
	ByUs         bool
	At           time.Time
}

// ContactGone tells that a contact is no longer one of the seat's.
type ContactGone struct {
	Seat     SeatRef
	RemoteID string
}

// SendRefused tells that the back end refused a message of ours.
type SendRefused struct {
	Seat     SeatRef
	ClientID string
	Reason   Trouble
}

// ContactSeen tells of a contact; empty fields that Partial names as unknown
// leave what is stored.
type ContactSeen struct {
	Seat    SeatRef
	Contact Contact
	Partial bool // only non-empty fields are known
}

// GroupSeen tells of a group.
type GroupSeen struct {
	Seat    SeatRef
	Group   Group
	Partial bool
}

// MembersSeen tells of members of a group; Whole means the list is complete.
type MembersSeen struct {
	Seat    SeatRef
	GroupID string // remote
	Members []Member
	Whole   bool
}

// TagsSeen tells all tags of a seat; it replaces what was known.
type TagsSeen struct {
	Seat   SeatRef
	Groups []TagGroup
}

// ContactTagsSeen tells which tags the contacts of a seat have, both by remote id;
// contacts that are not named have none.
type ContactTagsSeen struct {
	Seat SeatRef
	Tags map[string][]string // by contact
}

// FriendRequestSeen tells that somebody asks to be a contact.
type FriendRequestSeen struct {
	Seat    SeatRef
	Request FriendRequest
}

// FriendAccepted tells that a request was accepted.
type FriendAccepted struct {
	Seat     SeatRef
	RemoteID string
}

// PayloadRefused keeps what could not be decoded, with the reason. Suspect marks
// that a message may have been in it, so that history must be read.
type PayloadRefused struct {
	Seat    SeatRef // may be empty
	Source  string  // e.g. "socket message", "chat/message"
	Raw     []byte
	Reason  string
	Suspect bool
}

func (SeatSeen) isEvent()          {}
func (SeatsListed) isEvent()       {}
func (SeatStateSeen) isEvent()     {}
func (WelcomeDue) isEvent()        {}
func (SeatLogSeen) isEvent()       {}
func (CompanySeen) isEvent()       {}
func (TeamsSeen) isEvent()         {}
func (PanelSeen) isEvent()         {}
func (DetectionSeen) isEvent()     {}
func (OfficialSeen) isEvent()      {}
func (QuotasSeen) isEvent()        {}
func (CompanyNoticeSeen) isEvent() {}
func (ConversationSeen) isEvent()  {}
func (MessageSeen) isEvent()       {}
func (MessageRevoked) isEvent()    {}
func (ContactGone) isEvent()       {}
func (SendRefused) isEvent()       {}
func (ContactSeen) isEvent()       {}
func (GroupSeen) isEvent()         {}
func (MembersSeen) isEvent()       {}
func (TagsSeen) isEvent()          {}
func (ContactTagsSeen) isEvent()   {}
func (FriendRequestSeen) isEvent() {}
func (FriendAccepted) isEvent()    {}
func (PayloadRefused) isEvent()    {}
