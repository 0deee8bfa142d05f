package app

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestSeatsAreAdministeredAndReadAnew(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		seats := d.console.Seats
		require.Equal(t, SeatAdmin{
			Edit: true, Remove: true, Import: true, FindSeat: true, FindCustomer: true, Keywords: true, Transfers: true,
		}, seats.Admin(1))
		require.Zero(t, seats.Admin(9))

		limits := model.AddLimits{Min: time.Second, Max: 5 * time.Second, PerDay: 20}
		require.NoError(t, seats.Edit(ctx, 2, model.SeatSettings{AddLimits: &limits}))
		row, err := d.store.Seat(ctx, 2)
		require.NoError(t, err)
		require.Equal(t, limits, row.AddLimits)
		require.True(t, model.IsTrouble(seats.Edit(ctx, 2, model.SeatSettings{}), model.TroubleInvalid))
		require.True(t, model.IsTrouble(seats.Edit(ctx, 2, model.SeatSettings{AddLimits: &model.AddLimits{Min: 2, Max: 1}}), model.TroubleInvalid))
		require.NoError(t, seats.Edit(ctx, 2, model.SeatSettings{AddLimits: &model.AddLimits{Min: time.Second}}))
		row, err = d.store.Seat(ctx, 2)
		require.NoError(t, err)
		require.Equal(t, time.Second, row.AddLimits.Max, "no longest pause is always the shortest")

		require.NoError(t, seats.Import(ctx, 1, model.SeatImport{RemoteID: "c"}))
		list, err := seats.List(ctx)
		require.NoError(t, err)
		require.Len(t, list, 3)
		require.NoError(t, seats.Bind(ctx, 1, []model.SeatID{2, 3}))
		require.True(t, model.IsTrouble(seats.Bind(ctx, 1, []model.SeatID{1}), model.TroubleInvalid), "of itself")
		require.True(t, model.IsTrouble(seats.Bind(ctx, 1, nil), model.TroubleInvalid))
		require.NoError(t, seats.Remove(ctx, 3))
		list, err = seats.List(ctx)
		require.NoError(t, err)
		require.Len(t, list, 2)

		_, there, err := seats.Find(ctx, 1, "138", "")
		require.NoError(t, err)
		require.False(t, there)
		d.boss.with(func() { d.boss.found, d.boss.seats = "d", []string{"a", "b", "d"} })
		seat, there, err := seats.Find(ctx, 1, "", "小丁")
		require.NoError(t, err)
		require.True(t, there, "the seats are read when it is not known yet")
		require.Equal(t, "d", seat.RemoteID)
		_, _, err = seats.Find(ctx, 1, "138", "小丁")
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))

		id, known, err := seats.FindCustomer(ctx, 1, "https://a", "王")
		require.NoError(t, err)
		require.Equal(t, "c9", id)
		require.Len(t, known, 1, "those that are known here")
		require.Equal(t, "b", known[0].RemoteID)
		words, err := seats.Keywords(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, []string{"退款"}, words)
		n, err := seats.Transfers(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, 3, n)
	})
}

func TestABackEndThatCanNotBeAdministeredSaysSo(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		seats := b.console.Seats
		on := true
		require.Zero(t, seats.Admin(1))
		for name, err := range map[string]error{
			"edit": seats.Edit(ctx, 1, model.SeatSettings{Enabled: &on}), "remove": seats.Remove(ctx, 1),
			"import": seats.Import(ctx, 1, model.SeatImport{RemoteID: "x"}),
		} {
			require.True(t, model.IsTrouble(err, model.TroubleUnsupported), name)
		}
		_, _, err := seats.Find(ctx, 1, "138", "")
		require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
	})
}
