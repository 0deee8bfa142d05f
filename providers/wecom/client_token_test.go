package wecom

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

func listFollowUsers(ctx context.Context, c *Client) error {
	_, err := ListFollowUsers.Do(ctx, c, NoFields{})
	return err
}

func TestOneTokenServesUntilShortlyBeforeItRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backEnd{}
		c := clientOf(b)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() { require.NoError(t, listFollowUsers(t.Context(), c)) })
		}
		group.Wait()
		require.Len(t, b.gotTokens(), 1, "all of them share one")
		require.Equal(t, url.Values{"corpid": {"wwcorp"}, "corpsecret": {testSecret}}, b.gotTokens()[0].Query)

		time.Sleep(115*time.Minute - time.Second)
		require.NoError(t, listFollowUsers(t.Context(), c))
		require.Len(t, b.gotTokens(), 1)
		time.Sleep(time.Second)
		require.NoError(t, listFollowUsers(t.Context(), c))
		require.Len(t, b.gotTokens(), 2)
		got := b.got()
		require.Equal(t, "T1", got[len(got)-2].Query.Get("access_token"))
		require.Equal(t, "T2", got[len(got)-1].Query.Get("access_token"))
	})
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	for _, code := range []int{40014, 42001, 41001} {
		refused := fmt.Sprintf(`{"errcode":%d,"errmsg":"token T1"}`, code)
		b := saysInTurn(refused, okAnswer)
		require.NoError(t, listFollowUsers(t.Context(), clientOf(b)))
		require.Len(t, b.gotTokens(), 2)
		require.Len(t, b.got(), 2)

		b = saysInTurn(refused)
		err := listFollowUsers(t.Context(), clientOf(b))
		require.True(t, isAPIError(err, (*APIError).NotAuthenticated), "%v", err)
		require.Len(t, b.gotTokens(), 2, "once, not for ever")
		require.Len(t, b.got(), 2)
	}
}

func TestATokenThatIsRenewedAndThenBusyIsNotRenewedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := saysInTurn(`{"errcode":42001}`, `{"errcode":-1}`, `{"errcode":42001}`)
		err := listFollowUsers(t.Context(), clientOf(b))
		require.True(t, isAPIError(err, (*APIError).NotAuthenticated), "%v", err)
		require.Len(t, b.gotTokens(), 2)
		require.Len(t, b.got(), 3)
	})
}

func TestAStormOfRefusalsAsksForOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backEnd{answer: func(one sentCall) (int, string) {
			if one.Query.Get("access_token") == "T1" {
				return http.StatusOK, `{"errcode":42001}`
			}
			return http.StatusOK, okAnswer
		}}
		c := clientOf(b)
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() { require.NoError(t, listFollowUsers(t.Context(), c)) })
		}
		group.Wait()
		require.Len(t, b.gotTokens(), 2)
	})
}

func TestASecretThatIsRefusedIsNotTriedAgain(t *testing.T) {
	for _, code := range []int{40001, 40013, 60020} {
		b := &backEnd{tokens: func(string, int) string {
			return fmt.Sprintf(`{"errcode":%d,"errmsg":"no: %s"}`, code, testSecret)
		}}
		err := listFollowUsers(t.Context(), clientOf(b))
		var api *APIError
		require.ErrorAs(t, err, &api)
		require.Equal(t, APIError{Call: "gettoken", Code: code, Msg: "no: ***"}, *api)
		require.True(t, api.NotAuthenticated())
		require.Len(t, b.gotTokens(), 1)
		require.Empty(t, b.got())
	}
}

func TestABusyTokenCallIsTriedAgainOnItsOwnAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backEnd{tokens: func(string, int) string { return `{"errcode":-1,"errmsg":"system error"}` }}
		require.Error(t, listFollowUsers(t.Context(), clientOf(b)))
		require.Len(t, b.gotTokens(), 4, "one and three more, and not that four times")
	})
}

func TestATokenWithoutATokenIsAnError(t *testing.T) {
	for _, body := range []string{okAnswer, `{"errcode":0,"access_token":null,"expires_in":7200}`} {
		b := &backEnd{tokens: func(string, int) string { return body }}
		var bad *wire.AnswerError
		require.ErrorAs(t, listFollowUsers(t.Context(), clientOf(b)), &bad)
		require.Empty(t, b.got())
	}
}

func TestAnOddLifeOfATokenIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backEnd{tokens: func(string, int) string { return `{"errcode":0,"access_token":"T","expires_in":9223372036854775807}` }}
		c := clientOf(b)
		require.NoError(t, listFollowUsers(t.Context(), c))
		time.Sleep(24 * time.Hour)
		require.NoError(t, listFollowUsers(t.Context(), c))
		require.Len(t, b.gotTokens(), 2)
	})
}

func TestSuitesAndProvidersHaveTheirOwnTokens(t *testing.T) {
	b := saysInTurn(`{"errcode":40082}`, `{"errcode":42009}`, okAnswer)
	c := clientOf(b)
	_, err := GetAdmins.Do(t.Context(), c, AdminsRequest{})
	require.True(t, isAPIError(err, (*APIError).NotAuthenticated), "renewed once: %v", err)
	_, err = GetLoginInfo.Do(t.Context(), c, LoginInfoRequest{})
	require.NoError(t, err)
	got := b.got()
	require.Equal(t, url.Values{"suite_access_token": {"T1"}}, got[0].Query)
	require.Equal(t, url.Values{"suite_access_token": {"T2"}}, got[1].Query)
	require.Equal(t, url.Values{"access_token": {"T3"}}, got[2].Query)
	require.JSONEq(t, `{"suite_id":"wwsuite","suite_secret":"suite-s3cret","suite_ticket":"ticket"}`, b.gotTokens()[0].Body)
	require.Equal(t, "service/get_provider_token", b.gotTokens()[2].Path)
}

// TestTokensAreCalledAsTheOfficialPagesCallThem: a provider's token has two names.
func TestTokensAreCalledAsTheOfficialPagesCallThem(t *testing.T) {
	names := map[string]string{
		"gettoken": "", "service/get_suite_token": "", "service/get_provider_token": "", "webhook/send": "",
		"service/get_corp_token": "suite_access_token", "service/get_pre_auth_code": "suite_access_token",
		"service/set_session_info": "suite_access_token", "service/get_permanent_code": "suite_access_token",
		"service/get_auth_info": "suite_access_token", "service/get_admin_list": "suite_access_token",
		"service/get_app_qrcode": "suite_access_token", "service/auth/getuserinfo3rd": "suite_access_token",
		"service/auth/getuserdetail3rd":                          "suite_access_token",
		"service/externalcontact/unionid_to_external_userid_3rd": "suite_access_token",
		"service/get_login_info":                                 "access_token",
		"service/get_customized_auth_url":                        "provider_access_token",
	}
	for _, c := range Calls() {
		name, special := names[c.Path]
		if !special {
			name = "access_token"
			require.NotContains(t, c.Path, "service/")
		}
		require.Equal(t, name, c.Token, c.Path)
		delete(names, c.Path)
	}
	require.Empty(t, names)

	b := saysInTurn(`{"errcode":40014}`, okAnswer)
	_, err := GetCustomizedAuthURL.Do(t.Context(), clientOf(b), CustomizedAuthURLRequest{})
	require.NoError(t, err)
	require.Equal(t, url.Values{"provider_access_token": {"T1"}}, b.got()[0].Query)
	require.Equal(t, url.Values{"provider_access_token": {"T2"}}, b.got()[1].Query, "renewed once")
}

func TestACorpOfASuiteGetsItsTokenByThePermanentCode(t *testing.T) {
	b := &backEnd{}
	config := configOf(b)
	config.Secret, config.Suite.PermanentCode = "", "pc"
	require.NoError(t, listFollowUsers(t.Context(), NewClient(config)))
	asked := b.gotTokens()
	require.Len(t, asked, 2)
	require.Equal(t, "service/get_suite_token", asked[0].Path)
	require.Equal(t, "service/get_corp_token", asked[1].Path)
	require.Equal(t, url.Values{"suite_access_token": {"T1"}}, asked[1].Query)
	require.JSONEq(t, `{"auth_corpid":"wwcorp","permanent_code":"pc"}`, asked[1].Body)
	require.Equal(t, "T2", b.got()[0].Query.Get("access_token"))
}

func TestAConnectionWithoutASuiteSaysSo(t *testing.T) {
	b := &backEnd{}
	config := configOf(b)
	config.Suite = Suite{}
	c := NewClient(config)
	_, err := GetAdmins.Do(t.Context(), c, AdminsRequest{})
	require.ErrorIs(t, err, ErrNoAccess)
	_, err = GetLoginInfo.Do(t.Context(), c, LoginInfoRequest{})
	require.ErrorIs(t, err, ErrNoAccess)
	require.Empty(t, append(b.got(), b.gotTokens()...))
}

func TestACallGivenUpDoesNotSpoilTheTokenOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backEnd{}
		c := clientOf(slowly{b, time.Second})
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() { require.ErrorIs(t, listFollowUsers(ctx, c), context.Canceled) })
		time.Sleep(time.Millisecond)
		group.Go(func() { require.NoError(t, listFollowUsers(t.Context(), c)) })
		time.Sleep(time.Millisecond)
		cancel()
		group.Wait()
	})
}

// slowly answers after a while.
type slowly struct {
	then http.RoundTripper
	wait time.Duration
}

func (s slowly) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(s.wait):
		return s.then.RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func TestNoErrorTellsASecret(t *testing.T) {
	secrets := []string{testSecret, "suite-s3cret", "prov-s3cret", "T1", "robot-k3y"}
	words := `{"errcode":40058,"errmsg":"` + strings.Join(secrets, " ") + ` ` + strings.Repeat("长", 500) + `"}`
	c := clientOf(alwaysSays(http.StatusOK, words))
	for _, call := range []func() error{
		func() error { return listFollowUsers(t.Context(), c) },
		func() error {
			_, err := SendByRobot.Do(t.Context(), c, RobotMessage{Key: "robot-k3y"})
			return err
		},
	} {
		err := call()
		var api *APIError
		require.ErrorAs(t, err, &api)
		require.Less(t, len(err.Error()), maxWords+100)
		for _, secret := range secrets[:4] {
			require.NotContains(t, err.Error(), secret)
		}
	}
	_, err := SendByRobot.Do(t.Context(), c, RobotMessage{Key: "robot-k3y"})
	require.NotContains(t, err.Error(), "robot-k3y")

	synctest.Test(t, func(t *testing.T) {
		down := &downAfter{}
		err := listFollowUsers(t.Context(), clientOf(down))
		require.NotContains(t, err.Error(), testSecret)
		require.ErrorContains(t, err, "gettoken: call wecom.test")
		require.Equal(t, 4, down.tried, "and not four times four")
	})
}
