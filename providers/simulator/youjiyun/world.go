package youjiyun

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

func dateText(t time.Time) string { return t.In(shanghai).Format("2006-01-02 15:04:05") }

// RobotState is robotStatus of 有机云 2.2.
type RobotState int

// The five states of 2.2.
const (
	RobotInitialising RobotState = iota
	RobotOnline
	RobotOffline
	RobotBanned
	RobotKicked
)

// world is all that the simulated back end knows. The Server's lock guards it.
type world struct {
	corpID, companyID, companyName string

	robots   []*robot
	messages []*message // in the order the back end took them in
	serial   int64      // last msgSvrID given
	sequence int        // last messageId's tail
	userIDs  int64
	groupIDs int64
}

// robot is one WeCom account, 2.2.
type robot struct {
	key, wxid, nickName, headImg string
	officialUserID, assignTo     string
	state                        RobotState
	lastLogin                    time.Time
	profile                      map[string]any // 3.14

	contacts []*contact
	known    map[int64]*contact // the same by user id
	groups   []*group
	chats    []*chat
	labels   []labelGroup
	requests map[string]*contact // friend requests not yet accepted, by user id
	tagging  bool                // 3.11 is under way
	synced   []int64             // the syncTypes 2.13 was asked for so far
}

// contact is a person as one robot sees them, 2.3.
type contact struct {
	userID                int64
	name, remark, about   string // name, realRemarks, remarks
	avatar, mobile        string
	position, company     string
	gender                int
	wechat, external      bool
	deleted               bool // the customer deleted the robot, or the other way round
	created, modified     time.Time
	labels                []string // label ids
	tagWrites, tagRepeats int      // by 3.11: that changed something, and that did not
	source                int
	corpID, externalWxid  string
}

// group is a group chat as one robot sees it, 2.4.
type group struct {
	id, name, avatar           string
	creatorID                  int64
	members                    []*member
	external                   bool
	dismissed                  bool
	admins                     []int64
	notice                     string
	noticed                    time.Time
	founded, created, modified time.Time
	settings                   map[string]string // 2.9, by module; what was copied here
}

// member is a person in a group, 2.6.
type member struct {
	userID            int64
	name, avatar      string
	wechat, external  bool
	gone              bool
	created, modified time.Time
}

// chat is a conversation of a robot, 2.10.
type chat struct {
	robot    *robot
	contact  *contact // nil in a group
	group    *group   // nil with one person
	messages []*message
	unread   int
	touched  int64 // ms; when there is no message yet

	script *talk.Dialogue // what the customers are talking about now
	step   int            // the next line of script
	words  talk.Slots
	cast   int // shifts who plays the script's roles in a group
}

// message is one message of a chat, 2.11.
type message struct {
	id, svrID  string
	at         int64 // ms, whole seconds as in every example
	chat       *chat
	from       speaker
	self       bool
	sendStatus int // 2.11, of the robot's own messages
	content    content
}

// speaker is who said a message.
type speaker struct {
	id, name, avatar string
}

func (w *world) robotByKey(key string) *robot {
	i := slices.IndexFunc(w.robots, func(r *robot) bool { return r.key == key })
	if i < 0 {
		return nil
	}
	return w.robots[i]
}

func (w *world) robotByWxid(wxid string) *robot {
	i := slices.IndexFunc(w.robots, func(r *robot) bool { return r.wxid == wxid })
	if i < 0 {
		return nil
	}
	return w.robots[i]
}

func (r *robot) contactByID(id string) *contact {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil
	}
	return r.known[n]
}

// know puts a person among the contacts.
func (r *robot) know(c *contact) {
	if r.known == nil {
		r.known = map[int64]*contact{}
	}
	r.contacts, r.known[c.userID] = append(r.contacts, c), c
}

func (r *robot) groupByID(id string) *group {
	i := slices.IndexFunc(r.groups, func(g *group) bool { return g.id == id })
	if i < 0 {
		return nil
	}
	return r.groups[i]
}

// chatWith finds the robot's conversation with a user or group, starting it if
// the robot knows them; nil if it does not.
func (r *robot) chatWith(user string) *chat {
	for _, c := range r.chats {
		if c.user() == user {
			return c
		}
	}
	c := &chat{robot: r, contact: r.contactByID(user), group: r.groupByID(user)}
	if c.contact == nil && c.group == nil {
		return nil
	}
	r.chats = append(r.chats, c)
	return c
}

// chatByID resolves "S:<wxid>_<user>".
func (w *world) chatByID(id string) *chat {
	wxid, user, ok := strings.Cut(strings.TrimPrefix(id, "S:"), "_")
	if !ok || !strings.HasPrefix(id, "S:") {
		return nil
	}
	r := w.robotByWxid(wxid)
	if r == nil {
		return nil
	}
	return r.chatWith(user)
}

func (c *contact) id() string { return strconv.FormatInt(c.userID, 10) }

// shownName is the remark if the agent gave one.
func (c *contact) shownName() string {
	if c.remark != "" {
		return c.remark
	}
	return c.name
}

func (c *chat) id() string { return "S:" + c.robot.wxid + "_" + c.user() }

func (c *chat) user() string {
	if c.group != nil {
		return c.group.id
	}
	return c.contact.id()
}

func (c *chat) name() string {
	if c.group != nil {
		return c.group.name
	}
	return c.contact.shownName()
}

func (c *chat) avatar() string {
	if c.group != nil {
		return c.group.avatar
	}
	return c.contact.avatar
}

func (c *chat) last() *message {
	if len(c.messages) == 0 {
		return nil
	}
	return c.messages[len(c.messages)-1]
}

func (c *chat) active() int64 {
	if m := c.last(); m != nil {
		return max(m.at, c.touched)
	}
	return c.touched
}

func (g *group) present() []*member {
	var there []*member
	for _, m := range g.members {
		if !m.gone {
			there = append(there, m)
		}
	}
	return there
}

func (g *group) member(id int64) *member {
	for _, m := range g.members {
		if m.userID == id && !m.gone {
			return m
		}
	}
	return nil
}

func (g *group) outsiders() int {
	n := 0
	for _, m := range g.present() {
		if m.wechat {
			n++
		}
	}
	return n
}

func (g *group) creatorName() string {
	for _, m := range g.members {
		if m.userID == g.creatorID {
			return m.name
		}
	}
	return ""
}

// add appends a message to its chat and to the whole, and numbers it.
func (w *world) add(m *message) {
	w.serial++
	m.svrID = strconv.FormatInt(w.serial, 10)
	if m.id == "" {
		m.id = w.nextMessageID(time.UnixMilli(m.at))
	}
	m.chat.messages = append(m.chat.messages, m)
	w.messages = append(w.messages, m)
	if m.self {
		m.chat.unread = 0
	} else {
		m.chat.unread++
	}
}

// nextMessageID is a time stamp and a serial, as in the examples.
func (w *world) nextMessageID(at time.Time) string {
	w.sequence = (w.sequence + 1) % 1e8
	tail := strconv.Itoa(1e8 + w.sequence)[1:]
	return at.In(shanghai).Format("20060102150405") + tail
}

// messageBySvrID finds a message; their numbers follow one another.
func (w *world) messageBySvrID(svrID string) *message {
	n, err := strconv.ParseInt(svrID, 10, 64)
	i := n - w.serial + int64(len(w.messages)) - 1
	if err != nil || i < 0 || i >= int64(len(w.messages)) {
		return nil
	}
	return w.messages[i]
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
