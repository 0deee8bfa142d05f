package storage

import (
	"context"
	"fmt"
	"math"
	"time"

	"seatdeck/app/model"
)

// TurnKind says what a turn is.
type TurnKind int

// The kinds of turn.
const (
	TurnNone TurnKind = iota
	TurnIn            // the customer wrote
	TurnOut           // the seat wrote
	TurnDone          // somebody said that all was done
)

// Turn is what matters of a conversation for waits and visits. A message that was
// taken back, one of ours that failed and a line that nobody wrote are none.
type Turn struct {
	Kind TurnKind
	At   time.Time // UTC
}

// turn is a turn with its place; the zero value is none.
type turn struct {
	seat         model.SeatID
	conversation model.ConversationID
	key          Key
	kind         TurnKind
}

func turnOf(m model.Message) turn {
	t := turn{seat: m.Seat, conversation: m.Conversation, key: KeyOf(m)}
	switch {
	case m.Content.Kind == model.KindRecall || m.Content.Kind == model.KindSystem:
	case m.Direction == model.In:
		t.kind = TurnIn
	case m.Direction == model.Out && m.State != model.StateFailed:
		t.kind = TurnOut
	}
	if t.kind == TurnNone {
		return turn{}
	}
	return t
}

// The same for the file. The index of answers is on the words of outTurn.
var (
	inTurn   = fmt.Sprintf(`direction = %d AND kind NOT IN (%d, %d)`, model.In, model.KindSystem, model.KindRecall)
	outTurn  = fmt.Sprintf(`direction = %d AND state <> %d AND kind NOT IN (%d, %d)`, model.Out, model.StateFailed, model.KindSystem, model.KindRecall)
	anyTurn  = `(` + inTurn + ` OR ` + outTurn + `)`
	turnKind = fmt.Sprintf(`CASE direction WHEN %d THEN %d ELSE %d END`, model.In, TurnIn, TurnOut)
)

var (
	firstKey = Key{SentAt: math.MinInt64}
	lastKey  = Key{SentAt: math.MaxInt64}
)

func scanKey(row scanner) (k Key, err error) {
	err = row.Scan(&k.SentAt, &k.Seq, &k.ID)
	return k, err
}

// answerBefore gives the place of our last answer before a key; firstKey is none.
func (tx *Tx) answerBefore(conv model.ConversationID, key Key) (Key, error) {
	k, found, err := one(tx.ctx, tx.q, scanKey, `SELECT sent_at, seq, id FROM messages
		WHERE conversation = ? AND (sent_at, seq, id) < (?, ?, ?) AND `+outTurn+`
		ORDER BY sent_at DESC, seq DESC, id DESC LIMIT 1`, conv, key.SentAt, key.Seq, key.ID)
	if !found {
		k = firstKey
	}
	return k, err
}

// askedAfter gives the place of the customer's first message after a key.
func (tx *Tx) askedAfter(conv model.ConversationID, key Key) (Key, bool, error) {
	return one(tx.ctx, tx.q, scanKey, `SELECT sent_at, seq, id FROM messages
		WHERE conversation = ? AND (sent_at, seq, id) > (?, ?, ?) AND `+inTurn+`
		ORDER BY sent_at, seq, id LIMIT 1`, conv, key.SentAt, key.Seq, key.ID)
}

// waitBefore gives the place of the customer's message since which nobody had
// answered before a key. What came after that key is looked at too: whoever asks
// knows whether that matters.
func (tx *Tx) waitBefore(conv model.ConversationID, key Key) (Key, bool, error) {
	answer, err := tx.answerBefore(conv, key)
	if err != nil {
		return answer, false, err
	}
	resolved, err := resolvedBefore(tx.ctx, tx.q, conv, key.SentAt)
	if err != nil {
		return answer, false, err
	}
	if answer.SentAt <= resolved {
		answer = Key{SentAt: resolved, Seq: math.MaxInt64} // what was said at that moment was said before
	}
	return tx.askedAfter(conv, answer)
}

// resolvedBefore tells when somebody last said before a time (ms) that all was
// done; the least number is never.
func resolvedBefore(ctx context.Context, q *queries, conv model.ConversationID, before int64) (int64, error) {
	resolved, found, err := one(ctx, q, value[int64], `SELECT at FROM resolutions WHERE conversation = ? AND at < ?
		ORDER BY at DESC LIMIT 1`, conv, before)
	if !found {
		resolved = math.MinInt64
	}
	return resolved, err
}

// turnsPage is how many turns are read at once on the way back.
const turnsPage = 32

// TurnsBack hands the turns of a conversation before a time to fn, the newest
// first, until fn gives false or one is TurnDone.
func (s *Store) TurnsBack(ctx context.Context, conv model.ConversationID, before time.Time, fn func(Turn) bool) error {
	return turnsBack(ctx, s.r, conv, Key{SentAt: before.UnixMilli(), Seq: math.MinInt64}, fn)
}

// TurnsBack hands all turns of a conversation to fn as [Store.TurnsBack] does.
func (tx *Tx) TurnsBack(conv model.ConversationID, fn func(Turn) bool) error {
	return turnsBack(tx.ctx, tx.q, conv, lastKey, fn)
}

func turnsBack(ctx context.Context, q *queries, conv model.ConversationID, before Key, fn func(Turn) bool) error {
	resolved, err := resolvedBefore(ctx, q, conv, before.SentAt)
	if err != nil {
		return err
	}
	type place struct {
		turn Turn
		key  Key
	}
	for {
		page, err := all(ctx, q, func(row scanner) (p place, err error) {
			err = row.Scan(&p.turn.Kind, &p.key.SentAt, &p.key.Seq, &p.key.ID)
			p.turn.At = at(p.key.SentAt)
			return p, err
		}, `SELECT `+turnKind+`, sent_at, seq, id FROM messages WHERE conversation = ? AND (sent_at, seq, id) < (?, ?, ?)
			AND sent_at > ? AND `+anyTurn+` ORDER BY sent_at DESC, seq DESC, id DESC LIMIT ?`,
			conv, before.SentAt, before.Seq, before.ID, resolved, turnsPage)
		if err != nil {
			return err
		}
		for _, p := range page {
			if !fn(p.turn) {
				return nil
			}
			before = p.key
		}
		if len(page) < turnsPage {
			break
		}
	}
	if resolved != math.MinInt64 {
		fn(Turn{TurnDone, at(resolved)})
	}
	return nil
}

// AnswerFrom gives the first turn of a conversation at a time or after it that
// ends a wait: an answer, or that somebody said that all was done.
func (s *Store) AnswerFrom(ctx context.Context, conv model.ConversationID, from time.Time) (Turn, bool, error) {
	answer, answered, err := one(ctx, s.r, value[int64], `SELECT sent_at FROM messages WHERE conversation = ? AND sent_at >= ?
		AND `+outTurn+` ORDER BY sent_at, seq, id LIMIT 1`, conv, ms(from))
	if err != nil {
		return Turn{}, false, err
	}
	done, resolved, err := one(ctx, s.r, value[int64], `SELECT at FROM resolutions WHERE conversation = ? AND at >= ?
		ORDER BY at LIMIT 1`, conv, ms(from))
	switch {
	case err != nil || !answered && !resolved:
		return Turn{}, false, err
	case answered && (!resolved || answer <= done): // what was said at that moment was said before
		return Turn{TurnOut, at(answer)}, true, nil
	}
	return Turn{TurnDone, at(done)}, true, nil
}

// Talk is what was said in a conversation in a span of time.
type Talk struct {
	Conversation model.ConversationID
	Before       Turn // the newest before the span
	Turns        []Turn
}

// Talks gives what was said in the conversations of a seat with one person each,
// from a time to before another; those in which nothing was are left out.
func (s *Store) Talks(ctx context.Context, seat model.SeatID, from, to time.Time) ([]Talk, error) {
	var talks []Talk
	place := map[model.ConversationID]int{}
	take := func(row scanner) error {
		var id model.ConversationID
		var t Turn
		if err := row.Scan(&id, &t.Kind, when{&t.At}); err != nil {
			return err
		}
		i, ok := place[id]
		if !ok {
			i = len(talks)
			place[id], talks = i, append(talks, Talk{Conversation: id})
		}
		talks[i].Turns = append(talks[i].Turns, t)
		return nil
	}
	// Nothing is newer than what a conversation's row says is its newest.
	err := each(ctx, s.r, take, `SELECT c.id, `+turnKind+`, m.sent_at FROM conversations c CROSS JOIN messages m
		WHERE c.seat = ? AND c.pinned IN (0, 1) AND c.last_at >= ? AND c.is_group = 0
		AND m.conversation = c.id AND m.sent_at >= ? AND m.sent_at < ? AND `+anyTurn+`
		ORDER BY c.id, m.sent_at, m.seq, m.id`, seat, ms(from), ms(from), ms(to))
	if err != nil {
		return nil, err
	}
	err = each(ctx, s.r, func(row scanner) error {
		var id model.ConversationID
		var done Turn
		if err := row.Scan(&id, &done.Kind, when{&done.At}); err != nil {
			return err
		}
		i, ok := place[id]
		if !ok {
			i = len(talks)
			place[id], talks = i, append(talks, Talk{Conversation: id})
		}
		talks[i].resolve(done)
		return nil
	}, `SELECT c.id, ?, r.at FROM conversations c CROSS JOIN resolutions r
		WHERE c.seat = ? AND c.resolved_at <> 0 AND c.resolved_at >= ? AND c.is_group = 0
		AND r.conversation = c.id AND r.at >= ? AND r.at < ? ORDER BY c.id, r.at`, TurnDone, seat, ms(from), ms(from), ms(to))
	if err != nil {
		return nil, err
	}
	return talks, s.leadTalks(ctx, talks, place, from)
}

// resolve puts that all was done where it belongs: behind what was said at that
// moment.
func (t *Talk) resolve(done Turn) {
	i := len(t.Turns)
	for i > 0 && t.Turns[i-1].At.After(done.At) {
		i--
	}
	t.Turns = append(t.Turns, Turn{})
	copy(t.Turns[i+1:], t.Turns[i:])
	t.Turns[i] = done
}

// leadTalks fills in what came before talks.
func (s *Store) leadTalks(ctx context.Context, talks []Talk, place map[model.ConversationID]int, from time.Time) error {
	ids := make([]model.ConversationID, len(talks))
	for i, t := range talks {
		ids[i] = t.Conversation
	}
	return each(ctx, s.r, func(row scanner) error {
		var id model.ConversationID
		var said, done *int64
		if err := row.Scan(&id, &said, &done); err != nil {
			return err
		}
		before := &talks[place[id]].Before
		if said != nil {
			*before = Turn{TurnKind(*said % 4), at(*said / 4)}
		}
		if done != nil && !before.At.After(at(*done)) {
			*before = Turn{TurnDone, at(*done)}
		}
		return nil
	}, `SELECT c.value,
		(SELECT 4 * sent_at + `+turnKind+` FROM messages WHERE conversation = c.value AND sent_at < ?1 AND `+anyTurn+`
			ORDER BY sent_at DESC, seq DESC, id DESC LIMIT 1),
		(SELECT max(at) FROM resolutions WHERE conversation = c.value AND at < ?1)
		FROM json_each(?2) c`, ms(from), jsonOf{ids})
}
