package wecom

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

func messageCalls() []endpoint {
	robot := endpoint{path: "webhook/send", method: "POST", scope: scopeOpen, run: (*Server).robotMessage}
	return []endpoint{
		post("message/send", (*Server).sendMessage),
		post("message/recall", (*Server).recallMessage),
		post("appchat/create", (*Server).createAppChat),
		post("appchat/update", (*Server).updateAppChat),
		get("appchat/get", (*Server).appChatDetail),
		post("appchat/send", (*Server).sendToAppChat),
		robot,
	}
}

// Sent is something that a call sent, kept for /_control/sent.
type Sent struct {
	Path    string    `json:"path"` // below /cgi-bin/
	ID      string    `json:"msgid,omitempty"`
	To      []string  `json:"to"` // userids, external_userids, or a chatid
	Body    any       `json:"body"`
	At      time.Time `json:"at"`
	Revoked bool      `json:"revoked"`
}

// maxSent messages are kept; then the oldest goes.
const maxSent = 10_000

// note keeps what was sent and gives it an id.
func (s *Server) note(path string, body any, to ...string) (id string) {
	id = "msg" + opaque(s.rand, 40)
	if len(s.world.sent) >= maxSent {
		s.world.sent = s.world.sent[1:]
	}
	s.world.sent = append(s.world.sent, Sent{Path: path, ID: id, To: to, Body: body, At: s.now()})
	return id
}

// body is a message as it came: head and a field of its msgtype.
type body map[string]json.RawMessage

func (b body) text(name string) (value string) {
	_ = json.Unmarshal(b[name], &value)
	return value
}

// kinds are the msgtypes there are. A text wants content, others a body.
var kinds = []string{
	"text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown", "markdown_v2",
	"miniprogram_notice", "template_card",
}

// check refuses unknown kinds, empty texts and media nobody uploaded.
func (b body) check(s *Server) *refusal {
	kind := b.text("msgtype")
	if !slices.Contains(kinds, kind) || len(b[kind]) == 0 {
		return refuse(codeMsgType)
	}
	var inner struct {
		Content  string `json:"content"`
		Media    string `json:"media_id"`
		Title    string `json:"title"`
		URL      string `json:"url"`
		Articles []any  `json:"articles"`
	}
	if json.Unmarshal(b[kind], &inner) != nil {
		return invalid("%s", kind)
	}
	switch kind {
	case "text", "markdown", "markdown_v2":
		if inner.Content == "" {
			return refuse(codeEmptyText)
		}
	case "image", "voice", "video", "file":
		if s.medium(inner.Media) == nil {
			return refuse(codeMedia)
		}
	case "textcard":
		if inner.Title == "" || inner.URL == "" {
			return invalid("textcard wants a title and a url")
		}
	case "news", "mpnews":
		if n := len(inner.Articles); n < 1 || n > 8 {
			return invalid("articles: 1 to 8")
		}
	}
	return nil
}

// named finds members by a list like a|b; unknown are those nobody has.
func (s *Server) named(ids string) (found []*member, unknown []string) {
	for id := range strings.SplitSeq(ids, "|") {
		id = strings.TrimSpace(id)
		if m := s.world.member(id); m != nil {
			found = append(found, m)
		} else if id != "" {
			unknown = append(unknown, id)
		}
	}
	return found, unknown
}

func (s *Server) sendMessage(in body) (object, *refusal) {
	var agent number
	if json.Unmarshal(in["agentid"], &agent) != nil || agent != agentID {
		return nil, refuse(codeAgent)
	}
	if no := in.check(s); no != nil {
		return nil, no
	}
	to := map[*member]bool{}
	if in.text("touser") == "@all" {
		for _, m := range s.present() {
			to[m] = true
		}
	}
	users, badUsers := s.named(strings.TrimPrefix(in.text("touser"), "@all"))
	parties, badParties := s.namedParties(in.text("toparty"))
	tagged, badTags := s.namedTags(in.text("totag"))
	for _, m := range slices.Concat(users, parties, tagged) {
		to[m] = true
	}
	if len(to) == 0 {
		return nil, refuse(codeReceivers)
	}
	ids := []string{}
	for _, m := range s.world.members {
		if to[m] {
			ids = append(ids, m.id)
		}
	}
	answer := object{"msgid": s.note("message/send", in, ids...)}
	for name, bad := range map[string][]string{"invaliduser": badUsers, "invalidparty": badParties, "invalidtag": badTags} {
		if len(bad) > 0 {
			answer[name] = strings.Join(bad, "|")
		}
	}
	return answer, nil
}

func (s *Server) namedParties(ids string) (found []*member, unknown []string) {
	for word := range strings.SplitSeq(ids, "|") {
		word = strings.TrimSpace(word)
		id, no := departmentID(word)
		switch {
		case word == "":
		case no != nil || s.world.department(id) == nil:
			unknown = append(unknown, word)
		default:
			found = append(found, s.world.inDepartments([]int64{id})...)
		}
	}
	return found, unknown
}

func (s *Server) namedTags(ids string) (found []*member, unknown []string) {
	for word := range strings.SplitSeq(ids, "|") {
		word = strings.TrimSpace(word)
		t := first(s.world.userTags, func(t *userTag) bool { return text(t.id) == word })
		switch {
		case word == "":
		case t == nil:
			unknown = append(unknown, word)
		default:
			members, _ := s.named(strings.Join(t.users, "|"))
			found = append(found, members...)
		}
	}
	return found, unknown
}

func (s *Server) recallMessage(in struct {
	ID string `json:"msgid"`
},
) (object, *refusal) {
	i := slices.IndexFunc(s.world.sent, func(m Sent) bool { return m.ID == in.ID && m.Path == "message/send" })
	if i < 0 || s.now().Sub(s.world.sent[i].At) > 24*time.Hour {
		return nil, invalid("msgid")
	}
	s.world.sent[i].Revoked = true
	return nil, nil
}

// appChat is a group of members that an application made.
type appChat struct {
	id, name, owner string
	users           []string
}

const maxAppChat = 2000

func (s *Server) createAppChat(in struct {
	ID    string   `json:"chatid"`
	Name  string   `json:"name"`
	Owner string   `json:"owner"`
	Users []string `json:"userlist"`
},
) (object, *refusal) {
	if len(in.Users) < 2 || len(in.Users) > maxAppChat {
		return nil, invalid("userlist wants 2 to %d", maxAppChat)
	}
	if in.Owner == "" {
		in.Owner = in.Users[0]
	}
	for _, id := range append([]string{in.Owner}, in.Users...) {
		if s.world.member(id) == nil {
			return nil, refuse(codeUser)
		}
	}
	if in.ID == "" {
		in.ID = "wr" + talk.HexText(s.rand, 30)
	}
	if s.appChat(in.ID) != nil {
		return nil, refuse(codeRoomTaken)
	}
	s.world.appChats = append(s.world.appChats, &appChat{in.ID, in.Name, in.Owner, merged(in.Users, []string{in.Owner}, nil)})
	return object{"chatid": in.ID}, nil
}

func (s *Server) appChat(id string) *appChat {
	return first(s.world.appChats, func(c *appChat) bool { return c.id == id })
}

func (s *Server) updateAppChat(in struct {
	ID    string   `json:"chatid"`
	Name  string   `json:"name"`
	Owner string   `json:"owner"`
	Add   []string `json:"add_user_list"`
	Del   []string `json:"del_user_list"`
},
) (object, *refusal) {
	c := s.appChat(in.ID)
	if c == nil {
		return nil, refuse(codeRoom)
	}
	users := merged(c.users, in.Add, in.Del)
	for _, id := range users {
		if s.world.member(id) == nil {
			return nil, refuse(codeUser)
		}
	}
	if in.Owner == "" {
		in.Owner = c.owner
	}
	if len(users) < 2 || len(users) > maxAppChat || !slices.Contains(users, in.Owner) {
		return nil, invalid("userlist wants 2 to %d, the owner among them", maxAppChat)
	}
	c.users, c.owner = users, in.Owner
	if in.Name != "" {
		c.name = in.Name
	}
	return nil, nil
}

func (s *Server) appChatDetail(query url.Values) (object, *refusal) {
	c := s.appChat(query.Get("chatid"))
	if c == nil {
		return nil, refuse(codeRoom)
	}
	return object{"chat_info": object{"chatid": c.id, "name": c.name, "owner": c.owner, "userlist": c.users}}, nil
}

func (s *Server) sendToAppChat(in body) (object, *refusal) {
	c := s.appChat(in.text("chatid"))
	if c == nil {
		return nil, refuse(codeRoom)
	}
	if no := in.check(s); no != nil {
		return nil, no
	}
	s.note("appchat/send", in, c.id)
	return nil, nil
}

// maxRobotMessages is how many a robot takes in a minute.
const maxRobotMessages = 20

// robotMessage goes to the group of a robot, by the key in the query; no token.
func (s *Server) robotMessage(r request) (object, *refusal) {
	if r.query.Get("key") != robotKey {
		return nil, refuse(codeRobot)
	}
	var in body
	if no := decode(r.body, &in); no != nil {
		return nil, no
	}
	if no := in.check(s); no != nil && in.text("msgtype") != "image" { // a robot's picture is base64
		return nil, no
	}
	if !s.robot.pass(s.clock.Now(), maxRobotMessages, 60*maxRobotMessages) {
		return nil, refuse(codeTooMany)
	}
	s.note("webhook/send", in, robotKey)
	return nil, nil
}
