package connect_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"seatdeck/ui/uitest"
)

// Whoever has typed a secret does not lose it by one key.
func TestAFormWithEntriesAsksBeforeItCloses(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		open := func() {
			r.Press(fyne.KeyModifierControl, fyne.KeyN)
			r.Tap("添加接入")
			r.MustSee("类型", "测试")
		}
		open()
		r.Key(fyne.KeyEscape)
		r.MustNotSee("放弃修改？", "类型")
		open()
		r.Type("二号")
		r.Key(fyne.KeyEscape)
		r.MustSee("放弃修改？")
		r.Key(fyne.KeyEscape)
		r.MustSee("类型")
		r.Tap("取消")
		r.Tap("放弃")
		r.MustNotSee("放弃修改？", "类型")
	})
}
