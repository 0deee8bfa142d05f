package pychat

import (
	"cmp"
	"encoding/json"
	"strings"

	"seatdeck/providers/internal/wire"
)

// The types of callback (wire.md). Of 1003, 1010 and 1200–1202 the body is known;
// what this file reads from the others is assumed.
const (
	NotifyReady          = 1001 // the instance runs
	NotifyQRChange       = 1002 // the state of the login code
	NotifyLogin          = 1003
	NotifyLogout         = 1004
	NotifyInitFinished   = 1005 // messages flow from now on
	NotifyHeartbeatError = 1006
	NotifySessionTimeout = 1007
	NotifyLoginFailed    = 1008
	NotifyContactsSynced = 1009
	NotifyMessage        = 1010
	NotifyMessages       = 1011
	NotifyContactChanged = 1039
	NotifyFriendAdded    = 1040
	NotifyFriendDeleted  = 1041
	NotifyRoomFirst      = 1042 // to NotifyRoomLast: something about a room or its members
	NotifyRoomLast       = 1048
	NotifyContact        = 1200 // modified
	NotifyContactDeleted = 1201
	NotifyOpenIMContact  = 1202 // modified
	NotifyOpenIMFirst    = 1203 // to NotifyOpenIMLast: something else about a person or a group of WeCom
	NotifyOpenIMLast     = 1204
	NotifySyncFailed     = 2006 // messages were lost: the instance has to be restored
)

// LoginNotice is the data of NotifyLogin: the account, at the top or in
// userInfo.
type LoginNotice struct {
	Profile
	User *Profile `json:"userInfo"`
}

// Account is who logged in; the zero value where the callback does not say.
func (n LoginNotice) Account() Profile {
	if n.User != nil && n.User.UserName != "" {
		return *n.User
	}
	return n.Profile
}

// QRNotice is the data of NotifyQRChange.
type QRNotice struct {
	Status wire.Int `json:"status"` // one of the QR… numbers
}

// LeaveNotice is the data of NotifyLogout, NotifySessionTimeout and
// NotifyLoginFailed: why, in the back end's words.
type LeaveNotice struct{ Words string }

// UnmarshalJSON reads a text, or an object with one.
func (n *LeaveNotice) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		n.Words = wordsOf(data)
		return nil
	}
	var o map[string]json.RawMessage
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	for _, name := range []string{"reason", "errmsg", "err_msg", "errMsg", "msg", "message", "content"} {
		if n.Words = wordsOf(o[name]); n.Words != "" {
			break
		}
	}
	return nil
}

// Banned tells that the account may not log in any more.
func (n LeaveNotice) Banned() bool {
	return containsAny(n.Words, "封号", "封禁", "限制登录", "banned")
}

// Kicked tells that another device took the place of the instance.
func (n LeaveNotice) Kicked() bool {
	return containsAny(n.Words, "踢", "其他设备", "其它设备", "另一台", "kicked", "another device")
}

func containsAny(words string, any ...string) bool {
	words = strings.ToLower(words)
	for _, one := range any {
		if strings.Contains(words, one) {
			return true
		}
	}
	return false
}

// ContactNotice is the data of the callbacks about people and rooms: one of them
// or several, at the top, in contact or in contactList, or by name alone.
type ContactNotice struct {
	Contacts []Contact
}

// maxNoticed is how many people or rooms one callback may be about.
const maxNoticed = 1000

// UnmarshalJSON reads any of those forms.
func (n *ContactNotice) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return n.readList(data)
	}
	if !isObject(data) {
		var name Str
		if err := json.Unmarshal(data, &name); err != nil {
			return err
		}
		n.add(Contact{UserName: name})
		return nil
	}
	var o struct {
		Contact
		UserName2 Str             `json:"username"`
		Room      Str             `json:"chatroom"`
		Room2     Str             `json:"room_username"`
		Room3     Str             `json:"chatRoomName"`
		Inner     json.RawMessage `json:"contact"`
		List      json.RawMessage `json:"contactList"`
		List2     json.RawMessage `json:"list"`
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	o.UserName = cmp.Or(o.UserName, o.UserName2, o.Room, o.Room2, o.Room3)
	n.add(o.Contact)
	if isObject(o.Inner) {
		var inner Contact
		if err := json.Unmarshal(o.Inner, &inner); err != nil {
			return err
		}
		n.add(inner)
	}
	for _, list := range []json.RawMessage{o.List, o.List2} {
		if err := n.readList(list); err != nil {
			return err
		}
	}
	return nil
}

// readList reads contacts, or the names of contacts.
func (n *ContactNotice) readList(data json.RawMessage) error {
	if len(data) == 0 || data[0] != '[' {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, one := range list[:min(len(list), maxNoticed)] {
		var c Contact
		var err error
		if isObject(one) {
			err = json.Unmarshal(one, &c)
		} else {
			err = json.Unmarshal(one, &c.UserName)
		}
		if err != nil {
			return err
		}
		n.add(c)
	}
	return nil
}

func (n *ContactNotice) add(c Contact) {
	if c.UserName != "" && len(n.Contacts) < maxNoticed {
		n.Contacts = append(n.Contacts, c)
	}
}
