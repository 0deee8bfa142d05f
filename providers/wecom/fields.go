package wecom

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"seatdeck/providers/internal/wire"
)

// Seconds is an instant in epoch seconds, as a number or a string; 0 means there
// is none.
type Seconds int64

// UnmarshalJSON reads a number, a string of one, or null.
func (s *Seconds) UnmarshalJSON(data []byte) error { return (*wire.Int)(s).UnmarshalJSON(data) }

// Time is the instant in UTC; the zero time where there is none.
func (s Seconds) Time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}

// SecondsOf is the other way round; 0 for the zero time.
func SecondsOf(t time.Time) Seconds {
	if t.IsZero() {
		return 0
	}
	return Seconds(t.Unix())
}

// Bool is a yes or no that is read from any of the forms of wire.Flag and
// written as true or false.
type Bool bool

// UnmarshalJSON reads true, 1, "1" and the like.
func (b *Bool) UnmarshalJSON(data []byte) error { return (*wire.Flag)(b).UnmarshalJSON(data) }

// NoFields is a request that has none.
type NoFields struct{}

// Done is an answer that says no more than that it worked.
type Done struct{}

// Paging is where a list goes on, for the calls that take a cursor.
type Paging struct {
	Cursor string `json:"cursor,omitempty"` // of the answer before; empty: from the start
	Limit  int    `json:"limit,omitempty"`  // rows of a page; 0: as many as the call likes
}

func (p *Paging) turn(position string) error {
	p.Cursor = position
	return nil
}

// Cursor is where the next page begins.
type Cursor struct {
	NextCursor wire.Text `json:"next_cursor"` // empty: this was the last
}

func (c Cursor) next() string { return c.NextCursor.String() }

// Percent is a share in percent, which may have a fraction or come as a string.
type Percent float64

// UnmarshalJSON reads a number, a string of one, "" or null.
func (p *Percent) UnmarshalJSON(data []byte) error {
	var text wire.Text
	if err := text.UnmarshalJSON(data); err != nil {
		return fmt.Errorf("percent: %w", err)
	}
	if text == "" {
		*p = 0
		return nil
	}
	share, err := strconv.ParseFloat(text.String(), 64)
	if err != nil || math.IsNaN(share) || math.IsInf(share, 0) {
		return errors.New("percent: not a number")
	}
	*p = Percent(share)
	return nil
}
