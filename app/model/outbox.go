package model

import "time"

// JobKind says what a Job wants done.
type JobKind int

// The kinds of job. Numbers are stored: only ever append.
const (
	JobSend        JobKind = iota // send the message it points to
	JobForward                    // forward ServerID to the conversation of its message
	JobClearUnread                // tell the back end that the conversation was read; no message
)

// Job (待发) is a durable wish of the agent that a back end has yet to confirm.
type Job struct {
	ID           JobID
	Kind         JobKind
	Seat         SeatID
	Conversation ConversationID
	Message      MessageID
	ClientID     string
	Payload      []byte // JSON that only its kind reads
	Attempts     int
	NotBefore    time.Time // pace: not tried sooner
	Created      time.Time
}
