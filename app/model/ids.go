// Package model holds the words of the console as plain types. It imports
// nothing of ours, so that a back end, the database and a screen mean the same
// thing by the same name.
//
// Two kinds of identity live side by side. An ID type is the number of a row in
// the local file. A remote id is the back end's own name for the same thing; it
// is always text, because documents mix numbers and strings and go past 2^53.
package model

// ConnectionID numbers a Connection in the local file; 0 means not stored yet.
type ConnectionID int64

// SeatID numbers a Seat in the local file.
type SeatID int64

// ContactID numbers a Contact in the local file.
type ContactID int64

// GroupID numbers a Group in the local file.
type GroupID int64

// ConversationID numbers a Conversation in the local file.
type ConversationID int64

// MessageID numbers a Message in the local file.
type MessageID int64

// JobID numbers a Job of the outbox in the local file.
type JobID int64

// BatchID numbers a Batch in the local file.
type BatchID int64

// DeedID numbers a Deed in the local file.
type DeedID int64
