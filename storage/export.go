package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"seatdeck/app/model"
	"seatdeck/storage/spreadsheet"
)

// ExportFilter narrows an export; zero values are all.
type ExportFilter struct {
	Seat         model.SeatID
	Conversation model.ConversationID
}

// ExportRow is one message as an export has it. Seat and Conversation are the
// back end's ids (the peer's where a conversation has none of its own).
type ExportRow struct {
	Provider         string          `json:"provider"`
	Connection       string          `json:"connection"`
	Seat             string          `json:"seat"`
	SeatName         string          `json:"-"`
	Conversation     string          `json:"conversation"`
	ConversationName string          `json:"-"`
	MessageID        string          `json:"message_id"`
	ServerID         string          `json:"server_id"`
	ClientID         string          `json:"client_id"`
	SentAt           int64           `json:"sent_at"` // ms since 1970 UTC
	Direction        string          `json:"direction"`
	Sender           string          `json:"sender"`
	Kind             string          `json:"kind"`
	State            string          `json:"state"`
	Text             string          `json:"text"`
	ID               model.MessageID `json:"-"` // in our file
}

var exportColumns = []string{
	"provider", "connection", "seat", "conversation", "message_id", "server_id", "client_id", "sent_at",
	"direction", "sender", "kind", "state", "text",
}

func (r ExportRow) cells() []string {
	return []string{
		r.Provider, r.Connection, r.Seat, r.Conversation, r.MessageID, r.ServerID, r.ClientID, strconv.FormatInt(r.SentAt, 10),
		r.Direction, r.Sender, r.Kind, r.State, r.Text,
	}
}

// EachMessage hands all messages of the filter to fn, by provider, connection,
// seat, conversation and then in their order; all are of one state of the file.
// It ends with the first error of fn.
func (s *Store) EachMessage(ctx context.Context, f ExportFilter, fn func(ExportRow) error) error {
	return s.snapshot(ctx, func(q *queries) error {
		conversations, err := exportedConversations(ctx, q, f)
		if err != nil {
			return err
		}
		for _, c := range conversations {
			err := each(ctx, q, func(row scanner) error {
				m, err := scanMessage(row)
				if err != nil {
					return err
				}
				return fn(c.row(m))
			}, messageQuery+` WHERE m.conversation = ?`+oldestFirst, c.id)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// exported is a conversation with the names of what is above it.
type exported struct {
	id   model.ConversationID
	head ExportRow
}

func exportedConversations(ctx context.Context, q *queries, f ExportFilter) ([]exported, error) {
	w := &where{}
	if f.Seat != 0 {
		w.and("c.seat = ?", f.Seat)
	}
	if f.Conversation != 0 {
		w.and("c.id = ?", f.Conversation)
	}
	return all(ctx, q, func(row scanner) (e exported, err error) {
		h := &e.head
		err = row.Scan(&e.id, &h.Provider, &h.Connection, &h.Seat, &h.SeatName, &h.Conversation, &h.ConversationName)
		return e, err
	}, `SELECT c.id, n.kind, n.name, s.remote_id, coalesce(nullif(s.alias, ''), nullif(s.name, ''), s.remote_id),
		coalesce(nullif(c.remote_id, ''), c.peer_id) AS remote,
		coalesce(nullif(c.remark, ''), nullif(c.name, ''), nullif(c.peer_id, ''), c.remote_id)
		FROM conversations c JOIN seats s ON s.id = c.seat JOIN connections n ON n.id = s.connection`+w.String()+
		` ORDER BY n.kind, n.name, s.remote_id, remote, c.id`, w.args...)
}

func (e exported) row(m model.Message) ExportRow {
	r := e.head
	r.ID = m.ID
	r.MessageID, r.ServerID, r.ClientID, r.SentAt = m.RemoteID, m.ServerID, m.ClientID, ms(m.SentAt)
	r.Direction, r.Kind, r.State = m.Direction.String(), m.Content.Kind.String(), m.State.String()
	r.Sender = orElse(m.SenderID, m.SenderName)
	r.Text = orElse(m.Content.Text, SearchText(m.Content))
	return r
}

// rowWriter is one format of an export.
type rowWriter interface {
	row(ExportRow) error
	close() error
}

// Export writes the messages of the filter as jsonl, csv or xlsx and gives their
// number. Another format is TroubleInvalid. No cell of a csv or xlsx begins with
// what a spreadsheet takes for a formula; jsonl is exact.
func Export(ctx context.Context, s *Store, w io.Writer, format string, f ExportFilter) (n int, err error) {
	var out rowWriter
	switch format {
	case "jsonl":
		out = newJSONLines(w)
	case "csv", "xlsx":
		out, err = newTable(w, spreadsheet.Format(format))
	default:
		return 0, invalid("export", "refusal.formats: jsonl, csv, xlsx")
	}
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	err = s.EachMessage(ctx, f, func(r ExportRow) error {
		n++
		return out.row(r)
	})
	if err = errors.Join(err, out.close()); err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

type jsonLines struct{ enc *json.Encoder }

func newJSONLines(w io.Writer) jsonLines {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return jsonLines{enc}
}

func (j jsonLines) row(r ExportRow) error { return j.enc.Encode(r) }
func (j jsonLines) close() error          { return nil }

type table struct{ out spreadsheet.Writer }

func newTable(w io.Writer, format spreadsheet.Format) (table, error) {
	sentAt := slices.Index(exportColumns, "sent_at")
	out, err := spreadsheet.New(w, format, spreadsheet.Head{Titles: exportColumns, Numbers: []int{sentAt}})
	return table{out}, err
}

func (t table) row(r ExportRow) error { return t.out.Row(r.cells()) }
func (t table) close() error          { return t.out.Close() }
