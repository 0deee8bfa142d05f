package youjiyun

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWritesOfTagsAreCounted(t *testing.T) {
	s := worldOf(t, 1, Options{Seats: 1, Conversations: 2, Messages: 1})
	r := s.world.robots[0]
	c := r.contacts[0]
	c.labels = nil
	id := r.labels[0].labels[0].id
	tag := func(request map[string]any) {
		request["userId"] = c.id()
		require.Nil(t, s.tagContact(r, request, map[string]any{}))
	}
	find := func() Tagged {
		for _, one := range s.Tagged() {
			if one.RobotKey == r.key && one.UserID == c.id() {
				return one
			}
		}
		return Tagged{}
	}
	tag(map[string]any{"tags": []any{id}})
	tag(map[string]any{"tags": []any{id}})
	require.Equal(t, Tagged{r.key, c.id(), []string{id}, 1, 1}, find())
	tag(map[string]any{"erasingTags": []any{id}})
	require.Equal(t, Tagged{r.key, c.id(), nil, 2, 1}, find())
}
