package manager

import (
	"context"
	"strconv"

	"seatdeck/ui/screen"
)

const (
	pageRows  = 100 // rows read at once
	keptPages = 60  // in memory
)

// roster is what a table shows: the ids of all its rows, those that were read, and
// those that are chosen. It is used on the UI goroutine.
type roster[ID comparable, Row any] struct {
	scope *screen.Scope
	slot  string

	list  func(context.Context) ([]ID, error)        // all, by the filter at hand
	read  func(context.Context, []ID) ([]Row, error) // in the order of the ids
	shown func(error)                                // ids or rows changed

	ids    []ID
	known  bool // ids were read
	rows   map[ID]Row
	pages  map[int]bool // that were asked for since the ids were read
	chosen map[ID]bool
	keeps  bool // what is chosen stays so while it is not listed: a search narrows only what is seen
	calm   *screen.Calm
}

func newRoster[ID comparable, Row any](env *screen.Env, scope *screen.Scope, slot string) *roster[ID, Row] {
	r := &roster[ID, Row]{scope: scope, slot: slot, rows: map[ID]Row{}, pages: map[int]bool{}, chosen: map[ID]bool{}}
	r.calm = screen.NewCalm(env, rereadRest, func() { screen.Keep(r.scope, r.slot, r.list, r.got) })
	return r
}

// reload reads the ids anew because what is asked for changed; nothing that was
// chosen and is not in sight stays chosen.
func (r *roster[ID, Row]) reload() {
	screen.Ask(r.scope, r.slot, r.list, r.got)
}

// changed reads the ids anew because what there is changed.
func (r *roster[ID, Row]) changed() { r.calm.Changed() }

func (r *roster[ID, Row]) got(ids []ID, err error) {
	if err == nil {
		r.ids, r.known = ids, true
		clear(r.pages)
		r.keepChosen()
	}
	r.shown(err)
}

// keepChosen drops what is chosen and no longer listed.
func (r *roster[ID, Row]) keepChosen() {
	if len(r.chosen) == 0 || r.keeps {
		return
	}
	listed := make(map[ID]bool, len(r.chosen))
	for _, id := range r.ids {
		if r.chosen[id] {
			listed[id] = true
		}
	}
	r.chosen = listed
}

// visible has the rows from first to last read, both included.
func (r *roster[ID, Row]) visible(first, last int) {
	if first < 0 {
		return
	}
	for page := first / pageRows; page <= last/pageRows; page++ {
		if r.pages[page] || page*pageRows >= len(r.ids) {
			continue
		}
		if len(r.pages) >= keptPages {
			clear(r.pages)
			clear(r.rows)
		}
		r.pages[page] = true
		ids := r.ids[page*pageRows : min((page+1)*pageRows, len(r.ids))]
		read := r.read // may be another before it is called
		screen.Ask(r.scope, r.slot+"/"+strconv.Itoa(page), func(ctx context.Context) ([]Row, error) { return read(ctx, ids) }, func(rows []Row, err error) {
			for i, row := range rows {
				if i < len(ids) {
					r.rows[ids[i]] = row
				}
			}
			r.shown(err)
		})
	}
}

// at gives the row of an index; false: it was not read yet.
func (r *roster[ID, Row]) at(i int) (Row, bool) {
	var none Row
	if i < 0 || i >= len(r.ids) {
		return none, false
	}
	row, ok := r.rows[r.ids[i]]
	return row, ok
}

// choose chooses rows, both ends included, or no longer.
func (r *roster[ID, Row]) choose(first, last int, on bool) {
	for i := max(first, 0); i <= last && i < len(r.ids); i++ {
		if on {
			r.chosen[r.ids[i]] = true
		} else {
			delete(r.chosen, r.ids[i])
		}
	}
}

func (r *roster[ID, Row]) isChosen(i int) bool { return i >= 0 && i < len(r.ids) && r.chosen[r.ids[i]] }

// picked are the chosen ids in the order of the table; with none chosen, the one
// at ring.
func (r *roster[ID, Row]) picked(ring int) []ID {
	if len(r.chosen) == 0 {
		if ring >= 0 && ring < len(r.ids) {
			return []ID{r.ids[ring]}
		}
		return nil
	}
	list := make([]ID, 0, len(r.chosen))
	for _, id := range r.ids {
		if r.chosen[id] {
			list = append(list, id)
		}
	}
	return list
}

// close stops what would read later.
func (r *roster[ID, Row]) close() { r.calm.Close() }
