package wecom

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// ErrNoEnd is a list whose pages never end.
var ErrNoEnd = errors.New("the pages of a list never end")

const maxPages = 20_000 // of one list: more than any corp has

// pageRequest is a request of a list that can be told where to go on, by the
// cursor or the offset that the page before named.
type pageRequest[Req any] interface {
	*Req
	turn(position string) error
}

// pageAnswer is one page; next is empty on the last.
type pageAnswer interface{ next() string }

// Pages makes a call again and again, from where req stands to the end of the
// list, by next_cursor or next_offset. It ends with the first error.
func Pages[Req any, Ans pageAnswer, P pageRequest[Req]](ctx context.Context, c *Client, call Call[Req, Ans], req Req) iter.Seq2[Ans, error] {
	return func(yield func(Ans, error) bool) {
		var none Ans
		at := ""
		for range maxPages {
			answer, err := call.Do(ctx, c, req)
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(answer, nil) {
				return
			}
			next := answer.next()
			switch {
			case next == "":
				return
			case next == at:
				yield(none, fmt.Errorf("%s: %w", call.path, ErrNoEnd))
				return
			}
			at = next
			if err := P(&req).turn(next); err != nil {
				yield(none, fmt.Errorf("%s: %w", call.path, err))
				return
			}
		}
		yield(none, fmt.Errorf("%s: %w", call.path, ErrNoEnd))
	}
}
