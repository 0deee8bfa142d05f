package pychat

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStopAndRestore(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	b.call(b.in, "/client/stop_client", nil)
	require.Equal(t, "0", b.status(b.in))
	require.Equal(t, "实例未运行，请先恢复实例", b.refused(b.in, "/login/get_login_qrcode", nil))
	b.call(b.in, "/client/restore_client", object{"proxy": "socks5://user:pass@10.10.1.10:3128", "bridge": "7", "sync_history_msg": false})
	require.Equal(t, "2", b.status(b.in), "it was logged in when it stopped")
	l.expect(notifyReady)
	l.expect(notifyLogin)
	require.Equal(t, "7", b.in.bridge)
	require.False(t, b.in.syncOld)

	b.call(b.in, "/user/logout", nil)
	b.call(b.in, "/client/stop_client", nil)
	b.call(b.in, "/client/restore_client", nil)
	require.Equal(t, "1", b.status(b.in), "a logout outlives a stop")
}

func TestInstanceSettings(t *testing.T) {
	b := newBench(t, Options{})
	for _, proxy := range []string{"http://127.0.0.1:10807", "socks4://10.0.0.1:1", "socks5://user:pass@10.10.1.10:3128", ""} {
		b.call(b.in, "/client/set_proxy", object{"proxy": proxy, "is_long_proxy": true})
		require.Equal(t, proxy, b.in.proxy)
	}
	for _, proxy := range []string{"ftp://127.0.0.1:1", "127.0.0.1:1", "socks5://"} {
		require.Contains(t, b.refused(b.in, "/client/set_proxy", object{"proxy": proxy}), "代理格式错误")
		require.Contains(t, b.refused(b.in, "/client/restore_client", object{"proxy": proxy}), "代理格式错误")
	}
	b.call(b.in, "/client/set_bridge", object{"bridge": "9"})
	require.Equal(t, "9", b.in.bridge)
	for _, url := range []string{"ftp://x/", "nothing", "http://"} {
		require.NotEmpty(t, b.refused(b.in, "/client/set_notify_url", object{"notify_url": url}))
	}
	_, answer := b.post(b.in, "/client/get_client_version", nil)
	version, _, _ := b.unwrapped(answer)
	require.Equal(t, "8.0.38", version)
	require.NotEmpty(t, b.call(b.in, "/user/get_qrcode", object{"style": 0, "opcode": 1})["qrcode"])
}

func TestADowngradeIsABan(t *testing.T) {
	b := newBench(t, Options{})
	l := b.listen(b.in)
	b.call(b.in, "/client/update_client", object{"new_client_type": 5})
	require.Equal(t, "2", b.status(b.in))
	require.Equal(t, "账号已被封禁", b.refused(b.in, "/client/update_client", object{"new_client_type": 4}))
	l.expect(notifyLogout)
	require.Equal(t, "1", b.status(b.in))
	_, answer := b.post(b.in, "/user/get_profile", nil)
	require.Equal(t, json.Number("10004"), answer.(map[string]any)["errcode"])
	b.call(b.in, "/login/get_login_qrcode", nil)
	b.pass(b.in.plan.after() * 2)
	b.requireState(b.in, qrRefused)
}
