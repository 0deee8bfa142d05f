package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

const listedBatches = 50

func runBatches(ctx context.Context, c *call, args []string) error {
	limit := listedBatches
	words, done, err := c.parse(args, func(f *flags) { f.number(&limit, 1, "limit") })
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		list, err := f.console.Batches.List(ctx, limit)
		if err != nil {
			return err
		}
		if c.common.json {
			answer := make([]batchJSON, 0, len(list))
			for _, b := range list {
				answer = append(answer, batchOf(f, b))
			}
			return writeJSON(c.env.Stdout, answer)
		}
		for _, b := range list {
			c.printBatch(b)
		}
		return nil
	})
}

// runBatch shows one batch with its deeds, or does something to it.
func runBatch(ctx context.Context, c *call, args []string) error {
	wait, waits := time.Duration(0), false
	words, done, err := c.parse(args, func(f *flags) {
		f.Func("wait", "", func(v string) error {
			waits = true
			return span{&wait}.Set(v)
		})
	})
	if err != nil || done {
		return err
	}
	verb := ""
	if len(words) > 1 {
		verb, words = words[0], words[1:]
	}
	if err := exactly(words, "N"); err != nil {
		return err
	}
	number, err := strconv.ParseInt(strings.TrimPrefix(words[0], "#"), 10, 64)
	if err != nil {
		return usagef("N 应为操作的编号，见 seatdeck batches", "N must be the number of a batch, see seatdeck batches")
	}
	id := model.BatchID(number)
	if !waits && (verb == "undo" || verb == "retry") {
		wait = defaultBatchWait
	}
	switch verb {
	case "":
		return c.with(ctx, func(f *folder) error {
			if _, err := f.console.Batches.Get(ctx, id); err != nil {
				return err
			}
			return c.followBatch(ctx, f, id, wait, true)
		})
	case "undo":
		return c.with(ctx, func(f *folder) error {
			undo, err := f.console.Batches.Undo(ctx, id)
			if err != nil {
				return err
			}
			return c.followBatch(ctx, f, undo, wait, false)
		})
	case "retry":
		return c.with(ctx, func(f *folder) error {
			if err := f.console.Batches.Retry(ctx, id); err != nil {
				return err
			}
			return c.followBatch(ctx, f, id, wait, false)
		})
	case "cancel":
		return c.with(ctx, func(f *folder) error {
			if err := f.console.Batches.Cancel(ctx, id); err != nil {
				return err
			}
			_, err := c.reportBatch(ctx, f, id, false)
			return err
		})
	}
	return usagef("没有 batch %s；只有 undo、cancel、retry", "no batch %s; there are undo, cancel and retry", verb)
}

// followBatch works on a batch for as long as it may wait, and prints how far it
// is: with all its deeds, or those that were not done. What was refused, or is left
// after the waiting, is an error of the command.
func (c *call) followBatch(ctx context.Context, f *folder, id model.BatchID, wait time.Duration, all bool) error {
	// The batch is stored: an interrupt ends the waiting, and the answer still
	// says how far it came.
	if wait > 0 {
		if err := c.workUntil(ctx, f, wait, func(ctx context.Context) error { return c.watchBatch(ctx, f, id) }); err != nil {
			f.log.Warn("working on a batch", "batch", id, "err", err)
		}
	}
	b, err := c.reportBatch(context.WithoutCancel(ctx), f, id, all)
	if err != nil {
		return err
	}
	left, failed := b.Deeds.Pending(), b.Deeds.Refused+b.Deeds.Maybe
	switch {
	case failed > 0:
		return failuref("%d 项没有做成（见 seatdeck batch %d），还剩 %d 项", "%d were not done (see seatdeck batch %d), %d are left", failed, id, left)
	case wait > 0 && left > 0:
		return failuref("还剩 %d 项，下次运行会继续（seatdeck batch %d --wait 10m）", "%d are left and go on at the next run (seatdeck batch %d --wait 10m)", left, id)
	}
	return nil
}

// watchBatch returns when no deed of a batch is still to come.
func (c *call) watchBatch(ctx context.Context, f *folder, id model.BatchID) error {
	return c.watch(ctx, f, func(change bus.Change) bool { return change.Batches[id] }, func() (bool, error) {
		b, err := f.console.Batches.Get(ctx, id)
		return b.Deeds.Pending() == 0, err
	})
}

// reportBatch prints a batch and its deeds; for a person only those that failed,
// unless all are asked for.
func (c *call) reportBatch(ctx context.Context, f *folder, id model.BatchID, all bool) (model.Batch, error) {
	b, err := f.console.Batches.Get(ctx, id)
	if err != nil {
		return b, err
	}
	seats, err := f.store.Seats(ctx)
	if err != nil {
		return b, err
	}
	names := make(map[model.SeatID]string, len(seats))
	for _, s := range seats {
		names[s.ID] = s.DisplayName()
	}
	if c.common.json {
		answer := batchOf(f, b)
		answer.List = []deedJSON{}
		err := f.console.Batches.EachDeed(ctx, id, func(d model.Deed) error {
			answer.List = append(answer.List, c.deedOf(d, names[d.Seat]))
			return nil
		})
		if err != nil {
			return b, err
		}
		return b, writeJSON(c.env.Stdout, answer)
	}
	c.printBatch(b)
	return b, f.console.Batches.EachDeed(ctx, id, func(d model.Deed) error {
		if !all && d.State != model.DeedRefused && d.State != model.DeedMaybe {
			return nil
		}
		why := ""
		if d.Reason != nil {
			why = sentence(c.texts, d.Reason)
		}
		c.printf("%d\t%s\t%s\t%s\t%s\n", d.ID, plain(names[d.Seat]), plain(d.Label), stateWords[d.State].in(c), why)
		return nil
	})
}

func (c *call) printBatch(b model.Batch) {
	n := b.Deeds
	c.printf(c.say("%d\t%s\t%s\t%s\t完成 %d\t无需更改 %d\t待处理 %d\t被拒绝 %d\t不确定 %d\t已取消 %d\n",
		"%d\t%s\t%s\t%s\tdone %d\tas it was %d\tpending %d\trefused %d\tmaybe %d\tcancelled %d\n"),
		b.ID, b.Created.Local().Format(time.DateTime), kindWords[b.Kind].in(c), plain(wantText(b.Want)),
		n.Done, n.Same, n.Pending(), n.Refused, n.Maybe, n.Cancelled)
}
