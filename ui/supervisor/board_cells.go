package supervisor

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The columns of the board.
const (
	boardSeat       = "seat"
	boardKind       = "kind"
	boardConnection = "connection"
	boardCompany    = "company"
	boardTeams      = "teams"
	boardNumber     = "number"
	boardState      = "state"
	boardUnread     = "unread"
	boardWaiting    = "waiting"
	boardLongest    = "longest"
	boardTake       = "take"
	boardFirst      = "first"
	boardWait       = "wait"
	boardLogin      = "login"
	boardLogout     = "logout"
	boardReceived   = "received"
	boardSent       = "sent"
	boardVisits     = "visits"
	boardResolved   = "resolved"
	boardAlerts     = "alerts"
	boardGaps       = "gaps"
	boardLast       = "last"
)

// boardUsual are the columns that are shown until a person chooses others.
var boardUsual = []string{
	boardSeat, boardState, boardWaiting, boardLongest, boardTake, boardUnread, boardFirst, boardReceived, boardSent,
	boardAlerts, boardConnection, boardTeams,
}

const boardMost = 60 // characters of a cell: more is never in sight

// boardColumns are all columns, in their order.
func boardColumns(t func(string, ...any) string) []widgets.Column {
	list := []widgets.Column{
		{Key: boardSeat, Width: 156, Grow: 2},
		{Key: boardState, Width: 180, Grow: 1},
		{Key: boardWaiting, Width: 56, Right: true},
		{Key: boardLongest, Width: 104, Right: true},
		{Key: boardTake, Width: 56},
		{Key: boardUnread, Width: 66, Right: true},
		{Key: boardAlerts, Width: 60, Right: true},
		{Key: boardFirst, Width: 92, Right: true},
		{Key: boardWait, Width: 92, Right: true},
		{Key: boardReceived, Width: 58, Right: true},
		{Key: boardSent, Width: 58, Right: true},
		{Key: boardVisits, Width: 58, Right: true},
		{Key: boardResolved, Width: 78, Right: true},
		{Key: boardGaps, Width: 56, Right: true},
		{Key: boardConnection, Width: 100, Grow: 0.8},
		{Key: boardKind, Width: 84, Grow: 0.3},
		{Key: boardTeams, Width: 96, Grow: 0.8},
		{Key: boardCompany, Width: 104, Grow: 0.8},
		{Key: boardNumber, Width: 72},
		{Key: boardLogin, Width: 96},
		{Key: boardLogout, Width: 96},
		{Key: boardLast, Width: 96},
	}
	for i := range list {
		list[i].Title = t("board.column." + list[i].Key)
		list[i].Sortable = list[i].Key != boardTake
	}
	return list
}

// boardCells says what the cells of the board show.
type boardCells struct {
	env    *screen.Env
	kinds  map[string]string // titles of back ends
	limits widgets.WaitLimits
}

// seat is what a column says of a seat as of now.
func (c *boardCells) seat(r *supervise.BoardRow, column string, now time.Time) widgets.Cell {
	if count, ok := boardCounts[column]; ok {
		return c.count(count(r), column)
	}
	switch column {
	case boardSeat:
		return widgets.Cell{
			Text: widgets.OneLine(r.Seat.DisplayName(), boardMost), Bold: true, Person: seatID(r.Seat.ID), Picture: r.Seat.Avatar,
			Dotted: true, Dot: widgets.PresenceOf(r.Seat.State, r.Link.Link, r.Seat.Gaps),
		}
	case boardKind:
		title := c.kinds[r.Kind]
		if title == "" {
			title = r.Kind
		}
		return quiet(title)
	case boardConnection:
		return quiet(r.Connection)
	case boardCompany:
		return quiet(companyName(r.Company))
	case boardTeams:
		return quiet(teamNames(r.Teams))
	case boardNumber:
		return quiet(r.Seat.Number)
	case boardState:
		text, tone := stateWords(c.env, r, now)
		return widgets.Cell{Text: text, Tone: tone}
	case boardLongest:
		return c.wait(r.LongestFrom, now)
	case boardTake:
		if r.Longest != 0 {
			return widgets.Cell{Text: c.env.T("board.take"), Tone: theme.AccentText, Pressable: true}
		}
		return widgets.Cell{Text: " "}
	case boardFirst:
		return c.mean(r.Today.MeanFirst())
	case boardWait:
		return c.mean(r.Today.MeanWait())
	case boardLogin:
		return quiet(c.env.When(r.Seat.LastLogin))
	case boardLogout:
		return quiet(c.env.When(r.Seat.LastLogout))
	case boardLast:
		return quiet(c.env.When(r.LastAt))
	}
	return widgets.Cell{}
}

// head is what a column says of a group.
func (c *boardCells) head(h *boardHead, column string, now time.Time) widgets.Cell {
	var cell widgets.Cell
	switch column {
	case boardSeat:
		sign := "▼"
		if h.folded {
			sign = "▶"
		}
		return widgets.Cell{Text: widgets.OneLine(h.name, boardMost) + " · " + strconv.Itoa(h.sums.Seats), Bold: true, Glyph: sign, GlyphTone: theme.TextSecondary}
	case boardState:
		cell = quiet(c.env.T("board.head.online", "n", h.sums.Online, "of", h.sums.Seats))
		if h.sums.Banned > 0 {
			cell = widgets.Cell{Text: cell.Text + " · " + c.env.T("board.head.banned", "n", h.sums.Banned), Tone: theme.Danger}
		}
	case boardLongest:
		cell = c.wait(h.sums.LongestFrom, now)
	case boardFirst:
		cell = c.mean(h.sums.Today.MeanFirst())
	case boardWait:
		cell = c.mean(h.sums.Today.MeanWait())
	case boardUnread:
		cell = c.count(h.sums.Unread, column)
	case boardWaiting:
		cell = c.count(h.sums.Waiting, column)
	case boardReceived:
		cell = c.count(h.sums.Today.Received, column)
	case boardSent:
		cell = c.count(h.sums.Today.Sent, column)
	case boardVisits:
		cell = c.count(h.sums.Today.Visits, column)
	case boardResolved:
		cell = c.count(h.sums.Today.Resolved, column)
	case boardAlerts:
		cell = c.count(h.sums.Alerts, column)
	case boardGaps:
		cell = c.count(h.gaps, column)
	}
	cell.Bold = true
	return cell
}

func quiet(text string) widgets.Cell {
	return widgets.Cell{Text: widgets.OneLine(text, boardMost), Tone: theme.TextSecondary}
}

// count is a number, grey where it is nothing and red where it must not stay.
func (c *boardCells) count(n int, column string) widgets.Cell {
	cell := widgets.Cell{Text: widgets.Number(n)}
	switch {
	case n == 0:
		cell.Text, cell.Tone = "–", theme.TextSecondary
	case column == boardAlerts:
		cell.Tone = theme.Danger
	case column == boardGaps:
		cell.Tone = theme.Warn
	}
	return cell
}

// wait is how long somebody has waited, as warm as the wait is long.
func (c *boardCells) wait(from, now time.Time) widgets.Cell {
	return c.mean(max(now.Sub(from), 0), !from.IsZero())
}

func (c *boardCells) mean(d time.Duration, ok bool) widgets.Cell {
	if !ok {
		return widgets.Cell{Text: "–", Tone: theme.TextSecondary}
	}
	return widgets.Cell{Text: widgets.SpanText(c.env.Texts, d), Tone: c.limits.Tone(d)}
}

// stateWords say how a seat is doing and for how long: "在线 · 3 小时 5 分",
// "封禁 · 解封还有 1:23:45", "未知 · 后台断开 3 分钟".
func stateWords(env *screen.Env, r *supervise.BoardRow, now time.Time) (string, fyne.ThemeColorName) {
	t := env.T
	how, since := widgets.StateText(env.Texts, r.Seat.State), r.Seat.StateSince
	var tone fyne.ThemeColorName
	switch stanceOf(r) {
	case stanceBanned:
		if left := r.Seat.UnlockAt.Sub(now); !r.Seat.UnlockAt.IsZero() && left > 0 {
			return t("board.state.unlock", "left", countdown(env, left)), theme.Danger
		} else if !r.Seat.UnlockAt.IsZero() {
			return t("board.state.unlocked"), theme.Danger
		}
		tone = theme.Danger
	case stanceDown:
		if r.Link.Since.IsZero() {
			return t("board.state.down"), theme.Warn
		}
		return t("board.state.down.for", "long", stateLong(env, now.Sub(r.Link.Since))), theme.Warn
	case stanceOffline:
		tone = theme.TextSecondary
		if r.Seat.State == model.SeatKicked {
			tone = theme.Danger
		}
	case stanceOther:
		tone = theme.TextSecondary
	}
	if since.IsZero() {
		return how, tone
	}
	return t("board.state.for", "state", how, "long", stateLong(env, now.Sub(since))), tone
}

// stateLong says for how long a seat has been as it is: to the minute, for a board
// on which all seconds run is not calm.
func stateLong(env *screen.Env, d time.Duration) string {
	if d >= time.Minute {
		d = d.Truncate(time.Minute)
	}
	return widgets.SpanText(env.Texts, d)
}

// countdown is what is left of a ban: a clock, with the days before it where there
// are some.
func countdown(env *screen.Env, left time.Duration) string {
	const day = 24 * time.Hour
	if days := int(left / day); days > 0 {
		return env.T("board.days", "n", days, "clock", widgets.CountdownText(left%day))
	}
	return widgets.CountdownText(left)
}

// seatID names a seat for its colour, which is the same wherever it is shown.
func seatID(id model.SeatID) string { return strconv.FormatInt(int64(id), 10) }
