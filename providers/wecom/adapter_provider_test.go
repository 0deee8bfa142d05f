package wecom

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

func TestTheFormOfAConnection(t *testing.T) {
	p := New()
	require.Equal(t, "wecom", p.Kind())
	require.Equal(t, "企业微信（官方接口）", p.Spec().Title)
	require.Equal(t, "https://qyapi.weixin.qq.com", p.Spec().DefaultURL)
	require.Subset(t, p.Spec().MoreSecrets, []string{"callback_token", "callback_aes_key"})
}

func TestAConnectionThatCantWorkIsToldSo(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*providers.Settings)
		about  string // "": it works
	}{
		{"all is well", func(*providers.Settings) {}, ""},
		{"with callbacks", func(s *providers.Settings) { *s = withCallbacks(*s) }, ""},
		{"no app", func(s *providers.Settings) { s.Connection.Options = nil }, ""},
		{"a bad URL", func(s *providers.Settings) { s.Connection.BaseURL = "qyapi.weixin.qq.com" }, "base URL"},
		{"no corpid", func(s *providers.Settings) { s.Connection.Account = " " }, "corpid"},
		{"a corpid of two words", func(s *providers.Settings) { s.Connection.Account = "ww1 ww2" }, "corpid"},
		{"no secret", func(s *providers.Settings) { s.Secret = "" }, "corpsecret"},
		{"an app that is no number", func(s *providers.Settings) { s.Connection.Options[optAgentID] = "seatdeck" }, "option agent_id"},
		{"no port", func(s *providers.Settings) {
			*s = withCallbacks(*s)
			s.Connection.Options[optCallbackListen] = "127.0.0.1"
		}, "option callback_listen"},
		{"callbacks without a token", func(s *providers.Settings) { *s = withCallbacks(*s); delete(s.Secrets, secretCallbackToken) }, "callback_token"},
		{"callbacks without a key", func(s *providers.Settings) { *s = withCallbacks(*s); delete(s.Secrets, secretCallbackAESKey) }, "callback_aes_key"},
		{"a key that is too short", func(s *providers.Settings) { *s = withCallbacks(*s); s.Secrets[secretCallbackAESKey] = sampleKey[1:] }, "callback_aes_key"},
		{"a key that is none", func(s *providers.Settings) {
			*s = withCallbacks(*s)
			s.Secrets[secretCallbackAESKey] = "!" + sampleKey[1:]
		}, "callback_aes_key"},
		{"a key nobody needs that is none", func(s *providers.Settings) { s.Secrets = map[string]string{secretCallbackAESKey: "short"} }, "callback_aes_key"},
		{"a suite without its secret", func(s *providers.Settings) { s.Connection.Options[optSuiteID] = "ww2" }, "suite_secret"},
		{"a permanent code of no suite", func(s *providers.Settings) { s.Secrets = map[string]string{secretPermanentCode: "x"} }, "option suite_id"},
		{"a provider without its secret", func(s *providers.Settings) { s.Connection.Options[optProviderCorpID] = "ww3" }, "provider_secret"},
		{"an option that nobody knows", func(s *providers.Settings) { s.Connection.Options["x"] = "y" }, "option x"},
	} {
		s := linkSettings(scripted(nil), clockwork.NewFakeClockAt(aNoon))
		test.change(&s)
		_, err := New().Open(s)
		if test.about == "" {
			require.NoError(t, err, test.name)
			continue
		}
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%s: %v", test.name, err)
		require.Equal(t, test.about, model.AsTrouble(err).About, test.name)
		require.NotContains(t, err.Error(), sampleKey[1:], test.name)
	}
}

func TestATestAsksWhoTheSeatsAre(t *testing.T) {
	l, b := linkTo(t, script{ListFollowUsers.path: says(someSeats)})
	require.NoError(t, l.Test(t.Context()))
	require.Len(t, b.got(), 1)
	require.Len(t, b.gotTokens(), 1)

	l, _ = linkTo(t, script{ListFollowUsers.path: refuses(48002)})
	require.True(t, model.IsTrouble(l.Test(t.Context()), model.TroubleUnsupported))
}

func TestErrorsInTheConsolesWords(t *testing.T) {
	for code, want := range map[int]model.TroubleCode{
		40001: model.TroubleCredentials, 40013: model.TroubleCredentials, 60020: model.TroubleCredentials, 42001: model.TroubleCredentials,
		-1: model.TroubleBusy, 45009: model.TroubleBusy, 45033: model.TroubleBusy, 41096: model.TroubleBusy,
		84061: model.TroubleNotFound, 86003: model.TroubleNotFound, 60111: model.TroubleNotFound,
		45002: model.TroubleTooLong, 48002: model.TroubleUnsupported, 41051: model.TroubleRejected, 40058: model.TroubleRejected,
	} {
		trouble := troubleOf(&APIError{Call: "x/y", Code: code, Msg: "its words"}, "企业")
		require.Equal(t, want, trouble.Code, code)
		require.Equal(t, "企业", trouble.About)
		require.Regexp(t, `^wecom\.-?\d+: its words$`, trouble.Detail)
	}
	require.Nil(t, troubleOf(nil, "企业"))
	require.Equal(t, model.TroubleUnsupported, troubleOf(ErrNoAccess, "").Code)
	require.Equal(t, model.TroubleUnreachable, troubleOf(&wire.NetError{Host: "h", Err: errors.New("refused")}, "").Code)
	require.Equal(t, "wecom.40001", troubleOf(&APIError{Code: 40001}, "").Detail)
}

// TestScreensKnowEveryError holds the texts that screens show against those of the
// client.
func TestScreensKnowEveryError(t *testing.T) {
	read := func(file string) map[string]map[string]string {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var texts map[string]map[string]string
		require.NoError(t, json.Unmarshal(data, &texts))
		return texts
	}
	shown := read("../../assets/text/wecom.json")
	for code, both := range read("errors.json") {
		require.Equal(t, both, shown["wecom."+code], code)
	}
	require.Contains(t, shown, "wecom.no_callbacks")
	require.Contains(t, shown, "wecom.no_agent")
}

func TestRawCalls(t *testing.T) {
	l, b := linkTo(t, script{
		GetContact.path: says(`{"errcode":0,"external_contact":{"external_userid":"wm1"}}`),
		MarkTags.path:   refuses(40068),
	})
	require.Len(t, l.RawPaths(), len(Calls()))
	require.Contains(t, l.RawPaths(), "/externalcontact/get")
	for _, path := range l.RawPaths() {
		require.Regexp(t, "^/[a-z]", path, "whoever asks writes the slash, or has it written")
	}

	answer, err := l.RawCall(t.Context(), theSeat, "/externalcontact/get", json.RawMessage(`{"external_userid":"wm1"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"errcode":0,"external_contact":{"external_userid":"wm1"}}`, string(answer))
	require.Equal(t, http.MethodGet, b.got()[0].Method)
	require.Equal(t, "wm1", b.got()[0].Query.Get("external_userid"))

	_, err = l.RawCall(t.Context(), theSeat, "/externalcontact/mark_tag", json.RawMessage(`{"userid":"lisi","add_tag":["x"]}`))
	require.Equal(t, "wecom.40068: no, because of it", model.AsTrouble(err).Detail)
	require.JSONEq(t, `{"userid":"lisi","add_tag":["x"]}`, b.got()[1].Body)

	answer, err = l.RawCall(t.Context(), theSeat, "/gettoken", json.RawMessage(`{"corpid":"a","corpsecret":"b"}`))
	require.NoError(t, err)
	require.Contains(t, string(answer), `"access_token":"***"`)
	require.NotContains(t, string(answer), "T2")

	for path, code := range map[string]model.TroubleCode{"/no/such": model.TroubleNotFound, "/media/upload": model.TroubleUnsupported} {
		_, err = l.RawCall(t.Context(), theSeat, path, nil)
		require.True(t, model.IsTrouble(err, code), path)
	}
	for _, body := range []string{`[]`, `null`, `"x"`, `{`} {
		_, err = l.RawCall(t.Context(), theSeat, "/externalcontact/get", json.RawMessage(body))
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), body)
	}
}
