package storage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"seatdeck/app/model"
)

// Some back ends show the seat's own messages without the id we gave them. Such
// an echo may be of a message written on a phone, or of one that this console
// sent and got no answer for. It is told by its words and its time: a guess that
// holds until the answer to a send says otherwise.

const (
	echoWithin = 2 * time.Minute // between a try, by our clock, and its echo, by the back end's
	maxEchoes  = 100             // tries looked at for one echo
)

// MarkTried notes when a message is handed to its back end.
func (tx *Tx) MarkTried(id model.MessageID, when time.Time) error {
	return tx.exec(`INSERT INTO tries (message, at, guessed) VALUES (?, ?, 0)
		ON CONFLICT DO UPDATE SET at = excluded.at, guessed = 0`, id, ms(when))
}

// PutEcho stores a message of the seat's own that names no client id. It joins
// the row of its remote id, else one that this console tried to send with the
// same words at about that time; otherwise it was written on a phone.
func (tx *Tx) PutEcho(m model.Message) (Put, error) {
	if m.Seat == 0 || m.Conversation == 0 || m.RemoteID == "" {
		return Put{}, invalid("echo", "refusal.incomplete: it needs a seat, a conversation and a remote id")
	}
	m.SentAt = at(ms(m.SentAt))
	seen, found, err := tx.theirs(m)
	if err != nil {
		return Put{}, err
	}
	if found {
		return tx.joinMessage(seen, m)
	}
	return tx.placeEcho(m, map[model.MessageID]bool{})
}

// placeEcho gives an echo to a try, or a row of its own. Tries in passed are not
// for it.
func (tx *Tx) placeEcho(echo model.Message, passed map[model.MessageID]bool) (Put, error) {
	row, found, err := tx.freeTry(echo, passed)
	if err != nil {
		return Put{}, err
	}
	if !found {
		id, err := tx.insertMessage(echo)
		return Put{ID: id, Inserted: err == nil}, err
	}
	if err := tx.giveEcho(row, echo); err != nil {
		return Put{}, err
	}
	return Put{ID: row.ID, Changed: true, Before: row}, nil
}

// freeTry finds a try that an echo may be of and that has none. Where all have
// one, it looks whether one of those may be of another try instead: clocks
// differ, and echoes come in any order.
func (tx *Tx) freeTry(echo model.Message, passed map[model.MessageID]bool) (model.Message, bool, error) {
	tries, err := tx.triesLike(echo)
	if err != nil {
		return model.Message{}, false, err
	}
	for _, t := range tries {
		if !t.guessed && !passed[t.row.ID] {
			return t.row, true, nil
		}
	}
	for _, t := range tries {
		if !t.guessed || passed[t.row.ID] {
			continue
		}
		passed[t.row.ID] = true
		other, found, err := tx.freeTry(t.row, passed)
		if err != nil {
			return model.Message{}, false, err
		}
		if !found {
			continue
		}
		row, taken, err := tx.takeEcho(t)
		if err != nil {
			return row, false, err
		}
		return row, true, tx.giveEcho(other, taken)
	}
	return model.Message{}, false, nil
}

// try is a message that this console handed to its back end.
type try struct {
	row     model.Message
	at      time.Time
	guessed bool // its remote id is that of an echo, by guess
}

const tryQuery = `SELECT ` + messageColumns + `, t.at, t.guessed FROM tries t CROSS JOIN messages m ON m.id = t.message
	LEFT JOIN senders p ON p.id = m.sender`

func scanTry(row scanner) (t try, err error) {
	t.row, err = scanMessage(scanMore{row, []any{when{&t.at}, &t.guessed}})
	return t, err
}

func (tx *Tx) tryOf(id model.MessageID) (try, bool, error) {
	return one(tx.ctx, tx.q, scanTry, tryQuery+` WHERE t.message = ?`, id)
}

// triesLike gives the tries that an echo may be of, the nearest in time first.
func (tx *Tx) triesLike(echo model.Message) ([]try, error) {
	list, err := all(tx.ctx, tx.q, scanTry, tryQuery+` WHERE t.at BETWEEN ? AND ? AND m.conversation = ?
		AND (m.remote_id = '' OR t.guessed = 1) ORDER BY t.at LIMIT ?`,
		ms(echo.SentAt.Add(-echoWithin)), ms(echo.SentAt.Add(echoWithin)), echo.Conversation, maxEchoes)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(t try) bool { return !t.inDoubt() || !sameWords(t.row.Content, echo.Content) })
	slices.SortStableFunc(list, func(a, b try) int {
		return cmp.Compare(a.at.Sub(echo.SentAt).Abs(), b.at.Sub(echo.SentAt).Abs())
	})
	return list, nil
}

// inDoubt tells whether nobody knows what became of a try, or whether it is known
// by guess only.
func (t try) inDoubt() bool {
	switch t.row.State {
	case model.StateSending, model.StateMaybeSent, model.StateSent:
		return true
	case model.StateFailed:
		return t.row.Reason != nil && t.row.Reason.Code == model.TroubleTimeout
	}
	return false
}

// giveEcho has a try be the message that an echo is of, by guess.
func (tx *Tx) giveEcho(row, echo model.Message) error {
	echo.State = model.StateSent
	if err := tx.updateMessage(merge(row, echo)); err != nil {
		return err
	}
	if err := tx.DeleteJobsOf(row.ID); err != nil {
		return err
	}
	return tx.exec(`UPDATE tries SET guessed = 1 WHERE message = ?`, row.ID)
}

// takeEcho undoes a guess: the row is maybe sent again, under no remote id. It
// gives the row, and the echo that it had.
func (tx *Tx) takeEcho(t try) (row, echo model.Message, err error) {
	row, echo = t.row, t.row
	echo.ID, echo.ClientID = 0, ""
	row.RemoteID, row.ServerID, row.Seq, row.SentAt = "", "", 0, t.at
	row.State, row.Reason = model.StateMaybeSent, nil
	if err := tx.updateMessage(row); err != nil {
		return row, echo, err
	}
	return row, echo, tx.exec(`UPDATE tries SET guessed = 0 WHERE message = ?`, row.ID)
}

// Confirm stores what the answer to a send says: the message has arrived, under
// this remote id and at that time, each where it is told. An answer is no guess:
// another message that was guessed to be of this id is in doubt again.
func (tx *Tx) Confirm(id model.MessageID, remoteID string, sentAt time.Time) error {
	mine, err := tx.Message(id)
	if err != nil {
		return err
	}
	answer := model.Message{
		Conversation: mine.Conversation, RemoteID: remoteID, SentAt: at(ms(sentAt)), Direction: model.Out, State: model.StateSent,
	}
	if remoteID == "" {
		_, err := tx.joinMessage(mine, answer)
		return err
	}
	holder, found, err := tx.theirs(answer)
	if err != nil {
		return err
	}
	held, ours, err := tx.tryOf(holder.ID)
	switch {
	case err != nil:
		return err
	case !found:
		return tx.confirmAs(mine, answer)
	case holder.ID == mine.ID:
		if _, err := tx.joinMessage(mine, answer); err != nil {
			return err
		}
		return tx.sure(id)
	case !ours:
		return tx.confirmAs(mine, answer, holder)
	case !held.guessed:
		answer.RemoteID = "" // the answer to another send said so too
		_, err := tx.joinMessage(mine, answer)
		return err
	case holder.Content.Kind == model.KindRecall:
		// Taken back meanwhile. Both say the same, so it is no matter which of the
		// rows that is; what became of the other stays open.
		if err := tx.sure(holder.ID); err != nil || mine.RemoteID != "" {
			return err
		}
		return tx.SetMessageState(id, model.StateMaybeSent, nil)
	}
	_, echo, err := tx.takeEcho(held)
	if err != nil {
		return err
	}
	return tx.confirmAs(mine, merge(echo, answer))
}

// confirmAs gives a message the remote id of its answer. What echo it had by
// guess is of another one; rows that turn out to be the same message go into it.
func (tx *Tx) confirmAs(mine, answer model.Message, same ...model.Message) error {
	freed, hadEcho, err := tx.disown(&mine)
	if err != nil {
		return err
	}
	for _, row := range same {
		if err := tx.deleteMessage(row); err != nil {
			return err
		}
		answer = merge(row, answer)
	}
	answer.State = model.StateSent
	if _, err := tx.joinMessage(mine, answer); err != nil || !hadEcho {
		return err
	}
	_, err = tx.placeEcho(freed, map[model.MessageID]bool{mine.ID: true})
	return err
}

// sure notes that the remote id of a message is no guess any more.
func (tx *Tx) sure(id model.MessageID) error {
	return tx.exec(`UPDATE tries SET guessed = 0 WHERE message = ?`, id)
}

// Disown undoes a guess about a message that certainly was not sent. The echo is
// of another one.
func (tx *Tx) Disown(id model.MessageID) error {
	m, err := tx.Message(id)
	if err != nil {
		return err
	}
	echo, had, err := tx.disown(&m)
	if err != nil || !had {
		return err
	}
	_, err = tx.placeEcho(echo, map[model.MessageID]bool{id: true})
	return err
}

// disown takes the echo of a message away that it had by guess.
func (tx *Tx) disown(m *model.Message) (echo model.Message, had bool, err error) {
	t, found, err := tx.tryOf(m.ID)
	if err != nil || !found || !t.guessed || t.row.RemoteID == "" || t.row.Content.Kind == model.KindRecall {
		return echo, false, err
	}
	*m, echo, err = tx.takeEcho(t)
	return echo, err == nil, err
}

// sameWords tells whether two contents may be of one message: of the same kind,
// with at least one thing in common that tells it from others, and no checksum
// that differs.
func sameWords(a, b model.Content) bool {
	if a.Kind != b.Kind {
		return false
	}
	for _, key := range checksums {
		if x, y := a.Ref[key], b.Ref[key]; x != "" && y != "" {
			return strings.EqualFold(x, y)
		}
	}
	marks := marksOf(b)
	return slices.ContainsFunc(marksOf(a), func(mark string) bool { return slices.Contains(marks, mark) })
}

// checksums are the words that back ends have for what tells one file from all
// others.
var checksums = []string{"file_md5", "md5", "file_id"}

// marksOf gives what tells a content from others of its kind.
func marksOf(c model.Content) []string {
	var marks []string
	add := func(name string, parts ...string) {
		if line := strings.TrimSpace(strings.Join(parts, "\x00")); strings.Trim(line, "\x00") != "" {
			marks = append(marks, name+line)
		}
	}
	switch c.Kind {
	case model.KindText, model.KindQuote:
		add("text ", strings.ReplaceAll(c.Text, "\r\n", "\n"))
		return marks
	case model.KindPat:
		add("who ", c.Mentions...)
		return marks
	case model.KindImage, model.KindVoice, model.KindVideo, model.KindFile, model.KindSticker:
		if c.FileName != "" && c.Size > 0 {
			add("file ", c.FileName, fmt.Sprint(c.Size))
		}
	default:
		add("title ", c.Title, c.Detail)
	}
	add("url ", c.URL)
	if l := c.Location; l != nil {
		add("place ", fmt.Sprintf("%.4f %.4f", l.Latitude, l.Longitude))
	}
	if c.Card != nil {
		add("card ", c.Card.RemoteID)
	}
	if p := c.MiniProgram; p != nil {
		add("page ", p.AppID, p.Page)
	}
	if c.Channels != nil {
		add("object ", c.Channels.ObjectID)
	}
	return marks
}
