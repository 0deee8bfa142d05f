package youjiyun

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// seatStates is repeated over the seats: most are online, and from eight seats
// on all five states are there.
var seatStates = []RobotState{
	RobotOnline, RobotOnline, RobotOnline, RobotOffline, RobotKicked,
	RobotOnline, RobotBanned, RobotInitialising, RobotOnline, RobotOnline,
}

// assignees are the agents conversations are assigned to.
var assignees = []string{"xiaohong", "xiaoming", "lili", "13600000009"}

// generator makes a world; everything in it follows from the seed and now.
type generator struct {
	*rand.Rand
	world     *world
	dialogues []talk.Dialogue
	now       time.Time
	options   Options
	people    []contact // whom several seats may know
	staff     []member  // colleagues without a seat, of quiet groups
	pending   []*message
}

func generate(options Options, dialogues []talk.Dialogue, now time.Time) *world {
	g := &generator{
		Rand:      rand.New(rand.NewPCG(uint64(options.Seed), 2)),
		dialogues: dialogues, now: now.Truncate(time.Second), options: options,
		world: &world{
			corpID: "ww5484f5410f7f5445", companyID: "1970325046037717", companyName: "广州木棉云服务有限公司",
			serial: 1_000_000, userIDs: 7881300000000000, groupIDs: 10696052720000000,
		},
	}
	for i := range options.Seats {
		g.world.robots = append(g.world.robots, g.robot(i))
	}
	for _, r := range g.world.robots {
		g.population(r)
	}
	g.commit()
	return g.world
}

func (g *generator) robot(i int) *robot {
	name := talk.AgentNames[i%len(talk.AgentNames)]
	if i >= len(talk.AgentNames) {
		name += strconv.Itoa(i/len(talk.AgentNames) + 1)
	}
	return &robot{
		key: talk.HexText(g.Rand, 32), wxid: strconv.FormatInt(1688850000000000+int64(i+1)*1_000_003+g.Int64N(1_000_000), 10),
		nickName: name, headImg: media.Avatar(g.Uint32()), officialUserID: fmt.Sprintf("KeFu-%04d", i+1),
		assignTo: assignees[i%len(assignees)], state: seatStates[i%len(seatStates)],
		lastLogin: g.now.Add(-time.Duration(1+g.IntN(72)) * time.Hour),
		labels:    g.labels(), requests: map[string]*contact{},
		profile: map[string]any{"address": "", "alias": "", "gender": 0, "mobile": "", "name": name, "phone": "", "position": "客服"},
	}
}

// population gives a robot contacts, groups and conversations.
func (g *generator) population(r *robot) {
	conversations := max(1, g.options.Conversations+g.IntN(max(1, g.options.Conversations/4))-g.options.Conversations/8)
	groups := conversations / 4
	others := g.options.Contacts
	if others == 0 {
		others = conversations / 3
	}
	for range conversations - groups + others {
		r.know(g.contact(r))
	}
	var talking []*group
	for range groups {
		talking = append(talking, g.group(r))
	}
	r.groups = append(r.groups, talking...)
	for _, c := range r.contacts[:conversations-groups] {
		g.conversation(&chat{robot: r, contact: c})
	}
	for _, group := range talking {
		g.conversation(&chat{robot: r, group: group})
	}
	g.quietGroups(r, g.options.Groups-groups)
}

// contact makes a customer; now and then one whom another seat knows too.
func (g *generator) contact(r *robot) *contact {
	if len(g.people) > 0 && g.IntN(10) == 0 {
		known := g.people[g.IntN(len(g.people))]
		if r.contactByID(known.id()) == nil {
			known.remark, known.labels = "", nil
			return &known
		}
	}
	c := newContact(g.Rand, g.world, g.now.Add(-time.Duration(g.IntN(400*24))*time.Hour))
	c.deleted = g.IntN(25) == 0
	for range g.IntN(3) {
		group := r.labels[g.IntN(len(r.labels))]
		c.labels = append(c.labels, group.labels[g.IntN(len(group.labels))].id)
	}
	slices.Sort(c.labels)
	c.labels = slices.Compact(c.labels)
	g.people = append(g.people, *c)
	return c
}

// newContact makes a person nobody knew before.
func newContact(r *rand.Rand, w *world, since time.Time) *contact {
	w.userIDs += 1 + r.Int64N(90_000)
	c := &contact{
		userID: w.userIDs, name: talk.ContactName(r), avatar: media.Avatar(r.Uint32()),
		gender: r.IntN(3), wechat: r.IntN(6) != 0, external: true,
		created: since, modified: since.Add(time.Duration(r.IntN(72)) * time.Hour),
		source: 1 + r.IntN(8), corpID: w.corpID,
	}
	c.externalWxid = "wm" + talk.HexText(r, 30)
	if !c.wechat { // a WeCom user of another company
		c.company, c.position = talk.One(r, talk.CompanyWords)+"商贸", talk.One(r, talk.Positions)
	}
	if r.IntN(3) == 0 {
		c.mobile = talk.PhoneNumber(r)
	}
	if r.IntN(4) == 0 {
		c.remark = talk.PersonName(r) + "-" + talk.One(r, []string{"VIP", "团购", "老客户", "待跟进", "已成交"})
		c.about = talk.One(r, []string{"喜欢微信沟通", "周末有空", "对价格敏感", "介绍过两位朋友"})
	}
	return c
}

func (g *generator) group(r *robot) *group {
	w := g.world
	w.groupIDs += 1 + g.Int64N(90_000)
	founded := g.now.Add(-time.Duration(24+g.IntN(300*24)) * time.Hour)
	group := &group{
		id: "R:" + strconv.FormatInt(w.groupIDs, 10), name: talk.One(g.Rand, talk.CityNames) + talk.One(g.Rand, talk.GroupWords) + strconv.Itoa(1+g.IntN(20)) + "群",
		avatar: media.Avatar(g.Uint32()), external: g.IntN(6) != 0,
		founded: founded, created: founded.Add(time.Hour), modified: g.now.Add(-time.Duration(g.IntN(48)) * time.Hour),
	}
	me, _ := strconv.ParseInt(r.wxid, 10, 64)
	add := func(id int64, name, avatar string, wechat, external bool) {
		if group.member(id) == nil {
			joined := founded.Add(time.Duration(g.IntN(1000)) * time.Hour)
			if joined.After(g.now) {
				joined = founded
			}
			group.members = append(group.members, &member{
				userID: id, name: name, avatar: avatar, wechat: wechat, external: external, created: joined, modified: joined,
			})
		}
	}
	add(me, r.nickName, r.headImg, false, false)
	for range 2 {
		other := w.robots[g.IntN(len(w.robots))]
		id, _ := strconv.ParseInt(other.wxid, 10, 64)
		add(id, other.nickName, other.headImg, false, false)
	}
	for range 3 { // colleagues without a seat
		w.userIDs++
		add(1688850900000000+g.Int64N(1e8), talk.PersonName(g.Rand), media.Avatar(g.Uint32()), false, false)
	}
	if group.external {
		for range 4 + g.IntN(24) {
			if c := r.contacts[g.IntN(len(r.contacts))]; g.IntN(2) == 0 && !c.deleted {
				add(c.userID, c.name, c.avatar, c.wechat, true)
				continue
			}
			stranger := newContact(g.Rand, w, founded)
			add(stranger.userID, stranger.name, stranger.avatar, stranger.wechat, true)
		}
	}
	group.creatorID = me
	if g.IntN(5) == 0 { // a customer's own group
		group.creatorID = group.members[len(group.members)-1].userID
	}
	group.dismissed = g.IntN(20) == 0
	return group
}

// conversation fills a chat with the sessions of past days.
func (g *generator) conversation(c *chat) {
	c.robot.chats = append(c.robot.chats, c)
	wanted := int(float64(g.options.Messages)*(0.3+1.4*g.Float64())) + 1
	// The newest session lies hours, seldom days back; each older one a day or
	// three before.
	at := g.now.Add(-time.Duration(g.ExpFloat64()*14*60) * time.Minute)
	var sessions []time.Time
	var scripts []*talk.Dialogue
	for left := wanted; left > 0; {
		d := talk.Pick(g.Rand, g.dialogues, c.group != nil)
		sessions, scripts = append(sessions, workingTime(g.Rand, at)), append(scripts, d)
		left -= len(d.Lines)
		at = at.Add(-time.Duration(12*60*60+g.IntN(60*60*60)) * time.Second)
	}
	slices.Reverse(sessions)
	slices.Reverse(scripts)
	end := time.Time{}
	for i, start := range sessions {
		if !start.After(end) {
			start = end.Add(10 * time.Minute)
		}
		end = g.session(c, scripts[i], start, i == len(sessions)-1)
	}
}

// session plays one dialogue from a time on. The last of a chat may break off
// where the customer waits for an answer.
func (g *generator) session(c *chat, d *talk.Dialogue, at time.Time, last bool) time.Time {
	c.perform(g.Rand, d, at)
	stop := len(d.Lines)
	if last && g.IntN(5) < 2 {
		stop = 1 + g.IntN(stop)
	}
	for c.step = 0; c.step < stop; c.step++ {
		if at.After(g.now) {
			break
		}
		l := d.Lines[c.step]
		m := speak(g.Rand, c, l, at)
		if l.Who == 'A' && l.Kind == "" && g.IntN(8) == 0 {
			m.content.ContentType = typePhoneText
		}
		g.pending = append(g.pending, m)
		if m.self && c.contact != nil && c.contact.deleted && last {
			m.sendStatus = 2 // the answer no longer arrived, and nobody spoke after it
			break
		}
		at = at.Add(time.Duration(6+g.IntN(100)) * time.Second)
	}
	if last && g.IntN(60) == 0 { // something nobody has documented
		g.pending = append(g.pending, speak(g.Rand, c, talk.Line{Who: 'C', Kind: "unknown"}, minTime(at, g.now)))
	}
	return at
}

// commit numbers all messages in the order of time, over all conversations.
func (g *generator) commit() {
	slices.SortStableFunc(g.pending, func(a, b *message) int { return int(a.at - b.at) })
	for _, m := range g.pending {
		g.world.add(m)
	}
	for _, r := range g.world.robots {
		for _, c := range r.chats {
			if g.IntN(4) == 0 { // somebody has looked
				c.unread = 0
			}
		}
	}
}

// speak makes the message of a line; who speaks in a group is stable per chat.
func speak(r *rand.Rand, c *chat, l talk.Line, at time.Time) *message {
	m := &message{at: at.Truncate(time.Second).UnixMilli(), chat: c, self: l.Who == 'A'}
	switch {
	case m.self:
		m.from, m.sendStatus = c.robot.speaker(), 1
	case c.group == nil:
		m.from = speaker{c.contact.id(), c.contact.name, c.contact.avatar}
	default:
		m.from = c.voice(l.Who)
	}
	m.content = utter(r, c, l)
	return m
}

func (r *robot) speaker() speaker { return speaker{r.wxid, r.nickName, r.headImg} }

// perform begins a dialogue in a chat, with its own words and, in a group, its
// own speakers.
func (c *chat) perform(r *rand.Rand, d *talk.Dialogue, at time.Time) {
	c.script, c.step, c.cast = d, 0, r.IntN(1000)
	c.words = talk.NewSlots(r, c.callName(), futureDate(r, at))
}

// voice is the member who plays role '1', '2' or '3': customers where there are
// enough of them, colleagues otherwise.
func (c *chat) voice(role byte) speaker {
	var customers, others []*member
	for _, m := range c.group.members {
		switch {
		case m.gone || strconv.FormatInt(m.userID, 10) == c.robot.wxid:
		case m.external:
			customers = append(customers, m)
		default:
			others = append(others, m)
		}
	}
	if len(customers) < 3 {
		customers = append(customers, others...)
	}
	if len(customers) == 0 {
		return c.robot.speaker()
	}
	m := customers[(c.cast+int(role))%len(customers)]
	return speaker{strconv.FormatInt(m.userID, 10), m.name, m.avatar}
}

// callName is whom the {name} of a dialogue stands for.
func (c *chat) callName() string {
	if c.group != nil {
		return c.voice('1').name
	}
	return c.contact.name
}

// utter makes the content of a line.
func utter(r *rand.Rand, c *chat, l talk.Line) content {
	seed := r.Uint32()
	switch l.Kind {
	case "picture":
		return content{ContentType: typePicture, Pic: media.Picture(seed)}
	case "voice":
		return content{ContentType: typeVoice, FileName: media.Voice(seed)}
	case "video":
		return content{ContentType: typeVideo, FileName: media.Video(seed)}
	case "file":
		return content{ContentType: typeFile, FileName: media.File(seed, talk.One(r, []string{"报价单.xlsx", "电子发票.pdf", "产品说明书.pdf", "检测报告.pdf", "对账明细.xlsx"}))}
	case "sticker":
		return content{ContentType: typeSticker, Pic: media.Sticker(seed)}
	case "link":
		item := talk.One(r, talk.ItemNames)
		return content{
			ContentType: typeLink, Title: item + "使用指南", Link: fmt.Sprintf("https://help.example.com/guide/%d", seed),
			Description: "常见问题与操作步骤，点击查看", CoverImgFile: media.Picture(seed),
		}
	case "mini":
		return content{
			ContentType: typeMini, Title: "积分商城", Content: talk.One(r, talk.ItemNames) + "限时兑换",
			SenderName: c.robot.nickName, SenderHeadImg: c.robot.headImg, Logo: media.Sticker(seed),
		}
	case "unknown":
		return content{ContentType: typeUnknown + int(seed%3)}
	}
	m := content{ContentType: typeText, Content: c.words.Fill(l.Text)}
	if c.group != nil && strings.Contains(m.Content, "@") {
		c.mention(&m)
	}
	return m
}

// mention turns @A and @1–@3 into names, and lists whom they are.
func (c *chat) mention(m *content) {
	var ids, names []string
	for role, who := range map[string]speaker{
		"@A": c.robot.speaker(), "@1": c.voice('1'), "@2": c.voice('2'), "@3": c.voice('3'),
	} {
		if strings.Contains(m.Content, role) {
			names = append(names, role, "@"+who.name)
			ids = append(ids, who.id)
		}
	}
	m.Content = strings.NewReplacer(names...).Replace(m.Content) // at once: a name may begin with A
	slices.Sort(ids)
	m.AtUserList = strings.Join(slices.Compact(ids), ", ")
}

// workingTime moves a time outside 8:30–21:30 in Shanghai to some time of the
// working day before it.
func workingTime(r *rand.Rand, t time.Time) time.Time {
	t = t.In(shanghai)
	minute := t.Hour()*60 + t.Minute()
	if minute >= 8*60+30 && minute <= 21*60+30 {
		return t
	}
	day := time.Date(t.Year(), t.Month(), t.Day(), 9, 0, 0, 0, shanghai)
	if minute < 12*60 {
		day = day.AddDate(0, 0, -1)
	}
	return day.Add(time.Duration(r.IntN(12*60*60)) * time.Second)
}

// futureDate is a day an agent promises something for.
func futureDate(r *rand.Rand, from time.Time) string {
	return from.In(shanghai).AddDate(0, 0, 1+r.IntN(6)).Format("1月2日")
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
