package connect

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
)

func TestWhyCallbacksWereRefusedIsSaid(t *testing.T) {
	test.NewTempApp(t)
	env := &screen.Env{Texts: assets.LoadTexts("zh")}
	calm := callbacks(env, model.CallbackCounts{Accepted: 12, Repeated: 1, Busy: 3})
	require.Equal(t, "回调：收下 12 次，重复 1 次，拒绝 0 次", calm.Text)
	require.Equal(t, widget.MediumImportance, calm.Importance)
	wrong := callbacks(env, model.CallbackCounts{Accepted: 12, BadSign: 1, Stale: 2, Replayed: 3, Undecodable: 4, TooLarge: 1})
	require.Equal(t, "回调：收下 12 次，重复 0 次，拒绝 11 次（签名不对 1，过期 2，重放 3，读不懂 5）", wrong.Text)
	require.Equal(t, widget.WarningImportance, wrong.Importance)
}
