package pychat

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

var loginSeat = model.Seat{RemoteID: seatOne, Name: "小店"}

// loggingIn is a link whose instance runs and is not logged in. Its clock is that
// of the bubble.
func loggingIn(t testing.TB) (*link, *liveBack) {
	back := newLiveBack()
	back.say("/client/get_client_status", 200, `{"status":1}`)
	return openLive(t, back, clockwork.NewRealClock(), nil), back
}

func pngOf(t testing.TB) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))))
	return b.Bytes()
}

func TestCodesComeInManyForms(t *testing.T) {
	picture := pngOf(t)
	var photo bytes.Buffer
	require.NoError(t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 4, 4)), nil))
	base := base64.StdEncoding.EncodeToString(picture)
	for name, test := range map[string]struct {
		answer string
		want   model.LoginCode
		fails  bool
	}{
		"content first":    {answer: `{"qrcode":"%%%","qrcode_content":"http://weixin.qq.com/x/A","expired_time":"240"}`, want: model.LoginCode{Content: "http://weixin.qq.com/x/A", Lasts: 4 * time.Minute}},
		"base64":           {answer: fmt.Sprintf(`{"errcode":0,"data":{"qrcode":%q,"footerWording":"扫码登录"}}`, base), want: model.LoginCode{Picture: picture, Wording: "扫码登录"}},
		"wrapped name":     {answer: fmt.Sprintf(`{"qrcode":{"buffer":%q}}`, base), want: model.LoginCode{Picture: picture}},
		"data URL":         {answer: fmt.Sprintf(`{"qrCode":"data:image/png;base64,%s"}`, base), want: model.LoginCode{Picture: picture}},
		"lines, unpadded":  {answer: fmt.Sprintf(`{"qrcode":%q}`, base[:40]+"\n"+string(bytes.TrimRight([]byte(base[40:]), "="))), want: model.LoginCode{Picture: picture}},
		"JPEG":             {answer: fmt.Sprintf(`{"qrcode":%q}`, base64.StdEncoding.EncodeToString(photo.Bytes())), want: model.LoginCode{Picture: photo.Bytes()}},
		"what it says":     {answer: `{"qrcode":"http://weixin.qq.com/x/B"}`, want: model.LoginCode{Content: "http://weixin.qq.com/x/B"}},
		"URL":              {answer: `{"qrcode":"http://pictures.test/code.png"}`, want: model.LoginCode{Picture: picture}},
		"lasts for ever":   {answer: `{"qrcode_content":"x","expired_time":9223372036854775807}`, want: model.LoginCode{Content: "x", Lasts: time.Hour}},
		"lasts less":       {answer: `{"qrcode_content":"x","expired_time":-5}`, want: model.LoginCode{Content: "x"}},
		"none":             {answer: `{}`, fails: true},
		"null":             {answer: `null`, fails: true},
		"no base64":        {answer: `{"qrcode":"§§§"}`, fails: true},
		"no picture":       {answer: `{"qrcode":"aGVsbG8="}`, fails: true},
		"URL of none":      {answer: `{"qrcode":"http://pictures.test/page.html"}`, fails: true},
		"URL of nothing":   {answer: `{"qrcode":"http://pictures.test/gone"}`, fails: true},
		"another protocol": {answer: `{"qrcode":"ftp://pictures.test/code.png"}`, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			l, back := loggingIn(t)
			back.say("/login/get_login_qrcode", 200, test.answer)
			back.say("/code.png", 200, string(picture))
			back.say("/page.html", 200, "<html></html>")
			back.say("/gone", 404, "")
			code, err := l.LoginCode(t.Context(), loginSeat)
			if test.fails {
				require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.want, code)
		})
	}
}

func TestAStoppedInstanceIsStartedForItsCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, back := loggingIn(t)
		back.say("/client/get_client_status", 200, `0`)
		back.say("/login/get_login_qrcode", 200, `{"qrcode_content":"x"}`)
		go func() {
			time.Sleep(5 * time.Second) // of the bubble
			back.say("/client/get_client_status", 200, `{"client_status":"1"}`)
		}()
		code, err := l.LoginCode(t.Context(), loginSeat)
		require.NoError(t, err)
		require.Equal(t, "x", code.Content)
		require.Equal(t, []string{`{"guid":"g-1","proxy":"","is_login_proxy":false,"bridge":"","sync_history_msg":true,"auto_start":true}`}, back.bodies("/client/restore_client"))
		require.True(t, errandsOf(l).register, "it may have forgotten where callbacks go")

		back.say("/client/get_client_status", 200, `0`)
		began := time.Now()
		require.True(t, model.IsTrouble(l.PushLogin(t.Context(), loginSeat), model.TroubleTimeout))
		require.Equal(t, startWait, time.Since(began))
		require.Empty(t, back.bodies("/login/push_login_url"))
	})
}

func TestNoCodeForWhoIsLoggedIn(t *testing.T) {
	l, back := loggingIn(t)
	back.say("/client/get_client_status", 200, `2`)
	_, err := l.LoginCode(t.Context(), loginSeat)
	require.True(t, model.IsTrouble(err, model.TroubleRejected), err)
	require.Empty(t, back.bodies("/login/get_login_qrcode"))
}

func TestStepsOfALogin(t *testing.T) {
	for _, test := range []struct {
		status int
		answer string
		want   model.LoginProgress
	}{
		{answer: `{"status":0}`},
		{answer: `null`},
		{answer: `{"status":"1","nick_name":{"string":"小店"},"head_img_url":"http://wx.qlogo.cn/a"}`, want: model.LoginProgress{Step: model.LoginStepScanned, Name: "小店", Avatar: "http://wx.qlogo.cn/a"}},
		{answer: `{"status":1,"auth_url":"https://szsupport.weixin.qq.com/auth?a=1&ticket=T%2B1&b=2"}`, want: model.LoginProgress{Step: model.LoginStepPIN, Ticket: "T+1"}},
		{answer: `{"status":1,"authUrl":"https://x/auth#/pin?ticket=T2"}`, want: model.LoginProgress{Step: model.LoginStepPIN, Ticket: "T2"}},
		{answer: `{"status":1,"auth_url":"https://x/auth?other=1","head_img_url":"javascript:x"}`, want: model.LoginProgress{Step: model.LoginStepScanned}},
		{answer: `{"err_code":0,"data":{"status":2}}`, want: model.LoginProgress{Step: model.LoginStepConfirmed}},
		{answer: `{"status":3}`, want: model.LoginProgress{Step: model.LoginStepExpired}},
		{answer: `{"status":4}`, want: model.LoginProgress{Step: model.LoginStepRefused}},
		{answer: `{"status":99}`},
		{answer: `{"errcode":-1,"errmsg":"二维码已过期"}`, want: model.LoginProgress{Step: model.LoginStepExpired}},
	} {
		l, back := loggingIn(t)
		back.say("/login/check_login_qrcode", test.status, test.answer)
		progress, err := l.CheckLogin(t.Context(), loginSeat)
		require.NoError(t, err, test.answer)
		require.Equal(t, test.want, progress, test.answer)
	}

	l, back := loggingIn(t)
	back.say("/login/check_login_qrcode", 200, `{"errcode":7,"errmsg":"no code"}`)
	_, err := l.CheckLogin(t.Context(), loginSeat)
	require.True(t, model.IsTrouble(err, model.TroubleRejected), err)
	back.say("/client/get_client_status", 200, `2`)
	progress, err := l.CheckLogin(t.Context(), loginSeat)
	require.NoError(t, err)
	require.Equal(t, model.LoginStepConfirmed, progress.Step)
}

func TestPINs(t *testing.T) {
	for _, test := range []struct {
		status int
		answer string
		code   model.TroubleCode
	}{
		{200, `null`, ""},
		{200, `{"errcode":-5,"errmsg":"验证码错误"}`, model.TroubleWrongPIN},
		{200, `{"errcode":-6,"errmsg":"ticket 已失效"}`, model.TroubleExpired},
		{200, `{"errcode":-7,"errmsg":"app_key 不正确"}`, model.TroubleCredentials},
		{429, `{}`, model.TroubleBlocked},
		{500, `{"errcode":500,"errmsg":"oops"}`, model.TroubleRejected},
		{502, `<html>`, model.TroubleUnreachable},
	} {
		l, back := loggingIn(t)
		back.say("/login/verify_login_url", test.status, test.answer)
		err := l.VerifyLogin(t.Context(), loginSeat, "T", " 123456 ")
		require.Equal(t, []string{`{"guid":"g-1","ticket":"T","pin":"123456"}`}, back.bodies("/login/verify_login_url"))
		if test.code == "" {
			require.NoError(t, err)
			continue
		}
		require.Truef(t, model.IsTrouble(err, test.code), "%s: %v", test.answer, err)
	}
}

func TestInstanceControls(t *testing.T) {
	l, back := loggingIn(t)
	ctx := t.Context()
	require.NoError(t, l.PushLogin(ctx, loginSeat))
	require.NoError(t, l.StopSeat(ctx, loginSeat))
	require.NoError(t, l.LogOut(ctx, loginSeat))
	require.NoError(t, l.SetBridge(ctx, loginSeat, "b"))
	require.NoError(t, l.SetProxy(ctx, loginSeat, "socks5://u:p@10.10.1.10:3128", true))
	require.NoError(t, l.Upgrade(ctx, loginSeat, 3))
	require.NoError(t, l.StartSeat(ctx, loginSeat, model.StartOptions{Proxy: "http://p:1", LoginProxy: true, Bridge: "b"}))
	for path, body := range map[string]string{
		"/login/push_login_url":  `{"guid":"g-1"}`,
		"/client/stop_client":    `{"guid":"g-1"}`,
		"/user/logout":           `{"guid":"g-1"}`,
		"/client/set_bridge":     `{"guid":"g-1","bridge":"b"}`,
		"/client/set_proxy":      `{"guid":"g-1","proxy":"socks5://u:p@10.10.1.10:3128","is_long_proxy":true}`,
		"/client/update_client":  `{"guid":"g-1","new_client_type":3}`,
		"/client/restore_client": `{"guid":"g-1","proxy":"http://p:1","is_login_proxy":true,"bridge":"b","sync_history_msg":false,"auto_start":false}`,
	} {
		require.Equal(t, []string{body}, back.bodies(path))
	}

	back.say("/client/get_client_version", 200, `{"version":"8.0.50"}`)
	for status, want := range map[string]model.InstanceState{"0": model.InstanceStopped, "1": model.InstanceRunning, "2": model.InstanceOnline} {
		back.say("/client/get_client_status", 200, status)
		instance, err := l.Instance(ctx, loginSeat)
		require.NoError(t, err)
		require.Equal(t, model.Instance{State: want, Version: "8.0.50"}, instance)
	}

	back.say("/user/get_qrcode", 200, `{"qrcode":"`+base64.StdEncoding.EncodeToString(pngOf(t))+`"}`)
	code, err := l.OwnCode(ctx, loginSeat)
	require.NoError(t, err)
	require.Equal(t, pngOf(t), code.Picture)
	require.Equal(t, []string{`{"guid":"g-1","style":0,"opcode":1}`}, back.bodies("/user/get_qrcode"))
}

func TestControlsThatMakeNoSense(t *testing.T) {
	l, back := loggingIn(t)
	for _, proxy := range []string{"ftp://x", "x:1", "://", "http://", "http://u:secret@%zz"} {
		err := l.SetProxy(t.Context(), loginSeat, proxy, false)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), proxy)
		require.NotContains(t, err.Error(), "secret")
		require.Error(t, l.StartSeat(t.Context(), loginSeat, model.StartOptions{Proxy: proxy}))
	}
	require.Error(t, l.Upgrade(t.Context(), loginSeat, 0))
	require.Empty(t, back.got())

	back.say("/client/set_proxy", 200, `{"errcode":9,"errmsg":"can't reach http://u:hunter2@p:1"}`)
	err := l.SetProxy(t.Context(), loginSeat, "http://u:hunter2@p:1", false)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	require.NotContains(t, err.Error(), "hunter2")
	require.NotContains(t, fmt.Sprintf("%+v", model.AsTrouble(err).Cause), "hunter2")
}

func TestAnyCallForDevelopers(t *testing.T) {
	l, back := loggingIn(t)
	require.Len(t, l.RawPaths(), 130)
	back.say("/app/js_login", 200, `{"errcode":0,"data":{"code":"C","n":14073752703607622}}`)
	answer, err := l.RawCall(t.Context(), loginSeat, "/app/js_login", json.RawMessage(`{"guid":"another","appid":"wx1","n":14073752703607622}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"code":"C","n":14073752703607622}`, string(answer))
	require.JSONEq(t, `{"guid":"g-1","appid":"wx1","n":14073752703607622}`, back.bodies("/app/js_login")[0])

	_, err = l.RawCall(t.Context(), loginSeat, "/user/get_profile", nil)
	require.NoError(t, err)
	require.JSONEq(t, `{"guid":"g-1"}`, back.bodies("/user/get_profile")[0])

	_, err = l.RawCall(t.Context(), loginSeat, "/cloud/download", json.RawMessage(`{"base_request":{}}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"base_request":{}}`, back.bodies("/cloud/download")[0], "a private CDN server knows no guid")

	_, err = l.RawCall(t.Context(), loginSeat, "/no/such", nil)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound), err)
	for _, body := range []string{`[]`, `7`, `null`, `{`} {
		_, err = l.RawCall(t.Context(), loginSeat, "/app/js_login", json.RawMessage(body))
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), body)
	}
}

func TestTest(t *testing.T) {
	l, back := loggingIn(t)
	require.NoError(t, l.Test(t.Context()))
	back.say("/client/get_client_status", http.StatusUnauthorized, `{"detail":"no"}`)
	require.True(t, model.IsTrouble(l.Test(t.Context()), model.TroubleCredentials))
	back.say("/client/get_client_status", 200, `{"errcode":4,"errmsg":"guid not found"}`)
	require.True(t, model.IsTrouble(l.Test(t.Context()), model.TroubleNotFound))
}
