package pychat

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.LinkResolver = (*link)(nil)
	_ providers.MiniLinker   = (*link)(nil)
	_ providers.WebLoginer   = (*link)(nil)
)

// The scene of /app/get_a8key, and that of the authorize calls; the document's.
const (
	keyScene       = 1
	authorizeScene = 7
)

// ResolveLink tells where a link leads; links of official accounts are asked for
// once more, by the call that knows them.
func (l *link) ResolveLink(ctx context.Context, seat model.Seat, link string) (string, error) {
	if err := needURL("link", link); err != nil {
		return "", err
	}
	answer, err := GetA8Key.Do(ctx, l.client, GetA8KeyRequest{GUID: seat.RemoteID, ReqURL: link, Scene: keyScene})
	if err != nil {
		return "", l.trouble(err, seat.DisplayName())
	}
	real := cmp.Or(answer.FullURL, answer.FullURL2).String()
	if at := cmp.Or(real, link); hostOf(at) == "mp.weixin.qq.com" {
		answer, err = MpGetA8Key.Do(ctx, l.client, MpGetA8KeyRequest{GUID: seat.RemoteID, ReqURL: at, Scene: keyScene})
		if err != nil {
			return "", l.trouble(err, seat.DisplayName())
		}
		real = cmp.Or(answer.FullURL, answer.FullURL2, Str(real)).String()
	}
	if err := wire.CheckURL(real); err != nil {
		return "", &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.link_address: where the link leads: " + err.Error()}
	}
	return real, nil
}

func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// CreateMiniLink makes a short link to a page of a mini program.
func (l *link) CreateMiniLink(ctx context.Context, seat model.Seat, to model.MiniLink) (string, error) {
	if to.AppID == "" {
		return "", invalid("mini program", "refusal.no_appid: its appid is missing")
	}
	answer, err := CreateWxaShortLink.Do(ctx, l.client, CreateWxaShortLinkRequest{GUID: seat.RemoteID, AppID: to.AppID, PagePath: to.Page, PageTitle: to.Title})
	if err != nil {
		return "", l.trouble(err, seat.DisplayName())
	}
	if answer.ShortLink == "" {
		return "", &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.link_address: the answer holds no link"}
	}
	return answer.ShortLink.String(), nil
}

// ResolveMiniLink tells where a short link of either form leads.
func (l *link) ResolveMiniLink(ctx context.Context, seat model.Seat, link string) (model.MiniLink, error) {
	link = strings.TrimSpace(link)
	var answer ShortLinkAnswer
	var err error
	switch {
	case strings.HasPrefix(link, "#小程序://"):
		answer, err = ResolveWxaShortLink.Do(ctx, l.client, ResolveWxaShortLinkRequest{GUID: seat.RemoteID, ShortLink: link})
	case strings.HasPrefix(link, "mp://"):
		answer, err = ResolveWxaAppShortLink.Do(ctx, l.client, ResolveWxaAppShortLinkRequest{GUID: seat.RemoteID, ShortLink: link})
	default:
		return model.MiniLink{}, invalid("link", "refusal.mini_link: it begins with neither #小程序:// nor mp://")
	}
	if err != nil {
		return model.MiniLink{}, l.trouble(err, seat.DisplayName())
	}
	return model.MiniLink{Link: link, AppID: answer.AppID.String(), Page: answer.PagePath.String(), Title: answer.Title.String()}, nil
}

// AskWebLogin asks what a site wants: one that shows a code, or one that is opened
// in WeChat.
func (l *link) AskWebLogin(ctx context.Context, seat model.Seat, link string) (model.WebLogin, error) {
	if err := needURL("link", link); err != nil {
		return model.WebLogin{}, err
	}
	var answer AuthorizeAnswer
	var err error
	if isOAuth(link) {
		answer, err = OAuthAuthorize.Do(ctx, l.client, OAuthAuthorizeRequest{GUID: seat.RemoteID, URL: link, Scene: authorizeScene})
	} else {
		answer, err = QRConnectAuthorize.Do(ctx, l.client, QRConnectAuthorizeRequest{GUID: seat.RemoteID, URL: link, Scene: authorizeScene})
	}
	if err != nil {
		return model.WebLogin{}, l.trouble(err, seat.DisplayName())
	}
	login := model.WebLogin{URL: link, Name: answer.AppName.String(), Icon: answer.AppIcon.String()}
	for _, scope := range answer.Scopes {
		login.Scopes = append(login.Scopes, model.WebScope{ID: scope.Scope.String(), Text: scope.Desc.String()})
	}
	return login, nil
}

// ConfirmWebLogin grants what was asked; a site with a code asks for no more than
// the login.
func (l *link) ConfirmWebLogin(ctx context.Context, seat model.Seat, login model.WebLogin) error {
	const grant = 1 // opt, the document's
	if !isOAuth(login.URL) {
		_, err := QRConnectAuthorizeConfirm.Do(ctx, l.client, QRConnectAuthorizeConfirmRequest{
			GUID: seat.RemoteID, URL: login.URL, Scope: List[string]{"snsapi_login"}, Opt: grant,
		})
		return l.trouble(err, seat.DisplayName())
	}
	var scopes List[string]
	for _, scope := range login.Scopes {
		scopes = append(scopes, scope.ID)
	}
	_, err := OAuthAuthorizeConfirm.Do(ctx, l.client, OAuthAuthorizeConfirmRequest{GUID: seat.RemoteID, URL: login.URL, Scope: scopes, Opt: grant})
	return l.trouble(err, seat.DisplayName())
}

// isOAuth tells the page at which sites in WeChat ask for an account.
func isOAuth(link string) bool {
	u, err := url.Parse(link)
	return err == nil && strings.EqualFold(u.Hostname(), "open.weixin.qq.com") && strings.HasPrefix(u.Path, "/connect/oauth2")
}
