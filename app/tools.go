package app

import (
	"context"
	"encoding/json"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// Tools are small things a back end can find out or do for an agent, and the
// calls of a document as they are, for developers.
type Tools struct {
	sessions *sessions
	audit    *audit.Log
}

// ResolveLink asks where a link really leads.
func (t *Tools) ResolveLink(ctx context.Context, seat model.SeatID, url string) (real string, err error) {
	err = with(ctx, t.sessions, seat, func(able providers.LinkResolver, row model.Seat) error {
		real, err = able.ResolveLink(ctx, row, url)
		return err
	})
	return real, err
}

// CreateMiniLink makes a short link to a page of a mini program.
func (t *Tools) CreateMiniLink(ctx context.Context, seat model.SeatID, to model.MiniLink) (link string, err error) {
	err = with(ctx, t.sessions, seat, func(able providers.MiniLinker, row model.Seat) error {
		link, err = able.CreateMiniLink(ctx, row, to)
		return err
	})
	return link, err
}

// ResolveMiniLink tells where a short link of a mini program leads.
func (t *Tools) ResolveMiniLink(ctx context.Context, seat model.SeatID, link string) (to model.MiniLink, err error) {
	err = with(ctx, t.sessions, seat, func(able providers.MiniLinker, row model.Seat) error {
		to, err = able.ResolveMiniLink(ctx, row, link)
		return err
	})
	return to, err
}

// AskWebLogin reads what a site that shows a code wants of the seat's account.
func (t *Tools) AskWebLogin(ctx context.Context, seat model.SeatID, url string) (login model.WebLogin, err error) {
	err = with(ctx, t.sessions, seat, func(able providers.WebLoginer, row model.Seat) error {
		login, err = able.AskWebLogin(ctx, row, url)
		return err
	})
	return login, err
}

// ConfirmWebLogin grants it.
func (t *Tools) ConfirmWebLogin(ctx context.Context, seat model.SeatID, login model.WebLogin) (err error) {
	defer t.audit.Ends(ctx, model.AuditEntry{What: model.AuditSeatLogin, Seat: seat, About: login.Name, Detail: "web"}, &err)
	return with(ctx, t.sessions, seat, func(able providers.WebLoginer, row model.Seat) error {
		return able.ConfirmWebLogin(ctx, row, login)
	})
}

// CallPaths lists the calls that Call can make for a seat.
func (t *Tools) CallPaths(ctx context.Context, seat model.SeatID) ([]string, error) {
	able, _, err := t.caller(ctx, seat)
	if err != nil {
		return nil, err
	}
	return able.RawPaths(), nil
}

// Call makes a documented call for a seat and gives the answer as it came. It
// needs no live link: it may be used before Run, and beside another process that
// runs.
func (t *Tools) Call(ctx context.Context, seat model.SeatID, path string, body json.RawMessage) (answer json.RawMessage, err error) {
	defer t.audit.Ends(ctx, model.AuditEntry{What: model.AuditRawCall, Seat: seat, About: path}, &err)
	able, row, err := t.caller(ctx, seat)
	if err != nil {
		return nil, err
	}
	return able.RawCall(ctx, row, path, body)
}

func (t *Tools) caller(ctx context.Context, seat model.SeatID) (providers.RawCaller, model.Seat, error) {
	link, row, err := t.sessions.anyLink(ctx, seat)
	if err != nil {
		return nil, row, err
	}
	able, ok := link.(providers.RawCaller)
	if !ok {
		return nil, row, &model.Trouble{Code: model.TroubleUnsupported, About: row.DisplayName()}
	}
	return able, row, nil
}
