package supervisor

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The columns of the table of alerts.
const (
	alertWhat   = "what"
	alertSeat   = "seat"
	alertPeer   = "peer"
	alertSince  = "since"
	alertDo     = "do"
	alertAck    = "ack"
	alertDetail = "detail"
	alertRule   = "rule"
)

const alertMost = 60 // characters of a name in a cell: more is never in sight

var alertUsual = []string{alertWhat, alertSeat, alertPeer, alertSince, alertDo, alertAck, alertDetail, alertRule}

func alertColumns(t func(string, ...any) string) []widgets.Column {
	return []widgets.Column{
		{Key: alertWhat, Title: t("alerts.column.what"), Width: 136, Grow: 1},
		{Key: alertSeat, Title: t("alerts.column.seat"), Width: 104, Grow: 1},
		{Key: alertPeer, Title: t("alerts.column.peer"), Width: 92, Grow: 1},
		{Key: alertSince, Title: t("alerts.column.since"), Width: 104, Grow: 0.5},
		{Key: alertDo, Title: t("alerts.column.do"), Width: 76},
		{Key: alertAck, Title: t("alerts.column.ack"), Width: 112, Grow: 0.5},
		{Key: alertDetail, Title: t("alerts.column.detail"), Width: 110, Grow: 2},
		{Key: alertRule, Title: t("alerts.column.rule"), Width: 110, Grow: 1},
	}
}

// alertCell shows one alert in one column: what is open and grave in red, what
// else is open in amber, what somebody has seen or what is over quietly.
func alertCell(h *host, a model.Alert, rule model.AlertRule, column string, now time.Time) widgets.Cell {
	env, t := h.env, h.env.T
	fresh := a.Open() && a.Acked.IsZero()
	switch column {
	case alertWhat:
		cell := widgets.Cell{Text: AlertWords(env, a), Bold: fresh, Tone: alertTone(a), Glyph: "●", GlyphTone: alertTone(a)}
		switch {
		case !a.Open():
			cell.Glyph = "○"
		case fresh && a.Grave:
			cell.Glyph = "▲"
		}
		return cell
	case alertSeat:
		return widgets.Cell{Text: alertAbout(h, a)}
	case alertPeer:
		return widgets.Cell{Text: widgets.OneLine(a.Peer, alertMost)}
	case alertSince:
		if !a.Open() {
			return quiet(t("alerts.over", "time", widgets.SpanText(env.Texts, a.Cleared.Sub(a.Since)), "at", env.When(a.Cleared)))
		}
		return widgets.Cell{Text: widgets.SpanText(env.Texts, now.Sub(a.Since)), Tone: alertTone(a)}
	case alertDo:
		switch {
		case answerable(a):
			return widgets.Cell{Text: t("alerts.take"), Tone: theme.AccentText, Pressable: true}
		case a.Seat != 0:
			return widgets.Cell{Text: t("alerts.look"), Tone: theme.AccentText, Pressable: true}
		}
	case alertAck:
		switch {
		case fresh:
			return widgets.Cell{Text: t("alerts.ack"), Tone: theme.AccentText, Pressable: true}
		case !a.Acked.IsZero():
			return quiet(widgets.OneLine(a.AckedBy, 24) + " " + env.When(a.Acked))
		}
	case alertDetail:
		return quiet(alertDetails(h, a, now))
	case alertRule:
		return quiet(ruleName(env, rule))
	}
	return widgets.Cell{}
}

func alertTone(a model.Alert) fyne.ThemeColorName {
	switch {
	case !a.Open():
		return theme.TextSecondary
	case a.Grave:
		return theme.Danger
	}
	return theme.Warn
}

// AlertWords says what an alert warns of, with how many where that counts.
func AlertWords(env *screen.Env, a model.Alert) string {
	least := 1
	switch a.Kind {
	case model.AlertUnread, model.AlertQuota, model.AlertDetection:
	case model.AlertWaiting, model.AlertSLA:
		least = 2 // one customer is named beside it
	default:
		return alertKind(env, a.Kind)
	}
	if a.Count < least {
		return alertKind(env, a.Kind)
	}
	return env.T("alerts.kind.n."+string(a.Kind), "n", a.Count)
}

// alertKind names a kind of alert.
func alertKind(env *screen.Env, kind model.AlertKind) string {
	if key := "alerts.kind." + string(kind); env.Texts.Has(key) {
		return env.T(key)
	}
	return string(kind)
}

// ruleName is what a rule is called: by its kind where it has no name.
func ruleName(env *screen.Env, rule model.AlertRule) string {
	if rule.Name != "" {
		return widgets.OneLine(rule.Name, alertMost)
	}
	if rule.Kind == "" {
		return "" // it was removed
	}
	return alertKind(env, rule.Kind)
}

// sendingWords says what became of an alert at a target.
func sendingWords(env *screen.Env, s model.AlertSending) string {
	name := widgets.OneLine(s.Target, 40)
	switch {
	case !s.Sent.IsZero():
		return env.T("alerts.sent", "target", name, "at", env.When(s.Sent))
	case s.Problem == nil:
		return env.T("alerts.sending", "target", name)
	case s.NotFor.IsZero() || !s.NotFor.After(env.Clock.Now()):
		return env.T("alerts.unsent", "target", name, "n", s.Attempts, "why", env.Trouble(s.Problem))
	}
	return env.T("alerts.again.at", "target", name, "n", s.Attempts, "why", env.Trouble(s.Problem), "at", s.NotFor.In(env.Zone).Format(time.TimeOnly))
}

// alertLine says all about an alert in a line.
func alertLine(h *host, a model.Alert) string {
	parts := []string{
		AlertWords(h.env, a), alertAbout(h, a), widgets.OneLine(a.Peer, alertMost),
		h.env.T("alerts.since", "at", h.env.Date(a.Since)), alertDetails(h, a, h.env.Clock.Now()),
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// alertAbout names the seat that an alert is about, or the connection.
func alertAbout(h *host, a model.Alert) string {
	if a.Seat != 0 {
		return widgets.OneLine(a.SeatName, alertMost)
	}
	for _, v := range h.seats {
		if v.Seat.Connection == a.Connection {
			return widgets.OneLine(v.Connection.Name, alertMost)
		}
	}
	return ""
}

// alertDetails says when a ban ends, and the back end's own words.
func alertDetails(h *host, a model.Alert, now time.Time) string {
	words := widgets.OneLine(h.env.Detail(a.Detail), 300)
	if a.Kind != model.AlertBanned || !a.Open() {
		return words
	}
	if left := h.view(a.Seat).UnlockAt.Sub(now); left > 0 {
		unlock := h.env.T("alerts.unlock", "time", widgets.CountdownText(left))
		return strings.TrimSuffix(unlock+" · "+words, " · ")
	}
	return words
}
