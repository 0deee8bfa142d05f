package app

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
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
			list, err := b.console.Alerts.List(ctx, supervise.AlertFilter{Open: true})
			require.NoError(t, err)
			return list
		}
		require.Empty(t, open())
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		require.Len(t, open(), 1)
		require.Equal(t, "客户u1", open()[0].Peer)
		_, err := b.console.Supervisor.TakeOver(ctx, open()[0].Conversation)
		require.NoError(t, err)
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
