package model

import "time"

// Moment (朋友圈) is one entry of a timeline, as a seat sees it.
type Moment struct {
	Seat         SeatID
	RemoteID     string
	AuthorID     string
	AuthorName   string
	AuthorAvatar string
	At           time.Time
	Text         string
	Link         *MomentLink // what it shares
	Pictures     []MomentPicture
	Video        *MomentPicture // URL is the film, Thumb its first picture
	Place        string
	Liked        bool // by the seat
	Likes        []MomentLike
	Comments     []MomentComment
	Raw          []byte // as it came, for kinds that are not known
}

// MomentLink is a page that a moment shares.
type MomentLink struct{ Title, URL, Cover string }

// MomentPicture is a picture or film of a moment.
type MomentPicture struct{ URL, Thumb string }

// MomentLike is somebody who likes it.
type MomentLike struct{ RemoteID, Name string }

// MomentComment is what somebody wrote under it.
type MomentComment struct {
	RemoteID string
	AuthorID string
	Author   string
	ReplyTo  string // remote id of another comment; "": none
	Text     string
	At       time.Time
}

// MomentPost is a moment to be published. Files are addresses the back end can
// fetch.
type MomentPost struct {
	Text         string
	Link         *MomentLink
	Pictures     []string
	Video        string
	VisibleTags  []string // remote ids: only for these
	HiddenTags   []string // not for these
	MentionedIDs []string
}

// FoundContact is a person a search found, who may be asked to be a contact.
type FoundContact struct {
	Contact Contact
	Friend  bool // is one already
	Blocked bool // can't be added; Reason says why
	Reason  string
	Ref     map[string]string // what only its back end reads
}

// PinnedMessage is a message on top of a group.
type PinnedMessage struct {
	RemoteID string
	Summary  string
	SenderID string
	At       time.Time
}

// MiniLink is where a mini program's short link leads.
type MiniLink struct {
	Link  string
	AppID string
	Page  string
	Title string
}

// WebLogin is a site that asks to be logged in with the seat's account.
type WebLogin struct {
	URL    string
	Name   string // of the site
	Icon   string
	Scopes []WebScope
}

// WebScope is one thing the site wants to know or do.
type WebScope struct{ ID, Text string }
