package juhe

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/callback"
	"seatdeck/providers/internal/upkeep"
	"seatdeck/providers/internal/wire"
)

// link is one account at 聚合聊天.
type link struct {
	name    string
	account string // userId of the main account
	token   string // of the path at which callbacks are taken
	options options
	signs   bool // there is a secret to sign with
	client  *Client
	socket  atomic.Pointer[Socket] // nil: not connected
	clock   clockwork.Clock
	rand    func() float64
	http    *http.Client
	log     *slog.Logger
	listen  func(network, address string) (net.Listener, error)

	health health
	door   upkeep.Door
	tally  *callback.Tally
	known  *accounts
	books  *books
	woken  chan struct{} // has the socket tried at once; capacity 1
	looks  chan struct{} // has watch look at once; capacity 1

	secretName func() string // what nobody can guess, for published files; nil: a random text
}

var (
	_ providers.Link            = (*link)(nil)
	_ providers.Nudger          = (*link)(nil)
	_ providers.SeatLister      = (*link)(nil)
	_ providers.CodeLogin       = (*link)(nil)
	_ providers.LoginVerifier   = (*link)(nil)
	_ providers.SeatSwitcher    = (*link)(nil)
	_ providers.Sender          = (*link)(nil)
	_ providers.Publisher       = (*link)(nil)
	_ providers.ContactLister   = (*link)(nil)
	_ providers.SeatLogReader   = (*link)(nil)
	_ providers.PanelReader     = (*link)(nil)
	_ providers.CallbackCounter = (*link)(nil)
	_ providers.SeatEditor      = (*link)(nil)
	_ providers.SeatRemover     = (*link)(nil)
	_ providers.SeatImporter    = (*link)(nil)
	_ providers.SeatFinder      = (*link)(nil)
	_ providers.CustomerFinder  = (*link)(nil)
	_ providers.KeywordLister   = (*link)(nil)
	_ providers.TransferCounter = (*link)(nil)
	_ providers.RawCaller       = (*link)(nil)
)

// Test asks for the totals, and where the socket is.
func (l *link) Test(ctx context.Context) error {
	if _, err := GetPanel.Do(ctx, l.client, None{}); err != nil {
		return l.trouble(err, l.name)
	}
	_, err := GetSocketURL.Do(ctx, l.client, UserQuery{})
	return l.trouble(err, l.name)
}

// Capabilities are the same for every seat.
func (l *link) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(
		model.CanSendText, model.CanSendImage, model.CanSendVideo, model.CanSendFile, model.CanSendLink,
		model.CanListContacts, model.CanQRLogin, model.CanVerifyLogin, model.CanSwitchSeat,
		model.NeedsPublishedURL,
	)
}

// Pace has no limits: the document names none for calls and messages. Those for
// adding contacts are the seat's own.
func (l *link) Pace() providers.Pace { return providers.Pace{} }

// trouble puts an error of the client in the console's words; nil for nil.
func (l *link) trouble(err error, about string) error {
	if t := troubleOf(err, about); t != nil {
		return t
	}
	return nil
}

func troubleOf(err error, about string) *model.Trouble {
	var api *APIError
	if !errors.As(err, &api) {
		return wire.Trouble(err, about)
	}
	detail := api.Msg
	if detail == "" {
		detail = "refusal.code: " + api.Code
	}
	return &model.Trouble{Code: codeOf(api), About: about, Detail: detail, Cause: err}
}

func codeOf(api *APIError) model.TroubleCode {
	switch api.Code {
	case codeExpired:
		return model.TroubleExpired
	case codeBanned:
		return model.TroubleBanned
	case codeUnknown:
		return model.TroubleNotFound
	case codeOffline:
		return model.TroubleSeatOffline
	case codeBusy:
		return model.TroubleBusy
	}
	if api.Denied() {
		return model.TroubleCredentials
	}
	return model.TroubleRejected
}

func invalid(what, why string) *model.Trouble {
	return &model.Trouble{Code: model.TroubleInvalid, About: what, Detail: why}
}

// refused keeps what could not be used, with the reason.
func refused(seat model.SeatRef, source string, raw []byte, reason error, suspect bool) model.PayloadRefused {
	return model.PayloadRefused{Seat: seat, Source: source, Raw: raw, Reason: reason.Error(), Suspect: suspect}
}
