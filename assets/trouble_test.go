package assets

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTroubleNamesSomebodyEvenWhereNobodyWasNamed(t *testing.T) {
	for _, c := range []struct{ lang, code, about, detail, want string }{
		{"zh", "rejected", "", "", "后端拒绝了这次操作。"},
		{"zh", "rejected", "甜甜甜", "对方已删除好友", "甜甜甜拒绝了这次操作。对方已删除好友"},
		{"zh", "rejected", "Echo", "对方 已删除", "Echo 拒绝了这次操作。对方 已删除"},
		{"en", "timeout", "", "", "The back end did not answer in time."},
		{"en", "seat_offline", "", "", "The seat is not online."},
		{"zh", "banned", "", "", "这个坐席已被封号，禁止登录。"},
		{"en", "no such code", "", "boom", "Something went wrong: boom"},
		{"zh", "unknown", "甜甜甜", "boom", "甜甜甜出了点问题：boom"},
		{"en", "unknown", "Echo", "boom", "Something went wrong with Echo: boom"},
		{"en", "unknown", "", "", "Something went wrong"},
		{"zh", "not_found", "", "", "找不到。"},
		{"zh", "not_found", "group 12", "", "找不到群 12。"},
		{"en", "not_found", "group 12", "", "The group 12 was not found."},
		{"zh", "not_found", "Echo 12", "", "找不到 Echo 12。"},
		{"zh", "not_found", "alice 12", "", "找不到 alice 12。"},
		{"zh", "disk_full", "media folder", "", "磁盘已满，媒体文件夹无法保存。"},
		{"en", "not_found", "media folder", "refusal.gone_file", "The media folder was not found. The file can’t be had any more."},
	} {
		require.Equal(t, c.want, TroubleText(LoadTexts(c.lang).T, c.code, c.about, c.detail), c.code)
	}
}

func TestACodeOfABackEndIsToldInTheReadersLanguage(t *testing.T) {
	for _, c := range []struct{ lang, detail, want string }{
		{"zh", "wecom.41051: already sent", "企业拒绝了这次操作。客户和成员已经开始聊天，或欢迎语已经发过，不能再发。 (41051)"},
		{"en", "wecom.41051: already sent", "企业 refused this. The customer was welcomed already or is talking: no further welcome. (41051)"},
		{"en", "wecom.-1", "企业 refused this. WeCom is busy. It is tried again by itself, at most 3 times. (-1)"},
		{"en", "wecom.no_agent: no app", "企业 refused this. Messages are sent by the company’s own app, and the connection has no agent_id."},
		{"en", "wecom.123456: sorry", "企业 refused this. wecom.123456: sorry"},
		{"en", "wecom.41051.3 is no code", "企业 refused this. wecom.41051.3 is no code"},
	} {
		require.Equal(t, c.want, TroubleText(LoadTexts(c.lang).T, "rejected", "企业", c.detail), c.detail)
	}
}
