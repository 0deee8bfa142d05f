package storage

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"seatdeck/app/model"
)

const (
	maxTerms      = 16 // of a query
	maxTermTokens = 64
	defaultHits   = 50
	maxHits       = 1000
)

// SearchOptions narrow a search and say which page of it is wanted.
type SearchOptions struct {
	Seat          model.SeatID         // 0: all
	Conversation  model.ConversationID // 0: all
	Limit, Offset int                  // a limit of 0 is 50
}

// Hit is a message found.
type Hit struct {
	Message           model.Message
	SeatName          string
	ConversationTitle string
	Text              string   // SearchText of the message; begins with Content.Text
	Spans             [][2]int // what matched: rune offsets [from, to) into Text, in order
}

// Search finds messages, newest first. Terms between spaces must all be in a
// message, each as its runes stand; a term may end within a word or number, but
// not begin there. A query of nothing but spaces and punctuation finds nothing.
func (s *Store) Search(ctx context.Context, query string, o SearchOptions) ([]Hit, error) {
	q := parseQuery(query)
	if len(q.terms) == 0 {
		return nil, nil
	}
	if o.Limit <= 0 {
		o.Limit = defaultHits
	}
	o.Limit, o.Offset = min(o.Limit, maxHits), max(o.Offset, 0)
	match := q.match(o)
	if q.exact() {
		hits, _, err := s.hits(ctx, q, match, 1<<63-1, o.Limit, o.Offset)
		return hits, err
	}
	return s.searchLoose(ctx, q, match, o)
}

// searchLoose reads candidates until a page of them holds.
func (s *Store) searchLoose(ctx context.Context, q searchQuery, match string, o SearchOptions) ([]Hit, error) {
	var list []Hit
	want := o.Offset + o.Limit
	for below, window := int64(1<<63-1), max(want, defaultHits); len(list) < want; window = min(2*window, maxHits) {
		found, lowest, err := s.hits(ctx, q, match, below, window, 0)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
		if lowest == 0 {
			break
		}
		below = lowest
	}
	return list[min(o.Offset, len(list)):min(want, len(list))], nil
}

// hits gives the hits among the newest candidates below a row of the index, and
// the last row looked at; 0 when there are no more.
func (s *Store) hits(ctx context.Context, q searchQuery, match string, below int64, limit, offset int) (list []Hit, lowest int64, err error) {
	seen := 0
	err = each(ctx, s.r, func(row scanner) error {
		var h Hit
		var err error
		h.Message, err = scanMessage(scanMore{row, []any{&lowest, &h.SeatName, &h.ConversationTitle}})
		if err != nil {
			return err
		}
		seen++
		h.Text = SearchText(h.Message.Content)
		var holds bool
		if h.Spans, holds = q.spans(tokens(h.Text)); holds {
			list = append(list, h)
		}
		return nil
	}, hitQuery, match, below, limit, offset)
	if seen < limit {
		lowest = 0
	}
	return list, lowest, err
}

const hitQuery = `SELECT ` + messageColumns + `, f.row,
	coalesce(nullif(s.alias, ''), nullif(s.name, ''), s.remote_id),
	coalesce(nullif(c.remark, ''), nullif(c.name, ''), nullif(c.peer_id, ''), c.remote_id)
	FROM (SELECT rowid AS row FROM message_index WHERE message_index MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ? OFFSET ?) f
	CROSS JOIN messages m ON m.search_id = f.row
	CROSS JOIN conversations c ON c.id = m.conversation
	CROSS JOIN seats s ON s.id = c.seat
	LEFT JOIN senders p ON p.id = m.sender
	ORDER BY f.row DESC`

// scanMore scans further columns behind those that a scan asks for.
type scanMore struct {
	row  scanner
	more []any
}

func (s scanMore) Scan(dest ...any) error {
	return s.row.Scan(append(dest, s.more...)...)
}

// searchQuery is what an agent typed.
type searchQuery struct{ terms [][]token }

func parseQuery(query string) searchQuery {
	var q searchQuery
	for term := range strings.FieldsFuncSeq(query, func(r rune) bool { return unicode.IsSpace(r) }) {
		list := tokens(term)
		if len(list) == 0 {
			continue
		}
		q.terms = append(q.terms, list[:min(len(list), maxTermTokens)])
		if len(q.terms) == maxTerms {
			break
		}
	}
	return q
}

// head gives the one-rune beginning of a word that a term ends with; the index
// keeps those in a column of their own.
func head(term []token) (token, bool) {
	last := term[len(term)-1]
	return last, last.word && utf8.RuneCountInString(last.text) == 1
}

// exact tells whether the index alone decides. It does not for 单1: where the
// first rune of a word stands is not in the index.
func (q searchQuery) exact() bool {
	return !slices.ContainsFunc(q.terms, func(term []token) bool {
		_, short := head(term)
		return short && len(term) > 1
	})
}

// match writes the query in the index's language. Tokens are letters and digits
// only, so nothing in them can be taken for syntax.
func (q searchQuery) match(o SearchOptions) string {
	var parts []string
	for _, term := range q.terms {
		last, short := head(term)
		if short {
			parts = append(parts, `leads : "`+last.text+`"`)
			term = term[:len(term)-1]
		}
		if len(term) == 0 {
			continue
		}
		phrase := `words : "` + joinTokens(term) + `"`
		if !short && last.word {
			phrase += " *"
		}
		parts = append(parts, phrase)
	}
	if o.Conversation != 0 {
		parts = append(parts, `conversation : "`+scopeToken(int64(o.Conversation))+`"`)
	}
	if o.Seat != 0 {
		parts = append(parts, `seat : "`+scopeToken(int64(o.Seat))+`"`)
	}
	return strings.Join(parts, " AND ")
}

func joinTokens(list []token) string {
	words := make([]string, len(list))
	for i, t := range list {
		words[i] = t.text
	}
	return strings.Join(words, " ")
}

// spans finds where the terms stand in a text; false: one of them does not.
func (q searchQuery) spans(text []token) (list [][2]int, holds bool) {
	for _, term := range q.terms {
		found := false
		for at := 0; at+len(term) <= len(text); at++ {
			if end, ok := matchAt(term, text[at:]); ok {
				found = true
				list = append(list, [2]int{text[at].start, end})
			}
		}
		if !found {
			return nil, false
		}
	}
	return joinSpans(list), true
}

// matchAt tells whether text begins with term, and the rune where that ends.
func matchAt(term, text []token) (end int, ok bool) {
	for i, t := range term {
		have := text[i]
		if have.text == t.text {
			end = have.end
			continue
		}
		if i != len(term)-1 || !t.word || !have.word || !strings.HasPrefix(have.text, t.text) {
			return 0, false
		}
		end = min(have.start+utf8.RuneCountInString(t.text), have.end)
	}
	return end, true
}

func joinSpans(list [][2]int) [][2]int {
	slices.SortFunc(list, func(a, b [2]int) int { return a[0] - b[0] })
	var out [][2]int
	for _, s := range list {
		if n := len(out); n > 0 && s[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], s[1])
			continue
		}
		out = append(out, s)
	}
	return out
}
