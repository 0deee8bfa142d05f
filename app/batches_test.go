package app

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

func TestTagsArePutOnEachSeatByItsOwnIDs(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		o.meets("a", "c2", "旧")
		o.meets("a", "c3", "新")
		o.meets("b", "c1", "旧")
		id := o.starts(batch.Wish{
			Kind: model.DeedTag, Contacts: o.contacts("a/c1", "a/c2", "a/c3", "b/c1"), Put: called("新"), Take: called("旧"),
		})
		require.Equal(t, model.DeedCounts{Done: 3}, o.counts(id), "who has it already is left out")
		for _, who := range []string{"a/c1", "a/c2", "a/c3", "b/c1"} {
			require.Equal(t, "新", o.has(who), who)
		}
		require.Equal(t, []string{"a tags c1 新", "a tags c2 新", "b tags c1 新"}, sorted(o.clerk.calls()))
		batch := o.batch(id)
		require.Equal(t, 2, batch.Seats)
		require.False(t, batch.Ended.IsZero())
		deeds := o.deeds(id)
		require.Equal(t, []model.Tag{o.tag("a", "新")}, deeds[0].Was.Put)
		require.Empty(t, deeds[0].Was.Take, "only what was really taken off")
		require.Equal(t, []model.Tag{o.tag("a", "旧")}, deeds[1].Was.Take)
	})
}

func TestDeedsOfASeatAreDoneOneByOneAndSeatsBesideOneAnother(t *testing.T) {
	inOffice(t, func(o *office) {
		o.clerk.with(func() { o.clerk.slow = time.Second })
		var all []string
		for _, seat := range []string{"a", "b"} {
			for i := range 5 {
				id := fmt.Sprintf("c%d", i)
				o.meets(seat, id)
				all = append(all, seat+"/"+id)
			}
		}
		id := o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
		later(5*time.Second - time.Millisecond)
		require.Equal(t, 2, o.counts(id).Pending())
		later(2 * time.Millisecond)
		require.Equal(t, model.DeedCounts{Done: 10}, o.counts(id))
		o.clerk.with(func() { require.Equal(t, map[string]int{"a": 1, "b": 1}, o.clerk.crowd) })
		for i, d := range o.deeds(id)[:5] {
			require.Equal(t, fmt.Sprintf("c%d", i), d.Target)
		}
	})
}

func TestABatchWaitsForItsSeatAndItsLink(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		o.meets("b", "c1")
		state := func(seat string, s model.SeatState) {
			o.clerk.with(func() { o.clerk.states[seat] = s })
			o.says(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: seat}, State: s})
			synctest.Wait()
		}
		state("a", model.SeatOffline)
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1", "b/c1"), Put: called("新")})
		require.Equal(t, model.DeedCounts{Done: 1, Queued: 1}, o.counts(id))
		row, err := o.store.ContactRows(context.Background(), o.contacts("a/c1"))
		require.NoError(t, err)
		require.Equal(t, model.DeedQueued, row[0].Mark.State, "what is to come is marked")
		state("a", model.SeatBanned)
		later(time.Hour)
		require.Equal(t, 1, o.counts(id).Queued)
		o.back.offline()
		state("a", model.SeatOnline)
		later(time.Minute)
		require.Equal(t, 1, o.counts(id).Queued)
		o.back.online()
		synctest.Wait()
		require.Equal(t, model.DeedCounts{Done: 2}, o.counts(id), "at once, without waiting for its turn to look again")
	})
}

func TestABlockedAccountIsAskedAgainWhenTheBlockIsOver(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		o.meets("a", "c2")
		until := time.Now().Add(10 * time.Minute).UTC()
		o.onCall("a tags c1", fails, &model.Trouble{Code: model.TroubleBlocked, Detail: until.Format(time.RFC3339)})
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1", "a/c2"), Put: called("新")})
		later(9 * time.Minute)
		require.Equal(t, []string{"a tags c1 新"}, o.clerk.calls(), "no busy loop")
		deed := o.deeds(id)[0]
		require.Equal(t, model.DeedQueued, deed.State)
		require.Equal(t, model.TroubleBlocked, deed.Reason.Code)
		require.Zero(t, deed.Attempts)
		later(time.Minute + time.Second)
		require.Equal(t, []string{"a tags c1 新", "a tags c2 新"}, o.clerk.calls())
		require.Equal(t, model.DeedCounts{Done: 2}, o.counts(id))
	})
}

func TestARefusalStaysOnItsRow(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		for _, c := range []string{"c1", "c2", "c3"} {
			o.meets("a", c)
		}
		o.onCall("a tags c2", fails, rejected("不是好友"))
		ids := o.contacts("a/c1", "a/c2", "a/c3")
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: ids, Put: called("新")})
		require.Equal(t, model.DeedCounts{Done: 2, Refused: 1}, o.counts(id))
		marks := func() (list []*model.Mark) {
			rows, err := o.store.ContactRows(ctx, ids)
			require.NoError(t, err)
			for _, r := range rows {
				list = append(list, r.Mark)
			}
			return list
		}
		now := marks()
		require.Nil(t, now[0])
		require.Equal(t, "不是好友", now[1].Reason.Detail)
		require.Empty(t, o.has("a/c2"), "the file keeps the truth")
		o.clerk.calls()
		require.NoError(t, o.console.Batches.Retry(ctx, id))
		synctest.Wait()
		require.Equal(t, []string{"a tags c2 新"}, o.clerk.calls(), "only what was refused")
		require.Equal(t, model.DeedCounts{Done: 3}, o.counts(id))
		require.Nil(t, marks()[1])
		o.onCall("a tags c3", fails, rejected("不行"))
		id = o.starts(batch.Wish{Kind: model.DeedTag, Contacts: ids[2:], Take: called("新")})
		require.NotNil(t, marks()[2])
		require.NoError(t, o.console.Batches.Drop(ctx, id))
		require.Equal(t, model.DeedCounts{Dropped: 1}, o.counts(id))
		require.Nil(t, marks()[2])
	})
}

func TestCancelStopsWhatWasNotTried(t *testing.T) {
	inOffice(t, func(o *office) {
		var all []string
		for i := range 5 {
			o.meets("a", fmt.Sprintf("c%d", i))
			all = append(all, fmt.Sprintf("a/c%d", i))
		}
		o.clerk.with(func() { o.clerk.slow = time.Second })
		id := o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
		later(1500 * time.Millisecond)
		require.NoError(t, o.console.Batches.Cancel(context.Background(), id))
		later(time.Hour)
		require.Equal(t, model.DeedCounts{Done: 2, Cancelled: 3}, o.counts(id), "what is under way comes to its end")
		require.Len(t, o.clerk.calls(), 2)
		require.Equal(t, "新", o.has("a/c1"))
		require.Empty(t, o.has("a/c2"))
	})
}

func TestWhatWasCancelledIsNotTriedAgain(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		o.clerk.with(func() { o.clerk.slow = time.Second })
		o.onCall("a tags c1", fails, &model.Trouble{Code: model.TroubleBusy})
		id := o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1"), Put: called("新")})
		later(500 * time.Millisecond)
		require.NoError(t, o.console.Batches.Cancel(context.Background(), id))
		later(time.Hour)
		require.Equal(t, model.DeedCounts{Cancelled: 1}, o.counts(id))
		require.Len(t, o.clerk.calls(), 1)
	})
}

func TestATagIsMadeWhereItIsMissing(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.meets("a", "c1")
		o.meets("b", "c1")
		wish := batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1", "b/c1"), Put: called("很新")}
		_, err := o.console.Batches.Start(ctx, wish)
		require.True(t, model.IsTrouble(err, model.TroubleNotFound), "%v", err)
		wish.MakeTags = true
		nowhere := wish
		nowhere.Put = []model.TagName{{Name: "很新"}}
		_, err = o.console.Batches.Start(ctx, nowhere)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "under which heading? %v", err)
		id := o.starts(wish)
		require.Equal(t, model.DeedCounts{Done: 4}, o.counts(id))
		require.Equal(t, "很新", o.has("a/c1"))
		require.Equal(t, "很新", o.has("b/c1"))
		o.clerk.calls()
		undo := o.undoes(id)
		require.Equal(t, model.DeedCounts{Done: 4}, o.counts(undo))
		require.Empty(t, o.has("a/c1"))
		require.Equal(t, []string{"a tags c1 ", "a untag 很新", "b tags c1 ", "b untag 很新"}, sorted(o.clerk.calls()))
		redo := o.undoes(undo)
		require.Equal(t, model.DeedCounts{Done: 4}, o.counts(redo))
		require.Equal(t, "很新", o.has("a/c1"), "by its name, as it has another id now")
		o.meets("a", "c2", "很新")
		again := o.undoes(redo)
		require.Equal(t, model.DeedCounts{Done: 3, Same: 1}, o.counts(again))
		require.Equal(t, model.TroubleChangedSince, o.deeds(again, model.DeedSame)[0].Reason.Code)
		require.Equal(t, "很新", o.has("a/c2"), "somebody else got it since")
	})
}

func TestATagThatCouldNotBeMadeIsNotPutOn(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		o.onCall("a create", fails, rejected("标签太多"))
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1"), Put: called("很新"), MakeTags: true})
		require.Equal(t, model.DeedCounts{Refused: 2}, o.counts(id))
		require.Equal(t, model.TroubleNotFound, o.deeds(id)[1].Reason.Code)
		require.NoError(t, o.console.Batches.Retry(context.Background(), id))
		synctest.Wait()
		require.Equal(t, model.DeedCounts{Done: 2}, o.counts(id))
		require.Equal(t, "很新", o.has("a/c1"))
	})
}

func TestTheBusTellsOfBatches(t *testing.T) {
	inOffice(t, func(o *office) {
		o.meets("a", "c1")
		told := map[model.BatchID]int{}
		rows := map[model.SeatID]bool{}
		cancel := o.console.Bus.Subscribe(func(c bus.Change) {
			for id := range c.Batches {
				told[id]++
			}
			for id := range c.Contacts {
				rows[id] = true
			}
		})
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c1"), Put: called("新")})
		later(time.Second)
		cancel()
		require.Positive(t, told[id])
		require.True(t, rows[1])
	})
}

// large is a batch from which on it is asked first who has its tags.
const large = 20

func TestWhoHasTheTagAlreadyIsAskedBeforeManyGetIt(t *testing.T) {
	inOffice(t, func(o *office) {
		var all []string
		for i := range large {
			o.meets("a", fmt.Sprintf("c%d", i))
			all = append(all, fmt.Sprintf("a/c%d", i))
		}
		had := o.tag("a", "新").RemoteID
		o.clerk.with(func() { o.clerk.tagged["a"]["c3"] = []string{had} })
		require.Empty(t, o.contact("a/c3").Tags, "the file does not know yet")
		id := o.starts(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
		require.Equal(t, model.DeedCounts{Done: large - 1, Same: 1}, o.counts(id))
		require.Equal(t, "新", o.has("a/c3"))
		undo := o.undoes(id)
		require.Equal(t, model.DeedCounts{Done: large - 1}, o.counts(undo))
		require.Equal(t, "新", o.has("a/c3"), "who had it before keeps it")
		require.Empty(t, o.has("a/c4"))
	})
}

func TestWhoHasTheTagIsNotAskedOnceTheSeatDidSomething(t *testing.T) {
	for name, c := range map[string]struct {
		did  int // deeds of the seat
		asks int
	}{"nothing done yet": {did: 0, asks: 1}, "one done": {did: 1, asks: 0}} {
		t.Run(name, func(t *testing.T) {
			inOffice(t, func(o *office) {
				ctx := context.Background()
				const others = 1200 // of another seat, done before
				put := func(seat, contact string) model.Deed {
					return model.Deed{
						Kind: model.DeedTag, Seat: o.seatID(seat), Target: contact, Label: contact,
						Want: model.DeedDetail{Put: []model.Tag{o.tag(seat, "新")}},
					}
				}
				var deeds []model.Deed
				for range others {
					deeds = append(deeds, put("b", "x"))
				}
				for i := range large {
					id := fmt.Sprintf("c%d", i)
					o.meets("a", id)
					deeds = append(deeds, put("a", id))
				}
				var id model.BatchID
				require.NoError(t, o.store.Write(ctx, func(tx *storage.Tx) (err error) {
					id, err = tx.AddBatch(model.Batch{Kind: model.DeedTag}, deeds)
					return err
				}))
				list := o.deeds(id)
				require.NoError(t, o.store.Write(ctx, func(tx *storage.Tx) error {
					for _, d := range list[:others+c.did] {
						d.State = model.DeedDone
						if err := tx.SaveDeed(d); err != nil {
							return err
						}
					}
					return nil
				}))
				o.clerk.looks()
				o.console.Batches.Poke()
				synctest.Wait()
				require.Equal(t, model.DeedCounts{Done: others + large}, o.counts(id))
				require.Len(t, o.clerk.looks(), c.asks)
			})
		})
	}
}

func TestPendingCountsTheDeedsOfAllBatches(t *testing.T) {
	inOffice(t, func(o *office) {
		pending := func() int {
			n, err := o.console.Batches.Pending(context.Background())
			require.NoError(t, err)
			return n
		}
		const batches = 60
		o.clerk.with(func() { o.clerk.slow = time.Hour })
		for i := range batches {
			id := fmt.Sprintf("c%d", i)
			o.meets("a", id)
			o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/" + id), Put: called("新")})
		}
		synctest.Wait()
		require.Equal(t, batches, pending(), "however old, and the one under way")
		o.clerk.with(func() { o.clerk.slow = 0 })
		later(2 * time.Hour)
		require.Zero(t, pending())
	})
}

func TestWhatAPersonLooksAtDoesNotWaitBehindALongBatch(t *testing.T) {
	inOffice(t, func(o *office) {
		var all []string
		for i := range 10 {
			o.meets("a", fmt.Sprintf("c%d", i))
			all = append(all, fmt.Sprintf("a/c%d", i))
		}
		o.clerk.with(func() { o.clerk.slow = time.Second })
		long := o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts(all...), Put: called("新")})
		later(1500 * time.Millisecond)
		remark := o.begin(batch.Wish{Kind: model.DeedRemark, Contacts: o.contacts("a/c9"), Remark: new("张总")})
		off := o.begin(batch.Wish{Kind: model.DeedTag, Contacts: o.contacts("a/c8"), Put: called("旧")})
		later(3 * time.Second)
		require.Less(t, o.counts(long).Done, 6)
		require.Zero(t, o.counts(remark).Done+o.counts(off).Done, "something older about the same customer is still to come")
		here := o.begin(batch.Wish{Kind: model.DeedRemark, Contacts: o.contacts("a/c0"), Remark: new("李总")})
		later(2500 * time.Millisecond)
		require.Equal(t, 1, o.counts(here).Done)
		require.Less(t, o.counts(long).Done, 9)
		later(time.Minute)
		require.Equal(t, "张总", o.contact("a/c9").Remark)
		require.Equal(t, 10, o.counts(long).Done)
		require.Equal(t, 1, o.counts(off).Done)
		require.Len(t, o.contact("a/c8").Tags, 2)
	})
}
