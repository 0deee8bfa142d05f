package supervise

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/internal/clip"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	sendFirst   = 30 * time.Second // until an alert that could not be sent is tried again; then twice as long
	sendMost    = 10 * time.Minute
	sendWithin  = 24 * time.Hour   // after that it is given up
	sendTakes   = 20 * time.Second // at most, one message
	sendRest    = 4 * time.Second  // between two messages to a target: a group robot takes 20 a minute
	sendAtOnce  = 500              // sendings looked at
	sendBytes   = 1900             // of a message: a robot takes 2048
	mostNameLen = 40               // characters of a name in it
	mostTrial   = 300              // characters of a line that tries a target
)

// sendAll sends what is to be sent until ctx ends.
func (a *Alerts) sendAll(ctx context.Context) {
	rested := map[string]time.Time{} // when a target may be sent to again
	for ctx.Err() == nil {
		wait, err := a.sendDue(ctx, rested)
		if err != nil && ctx.Err() == nil {
			a.log.Error("alerts not sent", "err", err)
			wait = lookRetry
		}
		pause.AtMost(ctx, a.clock, a.sendWake, wait)
	}
}

// sendDue sends what is due, as one message for a target, and tells how long until
// more is.
func (a *Alerts) sendDue(ctx context.Context, rested map[string]time.Time) (wait time.Duration, err error) {
	rows, err := a.store.OpenSendings(ctx, sendAtOnce)
	if err != nil || len(rows) == 0 {
		return lookMost, err
	}
	targets, err := a.Targets(ctx)
	if err != nil {
		return 0, err
	}
	now := a.clock.Now()
	wait = lookMost
	due := map[string][]model.AlertSending{}
	var order []string
	for _, row := range rows {
		if at := newer(row.NotFor, rested[row.Target]); at.After(now) {
			wait = min(wait, at.Sub(now))
			continue
		}
		if due[row.Target] == nil {
			order = append(order, row.Target)
		}
		due[row.Target] = append(due[row.Target], row)
	}
	for _, name := range order {
		i := slices.IndexFunc(targets, func(t model.AlertTarget) bool { return t.Name == name })
		if i < 0 {
			if err := a.store.Write(ctx, func(tx *storage.Tx) error { return tx.DropSendings(name) }); err != nil {
				return 0, err
			}
			continue
		}
		again, err := a.sendTo(ctx, targets[i], due[name])
		if err != nil {
			return 0, err
		}
		rested[name] = a.clock.Now().Add(sendRest)
		wait = min(wait, again)
	}
	return max(wait, time.Millisecond), nil
}

func newer(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sendTo sends alerts to a target as one message and notes what became of it. again
// is when to try once more, at the latest.
func (a *Alerts) sendTo(ctx context.Context, t model.AlertTarget, rows []model.AlertSending) (again time.Duration, err error) {
	var alerts []model.Alert
	var kept []model.AlertSending
	var old []model.AlertSending
	for _, row := range rows {
		alert, err := a.store.Alert(ctx, row.Alert)
		if model.IsTrouble(err, model.TroubleNotFound) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if a.clock.Now().Sub(alert.Raised) >= sendWithin {
			old = append(old, row)
			continue
		}
		alerts, kept = append(alerts, alert), append(kept, row)
	}
	var problem error
	sent := 0
	if len(alerts) > 0 {
		var text string
		text, sent, err = a.text(ctx, alerts)
		if err != nil {
			return 0, err
		}
		problem = a.deliver(ctx, t, text)
		if ctx.Err() != nil {
			return 0, ctx.Err() // whether it arrived is not known: it is sent again
		}
	}
	now := a.clock.Now()
	again = lookMost
	err = a.store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		for _, row := range old {
			if err := tx.EndSending(row); err != nil {
				return err
			}
		}
		for i, row := range kept {
			switch {
			case problem == nil && i < sent:
				row.Attempts++
				row.Sent, row.Problem = now, nil
			case problem == nil:
				again = sendRest // did not fit: with the next message
				continue
			default:
				row.Attempts++
				rest := backOff(row.Attempts)
				row.NotFor, row.Problem = now.Add(rest), model.AsTrouble(problem)
				again = min(again, rest)
			}
			if err := tx.PutSending(row); err != nil {
				return err
			}
		}
		return nil
	})
	a.bus.Tell(bus.Change{Alerts: true})
	return again, err
}

// backOff is how long to rest after so many attempts that failed.
func backOff(attempts int) time.Duration {
	rest := sendFirst
	for range attempts - 1 {
		if rest *= 2; rest >= sendMost {
			return sendMost
		}
	}
	return rest
}

// TryTarget sends a line to a target, to see whether it arrives.
func (a *Alerts) TryTarget(ctx context.Context, name, text string) error {
	list, err := a.Targets(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Name == name {
			return a.deliver(ctx, t, clip.To(text, mostTrial))
		}
	}
	return model.NotFound(name)
}

// deliver hands a text to a target. Its errors name no address.
func (a *Alerts) deliver(ctx context.Context, t model.AlertTarget, text string) error {
	ctx, cancel := context.WithTimeout(ctx, sendTakes)
	defer cancel()
	if !t.Robot {
		link, err := a.sessions.LinkOf(ctx, t.Connection)
		if err != nil {
			return err
		}
		able, ok := link.(providers.StaffMessenger)
		if !ok {
			return &model.Trouble{Code: model.TroubleUnsupported}
		}
		return able.MessageStaff(ctx, t.To, text)
	}
	if a.robot == nil {
		return &model.Trouble{Code: model.TroubleUnsupported, About: t.Name}
	}
	blob, err := a.store.SealedOwn(ctx, robotSecret(t.Name))
	if err != nil {
		return err
	}
	if blob == nil {
		return model.NotFound(t.Name)
	}
	address, err := a.vault.Unseal(robotSecret(t.Name), blob)
	if err != nil {
		return fmt.Errorf("the address of robot %s: %w", t.Name, err)
	}
	return unnamed(a.robot.Send(ctx, string(address), text), t.Name, string(address))
}

// unnamed is an error without the address that it may speak of: whoever has it may
// send by it.
func unnamed(err error, target, address string) error {
	if err == nil {
		return nil
	}
	why := *model.AsTrouble(err)
	why.About, why.Cause = target, nil
	secrets := []string{address}
	if u, err := url.Parse(address); err == nil {
		for _, values := range u.Query() {
			secrets = append(secrets, values...)
		}
	}
	for _, secret := range secrets {
		if secret != "" && (strings.Contains(why.Detail, secret) || strings.Contains(why.Detail, url.QueryEscape(secret))) {
			why.Detail = ""
		}
	}
	return &why
}
