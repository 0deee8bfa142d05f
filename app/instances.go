package app

import (
	"context"
	"fmt"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// Instances looks after what the seats live in: start, stop, log out, and where
// a back end has it, proxy, bridge, version.
type Instances struct {
	sessions *sessions
	audit    *audit.Log
}

// Start starts what a seat lives in, and keeps what it was started with.
func (i *Instances) Start(ctx context.Context, seat model.SeatID, o model.StartOptions) error {
	return changing(ctx, i, model.AuditSeatStart, seat, "", func(able providers.SeatSwitcher, row model.Seat) error {
		if err := able.StartSeat(ctx, row, o); err != nil {
			return err
		}
		return i.sessions.keepStart(ctx, row, func(kept *model.StartOptions) { *kept = o })
	})
}

// StartedWith gives what a seat was last started with from here, with the proxy
// and bridge that were set since.
func (i *Instances) StartedWith(ctx context.Context, seat model.SeatID) (model.StartOptions, error) {
	row, err := i.sessions.deps.Store.Seat(ctx, seat)
	if err != nil {
		return model.StartOptions{}, err
	}
	return i.sessions.startedWith(ctx, row.Connection, row.RemoteID)
}

// Stop stops it.
func (i *Instances) Stop(ctx context.Context, seat model.SeatID) error {
	return changing(ctx, i, model.AuditSeatStop, seat, "", func(able providers.SeatSwitcher, row model.Seat) error { return able.StopSeat(ctx, row) })
}

// LogOut logs the seat out; to come back it must log in by code.
func (i *Instances) LogOut(ctx context.Context, seat model.SeatID) error {
	return changing(ctx, i, model.AuditSeatLogout, seat, "", func(able providers.SeatLeaver, row model.Seat) error { return able.LogOut(ctx, row) })
}

// State asks how the instance of a seat is doing.
func (i *Instances) State(ctx context.Context, seat model.SeatID) (state model.Instance, err error) {
	err = with(ctx, i.sessions, seat, func(able providers.InstanceKeeper, row model.Seat) error {
		state, err = able.Instance(ctx, row)
		return err
	})
	return state, err
}

// SetProxy sets the proxy of an instance; "" is none.
func (i *Instances) SetProxy(ctx context.Context, seat model.SeatID, proxy string, longOnly bool) (err error) {
	defer i.audit.Ends(ctx, model.AuditEntry{What: model.AuditSeatChange, Seat: seat, Detail: "proxy"}, &err)
	return with(ctx, i.sessions, seat, func(able providers.InstanceKeeper, row model.Seat) error {
		if err := able.SetProxy(ctx, row, proxy, longOnly); err != nil {
			return err
		}
		return i.sessions.keepStart(ctx, row, func(kept *model.StartOptions) { kept.Proxy, kept.LoginProxy = proxy, false })
	})
}

// SetBridge sets the bridge of an instance; "" is none.
func (i *Instances) SetBridge(ctx context.Context, seat model.SeatID, bridge string) (err error) {
	defer i.audit.Ends(ctx, model.AuditEntry{What: model.AuditSeatChange, Seat: seat, Detail: "bridge"}, &err)
	return with(ctx, i.sessions, seat, func(able providers.InstanceKeeper, row model.Seat) error {
		if err := able.SetBridge(ctx, row, bridge); err != nil {
			return err
		}
		return i.sessions.keepStart(ctx, row, func(kept *model.StartOptions) { kept.Bridge = bridge })
	})
}

// Upgrade moves an instance to another type of client, which can't be undone.
func (i *Instances) Upgrade(ctx context.Context, seat model.SeatID, clientType int) error {
	return changing(ctx, i, model.AuditSeatChange, seat, fmt.Sprintf("client type %d", clientType), func(able providers.InstanceKeeper, row model.Seat) error {
		return able.Upgrade(ctx, row, clientType)
	})
}

// OwnCode gives the code by which others add the seat's account.
func (i *Instances) OwnCode(ctx context.Context, seat model.SeatID) (code model.LoginCode, err error) {
	err = with(ctx, i.sessions, seat, func(able providers.CodeShower, row model.Seat) error {
		code, err = able.OwnCode(ctx, row)
		return err
	})
	return code, err
}

// Calls tells how many calls of the seat's account were made in the last minute,
// of how many, and whether its back end takes none for a while. A back end that
// limits nothing has a Limit of 0.
func (i *Instances) Calls(ctx context.Context, seat model.SeatID) (CallsView, error) {
	row, err := i.sessions.deps.Store.Seat(ctx, seat)
	if err != nil {
		return CallsView{}, err
	}
	one := i.sessions.get(row.Connection)
	if one == nil {
		return CallsView{}, &model.Trouble{Code: model.TroubleSeatOffline, About: row.DisplayName()}
	}
	return one.calls(ctx, row)
}

// with finds a seat's link as one that can do T, and does it.
func with[T any](ctx context.Context, s *sessions, seat model.SeatID, do func(able T, row model.Seat) error) error {
	able, row, err := capability[T](ctx, s, seat)
	if err != nil {
		return err
	}
	return do(able, row)
}

// changing is with for what may change the state of the seat: it goes to the audit
// log, and the list of seats is read again soon, for back ends that tell nothing by
// themselves.
func changing[T any](ctx context.Context, i *Instances, what model.AuditWhat, seat model.SeatID, detail string, do func(able T, row model.Seat) error) (err error) {
	defer i.audit.Ends(ctx, model.AuditEntry{What: what, Seat: seat, Detail: detail}, &err)
	return with(ctx, i.sessions, seat, func(able T, row model.Seat) error {
		if err := do(able, row); err != nil {
			return err
		}
		if one := i.sessions.get(row.Connection); one != nil {
			one.history.readSeats()
		}
		return nil
	})
}
