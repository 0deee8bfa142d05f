package batch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"seatdeck/app/internal/once"
	"seatdeck/app/model"
)

// Wish is what a person wants done to many things at once. Kind says which of the
// fields count.
type Wish struct {
	Kind model.DeedKind

	Contacts []model.ContactID // tag, remark, check, delete
	Groups   []model.GroupID   // rename, announce, remove members, invite, quit
	People   []string          // remote ids: whom to remove or to invite

	Put, Take []model.TagName // tag: by name, because each seat has tags of its own
	MakeTags  bool            // tag: make those in Put that a seat does not have, where it can

	// Remark and Description of contacts, and Name of groups, are patterns: {name}
	// stands for what the contact or group is called, {remark} for the remark, {n}
	// for its number among all, from 1. With Exact they are taken as they are.
	Remark, Description *string
	Exact               bool
	Name                string // rename tag: the new name, as it is
	Notice              string // announce; "" takes the notice away
	ToAll               bool   // announce

	Tag   model.TagName  // rename, delete, create
	Into  model.TagName  // with DeedTag and Tag: whoever has Tag gets Into instead, then Tag is deleted where that can be
	Seats []model.SeatID // of the tag; none: all that have it (create: all that can)
}

// The longest texts of a wish, in characters. They are generous: a back end may
// take less, and then says so.
const (
	maxTagName     = 60
	maxGroupName   = 100
	maxRemark      = 100
	maxDescription = 1000
	maxNotice      = 4000
)

// fitting refuses a text that is longer than any back end takes.
func fitting(about, text string, most int) error {
	if n := len([]rune(text)); n > most {
		return model.Invalid(about, fmt.Sprintf("refusal.at_most_characters: %d", most))
	}
	return nil
}

// named refuses a name that is empty or too long.
func named(about, name string, most int) error {
	if name == "" {
		return model.Invalid(about, "refusal.missing: it is empty")
	}
	return fitting(about, name, most)
}

// trimmed is a wish without the blanks around its names.
func (w Wish) trimmed() Wish {
	w.Name = strings.TrimSpace(w.Name)
	w.Tag.Name, w.Into.Name = strings.TrimSpace(w.Tag.Name), strings.TrimSpace(w.Into.Name)
	w.Put, w.Take = trimTags(w.Put), trimTags(w.Take)
	if w.Remark != nil {
		w.Remark = new(strings.TrimSpace(*w.Remark))
	}
	w.Contacts, w.Groups, w.Seats, w.People = once.Each(w.Contacts), once.Each(w.Groups), once.Each(w.Seats), once.Each(w.People)
	return w
}

func trimTags(names []model.TagName) []model.TagName {
	list := slices.Clone(names)
	for i := range list {
		list[i].Name = strings.TrimSpace(list[i].Name)
	}
	return once.Each(list)
}

// check refuses a wish that makes no sense whomever it is about.
func (w Wish) check() error {
	switch w.Kind {
	case model.DeedTag:
		return w.checkTags()
	case model.DeedRemark:
		return w.checkRemark()
	case model.DeedRenameGroup:
		return named("name", w.Name, maxGroupName)
	case model.DeedAnnounce:
		return fitting("notice", w.Notice, maxNotice)
	case model.DeedRemoveMembers, model.DeedInvite:
		if len(w.People) == 0 {
			return model.Invalid("people", "refusal.nobody: nobody is named")
		}
	case model.DeedRenameTag:
		if err := named("tag", w.Tag.Name, maxTagName); err != nil {
			return err
		}
		return named("name", w.Name, maxTagName)
	case model.DeedCreateTag, model.DeedDeleteTag:
		return named("tag", w.Tag.Name, maxTagName)
	case model.DeedCheckFriend, model.DeedDeleteContact, model.DeedQuitGroup:
	default:
		return model.Invalid("kind", "refusal.no_deed: there is no such deed")
	}
	return nil
}

func (w Wish) checkTags() error {
	if w.merges() {
		if w.Tag == w.Into {
			return model.Invalid("tag", "refusal.into_itself: it would be merged into itself")
		}
		if err := named("tag", w.Tag.Name, maxTagName); err != nil {
			return err
		}
		return named("tag", w.Into.Name, maxTagName)
	}
	if len(w.Put)+len(w.Take) == 0 {
		return model.Invalid("tags", "refusal.none: none is named")
	}
	for _, name := range slices.Concat(w.Put, w.Take) {
		if err := named("tag", name.Name, maxTagName); err != nil {
			return err
		}
	}
	for _, name := range w.Put {
		if slices.Contains(w.Take, name) {
			return model.Invalid(name.Name, "refusal.on_and_off: it is to be put on and taken off")
		}
	}
	return nil
}

func (w Wish) checkRemark() error {
	if w.Remark == nil && w.Description == nil {
		return model.Invalid("remark", "refusal.nothing_to_change: nothing is to be changed")
	}
	if w.Remark != nil {
		if err := fitting("remark", *w.Remark, maxRemark); err != nil {
			return err
		}
	}
	if w.Description != nil {
		return fitting("description", *w.Description, maxDescription)
	}
	return nil
}

// merges tells that one tag is to take the place of another.
func (w Wish) merges() bool {
	return w.Kind == model.DeedTag && (w.Tag != model.TagName{} || w.Into != model.TagName{})
}

// common is what the deeds of a wish have in common, to be shown.
func (w Wish) common() model.DeedDetail {
	var d model.DeedDetail
	switch w.Kind {
	case model.DeedTag:
		d.Put, d.Take = namedTags(w.Put), namedTags(w.Take)
		if w.merges() {
			d.Put, d.Take = namedTags([]model.TagName{w.Into}), namedTags([]model.TagName{w.Tag})
		}
	case model.DeedRemark:
		d.Remark, d.Description = w.Remark, w.Description
	case model.DeedRenameGroup:
		d.Name = w.Name
	case model.DeedAnnounce:
		d.Notice, d.ToAll = w.Notice, w.ToAll
	case model.DeedRemoveMembers, model.DeedInvite:
		d.Members = w.People
	case model.DeedRenameTag:
		d.Name, d.TagGroup, d.Take = w.Name, w.Tag.Group, namedTags([]model.TagName{w.Tag})
	case model.DeedCreateTag, model.DeedDeleteTag:
		d.Name, d.TagGroup = w.Tag.Name, w.Tag.Group
	}
	return d
}

func namedTags(names []model.TagName) []model.Tag {
	var tags []model.Tag
	for _, n := range names {
		tags = append(tags, model.Tag{GroupName: n.Group, Name: n.Name})
	}
	return tags
}

// fill puts what something is called into a pattern. What it is called is not
// read as a pattern itself.
func (w Wish) fill(pattern, name, remark string, n int) string {
	if w.Exact {
		return pattern
	}
	return strings.NewReplacer("{name}", name, "{remark}", remark, "{n}", strconv.Itoa(n)).Replace(pattern)
}
