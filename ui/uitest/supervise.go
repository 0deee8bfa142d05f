package uitest

import (
	"context"
	"slices"
	"strings"

	"seatdeck/app/model"
)

// EditSeat implements providers.SeatEditor.
func (b *Back) EditSeat(_ context.Context, seat model.Seat, c model.SeatSettings) error {
	var said []string
	if c.Enabled != nil {
		said = append(said, map[bool]string{true: "enabled", false: "disabled"}[*c.Enabled])
	}
	if c.Number != nil {
		said = append(said, "number "+*c.Number)
	}
	if c.Managers != nil {
		said = append(said, "managers "+*c.Managers)
	}
	if l := c.AddLimits; l != nil {
		said = append(said, "limits "+l.Min.String()+" "+l.Max.String())
	}
	return b.dealt("edit %s: %s", seat.RemoteID, strings.Join(said, ", "))
}

// RemoveSeat implements providers.SeatRemover. The list of seats is without it
// from then on.
func (b *Back) RemoveSeat(_ context.Context, seat model.Seat) error {
	if err := b.dealt("remove %s", seat.RemoteID); err != nil {
		return err
	}
	b.Set(func(b *Back) {
		b.seats = slices.DeleteFunc(b.seats, func(s model.Seat) bool { return s.RemoteID == seat.RemoteID })
	})
	return nil
}
