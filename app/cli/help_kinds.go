package cli

import (
	"cmp"
	"fmt"
	"strings"
)

// printKinds tells, for each kind of back end, what a connection to it is made of:
// which account and secrets it wants, and its options.
func (c *call) printKinds() error {
	for _, name := range c.deps.Registry.Names() {
		kind, err := c.deps.Registry.Get(name)
		if err != nil {
			return err
		}
		spec := kind.Spec()
		c.printf("\n--provider %s\t%s\n", name, spec.Title)
		c.printKey("--account", cmp.Or(spec.AccountLabel, "account"), spec.AccountOptional)
		c.printKey(c.say("密钥", "secret"), cmp.Or(spec.SecretLabel, "secret"), spec.SecretOptional)
		for _, more := range spec.MoreSecrets {
			c.printLine(c.say("密钥 ", "secret ")+more+"=…", c.hint("connect.secret."+more))
		}
		for _, o := range spec.Options {
			words := fmt.Sprintf("--option %s=%s", o.Name, cmp.Or(o.Default, "…"))
			if o.Required {
				words += c.say("（必填）", " (required)")
			}
			c.printLine(words, c.hint(o.Hint))
		}
	}
	return nil
}

func (c *call) printKey(what, label string, optional bool) {
	note := ""
	if optional {
		note = c.say("可以不给", "may be left out")
	}
	c.printLine(what+" "+label, note)
}

func (c *call) printLine(what, hint string) {
	c.printf("    %s\n", what)
	if hint != "" {
		c.printf("        %s\n", hint)
	}
}

// hint is the text of a key; "" where there is none.
func (c *call) hint(key string) string {
	if text := c.texts.T(key); text != key {
		return strings.TrimSpace(text)
	}
	return ""
}
