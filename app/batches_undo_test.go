package app

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/batch"
	"seatdeck/app/model"
)

func TestMergeMovesAllWhoHaveATagAndCanBeUndone(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1", "旧")
		o.meets("a", "c2", "旧", "新")
		o.meets("a", "c3")
		o.meets("b", "c4", "旧")
		merge := batch.Wish{Kind: model.DeedTag, Tag: called("旧")[0], Into: called("新")[0]}
		o.onCall("b tags c4", fails, rejected("不行"))
		id := o.starts(merge)
		require.Equal(t, model.DeedCounts{Done: 3, Refused: 2}, o.counts(id))
		require.Equal(t, []string{"新", "新", "", "旧"}, []string{o.has("a/c1"), o.has("a/c2"), o.has("a/c3"), o.has("b/c4")})
		require.Equal(t, model.TroubleNotAll, o.deeds(id, model.DeedRefused)[1].Reason.Code, "the old one stays where not all have the new one")
		require.NoError(t, o.console.Batches.Retry(context.Background(), id))
		synctest.Wait()
		require.Equal(t, model.DeedCounts{Done: 5}, o.counts(id))
		require.Equal(t, "新", o.has("b/c4"))
		undo := o.undoes(id)
		require.Equal(t, model.DeedCounts{Done: 5}, o.counts(undo))
		require.Equal(t, []string{"旧", "新,旧", "", "旧"}, []string{o.has("a/c1"), o.has("a/c2"), o.has("a/c3"), o.has("b/c4")})
	})
}

func TestUndoRestoresExactlyAndLeavesLaterEdits(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		for i, tags := range [][]string{nil, {"旧"}, {"新"}, {"旧", "新"}, nil} {
			o.meets("a", fmt.Sprintf("c%d", i), tags...)
		}
		all := []string{"a/c0", "a/c1", "a/c2", "a/c3", "a/c4"}
		has := func() (list []string) {
			for _, c := range all {
				list = append(list, o.has(c))
			}
			return list
		}
		before := has()
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新"), Take: called("旧")})
		require.True(t, o.console.Batches.Undoable(o.batch(id)))
		require.Equal(t, []string{"新", "新", "新", "新", "新"}, has())
		require.NoError(t, o.console.Tags.SetOfContact(ctx, 1, "c4", nil))
		undo := o.undoes(id)
		require.Equal(t, before, has())
		require.Equal(t, model.DeedCounts{Done: 3, Same: 1}, o.counts(undo))
		require.Equal(t, model.TroubleChangedSince, o.deeds(undo, model.DeedSame)[0].Reason.Code)
		require.Equal(t, undo, o.batch(id).UndoneBy)
		_, err := o.console.Batches.Undo(ctx, id)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "once")
		require.True(t, model.IsTrouble(o.console.Batches.Retry(ctx, id), model.TroubleInvalid))
		o.undoes(undo)
		require.Equal(t, []string{"新", "新", "新", "新", ""}, has(), "an undo is undone in the same way")
	})
}

func TestUndoOfRemarksNamesAndNotices(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		for _, c := range []string{"c1", "c2", "c3"} {
			o.meets("a", c)
			remark := "甲"
			require.NoError(t, o.console.People.EditRemark(ctx, 1, c, &remark, &remark))
		}
		o.founds("a", "R:1", "旧群", "me-a", "x")
		id := o.starts(batch.Wish{Kind: model.DeedRemark, Contacts: o.contacts("a/c1", "a/c2", "a/c3"), Remark: new("{n}·{remark}·{name}")})
		require.Equal(t, "1·甲·名c1", o.contact("a/c1").Remark)
		require.Equal(t, "3·甲·名c3", o.contact("a/c3").Remark)
		require.Equal(t, "甲", o.contact("a/c1").Description)
		require.NoError(t, o.console.People.EditRemark(ctx, 1, "c2", new("手改"), nil))
		o.clerk.calls()
		undo := o.undoes(id)
		require.Equal(t, []string{"a remark c3 甲 -", "a remark c1 甲 -"}, o.clerk.calls(), "the last one first")
		require.Equal(t, model.DeedCounts{Done: 2, Same: 1}, o.counts(undo))
		require.Equal(t, "手改", o.contact("a/c2").Remark)

		name := o.starts(batch.Wish{Kind: model.DeedRenameGroup, Groups: o.groups("a/R:1"), Name: " {name}（新） "})
		require.Equal(t, "旧群（新）", o.group("a/R:1").Name)
		notice := o.starts(batch.Wish{Kind: model.DeedAnnounce, Groups: o.groups("a/R:1"), Notice: "明天休息", ToAll: true})
		require.Equal(t, "明天休息", o.group("a/R:1").Notice)
		o.undoes(notice)
		o.undoes(name)
		require.Equal(t, "旧群", o.group("a/R:1").Name)
		require.Empty(t, o.group("a/R:1").Notice)
		o.clerk.with(func() { require.Equal(t, "旧群", o.clerk.names["a/R:1"]) })
	})
}

func TestUndoWhileABatchIsUnderWay(t *testing.T) {
	inOffice(t, func(o *office) {
		var all []string
		for i := range 5 {
			o.meets("a", fmt.Sprintf("c%d", i))
			all = append(all, fmt.Sprintf("a/c%d", i))
		}
		o.clerk.with(func() { o.clerk.slow = time.Second })
		id := o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
		later(1500 * time.Millisecond)
		undo := o.undoes(id)
		later(time.Minute)
		require.Equal(t, model.DeedCounts{Done: 2, Cancelled: 3}, o.counts(id))
		require.Equal(t, model.DeedCounts{Done: 2}, o.counts(undo), "what was under way is taken back too")
		for _, c := range all {
			require.Empty(t, o.has(c))
		}
	})
}

func TestAnUndoThatWasCancelledIsTakenUpAgain(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.meets("a", "c1")
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1"), Put: called("新")})
		o.back.offline()
		undo := o.undoes(id)
		require.NoError(t, o.console.Batches.Cancel(ctx, undo))
		require.Equal(t, model.DeedCounts{Cancelled: 1}, o.counts(undo))
		o.back.online()
		synctest.Wait()
		require.Equal(t, "新", o.has("a/c1"))
		require.Equal(t, undo, o.undoes(id))
		require.Empty(t, o.has("a/c1"))
	})
}

func TestANoticeThatNoListTellsIsBroughtBack(t *testing.T) {
	inOffice(t, func(o *office) {
		o.founds("a", "R:1", "群", "me-a", "x")
		o.clerk.with(func() { o.clerk.notices["a/R:1"] = "每周三开会" })
		require.Empty(t, o.group("a/R:1").Notice, "it was never heard of")
		id := o.starts(batch.Wish{Kind: model.DeedAnnounce, Groups: o.groups("a/R:1"), Notice: "今天不开"})
		o.clerk.with(func() { require.Equal(t, "今天不开", o.clerk.notices["a/R:1"]) })
		o.undoes(id)
		o.clerk.with(func() { require.Equal(t, "每周三开会", o.clerk.notices["a/R:1"]) })
		require.Equal(t, "每周三开会", o.group("a/R:1").Notice)
	})
}
