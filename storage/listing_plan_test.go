package storage_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// A file of the second shape, with everything that the third one touches.
func TestAFileOfTheSecondShapeIsBroughtUpToDate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "old")
	o, err := storage.WithShape(storage.Options{}, 2)
	require.NoError(t, err)
	s, err := storage.Open(t.Context(), dir, o)
	require.NoError(t, err)
	require.NoError(t, s.Do(t.Context(),
		`INSERT INTO connections VALUES (1, 'youjiyun', 'a', '', '', '{}', 0)`,
		`INSERT INTO seats VALUES (1, 1, 'r1', '', '甲', '', '', '', '', 2, 0, 0, 0), (2, 1, 'r2', '', '乙', '', '', '', '', 2, 0, 0, 0)`,
		`INSERT INTO contacts VALUES (5, 1, 'p', '李四', '', '', '', 0, '', '', '', '', 0, 1, 0, 0, 0, 0, '李四', 'li si '),
			(6, 2, 'p', '李四', '', '', '', 0, '', '', '', '', 0, 1, 0, 0, 0, 0, '李四', 'li si ')`,
		`INSERT INTO tag_groups VALUES (1, 'g', '等级', 0, 0), (2, 'g', '等级', 0, 0)`,
		`INSERT INTO tags VALUES (1, '9007199254740993', 'g', '金牌', 0, 0), (2, '9007199254740993', 'g', '银牌', 0, 0)`,
		`INSERT INTO contact_tags VALUES (5, '9007199254740993'), (6, '9007199254740993')`,
		`INSERT INTO groups VALUES (7, 1, 'g1', '群', '', '', '', 1, 0, 0, 0, '', 0, 0, '', '')`,
		`INSERT INTO members VALUES (7, 'p', '李四', '', 2, 0, 1, 0, 9, '李四', 'li si ')`,
	))
	require.NoError(t, s.Close())
	s = storagetest.Open(t, dir)
	for name, want := range map[string]model.ContactID{"金牌": 5, "银牌": 6} {
		ids, err := s.ContactIDs(t.Context(), model.ContactFilter{Tags: model.TagExpression{Any: []model.TagName{{Group: "等级", Name: name}}}})
		require.NoError(t, err)
		require.Equal(t, []model.ContactID{want}, ids)
	}
	members, err := s.Members(t.Context(), 1, "g1", "", 0, 0)
	require.NoError(t, err)
	require.Equal(t, []model.Member{{RemoteID: "p", Name: "李四", Role: model.RoleOwner, External: true, Joined: members[0].Joined}}, members)
	storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.ReplaceContactTags(1, nil) })
	counts, err := s.RowCounts(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, counts["contact_tags"], "those of the other seat stay")
}

// What is asked of tables of 100,000 rows goes by the indexes made for it.
func TestListsGoByTheirIndexes(t *testing.T) {
	s := storagetest.New(t)
	tags := []model.TagName{{Name: "金牌"}}
	contacts := func(f model.ContactFilter) func() (string, []any) {
		return func() (string, []any) { return storage.ContactQueryOf(f) }
	}
	groups := func(f model.GroupFilter) func() (string, []any) {
		return func() (string, []any) { return storage.GroupQueryOf(f) }
	}
	for name, c := range map[string]struct {
		query func() (string, []any)
		uses  []string
		never []string
	}{
		"all by name": {
			contacts(model.ContactFilter{}), []string{"SCAN c USING COVERING INDEX contacts_sort"}, []string{"TEMP B-TREE"},
		},
		"by name down": {
			contacts(model.ContactFilter{Order: model.Order{Down: true}}), []string{"SCAN c USING COVERING INDEX contacts_sort"}, []string{"TEMP B-TREE"},
		},
		"one seat": {
			contacts(model.ContactFilter{Seat: 1}), []string{"SEARCH c USING COVERING INDEX contacts_seat_sort (seat=?)"}, []string{"TEMP B-TREE"},
		},
		"a text is looked for in the order of the file": {
			contacts(model.ContactFilter{Text: "li"}), []string{"SCAN c"}, []string{"SCAN c USING"},
		},
		"any tag": {
			contacts(model.ContactFilter{Tags: model.TagExpression{Any: tags}}),
			[]string{"SEARCH t USING INDEX tags_name (name=?)", "SEARCH l USING COVERING INDEX contact_tags_tag (seat=? AND tag=?)"},
			nil,
		},
		"all tags": {
			contacts(model.ContactFilter{Tags: model.TagExpression{All: tags}}),
			[]string{"SEARCH t USING INDEX tags_name (name=?)", "SEARCH l USING COVERING INDEX contact_tags_tag (seat=? AND tag=?)"},
			nil,
		},
		"several seats": {
			contacts(model.ContactFilter{SeveralSeats: true}), []string{"SEARCH o USING COVERING INDEX contacts_person (remote_id=?)"}, nil,
		},
		"marked": {
			contacts(model.ContactFilter{Marked: true}), []string{"deeds_marks"}, []string{"SCAN c"},
		},
		"groups by name": {
			groups(model.GroupFilter{}), []string{"SCAN g USING INDEX groups_sort"}, []string{"TEMP B-TREE"},
		},
		"member": {
			groups(model.GroupFilter{Member: "p"}), []string{"members_person (remote_id=?"}, nil,
		},
		"tag of a member": {
			groups(model.GroupFilter{MemberTags: model.TagExpression{Any: tags}}),
			[]string{"SEARCH l USING COVERING INDEX contact_tags_tag (seat=? AND tag=?)", "SEARCH m USING COVERING INDEX members_person (remote_id=?)"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			query, args := c.query()
			steps, err := s.Plan(t.Context(), query, args...)
			require.NoError(t, err)
			plan := strings.Join(steps, "\n")
			for _, step := range c.uses {
				require.Contains(t, plan, step)
			}
			for _, step := range c.never {
				require.NotContains(t, plan, step)
			}
		})
	}
}

// No statement of batches walks all deeds, nor one of rows all contacts.
func TestNoStatementWalksTheDeeds(t *testing.T) {
	w := newTown(t)
	w.rooms()
	ctx := t.Context()
	id := w.batch(model.Batch{}, putTag(w.east, big))
	w.save(w.deeds(id)[0], model.DeedDone, nil)
	w.deeds(id, model.DeedQueued)
	w.move(id, model.DeedQueued, model.DeedRefused)
	w.move(id, model.DeedCancelled, model.DeedQueued)
	_, err := w.SeatsWithDeeds(ctx)
	require.NoError(t, err)
	_, err = w.NextDeeds(ctx, w.east, 9)
	require.NoError(t, err)
	_, err = w.DeedsUnderway(ctx)
	require.NoError(t, err)
	_, err = w.GroupRows(ctx, []model.GroupID{1})
	require.NoError(t, err)
	_, err = w.GroupsOf(ctx, w.east, big)
	require.NoError(t, err)
	_, err = w.People(ctx, []model.GroupID{1}, "")
	require.NoError(t, err)
	w.write(func(tx *storage.Tx) error {
		_, err := tx.ForgetBatches(storagetest.Start, 0)
		return err
	})
	queries := append(w.Queries(), storage.ContactRowsQuery, storage.PeopleRowsQuery)
	checked := 0
	for _, query := range queries {
		if verb := strings.Fields(query)[0]; verb != "SELECT" && verb != "UPDATE" && verb != "DELETE" {
			continue
		}
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = "[1]"
		}
		steps, err := w.Plan(ctx, query, args...)
		require.NoError(t, err, query)
		checked++
		for _, step := range steps {
			require.NotRegexp(t, `^SCAN (d|m|c|o|l|p|deeds|contacts|members|contact_tags|batch_sums)$`, step, query)
			if strings.Contains(query, "FROM deeds d WHERE d.seat") || strings.Contains(query, "FROM deeds d WHERE d.batch") {
				require.NotContains(t, step, "TEMP B-TREE", query)
			}
		}
	}
	require.Greater(t, checked, 20)
}
