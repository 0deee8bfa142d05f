package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"seatdeck/app/model"
)

const (
	maxCallBody = 16 << 20 // bytes read from stdin
	nearestMost = 3        // names told for one that there is not
)

// runCall makes one documented call for a seat, for developers. It needs no live
// link, so it works beside a console that runs.
func runCall(ctx context.Context, c *call, args []string) error {
	var seatWord string
	var list bool
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&seatWord, "seat")
		f.BoolVar(&list, "list", false, "")
	})
	if err != nil || done {
		return err
	}
	if strings.TrimSpace(seatWord) == "" {
		return usagef("--seat 缺失或为空", "--seat is missing or empty")
	}
	var body json.RawMessage
	switch {
	case list:
		err = exactly(words)
	case len(words) == 1:
		err = exactly(words, "PATH")
		body = json.RawMessage("{}")
	default:
		if err = exactly(words, "PATH", "JSON"); err == nil {
			body, err = c.readBody(words[1])
		}
	}
	if err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		seat, err := seatAnywhere(ctx, f, seatWord)
		if err != nil {
			return err
		}
		paths, err := f.console.Tools.CallPaths(ctx, seat.ID)
		if err != nil {
			return err
		}
		if list {
			return c.printPaths(paths)
		}
		path := "/" + strings.TrimLeft(words[0], "/")
		if !slices.Contains(paths, path) {
			near := strings.Join(nearest(path, paths), ", ")
			return usagef("没有接口 %s；相近的有：%s", "no call %s; near it: %s", path, near)
		}
		answer, err := f.console.Tools.Call(ctx, seat.ID, path, body)
		if err != nil {
			return err
		}
		return c.printAnswer(answer)
	})
}

// seatAnywhere finds a seat, asking the back ends where the file does not know
// it yet.
func seatAnywhere(ctx context.Context, f *folder, word string) (model.Seat, error) {
	find := func() (model.Seat, error) {
		seats, err := f.console.Seats.List(ctx)
		if err != nil {
			return model.Seat{}, err
		}
		return findSeat(seats, word)
	}
	seat, err := find()
	if !model.IsTrouble(err, model.TroubleNotFound) {
		return seat, err
	}
	unread := f.console.Seats.Refresh(ctx)
	if unread != nil {
		f.log.Warn("seats not read", "err", unread)
	}
	if seat, err = find(); model.IsTrouble(err, model.TroubleNotFound) && unread != nil {
		return seat, unread // why it may not be there
	}
	return seat, err
}

// readBody gives the body of a call: the word itself, or stdin for "-".
func (c *call) readBody(word string) (json.RawMessage, error) {
	body := []byte(word)
	if word == "-" {
		var err error
		if body, err = io.ReadAll(io.LimitReader(c.env.Stdin, maxCallBody+1)); err != nil {
			return nil, fmt.Errorf("read the body from stdin: %w", err)
		}
		if len(body) > maxCallBody {
			return nil, usagef("正文超过 %d MB", "the body is larger than %d MB", maxCallBody>>20)
		}
		body = bytes.TrimPrefix(body, []byte("\ufeff"))
	}
	var fields map[string]json.RawMessage
	err := json.Unmarshal(body, &fields)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line, column := position(body, syntax.Offset)
		return nil, usagef("JSON 第 %d 行第 %d 个字有误：%s", "the JSON is broken at line %d, character %d: %s", line, column, syntax)
	case err != nil || fields == nil:
		return nil, usagef("正文必须是 JSON 对象：{…}", "the body must be a JSON object: {…}")
	}
	return body, nil
}

// position is where a byte of a text stands, both counted from 1.
func position(text []byte, offset int64) (line, character int) {
	before := text[:min(max(int(offset)-1, 0), len(text))]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, 1 + len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))
}

func (c *call) printPaths(paths []string) error {
	if c.common.json {
		return writeJSON(c.env.Stdout, paths)
	}
	for _, path := range paths {
		c.printf("%s\n", path)
	}
	return nil
}

// printAnswer prints an answer as it came: in lines to be read, or compact with
// --json.
func (c *call) printAnswer(answer json.RawMessage) error {
	if len(answer) == 0 {
		answer = json.RawMessage("null") // it worked, and says no more
	}
	var out bytes.Buffer
	var err error
	if c.common.json {
		err = json.Compact(&out, answer)
	} else {
		err = json.Indent(&out, answer, "", "  ")
	}
	if err != nil {
		return &model.Trouble{Code: model.TroubleBadAnswer, Detail: err.Error(), Cause: err}
	}
	c.printf("%s\n", unarmed(out.String()))
	return nil
}

// unarmed escapes what could drive a terminal. In JSON such characters can only
// be within texts, where the escape means the same.
func unarmed(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// nearest are the names that are most like one that there is not.
func nearest(name string, names []string) []string {
	last := name[strings.LastIndexByte(name, '/')+1:]
	far := func(other string) int {
		if d := distance(name, other); !strings.Contains(other, last) {
			return d + len(name) // after all that hold its last word
		} else {
			return d
		}
	}
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int { return far(a) - far(b) })
	return sorted[:min(len(sorted), nearestMost)]
}

// distance is how many letters must be put in, left out or changed to make one
// word of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
