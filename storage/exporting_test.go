package storage_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

var columns = "provider,connection,seat,conversation,message_id,server_id,client_id,sent_at,direction,sender,kind,state,text"

func exported(t *testing.T, s *storage.Store, format string, f storage.ExportFilter) (int, []byte) {
	t.Helper()
	var b bytes.Buffer
	n, err := storage.Export(t.Context(), s, &b, format, f)
	require.NoError(t, err)
	return n, b.Bytes()
}

func TestExportJSONLinesIsExact(t *testing.T) {
	s := storagetest.New(t)
	zz := storagetest.Connection(t, s, model.Connection{Kind: "wecom", Name: "甲"})
	aa := storagetest.Connection(t, s, model.Connection{Kind: "juhe", Name: "乙"})
	for _, conn := range []model.Connection{zz, aa} {
		for _, robot := range []string{"b", "a"} {
			seat := storagetest.Seat(t, s, model.Seat{Connection: conn.ID, RemoteID: robot, Alias: "席" + robot})
			for _, chat := range []string{"2", "1"} {
				c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: chat, PeerID: "p" + chat})
				for i := range 3 { // one instant, no seq: our numbers decide
					storagetest.Message(t, s, c, model.Message{
						RemoteID: fmt.Sprintf("%s%d", chat, 9-i), SentAt: storagetest.Start, SenderID: "u",
						Content: model.Content{Kind: model.KindText, Text: "=1+1\n<b>\"&"},
					})
				}
			}
		}
	}
	n, b := exported(t, s, "jsonl", storage.ExportFilter{})
	require.Equal(t, 24, n)
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	require.Len(t, lines, 24)
	require.Equal(t, `{"provider":"juhe","connection":"乙","seat":"a","conversation":"1","message_id":"19","server_id":"","client_id":"",`+
		`"sent_at":1772438400000,"direction":"in","sender":"u","kind":"text","state":"","text":"=1+1\n<b>\"&"}`, lines[0])
	var order []string
	for _, line := range lines {
		var r storage.ExportRow
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		order = append(order, r.Provider+r.Seat+r.MessageID)
	}
	require.Equal(t, []string{"juhea19", "juhea18", "juhea17", "juhea29", "juhea28", "juhea27", "juheb19"}, order[:7])
	require.Equal(t, "wecoma19", order[12])

	seats, err := s.Seats(t.Context())
	require.NoError(t, err)
	n, _ = exported(t, s, "jsonl", storage.ExportFilter{Seat: seats[0].ID})
	require.Equal(t, 6, n)
	n, b = exported(t, s, "jsonl", storage.ExportFilter{Conversation: 999})
	require.Zero(t, n)
	require.Empty(t, b)

	stop := errors.New("stop")
	err = s.EachMessage(t.Context(), storage.ExportFilter{}, func(r storage.ExportRow) error {
		require.Equal(t, "席a", r.SeatName)
		return stop
	})
	require.ErrorIs(t, err, stop)
	_, err = storage.Export(t.Context(), s, &bytes.Buffer{}, "pdf", storage.ExportFilter{})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}

func TestExportRunsNoFormula(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{RemoteID: "=seat"})
	c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{RemoteID: "+chat"})
	texts := []string{
		"=HYPERLINK(\"http://evil\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "　=1", "\ufeff=1", "|cmd",
		"普通,\"引号\"\n第二行", "1=1", "",
	}
	for i, text := range texts {
		storagetest.Message(t, s, c, model.Message{
			RemoteID: fmt.Sprintf("@%d", i), SenderID: "=cmd|' /C calc'!A0", Content: model.Content{Kind: model.KindText, Text: text},
		})
	}
	check := func(rows [][]string) {
		t.Helper()
		require.Equal(t, columns, strings.Join(rows[0], ","))
		require.Len(t, rows, len(texts)+1)
		for i, row := range rows[1:] {
			require.GreaterOrEqual(t, len(row), 11) // a sheet drops empty cells at the end
			for j, cell := range row {
				trimmed := strings.TrimLeft(cell, " \u3000\ufeff\n")
				require.False(t, strings.HasPrefix(trimmed, "=") || strings.ContainsAny(trimmed[:min(1, len(trimmed))], "+-@\t\r|"),
					"row %d column %d: %q", i, j, cell)
			}
		}
		require.Equal(t, texts[12], rows[13][12])
		require.Equal(t, "1=1", rows[14][12])
		require.Equal(t, "1772438400000", rows[1][7])
	}
	_, b := exported(t, s, "csv", storage.ExportFilter{})
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	require.NoError(t, err)
	check(rows)

	_, b = exported(t, s, "xlsx", storage.ExportFilter{})
	book, err := excelize.OpenReader(bytes.NewReader(b))
	require.NoError(t, err)
	rows, err = book.GetRows("Sheet1")
	require.NoError(t, err)
	check(rows)
	formula, err := book.GetCellFormula("Sheet1", "M2")
	require.NoError(t, err)
	require.Empty(t, formula)
}
