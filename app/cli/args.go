package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// common are the flags that every command takes, before or after its name.
type common struct {
	data    string
	json    bool
	help    bool
	version bool
	demo    bool
}

// newFlags makes the flags of one command, the common ones included.
func newFlags(name string, c *common) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.Func("data", "", func(v string) error {
		if strings.TrimSpace(v) == "" {
			return errors.New("refusal.missing: empty")
		}
		c.data = v
		return nil
	})
	fs.BoolVar(&c.json, "json", c.json, "")
	fs.BoolVar(&c.help, "help", c.help, "")
	fs.BoolVar(&c.help, "h", c.help, "")
	return fs
}

// parse reads flags and words in any order; after "--" all is words.
func parse(fs *flag.FlagSet, args []string) (words []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, flagError(err)
		}
		rest := fs.Args()
		if len(rest) == 0 {
			return words, nil
		}
		if taken := len(args) - len(rest); taken > 0 && args[taken-1] == "--" {
			return append(words, rest...), nil
		}
		words, args = append(words, rest[0]), rest[1:]
	}
}

// flags are those of one command.
type flags struct{ *flag.FlagSet }

func (f *flags) text(to *string, names ...string) {
	for _, name := range names {
		f.StringVar(to, name, *to, "")
	}
}

// many collects a flag that may be given several times.
func (f *flags) many(to *[]string, name string) {
	f.Func(name, "", func(v string) error {
		if strings.TrimSpace(v) == "" {
			return errors.New("refusal.missing: empty")
		}
		*to = append(*to, v)
		return nil
	})
}

func (f *flags) span(to *time.Duration, name string)    { f.Var(span{to}, name, "") }
func (f *flags) number(to *int, least int, name string) { f.Var(atLeast{to, least}, name, "") }

// parseHead reads the flags before the command's name, and stops there.
func parseHead(args []string, c *common) (rest []string, err error) {
	fs := newFlags("seatdeck", c)
	fs.BoolVar(&c.version, "version", false, "")
	fs.BoolVar(&c.demo, "demo", false, "")
	if err := fs.Parse(args); err != nil {
		return nil, flagError(err)
	}
	return fs.Args(), nil
}

// worded is an error in both languages.
type worded struct {
	zh, en string
	detail string // behind it, where there is more: the key of a text, as in a trouble
	usage  bool   // the command line makes no sense
}

func (e *worded) Error() string { return e.en + e.detail }

func isUsage(err error) bool {
	var w *worded
	return errors.As(err, &w) && w.usage
}

// usagef is a command line that makes no sense.
func usagef(zh, en string, args ...any) error {
	return &worded{zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...), usage: true}
}

// failuref is a command that made sense and did not work.
func failuref(zh, en string, args ...any) error {
	return &worded{zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...)}
}

// flagError puts what package flag says in the words of the command line.
func flagError(err error) error {
	text := err.Error()
	for _, known := range []struct{ prefix, zh, en string }{
		{"flag provided but not defined: -", "不认识的参数 %s（以 - 开头的文字请写在 -- 之后）", "unknown flag %s (put words that start with - after --)"},
		{"flag needs an argument: -", "参数 %s 缺少值", "flag %s needs a value"},
		{"bad flag syntax: ", "看不懂的参数 %s", "can't read the flag %s"},
	} {
		if name, ok := strings.CutPrefix(text, known.prefix); ok {
			return usagef(known.zh, known.en, dashed(name))
		}
	}
	if value := badValue.FindStringSubmatch(text); value != nil {
		if value[3] == "parse error" { // of a switch
			value[3] = "refusal.one_of: true, false"
		}
		return &worded{
			zh:     fmt.Sprintf("参数 %s 的值 %s 不对：", dashed(value[2]), value[1]),
			en:     fmt.Sprintf("the value %s of %s is not right: ", value[1], dashed(value[2])),
			detail: value[3], usage: true,
		}
	}
	return usagef("参数的值不对：%s", "%s", text)
}

// badValue is how package flag says that a flag refused its value.
var badValue = regexp.MustCompile(`(?s)^invalid (?:boolean )?value (".*") for (?:flag )?-([^ :"]+): (.*)$`)

func dashed(name string) string {
	switch {
	case strings.HasPrefix(name, "-"):
		return name
	case len([]rune(name)) == 1:
		return "-" + name
	}
	return "--" + name
}

// exactly checks that a command got its words, called as the help calls them.
func exactly(words []string, names ...string) error {
	switch {
	case len(words) < len(names):
		return usagef("缺少 %s", "%s is missing", names[len(words)])
	case len(words) > len(names):
		return usagef("多余的参数 %q", "unexpected argument %q", words[len(names)])
	}
	for i, w := range words {
		if strings.TrimSpace(w) == "" {
			return usagef("%s 不能为空", "%s must not be empty", names[i])
		}
	}
	return nil
}

// pairs collects repeated k=v flags.
type pairs map[string]string

func (p pairs) String() string { return "" }

func (p pairs) Set(v string) error {
	key, value, ok := strings.Cut(v, "=")
	if key = strings.TrimSpace(key); !ok || key == "" {
		return errors.New("refusal.pair: k=v expected")
	}
	if _, twice := p[key]; twice {
		return fmt.Errorf("refusal.twice: %s", key)
	}
	p[key] = value
	return nil
}

// span is a time span that must not be negative: 30s, 5m, or plain seconds.
type span struct{ d *time.Duration }

func (s span) String() string { return "" }

func (s span) Set(v string) error {
	d, err := time.ParseDuration(v)
	if err != nil {
		if d, err = time.ParseDuration(v + "s"); err != nil {
			return errors.New("refusal.time_from_zero: a time span such as 30s or 5m expected")
		}
	}
	if d < 0 {
		return errors.New("refusal.time_from_zero: must not be negative")
	}
	*s.d = d
	return nil
}

// atLeast is a whole number with a floor.
type atLeast struct {
	n   *int
	min int
}

func (a atLeast) String() string { return "" }

func (a atLeast) Set(v string) error {
	var n int
	if _, err := fmt.Sscanf(v+"\n", "%d\n", &n); err != nil {
		return errors.New("refusal.whole_number: a whole number expected")
	}
	if n < a.min {
		return fmt.Errorf("refusal.at_least: %d", a.min)
	}
	*a.n = n
	return nil
}
