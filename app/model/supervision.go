package model

import "time"

// Tally counts what happened on a seat in a span of time. Tallies of spans that
// do not overlap add up. A wait is from a customer's message that found nobody
// waiting until the next answer; it counts where it began. Groups and system
// lines do not count.
type Tally struct {
	Received int // messages of customers
	Sent     int // messages of the seat

	Visits   int // visits begun
	Resolved int // visits that somebody said were done, counted where they ended
	Asked    int // waits begun
	Answered int // of those, the ones that were answered

	WaitSum time.Duration // of those answered
	Longest time.Duration // the longest of those answered

	FirstAnswered int           // visits begun that were answered
	FirstSum      time.Duration // from their first message to the first answer

	Spread [SpreadSteps]int // answered waits by length, see SpreadEnds
}

// SpreadSteps is how many lengths of waits are told apart.
const SpreadSteps = 12

// SpreadEnds are the lengths up to which the waits of a step go; the last step
// has no end.
var SpreadEnds = [SpreadSteps - 1]time.Duration{
	10 * time.Second, 20 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 3 * time.Minute,
	5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, time.Hour,
}

// Add gives the tally of both spans together.
func (t Tally) Add(o Tally) Tally {
	t.Received += o.Received
	t.Sent += o.Sent
	t.Visits += o.Visits
	t.Resolved += o.Resolved
	t.Asked += o.Asked
	t.Answered += o.Answered
	t.WaitSum += o.WaitSum
	t.Longest = max(t.Longest, o.Longest)
	t.FirstAnswered += o.FirstAnswered
	t.FirstSum += o.FirstSum
	for i := range t.Spread {
		t.Spread[i] += o.Spread[i]
	}
	return t
}

// MeanWait is how long customers waited for an answer; ok is false when none was
// given.
func (t Tally) MeanWait() (mean time.Duration, ok bool) { return meanOf(t.WaitSum, t.Answered) }

// MeanFirst is how long customers waited for the first answer of a visit.
func (t Tally) MeanFirst() (mean time.Duration, ok bool) { return meanOf(t.FirstSum, t.FirstAnswered) }

func meanOf(sum time.Duration, n int) (time.Duration, bool) {
	if n == 0 {
		return 0, false
	}
	return sum / time.Duration(n), true
}

// HourTally is the tally of one hour of a seat.
type HourTally struct {
	Seat SeatID
	Hour time.Time // its beginning, UTC
	Tally
}

// StateSpan is a time in which a seat was in one state.
type StateSpan struct {
	State    SeatState
	From, To time.Time // UTC
}

// SeatLogEntry is one line of a seat's log.
type SeatLogEntry struct {
	At     time.Time // UTC
	State  SeatState
	Source LogSource
}

// LogSource says who noted a change of state. Numbers are stored.
type LogSource int

// The sources.
const (
	LoggedHere   LogSource = iota // this console saw it
	LoggedRemote                  // the back end's own log
)

// Company (企业) is what seats belong to.
type Company struct {
	ID        string // at the back end
	Name      string
	ShortName string
	Remark    string
	// Who registered the company, as the back end tells it.
	LegalPerson   string
	LegalPersonID string
	Verified      int // the back end's own number for how it was verified
}

// Team (分组) is a group of seats.
type Team struct {
	Connection ConnectionID
	ID         string // at the back end
	Name       string // "" where the back end gives none and nobody here named it
	Named      bool   // named here
}

// Panel are totals over the seats of a connection, as its back end counts.
type Panel struct {
	At       time.Time
	Users    int // 所有坐席数
	Online   int // 在线坐席数
	Accounts int // 总账号数（经营）
	AccountsOnline, AccountsOffline,
	AccountsNormal, AccountsBanned int
}

// Detection is the outcome of a back end's look for bans.
type Detection struct {
	ID       string // the task's code
	At       time.Time
	Title    string
	Content  string
	Total    int // accounts looked at
	Banned   int
	Normal   int
	Valid    int // of those, looked at without failure
	Complete bool
	Records  []DetectionRecord
}

// DetectionRecord is what a look for bans found of one account.
type DetectionRecord struct {
	Seat     SeatRef
	Name     string
	Banned   bool
	Failed   bool // it could not be looked at
	From     time.Time
	UnlockAt time.Time
	Content  string
}

// OfficialDay are statistics that a back end keeps of a day of a seat. What is
// not told is -1.
type OfficialDay struct {
	Day time.Time // its beginning at the back end (Asia/Shanghai)

	Chats      int           // 聊天总数
	Messages   int           // 发送消息数
	ReplyShare float64       // 已回复聊天占比, in percent
	FirstReply time.Duration // 平均首次回复时长
	Lost       int           // 删除/拉黑成员的客户数
	Asked      int           // 发起申请数
	Added      int           // 新增客户数

	NewGroups, Groups, ActiveGroups    int
	NewMembers, Members, ActiveMembers int
	GroupMessages                      int
}

// Quota is what is left of something that a company has bought.
type Quota struct {
	Kind    QuotaKind
	Ref     string // which of several; "" the whole
	Total   int64
	Left    int64
	Expires time.Time // zero: not told
}

// QuotaKind says what a Quota is of. Texts are stored.
type QuotaKind string

// The kinds of quota.
const (
	QuotaAcquisition QuotaKind = "acquisition" // customers by acquisition links (获客助手)
	QuotaLicences    QuotaKind = "licences"    // licences of members (接口许可)
)

// CompanyNotice is something that a back end told of a company.
type CompanyNotice struct {
	ID   string // tells it from others; a repeat changes nothing
	At   time.Time
	Kind string  // the back end's own word, e.g. "transfer_fail"
	Seat SeatRef // may be empty
	// About is whom or what it is about, Detail what was said, as plain text.
	About  string
	Detail string
}

// CallbackCounts say what became of the callbacks that a connection took since
// it was opened, by reason.
type CallbackCounts struct {
	Accepted    int64
	Repeated    int64 // were known already: answered, not applied again
	BadSign     int64 // refused: the signature is wrong
	Stale       int64 // refused: the timestamp is too old, or in the future
	Replayed    int64 // refused: the nonce was used before
	Undecodable int64 // refused: altered or unreadable
	TooLarge    int64
	Busy        int64 // asked to come again
}

// Refused is how many were refused for good.
func (c CallbackCounts) Refused() int64 {
	return c.BadSign + c.Stale + c.Replayed + c.Undecodable + c.TooLarge
}

// SeatSettings are what a back end keeps of a seat and lets a supervisor change.
// A nil field stays as it is.
type SeatSettings struct {
	Enabled   *bool
	Number    *string
	Managers  *string // numbers of the seats that manage it
	AddLimits *AddLimits
	AutoLogin *bool
}

// SeatImport is an account to be taken in as a seat.
type SeatImport struct {
	MainID    string // remote id of the main account; "" the connection's own
	RemoteID  string
	ShortName string
	Team      string // id of the team it goes to
	AddLimits AddLimits
}
