package supervisor

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
)

func TestADetailIsSaidInThePersonsLanguage(t *testing.T) {
	in := func(language string) *screen.Env { return &screen.Env{Texts: assets.LoadTexts(language)} }
	for _, c := range []struct {
		what       model.AuditWhat
		detail     string
		wantZh, en string
	}{
		{model.AuditSeatLogin, "code", "扫码", "by code"},
		{model.AuditSend, "mini_program", "小程序", "mini program"},
		{model.AuditSend, "hologram", "hologram", "hologram"},
		{model.AuditGroupMembers, "invite: 3", "邀请：3", "invited: 3"},
		{model.AuditGroupMembers, "administrators false: 2", "管理员：关：2", "administrators: off: 2"},
		{model.AuditGroupChange, "name: 发货: 明天", "群名：发货: 明天", "name: 发货: 明天"},
		{model.AuditMoment, "like true", "点赞：开", "like: on"},
		{model.AuditSeatChange, "automatic login: true; number: 07", "自动登录：开；编号：07", "automatic login: on; number: 07"},
		{model.AuditBatch, "rename group: 12", "改群名：12", "rename groups: 12"},
		{model.AuditTeamNamed, "code", "code", "code"}, // a name that somebody gave
		{model.AuditSaveFile, "image", "image", "image"},
	} {
		e := model.AuditEntry{What: c.what, Detail: c.detail}
		require.Equal(t, c.wantZh, auditDetailWords(in("zh"), e), "%s %q", c.what, c.detail)
		require.Equal(t, c.en, auditDetailWords(in("en"), e), "%s %q", c.what, c.detail)
	}
}
