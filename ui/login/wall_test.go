package login_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

const ctrl = fyne.KeyModifierControl

// smallest is the least size of the window.
var smallest = fyne.NewSize(1024, 700)

// onWall is a console with so many seats out and the wall open.
func onWall(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	offline(t, o, o.Seats, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyL)
		fn(r)
	})
}

// tiles are the seats of the wall, in the order in which they are seen.
func tiles(r *uitest.Rig) []string {
	type placed struct {
		name string
		at   fyne.Position
	}
	var list []placed
	inWall(r, func(l *widget.Label) {
		for n := 1; n <= 12; n++ {
			if l.Text == uitest.SeatName(n) {
				list = append(list, placed{l.Text, fyne.CurrentApp().Driver().AbsolutePositionForObject(l)})
			}
		}
	})
	slices.SortFunc(list, func(a, b placed) int {
		if a.at.Y != b.at.Y {
			return int(a.at.Y - b.at.Y)
		}
		return int(a.at.X - b.at.X)
	})
	var names []string
	for _, p := range list {
		names = append(names, p.name)
	}
	return names
}

func inWall(r *uitest.Rig, fn func(*widget.Label)) {
	wall := scroll(r)
	for _, l := range uitest.All[*widget.Label](r) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
		if from := fyne.CurrentApp().Driver().AbsolutePositionForObject(wall); at.Y >= from.Y && at.X >= from.X && l.Size().Width < wall.Size().Width/2 {
			fn(l)
		}
	}
}

// scroll is what the topmost dialog scrolls in: inputs have one inside too.
func scroll(r *uitest.Rig) *container.Scroll {
	var largest *container.Scroll
	for _, s := range uitest.All[*container.Scroll](r) {
		if size := s.Size(); size.Height > 100 && size.Width > 200 {
			largest = s
		}
	}
	require.NotNil(r.T, largest, "nothing scrolls")
	return largest
}

func TestSixLoginsAtOnceEachInAnotherState(t *testing.T) {
	onWall(t, uitest.Options{Seats: 6, Size: smallest, Theme: "dark"}, func(r *uitest.Rig) {
		r.MustSee("登录墙", "等待 6 · 已上线 0 · 需处理 0")
		r.Tap("全部登录")
		r.Pass(time.Second)
		for seat := 1; seat <= 6; seat++ {
			require.Equal(t, 1, r.Back.Codes(seat))
		}
		sixStates(r)
		r.MustSee(
			"用这个账号的手机扫码", "王小美", "已扫码，请在手机上确认登录", "输入手机上显示的验证码",
			"手机上拒绝了这次登录", "换一个新码", "已确认，正在上线…", "已上线",
			"等待 3 · 已上线 1 · 需处理 2",
		)
		wall := scroll(r)
		require.LessOrEqual(t, wall.Content.Size().Height, wall.Size().Height, "six are in sight at once")
		require.Equal(t, uitest.CodeOf(1, 1), scan(r), "of the only one that is left to be scanned")
		r.Type(uitest.GoodPIN) // the cursor is in the field of the one that asks
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"t-3 " + uitest.GoodPIN}, r.Back.PINs())
		r.MustSee("等待 4 · 已上线 1 · 需处理 1")
	})
}

// sixStates has each of six logins that were begun in another state.
func sixStates(r *uitest.Rig) {
	r.Back.Login(2, model.LoginProgress{Step: model.LoginStepScanned, Name: "王小美"})
	r.Back.Login(3, model.LoginProgress{Step: model.LoginStepPIN, Name: "李店长", Ticket: "t-3"})
	r.Back.Login(4, model.LoginProgress{Step: model.LoginStepRefused})
	r.Back.Login(5, model.LoginProgress{Step: model.LoginStepConfirmed, Name: "王小二"})
	r.Back.State(6, model.SeatOnline)
	r.Pass(look)
}

func TestEachTileIsBegunAloneAndHasItsOwnCode(t *testing.T) {
	onWall(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		require.Equal(t, []string{"小美", "客服阿强", "李店长"}, tiles(r))
		r.Tap("扫码登录") // of the last one: it is drawn on top
		require.Equal(t, uitest.CodeOf(3, 1), code(r))
		require.Zero(t, r.Back.Codes(1)+r.Back.Codes(2))
		r.Back.Login(3, model.LoginProgress{Step: model.LoginStepRefused})
		r.Pass(look)
		r.Tap("换一个新码")
		require.Equal(t, uitest.CodeOf(3, 2), code(r))
	})
}

func TestTilesKeepTheirPlaceAndThoseDoneSink(t *testing.T) {
	onWall(t, uitest.Options{Seats: 4}, func(r *uitest.Rig) {
		r.Tap("全部登录")
		r.Pass(time.Second)
		r.Back.State(1, model.SeatOnline)
		r.Settle()
		r.MustSee("已上线 1")
		require.Equal(t, []string{"小美", "客服阿强", "李店长", "售后小王"}, tiles(r), "the others are being scanned")
		r.Back.Login(4, model.LoginProgress{Step: model.LoginStepRefused})
		r.Pass(look)
		require.Equal(t, []string{"售后小王", "客服阿强", "李店长", "小美"}, tiles(r))
		r.Back.State(2, model.SeatOnline)
		r.Back.State(3, model.SeatOnline)
		r.Settle()
		require.Equal(t, []string{"售后小王", "客服阿强", "李店长", "小美"}, tiles(r))
	})
}

func TestWallOfManySeatsScrollsAndIsWiderWithMoreRoom(t *testing.T) {
	for _, c := range []struct {
		size          fyne.Size
		columns, rows int // in sight
	}{
		{smallest, 3, 2},
		{fyne.NewSize(1600, 1000), 5, 3},
	} {
		t.Run(fmt.Sprint(c.size), func(t *testing.T) {
			onWall(t, uitest.Options{Seats: 50, Size: c.size}, func(r *uitest.Rig) {
				r.MustSee("等待 50")
				wall := scroll(r)
				perRow := wall.Content.Size().Height / float32((50+c.columns-1)/c.columns)
				require.InDelta(t, 304, perRow, 3, "rows of %d", c.columns)
				require.GreaterOrEqual(t, wall.Size().Height, float32(c.rows)*perRow-8)
				require.LessOrEqual(t, wall.Content.Size().Width, wall.Size().Width)
			})
		})
	}
}

func TestSeatThatGoesOfflineJoinsTheWall(t *testing.T) {
	offline(t, uitest.Options{Seats: 3}, 1, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyL)
		r.MustSee("等待 1 · 已上线 0")
		r.Back.State(3, model.SeatKicked)
		r.Settle()
		r.MustSee("等待 2 · 已上线 0", "被踢下线 · 还没有开始登录")
		r.Back.State(1, model.SeatOnline) // on the phone, without our doing
		r.Settle()
		r.MustSee("等待 1 · 已上线 1", "已在线")
		require.Equal(t, []string{"李店长", "小美"}, tiles(r))
	})
}

func TestWallWithNothingToDo(t *testing.T) {
	offline(t, uitest.Options{Seats: 2}, 0, func(r *uitest.Rig) {
		r.Press(ctrl, fyne.KeyL)
		r.MustSee("没有要登录的坐席")
		require.True(t, button(r, "全部登录").Disabled())
		r.Key(fyne.KeyEscape)
		r.MustNotSee("登录墙")
	})
}

func TestWallThatIsClosedEndsWhatNobodyScanned(t *testing.T) {
	onWall(t, uitest.Options{Seats: 3}, func(r *uitest.Rig) {
		r.Key(fyne.KeyReturn) // all of them
		r.Pass(time.Second)
		r.Back.Login(2, model.LoginProgress{Step: model.LoginStepScanned, Name: "王小美"})
		r.Pass(look)
		r.Key(fyne.KeyEscape)
		r.MustNotSee("登录墙")
		left := r.Console.Logins.All()
		require.Len(t, left, 1)
		require.Equal(t, model.LoginScanned, left[0].Phase)
		r.Press(ctrl, fyne.KeyL)
		r.MustSee("等待 3", "王小美", "已扫码，请在手机上确认登录")
	})
}

func TestStartThatFailsIsToldOnItsTile(t *testing.T) {
	onWall(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.RefuseCodes(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "实例不存在"})
		r.Tap("全部登录")
		r.Pass(time.Second)
		r.MustSee("实例不存在", "再试一次", "需处理 2")
		r.Back.RefuseCodes(nil)
		r.Tap("再试一次")
		r.MustSee("需处理 1")
		require.Equal(t, uitest.CodeOf(2, 1), code(r))
	})
}

func TestPINsAreEnteredOneAfterTheOther(t *testing.T) {
	onWall(t, uitest.Options{Seats: 12, Size: smallest}, func(r *uitest.Rig) {
		r.Tap("全部登录")
		r.Pass(3 * time.Second)
		r.Back.Login(11, model.LoginProgress{Step: model.LoginStepPIN, Ticket: "t-11"})
		r.Pass(look)
		require.Positive(t, scroll(r).Offset.Y, "it was out of sight")
		r.Type("4821")
		r.Back.Login(2, model.LoginProgress{Step: model.LoginStepPIN, Ticket: "t-2"})
		r.Pass(look)
		require.Equal(t, "4821", r.Written(), "the cursor stays where somebody types")
		r.Key(fyne.KeyReturn)
		r.Type(uitest.GoodPIN) // it was wrong: the same once more
		r.Key(fyne.KeyReturn)
		r.Type(uitest.GoodPIN)
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"t-11 4821", "t-11 " + uitest.GoodPIN, "t-2 " + uitest.GoodPIN}, r.Back.PINs())
		require.Nil(t, r.Canvas.Focused())
	})
}
