// Package spreadsheet writes rows as csv or xlsx, one after the other, so that
// there may be more of them than fit into memory. No cell begins with what a
// spreadsheet takes for a formula, whoever wrote it.
package spreadsheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"  // for programs
	Text Format = "text" // csv with a byte order mark, without which Excel takes Chinese for GBK
	XLSX Format = "xlsx"
)

// ErrFormat is a format that there is not.
var ErrFormat = errors.New("the format is csv or xlsx")

// Head is the first row of a table.
type Head struct {
	Titles  []string
	Numbers []int // columns, from 0, that hold whole numbers: xlsx sorts and sums them
}

// Writer writes a table row by row. Every row has as many cells as the head.
// Nothing is whole before Close worked.
type Writer interface {
	Row(cells []string) error
	Close() error
}

// New begins a table with its head.
func New(w io.Writer, format Format, head Head) (Writer, error) {
	return newLimited(w, format, head, excelize.TotalRows)
}

func newLimited(w io.Writer, format Format, head Head, rows int) (Writer, error) {
	switch format {
	case CSV:
		return newCSV(w, head)
	case Text:
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
		return newCSV(w, head)
	case XLSX:
		return newBook(w, head, rows)
	}
	return nil, ErrFormat
}

// commas is a table as csv.
type commas struct {
	out  *csv.Writer
	head Head
}

func newCSV(w io.Writer, head Head) (*commas, error) {
	c := &commas{csv.NewWriter(w), head}
	return c, c.Row(head.Titles)
}

func (c *commas) Row(cells []string) error {
	if err := c.head.fits(cells); err != nil {
		return err
	}
	safe := make([]string, len(cells))
	for i, cell := range cells {
		if _, ok := c.head.number(i, cell); ok {
			safe[i] = cell
		} else {
			safe[i] = harmless(cell)
		}
	}
	return c.out.Write(safe)
}

func (c *commas) Close() error {
	c.out.Flush()
	return c.out.Error()
}

// book is a table as xlsx. It goes on in a further sheet when one is full.
type book struct {
	out    io.Writer
	file   *excelize.File
	sheet  *excelize.StreamWriter
	head   Head
	limit  int // rows of a sheet, its head included
	number int // of the sheet
	rows   int // in the sheet
}

func newBook(w io.Writer, head Head, limit int) (*book, error) {
	b := &book{out: w, file: excelize.NewFile(), head: head, limit: limit}
	if err := b.next(); err != nil {
		return nil, errors.Join(err, b.file.Close())
	}
	return b, nil
}

// next begins a sheet.
func (b *book) next() (err error) {
	b.number++
	name := "Sheet" + strconv.Itoa(b.number)
	if b.number > 1 {
		if err := b.sheet.Flush(); err != nil {
			return err
		}
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	b.rows = 0
	return b.write(b.head.Titles)
}

func (b *book) Row(cells []string) error {
	if b.rows == b.limit {
		if err := b.next(); err != nil {
			return err
		}
	}
	return b.write(cells)
}

func (b *book) write(cells []string) error {
	if err := b.head.fits(cells); err != nil {
		return err
	}
	b.rows++
	values := make([]any, len(cells))
	for i, cell := range cells {
		if n, ok := b.head.number(i, cell); ok {
			values[i] = n
		} else {
			values[i] = short(harmless(cell))
		}
	}
	return b.sheet.SetRow("A"+strconv.Itoa(b.rows), values)
}

func (b *book) Close() error {
	err := b.sheet.Flush()
	if err == nil {
		err = b.file.Write(b.out)
	}
	return errors.Join(err, b.file.Close())
}

// fits checks that a row is as wide as the head.
func (h Head) fits(cells []string) error {
	if len(cells) != len(h.Titles) {
		return fmt.Errorf("a row of %d cells under %d titles", len(cells), len(h.Titles))
	}
	return nil
}

// exactDigits is how long a number a spreadsheet keeps exactly.
const exactDigits = 15

// number reads a cell of a column of numbers. What is none, or too long to stay
// exact, is text.
func (h Head) number(column int, cell string) (int64, bool) {
	if !slices.Contains(h.Numbers, column) || len(strings.TrimPrefix(cell, "-")) > exactDigits {
		return 0, false
	}
	n, err := strconv.ParseInt(cell, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == cell
}

// harmless puts a quote before what a spreadsheet would run. Spaces before it
// don't protect: some programs trim them.
func harmless(cell string) string {
	trimmed := strings.TrimLeft(cell, " \u00a0\u3000\u200b\ufeff\x00\n")
	if trimmed == "" {
		trimmed = cell
	}
	if trimmed == "" {
		return cell
	}
	if first, _ := utf8.DecodeRuneInString(trimmed); strings.ContainsRune("=+-@\t\r|＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}

// short cuts what is longer than a cell of xlsx can be, which is counted in units
// of UTF-16, and shows that it did.
func short(cell string) string {
	if len(cell) <= excelize.TotalCellChars {
		return cell
	}
	units, cut := 0, 0
	for at, r := range cell {
		if units += utf16.RuneLen(r); units > excelize.TotalCellChars {
			return cell[:cut] + "…"
		}
		if units < excelize.TotalCellChars { // room for the sign is left
			cut = at + utf8.RuneLen(r)
		}
	}
	return cell
}
