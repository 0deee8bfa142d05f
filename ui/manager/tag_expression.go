package manager

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The states of a tag in an expression.
const (
	tagAny = 1 + iota
	tagAll
	tagNone
)

// tagExpressionWords says whom an expression chooses: "含任一：VIP、复购 ·
// 不含：黑名单".
func tagExpressionWords(t func(string, ...any) string, e model.TagExpression) string {
	if e.Untagged {
		return t("contacts.tags.untagged")
	}
	var parts []string
	for _, part := range []struct {
		key  string
		tags []model.TagName
	}{{"any", e.Any}, {"all", e.All}, {"none", e.None}} {
		if len(part.tags) == 0 {
			continue
		}
		names := make([]string, len(part.tags))
		for i, tag := range part.tags {
			names[i] = widgets.OneLine(tag.Name, 20)
		}
		parts = append(parts, t("contacts.tags."+part.key, "tags", strings.Join(names, t("contacts.tags.comma"))))
	}
	return strings.Join(parts, " · ")
}

// openTagExpression asks by which tags customers are to be chosen, and hands the
// answer to done.
func openTagExpression(h *host, now model.TagExpression, done func(model.TagExpression)) {
	t := h.env.T
	k := newTagPicker(h, []pickState{
		{icon: fynetheme.CheckButtonIcon()},
		{word: t("contacts.tags.state.any"), icon: fynetheme.RadioButtonCheckedIcon(), tone: theme.Accent},
		{word: t("contacts.tags.state.all"), icon: fynetheme.CheckButtonCheckedIcon(), tone: theme.Accent},
		{word: t("contacts.tags.state.none"), icon: fynetheme.CancelIcon(), tone: theme.Danger},
	})
	for state, tags := range map[int][]model.TagName{tagAny: now.Any, tagAll: now.All, tagNone: now.None} {
		for _, tag := range tags {
			k.state[tag] = state
		}
	}
	k.about = func(s model.TagSummary) string { return t("contacts.tag.has", "n", s.Contacts) }
	untagged := screen.NewCheck(t("contacts.tags.untagged"), nil)
	untagged.SetChecked(now.Untagged)
	said := screen.Note("")
	chosen := func() model.TagExpression {
		if untagged.Checked {
			return model.TagExpression{Untagged: true}
		}
		if !k.read {
			return now
		}
		return model.TagExpression{Any: k.in(tagAny), All: k.in(tagAll), None: k.in(tagNone)}
	}
	k.picked = func() {
		if len(k.state) > 0 && untagged.Checked {
			untagged.SetChecked(false)
		}
		text := tagExpressionWords(t, chosen())
		if text == "" {
			text = t("contacts.tags.everybody")
		}
		said.SetText(text)
	}
	untagged.OnChanged = func(on bool) {
		if on {
			clear(k.state)
			k.list.Refresh()
		}
		k.picked()
	}
	var sheet *screen.Sheet
	cancel := screen.NewButton(t("shell.cancel"), nil, func() { sheet.Close() })
	nothing := screen.NewButton(t("contacts.tags.clear"), nil, func() {
		sheet.Close()
		done(model.TagExpression{})
	})
	yes := screen.NewButton(t("contacts.tags.use"), nil, func() {
		e := chosen()
		sheet.Close()
		done(e)
	})
	yes.Importance = widget.HighImportance
	body := screen.Column(1, k.object, untagged, screen.MinSize(said, 0, 9*screen.Unit))
	sheet = h.env.Sheets.Show(screen.Form{
		Title: t("contacts.tags.title"), Body: body, Size: fyne.NewSize(480, 0), Focus: k.entry,
		Left: []fyne.CanvasObject{nothing}, Buttons: []fyne.CanvasObject{cancel, yes},
	})
	k.picked()
	sheet.Fit()
	k.reload(h.seat, "tag expression")
}
