//go:build chaos

package chaos

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// batch is what the command line tells of one.
type batch struct {
	ID       int `json:"id"`
	Undoes   int `json:"undoes"`
	UndoneBy int `json:"undone_by"`
	Deeds    struct {
		All, Queued, Doing, Done, Same, Refused, Maybe, Cancelled int
	} `json:"deeds"`
}

// labelled is a person with labels at a back end, and how often these were
// written.
type labelled struct {
	labels          []string
	writes, repeats int
}

// labelledAt reads them at 有机云, by person, of one seat.
func labelledAt(t *testing.T, s *rig.Simulator, seat string) map[string]labelled {
	t.Helper()
	var list []struct {
		RobotKey        string
		UserID          string
		Labels          []string
		Writes, Repeats int
	}
	s.Get(t, "tagged", &list)
	people := map[string]labelled{}
	for _, one := range list {
		if one.RobotKey == seat {
			people[one.UserID] = labelled{one.Labels, one.Writes, one.Repeats}
		}
	}
	return people
}

// labelledOn reads them on a guid instance.
func labelledOn(t *testing.T, s *rig.Simulator, guid string) map[string]labelled {
	t.Helper()
	var list []struct {
		GUID            string
		Username        string
		Labels          []int64
		Writes, Repeats int
	}
	s.Get(t, "labelled", &list)
	people := map[string]labelled{}
	for _, one := range list {
		if one.GUID != guid {
			continue
		}
		labels := []string{}
		for _, id := range one.Labels {
			labels = append(labels, strconv.FormatInt(id, 10))
		}
		slices.Sort(labels)
		people[one.Username] = labelled{labels, one.Writes, one.Repeats}
	}
	return people
}

func written(people map[string]labelled) (n int) {
	for _, one := range people {
		n += one.writes
	}
	return n
}

// contactsOf reads which contacts of a seat the program knows, by remote id.
func contactsOf(t *testing.T, p rig.Program, seat string) []string {
	t.Helper()
	r := p.Try(t, "", "export", "--what", "contacts", "--format", "jsonl", "--seat", seat)
	if r.Code != 0 {
		return nil // the seat is not known yet
	}
	var ids []string
	for line := range strings.Lines(r.Stdout) {
		ids = append(ids, decode[struct{ ID string }](t, line).ID)
	}
	slices.Sort(ids)
	return ids
}

// readContacts has the program read whom a seat knows.
func readContacts(t *testing.T, p rig.Program, seat string, least int) []string {
	t.Helper()
	console := p.Start(t, "sync")
	defer console.Kill()
	var ids []string
	rig.Until(t, 2*time.Minute, "the contacts of "+seat, func() error {
		now := contactsOf(t, p, seat)
		still := len(now) >= least && len(now) == len(ids)
		ids = now
		return rig.Check(still, "%d contacts", len(now))
	})
	console.Interrupt()
	require.Zero(t, console.Wait(t, 30*time.Second).Code, "%s", console.Stderr())
	return ids
}

// killAsItWorks starts a command so many times and kills it each time after the
// back end took up to burst more writes; the first start may be another command.
func killAsItWorks(t *testing.T, p rig.Program, kills, burst int, dice *rand.Rand, count func() int, first, again []string) {
	t.Helper()
	args := first
	for kill := range kills {
		until := count() + 1 + dice.IntN(burst)
		process := p.Start(t, args...)
		rig.Until(t, 60*time.Second, fmt.Sprintf("work to kill, time %d", kill+1), func() error {
			if process.Ended() {
				return fmt.Errorf("it ended: %s%s", process.Stdout(), process.Stderr())
			}
			n := count()
			return rig.Check(n >= until, "%d writes of %d", n, until)
		})
		process.Kill()
		args = again
	}
}

func batchesOf(t *testing.T, p rig.Program) (list []batch) {
	t.Helper()
	p.JSON(t, &list, "batches")
	return list
}

// finish works a batch off; nothing of it may fail.
func finish(t *testing.T, p rig.Program, id int) batch {
	t.Helper()
	var b batch
	p.JSON(t, &b, "batch", strconv.Itoa(id), "--wait", "3m")
	require.Equal(t, b.Deeds.All, b.Deeds.Done+b.Deeds.Same, "%+v", b)
	return b
}

// TestATagOnManyIsWrittenOnce: a tag is put on hundreds of contacts, and the
// program is killed again and again while it works. At the end everybody has it,
// each was written once, and undone, with kills too, everything is as before.
func TestATagOnManyIsWrittenOnce(t *testing.T) {
	t.Parallel() // it mostly waits
	p := rig.Build(t, tags)
	simulator := p.Simulate(t, "--seats", "1", "--conversations", "3", "--contacts", "320", "--messages", "2", "--rate", "0", "--seed", "21")
	p.Connect(t, simulator, "模拟", "reconnect_min=1s")
	seat := simulator.Truth(t)[0].RobotKey
	before := labelledAt(t, simulator, seat)
	known := readContacts(t, p, seat, 300)
	require.GreaterOrEqual(t, len(before), len(known))

	const name = "客户等级:潜在"
	dice := rand.New(rand.NewPCG(4, 4))
	count := func() int { return written(labelledAt(t, simulator, seat)) }
	rounds := max(kills(), 5)
	killAsItWorks(t, p, rounds, 12, dice, count,
		[]string{"tag", "--put", name, "--seat", seat, "--all", "--wait", "5m"}, []string{"batch", "1", "--wait", "5m"})
	require.Len(t, batchesOf(t, p), 1)
	done := finish(t, p, 1)

	var tagID string
	fresh := 0
	after := labelledAt(t, simulator, seat)
	for _, id := range known {
		was, is := before[id], after[id]
		require.Zero(t, is.repeats, "%s was asked for twice: what is not answered is looked up first", id)
		if slices.Equal(was.labels, is.labels) {
			require.Zero(t, is.writes, "%s had it already", id)
			continue
		}
		added := slices.DeleteFunc(slices.Clone(is.labels), func(l string) bool { return slices.Contains(was.labels, l) })
		require.Len(t, added, 1, id)
		if tagID == "" {
			tagID = added[0]
		}
		require.Equal(t, tagID, added[0], id)
		require.Len(t, is.labels, len(was.labels)+1, "%s lost another tag", id)
		require.Equal(t, 1, is.writes, id)
		fresh++
	}
	for _, id := range known {
		require.Contains(t, after[id].labels, tagID, id)
	}
	require.Equal(t, fresh, done.Deeds.Done, "what the program says it did, %+v", done)
	require.Greater(t, fresh, 250)
	t.Logf("%d contacts, %d of them written once with %d kills on the way", len(known), fresh, rounds)

	killAsItWorks(t, p, 3, 12, dice, count, []string{"batch", "undo", "1", "--wait", "5m"}, []string{"batch", "2", "--wait", "5m"})
	list := batchesOf(t, p)
	require.Len(t, list, 2)
	require.Equal(t, 1, list[0].Undoes)
	require.Equal(t, 2, list[1].UndoneBy)
	undone := finish(t, p, 2)
	require.Equal(t, fresh, undone.Deeds.Done, "%+v", undone)
	for id, is := range labelledAt(t, simulator, seat) {
		require.Equal(t, before[id].labels, is.labels, id)
		require.Equal(t, 2*after[id].writes, is.writes, id)
	}
	require.True(t, doctor(t, p).Integrity.Sound)
}

// TestATagOnAnInstanceIsWrittenOnce is the same on a guid instance, whose labels
// are set as a whole and whose calls are few a minute.
func TestATagOnAnInstanceIsWrittenOnce(t *testing.T) {
	t.Parallel() // it mostly waits
	p := rig.Build(t, tags)
	simulator, guid, _ := instances(t, p, "--seats", "2", "--conversations", "2", "--contacts", "8")
	before := labelledOn(t, simulator, guid)
	known := readContacts(t, p, guid, 8)

	const name = "老客户回访"
	dice := rand.New(rand.NewPCG(5, 5))
	count := func() int { return written(labelledOn(t, simulator, guid)) }
	// Each is done at once and answered late: a kill comes between the two.
	simulator.Control(t, "faults", map[string]any{"path": "/label/modify_contact_label_list", "late_answers": 1000, "delay_ms": 400})
	killAsItWorks(t, p, 2, 3, dice, count,
		[]string{"tag", "--put", name, "--make", "--seat", guid, "--all", "--wait", "5m"}, []string{"batch", "1", "--wait", "5m"})
	finish(t, p, 1)
	var tagID string
	for id, is := range labelledOn(t, simulator, guid) {
		was := before[id]
		if !slices.Contains(known, id) {
			require.Equal(t, was.labels, is.labels, id)
			continue
		}
		require.Equal(t, 1, is.writes, id)
		require.Zero(t, is.repeats, id)
		added := slices.DeleteFunc(slices.Clone(is.labels), func(l string) bool { return slices.Contains(was.labels, l) })
		require.Len(t, added, 1, id)
		if tagID == "" {
			tagID = added[0]
		}
		require.Equal(t, tagID, added[0], id)
		require.Len(t, is.labels, len(was.labels)+1, "%s lost another tag", id)
	}
	require.NotEmpty(t, tagID)

	killAsItWorks(t, p, 1, 3, dice, count, []string{"batch", "undo", "1", "--wait", "5m"}, nil)
	finish(t, p, 2)
	for id, is := range labelledOn(t, simulator, guid) {
		require.Equal(t, before[id].labels, is.labels, id)
	}
}
