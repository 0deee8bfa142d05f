package providers

import (
	"context"

	"seatdeck/app/model"
)

// CodeLogin is a Link whose seats log in by a code that a phone scans.
type CodeLogin interface {
	// LoginCode gives a fresh code, starting what has to run for it. An older
	// one is good no longer.
	LoginCode(ctx context.Context, seat model.Seat) (model.LoginCode, error)
	// CheckLogin tells what became of the newest code. It is asked every few
	// seconds until the login is over.
	CheckLogin(ctx context.Context, seat model.Seat) (model.LoginProgress, error)
}

// LoginPusher is a Link that can ask the phone of a seat that was logged in
// before to confirm, without a code. What became of it CheckLogin tells.
type LoginPusher interface {
	PushLogin(ctx context.Context, seat model.Seat) error
}

// LoginVerifier is a Link whose logins may want a PIN. A PIN that is refused and
// may be tried again is a *model.Trouble of code TroubleWrongPIN.
type LoginVerifier interface {
	VerifyLogin(ctx context.Context, seat model.Seat, ticket, pin string) error
}

// SeatSwitcher is a Link that can start and stop what a seat lives in.
type SeatSwitcher interface {
	StartSeat(ctx context.Context, seat model.Seat, o model.StartOptions) error
	StopSeat(ctx context.Context, seat model.Seat) error
}

// SeatLeaver is a Link that can log a seat out.
type SeatLeaver interface {
	LogOut(ctx context.Context, seat model.Seat) error
}

// InstanceKeeper is a Link whose seats live in instances that can be looked
// after.
type InstanceKeeper interface {
	Instance(ctx context.Context, seat model.Seat) (model.Instance, error)
	// SetProxy sets the proxy (http, socks4 or socks5 URL; "": none), for the
	// long connection alone or for all.
	SetProxy(ctx context.Context, seat model.Seat, proxy string, longOnly bool) error
	SetBridge(ctx context.Context, seat model.Seat, bridge string) error
	// Upgrade moves the instance to another type of client. It can't be undone:
	// a downgrade gets the account banned.
	Upgrade(ctx context.Context, seat model.Seat, clientType int) error
}

// CodeShower is a Link that can show the code by which a seat's account is added.
type CodeShower interface {
	OwnCode(ctx context.Context, seat model.Seat) (model.LoginCode, error)
}
