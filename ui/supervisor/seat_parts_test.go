package supervisor

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/app/supervise"
)

func TestOnlyWhatBothCountIsHeldAgainstEachOther(t *testing.T) {
	t.Parallel()
	key := func(key string, _ ...any) string { return key }
	view := supervise.PanelView{
		Theirs: &model.Panel{Users: 8, Online: 5, Accounts: 6, AccountsOnline: 4, AccountsOffline: 2, AccountsNormal: 7, AccountsBanned: 1},
		Ours:   model.Panel{Users: 8, Online: 5, Accounts: -1, AccountsOnline: -1, AccountsOffline: -1, AccountsNormal: 6, AccountsBanned: 1},
	}
	rows, differ := panelRows(key, view)
	require.Equal(t, 1, differ)
	var ours []string
	for _, row := range rows[1:] {
		ours = append(ours, row[2].Text)
	}
	require.Equal(t, []string{"8", "5", "–", "–", "–", "≠ 6", "1"}, ours)
}
