package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func written(t *testing.T, format Format, head Head, limit int, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := newLimited(&b, format, head, limit)
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.Row(row))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func opened(t *testing.T, raw []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, book.Close()) })
	return book
}

func TestNoCellIsAFormula(t *testing.T) {
	head := Head{Titles: []string{"=群", "人数", "编号"}, Numbers: []int{1, 2}}
	for _, c := range []struct{ cell, want string }{
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t=1"},
		{"　=1", "'　=1"},
		{"＝1", "'＝1"},
		{"|cmd", "'|cmd"},
		{"1=1", "1=1"},
		{"群 -1", "群 -1"},
		{"", ""},
		{" ", " "},
	} {
		row := []string{c.cell, "-3", "=2"}
		raw := written(t, CSV, head, 10, row)
		rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, [][]string{{"'=群", "人数", "编号"}, {c.want, "-3", "'=2"}}, rows)

		book := opened(t, written(t, XLSX, head, 10, row))
		got, err := book.GetCellValue("Sheet1", "A2")
		require.NoError(t, err)
		require.Equal(t, c.want, got)
		for _, cell := range []string{"A1", "A2", "B2", "C2"} {
			formula, err := book.GetCellFormula("Sheet1", cell)
			require.NoError(t, err)
			require.Empty(t, formula, "%s of %q", cell, c.cell)
		}
	}
}

func TestNumbersStayExact(t *testing.T) {
	head := Head{Titles: []string{"n"}, Numbers: []int{0}}
	for cell, kind := range map[string]excelize.CellType{
		"40": excelize.CellTypeUnset, "-3": excelize.CellTypeUnset, "999999999999999": excelize.CellTypeUnset,
		"14073752703607622": excelize.CellTypeInlineString, "007": excelize.CellTypeInlineString, "many": excelize.CellTypeInlineString,
	} {
		book := opened(t, written(t, XLSX, head, 10, []string{cell}))
		got, err := book.GetCellType("Sheet1", "A2")
		require.NoError(t, err)
		require.Equal(t, kind, got, cell)
		value, err := book.GetCellValue("Sheet1", "A2")
		require.NoError(t, err)
		require.Equal(t, cell, value)
	}
}

func TestALongCellIsCutAndSaysSo(t *testing.T) {
	head := Head{Titles: []string{"a"}}
	const most = excelize.TotalCellChars
	for _, c := range []struct {
		name, cell, want string
	}{
		{"fits", strings.Repeat("群", most), strings.Repeat("群", most)},
		{"one too many", strings.Repeat("群", most+1), strings.Repeat("群", most-1) + "…"},
		{"two units each", strings.Repeat("😀", most), strings.Repeat("😀", most/2) + "…"},
		{"broken bytes", "a" + strings.Repeat("\xff", most-1), "a" + strings.Repeat("\ufffd", most-1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := opened(t, written(t, XLSX, head, 10, []string{c.cell})).GetCellValue("Sheet1", "A2")
			require.NoError(t, err)
			require.LessOrEqual(t, len(utf16.Encode([]rune(got))), most)
			require.Equal(t, c.want, got)
		})
	}
}

func TestAFullSheetIsFollowedByAnother(t *testing.T) {
	var rows [][]string
	for i := range 5 {
		rows = append(rows, []string{fmt.Sprint(i)})
	}
	book := opened(t, written(t, XLSX, Head{Titles: []string{"n"}}, 3, rows...))
	require.Equal(t, []string{"Sheet1", "Sheet2", "Sheet3"}, book.GetSheetList())
	for sheet, want := range map[string][][]string{
		"Sheet1": {{"n"}, {"0"}, {"1"}}, "Sheet2": {{"n"}, {"2"}, {"3"}}, "Sheet3": {{"n"}, {"4"}},
	} {
		got, err := book.GetRows(sheet)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestTextIsForPeople(t *testing.T) {
	raw := written(t, Text, Head{Titles: []string{"群"}}, 10, []string{"客户群"})
	require.Equal(t, "\ufeff群\n客户群\n", string(raw))
}

func TestARowMustFitTheHead(t *testing.T) {
	for _, format := range []Format{CSV, XLSX} {
		w, err := New(&bytes.Buffer{}, format, Head{Titles: []string{"a", "b"}})
		require.NoError(t, err)
		require.ErrorContains(t, w.Row([]string{"1"}), "1 cells under 2")
		require.NoError(t, w.Close())
	}
	_, err := New(&bytes.Buffer{}, "pdf", Head{})
	require.ErrorIs(t, err, ErrFormat)
}
