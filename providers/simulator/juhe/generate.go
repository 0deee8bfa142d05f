package juhe

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

const corpName = "杭州海蓝优选商贸有限公司"

// keywords are those of /reoffer/keyword.
var keywords = []string{"优惠", "再便宜点", "考虑一下", "团购价", "满减", "下次再说"}

// generator makes a world; everything in it follows from the seed and now.
type generator struct {
	*rand.Rand
	world     *world
	dialogues []talk.Dialogue
	now       time.Time
	options   Options
	people    []contact // whom several accounts may know
	ids       int64
}

func generate(options Options, dialogues []talk.Dialogue, now time.Time) *world {
	g := &generator{
		Rand:  rand.New(rand.NewPCG(uint64(options.Seed), 32)),
		world: &world{keywords: keywords, serial: 7_200_000_000_000_000_000, rows: 50_000}, dialogues: dialogues, now: now, options: options,
	}
	for i := range options.Seats {
		g.world.accounts = append(g.world.accounts, g.account(i))
	}
	for i := range 4 {
		a := g.account(options.Seats + i)
		a.main, a.online, a.banned, a.unlocks = "", false, false, time.Time{}
		g.world.waiting = append(g.world.waiting, a)
	}
	for _, a := range g.world.accounts {
		g.population(a)
	}
	g.history()
	return g.world
}

func (g *generator) account(i int) *account {
	name := talk.AgentNames[(i*3)%len(talk.AgentNames)]
	if i >= len(talk.AgentNames) {
		name += strconv.Itoa(i/len(talk.AgentNames) + 1)
	}
	class := ascriptions[i%len(ascriptions)]
	a := &account{
		id: 10_001 + int64(i), userID: fmt.Sprintf("HaiLan%03d", i+1), chatUserID: strconv.FormatInt(1688852000000000+int64(i+1)*1_000_003+g.Int64N(1_000_000), 10),
		name: name, shortName: class.name[:6] + strconv.Itoa(i/len(ascriptions)+1) + "号", gender: 1 + i%2,
		avatar: media.Avatar(g.Uint32()), mobile: talk.PhoneNumber(g.Rand), email: fmt.Sprintf("kf%03d@hailan.example.com", i+1),
		saleNo: strconv.Itoa(8001 + i), administrators: "8001", status: statusEnabled, attribute: attributeManage,
		classID: int64(1 + i%4), ascription: class.code, main: mainUser, minSecond: 30, maxSecond: 90, limit: 40,
		created: g.now.AddDate(0, -3, -i).Truncate(time.Hour), updated: g.now.AddDate(0, 0, -1-i%9).Truncate(time.Minute),
		online: i%6 != 4 && i%12 != 9, canBeAutomatic: i%3 != 1, needsCode: i%4 == 2, seenSent: map[string]*message{},
	}
	a.automatic = a.canBeAutomatic && i%3 == 0 && a.online
	if i%6 == 5 {
		a.attribute = attributeOther
	}
	if i%12 == 7 {
		a.online, a.banned, a.banID = false, true, 1
		a.locked = g.now.Add(-time.Duration(5+g.IntN(20)) * time.Minute)
		a.unlocks, a.transferring = g.now.Add(time.Duration(30+g.IntN(60))*time.Minute), 3
	}
	return a
}

// population gives an account customers, rooms and conversations.
func (g *generator) population(a *account) {
	conversations := max(1, g.options.Conversations+g.IntN(max(1, g.options.Conversations/4))-g.options.Conversations/8)
	rooms := conversations / 5
	others := g.options.Contacts
	if others == 0 {
		others = conversations / 3
	}
	for range conversations - rooms + others {
		a.contacts = append(a.contacts, g.contact(a))
	}
	for range rooms {
		a.rooms = append(a.rooms, g.room(a))
	}
	for _, p := range a.contacts[:conversations-rooms] {
		a.chats = append(a.chats, &chat{account: a, person: p})
	}
	for _, r := range a.rooms {
		a.chats = append(a.chats, &chat{account: a, room: r})
	}
}

// contact makes a customer; now and then one whom another account knows too.
func (g *generator) contact(a *account) *contact {
	if len(g.people) > 0 && g.IntN(10) == 0 {
		known := g.people[g.IntN(len(g.people))]
		if !slices.ContainsFunc(a.contacts, func(c *contact) bool { return c.id == known.id }) {
			known.remark = ""
			return &known
		}
	}
	g.ids += 1 + g.Int64N(90_000)
	c := &contact{
		id: strconv.FormatInt(7881301000000000+g.ids, 10), name: talk.ContactName(g.Rand), avatar: media.Avatar(g.Uint32()),
		gender: g.IntN(3), external: "wm" + talk.HexText(g.Rand, 30),
	}
	if g.IntN(6) == 0 { // a WeCom user of another company
		c.corp = talk.One(g.Rand, talk.CompanyWords) + "商贸"
	}
	if g.IntN(3) == 0 {
		c.mobile = talk.PhoneNumber(g.Rand)
	}
	if g.IntN(4) == 0 {
		c.remark = talk.PersonName(g.Rand) + "-" + talk.One(g.Rand, []string{"VIP", "团购", "老客户", "待跟进", "已成交"})
	}
	g.people = append(g.people, *c)
	return c
}

func (g *generator) room(a *account) *room {
	g.ids += 1 + g.Int64N(90_000)
	r := &room{
		id:   strconv.FormatInt(10696052000000000+g.ids, 10),
		name: talk.One(g.Rand, talk.CityNames) + talk.One(g.Rand, talk.GroupWords) + strconv.Itoa(1+g.IntN(20)) + "群",
	}
	for range 3 + g.IntN(6) {
		r.members = append(r.members, a.contacts[g.IntN(len(a.contacts))])
	}
	return r
}

// history fills the login log of the last days so that it ends with how each
// account is now.
func (g *generator) history() {
	type turn struct {
		account *account
		status  int
		at      time.Time
	}
	var turns []turn
	for _, a := range g.world.accounts {
		at := g.now.Add(-time.Duration(5+g.IntN(240)) * time.Minute)
		if a.banned {
			at = a.locked
		}
		status := logLogout
		if a.online {
			status = logLogin
		}
		for range 3 + g.IntN(6) {
			turns = append(turns, turn{a, status, at.Truncate(time.Second)})
			// A day's work between a login and the logout after it, a night or a
			// moment the other way round.
			back := time.Duration(20+g.IntN(500)) * time.Minute
			if status == logLogin {
				back = time.Duration(2+g.IntN(900)) * time.Minute
			}
			at, status = at.Add(-back), 1-status
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return a.at.Compare(b.at) })
	for _, t := range turns {
		g.world.note(t.account, t.status, t.at)
	}
}
