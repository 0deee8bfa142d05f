package manager_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

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
