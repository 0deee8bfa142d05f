package supervisor

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
	"seatdeck/ui/widgets"
)

// stance is how a seat is doing, as a supervisor sorts it.
type stance int

// The stances. The order is that of the filter.
const (
	stanceAny stance = iota
	stanceOnline
	stanceOffline // kicked counts as offline, as in the totals
	stanceBanned
	stanceOther // starting, or nobody said
	stanceDown  // its connection is down: what was known may be over
	stanceCount
)

// stanceOf tells how a seat is doing.
func stanceOf(r *supervise.BoardRow) stance {
	switch {
	case r.Seat.State == model.SeatBanned:
		return stanceBanned
	case r.Link.Link != model.LinkOnline:
		return stanceDown
	case r.Seat.State == model.SeatOnline:
		return stanceOnline
	case r.Seat.State == model.SeatOffline, r.Seat.State == model.SeatKicked:
		return stanceOffline
	}
	return stanceOther
}

// grouping says by what seats are grouped.
type grouping int

// The groupings, in the order in which they are offered.
const (
	groupNone grouping = iota
	groupConnection
	groupTeam
	groupCompany
	groupStance
	groupCount
)

// boardFilter says which seats are on the board.
type boardFilter struct {
	text       string // lower case
	stance     stance
	connection model.ConnectionID
	team       string // teamKey
	waiting    bool
	unread     bool
	alerts     bool
}

// teamKey names a team on all connections.
func teamKey(t model.Team) string {
	return strconv.FormatInt(int64(t.Connection), 10) + "/" + t.ID
}

// teamName is what a team is called; without a name it is its number.
func teamName(t model.Team) string {
	if t.Name != "" {
		return t.Name
	}
	return "#" + t.ID
}

// companyName is what a company is called; "" where none is known.
func companyName(c model.Company) string {
	return cmp.Or(c.ShortName, c.Name, c.ID)
}

// spelling finds names as they are typed in pinyin. It remembers: a board has
// hundreds of names and is filtered once a second.
type spelling map[string][2]string

func (s spelling) of(name string) (whole, initials string) {
	both, known := s[name]
	if !known {
		both[0], both[1] = widgets.Pinyin(name)
		s[name] = both
	}
	return both[0], both[1]
}

// means tells whether a name is meant by what was typed, in lower case.
func (s spelling) means(text, name string) bool {
	if strings.Contains(strings.ToLower(name), text) {
		return true
	}
	whole, initials := s.of(name)
	return strings.Contains(whole, text) || strings.Contains(initials, text)
}

// lets tells whether a seat is to be shown.
func (f boardFilter) lets(r *supervise.BoardRow, s spelling) bool {
	switch {
	case f.stance != stanceAny && stanceOf(r) != f.stance,
		f.connection != 0 && r.Seat.Connection != f.connection,
		f.waiting && r.Seat.Waiting == 0,
		f.unread && r.Seat.Unread == 0,
		f.alerts && r.Alerts == 0,
		f.team != "" && !slices.ContainsFunc(r.Teams, func(t model.Team) bool { return teamKey(t) == f.team }):
		return false
	case f.text == "":
		return true
	}
	for _, name := range []string{r.Seat.DisplayName(), r.Seat.Name, r.Seat.Number, r.Seat.Mobile, r.Company.Name, r.Company.ShortName} {
		if s.means(f.text, name) {
			return true
		}
	}
	return false
}

// boardLine is a row of the table: a seat, or the head of a group.
type boardLine struct {
	row  *supervise.BoardRow
	head *boardHead // nil: a seat
}

// boardHead heads the seats of a group.
type boardHead struct {
	key, name string
	folded    bool
	sums      supervise.BoardTotals
	gaps      int
}

// boardWish says how the seats of a board are shown.
type boardWish struct {
	filter boardFilter
	group  grouping
	folded map[string]bool // groups, by key
	sort   string          // a column; "": what is grave first
	down   bool

	held map[model.SeatID]int // seats stay in these places, whatever the order; nil: none does
}

// namer names what groups are about.
type namer struct {
	stance func(stance) string
	none   string // where a seat is in no group
}

// linesOf are the rows of the table, and how many seats are among them, folded
// ones too.
func linesOf(rows []supervise.BoardRow, w boardWish, s spelling, n namer) (lines []boardLine, seats int) {
	shown := make([]*supervise.BoardRow, 0, len(rows))
	for i := range rows {
		if w.filter.lets(&rows[i], s) {
			shown = append(shown, &rows[i])
		}
	}
	order := orderOf(w.sort, s)
	slices.SortStableFunc(shown, func(a, b *supervise.BoardRow) int {
		x, heldX := w.held[a.Seat.ID]
		y, heldY := w.held[b.Seat.ID]
		switch {
		case heldX && heldY:
			return cmp.Compare(x, y)
		case heldX != heldY && heldX:
			return -1
		case heldX != heldY:
			return 1
		case w.down:
			a, b = b, a
		}
		return order(a, b)
	})
	if w.group == groupNone {
		for _, r := range shown {
			lines = append(lines, boardLine{row: r})
		}
		return lines, len(shown)
	}
	members := map[string][]*supervise.BoardRow{}
	var heads []*boardHead
	for _, r := range shown {
		for _, g := range groupsOf(r, w.group, n) {
			if members[g.key] == nil {
				heads = append(heads, &boardHead{key: g.key, name: g.name, folded: w.folded[g.key]})
			}
			members[g.key] = append(members[g.key], r)
		}
	}
	slices.SortStableFunc(heads, func(a, b *boardHead) int {
		if none := cmp.Compare(noneLast(a.key), noneLast(b.key)); none != 0 {
			return none
		}
		if w.group == groupStance {
			return cmp.Compare(a.key, b.key)
		}
		return s.compare(a.name, b.name)
	})
	for _, h := range heads {
		for _, r := range members[h.key] {
			h.add(r)
		}
		lines = append(lines, boardLine{head: h})
		if h.folded {
			continue
		}
		for _, r := range members[h.key] {
			lines = append(lines, boardLine{row: r})
		}
	}
	return lines, len(shown)
}

func noneLast(key string) int {
	if key == "" {
		return 1
	}
	return 0
}

// groupsOf names the groups of a seat; it is in several where it has several teams.
func groupsOf(r *supervise.BoardRow, by grouping, n namer) []boardHead {
	switch by {
	case groupConnection:
		return []boardHead{{key: strconv.FormatInt(int64(r.Seat.Connection), 10), name: r.Connection}}
	case groupCompany:
		if name := companyName(r.Company); name != "" {
			return []boardHead{{key: cmp.Or(r.Company.ID, name), name: name}}
		}
	case groupStance:
		s := stanceOf(r)
		return []boardHead{{key: strconv.Itoa(graveness(r)), name: n.stance(s)}}
	case groupTeam:
		var list []boardHead
		for _, t := range r.Teams {
			list = append(list, boardHead{key: teamKey(t), name: teamName(t)})
		}
		if len(list) > 0 {
			return list
		}
	}
	return []boardHead{{name: n.none}}
}

// add counts a seat among those of a group.
func (h *boardHead) add(r *supervise.BoardRow) {
	h.sums.Add(r)
	h.gaps += r.Seat.Gaps
	switch stanceOf(r) {
	case stanceOnline:
		h.sums.Online++
	case stanceOffline:
		h.sums.Offline++
	case stanceBanned:
		h.sums.Banned++
	case stanceDown:
		h.sums.Down++
	}
}

func teamNames(teams []model.Team) string {
	names := make([]string, len(teams))
	for i, t := range teams {
		names[i] = widgets.OneLine(teamName(t), 30)
	}
	return strings.Join(names, "、")
}
