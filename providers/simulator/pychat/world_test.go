package pychat

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

func portraitOf(s *Server) string {
	var b strings.Builder
	for _, in := range s.world.instances {
		fmt.Fprintln(&b, in.guid, in.account, in.status, s.Peers(in.guid))
		for _, c := range in.contacts {
			fmt.Fprintf(&b, "%+v\n", *c)
		}
		for _, r := range in.rooms {
			fmt.Fprintln(&b, r.username, r.name, r.owner, len(r.members))
		}
		for _, m := range in.moments {
			fmt.Fprintln(&b, m.id, m.desc, m.likes)
		}
	}
	return b.String()
}

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	world := func(seed int64) *Server { return New(Options{Seed: seed, Clock: clockwork.NewFakeClockAt(noon)}) }
	one := portraitOf(world(5))
	require.True(t, one == portraitOf(world(5)))
	require.False(t, one == portraitOf(world(6)))
	require.Len(t, world(5).GUIDs(), 8)
	require.Equal(t, world(5).GUIDs(), world(5).GUIDs())
	require.NotEqual(t, world(5).GUIDs(), world(6).GUIDs())
}

func TestTheWorldIsLifelike(t *testing.T) {
	s := New(Options{Clock: clockwork.NewFakeClockAt(noon)})
	usernames := map[string]bool{}
	for _, in := range s.world.instances {
		kinds := map[string]int{}
		for _, c := range in.contacts {
			require.False(t, usernames[c.username], "a username twice")
			usernames[c.username] = true
			kinds["openim"] += flag(c.openIM())
			kinds["official"] += flag(strings.HasPrefix(c.username, "gh_"))
			kinds["friend"] += flag(c.friend)
			kinds["stranger"] += flag(!c.friend)
			kinds["labelled"] += flag(len(c.labels) > 0)
		}
		for _, kind := range []string{"openim", "official", "friend", "stranger", "labelled"} {
			require.NotZero(t, kinds[kind], kind)
		}
		require.InDelta(t, 16, len(in.chats), 4)
		require.NotEmpty(t, in.rooms)
		require.NotEmpty(t, in.openRooms)
		for _, r := range in.rooms {
			require.NotNil(t, r.member(in.account.username))
			require.Equal(t, owner, r.member(r.owner).role)
		}
		big := 0
		for _, l := range in.labels {
			big += flag(l.id > 1<<53 && l.id != int64(float64(l.id)))
		}
		require.NotZero(t, big, "a label id that no float holds")
		require.Len(t, in.moments, 30)
		for _, m := range in.moments {
			root, no := rootOf(m.desc)
			require.Nil(t, no)
			require.Equal(t, "TimelineObject", root.name)
			require.True(t, m.at.Before(noon))
		}
	}
}

func TestALivingWorld(t *testing.T) {
	b := newBench(t, Options{Rate: 1})
	b.listen(b.in)
	b.server.locked(b.server.startLife)
	b.pass(12 * time.Minute)
	require.InDelta(t, 720, len(b.in.messages), 200)
	kinds := map[int]int{}
	subtypes := map[string]int{}
	previous := ""
	for _, m := range b.in.messages {
		kinds[m.kind]++
		require.Greater(t, m.idText(), previous)
		previous = m.idText()
		require.Len(t, previous, 19)
		require.NotContains(t, m.content, "%!")
		require.NotContains(t, m.content, "{name}")
		switch m.kind {
		case msgText, msgSystem, msgCall:
			continue
		}
		root, no := rootOf(m.content)
		require.Nil(t, no, m.content)
		if m.kind == msgApp {
			subtypes[root.app.kind]++
		}
	}
	for _, kind := range []int{
		msgText, msgPicture, msgVoice, msgRequest, msgCard, msgVideo, msgEmoji, msgLocation, msgApp, msgCall, msgMarker, msgSystem, msgSys,
	} {
		require.NotZero(t, kinds[kind], "msg_type %d", kind)
	}
	for _, kind := range []int{appMusic, appLink, appFile, appMini, appFinder, appQuote} {
		require.NotZero(t, subtypes[fmt.Sprint(kind)], "app subtype %d", kind)
	}
	require.Empty(t, b.server.world.instances[1].messages, "nobody listens there")
}

func TestPeopleAnswer(t *testing.T) {
	b := newBench(t, Options{Rate: 1e-9})
	who := b.person(b.in).username
	answered := 0
	for range 20 {
		b.call(b.in, "/msg/send_text", object{"to_username": who, "content": "您好"})
		before := len(b.in.messages)
		b.pass(2 * time.Second)
		require.Len(t, b.in.messages, before, "nobody types that fast")
		b.pass(28 * time.Second)
		answered += len(b.in.messages) - before
	}
	require.InDelta(t, 15, answered, 5)
}

// TestIDsOutliveTheServer: a server that starts again gives no id again.
func TestIDsOutliveTheServer(t *testing.T) {
	clock := clockwork.NewFakeClockAt(noon)
	s := New(Options{Clock: clock})
	last, err := s.Say(s.GUIDs()[0], s.Peers(s.GUIDs()[0])[0], "", "一")
	require.NoError(t, err)
	clock.Advance(time.Second)
	s = New(Options{Clock: clock})
	next, err := s.Say(s.GUIDs()[0], s.Peers(s.GUIDs()[0])[0], "", "一")
	require.NoError(t, err)
	require.Greater(t, next, last)
}

func TestAWorldWithManyFriendsAndRooms(t *testing.T) {
	world := func() *Server {
		return New(Options{Seed: 3, Contacts: 105, Groups: 14, Clock: clockwork.NewFakeClockAt(noon)})
	}
	s := world()
	require.True(t, portraitOf(s) == portraitOf(world()))
	seats := map[string]int{}
	for _, in := range s.world.instances {
		friends, openIM := 0, 0
		for _, c := range in.contacts {
			require.Same(t, c, in.contact(c.username))
			friends += flag(c.friend)
			openIM += flag(c.friend && c.openIM())
			seats[c.username] += flag(c.friend)
		}
		require.InDelta(t, 118, friends, 6)
		require.Greater(t, openIM, 8)
		require.InDelta(t, 16, len(in.chats), 4, "the further rooms are quiet")
		require.Equal(t, 14, len(in.rooms)+len(in.openRooms))
		kinds, owners, rooms := map[string]int{}, map[string]bool{}, map[string]int{}
		for _, r := range slices.Concat(in.rooms, in.openRooms) {
			owners[r.owner] = true
			require.Equal(t, owner, r.member(r.owner).role)
			kinds["large"] += flag(len(r.members) > 100)
			kinds["over 40"] += flag(len(r.members) > 40)
			kinds["ours"] += flag(in.self(r.owner))
			for _, m := range r.members {
				kinds[fmt.Sprint("source ", m.source)]++
				require.Equal(t, m.source == cameInvited, m.inviter != "")
				rooms[m.username] += flag(in.friend(m.username) != nil)
				require.NotContains(t, m.username, "gh_")
			}
		}
		for _, kind := range []string{"large", "over 40", "ours", "source 1", "source 2", "source 3"} {
			require.NotZero(t, kinds[kind], kind)
		}
		require.Greater(t, len(owners), 2)
		require.Greater(t, slices.Max(slices.Collect(maps.Values(rooms))), 2, "somebody is in several rooms")
	}
	require.Greater(t, slices.Max(slices.Collect(maps.Values(seats))), 1, "somebody knows two seats")

	large := New(Options{Seats: 1, Conversations: 4, Contacts: 20_000, Groups: 100, Clock: clockwork.NewFakeClockAt(noon)})
	require.Greater(t, len(large.world.instances[0].contacts), 20_000)
	require.Len(t, New(Options{Seats: 500, Conversations: 2, Contacts: 1, Groups: 1, Clock: clockwork.NewFakeClockAt(noon)}).GUIDs(), 500)
}
