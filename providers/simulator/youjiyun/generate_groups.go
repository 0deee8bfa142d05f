package youjiyun

import (
	"strconv"
	"time"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// Sizes of quiet groups: the usual ones, and the one large group of each seat.
const (
	leastMembers = 5
	mostMembers  = 60
	largeGroup   = 120
)

// A quietGroup in so many is one of these.
const (
	dissolvedEvery = 9
	innerEvery     = 6
	sharedEvery    = 4
)

// quietGroups gives a robot groups in which nothing has been said yet: of all
// sizes and owners, many of the same customers in several, some shared with
// another robot.
func (g *generator) quietGroups(r *robot, count int) {
	if count <= 0 {
		return
	}
	if g.staff == nil {
		for i := range 2 * mostMembers {
			g.staff = append(g.staff, member{userID: 1688851000000000 + int64(i)*7919, name: talk.PersonName(g.Rand), avatar: media.Avatar(g.Uint32())})
		}
	}
	for i := range count {
		size := leastMembers + g.IntN(mostMembers-leastMembers)
		if i == 0 {
			size = largeGroup + g.IntN(largeGroup/2)
		}
		group := g.quietGroup(r, size, i%innerEvery == innerEvery-1)
		group.dismissed = i%dissolvedEvery == 1
		r.groups = append(r.groups, group)
		if other := g.world.robots[g.IntN(len(g.world.robots))]; i%sharedEvery == 2 && other != r {
			other.groups = append(other.groups, group)
			g.enter(group, staffOf(other))
		}
	}
}

func (g *generator) quietGroup(r *robot, size int, inner bool) *group {
	w := g.world
	w.groupIDs += 1 + g.Int64N(90_000)
	founded := g.now.Add(-time.Duration(24+g.IntN(500*24)) * time.Hour)
	group := &group{
		id: "R:" + strconv.FormatInt(w.groupIDs, 10), avatar: media.Avatar(g.Uint32()), external: !inner, founded: founded, created: founded.Add(time.Hour),
		modified: g.now.Add(-time.Duration(g.IntN(60*24)) * time.Hour),
		name:     talk.One(g.Rand, talk.CityNames) + talk.One(g.Rand, talk.GroupWords) + strconv.Itoa(1+g.IntN(60)) + "群",
	}
	if inner {
		group.name = talk.One(g.Rand, talk.CityNames) + talk.One(g.Rand, []string{"门店值班群", "客服排班群", "仓库对接群", "周报群"})
	}
	g.enter(group, staffOf(r))
	staff := 2 + g.IntN(4)
	if inner {
		staff = size - 1
	}
	first := g.IntN(len(g.staff))
	for i := range min(staff, len(g.staff)) {
		m := g.staff[(first+i)%len(g.staff)]
		g.enter(group, m)
		if i < g.IntN(4) {
			group.admins = append(group.admins, m.userID)
		}
	}
	if !inner {
		g.customers(group, r, size-len(group.members))
	}
	group.creatorID = group.members[0].userID
	switch g.IntN(5) {
	case 0, 1: // somebody else's
		group.creatorID = group.members[g.IntN(len(group.members))].userID
	case 2: // a colleague's
		group.creatorID = group.members[1].userID
	}
	if last := group.members[len(group.members)-1]; last.external && last.userID != group.creatorID {
		last.gone = true
	}
	group.admins = filter(group.admins, func(id int64) bool { return id != group.creatorID })
	if g.IntN(3) == 0 {
		group.notice, group.noticed = "群内禁止发广告，有问题随时@客服。", founded.Add(2*time.Hour)
	}
	return group
}

// customers fills a group with customers: a few regulars of the robot, who are in
// many of its groups, other contacts, and people it does not know.
func (g *generator) customers(group *group, r *robot, count int) {
	const regulars = 8
	present := map[int64]bool{}
	for i := 0; i < count; i++ {
		var c *contact
		switch known := len(r.contacts); {
		case i < regulars/2 && known > 0:
			c = r.contacts[g.IntN(min(regulars, known))]
		case g.IntN(3) > 0 && known > 0:
			c = r.contacts[g.IntN(known)]
		}
		if c == nil || c.deleted || present[c.userID] {
			c = newContact(g.Rand, g.world, group.founded)
		}
		present[c.userID] = true
		m := member{userID: c.userID, name: c.name, avatar: c.avatar, wechat: c.wechat, external: true}
		g.enter(group, m)
	}
}

// enter makes somebody a member some time after the group was founded; who is one
// stays as they are.
func (g *generator) enter(group *group, m member) {
	joined := group.founded.Add(time.Duration(g.IntN(300*24)) * time.Hour)
	if joined.After(g.now) {
		joined = group.founded
	}
	if group.member(m.userID) == nil {
		m.created, m.modified = joined, joined
		group.members = append(group.members, &m)
	}
}

// staffOf is a robot as a member of a group.
func staffOf(r *robot) member {
	me, _ := strconv.ParseInt(r.wxid, 10, 64)
	return member{userID: me, name: r.nickName, avatar: r.headImg}
}
