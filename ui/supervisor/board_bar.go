package supervisor

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// groupKeys and stanceKeys name the choices of the bar, in their order.
var (
	groupKeys  = [groupCount]string{"none", "connection", "team", "company", "state"}
	stanceKeys = [stanceCount]string{"any", "online", "offline", "banned", "other", "down"}
)

// boardBar is the search, the filters and the grouping over the board.
type boardBar struct {
	page   *boardPage
	object *fyne.Container

	entry                              *screen.Entry
	stances, connections, teams, group *screen.Select
	waiting, unread, alerts, clear     *screen.TextButton

	connectionIDs []model.ConnectionID // of the choices after the first
	teamKeys      []string
}

func newBoardBar(p *boardPage) *boardBar {
	t := p.host.env.T
	b := &boardBar{page: p, entry: screen.NewEntry()}
	b.entry.SetPlaceHolder(t("board.search"))
	b.entry.OnChanged = func(text string) {
		if text = strings.ToLower(strings.TrimSpace(text)); text != p.wish.filter.text {
			p.wish.filter.text = text
			p.changed()
		}
	}
	b.entry.OnSubmitted = func(string) { b.toTable() }
	b.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name == fyne.KeyDown {
			b.toTable()
		}
		return key.Name == fyne.KeyDown
	}
	var stances, groups []string
	for s := range stanceCount {
		stances = append(stances, b.stance(s))
	}
	for _, key := range groupKeys {
		groups = append(groups, t("board.group."+key))
	}
	b.stances, b.group = screen.NewSelect(stances, nil), screen.NewSelect(groups, nil)
	b.connections, b.teams = screen.NewSelect([]string{t("board.any.connection")}, nil), screen.NewSelect([]string{t("board.any.team")}, nil)
	toggle := func(key string, of func(*boardFilter) *bool) *screen.TextButton {
		return screen.NewTextButton(t(key), nil, func() {
			on := of(&p.wish.filter)
			*on = !*on
			p.changed()
		})
	}
	b.waiting = toggle("board.waiting", func(f *boardFilter) *bool { return &f.waiting })
	b.unread = toggle("board.unread", func(f *boardFilter) *bool { return &f.unread })
	b.alerts = toggle("board.alerts", func(f *boardFilter) *bool { return &f.alerts })
	b.clear = screen.NewTextButton(t("board.clear"), nil, p.clear)
	columns := screen.NewTextButton(t("manager.columns.open"), nil, p.columns.Choose)
	box := func(s *screen.Select, width float32) fyne.CanvasObject { return screen.Width(screen.Boxed(s), width) }
	toggles := screen.MinSize(screen.Row(0, b.waiting, b.unread, b.alerts, columns, b.clear), 0, b.entry.MinSize().Height)
	b.object = screen.Wrap(1, screen.Width(b.entry, 196), box(b.stances, 120), box(b.connections, 136), box(b.teams, 120), box(b.group, 136), toggles)
	b.show()
	return b
}

// stance names how seats are doing.
func (b *boardBar) stance(s stance) string { return b.page.host.env.T("board.stance." + stanceKeys[s]) }

// toTable gives the table the keyboard.
func (b *boardBar) toTable() {
	if len(b.page.lines) > 0 {
		b.page.host.env.Window.Canvas().Focus(b.page.table)
	}
}

// offer offers the connections and teams that there are.
func (b *boardBar) offer(rows []supervise.BoardRow) {
	var connections []model.ConnectionID
	var teams []model.Team
	names := map[model.ConnectionID]string{}
	for _, r := range rows {
		if names[r.Seat.Connection] == "" {
			names[r.Seat.Connection] = r.Connection
			connections = append(connections, r.Seat.Connection)
		}
		for _, t := range r.Teams {
			if !slices.ContainsFunc(teams, func(o model.Team) bool { return teamKey(o) == teamKey(t) }) {
				teams = append(teams, t)
			}
		}
	}
	slices.SortFunc(teams, func(x, y model.Team) int { return b.page.spell.compare(teamName(x), teamName(y)) })
	any := b.page.host.env.T
	options := []string{any("board.any.connection")}
	for _, id := range connections {
		options = append(options, widgets.OneLine(names[id], 40))
	}
	keys, teamOptions := make([]string, len(teams)), []string{any("board.any.team")}
	for i, t := range teams {
		keys[i] = teamKey(t)
		teamOptions = append(teamOptions, widgets.OneLine(teamName(t), 40))
	}
	if slices.Equal(options, b.connections.Options) && slices.Equal(teamOptions, b.teams.Options) &&
		slices.Equal(connections, b.connectionIDs) && slices.Equal(keys, b.teamKeys) {
		return
	}
	b.connectionIDs, b.connections.Options = connections, options
	b.teamKeys, b.teams.Options = keys, teamOptions
	b.show()
}

// show brings the controls in line with the wish.
func (b *boardBar) show() {
	f := b.page.wish.filter
	for _, s := range []*screen.Select{b.stances, b.connections, b.teams, b.group} {
		s.OnChanged = nil
	}
	if !strings.EqualFold(strings.TrimSpace(b.entry.Text), f.text) {
		b.entry.SetText(f.text)
	}
	b.stances.SetSelectedIndex(int(f.stance))
	b.connections.SetSelectedIndex(slices.Index(b.connectionIDs, f.connection) + 1)
	b.teams.SetSelectedIndex(slices.Index(b.teamKeys, f.team) + 1)
	b.group.SetSelectedIndex(int(b.page.wish.group))
	b.waiting.SetOn(f.waiting)
	b.unread.SetOn(f.unread)
	b.alerts.SetOn(f.alerts)
	b.clear.Hidden = f == boardFilter{}
	b.object.Refresh()
	b.listen()
}

// listen has the choices do something from now on.
func (b *boardBar) listen() {
	p := b.page
	b.stances.OnChanged = func(string) {
		p.wish.filter.stance = stance(max(b.stances.SelectedIndex(), 0))
		p.changed()
	}
	b.connections.OnChanged = func(string) {
		p.wish.filter.connection = 0
		if i := b.connections.SelectedIndex(); i > 0 {
			p.wish.filter.connection = b.connectionIDs[i-1]
		}
		p.changed()
	}
	b.teams.OnChanged = func(string) {
		p.wish.filter.team = ""
		if i := b.teams.SelectedIndex(); i > 0 {
			p.wish.filter.team = b.teamKeys[i-1]
		}
		p.changed()
	}
	b.group.OnChanged = func(string) {
		p.wish.group = grouping(max(b.group.SelectedIndex(), 0))
		p.wish.folded = map[string]bool{}
		p.changed()
	}
}
