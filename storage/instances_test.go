package storage_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// rich is a content with every field of the kinds that carry more than words.
func rich() model.Content {
	return model.Content{
		Kind: model.KindVoice, Text: "见图", Title: "门店",
		Location:    &model.Location{Latitude: 31.2304, Longitude: -121.4737, Scale: 15},
		Card:        &model.Card{RemoteID: "wxid_1", Name: "李经理", Avatar: "https://a"},
		MiniProgram: &model.MiniProgram{AppID: "wx1", UserName: "gh_1@app", Name: "优选商城", Icon: "https://i", Page: "p?x=1"},
		Channels:    &model.Channels{ObjectID: "9007199254740993", NonceID: "n", UserName: "u", Nickname: "号主", Avatar: "https://b"},
		Quote:       &model.Quote{RemoteID: "r0", SenderID: "u0", SenderName: "王五", Kind: model.KindText, Text: "引用的话"},
		Transcript:  "明天发货吗",
		Ref:         map[string]string{"file_id": "30x", "aes_key": "k", "xml": "<msg>\x00</msg>"},
	}
}

func TestContentsKeepAllTheyCarry(t *testing.T) {
	s, c := newConversation(t)
	p := put(t, s, c, model.Message{RemoteID: "r1", SentAt: storagetest.Start, Content: rich()})
	require.Equal(t, rich(), message(t, s, p.ID).Content)
	require.False(t, put(t, s, c, model.Message{RemoteID: "r1", SentAt: storagetest.Start, Content: rich()}).Changed)
	for words, hit := range map[string]bool{
		"门店": true, "李经理": true, "优选商城": true, "发货": true, "见图": true, "引用": false, "号主": false, "aes": false,
	} {
		require.Equal(t, hit, len(found(t, s, words, storage.SearchOptions{})) == 1, words)
	}
}

func TestALaterSightAddsToWhatAContentCarries(t *testing.T) {
	s, c := newConversation(t)
	id := put(t, s, c, model.Message{RemoteID: "r1", SentAt: storagetest.Start, Content: rich()}).ID
	less := model.Content{
		Kind: model.KindVoice, Card: &model.Card{RemoteID: "wxid_1", Name: "李总"}, Quote: &model.Quote{},
		Ref: map[string]string{"file_id": "30y", "md5": "m"},
	}
	require.True(t, put(t, s, c, model.Message{RemoteID: "r1", SentAt: storagetest.Start, Content: less}).Changed)
	want := rich()
	want.Card.Name = "李总"
	want.Ref["file_id"], want.Ref["md5"] = "30y", "m"
	require.Equal(t, want, message(t, s, id).Content)
	require.Empty(t, found(t, s, "李经理", storage.SearchOptions{}))
	require.False(t, put(t, s, c, model.Message{RemoteID: "r1", SentAt: storagetest.Start, Content: less}).Changed, "the same sight twice")
}

func TestRecallOfWhatIsNotKnownYet(t *testing.T) {
	s, c := newConversation(t)
	at := storagetest.Start.Add(time.Minute)
	recall := storage.Recall{Seat: c.Seat, Conversation: c.ID, RemoteID: "r1", ByID: "u", ByName: "王五", At: at}
	do := func(r storage.Recall) (p storage.Put) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			p, err = tx.RecallMessage(r)
			return err
		})
		return p
	}
	trace := do(recall)
	require.True(t, trace.Inserted)
	require.Equal(t, storage.Put{ID: trace.ID, Before: message(t, s, trace.ID)}, do(recall))
	ours := model.Message{RemoteID: "r1", SentAt: storagetest.Start, Seq: 3, Direction: model.Out, SenderID: "me", Raw: []byte("raw"), Content: rich()}
	for range 2 {
		put(t, s, c, ours)
		m := message(t, s, trace.ID)
		require.Equal(t, model.Content{Kind: model.KindRecall, Title: "王五", Mentions: []string{"u"}, Detail: "见图"}, m.Content)
		require.Equal(t, "1772438400000 3 out me", fmt.Sprint(m.SentAt.UnixMilli(), m.Seq, m.Direction, " ", m.SenderID))
		require.Empty(t, m.Raw)
	}
	require.Empty(t, found(t, s, "见图", storage.SearchOptions{}))
	require.Equal(t, 1, len(ids(t, s, c)))
	// An answer that names what was taken back meanwhile.
	p := &phone{t, s, c}
	id := p.try(0, words("在的"))
	recall.RemoteID, recall.ByUs = "r2", true
	do(recall)
	p.confirm(id, "r2")
	m := message(t, s, id)
	require.Equal(t, model.KindRecall, m.Content.Kind)
	require.Equal(t, "在的", m.Content.Detail)
	require.Equal(t, model.StateSent, m.State)
	require.Len(t, ids(t, s, c), 2)
}

func TestFlagsOfAConversation(t *testing.T) {
	s, c := newConversation(t)
	set := func(flag model.Flag, on bool) model.Conversation {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SetFlag(c.ID, flag, on) })
		now, err := s.Conversation(t.Context(), c.ID)
		require.NoError(t, err)
		return now
	}
	require.False(t, c.Flags.Has(model.FlagMuted))
	set(model.FlagMuted, true)
	now := set(model.FlagPinned, true)
	require.True(t, now.Flags.Has(model.FlagMuted) && now.Flags.Has(model.FlagPinned) && now.Pinned)
	now.Pinned = false
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.SaveConversation(now) })
	now = set(model.FlagMuted, false)
	require.False(t, now.Pinned)
	require.Zero(t, now.Flags)
	require.Zero(t, set("no such flag", true).Flags)
}

func TestFriendRequestsKeepWhatAcceptsThem(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	r := model.FriendRequest{Seat: seat.ID, RemoteID: "p1", Name: "王五", At: storagetest.Start, Ref: map[string]string{"ticket": "v4_1"}}
	write := func() (changed bool) {
		storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
			changed, err = tx.PutFriendRequest(r)
			return err
		})
		return changed
	}
	require.True(t, write())
	require.False(t, write())
	r.Ref = map[string]string{"ticket": "v4_2"}
	require.True(t, write())
	list, err := s.FriendRequests(t.Context(), seat.ID, true)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, r.Ref, list[0].Ref)
}

func TestContactsWithATag(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for _, name := range []string{"赵六", "阿明", "王五", "李四"} {
			c := model.Contact{Seat: seat.ID, RemoteID: name, Name: name, Tags: []model.Tag{}}
			if name != "李四" {
				c.Tags = []model.Tag{{RemoteID: "14073752703607622", Name: "教育"}}
			}
			if _, err := tx.UpsertContact(c, false); err != nil {
				return err
			}
		}
		changed, err := tx.RemoveContact(seat.ID, "王五")
		require.True(t, changed)
		if err != nil {
			return err
		}
		changed, err = tx.RemoveContact(seat.ID, "王五")
		require.False(t, changed)
		return err
	})
	names := func(offset, limit int) (out []string) {
		list, err := s.ContactsWithTag(t.Context(), seat.ID, "14073752703607622", offset, limit)
		require.NoError(t, err)
		for _, c := range list {
			out = append(out, c.Name)
		}
		return out
	}
	require.Equal(t, []string{"阿明", "赵六"}, names(0, 0))
	require.Equal(t, []string{"赵六"}, names(1, 1))
}

func TestMembersThatWereTakenOutHaveLeft(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for _, group := range []string{"g1", "g2"} {
			if err := tx.PutMembers(seat.ID, group, []model.Member{{RemoteID: "a"}, {RemoteID: "b"}}, true); err != nil {
				return err
			}
		}
		return tx.RemoveMembers(seat.ID, "g1", []string{"b", "nobody"})
	})
	for group, want := range map[string][]bool{"g1": {false, true}, "g2": {false, false}} {
		list, err := s.Members(t.Context(), seat.ID, group, "", 0, 0)
		require.NoError(t, err)
		require.Equal(t, want, []bool{list[0].Left, list[1].Left}, group)
	}
}

func TestMomentsAreKeptNewestFirstAndNotForEver(t *testing.T) {
	s := storagetest.New(t)
	one, two := storagetest.Seat(t, s, model.Seat{}).ID, storagetest.Seat(t, s, model.Seat{}).ID
	at := func(i int) time.Time { return storagetest.Start.Add(time.Duration(i) * time.Minute) }
	write := func(seat model.SeatID, list ...model.Moment) {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutMoments(seat, list) })
	}
	full := model.Moment{
		RemoteID: "m0", AuthorID: "u1", AuthorName: "王五", At: at(0), Text: "上新", Link: &model.MomentLink{Title: "店", URL: "https://x"},
		Pictures: []model.MomentPicture{{URL: "https://p", Thumb: "https://t"}}, Liked: true, Likes: []model.MomentLike{{RemoteID: "u2"}},
		Comments: []model.MomentComment{{RemoteID: "c1", Text: "好", At: at(1)}}, Raw: []byte{0xff, 0},
	}
	write(one, full, model.Moment{RemoteID: "m1", AuthorID: "u2", At: at(1), Raw: make([]byte, 1<<20)}, model.Moment{Text: "nameless"})
	write(two, full)
	list, err := s.Moments(t.Context(), one, "", 0)
	require.NoError(t, err)
	full.Seat = one
	require.Equal(t, []model.Moment{{Seat: one, RemoteID: "m1", AuthorID: "u2", At: at(1)}, full}, list)
	full.Text, full.Comments = "上新了", nil
	write(one, full)
	list, err = s.Moments(t.Context(), one, "u1", 5)
	require.NoError(t, err)
	require.Equal(t, []model.Moment{full}, list, "a later sight takes its place")

	for i := range 600 {
		write(one, model.Moment{RemoteID: fmt.Sprint("n", i), AuthorID: "u3", At: at(10 + i)})
	}
	list, err = s.Moments(t.Context(), one, "", 0)
	require.NoError(t, err)
	require.Len(t, list, 500)
	require.Equal(t, "n599", list[0].RemoteID)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.DeleteMoment(one, "n599") })
	list, err = s.Moments(t.Context(), one, "", 1)
	require.NoError(t, err)
	require.Equal(t, "n598", list[0].RemoteID)
	list, err = s.Moments(t.Context(), two, "", 0)
	require.NoError(t, err)
	require.Len(t, list, 1, "a seat has its own")
}

func TestTransfersAreRows(t *testing.T) {
	s, c := newConversation(t)
	m := storagetest.Message(t, s, c, model.Message{Content: model.Content{Kind: model.KindFile, FileName: "a.pdf", Size: 12}})
	var first, again storage.Transfer
	storagetest.Write(t, s, func(tx *storage.Tx) (err error) {
		if first, err = tx.EnsureTransfer(m.ID, model.MediaOriginal); err != nil {
			return err
		}
		again, err = tx.EnsureTransfer(m.ID, model.MediaOriginal)
		return err
	})
	require.Equal(t, first, again)
	require.Equal(t, model.Transfer{
		ID: first.ID, Message: m.ID, Seat: c.Seat, Conversation: c.ID, Part: model.MediaOriginal, FileName: "a.pdf", Size: 12,
		Created: storagetest.Start,
	}, first.Transfer)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		_, err := tx.ChangeTransfer(first.ID, func(row *storage.Transfer) {
			row.State, row.Reason, row.Ended = model.TransferFailed, &model.Trouble{Code: model.TroubleDiskFull}, storagetest.Start
			row.Validator, row.Hash, row.SaveTo, row.Replace, row.Saved, row.Size = `"v"`, "h", "/a", true, "/b", 13
			first = *row
		})
		return err
	})
	stored, found, err := s.TransferOf(t.Context(), m.ID, model.MediaOriginal)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, first, stored)
	open, err := s.OpenTransfers(t.Context())
	require.NoError(t, err)
	require.Equal(t, []storage.Transfer{first}, open)
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		_, err := tx.ChangeTransfer(first.ID, func(row *storage.Transfer) { row.State, row.Reason = model.TransferDone, nil })
		return err
	})
	open, err = s.OpenTransfers(t.Context())
	require.NoError(t, err)
	require.Empty(t, open)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.DeleteMessage(m.ID) })
	list, err := s.TransfersOf(t.Context(), m.ID)
	require.NoError(t, err)
	require.Empty(t, list, "it goes with its message")
	_, err = s.Transfer(t.Context(), first.ID)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

// A file of the first shape, with everything that the second one touches.
func TestAFileOfTheFirstShapeIsBroughtUpToDate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "old")
	o, err := storage.WithShape(storage.Options{}, 1)
	require.NoError(t, err)
	s, err := storage.Open(t.Context(), dir, o)
	require.NoError(t, err)
	require.NoError(t, s.Do(t.Context(),
		`INSERT INTO connections VALUES (1, 'youjiyun', 'a', '', '', '{}', 0)`,
		`INSERT INTO seats VALUES (1, 1, 'r', '', '', '', '', '', '', 2, 0, 0, 0)`,
		`INSERT INTO conversations (id, seat, remote_id, peer_id, is_group, name, remark, keys, avatar, assigned, pinned)
			VALUES (1, 1, 'c', 'p', 0, '', '', '', '', '', 1)`,
		`INSERT INTO messages VALUES (1, 1, 1, 'm', '', '', 5, 0, 0, 0, 1, '1', '在吗', NULL, 0, NULL, NULL, NULL, 0)`,
		`INSERT INTO friend_requests VALUES (1, 1, 'f', '', '', '', 0, 0, 7, 0)`,
	))
	require.NoError(t, s.Close())
	s = storagetest.Open(t, dir)
	c, err := s.Conversation(t.Context(), 1)
	require.NoError(t, err)
	require.True(t, c.Pinned)
	require.True(t, c.Flags.Has(model.FlagPinned))
	require.Equal(t, "在吗", message(t, s, 1).Content.Text)
	requests, err := s.FriendRequests(t.Context(), 0, true)
	require.NoError(t, err)
	require.Len(t, requests, 1)
	kept, err := filepath.Glob(filepath.Join(dir, dbFile+".v1-*.bak"))
	require.NoError(t, err)
	require.Len(t, kept, 1)
}
