package pychat

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"net/url"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

// offlineBench has an instance that nobody is logged in on, and that follows a
// plan.
func offlineBench(t *testing.T, plan Plan) (*bench, *instance) {
	t.Helper()
	b := newBench(t, Options{})
	in := b.server.world.instances[2]
	in.known = true
	require.True(t, b.server.SetPlan(in.guid, plan))
	return b, in
}

// state is what check_login_qrcode says.
func (b *bench) state(in *instance) (state string, answer map[string]any) {
	b.t.Helper()
	answer = b.call(in, "/login/check_login_qrcode", nil)
	return answer["status"].(json.Number).String(), answer
}

func (b *bench) requireState(in *instance, want qrState) map[string]any {
	b.t.Helper()
	got, answer := b.state(in)
	require.Equal(b.t, string(wirejson.Encode(want)), got)
	return answer
}

func (b *bench) status(in *instance) string {
	b.t.Helper()
	return b.call(in, "/client/get_client_status", nil)["status"].(json.Number).String()
}

func TestTheCodeIsOne(t *testing.T) {
	b, in := offlineBench(t, Plan{Lasts: 90})
	answer := b.call(in, "/login/get_login_qrcode", nil)
	require.Equal(t, json.Number("90"), answer["expired_time"])
	require.Regexp(t, `^http://weixin\.qq\.com/x/`, answer["qrcode_content"])
	data, err := base64.StdEncoding.DecodeString(answer["qrcode"].(string))
	require.NoError(t, err)
	picture, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	require.NoError(t, err)
	said, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	require.NoError(t, err)
	require.Equal(t, answer["qrcode_content"], said.GetText())
	require.NotEqual(t, answer["qrcode_content"], b.call(in, "/login/get_login_qrcode", nil)["qrcode_content"])
}

func TestLoginByScanning(t *testing.T) {
	b, in := offlineBench(t, Plan{ScanAfter: 4000})
	require.Equal(t, "请先获取登录二维码", b.refused(in, "/login/check_login_qrcode", nil))
	require.Equal(t, "账号未登录", b.refused(in, "/user/get_profile", nil))
	l := b.listen(in)
	b.call(in, "/login/get_login_qrcode", nil)

	b.pass(3 * time.Second)
	answer := b.requireState(in, qrWaiting)
	require.Equal(t, json.Number("117"), answer["expired_time"])
	require.NotContains(t, answer, "nick_name", "nobody has scanned it")
	b.pass(time.Second)
	answer = b.requireState(in, qrScanned)
	require.Equal(t, in.account.nickname, answer["nick_name"])
	require.NotContains(t, answer, "auth_url", "no PIN is wanted")
	require.Equal(t, in.account.nickname, l.expect(notifyQRChange)["nick_name"])
	require.Equal(t, "1", b.status(in))

	b.pass(4 * time.Second)
	answer = b.requireState(in, qrConfirmed)
	require.Equal(t, in.account.username, answer["user_name"])
	require.Equal(t, json.Number("2"), l.expect(notifyQRChange)["status"])
	require.Equal(t, "1", b.status(in), "the login takes a moment")
	b.pass(loginTakes)
	require.Equal(t, "2", b.status(in))
	account := l.expect(notifyLogin)["userInfo"].(map[string]any)
	require.Equal(t, map[string]any{"string": in.account.username}, account["userName"])
	b.pass(loginTakes)
	l.expect(notifyInitDone)
	l.expect(notifyContactsDone)

	profile := b.call(in, "/user/get_profile", nil)["userInfo"].(map[string]any)
	require.Equal(t, map[string]any{"string": in.account.username}, profile["userName"])
	require.Equal(t, "账号已登录", b.refused(in, "/login/get_login_qrcode", nil))

	b.call(in, "/user/logout", nil)
	l.expect(notifyLogout)
	require.Equal(t, "1", b.status(in))
	b.pass(time.Hour)
	l.nothing(b, in)
}

func TestLoginWithAPIN(t *testing.T) {
	b, in := offlineBench(t, Plan{Then: WantPIN, PIN: "123456", ScanAfter: 1000})
	require.Equal(t, "当前不需要验证", b.refused(in, "/login/verify_login_url", object{"ticket": "", "pin": ""}))
	wanted := func() string {
		b.call(in, "/login/get_login_qrcode", nil)
		b.pass(2 * time.Second)
		u, err := url.Parse(b.requireState(in, qrScanned)["auth_url"].(string))
		require.NoError(t, err)
		require.NotEmpty(t, u.Query().Get("ticket"))
		return u.Query().Get("ticket")
	}
	enter := func(ticket, pin string) string {
		return b.refused(in, "/login/verify_login_url", object{"ticket": ticket, "pin": pin})
	}
	ticket := wanted()
	require.Equal(t, "ticket 无效", enter("v2_other", "123456"))
	require.Equal(t, "验证码错误", enter(ticket, "1"))
	require.Equal(t, "验证码错误", enter(ticket, "2"))
	require.Equal(t, "验证码错误次数过多，请重新获取二维码", enter(ticket, "3"))
	b.requireState(in, qrRefused)
	require.Equal(t, "当前不需要验证", enter(ticket, "123456"))

	ticket = wanted()
	require.Equal(t, "验证码错误", enter(ticket, "1"), "may be tried again")
	b.call(in, "/login/verify_login_url", object{"ticket": ticket, "pin": "123456"})
	b.requireState(in, qrConfirmed)
	b.pass(loginTakes)
	require.Equal(t, "2", b.status(in))
}

func TestLoginRefused(t *testing.T) {
	b, in := offlineBench(t, Plan{Then: Refuse, ScanAfter: 1000})
	l := b.listen(in)
	b.call(in, "/login/get_login_qrcode", nil)
	b.pass(2 * time.Second)
	b.requireState(in, qrRefused)
	require.Equal(t, json.Number("1"), l.expect(notifyQRChange)["status"])
	require.Equal(t, json.Number("4"), l.expect(notifyQRChange)["status"])
	l.expect(notifyLoginFailed)
	b.pass(time.Hour)
	require.Equal(t, "1", b.status(in))
	l.nothing(b, in)
}

func TestCodesRunOut(t *testing.T) {
	b, in := offlineBench(t, Plan{Ignored: 1, Lasts: 10, ScanAfter: 1000})
	l := b.listen(in)
	b.call(in, "/login/get_login_qrcode", nil)
	b.pass(9 * time.Second)
	b.requireState(in, qrWaiting)
	b.pass(time.Second)
	b.requireState(in, qrExpired)
	require.Equal(t, json.Number("3"), l.expect(notifyQRChange)["status"])

	b.call(in, "/login/get_login_qrcode", nil)
	b.requireState(in, qrWaiting)
	b.pass(3 * time.Second)
	require.Equal(t, "2", b.status(in), "the second is scanned")
}

// TestANewCodeForgetsTheOld: what was planned for an old code does not happen
// to a new one.
func TestANewCodeForgetsTheOld(t *testing.T) {
	b, in := offlineBench(t, Plan{ScanAfter: 5000, Lasts: 20})
	b.call(in, "/login/get_login_qrcode", nil)
	b.pass(4 * time.Second)
	b.call(in, "/login/get_login_qrcode", nil)
	b.pass(4 * time.Second)
	b.requireState(in, qrWaiting)
	b.pass(time.Second)
	b.requireState(in, qrScanned)
}

func TestPushToThePhone(t *testing.T) {
	b, in := offlineBench(t, Plan{Then: Ignore, Push: Confirm, ScanAfter: 1000, Lasts: 30})
	b.call(in, "/login/get_login_qrcode", nil)
	b.pass(30 * time.Second)
	b.requireState(in, qrExpired)
	b.call(in, "/login/push_login_url", nil)
	require.Equal(t, in.account.nickname, b.requireState(in, qrScanned)["nick_name"])
	b.pass(time.Second + loginTakes)
	require.Equal(t, "2", b.status(in))
	require.Equal(t, "账号已登录", b.refused(in, "/login/push_login_url", nil))

	in = b.server.world.instances[7]
	require.Equal(t, "实例未运行，请先恢复实例", b.refused(in, "/login/push_login_url", nil))
	b.call(in, "/client/restore_client", nil)
	require.Equal(t, "首次登录请使用扫码登录", b.refused(in, "/login/push_login_url", nil))

	b, in = offlineBench(t, Plan{Then: Refuse, ScanAfter: 1000})
	b.call(in, "/login/push_login_url", nil)
	b.pass(time.Second)
	b.requireState(in, qrRefused)
}

// TestDemoSeats holds that the demo's seats log in in as many ways as there
// are.
func TestDemoSeats(t *testing.T) {
	b := newBench(t, Options{})
	ends := map[int]qrState{2: qrConfirmed, 3: qrScanned, 4: qrRefused, 5: qrExpired, 6: qrExpired, 7: qrConfirmed}
	for i, in := range b.server.world.instances {
		if i < 2 {
			require.Equal(t, "2", b.status(in))
			continue
		}
		if i == 7 {
			require.Equal(t, "0", b.status(in))
			b.call(in, "/client/restore_client", nil)
		}
		b.call(in, "/login/get_login_qrcode", nil)
		b.pass(61 * time.Second)
		b.requireState(in, ends[i])
	}
}

func TestDeedsWhileLoggingIn(t *testing.T) {
	b, in := offlineBench(t, Plan{Then: Ignore})
	require.Error(t, b.server.Do(in.guid, ScanCode), "there is no code")
	for deed, end := range map[Deed]qrState{ScanCode: qrScanned, Accept: qrConfirmed, Deny: qrRefused, ExpireCode: qrExpired} {
		b.call(in, "/login/get_login_qrcode", nil)
		b.control("instance", object{"guid": in.guid, "do": deed})
		b.requireState(in, end)
	}
}
