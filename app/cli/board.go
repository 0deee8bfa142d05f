package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
)

// boardJSON is the board as of one moment. Times are ms since 1970 UTC, 0 where
// there is none; lengths are s.
type boardJSON struct {
	At     int64      `json:"at"`
	Totals totalsJSON `json:"totals"`
	Seats  []seatJSON `json:"seats"`
}

type totalsJSON struct {
	Seats       int       `json:"seats"`
	Online      int       `json:"online"`
	Offline     int       `json:"offline"`
	Banned      int       `json:"banned"`
	Unread      int       `json:"unread"`
	Waiting     int       `json:"waiting"`
	LongestFrom int64     `json:"longest_from"`
	Alerts      int       `json:"alerts"`
	Today       tallyJSON `json:"today"`
}

type seatJSON struct {
	ID           model.SeatID         `json:"id"`
	RemoteID     string               `json:"remote_id"`
	Name         string               `json:"name"`
	Provider     string               `json:"provider"`
	Connection   model.ConnectionID   `json:"connection"`
	ConnectionOf string               `json:"connection_name"`
	Company      string               `json:"company"`
	Teams        []string             `json:"teams"`
	State        string               `json:"state"`
	Since        int64                `json:"since"`
	UnlockAt     int64                `json:"unlock_at"`
	LastLogin    int64                `json:"last_login"`
	LastLogout   int64                `json:"last_logout"`
	Unread       int                  `json:"unread"`
	Waiting      int                  `json:"waiting"`
	LongestFrom  int64                `json:"longest_from"`
	Longest      model.ConversationID `json:"longest"` // the conversation of who waits longest
	LastAt       int64                `json:"last_at"`
	Gaps         int                  `json:"gaps"`
	Alerts       int                  `json:"alerts"`
	Grave        bool                 `json:"grave"`
	Today        tallyJSON            `json:"today"`
}

type tallyJSON struct {
	Received  int   `json:"received"`
	Sent      int   `json:"sent"`
	Visits    int   `json:"visits"`
	Resolved  int   `json:"resolved"`
	Asked     int   `json:"asked"`
	Answered  int   `json:"answered"`
	MeanWait  int64 `json:"mean_wait"`  // s; -1: nobody was answered
	MeanFirst int64 `json:"mean_first"` // s; -1: no visit was answered
}

func runBoard(ctx context.Context, c *call, args []string) error {
	words, done, err := c.parse(args, nil)
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		now := c.deps.Clock.Now()
		// What came since it was last counted is counted now, by asking for the day.
		if _, err := f.console.Supervisor.Days(ctx, 0, now, now); err != nil {
			return err
		}
		board, err := f.console.Supervisor.Board(ctx)
		if err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, boardOf(board))
		}
		c.printBoard(board)
		return nil
	})
}

func boardOf(b supervise.Board) boardJSON {
	t := b.Totals
	list := boardJSON{At: stamp(b.At), Seats: make([]seatJSON, 0, len(b.Rows)), Totals: totalsJSON{
		Seats: t.Seats, Online: t.Online, Offline: t.Offline, Banned: t.Banned, Unread: t.Unread, Waiting: t.Waiting,
		LongestFrom: stamp(t.LongestFrom), Alerts: t.Alerts, Today: tallyOf(t.Today),
	}}
	for _, r := range b.Rows {
		s := r.Seat
		list.Seats = append(list.Seats, seatJSON{
			ID: s.ID, RemoteID: s.RemoteID, Name: s.DisplayName(), Provider: r.Kind, Connection: s.Connection, ConnectionOf: r.Connection,
			Company: r.Company.Name, Teams: teamsOf(r), State: stateName(s.State), Since: stamp(s.StateSince), UnlockAt: stamp(s.UnlockAt),
			LastLogin: stamp(s.LastLogin), LastLogout: stamp(s.LastLogout), Unread: s.Unread, Waiting: s.Waiting,
			LongestFrom: stamp(r.LongestFrom), Longest: r.Longest, LastAt: stamp(r.LastAt), Gaps: s.Gaps,
			Alerts: r.Alerts, Grave: r.Grave, Today: tallyOf(r.Today),
		})
	}
	return list
}

func teamsOf(r supervise.BoardRow) []string {
	names := make([]string, 0, len(r.Teams))
	for _, t := range r.Teams {
		if t.Name == "" {
			t.Name = t.ID
		}
		names = append(names, t.Name)
	}
	return names
}

func tallyOf(t model.Tally) tallyJSON {
	return tallyJSON{
		Received: t.Received, Sent: t.Sent, Visits: t.Visits, Resolved: t.Resolved, Asked: t.Asked, Answered: t.Answered,
		MeanWait: secondsOr(t.MeanWait()), MeanFirst: secondsOr(t.MeanFirst()),
	}
}

func secondsOr(d time.Duration, ok bool) int64 {
	if !ok {
		return -1
	}
	return int64(d.Round(time.Second) / time.Second)
}

// stamp is a time in ms; 0 for none.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func stateName(s model.SeatState) string {
	switch s {
	case model.SeatInitializing:
		return "initializing"
	case model.SeatOnline:
		return "online"
	case model.SeatOffline:
		return "offline"
	case model.SeatBanned:
		return "banned"
	case model.SeatKicked:
		return "kicked"
	}
	return "unknown"
}

func (c *call) printBoard(b supervise.Board) {
	c.printf("%s\n", strings.ReplaceAll(c.say(
		"接入 坐席 状态 持续 未读 等待 最久等待 今日收/发 告警", "connection seat state for unread waiting longest received/sent alerts"), " ", "\t"))
	for _, r := range b.Rows {
		s := r.Seat
		c.printf("%s\t%s\t%s\t%s\t%d\t%d\t%s\t%d/%d\t%d\n", plain(r.Connection), plain(s.DisplayName()),
			c.texts.T("chart.state."+stateName(s.State)), c.since(b.At, s.StateSince), s.Unread, s.Waiting, c.since(b.At, r.LongestFrom),
			r.Today.Received, r.Today.Sent, r.Alerts)
	}
	t := b.Totals
	c.printf(c.say("坐席 %d（在线 %d、离线 %d、封禁 %d）· 未读 %d · 等待 %d（最久 %s）· 今日 %d/%d · 告警 %d\n",
		"seats %d (%d online, %d offline, %d banned) · unread %d · waiting %d (longest %s) · today %d/%d · alerts %d\n"),
		t.Seats, t.Online, t.Offline, t.Banned, t.Unread, t.Waiting, c.since(b.At, t.LongestFrom), t.Today.Received, t.Today.Sent, t.Alerts)
}

// since is how long something has lasted; "-" for nothing.
func (c *call) since(now, from time.Time) string {
	const day = 24 * time.Hour
	switch d := max(now.Sub(from), 0); {
	case from.IsZero():
		return "-"
	case d < time.Minute:
		return d.Truncate(time.Second).String()
	case d < 2*day:
		return strings.TrimSuffix(d.Truncate(time.Minute).String(), "0s")
	default:
		return fmt.Sprintf(c.say("%d天", "%dd"), d/day)
	}
}
