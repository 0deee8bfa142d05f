package pychat

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

var (
	vip      = model.Tag{RemoteID: "14073752703607622", GroupRemoteID: tagGroup, Name: "VIP"}
	newcomer = model.Tag{RemoteID: "2", GroupRemoteID: tagGroup, Name: "新客"}
)

func TestDeedsWithTags(t *testing.T) {
	groups := []model.TagGroup{{Tags: []model.Tag{vip, newcomer}}}
	requireDeeds(t, []deed{
		{
			name: "list", made: []made{{GetContactLabelList.path, `{}`}},
			answers: map[string]string{GetContactLabelList.path: `{"labelPairList":[{"labelId":14073752703607622,"labelName":"VIP"},{"labelId":"2","labelName":{"string":"新客"}},{"labelName":"?"}]}`},
			do: func(ctx context.Context, l *link) error {
				events, err := l.ListTags(ctx, deedSeat)
				if err == nil {
					require.Equal(t, []model.Event{model.TagsSeen{Seat: refOf(deedSeat), Groups: []model.TagGroup{
						{RemoteID: tagGroup, Tags: []model.Tag{vip, newcomer}},
					}}}, events)
				}
				return err
			},
		},
		{
			name: "who has which", made: []made{{GetLabelContacts.path, `{"label_id_list":[14073752703607622,2]}`}},
			answers: map[string]string{GetLabelContacts.path: `{"errcode":0,"data":{"list":[{"label_id":14073752703607622,"username_list":["wxid_a",{"string":"wxid_b"},null]},{"label_id":2,"username_list":["wxid_a"]}]}}`},
			do: func(ctx context.Context, l *link) error {
				events, err := l.ListTagged(ctx, deedSeat, groups)
				if err == nil {
					require.Equal(t, []model.Event{model.ContactTagsSeen{Seat: refOf(deedSeat), Tags: map[string][]string{
						"wxid_a": {"14073752703607622", "2"}, "wxid_b": {"14073752703607622"},
					}}}, events)
				}
				return err
			},
		},
		{
			name: "create", made: []made{{AddContactLabel.path, `{"label_name":"VIP"}`}},
			do: func(ctx context.Context, l *link) error { return l.CreateTag(ctx, deedSeat, "", "VIP") },
		},
		{
			name: "rename", made: []made{{UpdateContactLabel.path, `{"label_id":14073752703607622,"label_name":"贵宾"}`}},
			do: func(ctx context.Context, l *link) error { return l.RenameTag(ctx, deedSeat, vip, "贵宾") },
		},
		{
			name: "delete", made: []made{{DelContactLabel.path, `{"label_id":14073752703607622}`}},
			do: func(ctx context.Context, l *link) error { return l.DeleteTag(ctx, deedSeat, vip) },
		},
		{
			name: "put on", made: []made{{ModifyContactLabelList.path, `{"username_list":["wxid_a"],"label_id_list":[14073752703607622,2]}`}},
			do: func(ctx context.Context, l *link) error {
				return l.SetContactTags(ctx, deedSeat, "wxid_a", groups[0].Tags, groups[0].Tags)
			},
		},
		{
			name: "take all off", made: []made{{ModifyContactLabelList.path, `{"username_list":["wxid_a"],"label_id_list":[]}`}},
			do: func(ctx context.Context, l *link) error {
				return l.SetContactTags(ctx, deedSeat, "wxid_a", nil, groups[0].Tags)
			},
		},
		{
			name: "put on many", made: []made{{ModifyContactLabelList.path, `{"username_list":["wxid_a","wxid_b"],"label_id_list":[14073752703607622]}`}},
			do: func(ctx context.Context, l *link) error {
				return l.SetTagsOfMany(ctx, deedSeat, []string{"wxid_a", "wxid_b"}, []model.Tag{vip})
			},
		},
		{
			name: "count", made: []made{{GetLabelUsageAmount.path, `{"label_id_list":[14073752703607622,2]}`}},
			answers: map[string]string{GetLabelUsageAmount.path: `{"list":[{"label_id":"14073752703607622","count":"12"},{"count":3}]}`},
			do: func(ctx context.Context, l *link) error {
				counts, err := l.CountTagged(ctx, deedSeat, []string{"14073752703607622", "2"})
				if err == nil {
					require.Equal(t, map[string]int{"14073752703607622": 12}, counts)
				}
				return err
			},
		},
	})
}

func TestAnswersThatWouldTakeTagsAway(t *testing.T) {
	for _, answer := range []string{`null`, `{}`, `"string"`, `{"labelPairList":null}`} {
		events, err := deedsLink(t, alwaysSays(200, answer), nil).ListTags(t.Context(), deedSeat)
		require.NoError(t, err)
		require.Empty(t, events, answer)
	}
	for _, answer := range []string{`null`, `{}`, `{"list":null}`, `{"list":[{"username_list":["wxid_a"]}]}`} {
		events, err := deedsLink(t, alwaysSays(200, answer), nil).ListTagged(t.Context(), deedSeat, []model.TagGroup{{Tags: []model.Tag{vip}}})
		require.NoError(t, err)
		require.Empty(t, events, answer)
	}
	none, err := deedsLink(t, alwaysSays(200, `{"labelPairList":[]}`), nil).ListTags(t.Context(), deedSeat)
	require.NoError(t, err)
	require.Equal(t, []model.Event{model.TagsSeen{Seat: refOf(deedSeat), Groups: []model.TagGroup{{RemoteID: tagGroup}}}}, none)
	b := scripted(nil)
	events, err := deedsLink(t, b, nil).ListTagged(t.Context(), deedSeat, nil)
	require.NoError(t, err)
	require.Empty(t, events)
	require.Empty(t, b.got(), "no tags, no question")
}

func TestTagsOfManyHaveALimit(t *testing.T) {
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	names := slices.Repeat([]string{"wxid_a"}, l.TagsAtOnce())
	require.NoError(t, l.SetTagsOfMany(t.Context(), deedSeat, names, []model.Tag{vip}))
	require.NoError(t, l.SetTagsOfMany(t.Context(), deedSeat, nil, []model.Tag{vip}))
	err := l.SetTagsOfMany(t.Context(), deedSeat, append(names, "wxid_b"), []model.Tag{vip})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	require.Len(t, b.got(), 1)
}
