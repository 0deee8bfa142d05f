package connect

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
)

func TestTheFormAsksForWhatItsKindNeeds(t *testing.T) {
	test.NewTempApp(t)
	instances, account := app.KindSpec{Kind: "instances"}, app.KindSpec{Kind: "account"}
	instances.Title, instances.DefaultURL, instances.AccountLabel, instances.SecretLabel = "实例", "http://h", "app_key", "app_secret"
	instances.AccountOptional, instances.SecretOptional = true, true
	instances.Options = []app.OptionSpec{
		{Name: "guids", Required: true, Check: func(v string) error {
			if v == "bad" {
				return errors.New("no guid")
			}
			return nil
		}},
		{Name: "rate"},
	}
	account.Title, account.DefaultURL, account.AccountLabel, account.SecretLabel = "账号", "http://h", "key", "secret"
	f := NewForm(&screen.Env{Texts: assets.LoadTexts("zh")}, []app.KindSpec{instances, account}, nil, nil)

	require.False(t, f.Valid(), "an option that must be there is not")
	require.Contains(t, f.fields.Objects, f.options[0].Object, "it is in sight")
	require.NotContains(t, f.fields.Objects, f.options[1].Object, "the others are folded away")
	require.Same(t, f.options[0].Entry, f.First())
	f.options[0].Entry.SetText("bad")
	require.False(t, f.Valid())
	f.options[0].Entry.SetText("a b")
	require.True(t, f.Valid(), "account and secret may stay empty")
	require.Equal(t, map[string]string{"guids": "a b"}, f.Value().Options)

	f.picker.SetSelectedIndex(1)
	require.False(t, f.Valid())
	f.account.Entry.SetText("key")
	require.False(t, f.Valid())
	f.secret.Entry.SetText("secret")
	require.True(t, f.Valid())
}

func TestARefusalStandsAtItsFieldUntilThatIsChanged(t *testing.T) {
	test.NewTempApp(t)
	kind := app.KindSpec{Kind: "k"}
	kind.Title, kind.DefaultURL, kind.AccountLabel, kind.SecretLabel = "企业", "http://h", "corpid", "corpsecret"
	kind.MoreSecrets = []string{"callback_token"}
	kind.Options = []app.OptionSpec{
		{Name: "agent_id", Check: func(string) error { return errors.New("refusal.one_word: it must be one word") }},
		{Name: "guids", Required: true},
	}
	invalid := func(about string) error {
		return &model.Trouble{Code: model.TroubleInvalid, About: about, Detail: "refusal.missing"}
	}
	for about, at := range map[string]func(f *Form) *screen.Field{
		"name": func(f *Form) *screen.Field { return f.name }, "url": func(f *Form) *screen.Field { return f.base },
		"base URL": func(f *Form) *screen.Field { return f.base }, "corpid": func(f *Form) *screen.Field { return f.account },
		"account": func(f *Form) *screen.Field { return f.account }, "corpsecret": func(f *Form) *screen.Field { return f.secret },
		"secret": func(f *Form) *screen.Field { return f.secret }, "callback_token": func(f *Form) *screen.Field { return f.secrets[0].Field },
		"option agent_id": func(f *Form) *screen.Field { return f.options[0].Field }, "option guids": func(f *Form) *screen.Field { return f.options[1].Field },
	} {
		f := NewForm(&screen.Env{Texts: assets.LoadTexts("zh")}, []app.KindSpec{kind}, nil, nil)
		f.account.Entry.SetText("ww1")
		f.secret.Entry.SetText("s")
		f.options[1].Entry.SetText("g")
		require.True(t, f.Valid())
		require.True(t, f.Refused(invalid(about)), about)
		require.True(t, f.Valid(), "it may be tried again")
		require.Equal(t, "没有填写。", at(f).Said(), about)
		folded := about == "callback_token" || about == "option agent_id"
		require.Equal(t, folded, f.more.Visible(), "what is refused is in sight, and no more: %s", about)
		at(f).Entry.SetText("x y")
		require.NotEqual(t, "没有填写。", at(f).Said(), about)
	}
	f := NewForm(&screen.Env{Texts: assets.LoadTexts("zh")}, []app.KindSpec{kind}, nil, nil)
	for _, err := range []error{
		nil, invalid(""), invalid("elsewhere"), &model.Trouble{Code: model.TroubleCredentials, About: "name", Detail: "no"},
		&model.Trouble{Code: model.TroubleInvalid, About: "name"},
	} {
		require.False(t, f.Refused(err), "%v", err)
	}
	f.options[0].Entry.SetText("a b")
	f.Reveal()
	require.Equal(t, "填写有误：中间不能有空格。", f.options[0].Said())
}
