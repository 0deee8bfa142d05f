package cli

import (
	"context"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
)

const listedAlerts = 100

// alertJSON is an alert. Times are ms since 1970 UTC, 0 where there is none.
type alertJSON struct {
	ID           model.AlertID        `json:"id"`
	Kind         model.AlertKind      `json:"kind"`
	Grave        bool                 `json:"grave"`
	Connection   model.ConnectionID   `json:"connection"`
	Seat         model.SeatID         `json:"seat"`
	SeatName     string               `json:"seat_name"`
	Conversation model.ConversationID `json:"conversation"`
	Peer         string               `json:"peer"`
	Since        int64                `json:"since"`
	Raised       int64                `json:"raised"`
	Cleared      int64                `json:"cleared"` // 0: it is open
	Acked        int64                `json:"acked"`
	AckedBy      string               `json:"acked_by"`
	Count        int                  `json:"count"`
	Detail       string               `json:"detail"`
}

func runAlerts(ctx context.Context, c *call, args []string) error {
	filter := supervise.AlertFilter{Limit: listedAlerts}
	words, done, err := c.parse(args, func(f *flags) {
		f.BoolVar(&filter.Open, "open", false, "")
		f.number(&filter.Limit, 1, "limit")
	})
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		list, err := f.console.Alerts.List(ctx, filter)
		if err != nil {
			return err
		}
		if c.common.json {
			answer := make([]alertJSON, 0, len(list))
			for _, a := range list {
				answer = append(answer, alertJSON{
					ID: a.ID, Kind: a.Kind, Grave: a.Grave, Connection: a.Connection, Seat: a.Seat, SeatName: a.SeatName,
					Conversation: a.Conversation, Peer: a.Peer, Since: stamp(a.Since), Raised: stamp(a.Raised), Cleared: stamp(a.Cleared),
					Acked: stamp(a.Acked), AckedBy: a.AckedBy, Count: a.Count, Detail: a.Detail,
				})
			}
			return writeJSON(c.env.Stdout, answer)
		}
		for _, a := range list {
			c.printAlert(a)
		}
		return nil
	})
}

func (c *call) printAlert(a model.Alert) {
	state := c.say("进行中", "open")
	if !a.Open() {
		state = c.say("已结束", "over")
	}
	if !a.Acked.IsZero() {
		state += c.say("、已由 ", ", acknowledged by ") + plain(a.AckedBy) + c.say(" 确认", "")
	}
	end := a.Cleared
	if a.Open() {
		end = c.deps.Clock.Now()
	}
	grave := ""
	if a.Grave {
		grave = "!"
	}
	c.printf("%d%s\t%s\t%s\t%s\t%s\t%s\n", a.ID, grave, c.texts.T("alerts.kind."+string(a.Kind)),
		plain(a.SeatName), plain(a.Peer), c.since(end, a.Since), state)
}

// runAck acknowledges alerts by their numbers.
func runAck(ctx context.Context, c *call, args []string) error {
	words, done, err := c.parse(args, nil)
	if err != nil || done {
		return err
	}
	if len(words) == 0 {
		return exactly(words, "N")
	}
	ids := make([]model.AlertID, 0, len(words))
	for _, word := range words {
		n, err := strconv.ParseInt(strings.TrimPrefix(word, "#"), 10, 64)
		if err != nil || n < 1 {
			return usagef("N 应为告警的编号，见 seatdeck alerts", "N must be the number of an alert, see seatdeck alerts")
		}
		ids = append(ids, model.AlertID(n))
	}
	return c.with(ctx, func(f *folder) error {
		if err := f.console.Alerts.Ack(ctx, ids...); err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, map[string]any{"acked": ids})
		}
		c.printf(c.say("已确认 %d 条告警\n", "%d acknowledged\n"), len(ids))
		return nil
	})
}

// runTake notes that this person answers in a conversation from now on.
func runTake(ctx context.Context, c *call, args []string) error {
	seatWord := ""
	words, done, err := c.parse(args, func(f *flags) { f.text(&seatWord, "seat") })
	if err != nil || done {
		return err
	}
	if err := exactly(words, "C"); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		_, id, err := findScope(ctx, f, seatWord, words[0])
		if err != nil {
			return err
		}
		taken, err := f.console.Supervisor.TakeOver(ctx, id)
		if err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, map[string]any{
				"conversation": taken.ID, "name": taken.Title(), "seat": taken.Seat,
				"taken_by": taken.TakenBy, "taken_at": stamp(taken.TakenAt), "waiting_from": stamp(taken.WaitingFrom),
			})
		}
		c.printf(c.say("%s 由 %s 接手\n", "%s is taken over by %s\n"), plain(taken.Title()), plain(taken.TakenBy))
		return nil
	})
}
