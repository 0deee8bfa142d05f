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
	} {
		require.Equal(t, c.want, TroubleText(LoadTexts(c.lang).T, c.code, c.about, c.detail), c.code)
	}
}
