package audit

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/spreadsheet"
)

// columns are the columns of an export, in every format.
var columns = []string{
	"id", "at", "time", "who", "what", "connection", "seat", "conversation", "seat_name", "about", "detail", "refused", "previous", "hash",
}

// row is a line as jsonl has it: exactly, so that its hash can be computed anew
// as [storage.AuditHash] says.
type row struct {
	ID           int64                `json:"id"`
	At           int64                `json:"at"`   // ms since 1970 UTC
	Time         string               `json:"time"` // the same for people; not part of the hash
	Who          string               `json:"who"`
	What         model.AuditWhat      `json:"what"`
	Connection   model.ConnectionID   `json:"connection"`
	Seat         model.SeatID         `json:"seat"`
	Conversation model.ConversationID `json:"conversation"`
	SeatName     string               `json:"seat_name"`
	About        string               `json:"about"`
	Detail       string               `json:"detail"`
	Refused      string               `json:"refused"`
	Previous     string               `json:"previous"` // hash of the line before, hex
	Hash         string               `json:"hash"`
}

func rowOf(line storage.AuditLine) row {
	return row{
		ID: line.ID, At: line.At.UnixMilli(), Time: line.At.UTC().Format(time.RFC3339Nano), Who: line.Who, What: line.What,
		Connection: line.Connection, Seat: line.Seat, Conversation: line.Conversation, SeatName: line.SeatName,
		About: line.About, Detail: line.Detail, Refused: line.Refused,
		Previous: hex.EncodeToString(line.Previous), Hash: hex.EncodeToString(line.Hash),
	}
}

func (r row) cells() []string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return []string{
		number(r.ID), number(r.At), r.Time, r.Who, string(r.What), number(int64(r.Connection)), number(int64(r.Seat)),
		number(int64(r.Conversation)), r.SeatName, r.About, r.Detail, r.Refused, r.Previous, r.Hash,
	}
}

// Export writes the lines of a filter to a file (csv, xlsx or jsonl), oldest first,
// without Limit. An existing file is replaced only whole. Whoever wants to check the
// hashes takes jsonl: the others put a quote before what a spreadsheet would run.
func (a *Log) Export(ctx context.Context, f Filter, format, path string) (lines int, err error) {
	f.Limit = 0
	defer func() {
		a.Did(ctx, model.AuditEntry{What: model.AuditExport, About: filepath.Base(path), Detail: fmt.Sprintf("audit log, %d", lines)}, err)
	}()
	err = files.Write(path, func(w io.Writer) error {
		add, done, err := writer(w, format)
		if err != nil {
			return err
		}
		err = a.store.EachAudit(ctx, f, func(line storage.AuditLine) error {
			lines++
			return add(rowOf(line))
		})
		return errors.Join(err, done())
	})
	if err != nil {
		return 0, err
	}
	return lines, nil
}

func writer(w io.Writer, format string) (add func(row) error, done func() error, err error) {
	switch format {
	case "jsonl":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return func(r row) error { return enc.Encode(r) }, func() error { return nil }, nil
	case "csv", "xlsx":
		kind := spreadsheet.XLSX
		if format == "csv" {
			kind = spreadsheet.Text
		}
		out, err := spreadsheet.New(w, kind, spreadsheet.Head{Titles: columns, Numbers: []int{0, 1, 5, 6, 7}})
		if err != nil {
			return nil, nil, err
		}
		return func(r row) error { return out.Row(r.cells()) }, out.Close, nil
	}
	return nil, nil, &model.Trouble{Code: model.TroubleInvalid, About: "format", Detail: "refusal.formats: csv, xlsx, jsonl"}
}
