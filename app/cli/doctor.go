package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"seatdeck/app"
	"seatdeck/app/audit"
	"seatdeck/app/model"
)

// reachTimeout bounds how long the doctor waits for one back end.
const reachTimeout = 15 * time.Second

// mostStale is how many days that wait to be counted are looked at.
const mostStale = 100_000

// diagnosis is what the doctor says.
type diagnosis struct {
	Version       string         `json:"version"`
	DataDir       string         `json:"data_dir"`
	Integrity     integrity      `json:"integrity"`
	SchemaVersion int            `json:"schema_version"`
	FileSize      int64          `json:"file_size"` // bytes
	DiskFree      int64          `json:"disk_free"` // bytes
	Connections   int            `json:"connections"`
	Seats         int            `json:"seats"`
	Conversations int            `json:"conversations"`
	Messages      int            `json:"messages"`
	GapsOpen      int            `json:"gaps_open"`
	Undecodable   int            `json:"undecodable"`
	Reasons       map[string]int `json:"undecodable_reasons"`
	Outbox        outboxJSON     `json:"outbox"`
	Running       bool           `json:"running"` // a console is at work on this folder
	Keyring       keyPlace       `json:"keyring"`
	Reachable     []reach        `json:"reachability"`
	Receivers     []receiver     `json:"callbacks"`
	Audit         chainJSON      `json:"audit"`
	StaleDays     int            `json:"stale_days"` // days of seats that wait to be counted anew
}

type integrity struct {
	Sound   bool   `json:"sound"`
	Problem string `json:"problem"`
}

type keyPlace struct {
	Where string `json:"where"` // keyring, env, file or locked
	Error string `json:"error"`
}

type reach struct {
	ID       model.ConnectionID `json:"id"`
	Name     string             `json:"name"`
	Provider string             `json:"provider"`
	OK       bool               `json:"ok"`
	Error    string             `json:"error"`
}

// runDoctor reports; only a data file, or an audit log, that is not sound is an
// error of its own.
func runDoctor(ctx context.Context, c *call, args []string) error {
	words, done, err := c.parse(args, nil)
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		d, chain, err := c.diagnose(ctx, f)
		if err != nil {
			return err
		}
		if c.common.json {
			err = writeJSON(c.env.Stdout, d)
		} else {
			c.printDiagnosis(d)
		}
		switch {
		case err != nil:
			return err
		case !d.Integrity.Sound:
			return &model.Trouble{Code: model.TroubleDamaged, About: f.dir, Detail: d.Integrity.Problem}
		}
		return auditTrouble(chain)
	})
}

func (c *call) diagnose(ctx context.Context, f *folder) (d diagnosis, chain audit.Soundness, err error) {
	report, err := f.console.Health.Report(ctx)
	if err != nil {
		return d, chain, err
	}
	views, err := f.console.Connections.List(ctx)
	if err != nil {
		return d, chain, err
	}
	counts, err := f.console.Connections.Callbacks(ctx)
	if err != nil {
		return d, chain, err
	}
	if chain, err = f.console.Audits.Check(ctx); err != nil {
		return d, chain, err
	}
	stale, err := f.store.StaleDays(ctx, time.UnixMilli(0), c.deps.Clock.Now().AddDate(0, 0, 2), mostStale)
	if err != nil {
		return d, chain, err
	}
	h := report.Storage
	d = diagnosis{
		Version: c.env.Version, DataDir: f.dir, Integrity: integrity{h.Sound, h.Problem}, SchemaVersion: h.SchemaVersion,
		FileSize: h.FileSize, DiskFree: diskFree(f.dir), Connections: h.Connections, Seats: h.Seats,
		Conversations: h.Conversations, Messages: h.Messages, GapsOpen: h.OpenGaps, Undecodable: total(h.Undecodable),
		Reasons: h.Undecodable, Outbox: outboxOf(h.Outbox), Keyring: keyPlace{Where: report.Keyring},
		Reachable: c.reachAll(ctx, f, views), Audit: chainOf(chain), StaleDays: len(stale),
	}
	if d.Reasons == nil {
		d.Reasons = map[string]int{}
	}
	if err := f.vault.Err(); err != nil {
		d.Keyring.Error = sentence(c.texts, err)
	}
	release, err := f.store.LockLive()
	if d.Running = err != nil; !d.Running {
		release()
	}
	d.Receivers = c.receivers(views, f.console.Connections.Kinds(), counts, d.Running)
	return d, chain, nil
}

// reachAll tries every connection at the same time.
func (c *call) reachAll(ctx context.Context, f *folder, views []app.ConnectionView) []reach {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	list := make([]reach, len(views))
	var wg sync.WaitGroup
	for i, v := range views {
		wg.Go(func() {
			list[i] = reach{ID: v.Connection.ID, Name: v.Connection.Name, Provider: v.Connection.Kind, OK: true}
			if err := f.console.Connections.Test(ctx, v.Connection.ID); err != nil {
				list[i].OK, list[i].Error = false, sentence(c.texts, err)
			}
		})
	}
	wg.Wait()
	return list
}

func (c *call) printDiagnosis(d diagnosis) {
	line := func(zh, en, format string, args ...any) {
		c.printf("%s\t"+format+"\n", append([]any{c.say(zh, en)}, args...)...)
	}
	sound := c.say("完好", "sound")
	if !d.Integrity.Sound {
		sound = plain(d.Integrity.Problem)
	}
	line("数据目录", "data folder", "%s", d.DataDir)
	line("数据文件", "data file", "%s, %.1f MB, v%d", sound, float64(d.FileSize)/1e6, d.SchemaVersion)
	line("磁盘可用", "disk free", "%.1f GB", float64(d.DiskFree)/1e9)
	where := d.Keyring.Where
	if d.Keyring.Error != "" {
		where += ": " + d.Keyring.Error
	}
	line("主密钥", "master key", "%s", where)
	line("坐席", "seats", "%d", d.Seats)
	line("会话", "conversations", "%d", d.Conversations)
	line("消息", "messages", "%d", d.Messages)
	line("未补齐的缺口", "open gaps", "%d", d.GapsOpen)
	line("无法解析", "undecodable", "%d", d.Undecodable)
	for _, reason := range slices.Sorted(maps.Keys(d.Reasons)) {
		c.printf("  %d × %s\n", d.Reasons[reason], plain(reason))
	}
	line("待发", "outbox", c.say("待发 %d、发送中 %d、可能已发 %d、失败 %d", "%d queued, %d sending, %d maybe sent, %d failed"),
		d.Outbox.Queued, d.Outbox.Sending, d.Outbox.Maybe, d.Outbox.Failed)
	chain := c.say("完好", "sound")
	if !d.Audit.Sound {
		chain = fmt.Sprintf(c.say("第 %d 行被改动过", "changed at line %d"), d.Audit.Wrong)
	}
	line("审计日志", "audit log", c.say("%s，%d 行", "%s, %d lines"), chain, d.Audit.Lines)
	line("待统计的天", "days to be counted", "%d", d.StaleDays)
	for _, r := range d.Reachable {
		state := c.say("可以连接", "reachable")
		if !r.OK {
			state = r.Error
		}
		c.printf("%s %d %s (%s)\t%s\n", c.say("接入", "connection"), r.ID, plain(r.Name), r.Provider, state)
	}
	for _, r := range d.Receivers {
		state := c.say("可以接收", "can be taken")
		switch {
		case !r.OK:
			state = r.Problem
		case r.Listen == "":
			state = c.say("不接收：没有填写监听地址", "none are taken: no address to listen on is set")
		}
		name := plain(r.Name)
		if at := strings.TrimSpace(r.Listen + " " + r.URL); at != "" {
			name += " (" + plain(at) + ")"
		}
		c.printf("%s %d %s\t%s\n", c.say("回调", "callbacks"), r.ID, name, state)
		c.printCounts(r.Counts)
	}
}

func outboxOf(counts map[model.SendState]int) outboxJSON {
	return outboxJSON{
		Queued: counts[model.StateQueued], Sending: counts[model.StateSending],
		Maybe: counts[model.StateMaybeSent], Failed: counts[model.StateFailed],
	}
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
