package juhe

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"

	"seatdeck/providers/internal/wire"
)

const (
	pageSize = 100
	maxPages = 1000
)

// keyed is a row of a list that is told apart from the others; "": it is not.
type keyed interface{ key() string }

// Pages reads a list page by page, until it is whole or the caller has enough.
// An error is the last that is given.
//
// Rows may come twice, when the list moves while it is read, or may be none: as
// many as total counts must be different ones. The document does not say what
// number the first page has. Assumed: 1; where rows are missing then, 0 is tried,
// and what it was is remembered.
func Pages[T keyed](ctx context.Context, c *Client, call Call[SearchRequest, Page[T]], search SearchRequest) iter.Seq2[Page[T], error] {
	return func(yield func(Page[T], error) bool) {
		search.PageSize = pageSize
		zero := c.fromZero()
		seen := map[string]bool{}
		most := 0        // as total counts
		var first []byte // the first row of the page before
		for number := 1; number <= maxPages; number++ {
			search.PageNo = pageNo(number, zero)
			page, err := call.Do(ctx, c, search)
			if err != nil {
				yield(page, err)
				return
			}
			fresh := note(seen, page.List)
			over := len(page.List) == 0 || fresh == none || bytes.Equal(page.List[0].Raw, first)
			if !over || number == 1 {
				if !yield(page, nil) {
					return
				}
			}
			most = max(most, int(page.Total))
			if over || page.Total > 0 && len(seen) >= int(page.Total) {
				if most > len(seen) && !zero && c.numbering.Load() != fromOne {
					if page, ok := pageZero(ctx, c, call, search, seen); ok {
						yield(page, nil)
					}
				}
				return
			}
			first = page.List[0].Raw
		}
		yield(Page[T]{}, fmt.Errorf("%s: %w", call.path, errEndless))
	}
}

// news is what a page brought.
type news int

const (
	none  news = iota // nothing that was not seen before
	some              // a row that was not, or that can't be told apart
	every             // no row that was seen before
)

// note notes the rows of a page.
func note[T keyed](seen map[string]bool, rows wire.Rows[T]) news {
	before, odd := 0, 0
	fresh := map[string]bool{}
	for _, row := range rows {
		key := row.Value.key()
		switch {
		case row.Err != nil || key == "":
			odd++
		case seen[key]:
			before++
		default:
			fresh[key] = true
		}
	}
	maps.Copy(seen, fresh)
	switch {
	case len(fresh) > 0 && before == 0:
		return every
	case len(fresh)+odd > 0:
		return some
	}
	return none
}

// The numbers that pages are known to have.
const (
	unknown int32 = iota
	fromOne
	fromZero
)

func (c *Client) fromZero() bool { return c.numbering.Load() == fromZero }

// pageNo is the pageNo of a page that is counted from 1.
func pageNo(number int, zero bool) int {
	if zero {
		return number - 1
	}
	return number
}

// pageZero looks whether there is a page 0 beside those from 1 on. One that says
// what another says is page 1 for a back end that counts from 1; so is a refusal.
func pageZero[T keyed](ctx context.Context, c *Client, call Call[SearchRequest, Page[T]], search SearchRequest, seen map[string]bool) (Page[T], bool) {
	search.PageNo = 0
	page, err := call.Do(ctx, c, search)
	switch {
	case err != nil && !isAPIError(err, func(e *APIError) bool { return !e.Denied() }):
		return page, false // it may be found out another time
	case err != nil || note(seen, page.List) != every:
		c.numbering.Store(fromOne)
		return page, false
	}
	c.numbering.Store(fromZero)
	return page, true
}
