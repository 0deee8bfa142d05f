package model

import (
	"strings"
	"time"
)

// SeatState is what the back end last said of a seat.
type SeatState int

// The states of a seat; 有机云's robotStatus 0–4 in another order of words.
const (
	SeatUnknown      SeatState = iota
	SeatInitializing           // 初始化
	SeatOnline                 // 在线
	SeatOffline                // 离线
	SeatBanned                 // 封号禁止登录
	SeatKicked                 // 被踢出登录
)

// Seat (坐席) is one WeCom account an agent answers from.
type Seat struct {
	ID         SeatID
	Connection ConnectionID
	RemoteID   string // robotKey, guid …: how calls name the seat
	AccountID  string // wxid, userId …: how messages name it as a person; may be ""
	Name       string
	Alias      string
	Avatar     string // URL as the back end gave it
	Corp       string
	Owner      string // the back end's user it belongs to
	State      SeatState
	StateSince time.Time // when we first saw State; UTC
	LastLogin  time.Time
	LastLogout time.Time
	Removed    bool // no longer in the back end's list

	CorpID     string    // of the Company, where the back end tells of it
	Teams      string    // ids of the teams it belongs to, with commas between
	Parent     string    // remote id of the main account, where this is a sub-account
	Mobile     string    //
	Number     string    // 坐席编号: what the company calls the seat
	BannedFrom time.Time // while banned, as far as it was told
	UnlockAt   time.Time // when the ban ends; zero: not banned, or not told
	AutoLogin  AutoLogin
	AddLimits  AddLimits

	Unread  int // over all conversations; derived, never stored with the seat
	Waiting int // conversations in which a customer waits; derived
	Gaps    int // conversations with an open gap; derived
}

// DisplayName is the alias where there is one, else the name, else the remote id,
// of which the beginning is enough to tell seats without a name apart.
func (s Seat) DisplayName() string {
	switch {
	case s.Alias != "":
		return s.Alias
	case s.Name != "":
		return s.Name
	}
	if short := []rune(s.RemoteID); len(short) > shortID {
		return string(short[:shortID]) + "…"
	}
	return s.RemoteID
}

// shortID is how many characters of a remote id stand for a name.
const shortID = 13

// TeamIDs are the ids of the teams that the seat belongs to.
func (s Seat) TeamIDs() []string {
	return strings.FieldsFunc(s.Teams, func(r rune) bool { return r == ',' || r == ' ' })
}

// AutoLogin says whether a back end logs a seat in by itself. Numbers are stored.
type AutoLogin int

// What can be said of it.
const (
	AutoLoginNone AutoLogin = iota // the back end does not offer it, or does not say
	AutoLoginOff
	AutoLoginOn
)

// AddLimits say how fast a seat may ask people to be contacts; zero: no limit.
type AddLimits struct {
	Min, Max time.Duration // between two of them: a random time between these
	PerDay   int           // of the back end's day (Asia/Shanghai)
}
