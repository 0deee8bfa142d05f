package cli

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/assets"
)

const listedAudits = 100

// auditJSON is a line of the audit log.
type auditJSON struct {
	ID           int64                `json:"id"`
	At           int64                `json:"at"` // ms since 1970 UTC
	Who          string               `json:"who"`
	What         model.AuditWhat      `json:"what"`
	Connection   model.ConnectionID   `json:"connection"`
	Seat         model.SeatID         `json:"seat"`
	SeatName     string               `json:"seat_name"`
	Conversation model.ConversationID `json:"conversation"`
	About        string               `json:"about"`
	Detail       string               `json:"detail"`
	Refused      string               `json:"refused"` // "": it was done
	Hash         string               `json:"hash"`    // hex
}

// chainJSON is the outcome of a look at the whole audit log.
type chainJSON struct {
	Lines int64  `json:"lines"`
	Sound bool   `json:"sound"`
	Wrong int64  `json:"wrong"` // the first line that does not fit; 0: none
	Head  string `json:"head"`  // hash of the newest line, hex
}

func chainOf(check audit.Soundness) chainJSON {
	return chainJSON{Lines: check.Lines, Sound: check.Sound, Wrong: check.Wrong, Head: hex.EncodeToString(check.Head)}
}

// runAudit lists lines of the audit log, checks it, or exports it.
func runAudit(ctx context.Context, c *call, args []string) error {
	limit := listedAudits
	var what, text, from, to, format, file string
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&what, "what")
		f.text(&text, "text")
		f.text(&from, "from")
		f.text(&to, "to")
		f.number(&limit, 1, "limit")
		f.text(&format, "format")
		f.text(&file, "o")
	})
	if err != nil || done {
		return err
	}
	verb := ""
	if len(words) > 0 {
		verb, words = words[0], words[1:]
	}
	if err := exactly(words); err != nil {
		return err
	}
	filter, err := c.auditFilter(what, text, from, to)
	if err != nil {
		return err
	}
	if verb != "export" && format+file != "" {
		return usagef("--format、-o 只用于 audit export", "--format and -o go with audit export only")
	}
	switch verb {
	case "":
		filter.Limit = limit
		return c.with(ctx, func(f *folder) error { return c.listAudit(ctx, f, filter) })
	case "check":
		if filter != (audit.Filter{}) {
			return usagef("校验总是查看全部记录", "a check looks at all lines")
		}
		return c.with(ctx, func(f *folder) error { return c.checkAudit(ctx, f) })
	case "export":
		return c.exportAudit(ctx, filter, format, file)
	}
	return usagef("没有 audit %s；只有 check 和 export", "no audit %s; there are check and export", verb)
}

// auditFilter reads which lines are meant; the day of --to is included.
func (c *call) auditFilter(what, text, from, to string) (filter audit.Filter, err error) {
	filter = audit.Filter{What: model.AuditWhat(what), Text: text}
	if from != "" {
		if filter.From, err = c.day("from", from); err != nil {
			return filter, err
		}
	}
	if to != "" {
		if filter.To, err = c.day("to", to); err != nil {
			return filter, err
		}
		filter.To = filter.To.AddDate(0, 0, 1)
	}
	if to != "" && !filter.From.Before(filter.To) {
		return filter, usagef("--to 早于 --from", "--to is before --from")
	}
	return filter, nil
}

func (c *call) listAudit(ctx context.Context, f *folder, filter audit.Filter) error {
	list, err := f.console.Audits.List(ctx, filter)
	if err != nil {
		return err
	}
	if c.common.json {
		answer := make([]auditJSON, 0, len(list))
		for _, e := range list {
			answer = append(answer, auditJSON{
				ID: e.ID, At: stamp(e.At), Who: e.Who, What: e.What, Connection: e.Connection, Seat: e.Seat, SeatName: e.SeatName,
				Conversation: e.Conversation, About: e.About, Detail: e.Detail, Refused: e.Refused, Hash: hex.EncodeToString(e.Hash),
			})
		}
		return writeJSON(c.env.Stdout, answer)
	}
	for _, e := range list {
		outcome := c.texts.T("audit.done")
		if e.Refused != "" {
			outcome = c.texts.T("audit.refused", "why", plain(assets.LineText(c.texts.T, e.Refused)))
		}
		c.printf("%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.ID, e.At.Local().Format(time.DateTime), plain(e.Who),
			c.texts.T("audit.what."+string(e.What)), plain(e.SeatName), plain(e.About), plain(e.Detail), outcome)
	}
	return nil
}

// checkAudit fails where the log was changed.
func (c *call) checkAudit(ctx context.Context, f *folder) error {
	check, err := f.console.Audits.Check(ctx)
	if err != nil {
		return err
	}
	if c.common.json {
		if err := writeJSON(c.env.Stdout, chainOf(check)); err != nil {
			return err
		}
	} else if check.Sound {
		c.printf("%s\n%s\n", c.texts.T("audit.sound", "n", check.Lines), hex.EncodeToString(check.Head))
	}
	return auditTrouble(check)
}

// auditTrouble is the error of a log that was changed; nil where it was not.
func auditTrouble(check audit.Soundness) error {
	if check.Sound {
		return nil
	}
	return failuref("审计日志第 %d 行对不上（共 %d 行）：日志被改动过", "line %d of the audit log does not fit (of %d): it was changed", check.Wrong, check.Lines)
}

func (c *call) exportAudit(ctx context.Context, filter audit.Filter, format, file string) error {
	if !slices.Contains([]string{"jsonl", "csv", "xlsx"}, format) {
		return usagef("--format 应为 jsonl、csv、xlsx 之一", "--format must be one of jsonl, csv, xlsx")
	}
	if file == "" {
		return usagef("缺少 -o", "-o is missing")
	}
	return c.with(ctx, func(f *folder) error {
		n, err := f.console.Audits.Export(ctx, filter, format, file)
		if err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, map[string]any{"path": file, "lines": n})
		}
		c.printf(c.say("已写出 %d 行到 %s\n", "%d lines written to %s\n"), n, file)
		return nil
	})
}
