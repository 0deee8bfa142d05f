package supervisor_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

const ctrl = fyne.KeyModifierControl

// second is longer than the board rests between two reads.
const second = 1200 * time.Millisecond

// robot names the nth seat.
func robot(n int) model.SeatRef { return model.SeatRef{RemoteID: fmt.Sprintf("robot-%d", n)} }

// onBoard is the board of so many seats; some customers wait already.
func onBoard(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 4)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Says(2, "老李", "在吗？昨天的货到了没有")
		r.Pass(90 * time.Second)
		r.Back.Says(3, "王小明", "想问下价格")
		r.Pass(2 * time.Minute)
		r.Back.State(4, model.SeatBanned)
		r.Back.Deliver(
			model.TeamsSeen{Teams: []model.Team{{ID: "1", Name: "售前"}, {ID: "2", Name: "售后"}}},
			model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "robot-1", Teams: "1", Number: "07"}},
			model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "robot-2", Teams: "1,2"}},
			model.SeatStateSeen{Seat: robot(4), State: model.SeatBanned, BannedFrom: time.Now(), UnlockAt: time.Now().Add(83*time.Minute + 45*time.Second)},
		)
		r.Press(ctrl, fyne.KeyB)
		r.Pass(second)
		fn(r)
	})
}

// theBoard is the table of seats.
func theBoard(r *uitest.Rig) *widgets.Table {
	r.T.Helper()
	all := uitest.All[*widgets.Table](r)
	require.NotEmpty(r.T, all, "no table: %s", r)
	return all[0]
}

// cells are the texts of a column, from above.
func cells(r *uitest.Rig, column string) (texts []string) {
	table := theBoard(r)
	for i := range table.Count() {
		texts = append(texts, table.Cells(i, column).Text)
	}
	return texts
}

// pressWord presses the nth thing that can be pressed and says exactly this.
func pressWord(r *uitest.Rig, text string, n int) {
	r.T.Helper()
	for _, b := range uitest.All[*screen.TextButton](r) {
		if b.Text() == text {
			if n == 0 {
				b.Tapped(nil)
				r.Settle()
				return
			}
			n--
		}
	}
	r.T.Fatalf("nothing to press says %q: %s", text, r)
}

// row is a row of a table.
type row interface {
	fyne.Widget
	desktop.Mouseable
	desktop.Hoverable
}

// clickCell presses and lets go the nth cell that says exactly this, as the
// desktop's driver does.
func clickCell(r *uitest.Rig, n int, text string) {
	r.T.Helper()
	for _, o := range uitest.All[row](r) {
		for _, part := range test.WidgetRenderer(o).Objects() {
			word, is := part.(*canvas.Text)
			if !is || word.Text != text || !word.Visible() {
				continue
			}
			if n--; n >= 0 {
				continue
			}
			e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: word.Position().AddXY(2, 5)}}
			o.MouseDown(e)
			o.MouseUp(e)
			r.Settle()
			return
		}
	}
	r.T.Fatalf("no cell says %q: %s", text, r)
}

func TestWhoWaitsLongestIsTakenOverInTwoClicks(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 4}, func(r *uitest.Rig) {
		r.Back.Says(2, "老李", "在吗？昨天的货到了没有")
		r.Pass(90 * time.Second)
		r.Back.Says(3, "王小明", "想问下价格")
		r.Pass(2 * time.Minute)
		r.Tap("主管")
		r.Pass(second)
		r.MustSee("等得最久 · 2", "老李", "客服阿强 · 在吗", "王小明")
		pressWord(r, "接手", 0)
		r.Pass(second)
		r.MustSee("老李", "昨天的货到了没有")
		r.Type("到了，今天发出")
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		require.Equal(t, "到了，今天发出", r.Back.Sent()[0].Text)
		c, found, err := r.Console.Inbox.With(context.Background(), 2, "老李")
		require.NoError(t, err)
		require.True(t, found)
		require.NotEmpty(t, c.TakenAt)
	})
}

func TestEnterTakesOverWhoWaitsLongest(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		r.MustSee("昨天的货到了没有")
		r.MustNotSee("等得最久")
		r.Type("好")
	})
}

func TestASeatOffersToTakeOverWhoWaitsLongestThere(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Equal(t, []string{" ", "接手", "接手", " "}, cells(r, "take"))
		clickCell(r, 1, "接手")
		r.Pass(second)
		r.MustSee("想问下价格")
	})
}

func TestTheBoardSaysHowSeatsAre(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		require.Equal(t, []string{"售后小王", "客服阿强", "李店长", "小美"}, cells(r, "seat"), "grave first")
		r.MustSee("坐席 4", "在线 3", "封禁 1", "等待 2 · 最久 3 分 3")
		require.Contains(t, cells(r, "state")[0], "封禁 · 解封还有 1:23:4")
		require.Equal(t, []string{"–", "1", "1", "–"}, cells(r, "waiting"))
		require.Equal(t, "售前、售后", cells(r, "teams")[1])
		before := cells(r, "longest")
		r.Pass(10 * time.Second)
		require.NotEqual(t, before, cells(r, "longest"), "it ticks")
	})
}

func TestTheBoardFollowsWhatHappens(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.State(1, model.SeatOffline)
		r.Pass(second)
		r.MustSee("在线 2", "离线 1")
		r.Back.Says(1, "新客户", "你好")
		r.Pass(2 * second)
		r.MustSee("等得最久 · 3")
		r.Back.Link(model.LinkStatus{Link: model.LinkConnecting, Since: time.Now(), Err: &model.Trouble{Code: model.TroubleUnreachable}})
		r.Pass(3*time.Minute + 2*time.Second)
		require.Contains(t, cells(r, "state")[1], "未知 · 后台断开 3 分钟")
		r.MustSee("断开 3")
		r.Back.Link(model.LinkStatus{Link: model.LinkOnline, Since: time.Now()})
		r.Pass(2 * second)
		r.MustNotSee("未知 · 后台断开")
	})
}

func TestRowsDoNotMoveUnderThePointer(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		before := cells(r, "seat")
		uitest.All[row](r)[1].MouseMoved(nil) // after the headings
		r.Back.State(1, model.SeatBanned)
		r.Pass(second)
		r.MustSee("封禁 2")
		require.Equal(t, before, cells(r, "seat"))
		r.Pass(5 * time.Second)
		r.Back.State(3, model.SeatOffline)
		r.Pass(2 * second)
		require.Equal(t, []string{"小美", "售后小王"}, cells(r, "seat")[:2], "grave first again")
	})
}

func TestTotalsAndFiltersNarrowTheBoard(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "封禁 1", 0)
		require.Equal(t, []string{"售后小王"}, cells(r, "seat"))
		pressWord(r, "封禁 1", 0)
		require.Len(t, cells(r, "seat"), 4)
		pressWord(r, "有人等", 0)
		require.Equal(t, []string{"客服阿强", "李店长"}, cells(r, "seat"))
		pressWord(r, "清除筛选", 0)
		r.Type("xm")
		require.Equal(t, []string{"小美"}, cells(r, "seat"), "by its initials")
		r.Type("zz")
		r.MustSee("没有符合条件的坐席")
		r.Tap("清除筛选")
		require.Len(t, cells(r, "seat"), 4)
	})
}

func TestGroupsFold(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		for _, s := range uitest.All[*screen.Select](r) {
			for i, o := range s.Options {
				if o == "按分组" {
					s.SetSelectedIndex(i)
				}
			}
		}
		r.Settle()
		require.Equal(t, []string{"售后 · 1", "客服阿强", "售前 · 2", "客服阿强", "小美", "未分组 · 2", "售后小王", "李店长"}, cells(r, "seat"))
		table := theBoard(r)
		require.True(t, table.Band(0))
		require.False(t, table.Band(1))
		clickCell(r, 0, "售前 · 2")
		require.Equal(t, []string{"售后 · 1", "客服阿强", "售前 · 2", "未分组 · 2", "售后小王", "李店长"}, cells(r, "seat"))
		require.Equal(t, "在线 2/2", theBoard(r).Cells(2, "state").Text)
	})
}

func TestChosenColumnsAreKept(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		pressWord(r, "列…", 0)
		for _, box := range uitest.All[*screen.Check](r) {
			if box.Text == "编号" {
				box.SetChecked(true)
			}
		}
		r.Settle()
		r.Tap("关闭")
		kept, err := r.Console.Settings.Get(context.Background())
		require.NoError(t, err)
		require.Contains(t, kept.Columns["board"], "number")
	})
}

func TestTheBoardRestsWhileItIsOutOfSight(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		table, asked := theBoard(r), 0
		ask := table.Cells
		table.Cells = func(row int, column string) widgets.Cell {
			asked++
			return ask(row, column)
		}
		r.Press(ctrl, fyne.Key1)
		asked = 0
		r.Back.Says(1, "新客户", "你好")
		r.Pass(time.Minute)
		require.Zero(t, asked)
		r.Press(ctrl, fyne.KeyB)
		r.Pass(second)
		r.MustSee("等得最久 · 3")
	})
}

// TestNothingOfTheBoardIsCut looks at the board and at the page of a seat in the
// smallest window, in both languages. With SEATDECK_SHOTS it writes pictures.
func TestNothingOfTheBoardIsCut(t *testing.T) {
	smallest := fyne.NewSize(1024, 700)
	looks := []uitest.Options{{Language: "zh", Theme: "light", Size: smallest}, {Language: "en", Theme: "dark", Size: smallest}}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		wide := fyne.NewSize(1600, 1000)
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: wide}, uitest.Options{Language: "zh", Theme: "dark", Size: wide})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		o.Seats = 60
		t.Run(name, func(t *testing.T) {
			onBoard(t, o, func(r *uitest.Rig) {
				see := func(what string) {
					r.Pass(2 * time.Second)
					r.MustFit(name + " " + what)
					r.MustFitInside(name + " " + what)
					r.Shot("board-" + what + "-" + name)
				}
				see("seats")
				r.Back.Link(model.LinkStatus{Link: model.LinkConnecting, Since: time.Now(), Err: &model.Trouble{Code: model.TroubleUnreachable}})
				see("down")
				r.Canvas.Focus(theBoard(r))
				theBoard(r).SetRing(0)
				r.Key(fyne.KeyReturn)
				see("seat")
				r.Key(fyne.KeyEscape)
				see("back")
			})
		})
	}
}
