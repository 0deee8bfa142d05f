// Package settings is where an agent says how the console looks and behaves.
package settings

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/ui/connect"
	"seatdeck/ui/screen"
)

// The bounds of a wait, in minutes.
const (
	leastWait = 1
	mostWait  = 24 * 60
)

// Options are what the program says about itself.
type Options struct {
	DataDir string
	Version string
}

// Open shows the settings in a dialog. What is changed is stored at once; the
// shell hears of it from the bus.
func Open(env *screen.Env, about Options) {
	scope := env.Scope()
	screen.Ask(scope, "preferences", func(ctx context.Context) (app.Preferences, error) {
		return env.Console.Settings.Get(ctx)
	}, func(p app.Preferences, err error) {
		if err != nil {
			env.Fail(err)
			scope.Close()
			return
		}
		s := &page{env: env, scope: scope, preferences: p}
		s.show(about)
	})
}

type page struct {
	env         *screen.Env
	scope       *screen.Scope
	preferences app.Preferences
	list        *connect.List
}

func (s *page) show(about Options) {
	t := s.env.T
	body := screen.Column(2,
		section(t("settings.look")),
		screen.LabelRow(t("settings.language"), s.choice(
			[]string{t("settings.language.auto"), "中文", "English"}, []string{"", "zh", "en"}, s.preferences.Language,
			func(v string) { s.preferences.Language = v })),
		screen.LabelRow(t("settings.theme"), s.choice(
			[]string{t("settings.theme.auto"), t("settings.theme.light"), t("settings.theme.dark")}, []string{"auto", "light", "dark"}, s.preferences.Theme,
			func(v string) { s.preferences.Theme = v })),
		section(t("settings.work")),
		screen.LabelRow(t("settings.send"), s.choice(
			[]string{t("settings.send.enter"), t("settings.send.ctrl")}, []string{"enter", "ctrl"}, sendKey(s.preferences.EnterSends),
			func(v string) { s.preferences.EnterSends = v == "enter" })),
		s.minutes(t("settings.warn"), t("settings.warn.hint"), s.preferences.WarnAfter, func(d time.Duration) { s.preferences.WarnAfter = d }),
		s.minutes(t("settings.late"), "", s.preferences.LateAfter, func(d time.Duration) { s.preferences.LateAfter = d }),
		screen.LabelRow(t("settings.notify"), s.check(t("settings.notify.text"), s.preferences.Notifications, func(on bool) { s.preferences.Notifications = on })),
		section(t("settings.connections")),
	)
	s.list = connect.NewList(s.env, s.scope)
	body.Add(s.list.Object)
	body.Add(section(t("settings.about")))
	folder := widget.NewLabel(about.DataDir)
	folder.Selectable = true
	folder.Wrapping = fyne.TextWrapBreak
	body.Add(screen.LabelRow(t("settings.folder"), folder))
	body.Add(screen.LabelRow(t("settings.version"), widget.NewLabel(about.Version)))

	var sheet *screen.Sheet
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	done.Importance = widget.HighImportance
	sheet = s.env.Sheets.Show(screen.Form{
		Title: t("settings.title"), Size: fyne.NewSize(680, 580), Focus: done,
		Body:    container.NewVScroll(screen.Inset(body, 0, 3, 2, 0)),
		Buttons: []fyne.CanvasObject{done},
	})
	cancel := s.env.OnChange(s.scope, func(c bus.Change) {
		if c.Connections || len(c.Seats) > 0 {
			s.list.Reload()
		}
	})
	sheet.OnClose = func() {
		cancel()
		s.scope.Close()
	}
}

func section(title string) fyne.CanvasObject {
	return screen.Inset(screen.Column(1, screen.Heading(title), widget.NewSeparator()), 2, 0, 0, 0)
}

func sendKey(enter bool) string {
	if enter {
		return "enter"
	}
	return "ctrl"
}

// choice is a drop-down over values with names.
func (s *page) choice(names, values []string, now string, set func(string)) fyne.CanvasObject {
	pick := screen.NewSelect(names, nil)
	for i, v := range values {
		if v == now {
			pick.SetSelectedIndex(i)
		}
	}
	if pick.SelectedIndex() < 0 {
		pick.SetSelectedIndex(0)
	}
	pick.OnChanged = func(string) {
		set(values[pick.SelectedIndex()])
		s.store()
	}
	return container.NewHBox(screen.MinSize(screen.Boxed(pick), 260, 0))
}

func (s *page) check(label string, now bool, set func(bool)) fyne.CanvasObject {
	c := screen.NewCheck(label, nil)
	c.SetChecked(now)
	c.OnChanged = func(on bool) {
		set(on)
		s.store()
	}
	return c
}

// minutes is a field for a wait in whole minutes.
func (s *page) minutes(label, hint string, now time.Duration, set func(time.Duration)) fyne.CanvasObject {
	f := screen.NewField(label, hint, false, true)
	f.Check = func(v string) string {
		if n, err := strconv.Atoi(v); err != nil || n < leastWait || n > mostWait {
			return s.env.T("settings.bad.minutes", "least", leastWait, "most", mostWait)
		}
		return ""
	}
	f.Entry.SetText(strconv.Itoa(int(now / time.Minute)))
	f.OnEdit = func() {
		f.Reveal()
		if f.Problem() != "" {
			return
		}
		n, _ := strconv.Atoi(f.Value())
		set(time.Duration(n) * time.Minute)
		s.store()
	}
	return f.Object
}

func (s *page) store() {
	p := s.preferences
	s.scope.Act("store", func(ctx context.Context) error {
		// The list keeps its order in the same record: only ours are replaced.
		now, err := s.env.Console.Settings.Get(ctx)
		if err != nil {
			return err
		}
		p.SortByWait = now.SortByWait
		return s.env.Console.Settings.Set(ctx, p)
	}, s.env.Fail)
}
