//go:build window

package windowtest

import (
	"fmt"
	"image"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// boardSeen is the board as the console's own command tells it.
type boardSeen struct {
	Totals struct{ Seats, Waiting, Banned int }
	Seats  []struct {
		ID       int
		RemoteID string `json:"remote_id"`
		Provider string
		State    string
		Waiting  int
		Longest  int
		Since    int64 `json:"longest_from"`
		UnlockAt int64 `json:"unlock_at"`
	}
}

type alertSeen struct {
	Kind   string
	Seat   int
	Raised int64
}

type auditSeen struct {
	What         string
	Conversation int
}

// click presses a place of the window.
func (w *window) click(x, y int) {
	w.test.Helper()
	w.do("mousemove", fmt.Sprint(x), fmt.Sprint(y))
	w.do("click", "1")
}

// banners counts what lies across the window below the tabs: each has a strip of a
// strong colour at its left end.
func banners(picture image.Image) (n int) {
	for {
		r, g, b, _ := picture.At(1, 54+bannerHeight*n).RGBA()
		if max(r, g, b)-min(r, g, b) < 0x4000 {
			return n
		}
		n++
	}
}

const bannerHeight = 36 // pixels

// TestASupervisorTakesOver sits down as who has never seen the board: by two clicks
// the customer who waits longest over all seats of five back ends is taken over, and
// answered; a ban is an alert within two seconds.
func TestASupervisorTakesOver(t *testing.T) {
	p := rig.Build(t, tags)
	all := p.SimulateAll(t, "--seats", "3", "--conversations", "4", "--messages", "4", "--contacts", "6", "--groups", "1", "--rate", "0", "--seed", "5")
	require.Len(t, all, 5)
	for kind, s := range all {
		p.ConnectAsTold(t, s, "模拟 "+kind, nil)
	}
	screen := newDisplay(t, 1280, 800)
	p.Env = append(p.Env, screen.env(t)...)
	console := p.Start(t)
	w := screen.find(t, console, rig.Out(t, "supervisor"))
	w.drawn()
	var board boardSeen
	rig.Until(t, 60*time.Second, "fifteen seats and who waits", func() error {
		p.JSON(t, &board, "board")
		kinds := map[string]int{}
		for _, s := range board.Seats {
			kinds[s.Provider]++
		}
		return rig.Check(len(kinds) == 5 && board.Totals.Seats == 15 && board.Totals.Waiting > 0, "%v, %d wait", kinds, board.Totals.Waiting)
	})
	w.calm("the conversations")

	w.click(182, 20) // the supervisor's tab
	w.calm("the board")
	before := w.keep("1-board")
	longest := board.Seats[0]
	for _, s := range board.Seats {
		if s.Since != 0 && (longest.Since == 0 || s.Since < longest.Since) {
			longest = s
		}
	}
	w.click(1252, 211+bannerHeight*banners(before)) // 接手, in the first row of who waits longest
	w.changed(before, 40*linePixels, "the conversation")
	rig.Until(t, 10*time.Second, "the take-over", func() error {
		var lines []auditSeen
		p.JSON(t, &lines, "audit", "--what", "visit.take")
		return rig.Check(len(lines) == 1 && lines[0].Conversation == longest.Longest, "%v, not %d", lines, longest.Longest)
	})
	w.calm("the conversation to be drawn")
	w.typeText("We are on it.") // the keyboard is in the composer
	w.key("Return")
	rig.Until(t, 20*time.Second, "the answer", func() error {
		hits := search(t, p, "We are on it.")
		return rig.Check(len(hits) == 1 && hits[0].State == "sent", "%+v", hits)
	})
	w.keep("2-taken-over")

	w.key("ctrl+b")
	w.calm("the board again")
	juhe := all["juhe"]
	var victim int
	for _, s := range board.Seats {
		if s.Provider == "juhe" && s.State == "online" {
			victim = s.ID
			before, _ = w.shoot()
			juhe.Control(t, "ban", map[string]any{"userId": s.RemoteID, "minutes": 30})
			break
		}
	}
	require.NotZero(t, victim)
	banned := time.Now()
	var alerts []alertSeen
	raised := func() (at int64) {
		p.JSON(t, &alerts, "alerts", "--open")
		for _, a := range alerts {
			if a.Kind == "banned" && a.Seat == victim {
				at = a.Raised
			}
		}
		return at
	}
	rig.Until(t, 10*time.Second, "the alert", func() error { return rig.Check(raised() != 0, "%+v", alerts) })
	took := time.UnixMilli(raised()).Sub(banned)
	t.Logf("the alert came %d ms after the ban", took.Milliseconds())
	require.Less(t, took, 2*time.Second)
	w.changed(before, linePixels, "the ban on the board")
	w.calm("the ban to be drawn")
	w.keep("3-banned")
	for i, name := range []string{"4-alerts", "5-reports", "6-company", "7-audit", "8-rules"} {
		w.key(fmt.Sprintf("alt+%d", i+2))
		w.calm(name)
		w.keep(name)
	}
	p.JSON(t, &board, "board")
	for _, s := range board.Seats {
		if s.ID == victim {
			require.Equal(t, "banned", s.State)
			require.Greater(t, s.UnlockAt, banned.Add(20*time.Minute).UnixMilli())
		}
	}
	var chain struct{ Sound bool }
	p.JSON(t, &chain, "audit", "check")
	require.True(t, chain.Sound)
}
