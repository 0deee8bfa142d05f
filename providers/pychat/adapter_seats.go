package pychat

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"seatdeck/app/model"
)

// ListSeats reads how every instance is doing, and who is logged in at it. One
// that can't be read is listed all the same: a person entered it.
func (l *link) ListSeats(ctx context.Context) ([]model.Event, error) {
	events := make([]model.Event, len(l.options.guids))
	var mu sync.Mutex
	var failed error
	readAny := false
	var tasks errgroup.Group
	tasks.SetLimit(keptAtOnce)
	for i, guid := range l.options.guids {
		tasks.Go(func() error {
			seen, err := l.readSeat(ctx, guid)
			mu.Lock()
			defer mu.Unlock()
			events[i] = seen
			if err == nil {
				readAny = true
				return nil
			}
			failed = err
			if ctx.Err() == nil {
				l.log.Warn("seat not read", "connection", l.name, "seat", masked(guid), "err", err)
			}
			return nil
		})
	}
	_ = tasks.Wait() // no task fails
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if !readAny && !reached(failed) {
		return nil, l.trouble(failed, l.name)
	}
	return append(events, model.SeatsListed{RemoteIDs: append([]string(nil), l.options.guids...)}), nil
}

// readSeat asks how an instance is doing and, where somebody is logged in, who.
// Where that fails the seat is told as far as it is known.
func (l *link) readSeat(ctx context.Context, guid string) (model.SeatSeen, error) {
	status, err := GetClientStatus.Do(ctx, l.client, GetClientStatusRequest{GUID: guid})
	if err != nil {
		return l.seatSeen(guid, model.SeatUnknown), err
	}
	if status.Status != ClientOnline {
		state := model.SeatOffline
		if left := l.accounts.left(guid); left != model.SeatUnknown {
			state = left
		}
		return l.seatSeen(guid, state), nil
	}
	if _, fresh := l.accounts.profile(guid); !fresh {
		answer, err := GetProfile.Do(ctx, l.client, GetProfileRequest{GUID: guid})
		if err != nil {
			return l.seatSeen(guid, model.SeatOnline), err
		}
		if answer.User.UserName != "" {
			l.accounts.put(guid, answer.User)
		}
	}
	return l.seatSeen(guid, model.SeatOnline), nil
}

// seatSeen tells of a seat what is known now. What is not is left as it is stored.
func (l *link) seatSeen(guid string, state model.SeatState) model.SeatSeen {
	p, _ := l.accounts.profile(guid)
	return model.SeatSeen{Seat: model.Seat{
		RemoteID:  guid,
		AccountID: p.UserName.String(),
		Name:      p.NickName.String(),
		Avatar:    webURL(p.Avatar.String(), p.Avatar2.String()),
		State:     state,
	}, Partial: true}
}
