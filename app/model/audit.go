package model

import "time"

// AuditEntry is one line of the audit log: who did what, when, on which seat.
// Lines are only ever added, and each names the one before it by its hash.
type AuditEntry struct {
	ID           int64
	At           time.Time // UTC, ms
	Who          string    // the user of the operating system
	What         AuditWhat
	Connection   ConnectionID // 0: none
	Seat         SeatID       // 0: none
	Conversation ConversationID
	SeatName     string // as it was called then
	About        string // whom or what it was about, as it was called then
	Detail       string // plain text; never a secret, never the text of a message
	Refused      string // why it was not done; "" it was done
	Hash         []byte // SHA-256 over the one before and all of this
}

// AuditWhat names what was done. Texts are stored.
type AuditWhat string

// What is written down. A name is "<family>.<deed>".
const (
	AuditConnectionAdd    AuditWhat = "connection.add"
	AuditConnectionChange AuditWhat = "connection.change"
	AuditConnectionRemove AuditWhat = "connection.remove"

	AuditSeatLogin  AuditWhat = "seat.login"
	AuditSeatLogout AuditWhat = "seat.logout"
	AuditSeatStart  AuditWhat = "seat.start"
	AuditSeatStop   AuditWhat = "seat.stop"
	AuditSeatChange AuditWhat = "seat.change"
	AuditSeatRemove AuditWhat = "seat.remove"
	AuditSeatImport AuditWhat = "seat.import"

	AuditSend     AuditWhat = "message.send"
	AuditResend   AuditWhat = "message.resend"
	AuditDiscard  AuditWhat = "message.discard"
	AuditRevoke   AuditWhat = "message.revoke"
	AuditForward  AuditWhat = "message.forward"
	AuditSaveFile AuditWhat = "message.save"

	AuditTakeOver AuditWhat = "visit.take"
	AuditResolve  AuditWhat = "visit.resolve"

	AuditContactAdd    AuditWhat = "contact.add"
	AuditContactChange AuditWhat = "contact.change"
	AuditContactDelete AuditWhat = "contact.delete"
	AuditContactTag    AuditWhat = "contact.tag"
	AuditTagChange     AuditWhat = "tag.change"
	AuditGroupMake     AuditWhat = "group.make"
	AuditGroupChange   AuditWhat = "group.change"
	AuditGroupMembers  AuditWhat = "group.members"
	AuditGroupQuit     AuditWhat = "group.quit"
	AuditBatch         AuditWhat = "batch.start"
	AuditBatchUndo     AuditWhat = "batch.undo"
	AuditMoment        AuditWhat = "moment.post"

	AuditCompany AuditWhat = "company.change" // contact ways, links, tasks, rules …; About says which
	AuditExport  AuditWhat = "data.export"
	AuditBackup  AuditWhat = "data.backup"
	AuditRestore AuditWhat = "data.restore"
	AuditRawCall AuditWhat = "tool.raw_call"

	AuditAlertAck  AuditWhat = "alert.ack"
	AuditRules     AuditWhat = "alert.rules"
	AuditSLA       AuditWhat = "sla.change"
	AuditTeamNamed AuditWhat = "team.name"
)
