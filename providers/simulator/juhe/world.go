package juhe

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// shanghai is the zone of every date string of the document. A fixed offset,
// because a machine may lack the zone's file and there is no summer time.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(shanghai).Format("2006-01-02 15:04:05")
}

// millisText is a time as the createTimeStamp of a log has it. Assumed: the
// document only says it is a text.
func millisText(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// world is all that the simulated back end knows. The Server's lock guards it.
type world struct {
	accounts []*account
	waiting  []*account // members of the company that were never imported
	log      []logRow   // oldest first
	keywords []string
	messages []*message
	serial   int64 // last msgId given
	rows     int64 // last id of a log row
}

// Values of status, unlockStatus and accountAttribute of QwUserVo.
const (
	statusDeleted  = -1
	statusDisabled = 0
	statusEnabled  = 1

	lockNormal = 1
	lockBanned = 2

	attributeOther  = 0 // assumed: the document does not say what it holds
	attributeManage = 1 // 经营
)

// account is a QwUserVo and how it is doing.
type account struct {
	id                          int64
	userID, chatUserID          string
	name, shortName, alias      string
	gender                      int
	avatar, mobile, email       string
	saleNo, administrators      string
	status, attribute           int
	classID                     int64
	ascription                  string // of ascriptions
	main                        string // userId of its main user; "": bound to nobody
	minSecond, maxSecond, limit int64
	created, updated            time.Time

	online          bool
	automatic       bool // comes back by itself
	canBeAutomatic  bool
	banned          bool
	banID           int // counts bans, to tell one from the next
	locked, unlocks time.Time
	transferring    int
	needsCode       bool // a login wants a code
	login           *login

	contacts []*contact
	rooms    []*room
	chats    []*chat
	seenSent map[string]*message // by clientId
}

// contact is a customer as one account sees them.
type contact struct {
	id, name, avatar     string
	remark, mobile, corp string
	gender               int
	external             string // externalUserId
}

// room is a group chat of one account.
type room struct {
	id, name string
	members  []*contact
}

// chat is a conversation of an account.
type chat struct {
	account *account
	person  *contact // nil in a room
	room    *room    // nil with one person
	last    *message

	script *talk.Dialogue // what the customers are talking about now
	step   int            // the next line of script
	words  talk.Slots
	cast   int // shifts who plays the script's roles in a room
}

// message is one message of a chat.
type message struct {
	id       string
	at       time.Time
	chat     *chat
	from     *contact // nil: the account
	body     body
	clientID string
	revoked  bool
}

// logRow is a QwSubAccountLoginLogVo.
type logRow struct {
	id           int64
	userID, name string
	status       int // 0 login, 1 logout
	at           time.Time
	main         string
}

// Values of status of a logRow.
const (
	logLogin  = 0
	logLogout = 1
)

// ascriptions are the classes of getSonUsersByClass, by code.
var ascriptions = []struct{ code, name string }{{"1", "售前咨询"}, {"2", "售后服务"}, {"3", "会员运营"}}

// listed are the accounts that are not deleted.
func (w *world) listed() []*account {
	return slices.DeleteFunc(slices.Clone(w.accounts), func(a *account) bool { return a.status == statusDeleted })
}

// byUser finds an account that is not deleted.
func (w *world) byUser(userID string) *account {
	return w.find(func(a *account) bool { return a.userID == userID })
}

func (w *world) byChatUser(chatUserID string) *account {
	return w.find(func(a *account) bool { return a.chatUserID == chatUserID })
}

func (w *world) byID(id int64) *account {
	return w.find(func(a *account) bool { return a.id == id })
}

func (w *world) find(is func(*account) bool) *account {
	for _, a := range w.accounts {
		if a.status != statusDeleted && is(a) {
			return a
		}
	}
	return nil
}

// note adds a row to the login log.
func (w *world) note(a *account, status int, at time.Time) {
	w.rows++
	w.log = append(w.log, logRow{id: w.rows, userID: a.userID, name: a.name, status: status, at: at, main: a.main})
}

// chatWith finds the account's conversation with a customer or room, starting it
// if the account knows them; nil if it does not.
func (a *account) chatWith(peer string) *chat {
	for _, c := range a.chats {
		if c.peer() == peer {
			return c
		}
	}
	c := &chat{account: a}
	for _, p := range a.contacts {
		if p.id == peer {
			c.person = p
		}
	}
	for _, r := range a.rooms {
		if r.id == peer {
			c.room = r
		}
	}
	if c.person == nil && c.room == nil {
		return nil
	}
	a.chats = append(a.chats, c)
	return c
}

// peer names the other side: a customer or a room.
func (c *chat) peer() string {
	if c.room != nil {
		return c.room.id
	}
	return c.person.id
}

// voice is the member who plays role '1', '2' or '3'; the customer where there is
// but one.
func (c *chat) voice(role byte) *contact {
	if c.room == nil {
		return c.person
	}
	return c.room.members[(c.cast+int(role))%len(c.room.members)]
}

// add takes a message in and numbers it.
func (w *world) add(m *message) {
	w.serial++
	m.id = strconv.FormatInt(w.serial, 10)
	m.chat.last = m
	w.messages = append(w.messages, m)
}

// shape is an account as QwUserVo shows it.
func (s *Server) shape(a *account) map[string]any {
	unlock := lockNormal
	if a.banned {
		unlock = lockBanned
	}
	return map[string]any{
		"id": a.id, "projectId": ProjectID, "corpId": CorpID, "userId": a.userID, "name": a.name, "gender": a.gender, "email": a.email,
		"department": "[2]", "mainDepartment": 2, "isLeaderInDept": "[0]", "avatar": s.origin.URL(a.avatar), "thumbAvatar": s.origin.URL(a.avatar),
		"mobile": a.mobile, "alias": a.alias, "openUserid": "wo" + a.chatUserID, "qrCode": "", "status": a.status, "creator": mainUser,
		"createDate": a.created.UnixMilli(), "updateDate": dateText(a.updated), "roleIds": []int{3}, "saleNo": a.saleNo,
		"administrators": a.administrators, "chatUserId": a.chatUserID, "accessToken": "", "minSecond": a.minSecond, "maxSecond": a.maxSecond,
		"upperLimit": a.limit, "userIds": []string{}, "cropName": corpName, "shortName": a.shortName, "ascription": a.ascription,
		"pageSize": 20, "pageNo": 0, "loginType": "qrcode", "automaticLogon": a.automatic, "supportAutomaticLogin": a.canBeAutomatic,
		"unlockStatus": unlock, "unlockTime": dateText(a.unlocks), "accountAttribute": a.attribute, "classifyId": a.classID,
	}
}

func (s *Server) shapes(accounts []*account) []map[string]any {
	all := make([]map[string]any, 0, len(accounts))
	for _, a := range accounts {
		all = append(all, s.shape(a))
	}
	return all
}

// contains tells whether a filter of text is empty or part of any of the texts.
func contains(filter string, texts ...string) bool {
	return filter == "" || slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, filter) })
}
