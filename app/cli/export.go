package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"seatdeck/app/files"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// exported is what an export can be of: what the answer calls it, and how it is
// counted to a person.
var exported = []word{
	{"messages", "已导出 %d 条消息到 %s\n", "exported %d messages to %s\n"},
	{"groups", "已导出 %d 个群到 %s\n", "exported %d groups to %s\n"},
	{"contacts", "已导出 %d 个客户到 %s\n", "exported %d contacts to %s\n"},
	{"members", "已导出 %d 个群成员到 %s\n", "exported %d members to %s\n"},
}

func runExport(ctx context.Context, c *call, args []string) error {
	what := exported[0].code
	var format, seatWord, conversationWord, where, file string
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&what, "what")
		f.text(&format, "format")
		f.text(&seatWord, "seat")
		f.text(&conversationWord, "conversation")
		f.text(&where, "where")
		f.text(&file, "o", "output")
	})
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	if known := []string{"jsonl", "csv", "xlsx"}; !slices.Contains(known, format) {
		return usagef("--format 应为 %s 之一", "--format must be one of %s", strings.Join(known, ", "))
	}
	of := slices.IndexFunc(exported, func(known word) bool { return known.code == what })
	switch {
	case of < 0:
		return usagef("--what 应为 messages、groups、contacts、members 之一", "--what must be one of messages, groups, contacts, members")
	case of == 0 && where != "":
		return usagef("--where 不用于消息", "--where does not go with messages")
	case of > 0 && conversationWord != "":
		return usagef("--conversation 只用于消息", "--conversation goes with messages only")
	}
	return c.with(ctx, func(f *folder) error {
		seat, conversation, err := findScope(ctx, f, seatWord, conversationWord)
		if err != nil {
			return err
		}
		write := func(w io.Writer) (int, error) {
			if of > 0 {
				return c.exportRoster(ctx, f, w, what, format, narrow{seat, where})
			}
			return storage.Export(ctx, f.store, w, format, storage.ExportFilter{Seat: seat, Conversation: conversation})
		}
		if file == "" || file == "-" {
			out := bufio.NewWriter(c.env.Stdout)
			n, err := write(out)
			return errors.Join(err, out.Flush(), f.note(ctx, model.AuditExport, "-", fmt.Sprintf("%s: %d", what, n)))
		}
		var n int
		err = files.Write(file, func(w io.Writer) (err error) {
			n, err = write(w)
			return err
		})
		if err != nil {
			return err
		}
		if err := f.note(ctx, model.AuditExport, file, fmt.Sprintf("%s: %d", what, n)); err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, map[string]any{"path": file, what: n})
		}
		c.printf(exported[of].in(c), n, file)
		return nil
	})
}
