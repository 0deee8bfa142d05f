package cli_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	simulator "seatdeck/providers/simulator/youjiyun"
)

type batch struct {
	ID, Undoes int
	UndoneBy   int `json:"undone_by"`
	Kind       string
	Deeds      struct{ All, Queued, Doing, Done, Same, Refused, Maybe, Cancelled int }
	List       []struct {
		Target, Label, State, Reason string
		Want, Was                    struct{ Put, Take []string }
	}
}

// knowing gives a command line that has read whom the first seat of a simulated
// world knows.
func knowing(t *testing.T) (b *bench, server *simulator.Server, seat string) {
	t.Helper()
	server, url := backEnd(t)
	b = newBench(t)
	b.connect(url)
	seat = server.Truth()[0].RobotKey
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan result, 1)
	go func() { ended <- b.run(ctx, "", "--data", b.data, "sync") }()
	require.Eventually(t, func() bool { return len(contactsOf(b, seat)) > 0 }, 30*time.Second, 100*time.Millisecond)
	stop()
	require.Zero(t, (<-ended).code)
	return b, server, seat
}

func contactsOf(b *bench, seat string) map[string]bool {
	r := b.try("", "export", "--what", "contacts", "--format", "jsonl", "--seat", seat)
	ids := map[string]bool{}
	for line := range strings.Lines(r.out) {
		var one struct{ ID string }
		if json.Unmarshal([]byte(line), &one) == nil {
			ids[one.ID] = true
		}
	}
	return ids
}

func labelsAt(server *simulator.Server, seat string) map[string][]string {
	labels := map[string][]string{}
	for _, one := range server.Tagged() {
		if one.RobotKey == seat {
			labels[one.UserID] = one.Labels
		}
	}
	return labels
}

func TestTagManyAndUndo(t *testing.T) {
	b, server, seat := knowing(t)
	known := contactsOf(b, seat)
	before := labelsAt(server, seat)
	tag := []string{"tag", "--put", "客户等级：潜在", "--seat", seat, "--all", "--json"}

	type preview struct{ Deeds, Same, Unable int }
	would := decode[preview](t, b.ok("", append(tag, "--dry-run")...))
	require.Equal(t, len(known), would.Deeds+would.Same)
	require.NotZero(t, would.Deeds)
	require.Equal(t, before, labelsAt(server, seat), "a preview changes nothing")
	require.Equal(t, "[]\n", b.ok("", "batches", "--json"))

	queued := decode[batch](t, b.ok("", append(tag, "--wait", "0")...))
	require.Equal(t, would.Deeds, queued.Deeds.Queued, "without waiting it is only queued")
	require.Equal(t, before, labelsAt(server, seat))

	done := decode[batch](t, b.ok("", "batch", strconv.Itoa(queued.ID), "--wait", "30s", "--json"))
	require.Equal(t, would.Deeds, done.Deeds.Done)
	require.Len(t, done.List, would.Deeds)
	for _, d := range done.List {
		require.Equal(t, "done", d.State, "%+v", d)
		require.Equal(t, []string{"客户等级:潜在"}, d.Was.Put)
	}
	after := labelsAt(server, seat)
	for id := range known {
		require.Subset(t, after[id], before[id])
		if len(after[id]) == len(before[id]) {
			continue // had it already
		}
		require.Len(t, after[id], len(before[id])+1)
	}
	require.Len(t, contactsWith(t, b, "潜在"), len(known), "it is in the export too")

	r := b.try("", append(tag, "--wait", "0")...)
	require.NotZero(t, r.code, "there is nothing to do: %s", r.out)

	undone := decode[batch](t, b.ok("", "batch", "undo", strconv.Itoa(queued.ID), "--wait", "30s", "--json"))
	require.Equal(t, queued.ID, undone.Undoes)
	require.Equal(t, before, labelsAt(server, seat))
	list := decode[[]batch](t, b.ok("", "batches", "--json"))
	require.Len(t, list, 2)
	require.Equal(t, undone.ID, list[1].UndoneBy)
	require.Equal(t, "tag", list[1].Kind)
	require.NotZero(t, b.try("", "batch", "undo", strconv.Itoa(queued.ID)).code, "once")
	require.NotZero(t, b.try("", "batch", "99").code)
}

func contactsWith(t *testing.T, b *bench, tag string) (rows []string) {
	t.Helper()
	for line := range strings.Lines(b.ok("", "export", "--what", "contacts", "--format", "jsonl")) {
		if strings.Contains(decode[struct{ Tags string }](t, line).Tags, tag) {
			rows = append(rows, line)
		}
	}
	return rows
}

func TestCancelBeforeItBegan(t *testing.T) {
	b, server, seat := knowing(t)
	before := labelsAt(server, seat)
	queued := decode[batch](t, b.ok("", "tag", "--put", "潜在", "--seat", seat, "--all", "--wait", "0", "--json"))
	cancelled := decode[batch](t, b.ok("", "batch", "cancel", strconv.Itoa(queued.ID), "--json"))
	require.Equal(t, queued.Deeds.All, cancelled.Deeds.Cancelled)
	b.ok("", "batch", strconv.Itoa(queued.ID), "--wait", "5s")
	require.Equal(t, before, labelsAt(server, seat))
}

func TestWhatIsRefusedIsAnErrorAndCanBeTriedAgain(t *testing.T) {
	b, server, seat := knowing(t)
	require.True(t, server.SetRobotState(seat, simulator.RobotOffline))
	r := b.try("", "tag", "--put", "潜在", "--seat", seat, "--all", "--wait", "4s", "--json")
	require.Equal(t, 1, r.code, "%s", r.out)
	stuck := decode[batch](t, r.out)
	require.Zero(t, stuck.Deeds.Done)
	require.NotZero(t, stuck.Deeds.Queued+stuck.Deeds.Doing+stuck.Deeds.Refused, "%+v", stuck.Deeds)

	require.True(t, server.SetRobotState(seat, simulator.RobotOnline))
	done := decode[batch](t, b.ok("", "batch", "retry", strconv.Itoa(stuck.ID), "--wait", "60s", "--json"))
	require.Equal(t, done.Deeds.All, done.Deeds.Done+done.Deeds.Same)
}

func TestExportOfGroupsAndMembers(t *testing.T) {
	b, _, _ := knowing(t)
	path := filepath.Join(t.TempDir(), "群.xlsx")
	said := decode[map[string]any](t, b.ok("", "export", "--what", "groups", "--format", "xlsx", "-o", path, "--json"))
	book, err := excelize.OpenFile(path)
	require.NoError(t, err)
	rows, err := book.GetRows("Sheet1")
	require.NoError(t, err)
	require.NoError(t, book.Close())
	require.EqualValues(t, len(rows)-1, said["groups"])
	require.Equal(t, []string{"No.", "Name", "Owner", "State", "Kind", "Members", "Created", "Changed", "Seat", "Id"}, rows[0])
	b.ok("", "export", "--what", "members", "--format", "csv")
}
