package wecom

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// historyDays is how far statistics reach back: as far as the API tells.
const historyDays = 180

// generator makes a world; everything in it follows from the seed and now.
type generator struct {
	*rand.Rand
	world   *world
	now     time.Time
	options Options
}

// words for userids, in pinyin as companies have them.
var pinyin = []string{
	"LinXiaoYu", "ZhouHao", "SuMin", "he.jing", "YeZiXuan", "aming", "TangYan", "LiSiYuan", "chen_jia", "FangWenBo", "GuoTao", "XuRuoXi",
}

func generate(options Options, now time.Time) *world {
	g := &generator{
		Rand:  rand.New(rand.NewPCG(uint64(options.Seed), 22)),
		world: &world{welcomes: map[string]*welcome{}}, now: now.Truncate(time.Second), options: options,
	}
	g.company()
	g.tags()
	for _, m := range g.world.seats() {
		g.population(m)
		g.history(m)
	}
	for i := range options.Groups {
		g.chat(i)
	}
	g.offers()
	g.archive()
	return g.world
}

func (g *generator) company() {
	w := g.world
	w.departments = []*department{
		{id: 1, name: "万禾商贸", order: 100000000},
		{id: 2, parent: 1, name: "售前", order: 99999000},
		{id: 3, parent: 1, name: "售后", order: 99998000},
		{id: 4, parent: 1, name: "管理", order: 99997000},
		{id: 5, parent: 3, name: "售后二组", order: 99996000},
	}
	for i := range g.options.Seats {
		id := pinyin[i%len(pinyin)]
		if i >= len(pinyin) {
			id += text(i/len(pinyin) + 1)
		}
		m := g.member(id, talk.AgentNames[i%len(talk.AgentNames)], []int64{2, 3, 5}[i%3], "客服")
		m.external, m.archived = true, i%2 == 0
	}
	w.departments[1].leaders = []string{w.members[0].id}
	for i, name := range []string{"陈建国", "王婷婷", "刘财务"} {
		g.member([]string{"ChenJianGuo", "WangTingTing", "finance"}[i], name, 4, "主管")
	}
	w.userTags = []*userTag{{id: 1, name: "客服", users: []string{w.members[0].id}}, {id: 2, name: "夜班"}}
	w.agent = object{
		"agentid": agentID, "name": "坐席台", "square_logo_url": media.Avatar(g.Uint32()), "description": "模拟企业的自建应用",
		"allow_userinfos": object{"user": []object{}}, "allow_partys": object{"partyid": []int64{1}}, "allow_tags": object{"tagid": []int64{}},
		"close": 0, "redirect_domain": "", "report_location_flag": 0, "isreportenter": 0, "home_url": "", "customized_publish_status": 0,
	}
	w.suite = suite{ticket: talk.HexText(g.Rand, 64), codes: map[string]string{}}
}

func (g *generator) member(id, name string, department int64, position string) *member {
	m := newMember(g.Rand, id, name, []int64{department})
	m.position = position
	m.licensed, m.licenceUntil = true, g.now.AddDate(0, 0, 30+g.IntN(300))
	g.world.members = append(g.world.members, m)
	return m
}

func newMember(r *rand.Rand, id, name string, departments []int64) *member {
	return &member{
		id: id, openID: "wo" + opaque(r, 30), name: name, mobile: talk.PhoneNumber(r), email: strings.ToLower(id) + "@example.com",
		gender: 1 + r.IntN(2), departments: departments, main: departments[0], avatar: media.Avatar(r.Uint32()),
		days: map[int64]*memberDay{}, licenceCode: "L" + strings.ToUpper(talk.HexText(r, 20)),
	}
}

// opaque is an id of so many letters, digits, - and _.
func opaque(r *rand.Rand, length int) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	out := make([]byte, length)
	for i := range out {
		out[i] = letters[r.IntN(len(letters))]
	}
	return string(out)
}

func newCustomer(r *rand.Rand, w *world) *customer {
	c := &customer{
		seq: w.next(), id: "wmAJ2GCAAA" + opaque(r, 22), unionID: "ozynqs" + opaque(r, 22), openID: "oDjG" + opaque(r, 24),
		pendingID: "pending" + opaque(r, 24), tmpID: "tmp" + opaque(r, 28),
		name: talk.ContactName(r), avatar: media.Avatar(r.Uint32()), kind: 1, gender: r.IntN(3), consent: "Agree",
	}
	if r.IntN(8) == 0 {
		c.kind, c.position = 2, talk.One(r, talk.Positions)
		c.corp = talk.One(r, talk.CityNames) + talk.One(r, talk.CompanyWords) + "科技有限公司"
	}
	w.customers = append(w.customers, c)
	return c
}

func (g *generator) tags() {
	w := g.world
	for i, name := range []string{"客户等级", "意向", "来源"} {
		group := &tagGroup{id: "etAJ2GCAAA" + opaque(g.Rand, 22), name: name, order: int64(3 - i), created: g.now.AddDate(-1, 0, 0).Unix()}
		for j, name := range [][]string{{"VIP", "老客户", "普通"}, {"高", "中", "低"}, {"门店", "广告", "朋友推荐"}}[i] {
			group.tags = append(group.tags, &tag{id: "etAJ2GCAAA" + opaque(g.Rand, 22), name: name, order: int64(3 - j), created: group.created})
		}
		if i == 2 {
			group.strategy = 1
		}
		w.tagGroups = append(w.tagGroups, group)
	}
}

// population gives a member customers; some are shared with others.
func (g *generator) population(m *member) {
	n := max(1, g.options.Customers+g.IntN(max(1, g.options.Customers/3))-g.options.Customers/6)
	for range n {
		var c *customer
		if others := g.world.customers; len(others) > 0 && g.IntN(8) == 0 {
			c = others[g.IntN(len(others))]
		}
		if c == nil || c.follow(m) != nil {
			c = newCustomer(g.Rand, g.world)
		}
		f := g.world.begin(c, m, g.now.Add(-time.Duration(1+g.IntN(300*24*60))*time.Minute), []int{0, 1, 2, 3, 9, 16}[g.IntN(6)])
		if g.IntN(3) == 0 {
			f.remark = c.name + "-" + talk.One(g.Rand, talk.CityNames)
			f.mobiles = []string{talk.PhoneNumber(g.Rand)}
		}
		if g.IntN(3) == 0 {
			group := g.world.tagGroups[g.IntN(2)]
			f.tags = []string{group.tags[g.IntN(len(group.tags))].id}
		}
		if c.kind == 2 {
			f.mobiles = nil
		}
	}
}

// history is what a member did on the days before.
func (g *generator) history(m *member) {
	for i := 1; i <= historyDays; i++ {
		d := m.day(dayOf(g.now) - int64(i)*daySeconds)
		d.chats = 2 + g.IntN(12)
		d.messages = d.chats * (2 + g.IntN(9))
		d.asked = 1 + g.IntN(d.chats)
		d.replied = d.asked - g.IntN(2)*g.IntN(d.asked)
		d.replySeconds = d.replied * (30 + g.IntN(600))
		d.applied = g.IntN(6)
		d.accepted = d.applied + g.IntN(3)
		d.negative = g.IntN(8) / 7
	}
}

func (g *generator) chat(i int) {
	seats := g.world.seats()
	owner := seats[i%len(seats)]
	created := g.now.Add(-time.Duration(1+g.IntN(200*24)) * time.Hour)
	c := newChat(g.Rand, g.world, owner, talk.One(g.Rand, talk.CompanyWords)+talk.One(g.Rand, talk.GroupWords), created)
	if g.IntN(2) == 0 {
		c.notice = "欢迎进群，有问题请@客服"
	}
	for range 3 + g.IntN(20) {
		who := g.world.customers[g.IntN(len(g.world.customers))]
		if slices.ContainsFunc(c.members, func(m *chatMember) bool { return m.id == who.id }) {
			continue
		}
		at := created.Add(time.Duration(g.Int64N(int64(g.now.Sub(created)) + 1))).Truncate(time.Second)
		c.members = append(c.members, &chatMember{id: who.id, unionID: who.unionID, name: who.name, scene: 1 + g.IntN(3), invitor: owner.id, joined: at})
	}
	for day := max(dayOf(created), dayOf(g.now)-historyDays*daySeconds); day < dayOf(g.now); day += daySeconds {
		for range g.IntN(12) {
			c.speak(day, c.members[g.IntN(len(c.members))].id)
		}
	}
}

func newChat(r *rand.Rand, w *world, owner *member, name string, created time.Time) *chat {
	c := &chat{
		seq: w.next(), id: "wrAJ2GCAAA" + opaque(r, 22), name: name, owner: owner, created: created, version: 1, days: map[int64]*chatDay{},
		openID: "oAAA" + opaque(r, 24),
	}
	c.members = []*chatMember{{id: owner.id, name: owner.name, inside: true, scene: 1, invitor: owner.id, joined: created}}
	w.chats = append(w.chats, c)
	return c
}

func (c *chat) speak(day int64, who string) {
	d := c.day(day)
	d.messages++
	d.speakers[who] = true
}

// memberVersion is member_version: opaque, another after every change.
func (c *chat) memberVersion() string {
	return fmt.Sprintf("%032x", uint64(c.seq)<<32|uint64(c.version))
}

// offers are what the company had set up before: a way to reach it, a link, a
// rule.
func (g *generator) offers() {
	w := g.world
	seats := w.seats()
	w.ways = []*contactWay{{
		seq: w.next(), id: talk.HexText(g.Rand, 32), Type: 1, Scene: 2, Remark: "门店海报", SkipVerify: true, State: "shop",
		User: []string{seats[0].id}, Party: []number{}, created: g.now.AddDate(0, 0, -40).Unix(),
	}}
	w.links = []*link{{
		seq: w.next(), id: "cawcde" + talk.HexText(g.Rand, 10), name: "官网获客", created: g.now.AddDate(0, 0, -20).Unix(), skipVerify: true,
		users: []string{seats[0].id}, clicks: map[int64]int{}, added: map[int64]int{},
	}}
	w.quota = quota{lots: []*lot{
		{expires: dayOf(g.now) + 60*daySeconds, left: 300}, {expires: dayOf(g.now) + 200*daySeconds, left: 700},
	}, total: 1000}
	w.rules = []*rule{{
		seq: w.next(), id: text(g.IntN(90000) + 10000), name: "辱骂", words: []string{"滚"}, semantics: []number{1}, kind: 1,
		departments: []number{1}, created: g.now.AddDate(0, -2, 0).Unix(),
	}}
}

// archive are the rooms whose messages are kept.
func (g *generator) archive() {
	seats := g.world.seats()
	for i := range 3 {
		r := &room{
			id: "wrArchive" + opaque(g.Rand, 23), name: talk.One(g.Rand, talk.GroupWords), creator: seats[i%len(seats)].id,
			created: g.now.AddDate(0, -i-1, 0), notice: "此群会话存档",
		}
		r.customers = append(r.customers, g.world.customers[:min(4, len(g.world.customers))]...)
		g.world.rooms = append(g.world.rooms, r)
	}
	for i, c := range g.world.customers {
		c.consentAt = g.now.AddDate(0, 0, -i%90).Unix()
		if i%5 == 4 {
			c.consent = []string{"Disagree", "Default_Agree"}[i%2]
		}
	}
}
