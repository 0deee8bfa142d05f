package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func upsertContact(t *testing.T, s *storage.Store, c model.Contact, partial bool) (changed bool) {
	t.Helper()
	storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
		changed, err = tx.UpsertContact(c, partial)
		return err
	})
	return changed
}

func TestContacts(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	want := model.Contact{
		Seat: seat.ID, RemoteID: "p1", Name: "王伟", Remark: "老王", Description: "描述", Avatar: "https://a", Gender: model.GenderMale,
		Mobile: "13800000000", Email: "a@b", Corp: "公司", Position: "经理", WeChat: true, External: true,
		Friendship: model.FriendDeletedUs, Created: storagetest.Start, Modified: storagetest.Start,
	}
	require.True(t, upsertContact(t, s, want, false))
	require.False(t, upsertContact(t, s, want, false))
	stored, found, err := s.Contact(t.Context(), seat.ID, "p1")
	require.NoError(t, err)
	require.True(t, found)
	want.ID = stored.ID
	require.Equal(t, want, stored)

	require.False(t, upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p1"}, true), "empty fields say nothing")
	require.True(t, upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p1", Remark: "大王"}, true))
	stored, _, err = s.Contact(t.Context(), seat.ID, "p1")
	require.NoError(t, err)
	want.Remark = "大王"
	require.Equal(t, want, stored)

	upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p2", Name: "阿明"}, false)
	upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p3", Name: "Zoe", Removed: true}, false)
	for text, names := range map[string][]string{
		"": {"阿明", "王伟"}, "daw": {"王伟"}, "ww": {"王伟"}, "138": {"王伟"}, "公司": {"王伟"}, "zoe": nil, "am": {"阿明"},
	} {
		q := storage.ContactQuery{Seat: seat.ID, Text: text}
		list, err := s.Contacts(t.Context(), q)
		require.NoError(t, err)
		var got []string
		for _, c := range list {
			got = append(got, c.Name)
		}
		require.ElementsMatch(t, names, got, "text %q", text)
		n, err := s.ContactCount(t.Context(), q)
		require.NoError(t, err)
		require.Len(t, names, n)
	}
	_, found, err = s.Contact(t.Context(), seat.ID, "nobody")
	require.NoError(t, err)
	require.False(t, found)
}

func TestContactNamesItsConversation(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: "p1", Name: "旧名"})
	upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p1", Name: "新名", Remark: "备注"}, false)
	c, err := s.Conversation(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "新名 备注 备注", c.Name+" "+c.Remark+" "+c.Title())
	require.Equal(t, []string{"备注"}, names(t, s, storage.ConversationQuery{Text: "beizhu"}))
	save(t, s, c, func(c *model.Conversation) { c.Remark = "" })
	require.Equal(t, []string{"备注"}, names(t, s, storage.ConversationQuery{Text: "bz"}))
	upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p1", Name: "新名"}, false)
	require.Equal(t, []string{"新名"}, names(t, s, storage.ConversationQuery{}))

	upsertContact(t, s, model.Contact{Seat: seat.ID, RemoteID: "p2", Name: "先有联系人", Remark: "甲"}, false)
	d := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{PeerID: "p2"})
	require.Equal(t, "甲", d.Remark)
}

func TestTags(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	groups := []model.TagGroup{
		{RemoteID: "g2", Name: "等级", Corp: true, Tags: []model.Tag{
			{RemoteID: "14073752703607622", GroupRemoteID: "g2", GroupName: "等级", Name: "金牌", Corp: true},
			{RemoteID: "14073752703607621", GroupRemoteID: "g2", GroupName: "等级", Name: "银牌", Corp: true},
		}},
		{RemoteID: "g1", Name: "个人", Tags: []model.Tag{{RemoteID: "t3", GroupRemoteID: "g1", GroupName: "个人", Name: "好说话"}}},
	}
	replace := func(groups []model.TagGroup) {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.ReplaceTags(seat.ID, groups) })
	}
	tagsOf := func(remote string) []model.Tag {
		c, found, err := s.Contact(t.Context(), seat.ID, remote)
		require.NoError(t, err)
		require.True(t, found)
		return c.Tags
	}
	replace(groups)
	stored, err := s.Tags(t.Context(), seat.ID)
	require.NoError(t, err)
	require.Equal(t, groups, stored)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		return tx.SetContactTags(seat.ID, "p1", []string{"t3", "14073752703607622", "t3", "", "unknown"})
	})
	require.Equal(t, []model.Tag{groups[0].Tags[0], groups[1].Tags[0]}, tagsOf("p1"))
	replace(groups[1:])
	require.Equal(t, []model.Tag{groups[1].Tags[0]}, tagsOf("p1"))
	replace(groups)
	require.Equal(t, []model.Tag{groups[0].Tags[0], groups[1].Tags[0]}, tagsOf("p1"))

	brought := model.Tag{RemoteID: "t9", GroupRemoteID: "g9", GroupName: "来源", Name: "广告"}
	withTags := model.Contact{Seat: seat.ID, RemoteID: "p2", Name: "乙", Tags: []model.Tag{brought}}
	require.True(t, upsertContact(t, s, withTags, false))
	require.False(t, upsertContact(t, s, withTags, false))
	require.Equal(t, []model.Tag{brought}, tagsOf("p2"))
	withTags.Tags = nil
	require.False(t, upsertContact(t, s, withTags, false))
	require.Equal(t, []model.Tag{brought}, tagsOf("p2"))
	withTags.Tags = []model.Tag{}
	require.True(t, upsertContact(t, s, withTags, false))
	require.Empty(t, tagsOf("p2"))
}
