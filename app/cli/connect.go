package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"seatdeck/app"
	"seatdeck/app/model"
)

// testTimeout bounds a test of one connection.
const testTimeout = 30 * time.Second

func runConnect(ctx context.Context, c *call, args []string) error {
	var new app.NewConnection
	options := pairs{}
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&new.Kind, "provider")
		f.text(&new.Name, "name")
		f.text(&new.BaseURL, "url")
		f.text(&new.Account, "account")
		f.Var(options, "option", "")
	})
	if err != nil || done {
		return err
	}
	if len(words) == 0 {
		return usagef("缺少 add、list、test 或 remove", "one of add, list, test, remove is missing")
	}
	verb, words := words[0], words[1:]
	if verb != "add" && (new.Kind+new.Name+new.BaseURL+new.Account != "" || len(options) > 0) {
		return usagef("--provider、--name、--url、--account、--option 只用于 connect add", "--provider, --name, --url, --account and --option go with connect add only")
	}
	switch verb {
	case "add":
		if err := exactly(words); err != nil {
			return err
		}
		new.Options = options
		return c.connectAdd(ctx, new)
	case "list":
		if err := exactly(words); err != nil {
			return err
		}
		return c.with(ctx, func(f *folder) error { return c.connectList(ctx, f) })
	case "test", "remove":
		if err := exactly(words, "N"); err != nil {
			return err
		}
		return c.with(ctx, func(f *folder) error {
			conn, err := findConnection(ctx, f, words[0])
			if err != nil {
				return err
			}
			if verb == "test" {
				return c.connectTest(ctx, f, conn)
			}
			return c.connectRemove(ctx, f, conn)
		})
	}
	return usagef("没有 connect %s；可用 add、list、test、remove", "no connect %s; there are add, list, test and remove", verb)
}

// connectAdd checks all it can before it asks for the secret, and before
// anything is written.
func (c *call) connectAdd(ctx context.Context, new app.NewConnection) error {
	if strings.TrimSpace(new.Kind) == "" {
		return usagef("缺少 --provider，可用：%s", "--provider is missing; known: %s", strings.Join(c.deps.Registry.Names(), ", "))
	}
	provider, err := c.deps.Registry.Get(new.Kind)
	if err != nil {
		return usagef("没有名为 %q 的后端，可用：%s", "no provider %q; known: %s", new.Kind, strings.Join(c.deps.Registry.Names(), ", "))
	}
	spec := provider.Spec()
	if new.BaseURL == "" {
		new.BaseURL = spec.DefaultURL
	}
	for _, need := range []struct {
		flag, value string
		optional    bool
	}{{"--name", new.Name, false}, {"--url", new.BaseURL, false}, {"--account", new.Account, spec.AccountOptional}} {
		if strings.TrimSpace(need.value) == "" && !need.optional {
			return usagef("%s 缺失或为空", "%s is missing or empty", need.flag)
		}
	}
	if err := spec.Check(new.Options); err != nil {
		return err
	}
	input := secretInput{stdin: c.env.Stdin, env: c.env.Getenv, clock: c.deps.Clock, optional: spec.SecretOptional, ask: func() {
		if spec.SecretOptional {
			fmt.Fprintln(c.env.Stderr, c.say("请输入密钥后回车，没有则直接回车：", "type the secret, then Enter; Enter alone where there is none:"))
			return
		}
		fmt.Fprintln(c.env.Stderr, c.say("请输入密钥后回车：", "type the secret, then Enter:"))
	}}
	if new.Secret, new.Secrets, err = input.read(spec.MoreSecrets); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		conn, err := f.console.Connections.Add(ctx, new)
		if err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, connectionOf(app.ConnectionView{Connection: conn}))
		}
		c.printf("%s %d %s\n", c.say("已添加接入", "added connection"), conn.ID, plain(conn.Name))
		return nil
	})
}

// connectionJSON is a connection as the command line shows it: no secret.
type connectionJSON struct {
	ID       model.ConnectionID `json:"id"`
	Provider string             `json:"provider"`
	Name     string             `json:"name"`
	URL      string             `json:"url"`
	Account  string             `json:"account"`
	Options  map[string]string  `json:"options"`
	Seats    int                `json:"seats"`
}

func connectionOf(v app.ConnectionView) connectionJSON {
	conn := v.Connection
	if conn.Options == nil {
		conn.Options = map[string]string{}
	}
	return connectionJSON{
		ID: conn.ID, Provider: conn.Kind, Name: conn.Name, URL: conn.BaseURL,
		Account: conn.Account, Options: conn.Options, Seats: v.Seats,
	}
}

func (c *call) connectList(ctx context.Context, f *folder) error {
	views, err := f.console.Connections.List(ctx)
	if err != nil {
		return err
	}
	if c.common.json {
		list := make([]connectionJSON, 0, len(views))
		for _, v := range views {
			list = append(list, connectionOf(v))
		}
		return writeJSON(c.env.Stdout, list)
	}
	if len(views) == 0 {
		c.printf("%s\n", c.say("还没有接入。用 seatdeck connect add 添加一个。", "no connection yet: add one with seatdeck connect add."))
	}
	for _, v := range views {
		conn := v.Connection
		c.printf("%d\t%s\t%s\t%s\t%s\t%s\n", conn.ID, plain(conn.Name), conn.Kind, plain(conn.BaseURL), plain(conn.Account),
			c.say(fmt.Sprintf("%d 个坐席", v.Seats), fmt.Sprintf("%d seats", v.Seats)))
	}
	return nil
}

func (c *call) connectTest(ctx context.Context, f *folder, conn model.Connection) error {
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	if err := f.console.Connections.Test(ctx, conn.ID); err != nil {
		return about(conn.Name, err)
	}
	if c.common.json {
		return writeJSON(c.env.Stdout, map[string]any{"id": conn.ID, "name": conn.Name, "ok": true})
	}
	c.printf("%s %s\n", plain(conn.Name), c.say("可以连接", "works"))
	return nil
}

func (c *call) connectRemove(ctx context.Context, f *folder, conn model.Connection) error {
	if err := f.console.Connections.Remove(ctx, conn.ID); err != nil {
		return err
	}
	if c.common.json {
		return writeJSON(c.env.Stdout, map[string]any{"id": conn.ID, "name": conn.Name, "removed": true})
	}
	c.printf("%s %d %s\n", c.say("已删除接入", "removed connection"), conn.ID, plain(conn.Name))
	return nil
}

// findConnection finds a connection by its name or its id. Names come first:
// they may look like numbers.
func findConnection(ctx context.Context, f *folder, word string) (model.Connection, error) {
	views, err := f.console.Connections.List(ctx)
	if err != nil {
		return model.Connection{}, err
	}
	id, _ := strconv.ParseInt(word, 10, 64)
	var found *model.Connection
	for _, v := range views {
		switch {
		case v.Connection.Name == word:
			return v.Connection, nil
		case int64(v.Connection.ID) == id:
			found = &v.Connection
		}
	}
	if found == nil {
		return model.Connection{}, &model.Trouble{Code: model.TroubleNotFound, About: word}
	}
	return *found, nil
}

// about names what a trouble concerns where it does not say so itself.
func about(name string, err error) error {
	t := *model.AsTrouble(err)
	if t.Code == model.TroubleUnknown {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !strings.Contains(t.About, name) {
		t.About = strings.TrimSpace(name + " " + t.About)
	}
	return &t
}
