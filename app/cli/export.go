package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"seatdeck/storage"
)

func runExport(ctx context.Context, c *call, args []string) error {
	var format, seatWord, conversationWord, file string
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&format, "format")
		f.text(&seatWord, "seat")
		f.text(&conversationWord, "conversation")
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
	return c.with(ctx, func(f *folder) error {
		seat, conversation, err := findScope(ctx, f, seatWord, conversationWord)
		if err != nil {
			return err
		}
		filter := storage.ExportFilter{Seat: seat, Conversation: conversation}
		if file == "" || file == "-" {
			out := bufio.NewWriter(c.env.Stdout)
			_, err := storage.Export(ctx, f.store, out, format, filter)
			return errors.Join(err, out.Flush())
		}
		n, err := exportFile(ctx, f, file, format, filter)
		if err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, map[string]any{"path": file, "messages": n})
		}
		c.printf(c.say("已导出 %d 条消息到 %s\n", "exported %d messages to %s\n"), n, file)
		return nil
	})
}

// exportFile writes a file that appears whole or not at all; what customers
// wrote is for the agent's eyes only.
func exportFile(ctx context.Context, f *folder, path, format string, filter storage.ExportFilter) (n int, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-export-*") // mode 0600
	if err != nil {
		return 0, missing(filepath.Dir(path), fmt.Errorf("write %s: %w", path, err))
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	out := bufio.NewWriter(tmp)
	n, err = storage.Export(ctx, f.store, out, format, filter)
	if err = errors.Join(err, out.Flush(), tmp.Close()); err != nil {
		return 0, err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return 0, fmt.Errorf("write %s: %w", path, err)
	}
	return n, nil
}
