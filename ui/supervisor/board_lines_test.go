package supervisor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
)

var boardNow = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)

// onBoard is a seat whose connection is up.
func onBoard(id model.SeatID, name string, state model.SeatState, change ...func(*supervise.BoardRow)) supervise.BoardRow {
	r := supervise.BoardRow{
		Seat: model.Seat{ID: id, Connection: 1, Name: name, State: state}, Kind: "youjiyun", Connection: "主接入", Link: model.LinkStatus{Link: model.LinkOnline},
	}
	for _, do := range change {
		do(&r)
	}
	return r
}

func waits(long time.Duration) func(*supervise.BoardRow) {
	return func(r *supervise.BoardRow) {
		r.LongestFrom, r.Longest, r.Seat.Waiting = boardNow.Add(-long), model.ConversationID(r.Seat.ID*10), 1
	}
}

func inTeams(names ...string) func(*supervise.BoardRow) {
	return func(r *supervise.BoardRow) {
		for _, n := range names {
			r.Teams = append(r.Teams, model.Team{Connection: r.Seat.Connection, ID: n, Name: n + "组"})
		}
	}
}

func at(connection model.ConnectionID, link model.Link) func(*supervise.BoardRow) {
	return func(r *supervise.BoardRow) {
		r.Seat.Connection, r.Link = connection, model.LinkStatus{Link: link}
		if connection != 1 {
			r.Connection = "备用接入"
		}
	}
}

var names = namer{stance: func(s stance) string { return stanceKeys[s] }, none: "无"}

// shownAs are the lines as a person reads them: groups in brackets.
func shownAs(rows []supervise.BoardRow, w boardWish) string {
	lines, _ := linesOf(rows, w, spelling{}, names)
	var said []string
	for _, l := range lines {
		if l.head != nil {
			said = append(said, "["+l.head.name+"]")
		} else {
			said = append(said, l.row.Seat.Name)
		}
	}
	return strings.Join(said, " ")
}

func someSeats() []supervise.BoardRow {
	return []supervise.BoardRow{
		onBoard(1, "小美", model.SeatOnline, inTeams("售前"), func(r *supervise.BoardRow) { r.Seat.Number, r.Seat.Unread, r.Today.Received = "10", 3, 7 }),
		onBoard(2, "阿强", model.SeatOffline, inTeams("售后", "售前"), func(r *supervise.BoardRow) { r.Seat.Number, r.Company.ShortName, r.Company.ID = "9", "甲公司", "c1" }),
		onBoard(3, "李店长", model.SeatOnline, waits(time.Minute), func(r *supervise.BoardRow) { r.Today.Received = 40 }),
		onBoard(4, "王小二", model.SeatBanned, at(2, model.LinkOnline)),
		onBoard(5, "赵六", model.SeatOnline, at(2, model.LinkConnecting)),
		onBoard(6, "周七", model.SeatKicked, waits(time.Hour), func(r *supervise.BoardRow) { r.Alerts, r.Seat.Mobile = 2, "13900000000" }),
	}
}

func TestWhatIsGraveComesFirst(t *testing.T) {
	require.Equal(t, "王小二 周七 李店长 阿强 赵六 小美", shownAs(someSeats(), boardWish{}))
}

func TestTheBoardIsSortedByEveryColumn(t *testing.T) {
	for _, c := range boardColumns(func(k string, _ ...any) string { return k }) {
		if !c.Sortable {
			continue
		}
		lines, seats := linesOf(someSeats(), boardWish{sort: c.Key}, spelling{}, names)
		require.Len(t, lines, 6, c.Key)
		require.Equal(t, 6, seats)
	}
	for column, want := range map[string]string{
		boardSeat:     "阿强 李店长 王小二 小美 赵六 周七", // as it is spelt
		boardNumber:   "李店长 王小二 赵六 周七 阿强 小美", // 9 before 10
		boardReceived: "阿强 王小二 赵六 周七 小美 李店长",
		boardLongest:  "周七 李店长 小美 阿强 王小二 赵六", // nobody waits: last
		boardState:    "王小二 赵六 阿强 周七 小美 李店长",
	} {
		require.Equal(t, want, shownAs(someSeats(), boardWish{sort: column}), column)
	}
	require.Equal(t, "李店长 小美 阿强 王小二 赵六 周七", shownAs(someSeats(), boardWish{sort: boardReceived, down: true}))
}

func TestSeatsStayInTheirPlacesWhileAPersonAims(t *testing.T) {
	held := map[model.SeatID]int{1: 0, 3: 2, 6: 1}
	require.Equal(t, "小美 周七 李店长 王小二 阿强 赵六", shownAs(someSeats(), boardWish{held: held}), "what is new comes last")
}

func TestFiltersChooseSeats(t *testing.T) {
	for name, c := range map[string]struct {
		filter boardFilter
		want   string
	}{
		"online is only what is known to be": {boardFilter{stance: stanceOnline}, "李店长 小美"},
		"kicked is offline":                  {boardFilter{stance: stanceOffline}, "周七 阿强"},
		"banned":                             {boardFilter{stance: stanceBanned}, "王小二"},
		"down":                               {boardFilter{stance: stanceDown}, "赵六"},
		"connection":                         {boardFilter{connection: 2}, "王小二 赵六"},
		"team":                               {boardFilter{team: "1/售前"}, "阿强 小美"},
		"waiting":                            {boardFilter{waiting: true}, "周七 李店长"},
		"unread":                             {boardFilter{unread: true}, "小美"},
		"alerts":                             {boardFilter{alerts: true}, "周七"},
		"both":                               {boardFilter{waiting: true, stance: stanceOnline}, "李店长"},
		"name":                               {boardFilter{text: "小"}, "王小二 小美"},
		"pinyin":                             {boardFilter{text: "xiaomei"}, "小美"},
		"initials":                           {boardFilter{text: "ldz"}, "李店长"},
		"company":                            {boardFilter{text: "甲公"}, "阿强"},
		"number":                             {boardFilter{text: "10"}, "小美"},
		"mobile":                             {boardFilter{text: "1390"}, "周七"},
		"nothing":                            {boardFilter{text: "zzz"}, ""},
	} {
		require.Equal(t, c.want, shownAs(someSeats(), boardWish{filter: c.filter}), name)
	}
}

func TestGroupsHaveHeadsWithSums(t *testing.T) {
	require.Equal(t, "[备用接入] 王小二 赵六 [主接入] 周七 李店长 阿强 小美", shownAs(someSeats(), boardWish{group: groupConnection}))
	require.Equal(t, "[售后组] 阿强 [售前组] 阿强 小美 [无] 王小二 周七 李店长 赵六", shownAs(someSeats(), boardWish{group: groupTeam}), "a seat is in each of its teams")
	require.Equal(t, "[甲公司] 阿强 [无] 王小二 周七 李店长 赵六 小美", shownAs(someSeats(), boardWish{group: groupCompany}))
	require.Equal(t, "[banned] 王小二 [down] 赵六 [offline] 周七 阿强 [online] 李店长 小美", shownAs(someSeats(), boardWish{group: groupStance}))
	require.Equal(t, "[备用接入] [主接入] 周七 李店长 阿强 小美", shownAs(someSeats(), boardWish{group: groupConnection, folded: map[string]bool{"2": true}}))

	lines, seats := linesOf(someSeats(), boardWish{group: groupConnection, folded: map[string]bool{"2": true}}, spelling{}, names)
	require.Equal(t, 6, seats, "those that are folded count")
	other, own := lines[0].head, lines[1].head
	require.True(t, other.folded)
	require.Equal(t, supervise.BoardTotals{Seats: 2, Banned: 1, Down: 1}, other.sums)
	require.Equal(t, supervise.BoardTotals{
		Seats: 4, Online: 2, Offline: 2, Unread: 3, Waiting: 2, Alerts: 2, LongestFrom: boardNow.Add(-time.Hour), Today: model.Tally{Received: 47},
	}, own.sums)
}

func TestASeatWhoseConnectionIsNotUpIsInNoOtherSum(t *testing.T) {
	for _, link := range []model.Link{model.LinkIdle, model.LinkConnecting, model.LinkRefused} {
		var sums boardHead
		for _, state := range []model.SeatState{model.SeatOnline, model.SeatKicked, model.SeatBanned} {
			r := onBoard(1, "小美", state, at(1, link))
			sums.add(&r)
		}
		require.Equal(t, supervise.BoardTotals{Seats: 3, Banned: 1, Down: 2}, sums.sums, link)
	}
}

func TestWaitsThatNineOfTenDidNotExceed(t *testing.T) {
	_, ok := waitShare(model.Tally{}, 0.9)
	require.False(t, ok)
	for name, c := range map[string]struct {
		tally model.Tally
		want  time.Duration
	}{
		"in the middle of a step": {spread(map[int]int{0: 5, 1: 5}, 20*time.Second), 18 * time.Second},
		"at the end of one":       {spread(map[int]int{0: 9, 5: 1}, 170*time.Second), 10 * time.Second},
		"no longer than any was":  {spread(map[int]int{3: 10}, 34*time.Second), 33600 * time.Millisecond},
		"past the last step":      {spread(map[int]int{0: 1, 11: 9}, 2*time.Hour), time.Hour + time.Duration(float64(time.Hour)*8/9)},
	} {
		got, ok := waitShare(c.tally, 0.9)
		require.True(t, ok, name)
		require.InDelta(t, c.want.Seconds(), got.Seconds(), 0.01, name)
	}
}

func spread(steps map[int]int, longest time.Duration) model.Tally {
	t := model.Tally{Longest: longest}
	for i, n := range steps {
		t.Spread[i] = n
	}
	return t
}

func BenchmarkLinesOfFiveHundredSeats(b *testing.B) {
	var rows []supervise.BoardRow
	for len(rows) < 500 {
		rows = append(rows, someSeats()...)
	}
	s := spelling{}
	for b.Loop() {
		linesOf(rows, boardWish{group: groupTeam, sort: boardSeat, filter: boardFilter{text: "x"}}, s, names)
	}
}
