package storage_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// benchDirectory holds 100,000 contacts, 5,000 groups and 200,000 memberships. It
// is kept beside the other stores when SEATDECK_BENCH_DIR names a folder.
func benchDirectory(b *testing.B) *storage.Store {
	b.Helper()
	dir := b.TempDir()
	if keep := os.Getenv("SEATDECK_BENCH_DIR"); keep != "" {
		dir = filepath.Join(keep, "directory")
	}
	s, err := storage.Open(b.Context(), dir, storage.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	seats, err := s.Seats(b.Context())
	require.NoError(b, err)
	if len(seats) == 0 {
		require.NoError(b, storagetest.FillDirectory(b.Context(), s, storagetest.DirectoryShape{}))
	}
	return s
}

func tagNames(tags ...int) []model.TagName {
	var list []model.TagName
	for _, n := range tags {
		list = append(list, model.TagName{Group: storagetest.TagHeading(n), Name: storagetest.TagName(n)})
	}
	return list
}

// BenchmarkDirectory opens, filters and sorts the tables of contacts, groups,
// members and tags.
func BenchmarkDirectory(b *testing.B) {
	s := benchDirectory(b)
	by := func(by model.OrderBy) model.Order { return model.Order{By: by, Down: true} }
	for _, t := range []struct {
		name   string
		filter model.ContactFilter
	}{
		{"all", model.ContactFilter{}},
		{"bySeat", model.ContactFilter{Order: by(model.BySeat)}},
		{"byCreated", model.ContactFilter{Order: by(model.ByCreated)}},
		{"byCorp", model.ContactFilter{Order: by(model.ByCorp)}},
		{"byFriend", model.ContactFilter{Order: by(model.ByFriend)}},
		{"bySeats", model.ContactFilter{Order: by(model.BySeats)}},
		{"byGroups", model.ContactFilter{Order: by(model.ByGroups)}},
		{"text", model.ContactFilter{Text: "ww 138"}},
		{"letter", model.ContactFilter{Text: "w"}},
		{"kind", model.ContactFilter{Kind: model.PersonWeCom}},
		{"friend", model.ContactFilter{Friendships: []model.Friendship{model.FriendDeletedUs, model.FriendDeletedBoth}}},
		{"severalSeats", model.ContactFilter{SeveralSeats: true}},
		{"marked", model.ContactFilter{Marked: true}},
		{"oneSeat", model.ContactFilter{Seat: 7}},
		{"oneSeatBySeats", model.ContactFilter{Seat: 7, Order: by(model.BySeats)}},
		{"oneSeatByGroups", model.ContactFilter{Seat: 7, Order: by(model.ByGroups)}},
		{"oneSeatSeveral", model.ContactFilter{Seat: 7, SeveralSeats: true}},
		{"anyTag", model.ContactFilter{Tags: model.TagExpression{Any: tagNames(0)}}},
		{"rareTag", model.ContactFilter{Tags: model.TagExpression{Any: tagNames(35)}}},
		{"allTags", model.ContactFilter{Tags: model.TagExpression{All: tagNames(0, 1)}}},
		{"noTags", model.ContactFilter{Tags: model.TagExpression{None: tagNames(0, 1, 2)}}},
		{"untagged", model.ContactFilter{Tags: model.TagExpression{Untagged: true}}},
		{"worst", model.ContactFilter{
			Text: "w", SeveralSeats: true, Kind: model.PersonWeChat, Order: by(model.ByGroups),
			Tags: model.TagExpression{Any: tagNames(0, 1, 2), None: tagNames(3, 4)},
		}},
		{"worstWide", model.ContactFilter{Tags: model.TagExpression{None: tagNames(3, 4)}, Order: by(model.ByGroups)}},
	} {
		b.Run("contacts/"+t.name, func(b *testing.B) {
			n := 0
			measure(b, func(ctx context.Context, _ int) error {
				ids, err := s.ContactIDs(ctx, t.filter)
				n = len(ids)
				return err
			})
			b.ReportMetric(float64(n), "rows")
		})
	}
	for _, t := range []struct {
		name   string
		filter model.GroupFilter
	}{
		{"all", model.GroupFilter{}},
		{"bySeat", model.GroupFilter{Order: by(model.BySeat)}},
		{"byOwner", model.GroupFilter{Order: by(model.ByOwner)}},
		{"text", model.GroupFilter{Text: "ww"}},
		{"ours", model.GroupFilter{Ours: true}},
		{"rareTag", model.GroupFilter{MemberTags: model.TagExpression{Any: tagNames(35)}}},
		{"anyTag", model.GroupFilter{MemberTags: model.TagExpression{Any: tagNames(0)}}},
		{"noTags", model.GroupFilter{MemberTags: model.TagExpression{None: tagNames(0, 1, 2)}}},
		{"untagged", model.GroupFilter{MemberTags: model.TagExpression{Untagged: true}}},
	} {
		b.Run("groups/"+t.name, func(b *testing.B) {
			n := 0
			measure(b, func(ctx context.Context, _ int) error {
				ids, err := s.GroupIDs(ctx, t.filter)
				n = len(ids)
				return err
			})
			b.ReportMetric(float64(n), "rows")
		})
	}
	contacts, err := s.ContactIDs(b.Context(), model.ContactFilter{})
	require.NoError(b, err)
	b.Run("contactRows", func(b *testing.B) {
		measure(b, func(ctx context.Context, i int) error {
			from := i * 7919 % (len(contacts) - 100)
			_, err := s.ContactRows(ctx, contacts[from:from+100])
			return err
		})
	})
	groups, err := s.GroupIDs(b.Context(), model.GroupFilter{})
	require.NoError(b, err)
	b.Run("groupRows", func(b *testing.B) {
		measure(b, func(ctx context.Context, i int) error {
			from := i * 797 % (len(groups) - 100)
			_, err := s.GroupRows(ctx, groups[from:from+100])
			return err
		})
	})
	some := groups[:300]
	b.Run("people", func(b *testing.B) {
		measure(b, func(ctx context.Context, _ int) error {
			_, err := s.People(ctx, some, "")
			return err
		})
	})
	people, err := s.People(b.Context(), some, "")
	require.NoError(b, err)
	b.Run("peopleRows", func(b *testing.B) {
		measure(b, func(ctx context.Context, i int) error {
			from := i * 97 % (len(people) - 100)
			_, err := s.PeopleRows(ctx, some, people[from:from+100])
			return err
		})
	})
	b.Run("tagSummaries", func(b *testing.B) {
		measure(b, func(ctx context.Context, _ int) error {
			_, err := s.TagSummaries(ctx, 0)
			return err
		})
	})
	b.Run("owners", func(b *testing.B) {
		measure(b, func(ctx context.Context, _ int) error {
			_, err := s.Owners(ctx, 0, 200)
			return err
		})
	})
}
