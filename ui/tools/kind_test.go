package tools

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatWasPastedIsRecognised(t *testing.T) {
	for text, want := range map[string]struct {
		link string
		what kind
	}{
		"":                            {"", nothing},
		" \n":                         {"", nothing},
		"你好":                          {"", unknown},
		"javascript:alert(1)":         {"", unknown},
		"file:///etc/passwd":          {"", unknown},
		"https://":                    {"", unknown},
		"mp://":                       {"", unknown},
		"#小程序://":                     {"", unknown},
		" https://t.cn/x ":            {"https://t.cn/x", webLink},
		"看这个 https://t.cn/x 谢谢":       {"https://t.cn/x", webLink},
		"HTTP://shop.test":            {"HTTP://shop.test", webLink},
		"#小程序://小店/下单/x1Yz":           {"#小程序://小店/下单/x1Yz", miniLink},
		"mp://x1Yz":                   {"mp://x1Yz", miniLink},
		"https://a.test/?u=#小程序://x":  {"https://a.test/?u=#小程序://x", webLink},
		"https://open.weixin.qq.com/": {"https://open.weixin.qq.com/", webLink},
		"https://open.weixin.qq.com/connect/qrconnect?appid=wx1":        {"https://open.weixin.qq.com/connect/qrconnect?appid=wx1", loginLink},
		"https://OPEN.weixin.qq.com/connect/confirm?uuid=071":           {"https://OPEN.weixin.qq.com/connect/confirm?uuid=071", loginLink},
		"https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1": {"https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1", loginLink},
		"https://open.weixin.qq.com.evil.test/connect/qrconnect":        {"https://open.weixin.qq.com.evil.test/connect/qrconnect", webLink},
		strings.Repeat("x", 1<<20) + " https://t.cn/x":                  {"", unknown},
	} {
		link, what := recognise(text)
		require.Equal(t, want.link, link, text[:min(len(text), 80)])
		require.Equal(t, want.what, what, text[:min(len(text), 80)])
	}
}

func TestSeatsOfOneNameAreToldApart(t *testing.T) {
	require.Equal(t, []string{"小美", "小美 (2)", "小美 (2) (2)", "小美 (3)"}, unlike([]string{"小美", "小美", "小美 (2)", "小美"}))
}
