package cli

import (
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"strconv"
)

// SimulateOptions say what the simulated back ends are like.
type SimulateOptions struct {
	Listen        string  // host:port; port 0: a free one
	Seats         int     // 0: the simulator's own choice, as below
	Conversations int     // per seat
	Messages      int     // per conversation
	Contacts      int     // per seat, beside those of its conversations
	Groups        int     // per seat, at least
	Rate          float64 // new messages per second
	Seed          int64
	Eager         bool // all that can happen does: for the demo
}

// Simulated is one simulated back end and how to connect to it.
type Simulated struct {
	Provider string            `json:"provider"`
	Name     string            `json:"name"`
	BaseURL  string            `json:"base_url"`
	Account  string            `json:"account"`
	Secret   string            `json:"secret"`
	Secrets  map[string]string `json:"secrets,omitempty"` // further ones, by name
	Options  map[string]string `json:"options"`
	Robot    string            `json:"robot,omitempty"` // address of a group robot, to send alerts to
}

const defaultListen = "127.0.0.1:7800"

func runSimulate(ctx context.Context, c *call, args []string) error {
	o := SimulateOptions{Listen: defaultListen, Rate: 0.5, Seed: 1}
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&o.Listen, "listen")
		f.number(&o.Seats, 1, "seats")
		f.number(&o.Conversations, 1, "conversations")
		f.number(&o.Messages, 1, "messages")
		f.number(&o.Contacts, 1, "contacts")
		f.number(&o.Groups, 1, "groups")
		f.Func("rate", "", func(v string) (err error) {
			if o.Rate, err = strconv.ParseFloat(v, 64); err != nil || o.Rate < 0 || o.Rate > 100_000 {
				return errors.New("refusal.per_second: messages per second expected, 0 or more")
			}
			return nil
		})
		f.Func("seed", "", func(v string) (err error) {
			if o.Seed, err = strconv.ParseInt(v, 10, 64); err != nil {
				return errors.New("refusal.whole_number: a whole number expected")
			}
			return nil
		})
	})
	if err != nil || done {
		return err
	}
	if err := exactly(words); err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(o.Listen); err != nil {
		return usagef("--listen 应为 主机:端口", "--listen must be host:port")
	}
	list, wait, err := c.deps.Simulate(ctx, o)
	if err != nil {
		return err
	}
	if c.common.json {
		err = writeJSON(c.env.Stdout, map[string]any{"simulators": list})
	} else {
		c.printf("%s\n", c.say("后端\t地址\t账号\t密钥；下面各行是 stdin 里跟在密钥后面的密钥，和 --option", "back end\taddress\taccount\tsecret; below, what follows the secret on stdin, and --option"))
		for _, s := range list {
			c.printf("%s\t%s\t%s\t%s\n", s.Provider, s.BaseURL, s.Account, s.Secret)
			for _, name := range slices.Sorted(maps.Keys(s.Secrets)) {
				c.printf("\t%s=%s\n", name, s.Secrets[name]) // as connect add reads it
			}
			for _, name := range slices.Sorted(maps.Keys(s.Options)) {
				c.printf("\t--option %s=%s\n", name, s.Options[name])
			}
			if s.Robot != "" {
				c.printf("\t%s\t%s\n", c.say("群机器人", "group robot"), s.Robot)
			}
		}
		c.printf("%s\n", c.say("按 Ctrl+C 结束", "Ctrl+C ends it"))
	}
	return errors.Join(err, wait())
}
