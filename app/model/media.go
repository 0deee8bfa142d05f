package model

import "time"

// MediaPart is which form of a message's media is wanted.
type MediaPart string

// The parts.
const (
	MediaOriginal MediaPart = "original"
	MediaPreview  MediaPart = "preview" // small, to be shown in the conversation
	MediaMP3      MediaPart = "mp3"     // a voice message that any player plays
)

// MediaSource is where a part can be fetched by a plain GET, for a while.
type MediaSource struct {
	URL  string
	Size int64 // bytes; 0: not said
}

// TransferID numbers a Transfer in the local file.
type TransferID int64

// TransferState is how far a transfer is. Numbers are stored: only ever append.
type TransferState int

// The states.
const (
	TransferWaiting TransferState = iota
	TransferRunning
	TransferDone
	TransferFailed // see Reason; a person may try again
)

// Transfer is a file on its way to or from a back end. It survives a restart
// and goes on from what is already here.
type Transfer struct {
	ID           TransferID
	Message      MessageID
	Seat         SeatID
	Conversation ConversationID
	Part         MediaPart
	Up           bool // ours, on its way out; not stored as a row of its own
	FileName     string
	Size         int64 // bytes; 0: not known
	Done         int64 // bytes
	State        TransferState
	Reason       *Trouble
	Path         string // where it is when done
	SaveTo       string // where a person wants a copy; "": nowhere
	Created      time.Time
}
