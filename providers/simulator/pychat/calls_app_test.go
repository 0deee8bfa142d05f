package pychat

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhereALinkLeads(t *testing.T) {
	b := newBench(t, Options{})
	real := func(path, link string) string {
		return text(b.call(b.in, path, object{"req_url": link, "scene": 1})["fullUrl"])
	}
	short := real("/app/get_a8key", "https://url.cn/5abcde")
	require.Regexp(t, `^https://shop\.example\.com/item/[0-9a-f]{8}$`, short)
	require.Equal(t, short, real("/app/mp_get_a8key", "https://url.cn/5abcde"))
	require.NotEqual(t, short, real("/app/get_a8key", "https://url.cn/5abcdf"))
	require.Equal(t, "https://a.test/x?y=1", real("/app/get_a8key", "https://a.test/x?y=1"))
	require.Regexp(t, `^https://mp\.weixin\.qq\.com/s\?__biz=1&pass_ticket=`, real("/app/mp_get_a8key", "https://mp.weixin.qq.com/s?__biz=1"))
	for _, bad := range []string{"", "javascript:alert(1)", "weixin://x"} {
		require.Contains(t, b.refused(b.in, "/app/get_a8key", object{"req_url": bad}), "req_url", bad)
	}
}

func TestWhatAMiniProgramGets(t *testing.T) {
	b := newBench(t, Options{})
	const appID = "wx0123456789abcdef"
	one := b.call(b.in, "/app/js_login", object{"appid": appID})["code"].(string)
	require.Len(t, one, 32)
	require.NotEqual(t, one, b.call(b.in, "/app/js_login", object{"appid": appID})["code"])
	require.Contains(t, b.refused(b.in, "/app/js_login", object{"appid": "x"}), "appid")

	for _, path := range []string{"/app/js_operate_wxdata", "/app/js_operate_wxdata_vip"} {
		ask := object{"appid": appID, "data": `{"api_name":"webapi_getuserinfo"}`, "grant_scope": "scope.userInfo"}
		var told map[string]any
		require.NoError(t, json.Unmarshal([]byte(b.call(b.in, path, ask)["data"].(string)), &told))
		require.Equal(t, b.in.account.nickname, told["nickName"])
		ask["grant_scope"] = ""
		require.Contains(t, b.refused(b.in, path, ask), "用户未授权：scope.userInfo")
		ask["data"], ask["grant_scope"] = `{"api_name":"webapi_getuserwxphone"}`, "scope.userPhone"
		require.Contains(t, b.call(b.in, path, ask)["data"], b.in.account.mobile)
		for words, data := range map[string]string{"应为 JSON": "x", "不支持的接口：y": `{"api_name":"y"}`} {
			ask["data"] = data
			require.Contains(t, b.refused(b.in, path, ask), words)
		}
	}
}

func TestAPageAsksWhoIsThere(t *testing.T) {
	b := newBench(t, Options{})
	link := func(scope string) string {
		return "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0123456789abcdef&redirect_uri=" +
			url.QueryEscape("https://a.test/back?x=1") + "&response_type=code&scope=" + scope + "&state=s1#wechat_redirect"
	}
	back := func(answer map[string]any) url.Values {
		u, err := url.Parse(answer["redirectUrl"].(string))
		require.NoError(t, err)
		require.Equal(t, "a.test", u.Host)
		return u.Query()
	}
	silent := back(b.call(b.in, "/app/oauth_authorize", object{"url": link("snsapi_base"), "scene": 7}))
	require.Equal(t, []string{"1", "s1"}, []string{silent.Get("x"), silent.Get("state")})
	require.Len(t, silent.Get("code"), 32)

	ask, confirm := object{"url": link("snsapi_userinfo"), "scene": "7"}, object{"url": link("snsapi_userinfo"), "scope": "snsapi_userinfo", "avatar_id": 0, "opt": 1}
	require.Contains(t, b.refused(b.in, "/app/oauth_authorize_confirm", confirm), "请先获取授权信息")
	asked := b.call(b.in, "/app/oauth_authorize", ask)
	require.NotEmpty(t, asked["appName"])
	require.NotContains(t, asked, "redirectUrl")
	require.Equal(t, "snsapi_userinfo", list(asked["scopeList"])[0]["scope"])
	confirm["scope"] = []string{"snsapi_login"}
	require.Contains(t, b.refused(b.in, "/app/oauth_authorize_confirm", confirm), "scope 无效")
	confirm["scope"] = []string{"snsapi_userinfo"}
	require.Len(t, back(b.call(b.in, "/app/oauth_authorize_confirm", confirm)).Get("code"), 32)
	require.Contains(t, b.refused(b.in, "/app/oauth_authorize_confirm", confirm), "已失效", "once")

	b.call(b.in, "/app/oauth_authorize", ask)
	confirm["opt"] = 2
	require.Contains(t, b.refused(b.in, "/app/oauth_authorize_confirm", confirm), "拒绝")
	confirm["opt"] = 1
	require.Contains(t, b.refused(b.in, "/app/oauth_authorize_confirm", confirm), "请先获取授权信息", "a refusal is the end of it")
	for _, path := range []string{"/app/oauth_authorize", "/app/oauth_authorize_confirm"} {
		require.Contains(t, b.refused(b.in, path, object{"url": "https://a.test", "scope": ""}), "不是有效的授权链接", path)
	}
}

func TestAWebsiteIsLoggedInAt(t *testing.T) {
	b := newBench(t, Options{})
	ask := object{"url": "https://open.weixin.qq.com/connect/confirm?uuid=0x1y", "scene": 7}
	confirm := object{"url": ask["url"], "scope": []string{"snsapi_login"}, "opt": 1}
	require.Contains(t, b.refused(b.in, "/app/qrconnect_authorize_confirm", confirm), "请先获取授权信息")
	asked := b.call(b.in, "/app/qrconnect_authorize", ask)
	require.Equal(t, "snsapi_login", list(asked["scopeList"])[0]["scope"])
	b.call(b.in, "/app/qrconnect_authorize_confirm", confirm)
	require.Contains(t, b.refused(b.in, "/app/qrconnect_authorize_confirm", confirm), "已失效")
	require.Contains(t, b.refused(b.in, "/app/qrconnect_authorize", ask), "二维码已失效")
	require.Contains(t, b.refused(b.in, "/app/qrconnect_authorize", object{"url": "https://a.test"}), "二维码已失效")
	status, _ := b.post(b.in, "/app/qrconnect_authorize_confirm", object{"url": ask["url"], "scope": 1})
	require.Equal(t, 422, status, "neither a text nor a list")
}

func TestShortLinksOfMiniPrograms(t *testing.T) {
	b := newBench(t, Options{})
	page := object{"appid": "wx0123456789abcdef", "page_path": "pages/index?id=8", "page_title": "积分/商城"}
	link := b.call(b.in, "/app/create_wxa_short_link", page)["short_link"].(string)
	require.Regexp(t, `^#小程序://积分商城/[0-9a-z]+$`, link)
	key := link[strings.LastIndexByte(link, '/')+1:]
	for path, link := range map[string]string{"/app/resolve_wxa_short_link": link, "/app/resolve_wxa_app_short_link": "mp://" + key} {
		found := b.call(b.in, path, object{"short_link": link})
		require.Equal(t, []any{page["appid"], page["page_path"], page["page_title"]}, []any{found["appid"], found["page_path"], found["page_title"]})
		require.Contains(t, b.refused(b.in, path, object{"short_link": link + "x"}), "已失效")
		require.Contains(t, b.refused(b.in, path, object{"short_link": "https://a.test"}), "格式错误")
	}
	page["appid"] = "x"
	require.Contains(t, b.refused(b.in, "/app/create_wxa_short_link", page), "appid")
	require.Contains(t, b.refused(b.in, "/app/create_wxa_short_link", object{"appid": "wx0123456789abcdef"}), "不能为空")
}

// polled asks for the text of speech until it is all there.
func (b *bench) polled(voiceID any) (said string, polls int) {
	b.t.Helper()
	for {
		answer := b.call(b.in, "/msg/get_voice_trans", object{"voice_id": voiceID})
		said, polls = text(answer["text"]), polls+1
		if number(b.t, answer["end_flag"]) == 1 {
			return said, polls
		}
	}
}

func TestSpeechByURL(t *testing.T) {
	b := newBench(t, Options{})
	silk := b.publish("a.silk", silkBytes(1, 2))
	mp3 := b.publish("a.mp3", mp3Bytes(2))
	for format, link := range map[int]string{voiceSilk: silk, voiceMP3: mp3} {
		answer := b.call(b.in, "/other/voice_trans", object{"url": link, "format": format, "block_size": 4096})
		said, polls := b.polled(answer["voice_id"])
		require.NotEmpty(t, said)
		require.Greater(t, polls, 2)
		require.Contains(t, b.refused(b.in, "/other/voice_trans", object{"url": link, "format": 3 - format}), "语音格式错误")
	}
	require.Contains(t, b.refused(b.in, "/other/voice_trans", object{"url": silk, "format": 9}), "format")
	require.Contains(t, b.refused(b.in, "/other/voice_trans", object{"url": b.http.URL + "/publish/none", "format": 1}), "下载失败")
	require.Contains(t, b.refused(b.in, "/other/voice_trans", object{"url": "http://203.0.113.1/x", "format": 1}), "下载失败", "no stranger is asked")
}

func TestSpeechByBlocks(t *testing.T) {
	b := newBench(t, Options{})
	data := silkBytes(1, 2)
	id := b.call(b.in, "/msg/new_trans_voice_id", nil)["voice_id"]
	block := func(seq, offset, end int) object {
		return object{
			"voice_id": id, "block_data": base64.StdEncoding.EncodeToString(data[offset:min(len(data), offset+1000)]), "seq": seq, "offset": offset, "end_flag": end,
		}
	}
	require.Contains(t, b.refused(b.in, "/other/voice_trans_block", block(1, 1000, 0)), "分片顺序")
	seq := 0
	for offset := 0; offset < len(data); offset += 1000 {
		b.call(b.in, "/other/voice_trans_block", block(seq, offset, flag(offset+1000 >= len(data))))
		seq++
	}
	require.Greater(t, seq, 2)
	require.Contains(t, b.refused(b.in, "/other/voice_trans_block", block(seq, 0, 0)), "已上传完成")
	said, polls := b.polled(id)
	require.NotEmpty(t, said)
	require.Equal(t, transPolls+1, polls)

	wrong := block(0, 0, 0)
	wrong["voice_id"] = "nothing"
	require.Contains(t, b.refused(b.in, "/other/voice_trans_block", wrong), "voice_id")
	id = b.call(b.in, "/msg/new_trans_voice_id", nil)["voice_id"]
	wrong = block(0, 0, 1)
	wrong["block_data"] = "AAAA"
	require.Contains(t, b.refused(b.in, "/other/voice_trans_block", wrong), "语音格式错误")
	wrong["block_data"] = "*"
	require.Contains(t, b.refused(b.in, "/other/voice_trans_block", wrong), "base64")
}
