package supervisor_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

func TestTheNewsOfCompanies(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		r.Back.Deliver(
			model.CompanyNoticeSeen{Notice: model.CompanyNotice{ID: "1", At: time.Now(), Kind: "transfer_fail", Seat: robot(2), About: "老李", Detail: "customer_refused"}},
			model.QuotasSeen{Quotas: []model.Quota{{Kind: model.QuotaAcquisition, Total: 1000, Left: 40}}},
			model.DetectionSeen{Detection: model.Detection{ID: "t", At: time.Now(), Title: "例行检测", Total: 3, Banned: 1, Normal: 2, Records: []model.DetectionRecord{
				{Name: "好的"}, {Seat: robot(4), Name: "售后小王", Banned: true, Content: "违规"},
			}}},
		)
		pressWord(r, "企业通知", 0)
		r.Pass(second)
		require.Equal(t, []string{"客户继承失败"}, listed(r, "kind"))
		require.Equal(t, []string{"客服阿强"}, listed(r, "seat"))
		require.Equal(t, []string{"客户拒绝"}, listed(r, "detail"))
		pressWord(r, "额度", 0)
		r.Pass(second)
		require.Equal(t, []string{"40"}, listed(r, "left"))
		pressWord(r, "封号检测", 0)
		r.Pass(second)
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"售后小王", "好的"}, listed(r, "name"), "who is banned comes first")
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		r.Pass(second)
		r.MustSee("← 坐席看板", "售后小王")
	})
}

func TestNewsAreSortedByWhatTheyMean(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		now := time.Now()
		r.Back.Deliver(
			model.QuotasSeen{Quotas: []model.Quota{
				{Kind: model.QuotaAcquisition, Ref: "a", Total: 1000, Left: 40}, {Kind: model.QuotaAcquisition, Ref: "b", Total: 1000, Left: 900, Expires: now},
			}},
			model.DetectionSeen{Detection: model.Detection{ID: "t", At: now, Title: "例行检测", Total: 3, Records: []model.DetectionRecord{
				{Name: "乙"}, {Name: "甲", Banned: true, UnlockAt: now}, {Name: "丙", Failed: true},
			}}},
		)
		pressWord(r, "额度", 0)
		r.Pass(second)
		byHeading(r, 3)
		require.Equal(t, []string{"40", "900"}, listed(r, "left"))
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"900", "40"}, listed(r, "left"), "as numbers")
		byHeading(r, 5)
		require.Equal(t, []string{"b", "a"}, listed(r, "ref"), "what never ends comes last")
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"b", "a"}, listed(r, "ref"), "either way")
		pressWord(r, "封号检测", 0)
		r.Pass(second)
		ring(r, 0)
		r.Key(fyne.KeyReturn)
		require.Equal(t, []string{"甲", "丙", "乙"}, listed(r, "name"))
		byHeading(r, 0)
		require.Equal(t, []string{"丙", "甲", "乙"}, listed(r, "name"))
		byHeading(r, 3)
		require.Equal(t, "甲", listed(r, "name")[0])
	})
}

func TestWhatANoticeSaysIsInAPersonsWords(t *testing.T) {
	onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
		at := time.Now()
		for i, one := range [][2]string{
			{"auto_activate", "2027-04-01"},
			{"license_pay_success", "robot-1"},
			{"license_pay_success", "boss"},
			{"license_refund", "refused"},
			{"transfer_fail", "a word nobody knows"},
			{"batch_job_result", "export_user"},
		} {
			r.Back.Deliver(model.CompanyNoticeSeen{Notice: model.CompanyNotice{
				ID: string(rune('a' + i)), At: at.Add(-time.Duration(i) * time.Second), Kind: one[0], Detail: one[1],
			}})
		}
		pressWord(r, "企业通知", 0)
		r.Pass(second)
		require.Equal(t, []string{
			"有效期到 2027-04-01", "下单人 小美", "下单人 boss", "拒绝退款", "a word nobody knows", "导出成员详情",
		}, listed(r, "detail"))
	})
}
