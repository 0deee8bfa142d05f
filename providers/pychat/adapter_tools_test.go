package pychat

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestTools(t *testing.T) {
	key := func(url string) string {
		return `{"req_url":"` + url + `","scene":1,"client_version":0,"device_type":""}`
	}
	resolves := func(short, want string) func(context.Context, *link) error {
		return func(ctx context.Context, l *link) error {
			got, err := l.ResolveLink(ctx, deedSeat, short)
			if err == nil {
				require.Equal(t, want, got)
			}
			return err
		}
	}
	const site = "https://open.weixin.qq.com/connect/confirm?uuid=071"
	const page = "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&scope=snsapi_userinfo"
	asks := func(url string, want model.WebLogin) func(context.Context, *link) error {
		return func(ctx context.Context, l *link) error {
			got, err := l.AskWebLogin(ctx, deedSeat, url)
			if err == nil {
				require.Equal(t, want, got)
			}
			return err
		}
	}
	wants := `{"errcode":0,"data":{"appName":"某站","appIconUrl":"https://i.test/","scopeList":[{"scope":"snsapi_userinfo","desc":"你的昵称、头像"}]}}`
	scopes := []model.WebScope{{ID: "snsapi_userinfo", Text: "你的昵称、头像"}}
	requireDeeds(t, []deed{
		{
			name: "link", answers: map[string]string{GetA8Key.path: `{"fullUrl":"https://real.test/?a=1"}`}, do: resolves("https://short.test/x", "https://real.test/?a=1"),
			made: []made{{GetA8Key.path, key("https://short.test/x")}},
		},
		{
			name: "link of an official account", do: resolves("https://mp.weixin.qq.com/s/x", "https://mp.weixin.qq.com/s?__biz=1&key=2"),
			answers: map[string]string{GetA8Key.path: `null`, MpGetA8Key.path: `{"full_url":{"string":"https://mp.weixin.qq.com/s?__biz=1&key=2"}}`},
			made:    []made{{GetA8Key.path, key("https://mp.weixin.qq.com/s/x")}, {MpGetA8Key.path, key("https://mp.weixin.qq.com/s/x")}},
		},
		{
			name: "link to an official account", do: resolves("https://short.test/x", "https://mp.weixin.qq.com/s/x"),
			answers: map[string]string{GetA8Key.path: `{"fullUrl":"https://mp.weixin.qq.com/s/x"}`},
			made:    []made{{GetA8Key.path, key("https://short.test/x")}, {MpGetA8Key.path, key("https://mp.weixin.qq.com/s/x")}},
		},
		{
			name: "short link, made", answers: map[string]string{CreateWxaShortLink.path: `{"short_link":"#小程序://小店/x"}`},
			made: []made{{CreateWxaShortLink.path, `{"appid":"wx1","page_path":"p/i","page_title":"下单"}`}},
			do: func(ctx context.Context, l *link) error {
				got, err := l.CreateMiniLink(ctx, deedSeat, model.MiniLink{AppID: "wx1", Page: "p/i", Title: "下单"})
				if err == nil {
					require.Equal(t, "#小程序://小店/x", got)
				}
				return err
			},
		},
		{
			name: "short link, read", answers: map[string]string{ResolveWxaShortLink.path: `{"appid":"wx1","page_path":"p/i","page_title":"下单"}`},
			made: []made{{ResolveWxaShortLink.path, `{"short_link":"#小程序://小店/x"}`}},
			do: func(ctx context.Context, l *link) error {
				got, err := l.ResolveMiniLink(ctx, deedSeat, " #小程序://小店/x ")
				if err == nil {
					require.Equal(t, model.MiniLink{Link: "#小程序://小店/x", AppID: "wx1", Page: "p/i", Title: "下单"}, got)
				}
				return err
			},
		},
		{
			name: "short link of an app, read", made: []made{{ResolveWxaAppShortLink.path, `{"short_link":"mp://x"}`}},
			do: func(ctx context.Context, l *link) error {
				_, err := l.ResolveMiniLink(ctx, deedSeat, "mp://x")
				return err
			},
		},
		{
			name: "site with a code", answers: map[string]string{QRConnectAuthorize.path: wants}, made: []made{{QRConnectAuthorize.path, `{"url":"` + site + `","username":"","scene":7}`}},
			do: asks(site, model.WebLogin{URL: site, Name: "某站", Icon: "https://i.test/", Scopes: scopes}),
		},
		{
			name: "site with a code, granted", made: []made{{QRConnectAuthorizeConfirm.path, `{"url":"` + site + `","scope":["snsapi_login"],"avatar_id":0,"opt":1}`}},
			do: func(ctx context.Context, l *link) error {
				return l.ConfirmWebLogin(ctx, deedSeat, model.WebLogin{URL: site, Scopes: scopes})
			},
		},
		{
			name: "site in WeChat", answers: map[string]string{OAuthAuthorize.path: wants}, made: []made{{OAuthAuthorize.path, `{"url":"` + page + `","username":"","scene":7}`}},
			do: asks(page, model.WebLogin{URL: page, Name: "某站", Icon: "https://i.test/", Scopes: scopes}),
		},
		{
			name: "site in WeChat, granted", made: []made{{OAuthAuthorizeConfirm.path, `{"url":"` + page + `","scope":["snsapi_userinfo"],"avatar_id":0,"opt":1}`}},
			do: func(ctx context.Context, l *link) error {
				return l.ConfirmWebLogin(ctx, deedSeat, model.WebLogin{URL: page, Scopes: scopes})
			},
		},
	})
}

func TestToolsAskNothingThatMakesNoSense(t *testing.T) {
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	for _, bad := range []string{"", "mp.weixin.qq.com", "javascript:alert(1)", "file:///x"} {
		_, err := l.ResolveLink(t.Context(), deedSeat, bad)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), bad)
		_, err = l.ResolveMiniLink(t.Context(), deedSeat, bad)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), bad)
		_, err = l.AskWebLogin(t.Context(), deedSeat, bad)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), bad)
	}
	_, err := l.CreateMiniLink(t.Context(), deedSeat, model.MiniLink{})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	require.Empty(t, b.got())

	for _, answer := range []string{`null`, `{"fullUrl":"javascript:alert(1)"}`, `{"fullUrl":"weixin://x"}`} {
		_, err := deedsLink(t, alwaysSays(200, answer), nil).ResolveLink(t.Context(), deedSeat, "https://short.test/x")
		require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), answer)
	}
	_, err = l.CreateMiniLink(t.Context(), deedSeat, model.MiniLink{AppID: "wx1"})
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
}

func TestOnlyTheRealPageIsTakenForIt(t *testing.T) {
	for address, want := range map[string]bool{
		"https://open.weixin.qq.com/connect/oauth2/authorize?x": true,
		"https://OPEN.weixin.qq.com/connect/oauth2/authorize":   true,
		"https://open.weixin.qq.com/connect/confirm?uuid=1":     false,
		"https://open.weixin.qq.com.evil.test/connect/oauth2":   false,
		"https://evil.test/?open.weixin.qq.com/connect/oauth2":  false,
	} {
		require.Equal(t, want, isOAuth(address), address)
	}
}
