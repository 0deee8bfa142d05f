package manager

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// namedTags is how many tags are named in one sentence.
const namedTags = 3

// targetKey names a kind's target in the keys of texts.
func targetKey(kind model.DeedKind) string {
	switch kind.Target() {
	case model.TargetContact:
		return "contacts"
	case model.TargetGroup:
		return "groups"
	}
	return "tags"
}

// batchWords says what a batch does: "给 500 位客户打上「VIP」".
func batchWords(env *screen.Env, b model.Batch) string {
	what := wantWords(env, b)
	if b.Undoes != 0 {
		return env.T("batches.what.undo", "what", what)
	}
	return what
}

func wantWords(env *screen.Env, b model.Batch) string {
	t, want := env.T, b.Want
	n := cmp.Or(want.Things, b.Deeds.All())
	name := widgets.OneLine(want.Name, 40)
	switch b.Kind {
	case model.DeedTag:
		put, take := tagWords(env, want.Put), tagWords(env, want.Take)
		switch {
		case len(want.Put) > 0 && len(want.Take) > 0:
			return t("batches.what.swap", "n", n, "put", put, "take", take)
		case len(want.Take) > 0:
			return t("batches.what.take", "n", n, "tags", take)
		case len(want.Put) > 0:
			return t("batches.what.put", "n", n, "tags", put)
		}
		return t("batches.what.tags", "n", n)
	case model.DeedRemark:
		switch {
		case want.Remark == nil && want.Description != nil:
			return t("batches.what.description", "n", n)
		case want.Remark != nil && want.Description != nil:
			return t("batches.what.both", "n", n)
		}
		return t("batches.what.remark", "n", n)
	case model.DeedCheckFriend:
		return t("batches.what.check", "n", n)
	case model.DeedDeleteContact:
		return t("batches.what.delete", "n", n)
	case model.DeedRenameGroup:
		if name == "" {
			return t("batches.what.rename", "n", n)
		}
		return t("batches.what.rename.to", "n", n, "name", name)
	case model.DeedAnnounce:
		return t("batches.what.announce", "n", n)
	case model.DeedRemoveMembers:
		return t("batches.what.remove", "n", n)
	case model.DeedInvite:
		return t("batches.what.invite", "n", n)
	case model.DeedQuitGroup:
		return t("batches.what.quit", "n", n)
	case model.DeedCreateTag:
		if name != "" {
			return t("batches.what.tag.create", "n", n, "name", name)
		}
	case model.DeedRenameTag:
		if name != "" && b.Undoes == 0 {
			return t("batches.what.tag.rename", "n", n, "name", name, "old", tagWords(env, want.Take))
		}
	case model.DeedDeleteTag:
		if name != "" {
			return t("batches.what.tag.delete", "n", n, "name", name)
		}
	}
	return t("batches.what.kind", "n", n, "kind", deedKind(env, b.Kind))
}

// tagWords names some tags: 「VIP」「复购」.
func tagWords(env *screen.Env, tags []model.Tag) string {
	var b strings.Builder
	for i, tag := range tags {
		if i == namedTags {
			return env.T("batches.tags.more", "tags", b.String(), "n", len(tags))
		}
		b.WriteString(env.T("batches.quoted", "name", widgets.OneLine(tag.Name, 20)))
	}
	return b.String()
}

// deedKind names what a deed does in a few words.
func deedKind(env *screen.Env, kind model.DeedKind) string {
	keys := map[model.DeedKind]string{
		model.DeedTag: "tag", model.DeedRemark: "remark", model.DeedCheckFriend: "check", model.DeedDeleteContact: "delete",
		model.DeedRenameGroup: "rename", model.DeedAnnounce: "announce", model.DeedRemoveMembers: "remove", model.DeedInvite: "invite",
		model.DeedQuitGroup: "quit", model.DeedCreateTag: "tag.create", model.DeedRenameTag: "tag.rename", model.DeedDeleteTag: "tag.delete",
	}
	if key, known := keys[kind]; known {
		return env.T("batches.kind." + key)
	}
	return env.T("batches.kind.other")
}

// stateKey names a state in the keys of texts.
func stateKey(s model.DeedState) string {
	switch s {
	case model.DeedQueued:
		return "queued"
	case model.DeedDoing:
		return "doing"
	case model.DeedDone:
		return "done"
	case model.DeedSame:
		return "same"
	case model.DeedRefused:
		return "refused"
	case model.DeedMaybe:
		return "maybe"
	case model.DeedCancelled:
		return "cancelled"
	case model.DeedDropped:
		return "dropped"
	}
	return "unknown"
}

// deedState names a state.
func deedState(env *screen.Env, s model.DeedState) string {
	return env.T("batches.state." + stateKey(s))
}

// deedTone is the colour of a state.
func deedTone(s model.DeedState) fyne.ThemeColorName {
	switch s {
	case model.DeedRefused:
		return theme.Danger
	case model.DeedMaybe:
		return theme.Warn
	case model.DeedDone:
		return ""
	}
	return theme.TextSecondary
}

// deedReason says why a deed is as it is; "" where there is nothing to say.
func deedReason(env *screen.Env, d model.Deed) string {
	if d.Reason != nil {
		return env.Trouble(d.Reason)
	}
	if d.State == model.DeedMaybe {
		return env.T("batches.maybe")
	}
	return ""
}

// counted is how many deeds are in one of the states a person can look at.
type counted struct {
	states []model.DeedState
	n      int
}

// countsOf lists the states that deeds are in, in the order of what is said.
func countsOf(c model.DeedCounts) []counted {
	all := []counted{
		{[]model.DeedState{model.DeedQueued, model.DeedDoing}, c.Pending()},
		{[]model.DeedState{model.DeedDone}, c.Done},
		{[]model.DeedState{model.DeedSame}, c.Same},
		{[]model.DeedState{model.DeedRefused}, c.Refused},
		{[]model.DeedState{model.DeedMaybe}, c.Maybe},
		{[]model.DeedState{model.DeedCancelled}, c.Cancelled},
		{[]model.DeedState{model.DeedDropped}, c.Dropped},
	}
	list := all[:0]
	for _, one := range all {
		if one.n > 0 {
			list = append(list, one)
		}
	}
	return list
}

// words is a state with its count: "被拒绝 8".
func (c counted) words(env *screen.Env) string {
	return env.T("batches.count", "state", deedState(env, c.states[0]), "n", c.n)
}

// batchCounts says how many deeds are in which state.
func batchCounts(env *screen.Env, c model.DeedCounts) string {
	var parts []string
	for _, one := range countsOf(c) {
		parts = append(parts, one.words(env))
	}
	return strings.Join(parts, " · ")
}
