package pychat

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestInTownPeopleAndTags(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		friend, _ := w.friendAndGroup()
		ctx := t.Context()
		remark := "老客户"
		require.NoError(t, w.EditRemark(ctx, w.seat, friend.RemoteID, &remark, nil))
		events, err := w.InquireContacts(ctx, w.seat, []string{friend.RemoteID})
		require.NoError(t, err)
		require.Equal(t, remark, events[0].(model.ContactSeen).Contact.Remark)
		state, err := w.CheckFriend(ctx, w.seat, friend.RemoteID)
		require.NoError(t, err)
		require.NotEqual(t, model.FriendUnknown, state)
		require.NoError(t, w.SetFlag(ctx, w.seat, model.Conversation{PeerID: friend.RemoteID}, model.FlagPinned, true))

		require.NoError(t, w.CreateTag(ctx, w.seat, "", "贵宾"))
		events, err = w.ListTags(ctx, w.seat)
		require.NoError(t, err)
		group := events[0].(model.TagsSeen).Groups[0]
		i := slices.IndexFunc(group.Tags, func(tag model.Tag) bool { return tag.Name == "贵宾" })
		require.GreaterOrEqual(t, i, 0)
		tag := group.Tags[i]
		require.NoError(t, w.SetContactTags(ctx, w.seat, friend.RemoteID, []model.Tag{tag}, nil))
		counts, err := w.CountTagged(ctx, w.seat, []string{tag.RemoteID})
		require.NoError(t, err)
		require.Equal(t, map[string]int{tag.RemoteID: 1}, counts)
		events, err = w.ListTagged(ctx, w.seat, []model.TagGroup{group})
		require.NoError(t, err)
		require.Equal(t, []string{tag.RemoteID}, events[0].(model.ContactTagsSeen).Tags[friend.RemoteID])
		require.NoError(t, w.RenameTag(ctx, w.seat, tag, "老贵宾"))
		require.NoError(t, w.DeleteTag(ctx, w.seat, tag))

		who, ok := w.sim.RequestFriendship(w.seat.RemoteID, "我是小李")
		require.True(t, ok)
		time.Sleep(time.Second)
		w.mu.Lock()
		j := slices.IndexFunc(w.heard, func(e model.Event) bool { _, ok := e.(model.FriendRequestSeen); return ok })
		require.GreaterOrEqual(t, j, 0)
		request := w.heard[j].(model.FriendRequestSeen).Request
		w.mu.Unlock()
		require.Equal(t, who, request.RemoteID)
		require.NoError(t, w.AcceptFriend(ctx, w.seat, request))

		none, err := w.FindContacts(ctx, w.seat, "19900000000")
		require.NoError(t, err)
		require.Empty(t, none)
		found, err := w.FindContacts(ctx, w.seat, friend.RemoteID)
		require.NoError(t, err)
		require.True(t, found[0].Friend)
		require.NoError(t, w.DeleteContact(ctx, w.seat, friend.RemoteID))
		found, err = w.FindContacts(ctx, w.seat, friend.RemoteID)
		require.NoError(t, err)
		require.False(t, found[0].Friend)
		require.NoError(t, w.AddFound(ctx, w.seat, found[0], "你好"))
	})
}

func TestInTownGroups(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		people, _ := w.knows()
		rest()
		ctx := t.Context()
		var friends []string
		for _, c := range people {
			if c.WeChat && strings.HasPrefix(c.RemoteID, "wxid") && len(friends) < 4 {
				if state, err := w.CheckFriend(ctx, w.seat, c.RemoteID); err == nil && state == model.FriendNormal {
					friends = append(friends, c.RemoteID)
				}
			}
		}
		require.Len(t, friends, 4)
		id, err := w.CreateGroup(ctx, w.seat, "新客户", friends[:3])
		require.NoError(t, err)
		require.NoError(t, w.InviteMembers(ctx, w.seat, model.Group{RemoteID: id, MemberCount: 4}, friends[3:]))
		require.NoError(t, w.RemoveMembers(ctx, w.seat, id, friends[:1]))
		require.NoError(t, w.RenameGroup(ctx, w.seat, id, "老客户"))
		require.NoError(t, w.Announce(ctx, w.seat, id, "明天见", false))
		require.NoError(t, w.SetGroupNickname(ctx, w.seat, id, "店长"))
		events, err := w.InquireContacts(ctx, w.seat, []string{id})
		require.NoError(t, err)
		group, members := events[0].(model.GroupSeen).Group, events[1].(model.MembersSeen)
		require.Equal(t, "老客户", group.Name)
		require.Equal(t, "明天见", group.Notice)
		require.Equal(t, w.seat.AccountID, group.OwnerID)
		require.True(t, members.Whole)
		require.Len(t, members.Members, 4)
		chat := model.Conversation{PeerID: id, RemoteID: id, Group: true}
		for _, flag := range w.Flags(chat) {
			require.NoError(t, w.SetFlag(ctx, w.seat, chat, flag, true), flag)
		}
		sent := w.sends(id, model.Content{Kind: model.KindText, Text: "请看公告"})
		came := w.says(id, "picture", "")
		for _, m := range []model.Message{sent, came} {
			require.NoError(t, w.PinMessage(ctx, w.seat, chat, m))
		}
		pins, err := w.PinnedMessages(ctx, w.seat, id)
		require.NoError(t, err)
		require.Len(t, pins, 2)
		require.NoError(t, w.UnpinMessage(ctx, w.seat, id, sent.RemoteID))
		code, err := w.GroupCode(ctx, w.seat, id)
		require.NoError(t, err)
		require.NotEmpty(t, code.Content)
		require.NoError(t, w.TransferGroup(ctx, w.seat, id, friends[1]))
		require.True(t, model.IsTrouble(w.RemoveMembers(ctx, w.seat, id, friends[2:3]), model.TroubleRejected), "no longer ours")
		require.NoError(t, w.QuitGroup(ctx, w.seat, id))
	})
}

func TestInTownMomentsAndTools(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		url := w.publishes("a.png", aPNG(t))
		for _, post := range []model.MomentPost{
			{Text: "早上好 <&>"},
			{Text: "新货", Pictures: []string{url, url}},
			{Text: "看看", Link: &model.MomentLink{Title: "指南", URL: "https://x.test/?a=1&b=2", Cover: url}},
		} {
			require.NoError(t, w.PostMoment(ctx, w.seat, post))
		}
		list, next, err := w.Moments(ctx, w.seat, "", "")
		require.NoError(t, err)
		require.NotEmpty(t, next)
		require.Equal(t, "指南", list[0].Link.Title)
		require.Equal(t, "https://x.test/?a=1&b=2", list[0].Link.URL)
		require.Len(t, list[1].Pictures, 2)
		require.Equal(t, "早上好 <&>", list[2].Text)
		older, _, err := w.Moments(ctx, w.seat, "", next)
		require.NoError(t, err)
		require.NotEmpty(t, older)
		require.NotEqual(t, list[0].RemoteID, older[0].RemoteID)
		own, _, err := w.Moments(ctx, w.seat, w.seat.AccountID, "")
		require.NoError(t, err)
		require.Equal(t, list[0].RemoteID, own[0].RemoteID)

		id := list[2].RemoteID
		require.NoError(t, w.LikeMoment(ctx, w.seat, id, true))
		require.NoError(t, w.CommentMoment(ctx, w.seat, id, "", "自己顶"))
		one, err := w.Moment(ctx, w.seat, id)
		require.NoError(t, err)
		require.True(t, one.Liked)
		require.Equal(t, "自己顶", one.Comments[0].Text)
		require.NoError(t, w.CommentMoment(ctx, w.seat, id, one.Comments[0].RemoteID, "再顶"))
		one, err = w.Moment(ctx, w.seat, id)
		require.NoError(t, err)
		require.Equal(t, one.Comments[0].RemoteID, one.Comments[1].ReplyTo)
		require.NoError(t, w.DeleteMomentComment(ctx, w.seat, id, one.Comments[1].RemoteID))
		require.NoError(t, w.DeleteMoment(ctx, w.seat, id))
		_, err = w.Moment(ctx, w.seat, id)
		require.Error(t, err)

		link, err := w.CreateMiniLink(ctx, w.seat, model.MiniLink{AppID: "wx0123456789abcdef", Page: "pages/i", Title: "下单"})
		require.NoError(t, err)
		to, err := w.ResolveMiniLink(ctx, w.seat, link)
		require.NoError(t, err)
		require.Equal(t, "pages/i", to.Page)
		real, err := w.ResolveLink(ctx, w.seat, "https://mp.weixin.qq.com/s/abc")
		require.NoError(t, err)
		require.NotEmpty(t, real)
		login, err := w.AskWebLogin(ctx, w.seat, "https://open.weixin.qq.com/connect/confirm?uuid=071abc")
		require.NoError(t, err)
		require.NoError(t, w.ConfirmWebLogin(ctx, w.seat, login))
	})
}
