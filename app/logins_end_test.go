package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestCancelInEachPhase(t *testing.T) {
	for name, reach := range map[string]func(b *loginBench){
		"preparing": func(b *loginBench) {
			b.back.set(func() { b.back.err = unplugged })
			b.begin("a")
		},
		"showing":    func(b *loginBench) { b.begin("a") },
		"pushed":     func(b *loginBench) { b.beginPush("a") },
		"scanned":    func(b *loginBench) { b.begin("a"); b.phone("a", scanned) },
		"PIN wanted": func(b *loginBench) { b.begin("a"); b.phone("a", pinWanted) },
		"verifying": func(b *loginBench) {
			b.begin("a")
			b.phone("a", pinWanted)
			require.NoError(b.t, b.enter("a", rightPIN))
		},
		"confirmed": func(b *loginBench) { b.begin("a"); b.phone("a", confirmed) },
		"asking": func(b *loginBench) {
			b.begin("a")
			b.back.set(func() { b.back.hold = make(chan struct{}) })
			b.pass(lookEvery)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inLoginBubble(t, []string{"a"}, func(b *loginBench) {
				reach(b)
				require.False(b.t, b.login("a").Phase.Over())
				b.cancel("a")
				b.in("a", model.LoginCancelled)
				require.Len(b.t, b.console.Logins.All(), 1)
				b.back.set(func() { b.back.err, b.back.hold = nil, nil })
				asked := b.back.count("check a") + b.back.count("code a") + b.back.count("push a")
				b.pass(40 * time.Second)
				require.Equal(b.t, asked, b.back.count("check a")+b.back.count("code a")+b.back.count("push a"), "nothing is asked any more")
				b.cancel("a")
				b.in("a", model.LoginIdle)
				require.Empty(b.t, b.console.Logins.All(), "it is forgotten")
				b.begin("a")
				b.in("a", model.LoginShowing)
			})
		})
	}
}

func TestUnpluggedInTheMiddle(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.back.set(func() { b.back.err = unplugged })
		b.pass(time.Minute)
		l := b.in("a", model.LoginShowing)
		require.Equal(b.t, model.TroubleUnreachable, l.Problem.Code)
		require.Equal(b.t, "a/1", l.Code.Content, "the code is still good")
		b.back.set(func() { b.back.err = nil })
		b.pass(lookEvery)
		l = b.in("a", model.LoginShowing)
		require.Nil(b.t, l.Problem)
		require.Equal(b.t, "a/1", l.Code.Content)
		require.Equal(b.t, 1, b.back.count("code a"))
		b.phone("a", scanned)
		b.in("a", model.LoginScanned)
	})
}

func TestUnpluggedBeforeTheCode(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.back.set(func() { b.back.err = unplugged })
		b.begin("a")
		require.Equal(b.t, model.TroubleUnreachable, b.in("a", model.LoginPreparing).Problem.Code)
		b.pass(time.Minute)
		b.in("a", model.LoginPreparing)
		b.back.set(func() { b.back.err = nil })
		b.pass(10 * lookEvery)
		require.Nil(b.t, b.in("a", model.LoginShowing).Problem)
		b.back.set(func() { b.back.err = unplugged })
		b.pass(loginWithin + lookEvery)
		require.Equal(b.t, model.TroubleUnreachable, b.in("a", model.LoginFailed).Problem.Code, "for good")
	})
}

func TestTroublesThatEndALogin(t *testing.T) {
	until := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC).Format(time.RFC3339)
	for _, trouble := range []*model.Trouble{
		{Code: model.TroubleBlocked, About: "a", Detail: until},
		{Code: model.TroubleBanned},
		{Code: model.TroubleCredentials},
	} {
		for _, when := range []string{"before", "after"} {
			t.Run(string(trouble.Code)+" "+when, func(t *testing.T) {
				inLoginBubble(t, []string{"a"}, func(b *loginBench) {
					if when == "after" {
						b.begin("a")
						b.back.set(func() { b.back.err = trouble })
						b.pass(lookEvery)
					} else {
						b.back.set(func() { b.back.err = trouble })
						b.begin("a")
					}
					require.Equal(b.t, trouble, b.in("a", model.LoginFailed).Problem)
				})
			})
		}
	}
}

func TestABackEndThatRefusesToTellIsAskedAFewTimes(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		no := &model.Trouble{Code: model.TroubleRejected, About: "a", Detail: "not now"}
		b.back.set(func() { b.back.err = no })
		b.pass(2 * lookEvery)
		b.in("a", model.LoginShowing)
		b.back.set(func() { b.back.err = nil })
		b.pass(lookEvery)
		require.Nil(b.t, b.in("a", model.LoginShowing).Problem)
		b.back.set(func() { b.back.err = no })
		b.pass((mostRefusals - 1) * lookEvery)
		b.in("a", model.LoginShowing)
		b.pass(lookEvery)
		require.Equal(b.t, no, b.in("a", model.LoginFailed).Problem)
	})
}

func TestRestartInTheMiddle(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", scanned)
		old := b.console.Logins
		b.stop()
		require.Equal(b.t, model.TroubleInterrupted, old.All()[0].Problem.Code)
		b.start()
		b.in("a", model.LoginIdle)
		require.Empty(b.t, b.console.Logins.All())
		b.begin("a")
		b.in("a", model.LoginShowing)
	})
}

func TestALoginEndsWithItsConnection(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		ctx := context.Background()
		require.NoError(b.t, b.console.Connections.Update(ctx, 1, NewConnection{Kind: "codes", Name: "two", BaseURL: "http://127.0.0.1:1"}))
		require.Equal(b.t, model.TroubleInterrupted, b.in("a", model.LoginFailed).Problem.Code)
		synctest.Wait()
		b.begin("a")
		b.in("a", model.LoginShowing)
		id := b.seat("a").ID
		require.NoError(b.t, b.console.Connections.Remove(ctx, 1))
		require.True(b.t, model.IsTrouble(b.console.Logins.Start(ctx, id), model.TroubleNotFound))
	})
}
