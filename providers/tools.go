package providers

import (
	"context"
	"encoding/json"

	"seatdeck/app/model"
)

// LinkResolver is a Link that can tell where a link really leads.
type LinkResolver interface {
	ResolveLink(ctx context.Context, seat model.Seat, url string) (string, error)
}

// MiniLinker is a Link that can make and read short links of mini programs.
type MiniLinker interface {
	CreateMiniLink(ctx context.Context, seat model.Seat, to model.MiniLink) (string, error)
	ResolveMiniLink(ctx context.Context, seat model.Seat, link string) (model.MiniLink, error)
}

// WebLoginer is a Link that can log the seat's account in at a site that shows
// a code.
type WebLoginer interface {
	AskWebLogin(ctx context.Context, seat model.Seat, url string) (model.WebLogin, error)
	ConfirmWebLogin(ctx context.Context, seat model.Seat, login model.WebLogin) error
}

// RawCaller is a Link through which a developer can make any documented call.
type RawCaller interface {
	RawPaths() []string // each begins with /
	// RawCall makes the call for a seat and gives the answer as it came.
	RawCall(ctx context.Context, seat model.Seat, path string, body json.RawMessage) (json.RawMessage, error)
}
