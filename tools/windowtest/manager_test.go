//go:build window

package windowtest

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// roster reads a list of the console as its own command writes it.
func roster[T any](t *testing.T, p rig.Program, what string, args ...string) (list []T) {
	t.Helper()
	out := p.Run(t, "", append([]string{"export", "--what", what, "--format", "jsonl"}, args...)...)
	lines := bufio.NewScanner(strings.NewReader(out))
	for lines.Scan() {
		var row T
		require.NoError(t, json.Unmarshal(lines.Bytes(), &row), "%s", lines.Text())
		list = append(list, row)
	}
	return list
}

type groupRow struct{ ID, Name, Owner, Seat, State string }

type contactRow struct {
	ID, Name, Seat, Tags string
	Groups               int
}

// batchRow is one line of what was done to many.
type batchRow struct {
	ID     int    `json:"id"`
	Kind   string `json:"kind"`
	Undoes int    `json:"undoes"`
	Deeds  struct {
		All, Queued, Doing, Done, Same, Refused, Maybe int
	} `json:"deeds"`
}

// narrowed waits until a search shows other rows than before.
func (w *window) narrowed(before image.Image) {
	w.test.Helper()
	w.changed(before, 40*linePixels, "what the search finds")
	w.calm("what the search finds to be drawn")
}

// submit begins what a dialog is about, as soon as it can be: it looks up first what
// would change. It returns when that many batches were made and the newest ended.
func (w *window) submit(p rig.Program, n int) batchRow {
	w.test.Helper()
	rig.Until(w.test, 30*time.Second, "a batch to begin", func() error {
		w.key("ctrl+Return")
		var list []batchRow
		p.JSON(w.test, &list, "batches")
		return rig.Check(len(list) == n, "%d batches", len(list))
	})
	return w.batch(p, n)
}

// batch waits until that many batches were made and the newest has ended.
func (w *window) batch(p rig.Program, n int) (newest batchRow) {
	w.test.Helper()
	rig.Until(w.test, 60*time.Second, "a batch to end", func() error {
		var list []batchRow
		p.JSON(w.test, &list, "batches")
		if len(list) == n {
			newest = list[0]
		}
		left := newest.Deeds.Queued + newest.Deeds.Doing
		return rig.Check(len(list) == n && left == 0, "%d batches, the newest %+v", len(list), newest)
	})
	return newest
}

// TestTheManagerByKeyboard manages groups and tags of two seats by key alone: a tag
// put on five hundred customers and taken back, one group named, a notice in three,
// somebody taken out of all groups, the list written to a file.
func TestTheManagerByKeyboard(t *testing.T) {
	p := rig.Build(t, tags)
	home := t.TempDir()
	simulator := p.Simulate(t, "--seats", "2", "--conversations", "4", "--messages", "2", "--contacts", "300", "--groups", "8", "--rate", "0", "--seed", "11")
	p.Connect(t, simulator, "模拟")
	screen := newDisplay(t, 1280, 800)
	p.Env = append(append(p.Env, screen.env(t)...), "HOME="+home)
	console := p.Start(t)
	w := screen.find(t, console, rig.Out(t, "manager"))
	w.drawn()

	var contacts []contactRow
	rig.Until(t, 90*time.Second, "customers and groups", func() error {
		contacts = roster[contactRow](t, p, "contacts")
		groups := roster[groupRow](t, p, "groups")
		// Who has which tag, and who is in which group, comes after them.
		tagged, grouped := map[string]bool{}, map[string]bool{}
		for _, c := range contacts {
			if c.Tags != "" {
				tagged[c.Seat] = true
			}
			if c.Groups > 1 {
				grouped[c.Seat] = true
			}
		}
		return rig.Check(len(contacts) >= 560 && len(groups) >= 16 && len(tagged) == 2 && len(grouped) == 2, "%d and %d are here", len(contacts), len(groups))
	})
	w.key("ctrl+g")
	w.calm("the groups")
	w.keep("1-groups")

	// A tag on everybody, found by how it is typed, and taken back.
	w.key("alt+2")
	w.calm("the customers")
	w.key("Down", "ctrl+a")
	w.keep("2-all-chosen")
	w.key("Menu")
	w.calm("the menu")
	w.key("Down", "Return")
	w.calm("the tags")
	w.typeText("zhongyao")
	w.key("Return")
	w.calm("the preview")
	w.keep("3-tag-preview")
	before := count(contacts, "重要")
	put := w.submit(p, 1)
	require.GreaterOrEqual(t, put.Deeds.Done, 500, "%+v", put)
	require.Zero(t, put.Deeds.Refused+put.Deeds.Maybe, "%+v", put)
	contacts = roster[contactRow](t, p, "contacts")
	require.Equal(t, len(contacts), count(contacts, "重要"))
	w.calm("the progress")
	w.keep("4-tagged")
	w.key("Escape")
	w.key("alt+4")
	w.calm("the batches")
	w.key("ctrl+z")
	w.calm("the question")
	w.key("Tab", "Return")
	undone := w.batch(p, 2)
	require.Equal(t, put.ID, undone.Undoes)
	require.Equal(t, put.Deeds.Done, undone.Deeds.Done, "%+v", undone)
	require.Equal(t, before, count(roster[contactRow](t, p, "contacts"), "重要"), "those who had it before have it still")
	w.calm("the results")
	w.keep("5-undone")

	// One group gets another name.
	var owned []groupRow
	for _, g := range roster[groupRow](t, p, "groups") {
		if g.Owner == g.Seat && g.State == "there" {
			owned = append(owned, g)
		}
	}
	require.GreaterOrEqual(t, len(owned), 3, "the seats own too few groups")
	ours := owned[0]
	w.key("alt+1")
	w.calm("the groups")
	picture := w.keep("6-groups")
	w.typeText(ours.ID)
	w.narrowed(picture)
	w.key("Down", "F2")
	w.calm("the field over the name")
	w.key("ctrl+a")
	w.typeText("Renamed by key")
	w.keep("7-renaming")
	w.key("Return")
	renamed := w.batch(p, 3)
	require.Equal(t, 1, renamed.Deeds.Done, "%+v", renamed)
	require.Equal(t, "Renamed by key", nameOf(t, p, ours.ID))

	// A notice in three of the groups that the seats own: others they may not change.
	w.calm("the new name")
	picture = w.keep("8-renamed")
	w.key("ctrl+f", "ctrl+a", "BackSpace")
	w.narrowed(picture)
	w.key("Tab", "Tab", "Tab", "Tab", "Return")
	w.calm("the owners to choose from")
	w.key("Down", "Down", "Return")
	w.calm("the groups of the seats")
	w.key("ctrl+f", "Down", "space", "Down", "space", "Down", "space")
	w.keep("9-three-chosen")
	w.key("Menu")
	w.calm("the menu")
	w.key("Down", "Down", "Return") // several are chosen: it begins with the new name
	w.calm("the form")
	w.typeText("No meeting on Friday")
	w.keep("10-notice")
	notice := w.submit(p, 4)
	require.Equal(t, "announce", notice.Kind)
	require.Equal(t, 3, notice.Deeds.Done, "%+v", notice)
	w.calm("the result")
	w.keep("11-announced")
	w.key("Escape")

	// Somebody is taken out of all groups. Where the seats have no right to, they are
	// told so, and another one is tried. The search for one that two seats have would
	// find two.
	seats := map[string]int{}
	for _, c := range contacts {
		seats[c.ID]++
	}
	contacts = slices.DeleteFunc(contacts, func(c contactRow) bool { return seats[c.ID] > 1 })
	slices.SortFunc(contacts, func(a, b contactRow) int { return cmp.Or(b.Groups-a.Groups, strings.Compare(a.ID, b.ID)) })
	batches, removed := 4, batchRow{}
	for _, who := range contacts[:8] {
		require.Greater(t, who.Groups, 1)
		w.key("alt+2")
		w.calm("the customers")
		picture = w.keep("12-customers")
		w.key("ctrl+f", "ctrl+a")
		w.typeText(who.ID)
		w.narrowed(picture)
		w.key("Down", "Menu")
		w.calm("the menu")
		w.key(strings.Fields(strings.Repeat("Down ", 8))...)
		w.keep("13-menu")
		w.key("Return")
		w.calm("their groups")
		w.keep("14-their-groups")
		w.key("Tab", "Return") // out of all of them
		w.calm("the preview")
		picture = w.keep("15-remove-preview")
		batches++
		removed = w.submit(p, batches)
		require.Equal(t, "remove_members", removed.Kind)
		require.Equal(t, removed.Deeds.All, removed.Deeds.Done+removed.Deeds.Refused, "%+v", removed)
		w.changed(picture, 100*linePixels, "the result") // not only a button that is shut
		w.calm("the result to be drawn")
		w.keep("16-removed")
		w.key("Escape", "Escape")
		w.calm("the customer")
		picture = w.keep("17-customer")
		w.key("ctrl+f", "ctrl+a", "BackSpace")
		w.narrowed(picture)
		if removed.Deeds.Done > 0 {
			break
		}
	}
	require.Positive(t, removed.Deeds.Done, "nobody could be taken out of any group")

	// The list in a file.
	w.key("Down", "ctrl+a", "Menu")
	w.calm("the menu")
	w.key(strings.Fields(strings.Repeat("Down ", 6))...)
	w.key("Return")
	w.calm("the chooser")
	w.keep("18-export")
	w.key("Return")
	rig.Until(t, 30*time.Second, "the file", func() error {
		files, _ := filepath.Glob(filepath.Join(home, "*.xlsx"))
		if len(files) != 1 {
			return fmt.Errorf("%d files in %s", len(files), home)
		}
		info, err := os.Stat(files[0])
		if err != nil {
			return err
		}
		return rig.Check(info.Size() > 10_000, "%d bytes", info.Size())
	})
	w.calm("the end")
	w.keep("19-exported")
	w.quit(console)
	require.NotContains(t, console.Stdout()+console.Stderr(), rig.Secret)
}

// count is how many customers have a tag.
func count(list []contactRow, tag string) (n int) {
	for _, c := range list {
		for one := range strings.SplitSeq(c.Tags, ", ") {
			if one == tag || strings.HasSuffix(one, ":"+tag) {
				n++
			}
		}
	}
	return n
}

// nameOf is what a group is called in the console.
func nameOf(t *testing.T, p rig.Program, id string) string {
	t.Helper()
	for _, g := range roster[groupRow](t, p, "groups", "--where", id) {
		if g.ID == id {
			return g.Name
		}
	}
	t.Fatalf("there is no group %s", id)
	return ""
}
