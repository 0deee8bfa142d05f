package moments

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// How many tags are offered at once, and from how many on they can be looked for.
const (
	offeredTags = 60
	filterFrom  = 12
)

// Who sees a moment.
const (
	forAll = iota
	forTagged
	notForTagged
)

// audience says who sees a moment: all, or those who have certain tags or have
// not.
type audience struct {
	env     *screen.Env
	scope   *screen.Scope
	seat    model.SeatID
	arrange func()
	object  *fyne.Container

	who    *screen.Select
	filter *screen.Entry
	list   *fyne.Container
	note   *widget.Label
	below  *fyne.Container // what is there only where tags are asked for
	tags   []model.Tag
	picked map[string]bool
	err    error
}

func newAudience(env *screen.Env, scope *screen.Scope, seat model.SeatID, arrange func()) *audience {
	t := env.T
	a := &audience{env: env, scope: scope, seat: seat, arrange: arrange, picked: map[string]bool{}, list: screen.Wrap(1)}
	a.who = screen.NewSelect([]string{t("moments.see.all"), t("moments.see.only"), t("moments.see.not")}, nil)
	a.who.SetSelectedIndex(forAll)
	a.who.OnChanged = func(string) { a.show() }
	a.filter = screen.NewEntry()
	a.filter.SetPlaceHolder(t("moments.see.filter"))
	a.filter.OnChanged = func(string) { a.show() }
	a.note = screen.Note("")
	a.below = screen.Column(1, a.filter, a.list, a.note)
	a.object = screen.Column(1, screen.LabelRow(t("moments.see"), screen.Boxed(a.who)), a.below)
	a.below.Hide()
	return a
}

// load reads the tags that are known.
func (a *audience) load() {
	screen.Ask(a.scope, "tags", func(ctx context.Context) ([]model.TagGroup, error) {
		return a.env.Console.Tags.List(ctx, a.seat)
	}, func(groups []model.TagGroup, err error) {
		a.tags, a.err = nil, err
		for _, g := range groups {
			a.tags = append(a.tags, g.Tags...)
		}
		a.show()
	})
}

// show offers the tags that fit what is typed.
func (a *audience) show() {
	t := a.env.T
	a.below.Hidden = a.who.SelectedIndex() == forAll
	a.filter.Hidden = len(a.tags) <= filterFrom
	a.list.Objects = nil
	query, left := strings.ToLower(strings.TrimSpace(a.filter.Text)), 0
	for _, tag := range a.tags {
		switch {
		case query != "" && !strings.Contains(strings.ToLower(tag.Name), query) && !a.picked[tag.RemoteID]:
		case len(a.list.Objects) >= offeredTags:
			left++
		default:
			a.list.Add(a.chip(tag))
		}
	}
	switch {
	case a.err != nil:
		a.note.SetText(a.env.TroubleNext(a.err))
	case len(a.tags) == 0:
		a.note.SetText(t("moments.see.none"))
	case left > 0:
		a.note.SetText(t("moments.see.left", "n", left))
	default:
		a.note.SetText("")
	}
	a.note.Hidden = a.note.Text == ""
	a.arrange()
}

func (a *audience) chip(tag model.Tag) fyne.CanvasObject {
	b := screen.NewTextButton(widgets.OneLine(tag.Name, 24), nil, nil)
	b.SetOn(a.picked[tag.RemoteID])
	b.OnTapped = func() {
		a.picked[tag.RemoteID] = !a.picked[tag.RemoteID]
		b.SetOn(a.picked[tag.RemoteID])
	}
	return b
}

// chosen gives the remote ids of the tags, or says what is missing.
func (a *audience) chosen() (visible, hidden []string, problem string) {
	var ids []string
	for _, tag := range a.tags {
		if a.picked[tag.RemoteID] && !slices.Contains(ids, tag.RemoteID) {
			ids = append(ids, tag.RemoteID)
		}
	}
	switch who := a.who.SelectedIndex(); {
	case who == forAll:
		return nil, nil, ""
	case len(ids) == 0:
		return nil, nil, a.env.T("moments.see.need")
	case who == forTagged:
		return ids, nil, ""
	default:
		return nil, ids, ""
	}
}
