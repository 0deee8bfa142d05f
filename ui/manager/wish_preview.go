package manager

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const previewHeight = 132

// previewPane says what a wish would do: in all, and on each seat.
type previewPane struct {
	env    *screen.Env
	danger bool
	object fyne.CanvasObject
	scroll *container.Scroll
	lines  *fyne.Container
}

func newPreviewPane(env *screen.Env, danger bool) *previewPane {
	p := &previewPane{env: env, danger: danger, lines: screen.Column(0)}
	p.scroll = container.NewVScroll(screen.Inset(p.lines, 1, 2, 1, 2))
	p.object = container.NewStack(screen.NewFill(theme.Sidebar, 4), screen.MinSize(p.scroll, 0, previewHeight))
	return p
}

func (p *previewPane) put(lines ...fyne.CanvasObject) {
	p.lines.Objects = lines
	p.lines.Refresh()
	p.scroll.Content.Refresh()
	p.scroll.Refresh()
}

func (p *previewPane) lacks(missing string) { p.put(screen.Note(missing)) }
func (p *previewPane) waits()               { p.put(screen.Note(p.env.T("batches.preview.waits"))) }
func (p *previewPane) works()               { p.put(screen.Note(p.env.T("batches.preview.works"))) }
func (p *previewPane) fail(err error)       { p.put(alarm(p.env.TroubleNext(err), widget.DangerImportance)) }

// alarm is a small text that is not to be overlooked.
func alarm(text string, importance widget.Importance) *widget.Label {
	l := screen.Note(text)
	l.Importance = importance
	return l
}

func (p *previewPane) show(w batch.Wish, v batch.Preview, undoable bool) {
	t := p.env.T
	head := screen.Wrapped(p.sum(w, v))
	head.TextStyle.Bold = true
	lines := []fyne.CanvasObject{head}
	switch {
	case v.Deeds == 0:
	case undoable:
		lines = append(lines, screen.Note(t("batches.preview.undoable")))
	case p.danger:
		lines = append(lines, alarm(t("batches.preview.danger"), widget.DangerImportance))
	default:
		lines = append(lines, alarm(t("batches.preview.final"), widget.WarningImportance))
	}
	for _, s := range v.Seats {
		lines = append(lines, p.seat(s))
		if s.Unable > 0 {
			lines = append(lines, alarm(t("batches.preview.unable", "n", s.Unable, "why", p.why(s.Why)), widget.WarningImportance))
		}
	}
	p.put(lines...)
	p.scroll.ScrollToTop()
}

// sum is what would be done in all, and what not.
func (p *previewPane) sum(w batch.Wish, v batch.Preview) string {
	t := p.env.T
	target := targetKey(w.Kind)
	if w.MakeTags || w.Tag.Name != "" && w.Kind == model.DeedTag {
		target = "steps" // tags are made and deleted besides
	}
	parts := []string{t("batches.preview.none")}
	if v.Deeds > 0 {
		parts[0] = t("batches.preview."+target, "n", v.Deeds)
	}
	if v.Same > 0 {
		parts = append(parts, t("batches.preview.same", "n", v.Same))
	}
	if v.Unable > 0 {
		parts = append(parts, t("batches.preview.cannot", "n", v.Unable))
	}
	if v.Twice > 0 {
		parts = append(parts, t("batches.preview.twice", "n", v.Twice))
	}
	return strings.Join(parts, t("batches.comma"))
}

func (p *previewPane) why(trouble *model.Trouble) string {
	if trouble == nil {
		return p.env.Why(nil)
	}
	return p.env.Trouble(trouble)
}

// seat is one line: which seat, how many, how long at its pace.
func (p *previewPane) seat(s batch.SeatPreview) fyne.CanvasObject {
	t := p.env.T
	name := screen.Note(widgets.OneLine(s.Seat.DisplayName(), 60))
	name.Wrapping, name.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	parts := []string{t("batches.preview.deeds", "n", s.Deeds)}
	if s.Same > 0 {
		parts = append(parts, t("batches.preview.same", "n", s.Same))
	}
	importance := widget.LowImportance
	switch s.Seat.State {
	case model.SeatOffline, model.SeatKicked, model.SeatBanned:
		if s.Deeds > 0 {
			parts = append(parts, t("batches.preview.later", "state", p.env.SeatState(s.Seat.State)))
			importance = widget.WarningImportance
		}
	default:
		if s.Deeds > 0 {
			parts = append(parts, lasting(p.env, s.Takes))
		}
	}
	about := widget.NewLabel(strings.Join(parts, " · "))
	about.SizeName, about.Importance = fynetheme.SizeNameCaptionText, importance
	return screen.Line(nil, name, about)
}

// lasting says how long something takes at least: "约 6 分钟".
func lasting(env *screen.Env, d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	switch {
	case d < time.Minute:
		return env.T("batches.takes.moment")
	case minutes < 60:
		return env.T("batches.takes.minutes", "n", minutes)
	}
	return env.T("batches.takes.hours", "h", minutes/60, "m", minutes%60)
}

func allow(b *screen.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}
