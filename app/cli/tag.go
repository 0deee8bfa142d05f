package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"seatdeck/app/batch"
	"seatdeck/app/model"
)

// defaultBatchWait is how long a command works on a batch before it leaves the
// rest to the next program that runs on the folder.
const defaultBatchWait = 10 * time.Minute

// tagging is what the command line wants of the tags of many contacts.
type tagging struct {
	put, take, with []string
	where           string
	all, make       bool
}

func (t tagging) check() error {
	switch narrow := t.where != "" || len(t.with) > 0; {
	case len(t.put)+len(t.take) == 0:
		return usagef("请用 --put 或 --take 指明标签", "say which tags: --put or --take is missing")
	case !narrow && !t.all:
		return usagef("请指明客户：--where、--with，或 --all 表示全部", "say which contacts: --where, --with, or --all for everybody")
	case narrow && t.all:
		return usagef("--all 不与 --where、--with 同用", "--all does not go with --where or --with")
	case t.make && len(t.put) == 0:
		return usagef("--make 只与 --put 同用", "--make goes with --put only")
	}
	return nil
}

// runTag puts tags on contacts and takes tags off, in one batch.
func runTag(ctx context.Context, c *call, args []string) error {
	var t tagging
	var seatWord string
	var dry bool
	wait := defaultBatchWait
	words, done, err := c.parse(args, func(f *flags) {
		f.many(&t.put, "put")
		f.many(&t.take, "take")
		f.many(&t.with, "with")
		f.text(&t.where, "where")
		f.text(&seatWord, "seat")
		f.BoolVar(&t.all, "all", false, "")
		f.BoolVar(&t.make, "make", false, "")
		f.BoolVar(&dry, "dry-run", false, "")
		f.span(&wait, "wait")
	})
	if err != nil || done {
		return err
	}
	if err := errors.Join(exactly(words), t.check()); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		seat, _, err := findScope(ctx, f, seatWord, "")
		if err != nil {
			return err
		}
		wish, err := t.wish(ctx, f, seat)
		if err != nil {
			return err
		}
		if dry {
			preview, err := f.console.Batches.Preview(ctx, wish)
			if err != nil {
				return err
			}
			return c.printPreview(preview)
		}
		id, err := f.console.Batches.Start(ctx, wish)
		if err != nil {
			return err
		}
		return c.followBatch(ctx, f, id, wait, false)
	})
}

// wish finds the contacts and tags that are meant.
func (t tagging) wish(ctx context.Context, f *folder, seat model.SeatID) (batch.Wish, error) {
	wish := batch.Wish{Kind: model.DeedTag, MakeTags: t.make}
	known, err := f.console.Tags.Summaries(ctx, seat)
	if err != nil {
		return wish, err
	}
	var with []model.TagName
	for _, part := range []struct {
		words []string
		make  bool
		to    *[]model.TagName
	}{{t.put, t.make, &wish.Put}, {t.take, false, &wish.Take}, {t.with, false, &with}} {
		for _, word := range part.words {
			name, err := findTag(known, word, part.make)
			if err != nil {
				return wish, err
			}
			*part.to = append(*part.to, name)
		}
	}
	wish.Contacts, err = f.console.People.IDs(ctx, model.ContactFilter{Seat: seat, Text: t.where, Tags: model.TagExpression{All: with}})
	if err != nil {
		return wish, err
	}
	if len(wish.Contacts) == 0 {
		return wish, failuref("没有符合条件的客户", "no contact is meant by that")
	}
	return wish, nil
}

// findTag finds a tag by heading:name, or by its name alone where only one
// heading has it. One that is to be made is taken at its word.
func findTag(known []model.TagSummary, word string, toMake bool) (model.TagName, error) {
	word = strings.ReplaceAll(word, "：", ":")
	said := func(t model.TagName) string { return strings.ReplaceAll(tagWord(t), "：", ":") }
	var named []model.TagName
	for _, t := range known {
		if t.Group != "" && said(t.TagName) == word {
			return t.TagName, nil
		}
		if strings.ReplaceAll(t.Name, "：", ":") == word && !slices.Contains(named, t.TagName) {
			named = append(named, t.TagName)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1:
		list := make([]string, 0, len(named))
		for _, t := range named[:min(len(named), 5)] {
			list = append(list, tagWord(t))
		}
		return model.TagName{}, usagef("%q 对应多个标签，请写成 组:名：%s", "%q is the name of several tags, write heading:name: %s",
			word, strings.Join(list, "; "))
	case !toMake:
		return model.TagName{}, &model.Trouble{Code: model.TroubleNotFound, About: word}
	}
	group, name, ok := strings.Cut(word, ":")
	if !ok {
		group, name = "", word
	}
	return model.TagName{Group: strings.TrimSpace(group), Name: strings.TrimSpace(name)}, nil
}

// tagWord is how a tag is written on the command line.
func tagWord(t model.TagName) string {
	if t.Group == "" {
		return t.Name
	}
	return t.Group + ":" + t.Name
}

// previewJSON is what a wish would do.
type previewJSON struct {
	Deeds  int               `json:"deeds"` // that would be tried
	Same   int               `json:"same"`  // nothing would change there
	Unable int               `json:"unable"`
	Seats  []seatPreviewJSON `json:"seats"`
}

type seatPreviewJSON struct {
	Seat   model.SeatID `json:"seat"`
	Name   string       `json:"name"`
	Deeds  int          `json:"deeds"`
	Same   int          `json:"same"`
	Unable int          `json:"unable"`
	Why    string       `json:"why,omitempty"`
	Takes  int64        `json:"takes"` // ms, at least
}

func (c *call) printPreview(p batch.Preview) error {
	answer := previewJSON{Deeds: p.Deeds, Same: p.Same, Unable: p.Unable, Seats: make([]seatPreviewJSON, 0, len(p.Seats))}
	for _, s := range p.Seats {
		one := seatPreviewJSON{
			Seat: s.Seat.ID, Name: s.Seat.DisplayName(), Deeds: s.Deeds, Same: s.Same, Unable: s.Unable, Takes: s.Takes.Milliseconds(),
		}
		if s.Why != nil {
			one.Why = sentence(c.texts, s.Why)
		}
		answer.Seats = append(answer.Seats, one)
	}
	if c.common.json {
		return writeJSON(c.env.Stdout, answer)
	}
	for i, s := range answer.Seats {
		c.printf(c.say("%s\t要做 %d\t无需更改 %d\t不能做 %d\t至少 %s\t%s\n", "%s\tto do %d\tas it is %d\tcan't %d\tat least %s\t%s\n"),
			plain(s.Name), s.Deeds, s.Same, s.Unable, p.Seats[i].Takes.Round(time.Second), s.Why)
	}
	c.printf(c.say("共要做 %d，无需更改 %d，不能做 %d\n", "%d to do, %d as they are, %d that can't be done\n"), answer.Deeds, answer.Same, answer.Unable)
	return nil
}
