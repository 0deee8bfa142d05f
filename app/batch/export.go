package batch

import (
	"context"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/app/sheet"
)

// deedsPage is how many deeds are read at once.
const deedsPage = 1000

// Export writes what became of each deed of a batch to a csv or xlsx file, whichever
// its name ends with, and gives their number. The file appears whole or not at all.
func (b *Batches) Export(ctx context.Context, id model.BatchID, table sheet.Of[model.Deed], path string) (n int, err error) {
	defer func() { b.audit.Did(ctx, audit.Exported(path, "deeds of a batch", n), err) }()
	return table.Write(path, func(add func(model.Deed) error) error { return b.EachDeed(ctx, id, add) })
}

// EachDeed hands the deeds of a batch to fn, in the order in which they are worked
// off. It ends with the first error of fn.
func (b *Batches) EachDeed(ctx context.Context, id model.BatchID, fn func(model.Deed) error) error {
	return b.each(ctx, id, nil, fn)
}

// each hands the deeds of a batch in one of the states (none: in any) to fn.
func (b *Batches) each(ctx context.Context, id model.BatchID, states []model.DeedState, fn func(model.Deed) error) error {
	for offset := 0; ; offset += deedsPage {
		deeds, err := b.Deeds(ctx, id, states, offset, deedsPage)
		if err != nil {
			return err
		}
		for _, d := range deeds {
			if err := fn(d); err != nil {
				return err
			}
		}
		if len(deeds) < deedsPage {
			return nil
		}
	}
}
