//go:build chaos

package chaos

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

type boardSeat struct {
	RemoteID string `json:"remote_id"`
	Provider string `json:"provider"`
	State    string `json:"state"`
	UnlockAt int64  `json:"unlock_at"`
}

// board gives the seats on the board of a kind of back end.
func board(t *testing.T, p rig.Program, kind string) map[string]boardSeat {
	t.Helper()
	var b struct {
		Seats []boardSeat `json:"seats"`
	}
	p.JSON(t, &b, "board")
	seats := map[string]boardSeat{}
	for _, s := range b.Seats {
		if s.Provider == kind {
			seats[s.RemoteID] = s
		}
	}
	return seats
}

type juheAccounts struct {
	Accounts []struct {
		UserID string `json:"userId"`
		Online bool   `json:"online"`
		Banned bool   `json:"banned"`
	} `json:"accounts"`
}

func juheState(t *testing.T, s *rig.Simulator) (state juheAccounts) {
	t.Helper()
	s.Get(t, "state", &state)
	require.NotEmpty(t, state.Accounts)
	return state
}

type phones struct {
	Accounts []struct {
		Wxid   string `json:"wxid"`
		Online bool   `json:"online"`
	} `json:"accounts"`
}

// rightStates are the states of seats as the back ends have them, by kind and seat.
func rightStates(t *testing.T, all map[string]*rig.Simulator) map[string]map[string]string {
	t.Helper()
	named := func(online bool) string {
		if online {
			return "online"
		}
		return "offline"
	}
	want := map[string]map[string]string{"juhe": {}, "yunzhenji": {}}
	for _, a := range juheState(t, all["juhe"]).Accounts {
		want["juhe"][a.UserID] = named(a.Online)
		if a.Banned {
			want["juhe"][a.UserID] = "banned"
		}
	}
	var rows phones
	all["yunzhenji"].Get(t, "state", &rows)
	for _, a := range rows.Accounts {
		want["yunzhenji"][a.Wxid] = named(a.Online)
	}
	return want
}

// wrong tells the first seat whose state on the board is not that of its back end.
func wrong(t *testing.T, p rig.Program, all map[string]*rig.Simulator) error {
	t.Helper()
	for kind, want := range rightStates(t, all) {
		if len(want) == 0 {
			continue
		}
		got := board(t, p, kind)
		if len(got) != len(want) {
			return fmt.Errorf("%s: %d seats on the board, %d at the back end", kind, len(got), len(want))
		}
		for id, state := range want {
			if got[id].State != state {
				return fmt.Errorf("%s: %s is %q on the board, %q at the back end", kind, id, got[id].State, state)
			}
		}
	}
	members := 0
	var company struct {
		Seats []struct {
			InPost bool `json:"in_post"`
		} `json:"seats"`
	}
	all["wecom"].Get(t, "state", &company)
	for _, s := range company.Seats {
		if s.InPost {
			members++
		}
	}
	return rig.Check(len(board(t, p, "wecom")) == members, "wecom: %d members are seats, %d on the board", members, len(board(t, p, "wecom")))
}

// TestTheBoardIsRightAfterAnOutage: three back ends are out of reach, seats go
// offline and are banned meanwhile, and the console is killed and started anew
// before they are back. Then the board says what the back ends say.
func TestTheBoardIsRightAfterAnOutage(t *testing.T) {
	t.Parallel() // it mostly waits
	p := rig.Build(t, tags)
	all := p.SimulateAll(t, "--rate", "0", "--seed", "7", "--seats", "4")
	for _, kind := range []string{"juhe", "yunzhenji", "wecom"} {
		p.ConnectAsTold(t, all[kind], kind, nil)
	}
	console := p.Start(t, "sync")
	rig.Until(t, 90*time.Second, "the board to be right", func() error { return wrong(t, p, all) })

	outage := outageLength(t)
	unlockAfter := outage + 90*time.Minute
	for _, kind := range []string{"juhe", "yunzhenji", "wecom"} {
		all[kind].Control(t, "outage", map[string]any{"seconds": outage.Seconds()})
	}
	began := time.Now()
	unlocks := began.Add(unlockAfter)
	online := func() (ids []string) {
		for _, a := range juheState(t, all["juhe"]).Accounts {
			if a.Online && !a.Banned {
				ids = append(ids, a.UserID)
			}
		}
		return ids
	}()
	require.GreaterOrEqual(t, len(online), 2, "of these, one is banned and one goes offline")
	banned, left := online[0], online[1]
	all["juhe"].Control(t, "ban", map[string]any{"userId": banned, "minutes": unlockAfter.Minutes()})
	all["juhe"].Control(t, "offline", map[string]any{"userId": left})
	var rows phones
	all["yunzhenji"].Get(t, "state", &rows)
	for _, a := range rows.Accounts[:2] {
		kind := map[bool]string{true: "offline", false: "online"}[a.Online]
		all["yunzhenji"].Control(t, kind, map[string]any{"wxid": a.Wxid})
	}
	require.Equal(t, "online", board(t, p, "juhe")[banned].State, "nobody could tell yet")

	time.Sleep(outage / 3) // the outage is noticed, or not: either will do
	console.Kill()
	console = p.Start(t, "sync")
	require.Less(t, time.Since(began), outage, "the restart is within the outage")
	time.Sleep(time.Until(began.Add(outage)))
	rig.Until(t, 2*time.Minute, "the board to be right again", func() error {
		if console.Ended() {
			return fmt.Errorf("it ended: %s", console.Stderr())
		}
		return wrong(t, p, all)
	})
	one := board(t, p, "juhe")[banned]
	require.Equal(t, "banned", one.State)
	require.InDelta(t, unlocks.UnixMilli(), one.UnlockAt, float64(time.Minute.Milliseconds()))

	console.Kill()
	require.NoError(t, wrong(t, p, all), "and right after a restart, with no console running")
}

// outageLength is CHAOS_OUTAGE, as "1h", or as short as an outage can be that is
// seen before and after a restart.
func outageLength(t *testing.T) time.Duration {
	t.Helper()
	given := os.Getenv("CHAOS_OUTAGE")
	if given == "" {
		return 12 * time.Second
	}
	d, err := time.ParseDuration(given)
	require.NoError(t, err, "CHAOS_OUTAGE")
	return d
}

// TestTalliesAreRightAfterKills: the console is killed while messages come in and
// are counted. What was counted is what a count from scratch gives.
func TestTalliesAreRightAfterKills(t *testing.T) {
	p := rig.Build(t, tags)
	simulator := p.Simulate(t, "--seats", "4", "--conversations", "12", "--messages", "20", "--rate", "0", "--seed", "8")
	p.Connect(t, simulator, "模拟", "reconnect_min=1s")
	dice := rand.New(rand.NewPCG(8, 8))
	stale := 0
	for range kills() {
		console := p.Start(t, "sync")
		before := rows(t, p, "SELECT count(*) FROM messages")
		flood := make(chan struct{})
		go func() {
			defer close(flood)
			for range 6 {
				simulator.Control(t, "flood", map[string]any{"messages": 150, "repeat": 0.05, "shuffle": 4})
			}
		}()
		rig.Until(t, 60*time.Second, "something to arrive", func() error {
			return rig.Check(rows(t, p, "SELECT count(*) FROM messages") > before, "nothing")
		})
		time.Sleep(time.Duration(500+dice.IntN(4000)) * time.Millisecond) // while it counts, or before, or after
		console.Kill()
		stale += rows(t, p, "SELECT count(*) FROM stale_days")
		<-flood
	}
	t.Logf("%d days were to be counted anew at the kills", stale)
	require.NotZero(t, rows(t, p, "SELECT count(*) FROM counted_days"), "something was counted before a kill")

	rig.Until(t, 60*time.Second, "all to be here", func() error {
		var s summary
		require.NoError(t, json.Unmarshal([]byte(p.Run(t, "", "sync", "--for", "3s", "--json")), &s))
		return rig.Check(s.GapsOpen == 0 && s.Messages == len(simulator.Truth(t)), "%+v", s)
	})
	// Whoever asks for a report has what is not counted yet counted.
	report := []string{"report", "--from", time.Now().AddDate(0, 0, -60).Format(time.DateOnly), "--format", "csv"}
	p.Run(t, "", report...)
	counted := tallies(t, p)
	require.NotEmpty(t, counted)
	exec(t, p, "DELETE FROM tallies; DELETE FROM counted_days; DELETE FROM stale_days")
	p.Run(t, "", report...)
	require.Equal(t, counted, tallies(t, p), "from scratch")
}

// tallies are the counts of every hour.
func tallies(t *testing.T, p rig.Program) (lines []string) {
	t.Helper()
	db := inFile(t, p)
	defer db.Close()
	rows, err := db.Query(`SELECT json_array(seat, hour, received, sent, visits, resolved, asked, answered, wait_sum, longest,
		first_answered, first_sum, spread) FROM tallies ORDER BY seat, hour`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		lines = append(lines, line)
	}
	require.NoError(t, rows.Err())
	return lines
}

// inFile opens the data file beside the program.
func inFile(t *testing.T, p rig.Program) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.Data, "seatdeck.db")+"?_pragma=busy_timeout(10000)")
	require.NoError(t, err)
	return db
}

func rows(t *testing.T, p rig.Program, query string) (n int) {
	t.Helper()
	db := inFile(t, p)
	defer db.Close()
	require.NoError(t, db.QueryRow(query).Scan(&n))
	return n
}

func exec(t *testing.T, p rig.Program, statements string) {
	t.Helper()
	db := inFile(t, p)
	defer db.Close()
	_, err := db.Exec(statements)
	require.NoError(t, err)
}
