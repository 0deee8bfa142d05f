package supervise

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
)

func TestAlertTextsSayNothingThatCustomersWrote(t *testing.T) {
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		lang  string
		alert model.Alert
		seat  model.Seat
		want  string
	}{
		{"zh", model.Alert{Kind: model.AlertOffline, SeatName: "小美", Since: now.Add(-7 * time.Minute)}, model.Seat{}, "坐席 小美 离线已 7 分钟（自 03-02 00:53）"},
		{"en", model.Alert{Kind: model.AlertOffline, SeatName: "Mei", Since: now.Add(-time.Minute)}, model.Seat{}, "Seat Mei has been offline for 1 minute (since 03-02 00:59)"},
		{"zh", model.Alert{Kind: model.AlertBanned, SeatName: "小美", Since: now, Grave: true}, model.Seat{UnlockAt: now.Add(72 * time.Hour)}, "【严重】坐席 小美 被封禁，预计 03-05 01:00 解封，还有 3 天（自 03-02 01:00）"},
		{"zh", model.Alert{Kind: model.AlertBanned, SeatName: "小美", Since: now}, model.Seat{}, "坐席 小美 被封禁，解封时间未知（自 03-02 01:00）"},
		{"zh", model.Alert{Kind: model.AlertWaiting, SeatName: "小美", Count: 3, Peer: "张\n三\u202e<@all>", Since: now.Add(-11 * time.Minute)}, model.Seat{}, "坐席 小美 有 3 位客户在等，最久的 张 三<@all> 已等 11 分钟（自 03-02 00:49）"},
		{"zh", model.Alert{Kind: model.AlertQuota, Ref: "acquisition/", Count: 12, Since: now}, model.Seat{}, "接入 主接入 的获客助手额度只剩 12（自 03-02 01:00）"},
		{"en", model.Alert{Kind: model.AlertLink, Since: now.Add(-3 * time.Minute)}, model.Seat{}, "Connection 主接入 has been down for 3 minutes (since 03-02 00:57)"},
		{"zh", model.Alert{Kind: model.AlertSLA, SeatName: "小美", Count: 1, Peer: "张三", Since: now.Add(-2 * time.Minute)}, model.Seat{}, "坐席 小美 有 1 位客户超过服务时限，最久的 张三 已超 2 分钟（自 03-02 00:58）"},
		{"zh", model.Alert{Kind: model.AlertDetection, Count: 2, Detail: "例行检测", Since: now}, model.Seat{}, "接入 主接入 的封号检测发现 2 个账号被封：例行检测（自 03-02 01:00）"},
		{"zh", model.Alert{Kind: model.AlertGap, SeatName: "小美", Count: 3, Since: now.Add(-time.Hour)}, model.Seat{}, "坐席 小美 的 3 个会话有缺口，已 1 小时 0 分钟（自 03-02 00:00）"},
		{"zh", model.Alert{Kind: model.AlertUnread, SeatName: "小美", Count: 51, Since: now}, model.Seat{}, "坐席 小美 有 51 条未读消息（自 03-02 01:00）"},
	} {
		words := assets.LoadTexts(c.lang).T
		require.Equal(t, c.want, alertText{words, time.UTC, now}.of(c.alert, c.seat, "主接入"))
	}
	require.LessOrEqual(t, len([]rune(oneLine(strings.Repeat("长", 500)))), mostNameLen)
}
