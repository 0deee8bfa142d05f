package app

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

var (
	scanned     = model.LoginProgress{Step: model.LoginStepScanned, Name: "小美", Avatar: "http://a/1"}
	pinWanted   = model.LoginProgress{Step: model.LoginStepPIN, Ticket: "t1"}
	confirmed   = model.LoginProgress{Step: model.LoginStepConfirmed}
	refusedStep = model.LoginProgress{Step: model.LoginStepRefused}
	expired     = model.LoginProgress{Step: model.LoginStepExpired}
	unplugged   = &model.Trouble{Code: model.TroubleUnreachable, About: "127.0.0.1"}
)

func TestLoginByCode(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.back.lasts = 4 * time.Minute
		b.begin("a")
		l := b.in("a", model.LoginShowing)
		require.Equal(b.t, "a/1", l.Code.Content)
		require.Equal(b.t, 1, l.Codes)
		require.Equal(b.t, time.Now().Add(4*time.Minute).UTC(), l.Until)
		b.phone("a", scanned)
		l = b.in("a", model.LoginScanned)
		require.Equal(b.t, "小美", l.Name)
		require.Equal(b.t, "http://a/1", l.Avatar)
		require.Equal(b.t, time.Now().UTC(), l.Since)
		b.phone("a", confirmed)
		b.in("a", model.LoginConfirmed)
		lists := b.back.count("seats")
		b.back.set(func() { b.back.states["a"] = model.SeatOnline })
		b.pass(2 * time.Second)
		l = b.in("a", model.LoginOnline)
		require.Empty(b.t, l.Code)
		require.Equal(b.t, "小美", l.Name)
		require.Greater(b.t, b.back.count("seats"), lists, "the seats are read again for it")
		checks := b.back.count("check a")
		b.pass(time.Minute)
		require.Equal(b.t, checks, b.back.count("check a"), "it is over")
	})
}

// The callback that says that the seat is online ends a login in any phase, and
// even while the back end's answer to a question is late.
func TestOnlineByEventAlone(t *testing.T) {
	for name, before := range map[string]func(b *loginBench){
		"showing": func(*loginBench) {},
		"scanned": func(b *loginBench) { b.phone("a", scanned) },
		"PIN":     func(b *loginBench) { b.phone("a", pinWanted) },
		"hanging": func(b *loginBench) {
			b.back.set(func() { b.back.hold = make(chan struct{}) })
			b.pass(lookEvery)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inLoginBubble(t, []string{"a", "b"}, func(b *loginBench) {
				b.begin("b")
				b.begin("a")
				before(b)
				at := time.Now()
				b.online("a")
				require.Zero(b.t, time.Since(at))
				b.in("a", model.LoginOnline)
				require.False(b.t, b.login("b").Phase.Over())
				require.Equal(b.t, model.SeatOnline, b.seat("a").State)
			})
		})
	}
}

func TestOtherNewsOfTheSeatDoesNotEndALogin(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		for _, state := range []model.SeatState{model.SeatOffline, model.SeatKicked, model.SeatUnknown, model.SeatInitializing} {
			b.back.tell(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "a"}, State: state})
		}
		b.back.tell(model.SeatStateSeen{Seat: model.SeatRef{AccountID: "another"}, State: model.SeatOnline})
		synctest.Wait()
		b.in("a", model.LoginShowing)
		b.back.set(func() { b.back.states["a"] = model.SeatOnline })
		b.back.tell(model.SeatStateSeen{Seat: model.SeatRef{AccountID: "wx-a"}, State: model.SeatOnline})
		synctest.Wait()
		b.in("a", model.LoginOnline)
	})
}

// A callback of an earlier login may come only now: nobody has scanned this code.
func TestLateNewsOfAnEarlierLoginEndsNone(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.back.tell(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "a"}, State: model.SeatOnline})
		b.back.tell(model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "a"}, State: model.SeatOffline})
		b.pass(2 * lookEvery)
		b.in("a", model.LoginShowing)
		b.online("a")
		b.in("a", model.LoginOnline)
	})
}

// A list of seats may be older than the login.
func TestASeatThatWasListedAsOnlineBeforeIsNotLoggedInByThat(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.back.set(func() { b.back.states["a"] = model.SeatOnline })
		b.pass(checkEvery)
		require.Equal(b.t, model.SeatOnline, b.seat("a").State)
		b.begin("a")
		b.pass(checkEvery)
		b.in("a", model.LoginShowing)
		b.phone("a", scanned)
		b.pass(checkEvery)
		b.in("a", model.LoginOnline)
	})
}

func TestACodeThatRunsOutIsReplaced(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		for n := 2; n <= mostCodes; n++ {
			b.phone("a", expired)
			l := b.in("a", model.LoginShowing)
			require.Equal(b.t, fmt.Sprintf("a/%d", n), l.Code.Content)
			require.Equal(b.t, n, l.Codes)
		}
		b.phone("a", expired)
		l := b.in("a", model.LoginExpired)
		require.Empty(b.t, l.Code)
		require.Nil(b.t, l.Problem)
		b.begin("a")
		require.Equal(b.t, 1, b.in("a", model.LoginShowing).Codes, "it begins anew")
	})
}

func TestACodeIsReplacedWhenItsTimeIsOver(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.back.lasts = time.Minute
		b.begin("a")
		b.pass(time.Minute)
		require.Equal(b.t, 1, b.in("a", model.LoginShowing).Codes)
		b.pass(codeGrace + lookEvery)
		require.Equal(b.t, 2, b.in("a", model.LoginShowing).Codes)
		b.phone("a", scanned)
		b.pass(2 * time.Minute)
		require.Equal(b.t, 2, b.in("a", model.LoginScanned).Codes, "but not under the thumb of who scanned it")
	})
}

func TestNobodyScans(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.pass(loginWithin - time.Second)
		b.in("a", model.LoginShowing)
		b.pass(lookEvery)
		b.in("a", model.LoginExpired)
	})
}

func TestRefusedOnThePhone(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", scanned)
		b.phone("a", refusedStep)
		b.in("a", model.LoginRefused)
		b.begin("a")
		require.Equal(b.t, "a/2", b.in("a", model.LoginShowing).Code.Content)
		b.phone("a", confirmed)
		b.in("a", model.LoginConfirmed)
	})
}

func TestConfirmedButNotOnline(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", confirmed)
		b.pass(onlineWithin - time.Second)
		b.in("a", model.LoginConfirmed)
		b.pass(time.Second)
		require.Equal(b.t, model.TroubleTimeout, b.in("a", model.LoginFailed).Problem.Code)
	})
}

func TestLoginByPush(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.beginPush("a")
		l := b.in("a", model.LoginPushed)
		require.Empty(b.t, l.Code)
		b.pass(lookEvery)
		b.in("a", model.LoginPushed)
		b.phone("a", scanned)
		b.in("a", model.LoginScanned)
		b.beginPush("a")
		b.begin("a")
		b.in("a", model.LoginScanned)
		require.Zero(b.t, b.back.count("code a"), "a person is at it")
		b.phone("a", confirmed)
		b.online("a")
		b.in("a", model.LoginOnline)

		b.beginPush("a")
		b.phone("a", expired)
		b.in("a", model.LoginExpired)
		require.Equal(b.t, 2, b.back.count("push a"), "the phone rings no third time")
	})
}

func TestABackEndWithoutCodes(t *testing.T) {
	inBubble(t, func(b *bench) {
		require.True(b.t, model.IsTrouble(b.console.Logins.Start(context.Background(), 1), model.TroubleUnsupported))
		require.Equal(b.t, model.Login{Seat: 1}, b.console.Logins.State(1))
	})
}

func TestFewCallsLeftMakesForFewerQuestions(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.back.set(func() { b.back.pace = 90 })
		b.begin("a")
		gate := b.back.settings[len(b.back.settings)-1].Gate
		for range 70 {
			require.NoError(b.t, gate.Pass(context.Background(), "a", 90, true))
		}
		b.pass(lookEvery) // one look was planned before
		checks := b.back.count("check a")
		b.pass(3 * lookScarcely)
		require.Equal(b.t, checks+3, b.back.count("check a"))
		b.pass(time.Minute)
		checks = b.back.count("check a")
		b.pass(5 * lookEvery)
		require.Equal(b.t, checks+5, b.back.count("check a"))
	})
}

func TestWhoCameOnlineIsReadAnew(t *testing.T) {
	inLoginBubble(t, []string{"a", "b"}, func(b *loginBench) {
		b.pass(time.Minute) // each was read when the console began
		b.back.set(func() { b.back.listed = nil })
		b.begin("a")
		b.online("a")
		b.pass(directoryAfter)
		b.back.set(func() { require.Equal(b.t, []string{"a"}, b.back.listed) })
	})
}

func TestTheBusTellsOfEachStep(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		id := b.seat("a").ID
		b.pass(time.Second)
		told := 0
		cancel := b.console.Bus.Subscribe(func(c bus.Change) {
			if c.Logins[id] && c.Seats[id] {
				told++
			}
		})
		defer cancel()
		b.begin("a")
		for _, p := range []model.LoginProgress{scanned, pinWanted, refusedStep} {
			b.pass(time.Second)
			told = 0
			b.phone("a", p)
			b.pass(bus.Frame)
			require.Equal(b.t, 1, told)
		}
		told = 0
		b.cancel("a")
		b.pass(bus.Frame)
		require.Equal(b.t, 1, told, "it is forgotten")
	})
}
