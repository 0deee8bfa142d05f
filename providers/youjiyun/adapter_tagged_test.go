package youjiyun

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// tagServer lists customers 1 to 5; filtered by tag as tags says, or not at all
// where tags is nil.
func tagServer(t *testing.T, tags map[string][]int) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Auth.path {
			_, _ = fmt.Fprint(w, `{"code":"0","msg":"OK","data":{"createTime":1530537138000,"expireMinutes":1451,"accessToken":"t"}}`)
			return
		}
		users := []int{1, 2, 3, 4, 5}
		if want := r.FormValue("tagList"); want != "" && tags != nil {
			users = tags[want]
		}
		rows := []map[string]any{}
		for _, u := range users {
			rows = append(rows, map[string]any{"userId": 7881299459945760 + u, "name": "x"})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"code": "0", "msg": "OK", "total": len(rows), "data": rows})
	}))
	t.Cleanup(s.Close)
	return s
}

func TestWhoHasWhichTag(t *testing.T) {
	groups := []model.TagGroup{
		{Name: "等级", Tags: []model.Tag{{RemoteID: "14073752703607622", Name: "VIP"}, {RemoteID: "2", Name: "新客"}}},
		{Name: "个人标签", Tags: []model.Tag{{RemoteID: "3", Name: "VIP"}, {RemoteID: "4", Name: ""}}},
	}
	s := tagServer(t, map[string][]int{"VIP": {1, 2}, "新客": {2}})
	l := openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	events, err := l.ListTagged(t.Context(), theSeat, groups)
	require.NoError(t, err)
	require.Len(t, events, 1)
	got := events[0].(model.ContactTagsSeen)
	require.Equal(t, map[string][]string{
		"7881299459945761": {"14073752703607622", "3"},
		"7881299459945762": {"14073752703607622", "3", "2"},
	}, got.Tags)

	s = tagServer(t, nil) // it does not care for the filter
	l = openLink(t, s.URL, clockwork.NewFakeClockAt(today), nil)
	events, err = l.ListTagged(t.Context(), theSeat, groups)
	require.NoError(t, err)
	require.Empty(t, slices.Clone(events), "everybody with every tag is no answer")
}
