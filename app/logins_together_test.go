package app

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

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
