package supervisor

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// visitGapLeast is the shortest silence that ends a visit.
const visitGapLeast = time.Minute

// slaDays are the days of a week in the order in which they are shown.
var slaDays = [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// slaForm says how soon customers are to be answered.
type slaForm struct {
	host   *host
	object fyne.CanvasObject
	on     *screen.Check
	first  *screen.Field
	next   *screen.Field
	solve  *screen.Field
	warn   *screen.Field
	gap    *screen.Field
	zone   *screen.Field
	days   [7]*screen.Field // by the order of slaDays
	week   *screen.TextButton
	said   *widget.Label
	save   *screen.Button
	undo   *screen.Button
	body   *fyne.Container
	frame  *fyne.Container

	stored  supervise.SLA
	filling bool // the program fills the fields, not a person
	edited  bool
}

func newSLAForm(h *host) *slaForm {
	t := h.env.T
	f := &slaForm{host: h}
	f.on = screen.NewCheck(t("rules.sla.on"), func(bool) { f.changed() })
	f.first = f.limit("rules.sla.first")
	f.next = f.limit("rules.sla.next")
	f.solve = f.limit("rules.sla.resolution")
	f.warn = screen.NewField(t("rules.sla.warn"), "", false, true)
	f.warn.Check = func(text string) string {
		if n, err := strconv.Atoi(text); err != nil || n < 1 || n > 100 {
			return t("rules.bad.percent")
		}
		return ""
	}
	f.gap = screen.NewField(t("rules.sla.gap"), t("rules.sla.gap.hint"), false, false)
	f.gap.Check = func(text string) string {
		if d, ok := readSpan(text); !ok || d < visitGapLeast {
			return t("rules.bad.span")
		}
		return ""
	}
	f.zone = screen.NewField(t("rules.sla.zone"), "", false, true)
	f.zone.Entry.SetPlaceHolder(t("rules.sla.zone.local"))
	f.zone.Check = func(text string) string {
		if _, err := time.LoadLocation(text); err != nil {
			return t("rules.bad.zone")
		}
		return ""
	}
	f.body = screen.Column(0.5, f.on, screen.Note(t("rules.sla.hint")), f.first.Object, f.next.Object, f.solve.Object, f.warn.Object, f.gap.Object)
	f.week = screen.NewTextButton(t("rules.sla.week"), nil, f.likeMonday)
	f.body.Add(screen.Line(nil, screen.Heading(t("rules.sla.hours")), f.week))
	f.body.Add(screen.Note(t("rules.sla.hours.hint")))
	for i, day := range slaDays {
		d := screen.NewField(t("rules.day."+strconv.Itoa(int(day))), "", false, false)
		d.Check = func(text string) string {
			if _, wrong := readHours(text); wrong != nil {
				return t(wrong.key, "part", wrong.part)
			}
			return ""
		}
		f.days[i] = d
		f.body.Add(d.Object)
	}
	f.body.Add(f.zone.Object)
	for _, one := range f.all() {
		one.OnEdit = f.changed
	}
	f.said = screen.Wrapped("")
	f.said.Importance = widget.DangerImportance
	f.said.Hide()
	f.save = screen.NewButton(t("rules.save"), nil, f.store)
	f.save.Importance = widget.HighImportance
	f.undo = screen.NewButton(t("rules.undo"), nil, f.reset)
	head := screen.Inset(screen.Line(nil, screen.Heading(t("rules.sla")), screen.Row(1, f.undo, f.save)), rulesTitleAt, 2, 1, 1)
	foot := screen.Inset(f.said, 0, 2, 0, 2)
	scroll := container.NewVScroll(screen.Inset(f.body, 0, 3, 3, 2))
	line := screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1)
	f.frame = screen.Dock(screen.Column(0, head, line), foot, nil, nil, scroll)
	f.object = f.frame
	f.enable()
	return f
}

// limit is the field of a limit; empty is none.
func (f *slaForm) limit(key string) *screen.Field {
	t := f.host.env.T
	field := screen.NewField(t(key), "", false, false)
	field.Entry.SetPlaceHolder(t("rules.sla.nolimit"))
	field.Check = func(text string) string {
		if _, ok := readSpan(text); text != "" && !ok {
			return t("rules.bad.span")
		}
		return ""
	}
	return field
}

func (f *slaForm) all() []*screen.Field {
	return append([]*screen.Field{f.first, f.next, f.solve, f.warn, f.gap}, append(f.days[:], f.zone)...)
}

// show shows the SLA in force, unless somebody is changing it.
func (f *slaForm) show(sla supervise.SLA) {
	f.stored = sla
	if !f.edited {
		f.reset()
	}
}

// reset shows what is stored.
func (f *slaForm) reset() {
	t, sla := f.host.env.T, f.stored
	f.filling = true
	f.on.SetChecked(sla.On)
	f.first.Entry.SetText(spanWords(t, sla.First))
	f.next.Entry.SetText(spanWords(t, sla.Next))
	f.solve.Entry.SetText(spanWords(t, sla.Resolution))
	f.warn.Entry.SetText(strconv.Itoa(sla.WarnAt))
	f.gap.Entry.SetText(spanWords(t, sla.VisitGap))
	f.zone.Entry.SetText(sla.Hours.Zone)
	for i, day := range slaDays {
		f.days[i].Entry.SetText(hoursWords(sla.Hours.Days[day]))
	}
	f.filling, f.edited = false, false
	f.said.Hide()
	f.enable()
}

// changed notes that somebody changed something.
func (f *slaForm) changed() {
	if f.filling {
		return
	}
	f.edited = true
	f.enable()
}

func (f *slaForm) enable() {
	for _, b := range []*screen.Button{f.save, f.undo} {
		if f.edited {
			b.Enable()
		} else {
			b.Disable()
		}
	}
	always := !slices.ContainsFunc(f.days[:], func(d *screen.Field) bool { return d.Value() != "" })
	closed := f.host.env.T("rules.sla.off")
	if always {
		closed = f.host.env.T("rules.sla.always")
	}
	for _, d := range f.days {
		d.Entry.SetPlaceHolder(closed)
	}
	f.body.Refresh()
	f.frame.Refresh()
}

// likeMonday gives Tuesday to Friday the hours of Monday.
func (f *slaForm) likeMonday() {
	for i := 1; i < 5; i++ {
		f.days[i].Entry.SetText(f.days[0].Entry.Text)
	}
}

// value is what was filled in, where all of it can be read.
func (f *slaForm) value() supervise.SLA {
	sla := supervise.SLA{On: f.on.Checked}
	sla.First, _ = readSpan(f.first.Value())
	sla.Next, _ = readSpan(f.next.Value())
	sla.Resolution, _ = readSpan(f.solve.Value())
	sla.WarnAt, _ = strconv.Atoi(f.warn.Value())
	sla.VisitGap, _ = readSpan(f.gap.Value())
	sla.Hours.Zone = f.zone.Value()
	for i, day := range slaDays {
		sla.Hours.Days[day], _ = readHours(f.days[i].Value())
	}
	return sla
}

// store keeps the SLA; what is refused stays in sight, with the reason.
func (f *slaForm) store() {
	for _, one := range f.all() {
		one.Reveal()
	}
	f.enable()
	if at := slices.IndexFunc(f.all(), func(one *screen.Field) bool { return one.Problem() != "" }); at >= 0 {
		f.host.env.Window.Canvas().Focus(f.all()[at].Entry)
		return
	}
	sla := f.value()
	f.save.Disable()
	f.host.scope.Act("rules/sla", func(ctx context.Context) error { return f.host.env.Console.SLAs.Set(ctx, sla) }, func(err error) {
		if err != nil {
			f.said.SetText(f.host.env.TroubleNext(err))
			f.said.Show()
			f.enable()
			return
		}
		if reflect.DeepEqual(f.value(), sla) { // nothing was typed meanwhile
			f.edited = false
		}
		f.show(sla)
		f.enable()
		f.host.env.Nav.Toast(f.host.env.T("rules.sla.saved"))
	})
}
