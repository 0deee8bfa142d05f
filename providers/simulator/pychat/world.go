package pychat

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Endings of usernames (wire.md).
const (
	roomEnding     = "@chatroom"
	openRoomEnding = "@im.chatroom" // a WeCom group
	openEnding     = "@openim"      // a person at WeCom
	everybody      = "notify@all"   // in at_list of /msg/send_room_at
)

// status is that of an instance: /client/get_client_status.
type status int

// The three of the document.
const (
	stopped status = iota
	running
	online
)

// world is all that the simulated back end knows. The Server's lock guards it.
type world struct {
	instances []*instance
	files     map[string]*file // by file_id; the CDN is one for all
	big       *file            // one of them; nil: nobody has sent it yet
	msgID     int64            // last given
	momentID  uint64           // last given

	shortLinks map[string]shortLink // of mini programs, by their key
}

// instance is one client instance, named by its guid, and the account that
// belongs on it.
type instance struct {
	guid       string
	status     status
	banned     bool // the account, by a downgrade
	clientType int64
	proxy      string
	longProxy  bool
	bridge     string
	syncOld    bool // sync_history_msg of /client/restore_client
	session    bool // somebody has logged in and not been thrown out: outlives a stop
	greeted    bool // the conversations that wait have been told of
	stuck      bool // messages wait for /client/restore_client (2006)
	known      bool // was logged in before: its phone can be asked by push_login_url

	account account
	login   login
	plan    Plan

	contacts []*contact          // friends, and strangers it has seen or could find
	people   map[string]*contact // the same by username
	rooms    []*room             // …@chatroom
	labels   []*label
	// WeCom people are contacts too (their username ends with @openim); these
	// are WeCom groups, …@im.chatroom.
	openRooms []*room
	moments   []*moment // oldest first

	chats    []*chat
	messages []*message // oldest first; the newest maxMessages
	seq      int64      // of contacts and rooms, raised by every change
	voices   map[string]*voiceTrans
	sites    map[string]*site // that asked for a login, by their link
	waiting  []*message       // while stuck

	calls  meter
	notify *notifier
}

const maxMessages = 20_000

// account is who is, or was, logged in on an instance.
type account struct {
	username, nickname, alias, mobile string
	avatar                            string // a path below BaseURL
}

// contact is a person or an official account as one instance sees it.
type contact struct {
	username string // wxid_…, gh_…, …@openim
	nickname string
	alias    string // 微信号
	mobile   string
	qq       string
	remark   string

	sex                       int // 1 male, 2 female
	province, city, signature string
	avatar                    string // a path below BaseURL
	labels                    []int64
	labelWrites, labelRepeats int // that changed something, and that did not

	friend           bool
	gone             bool // was a friend until we deleted them
	deleted, blocked bool // they deleted, or blocked, us
	top, disturb     bool
	ticket           string // of the newest search, card or friend request; what adding wants
	asked            bool   // they asked to be our friend, and wait
	seq              int64  // of the newest change; /contact/init_contact pages by it

	// Of a person at WeCom.
	appID, wordingID, corp string
	card                   string // the link in their QR code
	cardBanned             bool   // nobody can be added by it any more
}

// openIM tells that the person is at WeCom.
func (c *contact) openIM() bool { return strings.HasSuffix(c.username, openEnding) }

// shownName is the remark if the agent gave one.
func (c *contact) shownName() string {
	if c.remark != "" {
		return c.remark
	}
	return c.nickname
}

// room is a group chat as one instance sees it.
type room struct {
	username, name, owner, notice string
	avatar                        string
	members                       []*member
	version                       int64 // raised by every change of the members
	seq                           int64

	showNames, saved, folded, disturb, top bool
	left                                   bool // we are no member any more
	pinned                                 []pinned
}

// Roles of a member: chatroomMemberFlag.
const (
	plain         = 0
	administrator = 1
	owner         = 2
)

// Ways into a room: addSource.
const (
	cameInvited = 1
	cameByLink  = 2
	cameByCode  = 3
)

// member is a person in a room.
type member struct {
	username, nickname, display string
	avatar                      string
	inviter                     string
	source                      int // how they came in: addSource
	role                        int
}

// shownName is the name in this room.
func (m *member) shownName() string {
	if m.display != "" {
		return m.display
	}
	return m.nickname
}

// pinned is a message on top of a room.
type pinned struct {
	summary, msgID, by string
	at                 time.Time
}

func (r *room) openIM() bool { return strings.HasSuffix(r.username, openRoomEnding) }

// member finds one; nil if nobody has that username.
func (r *room) member(username string) *member {
	i := slices.IndexFunc(r.members, func(m *member) bool { return m.username == username })
	if i < 0 {
		return nil
	}
	return r.members[i]
}

// label is a 标签 of one instance.
type label struct {
	id   int64 // may be over 2^53
	name string
}

// moment is an entry of 朋友圈.
type moment struct {
	id       uint64 // 20 digits
	username string
	at       time.Time
	desc     string // TimelineObject, with baseMark for our base URL
	likes    []string
	comments []*comment
	hidden   []string // who may not see it; of our own
}

// comment is one below a moment.
type comment struct {
	id       int64
	username string
	content  string
	at       time.Time
	replyTo  int64 // a comment; 0: the moment
}

// chat is a conversation of an instance.
type chat struct {
	in     *instance
	person *contact // nil in a room
	room   *room    // nil with one person
	unread int
	play   // what is being talked about
}

// newMsgID gives the next id: of 19 digits, unlike any this or an earlier run
// of the simulator gave.
func (w *world) newMsgID(r *rand.Rand, now time.Time) int64 {
	w.msgID = max(w.msgID+1, now.UnixMilli()*1_000_000+r.Int64N(1_000_000))
	return w.msgID
}

func (w *world) instance(guid string) *instance {
	i := slices.IndexFunc(w.instances, func(in *instance) bool { return in.guid == guid })
	if i < 0 {
		return nil
	}
	return w.instances[i]
}

// self tells that a username is the instance's own.
func (in *instance) self(username string) bool { return username == in.account.username }

// contact finds a person, friend or not; nil if the instance never saw them.
func (in *instance) contact(username string) *contact {
	return in.people[username]
}

// know puts a person among those it has seen.
func (in *instance) know(c *contact) {
	if in.people == nil {
		in.people = map[string]*contact{}
	}
	in.contacts, in.people[c.username] = append(in.contacts, c), c
}

// friend finds a person who is a friend; nil if there is none.
func (in *instance) friend(username string) *contact {
	if c := in.contact(username); c != nil && c.friend {
		return c
	}
	return nil
}

// room finds a room of either sort that we are in; nil if there is none.
func (in *instance) room(username string) *room {
	all := in.rooms
	if strings.HasSuffix(username, openRoomEnding) {
		all = in.openRooms
	}
	i := slices.IndexFunc(all, func(r *room) bool { return r.username == username && !r.left })
	if i < 0 {
		return nil
	}
	return all[i]
}

// label finds one by its id; nil if there is none.
func (in *instance) label(id int64) *label {
	i := slices.IndexFunc(in.labels, func(l *label) bool { return l.id == id })
	if i < 0 {
		return nil
	}
	return in.labels[i]
}

// nextSeq is the sequence of a change.
func (in *instance) nextSeq() int64 {
	in.seq++
	return in.seq
}

// nameOf is what the instance calls a person.
func (in *instance) nameOf(username string) string {
	if in.self(username) {
		return in.account.nickname
	}
	if c := in.contact(username); c != nil {
		return c.shownName()
	}
	return username
}

// message finds one by its id as text; nil if it is unknown or too old.
func (in *instance) message(id string) *message {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil
	}
	i, found := slices.BinarySearchFunc(in.messages, n, func(m *message, id int64) int {
		switch {
		case m.id < id:
			return -1
		case m.id > id:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return in.messages[i]
}

// keep takes a message in, dropping the oldest when there are too many.
func (in *instance) keep(m *message) {
	if len(in.messages) >= maxMessages {
		in.messages = slices.Delete(in.messages, 0, maxMessages/10)
	}
	in.messages = append(in.messages, m)
}

// chatWith finds the conversation with a person or room, starting it if the
// instance knows them; nil if it does not.
func (in *instance) chatWith(username string) *chat {
	for _, c := range in.chats {
		if c.peer() == username {
			return c
		}
	}
	c := &chat{in: in, person: in.contact(username), room: in.room(username)}
	if c.person == nil && c.room == nil {
		return nil
	}
	in.chats = append(in.chats, c)
	return c
}

// peer is the username of the other side.
func (c *chat) peer() string {
	if c.room != nil {
		return c.room.username
	}
	return c.person.username
}

func isRoom(username string) bool {
	return strings.HasSuffix(username, roomEnding) || strings.HasSuffix(username, openRoomEnding)
}
