package supervisor_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

func TestLicencesSayWhenTheyEndAndWhatWasOrdered(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 2}, func(r *uitest.Rig) {
		r.Back.Keeps(
			[]model.RecordSchema{{Kind: model.RecordLicence, List: true, Fields: []model.RecordField{
				{Key: "seat", Type: model.FieldSeat, Told: true, InList: true}, {Key: "licensed", Type: model.FieldSwitch, Told: true, InList: true},
			}}},
			record(model.RecordLicence, "robot-1", "seat", "robot-1", "licensed", "1"), record(model.RecordLicence, "robot-2", "seat", "robot-2"),
		)
		at := time.Now()
		told := func(id, kind, about, detail string) model.Event {
			return model.CompanyNoticeSeen{Notice: model.CompanyNotice{ID: id, At: at, Kind: kind, About: about, Detail: detail}}
		}
		r.Back.Deliver(
			told("1", "auto_activate", "robot-1", "2027-04-01"), told("2", "unlicensed_notify", "robot-2", ""),
			told("3", "license_pay_success", "OI-77", "robot-1"), told("4", "license_refund", "OI-77", "refused"),
		)
		r.Press(ctrl, fyne.KeyB)
		pressWord(r, "企业", 0)
		r.Pass(second)
		r.MustSee("接口许可", "没收到过的显示“–”")
		require.Equal(t, []string{"小美", "客服阿强"}, listed(r, "seat"))
		require.Equal(t, []string{"是", "否"}, listed(r, "licensed"))
		require.Equal(t, []string{"2027-04-01", "–"}, listed(r, "expires"))
		require.Equal(t, "–", listed(r, "missed")[0])
		require.NotEqual(t, "–", listed(r, "missed")[1])
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		r.MustSee("接口许可 · 小美", "到期日", "2027-04-01", "激活时间")
		r.MustNotSee("保存")
		r.Key(fyne.KeyEscape)
		pressWord(r, "接口许可订单", 0)
		r.Pass(second)
		r.MustSee("金额和数量它不告知")
		require.Equal(t, []string{"OI-77", "拒绝退款", "小美"}, []string{listed(r, "order")[0], listed(r, "state")[0], listed(r, "buyer")[0]})
	})
}
