package supervisor

import (
	"cmp"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// boardTotals is the line of sums over the board. Each is pressed for the seats
// that it counts.
type boardTotals struct {
	page   *boardPage
	object *fyne.Container

	seats, online, offline, banned, down, waiting, unread, today, first, alerts *screen.TextButton
}

func newBoardTotals(p *boardPage) *boardTotals {
	b := &boardTotals{page: p, object: screen.Wrap(1)}
	add := func(do func()) *screen.TextButton {
		one := screen.NewTextButton("", nil, do)
		b.object.Add(one)
		return one
	}
	toggle := func(of func(*boardFilter)) func() {
		return func() {
			of(&p.wish.filter)
			p.changed()
		}
	}
	only := func(s stance) func() {
		return toggle(func(f *boardFilter) {
			if f.stance == s {
				s = stanceAny
			}
			f.stance = s
		})
	}
	b.seats = add(func() {
		p.wish.filter = boardFilter{}
		p.sortBy("")
		p.changed()
	})
	b.online, b.offline, b.banned = add(only(stanceOnline)), add(only(stanceOffline)), add(only(stanceBanned))
	b.down = add(only(stanceDown))
	b.waiting = add(toggle(func(f *boardFilter) { f.waiting = !f.waiting }))
	b.unread = add(toggle(func(f *boardFilter) { f.unread = !f.unread }))
	b.today = add(func() { p.sortBy(boardReceived) })
	b.first = add(func() { p.sortBy(boardFirst) })
	b.alerts = add(toggle(func(f *boardFilter) { f.alerts = !f.alerts }))
	return b
}

// show says the totals as of now. A seat whose connection is down counts as that,
// whatever was last heard of it: pressing a sum must show as many seats.
func (b *boardTotals) show(all boardHead) {
	env, f, sums := b.page.host.env, b.page.wish.filter, all.sums
	t := env.T
	tone := func(n int, name fyne.ThemeColorName) fyne.ThemeColorName {
		if n == 0 {
			return theme.TextSecondary
		}
		return name
	}
	b.seats.Set(t("board.total.seats", "n", sums.Seats), fynetheme.ColorNameForeground)
	b.online.Set(t("board.total.online", "n", sums.Online), tone(sums.Online, theme.Online))
	b.offline.Set(t("board.total.offline", "n", sums.Offline), tone(sums.Offline, fynetheme.ColorNameForeground))
	b.banned.Set(t("board.total.banned", "n", sums.Banned), tone(sums.Banned, theme.Danger))
	b.down.Set(t("board.total.down", "n", sums.Down), theme.Warn)
	b.down.Hidden = sums.Down == 0 && f.stance != stanceDown
	words, colour := t("board.total.waiting", "n", sums.Waiting), tone(sums.Waiting, fynetheme.ColorNameForeground)
	if !sums.LongestFrom.IsZero() {
		waited := env.Clock.Now().Sub(sums.LongestFrom)
		words = t("board.total.longest", "n", sums.Waiting, "long", widgets.SpanText(env.Texts, waited))
		colour = cmp.Or(b.page.cells.limits.Tone(waited), colour)
	}
	b.waiting.Set(words, colour)
	b.unread.Set(t("board.total.unread", "n", widgets.Number(sums.Unread)), tone(sums.Unread, fynetheme.ColorNameForeground))
	b.today.Set(t("board.total.today", "in", widgets.Number(sums.Today.Received), "out", widgets.Number(sums.Today.Sent)), fynetheme.ColorNameForeground)
	mean := "–"
	if d, ok := sums.Today.MeanFirst(); ok {
		mean = widgets.SpanText(env.Texts, d)
	}
	b.first.Set(t("board.total.first", "long", mean), fynetheme.ColorNameForeground)
	b.alerts.Set(t("board.total.alerts", "n", sums.Alerts), tone(sums.Alerts, theme.Danger))

	b.online.SetOn(f.stance == stanceOnline)
	b.offline.SetOn(f.stance == stanceOffline)
	b.banned.SetOn(f.stance == stanceBanned)
	b.down.SetOn(f.stance == stanceDown)
	b.waiting.SetOn(f.waiting)
	b.unread.SetOn(f.unread)
	b.alerts.SetOn(f.alerts)
	b.today.SetOn(b.page.wish.sort == boardReceived)
	b.first.SetOn(b.page.wish.sort == boardFirst)
	b.arrange()
}

// arrange lays the words out anew where they became wider or narrower.
func (b *boardTotals) arrange() {
	for _, o := range b.object.Objects {
		if o.Visible() && o.Size().Width != o.MinSize().Width {
			b.object.Refresh()
			return
		}
	}
}
