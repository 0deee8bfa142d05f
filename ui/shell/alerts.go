package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/ui/supervisor"
	"seatdeck/ui/widgets"
)

// warner tells of alerts that were raised: by a notification of the desktop, or in
// the window while that is in front. A burst is told as one.
type warner struct {
	shell   *Shell
	front   bool
	cancel  func()
	pending []model.Alert
	said    string          // in the window, and may be there still
	resting clockwork.Timer // until the next may be told; nil: now
}

func newWarner(s *Shell) *warner {
	w := &warner{shell: s, front: true}
	w.cancel = s.o.Console.Alerts.Raised(func(list []model.Alert) {
		s.o.Dispatch(func() { w.raised(list) })
	})
	return w
}

// close hears of nothing more.
func (w *warner) close() {
	w.cancel()
	if w.resting != nil {
		w.resting.Stop()
	}
}

func (w *warner) raised(list []model.Alert) {
	s := w.shell
	if s.closed || s.env == nil {
		return
	}
	w.pending = append(w.pending, list...)
	if w.resting == nil {
		w.tell()
	}
}

// tell tells of those that wait for it, and then rests.
func (w *warner) tell() {
	if len(w.pending) == 0 {
		return
	}
	s, t, text := w.shell, w.shell.env.T, w.words(w.pending)
	switch {
	case w.front && s.place == atSupervisor: // where the pages say it
	case w.front:
		w.seen() // one at a time: they lie over where people write
		s.toasts.Say(widgets.ToneWarn, text, widgets.Action{Label: t("alerts.notify.look"), Do: s.openAlerts})
		w.said = text
	default:
		s.o.App.SendNotification(fyne.NewNotification(t("alerts.notify.title"), text))
	}
	w.pending = nil
	w.resting = s.o.Clock.AfterFunc(notifyEvery, func() {
		s.o.Dispatch(func() {
			if w.resting = nil; !s.closed {
				w.tell()
			}
		})
	})
}

// seen takes away what was said: the person is where it can be looked at.
func (w *warner) seen() {
	w.shell.toasts.Forget(w.said)
	w.said = ""
}

// words say what was raised: all about one, how many there are of more.
func (w *warner) words(list []model.Alert) string {
	env := w.shell.env
	if len(list) == 1 {
		a := list[0]
		parts := []string{supervisor.AlertWords(env, a)}
		for _, name := range []string{a.SeatName, a.Peer} {
			if name != "" {
				parts = append(parts, widgets.OneLine(name, 40))
			}
		}
		if a.Seat == 0 {
			for _, v := range w.shell.state.connections {
				if v.Connection.ID == a.Connection {
					parts = append(parts, widgets.OneLine(v.Connection.Name, 40))
				}
			}
		}
		return strings.Join(parts, " · ")
	}
	grave := 0
	for _, a := range list {
		if a.Grave {
			grave++
		}
	}
	if grave > 0 {
		return env.T("alerts.notify.grave", "n", len(list), "k", grave)
	}
	return env.T("alerts.notify.many", "n", len(list))
}

// openAlerts shows what is wrong.
func (s *Shell) openAlerts() {
	s.OpenSupervisor()
	if s.place == atSupervisor {
		s.watch.Show(supervisor.Alerts)
	}
}
