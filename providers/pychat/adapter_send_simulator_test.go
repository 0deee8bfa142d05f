package pychat

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestInTownEverythingIsSentAndPassedOn(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		friend, group := w.friendAndGroup()
		require.Equal(t, "你好 <&>", w.sends(friend.RemoteID, model.Content{Kind: model.KindText, Text: "你好 <&>"}).Content.Text)

		members, err := w.ListMembers(t.Context(), w.seat, group.RemoteID, "")
		require.NoError(t, err)
		list := members.Events[0].(model.MembersSeen).Members
		i := slices.IndexFunc(list, func(m model.Member) bool { return m.RemoteID != w.seat.AccountID })
		at := w.sends(group.RemoteID, model.Content{Kind: model.KindText, Text: "@" + list[i].Name + " 看", Mentions: []string{list[i].RemoteID}})
		require.Equal(t, []string{list[i].RemoteID}, at.Content.Mentions)

		image := aPNG(t)
		url := w.publishes("图 片.png", image)
		picture := w.sends(friend.RemoteID, model.Content{Kind: model.KindImage, URL: url})
		require.Equal(t, image, w.fetches(picture, model.MediaOriginal))
		report := bytes.Repeat([]byte("报价"), 5000)
		paper := w.sends(friend.RemoteID, model.Content{Kind: model.KindFile, FileName: "报价.xlsx", URL: w.publishes("报价.xlsx", report)})
		require.Equal(t, "报价.xlsx", paper.Content.FileName)
		require.Equal(t, report, w.fetches(paper, model.MediaOriginal))
		sum := md5.Sum(report)
		require.Equal(t, hex.EncodeToString(sum[:]), paper.Content.Ref[refFileMD5])

		place := model.Location{Latitude: 30.477043, Longitude: 114.410645, Scale: 15}
		got := w.sends(friend.RemoteID, model.Content{Kind: model.KindLocation, Title: "光谷", Text: "关山大道", Location: &place})
		require.Equal(t, place, *got.Content.Location)
		card := w.sends(friend.RemoteID, model.Content{Kind: model.KindCard, Card: &model.Card{RemoteID: friend.RemoteID, Name: friend.Name}})
		require.Equal(t, friend.RemoteID, card.Content.Card.RemoteID)
		bare := w.sends(friend.RemoteID, model.Content{Kind: model.KindLink, Title: "a < b", URL: "https://x.test/?a=1&b=2", Detail: "说明"})
		require.Equal(t, "a < b", bare.Content.Title)
		require.Equal(t, "https://x.test/?a=1&b=2", bare.Content.URL)
		covered := w.sends(friend.RemoteID, model.Content{Kind: model.KindLink, Title: "t", URL: "https://x.test/", Cover: url})
		w.fetches(covered, model.MediaPreview)
		mini := w.sends(friend.RemoteID, model.Content{Kind: model.KindMiniProgram, Title: "下单", Cover: url, MiniProgram: &model.MiniProgram{AppID: "wx1", UserName: "gh_1@app", Page: "p"}})
		require.Equal(t, "wx1", mini.Content.MiniProgram.AppID)
		video := w.sends(friend.RemoteID, model.Content{Kind: model.KindChannels, Title: "看", Channels: &model.Channels{ObjectID: "145480306", NonceID: "n", UserName: "v2@finder"}})
		require.Equal(t, "145480306", video.Content.Channels.ObjectID)
		asked := w.says(friend.RemoteID, "", "几点到")
		quote := w.sends(friend.RemoteID, model.Content{Kind: model.KindQuote, Text: "五点", Quote: &model.Quote{
			RemoteID: asked.RemoteID, SenderID: asked.SenderID, SenderName: friend.Name, Kind: model.KindText, Text: asked.Content.Text,
		}})
		require.Equal(t, asked.RemoteID, quote.Content.Quote.RemoteID)
		require.Equal(t, "几点到", quote.Content.Quote.Text)
		pat := model.Conversation{PeerID: friend.RemoteID}
		_, err = w.Send(t.Context(), providers.Outgoing{Seat: w.seat, Conversation: pat, Content: model.Content{Kind: model.KindPat}})
		require.NoError(t, err)
		require.NoError(t, w.ClearUnread(t.Context(), w.seat, pat))
		require.NoError(t, w.Revoke(t.Context(), w.seat, pat, quote))
		require.Error(t, w.Revoke(t.Context(), w.seat, pat, quote), "once")

		rest()
		for _, kind := range []string{"picture", "video", "file", "sticker", "link", "mini"} {
			came := w.says(friend.RemoteID, kind, "")
			passed := w.sends(group.RemoteID, came.Content)
			require.Equal(t, came.Content.Kind, passed.Content.Kind, kind)
			require.Equal(t, came.Content.Title, passed.Content.Title, kind)
			require.Equal(t, came.Content.FileName, passed.Content.FileName, kind)
		}
		for _, m := range []model.Message{quote, card, video, mini} {
			passed := w.sends(group.RemoteID, m.Content)
			require.Equal(t, m.Content.Kind, passed.Content.Kind)
		}
		rest()
		require.True(t, model.IsTrouble(w.Revoke(t.Context(), w.seat, pat, bare), model.TroubleRejected), "too late")
	})
}

func TestInTownMediaAreFetched(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		friend, _ := w.friendAndGroup()
		picture := w.says(friend.RemoteID, "picture", "")
		w.fetches(picture, model.MediaOriginal)
		w.fetches(picture, model.MediaPreview)
		video := w.says(friend.RemoteID, "video", "")
		w.fetches(video, model.MediaOriginal)
		w.fetches(video, model.MediaPreview)
		w.fetches(w.says(friend.RemoteID, "file", ""), model.MediaOriginal)
		w.fetches(w.says(friend.RemoteID, "sticker", ""), model.MediaPreview)
		w.fetches(w.says(friend.RemoteID, "mini", ""), model.MediaPreview)
		voice := w.says(friend.RemoteID, "voice", "")
		w.fetches(voice, model.MediaOriginal)
		w.fetches(voice, model.MediaMP3)
		text, err := w.Transcribe(t.Context(), w.seat, voice)
		require.NoError(t, err)
		require.NotEmpty(t, text)

		people, _ := w.knows()
		i := slices.IndexFunc(people, func(c model.Contact) bool {
			if c.WeChat {
				return false
			}
			_, err := w.sim.Say(w.seat.RemoteID, c.RemoteID, "", "在吗")
			return err == nil
		})
		if i >= 0 { // of people at WeCom files come by another way
			w.fetches(w.says(people[i].RemoteID, "file", ""), model.MediaOriginal)
			w.fetches(w.says(people[i].RemoteID, "picture", ""), model.MediaOriginal)
		}
		rest()
		w.options.cdnBase = simHost
		w.fetches(picture, model.MediaOriginal)
		w.fetches(video, model.MediaOriginal)
		image := aPNG(t)
		sent := w.sends(friend.RemoteID, model.Content{Kind: model.KindImage, URL: w.publishes("a.png", image)})
		require.Equal(t, image, w.fetches(sent, model.MediaOriginal))
	})
}
