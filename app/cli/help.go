package cli

import (
	"context"
	_ "embed"
	"slices"
	"strings"
)

var (
	//go:embed help_zh.txt
	helpZh string
	//go:embed help_en.txt
	helpEn string
)

func runHelp(_ context.Context, c *call, args []string) error {
	words, _, err := c.parse(args, nil)
	if err != nil {
		return err
	}
	return c.help(words)
}

// help prints all of the help, or what it says of one command.
func (c *call) help(words []string) error {
	text := c.say(helpZh, helpEn)
	if len(words) > 0 {
		if !slices.ContainsFunc(commands(), func(known command) bool { return known.name == words[0] }) {
			return usagef("没有命令 %q", "no command %q", words[0])
		}
		text = helpOf(text, words[0])
	}
	c.printf("%s", text)
	if len(words) > 0 && words[0] == "connect" {
		return c.printKinds()
	}
	return nil
}

// helpOf picks the paragraphs of one command: those whose first line begins
// with its name.
func helpOf(text, name string) string {
	var picked []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if words := strings.Fields(part); len(words) > 1 && words[0] == "seatdeck" && words[1] == name {
			picked = append(picked, strings.TrimRight(part, "\n"))
		}
	}
	if len(picked) == 0 {
		return text
	}
	return strings.Join(picked, "\n\n") + "\n"
}
