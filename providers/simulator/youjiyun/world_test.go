package youjiyun

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

func worldOf(t *testing.T, seed int64, options Options) *Server {
	t.Helper()
	options.Seed, options.Clock, options.BaseURL = seed, clockwork.NewFakeClockAt(noon), "http://sim"
	s := New(options)
	t.Cleanup(s.Close)
	return s
}

// portraitOf is all of a world that a client can see.
func portraitOf(s *Server) string {
	var b strings.Builder
	for _, r := range s.world.robots {
		fmt.Fprintln(&b, r.key, r.wxid, r.nickName, r.state, r.lastLogin)
		for _, c := range r.contacts {
			fmt.Fprintf(&b, "%+v\n", *c)
		}
		for _, g := range r.groups {
			fmt.Fprintln(&b, g.id, g.name, g.creatorID, len(g.members), g.dismissed)
		}
		for _, g := range r.labels {
			fmt.Fprintln(&b, wirejson.Encode(g.shape()))
		}
		for _, c := range r.chats {
			fmt.Fprintln(&b, string(wirejson.Encode(s.chatShape(c))))
			for _, m := range c.messages {
				fmt.Fprintln(&b, string(wirejson.Encode(s.historyShape(m))))
			}
		}
	}
	return b.String()
}

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	one := portraitOf(worldOf(t, 5, Options{}))
	require.True(t, one == portraitOf(worldOf(t, 5, Options{})))
	require.False(t, one == portraitOf(worldOf(t, 6, Options{})))
}

func TestTheWorldIsLifelike(t *testing.T) {
	s := worldOf(t, 1, Options{Seats: 8})
	w := s.world
	states, kinds, users := map[RobotState]bool{}, map[int]int{}, map[int64]int{}
	chats, groups, waiting := 0, 0, 0
	ids := map[string]bool{}
	for _, r := range w.robots {
		states[r.state] = true
		require.Len(t, r.key, 32)
		for _, c := range r.contacts {
			users[c.userID]++
		}
		for _, c := range r.chats {
			chats++
			groups += flag(c.group != nil)
			if c.unread > 0 {
				waiting++
				require.False(t, c.last().self)
			}
			previous := int64(0)
			for _, m := range c.messages {
				require.GreaterOrEqual(t, m.at, previous)
				require.LessOrEqual(t, m.at, noon.UnixMilli())
				require.Zero(t, m.at%1000)
				require.NotContains(t, m.content.Content, "{")
				require.False(t, ids[m.id], "messageId twice")
				require.LessOrEqual(t, len(m.id), maxMessageID)
				ids[m.id] = true
				previous = m.at
				kinds[m.content.ContentType]++
			}
		}
	}
	require.Len(t, states, 5)
	require.InDelta(t, 8*24, chats, 24)
	require.InDelta(t, chats/4, groups, float64(chats)/8)
	require.InDelta(t, 40, float64(len(w.messages))/float64(chats), 12)
	require.Greater(t, waiting, chats/10)
	for _, kind := range []int{typeText, typePhoneText, typePicture, typeFile, typeVoice, typeVideo, typeLink, typeSticker, typeMini} {
		require.NotZero(t, kinds[kind], "contentType %d", kind)
	}
	require.NotZero(t, kinds[typeUnknown]+kinds[typeUnknown+1]+kinds[typeUnknown+2])
	shared := 0
	for _, seats := range users {
		shared += flag(seats > 1)
	}
	require.NotZero(t, shared, "somebody knows two seats")
	require.Empty(t, s.Sent())

	// Customers write by day, but for a session's tail.
	night := 0
	for _, m := range w.messages {
		if hour := time.UnixMilli(m.at).In(shanghai).Hour(); hour < 8 || hour > 22 {
			night++
		}
	}
	require.Less(t, night, len(w.messages)/20)
}

func TestInquiryShapes(t *testing.T) {
	require.Len(t, inquiryShape("staff"), 72)
	require.Len(t, inquiryShape("customer"), 72)
	require.Len(t, inquiryShape("group"), 47)
}

func TestALivingWorld(t *testing.T) {
	b := newBench(t, Options{Rate: 1})
	s := b.server
	before := len(s.world.messages)
	s.locked(s.startLife)
	b.pass(10 * time.Minute)
	lived := len(s.world.messages) - before
	require.InDelta(t, 600, lived, 150)
	requests := 0
	for _, r := range s.world.robots {
		requests += len(r.requests)
	}
	require.NotZero(t, requests)
	for _, m := range s.world.messages[before:] {
		require.Equal(t, RobotOnline, seatStateAtStart(s, m.chat.robot), "who is offline hears nothing")
		require.NotContains(t, m.content.Content, "{")
	}
}

func TestSeatsChangeTheirState(t *testing.T) {
	b := newBench(t, Options{StateEvery: time.Hour})
	b.server.locked(b.server.startLife)
	changed, was := 0, map[string]RobotState{}
	for range 20 {
		for _, r := range b.server.world.robots {
			was[r.key] = r.state
		}
		b.pass(time.Hour)
		for _, r := range b.server.world.robots {
			changed += flag(was[r.key] != r.state)
		}
	}
	require.Greater(t, changed, 5)
	require.Empty(t, b.server.Sent())
}

// seatStateAtStart is the state a seat was made with.
func seatStateAtStart(s *Server, r *robot) RobotState {
	for i, other := range s.world.robots {
		if other == r {
			return seatStates[i]
		}
	}
	return -1
}

func TestCustomersReactToAnAnswer(t *testing.T) {
	b := newBench(t, Options{Rate: 1e-9})
	c := b.person()
	reacted := 0
	for i := range 20 {
		b.server.locked(func() {
			_, no := b.server.put(c, content{ContentType: typeText, Content: "您好"}, fmt.Sprint(i), viaSocket)
			require.Nil(t, no)
		})
		require.True(t, c.last().self)
		b.pass(2 * time.Second)
		require.True(t, c.last().self, "nobody types that fast")
		b.pass(220 * time.Second)
		reacted += flag(!c.last().self)
	}
	require.InDelta(t, 15, reacted, 5)
}

func TestRunEndsWithItsContext(t *testing.T) {
	clock := clockwork.NewFakeClockAt(noon)
	s := New(Options{Seats: 1, Conversations: 4, Rate: 2, Clock: clock})
	defer s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	before := len(s.Truth())
	require.Eventually(t, func() bool {
		require.NoError(t, clock.BlockUntilContext(ctx, 1))
		clock.Advance(time.Second)
		return len(s.Truth()) > before
	}, 20*time.Second, time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
}

func TestTruthIsInOrder(t *testing.T) {
	s := worldOf(t, 3, Options{})
	lines := s.Truth()
	require.Len(t, lines, len(s.world.messages))
	for i := 1; i < len(lines); i++ {
		require.LessOrEqual(t, lines[i-1].Timestamp, lines[i].Timestamp)
	}
	data, err := json.Marshal(lines[0])
	require.NoError(t, err)
	for _, name := range []string{"robotKey", "chatId", "messageId", "msgSvrID", "timestamp", "text"} {
		require.Contains(t, string(data), `"`+name+`"`)
	}
}

func TestAWorldWithManyContactsAndGroups(t *testing.T) {
	options := Options{Contacts: 110, Groups: 14}
	s := worldOf(t, 2, options)
	require.True(t, portraitOf(s) == portraitOf(worldOf(t, 2, options)))
	seats, groups := map[int64]int{}, map[string]int{} // of a person, of a group
	for _, r := range s.world.robots {
		me, kinds, owners := staffOf(r).userID, map[string]int{}, map[int64]bool{}
		require.InDelta(t, 130, len(r.contacts), 8)
		require.GreaterOrEqual(t, len(r.groups), 14)
		require.InDelta(t, 24, len(r.chats), 4, "the further groups are quiet")
		in := map[int64]int{} // groups of a person
		for _, c := range r.contacts {
			seats[c.userID]++
		}
		for _, group := range r.groups {
			groups[group.id]++
			owners[group.creatorID] = true
			there := group.present()
			kinds["dissolved"] += flag(group.dismissed)
			kinds["inner"] += flag(!group.external && group.outsiders() == 0 && len(there) > 4)
			kinds["large"] += flag(len(there) > 100)
			kinds["over 40"] += flag(len(there) > 40)
			kinds["left"] += flag(len(there) < len(group.members))
			kinds["administered"] += flag(len(group.admins) > 0)
			require.NotNil(t, group.member(me))
			require.NotNil(t, group.member(group.creatorID))
			require.LessOrEqual(t, len(group.admins), maxAdmins)
			for _, id := range group.admins {
				require.False(t, group.member(id).external)
				require.NotEqual(t, group.creatorID, id)
			}
			for _, m := range there {
				in[m.userID] += flag(r.known[m.userID] != nil)
			}
		}
		for _, kind := range []string{"dissolved", "inner", "large", "over 40", "left", "administered"} {
			require.NotZero(t, kinds[kind], kind)
		}
		require.Greater(t, len(owners), 2)
		require.Greater(t, slices.Max(slices.Collect(maps.Values(in))), 3, "somebody is in many groups")
	}
	require.Greater(t, slices.Max(slices.Collect(maps.Values(seats))), 1, "somebody knows two seats")
	require.Equal(t, 2, slices.Max(slices.Collect(maps.Values(groups))), "two seats are in one group")
}

func TestLargeWorldsAreMade(t *testing.T) {
	s := worldOf(t, 1, Options{Seats: 1, Conversations: 4, Messages: 2, Contacts: 20_000, Groups: 200})
	require.InDelta(t, 20_003, len(s.world.robots[0].contacts), 2)
	require.Len(t, s.world.robots[0].groups, 200)
	require.Len(t, worldOf(t, 1, Options{Seats: 500, Conversations: 1, Messages: 1, Contacts: 2, Groups: 1}).world.robots, 500)
}
