package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/storage"
)

func TestABanIsAlertedWithinASecond(t *testing.T) {
	onDeck(t, func(d *deck) {
		var told []model.Alert
		defer d.console.Alerts.Raised(func(list []model.Alert) { told = append(told, list...) })()
		d.pass(time.Minute)
		require.Empty(t, d.open())
		began := time.Now()
		d.says(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "a"}, State: model.SeatBanned, BannedFrom: began.Add(-time.Hour), UnlockAt: began.Add(time.Hour)})
		d.pass(500 * time.Millisecond)
		require.Equal(t, []string{"banned a"}, d.open())
		a := d.all()[0]
		require.True(t, a.Grave)
		require.WithinDuration(t, began, a.Raised, 250*time.Millisecond)
		require.Equal(t, began.Add(-time.Hour).UTC(), a.Since)
		require.Len(t, told, 1, "the desktop is told")
		n, grave, err := d.console.Alerts.Count(context.Background())
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.True(t, grave)

		require.NoError(t, d.console.Alerts.Ack(context.Background(), a.ID))
		n, _, err = d.console.Alerts.Count(context.Background())
		require.NoError(t, err)
		require.Zero(t, n)
		require.Equal(t, "tester", d.all()[0].AckedBy)
		d.state("a", model.SeatOnline)
		d.pass(time.Second)
		require.Empty(t, d.open())
		require.Len(t, d.all(), 1, "it stays in the log")
	})
}

func TestARestartRaisesNothingTwice(t *testing.T) {
	onDeck(t, func(d *deck) {
		d.state("a", model.SeatBanned)
		d.state("b", model.SeatOffline)
		d.pass(6 * time.Minute)
		require.Equal(t, []string{"banned a", "offline b"}, d.open())
		d.again()
		d.pass(10 * time.Minute)
		require.Equal(t, []string{"banned a", "offline b"}, d.open())
		require.Len(t, d.all(), 2)
	})
}

func TestALinkThatStaysDownOverARestartIsOneAlert(t *testing.T) {
	onDeck(t, func(d *deck) {
		d.back.offline()
		d.pass(3 * time.Minute)
		require.Equal(t, []string{"link"}, d.open())
		d.stop()
		d.start()
		d.pass(5 * time.Minute)
		require.Equal(t, []string{"link"}, d.open())
		require.Len(t, d.all(), 1)
		d.back.online()
		d.pass(time.Second)
		require.Empty(t, d.open())
	})
}

func TestAGapOfASeatThatIsGoneIsForgotten(t *testing.T) {
	d := newDesk(t)
	alerts := &Alerts{store: d.store, bus: d.supervisor.bus, clock: d.clock}
	w := &lookout{Alerts: alerts, gaps: map[model.SeatID]gapSeen{}}
	kept := func() map[string]time.Time {
		list, err := d.store.Paces(t.Context(), "gap")
		require.NoError(t, err)
		return list
	}
	seats := []model.Seat{{ID: 1, Gaps: 2}, {ID: 2, Gaps: 1}, {ID: 3}}
	_, err := w.openGaps(t.Context(), seats, minutes(0))
	require.NoError(t, err)
	require.Empty(t, kept())
	since, err := w.openGaps(t.Context(), seats, minutes(5))
	require.NoError(t, err)
	require.Equal(t, map[model.SeatID]time.Time{1: minutes(0), 2: minutes(0)}, since)
	require.Len(t, kept(), 2)
	since, err = w.openGaps(t.Context(), seats[1:], minutes(6))
	require.NoError(t, err)
	require.Equal(t, map[model.SeatID]time.Time{2: minutes(0)}, since)
	require.True(t, kept()["1"].IsZero())
}

func TestWhereThereIsMuchToLookAtIsMoreRest(t *testing.T) {
	require.Equal(t, lookRest, restAfter(time.Millisecond))
	require.Equal(t, 600*time.Millisecond, restAfter(200*time.Millisecond))
	require.Equal(t, lookRestMost, restAfter(time.Minute))
}

func TestAGapThatStaysOpenKeepsItsBeginning(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		require.NoError(t, d.store.Write(ctx, func(tx *storage.Tx) error {
			c, _, err := tx.EnsureConversation(1, model.ConversationRef{RemoteID: "x", PeerID: "p"})
			if err != nil {
				return err
			}
			c.Cursor.Gap = true
			return tx.SaveConversation(c)
		}))
		d.back.set(func(s *scripted) { s.historyErr = func(string) error { return errors.New("no history today") } })
		began := time.Now()
		d.says(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "b"}, State: model.SeatKicked}) // something moves
		d.pass(2 * time.Minute)
		d.again()
		d.pass(10 * time.Minute)
		require.Contains(t, d.open(), "gap a")
		for _, a := range d.all() {
			if a.Kind == model.AlertGap {
				require.WithinDuration(t, began, a.Since, time.Second)
			}
		}
	})
}

func TestAfterAnHourOffOnlyWhatStillHoldsIsRaised(t *testing.T) {
	onDeck(t, func(d *deck) {
		d.state("a", model.SeatOffline) // over when the console is back
		d.says(model.MessageSeen{
			Seat: model.SeatRef{RemoteID: "b"}, Conversation: model.ConversationRef{PeerID: "c1"}, Live: true,
			Message: model.Message{RemoteID: "m1", SentAt: time.Now(), Direction: model.In, Content: model.Content{Kind: model.KindText, Text: "在吗"}},
		})
		d.pass(time.Minute)
		require.Empty(t, d.open())
		d.stop()
		time.Sleep(time.Hour)
		d.boss.with(func() { d.boss.states["a"], d.boss.states["b"] = model.SeatOnline, model.SeatOffline })
		d.start()
		d.pass(3 * time.Second)
		require.Empty(t, d.open(), "the file is an hour old")
		d.back.online()
		d.pass(10 * time.Second)
		gone := time.Now().Add(-20 * time.Minute).UTC().Truncate(time.Millisecond)
		d.says(model.SeatLogSeen{Seat: model.SeatRef{RemoteID: "b"}, Entries: []model.SeatLogEntry{{At: gone, State: model.SeatOffline}}})
		d.pass(time.Second)
		require.Equal(t, []string{"offline b"}, d.open())
		require.Equal(t, gone, d.all()[0].Since, "it began during the outage")
		d.pass(time.Minute)
		require.Equal(t, []string{"offline b", "waiting b"}, d.open(), "nobody answered on a phone")
		require.Len(t, d.all(), 2)

		board, err := d.console.Supervisor.Board(context.Background())
		require.NoError(t, err)
		a, b := board.Rows[0], board.Rows[1]
		require.Equal(t, []any{model.SeatOnline, 0}, []any{a.Seat.State, a.Seat.Waiting})
		require.Equal(t, []any{model.SeatOffline, gone, 1}, []any{b.Seat.State, b.Seat.StateSince, b.Seat.Waiting})
		require.Equal(t, []int{1, 1, 1}, []int{board.Totals.Online, board.Totals.Offline, board.Totals.Waiting})
	})
}

func TestALinkThatIsDownSaysNothingOfItsSeats(t *testing.T) {
	onDeck(t, func(d *deck) {
		d.pass(time.Minute)
		d.state("a", model.SeatOffline)
		d.pass(time.Minute)
		d.back.offline()
		d.pass(2*time.Minute - 10*time.Second)
		require.Empty(t, d.open())
		d.pass(11 * time.Second)
		require.Equal(t, []string{"link"}, d.open())
		d.pass(10 * time.Minute)
		require.Equal(t, []string{"link"}, d.open(), "whether the seat is still offline is not known")
		d.back.online()
		d.pass(time.Second)
		require.Equal(t, []string{"offline a"}, d.open())
		d.back.offline()
		d.pass(time.Second)
		require.Equal(t, []string{"offline a"}, d.open(), "nor whether it is over")
	})
}

func TestAWaitIsAlertedAtItsMinuteAndEndsWithTheAnswer(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		require.NoError(t, b.console.Alerts.SetRules(ctx, []model.AlertRule{{Kind: model.AlertWaiting, On: true, Over: 10 * time.Minute}}))
		time.Sleep(time.Minute)
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(10*time.Minute - time.Second)
		synctest.Wait()
		open := func() []model.Alert {
			list, err := b.console.Alerts.List(ctx, AlertFilter{Open: true})
			require.NoError(t, err)
			return list
		}
		require.Empty(t, open())
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		require.Len(t, open(), 1)
		require.Equal(t, "客户u1", open()[0].Peer)
		require.NoError(t, b.store.Write(ctx, func(tx *storage.Tx) error {
			return b.console.Alerts.ackConversation(tx, open()[0].Conversation)
		}))
		require.False(t, open()[0].Acked.IsZero(), "who takes it over has seen it")
		b.send("u1", "在")
		time.Sleep(time.Second)
		synctest.Wait()
		require.Empty(t, open())
	})
}

func TestAlertsAreSentUntilTheyArrive(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		d.stop()
		r := &robot{err: errors.New(`Post "https://qyapi.example/send?key=secret-key-1": connection refused`)}
		d.robot = r
		d.start()
		d.back.online()
		alerts := d.console.Alerts
		alerts.zone = time.UTC
		alerts.Speak(assets.LoadTexts(assets.Chinese).T)
		require.NoError(t, alerts.SetTarget(ctx, model.AlertTarget{Name: "群", Robot: true}, "https://qyapi.example/send?key=secret-key-1"))
		require.NoError(t, alerts.SetTarget(ctx, model.AlertTarget{Name: "主管", Connection: 1, To: []string{"boss"}}, ""))
		rules, err := alerts.Rules(ctx)
		require.NoError(t, err)
		for i := range rules {
			rules[i].Targets = []string{"群", "主管"}
		}
		require.NoError(t, alerts.SetRules(ctx, rules))
		d.pass(time.Minute)
		d.boss.with(func() { d.boss.states["a"] = model.SeatBanned })
		d.says(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "a"}, State: model.SeatBanned, UnlockAt: time.Now().Add(90*time.Minute + 30*time.Second)})
		d.pass(time.Second)
		require.Len(t, d.boss.messages, 1)
		require.Contains(t, d.boss.messages[0], "boss: 【坐席台】1 条告警\n【严重】坐席 a 被封禁，预计 ")
		require.Contains(t, d.boss.messages[0], "还有 1 小时 30 分钟")
		sendings, err := alerts.Sendings(ctx, 1)
		require.NoError(t, err)
		require.Len(t, sendings, 2)
		for _, s := range sendings {
			if s.Target == "群" {
				require.Equal(t, 1, s.Attempts)
				require.NotContains(t, s.Problem.Error(), "secret-key-1")
			} else {
				require.False(t, s.Sent.IsZero())
			}
		}
		d.pass(31 * time.Second)
		r.set(nil)
		d.pass(25 * time.Second)
		require.Empty(t, r.said(), "it rests twice as long after the second failure")
		d.pass(40 * time.Second)
		require.Len(t, r.said(), 1)
		d.pass(time.Hour)
		require.Empty(t, r.said(), "once")
		require.NoError(t, alerts.TryTarget(ctx, "群", "试一试"))
		require.Equal(t, []string{"试一试"}, r.said())
		require.True(t, model.IsTrouble(alerts.TryTarget(ctx, "没有", "x"), model.TroubleNotFound))
	})
}

func TestWhatCanNotBeSentIsGivenUpAfterADay(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		alerts := d.console.Alerts // it has no robot
		require.NoError(t, alerts.SetTarget(ctx, model.AlertTarget{Name: "群", Robot: true}, "https://qyapi.example/send?key=k"))
		require.NoError(t, alerts.SetRules(ctx, []model.AlertRule{{Kind: model.AlertBanned, On: true, Targets: []string{"群"}}}))
		d.state("a", model.SeatBanned)
		d.pass(25 * time.Hour)
		sendings, err := alerts.Sendings(ctx, 1)
		require.NoError(t, err)
		require.Len(t, sendings, 1)
		require.Zero(t, sendings[0].NotFor)
		require.Greater(t, sendings[0].Attempts, 100)
		require.Equal(t, model.TroubleUnsupported, sendings[0].Problem.Code)
		open, err := d.store.OpenSendings(ctx, 10)
		require.NoError(t, err)
		require.Empty(t, open)
	})
}

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
