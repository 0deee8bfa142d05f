// Package cli is the command line of the console: it reads what was asked, runs
// it on the core, and says how it went. It knows no back end and no screen; main
// hands them in.
package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/app/vault"
	"seatdeck/assets"
	"seatdeck/providers"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // what was asked did not work
	exitUsage = 2 // what was asked makes no sense
)

// Env is the world around the program.
type Env struct {
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Getenv  func(string) string
	Version string
}

// Deps are what main wires in.
type Deps struct {
	Registry *providers.Registry
	Keyring  vault.Keyring // nil: there is none
	HTTP     *http.Client
	Clock    clockwork.Clock
	Rand     func() float64  // in [0,1)
	Who      string          // the user of the operating system, for the audit log
	Robot    providers.Robot // sends alerts; nil: there is none
	// Simulate starts the simulated back ends; they serve until ctx ends, and
	// wait returns after they have.
	Simulate func(ctx context.Context, o SimulateOptions) (list []Simulated, wait func() error, err error)
	// Window shows the console until the agent closes it or ctx ends. Nil: this
	// program was built without one.
	Window func(ctx context.Context, w Window) error
}

// Window is what a window shows.
type Window struct {
	Console *app.Console
	Lang    string // of the environment; the settings may say otherwise
	Demo    bool   // on simulated back ends: nothing is real
	DataDir string
	Version string
}

// call is one command under way.
type call struct {
	env    Env
	deps   Deps
	texts  *assets.Texts
	common common
	cmd    command
}

// command is one line of the table of commands.
type command struct {
	name string
	run  func(ctx context.Context, c *call, args []string) error
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"connect", runConnect},
		{"sync", runSync},
		{"send", runSend},
		{"login", runLogin},
		{"search", runSearch},
		{"board", runBoard},
		{"alerts", runAlerts},
		{"ack", runAck},
		{"take", runTake},
		{"report", runReport},
		{"audit", runAudit},
		{"tag", runTag},
		{"batches", runBatches},
		{"batch", runBatch},
		{"export", runExport},
		{"save", runSave},
		{"call", runCall},
		{"simulate", runSimulate},
		{"doctor", runDoctor},
		{"backup", runBackup},
		{"restore", runRestore},
		{"help", runHelp},
	}
}

// Run runs one command line and returns the exit code: 0, or another one after
// a line on stderr that says why.
func Run(ctx context.Context, args []string, env Env, deps Deps) int {
	c := &call{env: env, deps: deps, texts: assets.LoadTexts(assets.PickLang(env.Getenv))}
	err := c.dispatch(ctx, args)
	if err == nil {
		return exitOK
	}
	for _, line := range lines(err) {
		fmt.Fprintf(env.Stderr, "seatdeck: %s\n", sentence(c.texts, line))
	}
	if isUsage(err) {
		return exitUsage
	}
	return exitError
}

func (c *call) dispatch(ctx context.Context, args []string) error {
	rest, err := parseHead(args, &c.common)
	switch {
	case err != nil:
		return err
	case c.common.version:
		return c.version()
	case c.common.help:
		return c.help(rest)
	case c.common.demo && len(rest) > 0:
		return usagef("--demo 不带其他参数", "--demo takes no further words")
	case c.common.demo:
		return runDemo(ctx, c)
	case len(rest) == 0:
		return runWindow(ctx, c)
	}
	list := commands()
	i := slices.IndexFunc(list, func(known command) bool { return known.name == rest[0] })
	if i < 0 {
		return usagef("没有命令 %q；运行 seatdeck help 查看全部命令", "no command %q; seatdeck help lists them", rest[0])
	}
	c.cmd = list[i]
	return c.cmd.run(ctx, c, rest[1:])
}

// parse reads the arguments of the command; done means that its help was all
// that was asked for.
func (c *call) parse(args []string, define func(*flags)) (words []string, done bool, err error) {
	fs := newFlags(c.cmd.name, &c.common)
	if define != nil {
		define(&flags{fs})
	}
	words, err = parse(fs, args)
	if err == nil && c.common.help {
		return nil, true, c.help([]string{c.cmd.name})
	}
	return words, false, err
}

func (c *call) version() error {
	if c.common.json {
		return writeJSON(c.env.Stdout, map[string]string{"version": c.env.Version})
	}
	_, err := fmt.Fprintf(c.env.Stdout, "seatdeck %s\n", c.env.Version)
	return err
}

// printf writes a line of the answer; text of strangers goes through plain.
func (c *call) printf(format string, args ...any) {
	fmt.Fprintf(c.env.Stdout, format, args...)
}

// say chooses one of two wordings.
func (c *call) say(zh, en string) string {
	if c.texts.Lang() == assets.Chinese {
		return zh
	}
	return en
}
