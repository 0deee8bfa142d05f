package app

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestASeatOfWhichLittleIsKnownKeepsTheRest(t *testing.T) {
	inBubble(t, func(b *bench) {
		tell := func(events ...model.Event) {
			require.NoError(t, b.back.sink.Deliver(b.back.ctx, events))
		}
		seat := func() model.Seat {
			seats, err := b.console.Seats.List(context.Background())
			require.NoError(t, err)
			for _, s := range seats {
				if s.RemoteID == "g-1" {
					return s
				}
			}
			return model.Seat{}
		}
		partly := func(s model.Seat) model.SeatSeen { s.RemoteID = "g-1"; return model.SeatSeen{Seat: s, Partial: true} }

		tell(partly(model.Seat{}))
		require.Equal(t, "g-1", seat().DisplayName(), "a person entered it: it is there")
		tell(partly(model.Seat{AccountID: "wxid", Name: "小店", Avatar: "http://a", State: model.SeatOnline}))
		tell(partly(model.Seat{}))
		require.Equal(t, model.SeatOnline, seat().State, "nothing was said of it")
		tell(partly(model.Seat{State: model.SeatOffline}))
		got := seat()
		require.Equal(t, model.Seat{AccountID: "wxid", Name: "小店", Avatar: "http://a", State: model.SeatOffline},
			model.Seat{AccountID: got.AccountID, Name: got.Name, Avatar: got.Avatar, State: got.State})

		tell(model.SeatsListed{RemoteIDs: []string{seatKeyOne}})
		require.Empty(t, seat())
		tell(partly(model.Seat{}))
		require.Equal(t, "小店", seat().Name, "it was entered again")
	})
}
