package supervisor

import (
	"encoding/hex"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The columns of the table of the audit log.
const (
	auditAt      = "at"
	auditWho     = "who"
	auditWhat    = "what"
	auditSeat    = "seat"
	auditAbout   = "about"
	auditDetail  = "detail"
	auditOutcome = "refused"
	auditNumber  = "number"
)

var auditUsual = []string{auditAt, auditWho, auditWhat, auditSeat, auditAbout, auditDetail, auditOutcome}

func auditColumns(t func(string, ...any) string) []widgets.Column {
	return []widgets.Column{
		{Key: auditAt, Title: t("audit.column.at"), Width: 148},
		{Key: auditNumber, Title: t("audit.column.number"), Width: 64, Right: true},
		{Key: auditWho, Title: t("audit.column.who"), Width: 76, Grow: 0.5},
		{Key: auditWhat, Title: t("audit.column.what"), Width: 136, Grow: 0.5},
		{Key: auditSeat, Title: t("audit.column.seat"), Width: 96, Grow: 1},
		{Key: auditAbout, Title: t("audit.column.about"), Width: 120, Grow: 1.5},
		{Key: auditDetail, Title: t("audit.column.detail"), Width: 150, Grow: 2},
		{Key: auditOutcome, Title: t("audit.column.refused"), Width: 120, Grow: 1},
	}
}

func auditCell(env *screen.Env, e model.AuditEntry, column string) widgets.Cell {
	switch column {
	case auditAt:
		return widgets.Cell{Text: e.At.In(env.Zone).Format(time.DateTime), Tone: theme.TextSecondary}
	case auditNumber:
		return quiet(widgets.Number(int(e.ID)))
	case auditWho:
		return widgets.Cell{Text: widgets.OneLine(e.Who, alertMost)}
	case auditWhat:
		cell := widgets.Cell{Text: auditWords(env, e.What)}
		if e.Refused != "" {
			cell.Tone, cell.Glyph, cell.GlyphTone = theme.Danger, "!", theme.Danger
		}
		return cell
	case auditSeat:
		return widgets.Cell{Text: widgets.OneLine(e.SeatName, alertMost)}
	case auditAbout:
		return widgets.Cell{Text: widgets.OneLine(e.About, alertMost)}
	case auditDetail:
		return quiet(widgets.OneLine(auditDetailWords(env, e), 2*alertMost))
	case auditOutcome:
		if e.Refused != "" {
			return widgets.Cell{Text: widgets.OneLine(assets.LineText(env.T, e.Refused), 2*alertMost), Tone: theme.Danger}
		}
		return quiet(env.T("audit.done"))
	}
	return widgets.Cell{}
}

// auditWords says what was done.
func auditWords(env *screen.Env, what model.AuditWhat) string {
	if key := "audit.what." + string(what); env.Texts.Has(key) {
		return env.T(key)
	}
	return widgets.OneLine(string(what), 40)
}

// auditFoot says all about the line in the ring.
type auditFoot struct {
	host    *host
	object  *fyne.Container
	said    *widget.Label
	hash    *widget.Label
	resized func()
}

func newAuditFoot(h *host) *auditFoot {
	f := &auditFoot{host: h, said: screen.Wrapped(""), hash: screen.Note("")}
	f.hash.Wrapping, f.hash.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	f.said.Selectable, f.hash.Selectable = true, true
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	f.object = screen.Column(0, line, screen.Inset(screen.Column(-1, f.said, f.hash), 0.5, 2, 0.5, 1))
	f.object.Hide()
	return f
}

// show shows a line; an empty one hides the foot.
func (f *auditFoot) show(e model.AuditEntry) {
	f.object.Hidden = e.ID == 0
	if e.ID != 0 {
		env := f.host.env
		parts := []string{env.Date(e.At)}
		for _, part := range []string{e.Who, auditWords(env, e.What), e.SeatName, e.About, auditDetailWords(env, e)} {
			if part != "" {
				parts = append(parts, widgets.OneLine(part, 300))
			}
		}
		if e.Refused != "" {
			parts = append(parts, env.T("audit.refused", "why", widgets.OneLine(assets.LineText(env.T, e.Refused), 300)))
		}
		f.said.SetText(strings.Join(parts, " · "))
		f.hash.SetText(env.T("audit.hash", "n", e.ID, "hash", hex.EncodeToString(e.Hash)))
	}
	if f.resized != nil {
		f.resized()
	}
}
