package manager_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

func TestAPageTakesTheKeyboardFromTheOneBefore(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		tab := table(r)
		require.Equal(t, fyne.Focusable(tab), r.Canvas.Focused())
		r.Press(fyne.KeyModifierAlt, fyne.Key4)
		r.Settle()
		require.NotEqual(t, fyne.Focusable(tab), r.Canvas.Focused(), "it is out of sight")
		r.MustSee("还没有")
		r.Key(fyne.KeyReturn)
		r.MustNotSee("客户资料")
		r.Press(fyne.KeyModifierAlt, fyne.Key2)
		r.Settle()
		table(r)
		r.Key(fyne.KeyReturn)
		r.MustSee("客户资料")
	})
}

// Seats get names, and come and go, while somebody is at work.
func TestASeatThatGetsANameTakesNoKeyboard(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		tab := table(r)
		require.Equal(t, fyne.Focusable(tab), r.Canvas.Focused())
		tab.OnMenu(0, fyne.NewPos(100, 100))
		r.Settle()
		menu := r.Canvas.Focused()
		require.NotNil(t, menu)
		r.Back.Deliver(model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "robot-2", Name: "新来的"}})
		r.Pass(2 * time.Second)
		require.Equal(t, menu, r.Canvas.Focused(), "the menu is still the one that keys go to")
		r.Key(fyne.KeyEscape)
		require.Equal(t, fyne.Focusable(tab), r.Canvas.Focused())
		r.Canvas.Focus(uitest.All[*screen.Select](r)[0])
		r.Key(fyne.KeySpace)
		r.MustSee("新来的")
	})
}

func TestTheManagerAndTheConversationsTakeTurns(t *testing.T) {
	customers(t, uitest.Options{}, func(r *uitest.Rig) {
		r.MustSee("备注名")
		r.Press(fyne.KeyModifierControl, fyne.Key1)
		r.Settle()
		r.MustNotSee("备注名")
		require.Empty(t, uitest.All[*widgets.Table](r))
		r.Press(fyne.KeyModifierControl, fyne.KeyG)
		r.Settle()
		r.MustSee("备注名")
		r.Key(fyne.KeyEscape)
		r.MustSee("备注名")
	})
}
