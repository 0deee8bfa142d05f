package supervise

import (
	"context"
	"strings"
	"time"
	"unicode"

	"seatdeck/app/internal/clip"
	"seatdeck/app/model"
)

// text is what is sent of alerts, the first `sent` of them: as many as fit into one
// message.
func (a *Alerts) text(ctx context.Context, alerts []model.Alert) (text string, sent int, err error) {
	a.mu.Lock()
	words := a.words
	a.mu.Unlock()
	names := map[model.ConnectionID]string{}
	rows, err := a.store.Connections(ctx)
	if err != nil {
		return "", 0, err
	}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	var b strings.Builder
	b.WriteString(words("alert.sent.head", "n", len(alerts)))
	for _, alert := range alerts {
		seat := model.Seat{}
		if alert.Seat != 0 {
			if seat, err = a.store.Seat(ctx, alert.Seat); err != nil && !model.IsTrouble(err, model.TroubleNotFound) {
				return "", 0, err
			}
		}
		line := "\n" + alertText{words, a.zone, a.clock.Now()}.of(alert, seat, names[alert.Connection])
		if sent > 0 && b.Len()+len(line) > sendBytes {
			break
		}
		b.WriteString(line)
		sent++
	}
	return b.String(), sent, nil
}

// alertText puts alerts into words.
type alertText struct {
	words Words
	zone  *time.Location
	now   time.Time
}

// of is the line of an alert. It says nothing of what customers wrote.
func (t alertText) of(a model.Alert, seat model.Seat, connection string) string {
	about := oneLine(a.SeatName)
	if about == "" {
		about = oneLine(connection)
	}
	line := t.words("alert.sent."+string(a.Kind),
		"seat", about, "peer", oneLine(a.Peer), "for", t.lasting(t.now.Sub(a.Since)), "n", a.Count,
		"connection", oneLine(connection), "what", oneLine(a.Detail))
	switch {
	case a.Kind == model.AlertQuota:
		line = t.words("alert.sent.quota", "connection", oneLine(connection), "n", a.Count, "what", t.quota(a.Ref))
	case a.Kind == model.AlertBanned && !seat.UnlockAt.IsZero() && seat.UnlockAt.After(t.now):
		line += t.words("alert.sent.unlock", "time", t.time(seat.UnlockAt), "for", t.lasting(seat.UnlockAt.Sub(t.now)))
	case a.Kind == model.AlertBanned && seat.UnlockAt.IsZero():
		line += t.words("alert.sent.unlock.unknown")
	}
	if a.Grave {
		line = t.words("alert.sent.grave") + line
	}
	return line + t.words("alert.sent.since", "time", t.time(a.Since))
}

// quota names what is left of; ref is "<kind>/<which>".
func (t alertText) quota(ref string) string {
	kind, which, _ := strings.Cut(ref, "/")
	name := t.words("alert.sent.quota." + kind)
	if which == "" {
		return name
	}
	return name + " " + oneLine(which)
}

func (t alertText) time(at time.Time) string { return at.In(t.zone).Format("01-02 15:04") }

// lasting is a length of time as one says it.
func (t alertText) lasting(d time.Duration) string {
	minutes := int(max(d, 0) / time.Minute)
	switch {
	case minutes < 60:
		return t.words("alert.sent.minutes", "n", minutes)
	case minutes < 48*60:
		return t.words("alert.sent.hours", "n", minutes/60) + t.words("alert.sent.and_minutes", "n", minutes%60)
	}
	return t.words("alert.sent.days", "n", minutes/(24*60))
}

// oneLine is a name that others chose, made harmless for a line of a message: no
// line breaks, nothing that turns the direction of writing, not too long.
func oneLine(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, name)
	return clip.To(strings.Join(strings.Fields(name), " "), mostNameLen)
}
