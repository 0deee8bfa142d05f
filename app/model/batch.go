package model

import "time"

// DeedKind says what a Deed does.
type DeedKind int

// The kinds of deed. Numbers are stored: only ever append.
const (
	DeedTag           DeedKind = iota + 1 // put tags on a contact and take tags off
	DeedRemark                            // remark and description of a contact
	DeedCheckFriend                       // ask whether a contact still has the seat as one
	DeedDeleteContact                     // end the acquaintance with a contact
	DeedRenameGroup                       // name a group
	DeedAnnounce                          // set a group's notice
	DeedRemoveMembers                     // take people out of a group
	DeedInvite                            // bring contacts into a group
	DeedQuitGroup                         // leave a group
	DeedCreateTag                         // make a tag of a seat
	DeedRenameTag                         // name a tag of a seat
	DeedDeleteTag                         // take a tag away from a seat and all its contacts
)

// DeedTarget says what kind of thing a deed is done to.
type DeedTarget int

// The targets.
const (
	TargetContact DeedTarget = iota + 1
	TargetGroup
	TargetTag
)

// Target is what a deed of the kind is done to.
func (k DeedKind) Target() DeedTarget {
	switch k {
	case DeedTag, DeedRemark, DeedCheckFriend, DeedDeleteContact:
		return TargetContact
	case DeedRenameGroup, DeedAnnounce, DeedRemoveMembers, DeedInvite, DeedQuitGroup:
		return TargetGroup
	}
	return TargetTag
}

// DeedState is how far a deed is.
type DeedState int

// The states of a deed. Numbers are stored: only ever append.
const (
	DeedQueued    DeedState = iota + 1 // to be done
	DeedDoing                          // handed to the back end; after a restart it is looked up first
	DeedDone                           // the back end confirmed it
	DeedSame                           // there was nothing to change
	DeedRefused                        // the back end said no: Reason
	DeedMaybe                          // it may have been done, and it can't be looked up: a person decides
	DeedCancelled                      // a person stopped it before it was tried
	DeedDropped                        // refused or maybe, and a person has seen it
)

// Pending tells that a deed is still to come.
func (s DeedState) Pending() bool { return s == DeedQueued || s == DeedDoing }

// DeedDetail is what a deed wants, or what it changed. Only what its kind needs
// is set.
type DeedDetail struct {
	Put         []Tag    `json:"put,omitempty"`  // DeedTag; tags of the deed's seat
	Take        []Tag    `json:"take,omitempty"` // DeedTag
	Remark      *string  `json:"remark,omitempty"`
	Description *string  `json:"description,omitempty"`
	Name        string   `json:"name,omitempty"` // of a group or a tag
	Notice      string   `json:"notice,omitempty"`
	ToAll       bool     `json:"to_all,omitempty"`  // everybody is told of the notice
	Members     []string `json:"members,omitempty"` // remote ids
	TagGroup    string   `json:"tag_group,omitempty"`
	// AfterAll: only when every other deed of its batch on its seat was done, e.g.
	// to delete a tag after its contacts have another.
	AfterAll bool `json:"after_all,omitempty"`
	// Things: of a batch, how many of its deeds are of its own kind; the others make
	// or delete tags besides.
	Things int `json:"things,omitempty"`
}

// Deed (一步操作) is one thing to be done at a back end for a seat, as part of a
// batch. It survives a restart and is done once.
type Deed struct {
	ID        DeedID
	Batch     BatchID
	Kind      DeedKind
	Seat      SeatID
	Target    string     // remote id of the contact, group or tag; "" where it is yet to be made
	Label     string     // what the target was called when the deed was wished for
	Want      DeedDetail // what is wanted
	Was       DeedDetail // what it took the place of: tags really put on and taken off, the earlier remark, name or notice
	State     DeedState
	Reason    *Trouble
	Attempts  int
	NotBefore time.Time
	Ended     time.Time
}

// Batch (批量操作) is one wish of a person about one or many contacts, groups or
// tags: a list of deeds that are worked off one by one for each seat.
type Batch struct {
	ID       BatchID
	Kind     DeedKind   // of its deeds; of the first where a batch has several kinds
	Want     DeedDetail // what all its deeds have in common, to be shown
	Undoes   BatchID    // the batch that this one takes back; 0: none
	UndoneBy BatchID
	Created  time.Time
	Ended    time.Time // of the last deed; zero while there are pending ones
	Deeds    DeedCounts
	Seats    int // how many it concerns
}

// DeedCounts are how many deeds are in which state.
type DeedCounts struct {
	Queued, Doing, Done, Same, Refused, Maybe, Cancelled, Dropped int
}

// All is how many deeds there are.
func (c DeedCounts) All() int {
	return c.Queued + c.Doing + c.Done + c.Same + c.Refused + c.Maybe + c.Cancelled + c.Dropped
}

// Pending is how many are still to come.
func (c DeedCounts) Pending() int { return c.Queued + c.Doing }

// Mark says what of a row is not as it was wished: the newest deed about it that
// is pending, refused, or may have been done.
type Mark struct {
	Deed   DeedID
	Batch  BatchID
	Kind   DeedKind
	State  DeedState
	Reason *Trouble
	Want   DeedDetail
}
