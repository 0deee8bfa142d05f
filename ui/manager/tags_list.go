package manager

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// tagLine draws a heading or a tag.
type tagLine struct {
	widget.BaseWidget
	heading, name, about *widget.Label
	row, body            fyne.CanvasObject
}

func newTagLine() *tagLine {
	l := &tagLine{heading: screen.Note(""), name: widget.NewLabel(""), about: widget.NewLabel("")}
	l.heading.Wrapping, l.heading.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	l.name.Truncation = fyne.TextTruncateEllipsis
	l.about.SizeName = fynetheme.SizeNameCaptionText
	l.row = screen.Inset(screen.Line(nil, l.name, l.about), 0, 2, 0, 3)
	l.body = container.NewStack(screen.Line(nil, l.heading, nil), l.row)
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is called by the toolkit.
func (l *tagLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.body) }

func (l *tagLine) set(p *tagsPage, r tagRow) {
	l.row.(*fyne.Container).Hidden = r.heading
	l.heading.Hidden = !r.heading
	if r.heading {
		l.heading.SetText(p.heading(r))
		return
	}
	l.name.SetText(widgets.OneLine(r.tag.Name, 60))
	text, importance := p.about(r.tag)
	l.about.Importance = importance
	l.about.SetText(text)
	l.row.Refresh()
}

// heading is what stands over tags.
func (p *tagsPage) heading(r tagRow) string {
	t := p.h.env.T
	name := widgets.OneLine(r.group, 40)
	if name == "" {
		name = t("tags.own")
	}
	return name + " · " + p.owner(r.tag.Corp)
}

func (p *tagsPage) owner(corp bool) string {
	if corp {
		return p.h.env.T("tags.corp")
	}
	return p.h.env.T("tags.personal")
}

// about says how many have a tag, and what of it is not as it was wished.
func (p *tagsPage) about(s model.TagSummary) (string, widget.Importance) {
	t := p.h.env.T
	if s.Mark != nil {
		importance := widget.LowImportance
		if !s.Mark.State.Pending() {
			importance = widget.WarningImportance
		}
		return deedKind(p.h.env, s.Mark.Kind) + " · " + deedState(p.h.env, s.Mark.State), importance
	}
	parts := []string{t("tags.contacts", "n", s.Contacts)}
	if n, known := p.counted(s); known {
		parts = append(parts, t("tags.remote", "n", n))
	}
	if p.h.seat == 0 {
		parts = append(parts, t("tags.seats", "n", len(s.On)))
	}
	return strings.Join(parts, " · "), widget.LowImportance
}

// shortcut moves what is in the ring: the order is kept here.
func (p *tagsPage) shortcut(shortcut fyne.Shortcut) bool {
	custom, ok := shortcut.(*desktop.CustomShortcut)
	if !ok || custom.Modifier != fyne.KeyModifierAlt {
		return false
	}
	switch custom.KeyName {
	case fyne.KeyUp:
		p.move(-1)
	case fyne.KeyDown:
		p.move(1)
	default:
		return false
	}
	return true
}

// move puts the chosen tag, or heading, before or after the next one in sight.
func (p *tagsPage) move(by int) {
	if strings.TrimSpace(p.entry.Text) != "" {
		p.h.env.Nav.Toast(p.h.env.T("tags.order.filtered"))
		return
	}
	what := p.chosen
	if !what.heading && what.tag.Name == "" {
		return
	}
	here := namesOf(p.all, what)
	at := slices.Index(here, what.word())
	if to := at + by; at < 0 || to < 0 || to >= len(here) {
		return
	}
	beside := here[at+by]
	p.h.scope.Act("tags/place", func(ctx context.Context) error {
		tags := p.h.env.Console.Tags
		// Tags of seats that are not at hand keep their places among the others.
		all, err := tags.Summaries(ctx, 0)
		if err != nil {
			return err
		}
		names := beyond(namesOf(all, what), what.word(), beside, by)
		if what.heading {
			return tags.PlaceGroups(ctx, names)
		}
		return tags.Place(ctx, what.group, names)
	}, func(err error) {
		p.h.env.Fail(err)
		p.reload()
	})
}

// word is the name of the tag or heading.
func (r tagRow) word() string {
	if r.heading {
		return r.group
	}
	return r.tag.Name
}

// namesOf lists what a row stands among: the headings, or the tags of its heading.
func namesOf(list []model.TagSummary, r tagRow) (names []string) {
	for _, s := range list {
		name := s.Name
		switch {
		case r.heading:
			name = s.Group
		case s.Group != r.group:
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// beyond moves a name to the other side of another one.
func beyond(names []string, name, beside string, by int) []string {
	rest := make([]string, 0, len(names)+1)
	for _, n := range names {
		switch {
		case n == name:
		case n == beside && by < 0:
			rest = append(rest, name, n)
		case n == beside:
			rest = append(rest, n, name)
		default:
			rest = append(rest, n)
		}
	}
	return rest
}
