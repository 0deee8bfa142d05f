package supervisor_test

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

// TestNothingOfTheCompanyPageIsCut looks at the page and its sheets in the smallest
// window, in both languages. With SEATDECK_SHOTS it writes pictures.
func TestNothingOfTheCompanyPageIsCut(t *testing.T) {
	smallest := fyne.NewSize(1024, 700)
	looks := []uitest.Options{{Language: "zh", Theme: "light", Size: smallest}, {Language: "en", Theme: "dark", Size: smallest}}
	if os.Getenv("SEATDECK_SHOTS") != "" {
		wide := fyne.NewSize(1600, 1000)
		looks = append(looks, uitest.Options{Language: "en", Theme: "light", Size: wide}, uitest.Options{Language: "zh", Theme: "dark", Size: wide})
	}
	for _, o := range looks {
		name := o.Language + "-" + o.Theme
		t.Run(name, func(t *testing.T) {
			onCompany(t, o, func(r *uitest.Rig) {
				see := func(what string) {
					r.Pass(time.Second)
					r.MustFit(name + " " + what)
					r.MustFitInside(name + " " + what)
					r.Shot("company-" + what + "-" + name)
				}
				// say is the text of a key in the language that is shown.
				say := func(zh, en string) string {
					if o.Language == "en" {
						return en
					}
					return zh
				}
				see("list")
				r.Tap(say("列…", "Columns…"))
				see("columns")
				r.Key(fyne.KeyEscape)
				r.Back.MakesCodes("weixin:cawcde91ed29d8de9f")
				r.Tap(say("新建", "New"))
				submit(r)
				see("wrong")
				r.Type("收银台")
				r.Key(fyne.KeyEscape)
				see("discard")
				r.Tap(say("继续编辑", "Keep editing"))
				r.Tap(say("选择…", "Choose…"))
				see("pick")
				r.Key(fyne.KeyEscape)
				submit(r)
				r.Pass(second)
				see("made")
				r.Tap(say("打印…", "Print…"))
				r.Pass(time.Second)
				see("print")
				for range 2 {
					r.Key(fyne.KeyEscape)
					r.Settle()
				}
				pressWord(r, say("企业群发", "Mass messages"), 0)
				r.Pass(second)
				ring(r, 0)
				r.Key(fyne.KeyReturn)
				see("sheet")
				pressWord(r, say("成员发送情况", "Members who send it"), 0)
				see("child")
				r.Key(fyne.KeyEscape)
				r.Settle()
				r.Tap(say("新建", "New"))
				see("mass")
				r.Key(fyne.KeyEscape)
				r.Settle()
				pressWord(r, say("企业通知", "Notices"), 0)
				r.Back.Deliver(model.CompanyNoticeSeen{Notice: model.CompanyNotice{ID: "1", At: time.Now(), Kind: "transfer_fail", Seat: robot(2), About: "老李", Detail: "customer_refused"}})
				see("notices")
				r.Tap(say("坐席管理…", "Administer seats…"))
				for i := range 6 {
					for n, b := range tabsOfAdmin(r) {
						if n == i {
							test.Tap(b)
						}
					}
					see("admin" + string(rune('1'+i)))
				}
			})
		})
	}
}

// tabsOfAdmin are the words that choose a part of the sheet.
func tabsOfAdmin(r *uitest.Rig) []*screen.TextButton {
	all := uitest.All[*screen.TextButton](r)
	require.GreaterOrEqual(r.T, len(all), 6)
	return all[len(all)-6:]
}
