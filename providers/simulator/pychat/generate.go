package pychat

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

// shanghai is the zone people live in. A fixed offset, because a machine may
// lack the zone's file and there is no summer time.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// generator makes a world; everything in it follows from the seed and now.
type generator struct {
	*rand.Rand
	world   *world
	store   *media.Store
	now     time.Time
	options Options
	people  []*contact // whom several seats may know
}

func generate(options Options, store *media.Store, now time.Time) *world {
	g := &generator{
		Rand:  rand.New(rand.NewPCG(uint64(options.Seed), 12)),
		world: &world{files: map[string]*file{}}, store: store,
		now: now.Truncate(time.Second), options: options,
	}
	for i := range options.Seats {
		in := g.instance(i)
		g.world.instances = append(g.world.instances, in)
		g.population(in)
	}
	return g.world
}

// instance is the i-th seat; DemoPlan says how it logs in.
func (g *generator) instance(i int) *instance {
	name := talk.AgentNames[(i+3)%len(talk.AgentNames)]
	if i >= len(talk.AgentNames) {
		name += strconv.Itoa(i/len(talk.AgentNames) + 1)
	}
	h := talk.HexText(g.Rand, 32)
	in := &instance{
		guid:   fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:]),
		status: running, clientType: 3, syncOld: true, known: i != 2 && i != 7, plan: DemoPlan(i),
		account: account{
			username: g.wxid(), nickname: name, alias: fmt.Sprintf("kefu_%04d", i+1),
			mobile: talk.PhoneNumber(g.Rand), avatar: media.Avatar(g.Uint32()),
		},
		voices: map[string]*voiceTrans{}, notify: newNotifier(),
	}
	switch {
	case i < 2:
		in.status, in.session = online, true
	case in.plan.Stopped:
		in.status = stopped
	}
	return in
}

func (g *generator) wxid() string { return newWxid(g.Rand) }

func newWxid(r *rand.Rand) string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	text := make([]byte, 12)
	for i := range text {
		text[i] = letters[r.IntN(len(letters))]
	}
	return "wxid_" + string(text) + "22"
}

// population gives an instance people, rooms, labels, moments and
// conversations.
func (g *generator) population(in *instance) {
	for i, name := range []string{"VIP", "老客户", "待跟进", "团购", "已成交"} {
		id := int64(i + 1)
		if i > 2 { // these stand for what is read wrongly as a float
			id = 14073752703607622 + g.Int64N(1_000_000)*2 + 1
		}
		in.labels = append(in.labels, &label{id, name})
	}
	conversations := max(2, g.options.Conversations+g.IntN(max(1, g.options.Conversations/4))-g.options.Conversations/8)
	rooms := conversations / 4
	for range conversations - rooms {
		in.know(g.friend(in, g.IntN(5) == 0))
	}
	talkers := slices.Clone(in.contacts)
	if g.options.Contacts == 0 {
		for range conversations / 3 { // with whom nothing has been said yet
			in.know(g.friend(in, false))
		}
	}
	g.quietFriends(in, g.options.Contacts)
	in.know(g.official(in))
	for range 8 { // whom a search finds
		in.know(newStranger(g.Rand))
	}
	for i := range max(1, rooms) {
		r := g.room(in, i%3 == 2)
		if r.openIM() {
			in.openRooms = append(in.openRooms, r)
		} else {
			in.rooms = append(in.rooms, r)
		}
		in.chats = append(in.chats, &chat{in: in, room: r})
	}
	for _, c := range talkers {
		in.chats = append(in.chats, &chat{in: in, person: c})
	}
	g.quietRooms(in, g.options.Groups-max(1, rooms))
	in.seq += int64(1000 + g.IntN(1000))
	for _, c := range in.contacts {
		c.seq = in.nextSeq()
	}
	for _, r := range slices.Concat(in.rooms, in.openRooms) {
		r.seq = in.nextSeq()
	}
	g.moments(in)
}

// newStranger is a person nobody knew before.
func newStranger(r *rand.Rand) *contact {
	c := &contact{
		username: newWxid(r), nickname: talk.ContactName(r), mobile: talk.PhoneNumber(r),
		qq: strconv.FormatInt(10_000_000+r.Int64N(3_000_000_000), 10), sex: r.IntN(3),
		province: "广东", city: talk.One(r, talk.CityNames), avatar: media.Avatar(r.Uint32()),
	}
	c.alias = "wx" + c.qq[:6] + talk.HexText(r, 3)
	if r.IntN(3) == 0 {
		c.signature = talk.One(r, []string{"今天也要加油", "忙，留言必回", "做一个温暖的人", "诚信经营，欢迎咨询"})
	}
	return c
}

func (g *generator) friend(in *instance, atWeCom bool) *contact {
	c := newStranger(g.Rand)
	c.friend = true
	if g.IntN(4) == 0 {
		c.remark = talk.PersonName(g.Rand) + "-" + talk.One(g.Rand, []string{"VIP", "团购", "老客户", "待跟进", "已成交"})
	}
	for range g.IntN(3) {
		c.labels = append(c.labels, in.labels[g.IntN(len(in.labels))].id)
	}
	slices.Sort(c.labels)
	c.labels = slices.Compact(c.labels)
	if atWeCom {
		atCompany(g.Rand, c)
	}
	c.top = g.IntN(12) == 0
	c.deleted = !atWeCom && g.IntN(25) == 0
	c.blocked = !atWeCom && !c.deleted && g.IntN(40) == 0
	return c
}

// atCompany makes a person one at WeCom.
func atCompany(r *rand.Rand, c *contact) {
	c.username = strconv.FormatInt(25984980000000000+r.Int64N(1_000_000_000_000), 10) + openEnding
	c.alias, c.qq, c.mobile = "", "", ""
	c.appID, c.wordingID = "3552365301", talk.HexText(r, 16)
	c.corp = talk.One(r, talk.CityNames) + talk.One(r, talk.CompanyWords) + "商贸有限公司"
	c.card = "https://work.weixin.qq.com/u/vc" + talk.HexText(r, 20) + "?v=4.1.36"
	c.cardBanned = r.IntN(5) == 0
}

func (g *generator) official(in *instance) *contact {
	return &contact{
		username: "gh_" + talk.HexText(g.Rand, 12), nickname: talk.One(g.Rand, talk.CityNames) + "本地生活",
		friend: true, avatar: media.Avatar(g.Uint32()), signature: "公众号",
	}
}

func (g *generator) room(in *instance, atWeCom bool) *room {
	r := &room{
		username: newRoomName(g.Rand),
		name:     talk.One(g.Rand, talk.CityNames) + talk.One(g.Rand, talk.GroupWords) + strconv.Itoa(1+g.IntN(20)) + "群",
		avatar:   media.Avatar(g.Uint32()), version: int64(700_000_000 + g.IntN(1_000_000)), saved: g.IntN(2) == 0, showNames: true,
	}
	if atWeCom {
		r.username = strconv.FormatInt(10696050000000000+g.Int64N(1_000_000_000_000), 10) + openRoomEnding
	}
	add := func(c *contact) {
		if r.member(c.username) == nil {
			r.members = append(r.members, &member{username: c.username, nickname: c.nickname, avatar: c.avatar, inviter: in.account.username, source: cameInvited})
		}
	}
	r.members = append(r.members, &member{username: in.account.username, nickname: in.account.nickname, avatar: in.account.avatar})
	friends := slices.DeleteFunc(slices.Clone(in.contacts), func(c *contact) bool { return !c.friend || c.deleted || c.openIM() != atWeCom })
	for range 6 + g.IntN(20) {
		if len(friends) > 0 && g.IntN(2) == 0 {
			add(friends[g.IntN(len(friends))])
			continue
		}
		stranger := newStranger(g.Rand)
		if atWeCom {
			atCompany(g.Rand, stranger)
		}
		in.know(stranger)
		add(stranger)
	}
	boss := r.members[0]
	if g.IntN(3) == 0 {
		boss = r.members[1+g.IntN(len(r.members)-1)]
	}
	r.owner, boss.role = boss.username, owner
	for _, m := range r.members[1:] {
		if m.role == plain && g.IntN(10) == 0 {
			m.role = administrator
		}
		if g.IntN(6) == 0 {
			m.display = talk.One(g.Rand, talk.CityNames) + "-" + m.nickname
		}
	}
	if g.IntN(2) == 0 {
		r.notice = "群内禁止发广告，有问题随时@客服。"
	}
	return r
}

// momentCircle bounds who among the contacts writes moments.
const momentCircle = 200

// moments gives an instance a timeline: its friends' and its own.
func (g *generator) moments(in *instance) {
	authors := []string{in.account.username, in.account.username}
	for _, c := range in.contacts[:min(len(in.contacts), momentCircle)] {
		if c.friend && !c.openIM() && !c.deleted {
			authors = append(authors, c.username)
		}
	}
	at := g.now.Add(-10 * 24 * time.Hour)
	for range 30 {
		at = at.Add(time.Duration(1+g.IntN(7*60)) * time.Minute)
		author := authors[g.IntN(len(authors))]
		m := &moment{id: g.world.newMomentID(g.Rand), username: author, at: at}
		text := talk.One(g.Rand, []string{"新品到店，欢迎来看", "周末带娃爬山", "今天的晚霞真好看", "感谢新老客户支持[抱拳]", "加班到现在", "团购开始接龙啦"})
		var pictures []uint32
		for range g.IntN(4) {
			pictures = append(pictures, g.Uint32())
		}
		m.desc = timelineXML(author, at, text, pictures)
		for _, fan := range authors[2:] {
			switch g.IntN(8) {
			case 0:
				m.likes = append(m.likes, fan)
			case 1:
				m.comments = append(m.comments, &comment{
					id: int64(len(m.comments) + 1), username: fan, at: at.Add(time.Duration(1+g.IntN(60)) * time.Minute),
					content: talk.One(g.Rand, []string{"好看", "求链接", "不错哦", "在哪里呀", "👍"}),
				})
			}
		}
		in.moments = append(in.moments, m)
	}
}

// baseMark stands in a moment's XML for the Server's base URL, which is not known
// when the world is made.
const baseMark = "{base}"

// timelineXML is the TimelineObject of a text with pictures (media.Picture), as
// the document shows it for /sns/sns_post.
func timelineXML(author string, at time.Time, text string, pictures []uint32) string {
	style := 2 // text alone
	var list strings.Builder
	for i, seed := range pictures {
		style = 1
		w, h := media.PictureSize(seed)
		fmt.Fprintf(&list, `<media><id>%d</id><type>2</type><title></title><description></description><private>0</private><url type="1">%s</url><thumb type="1">%s</thumb><size width="%d.000000" height="%d.000000" totalSize="%d"/></media>`,
			i, baseMark+media.Picture(seed), baseMark+media.Thumb(seed), w, h, w*h/8)
	}
	return fmt.Sprintf(`<TimelineObject><id>0</id><username>%s</username><createTime>%d</createTime><contentDesc>%s</contentDesc><contentDescShowType>0</contentDescShowType><contentDescScene>3</contentDescScene><private>0</private><sightFolded>0</sightFolded><showFlag>0</showFlag><sourceUserName></sourceUserName><sourceNickName></sourceNickName><ContentObject><contentStyle>%d</contentStyle><title></title><description></description><mediaList>%s</mediaList></ContentObject></TimelineObject>`,
		author, at.Unix(), escape(text), style, list.String())
}

// newMomentID is the id of a moment: over 2^63, as those in the document.
func (w *world) newMomentID(r *rand.Rand) uint64 {
	if w.momentID == 0 {
		w.momentID = 14_548_030_681_484_757_242
	}
	w.momentID += 1 + r.Uint64N(1_000_000_000)
	return w.momentID
}
