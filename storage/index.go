package storage

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"

	"seatdeck/app/model"
)

// The index numbers its rows by time: milliseconds, then a slot for those of the
// same instant. So the newest hits are its highest rows, whatever order history
// was read in, and a search for a common word stops after one page.
const (
	slotBits = 8
	maxIndex = 1 << 46 // ms; year 4199
	maxBatch = 5000    // entries kept before they are written
)

// indexEntry is a change of the search index that waits for the end of its
// transaction: the index takes rows in ascending order far faster.
type indexEntry struct {
	old, now     int64 // rows; 0 is none
	words, leads string
	seat, conv   string
}

// newSearchID finds a free row for a message; 0 when it has no words.
func (tx *Tx) newSearchID(m model.Message) (int64, error) {
	if !hasTokens(SearchText(m.Content)) {
		return 0, nil
	}
	instant := min(max(ms(m.SentAt), 1), maxIndex)
	for {
		first := instant << slotBits
		last := first + 1<<slotBits - 1
		taken, _, err := one(tx.ctx, tx.q, value[sql.NullInt64],
			`SELECT max(search_id) FROM messages WHERE search_id BETWEEN ? AND ?`, first, last)
		switch {
		case err != nil:
			return 0, err
		case !taken.Valid:
			return first, nil
		case taken.Int64 < last:
			return taken.Int64 + 1, nil
		}
		instant++
	}
}

// reindex notes that a message moved from one row of the index to another.
func (tx *Tx) reindex(m model.Message, old, now int64) error {
	if old == 0 && now == 0 {
		return nil
	}
	if tx.index == nil {
		tx.index = make(map[model.MessageID]*indexEntry)
	}
	e := tx.index[m.ID]
	if e == nil {
		e = &indexEntry{old: old}
		tx.index[m.ID] = e
	}
	e.now = now
	if now != 0 {
		e.words, e.leads = indexText(SearchText(m.Content))
		e.seat, e.conv = scopeToken(int64(m.Seat)), scopeToken(int64(m.Conversation))
	}
	if len(tx.index) >= maxBatch {
		return tx.writeIndex()
	}
	return nil
}

// writeIndex writes what reindex noted.
func (tx *Tx) writeIndex() error {
	if len(tx.index) == 0 {
		return nil
	}
	entries := slices.Collect(maps.Values(tx.index))
	clear(tx.index)
	slices.SortFunc(entries, func(a, b *indexEntry) int { return cmp.Compare(a.old, b.old) })
	for _, e := range entries {
		if e.old == 0 {
			continue
		}
		if err := tx.exec(`DELETE FROM message_index WHERE rowid = ?`, e.old); err != nil {
			return err
		}
	}
	slices.SortFunc(entries, func(a, b *indexEntry) int { return cmp.Compare(a.now, b.now) })
	for _, e := range entries {
		if e.now == 0 {
			continue
		}
		err := tx.exec(`INSERT INTO message_index (rowid, words, leads, seat, conversation) VALUES (?, ?, ?, ?, ?)`,
			e.now, e.words, e.leads, e.seat, e.conv)
		if err != nil {
			return err
		}
	}
	return nil
}

// indexed is what the index knows of a message.
type indexed struct {
	searchID     int64
	sentAt       int64
	seat         model.SeatID
	conversation model.ConversationID
	text         string
	turn         turn
}

const indexedQuery = `SELECT coalesce(m.search_id, 0), m.sent_at, m.seat, m.conversation, m.kind, m.text, m.content,
	m.id, m.seq, m.direction, m.state FROM messages m`

func scanIndexed(row scanner) (i indexed, err error) {
	var c model.Content
	var kind model.Kind
	var text string
	var m model.Message
	err = row.Scan(&i.searchID, &i.sentAt, &i.seat, &i.conversation, &kind, &text, asJSON{&c}, &m.ID, &m.Seq, &m.Direction, &m.State)
	c.Kind, c.Text = kind, text
	m.Seat, m.Conversation, m.SentAt, m.Content.Kind = i.seat, i.conversation, at(i.sentAt), kind
	i.turn = turnOf(m)
	i.text = SearchText(c)
	return i, err
}

// covers tells whether the index says the right thing of m already.
func (i indexed) covers(m model.Message) bool {
	return i.sentAt == ms(m.SentAt) && i.seat == m.Seat && i.conversation == m.Conversation && i.text == SearchText(m.Content)
}
