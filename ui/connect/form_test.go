package connect

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app"
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
