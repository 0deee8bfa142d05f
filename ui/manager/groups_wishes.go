package manager

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

const (
	groupNameMost = 200  // characters of a name
	noticeMost    = 2000 // of a notice
	nameExamples  = 3    // groups that show what a pattern makes of them
)

// renaming is the form that names groups by a pattern.
type renaming struct {
	h     *host
	ids   []model.GroupID
	entry *screen.Entry
	said  []*widget.Label // what the pattern makes of the first ones
	first []model.GroupRow
	form  *wishing
}

// openRename asks for a name, or for a pattern of names.
func openRename(h *host, ids []model.GroupID) {
	t := h.env.T
	r := &renaming{h: h, ids: ids, entry: screen.NewEntry()}
	r.entry.SetPlaceHolder(t("groups.rename.place"))
	r.entry.OnChanged = func(string) {
		r.show()
		r.form.changed()
	}
	examples := screen.Column(0)
	for range min(len(ids), nameExamples) {
		line := screen.Note("")
		line.Wrapping, line.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
		r.said = append(r.said, line)
		examples.Add(line)
	}
	places := screen.Row(1)
	for _, place := range []string{"{name}", "{n}"} {
		places.Add(screen.NewTextButton(t("groups.rename."+strings.Trim(place, "{}")), nil, func() { r.insert(place) }))
	}
	r.form = openWish(h, wishForm{
		title: t("groups.rename.title", "n", len(ids)), body: screen.Column(1, r.entry, screen.Line(nil, screen.Row(0), places), examples),
		focus: r.entry, wish: r.wish, start: t("groups.rename.start"),
	})
	screen.Ask(h.scope, "groups/first", func(ctx context.Context) ([]model.GroupRow, error) {
		return h.env.Console.Groups.Rows(ctx, ids[:min(len(ids), nameExamples)])
	}, func(rows []model.GroupRow, err error) {
		h.env.Fail(err)
		r.first = rows
		if len(ids) == 1 && len(rows) == 1 && r.entry.Text == "" {
			r.entry.SetText(rows[0].Name)
			r.entry.CursorColumn = len([]rune(rows[0].Name))
		}
		r.show()
	})
	r.show()
}

func (r *renaming) insert(place string) {
	r.entry.SetText(r.entry.Text + place)
	r.entry.CursorColumn = len([]rune(r.entry.Text))
	r.h.env.Window.Canvas().Focus(r.entry)
}

func (r *renaming) wish() (batch.Wish, string) {
	text, t := strings.TrimSpace(r.entry.Text), r.h.env.T
	switch n := len([]rune(text)); {
	case n == 0:
		return batch.Wish{}, t("groups.rename.lacks")
	case n > groupNameMost:
		return batch.Wish{}, t("panel.toolong", "n", groupNameMost, "now", n)
	}
	return batch.Wish{Kind: model.DeedRenameGroup, Groups: r.ids, Name: text}, ""
}

// show says what the pattern makes of the first groups.
func (r *renaming) show() {
	pattern := strings.TrimSpace(r.entry.Text)
	for i, line := range r.said {
		text := ""
		if pattern != "" && i < len(r.first) {
			row := r.first[i]
			name := strings.NewReplacer("{name}", row.Name, "{n}", strconv.Itoa(i+1)).Replace(pattern)
			text = r.h.env.T("groups.rename.example", "name", widgets.OneLine(groupName(row.Group), 24), "text", widgets.OneLine(name, 60))
		}
		line.SetText(text)
	}
}

// openAnnounce asks for a notice of groups.
func openAnnounce(h *host, ids []model.GroupID) {
	t := h.env.T
	var form *wishing
	text := panel.NewArea(5)
	text.SetPlaceHolder(t("groups.announce.place"))
	text.OnChanged = func(string) { form.changed() }
	body := screen.Column(1, text)
	all := screen.NewCheck(t("groups.announce.all"), func(bool) { form.changed() })
	if len(h.able(model.CanAnnounceToAll)) > 0 {
		all.Checked = true
		body.Add(all)
	}
	form = openWish(h, wishForm{
		title: t("groups.announce.title", "n", len(ids)), body: body, focus: text, start: t("groups.announce.start"),
		wish: func() (batch.Wish, string) {
			notice := strings.TrimSpace(text.Text)
			switch n := len([]rune(notice)); {
			case n == 0:
				return batch.Wish{}, t("groups.announce.lacks")
			case n > noticeMost:
				return batch.Wish{}, t("panel.toolong", "n", noticeMost, "now", n)
			}
			return batch.Wish{Kind: model.DeedAnnounce, Groups: ids, Notice: notice, ToAll: all.Checked}, ""
		},
	})
}

// openQuit asks before seats leave groups.
func openQuit(h *host, ids []model.GroupID) {
	t := h.env.T
	wish := batch.Wish{Kind: model.DeedQuitGroup, Groups: ids}
	openWish(h, wishForm{
		title: t("groups.quit.title", "n", len(ids)), body: screen.Note(t("panel.quit.text")), start: t("groups.quit.start"), danger: true,
		wish: func() (batch.Wish, string) { return wish, "" },
	})
}

// openRemove takes people out of groups: those given, or such as are chosen in the
// form.
func openRemove(h *host, ids []model.GroupID, people []string) {
	t := h.env.T
	if len(people) > 0 {
		wish := batch.Wish{Kind: model.DeedRemoveMembers, Groups: ids, People: people}
		openWish(h, wishForm{
			title: t("groups.remove.those", "n", len(people)), body: screen.Note(t("groups.remove.text")), start: t("groups.remove.start"), danger: true,
			wish: func() (batch.Wish, string) { return wish, "" },
		})
		return
	}
	var form *wishing
	list := newPeopleTable(h, ids, func() { form.changed() })
	form = openWish(h, wishForm{
		title: t("groups.remove.title", "n", len(ids)), focus: list.entry, start: t("groups.remove.start"), danger: true,
		body: screen.MinSize(list.object, 0, peopleHeight),
		wish: func() (batch.Wish, string) {
			chosen := list.chosen()
			if len(chosen) == 0 {
				return batch.Wish{}, t("groups.remove.lacks")
			}
			return batch.Wish{Kind: model.DeedRemoveMembers, Groups: ids, People: chosen}, ""
		},
	})
	form.also(list.close)
	list.read()
}

// openInvite brings contacts of the seats of groups into them.
func openInvite(h *host, ids []model.GroupID, seats []screen.SeatView) {
	t := h.env.T
	var form *wishing
	list := newInviteTable(h, seats, func() { form.changed() })
	form = openWish(h, wishForm{
		title: t("groups.invite.title", "n", len(ids)), focus: list.entry, start: t("groups.invite.start"),
		body: screen.MinSize(list.object, 0, peopleHeight),
		wish: func() (batch.Wish, string) {
			chosen := list.chosen()
			if len(chosen) == 0 {
				return batch.Wish{}, t("groups.invite.lacks")
			}
			return batch.Wish{Kind: model.DeedInvite, Groups: ids, People: chosen}, ""
		},
	})
	form.also(list.close)
	list.read()
}

// peopleHeight is how much of a form a list of people takes.
const peopleHeight float32 = 260

// also has something more closed with the form.
func (w *wishing) also(close func()) {
	before := w.sheet.OnClose
	w.sheet.OnClose = func() {
		close()
		before()
	}
}
