package model

import "time"

// Conversation (会话) is what a seat and one contact or group said.
type Conversation struct {
	ID       ConversationID
	Seat     SeatID
	RemoteID string // chatId: how pushes name it
	PeerID   string // chatUser: the contact's or group's remote id
	Group    bool
	Name     string
	Avatar   string
	Assigned string // the back end's user it is assigned to

	LastAt      time.Time // of the newest message, ours or the back end's word for it
	LastPreview string
	LastKind    Kind
	LastOut     bool      // the newest message is ours
	LastState   SendState // its state when it is ours
	Unread      int
	WaitingFrom time.Time // oldest unanswered message of the customer; zero: nobody waits
	Draft       string

	Cursor Cursor
	Pinned bool  // above the others in the list; FlagPinned says the same
	Flags  Flags // as far as they were set here or told

	// A visit (接待) is one stretch of service: it begins with a message of the
	// customer's when none is open, and ends when somebody says that it is done or
	// after a long silence.
	VisitFrom  time.Time // of the customer's first message of the open visit; zero: none is open
	VisitFirst time.Time // of the first answer in it; zero: none yet
	ResolvedAt time.Time // when a visit was last said to be done
	TakenBy    string    // who took it over at this console; "" nobody did
	TakenAt    time.Time

	SeatName string // derived, for the tab of all seats
	Remark   string // derived from the contact
}

// Title is what the conversation list shows: remark, then name, then peer.
func (c Conversation) Title() string {
	switch {
	case c.Remark != "":
		return c.Remark
	case c.Name != "":
		return c.Name
	case c.PeerID != "":
		return c.PeerID
	}
	return c.RemoteID
}

// Cursor (进度) says how far the history of a conversation is known to be whole.
//
// History was read by calls up to Verified, and down to its beginning when
// Backfilled. What came live after that is believed only while the link holds, and
// what was said in the very second of the reading may be in it or not: Dirty marks
// such, and a reconnect then reads again from Verified.
type Cursor struct {
	Verified   time.Time // zero: never read
	Backfilled bool      // read down to the first message
	Dirty      bool      // more may have been said since Verified
	Gap        bool      // messages may be missing: history must be read
}
