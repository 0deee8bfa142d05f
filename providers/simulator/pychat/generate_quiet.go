package pychat

import (
	"strconv"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// A quiet friend in so many is at WeCom, or one whom another seat knows too.
const (
	atWeComEvery = 6
	sharedEvery  = 9
)

// quietFriends gives an instance friends with whom nothing has been said yet, some
// of them known to several seats.
func (g *generator) quietFriends(in *instance, count int) {
	for range count {
		if len(g.people) > 0 && g.IntN(sharedEvery) == 0 {
			known := *g.people[g.IntN(len(g.people))]
			if in.contact(known.username) == nil {
				known.remark, known.labels = "", nil
				in.know(&known)
				continue
			}
		}
		c := g.friend(in, g.IntN(atWeComEvery) == 0)
		in.know(c)
		g.people = append(g.people, c)
	}
}

// Sizes of quiet rooms: the usual ones, and the one large room of each seat.
const (
	leastMembers = 5
	mostMembers  = 60
	largeRoom    = 120
	openEvery    = 4 // one in so many is at WeCom
	theirsEvery  = 3 // one in so many is owned by somebody else
)

// quietRooms gives an instance rooms in which nothing has been said yet: of all
// sizes and owners, many of the same friends in several.
func (g *generator) quietRooms(in *instance, count int) {
	var friends, openFriends []*contact
	for _, c := range in.contacts {
		switch {
		case !c.friend || c.deleted || c.alias == "" && !c.openIM(): // official accounts have none
		case c.openIM():
			openFriends = append(openFriends, c)
		default:
			friends = append(friends, c)
		}
	}
	for i := range count {
		size := leastMembers + g.IntN(mostMembers-leastMembers)
		if i == 0 {
			size = largeRoom + g.IntN(largeRoom/2)
		}
		if i%openEvery == openEvery-1 {
			in.openRooms = append(in.openRooms, g.quietRoom(in, openFriends, size, true))
			continue
		}
		r := g.quietRoom(in, friends, size, false)
		if i%theirsEvery == 1 {
			g.give(r)
		}
		in.rooms = append(in.rooms, r)
	}
}

func (g *generator) quietRoom(in *instance, friends []*contact, size int, atWeCom bool) *room {
	const regulars = 8 // of the friends are in many rooms
	r := &room{
		username: newRoomName(g.Rand), avatar: media.Avatar(g.Uint32()), version: int64(700_000_000 + g.IntN(1_000_000)), showNames: true,
		name: talk.One(g.Rand, talk.CityNames) + talk.One(g.Rand, talk.GroupWords) + strconv.Itoa(1+g.IntN(60)) + "群",
	}
	if atWeCom {
		r.username = strconv.FormatInt(10696050000000000+g.Int64N(1_000_000_000_000), 10) + openRoomEnding
	}
	us := in.account
	r.members = []*member{{username: us.username, nickname: us.nickname, avatar: us.avatar}}
	present := map[string]bool{}
	for i := 1; i < size; i++ {
		var c *contact
		switch {
		case len(friends) == 0:
		case i < regulars/2:
			c = friends[g.IntN(min(regulars, len(friends)))]
		case g.IntN(3) > 0:
			c = friends[g.IntN(len(friends))]
		}
		if c == nil || present[c.username] {
			c = newStranger(g.Rand)
			if atWeCom {
				atCompany(g.Rand, c)
			}
			in.know(c)
		}
		present[c.username] = true
		m := &member{username: c.username, nickname: c.nickname, avatar: c.avatar, source: 1 + g.IntN(3)}
		if m.source == cameInvited {
			m.inviter = r.members[g.IntN(len(r.members))].username
		}
		r.members = append(r.members, m)
	}
	r.owner, r.members[0].role = us.username, owner
	for _, m := range r.members[1:min(3, len(r.members))] {
		if g.IntN(2) == 0 {
			m.role = administrator
		}
	}
	if g.IntN(3) == 0 {
		r.notice = "群内禁止发广告，有问题随时@客服。"
	}
	return r
}

// give makes another member the owner of a room of ours; half the time we go on
// as its administrator.
func (g *generator) give(r *room) {
	boss := r.members[1+g.IntN(len(r.members)-1)]
	r.members[0].role = plain
	if g.IntN(2) == 0 {
		r.members[0].role = administrator
	}
	r.owner, boss.role = boss.username, owner
}
