package model

import "time"

// AlertID numbers an Alert in the local file.
type AlertID int64

// AlertKind says what an alert warns of. Texts are stored.
type AlertKind string

// The kinds of alert.
const (
	AlertOffline   AlertKind = "offline"   // a seat is offline or kicked for longer than Over
	AlertBanned    AlertKind = "banned"    // a seat is banned
	AlertWaiting   AlertKind = "waiting"   // customers of a seat wait for longer than Over
	AlertSLA       AlertKind = "sla"       // SLA clocks of a seat's customers ran out
	AlertUnread    AlertKind = "unread"    // a seat has Count unread messages or more
	AlertGap       AlertKind = "gap"       // history of a seat is open for longer than Over
	AlertQuota     AlertKind = "quota"     // Count or less are left of a quota
	AlertDetection AlertKind = "detection" // a back end's look for bans found one
	AlertLink      AlertKind = "link"      // a connection is down for longer than Over
)

// AlertKinds are all of them, in the order in which they are offered.
var AlertKinds = []AlertKind{
	AlertBanned, AlertDetection, AlertOffline, AlertWaiting, AlertSLA, AlertUnread, AlertGap, AlertLink, AlertQuota,
}

// AlertRule says when to warn, and whom.
type AlertRule struct {
	ID          int64          `json:"id"`
	Kind        AlertKind      `json:"kind"`
	Name        string         `json:"name,omitempty"` // "": named by its kind
	On          bool           `json:"on"`
	Over        time.Duration  `json:"over,omitempty"`
	Count       int            `json:"count,omitempty"`
	Connections []ConnectionID `json:"connections,omitempty"` // none: all
	Teams       []string       `json:"teams,omitempty"`       // none: all
	WorkHours   bool           `json:"work_hours,omitempty"`  // only within working hours
	Grave       bool           `json:"grave,omitempty"`       // shown in red
	Desktop     bool           `json:"desktop,omitempty"`     // a notification of the desktop
	Targets     []string       `json:"targets,omitempty"`     // names of the AlertTargets it is sent to
}

// Alert is a warning that was raised. It is open until what it warns of is over,
// and stays in the log after that.
type Alert struct {
	ID           AlertID
	Rule         int64
	Kind         AlertKind
	Grave        bool
	Connection   ConnectionID
	Seat         SeatID         // 0: about a connection
	Conversation ConversationID // of those customers, the one who has waited longest; 0: about a seat
	Ref          string         // which of several, e.g. of quotas or detections

	Since   time.Time // when what it warns of began; of customers, for that one
	Raised  time.Time
	Cleared time.Time // zero: it is open
	Acked   time.Time // zero: nobody has acknowledged it
	AckedBy string
	Count   int    // how many, where its kind counts
	Detail  string // the back end's own words

	SeatName string // derived
	Peer     string // name of the customer who waits; derived
}

// Open tells whether what it warns of is not over.
func (a Alert) Open() bool { return a.Cleared.IsZero() }

// AlertTarget is where alerts are sent beside the screen.
type AlertTarget struct {
	Name       string       `json:"name"`
	Robot      bool         `json:"robot"` // a group robot of WeCom; its address is a secret and sealed apart
	Connection ConnectionID `json:"connection,omitempty"`
	To         []string     `json:"to,omitempty"` // staff by user id, for a message of the company's app
}

// AlertSending is an alert on its way to a target.
type AlertSending struct {
	Alert    AlertID
	Target   string
	Attempts int
	NotFor   time.Time // not before
	Sent     time.Time // zero: not yet
	Problem  *Trouble  // of the last attempt
}
