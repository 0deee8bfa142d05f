package app

import (
	"context"
	"fmt"
	"sync"
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

func TestPINWrongTwiceThenRight(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", scanned)
		b.phone("a", pinWanted)
		require.Nil(b.t, b.in("a", model.LoginPINWanted).Problem)
		for i, pin := range []string{"1111", "2222"} {
			require.NoError(b.t, b.enter("a", pin))
			l := b.in("a", model.LoginPINWanted)
			require.Equal(b.t, model.TroubleWrongPIN, l.Problem.Code)
			require.Equal(b.t, 1, b.back.count("verify a t1 "+pin))
			b.pass(lookEvery)
			require.Equal(b.t, model.TroubleWrongPIN, b.in("a", model.LoginPINWanted).Problem.Code, "%d: it is still told after the next look", i)
		}
		b.back.set(func() { b.back.progress["a"] = model.LoginProgress{Step: model.LoginStepPIN, Ticket: "t2"} })
		b.pass(lookEvery)
		require.NoError(b.t, b.enter("a", " 123 4５6\n"))
		require.Nil(b.t, b.login("a").Problem)
		require.Equal(b.t, 1, b.back.count("verify a t2 123456"), "the newest ticket is used")
		b.in("a", model.LoginVerifying)
		b.pass(lookEvery)
		b.in("a", model.LoginVerifying)
		b.phone("a", confirmed)
		b.in("a", model.LoginConfirmed)
		b.online("a")
		require.Equal(b.t, "小美", b.in("a", model.LoginOnline).Name)
	})
}

func TestAPINThatIsAskedForAgainWasWrong(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", pinWanted)
		require.NoError(b.t, b.enter("a", rightPIN))
		b.pass(pinSettles - lookEvery)
		b.in("a", model.LoginVerifying)
		b.pass(2 * lookEvery)
		require.Equal(b.t, model.TroubleWrongPIN, b.in("a", model.LoginPINWanted).Problem.Code)
		require.NoError(b.t, b.enter("a", rightPIN))
		b.phone("a", model.LoginProgress{Step: model.LoginStepPIN, Ticket: "another"})
		require.Equal(b.t, model.TroubleWrongPIN, b.in("a", model.LoginPINWanted).Problem.Code)
	})
}

// An answer that was on its way when the PIN was entered says nothing of it.
func TestAPINIsNotLostToALateAnswer(t *testing.T) {
	for _, late := range []model.LoginProgress{{}, scanned, pinWanted} {
		inLoginBubble(t, []string{"a"}, func(b *loginBench) {
			b.begin("a")
			b.phone("a", pinWanted)
			hold := make(chan struct{})
			b.back.set(func() { b.back.hold, b.back.progress["a"] = hold, late })
			b.pass(lookEvery)
			require.NoError(b.t, b.enter("a", rightPIN))
			require.NoError(b.t, b.enter("a", rightPIN), "entered twice")
			b.in("a", model.LoginVerifying)
			b.back.set(func() { b.back.hold = nil })
			close(hold)
			synctest.Wait()
			require.Equal(b.t, 1, b.back.count("verify a t1 "+rightPIN))
		})
	}
}

func TestAPINForACodeThatRanOutIsNotHandedIn(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", pinWanted)
		hold := make(chan struct{})
		b.back.set(func() { b.back.hold, b.back.progress["a"] = hold, expired })
		b.pass(lookEvery)
		require.NoError(b.t, b.enter("a", rightPIN))
		b.back.set(func() { b.back.hold = nil })
		close(hold)
		synctest.Wait()
		require.Equal(b.t, 2, b.in("a", model.LoginShowing).Codes)
		b.pass(lookEvery)
		require.Zero(b.t, b.back.count("verify a t1 "+rightPIN)+b.back.count("verify a  "+rightPIN))
	})
}

func TestPINThatMakesNoSense(t *testing.T) {
	for typed, want := range map[string]string{
		"1234": "1234", "12345678": "12345678", " 12 34 ": "1234", "１２３４": "1234", "１2３4\t": "1234",
		"123": "", "123456789": "", "12a4": "", "": "", "٣٣٣٣": "", "12-34": "",
	} {
		pin, ok := readPIN(typed)
		require.Equal(t, want != "", ok, "%q", typed)
		if ok {
			require.Equal(t, want, pin, "%q", typed)
		}
	}
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		require.True(b.t, model.IsTrouble(b.enter("a", rightPIN), model.TroubleInvalid), "no login")
		b.begin("a")
		require.True(b.t, model.IsTrouble(b.enter("a", rightPIN), model.TroubleInvalid), "none is wanted")
		b.phone("a", pinWanted)
		require.True(b.t, model.IsTrouble(b.enter("a", "12a4"), model.TroubleInvalid))
		b.in("a", model.LoginPINWanted)
	})
}

func TestAPINThatCouldNotBeHandedInMayBeEnteredAgain(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		b.begin("a")
		b.phone("a", pinWanted)
		b.back.set(func() { b.back.err = unplugged })
		require.NoError(b.t, b.enter("a", rightPIN))
		require.Equal(b.t, model.TroubleUnreachable, b.in("a", model.LoginPINWanted).Problem.Code)
		b.back.set(func() { b.back.err = nil })
		require.NoError(b.t, b.enter("a", rightPIN))
		b.in("a", model.LoginVerifying)
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

func TestACodeAndAPushMakeWayForEachOther(t *testing.T) {
	inLoginBubble(t, []string{"a", "b"}, func(b *loginBench) {
		b.begin("a")
		b.begin("b")
		b.beginPush("a")
		b.in("a", model.LoginPushed)
		b.beginPush("a")
		require.Equal(b.t, 1, b.back.count("push a"))
		b.begin("a")
		b.in("a", model.LoginShowing)
		require.Len(b.t, b.console.Logins.All(), 2)
	})
}

// A code that is still being made for a login that was cancelled would make the
// next one's worthless.
func TestANewLoginWaitsForTheOldOnesLastQuestion(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		hold := make(chan struct{})
		b.back.set(func() { b.back.holdCode = hold })
		b.begin("a")
		b.cancel("a")
		b.begin("a")
		require.Equal(b.t, 1, b.back.count("code a"))
		b.in("a", model.LoginPreparing)
		b.back.set(func() { b.back.holdCode = nil })
		close(hold)
		synctest.Wait()
		require.Equal(b.t, 2, b.back.count("code a"))
		require.Equal(b.t, "a/2", b.in("a", model.LoginShowing).Code.Content)
	})
}

func TestTwoStartsRace(t *testing.T) {
	inLoginBubble(t, []string{"a"}, func(b *loginBench) {
		id := b.seat("a").ID
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { require.NoError(b.t, b.console.Logins.Start(context.Background(), id)) })
		}
		wg.Wait()
		synctest.Wait()
		b.in("a", model.LoginShowing)
		require.Equal(b.t, 1, b.back.count("code a"))
		require.Len(b.t, b.console.Logins.All(), 1)
	})
}

func TestSixAtOnce(t *testing.T) {
	seats := []string{"a", "b", "c", "d", "e", "f"}
	inLoginBubble(t, seats, func(b *loginBench) {
		for _, s := range seats {
			b.begin(s)
		}
		b.back.set(func() {
			for s, p := range map[string]model.LoginProgress{"b": scanned, "c": pinWanted, "d": confirmed, "e": refusedStep, "f": expired} {
				b.back.progress[s] = p
			}
		})
		b.pass(lookEvery)
		var phases []model.LoginPhase
		for i, l := range b.console.Logins.All() {
			require.Equal(b.t, b.seat(seats[i]).ID, l.Seat, "in the order in which they were begun")
			phases = append(phases, l.Phase)
		}
		require.Equal(b.t, []model.LoginPhase{
			model.LoginShowing, model.LoginScanned, model.LoginPINWanted, model.LoginConfirmed, model.LoginRefused, model.LoginShowing,
		}, phases)
		require.Equal(b.t, 2, b.login("f").Codes)
		for _, s := range seats {
			b.online(s)
		}
		for _, s := range seats {
			if s != "e" {
				b.in(s, model.LoginOnline)
			}
		}
		b.in("e", model.LoginRefused)
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
