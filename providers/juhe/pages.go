package juhe

import (
	"bytes"
	"context"
	"fmt"
	"iter"
)

const (
	pageSize = 100
	maxPages = 1000
)

// Pages reads a list page by page, until it is whole or the caller has enough.
// An error is the last that is given.
func Pages[T any](ctx context.Context, c *Client, call Call[SearchRequest, Page[T]], search SearchRequest) iter.Seq2[Page[T], error] {
	return func(yield func(Page[T], error) bool) {
		search.PageSize = pageSize
		var rows int
		var before []byte // the first row of the page before
		for search.PageNo = 1; search.PageNo <= maxPages; search.PageNo++ {
			page, err := call.Do(ctx, c, search)
			if err != nil {
				yield(page, err)
				return
			}
			over := len(page.List) == 0 || bytes.Equal(page.List[0].Raw, before)
			if rows += len(page.List); over && search.PageNo > 1 {
				return
			}
			if !yield(page, nil) || over || page.Total > 0 && rows >= int(page.Total) {
				return
			}
			before = page.List[0].Raw
		}
		yield(Page[T]{}, fmt.Errorf("%s: %w", call.path, errEndless))
	}
}
