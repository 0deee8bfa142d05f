package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestGroups(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: "g1", Group: true, Name: "旧群名"})
	upsert := func(g model.Group, partial bool) (changed bool) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			changed, err = tx.UpsertGroup(g, partial)
			return err
		})
		return changed
	}
	want := model.Group{
		Seat: seat.ID, RemoteID: "g1", Name: "售后群", Avatar: "https://a", OwnerID: "o", OwnerName: "群主", MemberCount: 5, OuterCount: 2,
		External: true, Notice: "公告", Created: storagetest.Start, Modified: storagetest.Start,
	}
	require.True(t, upsert(want, false))
	require.False(t, upsert(want, false))
	require.False(t, upsert(model.Group{Seat: seat.ID, RemoteID: "g1"}, true))
	stored, found, err := s.Group(t.Context(), seat.ID, "g1")
	require.NoError(t, err)
	require.True(t, found)
	want.ID = stored.ID
	require.Equal(t, want, stored)
	c, err = s.Conversation(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "售后群", c.Name)

	require.True(t, upsert(model.Group{Seat: seat.ID, RemoteID: "g2", Name: "旧群", Dissolved: true}, false))
	for text, n := range map[string]int{"": 1, "shq": 1, "旧": 0} {
		q := storage.GroupQuery{Seat: seat.ID, Text: text}
		list, err := s.Groups(t.Context(), q)
		require.NoError(t, err)
		require.Len(t, list, n, text)
		count, err := s.GroupCount(t.Context(), q)
		require.NoError(t, err)
		require.Equal(t, n, count)
	}
}

func TestMembers(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	put := func(whole bool, members ...model.Member) {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutMembers(seat.ID, "g1", members, whole) })
	}
	list := func(text string) (out []string) {
		members, err := s.Members(t.Context(), seat.ID, "g1", text, 0, 10)
		require.NoError(t, err)
		for _, m := range members {
			name := m.Name
			if m.Left {
				name += "(left)"
			}
			out = append(out, name)
		}
		return out
	}
	owner := model.Member{
		RemoteID: "m1", Name: "张三", Avatar: "https://a", Role: model.RoleOwner, WeChat: true, External: true, Joined: storagetest.Start,
	}
	put(true, model.Member{RemoteID: "m2", Name: "李四"}, owner, model.Member{RemoteID: "m3", Name: "阿明"})
	require.Equal(t, []string{"张三", "阿明", "李四"}, list(""))
	require.Equal(t, []string{"李四"}, list("ls"))
	put(false, model.Member{RemoteID: "m4", Name: "赵六", Role: model.RoleAdmin})
	require.Equal(t, []string{"张三", "赵六", "阿明", "李四"}, list(""))
	put(true, model.Member{RemoteID: "m1", Role: model.RoleOwner, WeChat: true, External: true}, model.Member{RemoteID: "m4", Name: "赵六"})
	require.Equal(t, []string{"张三", "赵六", "阿明(left)", "李四(left)"}, list(""))
	members, err := s.Members(t.Context(), seat.ID, "g1", "", 0, 1)
	require.NoError(t, err)
	require.Equal(t, []model.Member{owner}, members, "what is known stays")
	put(false, model.Member{RemoteID: "m3"})
	require.Equal(t, []string{"张三", "阿明", "赵六", "李四(left)"}, list(""))
	_, found, err := s.Group(t.Context(), seat.ID, "g1")
	require.NoError(t, err)
	require.True(t, found)
}
