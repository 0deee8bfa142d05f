package app

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

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
