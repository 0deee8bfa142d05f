package pychat

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestConnectionsThatCantWork(t *testing.T) {
	for name, change := range map[string]func(*providers.Settings){
		"no URL":              func(s *providers.Settings) { s.Connection.BaseURL = "" },
		"URL with password":   func(s *providers.Settings) { s.Connection.BaseURL = "http://u:hunter2@h" },
		"no guids":            func(s *providers.Settings) { s.Connection.Options = nil },
		"only commas":         func(s *providers.Settings) { s.Connection.Options[optGUIDs] = " , ;" },
		"what is no guid":     func(s *providers.Settings) { s.Connection.Options[optGUIDs] = "a/b" },
		"too many guids":      func(s *providers.Settings) { s.Connection.Options[optGUIDs] = manyGUIDs(maxGUIDs + 1) },
		"unknown option":      func(s *providers.Settings) { s.Connection.Options["speed"] = "9" },
		"rate 0":              func(s *providers.Settings) { s.Connection.Options[optRate] = "0" },
		"rate 100":            func(s *providers.Settings) { s.Connection.Options[optRate] = "100" },
		"listen":              func(s *providers.Settings) { s.Connection.Options[optNotifyListen] = "localhost" },
		"port":                func(s *providers.Settings) { s.Connection.Options[optNotifyListen] = "localhost:66000" },
		"all, no public URL":  func(s *providers.Settings) { s.Connection.Options[optNotifyListen] = "0.0.0.0:7900" },
		"all6, no public URL": func(s *providers.Settings) { s.Connection.Options[optNotifyListen] = "[::]:7900" },
		"any, no public URL":  func(s *providers.Settings) { s.Connection.Options[optNotifyListen] = ":7900" },
		"notify URL":          func(s *providers.Settings) { s.Connection.Options[optNotifyURL] = "desk.example" },
		"gateway":             func(s *providers.Settings) { s.Connection.Options[optGateway] = "open" },
		"gateway elsewhere":   func(s *providers.Settings) { s.Connection.Options[optGateway] = "//evil/x" },
		"gateway, no account": func(s *providers.Settings) { s.Connection.Options[optGateway], s.Secret = "default", "x" },
		"gateway, no secret":  func(s *providers.Settings) { s.Connection.Options[optGateway], s.Connection.Account = "default", "x" },
		"short token":         func(s *providers.Settings) { s.Token = "abc" },
	} {
		settings := liveSettings(http.DefaultTransport, clockwork.NewRealClock(), nil)
		change(&settings)
		_, err := New().Open(settings)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), name)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func manyGUIDs(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "g%d ", i)
	}
	return list.String()
}

func TestOptionsAreRead(t *testing.T) {
	require.Equal(t, options{guids: []string{"a", "b", "c"}, notifyListen: defaultListen, rate: defaultRate},
		optionsOf(map[string]string{optGUIDs: "a, b\nc，a"}))
	require.Equal(t, options{
		guids: []string{"a"}, gateway: gatewayPath, notifyListen: "10.0.0.5:7900", notifyURL: "https://x/y", rate: 7,
		publishPut: "http://put", publishBase: "http://base", cdnBase: "http://cdn",
	}, optionsOf(map[string]string{
		optGUIDs: "a", optGateway: "default", optNotifyListen: " 10.0.0.5:7900 ", optNotifyURL: "https://x/y/", optRate: "7",
		optPublishPut: "http://put", optPublishBase: "http://base", optCDNBase: "http://cdn",
	}))
	guids, err := splitGUIDs(manyGUIDs(maxGUIDs))
	require.NoError(t, err)
	require.Len(t, guids, maxGUIDs)
}

func TestEveryOptionHasAHint(t *testing.T) {
	spec := New().Spec()
	for _, o := range spec.Options {
		require.Equal(t, "connect.option."+o.Name, o.Hint)
		if o.Default != "" {
			require.NoError(t, o.Check(o.Default))
		}
	}
	require.True(t, spec.AccountOptional && spec.SecretOptional)
}

func TestTheGatewayIsUsedWhereThereIsOne(t *testing.T) {
	back := newLiveBack()
	settings := liveSettings(back, clockwork.NewRealClock(), map[string]string{optGateway: "default"})
	settings.Connection.Account, settings.Secret = "key", "s3cret"
	l, err := New().Open(settings)
	require.NoError(t, err)
	require.NoError(t, l.Test(t.Context()))
	require.Equal(t, []string{`{"app_key":"key","app_secret":"s3cret","path":"/client/get_client_status","data":{"guid":"g-1"}}`}, back.bodies("/open/GuidRequest"))
}

func TestWhatARefusalMeans(t *testing.T) {
	for _, test := range []struct {
		err  APIError
		code model.TroubleCode
	}{
		{APIError{Status: 200, Code: "1", Msg: "账号未登录"}, model.TroubleNotLoggedIn},
		{APIError{Status: 200, Code: "1", Msg: "User is NOT LOGGED IN"}, model.TroubleNotLoggedIn},
		{APIError{Status: 200, Code: "1", Msg: "实例不存在"}, model.TroubleNotFound},
		{APIError{Status: 200, Code: "429", Msg: "x"}, model.TroubleBlocked},
		{APIError{Status: 403, Code: "403"}, model.TroubleCredentials},
		{APIError{Status: 200, Code: "1", Msg: "app_secret error"}, model.TroubleCredentials},
		{APIError{Status: 503, Code: "503"}, model.TroubleBusy},
		{APIError{Status: 422, Code: "422", Msg: "body.guid: field required"}, model.TroubleRejected},
		{APIError{Status: 200, Code: "-3"}, model.TroubleRejected},
	} {
		trouble := troubleOf(&test.err, "小店")
		require.Equal(t, test.code, trouble.Code, test.err)
		require.Equal(t, "小店", trouble.About)
		require.NotEmpty(t, trouble.Detail)
	}
	l := openLive(t, newLiveBack(), clockwork.NewRealClock(), nil)
	require.NoError(t, l.trouble(nil, "x"), "no error is no error, not a nil *Trouble")
}

func TestGUIDsAreMaskedInLogs(t *testing.T) {
	for guid, want := range map[string]string{"": "…", "abcd": "a…", "12345678": "12…", "6f0c1d2e-3344-5566": "6f0c…5566"} {
		require.Equal(t, want, masked(guid))
	}
}
