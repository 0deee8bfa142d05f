package storage

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"seatdeck/app/model"
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
	case "csv":
		out, err = newCSVRows(w)
	case "xlsx":
		out, err = newSheets(w, sheetRows)
	default:
		return 0, invalid("export", "the format is jsonl, csv or xlsx")
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

type csvRows struct{ w *csv.Writer }

func newCSVRows(w io.Writer) (csvRows, error) {
	c := csvRows{csv.NewWriter(w)}
	return c, c.w.Write(exportColumns)
}

func (c csvRows) row(r ExportRow) error { return c.w.Write(harmless(r.cells())) }

func (c csvRows) close() error {
	c.w.Flush()
	return c.w.Error()
}

// harmless puts a quote before what a spreadsheet would run. Spaces before it
// don't protect: some programs trim them.
func harmless(cells []string) []string {
	for i, cell := range cells {
		trimmed := strings.TrimLeft(cell, " \u00a0\u3000\u200b\ufeff\x00\n")
		if trimmed == "" {
			trimmed = cell
		}
		if trimmed != "" && strings.ContainsRune("=+-@\t\r|＝＋－＠", firstRune(trimmed)) {
			cells[i] = "'" + cell
		}
	}
	return cells
}

// sheetRows is how many rows a sheet of a spreadsheet can have.
const sheetRows = excelize.TotalRows

// sheets streams rows into a workbook, going on in a further sheet when one is
// full.
type sheets struct {
	out    io.Writer
	book   *excelize.File
	sheet  *excelize.StreamWriter
	limit  int // rows of a sheet, its head included
	number int // of the sheet
	rows   int // in the sheet
}

func newSheets(w io.Writer, limit int) (*sheets, error) {
	s := &sheets{out: w, book: excelize.NewFile(), limit: limit}
	return s, s.next()
}

func (s *sheets) next() (err error) {
	s.number++
	name := "Sheet" + strconv.Itoa(s.number)
	if s.number > 1 {
		if err := s.sheet.Flush(); err != nil {
			return err
		}
		if _, err := s.book.NewSheet(name); err != nil {
			return err
		}
	}
	if s.sheet, err = s.book.NewStreamWriter(name); err != nil {
		return err
	}
	s.rows = 0
	return s.write(exportColumns, "")
}

func (s *sheets) row(r ExportRow) error {
	if s.rows == s.limit {
		if err := s.next(); err != nil {
			return err
		}
	}
	return s.write(harmless(r.cells()), "sent_at")
}

func (s *sheets) write(cells []string, number string) error {
	s.rows++
	values := make([]any, len(cells))
	for i, c := range cells {
		values[i] = c
		if exportColumns[i] != number {
			continue
		}
		n, err := strconv.ParseInt(c, 10, 64)
		if err == nil {
			values[i] = n
		}
	}
	return s.sheet.SetRow("A"+strconv.Itoa(s.rows), values)
}

func (s *sheets) close() error {
	err := s.sheet.Flush()
	if err == nil {
		err = s.book.Write(s.out)
	}
	return errors.Join(err, s.book.Close())
}
